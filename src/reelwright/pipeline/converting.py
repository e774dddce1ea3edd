"""Converting files: which kind a suffix means, and what turns one kind into another.

A new format adds its suffix to ``KINDS`` and a function to ``CONVERTERS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reelwright.errors import OptionError
from reelwright.pipeline.interchange import edit_to_timeline, timeline_of, write_edit
from reelwright.store import check_output
from reelwright.timeline import (
    CaptionTrack,
    Timeline,
    load_timeline,
    project,
    projected,
    save_timeline,
)
from reelwright.timeline.subtitles import load_captions, save_captions, split_cue

__all__ = ["CONVERTERS", "KINDS", "Conversion", "Wishes", "convert"]

KINDS: Final[dict[str, str]] = {
    ".srt": "captions",
    ".vtt": "captions",
    ".ass": "captions",
    ".ssa": "captions",
    ".yaml": "timeline",
    ".yml": "timeline",
    ".json": "timeline",
    ".otio": "edit",
    ".fcpxml": "edit",
    ".xml": "edit",
    ".edl": "edit",
}
"""What a file is, by its suffix."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to convert.

    ``language`` names the language of captions, or chooses the track of a timeline; ``lenient`` leaves broken
    lines out; ``wrap`` sets captions in two lines of so many characters, and splits those that are longer.
    ``rate`` is that of an edit decision list, which does not say (24); ``project`` where takes are kept.
    """

    language: str | None = None
    lenient: bool = False
    wrap: int | None = None
    rate: str | None = None
    project: Path | None = None


@dataclass(frozen=True, slots=True)
class Conversion:
    """What was written: where, how many of ``what``, and notes on what could not be kept."""

    output: Path
    what: str
    count: int
    notes: tuple[str, ...] = ()


Converter = Callable[[Path, Path, Wishes], Conversion]


def convert(source: Path, output: Path, wishes: Wishes | None = None) -> Conversion:
    """Turn ``source`` into ``output``; both formats are those that their names say.

    Raises:
        OptionError: a format that is not known, or a pair that cannot be converted.
        DocumentError: ``source`` cannot be read.
        OutputError: ``output`` cannot be written.
    """
    kinds = (_kind(source), _kind(output))
    converter = CONVERTERS.get(kinds)
    if converter is None:
        raise OptionError(
            f"{source.name} cannot be made into {output.name}: {kinds[0]} are not {kinds[1]}.",
            code="no-conversion",
            hint=f"From {source.suffix}: {', '.join(_reachable(kinds[0]))}.",
        )
    check_output(output)
    return converter(source, output, wishes or Wishes())


def _kind(path: Path) -> str:
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise OptionError(
            f"“{path.name}” is of no format that can be converted.",
            code="unknown-format",
            hint=f"Use {', '.join(sorted(KINDS))}.",
        )
    return kind


def _reachable(kind: str) -> list[str]:
    targets = {to for start, to in CONVERTERS if start == kind}
    return sorted(suffix for suffix, found in KINDS.items() if found in targets)


def _captions_to_captions(source: Path, output: Path, wishes: Wishes) -> Conversion:
    loaded = load_captions(source, language=wishes.language, strict=not wishes.lenient)
    track = _wrapped(loaded.track, wishes)
    notes = save_captions(track, output)
    return Conversion(output, "cues", len(track.cues), (*loaded.notes, *notes))


def _captions_to_timeline(source: Path, output: Path, wishes: Wishes) -> Conversion:
    """Captions become a track of a timeline that exists, in place of the one with that language."""
    if not output.exists():
        raise OptionError(
            f"There is no timeline {output}: captions alone do not make one.",
            code="no-timeline",
            hint="Give the timeline that the captions belong to; they become a track of it.",
        )
    timeline = load_timeline(output)
    loaded = load_captions(source, language=wishes.language, strict=not wishes.lenient)
    track = _wrapped(loaded.track, wishes)
    tracks = list(timeline.captions)
    before = next((n for n, other in enumerate(tracks) if other.language == track.language), None)
    notes = list(loaded.notes)
    if before is None:
        ids = {other.id for other in tracks}
        number = 1
        while f"captions-{number}" in ids:
            number += 1
        tracks.append(track.model_copy(update={"id": f"captions-{number}"}))
    else:
        old = tracks[before]
        kept = {"id": old.id, "name": old.name, "burn": old.burn, "style": old.style, "type": old.type}
        tracks[before] = track.model_copy(update=kept)
        notes.append(f"the track {old.id} ({old.language}) was replaced")
    new = Timeline.model_validate(
        {**timeline.model_dump(by_alias=True), "captions": [one.model_dump() for one in tracks]}
    )
    outside = len(track.cues) - len({id(shown.cue) for shown in project(track, new)})
    if outside:
        notes.append(f"{outside} cues fall on no frame of the timeline")
    save_timeline(new, output)
    return Conversion(output, "cues", len(track.cues), tuple(notes))


def _timeline_to_captions(source: Path, output: Path, wishes: Wishes) -> Conversion:
    timeline = load_timeline(source)
    chosen = [track for track in timeline.captions if wishes.language in (None, track.language, track.id)]
    if not chosen:
        known = ", ".join(track.language for track in timeline.captions)
        raise OptionError(
            f"{source} has no captions{f' in “{wishes.language}”' if wishes.language else ''}.",
            code="no-captions",
            hint=f"It has {known}." if known else "Add a captions track to it.",
        )
    track = _wrapped(projected(chosen[0], timeline), wishes)
    notes = save_captions(track, output)
    others = tuple(f"the track {other.id} ({other.language}) was not written" for other in chosen[1:])
    return Conversion(output, "cues", len(track.cues), (*notes, *others))


def _timeline_to_edit(source: Path, output: Path, wishes: Wishes) -> Conversion:
    timeline = timeline_of(source, wishes.project)
    notes = write_edit(timeline, output, source.parent)
    return Conversion(output, "clips", sum(map(len, timeline.video)), notes)


def _edit_to_timeline(source: Path, output: Path, wishes: Wishes) -> Conversion:
    read = edit_to_timeline(source, wishes.rate)
    save_timeline(read.timeline, output)
    return Conversion(output, "clips", sum(map(len, read.timeline.video)), read.notes)


def _edit_to_edit(source: Path, output: Path, wishes: Wishes) -> Conversion:
    read = edit_to_timeline(source, wishes.rate)
    notes = write_edit(read.timeline, output, source.parent)
    return Conversion(output, "clips", sum(map(len, read.timeline.video)), (*read.notes, *notes))


def _timeline_to_timeline(source: Path, output: Path, wishes: Wishes) -> Conversion:
    timeline = timeline_of(source, wishes.project)
    save_timeline(timeline, output)
    return Conversion(output, "clips", sum(map(len, timeline.video)))


def _wrapped(track: CaptionTrack, wishes: Wishes) -> CaptionTrack:
    if wishes.wrap is None:
        return track
    cues = tuple(part for cue in track.cues for part in split_cue(cue, wishes.wrap))
    return track.model_copy(update={"cues": cues})


CONVERTERS: Final[dict[tuple[str, str], Converter]] = {
    ("captions", "captions"): _captions_to_captions,
    ("captions", "timeline"): _captions_to_timeline,
    ("timeline", "captions"): _timeline_to_captions,
    ("timeline", "timeline"): _timeline_to_timeline,
    ("timeline", "edit"): _timeline_to_edit,
    ("edit", "timeline"): _edit_to_timeline,
    ("edit", "edit"): _edit_to_edit,
}
"""What turns one kind into another."""
