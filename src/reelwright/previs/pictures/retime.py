"""A clip at another frame rate: pictures in between follow the motion, and cuts stay cuts.

Each pair of neighbouring pictures is judged on its own. Repeated pictures (24 in a file of 30) are left out
first, so that motion is even. Where the motion cannot be believed, the nearer picture is shown: a blend of
two pictures is never better than one of them.
"""

from __future__ import annotations

from collections import OrderedDict
from fractions import Fraction
from typing import Final

import cv2
import numpy as np

from reelwright.compose.frame import Frame
from reelwright.previs.pictures.flow import Motion, between, motion
from reelwright.previs.pictures.reel import Pictures
from reelwright.previs.pictures.spec import PictureSpec
from reelwright.timing import FrameRate

__all__ = ["RetimedSource"]

_KEPT: Final = 8
_SAME: Final = 0.35
"""Mean difference in luma below which a picture repeats the one before; noise from coding stays below it."""
_LONGEST: Final = 3
"""Repeats that are bridged at most: beyond that the clip stands still."""
_CUT: Final = 22.0


class RetimedSource:
    """The clip of ``spec`` at ``rate``; frame ``n`` shows the instant ``n / rate``, pictures made where none
    is.

    Raises:
        MediaError: the clip cannot be read.
    """

    def __init__(self, spec: PictureSpec, width: int, height: int, rate: FrameRate) -> None:
        cv2.setNumThreads(1)
        self.spec, self.width, self.height, self.rate = spec, width, height, rate
        self._clip = Pictures(spec.files[0], width, height)
        self.length: int | None = max(1, rate.frames(self._clip.seconds))
        self._pictures: OrderedDict[int, Frame] = OrderedDict()
        self._repeats: OrderedDict[int, bool] = OrderedDict()
        self._way: tuple[int, int, Motion | None] | None = None
        self._held: set[tuple[int, int]] = set()
        self._cuts: set[tuple[int, int]] = set()

    @property
    def told(self) -> str:
        """What was decided for the frames that were asked for so far; empty when all followed the motion."""
        parts = []
        if self._cuts:
            parts.append(f"{len(self._cuts)} cuts kept")
        if self._held:
            parts.append(
                f"{len(self._held)} pairs of pictures without clear motion, where the nearest is shown"
            )
        return f"{'; '.join(parts)}.".capitalize() if parts else ""

    def frame(self, n: int) -> Frame:
        """Frame ``n``, counted from 0; the last picture past the end."""
        time = min(Fraction(max(n, 0)) / self.rate.value, self._clip.times[-1])
        here = self._clip.at(time)
        first = self._first(here)
        if time == self._clip.times[first]:
            return self._picture(first).copy()
        after = self._next(here)
        if after is None:
            return self._picture(here).copy()
        begin, end = self._clip.times[first], self._clip.times[after]
        progress = float((time - begin) / (end - begin))
        way = self._motion(first, after)
        if way is None:
            return self._picture(first if progress < 0.5 or after - first > 1 else after).copy()
        return between(self._picture(first), self._picture(after), way, progress).copy()

    def _picture(self, index: int) -> Frame:
        if index not in self._pictures:
            self._pictures[index] = self._clip.picture(index)
            while len(self._pictures) > _KEPT:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(index)
        return self._pictures[index]

    def _repeated(self, index: int) -> bool:
        """True when picture ``index`` shows what the one before it does."""
        if index <= 0:
            return False
        if index not in self._repeats:
            a, b = self._picture(index - 1).y, self._picture(index).y
            step = max(1, self.height // 270)
            apart = np.abs(a[::step, ::step].astype(np.int16) - b[::step, ::step])
            self._repeats[index] = bool(apart.mean() < _SAME and np.percentile(apart, 99.5) < 8)
            while len(self._repeats) > 64:
                self._repeats.popitem(last=False)
        return self._repeats[index]

    def _first(self, index: int) -> int:
        """The first picture of the run of repeats that ``index`` ends; itself when it is long."""
        start = index
        while index - start < _LONGEST and self._repeated(start):
            start -= 1
        return index if self._repeated(start) else start

    def _next(self, index: int) -> int | None:
        """The next picture that is not a repeat of ``index``; None when the clip stands still or ends."""
        for after in range(index + 1, min(index + 2 + _LONGEST, self._clip.count)):
            if not self._repeated(after):
                return after
        return None

    def _motion(self, first: int, after: int) -> Motion | None:
        """The motion from picture to picture; None at a cut, or where it cannot be believed."""
        if self._way is None or self._way[:2] != (first, after):
            a, b = self._picture(first), self._picture(after)
            found = None if _is_cut(a, b) else motion(a.y, b.y)
            believed = found is not None and found.believable
            if not believed:
                (self._cuts if found is None else self._held).add((first, after))
            self._way = (first, after, found if believed else None)
        return self._way[2]

    def close(self) -> None:
        """Close the clip."""
        self._clip.close()
        self._pictures.clear()


def _is_cut(a: Frame, b: Frame) -> bool:
    """True when the pictures differ so much in tone and colour that one scene ends and another begins."""
    size = 48, 27
    off = 0.0
    for one, two, weight in ((a.y, b.y, 1.0), (a.u, b.u, 1.5), (a.v, b.v, 1.5)):
        small = [
            cv2.resize(plane, size, interpolation=cv2.INTER_AREA).astype(np.float32) for plane in (one, two)
        ]
        # Sorted values do not notice motion, only what is there.
        off += weight * float(np.abs(np.sort(small[0], axis=None) - np.sort(small[1], axis=None)).mean())
    return off > _CUT
