"""The timeline's sound: music beds and files, placed to the sample, summed and limited.

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
from reelwright.errors import MediaError
from reelwright.timeline import AudioItem, Timeline
from reelwright.timing import FrameRate

__all__ = ["SAMPLE_RATE", "VERSION", "mix_blocks", "sample_at", "total_samples"]

SAMPLE_RATE: Final = 48_000
"""Samples a second of everything that is mixed."""

VERSION: Final = 1
"""Changes whenever the same timeline gives other samples; part of recipes."""

Samples = npt.NDArray[np.float32]
OpenAudio = Callable[[AudioItem], Path]

_BLOCK: Final = 1 << 15


def sample_at(frame: int, rate: FrameRate) -> int:
    """The sample at which ``frame`` begins; a half rounds up."""
    return (2 * rate.seconds(frame) * SAMPLE_RATE + 1).__floor__() // 2


def total_samples(timeline: Timeline) -> int:
    """Samples in the whole timeline."""
    return sample_at(timeline.length, timeline.frame_rate)


def mix_blocks(timeline: Timeline, open_audio: OpenAudio | None = None) -> Iterator[Samples]:
    """The timeline's sound as (n, 2) float32 blocks at 48 kHz, exactly ``total_samples(timeline)`` in all.

    An item sounds from its first frame for its length, cut off where the timeline ends; a file that is
    shorter is followed by silence. ``level`` sets the loudness of music; files play as loud as they are. Gain
    keys count frames from the item's start, linear in decibels between them and constant outside. Peaks above
    -1.5 dBFS are limited. Memory does not grow with the length.

    Args:
        timeline: what plays when.
        open_audio: finds the file of an item of kind ``file``; by default its ``path`` as it is.

    Raises:
        MediaError: a file is missing, holds no sound or cannot be decoded.
        OptionError: an unknown music mood.
    """
    total = total_samples(timeline)
    rate = timeline.frame_rate
    voices = [_Voice(item, rate, open_audio or _as_written) for item in timeline.audio]
    limiter = Limiter()
    for at in range(0, total, _BLOCK):
        mixed = np.zeros((min(_BLOCK, total - at), 2), np.float32)
        for voice in voices:
            voice.add_to(mixed, at)
        yield from _unless_empty(limiter.feed(mixed))
    yield from _unless_empty(limiter.flush())


def _as_written(item: AudioItem) -> Path:
    return Path(item.path)


def _unless_empty(block: Samples) -> Iterator[Samples]:
    if len(block):
        yield block


class _Voice:
    """One item: its samples from start to end, with its gain and fades."""

    def __init__(self, item: AudioItem, rate: FrameRate, open_audio: OpenAudio) -> None:
        self._start = sample_at(item.start, rate)
        self._length = sample_at(item.start + item.length, rate) - self._start
        self._fade_in = sample_at(item.fade_in, rate)
        self._fade_out = sample_at(item.fade_out, rate)
        keys = sorted(item.gain, key=lambda key: key.frame)
        self._key_at = np.array([sample_at(key.frame, rate) for key in keys], np.float64)
        self._key_db = np.array([key.db for key in keys], np.float64)
        self._rest = np.empty((0, 2), np.float32)
        self._ended = False
        if item.kind == "music":
            self._blocks = music_blocks(item.mood, item.seed, self._length, level_lufs=item.level)
        else:
            self._blocks = _file_blocks(open_audio(item))
            self._rest = next(
                self._blocks, self._rest
            )  # a file that cannot be read is told before any mixing

    def add_to(self, mixed: Samples, at: int) -> None:
        """Add what sounds from sample ``at`` of the timeline; called for each stretch in turn."""
        first = max(at, self._start)
        last = min(at + len(mixed), self._start + self._length)
        if last <= first:
            return
        sound = self._take(last - first)
        gain = self._gain(first - self._start, len(sound))
        mixed[first - at : first - at + len(sound)] += sound * gain[:, None]

    def _take(self, count: int) -> Samples:
        parts, have = [self._rest], len(self._rest)
        while have < count and not self._ended:
            block = next(self._blocks, None)
            if block is None:
                self._ended = True
            else:
                parts.append(block)
                have += len(block)
        joined = np.concatenate(parts)
        self._rest = joined[count:].copy()
        return joined[:count]

    def _gain(self, at: int, count: int) -> npt.NDArray[np.float32]:
        n = np.arange(at, at + count)
        gain = np.ones(count)
        if len(self._key_at):
            gain = 10 ** (np.interp(n, self._key_at, self._key_db) / 20)
        if at < self._fade_in:
            gain *= np.sin(np.pi / 2 * np.minimum(1, n / self._fade_in)) ** 2
        if at + count > self._length - self._fade_out:
            left = np.minimum(1, (self._length - 1 - n) / max(1, self._fade_out))
            gain *= np.sin(np.pi / 2 * np.maximum(0, left)) ** 2
        return gain.astype(np.float32)


def _file_blocks(path: Path) -> Iterator[Samples]:
    """A file's first sound stream from time 0, resampled; silence stands where its timestamps leave a gap."""
    import av

    def unreadable(why: object) -> MediaError:
        return MediaError(
            f"The sound of {path} cannot be read: {why}.",
            code="bad-audio",
            hint="Check the file, or convert it to WAV, M4A or MP3.",
            path=str(path),
        )

    try:
        container: Any = av.open(str(path))
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise unreadable(error) from error
    with container:
        if not container.streams.audio:
            raise unreadable("it holds no sound")
        stream = container.streams.audio[0]
        resampler: Any = av.AudioResampler(format="flt", layout="stereo", rate=SAMPLE_RATE)
        given = 0
        try:
            for frame in _frames(container, stream, av.error.InvalidDataError):
                if given == 0 and frame.pts is not None and frame.time_base is not None:
                    # Files may start counting anywhere: their own beginning is time 0.
                    start = Fraction(container.start_time or 0, av.time_base)
                    late = round((frame.pts * frame.time_base - start) * SAMPLE_RATE)
                    if late > 1:
                        yield from _silence(late)
                for piece in resampler.resample(frame):
                    block = _stereo(piece)
                    given += len(block)
                    yield block
            if given == 0:
                raise unreadable("it holds no sound")
            for piece in resampler.resample(None):
                yield _stereo(piece)
        except (av.error.FFmpegError, ValueError) as error:
            raise unreadable(error) from error


def _frames(container: Any, stream: Any, damaged: type[Exception]) -> Iterator[Any]:
    """Decoded frames. A damaged packet is passed over, as players do; a file full of them is an error."""
    good = bad = 0
    for packet in container.demux(stream):
        try:
            for frame in packet.decode():
                good += 1
                yield frame
        except damaged:
            bad += 1
            if bad > good + 8:
                raise


def _silence(count: int) -> Iterator[Samples]:
    for at in range(0, count, _BLOCK):
        yield np.zeros((min(_BLOCK, count - at), 2), np.float32)


def _stereo(piece: Any) -> Samples:
    samples: Samples = piece.to_ndarray().reshape(-1, 2)
    return samples
