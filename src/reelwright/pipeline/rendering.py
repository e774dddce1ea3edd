"""The use cases of a film: generate (from a prompt), render (from a document), and what both share."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from reelwright import telemetry
from reelwright.config import Settings, load_settings
from reelwright.pipeline.canvas import Canvas, Quality, check_quality, solve_canvas
from reelwright.pipeline.document import Document, load
from reelwright.pipeline.edit import lay_out
from reelwright.pipeline.film import export, make_film
from reelwright.pipeline.planning import plan
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.recipes import canonical, film_recipes
from reelwright.pipeline.report import RenderReport, ShotReport, TakeCounts
from reelwright.pipeline.takes import ShotTake, file_media, shot_takes
from reelwright.providers import find_provider
from reelwright.store import Store, check_output, open_store
from reelwright.story import Storyboard
from reelwright.timeline import FileMedia, PrevisMedia, Timeline
from reelwright.timing import parse_rate

__all__ = ["Cut", "adjusted", "cut_of", "generate", "render", "worker_count"]


@dataclass(frozen=True, slots=True)
class Cut:
    """A document with its takes chosen and laid out in time, ready to be rendered."""

    timeline: Timeline
    takes: tuple[ShotTake, ...]
    facts: Mapping[str, Any]
    notes: tuple[str, ...]

    @property
    def take_keys(self) -> dict[str, str]:
        """Recipe keys of previs takes by the canonical JSON of their document."""
        return {canonical(t.media.spec): t.key for t in self.takes if isinstance(t.media, PrevisMedia)}


def generate(
    prompt: str,
    output: Path | str,
    *,
    duration: Fraction | str | float | int | None = None,
    shots: int | None = None,
    style: str | None = None,
    camera: str | None = None,
    seed: int = 1,
    ratio: str = "16:9",
    resolution: str | None = None,
    fps: str | int | float | Fraction = "30",
    quality: str = "preview",
    audio: bool = True,
    provider: str = "previs",
    project: Path | str | None = None,
    workers: int | None = None,
    watch: Watcher = ignore,
) -> RenderReport:
    """Plan ``prompt``, take every shot, compose, encode, and write an MP4 to ``output``.

    Args:
        prompt: what to show, in plain words.
        output: where the film goes; written at the very end, whole or not at all.
        duration: seconds, exact; None takes what the prompt says, else 5.
        shots: how many shots; None takes what the prompt says, else one.
        style: cinematic, documentary, commercial, artistic, anime, realistic, noir or clean.
        camera: static, pan_left, ..., orbit, zoom_out; overrides what the prompt says.
        seed: same seed, same film; another seed, another picture.
        ratio: 16:9, 9:16, 1:1, 4:5, 21:9.
        resolution: 480p .. 2160p or WIDTHxHEIGHT; None takes the quality's own.
        fps: 24, 25, 30000/1001, 30, 60 ...
        quality: draft, preview or final.
        audio: False for a film without sound.
        provider: who generates the takes.
        project: where ``.reelwright/`` lives; None is the current folder.
        workers: rendering processes; None is one per core.
        watch: called with :class:`Progress` from several threads.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    started = time.monotonic()
    board_quality = check_quality(quality)
    solve_canvas(ratio, resolution, board_quality)
    watch(Progress("plan"))
    with telemetry.stage("plan"):
        board = plan(
            prompt,
            shots=1 if shots is None else shots,
            duration=duration,
            style=style,
            camera=camera,
            seed=seed,
            fps=fps,
            ratio=ratio,
        )
    planned = time.monotonic() - started
    report = _render(
        board,
        Path.cwd(),
        Path(output),
        resolution=resolution,
        quality=board_quality,
        audio=audio,
        provider=provider,
        project=project,
        workers=workers,
        watch=watch,
        started=started,
    )
    report.seconds["plan"] = planned
    return report


