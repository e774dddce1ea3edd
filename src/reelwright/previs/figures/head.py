"""Necks and heads of four-legged animals: skull, muzzle, ears, eyes, horns, mane and trunk."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from reelwright.previs.figures.anatomy import Build, Coat
from reelwright.previs.figures.bones import P2, lerp
from reelwright.previs.figures.cones import Body, Skin, Vec
from reelwright.previs.figures.gait import wave
from reelwright.previs.figures.probe import surface_point

__all__ = ["Carriage", "draw_head"]

_TONGUE = Skin((0.62, 0.16, 0.17), gloss=0.35)


@dataclass(frozen=True, slots=True)
class Carriage:
    """How the head is held: neck roots (metres), neck and face angles, turn aside, and the moment."""

    base: P2
    throat: P2
    neck: float
    face: float
    turn: float
    gait: str
    p: float
    t: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The head's own axes: ``at(x, y, z)`` with x to the nose, y up and z left, in withers."""

    origin: P2
    pitch: float
    turn: float
    unit: float

    def at(self, x: float, y: float, z: float = 0.0) -> Vec:
        """A point of the head in the figure's frame, metres."""
        c, s = math.cos(self.pitch), math.sin(self.pitch)
        ct, st = math.cos(self.turn), math.sin(self.turn)
        ax, az = x * ct - z * st, x * st + z * ct
        return (
            self.origin[0] + (ax * c - y * s) * self.unit,
            self.origin[1] + (ax * s + y * c) * self.unit,
            az * self.unit,
        )

    def side(self, x: float, y: float, z: float) -> Vec:
        """A direction given in the head's axes."""
        p, o = self.at(x, y, z), self.at(0, 0, 0)
        return p[0] - o[0], p[1] - o[1], p[2] - o[2]


def draw_head(body: Body, b: Build, coat: Coat, k: Carriage) -> None:
    """Add neck and head."""
    w = b.withers
    c, s = math.cos(k.neck), math.sin(k.neck)
    poll = (k.base[0] + b.neck * w * c, k.base[1] + b.neck * w * s)
    r0, r1 = b.neck_radii
    skin = coat.body
    head_skin = coat.head or skin
    root = (k.base[0] - 0.02 * w, k.base[1] - 0.01 * w, 0.0)
    low = (k.throat[0], k.throat[1], 0.0)
    nape = (poll[0] - 0.035 * w * c, poll[1] - 0.02 * w, 0.0)
    under = (poll[0] + 0.01 * w, poll[1] - 0.055 * w, 0.0)
    body.add(nape, root, r1 * w, r0 * w, skin, flat=b.neck_flat, blend=0.10 * w, caster=True)
    body.add(under, low, r1 * 0.92 * w, r0 * 1.02 * w, coat.belly or skin, flat=b.neck_flat, blend=0.10 * w)
    f = Frame(poll, k.face, k.turn, w)
    _skull(body, b, coat, f, head_skin, k)
    _ears(body, b, coat, f, k)
    _mane(body, b, coat, f, k, (*k.base, 0.0), (*poll, 0.0))
    _horns(body, b, coat, f)


