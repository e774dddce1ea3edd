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
from itertools import pairwise
from math import isfinite
from typing import Final

from reelwright.errors import OptionError

__all__ = ["COMMON_RATES", "FrameRange", "FrameRate", "Timecode", "parse_rate", "parse_seconds"]

_NTSC: Final = tuple(Fraction(n * 1000, 1001) for n in (24, 30, 48, 60, 120))
_MAX_RATE: Final = 240
_RATE_HINT: Final = "Use 24, 25, 30000/1001, 30 or 60."
_RATE: Final = re.compile(r"(?P<whole>[0-9]{1,20})(?:\.(?P<decimals>[0-9]{0,40})|/(?P<over>[0-9]{1,20}))?")
_TIMECODE_HINT: Final = "Write HH:MM:SS:FF, or HH:MM:SS;FF for drop-frame."


def _shown(value: object) -> str:
    """``value`` as an error message shows it: never pages of it."""
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


@dataclass(frozen=True, slots=True, order=True)
class FrameRate:
    """Frames a second, exact; more than 0 and at most 240."""

    value: Fraction

    def __post_init__(self) -> None:
        if not 0 < self.value <= _MAX_RATE:
            raise OptionError(
                f"A frame rate must be more than 0 and at most {_MAX_RATE} frames a second, "
                f"not {_shown(self.value)}.",
                code="bad-frame-rate",
                hint=_RATE_HINT,
            )

    @property
    def nominal(self) -> int:
        """The whole number of frames that timecode counts in one second (30 for 30000/1001)."""
        return -(-self.value.numerator // self.value.denominator)

    @property
    def is_ntsc(self) -> bool:
        """True for rates of the form n*1000/1001 with a whole n."""
        return (self.value * 1001 / 1000).denominator == 1

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
    FrameRate(Fraction(*p))
    for p in ((24, 1), (25, 1), (30000, 1001), (30, 1), (50, 1), (60000, 1001), (60, 1))
)


def parse_rate(text: str | int | float | Fraction | FrameRate) -> FrameRate:
    """Read a frame rate: ``24``, ``"25"``, ``"12.5"``, ``"30000/1001"``, or a rounded NTSC rate.

    A decimal that an NTSC rate rounds to (``"23.98"``, ``"29.97"``, the float ``30000 / 1001``) is that rate.

    Raises:
        OptionError: not a rate, or out of range.
    """
    if isinstance(text, FrameRate):
        return text
    if isinstance(text, Fraction):
        return FrameRate(text)
    word = float.__repr__(text) if isinstance(text, float) else str(text).strip()
    match = _RATE.fullmatch(word)
    if not match or (match["over"] and int(match["over"]) == 0):
        raise OptionError(f"“{_shown(text)}” is not a frame rate.", code="bad-frame-rate", hint=_RATE_HINT)
    value, decimals = Fraction(word.removesuffix(".")), match["decimals"] or ""
    if len(decimals) >= 2:
        value = next(
            (rate for rate in _NTSC if abs(rate - value) * 2 <= Fraction(1, 10 ** len(decimals))), value
        )
        if isinstance(text, float):  # a binary float is off by at most half a unit in its last place
            value = next((rate for rate in _NTSC if float(rate) == text), value)
    return FrameRate(value)


_SECONDS: Final = re.compile(
    r"(?P<n>\d{1,20}(?:\.\d{1,40}|/\d{1,20})?)\s*"
    r"(?P<unit>ms|s|sec|secs|seconds?|m|min|mins|minutes?|h|hours?)?",
    re.I | re.ASCII,
)
_CLOCK: Final = re.compile(
    r"(?:(?P<h>\d{1,9}):(?=[0-5]?\d:))?(?P<m>\d{1,2}):(?P<s>[0-5]?\d(?:\.\d{1,40})?)", re.ASCII
)
_UNIT: Final = {"ms": Fraction(1, 1000), "s": Fraction(1), "m": Fraction(60), "h": Fraction(3600)}


