"""The texts of a timeline over its frames: laid out once, kept while unchanged, blended where they are."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from reelwright.compose.frame import Frame
from reelwright.compose.shown import ShownText
from reelwright.timeline import Timeline, shown_text

__all__ = ["TextOverlays"]

_KEPT: Final = 6
_STRETCH: Final = 64  # frames: texts are looked up by the stretches they touch, as films have thousands


class TextOverlays:
    """The texts of a timeline and its burned-in captions, drawn over frames in document order."""

    def __init__(self, timeline: Timeline) -> None:
        self._items = shown_text(timeline)
        self._width, self._height = timeline.width, timeline.height
        self._rate = timeline.frame_rate
        self._shown: OrderedDict[int, ShownText] = OrderedDict()
        self._near: dict[int, list[int]] = {}
        for index, item in enumerate(self._items):
            for stretch in range(item.start // _STRETCH, (item.range.end - 1) // _STRETCH + 1):
                self._near.setdefault(stretch, []).append(index)

    def shows(self, n: int) -> bool:
        """Whether any text covers timeline frame ``n``."""
        return any(n in self._items[index].range for index in self._near.get(n // _STRETCH, ()))

    def draw(self, frame: Frame, n: int) -> None:
        """Draw the texts at timeline frame ``n`` over ``frame``, in place.

        Raises:
            MediaError: a font file that cannot be used.
        """
        for index in self._near.get(n // _STRETCH, ()):
            item = self._items[index]
            if n in item.range:
                shown = self._shown.pop(index, None) or ShownText(item, self._width, self._height, self._rate)
                self._shown[index] = shown
                while len(self._shown) > _KEPT:
                    self._shown.popitem(last=False)
                shown.draw(frame, n - item.start)
