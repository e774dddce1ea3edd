"""Where a coat's second colour lies: stripes, patches, cells and bands, for the shading pass."""

from __future__ import annotations

from typing import Any

import numpy as np

from reelwright.previs.jit import inlined, vector_kernel

__all__ = ["mark", "sample", "smooth"]

f32 = np.float32
_ONE = f32(1.0)
_ZERO = f32(0.0)
_HALF = f32(0.5)
_TWO = f32(2.0)


@inlined
def sample(tex: Any, channel: int, u: Any, v: Any) -> Any:
    """Bilinear, periodic; ``u`` along and ``v`` around, in texels. ``tex`` is the flattened texture."""
    i = np.int32
    fu, fv = np.floor(u), np.floor(v)
    du, dv = u - fu, v - fv
    low = i(255)
    i0 = i(i(fu) & low)
    i1 = i(i(i0 + i(1)) & low)
    base = i(channel << 16)
    j0 = i(i(i(fv) & low) << i(8)) + base
    j1 = i(i(i(i(fv) + i(1)) & low) << i(8)) + base
    a = tex[np.uint32(i(j0 + i0))]
    b = tex[np.uint32(i(j0 + i1))]
    c = tex[np.uint32(i(j1 + i0))]
    d = tex[np.uint32(i(j1 + i1))]
    top = a + (b - a) * du
    under = c + (d - c) * du
    return top + (under - top) * dv


@inlined
def smooth(a: Any, rate: Any, x: Any) -> Any:
    """Smooth step of ``x`` from ``a`` over a width of 1/``rate``."""
    t = (x - a) * rate
    t = t if t > _ZERO else _ZERO
    t = t if t < _ONE else _ONE
    return t * t * (f32(3.0) - t - t)


@vector_kernel
def mark(
    tex: Any,
    row: Any,
    kind: int,
    along: Any,
    angle: Any,
    side: Any,
    front: Any,
    down: Any,
    around: Any,
    pixel: Any,
    lanes: int,
    amount: Any,
) -> None:
    """Share 0..1 of the second colour at ``lanes`` points, see
    :class:`~reelwright.previs.figures.cones.Pattern`.

    ``row`` is the packed primitive, ``along`` metres along it, ``angle`` 0..4 around it, ``side`` and
    ``front`` the place across it in radii, ``down`` and ``around`` texture coordinates, ``pixel`` its size.
    """
    e0, e1 = row[24], row[25]
    offset = row[31]
    rate = _ONE / (e1 - e0) if e1 != e0 else f32(1e9)
    full = f32(64.0)
    if kind == 1:
        for p in range(lanes):
            wobble = sample(tex, 1, down[p] * f32(0.35), around[p] * f32(0.35)) - _HALF
            amount[p] = smooth(e0, rate, side[p] + f32(0.25) * wobble)
    elif kind == 2:
        for p in range(lanes):
            wobble = sample(tex, 1, along[p] * f32(90.0) + offset, angle[p] * full)
            wave = along[p] * e0 + f32(1.1) * wobble + f32(0.12) * angle[p]
            tri = abs((wave - np.floor(wave)) * _TWO - _ONE)
            fuzz = max(f32(0.06), pixel[p] * e0 * f32(1.5))
            amount[p] = _ONE - smooth(e1 - fuzz, _HALF / fuzz, tri)
    elif kind in (3, 5):
        size = f32(40.0) / e0 if kind == 3 else f32(57.0) / e0
        turns = max(_ONE, np.floor(f32(6.283) * row[43] * size * f32(1.0 / 256.0) + _HALF)) * full
        fuzz = f32(0.03) if kind == 3 else f32(0.06)
        channel = 1 if kind == 3 else 2
        for p in range(lanes):
            cell = sample(tex, channel, along[p] * size + offset * f32(5.0), angle[p] * turns)
            amount[p] = _ONE - smooth(e1 - fuzz, _HALF / fuzz, cell)
    elif kind == 4:
        scale = _ONE / max(f32(1e-6), row[6])
        for p in range(lanes):
            amount[p] = smooth(e0, rate, along[p] * scale)
    elif kind == 6:
        for p in range(lanes):
            wave = along[p] * e0
            tri = abs((wave - np.floor(wave)) * _TWO - _ONE)
            fuzz = max(f32(0.05), pixel[p] * e0 * f32(1.5))
            amount[p] = _ONE - smooth(e1 - fuzz, _HALF / fuzz, tri)
    else:
        for p in range(lanes):
            amount[p] = smooth(e0, rate, front[p])
