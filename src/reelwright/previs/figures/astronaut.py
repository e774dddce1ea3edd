"""An astronaut in a bulky suit: gold visor, life-support pack, and the lope of one sixth gravity."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar

from reelwright.previs.figures.bones import between
from reelwright.previs.figures.cones import RGB, Body, Cones, Skin, Vec
from reelwright.previs.figures.face import FaceFrame
from reelwright.previs.figures.stance import HUMAN_GAITS, Arm, Leg, Stance, stance
from reelwright.previs.figures.wardrobe import Physique

__all__ = ["Astronaut"]

_BUILD = Physique(height=1.86, head=0.082, shoulder=0.122, hip=0.062, shoulder_y=0.765, hip_y=0.475)
_THICK = 0.02
_SUIT, _TRIM, _HELMET, _VISOR, _PACK, _BOOT, _PANEL = range(7)


@dataclass(frozen=True)
class Astronaut:
    """``suit``, ``stripe`` and ``visor`` are linear colours; the lunar lope is the gait ``bound``."""

    name: str = "astronaut"
    suit: RGB = (0.74, 0.73, 0.70)
    stripe: RGB = (0.52, 0.035, 0.025)
    visor: RGB = (1.0, 0.62, 0.16)
    gait: str = "stand"
    speed: float = 0.0
    phase: float = 0.0

    GAITS: ClassVar[tuple[str, ...]] = (
        "stand",
        "bound",
        "walk",
        "run",
        "float",
        "wave",
        "sit",
        "jump",
        "talk",
    )

    @property
    def period(self) -> float:
        """Seconds for two steps."""
        g = HUMAN_GAITS.get(self.gait)
        if g is None or self.speed <= 0:
            return 6.0
        return g.travel * _BUILD.hip_y * _BUILD.height / (g.duty * self.speed)

    def moving(self, gait: str, speed: float) -> Astronaut:
        """The same astronaut doing something else; walking and running become the lunar lope."""
        gait = {
            "walk": "bound", "run": "bound", "gallop": "bound", "trot": "bound", "skip": "bound",
            "fly": "float", "swim": "float",
        }.get(gait, gait)  # fmt: skip
        if gait not in self.GAITS:
            gait = "bound" if speed > 0 else "stand"
        if gait != "bound":
            return replace(self, gait=gait, speed=speed if gait == "float" else 0.0)
        return replace(self, gait=gait, speed=speed if speed > 0 else 1.05)

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
        p = (t / self.period + self.phase) % 1.0
        # Low gravity: gestures and breathing take twice the time.
        k = stance(_BUILD, self.gait, p, t * 0.55, thick=_THICK)
        body = Body()
        cloth = Skin(self.suit, (self.suit[0] * 0.62, self.suit[1] * 0.62, self.suit[2] * 0.62), grain=210)
        joint = Skin((self.suit[0] * 0.70, self.suit[1] * 0.70, self.suit[2] * 0.71), grain=300)
        self._torso(body, k, cloth, joint)
        for leg in k.legs:
            self._leg(body, leg, cloth, joint)
        for side, arm in zip((1.0, -1.0), k.arms, strict=True):
            self._arm(body, arm, side, cloth, joint)
        self._helmet(body, k)
        return body.cones()

    def _band(
        self, body: Body, a: Vec, b: Vec, start: float, width: float, radius: float, skin: Skin
    ) -> None:
        """A ring around the limb from ``a`` to ``b``."""
        n = math.dist(a, b)
        p, q = between(a, b, start), between(a, b, start + width)
        body.add(p, q, radius, radius, skin, group=_TRIM, blend=0.008, cut=n * width)
        body.add(q, p, radius, radius, skin, group=_TRIM, blend=0.008, cut=n * width)

    def _ribs(self, body: Body, a: Vec, joint: Vec, b: Vec, radius: float, skin: Skin) -> None:
        """Convolutes: three soft rings over a joint, so that the suit bulges where it bends."""
        for near, s in ((a, 0.15), (joint, 0.0), (b, 0.15)):
            at = between(joint, near, s) if near is not joint else joint
            body.ball(at, radius, skin, group=_SUIT, blend=0.020)

    def _torso(self, body: Body, k: Stance, cloth: Skin, joint: Skin) -> None:
        c, s = math.cos(k.chest_yaw), math.sin(k.chest_yaw)
        yaw = (c, 0.0, s)
        waist = between(k.pelvis, k.chest, 0.5)
        top = between(k.chest, k.neck, 0.50)
        body.add(k.pelvis, waist, 0.208, 0.216, cloth, flat=0.86, axis=yaw, blend=0.07, caster=True)
        body.add(waist, top, 0.216, 0.232, cloth, flat=0.84, axis=yaw, blend=0.06, caster=True)
        a, z = k.arms[0].shoulder, k.arms[1].shoulder
        body.add(between(a, z, 0.1), between(a, z, 0.9), 0.125, 0.125, cloth, blend=0.06, flat=0.92, axis=yaw)
        ring = (k.neck[0] + 0.01, k.neck[1] + 0.015, k.neck[2])
        body.add(
            (ring[0], ring[1] - 0.03, ring[2]), ring, 0.150, 0.140,
            Skin((0.42, 0.43, 0.45), gloss=0.5, metal=0.6), group=_TRIM, flat=0.92, axis=yaw, blend=0.02,
            cut=0.045,
        )  # fmt: skip
        belt_a = between(k.pelvis, k.chest, 0.30)
        body.add(
            belt_a, between(k.pelvis, k.chest, 0.44), 0.224, 0.226, joint, group=_TRIM, flat=0.86, axis=yaw,
            blend=0.01, cut=0.05,
        )  # fmt: skip

        def chest(x: float, y: float, z: float) -> Vec:
            base = k.chest
            return base[0] + x * c - z * s, base[1] + y, base[2] + x * s + z * c

        panel = Skin((0.46, 0.47, 0.48), grain=300, gloss=0.15)
        body.add(
            chest(0.195, 0.075, 0.075), chest(0.195, 0.075, -0.075), 0.062, 0.062, panel, group=_PANEL,
            flat=0.60, axis=yaw, blend=0.02,
        )  # fmt: skip
        body.add(
            chest(0.198, 0.015, 0.075), chest(0.198, 0.015, -0.075), 0.055, 0.055, panel, group=_PANEL,
            flat=0.60, axis=yaw, blend=0.03,
        )  # fmt: skip
        for i, colour in enumerate(((0.55, 0.05, 0.03), (0.06, 0.20, 0.50), (0.60, 0.45, 0.06))):
            body.ball(
                chest(0.236, 0.085, 0.055 - 0.055 * i), 0.017, Skin(colour, gloss=0.6), group=_PANEL + 1,
                blend=0.002,
            )  # fmt: skip
        body.add(
            chest(0.232, 0.028, 0.06), chest(0.232, 0.028, -0.03), 0.012, 0.012,
            Skin((0.03, 0.03, 0.035), gloss=0.7), group=_PANEL + 1, blend=0.002,
        )  # fmt: skip
        # Life-support pack, with hoses to the chest.
        pack = Skin((self.suit[0] * 0.94, self.suit[1] * 0.94, self.suit[2] * 0.94), grain=160)
        for across in (0.115, -0.115):
            body.add(
                chest(-0.270, 0.27, across), chest(-0.270, -0.22, across), 0.135, 0.135, pack, group=_PACK,
                blend=0.05,
                flat=0.78, axis=yaw, caster=True,
            )  # fmt: skip
        body.add(
            chest(-0.290, 0.02, 0.12), chest(-0.290, 0.02, -0.12), 0.115, 0.115, pack, group=_PACK,
            blend=0.06, flat=0.9, axis=yaw,
        )  # fmt: skip
        body.add(
            chest(-0.275, 0.40, 0.12), chest(-0.275, 0.40, -0.12), 0.050, 0.050,
            Skin((0.33, 0.33, 0.34), grain=200), group=_PACK, blend=0.03,
        )  # fmt: skip
        stripe = Skin(self.stripe)
        body.add(
            chest(-0.372, 0.20, 0.16), chest(-0.372, 0.20, -0.16), 0.034, 0.034, stripe, group=_PACK + 4,
            blend=0.01, flat=0.6, axis=(1, 0, 0),
        )  # fmt: skip
        hose = Skin((0.30, 0.30, 0.32), gloss=0.3)
        for side in (1.0, -1.0):
            points = [
                chest(0.215, 0.0, 0.08 * side), chest(0.205, -0.10, 0.15 * side),
                chest(0.06, -0.13, 0.245 * side), chest(-0.18, -0.06, 0.22 * side),
            ]  # fmt: skip
            for p, q in pairwise(points):
                body.add(p, q, 0.020, 0.020, hose, group=_PANEL + 2, blend=0.015)

    def _leg(self, body: Body, leg: Leg, cloth: Skin, joint: Skin) -> None:
        body.add(leg.hip, leg.knee, 0.135, 0.102, cloth, blend=0.06, caster=True)
        body.add(leg.knee, leg.ankle, 0.104, 0.088, cloth, blend=0.035, caster=True)
        self._ribs(body, leg.hip, leg.knee, leg.ankle, 0.108, joint)
        stripe = Skin(self.stripe)
        self._band(body, leg.hip, leg.knee, 0.52, 0.13, 0.1225, stripe)
        c, s = math.cos(leg.pitch), math.sin(leg.pitch)

        def sole(x: float, y: float) -> Vec:
            return leg.ankle[0] + x * c - y * s, leg.ankle[1] + x * s + y * c, leg.ankle[2]

        boot, rubber = Skin((0.60, 0.60, 0.59), grain=240), Skin((0.16, 0.16, 0.17))
        shin = between(leg.knee, leg.ankle, 0.72)
        body.add(shin, leg.ankle, 0.098, 0.085, boot, group=_BOOT, blend=0.02)
        body.add(sole(-0.045, -0.01), sole(0.135, -0.022), 0.078, 0.064, boot, group=_BOOT, blend=0.05)
        body.add(
            sole(-0.055, -0.052), sole(0.150, -0.052), 0.066, 0.062, rubber, group=_BOOT + 3, flat=0.44,
            axis=(-s, c, 0), blend=0.01,
        )  # fmt: skip

    def _arm(self, body: Body, arm: Arm, side: float, cloth: Skin, joint: Skin) -> None:
        body.add(arm.shoulder, arm.elbow, 0.112, 0.083, cloth, blend=0.05, caster=True)
        body.add(arm.elbow, arm.wrist, 0.084, 0.068, cloth, blend=0.03, caster=True)
        self._ribs(body, arm.shoulder, arm.elbow, arm.wrist, 0.088, joint)
        body.ball(between(arm.shoulder, arm.elbow, 0.12), 0.121, joint, blend=0.02)
        self._band(body, arm.shoulder, arm.elbow, 0.46, 0.14, 0.1015, Skin(self.stripe))
        self._band(
            body, arm.elbow, arm.wrist, 0.90, 0.14, 0.074, Skin((0.35, 0.36, 0.38), gloss=0.5, metal=0.6)
        )
        glove = Skin((0.50, 0.50, 0.50), grain=300)
        tips = Skin((0.20, 0.26, 0.34))
        way = tuple((q - p) for p, q in zip(arm.wrist, arm.hand, strict=True))
        palm = between(arm.wrist, arm.hand, 0.9)
        body.add(arm.wrist, palm, 0.058, 0.062, glove, group=_BOOT, blend=0.02, flat=0.8, axis=(0.4, 0, 1))
        for i in range(4):
            z = (i - 1.5) * 0.026
            root = (palm[0] + z * 0.5 + 0.01, palm[1] + way[1] * 0.35, palm[2] + z * 0.75)
            tip = (
                root[0] + way[0] * 0.75 + 0.018,
                root[1] + way[1] * 0.75,
                root[2] + way[2] * 0.75 - side * 0.012,
            )
            body.add(root, tip, 0.022, 0.018, tips, group=_BOOT, blend=0.012)
        thumb = (palm[0] + 0.062, palm[1] + way[1] * 0.3, palm[2] - side * 0.035)
        body.add(between(arm.wrist, arm.hand, 0.5), thumb, 0.026, 0.020, tips, group=_BOOT, blend=0.02)

    def _helmet(self, body: Body, k: Stance) -> None:
        centre = (k.head[0] + 0.002, k.head[1] - 0.005, k.head[2])
        f = FaceFrame(centre, k.chest_yaw * 0.4 + k.look[0] * 0.6, k.look[1] * 0.6 - k.lean * 0.5, 0.186)
        shell = Skin((0.80, 0.79, 0.77), gloss=0.42)
        body.ball(f.at(0, 0), 0.186, shell, group=_HELMET, blend=0.02, caster=True)
        body.add(f.at(-0.12, -0.35), f.at(-0.08, -0.75), 0.155, 0.146, shell, group=_HELMET, blend=0.04)
        across = f.way(0, 0, 1)
        # The gold visor is a second sphere ahead of the shell; a bezel runs where they meet.
        visor = Skin(self.visor, gloss=1.0, metal=1.0)
        body.ball(f.at(0.36, 0.03), 0.150, visor, group=_VISOR + 9, flat=1.04, axis=across, blend=0.01)
        bezel = Skin((0.50, 0.50, 0.51), gloss=0.4)
        ring = [2 * math.pi * i / 14 for i in range(15)]
        for a, b in pairwise(ring):
            p, q = ((0.66, 0.03 + 0.735 * math.cos(v), 0.755 * math.sin(v)) for v in (a, b))
            body.add(f.at(*p), f.at(*q), 0.011, 0.011, bezel, group=_HELMET + 9, blend=0.004)
        for side in (1.0, -1.0):
            lamp = f.at(0.10, 0.42, side * 0.98)
            body.add(
                lamp, f.at(0.36, 0.42, side * 1.0), 0.030, 0.034, Skin((0.36, 0.36, 0.38), gloss=0.4),
                group=_PANEL + 2, blend=0.004, cut=0.046,
            )  # fmt: skip
            body.ball(
                f.at(0.0, -0.05, side * 0.98), 0.048, Skin((0.62, 0.62, 0.62), gloss=0.3), group=_PANEL + 2,
                flat=0.5, axis=across, blend=0.01,
            )  # fmt: skip
        body.add(
            f.at(-0.20, 1.0), f.at(0.35, 0.93), 0.014, 0.014, Skin(self.stripe), group=_PANEL + 3, flat=2.2,
            axis=across, blend=0.01,
        )  # fmt: skip
