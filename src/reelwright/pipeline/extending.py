"""A clip that goes on: by its own scene, by its provider, or from its last frame, joined without a seam.

A clip that the built-in engine drew goes on exactly: the same scene, later frames. A model that extends clips
gets the clip. Any other model gets its last frame as the picture to begin with; what comes back is joined on:
frames that repeat the end are left out, and its colours start out as those of the clip and become their own
within a second.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelwright.config import load_settings
from reelwright.pipeline.canvas import Quality, check_quality
from reelwright.pipeline.joining import Extension, Wish, joined, joint, last_frame, made_here, rate_of
from reelwright.pipeline.makers import Makers
from reelwright.pipeline.planning import check_duration
from reelwright.pipeline.progress import Watcher, ignore
from reelwright.pipeline.rendering import render_document

if TYPE_CHECKING:
    from reelwright.pipeline.document import Document
    from reelwright.pipeline.report import RenderReport
    from reelwright.providers import TakeRequest
    from reelwright.store import Store

__all__ = ["extend"]


def extend(
    clip: Path | str,
    output: Path | str,
    *,
    duration: Fraction | str | float | int = 5,
    prompt: str = "",
    negative: str | None = None,
    seed: int = 1,
    quality: str | None = None,
    audio: bool = True,
    provider: str | None = None,
    model: str = "",
    routes: Sequence[str] = (),
    options: Mapping[str, Any] | None = None,
    accept_unknown_cost: bool = False,
    project: Path | str | None = None,
    workers: int | None = None,
    watch: Watcher = ignore,
) -> RenderReport:
    """Make ``clip`` go on for ``duration`` seconds, and write the whole to ``output``.

    Args:
        clip: a video file; the result has its size and frame rate.
        output: an MP4, written at the very end, whole or not at all.
        duration: seconds to add.
        prompt: what happens next, or how the camera moves.
        negative: what must not be seen.
        seed: of the new part.
        quality: draft, preview or final; None is that of the clip where this project made it, else final.
        audio: False for a film without sound.
        provider: who makes the new part, ``name`` or ``name/model``.
        model: one of the provider's models.
        routes: who makes which quality.
        options: the model's own options.
        accept_unknown_cost: use models whose price nobody knows.
        project: where ``.reelwright/`` lives.
        workers: rendering processes.
        watch: told about progress.

    Raises:
        MediaError: the clip is missing, unreadable, or no clip.
        ReelwrightError: from the provider or a control; no file is left at ``output`` then.
    """
    from reelwright.previs.pictures.intake import check_clip
    from reelwright.store import open_store

    started = time.monotonic()
    settings = load_settings(project)
    facts = check_clip(Path(clip))
    rate = rate_of(facts)
    seconds = check_duration(duration, str(rate))
    store = open_store(settings.project)
    if model:
        provider = f"{provider or 'previs'}/{model}"
    makers = Makers.chosen(settings, provider, routes, accept_unknown_cost)
    made = made_here(store, Path(clip))
    chosen = check_quality(quality or (made.quality if made is not None else None) or "final")
    wish = Wish(facts, rate, seconds, prompt.strip(), negative, seed, dict(options or {}), made)
    extension: list[Extension] = []

    def document() -> tuple[Document, Path]:
        found = _continuation(wish, makers, store, chosen)
        extension.append(found)
        return joined(wish, found, audio=audio), Path.cwd()

    report = render_document(
        document,
        Path(output),
        quality=chosen,
        audio=audio,
        makers=makers,
        settings=settings,
        workers=workers,
        watch=watch,
        started=started,
    )
    return extension[0].told(report)


def _continuation(wish: Wish, makers: Makers, store: Store, quality: Quality) -> Extension:
    from reelwright.providers import Task
    from reelwright.timeline import PrevisMedia

    made = wish.made
    table = makers.table()
    for_extending = table.targets(quality, Task.EXTEND.value, makers.provider)
    if (
        for_extending[0].provider == "previs"
        and made is not None
        and made.document is not None
        and not wish.prompt
    ):
        if made.document.get("loop"):
            how = "The loop plays on."
        else:
            how = "The scene goes on exactly: the same scene, later frames."
        return Extension(PrevisMedia(spec=made.document), made.next_frame, wish.more, how)
    request, native = _request(wish, store, for_extending[0], quality)
    return _taken(wish, request, native, makers, store, quality)


def _request(wish: Wish, store: Store, target: Any, quality: Quality) -> tuple[TakeRequest, bool]:
    """What is asked of ``target``, and whether it extends clips itself."""
    from reelwright.providers import Media, Role, TakeRequest, Task, capabilities_of, find_provider
    from reelwright.story import Prompt, parse

    provider = find_provider(target.provider)
    model = target.model or next(iter(provider.models()), "")
    caps = capabilities_of(provider, model)
    native = Task.EXTEND in caps.tasks and Role.SOURCE_VIDEO in caps.tasks[Task.EXTEND].media
    if native:
        job = _earlier_job(wish, store, provider.name)
        source = (
            Media(Role.SOURCE_VIDEO, job=job)
            if job
            else Media(Role.SOURCE_VIDEO, path=wish.facts.path.absolute())
        )
        media, task = (source,), Task.EXTEND
    else:
        media = (Media(Role.FIRST_FRAME, path=last_frame(wish, store)),)
        task = Task.I2V
    options = dict(wish.options)
    if provider.name == "previs":
        options.setdefault("whole", True)
    fps, resolution = options.pop("fps", None), options.pop("resolution", None)
    prompt = parse(wish.prompt).prompt if wish.prompt else Prompt()
    width, height = wish.size
    return TakeRequest(
        prompt,
        wish.seconds,
        wish.seed,
        aspect_ratio=_ratio(width, height, caps.tasks.get(task)),
        options=options,
        media=media,
        task=task,
        resolution=None if resolution is None else str(resolution),
        negative_prompt=wish.negative,
        text=wish.prompt,
        fps=None if fps is None else Fraction(str(fps)),
    ), native


def _ratio(width: int, height: int, choice: Any) -> str:
    """The model's shape that is nearest to the clip's; the frame is cut to the clip's own when they are
    joined."""
    from reelwright.providers.fitting import parse_ratio

    entries = [e for e in (*choice.sizes, *choice.ratios) if any(c.isdigit() for c in e)] if choice else []
    if not entries or (choice and "any" in choice.ratios):
        return f"{width}:{height}"
    own = Fraction(width, height)
    return str(min(entries, key=lambda e: max(parse_ratio(e) / own, own / parse_ratio(e))).replace("x", ":"))


def _earlier_job(wish: Wish, store: Store, provider: str) -> str | None:
    """The provider's own name for the generation that the clip is, where this project had it made there."""
    take = wish.made.take if wish.made is not None else None
    if take is None or not take.op.startswith(f"take/{provider}/"):
        return None
    from reelwright.providers.path import journal_of

    job = journal_of(store).latest(take.key)
    return job.remote_id if job is not None else None


def _taken(
    wish: Wish, request: TakeRequest, native: bool, makers: Makers, store: Store, quality: Quality
) -> Extension:
    """The new part as a provider makes it, ready to be joined."""
    from reelwright.pipeline.generation import ShotWish, all_takes, generate_takes, take_media
    from reelwright.timeline import FileMedia

    wishes = [ShotWish("extension", request)]
    outcomes = generate_takes(
        wishes,
        store,
        routes=makers.table(),
        quality=quality,
        provider=makers.provider,
        policy=makers.policy(),
    )
    take = all_takes(wishes, outcomes)[0]
    media = take_media(take, request)
    who = f"{take.provider}/{take.model}"
    if not isinstance(media, FileMedia):
        how = "Continued from the last frame by the built-in engine."
        return Extension(media, 1, wish.more, how, take=take)  # frame 0 is the last frame itself
    return joint(wish, media, native, who, take)
