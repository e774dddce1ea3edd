"""How a worker opens the media of a timeline: files and colours by compose, scenes by previs."""

from __future__ import annotations

from reelwright.compose import Shape, Source, open_media
from reelwright.pipeline.canvas import Quality
from reelwright.previs.pictures.opener import open_take
from reelwright.timeline import Media, PrevisMedia
from reelwright.timing import FrameRate

__all__ = ["SourceOpener"]


class SourceOpener:
    """Opens media at a quality; the compositor calls it once per medium it needs."""

    def __init__(self, quality: Quality) -> None:
        self.quality = quality

    def __call__(
        self, media: Media, width: int, height: int, rate: FrameRate, shape: Shape = "barred", /
    ) -> Source:
        """A source of ``media`` for ``width`` x ``height`` pixels at ``rate``; scenes draw at that size."""
        if isinstance(media, PrevisMedia):
            return open_take(media.spec, width, height, rate, self.quality)
        return open_media(media, width, height, rate, shape)
