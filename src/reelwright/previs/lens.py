"""What a lens does to light: glow around what is bright, and blur before and behind the focus."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.jit import inlined, vector_kernel

__all__ = ["Haze", "bloom", "columns", "lay", "lens_blur", "spread"]

Canvas = npt.NDArray[np.float32]
REACH: Final = 2.2
_BRIGHTEST: Final = np.float32(16.0)


@inlined
def _widen(line: Any, out: Any, index: Any, share: Any) -> None:
    """One row of a small picture at full width, by linear interpolation."""
    last = np.uint32(line.shape[0] - 1)
    for x in range(out.shape[0]):
        i = index[x]
        v = line[i]
        j = i + np.uint32(1)
        j = j if j < last else last
        out[x] = v + (line[j] - v) * share[x]


@inlined
def spread(small: Any, y: Any, held: Any, wide: Any, out: Any, index: Any, share: Any) -> None:
    """Row ``y`` (in rows) of ``small`` (C, h, w) at full width: ``out`` (C or more, W), by linear
    interpolation. ``wide`` (2, C, W) keeps the two rows about it, numbered in ``held`` (2,), for the next."""
    count, h, _ = small.shape
    y = min(max(y, np.float32(0.0)), np.float32(h - 1))
    y0 = int(y)
    y1 = min(y0 + 1, h - 1)
    f = np.float32(y - np.float32(y0))
    g = np.float32(1.0) - f
    for n in range(2):
        want = y0 if n == 0 else y1
        slot = want & 1
        if held[slot] != want:
            held[slot] = want
            for c in range(count):
                _widen(small[c, want], wide[slot, c], index, share)
    for c in range(count):
        upper = wide[y0 & 1, c]
        lower = wide[y1 & 1, c]
        row = out[c]
        for x in range(row.shape[0]):
            row[x] = upper[x] * g + lower[x] * f


@inlined
def columns(small_width: int, width: int, index: Any, share: Any) -> None:
    """Where ``width`` columns lie in a row of ``small_width``: left neighbour, share of the right one."""
    for x in range(width):
        u = (x + 0.5) * small_width / width - 0.5
        u = min(max(u, 0.0), small_width - 1.0)
        i = int(u)
        index[x] = i
        share[x] = u - i


@vector_kernel
def _gather(canvas: Any, over: float, half: Any) -> None:
    """Average blocks of ``div`` pixels into ``half`` (3, h, w), keeping only what glows."""
    _, h, w = half.shape
    _, height, width = canvas.shape
    f = np.float32
    div = height // h
    most = f(12.0)
    n = (div + 1) // 2
    q = f(1.0 / (n * n))
    low = f(0.6 * over)
    soft = f(0.8 * over)
    red = np.empty(width, np.float32)
    green = np.empty(width, np.float32)
    blue = np.empty(width, np.float32)
    for y in range(h):
        for x in range(width):
            red[x] = f(0.0)
            green[x] = f(0.0)
            blue[x] = f(0.0)
        for j in range(0, div, 2):
            yy = min(y * div + j, height - 1)
            r = canvas[0, yy]
            g = canvas[1, yy]
            b = canvas[2, yy]
            for x in range(width):
                red[x] += min(r[x], most)
                green[x] += min(g[x], most)
                blue[x] += min(b[x], most)
        for x in range(w):
            sr = f(0.0)
            sg = f(0.0)
            sb = f(0.0)
            for i in range(0, div, 2):
                xx = min(x * div + i, width - 1)
                sr += red[xx]
                sg += green[xx]
                sb += blue[xx]
            top = max(sr, sg, sb) * q
            # Soft knee: nothing under 0.6 of the threshold, everything well above it.
            e = max(top - low, f(0.0))
            k = q * e * e / ((e + soft) * (top + f(1e-6)))
            half[0, y, x] = sr * k
            half[1, y, x] = sg * k
            half[2, y, x] = sb * k


def bloom(canvas: Canvas, over: float, strength: float) -> Canvas:
    """Glow around bright things in ``canvas`` (3, H, W) at about a quarter of the size, (3, h, w)."""
    height, width = canvas.shape[1:]
    div = max(1, round(height / 180))
    small = np.empty((3, max(1, height // div), max(1, width // div)), np.float32)
    _gather(canvas, over, small)
    h, w = small.shape[1:]
    sigma = max(0.3, h / 180 * 1.2)
    total = np.empty_like(small)
    for c in range(3):
        plane = small[c]
        if not plane.any():
            total[c] = 0
            continue
        total[c] = cv2.GaussianBlur(plane, (0, 0), sigma).reshape(h, w) * np.float32(0.5 * strength)
        level = plane
        for weight in (0.3, 0.25):
            size = (max(1, level.shape[1] // 3), max(1, level.shape[0] // 3))
            level = cv2.GaussianBlur(cv2.resize(level, size, interpolation=cv2.INTER_AREA), (0, 0), 1.8)
            level = level.reshape(size[1], size[0])
            wide = cv2.resize(level, (w, h), interpolation=cv2.INTER_LINEAR).reshape(h, w)
            total[c] += wide * np.float32(weight * strength)
    return total


@vector_kernel
def _split(canvas: Any, depth: Any, focus: float, reach: float, far: Any, near: Any) -> bool:
    """Sort blocks of pixels into a far and a near layer, each weighted by how unsharp it is; True when some
    are near."""
    f = np.float32
    one = f(1.0)
    zero = f(0.0)
    focus_at = f(focus)
    steep = f(reach)
    before = False
    _, h, w = far.shape
    _, height, width = canvas.shape
    div = height // h
    step = 1 if div < 4 else 2
    n = (div + step - 1) // step
    q = f(1.0 / (n * n))
    rows = np.empty((8, width), np.float32)
    ratio = np.empty(width, np.float32)
    for y in range(h):
        rows[:] = zero
        f0, f1, f2, f3 = rows[0], rows[1], rows[2], rows[3]
        n0, n1, n2, n3 = rows[4], rows[5], rows[6], rows[7]
        fringe = False
        for j in range(0, div, step):
            yy = min(y * div + j, height - 1)
            zs = depth[yy]
            r = canvas[0, yy]
            g = canvas[1, yy]
            b = canvas[2, yy]
            nearer = np.int32(0)
            for x in range(width):
                v = focus_at / zs[x]
                ratio[x] = v
                nearer = np.int32(nearer + (np.int32(1) if v > one else np.int32(0)))
            if nearer < width:
                for x in range(width):
                    v = ratio[x]
                    k = min(max((one - v) * steep, zero), one)
                    k = k * k + (f(0.001) if v < one else zero)
                    f0[x] += k * min(r[x], _BRIGHTEST)
                    f1[x] += k * min(g[x], _BRIGHTEST)
                    f2[x] += k * min(b[x], _BRIGHTEST)
                    f3[x] += k
            if nearer > 0:
                fringe = True
                for x in range(width):
                    k = min(max((ratio[x] - one) * steep, zero), one)
                    k = k * k
                    n0[x] += k * min(r[x], _BRIGHTEST)
                    n1[x] += k * min(g[x], _BRIGHTEST)
                    n2[x] += k * min(b[x], _BRIGHTEST)
                    n3[x] += k
        for c in range(4):
            row = rows[c]
            out = far[c, y]
            for x in range(w):
                total = zero
                for i in range(0, div, step):
                    total += row[min(x * div + i, width - 1)]
                out[x] = total * q
        for c in range(4):
            row = rows[4 + c]
            out = near[c, y]
            if not fringe:
                out[:] = zero
                continue
            for x in range(w):
                total = zero
                for i in range(0, div, step):
                    total += row[min(x * div + i, width - 1)]
                out[x] = total * q
        if fringe:
            for x in range(w):
                before = before or near[3, y, x] > f(0.01)
    return before


@inlined
def lay(r: Any, g: Any, b: Any, depth: Any, layer: Any, sharp: Any, gain: Any, behind: bool) -> None:
    """Lay one row of an unsharp layer (4, W) over one row of the picture, in place: behind the focus where
    the picture itself is behind it, before the focus wherever the layer is."""
    f = np.float32
    one = f(1.0)
    zero = f(0.0)
    l0, l1, l2, l3 = layer[0], layer[1], layer[2], layer[3]
    if behind:
        for x in range(r.shape[0]):
            w = l3[x]
            k = min((one - sharp / depth[x]) * gain, one)
            k = k if k > f(0.02) else zero
            k = k if w > f(1e-4) else zero
            k = k * k * (f(3.0) - k - k)
            q = k / max(w, f(1e-4))
            k = one - k
            r[x] = r[x] * k + l0[x] * q
            g[x] = g[x] * k + l1[x] * q
            b[x] = b[x] * k + l2[x] * q
    else:
        for x in range(r.shape[0]):
            w = l3[x]
            k = min(w + w, one)
            k = k if w > f(1e-3) else zero
            q = k / max(w, f(1e-3))
            k = one - k
            r[x] = r[x] * k + l0[x] * q
            g[x] = g[x] * k + l1[x] * q
            b[x] = b[x] * k + l2[x] * q


class Haze(NamedTuple):
    """What lies before and behind the focus, blurred: ``far`` and ``near`` are (4, h, w), colour times weight
    and weight, or (4, 1, 1) for none; ``focus`` metres."""

    far: Canvas
    near: Canvas
    focus: float


NOTHING: Final = np.zeros((4, 1, 1), np.float32)


def lens_blur(canvas: Canvas, depth: Canvas, focus: float, blur: float) -> Haze:
    """Blur what lies before and behind the focus; :func:`lay` puts it into the picture.

    Args:
        canvas: (3, H, W) linear.
        depth: (H, W) metres.
        focus: metres.
        blur: radius of the circle of confusion at infinity, image heights.
    """
    height, width = depth.shape
    pixels = blur * height
    if pixels < 0.7:
        return Haze(NOTHING, NOTHING, focus)
    div = max(1, min(8, max(round(height / 360), round(pixels / 3.2))))
    h, w = max(1, height // div), max(1, width // div)
    far = np.empty((4, h, w), np.float32)
    near = np.empty((4, h, w), np.float32)
    before = _split(canvas, depth, focus, REACH, far, near)
    return Haze(
        _disc_blur(far, pixels / div), _disc_blur(near, pixels / div * 1.25) if before else NOTHING, focus
    )


def _disc_blur(layers: Canvas, radius: float) -> Canvas:
    """Average over a disc: out-of-focus lights become discs, not clouds."""
    radius = min(radius, 4.6)
    r = math.ceil(radius)
    y, x = np.mgrid[-r : r + 1, -r : r + 1]
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    disc /= disc.sum()
    for plane in layers:
        plane[:] = cv2.filter2D(plane, -1, disc, borderType=cv2.BORDER_REPLICATE).reshape(plane.shape)
    return layers
