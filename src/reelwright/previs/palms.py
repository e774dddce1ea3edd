"""Palms as lit pictures, drawn frond by frond from a number."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from reelwright.previs.art import Art, drawn
from reelwright.previs.conifers import Page

__all__ = ["palm"]


def _palm(kind: int) -> npt.NDArray[np.uint8]:
    rng = np.random.default_rng([kind, 801])
    page = Page(760, 1000)
    lean = rng.uniform(60, 150) * (1 if kind % 2 else -1)
    foot, top = (380 - 0.6 * lean, 998.0), (380 + 0.4 * lean, 300.0)
    for i in range(240):
        q = i / 240
        x = foot[0] + (top[0] - foot[0]) * (q + 0.25 * math.sin(math.pi * q) * (1 - q))
        y = foot[1] + (top[1] - foot[1]) * q
        half = 15 * (1 - 0.5 * q) + 12 * max(0.0, 0.06 - q) / 0.06
        ring = 0.72 + 0.28 * (i % 7 > 1)
        for j in range(7):
            k = j / 6 * 2 - 1
            t = ring * (0.55 + 0.45 * (1 - k * k)) * rng.uniform(0.85, 1.1)
            page.line(x + k * half, y, x + k * half + 2, y - 3, half * 0.34, (0.52 * t, 0.43 * t, 0.34 * t))
    order = sorted(rng.uniform(-0.35, math.pi + 0.35, 19), key=math.sin)
    for n, a in enumerate(order):
        x, y = top
        long = rng.uniform(230, 330)
        turn = a
        steps = 36
        away = 1 if math.cos(a) > 0 else -1
        tone = 0.62 + 0.40 * n / 19 + rng.normal(0, 0.06)
        for j in range(steps):
            k = j / steps
            turn -= away * (0.018 + 0.050 * k)
            nx, ny = x + math.cos(turn) * long / steps, y - math.sin(turn) * long / steps
            page.line(x, y, nx, ny, 4.5 * (1 - k) + 1, (0.40 * tone, 0.46 * tone, 0.16 * tone))
            leaf = 66 * math.sin(math.pi * min(0.18 + 0.80 * k, 1.0)) ** 0.7
            for s in (-1, 1):
                b = turn + s * (0.95 - 0.35 * k)
                ex, ey = nx + math.cos(b) * leaf, ny - math.sin(b) * leaf * 0.75 + 0.30 * leaf
                c = tone * (1.0 if s * away < 0 else 0.78) * rng.uniform(0.85, 1.12)
                page.line(nx, ny, ex, ey, 2.2, (0.25 * c, 0.42 * c, 0.13 * c))
            x, y = nx, ny
    for _ in range(6):
        page.blob(top[0] + rng.normal(0, 15), top[1] + 12 + rng.normal(0, 7), 12, 14, 0, (0.32, 0.24, 0.12))
    return page.pixels()


def palm(kind: int) -> Art:
    """One of four coconut palms, leaning left or right; 6 to 10 m high."""
    kind %= 4
    return drawn(f"palm-{kind}", 3, lambda: _palm(kind), relief=0.5, translucent=0.5)
