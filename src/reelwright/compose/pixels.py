"""Pixel kernels: resampling rows, covering, mixing by alpha. Planes are uint8 (height, width)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from reelwright.compose.jit import inlined, kernel

__all__ = [
    "ellipse_cover",
    "over",
    "over_value",
    "premultiplied",
    "rectangle_cover",
    "resample",
    "resample_both",
    "straight",
]


@inlined
def _packed_rows(a: Any, b: Any, down: Any, c: Any, d: Any, along: Any, row: Any) -> None:
    """Two rows, each between two others, side by side in 16 bits of ``row`` (uint32), one sample longer."""
    n = a.shape[0]
    up, back = np.uint32(256) - down, np.uint32(256) - along
    for x in range(n):
        first = np.uint32(a[x]) * up + np.uint32(b[x]) * down
        second = np.uint32(c[x]) * back + np.uint32(d[x]) * along
        row[x] = first | (second << np.uint32(16))
    row[n] = row[n - 1]


@inlined
def _unpacked_columns(row: Any, at: Any, weight: Any, one: Any, other: Any) -> None:
    """Both rows at the columns that are wanted: looking up costs more than all the rest, so both at once."""
    for x in range(one.shape[0]):
        k = at[x]
        p, q, w = row[k], row[k + np.uint32(1)], weight[x]
        low, high = np.int32(p & np.uint32(0xFFFF)), np.int32(q & np.uint32(0xFFFF))
        one[x] = np.uint8((low * np.int32(256) + (high - low) * w + np.int32(32768)) >> np.int32(16))
        low, high = np.int32(p >> np.uint32(16)), np.int32(q >> np.uint32(16))
        other[x] = np.uint8((low * np.int32(256) + (high - low) * w + np.int32(32768)) >> np.int32(16))


@kernel
def resample(
    src: Any, out: Any, columns: Any, across: Any, rows: Any, next_rows: Any, down: Any, row: Any
) -> None:
    """``out`` (of an even number of rows) from ``src`` by bilinear look-up along both axes.

    Column ``x`` of ``out`` lies ``across[x]``/256 of the way from column ``columns[x]`` (uint32) of ``src``
    to the next; row ``y`` lies ``down[y]``/256 (uint32) from ``rows[y]`` to ``next_rows[y]``. ``row`` is
    uint32 scratch, one longer than a row of ``src``.
    """
    for half in range(out.shape[0] // 2):
        y, z = 2 * half, 2 * half + 1
        _packed_rows(src[rows[y]], src[next_rows[y]], down[y], src[rows[z]], src[next_rows[z]], down[z], row)
        _unpacked_columns(row, columns, across, out[y], out[z])


@kernel
def resample_both(
    u: Any, v: Any, out_u: Any, out_v: Any, columns: Any, across: Any, rows: Any, next_rows: Any, down: Any,
    row: Any,
) -> None:  # fmt: skip
    """:func:`resample` for two planes that lie alike, with any number of rows."""
    for y in range(out_u.shape[0]):
        a, b = rows[y], next_rows[y]
        _packed_rows(u[a], u[b], down[y], v[a], v[b], down[y], row)
        _unpacked_columns(row, columns, across, out_u[y], out_v[y])


@inlined
def _level(value: Any) -> Any:
    """0..1 as 0..255, cut off and rounded."""
    return np.uint8(min(max(value, np.float32(0)), np.float32(1)) * np.float32(255) + np.float32(0.5))


@kernel
def rectangle_cover(
    out: Any, line: Any, left: int, top: int, inverse: Any, rect: Any, scales: Any, corner: Any, width: Any,
    feather: Any,
) -> None:  # fmt: skip
    """How far each pixel is covered by a rounded rectangle, 0..255, edges anti-aliased.

    Args:
        out: (height, width), whose first pixel is canvas pixel (``left``, ``top``).
        line: the same for a line of ``width`` pixels inside the edge; (1, 1) where none is wanted.
        left: canvas column.
        top: canvas row.
        inverse: six float32, from the canvas to the rectangle's space.
        rect: four float32: left, top, right, bottom there.
        scales: two float32, canvas pixels for one unit there.
        corner: radius in canvas pixels.
        width: of the line, in canvas pixels.
        feather: width of the soft edge in canvas pixels, at least 1, centred on the edge.
    """
    half_w = (rect[2] - rect[0]) * scales[0] * np.float32(0.5)
    half_h = (rect[3] - rect[1]) * scales[1] * np.float32(0.5)
    mid_x, mid_y = (rect[0] + rect[2]) * np.float32(0.5), (rect[1] + rect[3]) * np.float32(0.5)
    radius = min(corner, half_w, half_h)
    soft = np.float32(1) / np.float32(feather)
    zero, half = np.float32(0), np.float32(0.5)
    lined = line.shape[0] == out.shape[0] and line.shape[1] == out.shape[1]
    for y in range(out.shape[0]):
        cy = np.float32(top + y) + half
        bu, bv = inverse[1] * cy + inverse[2] - mid_x, inverse[4] * cy + inverse[5] - mid_y
        for x in range(out.shape[1]):
            cx = np.float32(left + x) + half
            qx = abs(inverse[0] * cx + bu) * scales[0] - half_w + radius
            qy = abs(inverse[3] * cx + bv) * scales[1] - half_h + radius
            ox, oy = max(qx, zero), max(qy, zero)
            far = math.sqrt(ox * ox + oy * oy) + min(max(qx, qy), zero) - radius
            inside = half - far * soft
            if feather > np.float32(1):
                inside = min(max(inside, zero), np.float32(1))
                inside = inside * inside * (np.float32(3) - np.float32(2) * inside)
            out[y, x] = _level(inside)
            if lined:
                line[y, x] = _level(half + far + width)


@kernel
def ellipse_cover(out: Any, left: int, top: int, inverse: Any, rect: Any, scales: Any, feather: Any) -> None:
    """:func:`rectangle_cover` for the ellipse that fits the rectangle."""
    rx: Any = max((rect[2] - rect[0]) * scales[0] * np.float32(0.5), np.float32(1e-3))
    ry: Any = max((rect[3] - rect[1]) * scales[1] * np.float32(0.5), np.float32(1e-3))
    mid_x, mid_y = (rect[0] + rect[2]) * np.float32(0.5), (rect[1] + rect[3]) * np.float32(0.5)
    soft = np.float32(1) / np.float32(feather)
    zero, half = np.float32(0), np.float32(0.5)
    for y in range(out.shape[0]):
        cy = np.float32(top + y) + half
        bu, bv = inverse[1] * cy + inverse[2] - mid_x, inverse[4] * cy + inverse[5] - mid_y
        for x in range(out.shape[1]):
            cx = np.float32(left + x) + half
            px, py = (inverse[0] * cx + bu) * scales[0], (inverse[3] * cx + bv) * scales[1]
            nx, ny = px / rx, py / ry
            k = math.sqrt(nx * nx + ny * ny)
            gx, gy = nx / rx, ny / ry
            steep: Any = math.sqrt(gx * gx + gy * gy)
            # First-order distance to the curve |n| = 1; at the very middle the gradient is nothing.
            far = k * (k - np.float32(1)) / max(steep, np.float32(1e-6)) if k > zero else -min(rx, ry)
            inside = min(max(half - far * soft, zero), np.float32(1))
            if feather > np.float32(1):
                inside = inside * inside * (np.float32(3) - np.float32(2) * inside)
            out[y, x] = _level(inside)


@inlined
def _div255(value: Any) -> Any:
    """``value`` / 255, rounded, for 0 <= value <= 255 * 255."""
    value = value + np.int32(128)
    return (value + (value >> np.int32(8))) >> np.int32(8)


@kernel
def over(below: Any, colour: Any, cover: Any) -> None:
    """below = below + (colour - below) * cover / 255, in place."""
    for y in range(below.shape[0]):
        to, of, by = below[y], colour[y], cover[y]
        for x in range(to.shape[0]):
            a = np.int32(by[x])
            to[x] = np.uint8(_div255(np.int32(to[x]) * (np.int32(255) - a) + np.int32(of[x]) * a))


@kernel
def over_value(below: Any, value: int, cover: Any) -> None:
    """:func:`over` with one colour."""
    for y in range(below.shape[0]):
        to, by = below[y], cover[y]
        for x in range(to.shape[0]):
            a = np.int32(by[x])
            to[x] = np.uint8(_div255(np.int32(to[x]) * (np.int32(255) - a) + np.int32(value) * a))


@kernel
def premultiplied(colour: Any, cover: Any, out: Any) -> None:
    """``out`` (float32) = colour * cover / 255."""
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            out[y, x] = np.float32(colour[y, x]) * np.float32(cover[y, x]) * np.float32(1 / 255)


@kernel
def straight(colour: Any, cover: Any, out: Any) -> None:
    """``out`` (uint8) = colour / cover of float planes, cover 0..1; where cover is nothing, ``out`` stays."""
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            if cover[y, x] > np.float32(1e-3):
                out[y, x] = np.uint8(
                    min(max(colour[y, x] / cover[y, x] + np.float32(0.5), np.float32(0)), np.float32(255))
                )
