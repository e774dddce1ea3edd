"""The head of a person: skull, features, hair and hats."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from reelwright.previs.figures.cones import RGB, Body, Skin, Vec
from reelwright.previs.figures.probe import surface_point
from reelwright.previs.figures.wardrobe import Wardrobe

__all__ = ["FaceFrame", "draw_face"]

_FLESH, _HAIR, _EYE, _HAT = 2, 3, 4, 7


@dataclass(frozen=True, slots=True)
class FaceFrame:
    """Axes of a head: ``at(x, y, z)`` with x out of the face, y up, z left, in skull radii."""

    origin: Vec
    yaw: float
    pitch: float
    unit: float

    def at(self, x: float, y: float, z: float = 0.0) -> Vec:
        """A point of the head in the figure's frame, metres."""
        d = self.way(x, y, z)
        return (
            self.origin[0] + d[0] * self.unit,
            self.origin[1] + d[1] * self.unit,
            self.origin[2] + d[2] * self.unit,
        )

    def way(self, x: float, y: float, z: float) -> Vec:
        """A direction of the head in the figure's frame."""
        cp, sp = math.cos(self.pitch), math.sin(self.pitch)
        cy, sy = math.cos(self.yaw), math.sin(self.yaw)
        x, y = x * cp - y * sp, x * sp + y * cp
        return x * cy - z * sy, y, x * sy + z * cy


def _mix(a: RGB, b: RGB, s: float) -> RGB:
    return a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s, a[2] + (b[2] - a[2]) * s


def _skull(body: Body, f: FaceFrame, skin: Skin, blush: Skin, young: float) -> None:
    u = f.unit
    across = f.way(0, 0, 1)
    body.add(
        f.at(-0.14, 0.18), f.at(0.02, 0.10), u * 0.95, u * 0.95, skin, group=_FLESH, blend=0.4 * u, flat=0.88,
        axis=across, caster=True,
    )  # fmt: skip
    body.add(
        f.at(0.10, -0.22), f.at(0.30, -0.62 + 0.06 * young), u * 0.70, u * (0.36 + 0.08 * young), skin,
        group=_FLESH, blend=0.35 * u, flat=0.92, axis=across,
    )  # fmt: skip
    body.add(
        f.at(0.52, -0.56), f.at(0.58, -0.74), u * 0.26, u * 0.20, skin, group=_FLESH, blend=0.25 * u,
        flat=1.15, axis=across,
    )  # fmt: skip
    for side in (1.0, -1.0):
        body.ball(f.at(0.46, -0.26, side * 0.36), u * 0.34, blush, group=_FLESH, blend=0.24 * u)


@lru_cache(maxsize=64)
def _feature(young: float, y: float, z: float) -> tuple[float, float]:
    """How far the face comes forward at (y, z), and the angle aside it looks there, in skull radii."""
    f = FaceFrame((0.0, 0.0, 0.0), 0.0, 0.0, 1.0)
    plain = Skin((0.5, 0.5, 0.5))
    body = Body()
    _skull(body, f, plain, plain, young)
    far, normal = surface_point(body.cones(), _FLESH, (2.5, y, z), (-1.0, 0.0, 0.0))
    return 2.5 - far, math.atan2(normal[2], normal[0])


