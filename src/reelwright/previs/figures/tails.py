"""Tails: a chain that follows the hips late, each link later than the one before."""

from __future__ import annotations

import math
from dataclasses import replace

from reelwright.previs.figures.anatomy import Build, Coat
from reelwright.previs.figures.bones import P2, lerp
from reelwright.previs.figures.cones import Body, Pattern
from reelwright.previs.figures.gait import wave

__all__ = ["draw_tail"]


def draw_tail(
    body: Body, b: Build, coat: Coat, hip: P2, pelvis: float, gait: str, p: float, t: float, bounce: float
) -> None:
    """Add the tail at the back of the pelvis."""
    w = b.withers
    c, s = math.cos(pelvis), math.sin(pelvis)
    up = b.rump_y - b.hip + 0.085
    back = -0.15
    at = (hip[0] + (back * c - up * s) * w, hip[1] + (back * s + up * c) * w)
    skin = coat.tail or coat.feather or coat.body
    if b.tail == "stub":
        body.ball((*at, 0.0), b.tail_radius * w, skin, blend=0.03 * w)
        return
    links = 7
    step = b.tail_length * w / links
    running = gait == "gallop"
    moving = running or gait in ("trot", "walk")
    # Angle of the first link above straight back, and how the chain bends along its length.
    base = b.tail_angle + 0.6 * pelvis * -1.0
    curve = {"plume": 0.10, "brush": 0.07, "whip": 0.16, "rope": 0.02, "horse": -0.22, "curl": 0.55}[b.tail]
    if running:
        base += {"horse": 0.75, "rope": 0.5}.get(b.tail, 0.35)
        curve *= 0.5
    elif gait == "trot":
        base += 0.25
    if gait in ("sit", "lie", "sleep"):
        base, curve = (-0.95 if gait == "sit" else -0.45), 0.14
    wag = 0.0
    if gait in ("stand", "sit") and b.tail in ("plume", "curl"):
        wag = 0.42 * math.sin(t * 9.0)
    z = 0.0
    for i in range(links):
        u = i / (links - 1)
        late = (0.05 + 0.28 * u) * (
            wave(p * (2 if running and b.gallop == "gallop" else 1), 0.30 + 0.075 * i) if moving else 0.0
        )
        if running:
            late *= 1.5
        idle = 0.05 * math.sin(t * 1.6 - 0.5 * i) if not moving else 0.0
        angle = math.pi - (base + curve * i * (0.55 + 0.45 * u) + (late + idle) * 0.62)
        if gait in ("sit", "lie", "sleep"):
            angle = math.pi - (base + 0.95 * min(1.0, i / 2.5) * (1 if gait == "sit" else 0.45))
        yaw = wag * (0.35 + 0.65 * u) + (
            0.30 * math.sin(t * 0.9 - 0.5 * i) if not moving else 0.12 * wave(p, 0.1 + 0.08 * i)
        )
        flat = math.cos(yaw)
        nxt = (at[0] + step * math.cos(angle) * flat, max(0.03 * w, at[1] + step * math.sin(angle)))
        nz = z + step * math.sin(yaw)
        r0, r1 = _radius(b, u) * w, _radius(b, min(1.0, u + 1 / links)) * w
        hair = skin
        if b.tail in ("plume", "brush", "horse"):
            hair = replace(
                skin,
                fur=max(skin.fur, b.tail_radius * w * (0.25 + 0.4 * math.sin(math.pi * min(1.0, u + 0.12)))),
            )
        if b.tail == "rope" and u > 0.8:
            r0, r1 = b.tail_radius * 1.5 * w, b.tail_radius * 1.2 * w
            hair = replace(coat.mane or skin, fur=0.02 * w)
        if coat.tail_tip is not None and u > 0.66:
            hair = replace(hair, colour=coat.tail_tip, pattern=Pattern.PLAIN)
        droop = -0.5 * r0 if b.tail == "plume" else 0.0
        body.add(
            (*at, z), (*nxt, nz), r0, r1, hair, blend=(0.045 if i == 0 else 0.010) * w,
            flat=0.62 if b.tail == "plume" else 0.95,
        )  # fmt: skip
        if b.tail == "plume" and 0 < i < links:
            # Feathering hangs below the bone.
            body.add(
                (at[0], at[1] + droop, z), (nxt[0] + 0.03 * w * (1 - u), nxt[1] - 0.80 * r1, nz), r0 * 0.75,
                r1 * 0.7, hair, blend=0.02 * w, flat=0.4,
            )  # fmt: skip
        at, z = nxt, nz


def _radius(b: Build, u: float) -> float:
    r = b.tail_radius
    if b.tail == "plume":
        return r * (0.72 + 0.75 * math.sin(math.pi * min(1.0, 0.12 + 0.80 * u))) * (1.0 if u < 0.9 else 0.75)
    if b.tail == "brush":
        return r * (0.45 + 0.95 * math.sin(math.pi * min(1.0, 0.10 + 0.86 * u)))
    if b.tail == "horse":
        return r * lerp(0.75, 1.0, math.sin(math.pi * u))
    if b.tail in ("whip", "curl"):
        return r * lerp(1.0, 0.72, u)
    return r * lerp(1.0, 0.55, u)
