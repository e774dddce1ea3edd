"""What grows on a head: ears, manes, horns and trunks."""

from __future__ import annotations

import math
from itertools import pairwise

from reelwright.previs.figures.anatomy import Build, Coat
from reelwright.previs.figures.bones import between, lerp
from reelwright.previs.figures.carriage import Carriage, Frame
from reelwright.previs.figures.cones import Body, Skin, Vec
from reelwright.previs.figures.gait import wave

__all__ = ["draw_ears", "draw_horns", "draw_mane", "draw_trunk"]


def draw_ears(body: Body, b: Build, coat: Coat, f: Frame, k: Carriage) -> None:
    """Floppy ears swing late after the head, upright ones fold back at a run."""
    w, h, size = b.withers, b.head, b.ear_size
    skin = coat.ear or coat.head or coat.body
    inner = Skin(coat.inner_ear)
    running = 1.0 if k.gait == "gallop" else 0.0
    for side in (1.0, -1.0):
        late = wave(k.p * (2 if running else 1), 0.12 + 0.02 * side)
        flap = (0.30 * late + 0.25) * running + 0.03 * math.sin(k.t * 1.3 + side) * (1 - running)
        if k.gait in ("walk", "trot"):
            flap = 0.10 * wave(k.p * 2, 0.15)
        if b.ear == "floppy":
            root = (-0.10 * h, 0.58 * h, side * h * 0.72)
            swept = 0.75 * flap
            mid = (
                root[0] - size * (0.10 + 0.40 * swept),
                root[1] - size * (0.42 - 0.34 * flap),
                side * (h * 0.98 + size * 0.10 * flap),
            )
            tip = (
                mid[0] + size * (0.02 - 0.48 * swept),
                mid[1] - size * (0.55 - 0.60 * flap),
                side * (h * 0.98 + size * 0.16 * flap),
            )
            axis = f.side(0.15, 0.25 * flap, side)
            body.add(
                f.at(*root), f.at(*mid), size * 0.24 * w, size * 0.36 * w, skin, group=6, flat=0.36,
                axis=axis, blend=0.025 * w,
            )  # fmt: skip
            body.add(
                f.at(*mid), f.at(*tip), size * 0.36 * w, size * 0.20 * w, skin, group=6, flat=0.32, axis=axis,
                blend=0.03 * w,
            )  # fmt: skip
        elif b.ear in ("prick", "long", "side", "fan"):
            wide = {"prick": 0.34, "long": 0.20, "side": 0.28, "fan": 0.5}[b.ear]
            out = {"prick": 0.35, "long": 0.22, "side": 1.0, "fan": 0.9}[b.ear]
            up = {"prick": 1.0, "long": 1.0, "side": 0.25, "fan": -0.15}[b.ear]
            back = -0.18 - 0.75 * running * (1.0 if b.ear != "fan" else 0.2)
            n = math.hypot(out, up, back) / size
            root = (-0.28 * h, 0.62 * h, side * h * 0.58)
            if b.ear == "fan":
                root = (-0.3 * h, 0.25 * h, side * h * 0.85)
                back -= 0.25 * math.sin(k.t * 1.8)
            tip = (
                root[0] + back / n,
                root[1] + (up - 0.3 * abs(back) * running + 0.1 * flap) / n,
                root[2] + side * out / n,
            )
            mid = between(root, tip, 0.45)
            front = f.side(1.0, 0.0, side * 0.55)
            body.add(
                f.at(*root), f.at(*mid), size * wide * 0.85 * w, size * wide * w, skin, group=6, flat=0.30,
                axis=front, blend=0.02 * w,
            )  # fmt: skip
            body.add(
                f.at(*mid), f.at(*tip), size * wide * w,
                size * (0.05 if b.ear == "prick" else 0.12 if b.ear != "fan" else 0.4) * w, skin, group=6,
                flat=0.30, axis=front, blend=0.03 * w,
            )  # fmt: skip
            shift = size * wide * 0.20
            a = (root[0] + shift, root[1] + size * 0.06, root[2] + side * shift * 0.5)
            z = (
                lerp(root[0], tip[0], 0.62) + shift,
                lerp(root[1], tip[1], 0.62),
                lerp(root[2], tip[2], 0.62) + side * shift * 0.5,
            )
            if b.ear != "fan":
                body.add(
                    f.at(*a), f.at(*z), size * wide * 0.58 * w, size * wide * 0.30 * w, inner, group=6,
                    flat=0.28, axis=front, blend=0.008 * w,
                )  # fmt: skip
        else:
            body.ball(
                f.at(-0.30 * h, 0.82 * h, side * h * 0.72), size * 0.42 * w, skin, group=6, flat=0.45,
                axis=f.side(1, 0, side * 0.3), blend=0.02 * w,
            )  # fmt: skip
            body.ball(
                f.at(-0.30 * h + size * 0.14, 0.80 * h, side * h * 0.74), size * 0.27 * w, inner, group=6,
                flat=0.4, axis=f.side(1, 0, side * 0.3), blend=0.01 * w,
            )  # fmt: skip


