"""How people move: the skeleton of a person at one instant, for every gait and gesture."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reelwright.previs.figures.bones import ease, knee, lerp, table
from reelwright.previs.figures.cones import Vec
from reelwright.previs.figures.gait import Step, swing, wave
from reelwright.previs.figures.wardrobe import Physique

__all__ = ["HUMAN_GAITS", "Arm", "HumanGait", "Leg", "Stance", "stance"]


@dataclass(frozen=True, slots=True)
class HumanGait:
    """Numbers of a two-legged gait; ``travel`` under the hip in leg lengths, others in radians or heights."""

    duty: float
    travel: float
    lift: float
    bounce: float
    top: float
    lean: float
    arm: float
    elbow: float
    strike: float
    """Toe up at touch-down."""
    push: float
    """Heel up at lift-off."""
    crouch: float
    kick: float
    """How far the heel folds up behind in the swing."""


HUMAN_GAITS = {
    "walk": HumanGait(0.61, 0.74, 0.070, 0.010, 0.30, 0.03, 0.36, 0.16, 0.30, 0.80, 0.018, 0.75),
    "run": HumanGait(0.32, 0.86, 0.20, 0.026, 0.43, 0.17, 0.80, 1.45, 0.10, 1.05, 0.016, 1.7),
    "skip": HumanGait(0.30, 0.85, 0.20, 0.055, 0.42, 0.06, 0.85, 0.9, 0.0, 1.0, 0.03, 1.5),
    "bound": HumanGait(0.36, 0.66, 0.12, 0.046, 0.43, 0.10, 0.30, 0.62, 0.10, 0.6, -0.020, 0.6),
}


@dataclass(frozen=True, slots=True)
class Leg:
    """Joints of a leg in metres; ``pitch`` of the foot, toe up positive."""

    hip: Vec
    knee: Vec
    ankle: Vec
    pitch: float


@dataclass(frozen=True, slots=True)
class Arm:
    """Joints of an arm in metres."""

    shoulder: Vec
    elbow: Vec
    wrist: Vec
    hand: Vec


@dataclass(frozen=True, slots=True)
class Stance:
    """The whole skeleton. ``yaw`` values turn left positive; ``look`` is the head's own (yaw, pitch)."""

    pelvis: Vec
    chest: Vec
    neck: Vec
    head: Vec
    legs: tuple[Leg, Leg]
    """Left, right."""
    arms: tuple[Arm, Arm]
    lean: float
    hip_yaw: float
    chest_yaw: float
    look: tuple[float, float]
    blow: float
    """How much hair and cloth trail, 0..1."""
    phase: float


def _foot(step: Step, neutral: float, g: HumanGait, unit: float) -> tuple[float, float, float]:
    """Ankle x, y and foot pitch. A planted foot turns about its heel, then about its ball."""
    pitch = 0.0
    if step.stance >= 0:
        pitch = table(step.stance, (0.0, g.strike), (0.16, 0.0), (0.56, 0.0), (1.0, -g.push))
    elif step.air >= 0:
        pitch = table(step.air, (0.0, -g.push), (0.2, -g.push * 1.15), (0.62, 0.0), (1.0, g.strike))
    height = 0.043 * unit
    # The middles of the shoe's heel and of its ball: turning about them keeps what touches the ground still.
    pivot, above = (-0.020 * unit, 0.027 * unit) if pitch > 0 else (0.075 * unit, 0.017 * unit)
    c, s = math.cos(pitch), math.sin(pitch)
    ax, ay = -pivot, height - above
    x = neutral + step.x + pivot + ax * c - ay * s
    y = step.y + above + ax * s + ay * c
    return x, y, pitch


def _arm(
    shoulder: Vec,
    side: float,
    bones: tuple[float, float, float],
    pose: tuple[float, float, float, float],
    yaw: float,
) -> Arm:
    """``bones``: upper arm, forearm, hand; ``pose``: swing forward, out sideways, elbow flex, inward turn."""
    upper, lower, hand = bones
    swing_, out, flex, turn = pose

    def step(origin: Vec, a: float, b: float, length: float) -> Vec:
        x, y, z = math.sin(a) * math.cos(b), -math.cos(a) * math.cos(b), side * math.sin(b)
        c, s = math.cos(yaw), math.sin(yaw)
        return (
            origin[0] + (x * c - z * s) * length,
            origin[1] + y * length,
            origin[2] + (x * s + z * c) * length,
        )

    elbow = step(shoulder, swing_, out, upper)
    wrist = step(elbow, swing_ + flex, out - turn, lower)
    return Arm(shoulder, elbow, wrist, step(wrist, swing_ + flex * 1.06, out - turn, hand))


