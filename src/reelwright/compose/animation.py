"""Animated WebP, whose pages the image library draws; GIF and APNG are video."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reelwright.compose.facts import (
    MOST_VIDEO_PIXELS,
    MediaFacts,
    PictureTimes,
    StreamFacts,
    bad_media,
    too_large,
)
from reelwright.timing import FrameRate

if TYPE_CHECKING:
    from av import VideoFrame

__all__ = ["AnimationDecoder", "animation_facts"]

_SHORTEST: Final = 11
_USUAL: Final = 100
_AGAIN: Final = "Open it in an image viewer; if that fails too, copy or download it again."


def animation_facts(path: Path) -> tuple[MediaFacts, PictureTimes]:
    """The facts of an animated WebP and the times of its pictures; the first and the last are decoded.

    Pictures of 10 ms or less are shown for 100 ms, as browsers do.

    Raises:
        MediaError: it is too large, or cannot be read to its end.
    """
    import pyvips

    image = _pages(path)
    count, height = int(image.get("n-pages")), int(image.get("page-height"))
    if image.width * height > MOST_VIDEO_PIXELS:
        raise too_large(path, image.width, height)
    try:
        pyvips.Region.new(image).fetch(0, image.height - 1, image.width, 1)
    except pyvips.Error:
        raise bad_media(path, "is an animation that was cut off or damaged", _AGAIN) from None
    told = image.get("delay") if "delay" in image.get_fields() else []
    delays = [int(d) if d >= _SHORTEST else _USUAL for d in told][:count]
    delays += [_USUAL] * (count - len(delays))
    stamps, now = [], 0
    for delay in delays:
        stamps.append(now)
        now += delay
    times = PictureTimes(Fraction(1, 1000), tuple(stamps), (0,), now, False)
    rate = Fraction(count * 1000, now).limit_denominator(1001)
    facts = MediaFacts(
        path,
        "video",
        "webp",
        image.width,
        height,
        0,
        FrameRate(min(max(rate, Fraction(1, 1000)), Fraction(240))),
        len(set(delays)) > 1,
        count,
        times.duration,
        (StreamFacts("video", "webp", times.duration),),
        alpha=bool(image.hasalpha()),
    )
    return facts, times


class AnimationDecoder:
    """Pictures of an animated WebP by number. Reading in order draws each once; going back begins anew."""

    field_order = 0

    def __init__(self, path: Path) -> None:
        self._path = path
        self._region: Any = None
        self._next = 0
        self._last: tuple[int, VideoFrame] | None = None

    def picture(self, index: int) -> VideoFrame:
        """Page ``index``, with its transparency.

        Raises:
            MediaError: it cannot be read.
        """
        import av
        import numpy as np
        import pyvips

        if self._last is not None and self._last[0] == index:
            return self._last[1]
        if self._region is None or index < self._next:
            self._image = _pages(self._path)
            self._region = pyvips.Region.new(self._image)
        width, height = self._image.width, int(self._image.get("page-height"))
        try:
            data = self._region.fetch(0, index * height, width, height)
        except pyvips.Error:
            raise bad_media(self._path, f"cannot be read at picture {index}", _AGAIN) from None
        pixels = np.frombuffer(data, np.uint8).reshape(height, width, self._image.bands)
        kind = "rgba" if self._image.bands == 4 else "rgb24"
        picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format=kind)
        self._next, self._last = index + 1, (index, picture)
        return picture

    def close(self) -> None:
        """Close the file."""
        self._region = self._last = None


def _pages(path: Path) -> Any:
    """All pages below one another, drawn when they are asked for, from the top down."""
    import pyvips

    try:
        return pyvips.Image.new_from_source(
            pyvips.Source.new_from_file(str(path)), "", access="sequential", n=-1, fail_on="truncated"
        )
    except pyvips.Error:
        raise bad_media(path, "is an animation that cannot be read", _AGAIN) from None
