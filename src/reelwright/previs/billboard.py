"""Thousands of upright pictures in the scene, drawn front to back into a premultiplied cover layer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from reelwright.previs.jit import kernel

__all__ = ["cover_with_sprites", "cover_with_tile", "place_sprites"]


@kernel
def place_sprites(
    positions: Any,
    heights: Any,
    aspects: Any,
    rotation: Any,
    position: Any,
    focal: float,
    width: int,
    height: int,
    reach: float,
    near: float,
    depth: Any,
    screen: Any,
) -> int:
    """Where each sprite lands: ``depth`` (N,) metres (1e9 when not drawn), ``screen`` (N, 4) x, y of the
    foot, height in pixels, fade 0..1. Returns how many are drawn. Sprites fade out towards ``reach`` and
    ``near``."""
    cx = 0.5 * width
    cy = 0.5 * height
    upright = math.sqrt(rotation[1, 1] * rotation[1, 1] + 1e-9)
    drawn = 0
    for i in range(positions.shape[0]):
        dx = positions[i, 0] - position[0]
        dy = positions[i, 1] - position[1]
        dz = positions[i, 2] - position[2]
        z = rotation[2, 0] * dx + rotation[2, 1] * dy + rotation[2, 2] * dz
        depth[i] = 1e9
        if z < near or z > reach:
            continue
        k = focal / z
        x = cx + k * (rotation[0, 0] * dx + rotation[0, 1] * dy + rotation[0, 2] * dz)
        y = cy - k * (rotation[1, 0] * dx + rotation[1, 1] * dy + rotation[1, 2] * dz)
        tall = k * heights[i] * upright
        half = tall * aspects[i]
        if tall < 0.4 or x + half < 0 or x - half > width or y < 0 or y - tall > height:
            continue
        fade = min(1.0, (z - near) / (near * 1.0 + 0.2)) * min(1.0, (reach - z) / (reach * 0.15))
        screen[i, 0] = x
        screen[i, 1] = y
        screen[i, 2] = tall
        screen[i, 3] = fade
        depth[i] = z
        drawn += 1
    return drawn


@kernel
def cover_with_sprites(
    order: Any,
    depth: Any,
    screen: Any,
    art: Any,
    flips: Any,
    tints: Any,
    sways: Any,
    texels: Any,
    table: Any,
    spans: Any,
    scales: Any,
    aspects: Any,
    light: Any,
    rotation: Any,
    focal: float,
    inverse_depth: Any,
    cover: Any,
    cover_depth: Any,
) -> None:
    """Draw the sprites numbered by ``order`` (nearest first) under what ``cover`` already holds.

    ``art`` (N,) rows of ``table`` (A, 2 + 3 * 12): levels, texel height of level 0, then for each level
    width, height, offset (in texels) and in ``spans`` its rows' first and last filled texel. ``sways`` (N,)
    is the sideways lean of the top as a share of the height.
    """
    height, width = cover_depth.shape
    f32 = np.float32
    for o in range(order.shape[0]):
        i = order[o]
        z = depth[i]
        inverse = f32(1.0 / z)
        a = art[i]
        tall = screen[i, 2]
        wide = tall * aspects[a]
        level = 0
        levels = table[a, 0]
        while level < levels - 1 and table[a, 3 + 4 * level] > 1.6 * tall:
            level += 1
        tw = table[a, 2 + 4 * level]
        th = table[a, 3 + 4 * level]
        base = table[a, 4 + 4 * level]
        rows = table[a, 5 + 4 * level]
        top = screen[i, 1] - tall
        y_first = max(0, math.floor(top))
        y_last = min(height, math.ceil(screen[i, 1]))
        fade = screen[i, 3]
        # Air between, worked out once for the sprite.
        cx = (screen[i, 0] - 0.5 * width) / focal
        cy = (0.5 * height - screen[i, 1] + 0.5 * tall) / focal
        length = math.sqrt(1.0 + cx * cx + cy * cy)
        air = 1.0 - math.exp(-light[13] * z * length)
        towards = (
            (rotation[0, 0] * cx + rotation[1, 0] * cy + rotation[2, 0]) * light[0]
            + (rotation[0, 1] * cx + rotation[1, 1] * cy + rotation[2, 1]) * light[1]
            + (rotation[0, 2] * cx + rotation[1, 2] * cy + rotation[2, 2]) * light[2]
        ) / length
        towards = max(towards, 0.0)
        towards *= towards
        towards *= towards
        towards *= towards
        fr = f32((light[14] + light[17] * towards) * air)
        fg = f32((light[15] + light[18] * towards) * air)
        fb = f32((light[16] + light[19] * towards) * air)
        gain = scales[a] / (255.0 * 255.0) * (1.0 - air)
        gr = f32(gain * tints[i, 0])
        gg = f32(gain * tints[i, 1])
        gb = f32(gain * tints[i, 2])
        ga = f32(fade / 255.0)
        gfade = f32(fade)
        sign = -1.0 if flips[i] else 1.0
        step = f32(tw / wide * sign)
        for y in range(y_first, y_last):
            v = (y + 0.5 - top) / tall * th - 0.5
            if v < -0.5 or v > th - 0.5:
                continue
            iv = math.floor(v)
            fv = f32(v - iv)
            v0 = max(iv, 0)
            v1 = min(iv + 1, th - 1)
            lo = min(spans[rows + 2 * v0], spans[rows + 2 * v1])
            hi = max(spans[rows + 2 * v0 + 1], spans[rows + 2 * v1 + 1])
            if hi < lo:
                continue
            up = 1.0 - (y + 0.5 - top) / tall
            middle = screen[i, 0] + sways[i] * tall * up * up
            if flips[i]:
                x_first = middle + (0.5 - (hi + 1.5) / tw) * wide
                x_last = middle + (0.5 - (lo - 0.5) / tw) * wide
            else:
                x_first = middle + ((lo - 0.5) / tw - 0.5) * wide
                x_last = middle + ((hi + 1.5) / tw - 0.5) * wide
            xa = max(0, math.floor(x_first))
            xb = min(width, math.ceil(x_last))
            u_start = (xa + 0.5 - middle) / wide * sign * tw + 0.5 * tw - 0.5
            row0 = base + v0 * tw
            row1 = base + v1 * tw
            gv = f32(1.0) - fv
            for x in range(xa, xb):
                ca = cover[y, x, 3]
                if ca >= f32(0.995) or inverse_depth[y, x] > inverse:
                    continue
                u = f32(u_start) + step * f32(x - xa)
                iu = math.floor(u)
                fu = u - f32(iu)
                u0 = min(max(iu, 0), tw - 1)
                u1 = min(max(iu + 1, 0), tw - 1)
                p00 = 4 * (row0 + u0)
                p10 = 4 * (row0 + u1)
                p01 = 4 * (row1 + u0)
                p11 = 4 * (row1 + u1)
                gu = f32(1.0) - fu
                w00 = gu * gv
                w10 = fu * gv
                w01 = gu * fv
                w11 = fu * fv
                alpha = (
                    w00 * f32(texels[p00 + 3])
                    + w10 * f32(texels[p10 + 3])
                    + w01 * f32(texels[p01 + 3])
                    + w11 * f32(texels[p11 + 3])
                )
                if alpha < f32(1.0):
                    continue
                r = (
                    w00 * f32(texels[p00])
                    + w10 * f32(texels[p10])
                    + w01 * f32(texels[p01])
                    + w11 * f32(texels[p11])
                )
                g = (
                    w00 * f32(texels[p00 + 1])
                    + w10 * f32(texels[p10 + 1])
                    + w01 * f32(texels[p01 + 1])
                    + w11 * f32(texels[p11 + 1])
                )
                b = (
                    w00 * f32(texels[p00 + 2])
                    + w10 * f32(texels[p10 + 2])
                    + w01 * f32(texels[p01 + 2])
                    + w11 * f32(texels[p11 + 2])
                )
                alpha *= ga
                k = f32(1.0) - ca
                cover[y, x, 0] += k * (r * r * gr * gfade + fr * alpha)
                cover[y, x, 1] += k * (g * g * gg * gfade + fg * alpha)
                cover[y, x, 2] += k * (b * b * gb * gfade + fb * alpha)
                filled = ca + k * alpha
                cover[y, x, 3] = filled
                if filled > f32(0.5) and ca <= f32(0.5):
                    cover_depth[y, x] = z


@kernel
def cover_with_tile(
    x0: int,
    y0: int,
    rgba: Any,
    tile_depth: Any,
    light: Any,
    rotation: Any,
    focal: float,
    inverse_depth: Any,
    cover: Any,
    cover_depth: Any,
) -> None:
    """Draw one figure's tile under what ``cover`` already holds, hidden by nearer opaque things, with fog."""
    height, width = cover_depth.shape
    for ty in range(rgba.shape[0]):
        y = y0 + ty
        if y < 0 or y >= height:
            continue
        for tx in range(rgba.shape[1]):
            x = x0 + tx
            if x < 0 or x >= width:
                continue
            alpha = rgba[ty, tx, 3]
            if alpha <= 0.002:
                continue
            ca = cover[y, x, 3]
            if ca >= 0.995:
                continue
            z = tile_depth[ty, tx]
            if z < 0.02 or inverse_depth[y, x] * z > 1.0:
                continue
            cx = (x + 0.5 - 0.5 * width) / focal
            cy = (0.5 * height - y - 0.5) / focal
            length = math.sqrt(1.0 + cx * cx + cy * cy)
            air = 1.0 - math.exp(-light[13] * z * length)
            k = 1.0 - ca
            cover[y, x, 0] += k * (rgba[ty, tx, 0] * (1.0 - air) + light[14] * air * alpha)
            cover[y, x, 1] += k * (rgba[ty, tx, 1] * (1.0 - air) + light[15] * air * alpha)
            cover[y, x, 2] += k * (rgba[ty, tx, 2] * (1.0 - air) + light[16] * air * alpha)
            cover[y, x, 3] = ca + k * alpha
            if ca + k * alpha > 0.5 and ca <= 0.5:
                cover_depth[y, x] = z