def draw_mane(body: Body, b: Build, coat: Coat, f: Frame, k: Carriage, base: Vec, poll: Vec) -> None:
    """A ruff, cheek tufts, a standing crest, or locks that blow back."""
    if not b.mane:
        return
    w, h = b.withers, b.head
    skin = coat.mane or coat.body
    lag = wave(k.p, 0.3) * (1.0 if k.gait in ("gallop", "trot") else 0.25)
    if b.mane == "ruff":
        for turn in range(11):
            a = turn / 11 * 2 * math.pi + 0.29
            y, z = math.cos(a), math.sin(a)
            reach = h * (0.98 if y > -0.3 else 1.15)
            drift = 0.02 * math.sin(k.t * 2 + turn) + 0.03 * lag
            body.add(
                f.at(-0.05 * h, reach * y * 0.72, reach * z * 0.72),
                f.at(-1.05 * h + drift, reach * y * 1.30 - 0.35 * h, reach * z * 1.15), 0.50 * h * w,
                0.40 * h * w, skin, group=7, blend=0.045 * w,
            )  # fmt: skip
        low = (k.throat[0] + 0.02 * w, k.throat[1] - 0.10 * w, 0.0)
        body.add(
            f.at(-0.5 * h, -0.7 * h), low, h * 1.10 * w, h * 1.35 * w, skin, group=7, blend=0.08 * w, flat=0.9
        )
        return
    if b.mane == "cheeks":
        for side in (1.0, -1.0):
            body.add(
                f.at(0.1 * h, -0.25 * h, side * 0.6 * h), f.at(-0.35 * h, -0.75 * h, side * 1.15 * h),
                0.45 * h * w, 0.16 * h * w, skin, blend=0.03 * w,
            )  # fmt: skip
        return
    dx, dy = poll[0] - base[0], poll[1] - base[1]
    n = math.hypot(dx, dy) or 1.0
    nx, ny = -dy / n, dx / n
    back = b.neck_radii
    locks = 12
    for i in range(locks):
        s = i / (locks - 1)
        r = lerp(back[0], back[1], s) * 0.86 * w
        root = (base[0] + dx * s + nx * r, base[1] + dy * s + ny * r)
        if b.mane == "crest":
            tip = (root[0] + nx * 0.42 * r, root[1] + ny * 0.42 * r)
            body.add((*root, 0.0), (*tip, 0.0), r * 0.36, r * 0.26, skin, group=7, blend=0.02 * w, flat=0.45)
            continue
        blow = (0.55 if k.gait == "gallop" else 0.30 if k.gait == "trot" else 0.05) * (
            1 + 0.35 * wave(k.p, 0.25 + 0.06 * i)
        )
        length = 0.23 * w
        fall = (-blow * length - 0.02 * w, -length * (1 - 0.65 * blow) + nx * 0)
        side = -0.7 if i % 2 else -0.45
        tip3 = (root[0] + fall[0], root[1] + fall[1], side * r * (1.15 - 0.5 * blow))
        mid3 = (root[0] + fall[0] * 0.42, root[1] + fall[1] * 0.30 + 0.015 * w, side * r * 0.75)
        body.add((*root, 0.0), mid3, 0.038 * w, 0.040 * w, skin, group=7, blend=0.012 * w, flat=0.55)
        body.add(mid3, tip3, 0.040 * w, 0.010 * w, skin, group=7, blend=0.012 * w, flat=0.45)
    if b.mane == "horse":
        body.add(
            f.at(-0.2 * h, 0.95 * h), f.at(0.75 * h, 0.55 * h, 0.1 * h), 0.035 * w, 0.014 * w, skin, group=7,
            blend=0.03 * w,
        )  # fmt: skip


