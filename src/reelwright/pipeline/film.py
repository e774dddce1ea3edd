"""A timeline becomes a film: a pool of processes renders missing segments, then packets are copied."""

from __future__ import annotations

import contextlib
import contextvars
import shutil
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reelwright import __version__
from reelwright.errors import Interrupted, StoreReadOnly
from reelwright.pipeline.canvas import Quality
from reelwright.pipeline.pool import Pool, Worker
from reelwright.pipeline.progress import Progress, Watcher
from reelwright.pipeline.recipes import FilmRecipes, SegmentRecipe
from reelwright.pipeline.report import Counts
from reelwright.store import Artifact, Store, atomic_output
from reelwright.timeline import Timeline

__all__ = ["Film", "export", "make_film"]

_PREVIS_COMMENT: Final = (
    "Previs: drawn by Reelwright's built-in engine, not by a camera and not by a generative model."
)


@dataclass(frozen=True, slots=True)
class Film:
    """What was made. ``seconds`` holds compose, assemble and first_playable."""

    artifact: Artifact
    counts: Counts
    seconds: dict[str, float]


def make_film(
    timeline: Timeline,
    recipes: FilmRecipes,
    store: Store,
    pool: Pool,
    *,
    quality: Quality,
    watch: Watcher,
    started: float,
    metadata: Mapping[str, str],
) -> Film:
    """Render what is missing of ``timeline`` and assemble it.

    Args:
        timeline: what plays.
        recipes: its recipes, from :func:`film_recipes`.
        store: where segments are kept; what it holds is not made again.
        pool: the rendering processes.
        quality: encoder settings and drawing effort.
        watch: told about progress.
        started: ``time.monotonic()`` at which the user began to wait, for ``first_playable``.
        metadata: container tags.

    Raises:
        ReelwrightError: from a worker, the store or the encoder. Finished segments are kept.
        Interrupted: Ctrl-C; finished segments are kept.
    """
    rendering = _Rendering(timeline, recipes, store, quality, watch, started)
    begin = time.monotonic()
    with ThreadPoolExecutor(len(pool.workers) + 1, thread_name_prefix="render") as threads:
        audio = _submit(threads, rendering.sound)
        rendering.run(threads, pool, audio)
    composed = time.monotonic()
    watch(Progress("assemble"))
    artifact = rendering.assemble(audio.result(), metadata)
    seconds = {
        "compose": composed - begin,
        "assemble": time.monotonic() - composed,
        "first_playable": rendering.first_playable,
    }
    return Film(artifact, rendering.counts(), seconds)


def export(artifact: Artifact, output: Path, store: Store) -> None:
    """Copy the film to where the user wants it, atomically, and remember which recipe it came from."""
    with atomic_output(output) as path:
        shutil.copyfile(artifact.path, path)
    with contextlib.suppress(StoreReadOnly):  # the film was all there; its slate is found by its bytes
        store.note_output(output, artifact.key)


def _submit(threads: ThreadPoolExecutor, function: Callable[..., Any], *args: Any) -> Future[Any]:
    """Run ``function`` in a thread that belongs to the same run: its slates carry the trace id."""
    return threads.submit(contextvars.copy_context().run, function, *args)


