"""Which primitives make the surface at a point, and by how much: the weights of everything painted on it.

Points come in blocks of up to ``LANES``, one row of numbers for each quantity (see :data:`ROWS`), so that
every step is one short loop of vector instructions.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from reelwright.previs.jit import vector_kernel

__all__ = ["LANES", "ROWS", "weigh"]

LANES: Final = 64
ROWS: Final = 48
"""Rows of room: place 0:3, pixel 3, misses by 4, normal 5:8, colour 8:11, fur 11, gloss 12, metal 13,
strand 14, tilt 15:18, tuft 18, ambient 19, key 20, light 21:24, cover 24, scratch 25 and up."""

f32 = np.float32
_BIG = f32(1e9)
_ONE = f32(1.0)
_ZERO = f32(0.0)
_HALF = f32(0.5)
_TINY = f32(1e-12)
_LEAST = f32(1.0 / 200.0)


@vector_kernel
def weigh(
    P: Any, active: Any, count: int, at: Any, room: Any, W: Any, M: Any, lanes: int, chosen: Any
) -> int:
    """Weigh the primitives ``active`` (N,) at the first ``lanes`` points ``at``.

    ``P`` are packed primitives in order of groups. ``W`` (N, LANES) receives their shares, which add up to 1
    at every point; ``M`` (N, LANES) is room. The places in ``active`` of those that count somewhere go to
    ``chosen``; returns how many.
    """
    X, Y, Z, pixel, _missed = at
    total, joined, rest, own = room
    for p in range(lanes):
        total[p] = _BIG
        joined[p] = _BIG
    group = P[active[0], 16]
    groups = 0
    for n in range(count + 1):
        last = n == count
        i = active[n] if not last else active[0]
        if last or P[i, 16] != group:
            mix = M[groups]
            for p in range(lanes):
                m = _HALF + (total[p] - joined[p]) / pixel[p]
                m = m if m > _ZERO else _ZERO
                mix[p] = m if m < _ONE else _ONE
                total[p] = joined[p] if joined[p] < total[p] else total[p]
                joined[p] = _BIG
            groups += 1
            if last:
                break
            group = P[i, 16]
        ax, ay, az = P[i, 0], P[i, 1], P[i, 2]
        dx, dy, dz = P[i, 3], P[i, 4], P[i, 5]
        length, radius, taper, slope = P[i, 6], P[i, 7], P[i, 8], P[i, 9]
        ux, uy, uz, squeeze = P[i, 10], P[i, 11], P[i, 12], P[i, 13]
        cut = P[i, 15]
        inv_k = _ONE / P[i, 14]
        half_k = _HALF * P[i, 14]
        flat2 = (squeeze + _ONE) * (squeeze + _ONE) - _ONE
        flat4 = flat2 + flat2 + flat2 * flat2
        share = W[n]
        if squeeze == _ZERO and cut > f32(1e5):
            for p in range(lanes):
                qx, qy, qz = X[p] - ax, Y[p] - ay, Z[p] - az
                x = qx * dx + qy * dy + qz * dz
                y2 = qx * qx + qy * qy + qz * qz - x * x
                y2 = y2 if y2 > _ZERO else _ZERO
                s = x - math.sqrt(y2) * slope
                s = s if s > _ZERO else _ZERO
                s = s if s < length else length
                e = x - s
                f = math.sqrt(e * e + y2) - (radius + taper * s)
                gap = joined[p] - f
                low = f if gap > _ZERO else joined[p]
                gap_size = gap if gap > _ZERO else -gap
                h = _ONE - gap_size * inv_k
                h = h if h > _ZERO else _ZERO
                h = h * h * _HALF
                share[p] = _ONE - h if gap > _ZERO else h
                joined[p] = low - h * half_k
        else:
            for p in range(lanes):
                qx, qy, qz = X[p] - ax, Y[p] - ay, Z[p] - az
                x = qx * dx + qy * dy + qz * dz
                w = qx * ux + qy * uy + qz * uz
                w2 = w * w
                side = qx * qx + qy * qy + qz * qz - x * x
                y2 = side + flat2 * w2
                y2 = y2 if y2 > _ZERO else _ZERO
                s = x - math.sqrt(y2) * slope
                s = s if s > _ZERO else _ZERO
                s = s if s < length else length
                e = x - s
                d2 = e * e + y2 + _TINY
                n2 = (e * e + side + flat4 * w2) / d2 + _TINY
                f = (math.sqrt(d2) - (radius + taper * s)) / math.sqrt(n2)
                over = x - cut
                f = over if over > f else f
                gap = joined[p] - f
                low = f if gap > _ZERO else joined[p]
                gap_size = gap if gap > _ZERO else -gap
                h = _ONE - gap_size * inv_k
                h = h if h > _ZERO else _ZERO
                h = h * h * _HALF
                share[p] = _ONE - h if gap > _ZERO else h
                joined[p] = low - h * half_k
    # From the last to the first: each leaves to those before it what it does not take.
    for p in range(lanes):
        rest[p] = _ONE
    many = 0
    group = f32(-1.0)
    for k in range(count):
        n = count - 1 - k
        i = active[n]
        if P[i, 16] != group:
            group = P[i, 16]
            groups -= 1
            mix = M[groups]
            for p in range(lanes):
                own[p] = mix[p] * rest[p]
                rest[p] -= own[p]
        share = W[n]
        heavy = np.int32(0)
        for p in range(lanes):
            w = share[p] * own[p]
            own[p] -= w
            share[p] = w
            heavy = np.int32(heavy + (np.int32(1) if w > _LEAST else np.int32(0)))
        if heavy > 0:
            chosen[many] = n
            many += 1
    return many