def draw_face(
    body: Body,
    f: FaceFrame,
    wear: Wardrobe,
    t: float,
    *,
    talking: bool,
    blow: float,
    sway: float,
    young: float,
) -> None:
    """Add a head; ``young`` 0..1 makes the eyes larger and the features softer."""
    u = f.unit
    skin = Skin(wear.skin, grain=500)
    blush = Skin(_mix(wear.skin, (0.75, 0.22, 0.18), 0.24), grain=500)
    lips = Skin(
        _mix(
            wear.skin,
            (0.52, 0.08, 0.07),
            0.30 if wear.hair_style in ("short", "bald", "curly") or young else 0.62,
        )
    )
    across = f.way(0, 0, 1)
    _skull(body, f, skin, blush, young)

    def on(y: float, z: float, lift: float = 0.0) -> Vec:
        return f.at(_feature(young, round(y, 3), round(abs(z), 3))[0] + lift, y, z)

    for side in (1.0, -1.0):
        body.ball(
            f.at(-0.10, -0.06, side * 0.92), u * 0.21, blush, group=_FLESH, flat=0.5, axis=across,
            blend=0.06 * u,
        )  # fmt: skip
    bridge, tip = on(-0.02, 0.0, -0.01), on(-0.26 + 0.03 * young, 0.0, 0.06)
    body.add(bridge, tip, u * 0.075, u * (0.118 - 0.02 * young), skin, group=_FLESH, blend=0.15 * u)
    for side in (1.0, -1.0):
        body.ball(on(-0.29, side * 0.10, 0.0), u * 0.075, blush, group=_FLESH, blend=0.10 * u)
    size = 0.158 + 0.055 * young
    blink = 1.0 if (t % 3.7) > 0.12 else 0.15
    lash = _mix(wear.skin, wear.hair, 0.72)
    for side in (1.0, -1.0):
        y, z = 0.06, side * (0.36 + 0.02 * young)
        aside = side * _feature(young, y, round(abs(z), 3))[1]
        out = f.way(math.cos(aside), 0.0, math.sin(aside))
        white = on(y, z, -0.035)
        body.ball(
            white, u * size * 0.97, Skin((0.66, 0.65, 0.63), gloss=0.45), group=_EYE, flat=0.55, axis=out,
            blend=0.01 * u,
        )  # fmt: skip
        iris = on(y - 0.005, z - side * 0.015, 0.022)
        body.ball(
            iris, u * size * (0.68 + 0.08 * young), Skin(wear.eyes, gloss=0.9), group=_EYE + 1, flat=0.55,
            axis=out, blend=0.01 * u,
        )  # fmt: skip
        pupil = on(y - 0.005, z - side * 0.017, 0.048)
        body.ball(
            pupil, u * size * 0.36, Skin((0.004, 0.004, 0.005), gloss=0.9), group=_EYE + 1, flat=0.5,
            axis=out, blend=0.004 * u,
        )  # fmt: skip
        lid = y + size * (0.74 if blink > 0.5 else 0.05)
        corner, inner = (
            on(lid - 0.07, z + side * size * 0.98, 0.02),
            on(lid - 0.05, z - side * size * 0.92, 0.015),
        )
        top = on(lid, z + side * 0.02, 0.045)
        body.add(inner, top, u * 0.026, u * 0.040, Skin(lash), group=_EYE + 2, blend=0.03 * u)
        body.add(top, corner, u * 0.040, u * 0.028, Skin(lash), group=_EYE + 2, blend=0.03 * u)
        if blink < 0.5:
            body.ball(
                on(y, z, 0.0), u * size * 1.05, blush, group=_EYE + 2, flat=0.6, axis=out, blend=0.01 * u
            )
        brow = 0.335 + 0.03 * young
        body.add(
            on(brow, z - side * 0.17, 0.0), on(brow + 0.05, z + side * 0.06, 0.0), u * 0.024, u * 0.034,
            Skin(_mix(wear.hair, wear.skin, 0.25)), group=_HAT + 2, blend=0.02 * u,
        )  # fmt: skip
        body.add(
            on(brow + 0.05, z + side * 0.06, 0.0), on(brow + 0.01, z + side * 0.25, -0.01), u * 0.034,
            u * 0.014, Skin(_mix(wear.hair, wear.skin, 0.25)), group=_HAT + 2, blend=0.02 * u,
        )  # fmt: skip
    opening = 0.09 * (0.5 + 0.5 * math.sin(t * 13.0)) * (0.6 + 0.4 * math.sin(t * 3.1)) if talking else 0.0
    y = -0.515 + 0.03 * young
    if opening > 0.01:
        body.add(
            on(y - 0.02, 0.10, -0.03), on(y - 0.02, -0.10, -0.03), u * (0.05 + opening), u * (0.05 + opening),
            Skin((0.09, 0.02, 0.02)), group=_EYE, flat=0.9, axis=f.way(1, 0, 0), blend=0.02 * u,
        )  # fmt: skip
    line = Skin(_mix(wear.skin, (0.16, 0.02, 0.02), 0.75))
    for side in (1.0, -1.0):
        corner = on(y + 0.045, side * 0.25, 0.0)
        body.add(
            on(y + 0.035, side * 0.05, 0.005), corner, u * 0.052, u * 0.022, lips, group=_FLESH,
            blend=0.02 * u,
        )  # fmt: skip
        body.add(
            on(y - 0.060 - opening, 0.0, 0.004), on(y - 0.02 - opening * 0.6, side * 0.17, 0.0), u * 0.062,
            u * 0.034, lips, group=_FLESH, blend=0.02 * u,
        )  # fmt: skip
        if opening <= 0.01:
            body.add(
                on(y - 0.008, 0.0, 0.040), on(y + 0.048, side * 0.27, 0.008), u * 0.020, u * 0.016, line,
                group=_EYE, blend=0.01 * u,
            )  # fmt: skip
    _hair(body, f, wear, blow, sway, t)
    _hat(body, f, wear)
    if wear.glasses:
        frame = Skin((0.02, 0.02, 0.022), gloss=0.6)
        reach = _feature(young, 0.05, 0.1)[0] + 0.12
        for side in (1.0, -1.0):
            for k in range(8):
                a, b = k / 8 * 2 * math.pi, (k + 1) / 8 * 2 * math.pi
                body.add(
                    f.at(reach, 0.05 + 0.25 * math.sin(a), side * 0.37 + 0.27 * math.cos(a)),
                    f.at(reach, 0.05 + 0.25 * math.sin(b), side * 0.37 + 0.27 * math.cos(b)), u * 0.03,
                    u * 0.03, frame, group=_HAT, blend=0.01 * u,
                )  # fmt: skip
            body.add(
                f.at(reach, 0.08, side * 0.63), f.at(-0.05, 0.10, side * 0.95), u * 0.03, u * 0.03, frame,
                group=_HAT, blend=0.01 * u,
            )  # fmt: skip


