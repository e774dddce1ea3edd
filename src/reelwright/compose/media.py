"""Media of a timeline as sources: files and colours. Previs media is opened by a higher floor."""

from __future__ import annotations

from reelwright.compose.colour import colour_frame
from reelwright.compose.frame import Frame, Source
from reelwright.errors import RenderError
from reelwright.timeline import ColourMedia, FileMedia, Media
from reelwright.timing import FrameRate

__all__ = ["ColourSource", "open_media"]


class ColourSource:
    """One colour (``#rrggbb``) for ever."""

    def __init__(self, colour: str, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.length: int | None = None
        self._frame = colour_frame(colour, width, height)

    def frame(self, n: int) -> Frame:
        """The same frame for every ``n``."""
        return self._frame

    def close(self) -> None:
        """Nothing to let go of."""


def open_media(media: Media, width: int, height: int, rate: FrameRate) -> Source:
    """A source for a file or a colour at one size and rate.

    Raises:
        MediaError: the file cannot be used.
        RenderError: media of a kind that this floor does not draw.
    """
    if isinstance(media, FileMedia):
        from reelwright.compose.files import FileSource

        return FileSource(media.path, width, height, rate)
    if isinstance(media, ColourMedia):
        return ColourSource(media.colour, width, height)
    raise RenderError(
        f"Media of kind “{media.kind}” cannot be opened here.",
        code="unknown-media",
        hint="Pass the compositor an opener that knows this kind.",
    )
