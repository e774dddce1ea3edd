"""Media of a timeline as sources: files, picture sequences, colours. Previs comes from a higher floor."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from reelwright.compose.colour import colour_frame
from reelwright.compose.fit import Shape
from reelwright.compose.frame import Frame, Source
from reelwright.errors import RenderError
from reelwright.timeline import ColourMedia, FileMedia, Media, SequenceMedia
from reelwright.timing import FrameRate

__all__ = ["ColourSource", "OpenSource", "open_media"]


class OpenSource(Protocol):
    """Opens a medium for a width, a height and a frame rate.

    ``shape`` says what becomes of pictures of another shape (see :data:`reelwright.compose.fit.Shape`). It is
    passed only where it is not ``barred``, and never with colours and previs, which take any shape.
    """

    def __call__(
        self, media: Media, width: int, height: int, rate: FrameRate, shape: Shape = "barred", /
    ) -> Source:
        """The open source."""
        ...


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


def open_media(media: Media, width: int, height: int, rate: FrameRate, shape: Shape = "barred", /) -> Source:
    """A source for a file, a sequence of pictures or a colour at one size and rate.

    Raises:
        MediaError: the file cannot be used.
        RenderError: media of a kind that this floor does not draw.
    """
    if isinstance(media, FileMedia):
        from reelwright.compose.photo import PhotoSource, is_photo

        path = Path(media.path)
        if is_photo(path):
            return PhotoSource(path, width, height, shape, alpha=media.alpha != "ignore")
        from reelwright.compose.files import FileSource

        return FileSource(
            path,
            width,
            height,
            rate,
            shape,
            alpha=media.alpha != "ignore",
            hdr=media.hdr,
            interlaced=media.interlaced,
        )
    if isinstance(media, SequenceMedia):
        from reelwright.compose.sequence import SequenceSource

        return SequenceSource(media.path, media.rate, width, height, rate, shape)
    if isinstance(media, ColourMedia):
        return ColourSource(media.colour, width, height)
    raise RenderError(
        f"Media of kind “{media.kind}” cannot be opened here.",
        code="unknown-media",
        hint="Pass the compositor an opener that knows this kind.",
    )