def _gestures(
    gait: str, t: float, side: float, p: float, g: HumanGait | None
) -> tuple[float, float, float, float]:
    """Swing, out, flex and inward turn of one arm."""
    left = side > 0
    if g is not None:
        # Opposite to the leg of the same side, late by a little.
        s = -wave(p, 0.0 if left else 0.5)
        lag = -wave(p, 0.05 if left else 0.55)
        if gait == "bound":
            return 0.14 + g.arm * s * 0.6, 0.46 + 0.08 * s, g.elbow - 0.08 + 0.2 * lag, 0.25
        return g.arm * s + (
            0.02 if gait == "walk" else -0.18
        ), 0.10, g.elbow + 0.30 * max(-0.6, lag), 0.10 + 0.18 * (gait == "run")  # fmt: skip
    sway = 0.02 * math.sin(t * 1.5 + side)
    if gait == "wave" and not left:
        return 0.25, 1.45 + 0.08 * math.sin(t * 7.5), 0.1, -1.15 + 0.42 * math.sin(t * 7.5)
    if gait == "talk":
        a = math.sin(t * 2.3 + (0 if left else 1.9)) + 0.5 * math.sin(t * 3.7 + (0.6 if left else 0))
        return 0.22 + 0.14 * a, 0.20 + 0.05 * a, 1.25 + 0.32 * a, 0.18 - 0.22 * a
    if gait == "dance":
        a = math.sin(t * 5.2 + (0 if left else math.pi))
        b = math.sin(t * 2.6 + (0 if left else 1.4))
        return 0.5 + 0.55 * a, 0.55 + 0.42 * b, 1.15 + 0.5 * a, 0.10 + 0.3 * b
    if gait == "read":
        return 0.52, 0.12, 1.20 + sway, 0.34
    if gait == "hold":
        return 0.35, 0.10, 1.25 + sway, 0.40
    if gait == "sit":
        return 0.42 + sway, 0.12, 0.78, 0.22
    if gait == "fly":
        return 2.6, 0.35 + 0.1 * math.sin(t * 1.3 + side), 0.2, 0.0
    if gait == "float":
        return 0.55 + 0.2 * math.sin(t * 0.8 + side), 0.62 + 0.14 * math.sin(
            t * 0.6 + 2 * side
        ), 0.75 + 0.2 * math.sin(t * 0.7 + side), 0.15  # fmt: skip
    if gait == "jump":
        u = _jump(t)
        return lerp(-0.3, 2.5, ease(u * 1.3)), 0.25, lerp(0.7, 0.25, u), 0.0
    return 0.04 + sway, 0.115, 0.20 + 0.02 * math.sin(t * 0.8), 0.08


def _jump(t: float) -> float:
    """Height 0..1 of a standing jump that repeats every 1.4 seconds; below 0 while crouching."""
    u = (t / 1.4) % 1.0
    if u < 0.28:
        return -0.5 * math.sin(math.pi * u / 0.28)
    if u < 0.72:
        v = (u - 0.28) / 0.44
        return 4 * v * (1 - v)
    return -0.35 * math.sin(math.pi * (u - 0.72) / 0.28)


