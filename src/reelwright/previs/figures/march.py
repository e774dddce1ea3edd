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

from reelwright.previs.jit import inlined, kernel, vector_kernel

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


@vector_kernel
def _distance(P: Any, active: Any, count: int, rows: Any, lanes: int) -> None:
    """Signed distance F from the first ``lanes`` points (DX, DY, 1) * T to the primitives; G is scratch."""
    DX, DY, T, F, G = rows
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


@vector_kernel
def _advance(rows: Any, inv: float, limit: float, last: bool, lanes: int) -> int:
    """One step of the first ``lanes`` rays, as far as nothing can be hit; how many have come to their end."""
    T, F, length, best_, at_, before_, graze_, done_ = rows
    one_pixel = f32(inv)
    half = f32(0.5) * one_pixel
    far = f32(limit) if not last else _ZERO
    ended = np.int32(0)
    for p in range(lanes):
        t = T[p]
        live = done_[p] == _ZERO
        size = t * one_pixel
        f = F[p] + t * half
        ratio = f / size
        hit = f <= _ZERO
        before = before_[p]
        best, graze = best_[p], graze_[p]
        at = t if ratio < best else at_[p]
        best = ratio if ratio < best else best
        passed = before if before < graze else graze
        graze = passed if ratio > before else graze
        at = t + f * length[p] if hit else at
        best = _ZERO if hit else best
        # Receding from a limb just missed: longer strides, the next surface corrects them.
        least = size if ratio <= before else size * _THREE
        further = f if f > least else least
        after = t + further * length[p] * f32(0.97)
        over = hit | (after > far)
        at_[p] = at if live else at_[p]
        best_[p] = best if live else best_[p]
        graze_[p] = graze if live else graze_[p]
        before_[p] = ratio
        T[p] = after if live else t
        done = _ONE if over else done_[p]
        done_[p] = done
        ended = np.int32(ended + (np.int32(1) if done > _ZERO else np.int32(0)))
    return int(ended)


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
    S = np.empty((11, _N), np.float32)
    lane = np.empty(_N, np.int64)
    points = (S[0], S[1], S[2], S[3], S[4])
    rays = (S[2], S[3], S[5], S[6], S[7], S[8], S[9], S[10])
    inv = 1.0 / focal
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
                px, py = (x0 + bx + i + 0.5 - cx) * inv, (cy - (y0 + by + j + 0.5)) * inv
                S[0, p] = px
                S[1, p] = py
                S[5, p] = 1.0 / math.sqrt(px * px + py * py + 1.0)
                S[2, p] = first
                S[6, p] = _BIG
                S[7, p] = first
                S[8, p] = _BIG
                S[9, p] = _ONE
                S[10, p] = _ZERO
                lane[p] = p
            left = _N
            lanes = _N
            for step in range(_STEPS):
                _distance(P, active, count, points, lanes)
                last = step == _STEPS - 1
                ended = _advance(rays, inv, far, last, lanes) - (lanes - left)
                if not last and (left - ended + 15) // 16 * 16 == lanes:
                    continue
                q = 0
                while q < left:
                    if S[10, q] == _ZERO:
                        q += 1
                        continue
                    # This ray is finished: write it out and let the last one take its lane.
                    j, i = by + lane[q] // BLOCK, bx + lane[q] % BLOCK
                    if j < height and i < width:
                        best = S[6, q]
                        at[j, i] = S[7, q]
                        miss[j, i] = best
                        graze[j, i] = S[9, q] if best <= _ZERO else _ONE
                    left -= 1
                    for c in range(11):
                        S[c, q] = S[c, left]
                    lane[q] = lane[left]
                lanes = (left + 15) // 16 * 16
                for q in range(left, lanes):
                    S[10, q] = _ONE
                if left == 0:
                    break
