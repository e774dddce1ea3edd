"""Text as tiles of premultiplied YUVA: blended only where they are, kept while they do not change."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np

from reelwright.compose.colour import yuv_planes
from reelwright.compose.frame import Frame, Plane
from reelwright.compose.text import RISE, Card, lay_out_text
from reelwright.timeline import TextItem, Timeline
from reelwright.timing import FrameRate

__all__ = ["Pose", "TextOverlays", "Tile", "pose_at"]

_ENTER: Final = Fraction(1, 2)
_LEAVE: Final = Fraction(2, 5)
_KEPT: Final = 6


@dataclass(frozen=True, slots=True)
class Pose:
    """How text stands: ``opacity`` 0..1, and ``drop``, how far it is below its place, in heights."""

    opacity: float
    drop: float


_REST: Final = Pose(1.0, 0.0)


def pose_at(k: int, length: int, rate: FrameRate) -> Pose:
    """The pose of a text of ``length`` frames at its frame ``k``: it rises and appears, stays, and fades.

    Entrance 0.5 s, exit 0.4 s; both are shortened in proportion for texts too short to hold them and leave at
    least a third of the time. A pure function of its arguments.
    """
    enter, leave = rate.frames(_ENTER), rate.frames(_LEAVE)
    room = length * 2 // 3
    if enter + leave > room:
        enter, leave = room * 5 // 9, room * 4 // 9
    opacity = drop = 0.0
    into = min(1.0, (k + 1) / (enter + 1))
    out = min(1.0, (length - k) / (leave + 1))
    drop = (1 - into) ** 3  # fast at first, settling
    opacity = (1 - (1 - into) ** 2) * out * out * (3 - 2 * out)
    return Pose(opacity, RISE * drop)


@dataclass(frozen=True, slots=True)
class Tile:
    """A premultiplied picture at even ``x``, ``y``: planes of a frame, ``a`` and ``c`` their cover 0..255."""

    x: int
    y: int
    luma: Plane
    u: Plane
    v: Plane
    a: Plane
    c: Plane

    @classmethod
    def of(cls, card: Card) -> Tile:
        """``card`` at rest; its corner and size are even."""
        import cv2

        alpha = np.ascontiguousarray(card.rgba[..., 3])
        luma, u, v = yuv_planes(np.ascontiguousarray(card.rgba[..., :3]), alpha)
        half = (alpha.shape[1] // 2, alpha.shape[0] // 2)
        cover: Any = cv2.resize(alpha, half, interpolation=cv2.INTER_AREA)
        return cls(card.x, card.y, *(_bytes(plane) for plane in (luma, u, v, alpha * 255, cover * 255)))

    def posed(self, pose: Pose, height: int) -> Tile:
        """The tile in ``pose`` on a canvas of ``height`` rows, placed to a fraction of a pixel."""
        shift = pose.drop * height
        whole = int(shift) // 2 * 2
        y = self.y + whole
        rows = min(self.a.shape[0] + (4 if shift else 0), (height - y) // 2 * 2)
        luma, a = (_moved(plane, shift - whole, rows, pose.opacity) for plane in (self.luma, self.a))
        u, v, c = (
            _moved(plane, (shift - whole) / 2, rows // 2, pose.opacity) for plane in (self.u, self.v, self.c)
        )
        return Tile(self.x, y, luma, u, v, a, c)

    def blend(self, frame: Frame) -> None:
        """Lay the tile over ``frame``, in place."""
        x, y = self.x, self.y
        _over(frame.y[y : y + self.a.shape[0], x : x + self.a.shape[1]], self.luma, self.a)
        rows = slice(y // 2, y // 2 + self.c.shape[0])
        columns = slice(x // 2, x // 2 + self.c.shape[1])
        _over(frame.u[rows, columns], self.u, self.c)
        _over(frame.v[rows, columns], self.v, self.c)


def _moved(plane: Plane, down: float, rows: int, opacity: float) -> Plane:
    """``plane`` moved by a part of a row into ``rows`` rows, and dimmed."""
    import cv2

    out: Any = plane[:rows]
    if down or rows != plane.shape[0]:
        move = np.array([[1, 0, 0], [0, 1, down]], np.float32)
        out = cv2.warpAffine(plane, move, (plane.shape[1], rows), flags=cv2.INTER_LINEAR)
    return np.asarray(cv2.convertScaleAbs(out, alpha=opacity) if opacity != 1 else out, np.uint8)


def _over(area: Plane, colour: Plane, cover: Plane) -> None:
    """area = colour + area * (1 - cover), all in 0..255."""
    import cv2

    area[:] = cv2.add(colour, cv2.multiply(area, cv2.bitwise_not(cover), scale=1 / 255))


def _bytes(plane: Any) -> Plane:
    return np.asarray(np.clip(np.rint(plane), 0, 255), np.uint8)


class TextOverlays:
    """The texts of a timeline, drawn over frames in document order."""

    def __init__(self, timeline: Timeline) -> None:
        self._items = timeline.text
        self._width, self._height = timeline.width, timeline.height
        self._rate = timeline.frame_rate
        self._still: OrderedDict[int, Tile | None] = OrderedDict()
        self._posed: OrderedDict[tuple[int, Pose], Tile] = OrderedDict()

    def shows(self, n: int) -> bool:
        """Whether any text covers timeline frame ``n``."""
        return any(n in item.range for item in self._items)

    def draw(self, frame: Frame, n: int) -> None:
        """Draw the texts at timeline frame ``n`` over ``frame``, in place."""
        for index, item in enumerate(self._items):
            if n in item.range:
                tile = self._tile(index, item, n)
                if tile is not None:
                    tile.blend(frame)

    def _tile(self, index: int, item: TextItem, n: int) -> Tile | None:
        still = self._at_rest(index, item)
        pose = pose_at(n - item.start, item.length, self._rate)
        if still is None or pose == _REST:
            return still
        key = (index, pose)
        tile = self._posed.pop(key, None) or still.posed(pose, self._height)
        _keep(self._posed, key, tile)
        return tile

    def _at_rest(self, index: int, item: TextItem) -> Tile | None:
        if index in self._still:
            tile = self._still.pop(index)
        else:
            card = lay_out_text(item, self._width, self._height)
            tile = None if card is None else Tile.of(card)
        _keep(self._still, index, tile)
        return tile


def _keep(shelf: OrderedDict[Any, Any], key: Any, value: Any) -> None:
    """Put ``value`` on ``shelf``, which holds the few that were used last."""
    shelf[key] = value
    while len(shelf) > _KEPT:
        shelf.popitem(last=False)
