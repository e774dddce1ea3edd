"""The outline of a placed picture: rounded corners, borders, masks and the shadow below it."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.fit import Box
from reelwright.compose.focus import blurred
from reelwright.compose.frame import Frame, Plane
from reelwright.compose.pixels import ellipse_cover, over_value, rectangle_cover
from reelwright.compose.placement import Placement
from reelwright.compose.sampling import sample_plane
from reelwright.timeline import Mask, Shadow, value_at

__all__ = ["halved", "mask_cover", "outline", "paint", "shadow_of", "shadow_reach"]

Floats = npt.NDArray[np.float32]

_NO_LINE: Final = (0, 0)


def _numbers(*values: float) -> Floats:
    return np.array(values, np.float32)


def outline(
    placed: Placement, box: Box, corner: float, width: float, cover: Plane, line: Plane | None
) -> None:
    """Fill ``cover``, the size of ``box``, with what the picture covers, and ``line`` with its border.

    Args:
        placed: the picture.
        box: where on the canvas the planes lie.
        corner: radius in shares of the picture's shorter side.
        width: of the border, in canvas pixels.
        cover: 0..255, anti-aliased.
        line: the same for the border, or None.
    """
    wide, high = placed.scales
    left, top, right, bottom = placed.visible
    radius = corner * min((right - left) * wide, (bottom - top) * high)
    rectangle_cover(
        cover,
        np.empty(_NO_LINE, np.uint8) if line is None else line,
        box.x,
        box.y,
        _numbers(*placed.inverse()),
        _numbers(*placed.visible),
        _numbers(wide, high),
        np.float32(radius),
        np.float32(width),
        np.float32(1),
    )


def mask_cover(mask: Mask, n: int, placed: Placement, box: Box, picture: Plane | None, cover: Plane) -> None:
    """Fill ``cover`` with what ``mask`` lets through at the clip's frame ``n``; ``picture`` is its file's."""
    wide, high = placed.scales
    x, y = value_at(mask.x, n) * placed.width, value_at(mask.y, n) * placed.height
    half_w, half_h = value_at(mask.width, n) * placed.width / 2, value_at(mask.height, n) * placed.height / 2
    feather = np.float32(max(1.0, mask.feather * placed.height * high))
    inverse, scales = _numbers(*placed.inverse()), _numbers(wide, high)
    rect = _numbers(x - half_w, y - half_h, x + half_w, y + half_h)
    if half_w <= 0 or half_h <= 0:
        cover[:] = 0
    elif mask.shape == "file":
        assert picture is not None
        _file_cover(picture, placed, (x, y, half_w, half_h), box, cover)
        if mask.feather:
            cover[:] = blurred(cover, float(feather) / 2)
    elif mask.shape == "ellipse":
        ellipse_cover(cover, box.x, box.y, inverse, rect, scales, feather)
    else:
        radius = np.float32(mask.corner * min(half_w * wide, half_h * high))
        none = np.empty(_NO_LINE, np.uint8)
        rectangle_cover(cover, none, box.x, box.y, inverse, rect, scales, radius, np.float32(0), feather)
    if mask.invert:
        np.subtract(255, cover, out=cover)


def _file_cover(
    picture: Plane, placed: Placement, middle: tuple[float, float, float, float], box: Box, cover: Plane
) -> None:
    """``picture`` stretched over the mask's box; nothing gets through beyond it."""
    x, y, half_w, half_h = middle
    a, b, c, d, e, f = placed.inverse()
    height, width = picture.shape
    kx, ky = width / (2 * half_w), height / (2 * half_h)
    to_mask = (a * kx, b * kx, (c - x + half_w) * kx, d * ky, e * ky, (f - y + half_h) * ky)
    framed = np.pad(picture, 1)
    a, b, c, d, e, f = to_mask
    sample_plane(framed, (a, b, c + 1, d, e, f + 1), box.x, box.y, cover)


def halved(plane: Plane) -> Plane:
    """A cover at the size of chroma: the mean of each four."""
    import cv2

    half = cv2.resize(plane, (plane.shape[1] // 2, plane.shape[0] // 2), interpolation=cv2.INTER_AREA)
    return np.asarray(half, np.uint8)


def paint(frame: Frame, colour: tuple[int, int, int], cover: Plane) -> None:
    """Lay one colour (Y, U, V) over ``frame`` as far as ``cover`` says, in place."""
    half = halved(cover)
    over_value(frame.y, colour[0], cover)
    over_value(frame.u, colour[1], half)
    over_value(frame.v, colour[2], half)


def shadow_reach(shadow: Shadow, height: int) -> int:
    """Pixels around a picture within which its shadow can be seen."""
    return math.ceil(shadow.blur * height * 3 + max(abs(shadow.x), abs(shadow.y)) * height) + 2


def shadow_of(shadow: Shadow, cover: Plane, height: int) -> Plane:
    """What the shadow of ``cover`` darkens, in the same box, which leaves room for it."""
    import cv2

    soft = blurred(cover, shadow.blur * height)
    move = np.array([[1, 0, shadow.x * height], [0, 1, shadow.y * height]], np.float64)
    out: Any = cv2.warpAffine(soft, move, (cover.shape[1], cover.shape[0]), flags=cv2.INTER_LINEAR)
    return np.asarray(cv2.convertScaleAbs(out, alpha=shadow.opacity), np.uint8)
