"""A friendly robot: painted shells over dark joints, a glass face with bright eyes."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

from reelwright.previs.figures.bones import between
from reelwright.previs.figures.cones import RGB, Body, Cones, Skin, Vec
from reelwright.previs.figures.face import FaceFrame
from reelwright.previs.figures.stance import HUMAN_GAITS, stance
from reelwright.previs.figures.wardrobe import Physique

__all__ = ["Robot"]

_BUILD = Physique(height=1.55, head=0.105, shoulder=0.130, hip=0.062, shoulder_y=0.735, hip_y=0.47)


@dataclass(frozen=True)
class Robot:
    """``paint`` covers the shells, ``light`` are the eyes; gaits are a person's."""

    name: str = "robot"
    paint: RGB = (0.70, 0.70, 0.69)
    accent: RGB = (0.72, 0.24, 0.03)
    light: RGB = (0.30, 1.6, 2.2)
    gait: str = "stand"
    speed: float = 0.0
    phase: float = 0.0

    GAITS: ClassVar[tuple[str, ...]] = (
        "stand",
        "walk",
        "run",
        "wave",
        "talk",
        "dance",
        "sit",
        "jump",
        "hold",
        "float",
    )

    @property
    def period(self) -> float:
        """Seconds for two steps."""
        g = HUMAN_GAITS.get(self.gait)
        if g is None or self.speed <= 0:
            return 4.0
        return g.travel * _BUILD.hip_y * _BUILD.height / (g.duty * self.speed)

    def moving(self, gait: str, speed: float) -> Robot:
        """The same robot doing something else."""
        gait = {"gallop": "run", "trot": "run", "skip": "run", "fly": "float"}.get(gait, gait)
        if gait not in self.GAITS:
            gait = "walk" if speed > 0 else "stand"
        if gait not in HUMAN_GAITS:
            return replace(self, gait=gait, speed=0.0)
        return replace(self, gait=gait, speed=speed if speed > 0 else {"run": 2.4}.get(gait, 1.0))

    def bounds(self) -> tuple[float, float, float]:
        """Length, height and width in metres over a stride."""
        half, top, wide = 0.0, 0.0, 0.0
        for k in range(6):
            low, high = self.pose(self.period * k / 6).extent()
            half, top = max(half, float(high[0]), -float(low[0])), max(top, float(high[1]))
            wide = max(wide, float(high[2]), -float(low[2]))
        return 2 * half, top, 2 * wide

    def pose(self, t: float) -> Cones:
        """The body at ``t`` seconds; see :class:`~reelwright.previs.figures.layer.Figure`."""
        k = stance(_BUILD, self.gait, (t / self.period + self.phase) % 1.0, t)
        body = Body()
        shell, dark = Skin(self.paint, gloss=0.45), Skin((0.05, 0.052, 0.056), gloss=0.35)
        accent = Skin(self.accent, gloss=0.45)
        yaw = (math.cos(k.chest_yaw), 0.0, math.sin(k.chest_yaw))
        body.add(
            k.pelvis, between(k.pelvis, k.chest, 0.7), 0.10, 0.085, dark, group=1, blend=0.02, caster=True
        )
        body.add(
            k.pelvis, (k.pelvis[0], k.pelvis[1] + 0.03, k.pelvis[2]), 0.135, 0.13, shell, blend=0.03,
            flat=0.78, axis=yaw,
        )  # fmt: skip
        body.add(
            between(k.chest, k.neck, -0.10), between(k.chest, k.neck, 0.55), 0.155, 0.20, shell, group=2,
            blend=0.04, flat=0.78, axis=yaw, caster=True,
        )  # fmt: skip
        heart = between(k.chest, k.neck, 0.35)
        body.ball(
            (heart[0] + 0.150 * yaw[0], heart[1], heart[2] + 0.150 * yaw[2]), 0.042,
            Skin(self.light, gloss=0.6), group=6, flat=0.5, axis=yaw, blend=0.004,
        )  # fmt: skip
        body.add(k.neck, k.head, 0.052, 0.052, dark, group=1, blend=0.01)
        for leg in k.legs:
            body.add(leg.hip, leg.knee, 0.075, 0.060, shell, group=3, blend=0.01, caster=True)
            body.ball(leg.knee, 0.068, dark, group=1, blend=0.01)
            body.add(
                between(leg.knee, leg.ankle, 0.18), leg.ankle, 0.062, 0.080, shell, group=3, blend=0.01,
                caster=True,
            )  # fmt: skip
            c, s = math.cos(leg.pitch), math.sin(leg.pitch)

            def sole(x: float, y: float, a: Vec = leg.ankle, c: float = c, s: float = s) -> Vec:
                return a[0] + x * c - y * s, a[1] + x * s + y * c, a[2]

            body.add(sole(-0.05, -0.012), sole(0.11, -0.018), 0.062, 0.052, accent, group=4, blend=0.03)
        for arm in k.arms:
            body.ball(arm.shoulder, 0.082, accent, group=4, blend=0.01, caster=True)
            body.add(arm.shoulder, arm.elbow, 0.052, 0.046, dark, group=1, blend=0.01)
            body.ball(arm.elbow, 0.054, dark, group=1, blend=0.01)
            body.add(
                between(arm.elbow, arm.wrist, 0.15), arm.wrist, 0.052, 0.066, shell, group=3, blend=0.01,
                caster=True,
            )  # fmt: skip
            way = tuple(q - p for p, q in zip(arm.wrist, arm.hand, strict=True))
            for i in range(3):
                z = (i - 1) * 0.034
                body.add(
                    (arm.wrist[0] + 0.3 * z, arm.wrist[1], arm.wrist[2] + z),
                    (
                        arm.hand[0] + way[0] + 0.3 * z, arm.hand[1] + way[1] * 0.6,
                        arm.hand[2] + way[2] * 0.6 + z,
                    ),
                    0.022, 0.017, dark, group=1, blend=0.01,
                )  # fmt: skip
        f = FaceFrame(
            k.head, k.chest_yaw * 0.3 + k.look[0], k.look[1] - k.lean * 0.6, _BUILD.head * _BUILD.height
        )
        u = f.unit
        across = f.way(0, 0, 1)
        body.add(
            f.at(0, 0.02, 0.32), f.at(0, 0.02, -0.32), u * 0.92, u * 0.92, shell, group=5, blend=0.02,
            caster=True,
        )  # fmt: skip
        body.add(
            f.at(0.40, 0.0, 0.30), f.at(0.40, 0.0, -0.30), u * 0.62, u * 0.62,
            Skin((0.010, 0.012, 0.016), gloss=0.95), group=6, blend=0.01,
        )  # fmt: skip
        eye = Skin(self.light)
        for side in (1.0, -1.0):
            if (t % 3.1) < 0.12:
                body.add(
                    f.at(1.0, 0.05, side * 0.44),
                    f.at(1.0, 0.05, side * 0.24),
                    u * 0.03,
                    u * 0.03,
                    eye,
                    group=7,
                )
            else:
                front = f.way(1, 0, side * 0.1)
                body.ball(f.at(0.965, 0.06, side * 0.34), u * 0.155, eye, group=7, flat=0.45, axis=front)
            body.ball(
                f.at(-0.02, 0.0, side * 1.24), u * 0.30, accent, group=4, flat=0.5, axis=across, blend=0.01
            )
        body.add(f.at(-0.1, 0.85), f.at(-0.15, 1.45), u * 0.045, u * 0.03, dark, group=1, blend=0.01)
        body.ball(f.at(-0.15, 1.52), u * 0.11, Skin(self.accent, gloss=0.6), group=4, blend=0.004)
        return body.cones()
