"""A timeline inside a clip of another, as a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reelwright.compose.fit import Shape, shaped_size
from reelwright.compose.frame import Frame
from reelwright.timeline import Timeline
from reelwright.timing import FrameRate

if TYPE_CHECKING:
    from reelwright.compose.compositor import Compositor
    from reelwright.compose.media import OpenSource

__all__ = ["NestedSource"]


class NestedSource:
    """Frames of ``timeline`` at ``rate``, drawn no larger than they are shown.

    Everything in a timeline but ``fit: none`` is in shares of its canvas, so a smaller canvas shows the same.
    """

    def __init__(
        self,
        timeline: Timeline,
        width: int,
        height: int,
        rate: FrameRate,
        shape: Shape,
        open_source: OpenSource,
    ) -> None:
        from reelwright.compose.compositor import Compositor

        self.natural = (timeline.width, timeline.height)
        size = shaped_size(self.natural, width, height, shape)
        if shape == "barred" or size[0] >= timeline.width or _counts_pixels(timeline):
            size = self.natural
        shown = timeline.model_copy(update={"width": size[0], "height": size[1]})
        self._compositor: Compositor = Compositor(shown, open_source)
        self.width, self.height = size
        self._step = timeline.frame_rate.value / rate.value
        self.length: int | None = max(1, int(timeline.length / self._step))

    def frame(self, n: int) -> Frame:
        """The frame that is shown at frame ``n`` of the outer rate; the last one stays."""
        inner = min(int(max(0, n) * self._step), self._compositor.length - 1)
        return self._compositor.frame(inner)

    def close(self) -> None:
        """Close what it shows."""
        self._compositor.close()


def _counts_pixels(timeline: Timeline) -> bool:
    return any(
        clip.fit == "none"
        or (clip.media.kind == "timeline" and clip.media.timeline and _counts_pixels(clip.media.timeline))
        for track in timeline.video
        for clip in track
    )
