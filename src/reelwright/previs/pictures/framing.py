"""What of a picture is shown: without letterbox bars, filling the frame's shape, around what matters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Window", "content_box", "cover"]


class Window(NamedTuple):
    """A part of a picture in shares of its size: middle and half sides."""

    x: float
    y: float
    half_x: float
    half_y: float


def content_box(rgb: npt.NDArray[np.uint8]) -> tuple[float, float, float, float]:
    """The picture without dark bars at opposite sides: left, top, right, bottom in shares of its size."""
    luma = rgb.max(axis=2).astype(np.float32)
    box = [0.0, 0.0, 1.0, 1.0]
    for axis in (0, 1):
        lines = np.percentile(luma, 99, axis=1 - axis) < 24
        first = int(np.argmin(lines)) if not lines.all() else 0
        last = int(np.argmin(lines[::-1])) if not lines.all() else 0
        size = len(lines)
        if min(first, last) > 0.02 * size and abs(first - last) <= 0.02 * size and first < 0.3 * size:
            place = 1 - axis
            box[place], box[place + 2] = (first + 1) / size, 1 - (last + 1) / size
    return box[0], box[1], box[2], box[3]


def cover(aspect: float, frame: float, centre: tuple[float, float]) -> Window:
    """The largest window of shape ``frame`` within a picture of shape ``aspect`` (both width over height), as
    near to ``centre`` (shares) as the picture's edges allow."""
    half_x, half_y = (0.5 * frame / aspect, 0.5) if aspect > frame else (0.5, 0.5 * aspect / frame)
    x = min(max(centre[0], half_x), 1 - half_x)
    y = min(max(centre[1], half_y), 1 - half_y)
    return Window(x, y, half_x, half_y)
