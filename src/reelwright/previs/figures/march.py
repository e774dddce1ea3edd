"""The soft-body rasteriser's first pass: sphere tracing of blended round cones, 8x8 pixels at a time.

For every block only the primitives whose outline reaches it are traced. The distance to a round cone is exact
(the closest sphere of the cone's own family); primitives of a group are joined with the polynomial smooth
minimum of Quilez ("Smooth minimum", 2013). A ray that misses by less than a pixel, or by less than a hair's
length, is covered in part: that is the anti-aliasing and the fur. Everything is float32 and elementwise over
the block, so that LLVM vectorises it without reordering any sum.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from reelwright.previs.jit import inlined, kernel

__all__ = ["BLOCK", "march"]

BLOCK = 8
_N = BLOCK * BLOCK

f32 = np.float32
_BIG = f32(1e9)
_ONE = f32(1.0)
_ZERO = f32(0.0)
_QUARTER = f32(0.25)
_THREE = f32(3.0)
_TINY = f32(1e-12)
_STEPS = 30


@inlined
def _distance(P: Any, active: Any, count: int, DX: Any, DY: Any, T: Any, F: Any, G: Any, lanes: int) -> None:
    """Signed distance F from the first ``lanes`` points (DX, DY, 1) * T to the primitives; G is scratch."""
    for p in range(lanes):
        F[p] = _BIG
        G[p] = _BIG
    group = P[active[0], 16]
    for n in range(count):
        i = active[n]
        if P[i, 16] != group:
            group = P[i, 16]
            for p in range(lanes):
                F[p] = G[p] if G[p] < F[p] else F[p]
                G[p] = _BIG
        ax, ay, az = P[i, 0], P[i, 1], P[i, 2]
        dx, dy, dz = P[i, 3], P[i, 4], P[i, 5]
        length, radius, taper, slope = P[i, 6], P[i, 7], P[i, 8], P[i, 9]
        ux, uy, uz, squeeze = P[i, 10], P[i, 11], P[i, 12], P[i, 13]
        k, cut = P[i, 14], P[i, 15]
        inv_k = _ONE / k
        quarter_k = k * _QUARTER
        flat2 = (squeeze + _ONE) * (squeeze + _ONE) - _ONE
        flat4 = flat2 + flat2 + flat2 * flat2
        if squeeze == _ZERO and cut > f32(1e5):
            for p in range(lanes):
                t = T[p]
                qx, qy, qz = DX[p] * t - ax, DY[p] * t - ay, t - az
                x = qx * dx + qy * dy + qz * dz
                y2 = qx * qx + qy * qy + qz * qz - x * x
                y2 = y2 if y2 > _ZERO else _ZERO
                s = x - math.sqrt(y2) * slope
                s = s if s > _ZERO else _ZERO
                s = s if s < length else length
                e = x - s
                f = math.sqrt(e * e + y2) - (radius + taper * s)
                g = G[p]
                gap = g - f
                low = f if gap > _ZERO else g
                gap = gap if gap > _ZERO else -gap
                h = _ONE - gap * inv_k
                h = h if h > _ZERO else _ZERO
                G[p] = low - h * h * quarter_k
        else:
            for p in range(lanes):
                t = T[p]
                qx, qy, qz = DX[p] * t - ax, DY[p] * t - ay, t - az
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
                d = math.sqrt(d2)
                n2 = (e * e + side + flat4 * w2) / d2 + _TINY
                f = (d - (radius + taper * s)) / math.sqrt(n2)
                over = x - cut
                f = over if over > f else f
                g = G[p]
                gap = g - f
                low = f if gap > _ZERO else g
                gap = gap if gap > _ZERO else -gap
                h = _ONE - gap * inv_k
                h = h if h > _ZERO else _ZERO
                G[p] = low - h * h * quarter_k
    for p in range(lanes):
        F[p] = G[p] if G[p] < F[p] else F[p]


@inlined
def _start(
    P: Any, active: Any, count: int, dx: float, dy: float, radius: float, near: float, far: float
) -> float:
    """A depth before which no ray of a block of angular ``radius`` around (dx, dy, 1) can hit anything."""
    length = math.sqrt(dx * dx + dy * dy + 1.0)
    t = near
    for _ in range(12):
        x, y = dx * t, dy * t
        least = 1e9
        for n in range(count):
            i = active[n]
            qx, qy, qz = x - P[i, 0], y - P[i, 1], t - P[i, 2]
            along = min(P[i, 6], max(0.0, qx * P[i, 3] + qy * P[i, 4] + qz * P[i, 5]))
            ex, ey, ez = qx - along * P[i, 3], qy - along * P[i, 4], qz - along * P[i, 5]
            f = math.sqrt(ex * ex + ey * ey + ez * ez) - P[i, 43] - 0.25 * P[i, 14] - P[i, 26]
            least = min(least, f)
        free = least - radius * t
        if free < 0.02 * t * radius:
            break
        t += free / (length + radius)
        if t > far:
            break
    return t


@inlined
def _gather(P: Any, mx: float, my: float, row: Any) -> int:
    """Write the primitives whose outline reaches the block around pixel (mx, my) into ``row``; how many."""
    count = 0
    for i in range(P.shape[0]):
        ex, ey = P[i, 38] - P[i, 35], P[i, 39] - P[i, 36]
        qx, qy = mx - P[i, 35], my - P[i, 36]
        s = min(1.0, max(0.0, (qx * ex + qy * ey) / (ex * ex + ey * ey + 1e-9)))
        qx, qy = qx - s * ex, qy - s * ey
        reach = max(P[i, 37], P[i, 40]) + 0.7072 * BLOCK
        if qx * qx + qy * qy < reach * reach:
            row[count] = i
            count += 1
    return count


@kernel
def march(
    P: Any,
    x0: int,
    y0: int,
    cx: float,
    cy: float,
    focal: float,
    at: Any,
    miss: Any,
    graze: Any,
    lists: Any,
    counts: Any,
) -> None:
    """Trace one ray a pixel against packed primitives ``P`` (N, PACKED), see :mod:`rasteriser`.

    Args:
        P: float32 primitives in camera space.
        x0: left pixel of the tile; ``y0`` its top; ``cx``, ``cy`` the principal point, ``focal`` in pixels.
        at: (h, w) float32, written: depth of the hit, or of the nearest approach.
        miss: (h, w) float32, written: by how many pixels the ray misses, 0 for a hit.
        graze: (h, w) float32, written: how near, in pixels, a hit ray passed a nearer limb; 1 if it did not.
        lists: (blocks, N) int16, written: the primitives of each block, row by row; ``counts`` how many.
    """
    height, width = at.shape
    DX = np.empty(_N, np.float32)
    DY = np.empty(_N, np.float32)
    T = np.empty(_N, np.float32)
    F = np.empty(_N, np.float32)
    G = np.empty(_N, np.float32)
    LEN = np.empty(_N, np.float32)
    BEST = np.empty(_N, np.float32)
    AT = np.empty(_N, np.float32)
    BEFORE = np.empty(_N, np.float32)
    GRAZE = np.empty(_N, np.float32)
    LANE = np.empty(_N, np.int64)
    inv = f32(1.0 / focal)
    half = f32(0.5 / focal)
    block = -1
    for by in range(0, height, BLOCK):
        for bx in range(0, width, BLOCK):
            block += 1
            active = lists[block]
            mx, my = x0 + bx + 0.5 * BLOCK, y0 + by + 0.5 * BLOCK
            count = _gather(P, mx, my, active)
            near, far = 1e9, 0.0
            for n in range(count):
                near, far = min(near, P[active[n], 41]), max(far, P[active[n], 42])
            first = far + 1.0
            if count > 0:
                dx, dy = (mx - cx) / focal, (cy - my) / focal
                first = _start(P, active, count, dx, dy, 0.7072 * BLOCK / focal, near, far)
            if first > far:
                counts[block] = 0
                for j in range(min(BLOCK, height - by)):
                    for i in range(min(BLOCK, width - bx)):
                        miss[by + j, bx + i] = _BIG
                continue
            counts[block] = count
            for p in range(_N):
                j, i = p // BLOCK, p % BLOCK
                px, py = (x0 + bx + i + 0.5 - cx) / focal, (cy - (y0 + by + j + 0.5)) / focal
                DX[p], DY[p] = px, py
                LEN[p] = 1.0 / math.sqrt(px * px + py * py + 1.0)
                T[p] = first
                BEST[p] = _BIG
                BEFORE[p] = _BIG
                GRAZE[p] = _ONE
                AT[p] = first
                LANE[p] = p
            limit = f32(far)
            left = _N
            for step in range(_STEPS):
                _distance(P, active, count, DX, DY, T, F, G, min(_N, (left + 15) // 16 * 16))
                q = 0
                while q < left:
                    t = T[q]
                    size = t * inv
                    f = F[q] + t * half
                    ratio = f / size
                    if ratio < BEST[q]:
                        BEST[q] = ratio
                        AT[q] = t
                    before = BEFORE[q]
                    if ratio > before and before < GRAZE[q]:
                        GRAZE[q] = before
                    BEFORE[q] = ratio
                    if f <= _ZERO:
                        AT[q] = t + f * LEN[q]
                        BEST[q] = _ZERO
                        over = True
                    else:
                        # Receding from a limb just missed: longer strides, the next surface corrects them.
                        least = size if ratio <= before else size * _THREE
                        t += (f if f > least else least) * LEN[q] * f32(0.97)
                        T[q] = t
                        over = t > limit or step == _STEPS - 1
                    if not over:
                        q += 1
                        continue
                    # This ray is finished: write it out and let the last one take its lane.
                    j, i = by + LANE[q] // BLOCK, bx + LANE[q] % BLOCK
                    if j < height and i < width:
                        at[j, i] = AT[q]
                        miss[j, i] = BEST[q]
                        graze[j, i] = GRAZE[q] if BEST[q] <= _ZERO else _ONE
                    left -= 1
                    DX[q], DY[q], LEN[q], T[q], F[q] = DX[left], DY[left], LEN[left], T[left], F[left]
                    BEST[q], AT[q], BEFORE[q] = BEST[left], AT[left], BEFORE[left]
                    GRAZE[q], LANE[q] = GRAZE[left], LANE[left]
                if left == 0:
                    break
