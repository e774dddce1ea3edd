"""Plane geometry of limbs: two-bone inverse kinematics, chains that trail, and easing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

__all__ = ["P2", "between", "ease", "knee", "lerp", "polar", "reached", "table"]

P2 = tuple[float, float]


def polar(origin: P2, angle: float, length: float) -> P2:
    """The point ``length`` from ``origin``; angle 0 ahead (+x), positive up."""
    return origin[0] + length * math.cos(angle), origin[1] + length * math.sin(angle)


def between(a: Sequence[float], b: Sequence[float], s: float) -> tuple[float, float, float]:
    """The point of space at share ``s`` of the way from ``a`` to ``b``."""
    return a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s, a[2] + (b[2] - a[2]) * s


def lerp(a: float, b: float, s: float) -> float:
    """Linear mix."""
    return a + (b - a) * s


def ease(s: float) -> float:
    """Smooth step of ``s`` clamped to 0..1."""
    s = min(1.0, max(0.0, s))
    return s * s * (3 - 2 * s)


def table(s: float, *stops: tuple[float, float]) -> float:
    """A smooth curve through (position, value) stops in rising order, held beyond its ends."""
    if s <= stops[0][0]:
        return stops[0][1]
    for (a, va), (b, vb) in pairwise(stops):
        if s <= b:
            return va + (vb - va) * ease((s - a) / (b - a))
    return stops[-1][1]


def reached(root: P2, target: P2, limit: float) -> P2:
    """``target``, or the farthest point towards it that lies within ``limit`` of ``root``."""
    dx, dy = target[0] - root[0], target[1] - root[1]
    d = math.hypot(dx, dy)
    return target if d <= limit else (root[0] + dx * limit / d, root[1] + dy * limit / d)


def knee(root: P2, tip: P2, upper: float, lower: float, side: float) -> P2:
    """The middle joint of two bones from ``root`` to ``tip``.

    ``side`` +1 bends it ahead of the line from root to tip when that hangs down, -1 behind. Bones stretch
    evenly when the tip is out of reach, so that a planted foot is never dragged.
    """
    dx, dy = tip[0] - root[0], tip[1] - root[1]
    d = math.hypot(dx, dy) or 1e-9
    if d > (upper + lower) * 0.998:
        stretch = d / (upper + lower) / 0.998
        upper, lower = upper * stretch, lower * stretch
    d = max(d, abs(upper - lower) * 1.02 + 1e-9)
    along = (upper * upper - lower * lower + d * d) / (2 * d)
    across = math.sqrt(max(0.0, upper * upper - along * along))
    n = math.hypot(dx, dy) or 1e-9
    ux, uy = dx / n, dy / n
    # Square to root->tip; with the limb hanging down (0, -1) this is (1, 0): ahead.
    return root[0] + ux * along - uy * across * side, root[1] + uy * along + ux * across * side
