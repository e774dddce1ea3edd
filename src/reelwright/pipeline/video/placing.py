"""A picture of one shape in a frame of another: fit with bars, fill by cropping, stretch, or blurred bars."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Final, Literal, cast, get_args

import numpy as np

from reelwright.compose.frame import Frame
from reelwright.errors import OptionError
from reelwright.pipeline.video.recoding import even, open_video, video_facts
from reelwright.timing import FrameRate

__all__ = ["FITS", "Fit", "PlacedVideo", "check_fit"]

Fit = Literal["fit", "fill", "pad", "letterbox", "blur", "stretch"]
FITS: Final[tuple[str, ...]] = get_args(Fit)

_BLUR_WIDTH: Final = 160
_DARKER: Final = 0.62


def check_fit(name: str) -> Fit:
    """``name`` as a way of fitting. Raises OptionError for an unknown one."""
    if name in FITS:
        return cast(Fit, name)
    raise OptionError(f"There is no fit “{name}”.", code="bad-fit", hint=f"Use one of: {', '.join(FITS)}.")


class PlacedVideo:
    """A video's frames in a frame of ``width`` x ``height``.

    ``fit`` and ``letterbox`` (and ``pad`` in ``colour``) show all of the picture between bars; ``fill``
    covers the frame and crops what is over; ``stretch`` ignores the shape; ``blur`` shows all of it over a
    blurred copy.

    Raises:
        MediaError: the file cannot be used.
    """

    def __init__(
        self,
        path: Path,
        width: int,
        height: int,
        rate: FrameRate | None = None,
        *,
        fit: Fit = "fit",
        colour: str = "#000000",
    ) -> None:
        facts = video_facts(path)
        self.width, self.height = width, height
        aspect = Fraction(facts.width, facts.height)
        self._box = _box(aspect, width, height, cover=fit == "fill", stretch=fit == "stretch")
        source_size = self._box[2:]
        self._video = open_video(path, rate, source_size)
        self.rate = self._video.rate
        self.length = self._video.length or 1
        self._fit = fit
        self._canvas = _coloured(colour, width, height) if fit == "pad" else Frame.black(width, height)

    def frame(self, n: int) -> Frame:
        """Frame ``n``; valid until the next call."""
        picture = self._video.frame(n)
        x, y, width, height = self._box
        if (width, height) == (self.width, self.height):
            return picture
        if self._fit == "fill":
            return _cropped(picture, -x, -y, self.width, self.height)
        if self._fit == "blur":
            _spread(picture, self._canvas)
        canvas = self._canvas
        canvas.y[y : y + height, x : x + width] = picture.y
        rows, columns = slice(y // 2, (y + height) // 2), slice(x // 2, (x + width) // 2)
        canvas.u[rows, columns] = picture.u
        canvas.v[rows, columns] = picture.v
        return canvas

    def close(self) -> None:
        """Close the file."""
        self._video.close()


def _box(
    aspect: Fraction, width: int, height: int, *, cover: bool, stretch: bool
) -> tuple[int, int, int, int]:
    """Where the whole picture lies: x, y, width, height, all even; beyond the frame when it covers it."""
    if stretch:
        return 0, 0, width, height
    wide, high = Fraction(width), width / aspect
    if (high > height) != cover and high != height:
        wide, high = height * aspect, Fraction(height)
    box_width, box_height = even(wide), even(high)
    # A sliver of a bar helps nobody.
    if abs(box_width - width) <= width // 100:
        box_width = width
    if abs(box_height - height) <= height // 100:
        box_height = height
    return (width - box_width) // 4 * 2, (height - box_height) // 4 * 2, box_width, box_height


def _cropped(picture: Frame, x: int, y: int, width: int, height: int) -> Frame:
    rows, columns = slice(y // 2, (y + height) // 2), slice(x // 2, (x + width) // 2)
    return Frame(picture.y[y : y + height, x : x + width], picture.u[rows, columns], picture.v[rows, columns])


def _coloured(colour: str, width: int, height: int) -> Frame:
    from reelwright.compose.colour import colour_frame

    word = colour.strip().lower()
    names = {"black": "#000000", "white": "#ffffff", "grey": "#808080", "gray": "#808080"}
    word = names.get(word, word)
    if len(word) == 7 and word[0] == "#" and all(c in "0123456789abcdef" for c in word[1:]):
        return colour_frame(word, width, height)
    raise OptionError(
        f"“{colour[:20]}” is not a colour.",
        code="bad-colour",
        hint="Write it like #1a2b3c, or black or white.",
    )


def _spread(picture: Frame, canvas: Frame) -> None:
    """Fill ``canvas`` with ``picture``, cropped, blurred and darker."""
    import cv2

    width, height = canvas.width, canvas.height
    for source, target, scale, centre in (
        (picture.y, canvas.y, 1, 16),
        (picture.u, canvas.u, 2, 128),
        (picture.v, canvas.v, 2, 128),
    ):
        high, wide = source.shape
        shape = Fraction(width, height)
        if Fraction(wide, high) > shape:
            cut = max(1, round(high * shape))
            crop = source[:, (wide - cut) // 2 : (wide - cut) // 2 + cut]
        else:
            cut = max(1, round(wide / shape))
            crop = source[(high - cut) // 2 : (high - cut) // 2 + cut]
        small_width = max(8, min(_BLUR_WIDTH, width) // scale)
        small_height = max(8, round(small_width * height / width))
        small = cv2.resize(crop, (small_width, small_height), interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (0, 0), small_width / 24)
        dark = (small.astype(np.float32) - centre) * (_DARKER if scale == 1 else 0.8) + centre
        large = cv2.resize(dark, (target.shape[1], target.shape[0]), interpolation=cv2.INTER_CUBIC)
        np.clip(np.rint(large), 16, 240, out=large)
        target[:] = large.astype(np.uint8)
