"""What a lens does to light: glow around what is bright, and blur before and behind the focus."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.jit import inlined, kernel

__all__ = ["bloom", "columns", "lens_blur", "spread"]

Canvas = npt.NDArray[np.float32]


@inlined
def spread(small: Any, y: float, row: Any, work: Any, index: Any, share: Any) -> None:
    """Row ``y`` (in rows of ``small``) at full width: ``row`` (W, C) by linear interpolation."""
    h, w, channels = small.shape
    y = min(max(y, 0.0), h - 1.0)
    y0 = int(y)
    y1 = min(y0 + 1, h - 1)
    f = np.float32(y - y0)
    g = np.float32(1.0) - f
    for x in range(w):
        for c in range(channels):
            work[x, c] = small[y0, x, c] * g + small[y1, x, c] * f
    for x in range(row.shape[0]):
        i = index[x]
        j = min(i + 1, w - 1)
        f = share[x]
        g = np.float32(1.0) - f
        for c in range(channels):
            row[x, c] = work[i, c] * g + work[j, c] * f


@inlined
def columns(small_width: int, width: int, index: Any, share: Any) -> None:
    """Where ``width`` columns lie in a row of ``small_width``: left neighbour, share of the right one."""
    for x in range(width):
        u = (x + 0.5) * small_width / width - 0.5
        u = min(max(u, 0.0), small_width - 1.0)
        i = int(u)
        index[x] = i
        share[x] = u - i


@kernel
def _gather(canvas: Any, over: float, half: Any) -> None:
    """Average blocks of ``div`` pixels into ``half`` (h, w, 3), keeping only what glows."""
    h, w, _ = half.shape
    height, width, _ = canvas.shape
    div = height // h
    for y in range(h):
        for x in range(w):
            r: Any = np.float32(0.0)
            g: Any = np.float32(0.0)
            b: Any = np.float32(0.0)
            n = 0
            for j in range(0, div, 2):
                yy = min(y * div + j, height - 1)
                for i in range(0, div, 2):
                    xx = min(x * div + i, width - 1)
                    r += min(canvas[yy, xx, 0], np.float32(12.0))
                    g += min(canvas[yy, xx, 1], np.float32(12.0))
                    b += min(canvas[yy, xx, 2], np.float32(12.0))
                    n += 1
            k = 1.0 / n
            top = max(r, g, b) * k
            # Soft knee: nothing under 0.6 of the threshold, everything well above it.
            e = max(top - 0.6 * over, 0.0)
            k *= e * e / ((e + 0.8 * over) * (top + 1e-6))
            half[y, x, 0] = r * k
            half[y, x, 1] = g * k
            half[y, x, 2] = b * k


def bloom(canvas: Canvas, over: float, strength: float) -> Canvas:
    """Glow around bright things at about a quarter of the size, (h, w, 3)."""
    height, width = canvas.shape[:2]
    div = max(1, round(height / 180))
    small = np.empty((max(1, height // div), max(1, width // div), 3), np.float32)
    _gather(canvas, over, small)
    h, w = small.shape[:2]
    total = cv2.GaussianBlur(small, (0, 0), max(0.3, h / 180 * 1.2)) * np.float32(0.5 * strength)
    level = small
    for weight in (0.3, 0.25):
        size = (max(1, level.shape[1] // 3), max(1, level.shape[0] // 3))
        level = cv2.GaussianBlur(cv2.resize(level, size, interpolation=cv2.INTER_AREA), (0, 0), 1.8)
        total += cv2.resize(level, (w, h), interpolation=cv2.INTER_LINEAR) * np.float32(weight * strength)
    return np.asarray(total.reshape(h, w, 3))


@kernel
def _split(canvas: Any, depth: Any, focus: float, reach: float, far: Any, near: Any) -> bool:
    """Sort blocks of pixels into a far and a near layer, each weighted by how unsharp it is; True when some
    are near."""
    f = np.float32
    nearest = f(focus)
    before = False
    h, w, _ = far.shape
    height, width, _ = canvas.shape
    div = height // h
    step = 1 if div < 4 else 2
    for y in range(h):
        for x in range(w):
            for c in range(4):
                far[y, x, c] = 0.0
                near[y, x, c] = 0.0
            n = 0
            for j in range(0, div, step):
                yy = min(y * div + j, height - 1)
                for i in range(0, div, step):
                    xx = min(x * div + i, width - 1)
                    n += 1
                    z = depth[yy, xx]
                    cr = min(canvas[yy, xx, 0], f(16.0))
                    cg = min(canvas[yy, xx, 1], f(16.0))
                    cb = min(canvas[yy, xx, 2], f(16.0))
                    if z > nearest:
                        k = min((f(1.0) - nearest / z) * f(reach), f(1.0))
                        k = k * k + f(0.001)
                        far[y, x, 0] += k * cr
                        far[y, x, 1] += k * cg
                        far[y, x, 2] += k * cb
                        far[y, x, 3] += k
                    else:
                        k = min((nearest / z - f(1.0)) * f(reach), f(1.0))
                        k = k * k
                        if k > f(0.01):
                            before = True
                        near[y, x, 0] += k * cr
                        near[y, x, 1] += k * cg
                        near[y, x, 2] += k * cb
                        near[y, x, 3] += k
            q = f(1.0 / n)
            for c in range(4):
                far[y, x, c] *= q
                near[y, x, c] *= q
    return before


@kernel
def _lay(canvas: Any, depth: Any, far: Any, near: Any, focus: float, reach: float) -> None:
    """Put the unsharp layers over and under what is sharp, in place."""
    height, width, _ = canvas.shape
    f = np.float32
    one = f(1.0)
    far_row = np.empty((width, 4), np.float32)
    near_row = np.empty((width, 4), np.float32)
    work = np.empty((far.shape[1], 4), np.float32)
    index = np.empty(width, np.int64)
    share = np.empty(width, np.float32)
    columns(far.shape[1], width, index, share)
    use_near = near.shape[0] > 1
    sharp = f(focus)
    gain = f(reach * 1.6)
    for y in range(height):
        at = (y + 0.5) * far.shape[0] / height - 0.5
        spread(far, at, far_row, work, index, share)
        if use_near:
            spread(near, at, near_row, work, index, share)
        for x in range(width):
            z = depth[y, x]
            if z > sharp:
                k = min((one - sharp / z) * gain, one)
                w = far_row[x, 3]
                if w > f(1e-4) and k > f(0.02):
                    k = k * k * (f(3.0) - k - k)
                    q = k / w
                    k = one - k
                    canvas[y, x, 0] = canvas[y, x, 0] * k + far_row[x, 0] * q
                    canvas[y, x, 1] = canvas[y, x, 1] * k + far_row[x, 1] * q
                    canvas[y, x, 2] = canvas[y, x, 2] * k + far_row[x, 2] * q
            if use_near:
                w = near_row[x, 3]
                if w > f(1e-3):
                    k = min(w * f(2.0), one)
                    q = k / w
                    k = one - k
                    canvas[y, x, 0] = canvas[y, x, 0] * k + near_row[x, 0] * q
                    canvas[y, x, 1] = canvas[y, x, 1] * k + near_row[x, 1] * q
                    canvas[y, x, 2] = canvas[y, x, 2] * k + near_row[x, 2] * q


def lens_blur(canvas: Canvas, depth: Canvas, focus: float, blur: float) -> None:
    """Blur what lies before and behind the focus, in place.

    Args:
        canvas: (H, W, 3) linear.
        depth: (H, W) metres.
        focus: metres.
        blur: radius of the circle of confusion at infinity, image heights.
    """
    height, width = depth.shape
    pixels = blur * height
    if pixels < 0.7:
        return
    div = max(1, min(8, max(round(height / 360), round(pixels / 3.2))))
    h, w = max(1, height // div), max(1, width // div)
    far = np.empty((h, w, 4), np.float32)
    near = np.empty((h, w, 4), np.float32)
    reach = 2.2
    if _split(canvas, depth, focus, reach, far, near):
        near = _disc_blur(near, pixels / div * 1.25)
    else:
        near = np.zeros((1, 1, 4), np.float32)
    _lay(canvas, depth, _disc_blur(far, pixels / div), near, focus, reach)


def _disc_blur(image: Canvas, radius: float) -> Canvas:
    """Average over a disc: out-of-focus lights become discs, not clouds."""
    radius = min(radius, 4.6)
    r = math.ceil(radius)
    y, x = np.mgrid[-r : r + 1, -r : r + 1]
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    disc /= disc.sum()
    return np.asarray(cv2.filter2D(image, -1, disc, borderType=cv2.BORDER_REPLICATE).reshape(image.shape))
