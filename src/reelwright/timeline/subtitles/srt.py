"""SubRip (``.srt``): numbered cues, times with milliseconds, text with a few tags."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, Final

from reelwright.timeline.captions import CaptionTrack, Cue
from reelwright.timeline.subtitles.clock import Clock, parse_time
from reelwright.timeline.subtitles.markup import closed, tidy
from reelwright.timeline.subtitles.text import Lines

__all__ = ["read_srt", "write_srt"]

_TIMES: Final = re.compile(r"\s*(-?[\d:.,]+)\s*-->\s*(-?[\d:.,]+)(?:\s+(\S.*))?\s*")
_POSITION: Final = re.compile(r"\{\\an?([1-9])\}")
_FONT: Final = re.compile(r"</?font\b[^<>]{0,200}>", re.I)
_LINES: Final = {"top": 0.1, "middle": 0.5}


def read_srt(lines: Lines) -> list[Cue]:
    """The cues of a file; what is broken is noted in ``lines``."""
    cues: list[Cue] = []
    rows, at = lines.lines, 0
    while at < len(rows):
        if not rows[at].strip():
            at += 1
            continue
        number = rows[at].strip()
        time_row = at
        if _TIMES.fullmatch(rows[at]) is None:
            if (
                at + 1 < len(rows)
                and _TIMES.fullmatch(rows[at + 1])
                and number.isascii()
                and number.isdigit()
            ):
                time_row = at + 1
            elif at + 1 < len(rows) and "->" in rows[at + 1] and number.isdigit():
                lines.broken(at + 1, f"“{rows[at + 1].strip()[:60]}” is not “from --> to”")
                at = _end_of_block(rows, at + 1)
                continue
            else:
                lines.broken(at, f"“{number[:60]}” is neither a cue's number nor its times")
                at = _end_of_block(rows, at)
                continue
        end = _end_of_block(rows, time_row + 1)
        cue = _cue(lines, time_row, rows[time_row + 1 : end])
        if cue is not None:
            cues.append(cue)
        at = end
    return cues


def _end_of_block(rows: list[str], at: int) -> int:
    """The first empty line from ``at`` on."""
    while at < len(rows) and rows[at].strip():
        at += 1
    return at


def _cue(lines: Lines, row: int, text: list[str]) -> Cue | None:
    match = _TIMES.fullmatch(lines.lines[row])
    if match is None:
        return None
    times = [parse_time(match[1]), parse_time(match[2])]
    for time in times:
        if isinstance(time, str):
            lines.broken(row, time)
            return None
    start, end = Fraction(times[0]), Fraction(times[1])
    if end <= start:
        lines.broken(row, f"the cue ends at {match[2]}, not after its start")
        return None
    raw = "\n".join(text)
    fields = _understood(raw)
    if match[3]:
        lines.remark("coordinates after the times are not used")
    if not fields["text"]:
        lines.remark("the cue has no text, and is left out", row)
        return None
    source = {"srt": raw} if fields["plain"] != raw else {}
    del fields["plain"]
    return Cue(start=str(start), end=str(end), source=source, **fields)


def _understood(raw: str) -> dict[str, Any]:
    """What ``raw`` means: ``text``, ``line``, ``align``; and ``plain``, what would be written for that."""
    fields: dict[str, Any] = {}
    position = _POSITION.search(raw)
    if position:
        place = int(position[1])
        row = ("", "top", "middle")[(place - 1) // 3 and 3 - (place - 1) // 3]
        if row:
            fields["line"] = _LINES[row]
        fields["align"] = ("left", "centre", "right")[(place - 1) % 3]
    fields["text"] = closed(tidy(_FONT.sub("", _POSITION.sub("", raw))))
    fields["plain"] = _written(fields["text"], fields.get("line"), fields.get("align", "centre"))
    return fields


def _written(text: str, line: float | None, align: str) -> str:
    place = {"left": 1, "centre": 2, "right": 3}[align]
    if line is not None and line < 0.67:
        place += 6 if line < 0.34 else 3
    return ("" if place == 2 else f"{{\\an{place}}}") + text


def write_srt(track: CaptionTrack) -> tuple[str, list[str]]:
    """The file's text, and notes on what SRT cannot say."""
    clock = Clock(1000)
    notes: list[str] = []
    blocks = []
    for number, cue in enumerate(track.cues, 1):
        start, end = clock.span(Fraction(cue.start), Fraction(cue.end))
        text = _written(cue.text, cue.line, cue.align)
        if raw := cue.source.get("srt"):
            fields = _understood(raw)
            same = (fields["text"], fields.get("line"), fields.get("align", "centre"))
            text = raw if same == (cue.text, cue.line, cue.align) else text
        text = "\n".join(line for line in text.split("\n") if line.strip()) or "\u00a0"
        blocks.append(f"{number}\n{_time(clock, start)} --> {_time(clock, end)}\n{text}\n")
        if cue.speaker:
            _once(notes, "SRT has no place for speakers: their names are left out")
        if cue.words:
            _once(notes, "SRT has no place for the times of words: they are left out")
    if clock.rounded:
        notes.append(f"{clock.rounded} times were rounded to milliseconds")
    return "\n".join(blocks), notes


def _once(notes: list[str], note: str) -> None:
    if note not in notes:
        notes.append(note)


def _time(clock: Clock, units: int) -> str:
    hours, minutes, seconds, rest = clock.parts(units)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d},{rest:03d}"
