"""Fish, sharks, dolphins, whales and turtles: bodies that pass a wave from head to tail."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import ClassVar

from reelwright.previs.figures.cones import RGB, Body, Cones, Pattern, Skin, Vec
from reelwright.previs.figures.probe import surface_point

__all__ = ["SWIMMERS", "Swimmer", "Trim"]


@dataclass(frozen=True, slots=True)
class Trim:
    """Length in metres, shares of it for depth and fins, and colours."""

    length: float = 0.35
    depth: float = 0.17
    """Largest radius."""
    flat: float = 0.55
    fin: float = 0.18
    tail: float = 0.22
    upright: bool = True
    """A fish's tail stands and beats sideways; a dolphin's lies and beats up and down."""
    beat: float = 1.8
    snout: float = 0.45
    back: RGB = (0.70, 0.20, 0.02)
    belly: RGB = (0.80, 0.55, 0.30)
    fins: RGB = (0.72, 0.26, 0.04)
    bands: RGB | None = None
    shell: RGB | None = None


SWIMMERS: dict[str, Trim] = {
    "fish": Trim(), "goldfish": Trim(length=0.16, depth=0.22, fin=0.30, tail=0.36),
    "clownfish": Trim(
        length=0.12, depth=0.20, bands=(0.82, 0.80, 0.76), back=(0.78, 0.20, 0.02), belly=(0.78, 0.24, 0.03),
    ),
    "salmon": Trim(
        length=0.75, depth=0.105, back=(0.24, 0.27, 0.28), belly=(0.72, 0.68, 0.64), fins=(0.28, 0.26, 0.26),
    ),
    "trout": Trim(
        length=0.5, depth=0.11, back=(0.20, 0.20, 0.10), belly=(0.66, 0.55, 0.42), fins=(0.3, 0.24, 0.14),
    ),
    "shark": Trim(
        length=3.2, depth=0.105, flat=0.85, fin=0.15, tail=0.20, beat=0.8, snout=0.36,
        back=(0.16, 0.18, 0.20), belly=(0.68, 0.68, 0.66), fins=(0.15, 0.17, 0.19),
    ),
    "dolphin": Trim(
        length=2.3, depth=0.105, flat=0.92, fin=0.14, tail=0.15, upright=False, beat=1.1, snout=0.30,
        back=(0.18, 0.22, 0.27), belly=(0.58, 0.60, 0.62), fins=(0.15, 0.18, 0.22),
    ),
    "whale": Trim(
        length=13.0, depth=0.125, flat=1.0, fin=0.14, tail=0.15, upright=False, beat=0.28, snout=0.75,
        back=(0.055, 0.075, 0.10), belly=(0.36, 0.38, 0.40), fins=(0.05, 0.07, 0.09),
    ),
    "orca": Trim(
        length=6.5, depth=0.13, flat=0.95, fin=0.18, tail=0.16, upright=False, beat=0.5, snout=0.55,
        back=(0.016, 0.017, 0.020), belly=(0.78, 0.78, 0.76), fins=(0.016, 0.017, 0.020),
    ),
    "turtle": Trim(
        length=1.0, depth=0.20, flat=1.0, fin=0.42, tail=0.06, upright=False, beat=0.45,
        back=(0.30, 0.27, 0.10), belly=(0.62, 0.56, 0.34), fins=(0.22, 0.24, 0.10),
        shell=(0.20, 0.115, 0.045),
    ),
}  # fmt: skip


def _flesh(body: Body, b: Trim, skin: Skin, spine: Callable[[float], Vec]) -> None:
    """The trunk from snout to tail root along ``spine``."""
    n = b.length
    stops = (0.0, 0.10, 0.24, 0.42, 0.62, 0.82, 1.0)
    widths = (b.snout * 0.5, 0.72, 1.0, 0.96, 0.66, 0.34, 0.20)
    for (u0, r0), (u1, r1) in pairwise(zip(stops, widths, strict=True)):
        body.add(
            spine(u0), spine(u1), b.depth * r0 * n, b.depth * r1 * n, skin, flat=b.flat, axis=(0.0, 0.0, 1.0),
            blend=0.03 * n, caster=True,
        )  # fmt: skip


@lru_cache(maxsize=64)
def _eye_place(b: Trim) -> float:
    """How far from the middle plane the skin is where the eye sits, metres, body straight."""
    body = Body()
    n = b.length
    _flesh(body, b, Skin((0.5, 0.5, 0.5)), lambda u: (n * (0.46 - 0.86 * u), 0.0, 0.0))
    eye = (n * (0.46 - 0.86 * 0.085), 0.025 * n, n)
    return n - surface_point(body.cones(), 0, eye, (0.0, 0.0, -1.0))[0]


@dataclass(frozen=True)
class Swimmer:
    """Something that swims; its only gaits are swim and float (slow)."""

    name: str
    trim: Trim
    gait: str = "swim"
    speed: float = 0.0
    phase: float = 0.0

    GAITS: ClassVar[tuple[str, ...]] = ("swim", "float")

    @property
    def period(self) -> float:
        """Seconds a beat of the tail."""
        return 1.0 / self.trim.beat

    def moving(self, gait: str, speed: float) -> Swimmer:
        """The same animal, faster or slower."""
        slow = gait in ("stand", "float", "sit", "sleep")
        natural = 0.0 if slow else 0.9 * math.sqrt(self.trim.length)
        return replace(self, gait="float" if slow else "swim", speed=speed if speed > 0 else natural)

    def bounds(self) -> tuple[float, float, float]:
        """Length, height and width in metres."""
        low, high = self.pose(0.0).extent()
        for k in range(1, 5):
            a, b = self.pose(self.period * k / 5).extent()
            low, high = low.clip(max=a), high.clip(min=b)
        return float(2 * max(high[0], -low[0])), float(high[1]), float(high[2] - low[2])

    def pose(self, t: float) -> Cones:
        """The body at ``t`` seconds, swimming with its axis one depth and a half above the origin."""
        b = self.trim
        n = b.length
        w = 2 * math.pi * (t * b.beat + self.phase)
        strength = 0.35 if self.gait == "float" else 1.0
        if b.shell is not None:
            return self._turtle(t)
        height = n * (b.depth + 0.12)

        def spine(u: float) -> Vec:
            """u 0 at the snout .. 1 at the root of the tail fin: the wave grows towards the tail."""
            swing = strength * n * (0.012 + 0.085 * u**2.2) * math.sin(w - 4.2 * u)
            x = n * (0.46 - 0.86 * u)
            return (x, height, swing) if b.upright else (x, height - swing, 0.0)

        body = Body()
        gleam = 0.30
        grain = 90.0 / n
        side_axis = (0.0, 0.0, 1.0)
        # Round the axis from the top: the flat axis lies across, so the third axis is up.
        kind = Pattern.FRONT
        back = Skin(b.back, b.belly, kind, (0.15, -0.45), gloss=gleam, grain=grain)
        if b.bands is not None:
            back = Skin(b.back, b.bands, Pattern.HOOPS, (3.2 / n, 0.30), gloss=gleam, grain=grain)
        _flesh(body, b, back, spine)
        if not b.upright and b.snout < 0.4:
            nose = spine(0.0)
            body.add(
                nose, (nose[0] + 0.085 * n, nose[1] - 0.025 * n, nose[2]), 0.026 * n, 0.017 * n, back,
                blend=0.03 * n,
            )  # fmt: skip
        fin = Skin(b.fins, gloss=0.2, grain=grain)
        root, before = spine(1.0), spine(0.9)
        yaw = math.atan2(root[2] - before[2], before[0] - root[0])
        dip = math.atan2(before[1] - root[1], before[0] - root[0])
        for side in (1.0, -1.0):
            if b.upright:
                tip = (
                    root[0] - b.tail * n * math.cos(yaw) * 0.9,
                    root[1] + side * b.tail * n * 0.72,
                    root[2] + b.tail * n * math.sin(yaw * 1.4),
                )
                axis = (math.sin(yaw), 0.0, math.cos(yaw))
            else:
                tip = (
                    root[0] - b.tail * n * 0.55,
                    root[1] - b.tail * n * math.sin(dip * 1.5) * 0.6,
                    root[2] + side * b.tail * n * 0.95,
                )
                axis = (math.sin(dip), 1.0, 0.0)
            body.add(
                root, tip, b.depth * 0.30 * n, b.depth * 0.22 * n, fin, group=1, flat=0.16, axis=axis,
                blend=0.05 * n,
            )  # fmt: skip
            middle = tuple((p + q) / 2 for p, q in zip(root, tip, strict=True))
            body.add(
                root, middle, b.depth * 0.36 * n, b.depth * 0.30 * n, fin, group=1, flat=0.16, axis=axis,
                blend=0.05 * n,
            )  # fmt: skip
            # Breast fins scull.
            at = spine(0.30)
            wag = 0.5 * math.sin(w * 0.5 + side)
            inner = (at[0], at[1] - b.depth * 0.45 * n, at[2] + side * b.depth * b.flat * 0.8 * n)
            outer = (
                inner[0] - b.fin * 0.75 * n,
                inner[1] - b.fin * (0.45 + 0.25 * wag) * n,
                inner[2] + side * b.fin * (0.62 + 0.2 * wag) * n,
            )
            body.add(
                inner, outer, 0.042 * n, 0.030 * n, fin, group=1, flat=0.22, axis=(0.1, 0.7, side * -0.6),
                blend=0.02 * n,
            )  # fmt: skip
            eye = spine(0.085)
            ez = _eye_place(b)
            size = (0.020 if n < 1 else 0.010) * n
            body.ball(
                (eye[0], eye[1] + 0.025 * n, eye[2] + side * ez), size,
                Skin((0.72, 0.66, 0.45) if n < 1 else (0.02, 0.02, 0.02), gloss=0.6), group=2, flat=0.6,
                axis=side_axis, blend=0.002,
            )  # fmt: skip
            body.ball(
                (eye[0] + size * 0.15, eye[1] + 0.025 * n, eye[2] + side * (ez + size * 0.35)), size * 0.62,
                Skin((0.01, 0.01, 0.01), gloss=0.95), group=3, flat=0.6, axis=side_axis, blend=0.002,
            )  # fmt: skip
        top = spine(0.40)
        crest = (top[0] - b.fin * 0.62 * n, top[1] + (b.depth * 0.85 + b.fin * 0.62) * n, top[2])
        body.add(
            (top[0] + 0.06 * n, top[1] + b.depth * 0.78 * n, top[2]), crest, 0.075 * n * (b.fin / 0.16),
            0.016 * n, fin, group=1, flat=0.18, axis=side_axis, blend=0.03 * n,
        )  # fmt: skip
        if b.upright:
            back_fin = spine(0.62)
            body.add(
                (back_fin[0], back_fin[1] + b.depth * 0.55 * n, back_fin[2]),
                (back_fin[0] - 0.09 * n, back_fin[1] + b.depth * 0.95 * n, back_fin[2]), 0.05 * n, 0.02 * n,
                fin, group=1, flat=0.18, axis=side_axis, blend=0.03 * n,
            )  # fmt: skip
            body.add(
                (back_fin[0], back_fin[1] - b.depth * 0.5 * n, back_fin[2]),
                (back_fin[0] - 0.10 * n, back_fin[1] - b.depth * 0.9 * n, back_fin[2]), 0.045 * n, 0.02 * n,
                fin, group=1, flat=0.18, axis=side_axis, blend=0.03 * n,
            )  # fmt: skip
        return body.cones()

    def _turtle(self, t: float) -> Cones:
        b = self.trim
        n = b.length
        w = 2 * math.pi * t * b.beat
        y = n * 0.42 + 0.02 * n * math.sin(w)
        assert b.shell is not None
        shell = Skin(b.shell, (0.46, 0.36, 0.16), Pattern.CELLS, (0.45 * n, 0.16), gloss=0.32, grain=90 / n)
        skin = Skin(b.back, b.belly, Pattern.CELLS, (0.10 * n, 0.22), grain=90 / n)
        body = Body()
        body.add(
            (0.12 * n, y + 0.02 * n, 0), (-0.26 * n, y, 0), 0.30 * n, 0.20 * n, shell, flat=0.46,
            axis=(0.03, 1, 0), blend=0.06 * n, caster=True,
        )  # fmt: skip
        body.add(
            (0.12 * n, y - 0.05 * n, 0), (-0.24 * n, y - 0.05 * n, 0), 0.26 * n, 0.17 * n, Skin(b.belly),
            group=1, flat=0.30, axis=(0, 1, 0), blend=0.05 * n, caster=True,
        )  # fmt: skip
        nod = 0.03 * n * math.sin(w - 0.6)
        head = (0.52 * n, y + 0.05 * n + nod, 0.0)
        body.add((0.34 * n, y, 0), head, 0.085 * n, 0.078 * n, skin, group=2, blend=0.04 * n)
        body.add(
            head, (0.60 * n, head[1] - 0.015 * n, 0), 0.078 * n, 0.044 * n, skin, group=2, blend=0.04 * n
        )
        for side in (1.0, -1.0):
            body.ball(
                (0.565 * n, head[1] + 0.025 * n, side * 0.058 * n), 0.017 * n,
                Skin((0.01, 0.01, 0.01), gloss=0.95), group=3, blend=0.002,
            )  # fmt: skip
            flap = 0.62 * math.sin(w)
            late = 0.62 * math.sin(w - 0.9)
            root = (0.30 * n, y - 0.01 * n, side * 0.22 * n)
            mid = (
                root[0] + 0.02 * n,
                root[1] + 0.22 * n * math.sin(flap),
                root[2] + side * 0.22 * n * math.cos(flap),
            )
            tip = (
                mid[0] - 0.20 * n,
                mid[1] + 0.26 * n * math.sin(late),
                mid[2] + side * 0.22 * n * math.cos(late),
            )
            up = (0.15, 1.0, -side * math.sin(late))
            body.add(
                root, mid, 0.075 * n, 0.088 * n, skin, group=2, flat=0.32, axis=up, blend=0.05 * n,
                caster=True,
            )  # fmt: skip
            body.add(mid, tip, 0.088 * n, 0.024 * n, skin, group=2, flat=0.26, axis=up, blend=0.05 * n)
            hind = (-0.36 * n, y - 0.03 * n, side * 0.16 * n)
            end = (-0.54 * n, hind[1] + 0.04 * n * math.sin(w - 1.6), side * 0.25 * n)
            body.add(hind, end, 0.06 * n, 0.05 * n, skin, group=2, flat=0.35, axis=(0, 1, 0), blend=0.04 * n)
        return body.cones()
