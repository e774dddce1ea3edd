"""Caption files: SRT, WebVTT and ASS read into a track and written from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from reelwright.documents import write_text
from reelwright.errors import DocumentError, OptionError
from reelwright.timeline.captions import CaptionTrack, Cue
from reelwright.timeline.subtitles.ass import read_ass, write_ass
from reelwright.timeline.subtitles.srt import read_srt, write_srt
from reelwright.timeline.subtitles.text import Lines, read_lines
from reelwright.timeline.subtitles.vtt import read_vtt, write_vtt
from reelwright.timeline.text import Type

__all__ = ["FORMATS", "Captions", "caption_format", "dump_captions", "load_captions", "save_captions"]

Format = Literal["srt", "vtt", "ass"]
FORMATS: Final[tuple[Format, ...]] = ("srt", "vtt", "ass")

_LANGUAGE: Final = re.compile(r"\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)$")
_WRITERS: Final[dict[Format, Callable[[CaptionTrack], tuple[str, list[str]]]]] = {
    "srt": write_srt,
    "vtt": write_vtt,
    "ass": write_ass,
}


@dataclass(frozen=True, slots=True)
class Captions:
    """What was read: the track, and ``notes`` on what was understood in a certain way or left out."""

    track: CaptionTrack
    notes: tuple[str, ...]


def caption_format(path: Path | str) -> Format:
    """The format that the name of a file says.

    Raises:
        OptionError: none of srt, vtt, ass and ssa.
    """
    suffix = Path(path).suffix.lower().lstrip(".")
    if suffix == "ssa":
        return "ass"
    for form in FORMATS:
        if suffix == form:
            return form
    raise OptionError(
        f"“{path}” is not a caption file.", code="unknown-format", hint="Use .srt, .vtt or .ass."
    )


def load_captions(
    source: Path | str,
    *,
    form: Format | None = None,
    language: str | None = None,
    name: str = "captions",
    strict: bool = True,
) -> Captions:
    """Read captions from a file (``Path``) or from their own text (``str``).

    Args:
        source: what to read: UTF-8, UTF-16 or Windows-1252, at most 10 MB.
        form: srt, vtt or ass; None looks at the text.
        language: a tag such as ``en`` or ``pt-BR``; None takes the one in the file's name (``film.de.srt``),
            else ``en``.
        name: the id of the track.
        strict: broken lines are refused; without it they are left out and named in the notes.

    Raises:
        DocumentError: missing, too large, not text, broken (with the line), or without any cue.
        OptionError: a language that is none.
    """
    lines = read_lines(source)
    chosen = form or _looks_like(lines)
    type_: Type | None = None
    around: dict[str, str] = {}
    if chosen == "srt":
        cues = read_srt(lines)
    elif chosen == "vtt":
        cues, around = read_vtt(lines)
    else:
        cues, around, type_ = read_ass(lines)
    if strict:
        lines.refuse()
    if not cues and not around and chosen != "vtt":
        raise DocumentError(
            f"There are no captions in {lines.name}.",
            code="no-captions",
            hint="Give a file with at least one cue.",
            path=lines.name,
        )
    notes = [*lines.notes, *(f"left out {problem}" for problem in lines.problems[:50]), *_order(cues)]
    try:
        track = CaptionTrack(
            id=name,
            language=_language(source) if language is None else language,
            type=type_,
            source=around,
            style="karaoke" if any(cue.words for cue in cues) else "caption",
            cues=tuple(cues),
        )
    except ValueError:
        raise OptionError(
            f"“{language}” is not a language.",
            code="bad-language",
            hint="Write a tag such as en, de or pt-BR.",
        ) from None
    return Captions(track, tuple(notes))


def _looks_like(lines: Lines) -> Format:
    head = [row.strip() for row in lines.lines[:200] if row.strip()]
    if head and head[0].startswith("WEBVTT"):
        return "vtt"
    if any(re.match(r"\[(script info|v4\+? styles|events)\]", row, re.I) for row in head):
        return "ass"
    suffix = Path(lines.name).suffix.lower()
    if suffix in (".vtt", ".ass", ".ssa"):
        return "vtt" if suffix == ".vtt" else "ass"
    return "srt"


def _language(source: Path | str) -> str:
    match = _LANGUAGE.search(source.stem) if isinstance(source, Path) else None
    return match[1] if match else "en"


def _order(cues: list[Cue]) -> list[str]:
    """Notes on cues that overlap or are not in order."""
    spans = [(Fraction(cue.start), Fraction(cue.end)) for cue in cues]
    notes = []
    if any(after[0] < before[0] for before, after in pairwise(spans)):
        notes.append("its cues are not in the order of their times")
    overlaps = sum(after[0] < before[1] for before, after in pairwise(sorted(spans)))
    if overlaps:
        notes.append(
            f"{overlaps} cue{'s' * (overlaps > 1)} start{'s' * (overlaps == 1)} before the last has ended"
        )
    return notes


def dump_captions(track: CaptionTrack, form: Format) -> tuple[str, tuple[str, ...]]:
    """``track`` as the text of a file, and notes on what ``form`` cannot say."""
    text, notes = _WRITERS[form](track)
    return text, tuple(notes)


def save_captions(track: CaptionTrack, path: Path) -> tuple[str, ...]:
    """Write ``track`` to ``path``, whole or not at all, in the format of its name; returns notes.

    Raises:
        OptionError: a name that is none of srt, vtt and ass.
        OutputError: the path cannot be written.
    """
    text, notes = dump_captions(track, caption_format(path))
    write_text(path, text)
    return notes
