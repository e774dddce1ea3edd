"""Times in caption files: exact fractions of a second in, rounded to what a format holds out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

__all__ = ["Clock", "parse_time"]

_TIME: Final = re.compile(
    r"(?:(?P<h>\d{1,4}):)?(?P<m>\d{1,2}):(?P<s>\d{1,2})(?:[.,](?P<f>\d{1,9}))?", re.ASCII
)


def parse_time(text: str) -> Fraction | str:
    """Seconds of ``H:MM:SS.fff`` or ``MM:SS.fff``, with a point or a comma; else why it is no time."""
    text = text.strip()
    if text.startswith("-"):
        return f"“{_short(text)}” is before the start"
    match = _TIME.fullmatch(text)
    if match is None:
        return f"“{_short(text)}” is not a time like 00:01:02,500"
    minutes, seconds = int(match["m"]), int(match["s"])
    if minutes > 59 or seconds > 59:
        return f"“{_short(text)}” has more than 59 minutes or seconds"
    fraction = match["f"] or "0"
    total = int(match["h"] or 0) * 3600 + minutes * 60 + seconds
    if total >= 1_000_000:
        return f"“{_short(text)}” is later than any film ends"
    return total + Fraction(int(fraction), 10 ** len(fraction))


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


@dataclass(slots=True)
class Clock:
    """Writes times in units of 1/``unit`` second and counts those that had to be rounded."""

    unit: int
    rounded: int = 0

    def units(self, seconds: Fraction) -> int:
        """``seconds`` in whole units, a half rounds up."""
        exact = seconds * self.unit
        whole = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
        self.rounded += whole != exact
        return whole

    def span(self, start: Fraction, end: Fraction) -> tuple[int, int]:
        """Both ends in units, at least one apart."""
        first, last = self.units(start), self.units(end)
        return first, max(last, first + 1)

    def parts(self, units: int) -> tuple[int, int, int, int]:
        """Hours, minutes, seconds and units."""
        seconds, rest = divmod(units, self.unit)
        return seconds // 3600, seconds // 60 % 60, seconds % 60, rest
