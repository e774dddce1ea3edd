"""The timeline's sound: music, files, voices, effects and clips, placed to the sample, summed and levelled.

Everything is stereo at 48 kHz. Frame n of the timeline begins at sample round(48000 n / rate), computed with
rational numbers, so nothing drifts however long the film is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.music import Limiter, music_blocks
from reelwright.compose.sound import heard as hearing
from reelwright.compose.sound.ducking import Activity, Curve, duck_curve
from reelwright.compose.sound.effects import VERSION as EFFECTS_VERSION
from reelwright.compose.sound.effects import effect_blocks
from reelwright.compose.sound.files import check_sound, file_blocks, is_mono
from reelwright.compose.sound.heard import Heard
from reelwright.compose.sound.levelling import levelled
from reelwright.compose.sound.strip import RATE, Strip, sample_at
from reelwright.compose.sound.voice import Voice, default_voice
from reelwright.timeline import AudioItem, Clip, FileMedia, NestedMedia, Timeline
from reelwright.timing import FrameRate

__all__ = ["SAMPLE_RATE", "VERSION", "mix_blocks", "mix_notes", "mix_params", "sample_at", "total_samples"]

SAMPLE_RATE: Final = RATE
"""Samples a second of everything that is mixed."""

VERSION: Final = 2
"""Changes whenever the same timeline gives other samples; part of recipes."""

Samples = npt.NDArray[np.float32]
OpenAudio = Callable[[AudioItem], Path]

_BLOCK: Final = 1 << 15
_EDGE: Final = 480  # a voice that is cut off fades over 10 ms


def total_samples(timeline: Timeline) -> int:
    """Samples in the whole timeline."""
    return sample_at(timeline.length, timeline.frame_rate)


def mix_blocks(
    timeline: Timeline, open_audio: OpenAudio | None = None, voice: Voice | None = None
) -> Iterator[Samples]:
    """The timeline's sound as (n, 2) float32 blocks at 48 kHz, exactly ``total_samples(timeline)`` in all.

    An item sounds from its first frame for its length, cut off where the timeline ends; a sound that is
    shorter is followed by silence. Clips with a ``sound`` play that of their file in step with its pictures.
    ``level`` sets the loudness of music; files play as loud as they are, moved by ``db``, gain keys (frames
    from the item's start, linear in decibels between them and constant outside) and ducking. With a loudness
    the whole mix is brought to it and its true peak limited; else peaks above -1.5 dBFS are limited. Memory
    does not grow with the length. A pure function of the timeline and its files.

    Args:
        timeline: what plays when.
        open_audio: finds the file of an item of kind ``file``; by default its ``path`` as it is.
        voice: who speaks; by default espeak-ng.

    Raises:
        MediaError: a file is missing, holds no sound or cannot be decoded.
        OptionError: an unknown music mood, effect, language or voice.
    """
    mixing = _Mixing(timeline, open_audio or _as_written, voice)
    mixing.check()
    if timeline.loudness is not None:
        blocks = levelled(mixing.blocks, total_samples(timeline), timeline.loudness)
    else:
        blocks = _held_down(mixing.blocks())
    for block in blocks:
        if len(block):
            yield block


def mix_params(timeline: Timeline, voice: Voice | None = None) -> dict[str, Any] | None:
    """What decides every sample of the mix, as JSON; None for a timeline in which nothing is heard.

    Files stand by their digests, not their paths; what nobody hears (names, tracks, notes, muted items) makes
    no difference.
    """
    params = hearing.recipe_params(timeline)
    if params is None:
        return None
    from reelwright.compose import music

    made = {kind for kind in ("music", "voice", "effect") if _has(timeline, kind)}
    params["mix"] = VERSION
    if "music" in made:
        params["music"] = music.VERSION
    if "voice" in made:
        params["voice"] = (voice or default_voice()).version
    if "effect" in made:
        params["effects"] = EFFECTS_VERSION
    return params


def mix_notes(timeline: Timeline, voice: Voice | None = None) -> tuple[str, ...]:
    """What of the sound that was asked for is not heard, and why, in sentences."""
    notes = list(hearing.notes(timeline))
    for one in hearing.heard(timeline):
        source = one.source
        if isinstance(source, AudioItem) and source.kind == "voice":
            spoken = len(_spoken(source, voice).samples)
            room = _length(one, timeline.frame_rate)
            if spoken > room + RATE // 10:
                notes.append(
                    f"The voice {source.id} is cut off: it takes {spoken / RATE:.1f} s "
                    f"and has {room / RATE:.1f} s."
                )
        elif isinstance(source, Clip) and not _holds_sound(source):
            notes.append(f"Clip {source.id} is silent: its file holds no sound.")
    return tuple(notes)


def _has(timeline: Timeline, kind: str) -> bool:
    for one in hearing.heard(timeline):
        source = one.source
        if isinstance(source, AudioItem):
            found = source.kind == kind
        else:
            nested = source.media.timeline if isinstance(source.media, NestedMedia) else None
            found = nested is not None and _has(nested, kind)
        if found:
            return True
    return False


def _as_written(item: AudioItem) -> Path:
    return Path(item.path)


def _length(one: Heard, rate: FrameRate) -> int:
    return sample_at(one.start + one.length, rate) - sample_at(one.start, rate)


def _held_down(blocks: Iterator[Samples]) -> Iterator[Samples]:
    limiter = Limiter()
    for block in blocks:
        yield limiter.feed(block)
    yield limiter.flush()


class _Mixing:
    """A timeline's sounds as strips, made afresh for each pass."""

    def __init__(self, timeline: Timeline, open_audio: OpenAudio, voice: Voice | None) -> None:
        self._timeline, self._open_audio, self._voice = timeline, open_audio, voice
        self._rate = timeline.frame_rate
        self._heard = tuple(one for one in hearing.heard(timeline) if _holds_sound(one.source))
        self._curves: dict[int, Curve] = {}

    def check(self) -> None:
        """Raise what any sound would raise, before any mixing."""
        seen: set[object] = set()
        for one in self._heard:
            source = one.source
            if isinstance(source, AudioItem):
                key: object = source.model_copy(update={"id": "", "start": 0})
                if source.kind == "file":
                    key = self._open_audio(source)
                    if key not in seen:
                        check_sound(self._open_audio(source))
                elif source.kind != "music" and key not in seen:
                    self._begin(one)()
                elif source.kind == "music":
                    music_blocks(source.mood, source.seed, 0)
                seen.add(key)
            elif isinstance(source.media, FileMedia) and source.media.path not in seen:
                seen.add(source.media.path)
                check_sound(Path(source.media.path))
            elif isinstance(source.media, NestedMedia) and source.media.timeline is not None:
                self._nested(source.media.timeline).check()

    def blocks(self) -> Iterator[Samples]:
        """The sum, with nothing limited."""
        self._prepare_ducking()
        yield from self._summed([self._strip(i) for i in range(len(self._heard))])

    def _summed(self, strips: list[Strip]) -> Iterator[Samples]:
        waiting = sorted(strips, key=lambda strip: strip.start, reverse=True)
        playing: list[Strip] = []
        total = total_samples(self._timeline)
        try:
            for at in range(0, total, _BLOCK):
                mixed = np.zeros((min(_BLOCK, total - at), 2), np.float32)
                while waiting and waiting[-1].start < at + len(mixed):
                    playing.append(waiting.pop())
                for strip in playing:
                    strip.add_to(mixed, at)
                playing = [strip for strip in playing if strip.end > at + len(mixed)]
                yield mixed
        finally:
            for strip in playing:
                strip.close()

    def _prepare_ducking(self) -> None:
        if self._curves:
            return
        active: dict[tuple[str, int], npt.NDArray[np.bool_]] = {}
        for index, one in enumerate(self._heard):
            if one.duck is None:
                continue
            others = [i for i, o in enumerate(self._heard) if o.role == one.duck.under and i != index]
            itself = index if one.role == one.duck.under else -1
            key = one.duck.under, itself
            if key not in active:
                active[key] = self._active(others)
            self._curves[index] = duck_curve(active[key], one.duck)

    def _active(self, indices: list[int]) -> npt.NDArray[np.bool_]:
        activity = Activity(self._timeline.length, self._rate)
        at = 0
        for block in self._summed([self._strip(i) for i in indices]):
            activity.feed(block, at)
            at += len(block)
        return activity.frames()

    def _strip(self, index: int) -> Strip:
        one = self._heard[index]
        return Strip(
            one, self._rate, self._begin(one), mono=self._is_mono(one), ducked=self._curves.get(index)
        )

    def _is_mono(self, one: Heard) -> bool:
        if one.pan == 0:
            return False  # it makes no difference, and files need not be opened
        source = one.source
        if isinstance(source, AudioItem):
            return source.kind == "voice" or (source.kind == "file" and is_mono(self._open_audio(source)))
        return isinstance(source.media, FileMedia) and is_mono(Path(source.media.path))

    def _begin(self, one: Heard) -> Callable[[], Iterator[Samples]]:
        source, count = one.source, _length(one, self._rate)
        if isinstance(source, Clip):
            return self._of_clip(source)
        if source.kind == "music":
            return lambda: music_blocks(source.mood, source.seed, count, level_lufs=source.level)
        if source.kind == "effect":
            effect_blocks(source.effect, source.seed, 0)
            return lambda: effect_blocks(source.effect, source.seed, count)
        if source.kind == "voice":
            spoken = _spoken(source, self._voice).samples
            return lambda: _said(spoken, count)
        path = self._open_audio(source)
        return lambda: file_blocks(path, self._rate.seconds(source.source_start))

    def _of_clip(self, clip: Clip) -> Callable[[], Iterator[Samples]]:
        start = self._rate.seconds(clip.source_start)
        media = clip.media
        if isinstance(media, NestedMedia):
            assert media.timeline is not None
            inner = self._nested(media.timeline)
            skip = sample_at(clip.source_start, self._rate)
            return lambda: _without(inner.blocks(), skip)
        assert isinstance(media, FileMedia)
        speed = Fraction(1) if clip.speed is None else Fraction(clip.speed.rate)
        zero = _sound_of(media)[1]
        return lambda: file_blocks(Path(media.path), start, speed=speed, zero=zero)

    def _nested(self, timeline: Timeline) -> _Mixing:
        return _Mixing(timeline, self._open_audio, self._voice)


def _holds_sound(source: AudioItem | Clip) -> bool:
    """False for a clip whose file is mute."""
    media = None if isinstance(source, AudioItem) else source.media
    return not isinstance(media, FileMedia) or _sound_of(media)[0]


def _sound_of(media: FileMedia) -> tuple[bool, Fraction | None]:
    """Whether a clip's file holds sound, and its own time of its first picture, which is frame 0."""
    from reelwright.compose.facts import read_facts

    facts, times = read_facts(Path(media.path))
    zero = None if times is None or times.counted else times.stamps[0] * times.tick
    return any(stream.kind == "audio" for stream in facts.streams), zero


def _spoken(item: AudioItem, voice: Voice | None) -> Any:
    who = voice or default_voice()
    return who.speak(item.text, item.language, item.voice, item.words_per_minute)


def _said(spoken: npt.NDArray[np.float32], count: int) -> Iterator[Samples]:
    """A voice on both sides; one that does not fit is faded where it is cut."""
    for at in range(0, min(count, len(spoken)), _BLOCK):
        part = np.repeat(spoken[at : min(at + _BLOCK, count)][:, None], 2, axis=1)
        if len(spoken) > count:
            left = count - at - np.arange(len(part))
            part *= np.minimum(1, left / _EDGE).astype(np.float32)[:, None]
        yield part


def _without(blocks: Iterator[Samples], skip: int) -> Iterator[Samples]:
    at = 0
    for block in blocks:
        if at + len(block) > skip:
            yield block[max(0, skip - at) :]
        at += len(block)
