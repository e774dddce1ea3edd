"""From linear light to the encoder's planes: tone, look, grain, BT.709, in one pass."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.previs.jit import inlined, kernel
from reelwright.previs.lens import columns, spread

__all__ = ["GRAIN", "develop", "grain_tile", "ink"]

GRAIN: Final = 256
Canvas = npt.NDArray[np.float32]


def grain_tile(seed: int) -> Canvas:
    """Film grain: (GRAIN, GRAIN) float32 with unit deviation, slightly clumped, wraps."""
    rng = np.random.default_rng([seed & 0xFFFFFFFF, 5])
    fine = rng.standard_normal((GRAIN, GRAIN)).astype(np.float32)
    soft = (fine + 0.5 * np.roll(fine, 1, 0) + 0.5 * np.roll(fine, 1, 1)) / math.sqrt(1.5)
    return np.asarray(soft / soft.std(), np.float32)


@kernel
def ink(canvas: Any, depth: Any, darkness: float, reach: int) -> None:
    """Draw outlines where depth jumps: for drawn looks. Works in place."""
    height, width = depth.shape
    for y in range(height - reach):
        for x in range(width - reach):
            z = depth[y, x]
            a = depth[y, x + reach]
            b = depth[y + reach, x]
            low = min(z, a, b)
            high = min(max(z, a, b), 400.0)
            if low > 60.0:
                continue
            jump = (high - low) / low
            if jump > 0.06:
                k = 1.0 - darkness * min((jump - 0.06) * 6.0, 1.0) * (1.0 - low / 60.0)
                canvas[y, x, 0] *= k
                canvas[y, x, 1] *= k
                canvas[y, x, 2] *= k


@inlined
def _tone(
    r: Any, g: Any, b: Any, luma: Any, p: Any, vx: Any, vy: Any, grain: Any, gy: int, gx: int, k: float
) -> None:
    """One row from linear light to display values 0..1 in place, and its luma."""
    f = np.float32
    one = f(1.0)
    zero = f(0.0)
    half = f(0.5)
    w0, w1, w2 = p[0], p[1], p[2]
    # Narkowicz' fit of the ACES film curve; input scaled so that mid grey stays put.
    ta, tb, tc, td, te = f(2.51), f(0.03), f(2.43), f(0.59), f(0.14)
    ga, gb, gc = f(0.585122381), f(0.783140355), f(0.368262736)
    s0, s1, s2 = f(0.2126), f(0.7152), f(0.0722)
    contrast, saturation, lift, mono = p[3], p[4], p[11], p[12]
    sh0, sh1, sh2, hi0, hi1, hi2 = p[5], p[6], p[7], p[8], p[9], p[10]
    m0, m1, m2 = p[13], p[14], p[15]
    vignette = p[16]
    kk = f(k)
    scale = f(0.72)
    speck = grain[gy, gx : gx + r.shape[0]]
    for x in range(r.shape[0]):
        v = (one - vignette * (vx[x] + vy)) * scale
        v = max(v, zero)
        cr = max(r[x], zero) * w0 * v
        cg = max(g[x], zero) * w1 * v
        cb = max(b[x], zero) * w2 * v
        cr = min((cr * (ta * cr + tb)) / (cr * (tc * cr + td) + te), one)
        cg = min((cg * (ta * cg + tb)) / (cg * (tc * cg + td) + te), one)
        cb = min((cb * (ta * cb + tb)) / (cb * (tc * cb + td) + te), one)
        # sRGB's curve through square roots (Chan, 2012): they are vector instructions, powers are not.
        q = np.sqrt(cr)
        q2 = np.sqrt(q)
        cr = max(ga * q + gb * q2 - gc * np.sqrt(q2), zero)
        q = np.sqrt(cg)
        q2 = np.sqrt(q)
        cg = max(ga * q + gb * q2 - gc * np.sqrt(q2), zero)
        q = np.sqrt(cb)
        q2 = np.sqrt(q)
        cb = max(ga * q + gb * q2 - gc * np.sqrt(q2), zero)
        grey = m0 * cr + m1 * cg + m2 * cb
        cr += mono * (grey - cr)
        cg += mono * (grey - cg)
        cb += mono * (grey - cb)
        cr += contrast * cr * (one - cr) * (cr + cr - one)
        cg += contrast * cg * (one - cg) * (cg + cg - one)
        cb += contrast * cb * (one - cb) * (cb + cb - one)
        l = s0 * cr + s1 * cg + s2 * cb
        d = (one - l) * (one - l)
        e = l * l
        cr = lift + (one - lift) * (l + saturation * (cr - l)) + sh0 * d + hi0 * e
        cg = lift + (one - lift) * (l + saturation * (cg - l)) + sh1 * d + hi1 * e
        cb = lift + (one - lift) * (l + saturation * (cb - l)) + sh2 * d + hi2 * e
        n = speck[x] * kk * (half + l * (one - l) * f(2.0))
        r[x] = min(max(cr + n, zero), one)
        g[x] = min(max(cg + n, zero), one)
        b[x] = min(max(cb + n, zero), one)
    if p[18] > zero:
        steps = p[18]
        for x in range(r.shape[0]):
            # Steps in brightness with a soft riser; hue is kept.
            l = max(s0 * r[x] + s1 * g[x] + s2 * b[x], f(0.004))
            u = l * steps
            i = np.floor(u)
            t = min(max((u - i - half) * f(5.0) + half, zero), one)
            m = (i + t + f(0.15)) / steps / l
            m = one + (m - one) * f(0.8)
            r[x] = min(r[x] * m, one)
            g[x] = min(g[x] * m, one)
            b[x] = min(b[x] * m, one)
    y0, y1, y2, y3 = f(219.0 * 0.2126), f(219.0 * 0.7152), f(219.0 * 0.0722), f(16.5)
    for x in range(r.shape[0]):
        luma[x] = y0 * r[x] + y1 * g[x] + y2 * b[x] + y3


@kernel
def develop(
    canvas: Any,
    glow: Any,
    look: Any,
    grain: Any,
    frame: int,
    bars: int,
    y_plane: Any,
    u_plane: Any,
    v_plane: Any,
) -> None:
    """Finish one picture.

    Args:
        canvas: (h, w, 3) linear, of the picture's size or smaller.
        glow: (gh, gw, 3) to add.
        look: packed look.
        grain: (GRAIN, W + GRAIN) tile, wide enough to be read from any start.
        frame: number of the frame, moves the grain.
        bars: rows left black at top and bottom; even.
        y_plane: (H, W) uint8, H and W even.
        u_plane: (H/2, W/2).
        v_plane: (H/2, W/2).
    """
    height, width = y_plane.shape
    f = np.float32
    row = np.empty((2, 3, width), np.float32)
    luma = np.empty((2, width), np.float32)
    glow_row = np.empty((width, 3), np.float32)
    glow_work = np.empty((glow.shape[1], 3), np.float32)
    glow_index = np.empty(width, np.int64)
    glow_share = np.empty(width, np.float32)
    columns(glow.shape[1], width, glow_index, glow_share)
    scaled = canvas.shape[0] != height or canvas.shape[1] != width
    wide_row = np.empty((width, 3), np.float32)
    wide_work = np.empty((canvas.shape[1], 3), np.float32)
    wide_index = np.empty(width, np.int64)
    wide_share = np.empty(width, np.float32)
    columns(canvas.shape[1], width, wide_index, wide_share)
    vx = np.empty(width, np.float32)
    for x in range(width):
        q = (x + 0.5) / width * 2.0 - 1.0
        vx[x] = q * q * 0.6
    amount = max(look[17], f(0.0016))
    size = grain.shape[0]
    shift = (frame * 2654435761) & 0xFFFFFFFF
    shift ^= shift >> 13
    gx = int((shift * 97) % size)
    g_off = int((shift * 57) % size)
    for pair in range(height // 2):
        for half in range(2):
            y = 2 * pair + half
            r = row[half, 0]
            g = row[half, 1]
            b = row[half, 2]
            if y < bars or y >= height - bars:
                for x in range(width):
                    r[x] = 0.0
                    g[x] = 0.0
                    b[x] = 0.0
                    luma[half, x] = 16.0
                continue
            spread(
                glow, (y + 0.5) * glow.shape[0] / height - 0.5, glow_row, glow_work, glow_index, glow_share
            )
            if scaled:
                spread(
                    canvas,
                    (y + 0.5) * canvas.shape[0] / height - 0.5,
                    wide_row,
                    wide_work,
                    wide_index,
                    wide_share,
                )
                for x in range(width):
                    r[x] = wide_row[x, 0] + glow_row[x, 0]
                    g[x] = wide_row[x, 1] + glow_row[x, 1]
                    b[x] = wide_row[x, 2] + glow_row[x, 2]
            else:
                for x in range(width):
                    r[x] = canvas[y, x, 0] + glow_row[x, 0]
                    g[x] = canvas[y, x, 1] + glow_row[x, 1]
                    b[x] = canvas[y, x, 2] + glow_row[x, 2]
            q = (y + 0.5) / height * 2.0 - 1.0
            _tone(r, g, b, luma[half], look, vx, f(q * q * 0.4), grain, (y + g_off) % size, gx, amount)
        y = 2 * pair
        for x in range(width):
            y_plane[y, x] = np.uint8(np.int32(luma[0, x]))
        for x in range(width):
            y_plane[y + 1, x] = np.uint8(np.int32(luma[1, x]))
        ku0, ku1, ku2 = f(-112.0 * 0.2126 / 0.9278), f(-112.0 * 0.7152 / 0.9278), f(112.0)
        kv0, kv1, kv2 = f(112.0), f(-112.0 * 0.7152 / 0.7874), f(-112.0 * 0.0722 / 0.7874)
        for x in range(width // 2):
            i = 2 * x
            cr = (row[0, 0, i] + row[0, 0, i + 1] + row[1, 0, i] + row[1, 0, i + 1]) * f(0.25)
            cg = (row[0, 1, i] + row[0, 1, i + 1] + row[1, 1, i] + row[1, 1, i + 1]) * f(0.25)
            cb = (row[0, 2, i] + row[0, 2, i + 1] + row[1, 2, i] + row[1, 2, i + 1]) * f(0.25)
            u_plane[pair, x] = np.uint8(np.int32(ku0 * cr + ku1 * cg + ku2 * cb + f(128.5)))
            v_plane[pair, x] = np.uint8(np.int32(kv0 * cr + kv1 * cg + kv2 * cb + f(128.5)))