def _bones(body: Body, b: Build, f: Frame, skin: Skin, muzzle: Skin, opening: float) -> None:
    """Skull, muzzle, brows, cheeks, lips and jaw: everything that melts together."""
    w, h = f.unit, b.head
    zed = f.side(0, 0, 1)
    m0, m1 = b.muzzle_radii
    front = h * 0.62 + b.muzzle
    body.add(
        f.at(-0.25 * h, 0.10 * h), f.at(0.30 * h, 0.12 * h), h * 0.92 * w, h * 0.90 * w, skin,
        flat=b.head_flat, axis=zed, blend=0.05 * w, caster=True,
    )  # fmt: skip
    body.add(
        f.at(h * 0.42, b.muzzle_y), f.at(front - m1, b.muzzle_y - 0.012), m0 * w, m1 * w, muzzle,
        flat=b.muzzle_flat, axis=zed, blend=0.030 * w,
    )  # fmt: skip
    # Bridge of the nose and brows: the stop between them is what makes a face.
    body.add(
        f.at(h * 0.7, b.muzzle_y + m0 * 0.52), f.at(front - m1 * 0.9, b.muzzle_y + m1 * 0.42), m0 * 0.52 * w,
        m1 * 0.55 * w, skin, flat=0.85, axis=zed, blend=0.025 * w,
    )  # fmt: skip
    for side in (1.0, -1.0):
        ex, ey, ez = b.eye_at
        body.ball(f.at(ex - 0.022, ey + b.eye * 1.3, side * ez * 0.68), h * 0.34 * w, skin, blend=0.03 * w)
        body.ball(f.at(h * 0.25, b.muzzle_y * 0.9, side * h * 0.45), h * 0.56 * w, skin, blend=0.04 * w)
        # Upper lip.
        body.add(
            f.at(h * 0.8, b.muzzle_y - m0 * 0.35, side * m0 * 0.30),
            f.at(front - m1 * 1.05, b.muzzle_y - m1 * 0.40, side * m1 * 0.38), m0 * 0.62 * w, m1 * 0.68 * w,
            muzzle, blend=0.018 * w,
        )  # fmt: skip
    if b.jaw and not b.trunk:
        jy = b.muzzle_y - m0 * 0.72
        body.add(
            f.at(h * 0.15, jy + 0.015), f.at(front - m1 * 1.35, jy - opening * 1.5 - 0.004), b.jaw * 1.1 * w,
            b.jaw * 0.78 * w, muzzle, flat=0.9, axis=zed, blend=0.025 * w,
        )  # fmt: skip


@lru_cache(maxsize=256)
def _on(b: Build, x: float, y: float, way: tuple[float, float, float]) -> Vec:
    """The point of the closed-mouthed head that a ray from outside along -``way`` to (x, y, 0) meets, in withers."""
    body = Body()
    plain = Skin((0.5, 0.5, 0.5))
    _bones(body, b, Frame((0.0, 0.0), 0.0, 0.0, 1.0), plain, plain, 0.0)
    origin = (x + way[0], y + way[1], way[2])
    far, _ = surface_point(body.cones(), 0, origin, (-way[0], -way[1], -way[2]))
    return origin[0] - way[0] * far, origin[1] - way[1] * far, origin[2] - way[2] * far


def _skull(body: Body, b: Build, coat: Coat, f: Frame, skin: Skin, k: Carriage) -> None:
    w, h = b.withers, b.head
    muzzle = coat.muzzle or skin
    zed = f.side(0, 0, 1)
    running = k.gait == "gallop"
    opening = 0.0
    if b.tongue and (running or k.gait in ("sit", "trot")):
        opening = 0.026 + 0.009 * math.sin(k.t * 11.0)
    m0, m1 = b.muzzle_radii
    front = h * 0.62 + b.muzzle
    _bones(body, b, f, skin, muzzle, opening)
    jy = b.muzzle_y - m0 * 0.72
    tip = (front - m1 * 1.35, jy - opening * 1.5 - 0.004)
    if opening and not b.trunk:
        dark = Skin((0.10, 0.02, 0.02))
        body.add(
            f.at(h * 0.5, jy + 0.014), f.at(tip[0] + 0.002, jy - opening * 0.55), b.jaw * 0.7 * w,
            b.jaw * 0.55 * w, dark, group=2, flat=1.05, axis=zed, blend=0.008 * w,
        )  # fmt: skip
        flop = 0.018 * math.sin(k.t * 11.0 - 1.1) + 0.012 * wave(k.p, 0.1)
        mid = (tip[0] + 0.024, tip[1] + b.jaw * 0.70)
        end = (mid[0] + 0.016 - 0.03 * running, mid[1] - 0.060 + flop)
        body.add(
            f.at(h * 0.7, jy - opening * 0.4), f.at(*mid, 0.010), 0.026 * w, 0.028 * w, _TONGUE, group=2,
            flat=0.4, axis=f.side(-0.2, 1, 0), blend=0.012 * w,
        )  # fmt: skip
        body.add(
            f.at(*mid, 0.010), f.at(*end, 0.024), 0.028 * w, 0.026 * w, _TONGUE, group=2, flat=0.34,
            axis=f.side(1, 0.15, 0), blend=0.006 * w,
        )  # fmt: skip
    elif b.jaw and not b.trunk:
        line = Skin((muzzle.colour[0] * 0.16, muzzle.colour[1] * 0.13, muzzle.colour[2] * 0.12))
        for side in (1.0, -1.0):
            corner = _on(b, round(h * 0.72, 4), round(jy + 0.024, 4), (0.0, 0.0, side))
            lip = _on(b, round(front - m1 * 0.95, 4), round(jy + 0.022, 4), (0.0, 0.0, side))
            body.add(f.at(*corner), f.at(*lip), 0.006 * w, 0.006 * w, line, group=2, blend=0.004 * w)
    if b.nose:
        nose = Skin(coat.nose, gloss=0.45)
        at = _on(b, 0.0, round(b.muzzle_y + m1 * 0.28, 4), (1.0, 0.0, 0.0))
        x = at[0] - b.nose * 0.30
        body.add(
            f.at(x, at[1], 0.42 * b.nose), f.at(x, at[1], -0.42 * b.nose), b.nose * w, b.nose * w, nose,
            group=3, flat=0.85, axis=f.side(0, 1, 0), blend=0.006 * w,
        )  # fmt: skip
        body.ball(f.at(x, at[1] - b.nose * 0.7), b.nose * 0.55 * w, nose, group=3, blend=0.02 * w)
    _eyes(body, b, coat, f)
    if b.trunk:
        _trunk(body, b, f, skin, k)
    if b.whiskers:
        hair = Skin((0.75, 0.72, 0.68))
        for side in (1.0, -1.0):
            for rise in (-0.25, 0.0, 0.25):
                body.add(
                    f.at(front - m1, b.muzzle_y - m1 * 0.2, side * m1 * 0.7),
                    f.at(front - m1 * 1.3, b.muzzle_y + rise * 0.15, side * (m1 * 0.7 + 0.14)), 0.0022 * w,
                    0.0008 * w, hair, group=5, blend=0.001,
                )  # fmt: skip


