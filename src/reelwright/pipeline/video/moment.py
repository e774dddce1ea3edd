"""Moments in a video as people write them: seconds, a clock, timecode, or a frame number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from reelwright.errors import OptionError
from reelwright.timing import FrameRate, Timecode, parse_seconds

__all__ = ["Moment", "parse_moment"]

_FRAME: Final = re.compile(r"(\d{1,12})\s*(?:f|fr|frames?)", re.I | re.ASCII)
_TIMECODE: Final = re.compile(r"\d{1,12}:\d\d:\d\d[:;]\d{2,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment from the first picture: ``frame`` where it was said in frames, else ``seconds``."""

    seconds: Fraction
    frame: int | None = None


def parse_moment(text: str | int | float | Fraction, rate: FrameRate) -> Moment:
    """Read a moment: ``12.5``, ``1:30``, ``2 min``, ``00:00:12:08`` (timecode at ``rate``), ``250f``.

    Raises:
        OptionError: it is none of these.
    """
    word = str(text).strip() if isinstance(text, str) else ""
    if match := _FRAME.fullmatch(word):
        frame = int(match[1])
        return Moment(rate.seconds(frame), frame)
    if _TIMECODE.fullmatch(word):
        frame = Timecode.parse(word, rate).frame
        return Moment(rate.seconds(frame), frame)
    try:
        return Moment(parse_seconds(text))
    except OptionError as error:
        raise OptionError(
            f"“{str(text)[:40]}” is not a moment in a video.",
            code="bad-moment",
            hint="Write seconds (12.5), a clock (1:30), timecode (00:01:30:12) or a frame (250f).",
        ) from error
