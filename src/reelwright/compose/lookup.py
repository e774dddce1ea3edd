"""Compiled look-up of 10-bit 4:2:0 pictures in three-dimensional tables."""

from __future__ import annotations

from typing import Any

import numpy as np

from reelwright.compose.jit import inlined, kernel

__all__ = ["look_up"]


@inlined
def _way(fy: Any, fu: Any, fv: Any, sy: Any, su: Any, sv: Any) -> Any:
    """The tetrahedron of a cell that holds a point: two corners on the way, and the falling fractions."""
    if fy >= fu:
        if fu >= fv:
            return sy, sy + su, fy, fu, fv
        if fy >= fv:
            return sy, sy + sv, fy, fv, fu
        return sv, sv + sy, fv, fy, fu
    if fy >= fv:
        return su, su + sy, fu, fy, fv
    if fu >= fv:
        return su, su + sv, fu, fv, fy
    return sv, sv + su, fv, fu, fy


@kernel
def look_up(
    y: Any, u: Any, v: Any, luma: Any, chroma: Any, pattern: Any, out_y: Any, out_u: Any, out_v: Any
) -> None:
    """``y``, ``u``, ``v`` (uint16, 0..1023, 4:2:0) through ``luma`` (n, m, m) and ``chroma`` (n, m, m, 2).

    Tables are float32 over 0..1024 and give 8-bit values; ``pattern`` (8, 8), 0..1, dithers them. Between
    nodes the interpolation is tetrahedral. Chroma is looked up at the mean luma of its four pixels.
    """
    table, colours = luma.ravel(), chroma.reshape(-1, 2)
    sv = 1
    su = luma.shape[2]
    sy = luma.shape[1] * luma.shape[2]
    ky = np.float32((luma.shape[0] - 1) / 1024)
    kc = np.float32((luma.shape[1] - 1) / 1024)
    top = np.float32(255)
    one = np.float32(1)
    for row in range(u.shape[0]):
        for column in range(u.shape[1]):
            pu = np.float32(min(u[row, column], 1023)) * kc
            pv = np.float32(min(v[row, column], 1023)) * kc
            iu, iv = int(pu), int(pv)
            fu, fv = pu - np.float32(iu), pv - np.float32(iv)
            base = iu * su + iv * sv
            total = np.float32(0)
            for dy in range(2):
                for dx in range(2):
                    value = np.float32(min(y[2 * row + dy, 2 * column + dx], 1023))
                    total += value
                    py = value * ky
                    iy = int(py)
                    at = base + iy * sy
                    s1, s2, f1, f2, f3 = _way(py - np.float32(iy), fu, fv, sy, su, sv)
                    found = (
                        (one - f1) * table[at]
                        + (f1 - f2) * table[at + s1]
                        + (f2 - f3) * table[at + s2]
                        + f3 * table[at + sy + su + sv]
                    )
                    found += pattern[(2 * row + dy) & 7, (2 * column + dx) & 7]
                    out_y[2 * row + dy, 2 * column + dx] = np.uint8(min(found, top))
            py = total * np.float32(0.25) * ky
            iy = int(py)
            at = base + iy * sy
            s1, s2, f1, f2, f3 = _way(py - np.float32(iy), fu, fv, sy, su, sv)
            dither = pattern[row & 7, column & 7]
            blue = (
                (one - f1) * colours[at, 0]
                + (f1 - f2) * colours[at + s1, 0]
                + (f2 - f3) * colours[at + s2, 0]
                + f3 * colours[at + sy + su + sv, 0]
            )
            red = (
                (one - f1) * colours[at, 1]
                + (f1 - f2) * colours[at + s1, 1]
                + (f2 - f3) * colours[at + s2, 1]
                + f3 * colours[at + sy + su + sv, 1]
            )
            out_u[row, column] = np.uint8(min(blue + dither, top))
            out_v[row, column] = np.uint8(min(red + dither, top))
