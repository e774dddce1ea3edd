"""What points of a surface show of their surroundings: bent through them, or mirrored.

``g`` is the geometry of ``surface``, ``m`` the row of the material, ``light`` the packed light.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from reelwright.previs.jit import vector_kernel
from reelwright.previs.sampling import surroundings

__all__ = ["clear", "mirrored", "reflect", "surround"]


@vector_kernel
def clear(
    g: Any,
    colour: Any,
    thickness: Any,
    dye: Any,
    key: Any,
    m: Any,
    light: Any,
    environment: Any,
    size: int,
    base: int,
) -> None:
    """One channel of a clear coloured body, over ``colour``: the surroundings bent through it, filtered by
    the way through towards its middle. ``base`` is where the channel's level starts in ``environment``."""
    f = np.float32
    half = f(0.5)
    bend = f(0.35)
    px, _py, _pz, nx, ny, nz, vx, vy, vz, _distance, facing, _metres, _us, _vs = g
    lx, ly, lz = light[0], light[1], light[2]
    down = np.uint32(size)
    start = np.uint32(base)
    one = np.uint32(1)
    share = m[28]
    bright = f(key) * f(0.55)
    stain = f(max(dye, f(1e-6)))
    for j in range(px.shape[0]):
        thickness[j] = stain ** (f(0.35) + f(1.5) * facing[j])
    for j in range(px.shape[0]):
        at, w0, w1, w2, w3 = surroundings(
            np.int32(size), -vx[j] - nx[j] * bend, -vy[j] - ny[j] * bend, -vz[j] - nz[j] * bend
        )
        p = np.uint32(start + at)
        q = np.uint32(p + down)
        seen = (
            environment[p] * w0
            + environment[np.uint32(p + one)] * w1
            + environment[q] * w2
            + environment[np.uint32(q + one)] * w3
        )
        glow = max(half - (vx[j] * lx + vy[j] * ly + vz[j] * lz) * half, f(0.0))
        inner = f(0.35) + f(0.65) * glow
        colour[j] += share * (thickness[j] * (seen + bright * inner) - colour[j])


@vector_kernel
def surround(g: Any, seen: Any, environment: Any, size: int, level: int) -> None:
    """What the points reflect of the surroundings, into ``seen`` (r, g, b)."""
    px, _py, _pz, nx, ny, nz, vx, vy, vz, _distance, facing, _metres, _us, _vs = g
    c0, c1, c2 = seen
    start = np.uint32(level * 3 * size * size)
    plane = np.uint32(size * size)
    down = np.uint32(size)
    one = np.uint32(1)
    for j in range(px.shape[0]):
        double = facing[j] + facing[j]
        at, w0, w1, w2, w3 = surroundings(
            np.int32(size), double * nx[j] - vx[j], double * ny[j] - vy[j], double * nz[j] - vz[j]
        )
        p = np.uint32(start + at)
        q = np.uint32(p + down)
        c0[j] = (
            environment[p] * w0
            + environment[np.uint32(p + one)] * w1
            + environment[q] * w2
            + environment[np.uint32(q + one)] * w3
        )
        p = np.uint32(p + plane)
        q = np.uint32(q + plane)
        c1[j] = (
            environment[p] * w0
            + environment[np.uint32(p + one)] * w1
            + environment[q] * w2
            + environment[np.uint32(q + one)] * w3
        )
        p = np.uint32(p + plane)
        q = np.uint32(q + plane)
        c2[j] = (
            environment[p] * w0
            + environment[np.uint32(p + one)] * w1
            + environment[q] * w2
            + environment[np.uint32(q + one)] * w3
        )


@vector_kernel
def mirrored(
    distance: Any,
    slope: Any,
    sx: Any,
    sy: Any,
    seen: Any,
    m: Any,
    image: Any,
    width: int,
    height: int,
    rows: Any,
) -> None:
    """One channel of the planar reflection over ``seen``: the mirror image lies at the same place on the
    screen, moved by the ripples. ``image`` is flat; ``rows`` is the height of the picture that is drawn."""
    f = np.float32
    i = np.int32
    one = f(1.0)
    zero = f(0.0)
    half = f(0.5)
    bx, by = slope
    share = m[22]
    scale = f(height) / f(rows)
    strength = m[23] * f(height)
    right = f(width) - f(1.001)
    low = f(height) - f(1.001)
    below = np.uint32(width)
    next_ = np.uint32(1)
    for j in range(seen.shape[0]):
        shift = strength / (one + f(0.05) * distance[j])
        x = min(max(sx[j] * scale - half + bx[j] * shift, zero), right)
        y = min(max(sy[j] * scale - half + by[j] * shift * f(2.5), zero), low)
        ix = i(x)
        iy = i(y)
        fx = x - f(ix)
        fy = y - f(iy)
        p = np.uint32(iy * i(width) + ix)
        q = np.uint32(p + below)
        v = (image[p] * (one - fx) + image[np.uint32(p + next_)] * fx) * (one - fy) + (
            image[q] * (one - fx) + image[np.uint32(q + next_)] * fx
        ) * fy
        seen[j] += share * (v - seen[j])


@vector_kernel
def reflect(facing: Any, tint: Any, image: Any, gleam: Any, colour: Any, m: Any) -> None:
    """One channel of what is reflected, and of highlights, over ``colour``."""
    f = np.float32
    one = f(1.0)
    f0 = m[4]
    metal = m[5]
    gloss = one - m[3]
    for j in range(colour.shape[0]):
        k = one - facing[j]
        k2 = k * k
        edge = k2 * k2 * k * gloss
        fr = f0 * (one - metal + metal * tint[j])
        fr += (one - fr) * edge
        colour[j] = colour[j] * (one - fr) + fr * (image[j] + gleam[j])
