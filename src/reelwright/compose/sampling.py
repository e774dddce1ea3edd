"""Pictures drawn into a box of the canvas: each plane by bilinear look-up, shrunk by areas beforehand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.fit import Box
from reelwright.compose.frame import Frame, Plane
from reelwright.compose.pixels import resample, resample_both
from reelwright.compose.placement import Affine

__all__ = ["levels", "sample", "sample_plane", "shrink", "shrinkage"]

_ALIASES: Final = 1.5
"""Source pixels for one of the canvas beyond which looking at four of them is not enough."""


def shrinkage(to_source: Affine) -> tuple[float, float]:
    """Source pixels, across and down, for one pixel of the canvas."""
    a, b, _, d, e, _ = to_source
    return max(abs(a), abs(b)), max(abs(d), abs(e))


def sample(frame: Frame, to_source: Affine, box: Box, out: Frame) -> None:
    """Draw ``frame`` into ``out``, the size of ``box``; pixels beyond the picture repeat its edge.

    Args:
        frame: the source; where it has alpha, ``out`` must have too (clear beyond the picture).
        to_source: from canvas pixels to pixels of ``frame``, both counted from their outer edges.
        box: where on the canvas ``out`` lies.
        out: what is drawn.
    """
    across, down = shrinkage(to_source)
    if across > _ALIASES or down > _ALIASES:
        small = shrink(frame, max(1.0, across), max(1.0, down))
        kx, ky = small.width / frame.width, small.height / frame.height
        a, b, c, d, e, f = to_source
        frame, to_source = small, (a * kx, b * kx, c * kx, d * ky, e * ky, f * ky)
    a, b, c, d, e, f = to_source
    half = (a, b, c / 2, d, e, f / 2)
    sample_plane(frame.y, to_source, box.x, box.y, out.y)
    _sample_chroma(frame, half, box.x // 2, box.y // 2, out)
    if frame.a is not None:
        assert out.a is not None
        sample_plane(frame.a, to_source, box.x, box.y, out.a)


def shrink(frame: Frame, across: float, down: float) -> Frame:
    """``frame`` made smaller by area means; each size is rounded to an even number."""
    import cv2

    width = max(2, 2 * round(frame.width / across / 2))
    height = max(2, 2 * round(frame.height / down / 2))
    whole, half = (width, height), (width // 2, height // 2)

    def smaller(plane: Plane, size: tuple[int, int]) -> Any:
        return cv2.resize(plane, size, interpolation=cv2.INTER_AREA)

    alpha = None if frame.a is None else smaller(frame.a, whole)
    return Frame(smaller(frame.y, whole), smaller(frame.u, half), smaller(frame.v, half), alpha)


def sample_plane(plane: Plane, to_source: Affine, left: int, top: int, out: Plane) -> None:
    """Draw one plane into ``out`` (an even number of rows), which begins at pixel (``left``, ``top``)."""
    a, b, c, d, e, f = to_source
    height, width = out.shape
    if b == 0 and d == 0:
        if not (a == 1 and e == 1 and _copied(plane, c + left, f + top, out)):
            ways = _Ways.between(to_source, left, top, plane, out)
            resample(plane[:, ways.strip], out, *ways.steps)
        return
    import cv2

    # OpenCV counts from the middles of pixels.
    matrix = np.array(
        [
            [a, b, a * (left + 0.5) + b * (top + 0.5) + c - 0.5],
            [d, e, d * (left + 0.5) + e * (top + 0.5) + f - 0.5],
        ]
    )
    cv2.warpAffine(
        plane,
        matrix,
        (width, height),
        dst=out,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )


def _sample_chroma(frame: Frame, to_source: Affine, left: int, top: int, out: Frame) -> None:
    """Draw U and V, which lie alike."""
    a, b, c, d, e, f = to_source
    if b == 0 and d == 0 and not (a == 1 and e == 1 and _whole(c + left, f + top)):
        ways = _Ways.between(to_source, left, top, frame.u, out.u)
        resample_both(frame.u[:, ways.strip], frame.v[:, ways.strip], out.u, out.v, *ways.steps)
        return
    for plane, drawn in ((frame.u, out.u), (frame.v, out.v)):
        if b == 0 and d == 0 and not _copied(plane, c + left, f + top, drawn):
            ways = _Ways.between(to_source, left, top, plane, drawn)
            resample_both(plane[:, ways.strip], plane[:, ways.strip], drawn, drawn.copy(), *ways.steps)
        elif b != 0 or d != 0:
            sample_plane(plane, to_source, left, top, drawn)


@dataclass(frozen=True, slots=True)
class _Ways:
    """Where columns and rows of a plane come from: ``strip`` of the source, and the kernel's arguments."""

    strip: slice
    steps: tuple[Any, ...]

    @classmethod
    def between(cls, to_source: Affine, left: int, top: int, plane: Plane, out: Plane) -> _Ways:
        a, _, c, _, e, f = to_source
        columns, across = _steps(a, c, left, out.shape[1], plane.shape[1])
        rows, down = _steps(e, f, top, out.shape[0], plane.shape[0])
        first, last = sorted((int(columns[0]), int(columns[-1])))
        strip = slice(first, min(last + 2, plane.shape[1]))
        scratch = np.empty(strip.stop - first + 1, np.uint32)
        after = np.minimum(rows + 1, plane.shape[0] - 1)
        at = (columns - first).astype(np.uint32)
        return cls(strip, (at, across, rows, after, down.astype(np.uint32), scratch))


def _whole(x: float, y: float) -> bool:
    return abs(x - round(x)) < 1e-6 and abs(y - round(y)) < 1e-6


def _copied(plane: Plane, x: float, y: float, out: Plane) -> bool:
    """Copy pixel for pixel where nothing lies between pixels or beyond the edge; whether that was so."""
    column, row = round(x), round(y)
    height, width = out.shape
    if not _whole(x, y):
        return False
    if column < 0 or row < 0 or column + width > plane.shape[1] or row + height > plane.shape[0]:
        return False
    out[:] = plane[row : row + height, column : column + width]
    return True


def _steps(
    scale: float, offset: float, first: int, count: int, size: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """For each output sample the input sample before it and how far it lies beyond, in 1/256."""
    position = scale * (np.arange(first, first + count) + 0.5) + (offset - 0.5)
    position = np.clip(position, 0, size - 1)
    fixed = np.rint(position * 256).astype(np.int32)
    at = np.minimum(fixed >> 8, max(size - 2, 0))
    return at, fixed - (at << 8)


def levels(minified: float) -> tuple[int, float]:
    """Of a pyramid whose levels shrink by the square root of two: the level, and the share of the next."""
    position = 2 * math.log2(max(minified, 1.0))
    level = math.floor(position + 1e-9)
    return level, max(0.0, (position - level - 0.6) / 0.4)
