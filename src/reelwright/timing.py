"""Exact time: frame rates, frames, rational seconds and timecode.

Frames are integers and seconds are :class:`fractions.Fraction`; no float is ever added up. A frame rate is a
rational number of frames a second. Timecode is SMPTE ST 12-1, drop-frame included: at 30000/1001 the first
two frame *numbers* of each minute are skipped except in every tenth minute (at 60000/1001 the first four), so
that the display follows the clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from reelwright.errors import OptionError

__all__ = ["COMMON_RATES", "FrameRange", "FrameRate", "Timecode", "parse_rate", "parse_seconds"]

_NTSC: Final = {
    "23.976": Fraction(24000, 1001),
    "23.98": Fraction(24000, 1001),
    "29.97": Fraction(30000, 1001),
    "47.952": Fraction(48000, 1001),
    "59.94": Fraction(60000, 1001),
    "119.88": Fraction(120000, 1001),
}
_MAX_RATE: Final = 240


@dataclass(frozen=True, slots=True, order=True)
class FrameRate:
    """Frames a second, exact; more than 0 and at most 240."""

    value: Fraction

    def __post_init__(self) -> None:
        if not 0 < self.value <= _MAX_RATE:
            raise OptionError(
                f"A frame rate must be more than 0 and at most {_MAX_RATE} frames a second, not {self.value}.",
                code="bad-frame-rate",
                hint="Use 24, 25, 30000/1001, 30 or 60.",
            )

    @property
    def nominal(self) -> int:
        """The whole number of frames that timecode counts in one second (30 for 30000/1001)."""
        return -(-self.value.numerator // self.value.denominator)

    @property
    def is_ntsc(self) -> bool:
        """True for rates of the form n*1000/1001."""
        return self.value.denominator == 1001

    def seconds(self, frames: int) -> Fraction:
        """The exact time at which frame ``frames`` starts."""
        return Fraction(frames) / self.value

    def frames(self, seconds: Fraction) -> int:
        """The frame nearest to ``seconds``; a half rounds up."""
        exact = seconds * self.value
        return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)

    def __str__(self) -> str:
        n, d = self.value.numerator, self.value.denominator
        return str(n) if d == 1 else f"{n}/{d}"


COMMON_RATES: Final = tuple(
    FrameRate(Fraction(*p)) for p in ((24, 1), (25, 1), (30000, 1001), (30, 1), (50, 1), (60000, 1001), (60, 1))
)


def parse_rate(text: str | int | float | Fraction | FrameRate) -> FrameRate:
    """Read a frame rate: ``24``, ``"25"``, ``"30000/1001"``, or the display names ``"23.976"``, ``"29.97"``, ``"59.94"``.

    Raises:
        OptionError: not a rate, or out of range.
    """
    if isinstance(text, FrameRate):
        return text
    if isinstance(text, Fraction):
        return FrameRate(text)
    word = str(text).strip()
    if word.endswith(".0"):
        word = word[:-2]
    if word in _NTSC:
        return FrameRate(_NTSC[word])
    try:
        return FrameRate(Fraction(word))
    except (ValueError, ZeroDivisionError):
        raise OptionError(
            f"“{text}” is not a frame rate.", code="bad-frame-rate", hint="Use 24, 25, 30000/1001, 30 or 60."
        ) from None


_SECONDS = re.compile(
    r"^\s*(?P<n>\d+(?:\.\d+)?(?:/\d+)?)\s*(?P<unit>ms|s|sec|secs|seconds?|m|min|mins|minutes?|h|hours?)?\s*$", re.I
)
_UNIT = {"ms": Fraction(1, 1000), "s": Fraction(1), "m": Fraction(60), "h": Fraction(3600)}


def parse_seconds(text: str | int | float | Fraction) -> Fraction:
    """Read a length of time in seconds: ``5``, ``"7.5"``, ``"1001/30000"``, ``"30s"``, ``"2 min"``, ``"1:30"``.

    Floats are read by their decimal notation, so ``0.1`` is one tenth. Negative lengths are refused.

    Raises:
        OptionError: not a length of time.
    """
    if isinstance(text, Fraction):
        if text >= 0:
            return text
    elif isinstance(text, int):
        if text >= 0:
            return Fraction(text)
    else:
        word = repr(text) if isinstance(text, float) else str(text)
        match = _SECONDS.match(word)
        if match:
            unit = (match["unit"] or "s").lower()
            key = "ms" if unit == "ms" else unit[0]
            try:
                return Fraction(match["n"]) * _UNIT[key]
            except (ValueError, ZeroDivisionError):
                pass
        clock = re.fullmatch(r"\s*(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)\s*", word)
        if clock:
            hours, minutes, seconds = clock.groups()
            return Fraction(int(hours or 0) * 3600 + int(minutes) * 60) + Fraction(seconds)
    raise OptionError(
        f"“{text}” is not a length of time.", code="bad-duration", hint="Write seconds, for example 5, 7.5 or 1:30."
    )


@dataclass(frozen=True, slots=True)
class FrameRange:
    """``length`` frames from ``start``; end exclusive. ``length`` is at least 0."""

    start: int
    length: int

    @property
    def end(self) -> int:
        """The first frame after the range."""
        return self.start + self.length

    def __contains__(self, frame: int) -> bool:
        return self.start <= frame < self.end

    def overlap(self, other: FrameRange) -> FrameRange | None:
        """The frames in both ranges, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return FrameRange(start, end - start) if end > start else None

    def shifted(self, by: int) -> FrameRange:
        """The same length, ``by`` frames later."""
        return FrameRange(self.start + by, self.length)

    def split_evenly(self, at_most: int) -> list[FrameRange]:
        """Consecutive parts of at most ``at_most`` frames whose lengths differ by at most one."""
        if at_most < 1:
            raise ValueError("at_most must be at least 1")
        if self.length == 0:
            return []
        parts = -(-self.length // at_most)
        edges = [self.start + self.length * i // parts for i in range(parts + 1)]
        return [FrameRange(a, b - a) for a, b in zip(edges, edges[1:], strict=False)]


@dataclass(frozen=True, slots=True)
class Timecode:
    """A frame number shown as ``HH:MM:SS:FF`` (``;`` before FF when drop-frame)."""

    frame: int
    rate: FrameRate
    drop: bool = False

    def __post_init__(self) -> None:
        if self.frame < 0:
            raise OptionError("Timecode cannot be negative.", code="bad-timecode")
        if self.drop and not (self.rate.is_ntsc and self.rate.nominal % 30 == 0):
            raise OptionError(
                f"Drop-frame timecode exists at 30000/1001 and 60000/1001 only, not at {self.rate}.",
                code="bad-timecode",
            )

    @property
    def _dropped_per_minute(self) -> int:
        return self.rate.nominal // 15 if self.drop else 0

    def __str__(self) -> str:
        nominal, frame = self.rate.nominal, self.frame
        if self.drop:
            skip = self._dropped_per_minute
            per_minute = nominal * 60 - skip
            per_ten = per_minute * 10 + skip
            tens, rest = divmod(frame, per_ten)
            frame += skip * 9 * tens
            if rest > nominal * 60 - 1:
                frame += skip * (1 + (rest - nominal * 60) // per_minute)
        seconds, ff = divmod(frame, nominal)
        minutes, ss = divmod(seconds, 60)
        hh, mm = divmod(minutes, 60)
        width = len(str(nominal - 1))
        return f"{hh:02d}:{mm:02d}:{ss:02d}{';' if self.drop else ':'}{ff:0{width}d}"

    @classmethod
    def parse(cls, text: str, rate: FrameRate) -> Timecode:
        """Read ``HH:MM:SS:FF`` or, for drop-frame, ``HH:MM:SS;FF``.

        Raises:
            OptionError: not timecode, or a frame number that drop-frame counting skips.
        """
        match = re.fullmatch(r"(\d{1,3}):(\d{2}):(\d{2})([:;])(\d{2,3})", text.strip())
        if not match:
            raise OptionError(f"“{text}” is not timecode.", code="bad-timecode", hint="Write HH:MM:SS:FF.")
        hh, mm, ss, ff = int(match[1]), int(match[2]), int(match[3]), int(match[5])
        drop = match[4] == ";"
        nominal = rate.nominal
        if mm > 59 or ss > 59 or ff >= nominal:
            raise OptionError(f"“{text}” is not timecode at {rate} frames a second.", code="bad-timecode")
        frame = ((hh * 60 + mm) * 60 + ss) * nominal + ff
        if drop:
            skip = cls(0, rate, True)._dropped_per_minute
            if mm % 10 and ss == 0 and ff < skip:
                raise OptionError(f"Drop-frame timecode skips {text}.", code="bad-timecode")
            minutes = hh * 60 + mm
            frame -= skip * (minutes - minutes // 10)
        return cls(frame, rate, drop)
