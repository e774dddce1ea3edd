"""The use cases of a film: generate (from a prompt) and render (from a document).

The rendering processes are started before anything else is done: they load their libraries while the parent
reads the document, opens the store and chooses takes. That is why this module itself imports next to nothing.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reelwright import telemetry
from reelwright.config import Settings, load_settings
from reelwright.errors import OptionError, OutputError
from reelwright.pipeline.canvas import Quality, check_quality, solve_canvas
from reelwright.pipeline.makers import Makers
from reelwright.pipeline.pool import Pool
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.store import check_output, open_store

if TYPE_CHECKING:
    from reelwright.pipeline.document import Document
    from reelwright.pipeline.planning import Planned
    from reelwright.pipeline.report import RenderReport, ShotReport
    from reelwright.pipeline.takes import ShotTake
    from reelwright.providers import Take

__all__ = ["generate", "render", "render_document"]

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
    ratio: str | None = None,
    resolution: str | None = None,
    fps: str | int | float | Fraction = "30",
    quality: str | None = None,
    audio: bool = True,
    image: Path | str | None = None,
    last_image: Path | str | None = None,
    video: Path | str | None = None,
    references: Sequence[Path | str] = (),
    keyframes: Mapping[Fraction, Path | str] | None = None,
    task: str | None = None,
    loop: bool = False,
    negative: str | None = None,
    model: str = "",
    takes: int = 1,
    options: Mapping[str, Any] | None = None,
    planner: str = "rules",
    provider: str | None = None,
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
        ratio: 16:9, 9:16, 1:1, 4:5, 21:9; None is the clip's own, the nearest to the picture's, else 16:9.
        resolution: 480p .. 2160p or WIDTHxHEIGHT; None takes the quality's own.
        fps: 24, 25, 30000/1001, 30, 60 ...
        quality: draft, preview or final; None takes the settings', else preview.
        audio: False for a film without sound.
        image: the picture that the film starts from (image-to-video); a file, an https address or ``job:ID``.
        last_image: the picture that it ends with; with ``image`` the film leads from one to the other.
        video: a clip that is changed as the prompt says.
        references: pictures of who or what is in it.
        keyframes: pictures by the second at which they are seen.
        task: video-to-video, extend, upscale or reframe, where ``video`` alone does not say it.
        loop: the end leads into the beginning.
        negative: what must not be seen.
        model: one of the provider's models.
        takes: how many versions, 1 to 64; the others are written beside the first as NAME-take2.mp4 and so
            on.
        options: the model's own options; ``fps`` and ``resolution`` are those of what it generates.
        planner: rules (offline), or llm, the settings' language model.
        provider: who generates the takes, ``name`` or ``name/model``; None follows the settings' routes, else
            it is previs.
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
    solve_canvas(ratio or "16:9", resolution, chosen)
    if not 1 <= takes <= 64:
        raise OptionError(
            "Between 1 and 64 takes can be made.", code="bad-takes", hint="Use --takes 4, for example."
        )
    from reelwright.pipeline.materials import Materials

    materials = Materials(
        image, last_image, video, tuple(references), keyframes or {}, task, loop, negative, options or {}
    )

    plans: list[Planned] = []

    def document() -> tuple[Document, Path]:
        from reelwright.pipeline.materials import plan_media, with_materials
        from reelwright.pipeline.planning import planned

        if materials.made_from_media or task is not None:
            return plan_media(
                prompt,
                materials,
                shots=shots,
                duration=duration,
                style=style,
                camera=camera,
                seed=seed,
                fps=fps,
                ratio=ratio,
            ), Path.cwd()
        if not plans:  # one plan for all takes
            plans.append(
                planned(
                    prompt,
                    shots=1 if shots is None else shots,
                    duration=duration,
                    style=style,
                    camera=camera,
                    seed=seed,
                    fps=fps,
                    ratio=ratio or "16:9",
                    planner=planner,
                    accept_unknown_cost=accept_unknown_cost,
                    project=project,
                )
            )
        return with_materials(plans[0].board, materials), Path.cwd()

    if model:
        provider = f"{provider or 'previs'}/{model}"
    makers = Makers.chosen(settings, provider, routes, accept_unknown_cost)
    first = Path(output)
    reports = [
        _render(
            document,
            first if number == 0 else first.with_name(f"{first.stem}-take{number + 1}{first.suffix}"),
            resolution=resolution,
            quality=chosen,
            audio=audio,
            makers=replace(makers, take=number),
            settings=settings,
            workers=workers,
            watch=watch,
            started=started,
            takes=takes if number == 0 else 1,
        )
        for number in range(takes)
    ]
    from reelwright.pipeline.report import together

    report = together(reports)
    for plan in plans:
        report = replace(report, cost=report.cost + plan.spent, notes=(*plan.notes, *report.notes))
    return report


def render(
    source: Document | Path | str,
    output: Path | str,
    *,
    ratio: str | None = None,
    resolution: str | None = None,
    fps: str | int | float | Fraction | None = None,
    quality: str | None = None,
    audio: bool = True,
    provider: str | None = None,
    routes: Sequence[str] = (),
    accept_unknown_cost: bool = False,
    captions: Sequence[Path | str] = (),
    burn_captions: bool = False,
    project: Path | str | None = None,
    workers: int | None = None,
    watch: Watcher = ignore,
) -> RenderReport:
    """Render a storyboard or a timeline to an MP4 at ``output``.

    ``ratio`` and ``fps`` override what a storyboard says; the other arguments are those of :func:`generate`.
    ``captions`` are SRT, WebVTT or ASS files; with ``burn_captions`` they are drawn into the picture, else
    written beside the film, in its own time, as ``film.en.vtt`` and ``film.en.srt``.

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
        makers=Makers.chosen(settings, provider, routes, accept_unknown_cost),
        settings=settings,
        workers=workers,
        watch=watch,
        started=started,
        captions=(tuple(captions), burn_captions),
    )


