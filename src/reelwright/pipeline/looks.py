"""Letters that suit the picture below them: a small frame of it is drawn before the film is cut."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reelwright.store import Recipe, Store
from reelwright.timeline import Segment, TextItem, Timeline
from reelwright.timing import FrameRange

if TYPE_CHECKING:
    from reelwright.compose import Frame
    from reelwright.pipeline.pool import Pool, Worker

__all__ = ["Glance", "draw_glance", "glances", "looked_at", "resolve_looks"]

_VERSION: Final = 1
_SIDE: Final = 320


@dataclass(frozen=True, slots=True)
class Glance:
    """The picture of frame ``frame`` of a timeline, without its text, small: its luma is what is kept."""

    frame: int
    width: int
    height: int
    recipe: Recipe

    def read(self, path: Path) -> Frame:
        """The kept picture; its colours are not known."""
        import numpy as np

        from reelwright.compose import Frame

        luma = np.frombuffer(path.read_bytes(), np.uint8).reshape(self.height, self.width)
        grey = np.full((self.height // 2, self.width // 2), 128, np.uint8)
        return Frame(luma, grey, grey)


def glances(timeline: Timeline) -> dict[str, Glance]:
    """What has to be seen before the texts of ``timeline`` whose look is ``auto`` are drawn, by their ids."""
    return {item.id: _glance(timeline, item) for item in timeline.text if item.look == "auto"}


def _glance(timeline: Timeline, item: TextItem) -> Glance:
    from reelwright.compose.textmotion import still_frame

    at = item.start + still_frame(item, timeline.frame_rate, len(item.text), len(item.text.split()))
    at = min(at, timeline.length - 1)
    width, height = small_size(timeline)
    bare = timeline.model_copy(update={"text": (), "captions": (), "width": width, "height": height})
    shows = Segment(0, FrameRange(at, 1), bare).recipe_params()
    return Glance(at, width, height, Recipe("glance", _VERSION, {"shows": shows}))


def small_size(timeline: Timeline) -> tuple[int, int]:
    """A canvas of the same shape whose longer side has at most 320 pixels."""
    scale = min(1.0, _SIDE / max(timeline.width, timeline.height))
    width, height = (max(2, round(side * scale / 2) * 2) for side in (timeline.width, timeline.height))
    return width, height


def resolve_looks(timeline: Timeline, see: Callable[[Glance], Frame | None]) -> Timeline:
    """``timeline`` with a look for every text that left it open.

    Args:
        timeline: what plays.
        see: shows the picture of a glance; None where it cannot be known yet, and letters are light.
    """
    wanted = glances(timeline)
    if not wanted:
        return timeline
    from reelwright.compose import best_look

    items: list[TextItem] = []
    for item in timeline.text:
        if item.id in wanted:
            picture = see(wanted[item.id])
            item = item.model_copy(update={"look": "light" if picture is None else best_look(item, picture)})
        items.append(item)
    return timeline.model_copy(update={"text": tuple(items)})


def looked_at(timeline: Timeline, store: Store, pool: Pool | None) -> Timeline:
    """``timeline`` with the looks of its texts chosen from pictures in ``store``.

    Pictures that are missing are drawn by ``pool`` side by side, once; without one their letters are light.

    Raises:
        ReelwrightError: from a worker or the store.
    """
    wanted = glances(timeline)
    if not wanted:
        return timeline
    missing = {glance.recipe.key: glance for glance in wanted.values() if store.find(glance.recipe) is None}
    if missing and pool is not None:
        _draw(list(missing.values()), timeline, store, pool.workers)

    def see(glance: Glance) -> Frame | None:
        kept = store.find(glance.recipe)
        return None if kept is None else glance.read(kept.path)

    return resolve_looks(timeline, see)


def _draw(missing: list[Glance], timeline: Timeline, store: Store, workers: Sequence[Worker]) -> None:
    document = timeline.model_copy(update={"text": (), "captions": (), "audio": ()})
    plain = document.model_dump(mode="json", by_alias=True)
    workers = workers[: len(missing)]

    def work(number: int) -> None:
        workers[number].wait_ready(lambda message: None)
        for glance in missing[number :: len(workers)]:

            def build(path: Path, glance: Glance = glance) -> dict[str, Any]:
                size = (glance.width, glance.height)
                return workers[number].glance(plain, glance.frame, size, path)

            store.make(glance.recipe, build, suffix=".y")

    with ThreadPoolExecutor(len(workers), thread_name_prefix="glance") as threads:
        for done in [
            threads.submit(contextvars.copy_context().run, work, number) for number in range(len(workers))
        ]:
            done.result()


def draw_glance(document: dict[str, Any], frame: int, size: tuple[int, int], path: Path) -> None:
    """Draw ``frame`` of a timeline document at ``size`` and write its luma to ``path``, row by row."""
    from reelwright.compose import Compositor
    from reelwright.pipeline.sources import SourceOpener
    from reelwright.timeline import Timeline

    timeline = Timeline.model_validate({**document, "width": size[0], "height": size[1]})
    compositor = Compositor(timeline, SourceOpener("draft"))
    try:
        path.write_bytes(compositor.frame(frame).y.tobytes())
    finally:
        compositor.close()
