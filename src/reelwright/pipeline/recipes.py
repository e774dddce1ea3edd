"""A timeline as recipes: one per segment, one for the sound, one for the film they make."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from reelwright.encode import VideoSettings, audio_params
from reelwright.pipeline.canvas import Quality
from reelwright.previs.version import VERSION as PICTURE_VERSION
from reelwright.store import Recipe
from reelwright.timeline import FileMedia, Media, PrevisMedia, Segment, Timeline, segments

__all__ = ["FilmRecipes", "SegmentRecipe", "film_recipes", "identity"]

SEGMENT_SECONDS: Final[Mapping[Quality, Fraction]] = {
    "draft": Fraction(1),  # short, so that all cores soon have work; a draft's extra bytes do not matter
    "preview": Fraction(2),
    "final": Fraction(4),
}
_FIRST_SECONDS: Final[Mapping[Quality, Fraction]] = {"draft": Fraction(1, 2)}
"""How long the first segment of a clip may be, where a film should soon be playable."""
_SEGMENT_VERSION: Final = 3
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
        takes: the recipe keys of takes by the identity of their media (provenance).
        facts: what the film's slate and metadata say (title, prompt, seed).
    """
    rate = timeline.frame_rate
    encoder = VideoSettings.for_quality(quality).params()
    at_most = max(1, int(SEGMENT_SECONDS[quality] * rate.value))
    first = max(1, int(_FIRST_SECONDS[quality] * rate.value)) if quality in _FIRST_SECONDS else None
    made = []
    for segment in segments(timeline, at_most, first):
        params: dict[str, Any] = {"shows": segment.recipe_params(), "encoder": encoder, "quality": quality}
        drawn = [media.spec for media in segment.media() if isinstance(media, PrevisMedia)]
        if any("files" not in spec for spec in drawn):
            params["previs"] = PICTURE_VERSION
        if any("files" in spec for spec in drawn):  # made from the user's own pictures, not drawn
            params["pictures"] = PICTURE_VERSION
        recipe = Recipe("segment", _SEGMENT_VERSION, params, _takes_in(segment, takes))
        made.append(SegmentRecipe(segment, recipe))
    audio = _audio_recipe(timeline)
    inputs = {f"segment-{i:05d}": item.recipe.key for i, item in enumerate(made)}
    if audio is not None:
        inputs["audio"] = audio.key
    film = Recipe("film", _FILM_VERSION, {"rate": timeline.rate, "facts": dict(facts)}, inputs)
    return FilmRecipes(tuple(made), audio, film)


def identity(media: Media) -> str:
    """What stands for a medium: the digest of a file, else the document as one string in key order."""
    if isinstance(media, FileMedia):
        return media.digest
    return json.dumps(media.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))


def _audio_recipe(timeline: Timeline) -> Recipe | None:
    if not timeline.audio and not any(clip.sound for track in timeline.video for clip in track):
        return None
    from reelwright.compose.mix import mix_params

    params = mix_params(timeline)
    if params is None:
        return None
    return Recipe("audio", _AUDIO_VERSION, {**params, "encoder": audio_params()})


def _takes_in(segment: Segment, takes: Mapping[str, str]) -> dict[str, str]:
    """The keys of the takes that can be seen in a segment."""
    keys = (takes.get(identity(media)) for media in segment.media())
    return {f"take-{i}": key for i, key in enumerate(k for k in keys if k)}