def render(
    source: Document | Path | str,
    output: Path | str,
    *,
    ratio: str | None = None,
    resolution: str | None = None,
    fps: str | int | float | Fraction | None = None,
    quality: str = "preview",
    audio: bool = True,
    provider: str = "previs",
    project: Path | str | None = None,
    workers: int | None = None,
    watch: Watcher = ignore,
) -> RenderReport:
    """Render a storyboard or a timeline to an MP4 at ``output``.

    ``ratio`` and ``fps`` override what a storyboard says; the other arguments are those of :func:`generate`.

    Raises:
        DocumentError: the document cannot be read.
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    started = time.monotonic()
    watch(Progress("plan"))
    document, base = load(source)
    document = adjusted(document, ratio, fps)
    planned = time.monotonic() - started
    report = _render(
        document,
        base,
        Path(output),
        resolution=resolution,
        quality=check_quality(quality),
        audio=audio,
        provider=provider,
        project=project,
        workers=workers,
        watch=watch,
        started=started,
    )
    report.seconds["plan"] = planned
    return report


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
    provider: str,
    watch: Watcher,
    foresee: bool = False,
) -> Cut:
    """Choose the takes of ``document`` and lay it out; ``base`` is where its media paths start.

    With ``foresee`` no take is made.
    """
    if isinstance(document, Timeline):
        return Cut(_with_digests(document, base, audio), (), {"title": document.name}, ())
    canvas = solve_canvas(document.ratio, resolution, quality)
    takes = shot_takes(document, find_provider(provider), store, base, watch, foresee=foresee)
    timeline = lay_out(document, takes, canvas, audio=audio)
    facts = {"title": document.title, "prompt": document.prompt, "seed": document.seed, "provider": provider}
    return Cut(timeline, tuple(takes), facts, _notes(canvas, takes))


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


def worker_count(settings: Settings, workers: int | None) -> int:
    """How many rendering processes: as asked, as configured, or one per usable core."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, workers or settings.workers or cores)


def _render(
    document: Document,
    base: Path,
    output: Path,
    *,
    resolution: str | None,
    quality: Quality,
    audio: bool,
    provider: str,
    project: Path | str | None,
    workers: int | None,
    watch: Watcher,
    started: float,
) -> RenderReport:
    check_output(output)
    folder = Path(project) if project is not None else Path.cwd()
    settings = load_settings(folder)
    store = open_store(folder)
    taken = time.monotonic()
    cut = cut_of(
        document,
        base,
        store,
        resolution=resolution,
        quality=quality,
        audio=audio,
        provider=provider,
        watch=watch,
    )
    seconds = {"plan": 0.0, "takes": time.monotonic() - taken}
    recipes = film_recipes(cut.timeline, quality, cut.take_keys, cut.facts)
    title = str(cut.facts.get("title") or "")
    film = make_film(
        cut.timeline,
        recipes,
        store,
        quality=quality,
        workers=worker_count(settings, workers),
        watch=watch,
        started=started,
        metadata={"title": title} if title else {},
    )
    export(film.artifact, output, store)
    seconds |= film.seconds
    seconds["total"] = time.monotonic() - started
    watch(Progress("done"))
    made = sum(take.made for take in cut.takes)
    rate = cut.timeline.frame_rate
    return RenderReport(
        output=str(output),
        duration=rate.seconds(cut.timeline.length),
        frames=cut.timeline.length,
        width=cut.timeline.width,
        height=cut.timeline.height,
        fps=cut.timeline.rate,
        quality=quality,
        segments=film.counts,
        takes=TakeCounts(made, len(cut.takes) - made),
        cost=sum((take.cost for take in cut.takes), Decimal(0)),
        slate=film.artifact.key,
        seconds=seconds,
        shots=tuple(
            _shot(take, clip.length) for take, clip in zip(cut.takes, cut.timeline.video[0], strict=False)
        ),
        notes=cut.notes,
    )


def _shot(take: ShotTake, frames: int) -> ShotReport:
    camera = take.prompt.camera or "static"
    return ShotReport(take.shot.id, frames, take.summary, str(camera), take.drawn_as, take.unresolved)
