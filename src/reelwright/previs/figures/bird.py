"""Birds: perched, walking a little, or flying on three-part wings."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

from reelwright.previs.figures.cones import RGB, Body, Cones, Skin, Vec

__all__ = ["BIRDS", "Bird", "Plumage"]


@dataclass(frozen=True, slots=True)
class Plumage:
    """Size in metres (beak to tail), shares of it for the parts, and colours."""

    size: float = 0.30
    girth: float = 0.17
    neck: float = 0.12
    head: float = 0.105
    beak: float = 0.09
    hook: bool = False
    wing: float = 0.62
    chord: float = 0.20
    tail: float = 0.34
    leg: float = 0.16
    beat: float = 3.2
    """Wing beats a second."""
    back: RGB = (0.10, 0.12, 0.15)
    breast: RGB = (0.55, 0.48, 0.40)
    wings: RGB = (0.07, 0.08, 0.10)
    crown: RGB | None = None
    bill: RGB = (0.55, 0.30, 0.05)
    feet: RGB = (0.35, 0.20, 0.08)


BIRDS: dict[str, Plumage] = {
    "bird": Plumage(),
    "sparrow": Plumage(
        size=0.15, back=(0.23, 0.13, 0.07), breast=(0.50, 0.42, 0.33), wings=(0.14, 0.08, 0.045), beak=0.07,
        neck=0.06, head=0.13, bill=(0.20, 0.16, 0.12), beat=5.0,
    ),
    "robin": Plumage(
        size=0.14, girth=0.20, back=(0.19, 0.15, 0.10), breast=(0.66, 0.20, 0.05), wings=(0.15, 0.12, 0.08),
        beak=0.06, neck=0.05, head=0.14, bill=(0.08, 0.06, 0.05), beat=5.0,
    ),
    "eagle": Plumage(
        size=0.90, wing=1.12, chord=0.25, girth=0.15, beak=0.085, hook=True, beat=1.3,
        back=(0.085, 0.045, 0.024), breast=(0.10, 0.055, 0.03), wings=(0.06, 0.034, 0.02),
        crown=(0.80, 0.77, 0.70), bill=(0.75, 0.48, 0.05), feet=(0.7, 0.45, 0.05),
    ),
    "hawk": Plumage(
        size=0.55, wing=1.0, chord=0.24, beak=0.07, hook=True, beat=1.9, back=(0.20, 0.11, 0.06),
        breast=(0.62, 0.53, 0.42), wings=(0.16, 0.09, 0.05),
    ),
    "owl": Plumage(
        size=0.45, girth=0.23, neck=0.03, head=0.185, beak=0.05, hook=True, wing=0.85, chord=0.28, beat=1.9,
        back=(0.26, 0.17, 0.09), breast=(0.56, 0.44, 0.29), wings=(0.21, 0.13, 0.07),
    ),
    "seagull": Plumage(
        size=0.50, wing=1.05, chord=0.155, beat=1.7, back=(0.42, 0.44, 0.47), breast=(0.82, 0.82, 0.80),
        wings=(0.40, 0.42, 0.45), crown=(0.82, 0.82, 0.80), bill=(0.75, 0.45, 0.05),
    ),
    "dove": Plumage(
        size=0.32, back=(0.80, 0.79, 0.77), breast=(0.84, 0.83, 0.81), wings=(0.78, 0.78, 0.77), beak=0.06,
        bill=(0.50, 0.30, 0.26), feet=(0.55, 0.22, 0.2),
    ),
    "pigeon": Plumage(
        size=0.33, back=(0.22, 0.24, 0.28), breast=(0.26, 0.22, 0.28), wings=(0.30, 0.32, 0.36), beak=0.06,
        bill=(0.1, 0.09, 0.09), feet=(0.55, 0.2, 0.18),
    ),
    "crow": Plumage(
        size=0.46, back=(0.018, 0.018, 0.022), breast=(0.020, 0.020, 0.023), wings=(0.014, 0.014, 0.018),
        bill=(0.02, 0.02, 0.02), beak=0.12, wing=0.8, beat=2.4, feet=(0.02, 0.02, 0.02),
    ),
    "parrot": Plumage(
        size=0.60, hook=True, tail=0.62, back=(0.60, 0.035, 0.025), breast=(0.62, 0.05, 0.03),
        wings=(0.04, 0.16, 0.52), beak=0.075, bill=(0.70, 0.66, 0.58), beat=2.6,
    ),
    "duck": Plumage(
        size=0.52, girth=0.19, neck=0.20, beak=0.11, tail=0.16, leg=0.09, back=(0.26, 0.21, 0.16),
        breast=(0.20, 0.10, 0.05), wings=(0.24, 0.20, 0.17), crown=(0.02, 0.16, 0.07),
        bill=(0.72, 0.52, 0.06), feet=(0.75, 0.30, 0.04), beat=3.6,
    ),
    "swan": Plumage(
        size=1.15, girth=0.17, neck=0.55, head=0.055, beak=0.065, tail=0.14, leg=0.05, wing=0.95,
        back=(0.84, 0.83, 0.80), breast=(0.84, 0.83, 0.80), wings=(0.82, 0.82, 0.80), bill=(0.75, 0.26, 0.04),
        feet=(0.03, 0.03, 0.03), beat=1.6,
    ),
    "chicken": Plumage(
        size=0.42, girth=0.24, neck=0.20, tail=0.30, leg=0.24, back=(0.50, 0.22, 0.07),
        breast=(0.58, 0.30, 0.11), wings=(0.42, 0.17, 0.05), beak=0.06, bill=(0.72, 0.50, 0.10),
        feet=(0.70, 0.48, 0.10),
    ),
    "penguin": Plumage(
        size=0.80, girth=0.18, neck=0.04, head=0.10, wing=0.42, chord=0.10, tail=0.10, leg=0.04,
        back=(0.020, 0.022, 0.028), breast=(0.82, 0.81, 0.78), wings=(0.022, 0.024, 0.030),
        bill=(0.15, 0.10, 0.06), feet=(0.10, 0.08, 0.06),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Bird:
    """A bird of some ``plumage``; gaits: stand (perched), walk, fly."""

    name: str
    plumage: Plumage
    gait: str = "stand"
    speed: float = 0.0
    phase: float = 0.0

    GAITS: ClassVar[tuple[str, ...]] = ("stand", "walk", "fly", "float")

    @property
    def period(self) -> float:
        """Seconds a wing beat, or two steps."""
        return 1.0 / self.plumage.beat if self.gait == "fly" else 0.7

    def moving(self, gait: str, speed: float) -> Bird:
        """The same bird doing something else."""
        gait = {"run": "walk", "trot": "walk", "gallop": "fly", "swim": "float", "jump": "fly"}.get(
            gait, gait
        )
        if gait == "fly" and self.plumage.wing < 0.5:
            gait = "walk"
        if gait not in self.GAITS:
            gait = "walk" if speed > 0 else "stand"
        natural = {
            "fly": 5.0 * math.sqrt(self.plumage.size) + 2.0,
            "walk": 0.9 * math.sqrt(self.plumage.size),
            "float": 0.35,
        }
        return replace(self, gait=gait, speed=speed if speed > 0 else natural.get(gait, 0.0))

    def bounds(self) -> tuple[float, float, float]:
        """Length, height and width in metres."""
        low, high = self.pose(0.0).extent()
        for k in range(1, 5):
            a, b = self.pose(self.period * k / 5).extent()
            low, high = low.clip(max=a), high.clip(min=b)
        return float(2 * max(high[0], -low[0])), float(high[1]), float(high[2] - low[2])

    def pose(self, t: float) -> Cones:
        """The body at ``t`` seconds. A flying bird's belly is one wing length above the origin."""
        b = self.plumage
        s = b.size
        flying = self.gait == "fly"
        beat = 2 * math.pi * (t * b.beat + self.phase)
        # Now and then the bird glides.
        effort = 1.0 if flying and math.sin(t * 0.9 + self.phase * 6) < 0.62 else 0.25
        upright = 1.35 if b.wing < 0.5 else 0.62 if not flying and self.gait != "float" else 0.06
        if b.leg < 0.1 and b.wing > 0.5:
            upright = min(upright, 0.12)
        height = b.leg * s + b.girth * s * 0.95
        if b.wing < 0.5:
            height = 0.335 * s
        if self.gait == "float":
            height = b.girth * s * 0.35
        if flying:
            height = b.wing * s * 0.75 + 0.04 * s * math.cos(beat) * effort
        step = math.sin(2 * math.pi * (t / 0.7)) if self.gait == "walk" else 0.0
        c, n = math.cos(upright), math.sin(upright)

        def at(x: float, y: float, z: float = 0.0) -> Vec:
            return (x * c - y * n) * s, height + (x * n + y * c) * s, z * s

        body = Body()
        grain = 55.0 / s
        hair = 0.012 * s
        back = Skin(b.back, fur=hair, grain=grain)
        breast = Skin(b.breast, fur=hair, grain=grain)
        wing_skin = Skin(b.wings, fur=hair * 0.6, grain=grain)
        crown = Skin(b.crown or b.back, fur=hair * 0.6, grain=grain)
        g = b.girth
        body.add(
            at(0.16, 0.0), at(-0.20, 0.015), g * 0.92 * s, g * 0.62 * s, back, blend=0.12 * s, caster=True
        )
        body.add(at(0.15, -0.045), at(-0.10, -0.05), g * 0.80 * s, g * 0.60 * s, breast, blend=0.05 * s)
        bob = 0.02 * math.sin(t * 2.1) if not flying else 0.0
        reach = b.neck + 0.17
        rise = 0.62 if b.neck > 0.3 else 0.35
        if flying:
            rise = 0.05
        root = at(0.20, 0.05)
        way = (
            math.cos(rise + (0.75 if b.neck > 0.15 and not flying else 0.0)),
            math.sin(rise + (0.75 if b.neck > 0.15 and not flying else 0.0)),
        )  # fmt: skip
        if b.wing < 0.5:
            way = (0.18, 0.98)
        head = (root[0] + way[0] * reach * s + 0.02 * step * s, root[1] + way[1] * reach * s + bob * s, 0.0)
        body.add(head, root, b.head * 0.72 * s, g * 0.62 * s, crown, blend=0.08 * s)
        body.ball(head, b.head * s, crown, blend=0.05 * s, caster=True)
        look = (
            0.0
            if flying
            else 0.45 * math.copysign(1.0, math.sin(t * 0.8)) * min(1.0, abs(math.sin(t * 0.8)) * 4)
        )
        cl, sl = math.cos(look), math.sin(look)

        def face(x: float, y: float, z: float) -> Vec:
            return head[0] + (x * cl - z * sl) * s, head[1] + y * s, head[2] + (x * sl + z * cl) * s

        bill = Skin(b.bill, gloss=0.3)
        h = b.head
        tip = face(h * 0.85 + b.beak, -0.02 - (0.03 if b.hook else 0.0), 0.0)
        body.add(face(h * 0.62, 0.0, 0.0), tip, h * 0.42 * s, h * 0.10 * s, bill, group=1, blend=0.02 * s)
        if b.hook:
            body.add(
                tip, face(h * 0.80 + b.beak, -0.065, 0.0), h * 0.14 * s, h * 0.03 * s, bill, group=1,
                blend=0.02 * s,
            )  # fmt: skip
        black = Skin((0.012, 0.01, 0.01), gloss=0.95)
        ahead = (cl, 0.0, sl)
        for side in (1.0, -1.0):
            if b.head > 0.16:
                # An owl looks straight ahead out of two pale discs.
                disc = Skin(breast.colour, fur=hair * 0.5, grain=grain)
                eye = Skin((0.72, 0.46, 0.04), gloss=0.8)
                body.ball(
                    face(h * 0.80, h * 0.16, side * h * 0.42),
                    h * 0.46 * s,
                    disc,
                    group=1,
                    flat=0.35,
                    axis=ahead,
                )
                body.ball(
                    face(h * 0.95, h * 0.18, side * h * 0.42),
                    h * 0.27 * s,
                    eye,
                    group=2,
                    flat=0.35,
                    axis=ahead,
                )
                body.ball(
                    face(h * 1.02, h * 0.18, side * h * 0.42),
                    h * 0.16 * s,
                    black,
                    group=3,
                    flat=0.35,
                    axis=ahead,
                )
            else:
                body.ball(
                    face(h * 0.52, h * 0.22, side * h * 0.80), h * 0.19 * s, black, group=3, blend=0.002
                )
        # Tail: a fan of three.
        for side in (-1.0, 0.0, 1.0):
            spread = (0.09 if flying else 0.03) * side
            body.add(
                at(-0.22, 0.03), at(-0.24 - b.tail * (1.0 - 0.06 * abs(side)), 0.0, spread), g * 0.42 * s,
                0.055 * s, wing_skin, group=4, blend=0.03 * s, flat=0.22, axis=(-n, c, 0),
            )  # fmt: skip
        for side in (1.0, -1.0):
            self._wing(body, at, side, beat, effort, wing_skin, back, flying)
            if not flying and self.gait != "float":
                foot = Skin(b.feet)
                swing = 0.06 * step * side
                hip = (
                    at(-0.03, -g * 0.75, side * g * 0.42)
                    if b.wing > 0.5
                    else at(-0.24, -g * 0.2, side * g * 0.42)
                )
                ground = (hip[0] + (0.03 + swing) * s, 0.012 * s, side * g * 0.45 * s)
                body.add(hip, ground, 0.026 * s, 0.013 * s, foot, group=5, blend=0.01 * s)
                for spread in (-0.45, 0.0, 0.45):
                    body.add(
                        ground,
                        (
                            ground[0] + 0.075 * s * math.cos(spread), 0.010 * s,
                            ground[2] + 0.075 * s * math.sin(spread),
                        ),
                        0.013 * s, 0.007 * s, foot, group=5, blend=0.01 * s,
                    )  # fmt: skip
        return body.cones()

    def _wing(
        self,
        body: Body,
        place: Callable[..., Vec],
        side: float,
        beat: float,
        effort: float,
        skin: Skin,
        back: Skin,
        flying: bool,
    ) -> None:
        b = self.plumage
        s = b.size
        shoulder: Vec = place(0.13, 0.06, side * b.girth * 0.75)
        if not flying:
            tip = place(-0.26, 0.02, side * b.girth * 0.62)
            mid = place(-0.02, 0.0, side * b.girth * 0.92)
            if b.wing < 0.5:
                swing = 0.05 * math.sin(2 * math.pi * beat / 3)
                mid, tip = (
                    place(-0.02, 0.03, side * (b.girth * 1.10)),
                    place(-0.24, 0.06, side * (b.girth * 1.25 + abs(swing))),
                )
            body.add(shoulder, mid, 0.075 * s, b.chord * 0.52 * s, skin, group=4, blend=0.05 * s, flat=0.34)
            body.add(mid, tip, b.chord * 0.50 * s, 0.045 * s, skin, group=4, blend=0.05 * s, flat=0.30)
            return
        # Down-stroke with the wing spread, up-stroke folded: each part follows the one before.
        flap = (0.62 * math.cos(beat) * effort) + 0.10
        bend = 0.55 * math.cos(beat - 0.9) * effort - 0.10
        hand = 0.50 * math.cos(beat - 1.5) * effort
        fold = 0.18 * max(0.0, math.sin(beat)) * effort
        length = b.wing * s
        elbow = (
            shoulder[0] + 0.04 * s, shoulder[1] + 0.34 * length * math.sin(flap),
            shoulder[2] + side * 0.34 * length * math.cos(flap),
        )  # fmt: skip
        a2 = flap + bend
        wrist = (
            elbow[0] + 0.02 * s - fold * 0.1 * s, elbow[1] + 0.32 * length * math.sin(a2),
            elbow[2] + side * 0.32 * length * math.cos(a2),
        )  # fmt: skip
        a3 = a2 + hand
        tip = (
            wrist[0] - (0.20 + fold) * length, wrist[1] + 0.36 * length * math.sin(a3),
            wrist[2] + side * 0.36 * length * math.cos(a3),
        )  # fmt: skip
        for p, q, angle, r0, r1 in (
            (shoulder, elbow, flap, 0.92, 1.0),
            (elbow, wrist, a2, 1.0, 0.86),
            (wrist, tip, a3, 0.80, 0.30),
        ):
            up = (0.0, math.cos(angle), -side * math.sin(angle))
            chord = b.chord * 0.52 * s
            trail = 0.36 * b.chord * s
            body.add(
                (p[0] - trail, p[1], p[2]), (q[0] - trail, q[1], q[2]), chord * r0, chord * r1, skin, group=4,
                blend=0.05 * s, flat=0.11, axis=up,
            )  # fmt: skip
            body.add(p, q, 0.036 * s, 0.028 * s, back, group=4, blend=0.03 * s, flat=0.7, axis=up)
        # Primary feathers spread like fingers.
        for i in range(5):
            u = 0.35 + 0.16 * i
            root = tuple(p + (q - p) * u * 0.8 for p, q in zip(wrist, tip, strict=True))
            out = 0.30 * length * (0.55 + 0.12 * i)
            spread = 1.25 - 0.22 * i
            end = (
                root[0] - out * math.sin(spread), root[1] + out * math.cos(spread) * math.sin(a3 + 0.12),
                root[2] + side * out * math.cos(spread) * math.cos(a3 + 0.12),
            )  # fmt: skip
            up = (0.0, math.cos(a3), -side * math.sin(a3))
            body.add(root, end, 0.032 * s, 0.020 * s, skin, group=4, blend=0.012 * s, flat=0.3, axis=up)