def _hair(body: Body, f: FaceFrame, wear: Wardrobe, blow: float, sway: float, t: float) -> None:
    u, style = f.unit, wear.hair_style
    hair = Skin(wear.hair, fur=0.05 * u, gloss=0.16, grain=900)
    across = f.way(0, 0, 1)
    covered = wear.hat in ("beanie", "helmet")
    if wear.beard:
        body.add(f.at(0.46, -0.52), f.at(0.44, -0.98), u * 0.46, u * 0.28, hair, group=_HAIR, blend=0.2 * u)
        for side in (1.0, -1.0):
            body.add(
                f.at(0.05, -0.10, side * 0.82), f.at(0.42, -0.62, side * 0.42), u * 0.16, u * 0.30, hair,
                group=_HAIR, blend=0.2 * u,
            )  # fmt: skip
            body.add(
                f.at(0.86, -0.42, side * 0.04), f.at(0.74, -0.50, side * 0.30), u * 0.085, u * 0.06, hair,
                group=_HAIR, blend=0.05 * u,
            )  # fmt: skip
    if style == "bald":
        for side in (1.0, -1.0):
            body.add(
                f.at(-0.30, 0.10, side * 0.84), f.at(-0.80, -0.05, side * 0.45), u * 0.22, u * 0.26, hair,
                group=_HAIR, blend=0.15 * u,
            )  # fmt: skip
        return
    if not covered:
        lift = 0.06 if style != "curly" else 0.16
        body.add(
            f.at(0.02, 0.44 + lift), f.at(-0.40, 0.18 + lift), u * 0.83, u * 0.82, hair, group=_HAIR,
            blend=0.25 * u, flat=0.96, axis=across,
        )  # fmt: skip
        # A swept fringe shows the forehead on one side.
        body.add(
            f.at(0.36, 0.92, 0.28), f.at(0.58, 0.76, -0.40), u * 0.22, u * 0.17, hair, group=_HAIR,
            blend=0.3 * u,
        )  # fmt: skip
        body.add(
            f.at(0.36, 0.92, 0.28), f.at(0.44, 0.56, 0.68), u * 0.22, u * 0.12, hair, group=_HAIR,
            blend=0.2 * u,
        )  # fmt: skip
    body.ball(f.at(-0.52, -0.12), u * 0.66, hair, group=_HAIR, flat=1.1, axis=across, blend=0.25 * u)
    for side in (1.0, -1.0):
        body.add(
            f.at(0.16, 0.50, side * 0.70), f.at(0.06, -0.08, side * 0.85), u * 0.16, u * 0.06, hair,
            group=_HAIR, blend=0.2 * u,
        )  # fmt: skip
    drift = blow * 0.9
    if style in ("long", "bob"):
        length = 1.75 if style == "long" else 0.75
        ripple = 0.10 * math.sin(t * 2.0) + sway
        for side, width in ((1.0, 0.42), (-1.0, 0.42), (0.0, 0.52)):
            root = f.at(-0.45 + 0.25 * abs(side), 0.0, side * 0.72)
            mid = f.at(-0.55 - drift * 0.35 + 0.22 * abs(side), -length * 0.55, side * 0.74 + ripple * 0.5)
            tip = f.at(
                -0.60 - drift * 1.15 + 0.15 * abs(side), -length * (1.0 - 0.30 * drift), side * 0.62 + ripple
            )
            body.add(root, mid, u * width, u * width * 0.92, hair, group=_HAIR, blend=0.25 * u, caster=True)
            body.add(mid, tip, u * width * 0.92, u * width * 0.42, hair, group=_HAIR, blend=0.25 * u)
    elif style == "ponytail":
        root, mid = f.at(-1.10, 0.42), f.at(-1.55 - 0.3 * drift, 0.05 + 0.3 * drift, sway)
        tip = f.at(-1.55 - 0.9 * drift, -0.95 + 0.9 * drift, sway * 2.2)
        body.add(root, mid, u * 0.26, u * 0.36, hair, group=_HAIR, blend=0.15 * u)
        body.add(mid, tip, u * 0.36, u * 0.12, hair, group=_HAIR, blend=0.2 * u)
    elif style == "bun":
        body.ball(f.at(-0.85, 0.85), u * 0.42, hair, group=_HAIR, blend=0.08 * u)
    elif style == "curly" and not covered:
        for k in range(11):
            a = k * 2.399963
            y = 0.95 - 1.15 * k / 10
            r = math.sqrt(max(0.0, 1.0 - (y - 0.1) ** 2)) * 1.02
            x = r * math.cos(a)
            body.ball(
                f.at(min(x, 0.45) - 0.12, y + 0.22, r * math.sin(a)), u * 0.36, hair, group=_HAIR,
                blend=0.12 * u,
            )  # fmt: skip


