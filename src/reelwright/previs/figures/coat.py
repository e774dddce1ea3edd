"""What the surface of a figure is like at a point: which way it faces, its colour, its hair."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from reelwright.previs.figures.markings import mark, sample
from reelwright.previs.jit import vector_kernel

__all__ = ["dress"]

f32 = np.float32
_ONE = f32(1.0)
_ZERO = f32(0.0)
_HALF = f32(0.5)


@vector_kernel
def dress(
    P: Any,
    active: Any,
    chosen: Any,
    many: int,
    tex: Any,
    at: Any,
    look: Any,
    room: Any,
    W: Any,
    lanes: int,
) -> None:
    """Fill rows 5 to 18 of ``S`` (see :data:`~reelwright.previs.figures.blending.ROWS`): the ``many``
    ``chosen`` primitives, mixed by their weights ``W``. ``tex`` is the flattened surface texture.

    Row 14 is strand noise 0..1, 15:18 the way a strand tilts the surface, 18 the length of the tuft 0..1.
    """
    X, Y, Z, pixel, _missed = at
    NX, NY, NZ, R, G, B, fur_, gloss_, metal_, strand_, TX, TY, TZ, tuft_ = look
    along_, angle_, side_, front_, around_, down_, amount_, outside_, nx_, ny_, nz_, sum_ = room
    for row in look:
        for p in range(lanes):
            row[p] = _ZERO
    least = pixel[0]
    for p in range(lanes):
        sum_[p] = _ZERO
        least = min(least, pixel[p])
    for k in range(many):
        n = chosen[k]
        i = active[n]
        weight = W[n]
        ax, ay, az = P[i, 0], P[i, 1], P[i, 2]
        dx, dy, dz = P[i, 3], P[i, 4], P[i, 5]
        length, radius, taper, slope = P[i, 6], P[i, 7], P[i, 8], P[i, 9]
        ux, uy, uz, squeeze = P[i, 10], P[i, 11], P[i, 12], P[i, 13]
        vx, vy, vz = P[i, 32], P[i, 33], P[i, 34]
        cut = P[i, 15]
        wide = squeeze + _ONE
        flat2 = wide * wide - _ONE
        repeats = f32(64.0) * P[i, 30]
        offset = P[i, 31]
        grain = P[i, 29]
        for p in range(lanes):
            qx, qy, qz = X[p] - ax, Y[p] - ay, Z[p] - az
            along = qx * dx + qy * dy + qz * dz
            w = qx * ux + qy * uy + qz * uz
            y2 = qx * qx + qy * qy + qz * qz - along * along + flat2 * w * w
            y2 = y2 if y2 > _ZERO else _ZERO
            s = along - math.sqrt(y2) * slope
            s = s if s > _ZERO else _ZERO
            s = s if s < length else length
            e = along - s
            d = math.sqrt(e * e + y2) + f32(1e-9)
            nx = qx - dx * s + flat2 * w * ux
            ny = qy - dy * s + flat2 * w * uy
            nz = qz - dz * s + flat2 * w * uz
            steep = math.sqrt(nx * nx + ny * ny + nz * nz) + f32(1e-12)
            f = (d - (radius + taper * s)) * d / steep
            over = along - cut
            ended = over > f
            steep = _ONE / steep
            nx = dx if ended else nx * steep
            ny = dy if ended else ny * steep
            nz = dz if ended else nz * steep
            outside_[p] = over if ended else f
            nx_[p] = nx
            ny_[p] = ny
            nz_[p] = nz
            # Along the primitive, and around it as a diamond angle (0..4, no trigonometry).
            v = qx * vx + qy * vy + qz * vz
            ws = w * wide
            angle = _ONE - v / (abs(ws) + abs(v) + f32(1e-9))
            angle = f32(4.0) - angle if ws < _ZERO else angle
            along_[p] = along
            angle_[p] = angle
            side_[p] = ws / radius
            front_[p] = v / radius
            around_[p] = angle * repeats + offset
            down_[p] = along * grain + offset * f32(3.0)
        kind = int(P[i, 23])
        if kind != 0:
            mark(tex, P[i], kind, along_, angle_, side_, front_, down_, around_, pixel, lanes, amount_)
        else:
            for p in range(lanes):
                amount_[p] = _ZERO
        r, g, b = P[i, 17], P[i, 18], P[i, 19]
        r2, g2, b2 = P[i, 20] - r, P[i, 21] - g, P[i, 22] - b
        fur, gloss, metal = P[i, 26], P[i, 27], P[i, 28]
        for p in range(lanes):
            w = weight[p]
            sum_[p] += w
            NX[p] += w * nx_[p]
            NY[p] += w * ny_[p]
            NZ[p] += w * nz_[p]
            q = amount_[p]
            R[p] += w * (r + r2 * q)
            G[p] += w * (g + g2 * q)
            B[p] += w * (b + b2 * q)
            fur_[p] += w * fur
            gloss_[p] += w * gloss
            metal_[p] += w * metal
        # Detail finer than a pixel is left out, so that small figures do not shimmer.
        if metal == _ZERO and least * grain * f32(0.35) < f32(1.6):
            if fur > _ZERO:
                for p in range(lanes):
                    keep = f32(1.6) - pixel[p] * grain * f32(0.35)
                    keep = keep if keep > _ZERO else _ZERO
                    keep = (keep if keep < _ONE else _ONE) * weight[p]
                    strand = sample(tex, 0, down_[p], around_[p])
                    tilt = (sample(tex, 0, down_[p], around_[p] + f32(1.5)) - strand) * keep
                    strand_[p] += (strand - _HALF) * keep
                    TX[p] += (dy * nz_[p] - dz * ny_[p]) * tilt
                    TY[p] += (dz * nx_[p] - dx * nz_[p]) * tilt
                    TZ[p] += (dx * ny_[p] - dy * nx_[p]) * tilt
            else:
                for p in range(lanes):
                    keep = f32(1.6) - pixel[p] * grain * f32(0.35)
                    keep = keep if keep > _ZERO else _ZERO
                    keep = (keep if keep < _ONE else _ONE) * weight[p]
                    strand = sample(tex, 3, down_[p] * f32(1.4), around_[p] * f32(1.4))
                    strand_[p] += (strand - _HALF) * keep
        if metal == _ZERO and fur > _ZERO:
            free = np.int32(0)
            for p in range(lanes):
                free = np.int32(free + (np.int32(1) if outside_[p] > _ZERO else np.int32(0)))
            if free > 0:
                # Outside the skin: tufts as long as the hair, swept back along the primitive.
                rate = f32(14.0) / (fur + f32(0.012))
                for p in range(lanes):
                    lean = (along_[p] - outside_[p] * f32(1.5)) * rate
                    tuft = f32(0.6) * sample(tex, 1, lean * f32(0.7), around_[p] * f32(0.12))
                    tuft += f32(0.4) * sample(tex, 3, lean * f32(0.25), around_[p] * f32(0.2))
                    tuft_[p] += (tuft - _HALF if outside_[p] > _ZERO else _ZERO) * weight[p]
    for p in range(lanes):
        k = _ONE / sum_[p]
        steep = _ONE / (math.sqrt(NX[p] * NX[p] + NY[p] * NY[p] + NZ[p] * NZ[p]) + f32(1e-9))
        NX[p] *= steep
        NY[p] *= steep
        NZ[p] *= steep
        R[p] *= k
        G[p] *= k
        B[p] *= k
        fur_[p] *= k
        gloss_[p] *= k
        metal_[p] *= k
        strand_[p] = _HALF + strand_[p] * k
        TX[p] *= k
        TY[p] *= k
        TZ[p] *= k
        tuft_[p] = _HALF + tuft_[p] * k
