"""A timeline as recipes: one per segment, one for the sound, one for the film they make."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from reelwright import previs
from reelwright.encode import VideoSettings, audio_params
from reelwright.pipeline.canvas import Quality
from reelwright.store import Recipe
from reelwright.timeline import PrevisMedia, Segment, Timeline, segments
from reelwright.timing import FrameRange

__all__ = ["FilmRecipes", "SegmentRecipe", "film_recipes"]

SEGMENT_SECONDS: Final[Mapping[Quality, Fraction]] = {
    "draft": Fraction(1),  # short, so that the first one plays soon; a draft's extra bytes do not matter
    "preview": Fraction(2),
    "final": Fraction(4),
}
_SEGMENT_VERSION: Final = 1
_AUDIO_VERSION: Final = 1
_FILM_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class SegmentRecipe:
    """A segment and the recipe that names it."""

    segment: Segment
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class FilmRecipes:
    """Everything a film is assembled from. ``audio`` is None for a silent film without a track."""

    segments: tuple[SegmentRecipe, ...]
    audio: Recipe | None
    film: Recipe


def film_recipes(
    timeline: Timeline, quality: Quality, takes: Mapping[str, str], facts: Mapping[str, Any]
) -> FilmRecipes:
    """The recipes of ``timeline`` at ``quality``.

    Args:
        timeline: what plays.
        quality: which encoder settings and segment length.
        takes: the recipe keys of previs takes by the canonical JSON of their document (provenance).
        facts: what the film's slate and metadata say (title, prompt, seed).
    """
    rate = timeline.frame_rate
    encoder = VideoSettings.for_quality(quality).params()
    at_most = max(1, int(SEGMENT_SECONDS[quality] * rate.value))
    made = []
    for segment in segments(timeline, at_most):
        params = {"shows": segment.recipe_params(), "encoder": encoder, "quality": quality}
        if _shows_previs(timeline, segment):
            params["previs"] = previs.VERSION
        recipe = Recipe("segment", _SEGMENT_VERSION, params, _inputs(timeline, segment, takes))
        made.append(SegmentRecipe(segment, recipe))
    audio = _audio_recipe(timeline)
    inputs = {f"segment-{i:05d}": item.recipe.key for i, item in enumerate(made)}
    if audio is not None:
        inputs["audio"] = audio.key
    film = Recipe("film", _FILM_VERSION, {"rate": timeline.rate, "facts": dict(facts)}, inputs)
    return FilmRecipes(tuple(made), audio, film)


def canonical(document: Mapping[str, Any]) -> str:
    """A document as one string that does not depend on the order of its keys."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def _audio_recipe(timeline: Timeline) -> Recipe | None:
    if not timeline.audio:
        return None
    items = [item.model_dump(mode="json", exclude={"id", "path"}) for item in timeline.audio]
    params = {"items": items, "frames": timeline.length, "rate": timeline.rate, "encoder": audio_params()}
    return Recipe("audio", _AUDIO_VERSION, params)


def _previs_clips(timeline: Timeline, segment: Segment) -> list[PrevisMedia]:
    """The previs media that can be seen in a segment: its own clip's and, in a dissolve, the one before."""
    found = []
    for track in timeline.video:
        for before, clip in zip((None, *track), track, strict=False):
            if segment.range.overlap(FrameRange(clip.start, clip.length)) is None:
                continue
            shown = [clip]
            mixing = clip.transition is not None and segment.range.start < clip.start + clip.transition.frames
            if before is not None and mixing:
                shown.append(before)
            found.extend(c.media for c in shown if isinstance(c.media, PrevisMedia))
    return found


def _shows_previs(timeline: Timeline, segment: Segment) -> bool:
    return bool(_previs_clips(timeline, segment))


def _inputs(timeline: Timeline, segment: Segment, takes: Mapping[str, str]) -> dict[str, str]:
    keys = (takes.get(canonical(media.spec)) for media in _previs_clips(timeline, segment))
    return {f"take-{i}": key for i, key in enumerate(k for k in keys if k)}