def stance(b: Physique, gait: str, p: float, t: float, *, thick: float = 0.0) -> Stance:
    """The skeleton of ``b`` at stride phase ``p`` and ``t`` seconds; ``thick`` spreads a suit's limbs."""
    h = b.height
    g = HUMAN_GAITS.get(gait)
    breath = math.sin(t * 1.7)
    shift = math.sin(t * 0.55)
    lean, rise, sway, hip_yaw, chest_yaw, roll, ahead = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    look = (0.18 * math.sin(t * 0.5) + 0.06 * math.sin(t * 1.3), -0.02 + 0.03 * math.sin(t * 0.9))
    if g is not None:
        rise = g.bounce * wave(2 * p, 2 * g.top) - g.crouch
        sway = 0.012 * wave(p, g.duty * 0.5) * (1.0 if gait == "walk" else 0.5)
        hip_yaw = -0.10 * wave(p, 0.0)
        chest_yaw = 0.13 * wave(p, 0.0) * (1.5 if gait == "run" else 1.0)
        roll = 0.035 * wave(p, g.duty * 0.5)
        lean = g.lean
        look = (0.0, lean * 0.5 + 0.02)
    elif gait == "sit":
        lean = 0.02 + 0.008 * breath
    elif gait == "dance":
        sway, rise = 0.032 * math.sin(t * 2.6), -0.03 + 0.018 * math.cos(t * 5.2)
        hip_yaw, chest_yaw = 0.22 * math.sin(t * 2.6), -0.18 * math.sin(t * 2.6 + 0.4)
        look = (0.25 * math.sin(t * 1.3), 0.05)
        roll = 0.08 * math.sin(t * 2.6)
    elif gait == "jump":
        u = _jump(t)
        rise, lean = (0.24 * u if u > 0 else 0.16 * u), max(0.0, -u) * 0.45
    elif gait == "fly":
        lean, rise = 1.15, 0.15 + 0.01 * math.sin(t * 1.4)
        look = (0.0, 0.8)
    elif gait == "float":
        rise, lean = 0.10 + 0.035 * math.sin(t * 0.8), 0.10 + 0.08 * math.sin(t * 0.5)
        sway = 0.02 * math.sin(t * 0.45)
    else:
        sway, rise = 0.014 * shift, -0.004
        chest_yaw = 0.03 * shift
        roll = 0.025 * shift
        if gait == "read":
            look = (0.04 * math.sin(t * 0.8), -0.48)
        if gait == "talk":
            look = (0.12 * math.sin(t * 0.9), 0.03 + 0.06 * math.sin(t * 2.3))
            lean = 0.02 * math.sin(t * 1.1)
    lean += b.stoop * (0.4 if gait in ("sit", "fly") else 1.0)
    hip_y = b.hip_y * h + rise * h
    if gait == "sit":
        hip_y = 0.285 * h
        ahead = -0.10 * h
    pelvis = (ahead, hip_y, sway * h)
    torso = (b.shoulder_y - b.hip_y) * h
    curve = lean * 0.6
    chest = (
        pelvis[0] + math.sin(curve) * torso * 0.60,
        pelvis[1] + math.cos(curve) * torso * 0.60,
        sway * h * 0.45,
    )
    neck = (
        chest[0] + math.sin(lean * 1.15) * torso * 0.42,
        chest[1] + math.cos(lean * 1.15) * torso * 0.42 + 0.0015 * breath * h,
        sway * h * 0.2,
    )
    up = 0.052 * h + b.head * h
    tilt = lean * 0.75 + b.stoop * 0.8
    head = (neck[0] + math.sin(tilt) * up + 0.008 * h, neck[1] + math.cos(tilt) * up, neck[2])
    legs = []
    for k, side in enumerate((1.0, -1.0)):
        z = side * (b.hip + thick * 0.5) * h
        hip = (
            pelvis[0] - math.sin(hip_yaw) * z,
            pelvis[1] - 0.015 * h + side * roll * b.hip * h * 2,
            pelvis[2] + math.cos(hip_yaw) * z,
        )
        bones = (b.hip_y - 0.057) * h
        upper, lower = bones * 0.51, bones * 0.495
        foot_z = side * (b.hip * (0.62 if g is not None else 1.05) + thick * 0.5) * h
        if g is not None:
            leg_length = b.hip_y * h
            step = swing(p, 0.0 if k == 0 else 0.5, g.duty, g.travel * leg_length, g.lift * leg_length)
            x, y, pitch = _foot(step, 0.01 * h, g, h)
            if step.air >= 0:
                # The heel folds up behind, then the shank swings through.
                fold = math.sin(math.pi * min(1.0, step.air * 1.35)) ** 2
                x -= 0.05 * h * g.kick * fold
                y += 0.055 * h * g.kick * fold
        elif gait == "sit":
            x, y, pitch = ahead + upper * 0.98, 0.043 * h, 0.0
        elif gait == "fly":
            x, y, pitch = hip[0] - upper * 1.75, hip[1] + 0.02 * h + 0.02 * h * math.sin(t * 3 + side), -1.2
            foot_z *= 0.8
        elif gait == "float":
            x = hip[0] - 0.05 * h + 0.05 * h * math.sin(t * 0.7 + side)
            y = hip[1] - (upper + lower) * (0.92 + 0.03 * math.sin(t * 0.6 + side))
            pitch = -0.5
        elif gait == "jump":
            u = _jump(t)
            x, y, pitch = 0.01 * h, 0.043 * h + max(0.0, u) * 0.22 * h, -0.9 * ease(max(0.0, u) * 3)
        elif gait == "dance":
            tap = max(0.0, math.sin(t * 5.2 + (0 if k == 0 else math.pi)))
            x, y, pitch = 0.01 * h + 0.03 * h * tap, 0.043 * h + 0.045 * h * tap, -0.4 * tap
        else:
            x, y, pitch = (0.018 if k == 0 else -0.012) * h, 0.043 * h, 0.0
        ankle = (x, y, foot_z)
        joint = knee((hip[0], hip[1]), (x, y), upper, lower, 1.0)
        legs.append(Leg(hip, (joint[0], joint[1], lerp(hip[2], foot_z, 0.5)), ankle, pitch))
    arms = []
    across, back = math.cos(chest_yaw), math.sin(chest_yaw)
    for side in (1.0, -1.0):
        z = side * (b.shoulder + thick) * h
        root = (
            neck[0] - math.sin(lean) * 0.03 * h - back * z,
            neck[1] - 0.030 * h + 0.002 * breath * h - 0.3 * side * roll * b.shoulder * h,
            neck[2] + across * z,
        )
        a, out, flex, turn = _gestures(gait, t, side, p, g)
        bones3 = (0.168 * h, 0.148 * h, 0.040 * h)
        arms.append(_arm(root, side, bones3, (a + lean * 0.4, out + thick * 2.2, flex, turn), chest_yaw))
    blow = {"run": 1.0, "walk": 0.35, "skip": 0.8, "fly": 1.0, "dance": 0.3}.get(gait, 0.08)
    return Stance(
        pelvis,
        chest,
        neck,
        head,
        (legs[0], legs[1]),
        (arms[0], arms[1]),
        lean,
        hip_yaw,
        chest_yaw,
        look,
        blow,
        p,
    )
