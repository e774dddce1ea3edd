"""A picture in the middle of its own wide, dark blur, for canvases of another shape."""

from __future__ import annotations

from typing import Final, Protocol

from reelwright.compose.fit import Box
from reelwright.compose.focus import blurred
from reelwright.compose.frame import Frame
from reelwright.compose.placement import Placement
from reelwright.compose.sampling import sample, shrink

__all__ = ["contained", "draw_backdrop", "tint"]

_ROWS: Final = 90
"""Shorter side of the small copy that is blurred: nothing finer is left anyway."""
_SIGMA: Final = 0.045
_DARKER: Final = 0.3
_BLACK: Final = (16, 128, 128)


class _Colours(Protocol):
    def apply(self, frame: Frame, n: int) -> None: ...


def draw_backdrop(picture: Frame, placed: Placement, box: Box, out: Frame, colours: _Colours | None) -> None:
    """Fill ``out``, which lies in ``box``, with the blur of ``picture`` stretched over what is placed.

    ``colours`` is what the picture itself has been through already.
    """
    by = max(1.0, min(picture.width, picture.height) / _ROWS)
    tiny = shrink(picture, by, by)
    if colours is not None:
        colours.apply(tiny, 0)
    sigma = _SIGMA * tiny.height
    soft = Frame(blurred(tiny.y, sigma), blurred(tiny.u, sigma / 2), blurred(tiny.v, sigma / 2))
    tint(soft, _BLACK, _DARKER)
    sample(soft, _covering(placed, soft).to_source(soft.width, soft.height), box, out)


def tint(frame: Frame, colour: tuple[int, int, int], share: float) -> None:
    """Mix ``share`` of one colour (Y, U, V) into ``frame``, in place."""
    import cv2

    for plane, level in zip((frame.y, frame.u, frame.v), colour, strict=True):
        cv2.convertScaleAbs(plane, dst=plane, alpha=1 - share, beta=level * share)


def contained(placed: Placement, width: int, height: int) -> Placement:
    """The part of a box's placement that the whole picture takes in its middle."""
    k = min(placed.width / width, placed.height / height)
    wide, high = width * k, height * k
    a, b, c, d, e, f = placed.matrix
    x, y = (placed.width - wide) / 2, (placed.height - high) / 2
    visible = tuple(
        min(max(edge - shift, 0.0), size)
        for edge, shift, size in zip(placed.visible, (x, y, x, y), (wide, high, wide, high), strict=True)
    )
    matrix = (a, b, a * x + b * y + c, d, e, d * x + e * y + f)
    return Placement(placed.window, wide, high, (visible[0], visible[1], visible[2], visible[3]), matrix)


def _covering(placed: Placement, picture: Frame) -> Placement:
    """``placed`` with the window that fills it with ``picture``, whatever their shapes."""
    shape = (placed.width / placed.height) / (picture.width / picture.height)
    wide, high = min(1.0, shape) / 2, min(1.0, 1 / shape) / 2
    return Placement(
        (0.5 - wide, 0.5 - high, 0.5 + wide, 0.5 + high),
        placed.width,
        placed.height,
        placed.visible,
        placed.matrix,
    )
