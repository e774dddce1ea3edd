"""A file's sound as samples, placed to the sample against its first picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.facts import open_container
from reelwright.errors import MediaError

__all__ = ["SAMPLE_RATE", "has_sound", "resized", "silence", "sound_blocks", "sound_origin"]

SAMPLE_RATE: Final = 48_000
"""Samples a second of everything that is processed here."""

Block = npt.NDArray[np.float32]

_PIECE: Final = 1 << 15
_RUN_UP: Final = Fraction(1, 2)
_COVER: Final = 0x400


def has_sound(path: Path) -> bool:
    """Whether a file has a sound stream."""
    import av

    try:
        with open_container(path) as file:
            return bool(file.streams.audio)
    except (av.error.FFmpegError, OSError, ValueError):
        return False


def sound_origin(path: Path) -> Fraction:
    """The file's own time of its first picture, or of its first sound when it has no moving pictures."""
    with open_container(path) as file:
        videos = [s for s in file.streams.video if not int(s.disposition) & _COVER]
        if not videos:
            return Fraction(file.start_time or 0, 1_000_000)
        stamps = []
        for packet in file.demux(videos[0]):
            if packet.pts is not None and not packet.is_discard:
                stamps.append(packet.pts)
            if len(stamps) >= 20:
                break
        return min(stamps, default=0) * _tick(videos[0])


def _tick(stream: Any) -> Fraction:
    return Fraction(stream.time_base)


def silence(count: int, channels: int = 2) -> Iterator[Block]:
    """``count`` samples of nothing, in blocks (n, channels)."""
    for at in range(0, count, _PIECE):
        yield np.zeros((min(_PIECE, count - at), channels), np.float32)


def _channels(layout: str) -> int:
    from av import AudioLayout

    return int(AudioLayout(layout).nb_channels)


def sound_blocks(
    path: Path,
    start: Fraction = Fraction(0),
    length: Fraction | None = None,
    *,
    rate: int = SAMPLE_RATE,
    layout: str = "stereo",
) -> Iterator[Block]:
    """The first sound stream from ``start`` seconds after the first picture, stereo at 48 kHz by default.

    Blocks are (n, channels) float32, -1..1; with ``length`` (seconds) exactly that many samples in all,
    silence where the file has none. Memory does not grow with the length.

    Raises:
        MediaError: there is no sound, or it cannot be decoded.
    """
    import av

    wanted = None if length is None else round(length * rate)
    given = 0
    try:
        origin = sound_origin(path)
        for at, block in _placed(path, origin + start, wanted, rate, layout):
            if at > given:
                yield from silence(at - given, block.shape[1])
                given = at
            fresh = block[max(0, given - at) :]
            if wanted is not None:
                fresh = fresh[: wanted - given]
            if len(fresh):
                yield fresh
                given += len(fresh)
            if wanted is not None and given >= wanted:
                return
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise MediaError(
            f"The sound of {path} cannot be read: {error}.",
            code="bad-audio",
            hint="Play it in a player; if that fails too, copy or download it again.",
            path=str(path),
        ) from error
    if wanted is not None:
        yield from silence(wanted - given, _channels(layout))


def _placed(
    path: Path, start: Fraction, wanted: int | None, rate: int, layout: str
) -> Iterator[tuple[int, Block]]:
    """Decoded blocks with the sample at which each begins, counted from ``start``; they never overlap."""
    import av

    with open_container(path) as file:
        if not file.streams.audio:
            raise MediaError(
                f"{path} holds no sound.", code="no-sound", hint="Name a file with sound.", path=str(path)
            )
        stream: Any = file.streams.audio[0]
        resampler: Any = av.AudioResampler(format="flt", layout=layout, rate=rate)
        channels = _channels(layout)
        if start > _RUN_UP:
            file.seek(int((start - _RUN_UP) / _tick(stream)), stream=stream)
        at: int | None = None
        for frame in _decoded(file, stream):
            if frame.pts is not None:
                here = round((frame.pts * Fraction(frame.time_base) - start) * rate)
                if at is None or here - at > rate // 20:
                    at = here
            at = 0 if at is None else at
            for piece in resampler.resample(frame):
                block: Block = piece.to_ndarray().reshape(-1, channels)
                if at + len(block) > 0:
                    yield max(0, at), block[max(0, -at) :]
                at += len(block)
            if wanted is not None and at >= wanted:
                return
        for piece in resampler.resample(None) if at is not None else ():
            block = piece.to_ndarray().reshape(-1, channels)
            assert at is not None
            if at + len(block) > 0:
                yield max(0, at), block[max(0, -at) :]
            at += len(block)


def _decoded(file: Any, stream: Any) -> Iterator[Any]:
    """Decoded frames. A damaged packet is passed over, as players do; a file full of them is an error."""
    import av

    good = bad = 0
    for packet in file.demux(stream):
        try:
            for frame in packet.decode():
                good += 1
                yield frame
        except av.error.InvalidDataError:
            bad += 1
            if bad > good + 8:
                raise


def resized(blocks: Iterable[Block], change: Callable[[Block, int], Block]) -> Iterator[Block]:
    """``change(block, first sample)`` of every block."""
    at = 0
    for block in blocks:
        yield change(block, at)
        at += len(block)