def _eyes(body: Body, b: Build, coat: Coat, f: Frame) -> None:
    w = b.withers
    ex, ey, ez = b.eye_at
    n = math.hypot(ex, ez)
    for side in (1.0, -1.0):
        way = (round(ex / n, 4), 0.0, round(side * ez / n, 4))
        x, y, z = _on(b, 0.0, round(ey, 4), way)

        def out(
            d: float, x: float = x, y: float = y, z: float = z, way: tuple[float, float, float] = way
        ) -> Vec:
            return f.at(x + way[0] * d, y, z + way[2] * d)

        axis = f.side(way[0], 0.1, way[2])
        if coat.mask is not None:
            body.ball(
                f.at(x - way[0] * 0.02, y - b.eye * 0.5, z - way[2] * 0.02), b.eye * 2.1 * w,
                Skin(coat.mask, fur=0.003), group=4, flat=0.8, axis=axis, blend=0.012 * w,
            )  # fmt: skip
        rim = Skin((0.028, 0.017, 0.012), gloss=0.1)
        body.ball(out(-b.eye * 0.42), b.eye * 1.24 * w, rim, group=4, flat=0.62, axis=axis, blend=0.004 * w)
        body.ball(
            out(-b.eye * 0.22), b.eye * w, Skin(coat.eye, gloss=0.95), group=5, flat=0.80, axis=axis,
            blend=0.002,
        )  # fmt: skip
        if max(coat.eye) > 0.15:
            body.ball(
                out(b.eye * 0.22), b.eye * 0.52 * w, Skin((0.006, 0.005, 0.005), gloss=0.95), group=5,
                flat=0.80, axis=axis, blend=0.001,
            )  # fmt: skip


def _ears(body: Body, b: Build, coat: Coat, f: Frame, k: Carriage) -> None:
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
            mid = tuple(lerp(p, q, 0.45) for p, q in zip(root, tip, strict=True))
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


def _mane(body: Body, b: Build, coat: Coat, f: Frame, k: Carriage, base: Vec, poll: Vec) -> None:
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


def _horns(body: Body, b: Build, coat: Coat, f: Frame) -> None:
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
            for (p, q), r in zip(zip(beam, beam[1:], strict=False), (0.17, 0.13, 0.10), strict=True):
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


def _trunk(body: Body, b: Build, f: Frame, skin: Skin, k: Carriage) -> None:
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
