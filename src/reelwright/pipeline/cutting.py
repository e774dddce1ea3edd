"""A document with its takes chosen and laid out in time: what is common to rendering and estimating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from reelwright.pipeline.canvas import Canvas, Quality, solve_canvas
from reelwright.pipeline.document import Document
from reelwright.pipeline.edit import lay_out
from reelwright.pipeline.makers import Makers
from reelwright.pipeline.progress import Watcher
from reelwright.pipeline.recipes import identity
from reelwright.pipeline.takes import ShotTake, file_media, shot_takes
from reelwright.store import Store
from reelwright.story import Storyboard
from reelwright.timeline import FileMedia, Timeline
from reelwright.timing import parse_rate

__all__ = ["Cut", "adjusted", "cut_of", "missing_letters"]


@dataclass(frozen=True, slots=True)
class Cut:
    """A document with its takes chosen and laid out in time, ready to be rendered."""

    timeline: Timeline
    takes: tuple[ShotTake, ...]
    facts: Mapping[str, Any]
    notes: tuple[str, ...]

    @property
    def take_keys(self) -> dict[str, str]:
        """Recipe keys of takes by the identity of their media."""
        return {identity(take.media): take.key for take in self.takes if take.shot.media is None}


def adjusted(document: Document, ratio: str | None, fps: str | int | float | Fraction | None) -> Document:
    """A storyboard with another ratio or rate; a timeline is what it is."""
    changes: dict[str, Any] = {}
    if ratio is not None:
        changes["ratio"] = ratio
    if fps is not None:
        changes["rate"] = str(parse_rate(fps))
    return document.model_copy(update=changes) if changes and isinstance(document, Storyboard) else document


def cut_of(
    document: Document,
    base: Path,
    store: Store,
    *,
    resolution: str | None,
    quality: Quality,
    audio: bool,
    makers: Makers,
    watch: Watcher,
    foresee: bool = False,
) -> Cut:
    """Choose the takes of ``document`` and lay it out; ``base`` is where its media paths start.

    With ``foresee`` no take is made.
    """
    if isinstance(document, Timeline):
        return Cut(_with_digests(document, base, audio), (), {"title": document.name}, ())
    canvas = solve_canvas(document.ratio, resolution, quality)
    takes = shot_takes(document, makers, store, base, watch, quality=quality, foresee=foresee)
    timeline = lay_out(document, takes, canvas, audio=audio)
    facts = {
        "title": document.title,
        "prompt": document.prompt,
        "seed": document.seed,
        "provider": makers.provider,
    }
    return Cut(timeline, tuple(takes), facts, _notes(canvas, takes))


def missing_letters(timeline: Timeline) -> tuple[str, ...]:
    """A note when a title has characters that no font on this machine can show; empty otherwise."""
    text = "".join(item.text + (item.subtitle or "") for item in timeline.text)
    if text.isascii():
        return ()
    from reelwright.compose.text import missing_glyphs

    missing = missing_glyphs(text)
    if not missing:
        return ()
    return (f"No font here can show {' '.join(missing[:12])}: install a Noto font for this script.",)


def _notes(canvas: Canvas, takes: list[ShotTake]) -> tuple[str, ...]:
    notes = [canvas.note] if canvas.note else []
    for take in takes:
        notes.extend(take.notes)
    return tuple(dict.fromkeys(notes))


def _with_digests(timeline: Timeline, base: Path, audio: bool) -> Timeline:
    """File media made absolute and named by their bytes."""
    tracks = tuple(
        tuple(
            clip.model_copy(update={"media": file_media(base / clip.media.path)})
            if isinstance(clip.media, FileMedia)
            else clip
            for clip in track
        )
        for track in timeline.video
    )
    sounds = []
    for item in timeline.audio if audio else ():
        if item.kind == "file":
            media = file_media(base / item.path)
            item = item.model_copy(update={"path": media.path, "digest": media.digest})
        sounds.append(item)
    return timeline.model_copy(update={"video": tracks, "audio": tuple(sounds)})
