"""Where a coat's second colour lies: stripes, patches, cells and bands, for the shading pass."""

from __future__ import annotations

import math
from typing import Any

from reelwright.previs.jit import inlined

__all__ = ["marking", "sample", "smooth"]


@inlined
def sample(tex: Any, channel: int, u: float, v: float) -> Any:
    """Bilinear, periodic; ``u`` along and ``v`` around, in texels."""
    fu, fv = math.floor(u), math.floor(v)
    du, dv = u - fu, v - fv
    i0, j0 = int(fu) & 255, int(fv) & 255
    i1, j1 = (i0 + 1) & 255, (j0 + 1) & 255
    top = tex[channel, j0, i0] * (1.0 - du) + tex[channel, j0, i1] * du
    low = tex[channel, j1, i0] * (1.0 - du) + tex[channel, j1, i1] * du
    return top * (1.0 - dv) + low * dv


@inlined
def smooth(a: float, b: float, x: float) -> float:
    """Smooth step of ``x`` between ``a`` and ``b``, a plain step when they are equal."""
    if a == b:
        return 1.0 if x >= a else 0.0
    t = min(1.0, max(0.0, (x - a) / (b - a)))
    return t * t * (3.0 - 2.0 * t)


@inlined
def marking(
    tex: Any,
    row: Any,
    kind: int,
    along: float,
    angle: float,
    side: float,
    front: float,
    down: float,
    around: float,
    pixel: float,
) -> float:
    """Share 0..1 of the second colour, see :class:`~reelwright.previs.figures.cones.Pattern`.

    ``row`` is the packed primitive, ``along`` metres along it, ``angle`` 0..4 around it, ``side`` and
    ``front`` the place across it in radii, ``down`` and ``around`` texture coordinates, ``pixel`` its size.
    """
    e0, e1 = row[24], row[25]
    amount = 0.0
    if kind == 1:
        wobble = sample(tex, 1, down * 0.35, around * 0.35) - 0.5
        amount = smooth(e0, e1, side + 0.25 * wobble)
    elif kind == 2:
        wobble = sample(tex, 1, along * 90.0 + row[31], angle * 64.0)
        wave = along * e0 + 1.1 * wobble + 0.12 * angle
        tri = abs((wave - math.floor(wave)) * 2.0 - 1.0)
        fuzz = max(0.06, pixel * e0 * 1.5)
        amount = 1.0 - smooth(e1 - fuzz, e1 + fuzz, tri)
    elif kind == 3:
        size = 40.0 / e0
        turns = max(1.0, math.floor(6.283 * row[43] * size / 256.0 + 0.5))
        blot = sample(tex, 1, along * size + row[31] * 5.0, angle * 64.0 * turns)
        amount = 1.0 - smooth(e1 - 0.03, e1 + 0.03, blot)
    elif kind == 4:
        amount = smooth(e0, e1, along / max(1e-6, row[6]))
    elif kind == 5:
        size = 57.0 / e0
        turns = max(1.0, math.floor(6.283 * row[43] * size / 256.0 + 0.5))
        cell = sample(tex, 2, along * size + row[31] * 5.0, angle * 64.0 * turns)
        amount = 1.0 - smooth(e1 - 0.06, e1 + 0.06, cell)
    elif kind == 6:
        wave = along * e0
        tri = abs((wave - math.floor(wave)) * 2.0 - 1.0)
        fuzz = max(0.05, pixel * e0 * 1.5)
        amount = 1.0 - smooth(e1 - fuzz, e1 + fuzz, tri)
    else:
        amount = smooth(e0, e1, front)
    return amount
