"""How much of the sky and of the key light a figure's own limbs hide from points on it.

The closed forms for capsules after Quilez ("Capsule soft shadow", "Sphere ambient occlusion").
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from reelwright.previs.jit import vector_kernel

__all__ = ["occlude"]

f32 = np.float32
_ONE = f32(1.0)
_HALF = f32(0.5)
_ZERO = f32(0.0)
_FAINT = f32(0.012)
"""A limb that hides no more of the sky than this is left out; nearer ones are lessened by it, so that nothing
jumps."""


@vector_kernel
def occlude(C: Any, L: Any, at: Any, look: Any, lit: Any, room: Any, lanes: int) -> None:
    """Openness to the sky, row 19 of ``S``, and key light, row 20, 0..1, at the first ``lanes`` points.

    ``C`` (K, 9) float32 are the casters: end, way to the other end, radius. ``L`` (24,) is the light in
    camera space; L[17] lifts the points off the skin.
    """
    X, Y, Z, _pixel, _missed = at
    NX, NY, NZ = look[0], look[1], look[2]
    A, K = lit
    QX, QY, QZ = room
    lx, ly, lz = f32(L[0]), f32(L[1]), f32(L[2])
    up = f32(L[17])
    soft = f32(5.0)
    x0, y0, z0 = f32(1e9), f32(1e9), f32(1e9)
    x1, y1, z1 = f32(-1e9), f32(-1e9), f32(-1e9)
    for p in range(lanes):
        x, y, z = X[p] + NX[p] * up, Y[p] + NY[p] * up, Z[p] + NZ[p] * up
        QX[p] = x
        QY[p] = y
        QZ[p] = z
        x0, x1 = min(x0, x), max(x1, x)
        y0, y1 = min(y0, y), max(y1, y)
        z0, z1 = min(z0, z), max(z1, z)
        A[p] = _ONE
        K[p] = _ONE
    mx, my, mz = (x0 + x1) * _HALF, (y0 + y1) * _HALF, (z0 + z1) * _HALF
    span = math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0) + (z1 - z0) * (z1 - z0)) * _HALF
    for i in range(C.shape[0]):
        ax, ay, az = C[i, 0], C[i, 1], C[i, 2]
        bx, by, bz, r = C[i, 3], C[i, 4], C[i, 5], C[i, 6]
        bb = bx * bx + by * by + bz * bz + f32(1e-8)
        inv_bb = _ONE / bb
        r2 = r * r
        # How near the limb comes to any of the points, and to the light of any.
        ox, oy, oz = mx - ax, my - ay, mz - az
        h = (ox * bx + oy * by + oz * bz) * inv_bb
        h = min(max(h, _ZERO), _ONE)
        vx, vy, vz = bx * h - ox, by * h - oy, bz * h - oz
        near = math.sqrt(vx * vx + vy * vy + vz * vz) - span
        if near <= _ZERO or r2 > _FAINT * near * near:
            for p in range(lanes):
                ox, oy, oz = QX[p] - ax, QY[p] - ay, QZ[p] - az
                h = (ox * bx + oy * by + oz * bz) * inv_bb
                h = h if h > _ZERO else _ZERO
                h = h if h < _ONE else _ONE
                vx, vy, vz = bx * h - ox, by * h - oy, bz * h - oz
                d2 = vx * vx + vy * vy + vz * vz + f32(1e-8)
                nv = vx * NX[p] + vy * NY[p] + vz * NZ[p]
                nv = nv if nv > _ZERO else _ZERO
                share = r2 / d2
                share = (share if share < _ONE else _ONE) - _FAINT
                share = share if share > _ZERO else _ZERO
                A[p] *= _ONE - f32(0.75) * share * nv / math.sqrt(d2)
        size = math.sqrt(bb) * _HALF + r
        cx, cy, cz = ax + bx * _HALF - mx, ay + by * _HALF - my, az + bz * _HALF - mz
        ahead = cx * lx + cy * ly + cz * lz
        aside = cx * cx + cy * cy + cz * cz - ahead * ahead
        farthest = ahead + size + span
        if farthest < _ZERO:
            continue
        reach = size + span + (farthest + f32(0.02)) / soft
        if aside > reach * reach:
            continue
        lb = lx * bx + ly * by + lz * bz
        den = bb - lb * lb
        inv = _ONE / (den if den > f32(1e-8) else f32(1e-8))
        for p in range(lanes):
            # Nearest approach of the ray to the key light.
            ox, oy, oz = QX[p] - ax, QY[p] - ay, QZ[p] - az
            ob = ox * bx + oy * by + oz * bz
            ol = ox * lx + oy * ly + oz * lz
            tx = (lb * ob - ol * bb) * inv
            tx = tx if tx > f32(1e-3) else f32(1e-3)
            ty = (ob + tx * lb) * inv_bb
            ty = ty if ty > _ZERO else _ZERO
            ty = ty if ty < _ONE else _ONE
            cx, cy, cz = ox + lx * tx - bx * ty, oy + ly * tx - by * ty, oz + lz * tx - bz * ty
            d = math.sqrt(cx * cx + cy * cy + cz * cz) - r
            q = soft * d / (tx + f32(0.02)) * _HALF + _HALF
            q = q if q > _ZERO else _ZERO
            q = q if q < _ONE else _ONE
            K[p] *= q * q * (f32(3.0) - q - q)
