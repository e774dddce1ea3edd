"""A source whose last frame leads into its first."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np

from reelwright.compose.frame import Frame, Source
from reelwright.timing import FrameRate

__all__ = ["LoopedSource", "overlap_of"]

_OVERLAP: Final = Fraction(4, 5)


def overlap_of(seconds: Fraction, rate: FrameRate) -> int:
    """Frames over which the end of a loop of this length mixes with its beginning."""
    return max(1, min(rate.frames(_OVERLAP), rate.frames(seconds) // 3))


class LoopedSource:
    """``length`` frames of ``source`` that repeat for ever without a jump.

    The loop plays frames ``overlap`` .. ``length + overlap`` of the source; over its last ``overlap`` frames
    they mix with the frames that lead up to its first one.
    """

    def __init__(self, source: Source, length: int, overlap: int) -> None:
        self.source, self.loop, self.overlap = source, max(length, 1), min(overlap, max(length - 1, 0))
        self.width, self.height = source.width, source.height
        self.length: int | None = None

    def frame(self, n: int) -> Frame:
        """Frame ``n``; the same as frame ``n`` plus any number of loops."""
        n %= self.loop
        here = self.source.frame(n + self.overlap)
        into = n - (self.loop - self.overlap)
        if into < 0:
            return here
        here = here.copy()
        s = (into + 1) / (self.overlap + 1)
        return _mixed(here, self.source.frame(into), s * s * (3 - 2 * s))

    def close(self) -> None:
        """Close the source."""
        self.source.close()


def _mixed(a: Frame, b: Frame, share: float) -> Frame:
    k = np.float32(share)
    planes = []
    for one, two in ((a.y, b.y), (a.u, b.u), (a.v, b.v)):
        first = one.astype(np.float32)
        planes.append((first + (two.astype(np.float32) - first) * k + np.float32(0.5)).astype(np.uint8))
    return Frame(*planes)
