"""The use cases of a film: generate (from a prompt) and render (from a document).

The rendering processes are started before anything else is done: they load their libraries while the parent
reads the document, opens the store and chooses takes. That is why this module itself imports next to nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reelwright import telemetry
from reelwright.config import Settings, load_settings
from reelwright.errors import OutputError
from reelwright.pipeline.canvas import Quality, check_quality, solve_canvas
from reelwright.pipeline.makers import Makers
from reelwright.pipeline.pool import Pool
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.store import check_output, open_store

if TYPE_CHECKING:
    from reelwright.pipeline.document import Document
    from reelwright.pipeline.report import RenderReport, ShotReport
    from reelwright.pipeline.takes import ShotTake

__all__ = ["generate", "render"]

_SUFFIXES: Final = (".mp4", ".m4v")


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
    quality: str | None = None,
    audio: bool = True,
    provider: str = "previs",
    routes: Sequence[str] = (),
    accept_unknown_cost: bool = False,
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
        quality: draft, preview or final; None takes the settings', else preview.
        audio: False for a film without sound.
        provider: who generates the takes, ``name`` or ``name/model``.
        routes: who makes which quality, such as ``final=runway/gen4.5,luma/ray-3.2``.
        accept_unknown_cost: use models whose price nobody knows.
        project: where ``.reelwright/`` lives; None is the current folder.
        workers: rendering processes; None is one per core that memory allows.
        watch: called with :class:`Progress` from several threads.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    started = time.monotonic()
    settings = load_settings(project)
    chosen = check_quality(quality or settings.quality)
    solve_canvas(ratio, resolution, chosen)

    def document() -> tuple[Document, Path]:
        from reelwright.pipeline.planning import plan

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
        return board, Path.cwd()

    return _render(
        document,
        Path(output),
        resolution=resolution,
        quality=chosen,
        audio=audio,
        makers=Makers(provider, tuple(routes), accept_unknown_cost),
        settings=settings,
        workers=workers,
        watch=watch,
        started=started,
    )


def render(
    source: Document | Path | str,
    output: Path | str,
    *,
    ratio: str | None = None,
    resolution: str | None = None,
    fps: str | int | float | Fraction | None = None,
    quality: str | None = None,
    audio: bool = True,
    provider: str = "previs",
    routes: Sequence[str] = (),
    accept_unknown_cost: bool = False,
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
    settings = load_settings(project)

    def document() -> tuple[Document, Path]:
        from reelwright.pipeline.cutting import adjusted
        from reelwright.pipeline.document import load

        found, base = load(source)
        return adjusted(found, ratio, fps), base

    return _render(
        document,
        Path(output),
        resolution=resolution,
        quality=check_quality(quality or settings.quality),
        audio=audio,
        makers=Makers(provider, tuple(routes), accept_unknown_cost),
        settings=settings,
        workers=workers,
        watch=watch,
        started=started,
    )


def _render(
    document: Callable[[], tuple[Document, Path]],
    output: Path,
    *,
    resolution: str | None,
    quality: Quality,
    audio: bool,
    makers: Makers,
    settings: Settings,
    workers: int | None,
    watch: Watcher,
    started: float,
) -> RenderReport:
    _check_format(output)
    check_output(output)
    watch(Progress("plan"))
    if telemetry.run() is None:
        telemetry.start_run("render")
    with Pool(workers or settings.worker_count, settings.cache_dir) as pool:
        from reelwright.pipeline.cutting import cut_of, missing_letters
        from reelwright.pipeline.film import export, make_film
        from reelwright.pipeline.recipes import film_recipes

        found, base = document()
        store = open_store(settings.project)
        seconds = {"plan": time.monotonic() - started}
        cut = cut_of(
            found,
            base,
            store,
            resolution=resolution,
            quality=quality,
            audio=audio,
            makers=makers,
            watch=watch,
        )
        recipes = film_recipes(cut.timeline, quality, cut.take_keys, cut.facts)
        seconds["takes"] = time.monotonic() - started - seconds["plan"]
        title = str(cut.facts.get("title") or "")
        film = make_film(
            cut.timeline,
            recipes,
            store,
            pool,
            quality=quality,
            watch=watch,
            started=started,
            metadata={"title": title} if title else {},
        )
    seconds |= film.seconds
    shots = tuple(
        _shot(take, clip.length) for take, clip in zip(cut.takes, cut.timeline.video[0], strict=False)
    )
    notes = (*cut.notes, *missing_letters(cut.timeline))
    export(film.artifact, output, store)
    if settings.cache_max_bytes is not None:
        from reelwright.pipeline.inspect import paid_keys

        store.gc(max_bytes=settings.cache_max_bytes, keep=[film.artifact.key, *paid_keys(store)])
    seconds["total"] = time.monotonic() - started
    watch(Progress("done"))
    from reelwright.pipeline.report import RenderReport, TakeCounts

    made = sum(take.made for take in cut.takes)
    return RenderReport(
        output=str(output),
        duration=cut.timeline.frame_rate.seconds(cut.timeline.length),
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
        shots=shots,
        notes=notes,
    )


def _check_format(output: Path) -> None:
    """Films are MP4 files, and are called so: a player that goes by the name would not play them."""
    if output.name and not output.is_dir() and output.suffix.lower() not in _SUFFIXES:
        raise OutputError(
            f"{output} does not end in .mp4: films are written as MP4 (H.264 and AAC).",
            code="unsupported-format",
            hint=f"Write to {output.with_suffix('.mp4')}.",
            path=str(output),
        )


def _shot(take: ShotTake, frames: int) -> ShotReport:
    from reelwright.pipeline.report import ShotReport

    drawn_as, unresolved = take.drawn()
    return ShotReport(
        take.shot.id, frames, take.summary, str(take.prompt.camera or "static"), drawn_as, unresolved
    )
