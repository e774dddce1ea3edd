"""From linear light to the encoder's planes: lens, tone, look, grain, BT.709."""

from __future__ import annotations

import math
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.compose.frame import Frame
from reelwright.previs.jit import inlined, kernel, vector_kernel
from reelwright.previs.lens import REACH, Haze, columns, lay, spread

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
                canvas[0, y, x] *= k
                canvas[1, y, x] *= k
                canvas[2, y, x] *= k


@inlined
def _tone(r: Any, g: Any, b: Any, luma: Any, cb_row: Any, cr_row: Any, p: Any, vx: Any, vy: Any) -> None:
    """One row of linear light to display luma (16 .. 235) and colour differences (-112 .. 112)."""
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
    scale = f(0.72)
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
        r[x] = min(max(cr, zero), one)
        g[x] = min(max(cg, zero), one)
        b[x] = min(max(cb, zero), one)
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
    ku, kv = f(112.0 / 0.9278), f(112.0 / 0.7874)
    for x in range(r.shape[0]):
        l = s0 * r[x] + s1 * g[x] + s2 * b[x]
        luma[x] = f(219.0) * l + f(16.0)
        cb_row[x] = (b[x] - l) * ku
        cr_row[x] = (r[x] - l) * kv


@vector_kernel
def _expose(
    canvas: Any,
    depth: Any,
    far: Any,
    near: Any,
    focus: float,
    reach: float,
    glow: Any,
    look: Any,
    first: int,
    last: int,
    planes: Any,
) -> None:
    """Lens, glow and tone: ``canvas`` (3, H, W) to luma, blue and red difference, ``planes`` (3, H, W), in
    rows ``first`` .. ``last``."""
    _, height, width = canvas.shape
    f = np.float32
    row = np.empty((3, width), np.float32)
    layer = np.empty((4, width), np.float32)
    # The two rows of each small picture about the one that is worked on, at full width.
    wide = np.empty((3, 2, 4, width), np.float32)
    held = np.full((3, 2), -1, np.int64)
    glow_index = np.empty(width, np.uint32)
    glow_share = np.empty(width, np.float32)
    columns(glow.shape[2], width, glow_index, glow_share)
    blurred = far.shape[1] > 1
    fringed = near.shape[1] > 1
    index = np.empty(width, np.uint32)
    share = np.empty(width, np.float32)
    columns(far.shape[2], width, index, share)
    sharp = f(focus)
    gain = f(reach * 1.6)
    vx = np.empty(width, np.float32)
    for x in range(width):
        q = (x + 0.5) / width * 2.0 - 1.0
        vx[x] = q * q * 0.6
    r = row[0]
    g = row[1]
    b = row[2]
    for y in range(first, last):
        for c in range(3):
            here = row[c]
            light = canvas[c, y]
            for x in range(width):
                here[x] = light[x]
        if blurred:
            at = f((y + 0.5) * far.shape[1] / height - 0.5)
            spread(far, at, held[0], wide[0], layer, index, share)
            lay(r, g, b, depth[y], layer, sharp, gain, True)
        if fringed:
            at = f((y + 0.5) * near.shape[1] / height - 0.5)
            spread(near, at, held[1], wide[1], layer, index, share)
            lay(r, g, b, depth[y], layer, sharp, gain, False)
        at = f((y + 0.5) * glow.shape[1] / height - 0.5)
        spread(glow, at, held[2], wide[2], layer, glow_index, glow_share)
        for c in range(3):
            shine = layer[c]
            here = row[c]
            for x in range(width):
                here[x] += shine[x]
        q = (y + 0.5) / height * 2.0 - 1.0
        _tone(r, g, b, planes[0, y], planes[1, y], planes[2, y], look, vx, f(q * q * 0.4))


@vector_kernel
def _grain(luma: Any, grain: Any, amount: float, frame: int, first: int, last: int, out: Any) -> None:
    """Film grain, strongest in the middle tones, and bytes: it also dithers, so that skies show no steps."""
    f = np.float32
    size = grain.shape[0]
    shift = (frame * 2654435761) & 0xFFFFFFFF
    shift ^= shift >> 13
    gx = int((shift * 97) % size)
    gy = int((shift * 57) % size)
    k = f(amount * 219.0)
    width = out.shape[1]
    for y in range(out.shape[0]):
        row = out[y]
        if y < first or y >= last:
            row[:] = 16
            continue
        speck = grain[(y + gy) % size, gx : gx + width]
        shade = luma[y]
        for x in range(row.shape[0]):
            v = shade[x]
            l = (v - f(16.0)) * f(1.0 / 219.0)
            v += speck[x] * k * (f(0.5) + l * (f(1.0) - l) * f(2.0)) + f(0.5)
            row[x] = np.uint8(np.int32(min(max(v, f(16.0)), f(235.0))))


@vector_kernel
def _bytes(plane: Any, first: int, last: int, out: Any) -> None:
    f = np.float32
    for y in range(out.shape[0]):
        row = out[y]
        if y < first or y >= last:
            row[:] = 128
            continue
        tint = plane[y]
        for x in range(row.shape[0]):
            row[x] = np.uint8(np.int32(tint[x] + f(128.5)))


def develop(
    canvas: Canvas,
    depth: Canvas,
    haze: Haze,
    glow: Canvas,
    look: Canvas,
    grain: Canvas,
    frame: int,
    bars: int,
    planes: Canvas,
    out: Frame,
) -> None:
    """Finish one picture.

    Lens, glow and tone are worked out at the size of the canvas; what is left to do at the size of the
    picture is to enlarge display values, which needs no more than bilinear filters,
    and to lay grain over them.

    Args:
        canvas: (3, h, w) linear, of the picture's size or smaller.
        depth: (h, w) metres.
        haze: blurred foreground and background.
        glow: (3, gh, gw) to add.
        look: packed look.
        grain: (GRAIN, W + GRAIN) tile, wide enough to be read from any start.
        frame: number of the frame, moves the grain.
        bars: rows left black at top and bottom; even.
        planes: (3, h, w) room to work in.
        out: receives the picture.
    """
    height, width = out.y.shape
    h, w = depth.shape
    first = max(0, bars * h // height - 1)
    last = h - first
    _expose(canvas, depth, haze.far, haze.near, haze.focus, REACH, glow, look, first, last, planes)
    luma = planes[0]
    if (h, w) != (height, width):
        luma = cv2.resize(luma, (width, height), interpolation=cv2.INTER_LINEAR).reshape(height, width)
    amount = max(float(look[17]), 0.0016)
    _grain(luma, grain, amount, frame, bars, height - bars, out.y)
    half = (width // 2, height // 2)
    way = cv2.INTER_AREA if (h, w) == (height, width) else cv2.INTER_LINEAR
    for plane, target in ((planes[1], out.u), (planes[2], out.v)):
        small = cv2.resize(plane, half, interpolation=way).reshape(half[1], half[0])
        _bytes(small, bars // 2, half[1] - bars // 2, target)