def draw_horns(body: Body, b: Build, coat: Coat, f: Frame) -> None:
    """Antlers, cow's horns or ossicones, on both sides."""
    if not b.horn:
        return
    w, h = b.withers, b.head
    skin = Skin(coat.horn, gloss=0.12)
    for side in (1.0, -1.0):
        if b.horn == "antlers":
            beam = [(-0.1, 0.8, 0.35), (-0.7, 1.9, 0.9), (-0.5, 3.0, 1.5), (0.2, 3.9, 1.55)]
            tines = [
                ((-0.35, 1.3, 0.6), (0.7, 1.9, 0.7)),
                ((-0.65, 2.2, 1.1), (0.5, 2.9, 1.15)),
                ((-0.5, 3.0, 1.5), (-1.2, 3.8, 1.7)),
            ]
            for (p, q), r in zip(pairwise(beam), (0.17, 0.13, 0.10), strict=True):
                body.add(
                    f.at(p[0] * h, p[1] * h, side * p[2] * h), f.at(q[0] * h, q[1] * h, side * q[2] * h),
                    r * h * w, r * 0.72 * h * w, skin, group=8, blend=0.01 * w,
                )  # fmt: skip
            for p, q in tines:
                body.add(
                    f.at(p[0] * h, p[1] * h, side * p[2] * h), f.at(q[0] * h, q[1] * h, side * q[2] * h),
                    0.11 * h * w, 0.04 * h * w, skin, group=8, blend=0.01 * w,
                )  # fmt: skip
        elif b.horn == "cow":
            body.add(
                f.at(-0.2 * h, 0.75 * h, side * 0.55 * h), f.at(-0.1 * h, 1.05 * h, side * 1.15 * h),
                0.17 * h * w, 0.13 * h * w, skin, group=8, blend=0.02 * w,
            )  # fmt: skip
            body.add(
                f.at(-0.1 * h, 1.05 * h, side * 1.15 * h), f.at(0.1 * h, 1.55 * h, side * 1.25 * h),
                0.13 * h * w, 0.04 * h * w, skin, group=8, blend=0.02 * w,
            )  # fmt: skip
        elif b.horn == "ossicones":
            body.add(
                f.at(-0.3 * h, 0.8 * h, side * 0.35 * h), f.at(-0.45 * h, 1.5 * h, side * 0.42 * h),
                0.15 * h * w, 0.17 * h * w, skin, group=8, blend=0.02 * w,
            )  # fmt: skip


def draw_trunk(body: Body, b: Build, f: Frame, skin: Skin, k: Carriage) -> None:
    """A chain that curls at its tip, and tusks."""
    w, h = b.withers, b.head
    at = (h * 0.95, -0.25 * h)
    angle = -1.15
    curl = 0.16 + 0.10 * math.sin(k.t * 1.1)
    sway = 0.10 * math.sin(k.t * 1.7)
    length, r = 0.125, 0.52 * h
    for i in range(6):
        nxt = (at[0] + length * math.cos(angle), at[1] + length * math.sin(angle))
        body.add(
            f.at(*at, sway * i * i * 0.02), f.at(*nxt, sway * (i + 1) ** 2 * 0.02), r * w, r * 0.82 * w, skin,
            blend=0.03 * w, caster=i < 3,
        )  # fmt: skip
        at, r = nxt, r * 0.82
        angle += -0.20 + curl * i * 0.42
    if b.tusks:
        ivory = Skin((0.80, 0.74, 0.60), gloss=0.3)
        for side in (1.0, -1.0):
            body.add(
                f.at(0.75 * h, -0.5 * h, side * 0.42 * h), f.at(1.25 * h, -1.15 * h, side * 0.55 * h),
                0.13 * h * w, 0.11 * h * w, ivory, group=8, blend=0.02 * w,
            )  # fmt: skip
            body.add(
                f.at(1.25 * h, -1.15 * h, side * 0.55 * h), f.at(1.95 * h, -1.25 * h, side * 0.5 * h),
                0.11 * h * w, 0.04 * h * w, ivory, group=8, blend=0.02 * w,
            )  # fmt: skip
