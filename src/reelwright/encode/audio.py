"""Samples -> one AAC stream in an M4A file, and reading such a file's tables back.

AAC is encoded once for a whole film: joining separately encoded pieces would leave a gap of priming at each
seam. The encoder's first 1024 samples are priming; an edit list makes presentation start after them and end
at exactly the last sample given.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.encode.boxes import box, find, full_box, scan
from reelwright.encode.copying import Range
from reelwright.encode.tables import AAC_FRAME, sound_tables
from reelwright.encode.tracks import Track, file_type, movie
from reelwright.errors import OptionError, RenderError

__all__ = ["Sound", "audio_params", "encode_audio", "read_sound"]

_VERSION: Final = 1
_BITRATE: Final = 160_000
_BITEXACT: Final = 1 << 23  # AV_CODEC_FLAG_BITEXACT: no library version in the stream
_GLOBAL_HEADER: Final = 1 << 22
_LARGE_MDAT: Final = 16

Block = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sound:
    """What a sound file holds: ``sizes`` (n,) bytes of its AAC frames; frame i begins at byte ``starts[i]``.

    ``starts`` (n + 1,) ends with the byte after the last frame; frames lie back to back.
    ``track.skip`` is the priming and ``track.shown`` the length, both in samples.
    """

    path: Path
    track: Track
    sizes: Ints
    starts: Ints

    def span(self, first: int, end: int) -> Range:
        """The bytes of frames ``first`` to ``end``, end exclusive."""
        at = int(self.starts[first])
        return self.path, at, int(self.starts[end]) - at


def audio_params(*, sample_rate: int = 48_000, bitrate: int = _BITRATE) -> dict[str, Any]:
    """Everything but the samples that decides the bytes of :func:`encode_audio`, as JSON."""
    import av

    version = ".".join(map(str, av.library_versions["libavcodec"]))
    return {
        "codec": "aac",
        "sample_rate": sample_rate,
        "bitrate": bitrate,
        "version": _VERSION,
        "encoder": f"av {av.__version__}, avcodec {version}",
    }


def encode_audio(
    blocks: Iterable[Block], path: Path, *, sample_rate: int = 48_000, bitrate: int = _BITRATE
) -> int:
    """Encode stereo blocks as AAC-LC in ``path``; the number of samples encoded.

    Presentation starts at the first sample and lasts exactly as many as were given. Equal samples give equal
    bytes, however they are cut into blocks; memory does not grow with their number.

    Args:
        blocks: the sound in order, each (n, 2) float32, -1..1, of any size.
        path: where to write; the caller removes it when this raises.
        sample_rate: samples a second.
        bitrate: bits a second.

    Raises:
        OptionError: the encoder has no such sample rate.
        RenderError: no samples, or the encoder failed.
        OSError: the file cannot be written.
    """
    import av

    try:
        encoder = _encoder(sample_rate, bitrate)
    except (av.error.FFmpegError, ValueError) as error:
        raise OptionError(
            f"AAC cannot be encoded at {sample_rate} samples and {bitrate} bits a second.",
            code="bad-audio-settings",
            hint="Use 48000 samples a second.",
        ) from error
    sizes: list[int] = []
    given = 0
    priming = 0
    with path.open("wb") as file:
        start = file.write(file_type(fragmented=False))
        file.write(bytes(_LARGE_MDAT))
        try:
            for n, packet in _packets(encoder, blocks, sample_rate):
                if not sizes:
                    priming = max(0, -packet.pts)
                given = n
                sizes.append(file.write(packet))
        except av.error.FFmpegError as error:
            raise RenderError(f"The sound could not be encoded: {error}.", code="encoder-failed") from error
        if not given:
            raise RenderError("A sound without samples was to be encoded.", code="no-samples")
        counts = np.array(sizes, np.int64)
        tables = sound_tables(counts, priming + given, [start + _LARGE_MDAT], [len(sizes)])
        entry = _sample_entry(bytes(encoder.extradata or b""), sample_rate, max(sizes), bitrate)
        file.write(
            movie([Track(1, "audio", sample_rate, entry, priming, given, tables)], {}, fragmented=False)
        )
        file.seek(start)
        file.write(struct.pack(">I4sQ", 1, b"mdat", int(counts.sum()) + _LARGE_MDAT))
    return given


def _encoder(sample_rate: int, bitrate: int) -> Any:
    import av

    encoder: Any = av.CodecContext.create("aac", "w")
    encoder.sample_rate, encoder.layout, encoder.format = sample_rate, "stereo", "fltp"
    encoder.bit_rate = bitrate
    encoder.thread_count = 1
    encoder.flags |= _GLOBAL_HEADER | _BITEXACT
    encoder.open()
    return encoder


def _packets(encoder: Any, blocks: Iterable[Block], sample_rate: int) -> Iterator[tuple[int, Any]]:
    """Packets, each with the number of samples given to the encoder so far."""
    import av

    given = 0
    for frame in _frames(blocks):
        picture: Any = av.AudioFrame.from_ndarray(frame, "fltp", "stereo")
        picture.sample_rate, picture.time_base, picture.pts = sample_rate, Fraction(1, sample_rate), given
        given += frame.shape[1]
        for packet in encoder.encode(picture):
            yield given, packet
    if given:
        for packet in encoder.encode(None):
            yield given, packet


def _frames(blocks: Iterable[Block]) -> Iterator[Block]:
    """Planar pieces (2, 1024), the last perhaps shorter, of blocks of any sizes."""
    rest = np.empty((0, 2), np.float32)
    for block in blocks:
        joined = np.concatenate((rest, block)) if len(rest) else np.asarray(block, np.float32)
        whole = len(joined) // AAC_FRAME * AAC_FRAME
        for at in range(0, whole, AAC_FRAME):
            yield np.ascontiguousarray(joined[at : at + AAC_FRAME].T)
        rest = joined[whole:].copy()
    if len(rest):
        yield np.ascontiguousarray(rest.T)


def read_sound(path: Path) -> Sound:
    """The tables of a file that :func:`encode_audio` wrote.

    Raises:
        RenderError: the file is missing, cut short or of another making.
    """
    try:
        with path.open("rb") as file:
            moov = next(part for part in scan(file) if part.kind == b"moov")
            file.seek(moov.body)
            data = file.read(moov.end - moov.body)
        tables = find(data, "trak/mdia/minf/stbl/stsz")
        count = int(struct.unpack_from(">I", tables, 8)[0])
        sizes = np.frombuffer(tables, ">u4", offset=12, count=count).astype(np.int64)
        chunks, offset = struct.unpack_from(">II", find(data, "trak/mdia/minf/stbl/stco"), 4)
        if chunks != 1 or offset + int(sizes.sum()) > moov.start:
            raise ValueError("its frames do not lie together")
        scale = int(struct.unpack_from(">I", find(data, "trak/mdia/mdhd"), 12)[0])
        shown, skip = struct.unpack_from(">Ii", find(data, "trak/edts/elst"), 8)
        entry = find(data, "trak/mdia/minf/stbl/stsd")[8:]
        starts = offset + np.concatenate(([0], np.cumsum(sizes)))
        return Sound(path, Track(1, "audio", scale, entry, skip, shown), sizes, starts)
    except (OSError, ValueError, struct.error, StopIteration) as error:
        raise RenderError(
            f"The sound {path} cannot be read: {error}.",
            code="bad-sound",
            hint="Give a file that encode_audio wrote.",
            path=str(path),
        ) from error


def _sample_entry(config: bytes, sample_rate: int, largest: int, bitrate: int) -> bytes:
    """The ``mp4a`` box with its MPEG-4 elementary stream descriptor (ISO/IEC 14496-1, 7.2.6)."""

    def descriptor(tag: int, payload: bytes) -> bytes:
        return struct.pack(">BBBBB", tag, 0x80, 0x80, 0x80, len(payload)) + payload

    decoder = struct.pack(">BBBHII", 0x40, 0x15, largest >> 16, largest & 0xFFFF, bitrate, bitrate)
    stream = struct.pack(">HB", 1, 0) + descriptor(4, decoder + descriptor(5, config)) + descriptor(6, b"\2")
    head = struct.pack(">6xH8xHHHHI", 1, 2, 16, 0, 0, sample_rate << 16)
    return box(b"mp4a", head, full_box(b"esds", 0, 0, descriptor(3, stream)))
