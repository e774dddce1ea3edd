"""A clip as pictures of one size, filling the frame, by their number or at a frame rate."""

from __future__ import annotations

import bisect
from fractions import Fraction
from pathlib import Path

import numpy as np

from reelwright.compose.facts import read_facts
from reelwright.compose.files import FileSource
from reelwright.compose.frame import Frame
from reelwright.errors import MediaError
from reelwright.previs.pictures.spec import File
from reelwright.timing import FrameRate

__all__ = ["Pictures", "Reel", "cover_size"]


def cover_size(aspect: Fraction, width: int, height: int) -> tuple[int, int]:
    """The smallest even size of shape ``aspect`` that covers ``width`` x ``height``."""
    wide, high = Fraction(width), width / aspect
    if high < height:
        wide, high = height * aspect, Fraction(height)
    if wide < width * Fraction(102, 100) and high < height * Fraction(102, 100):
        return width, height
    return max(width, -(-wide // 2) * 2), max(height, -(-high // 2) * 2)


class Reel:
    """The frames of a clip at ``rate``, cropped to the frame's shape about the middle.

    Raises:
        MediaError: missing, cut off, damaged, or without pictures.
    """

    def __init__(self, file: File, width: int, height: int, rate: FrameRate) -> None:
        self.path = Path(file.path)
        if not self.path.is_file():
            raise MediaError(
                f"{self.path} is not there.", code="missing-media", hint="Leave it in place.", path=file.path
            )
        facts, times = read_facts(self.path)
        if facts.kind != "video" or times is None:
            raise MediaError(f"{self.path} is not a clip.", code="not-a-clip", path=file.path)
        self.facts = facts
        self.width, self.height = width, height
        self._times = [(stamp - times.stamps[0]) * times.tick for stamp in times.stamps]
        self.seconds = times.duration
        size = cover_size(Fraction(facts.width, facts.height), width, height)
        self._x, self._y = (size[0] - width) // 4 * 2, (size[1] - height) // 4 * 2
        self.source = FileSource(self.path, *size, rate)
        self.length = max(1, self.source.length or 1)
        self._numbered: dict[int, FileSource] = {}
        self._size, self._rate = size, rate

    def frame(self, n: int) -> Frame:
        """Frame ``n`` at the rate, in memory of its own; the last one past the end."""
        return self._cropped(self.source.frame(min(max(n, 0), self.length - 1)))

    def _cropped(self, frame: Frame) -> Frame:
        rows, columns = slice(self._y, self._y + self.height), slice(self._x, self._x + self.width)
        half = (
            slice(self._y // 2, (self._y + self.height) // 2),
            slice(self._x // 2, (self._x + self.width) // 2),
        )
        return Frame(np.array(frame.y[rows, columns]), np.array(frame.u[half]), np.array(frame.v[half]))

    def close(self) -> None:
        """Close the file."""
        self.source.close()


class Pictures:
    """A clip's own pictures by their number, whatever their times; see :class:`Reel` for size and errors."""

    def __init__(self, file: File, width: int, height: int) -> None:
        # A source so fast that each picture has a frame of its own shows picture i at its own time.
        facts, times = read_facts(Path(file.path))
        if facts.kind != "video" or times is None:
            raise MediaError(f"{file.path} is not a clip.", code="not-a-clip", path=file.path)
        self._reel = Reel(file, width, height, FrameRate(Fraction(240)))
        self.times = [(stamp - times.stamps[0]) * times.tick for stamp in times.stamps]
        self.seconds = times.duration
        self.count = len(self.times)

    def picture(self, index: int) -> Frame:
        """Picture ``index``, counted from 0 in showing order."""
        index = min(max(index, 0), self.count - 1)
        return self._reel.frame(int(-(-self.times[index] * 240 // 1)))

    def at(self, seconds: Fraction) -> int:
        """The picture that is shown at ``seconds``."""
        return max(bisect.bisect_right(self.times, seconds) - 1, 0)

    def close(self) -> None:
        """Close the file."""
        self._reel.close()
