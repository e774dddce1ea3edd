"""People: a skeleton dressed in round cones of skin, cloth and hair."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

from reelwright.previs.figures.bones import between, lerp
from reelwright.previs.figures.clothes import draw_extras, draw_skirts
from reelwright.previs.figures.cones import Body, Cones, Pattern, Skin, Vec
from reelwright.previs.figures.face import FaceFrame, draw_face
from reelwright.previs.figures.stance import HUMAN_GAITS, Leg, Stance, stance
from reelwright.previs.figures.wardrobe import Physique, Wardrobe

__all__ = ["Person"]

_SHIRT, _TROUSERS, _FLESH, _SHOES = 0, 1, 2, 8


@dataclass(frozen=True)
class Person:
    """Somebody of ``build`` in ``wear`` doing ``gait`` at ``speed`` metres a second."""

    name: str
    build: Physique
    wear: Wardrobe
    gait: str = "stand"
    speed: float = 0.0
    phase: float = 0.0
    young: float = 0.0

    GAITS: ClassVar[tuple[str, ...]] = (
        "stand", "walk", "run", "skip", "sit", "wave", "talk", "dance", "read", "hold", "jump", "fly",
        "float",
    )  # fmt: skip

    @property
    def period(self) -> float:
        """Seconds for two steps; a planted foot keeps still at ``speed``."""
        g = HUMAN_GAITS.get(self.gait)
        if g is None or self.speed <= 0:
            return 4.0
        return g.travel * self.build.hip_y * self.build.height / (g.duty * self.speed)

    def preferred_speed(self, gait: str) -> float:
        """A natural speed, metres a second, for the length of the legs."""
        leg = self.build.hip_y * self.build.height
        froude = {"walk": 0.20, "run": 1.25, "skip": 0.65}.get(gait, 0.0)
        slow = 0.75 if self.build.stoop > 0.05 else 1.0
        return math.sqrt(froude * 9.81 * leg) * slow

    def moving(self, gait: str, speed: float) -> Person:
        """The same person doing something else."""
        gait = {"gallop": "run", "trot": "run", "drink": "hold", "lie": "sit", "sleep": "sit"}.get(gait, gait)
        if gait not in self.GAITS:
            gait = "walk" if speed > 0 else "stand"
        if gait == "fly":
            return replace(self, gait=gait, speed=speed)
        if gait not in HUMAN_GAITS:
            return replace(self, gait=gait, speed=0.0)
        return replace(self, gait=gait, speed=speed if speed > 0 else self.preferred_speed(gait))

    def bounds(self) -> tuple[float, float, float]:
        """Length, height and width in metres over a stride."""
        half, top, wide = 0.0, 0.0, 0.0
        for k in range(6):
            low, high = self.pose(self.period * k / 6).extent()
            half = max(half, float(high[0]), -float(low[0]))
            top = max(top, float(high[1]))
            wide = max(wide, float(high[2]), -float(low[2]))
        return 2 * half, top, 2 * wide

    def pose(self, t: float) -> Cones:
        """The body at ``t`` seconds; see :class:`~reelwright.previs.figures.layer.Figure`."""
        p = (t / self.period + self.phase) % 1.0
        k = stance(self.build, self.gait, p, t)
        body = Body()
        self._torso(body, k)
        for side, leg in zip((1.0, -1.0), k.legs, strict=True):
            self._leg(body, leg, side)
        self._arms(body, k)
        draw_skirts(body, self.build, self.wear, k, self.speed > 0, t)
        frame = FaceFrame(
            k.head,
            k.chest_yaw * 0.25 + k.look[0],
            k.look[1] - k.lean * 0.75,
            self.build.head * self.build.height,
        )
        draw_face(
            body, frame, self.wear, t, talking=self.gait == "talk", blow=k.blow, young=self.young,
            sway=0.10 * math.sin(2 * math.pi * (k.phase + 0.15)) if self.speed else 0.03 * math.sin(t),
        )  # fmt: skip
        draw_extras(body, self.build, self.wear, k, self.gait == "read", t)
        return body.cones()

    def _torso(self, body: Body, k: Stance) -> None:
        b, wear = self.build, self.wear
        h = b.height
        cloth = self._top()
        skin = Skin(wear.skin, grain=500)
        yaw = (math.cos(k.chest_yaw), 0.0, math.sin(k.chest_yaw))
        low_yaw = (math.cos(k.hip_yaw), 0.0, math.sin(k.hip_yaw))
        waist = between(k.pelvis, k.chest, 0.45)
        top = between(k.chest, k.neck, 0.42)
        pelvis_skin = Skin(wear.coat or wear.dress or wear.bottom, grain=380)
        seat = (k.pelvis[0], k.pelvis[1] - 0.005 * h, k.pelvis[2])
        body.add(
            seat, between(k.pelvis, waist, 0.65), b.pelvis * 1.06 * h, b.waist * 1.06 * h, pelvis_skin,
            group=_TROUSERS, flat=0.74, axis=low_yaw, blend=0.03 * h, caster=True,
        )  # fmt: skip
        body.add(
            between(k.pelvis, waist, 0.42), waist, b.pelvis * 1.08 * h, b.waist * 1.16 * h, cloth, flat=0.76,
            axis=low_yaw, blend=0.035 * h,
        )  # fmt: skip
        body.add(
            waist, top, b.waist * 1.08 * h, b.chest * 1.06 * h, cloth, flat=0.72, axis=yaw, blend=0.05 * h,
            caster=True,
        )  # fmt: skip
        a, z = k.arms[0].shoulder, k.arms[1].shoulder
        low_a, low_z = ((v[0], v[1] - 0.006 * h, v[2]) for v in (a, z))
        body.add(
            between(low_a, low_z, 0.10), between(low_a, low_z, 0.90), 0.036 * h, 0.036 * h, cloth,
            blend=0.03 * h, flat=0.95, axis=yaw,
        )  # fmt: skip
        for joint in (a, z):
            collar = (k.neck[0] - 0.008 * h, k.neck[1] - 0.004 * h, lerp(k.neck[2], joint[2], 0.22))
            body.add(
                collar, (joint[0], joint[1] + 0.002 * h, lerp(k.neck[2], joint[2], 0.88)), 0.026 * h,
                0.027 * h, cloth, blend=0.035 * h,
            )  # fmt: skip
        body.add(
            (k.neck[0] - 0.006 * h, k.neck[1] - 0.03 * h, k.neck[2]),
            (k.neck[0], k.neck[1] + 0.012 * h, k.neck[2]), 0.046 * h, 0.032 * h, cloth, blend=0.03 * h,
        )  # fmt: skip
        if b.bust:
            for side in (1.0, -1.0):
                at = between(k.chest, k.neck, 0.16)
                body.ball(
                    (at[0] + 0.036 * h * yaw[0], at[1], at[2] + side * 0.036 * h), b.bust * h, cloth,
                    blend=0.04 * h,
                )  # fmt: skip
        if b.belly:
            body.ball(
                (waist[0] + 0.030 * h, waist[1] - 0.005 * h, waist[2]), b.belly * h, cloth, blend=0.06 * h,
                caster=True,
            )  # fmt: skip
        throat = (k.neck[0] - 0.004 * h, k.neck[1] - 0.02 * h, k.neck[2])
        body.add(
            throat, (k.head[0] - 0.012 * h, k.head[1] - 0.03 * h, k.head[2]), 0.030 * h, 0.029 * h, skin,
            group=_FLESH, blend=0.02 * h,
        )  # fmt: skip

    def _top(self) -> Skin:
        wear = self.wear
        if wear.coat is not None:
            return Skin(wear.coat, grain=300)
        if wear.dress is not None:
            return Skin(wear.dress, grain=380)
        if wear.top_second is not None:
            return Skin(wear.top, wear.top_second, Pattern.HOOPS, (14.0, 0.42), grain=380)
        return Skin(wear.top, grain=380)

    def _leg(self, body: Body, leg: Leg, side: float) -> None:
        b, wear = self.build, self.wear
        h, r = b.height, b.limb
        bare = wear.dress is not None or wear.shorts
        cloth = Skin(wear.bottom, grain=380)
        skin = Skin(wear.skin, grain=500)
        shin_skin = skin if bare else cloth
        group = _FLESH if bare else _TROUSERS
        wide = 0.92 if wear.coat is not None else 1.12 if not bare else 1.0
        root = between(leg.hip, leg.knee, 0.2) if wear.coat is not None or wear.dress is not None else leg.hip
        thigh_skin = cloth if wear.shorts or not bare else skin
        thigh_group = _TROUSERS if wear.shorts or not bare else _FLESH
        body.add(
            root, leg.knee, 0.056 * r * h * wide, 0.040 * r * h * wide, thigh_skin, group=thigh_group,
            blend=0.03 * h, caster=True,
        )  # fmt: skip
        calf = between(leg.knee, leg.ankle, 0.36)
        dx, dy = leg.ankle[0] - leg.knee[0], leg.ankle[1] - leg.knee[1]
        n = math.hypot(dx, dy) or 1.0
        back = (dy / n * 0.012 * h, -dx / n * 0.012 * h)
        hem = None if bare else n * 0.97
        body.add(
            leg.knee, leg.ankle, 0.038 * r * h * wide, (0.023 if bare else 0.033) * r * h, shin_skin,
            group=group, blend=0.02 * h, cut=hem, caster=True,
        )  # fmt: skip
        body.add(
            leg.knee, (calf[0] + back[0], calf[1] + back[1], calf[2]), 0.034 * r * h, 0.036 * r * h,
            shin_skin, group=group, blend=0.03 * h,
        )  # fmt: skip
        c, s = math.cos(leg.pitch), math.sin(leg.pitch)

        def sole(x: float, y: float) -> Vec:
            return leg.ankle[0] + (x * c - y * s) * h, leg.ankle[1] + (x * s + y * c) * h, leg.ankle[2]

        shoe = Skin(wear.shoes, gloss=0.22)
        # The toes bend while the heel is up, and stay on the ground.
        bend = max(0.0, -leg.pitch) * 0.75
        ball = (0.075, -0.026)
        body.add(sole(-0.020, -0.016), sole(*ball), 0.026 * h, 0.020 * h, shoe, group=_SHOES, blend=0.02 * h)
        toe_way = leg.pitch + bend
        at = sole(*ball)
        tip = (
            at[0] + 0.032 * h * math.cos(toe_way),
            at[1] + 0.032 * h * math.sin(toe_way) - 0.001 * h,
            at[2] + side * 0.006 * h,
        )
        body.add(
            at, tip, 0.021 * h, 0.0175 * h, shoe, group=_SHOES, blend=0.02 * h, flat=0.9,
            axis=(-math.sin(toe_way), math.cos(toe_way), 0),
        )  # fmt: skip
        body.add(leg.ankle, sole(-0.004, -0.02), 0.027 * h, 0.028 * h, shoe, group=_SHOES, blend=0.02 * h)

    def _arms(self, body: Body, k: Stance) -> None:
        b, wear = self.build, self.wear
        h, r = b.height, b.limb
        cloth = self._top()
        skin = Skin(wear.skin, grain=500)
        puff = 1.15 if wear.coat is not None else 1.0
        sleeve = 1.0 if wear.coat is not None else wear.sleeves
        for side, arm in zip((1.0, -1.0), k.arms, strict=True):
            if sleeve > 0.9:
                body.add(
                    arm.shoulder, arm.elbow, 0.034 * r * puff * h, 0.029 * r * puff * h, cloth,
                    blend=0.022 * h, caster=True,
                )  # fmt: skip
                cuff = math.dist(arm.elbow, arm.wrist) * 0.93
                body.add(
                    arm.elbow, arm.wrist, 0.029 * r * puff * h, 0.024 * r * puff * h, cloth, blend=0.014 * h,
                    cut=cuff,
                )  # fmt: skip
            else:
                if sleeve > 0.1:
                    length = math.dist(arm.shoulder, arm.elbow)
                    body.add(
                        arm.shoulder, arm.elbow, 0.036 * r * h, 0.036 * r * h, cloth, blend=0.022 * h,
                        cut=length * 0.72,
                    )  # fmt: skip
                body.add(
                    arm.shoulder, arm.elbow, 0.033 * r * h, 0.026 * r * h, skin, group=_FLESH, blend=0.02 * h,
                    caster=True,
                )  # fmt: skip
            body.add(arm.elbow, arm.wrist, 0.026 * r * h, 0.0185 * r * h, skin, group=_FLESH, blend=0.015 * h)
            palm = arm.hand
            body.add(
                arm.wrist, palm, 0.0185 * h, 0.022 * h, skin, group=_FLESH, blend=0.015 * h, flat=0.62,
                axis=(0.3, 0.0, 1.0),
            )  # fmt: skip
            way = tuple((q - p) for p, q in zip(arm.wrist, palm, strict=True))
            tip = (
                palm[0] + way[0] * 0.75 + 0.006 * h,
                palm[1] + way[1] * 0.75,
                palm[2] + way[2] * 0.75 - side * 0.006 * h,
            )
            body.add(
                palm, tip, 0.020 * h, 0.012 * h, skin, group=_FLESH, blend=0.012 * h, flat=0.6,
                axis=(0.3, 0.0, 1.0),
            )  # fmt: skip
            thumb = (palm[0] + 0.022 * h, palm[1] + way[1] * 0.2, palm[2] - side * 0.010 * h)
            body.add(arm.wrist, thumb, 0.011 * h, 0.009 * h, skin, group=_FLESH, blend=0.012 * h)
