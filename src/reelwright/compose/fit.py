"""Where a picture of one shape lies within a canvas of another."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, sqrt
from typing import Literal

__all__ = ["Box", "Shape", "contain", "contain_size", "shaped_size"]

Shape = Literal["barred", "within", "covering", "own"]
"""What a source makes of the size it is opened at: ``barred`` has just that size, the picture fitted inside
with black bars. The others are the whole picture in its own shape, without bars: the largest ``within`` the
size, the smallest ``covering`` it both ways, or at its ``own`` size. Those are enlarged twice at most."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of whole chroma samples: all four numbers are even."""

    x: int
    y: int
    width: int
    height: int


def contain(aspect: Fraction, width: int, height: int) -> Box:
    """The largest centred box of shape ``aspect`` (width over height) within an even canvas.

    A box that would leave less than 1% of bars fills the canvas.
    """
    wide, high = Fraction(width), width / aspect
    if high > height:
        wide, high = height * aspect, Fraction(height)
    if wide > width * Fraction(99, 100) and high > height * Fraction(99, 100):
        return Box(0, 0, width, height)
    box_width = min(width, max(2, 2 * round(wide / 2)))
    box_height = min(height, max(2, 2 * round(high / 2)))
    return Box((width - box_width) // 4 * 2, (height - box_height) // 4 * 2, box_width, box_height)


def contain_size(size: tuple[int, int], width: int, height: int) -> Box:
    """:func:`contain` for a picture of ``size``."""
    return contain(Fraction(*size), width, height)


def shaped_size(
    size: tuple[int, int], width: int, height: int, shape: Shape, *, most: int = 36_000_000
) -> tuple[int, int]:
    """Even sides of a picture of ``size`` opened at ``width`` x ``height``; at most ``most`` pixels."""
    if shape == "barred":
        return width, height
    across, down = width / size[0], height / size[1]
    k = {"within": min(across, down), "covering": max(across, down), "own": 1.0}[shape]
    k = min(k, 2.0, sqrt(most / (size[0] * size[1])))
    even = (max(2, 2 * ceil(side * k / 2 - 1e-6)) for side in size)
    return next(even), next(even)
