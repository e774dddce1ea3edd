"""The painterly filter: brush strokes by picking, around each pixel, the calmest of its four quadrants
(Kuwahara)."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.jit import kernel
from reelwright.previs.noise import fractal

__all__ = ["paint", "paper"]

Floats = npt.NDArray[np.float32]


@kernel
def _choose(mean: Any, square: Any, reach: int, out: Any) -> None:
    height, width, _ = out.shape
    for y in range(height):
        for x in range(width):
            best = np.float32(1e30)
            by = y
            bx = x
            for q in range(4):
                yy = y + (reach if q & 1 else -reach)
                xx = x + (reach if q & 2 else -reach)
                yy = min(max(yy, 0), height - 1)
                xx = min(max(xx, 0), width - 1)
                m = mean[yy, xx, 0] + mean[yy, xx, 1] + mean[yy, xx, 2]
                v = square[yy, xx] * np.float32(9.0) - m * m
                if v < best:
                    best = v
                    by = yy
                    bx = xx
            out[y, x, 0] = mean[by, bx, 0]
            out[y, x, 1] = mean[by, bx, 1]
            out[y, x, 2] = mean[by, bx, 2]


def paint(canvas: Floats, radius: float, sheet: Floats, strength: float) -> Floats:
    """``canvas`` (3, H, W) linear as strokes of about ``radius`` image heights on ``sheet``
    (:func:`paper`)."""
    height, width = canvas.shape[1:]
    small = max(1, round(height / 480))
    size = (max(1, width // small), max(1, height // small))
    image = np.stack([cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in canvas], -1)
    image = np.sqrt(np.clip(image.reshape(size[1], size[0], 3), 0, 4))
    reach = max(1, round(radius * size[1]))
    box = (reach * 2 + 1, reach * 2 + 1)
    grey = image.mean(-1)
    mean = cv2.blur(image, box).reshape(image.shape)
    square = cv2.blur(grey * grey, box).reshape(grey.shape)
    out = np.empty_like(image)
    _choose(mean, square, reach, out)
    out = cv2.GaussianBlur(out, (0, 0), 0.7).reshape(out.shape)
    big = cv2.resize(out * out, (width, height), interpolation=cv2.INTER_CUBIC).reshape(height, width, 3)
    np.maximum(big, 0, out=big)
    page = cv2.resize(sheet, (width, height), interpolation=cv2.INTER_LINEAR).reshape(height, width, 2)
    grain = 1 + (page[..., 0:1] - 0.5) * np.float32(0.35 * strength)
    white = page[..., 1:2] * np.float32(strength)
    done = big * grain * (1 - white) + np.float32(1.05) * white * grain
    return np.ascontiguousarray(done.transpose(2, 0, 1), np.float32)


def paper(ratio: float, seed: int) -> Floats:
    """A sheet (720, w, 2): paper grain in 0..1 and the white of its torn border in 0..1."""
    height = 720
    width = max(2, round(height * ratio))
    tile = fractal(seed, 512, 1.1, low=6.0)
    grain = np.tile(tile, (2, width // 512 + 1))[:height, :width]
    rough = np.tile(fractal(seed + 1, 512, 1.5, low=2.0), (2, width // 512 + 1))[:height, :width]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    edge = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y)) / height
    border = np.clip((0.030 + 0.030 * (rough - 0.5) - edge) / 0.006 + 0.5, 0, 1)
    return np.ascontiguousarray(np.stack([grain, border], -1).astype(np.float32))