def _hat(body: Body, f: FaceFrame, wear: Wardrobe) -> None:
    u = f.unit
    up = f.way(0, 1, 0)
    down = f.way(0, -1, 0)
    felt = Skin(wear.hat_colour, grain=420)
    if wear.hat == "beanie":
        knit = Skin(wear.hat_colour, fur=0.03 * u, grain=700)
        top = f.at(-0.12, 0.62)
        low = (top[0] + down[0] * u * 0.4, top[1] + down[1] * u * 0.4, top[2] + down[2] * u * 0.4)
        body.add(top, low, u * 1.00, u * 1.06, knit, group=_HAT, blend=0.08 * u, cut=0.28 * u)
        for k in range(10):
            a, b = k / 10 * 2 * math.pi, (k + 1) / 10 * 2 * math.pi
            body.add(
                f.at(-0.10 + 1.0 * math.cos(a), 0.42 + 0.10 * math.cos(a), 0.98 * math.sin(a)),
                f.at(-0.10 + 1.0 * math.cos(b), 0.42 + 0.10 * math.cos(b), 0.98 * math.sin(b)), u * 0.17,
                u * 0.17, knit, group=_HAT, blend=0.06 * u,
            )  # fmt: skip
        body.ball(
            f.at(-0.15, 1.78), u * 0.32, Skin(wear.hat_colour, fur=0.09 * u, grain=600), group=_HAT,
            blend=0.05 * u,
        )  # fmt: skip
    elif wear.hat == "cap":
        top = f.at(-0.06, 0.52)
        low = (top[0] + down[0] * u * 0.3, top[1] + down[1] * u * 0.3, top[2] + down[2] * u * 0.3)
        body.add(top, low, u * 1.04, u * 1.05, felt, group=_HAT, blend=0.05 * u, cut=0.06 * u)
        body.add(
            f.at(0.75, 0.50), f.at(1.30, 0.42), u * 0.62, u * 0.52, felt, group=_HAT, blend=0.08 * u,
            flat=0.10, axis=up,
        )  # fmt: skip
    elif wear.hat in ("brim", "cowboy"):
        wide = 1.95 if wear.hat == "brim" else 2.05
        body.ball(
            f.at(-0.05, 0.60), u * wide, felt, group=_HAT, flat=0.055, axis=f.way(-0.08, 1, 0), blend=0.10 * u
        )
        body.add(f.at(-0.08, 0.70), f.at(-0.10, 1.28), u * 0.96, u * 0.72, felt, group=_HAT, blend=0.16 * u)
        body.add(
            f.at(-0.05, 0.70), f.at(-0.06, 0.80), u * 0.995, u * 0.985, Skin((0.05, 0.03, 0.02)),
            group=_HAT + 1, blend=0.02 * u, cut=0.12 * u,
        )  # fmt: skip
    elif wear.hat == "helmet":
        body.ball(f.at(-0.10, 0.34), u * 1.16, Skin(wear.hat_colour, gloss=0.7), group=_HAT, blend=0.05 * u)
    elif wear.hat == "chef":
        body.add(f.at(-0.10, 0.60), f.at(-0.14, 1.40), u * 0.98, u * 0.98, felt, group=_HAT, blend=0.05 * u)
        body.ball(f.at(-0.18, 1.85), u * 1.20, felt, group=_HAT, flat=0.62, axis=up, blend=0.3 * u)
    elif wear.hat == "crown":
        gold = Skin((0.95, 0.66, 0.22), gloss=0.8, metal=1.0)
        for k in range(8):
            a, b = k / 8 * 2 * math.pi, (k + 1) / 8 * 2 * math.pi
            p = f.at(-0.10 + 0.92 * math.cos(a), 0.78, 0.92 * math.sin(a))
            body.add(
                p, f.at(-0.10 + 0.92 * math.cos(b), 0.78, 0.92 * math.sin(b)), u * 0.11, u * 0.11, gold,
                group=_HAT, blend=0.03 * u,
            )  # fmt: skip
            body.add(
                p, f.at(-0.10 + 1.02 * math.cos(a), 1.22, 1.02 * math.sin(a)), u * 0.12, u * 0.05, gold,
                group=_HAT, blend=0.05 * u,
            )  # fmt: skip
