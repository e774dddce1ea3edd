"""Whether captions can be read in time: speed, length of lines, gaps, how long they stand."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from reelwright.timeline.captions import CaptionTrack
from reelwright.timeline.subtitles.breaking import LONGEST_LINE, MOST_LINES, NARROW_LINE, reading_width
from reelwright.timeline.subtitles.markup import without_tags

__all__ = ["CaptionFinding", "lint_captions"]

_SHORTEST: Final = Fraction(5, 6)
_LONGEST: Final = Fraction(7)
_GAP: Final = Fraction(1, 12)  # two frames at 24 a second
_FAST: Final = 17
_TOO_FAST: Final = 20


@dataclass(frozen=True, slots=True)
class CaptionFinding:
    """Something about cue number ``cue``, counted from 1, at ``seconds``; ``hint`` is what to do about it."""

    code: str
    cue: int
    seconds: Fraction
    message: str
    hint: str

    def as_dict(self) -> dict[str, Any]:
        """The finding as a JSON object."""
        return {
            "code": self.code,
            "cue": self.cue,
            "seconds": float(self.seconds),
            "message": self.message,
            "hint": self.hint,
        }


def lint_captions(
    track: CaptionTrack, *, upright: bool = False, fast: int = _FAST, too_fast: int = _TOO_FAST
) -> tuple[CaptionFinding, ...]:
    """What makes ``track`` hard to read, cue by cue.

    The limits are those that broadcasters and streaming services agree on: two lines of 42 characters (32
    with ``upright``, for 9:16), 17 to 20 characters a second, 5/6 to 7 seconds, and gaps that are either none
    or at least two frames.

    Args:
        track: the captions, in their own time.
        upright: the picture is higher than wide.
        fast: characters a second from which reading is hard.
        too_fast: characters a second that most people cannot follow.
    """
    found: list[CaptionFinding] = []
    longest = NARROW_LINE if upright else LONGEST_LINE
    order = sorted(range(len(track.cues)), key=lambda n: Fraction(track.cues[n].start))
    for n in order:
        cue = track.cues[n]
        start, lasts = Fraction(cue.start), Fraction(cue.end) - Fraction(cue.start)

        def add(code: str, message: str, hint: str, at: Fraction = start, number: int = n + 1) -> None:
            found.append(CaptionFinding(code, number, at, message, hint))

        rows = cue.text.split("\n")
        width = max((reading_width(row) for row in rows), default=0)
        if not without_tags(cue.text).strip():
            add("empty", "It has no text.", "Remove it.")
            continue
        if len(rows) > MOST_LINES:
            add("many-lines", f"It has {len(rows)} lines.", "Use two: split the cue.")
        if width > longest:
            add("long-line", f"A line has {width} characters.", f"Break it at {longest} or fewer.")
        speed = sum(reading_width(row) for row in rows) / lasts
        if speed > fast:
            code = "too-fast" if speed > too_fast else "fast"
            add(
                code,
                f"It runs at {float(speed):.0f} characters a second.",
                "Let it stand longer, or say less.",
            )
        if lasts < _SHORTEST:
            add(
                "short",
                f"It stands for {float(lasts):.2f} seconds.",
                "Let it stand for 5/6 of a second or more.",
            )
        elif lasts > _LONGEST:
            add("long", f"It stands for {float(lasts):.1f} seconds.", "Split it: viewers read it twice.")
    for before, after in pairwise(order):
        gap = Fraction(track.cues[after].start) - Fraction(track.cues[before].end)
        start = Fraction(track.cues[after].start)
        if gap < 0:
            message = f"It starts {float(-gap):.2f} seconds before cue {before + 1} has ended."
            found.append(
                CaptionFinding("overlap", after + 1, start, message, "Let one end where the next starts.")
            )
        elif 0 < gap < _GAP:
            message = f"Only {float(gap):.3f} seconds are left after cue {before + 1}: it flickers."
            found.append(
                CaptionFinding("small-gap", after + 1, start, message, "Close the gap, or leave two frames.")
            )
    return tuple(sorted(found, key=lambda finding: (finding.seconds, finding.cue)))