class _Rendering:
    """One film on its way: the queue of segments, and what has come of them."""

    def __init__(
        self,
        timeline: Timeline,
        recipes: FilmRecipes,
        store: Store,
        quality: Quality,
        watch: Watcher,
        started: float,
    ) -> None:
        self.timeline = timeline
        self.recipes = recipes
        self.store = store
        self.quality = quality
        self.first_playable = 0.0
        self._document = timeline.model_dump(mode="json", by_alias=True)
        self._watch = watch
        self._started = started
        self._lock = threading.Lock()
        self._frames = 0
        self._made: dict[int, Artifact] = {}
        self._queue: deque[int] = deque()
        self._stop = False
        self._playable = threading.Event()

    def run(self, threads: ThreadPoolExecutor, pool: Pool, audio: Future[Artifact | None]) -> None:
        """Have every segment in the store."""
        try:
            self._run(threads, pool, audio)
        except KeyboardInterrupt:
            raise Interrupted(
                f"Interrupted with {len(self._made)} of {len(self.recipes.segments)} segments finished."
            ) from None
        finally:
            self._stop = True  # whoever still works ends at the next frame or block
            self._playable.set()
            if sys.exc_info()[0] is not None:
                pool.close()  # answers that are waited for end with it

    def _run(self, threads: ThreadPoolExecutor, pool: Pool, audio: Future[Artifact | None]) -> None:
        for index, item in enumerate(self.recipes.segments):
            found = self.store.find(item.recipe)
            if found is None:
                self._queue.append(index)
            else:
                self._keep(index, found)
                self._advance(item.segment.range.length)
        workers = pool.workers[: len(self._queue)]
        futures: list[Future[Any]] = [_submit(threads, self._work, worker) for worker in workers]
        wait([*futures, audio], return_when=FIRST_EXCEPTION)
        for future in (*futures, audio):
            if future.done():
                future.result()

    def _work(self, worker: Worker) -> None:
        """One thread: feed one worker from the queue until it is empty."""
        worker.wait_ready(self._warm)
        while not self._stop:
            with self._lock:
                if not self._queue:
                    return
                index = self._queue.popleft()
            item = self.recipes.segments[index]
            self._keep(index, self.store.make(item.recipe, self._builder(item, worker), suffix=".mp4"))

    def _builder(self, item: SegmentRecipe, worker: Worker) -> Any:
        def build(path: Path) -> Mapping[str, Any]:
            return worker.render(self._document, item.segment.range, self.quality, path, self._advance)

        return build

    def sound(self) -> Artifact | None:
        """The film's sound as one AAC stream, or None when the timeline has none."""
        if self.recipes.audio is None:
            return None
        found = self.store.find(self.recipes.audio)
        if found is not None:
            return found
        self._playable.wait()  # the first segment has the cores to itself
        from reelwright.compose.mix import mix_blocks
        from reelwright.encode import encode_audio

        def blocks() -> Iterator[Any]:
            for block in mix_blocks(self.timeline):
                if self._stop:
                    raise Interrupted("Interrupted while the sound was being mixed.")
                yield block

        def build(path: Path) -> Mapping[str, Any]:
            encode_audio(blocks(), path)
            return {}

        return self.store.make(self.recipes.audio, build, suffix=".m4a")

    def assemble(self, audio: Artifact | None, metadata: Mapping[str, str]) -> Artifact:
        """One MP4 by packet copy."""
        from reelwright.encode import assemble

        recipe = self.recipes.film
        tags = {**metadata, "comment": f"{self._comment()}slate:{recipe.key}".strip()}

        def build(path: Path) -> Mapping[str, Any]:
            parts = [self._made[i].path for i in range(len(self.recipes.segments))]
            assemble(
                parts,
                path,
                rate=self.timeline.frame_rate,
                audio=None if audio is None else audio.path,
                metadata=tags,
            )
            return {"reelwright": __version__}

        return self.store.make(recipe, build, suffix=".mp4")

    def counts(self) -> Counts:
        """Segments made now and found."""
        rendered = sum(artifact.made for artifact in self._made.values())
        total = len(self.recipes.segments)
        return Counts(total, rendered, total - rendered)

    def _comment(self) -> str:
        drawn = any("previs" in item.recipe.params for item in self.recipes.segments)
        return _PREVIS_COMMENT + " " if drawn else ""

    def _keep(self, index: int, artifact: Artifact) -> None:
        self._made[index] = artifact
        if index == 0:
            self.first_playable = time.monotonic() - self._started
            self._playable.set()

    def _advance(self, frames: int) -> None:
        with self._lock:
            self._frames += frames
            done = self._frames
        self._watch(Progress("render", done, self.timeline.length))

    def _warm(self, message: str) -> None:
        self._watch(Progress("warm", 0, 0, message))
