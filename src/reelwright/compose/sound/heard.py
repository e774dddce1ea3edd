"""What of a timeline is heard: its audio items, and the sound of its clips' own files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from reelwright.timeline import AudioItem, Clip, Ducking, FileMedia, GainKey, NestedMedia, Timeline
from reelwright.timeline.part import Key

__all__ = ["SLOWEST", "Heard", "heard", "notes", "recipe_params", "silenced"]

SLOWEST: Final = Fraction(1, 2)
FASTEST: Final = Fraction(100)
_SILENT: Final = -120.0
_OF_KIND: Final = {
    "music": ("mood", "seed", "level"),
    "file": ("digest", "source_start"),
    "voice": ("text", "language", "voice", "words_per_minute"),
    "effect": ("effect", "seed"),
}
"""What decides the samples of an item of each kind."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A sound on ``length`` frames from ``start``, made from ``source``; keys count from its start."""

    source: AudioItem | Clip
    start: int
    length: int
    role: str
    db: float
    gain: tuple[GainKey, ...]
    pan: float | tuple[Key, ...]
    fade_in: int
    fade_out: int
    duck: Ducking | None = None

    def recipe_params(self) -> dict[str, Any]:
        """What decides the samples and their place, JSON-able; files stand by their digests."""
        params: dict[str, Any] = {"start": self.start, "length": self.length, "made": self._made()}
        if self.db:
            params["db"] = self.db
        if self.gain:
            params["gain"] = [[key.frame, key.db] for key in self.gain]
        if self.pan != 0:
            pan = self.pan
            params["pan"] = [k.model_dump() for k in pan] if isinstance(pan, tuple) else pan
        if self.fade_in or self.fade_out:
            params["fades"] = [self.fade_in, self.fade_out]
        if self.duck is not None:
            params["duck"] = self.duck.model_dump()
        return params

    def _made(self) -> dict[str, Any]:
        source = self.source
        if isinstance(source, AudioItem):
            return {"kind": source.kind, **{name: getattr(source, name) for name in _OF_KIND[source.kind]}}
        made: dict[str, Any] = {"kind": "clip", "from": source.source_start}
        if source.speed is not None and Fraction(source.speed.rate) != 1:
            made["speed"] = source.speed.rate
        if isinstance(source.media, FileMedia):
            made["digest"] = source.media.digest
        elif isinstance(source.media, NestedMedia) and source.media.timeline is not None:
            made["mix"] = recipe_params(source.media.timeline)
        return made


def heard(timeline: Timeline) -> tuple[Heard, ...]:
    """Everything in ``timeline`` that can be heard, in the order of their beginnings.

    A clip is heard when it has a ``sound``, shows a file or a timeline, and plays forwards at a constant
    speed: 0.5 to 100 times its own for files, its own for timelines.
    """
    found = [_of_item(item) for item in timeline.audio if item.db > _SILENT]
    for clip in _sounding(timeline):
        if silenced(clip) is None:
            found.append(_of_clip(clip))
    return tuple(sorted(found, key=lambda one: one.start))


def _sounding(timeline: Timeline) -> Iterator[Clip]:
    for track in timeline.video:
        for clip in track:
            if clip.sound is None or clip.sound.db <= _SILENT:
                continue
            nested = clip.media.timeline if isinstance(clip.media, NestedMedia) else None
            if isinstance(clip.media, FileMedia) or (nested is not None and heard(nested)):
                yield clip


def silenced(clip: Clip) -> str | None:
    """Why a clip's own sound cannot be played at its speed, as the end of a sentence; None where it can."""
    speed = clip.speed
    if speed is None:
        return None
    if speed.ramp:
        return "its speed changes"
    rate = Fraction(speed.rate)
    if rate < 0:
        return "it runs backwards"
    if rate == 0:
        return "it is a freeze"
    if rate != 1 and isinstance(clip.media, NestedMedia):
        return "it is a timeline at another speed"
    if not SLOWEST <= rate <= FASTEST:
        return "its speed is not from 0.5 to 100"
    return None


def recipe_params(timeline: Timeline) -> dict[str, Any] | None:
    """What decides every sample of the mix but the programs that make it; None when nothing is heard.

    Files stand by their digests; names, tracks and notes make no difference, nor do roles nobody ducks under.
    """
    items = heard(timeline)
    if not items:
        return None
    under = {item.duck.under for item in items if item.duck is not None}
    params: dict[str, Any] = {
        "items": [
            {**item.recipe_params(), **({"role": item.role} if item.role in under else {})} for item in items
        ],
        "frames": timeline.length,
        "rate": timeline.rate,
    }
    if timeline.loudness is not None:
        params["loudness"] = timeline.loudness.model_dump()
    return params


def notes(timeline: Timeline) -> Iterator[str]:
    """Clips of ``timeline`` whose sound was asked for and cannot be heard, each with the reason."""
    for clip in _sounding(timeline):
        why = silenced(clip)
        if why is not None:
            yield f"The sound of clip {clip.id} is left out: {why}."


def _of_item(item: AudioItem) -> Heard:
    return Heard(
        item, item.start, item.length, item.part, item.db, item.gain, item.pan,
        item.fade_in, item.fade_out, item.duck,
    )  # fmt: skip


def _of_clip(clip: Clip) -> Heard:
    sound = clip.sound
    assert sound is not None
    return Heard(
        clip, clip.start, clip.length, sound.role, sound.db, sound.gain, sound.pan,
        sound.fade_in, sound.fade_out,
    )  # fmt: skip
