"""Necks and heads of four-legged animals: skull, muzzle, mouth, nose and eyes, placed on the skin."""

from __future__ import annotations

import math
from functools import lru_cache

from reelwright.previs.figures.anatomy import Build, Coat
from reelwright.previs.figures.carriage import Carriage, Frame
from reelwright.previs.figures.cones import Body, Skin, Vec
from reelwright.previs.figures.gait import wave
from reelwright.previs.figures.headgear import draw_ears, draw_horns, draw_mane, draw_trunk
from reelwright.previs.figures.probe import surface_point

__all__ = ["draw_head"]

_TONGUE = Skin((0.62, 0.16, 0.17), gloss=0.35)


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
    draw_ears(body, b, coat, f, k)
    draw_mane(body, b, coat, f, k, (*k.base, 0.0), (*poll, 0.0))
    draw_horns(body, b, coat, f)


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
    """Where a ray from outside along -``way`` to (x, y, 0) meets the head, mouth closed; in withers."""
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
        draw_trunk(body, b, f, skin, k)
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
