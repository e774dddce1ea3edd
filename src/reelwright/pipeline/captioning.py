"""Captions of a film: attached from files, burned in, or written beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reelwright.timeline import Timeline, projected
from reelwright.timeline.subtitles import caption_format, load_captions, save_captions

__all__ = ["sidecar_paths", "with_captions", "write_sidecars"]

_FORMATS = ("vtt", "srt")


def with_captions(
    timeline: Timeline, files: Sequence[Path | str], *, burn: bool = False
) -> tuple[Timeline, tuple[str, ...]]:
    """``timeline`` with the captions of ``files`` as tracks in its own time, and notes on them.

    Args:
        timeline: what plays.
        files: SRT, WebVTT or ASS; a language in the name (``film.de.srt``) is the track's.
        burn: draw them, and all other caption tracks of the timeline, into the picture.

    Raises:
        DocumentError: a file that cannot be read, with the line.
        OptionError: a file of another kind.
    """
    tracks = list(timeline.captions)
    taken = {item.id for item in timeline.text} | {item.id for item in timeline.audio}
    taken |= {track.id for track in tracks} | {clip.id for clips in timeline.video for clip in clips}
    notes: list[str] = []
    for file in map(Path, files):
        caption_format(file)
        number = 1
        while (name := f"captions-{number}") in taken:
            number += 1
        taken.add(name)
        loaded = load_captions(file, name=name)
        tracks.append(loaded.track)
        notes.extend(f"{file.name}: {note}." for note in loaded.notes)
    if burn:
        tracks = [track.model_copy(update={"burn": True}) for track in tracks]
    return timeline.model_copy(update={"captions": tuple(tracks)}), tuple(notes)


def sidecar_paths(timeline: Timeline, output: Path) -> tuple[tuple[int, Path], ...]:
    """The files beside ``output`` for the tracks that are not burned in, by the tracks' numbers.

    ``film.mp4`` gets ``film.en.vtt`` and ``film.en.srt``; a second track of a language is numbered.
    """
    seen: dict[str, int] = {}
    paths = []
    for number, track in enumerate(timeline.captions):
        if track.burn or not track.cues:
            continue
        seen[track.language] = seen.get(track.language, 0) + 1
        again = f"-{seen[track.language]}" if seen[track.language] > 1 else ""
        for form in _FORMATS:
            paths.append((number, output.with_name(f"{output.stem}{again}.{track.language}.{form}")))
    return tuple(paths)


def write_sidecars(timeline: Timeline, output: Path) -> tuple[str, ...]:
    """Write the captions that are not burned in beside ``output``, in the film's time; returns their paths.

    Raises:
        OutputError: a path cannot be written.
    """
    tracks = {
        number: projected(timeline.captions[number], timeline)
        for number, _ in sidecar_paths(timeline, output)
    }
    written = []
    for number, path in sidecar_paths(timeline, output):
        if tracks[number].cues:
            save_captions(tracks[number], path)
            written.append(str(path))
    return tuple(written)