def render_document(
    document: Callable[[], tuple[Document, Path]],
    output: Path,
    *,
    quality: Quality,
    audio: bool,
    makers: Makers,
    settings: Settings,
    workers: int | None,
    watch: Watcher,
    started: float,
    pool: Pool | None = None,
) -> RenderReport:
    """Render what ``document`` returns, with the folder its media paths start at; it is called once the
    rendering processes are on their way, so that making it costs no time of its own. For use cases that build
    a timeline. A ``pool`` of processes that is already there is used, and left open.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    return _render(
        document,
        output,
        resolution=None,
        quality=quality,
        audio=audio,
        makers=makers,
        settings=settings,
        workers=workers,
        watch=watch,
        started=started,
        processes=pool,
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
    takes: int = 1,
    captions: tuple[Sequence[Path | str], bool] = ((), False),
    processes: Pool | None = None,
) -> RenderReport:
    _check_format(output)
    check_output(output)
    watch(Progress("plan"))
    if telemetry.run() is None:
        telemetry.start_run("render")
    with contextlib.ExitStack() as stack:
        pool = processes or stack.enter_context(Pool(workers or settings.worker_count, settings.cache_dir))
        from reelwright.pipeline.captioning import with_captions, write_sidecars
        from reelwright.pipeline.cutting import cut_of
        from reelwright.pipeline.film import export, make_film
        from reelwright.pipeline.lettering import lettering_notes
        from reelwright.pipeline.looks import looked_at
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
            takes=takes,
        )
        captioned, caption_notes = with_captions(cut.timeline, captions[0], burn=captions[1])
        cut = replace(cut, timeline=looked_at(captioned, store, pool), notes=(*cut.notes, *caption_notes))
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
    notes = (*cut.notes, *lettering_notes(cut.timeline))
    if cut.timeline.audio or any(clip.sound for track in cut.timeline.video for clip in track):
        from reelwright.compose.mix import mix_notes

        notes = (*notes, *mix_notes(cut.timeline))
    export(film.artifact, output, store)
    beside = write_sidecars(cut.timeline, output)
    if settings.cache_max_bytes is not None:
        from reelwright.pipeline.inspect import paid_keys

        store.gc(max_bytes=settings.cache_max_bytes, keep=[film.artifact.key, *paid_keys(store)])
    seconds["total"] = time.monotonic() - started
    watch(Progress("done"))
    from reelwright.pipeline.report import RenderReport, TakeCounts

    takes_of_all: list[ShotTake | Take] = [*cut.takes, *cut.further]
    made = sum(take.made for take in takes_of_all)
    return RenderReport(
        output=str(output),
        duration=cut.timeline.frame_rate.seconds(cut.timeline.length),
        frames=cut.timeline.length,
        width=cut.timeline.width,
        height=cut.timeline.height,
        fps=cut.timeline.rate,
        quality=quality,
        segments=film.counts,
        takes=TakeCounts(made, len(takes_of_all) - made),
        cost=sum((take.cost for take in takes_of_all), Decimal(0)),
        slate=film.artifact.key,
        seconds=seconds,
        shots=shots,
        notes=notes,
        captions=beside,
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
