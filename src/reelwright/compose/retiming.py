"""A clip's source at the clip's speed: slow, fast, backwards, frozen, with or without blends."""

from __future__ import annotations

from typing import Final

from reelwright.compose.frame import Frame, Source
from reelwright.compose.scratch import Scratch
from reelwright.timeline import Clip

__all__ = ["Retimed"]

_MOST_BYTES: Final = 160 << 20
_FEWEST, _MOST = 8, 120


class Retimed:
    """Frames of ``source`` as ``clip`` plays them.

    Backwards, a file would have to be decoded from its last key picture for every single frame. So a stretch
    of it is read forwards, kept (at most 160 MB), and handed out from its end.

    Args:
        clip: says which source frame is due.
        source: what is shown.
        decodes: True when the source is quick only forwards.
    """

    def __init__(self, clip: Clip, source: Source, *, decodes: bool) -> None:
        self._clip, self._source = clip, source
        self._decodes = decodes and clip.speed is not None
        self._blends = clip.speed is not None and clip.speed.between == "blend"
        self._kept: dict[int, Frame] = {}

    def frame(self, n: int, scratch: Scratch) -> Frame:
        """The picture at the clip's frame ``n``; it may lie in ``scratch`` or belong to the source."""
        if not self._blends:
            return self._at(self._due(n), n)
        position = self._clip.source_position(n)
        first = int(position)
        share = float(position - first)
        before, after = self._clamped(first), self._clamped(first + 1)
        if share < 1 / 512 or before == after:
            return self._at(before, n)
        if share > 511 / 512:
            return self._at(after, n)
        return self._blended(before, after, share, n, scratch)

    def _blended(self, before: int, after: int, share: float, n: int, scratch: Scratch) -> Frame:
        import cv2

        one = self._at(before, n)
        out = scratch.copy(one)
        cover = None if one.a is None else one.a.copy()
        two = self._at(after, n)
        for mine, theirs in ((out.y, two.y), (out.u, two.u), (out.v, two.v)):
            cv2.addWeighted(mine, 1 - share, theirs, share, 0, dst=mine)
        if cover is None or two.a is None:
            return out
        cv2.addWeighted(cover, 1 - share, two.a, share, 0, dst=cover)
        return Frame(out.y, out.u, out.v, cover)

    def _due(self, n: int) -> int:
        return self._clamped(self._clip.source_frame(n))

    def _clamped(self, at: int) -> int:
        return at if self._source.length is None else min(at, self._source.length - 1)

    def _at(self, at: int, n: int) -> Frame:
        if not self._decodes:
            return self._source.frame(at)
        found = self._kept.get(at)
        if found is not None:
            return found
        if self._due(n + 1) >= self._due(n):
            frame = self._source.frame(at)
            if not self._blends:
                return frame
            while len(self._kept) > 1:  # the two that are blended; asking for the first again would seek
                self._kept.pop(next(iter(self._kept)))
            self._kept[at] = frame.copy()
        else:
            self._read_ahead(at, n)
        return self._kept[at]

    def _read_ahead(self, at: int, n: int) -> None:
        """Read what the next frames need, first to last."""
        size = self._source.width * self._source.height * 3 // 2
        room = min(_MOST, max(_FEWEST, _MOST_BYTES // size))
        wanted = {at}
        k = n
        while len(wanted) < room:
            due = self._due(k)
            wanted.add(due)
            if self._blends:
                wanted.add(self._clamped(due + 1))
            k += 1
            if k > n + 4 * room or self._due(k) > due or k >= self._clip.length + room:
                break
        self._kept.clear()
        for index in sorted(wanted):
            self._kept[index] = self._source.frame(index).copy()
