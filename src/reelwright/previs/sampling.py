"""Looking things up from inside kernels: textures and surroundings, and cheap stand-ins for costly functions.

Everything is 32 bits wide, numbers and places alike, and without branches: these bodies run eight or sixteen
points at a time.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from reelwright.previs.jit import inlined

__all__ = ["channel", "lobe", "octave", "surroundings", "texel", "through_air"]


@inlined
def octave(x: Any) -> Any:
    """log2(x) rounded to a whole number, from the exponent of the float: all that a mip level needs."""
    bits = np.float32(x * np.float32(1.41421356)).view(np.int32)
    return np.int32((bits >> np.int32(23)) - np.int32(127))


@inlined
def through_air(x: Any) -> Any:
    """exp(-x) for x >= 0, within 0.004: a quarter of the time of the real one."""
    f = np.float32
    return f(1.0) / (f(1.0) + x * (f(1.0) + x * (f(0.48) + x * f(0.235))))


@inlined
def lobe(c: Any, power: Any) -> Any:
    """About c ** power for c in 0..1 (Schlick 1994)."""
    return c / (power - power * c + c)


@inlined
def texel(texels: Any, row: Any, u: Any, v: Any, level: Any) -> Any:
    """Bilinear sample of one mip level: four texels as uint32, red in the lowest byte, and their weights.

    ``row`` (19,) int32 is the texture's [w, h, levels, offsets ...], offsets in texels.
    """
    f = np.float32
    i = np.int32
    level = i(min(max(level, i(0)), i(row[2] - 1)))
    w = i(max(row[0] >> level, i(1)))
    h = i(max(row[1] >> level, i(1)))
    base = row[np.uint32(i(3) + level)]
    x = u * f(w) - f(0.5)
    y = v * f(h) - f(0.5)
    ix = np.floor(x)
    iy = np.floor(y)
    fx = x - ix
    fy = y - iy
    jx = i(ix)
    jy = i(iy)
    x0 = i(jx & i(w - 1))
    x1 = i(i(jx + 1) & i(w - 1))
    y0 = i(i(jy & i(h - 1)) * w + base)
    y1 = i(i(i(jy + 1) & i(h - 1)) * w + base)
    gx = f(1.0) - fx
    gy = (f(1.0) - fy) * f(1.0 / 255.0)
    fy = fy * f(1.0 / 255.0)
    return (
        texels[np.uint32(y0 + x0)],
        texels[np.uint32(y0 + x1)],
        texels[np.uint32(y1 + x0)],
        texels[np.uint32(y1 + x1)],
        gx * gy,
        fx * gy,
        gx * fy,
        fx * fy,
    )


@inlined
def channel(shift: Any, a: Any, b: Any, c: Any, d: Any, wa: Any, wb: Any, wc: Any, wd: Any) -> Any:
    """One channel of what :func:`texel` found, 0..1."""
    f = np.float32
    i = np.int32
    low = np.uint32(255)
    return (
        f(i((a >> shift) & low)) * wa
        + f(i((b >> shift) & low)) * wb
        + f(i((c >> shift) & low)) * wc
        + f(i((d >> shift) & low)) * wd
    )


@inlined
def surroundings(size: Any, x: Any, y: Any, z: Any) -> Any:
    """Where in one level of the blurred surroundings direction (x, y, z) lies: octahedral map, up in the
    middle, ``size`` texels a side. Gives the first of four texels and their weights."""
    f = np.float32
    i = np.int32
    one = f(1.0)
    half = f(0.5)
    s = one / (abs(x) + abs(y) + abs(z) + f(1e-9))
    u = x * s
    v = z * s
    ou = (one - abs(v)) * (one if u >= f(0.0) else -one)
    ov = (one - abs(u)) * (one if v >= f(0.0) else -one)
    u = ou if y < f(0.0) else u
    v = ov if y < f(0.0) else v
    n = f(size)
    px = min(max((u * half + half) * n - half, f(0.0)), n - f(1.001))
    py = min(max((v * half + half) * n - half, f(0.0)), n - f(1.001))
    ix = i(px)
    iy = i(py)
    fx = px - f(ix)
    fy = py - f(iy)
    return (
        np.uint32(iy * size + ix),
        (one - fx) * (one - fy),
        fx * (one - fy),
        (one - fx) * fy,
        fx * fy,
    )
