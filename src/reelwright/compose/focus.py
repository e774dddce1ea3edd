"""Blur, sharpen and denoise on the planes. Lengths are in pixels of luma."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from reelwright.compose.frame import Frame, Plane
from reelwright.compose.pixels import premultiplied, straight

__all__ = ["blur", "blurred", "denoise", "sharpen"]

_DIRECT: Final = 3.0
"""Sigma up to which a plane is blurred as it is; wider blurs work on a smaller copy."""


def blurred(plane: Any, sigma: float) -> Any:
    """``plane`` (any depth) under a Gaussian of ``sigma`` pixels; edges repeat. The input stays."""
    import cv2

    if sigma < 0.15:
        return plane
    sigma = min(sigma, max(plane.shape[:2]) / 2)  # beyond that all is one colour anyway
    if sigma <= _DIRECT:
        return cv2.GaussianBlur(plane, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    height, width = plane.shape[:2]
    by = 2 ** max(1, math.floor(math.log2(sigma / _DIRECT * 1.5)))
    size = max(1, -(-width // by)), max(1, -(-height // by))
    # Whole blocks only: the edge is repeated up to a multiple, so that nothing moves.
    wide = cv2.copyMakeBorder(plane, 0, size[1] * by - height, 0, size[0] * by - width, cv2.BORDER_REPLICATE)
    small = cv2.resize(wide, size, interpolation=cv2.INTER_AREA)
    # Averaging blocks and drawing straight lines between them blurs a little by itself.
    rest = math.sqrt(max(0.25, (sigma / by) ** 2 - 1 / 4))
    deep = small.astype(np.float32)
    soft = cv2.GaussianBlur(deep, (0, 0), rest, borderType=cv2.BORDER_REPLICATE)
    back = cv2.resize(soft, (size[0] * by, size[1] * by), interpolation=cv2.INTER_CUBIC)[:height, :width]
    if plane.dtype == np.uint8:
        return cv2.convertScaleAbs(np.ascontiguousarray(np.maximum(back, 0)))
    return np.ascontiguousarray(back)


def blur(frame: Frame, sigma: float) -> None:
    """A Gaussian blur of the picture and of its alpha, in place."""
    if sigma < 0.15:
        return
    if frame.a is None:
        frame.y[:] = blurred(frame.y, sigma)
        frame.u[:] = blurred(frame.u, sigma / 2)
        frame.v[:] = blurred(frame.v, sigma / 2)
        return
    _through(frame.y, frame.a, sigma)
    half = _halved(frame.a)
    _through(frame.u, half, sigma / 2)
    _through(frame.v, half, sigma / 2)
    frame.a[:] = blurred(frame.a, sigma)


def _through(plane: Plane, cover: Plane, sigma: float) -> None:
    """Blur only what can be seen: clear pixels give no colour to their neighbours."""
    weighed = np.empty(plane.shape, np.float32)
    premultiplied(plane, cover, weighed)
    weight = blurred(cover.astype(np.float32) * np.float32(1 / 255), sigma)
    straight(blurred(weighed, sigma), weight, plane)


def _halved(plane: Plane) -> Plane:
    import cv2

    half = cv2.resize(plane, (plane.shape[1] // 2, plane.shape[0] // 2), interpolation=cv2.INTER_AREA)
    return np.asarray(half, np.uint8)


def sharpen(frame: Frame, amount: float, sigma: float) -> None:
    """An unsharp mask on the luma, in place."""
    import cv2

    if amount <= 0:
        return
    amount = min(amount, 10.0)
    soft = blurred(frame.y, max(sigma, 0.4))
    cv2.addWeighted(frame.y, 1 + amount, soft, -amount, 0, dst=soft if soft is not frame.y else None)
    frame.y[:] = soft


def denoise(frame: Frame, strength: float) -> None:
    """Smooth what differs little from its surroundings, in place, by bilateral filters.

    ``strength`` 0..1 widens what counts as little, up to 40 levels.
    """
    import cv2

    if strength <= 0:
        return
    level = 6 + 34 * min(strength, 1.0)
    frame.y[:] = cv2.bilateralFilter(frame.y, 5, level, 2.2, borderType=cv2.BORDER_REPLICATE)
    for plane in (frame.u, frame.v):
        plane[:] = cv2.bilateralFilter(plane, 7, level, 3.0, borderType=cv2.BORDER_REPLICATE)