def parse_seconds(text: str | int | float | Fraction) -> Fraction:
    """Read a length of time: ``5``, ``"7.5"``, ``"1001/30000"`` seconds, ``"30s"``, ``"2 min"``, ``"1:30"``.

    Floats are read by their decimal notation, so ``0.1`` is one tenth. On a clock, seconds (and minutes after
    hours) stay below 60. Negative lengths are refused.

    Raises:
        OptionError: not a length of time.
    """
    value = _seconds(text)
    if value is None or value < 0:
        raise OptionError(
            f"“{_shown(text)}” is not a length of time.",
            code="bad-duration",
            hint="Write seconds, for example 5, 7.5 or 1:30.",
        )
    return value


def _seconds(text: str | int | float | Fraction) -> Fraction | None:
    """The length that ``text`` says, or None when it says none."""
    if isinstance(text, Fraction):
        return text
    if isinstance(text, float):
        return Fraction(float.__repr__(text)) if isfinite(text) else None
    if isinstance(text, int):
        return None if isinstance(text, bool) else Fraction(text)
    word = str(text).strip()
    if match := _SECONDS.fullmatch(word):
        unit = (match["unit"] or "s").lower()
        try:
            return Fraction(match["n"]) * _UNIT["ms" if unit == "ms" else unit[0]]
        except ZeroDivisionError:
            return None
    if clock := _CLOCK.fullmatch(word):
        return int(clock["h"] or 0) * 3600 + int(clock["m"]) * 60 + Fraction(clock["s"])
    return None


@dataclass(frozen=True, slots=True)
class FrameRange:
    """``length`` frames from ``start``; end exclusive. ``length`` is at least 0."""

    start: int
    length: int

    def __post_init__(self) -> None:
        if self.length < 0:
            raise ValueError("a range cannot have fewer than 0 frames")

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
        return [FrameRange(a, b - a) for a, b in pairwise(edges)]


_DROP_RATES: Final = (FrameRate(Fraction(30000, 1001)), FrameRate(Fraction(60000, 1001)))


@dataclass(frozen=True, slots=True)
class Timecode:
    """A frame number shown as ``HH:MM:SS:FF`` (``;`` before FF when drop-frame)."""

    frame: int
    rate: FrameRate
    drop: bool = False

    def __post_init__(self) -> None:
        if self.frame < 0:
            raise OptionError(
                "Timecode cannot be negative.", code="bad-timecode", hint="Count frames from 0."
            )
        if self.drop and self.rate not in _DROP_RATES:
            raise OptionError(
                f"Drop-frame timecode exists at 30000/1001 and 60000/1001 only, not at {self.rate}.",
                code="bad-timecode",
                hint="Write the frames after a colon: HH:MM:SS:FF.",
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
        width = max(2, len(str(nominal - 1)))
        return f"{hh:02d}:{mm:02d}:{ss:02d}{';' if self.drop else ':'}{ff:0{width}d}"

    @classmethod
    def parse(cls, text: str, rate: FrameRate) -> Timecode:
        """Read ``HH:MM:SS:FF`` or, for drop-frame, ``HH:MM:SS;FF``.

        Raises:
            OptionError: not timecode, or a frame number that drop-frame counting skips.
        """
        match = re.fullmatch(r"(\d{1,12}):([0-5]\d):([0-5]\d)([:;])(\d{2,3})", text.strip(), re.ASCII)
        if not match:
            raise OptionError(f"“{_shown(text)}” is not timecode.", code="bad-timecode", hint=_TIMECODE_HINT)
        hh, mm, ss, ff = int(match[1]), int(match[2]), int(match[3]), int(match[5])
        drop = match[4] == ";"
        nominal = rate.nominal
        if ff >= nominal:
            raise OptionError(
                f"“{text.strip()}” is not timecode at {rate} frames a second.",
                code="bad-timecode",
                hint=f"Frames count from 00 to {nominal - 1:02d}.",
            )
        frame = ((hh * 60 + mm) * 60 + ss) * nominal + ff
        if drop:
            skip = cls(0, rate, True)._dropped_per_minute
            if mm % 10 and ss == 0 and ff < skip:
                raise OptionError(
                    f"Drop-frame timecode skips {text.strip()}.",
                    code="bad-timecode",
                    hint=f"The first frame of that minute is {hh:02d}:{mm:02d}:00;{skip:02d}.",
                )
            minutes = hh * 60 + mm
            frame -= skip * (minutes - minutes // 10)
        return cls(frame, rate, drop)
