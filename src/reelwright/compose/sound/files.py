"""The sound of files: from any moment, at any constant speed, as stereo at 48 kHz."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.errors import MediaError

__all__ = ["check_sound", "file_blocks", "is_mono"]

Samples = npt.NDArray[np.float32]

_RATE: Final = 48_000
_BLOCK: Final = 1 << 15
_GAP: Final = Fraction(1, 25)
_PREROLL: Final = Fraction(1, 2)  # decoded and thrown away after a seek: frames lean on those before them
_INDEXED: Final = ("mov", "matroska", "wav", "flac")  # whose time stamps after a seek can be trusted


def file_blocks(
    path: Path, start: Fraction = Fraction(0), *, speed: Fraction = Fraction(1), zero: Fraction | None = None
) -> Iterator[Samples]:
    """A file's first sound stream as (n, 2) float32 blocks at 48 kHz.

    Mono is as loud on both sides as in the file; 5.1 comes down by ITU-R BS.775 (centre and surrounds at
    -3 dB, no LFE).
    Silence stands where its time stamps leave a gap.

    Args:
        path: the file.
        start: seconds into the file at which to begin.
        speed: 0.5..100; another than 1 keeps the pitch.
        zero: the file's own time that counts as 0; None is where the file begins.

    Raises:
        MediaError: it cannot be opened or decoded, or holds no sound.
    """
    blocks = _from(path, start, zero)
    return blocks if speed == 1 else _at_speed(blocks, speed)


def check_sound(path: Path) -> None:
    """Raise a MediaError unless the beginning of the file's sound can be decoded."""
    blocks = file_blocks(path)
    next(blocks, None)


def is_mono(path: Path) -> bool:
    """True when the file's first sound stream has one channel.

    Raises:
        MediaError: it cannot be opened or holds no sound.
    """
    container = _opened(path)
    with container:
        return bool(container.streams.audio[0].codec_context.layout.nb_channels == 1)


def _unreadable(path: Path, why: object) -> MediaError:
    return MediaError(
        f"The sound of {path} cannot be read: {why}.",
        code="bad-audio",
        hint="Check the file, or convert it to WAV, M4A or MP3.",
        path=str(path),
    )


def _opened(path: Path) -> Any:
    import av

    try:
        container: Any = av.open(f"file:{path}", options={"protocol_whitelist": "file"})
    except (av.error.FFmpegError, OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise _unreadable(path, why) from error
    if not container.streams.audio:
        container.close()
        raise _unreadable(path, "it holds no sound")
    return container


def _from(path: Path, start: Fraction, zero: Fraction | None) -> Iterator[Samples]:
    import av

    container = _opened(path)
    with container:
        stream = container.streams.audio[0]
        origin = Fraction(container.start_time or 0, av.time_base) if zero is None else zero
        try:
            sought = _seek(container, stream, origin + start)
            skip = round(start * _RATE)
            given = False
            for at, block in _placed(container, stream, origin, sought):
                given = True
                if at + len(block) > skip:
                    yield block[max(0, skip - at) :]
            if not given and not sought:
                raise _unreadable(path, "it holds no sound")
        except (av.error.FFmpegError, ValueError) as error:
            raise _unreadable(path, getattr(error, "strerror", None) or error) from error


def _seek(container: Any, stream: Any, moment: Fraction) -> bool:
    """Go near ``moment`` where the format tells truly where that was; False to decode from the start."""
    if moment <= 2 or not any(name in container.format.name for name in _INDEXED):
        return False
    container.seek(int((moment - _PREROLL) / stream.time_base), stream=stream, backward=True)
    return True


def _placed(container: Any, stream: Any, origin: Fraction, sought: bool) -> Iterator[tuple[int, Samples]]:
    """Blocks, gapless, each with its first sample counted from ``origin``; the first may lie before it."""
    import av

    layout = "mono" if stream.codec_context.layout.nb_channels == 1 else "stereo"
    resampler = _resampler(layout)
    at: int | None = None
    fed = Fraction(0)  # seconds given to the resampler, and those that it was silent
    for frame in _frames(container, stream, av.error.InvalidDataError):
        stamp = None
        if frame.pts is not None and frame.time_base is not None:
            stamp = frame.pts * frame.time_base - origin
        if at is None:
            fed = stamp if stamp is not None else Fraction(0)
            at = round(fed * _RATE)
            if at > 1 and not sought:
                yield from _silence(0, at)
            elif at == 1 and not sought:
                at = 0
        elif stamp is not None and stamp - fed > _GAP:
            for piece in resampler.resample(None):
                yield at, (block := _stereo(piece))
                at += len(block)
            resampler = _resampler(layout)
            end = round(stamp * _RATE)
            yield from _silence(at, end)
            at, fed = max(at, end), stamp
        fed += Fraction(frame.samples, frame.sample_rate)
        frame.pts = None  # the resampler counts for itself
        for piece in resampler.resample(frame):
            yield at, (block := _stereo(piece))
            at += len(block)
    if at is not None:
        for piece in resampler.resample(None):
            yield at, (block := _stereo(piece))
            at += len(block)


def _resampler(layout: str) -> Any:
    import av

    # Mono stays mono and is doubled afterwards: FFmpeg would make it 3 dB softer on either side.
    return av.AudioResampler(format="flt", layout=layout, rate=_RATE)


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


def _silence(at: int, end: int) -> Iterator[tuple[int, Samples]]:
    for first in range(at, end, _BLOCK):
        yield first, np.zeros((min(_BLOCK, end - first), 2), np.float32)


def _stereo(piece: Any) -> Samples:
    samples: Samples = piece.to_ndarray().reshape(-1, piece.layout.nb_channels)
    return samples if samples.shape[1] == 2 else np.repeat(samples, 2, axis=1)


def _at_speed(blocks: Iterator[Samples], speed: Fraction) -> Iterator[Samples]:
    """``blocks`` ``speed`` times as fast at the same pitch (WSOLA, FFmpeg's atempo)."""
    import av

    graph: Any = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=_RATE, format="flt", layout="stereo", time_base=Fraction(1, _RATE))
    tempo = graph.add("atempo", f"{float(speed):.9f}")
    shape = graph.add("aformat", "sample_fmts=flt:channel_layouts=stereo:sample_rates=48000")
    sink = graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(shape)
    shape.link_to(sink)
    graph.configure()
    given = 0

    def ready() -> Iterator[Samples]:
        while True:
            try:
                yield _stereo(graph.pull())
            except (av.error.BlockingIOError, av.error.EOFError):
                return

    for block in blocks:
        if not len(block):
            continue
        frame: Any = av.AudioFrame.from_ndarray(np.ascontiguousarray(block).reshape(1, -1), "flt", "stereo")
        frame.sample_rate, frame.time_base, frame.pts = _RATE, Fraction(1, _RATE), given
        given += len(block)
        graph.push(frame)
        yield from ready()
    if given:
        graph.push(None)
        yield from ready()
