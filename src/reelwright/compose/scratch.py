"""Memory for pictures in the making, taken anew for every frame and never given to two at once."""

from __future__ import annotations

import numpy as np

from reelwright.compose.frame import Frame, Plane

__all__ = ["Scratch", "new_frame"]


def new_frame(width: int, height: int, *, alpha: bool = False) -> Frame:
    """A frame of undefined content; Y, U and V lie back to back, as the encoder likes them. Sizes even."""
    area = width * height
    whole = np.empty(area * 3 // 2, np.uint8)
    y = whole[:area].reshape(height, width)
    u = whole[area : area * 5 // 4].reshape(height // 2, width // 2)
    v = whole[area * 5 // 4 :].reshape(height // 2, width // 2)
    return Frame(y, u, v, np.empty((height, width), np.uint8) if alpha else None)


class Scratch:
    """Frames and planes that live until :meth:`reset`. Fresh memory costs more than most of what is drawn."""

    _MOST = 24

    def __init__(self) -> None:
        self._free: dict[tuple[int, int, bool], list[Frame | Plane]] = {}
        self._taken: list[tuple[tuple[int, int, bool], Frame | Plane]] = []

    def frame(self, width: int, height: int) -> Frame:
        """An opaque frame of undefined content."""
        found = self._take((width, height, True))
        if found is None:
            found = new_frame(width, height)
            self._taken.append(((width, height, True), found))
        assert isinstance(found, Frame)
        return found

    def plane(self, width: int, height: int) -> Plane:
        """A plane (height, width) of undefined content."""
        found = self._take((width, height, False))
        if found is None:
            found = np.empty((height, width), np.uint8)
            self._taken.append(((width, height, False), found))
        assert isinstance(found, np.ndarray)
        return found

    def copy(self, frame: Frame) -> Frame:
        """``frame``'s planes in scratch memory, without its alpha."""
        out = self.frame(frame.width, frame.height)
        out.y[:], out.u[:], out.v[:] = frame.y, frame.u, frame.v
        return out

    def reset(self) -> None:
        """Everything that was taken is free again."""
        for key, item in self._taken:
            self._free.setdefault(key, []).append(item)
        self._taken.clear()
        if sum(map(len, self._free.values())) > self._MOST:  # sizes that are no longer asked for
            self._free = {}

    def _take(self, key: tuple[int, int, bool]) -> Frame | Plane | None:
        shelf = self._free.get(key)
        if not shelf:
            return None
        item = shelf.pop()
        self._taken.append((key, item))
        return item
