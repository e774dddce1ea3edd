"""The music bed as a stream: notes are played when their time comes and forgotten when they have ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.music.instruments import SENDS, play
from reelwright.compose.music.limiter import Limiter
from reelwright.compose.music.loudness import Loudness
from reelwright.compose.music.moods import MOODS, Mood
from reelwright.compose.music.score import Note, Score, compose
from reelwright.compose.music.space import Convolver, room
from reelwright.errors import OptionError

__all__ = ["VERSION", "music_blocks"]

VERSION: Final = 1
"""Changes whenever the same arguments give other samples; part of recipes."""

Samples = npt.NDArray[np.float32]

_RATE: Final = 48_000
_BLOCK: Final = 1 << 16
_KEPT: Final = 40 * _RATE  # pieces up to this long are played once; longer ones once to measure, once to hear
_MOST_GAIN: Final = 40.0  # decibels: a piece of a few milliseconds is not blown up without bound
_EDGE: Final = 0.005


def music_blocks(
    mood: str,
    seed: int,
    samples: int,
    sample_rate: int = _RATE,
    fade_in: int = 0,
    fade_out: int = 0,
    level_lufs: float = -26.0,
    *,
    block: int = _BLOCK,
) -> Iterator[Samples]:
    """An original piece of exactly ``samples`` samples, as (n, 2) float32 blocks.

    The piece knows its length: the last chord is struck before the end and rings out over it. Loudness is
    that of the whole piece before its fades; peaks stay below -1 dBFS. Memory does not grow with the length.

    Args:
        mood: a key of :data:`MOODS`.
        seed: another seed, another piece.
        samples: length, 0 or more.
        sample_rate: 48000.
        fade_in: samples over which it appears.
        fade_out: samples over which it goes.
        level_lufs: integrated loudness (ITU-R BS.1770-4).
        block: samples in each block but the last; what is heard does not depend on it.

    Raises:
        OptionError: no such mood, or another sample rate.
    """
    if mood not in MOODS:
        raise OptionError(
            f"There is no music mood “{mood}”.", code="bad-mood", hint=f"Use one of: {', '.join(MOODS)}."
        )
    if sample_rate != _RATE:
        raise OptionError("Music is made at 48000 samples a second.", code="bad-sample-rate")
    return _recut(_levelled(mood, seed, samples, fade_in, fade_out, level_lufs), block)


def _levelled(
    mood: str, seed: int, samples: int, fade_in: int, fade_out: int, level: float
) -> Iterator[Samples]:
    score = compose(mood, seed, samples / _RATE)
    kept: list[Samples] = []
    meter = Loudness()
    for part in _played(score, MOODS[mood], samples):
        meter.feed(part)
        if samples <= _KEPT:
            kept.append(part)
    gain = (
        np.float32(10 ** (min(_MOST_GAIN, level - meter.integrated()) / 20)) if meter.peak else np.float32(1)
    )
    limiter, at = Limiter(), 0
    for part in kept or _played(score, MOODS[mood], samples):
        yield limiter.feed(part * (gain * _fades(at, len(part), samples, fade_in, fade_out))[:, None])
        at += len(part)
    yield limiter.flush()


def _fades(at: int, count: int, samples: int, fade_in: int, fade_out: int) -> npt.NDArray[np.float32]:
    """Gains of samples ``at`` to ``at + count`` of a piece that fades in and out along a raised cosine."""
    gain = np.ones(count, np.float32)
    rising = np.arange(at, min(at + count, fade_in))
    gain[: len(rising)] *= np.sin(np.pi / 2 * rising / max(1, fade_in)) ** 2
    falling = np.arange(max(at, samples - fade_out), at + count)
    gain[count - len(falling) :] *= np.sin(np.pi / 2 * (samples - 1 - falling) / max(1, fade_out)) ** 2
    return gain


def _played(score: Score, mood: Mood, samples: int) -> Iterator[Samples]:
    """The piece at its natural level, in blocks."""
    hall = Convolver(room(mood.room, _RATE), _BLOCK)
    waiting = list(reversed(score.notes))
    sounding: list[tuple[int, Note, Samples]] = []
    tail = max(1, int(min(1.5, 0.45 * (score.seconds - score.last_chord)) * _RATE))
    edge = max(1, min(int(_EDGE * _RATE), samples // 4))
    for at in range(0, samples, _BLOCK):
        count = min(_BLOCK, samples - at)
        dry, send = np.zeros((count, 2), np.float32), np.zeros((count, 2), np.float32)
        while waiting and round(waiting[-1].start * _RATE) < at + count:
            note = waiting.pop()
            sounding.append((round(note.start * _RATE), note, play(note, _RATE, mood.brightness)))
        for start, note, sound in sounding:
            first, last = max(at, start), min(at + count, start + len(sound))
            if last > first:
                piece = sound[first - start : last - start]
                dry[first - at : last - at] += piece
                send[first - at : last - at] += np.float32(SENDS[note.voice]) * piece
        sounding = [entry for entry in sounding if entry[0] + len(entry[2]) > at + count]
        dry += np.float32(mood.wet) * hall.feed(send)
        yield dry * _fades(at, count, samples, edge, tail)[:, None]


def _recut(parts: Iterator[Samples], block: int) -> Iterator[Samples]:
    rest = np.empty((0, 2), np.float32)
    for part in parts:
        rest = np.concatenate((rest, part))
        while len(rest) >= block:
            yield rest[:block]
            rest = rest[block:]
    if len(rest):
        yield rest
