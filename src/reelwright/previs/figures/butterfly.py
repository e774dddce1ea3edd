"""Butterflies: four wings that clap, a body that bobs against them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

from reelwright.previs.figures.cones import RGB, Body, Cones, Pattern, Skin

__all__ = ["Butterfly"]


@dataclass(frozen=True)
class Butterfly:
    """``span`` is the wing span in metres; colours are linear. Gaits: fly, and stand with breathing wings."""

    name: str = "butterfly"
    wings: RGB = (0.78, 0.30, 0.03)
    edge: RGB = (0.020, 0.014, 0.012)
    span: float = 0.10
    gait: str = "fly"
    speed: float = 0.5
    phase: float = 0.0

    GAITS: ClassVar[tuple[str, ...]] = ("fly", "stand")

    @property
    def period(self) -> float:
        """Seconds a wing beat."""
        return 0.26 if self.gait == "fly" else 3.0

    def moving(self, gait: str, speed: float) -> Butterfly:
        """The same butterfly flying or resting."""
        rest = gait in ("stand", "sit", "sleep", "drink", "eat")
        return replace(self, gait="stand" if rest else "fly", speed=0.0 if rest else speed or 0.5)

    def bounds(self) -> tuple[float, float, float]:
        """Length, height and width in metres."""
        low, high = self.pose(0.0).extent()
        for k in range(1, 6):
            a, b = self.pose(self.period * k / 6).extent()
            low, high = low.clip(max=a), high.clip(min=b)
        return float(2 * max(high[0], -low[0])), float(high[1]), float(high[2] - low[2])

    def pose(self, t: float) -> Cones:
        """The body at ``t`` seconds; flying, half a span above the origin, with a flutter of its own."""
        s = self.span
        w = 2 * math.pi * (t / self.period + self.phase)
        flying = self.gait == "fly"
        lift = 0.62 * math.sin(w) + 0.42 if flying else 1.05 + 0.38 * math.sin(w)
        bob = (
            (0.10 * math.cos(w) + 0.25 * math.sin(t * 2.3) + 0.12 * math.sin(t * 5.1)) * s if flying else 0.0
        )
        side_drift = (0.20 * math.sin(t * 1.7)) * s if flying else 0.0
        y = (0.75 * s if flying else 0.10 * s) + bob
        body = Body()
        dark = Skin(self.edge, fur=0.006 * s, grain=60 / s)
        body.add(
            (0.16 * s, y, side_drift), (-0.06 * s, y - 0.02 * s, side_drift), 0.040 * s, 0.036 * s, dark,
            blend=0.02 * s,
        )  # fmt: skip
        body.add(
            (-0.06 * s, y - 0.02 * s, side_drift), (-0.30 * s, y - 0.06 * s, side_drift), 0.034 * s,
            0.014 * s, dark, blend=0.02 * s,
        )  # fmt: skip
        body.ball((0.21 * s, y + 0.01 * s, side_drift), 0.036 * s, dark, blend=0.01 * s)
        wing = Skin(self.wings, self.edge, Pattern.ALONG, (0.72, 1.02), grain=60 / s)
        vein = Skin(self.edge)
        spot = Skin((0.82, 0.80, 0.75))
        for side in (1.0, -1.0):
            c, n = math.cos(lift), math.sin(lift)
            late = lift - 0.16

            def at(x: float, out: float, angle: float, side: float = side) -> tuple[float, float, float]:
                return (
                    x * s,
                    y + out * s * math.sin(angle),
                    side_drift + side * (0.02 * s + out * s * math.cos(angle)),
                )

            up = (0.0, c, -side * n)
            up_late = (0.0, math.cos(late), -side * math.sin(late))
            body.add(
                at(0.06, 0.03, lift), at(0.20, 0.36, lift), 0.10 * s, 0.165 * s, wing, group=1, flat=0.05,
                axis=up, blend=0.05 * s,
            )  # fmt: skip
            body.add(
                at(-0.06, 0.03, late), at(-0.19, 0.24, late), 0.10 * s, 0.145 * s, wing, group=2, flat=0.05,
                axis=up_late, blend=0.05 * s,
            )  # fmt: skip
            for x, out in ((0.30, 0.40), (0.20, 0.44), (0.10, 0.40)):
                body.add(
                    at(0.06, 0.03, lift), at(x, out, lift), 0.007 * s, 0.005 * s, vein, group=3,
                    blend=0.004 * s,
                )  # fmt: skip
            for x, out in ((0.27, 0.46), (0.17, 0.47)):
                body.ball(at(x, out, lift), 0.020 * s, spot, group=4, flat=0.6, axis=up, blend=0.002 * s)
            body.add(
                (0.23 * s, y + 0.03 * s, side_drift), (0.40 * s, y + 0.14 * s, side_drift + side * 0.09 * s),
                0.005 * s, 0.004 * s, vein, group=5, blend=0.002 * s,
            )  # fmt: skip
            body.ball(
                (0.40 * s, y + 0.14 * s, side_drift + side * 0.09 * s), 0.010 * s, vein, group=5,
                blend=0.002 * s,
            )  # fmt: skip
        return body.cones()
