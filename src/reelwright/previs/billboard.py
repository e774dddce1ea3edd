"""Thousands of upright pictures in the scene, drawn front to back into a premultiplied cover layer."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from reelwright.previs.jit import kernel, vector_kernel

__all__ = ["CELL", "cover_with_sprites", "cover_with_tile", "place_sprites"]

BAND: Final = 48
CELL: Final = 16


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


@vector_kernel
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
    width: int,
    inverse_depth: Any,
    red: Any,
    green: Any,
    blue: Any,
    alpha: Any,
    cover_depth: Any,
    closed: Any,
) -> None:
    """Draw the sprites numbered by ``order`` (nearest first) under what ``cover`` already holds.

    ``art`` (N,) rows of ``table`` (A, 2 + 3 * 12): levels, texel height of level 0, then for each level
    width, height, offset (in texels) and in ``spans`` its rows' first and last filled texel. ``sways`` (N,)
    is the sideways lean of the top as a share of the height. ``texels`` are uint32, red in the lowest byte.
    All pictures are ``width`` pixels wide and stored in rows rounded up to a multiple of CELL; ``closed`` (H,
    P // CELL) uint8 says where nothing farther can change anything.
    """
    height = cover_depth.shape[0]
    f32 = np.float32
    zero = f32(0.0)
    half = f32(0.5)
    full = f32(0.995)
    low = np.uint32(0x00FF00FF)
    wide_low = np.uint32(0xFFFF)
    eight = np.uint32(8)
    sixteen = np.uint32(16)
    # In bands of rows that fit the cache with all that is kept for each pixel.
    for band in range(0, height, BAND):
        for o in range(order.shape[0]):
            i = order[o]
            tall = screen[i, 2]
            top = screen[i, 1] - tall
            y_first = max(band, math.floor(top))
            y_last = min(band + BAND, height, math.ceil(screen[i, 1]))
            if y_first >= y_last:
                continue
            z = depth[i]
            z32 = f32(z)
            inverse = f32(1.0 / z)
            a = art[i]
            wide = tall * aspects[a]
            level = 0
            levels = table[a, 0]
            while level < levels - 1 and table[a, 3 + 4 * level] > 1.6 * tall:
                level += 1
            tw = table[a, 2 + 4 * level]
            th = table[a, 3 + 4 * level]
            base = table[a, 4 + 4 * level]
            rows = table[a, 5 + 4 * level]
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
            gain = scales[a] / (255.0 * 255.0 * 65536.0) * (1.0 - air) * fade
            gr = f32(gain * tints[i, 0])
            gg = f32(gain * tints[i, 1])
            gb = f32(gain * tints[i, 2])
            ga = f32(fade / (255.0 * 256.0))
            sign = -1.0 if flips[i] else 1.0
            pixel = wide / tw
            texel = tw / wide * sign
            rate = 1.0 / tall
            step = f32(texel * 256.0)
            near_end = np.int32(0)
            far_end = np.int32(tw - 1)
            for y in range(y_first, y_last):
                v = (y + 0.5 - top) * rate * th - 0.5
                if v < -0.5 or v > th - 0.5:
                    continue
                iv = math.floor(v)
                fv = np.uint32((v - iv) * 256.0)
                v0 = max(iv, 0)
                v1 = min(iv + 1, th - 1)
                lo = min(spans[rows + 2 * v0], spans[rows + 2 * v1])
                hi = max(spans[rows + 2 * v0 + 1], spans[rows + 2 * v1 + 1])
                if hi < lo:
                    continue
                up = 1.0 - (y + 0.5 - top) * rate
                middle = screen[i, 0] + sways[i] * tall * up * up
                if flips[i]:
                    x_first = middle + (0.5 * tw - hi - 1.5) * pixel
                    x_last = middle + (0.5 * tw - lo + 0.5) * pixel
                else:
                    x_first = middle + (lo - 0.5 - 0.5 * tw) * pixel
                    x_last = middle + (hi + 1.5 - 0.5 * tw) * pixel
                xa = max(0, math.floor(x_first))
                xb = min(width, math.ceil(x_last))
                if xa >= xb:
                    continue
                # In 1/256 texels, and 4 texels to the right, so that cutting off rounds down.
                u_start = ((xa + 0.5 - middle) * texel + 0.5 * tw - 0.5 + 4.0) * 256.0
                upper = np.uint32(base + v0 * tw)
                lower = np.uint32(base + v1 * tw)
                gv = np.uint32(256) - fv
                for cell in range(xa // CELL, (xb - 1) // CELL + 1):
                    if closed[y, cell]:
                        continue
                    x0 = cell * CELL
                    u = f32(u_start + (x0 - xa) * texel * 256.0)
                    begin = f32(xa - x0)
                    end = f32(xb - x0)
                    shut = np.int32(0)
                    # Without branches and of fixed length: pictures with plants spend their time here.
                    for j in range(CELL):
                        x = x0 + j
                        lane = f32(np.int32(j))
                        place = np.int32(u + step * lane)
                        fu = np.uint32(place & np.int32(255))
                        iu = (place >> np.int32(8)) - np.int32(4)
                        u0 = np.uint32(min(max(iu, near_end), far_end))
                        u1 = np.uint32(min(max(iu + np.int32(1), near_end), far_end))
                        p00 = texels[upper + u0]
                        p10 = texels[upper + u1]
                        p01 = texels[lower + u0]
                        p11 = texels[lower + u1]
                        # Two channels at a time; the weights add up to 256.
                        w11 = np.uint32((fu * fv) >> np.uint32(8))
                        w10 = np.uint32(((fu * gv) + np.uint32(255)) >> np.uint32(8))
                        w01 = np.uint32(fv - w11)
                        w00 = np.uint32(gv - w10)
                        ag = np.uint32(
                            ((p00 >> eight) & low) * w00
                            + ((p10 >> eight) & low) * w10
                            + ((p01 >> eight) & low) * w01
                            + ((p11 >> eight) & low) * w11
                        )
                        rb = np.uint32(
                            (p00 & low) * w00 + (p10 & low) * w10 + (p01 & low) * w01 + (p11 & low) * w11
                        )
                        r = f32(np.int32(rb & wide_low))
                        g = f32(np.int32(ag & wide_low))
                        b = f32(np.int32(rb >> sixteen))
                        filling = f32(np.int32(ag >> sixteen))
                        ca = alpha[y, x]
                        k = f32(1.0) - ca
                        k = k if lane >= begin else zero
                        k = k if lane < end else zero
                        k = k if ca < full else zero
                        k = k if filling >= f32(256.0) else zero
                        hidden = inverse_depth[y, x] > inverse
                        k = zero if hidden else k
                        filling *= ga
                        red[y, x] += k * (r * r * gr + fr * filling)
                        green[y, x] += k * (g * g * gg + fg * filling)
                        blue[y, x] += k * (b * b * gb + fb * filling)
                        filled = ca + k * filling
                        alpha[y, x] = filled
                        far = cover_depth[y, x]
                        far = far if ca > half else (z32 if filled > half else far)
                        cover_depth[y, x] = far
                        shut = np.int32(shut + (np.int32(1) if (filled >= full) | hidden else np.int32(0)))
                    if shut == CELL:
                        closed[y, cell] = 1


@kernel
def cover_with_tile(
    x0: int,
    y0: int,
    rgba: Any,
    tile_depth: Any,
    light: Any,
    rotation: Any,
    focal: float,
    width: int,
    inverse_depth: Any,
    cover: Any,
    cover_depth: Any,
) -> None:
    """Draw one figure's tile under what ``cover`` already holds, hidden by nearer opaque things, with fog."""
    height = cover_depth.shape[0]
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
            ca = cover[3, y, x]
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
            cover[0, y, x] += k * (rgba[ty, tx, 0] * (1.0 - air) + light[14] * air * alpha)
            cover[1, y, x] += k * (rgba[ty, tx, 1] * (1.0 - air) + light[15] * air * alpha)
            cover[2, y, x] += k * (rgba[ty, tx, 2] * (1.0 - air) + light[16] * air * alpha)
            cover[3, y, x] = ca + k * alpha
            if ca + k * alpha > 0.5 and ca <= 0.5:
                cover_depth[y, x] = z
