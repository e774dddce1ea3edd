"""The picture that travels between floors: planar YUV 4:2:0, BT.709, limited range, 8 bit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Frame", "Source"]

Plane = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture as the encoder eats it.

    ``y`` is (height, width) uint8, 16..235; ``u`` and ``v`` are (height/2, width/2) uint8, 16..240, centred
    on 128 (BT.709, limited range). Width and height are even. ``a``, where there is one, is (height, width)
    uint8: how far the picture covers what lies below, 0 clear .. 255 opaque; colours are not multiplied by
    it, and under clear pixels they are those of the nearest visible ones. None is opaque. The planes of
    a frame handed out by a source belong to the receiver until the next call of that source's ``frame``.
    """

    y: Plane
    u: Plane
    v: Plane
    a: Plane | None = None

    @property
    def width(self) -> int:
        """Luma samples a row."""
        return int(self.y.shape[1])

    @property
    def height(self) -> int:
        """Luma rows."""
        return int(self.y.shape[0])

    @classmethod
    def black(cls, width: int, height: int) -> Frame:
        """A black frame; ``width`` and ``height`` even."""
        return cls.solid(width, height, 16, 128, 128)

    @classmethod
    def solid(cls, width: int, height: int, y: int, u: int, v: int) -> Frame:
        """A frame of one colour, given in limited-range YUV."""
        return cls(
            np.full((height, width), y, np.uint8),
            np.full((height // 2, width // 2), u, np.uint8),
            np.full((height // 2, width // 2), v, np.uint8),
        )

    def copy(self) -> Frame:
        """The same picture in memory of its own."""
        return Frame(self.y.copy(), self.u.copy(), self.v.copy(), None if self.a is None else self.a.copy())


class Source(Protocol):
    """The seam every picture passes: frame ``n`` is a pure function of the source and ``n``.

    A source is opened for one size and one frame rate; asking for frames in any order, any number of times
    and in any process gives the same bytes. ``length`` is None for sources without an end (previs).
    """

    width: int
    height: int
    length: int | None

    def frame(self, n: int) -> Frame:
        """Frame ``n``, counted from 0."""
        ...

    def close(self) -> None:
        """Let go of files and memory; the source is not used again."""
        ...
