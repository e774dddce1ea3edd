"""How a worker opens the media of a timeline: files and colours by compose, scenes by previs."""

from __future__ import annotations

from reelwright.compose import Source, open_media
from reelwright.pipeline.canvas import Quality
from reelwright.previs import PrevisSource, Spec
from reelwright.timeline import Media, PrevisMedia
from reelwright.timing import FrameRate

__all__ = ["SourceOpener"]


class SourceOpener:
    """Opens media at a quality; the compositor calls it once per medium it needs."""

    def __init__(self, quality: Quality) -> None:
        self.quality = quality

    def __call__(self, media: Media, width: int, height: int, rate: FrameRate) -> Source:
        """A source of ``media`` at ``width`` x ``height`` pixels and ``rate``."""
        if isinstance(media, PrevisMedia):
            return PrevisSource(Spec.model_validate(media.spec), width, height, rate, self.quality)
        return open_media(media, width, height, rate)
