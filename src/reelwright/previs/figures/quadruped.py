"""Four-legged animals: one skeleton, posed by gait, fleshed by proportions and coat."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

from reelwright.previs.figures.anatomy import Build, Coat
from reelwright.previs.figures.bones import P2, knee, lerp, polar, table
from reelwright.previs.figures.carriage import Carriage
from reelwright.previs.figures.cones import Body, Cones, Skin, Vec
from reelwright.previs.figures.gait import GAITS, Gait, Step, swing, wave
from reelwright.previs.figures.head import draw_head
from reelwright.previs.figures.tails import draw_tail

__all__ = ["Quadruped"]

_REST = {"stand", "sit", "lie", "drink", "sleep"}


@dataclass(frozen=True, slots=True)
class Trunk:
    """Where the two girdles are, metres: joints, the tilt of each and the middle of the back."""

    hip: P2
    shoulder: P2
    pelvis: float
    chest: float
    arch: float


@dataclass(frozen=True)
class Quadruped:
    """An animal of ``build`` and ``coat`` doing ``gait`` at ``speed`` metres a second."""

    name: str
    build: Build
    coat: Coat
    gait: str = "stand"
    speed: float = 0.0
    phase: float = 0.0

    GAITS: ClassVar[tuple[str, ...]] = ("stand", "walk", "trot", "gallop", "sit", "lie", "drink", "sleep")

    @property
    def _gait(self) -> Gait:
        if self.gait == "gallop":
            return GAITS[self.build.gallop]
        return GAITS.get(self.gait, GAITS["stand"])

    @property
    def leg(self) -> float:
        """Length of a standing leg, metres: what strides are measured in."""
        return self.build.hip * self.build.withers

    @property
    def period(self) -> float:
        """Seconds a stride: a planted foot covers ``reach`` leg lengths in ``duty`` of it at ``speed``."""
        gait = self._gait
        if self.gait in _REST or self.speed <= 0 or gait.reach <= 0:
            return 4.0
        return gait.reach * self.leg / (gait.duty * self.speed)

    def preferred_speed(self, gait: str) -> float:
        """A natural speed for a gait, metres a second: equal Froude numbers for all sizes."""
        froude = {"walk": 0.22, "trot": 0.85, "gallop": 3.1}.get(gait, 0.0)
        return math.sqrt(froude * 9.81 * self.leg) * self.build.cadence

    def moving(self, gait: str, speed: float) -> Quadruped:
        """The same animal doing something else; a gait it does not know becomes standing or walking."""
        if gait == "run":
            gait = "gallop"
        if gait not in self.GAITS:
            gait = "walk" if speed > 0 else "stand"
        if gait in _REST:
            return replace(self, gait=gait, speed=0.0)
        return replace(self, gait=gait, speed=speed if speed > 0 else self.preferred_speed(gait))

    def bounds(self) -> tuple[float, float, float]:
        """Length, height and width in metres over a stride."""
        low, high = [1e9] * 3, [-1e9] * 3
        for k in range(6):
            a, b = self.pose(self.period * k / 6).extent()
            low = [min(p, float(q)) for p, q in zip(low, a, strict=True)]
            high = [max(p, float(q)) for p, q in zip(high, b, strict=True)]
        half = max(high[0], -low[0])
        return 2 * half, high[1], high[2] - low[2]

    # --- posing -------------------------------------------------------------------------------------------

    def _trunk(self, p: float, t: float) -> Trunk:
        b, g = self.build, self._gait
        w = b.withers
        sit = {"sit": 1.0}.get(self.gait, 0.0)
        lie = 1.0 if self.gait in ("lie", "sleep") else 0.0
        breath = 0.006 * math.sin(t * 2.2) if self.gait in _REST else 0.0
        flex = g.flex * b.spine * wave(p, g.flex_top)
        rise = g.bounce * wave(p * g.beats, g.top * g.beats) - g.crouch + breath
        pitch = g.pitch * wave(p, g.pitch_top)
        bow = {"drink": -0.10}.get(self.gait, 0.0)
        half = b.half * (1.0 - 0.055 * flex)
        hip_y, shoulder_y = b.hip + rise - 0.03 * flex, b.shoulder + rise
        hip_x, shoulder_x = -half, half
        pelvis = pitch * 0.6 - 0.30 * flex
        chest = pitch + 0.16 * flex + bow
        if sit:
            hip_y, hip_x, pelvis, chest = 0.30, -half * 0.66, 0.95, 0.62
            shoulder_x, shoulder_y = half * 0.55, b.shoulder + 0.03
        if lie:
            drop = b.hip - b.loin * 1.28
            hip_y, shoulder_y = b.hip - drop + breath, b.shoulder - drop + 0.07 + breath
        c, s = math.cos(pitch), math.sin(pitch)
        middle = (hip_y + shoulder_y) / 2
        hip = (hip_x * c - (hip_y - middle) * s, middle + hip_x * s + (hip_y - middle) * c)
        shoulder = (
            shoulder_x * c - (shoulder_y - middle) * s,
            middle + shoulder_x * s + (shoulder_y - middle) * c,
        )
        if self.gait == "drink":
            shoulder = (shoulder[0], shoulder[1] - 0.07)
        return Trunk(
            (hip[0] * w, hip[1] * w), (shoulder[0] * w, shoulder[1] * w), pelvis, chest, 0.055 * flex * w
        )

    def _steps(self, p: float) -> tuple[Step, Step, Step, Step]:
        g = self._gait
        travel = g.reach * self.leg
        lifts = (g.lift, g.lift, g.lift, g.lift)
        return tuple(  # type: ignore[return-value]
            swing(p, touch, g.duty, travel, lift * self.leg * 0.62)
            for touch, lift in zip(g.touch, lifts, strict=True)
        )

    def pose(self, t: float) -> Cones:
        """The body at ``t`` seconds; see :class:`~reelwright.previs.figures.layer.Figure`."""
        p = (t / self.period + self.phase) % 1.0
        body = Body()
        trunk = self._trunk(p, t)
        self._draw_trunk(body, trunk)
        steps = self._steps(p)
        z = self.build.spread * self.build.withers
        close = 0.80 if self.gait == "gallop" else 0.94
        for k, side in enumerate((1.0, -1.0)):
            self._draw_hind(body, trunk, steps[k], z * side, close, t)
            self._draw_fore(body, trunk, steps[2 + k], z * side, close, t)
        self._draw_front(body, trunk, p, t)
        lag = self._gait
        draw_tail(body, self.build, self.coat, trunk.hip, trunk.pelvis, self.gait, p, t, lag.bounce)
        return body.cones()

    # --- flesh --------------------------------------------------------------------------------------------

    def _draw_trunk(self, body: Body, k: Trunk) -> None:
        b, coat = self.build, self.coat
        w, skin = b.withers, coat.body
        belly = coat.belly or skin

        def hip(x: float, y: float) -> Vec:
            c, s = math.cos(k.pelvis), math.sin(k.pelvis)
            return k.hip[0] + (x * c - y * s) * w, k.hip[1] + (x * s + y * c) * w, 0.0

        def front(x: float, y: float) -> Vec:
            c, s = math.cos(k.chest), math.sin(k.chest)
            return k.shoulder[0] + (x * c - y * s) * w, k.shoulder[1] + (x * s + y * c) * w, 0.0

        rump = hip(0.0, b.rump_y - b.hip)
        tail_head = hip(-0.095, b.rump_y - b.hip + 0.03)
        breast = front(0.015, b.chest_y - b.shoulder - 0.01)
        ribs = front(-0.21, b.chest_y - b.shoulder + 0.005)
        withers = front(-0.09, 1.0 - b.shoulder - 0.105)
        loin = (
            lerp(rump[0], ribs[0], 0.48),
            lerp(rump[1], ribs[1], 0.48) + k.arch + (b.loin_y - b.chest_y) * w * 0.3,
            0.0,
        )
        flat = b.narrow
        body.add(breast, ribs, b.chest * 0.93 * w, b.chest * w, skin, flat=flat, blend=0.05 * w, caster=True)
        body.add(ribs, loin, b.chest * 0.97 * w, b.loin * w, skin, flat=flat, blend=0.05 * w, caster=True)
        body.add(loin, rump, b.loin * w, b.rump * w, skin, flat=flat, blend=0.06 * w, caster=True)
        body.add(rump, tail_head, b.rump * 0.9 * w, b.rump * 0.62 * w, skin, flat=flat * 0.95, blend=0.05 * w)
        body.add(
            withers, front(-0.28, 1.0 - b.shoulder - 0.125), 0.075 * w, 0.07 * w, skin, flat=flat,
            blend=0.11 * w,
        )  # fmt: skip
        if b.hump:
            body.ball(
                front(-0.12, 1.0 - b.shoulder + b.hump * 0.2), b.hump * w, skin, flat=0.7, blend=0.16 * w
            )
        if b.belly:
            low = (lerp(rump[0], ribs[0], 0.62), lerp(rump[1], ribs[1], 0.5) - b.belly * w, 0.0)
            body.ball(
                low, (b.chest + b.loin) * 0.52 * w, belly, flat=flat * 1.06, blend=0.14 * w, caster=True
            )
        # Breast bone, and the long hair below it.
        keel = front(0.13, b.chest_y - b.shoulder + 0.005)
        body.add(
            keel, front(-0.02, b.chest_y - b.shoulder - 0.10), 0.125 * w, 0.115 * w, belly, flat=0.8,
            blend=0.12 * w,
        )  # fmt: skip
        if b.feather:
            long = coat.feather or belly
            body.add(
                front(0.10, b.chest_y - b.shoulder - 0.06),
                front(-0.24, b.chest_y - b.shoulder - b.chest * 0.88), 0.085 * w, 0.055 * w, long, flat=0.6,
                blend=0.08 * w,
            )  # fmt: skip
            body.add(
                front(-0.24, b.chest_y - b.shoulder - b.chest * 0.86),
                (loin[0], loin[1] - b.loin * 0.86 * w, 0.0), 0.050 * w, 0.028 * w, long, flat=0.6,
                blend=0.08 * w,
            )  # fmt: skip

    def _draw_fore(self, body: Body, k: Trunk, step: Step, z: float, close: float, t: float) -> None:
        b, coat = self.build, self.coat
        w = b.withers
        upper, lower, hand = (v * w for v in b.fore)
        r0, r1, r2, r3 = (v * w for v in b.fore_radii)
        skin, leg, foot_skin = coat.body, coat.leg or coat.body, coat.foot or coat.leg or coat.body
        reach_forward = 0.035 * w if self.gait == "gallop" else 0.0
        root = (k.shoulder[0] + (0.45 * step.x if step.air >= 0 else 0.36 * step.x) * 0.18, k.shoulder[1])
        neutral = b.half * w - 0.055 * w + reach_forward
        pad: P2 = (neutral + step.x, step.y)
        lean = 0.22
        toe = 0.0
        if step.stance >= 0 and self._gait.reach:
            lean = table(step.stance, (0.0, 0.52), (0.45, 0.24), (0.8, -0.12), (1.0, -0.50))
            toe = table(step.stance, (0.7, 0.0), (1.0, -0.55))
        elif step.air >= 0:
            lean = table(step.air, (0.0, -0.50), (0.28, -1.75), (0.55, -1.15), (0.84, 0.42), (1.0, 0.52))
            toe = table(step.air, (0.0, -0.55), (0.3, -1.9), (0.6, -1.2), (0.9, 0.12), (1.0, 0.0))
        if self.gait == "sit":
            pad, lean = (k.shoulder[0] - 0.02 * w, 0.0), 0.18
        if self.gait in ("lie", "sleep"):
            self._draw_lying_fore(body, k, z)
            return
        side = z * close
        heel = self._heel(body, pad, lean, toe, r3, b.foot * w, foot_skin, side)
        wrist = polar(heel, math.pi / 2 + lean, hand)
        elbow = knee(root, wrist, upper, lower, -1.0)
        blade = (root[0] - 0.13 * w + (elbow[0] - root[0]) * 0.12, root[1] + 0.16 * w)
        inner = z * 0.92
        body.add((*blade, inner * 0.62), (*root, inner), r0 * 0.95, r0, skin, blend=0.09 * w, flat=0.6)
        body.add(
            (*root, inner), (*elbow, lerp(inner, side, 0.5)), r0, r1, skin, blend=0.085 * w, flat=0.78,
            caster=True,
        )  # fmt: skip
        body.add(
            (*elbow, lerp(inner, side, 0.5)), (*wrist, side), r1, r2, leg, blend=0.035 * w, flat=0.86,
            caster=True,
        )  # fmt: skip
        body.add((*wrist, side), (*heel, side), r2, r3, leg, blend=0.022 * w)
        if b.feather:
            long = coat.feather or leg
            back = (lerp(elbow[0], wrist[0], 0.12) - r1 * 0.75, lerp(elbow[1], wrist[1], 0.12))
            low = (lerp(elbow[0], wrist[0], 0.85) - r2 * 0.7, lerp(elbow[1], wrist[1], 0.85))
            body.add((*back, side), (*low, side), r1 * 0.62, r2 * 0.45, long, blend=0.03 * w, flat=0.5)

    def _draw_hind(self, body: Body, k: Trunk, step: Step, z: float, close: float, t: float) -> None:
        b, coat = self.build, self.coat
        w = b.withers
        upper, lower, hand = (v * w for v in b.hind)
        r0, r1, r2, r3 = (v * w for v in b.hind_radii)
        skin, leg, foot_skin = coat.body, coat.leg or coat.body, coat.foot or coat.leg or coat.body
        c, s = math.cos(k.pelvis), math.sin(k.pelvis)
        root = (k.hip[0] + (0.02 * c + 0.03 * s) * w, k.hip[1] + (0.02 * s - 0.03 * c) * w)
        neutral = -b.half * w - 0.085 * w + (0.13 * w if self.gait == "gallop" else 0.0)
        pad: P2 = (neutral + step.x, step.y)
        lean, toe = 0.16, 0.0
        if step.stance >= 0 and self._gait.reach:
            lean = table(step.stance, (0.0, 0.62), (0.5, 0.30), (0.85, -0.22), (1.0, -0.52))
            toe = table(step.stance, (0.65, 0.0), (1.0, -0.75))
        elif step.air >= 0:
            lean = table(step.air, (0.0, -0.52), (0.22, -1.25), (0.5, -0.55), (0.8, 0.42), (1.0, 0.62))
            toe = table(step.air, (0.0, -0.75), (0.25, -1.6), (0.55, -0.9), (0.9, 0.15), (1.0, 0.0))
        if self.gait == "sit":
            pad, lean = (root[0] + 0.30 * w, 0.0), 1.25
        if self.gait in ("lie", "sleep"):
            pad, lean = (root[0] + 0.30 * w, 0.0), 1.40
        side = z * close * (1.25 if self.gait in ("sit", "lie", "sleep") else 1.0)
        heel = self._heel(body, pad, lean, toe, r3, b.foot * w, foot_skin, side)
        hock = polar(heel, math.pi / 2 + lean, hand)
        joint = knee(root, hock, upper, lower, 1.0)
        inner = z * 0.80
        high = (root[0] - 0.02 * w, root[1] + 0.03 * w)
        body.add(
            (*high, inner), (*joint, lerp(inner, side, 0.7)), r0, r1, skin, blend=0.085 * w, flat=0.60,
            caster=True,
        )  # fmt: skip
        # The hamstrings fill the back of the thigh.
        seat = (high[0] - 0.065 * w * c, high[1] - 0.04 * w)
        calf = (lerp(joint[0], hock[0], 0.45), lerp(joint[1], hock[1], 0.45))
        body.add((*seat, inner), (*calf, side), r0 * 0.72, r2 * 1.15, skin, blend=0.07 * w, flat=0.55)
        body.add(
            (*joint, lerp(inner, side, 0.7)), (*hock, side), r1 * 0.95, r2 * 0.92, leg, blend=0.05 * w,
            flat=0.8, caster=True,
        )  # fmt: skip
        body.add((*hock, side), (*heel, side), r2, r3, leg, blend=0.022 * w)
        if b.feather and self.gait not in ("sit", "lie", "sleep"):
            long = coat.feather or leg
            body.add(
                (seat[0] - 0.05 * w, seat[1] - 0.06 * w, inner * 0.9),
                (lerp(calf[0], hock[0], 0.4) - 0.035 * w, calf[1], side), 0.085 * w, 0.035 * w, long,
                blend=0.05 * w, flat=0.42,
            )  # fmt: skip

    def _heel(
        self, body: Body, pad: P2, lean: float, toe: float, r: float, size: float, skin: Skin, z: float
    ) -> P2:
        """Draw the foot that stands on ``pad``; returns where the leg joins it."""
        b = self.build
        w = b.withers
        if b.hoof:
            horn = Skin(self.coat.extra.get("hoof", (0.035, 0.028, 0.022)), gloss=0.25)
            tilt = 0.62 + toe * 1.0 + lean * 0.35
            tip = (pad[0], pad[1] + size * 0.25)
            fetlock = polar(tip, math.pi / 2 + tilt, b.pastern * w)
            middle = (lerp(tip[0], fetlock[0], 0.45), lerp(tip[1], fetlock[1], 0.45))
            body.add((*fetlock, z), (*middle, z), r * 1.1, r * 0.92, skin, blend=0.02 * w)
            body.add(
                (*middle, z), (tip[0] + size * 0.15, pad[1] + size * 0.5, z), r * 0.95, size, horn, group=1,
                blend=0.01 * w, cut=b.pastern * w * 0.75 + size * 0.1,
            )  # fmt: skip
            return fetlock
        length = b.foot_length * w
        ankle = (
            pad[0] - length * 0.25 * math.cos(toe),
            pad[1] + size * 0.86 - length * 0.25 * math.sin(toe) * 0.4,
        )
        tip = (ankle[0] + length * math.cos(toe), ankle[1] + length * math.sin(toe) - size * 0.16)
        if toe > -0.3:
            tip = (tip[0], max(tip[1], pad[1] + size * 0.68))
        body.add((*ankle, z), (*tip, z), size * 0.86, size * 0.74, skin, blend=0.02 * w, flat=1.08)
        for off in (-0.36, 0.36):
            toes = (tip[0] + size * 0.30 * math.cos(toe), tip[1] + size * 0.30 * math.sin(toe) - size * 0.10)
            body.ball((*toes, z + off * size), size * 0.52, skin, blend=0.006 * w)
        return ankle

    def _draw_lying_fore(self, body: Body, k: Trunk, z: float) -> None:
        b, coat = self.build, self.coat
        w = b.withers
        lower = b.fore[1] * w
        r0, r1, r2, _ = (v * w for v in b.fore_radii)
        leg = coat.leg or coat.body
        elbow = (k.shoulder[0] - 0.10 * w, r1 * 1.1)
        wrist = (elbow[0] + lower, r2 * 1.05)
        body.add(
            (*k.shoulder, z * 0.9), (*elbow, z), r0, r1, coat.body, blend=0.09 * w, flat=0.75, caster=True
        )
        body.add((*elbow, z), (*wrist, z), r1, r2, leg, blend=0.04 * w)
        self._heel(body, (wrist[0] + b.fore[2] * w * 0.5, 0.0), 0.0, 0.0, r2, b.foot * w, coat.foot or leg, z)
        body.add((*wrist, z), (wrist[0] + b.fore[2] * w * 0.4, r2, z), r2, r2 * 0.95, leg, blend=0.02 * w)

    def _draw_front(self, body: Body, k: Trunk, p: float, t: float) -> None:
        b, g = self.build, self._gait
        w = b.withers
        still = self.gait in _REST
        look = 0.05 * math.sin(t * 0.7) + 0.03 * math.sin(t * 1.9) if still else 0.0
        angle = b.neck_angle + g.neck * (0.7 if b.neck > 0.6 else 1.0) + 0.45 * k.chest + look
        angle += g.nod * wave(p * (2 if g.beats == 2 and g.name == "walk" else 1), 0.35)
        face = b.face + g.head
        if self.gait == "sit":
            angle, face = b.neck_angle + 0.25, b.face + 0.05 + look
        if self.gait in ("drink",):
            dip = 0.03 * math.sin(t * 5.0)
            down = math.asin(
                max(-0.98, min(0.2, (0.16 * w - k.shoulder[1] - 0.05 * w) / (b.neck * w + 0.05 * w)))
            )
            angle, face = down + dip, -1.0
        if self.gait == "sleep":
            angle, face = -0.35, -0.12
        if self.gait == "lie":
            angle, face = b.neck_angle + 0.1 + look, b.face
        c, s = math.cos(k.chest), math.sin(k.chest)
        up = 1.0 - b.shoulder - 0.14
        base = (k.shoulder[0] + (-0.02 * c - up * s) * w, k.shoulder[1] + (-0.02 * s + up * c) * w)
        throat = (k.shoulder[0] + 0.045 * w * c, k.shoulder[1] + 0.045 * w * s + 0.02 * w)
        turn = 0.22 * math.sin(t * 0.45) if still and self.gait not in ("drink", "sleep") else 0.0
        draw_head(body, b, self.coat, Carriage(base, throat, angle, face, turn, self.gait, p, t))
