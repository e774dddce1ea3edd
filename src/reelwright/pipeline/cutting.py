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
from reelwright.pipeline.provenance import planner_facts
from reelwright.pipeline.recipes import identity
from reelwright.pipeline.resolving import resolved
from reelwright.pipeline.takes import ShotTake, shot_takes
from reelwright.providers import Take
from reelwright.store import Store
from reelwright.story import Storyboard
from reelwright.timeline import Timeline
from reelwright.timing import parse_rate

__all__ = ["Cut", "adjusted", "cut_of"]


@dataclass(frozen=True, slots=True)
class Cut:
    """A document with its takes chosen and laid out in time, ready to be rendered.

    ``further`` takes were made beside them and are not seen.
    """

    timeline: Timeline
    takes: tuple[ShotTake, ...]
    facts: Mapping[str, Any]
    notes: tuple[str, ...]
    further: tuple[Take, ...] = ()

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
    takes: int = 1,
) -> Cut:
    """Choose the takes of ``document`` and lay it out; ``base`` is where its media paths start.

    ``takes`` of each shot are made side by side; the first is laid out. With ``foresee`` no take is made.
    """
    if isinstance(document, Timeline):
        return Cut(resolved(document, base, audio=audio), (), {"title": document.name}, ())
    canvas = solve_canvas(document.ratio, resolution, quality)
    further: list[Take] = []
    chosen = shot_takes(
        document,
        makers,
        store,
        base,
        watch,
        quality=quality,
        foresee=foresee,
        count=takes,
        further=further,
    )
    timeline = lay_out(document, chosen, canvas, audio=audio)
    facts = {
        "title": document.title,
        "prompt": document.prompt,
        "seed": document.seed,
        "provider": makers.provider,
        **planner_facts(document),
    }
    return Cut(timeline, tuple(chosen), facts, _notes(canvas, chosen), tuple(further))


def _notes(canvas: Canvas, takes: list[ShotTake]) -> tuple[str, ...]:
    notes = [canvas.note] if canvas.note else []
    for take in takes:
        notes.extend(take.notes)
    return tuple(dict.fromkeys(notes))
