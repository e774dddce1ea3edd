"""The segment file: one closed run of frames as a small fragmented MP4 that plays on its own.

``ftyp moov (moof mdat)+``: one fragment for each closed group of pictures, each opened by an IDR picture and
holding samples in decode order. :class:`SegmentWriter` and :func:`read_segment` are the two sides of that
format; assembly reads only the small boxes and copies the pictures as byte ranges.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt

from reelwright.encode.boxes import box, find, full_box, scan
from reelwright.encode.tracks import Track, file_type, movie
from reelwright.errors import RenderError

__all__ = ["Run", "Sample", "Segment", "SegmentWriter", "fragment", "read_segment"]

_SYNC: Final = 0x02000000  # sample_depends_on = 2: an I picture
_NOT_SYNC: Final = 0x01010000  # depends on others, and is no random access point
_TFHD: Final = 0x020000 | 0x20 | 0x8  # default-base-is-moof, default flags, default duration
_TRUN: Final = 0x1 | 0x200 | 0x800  # data offset, sizes, composition offsets
_TRUN_FIRST: Final = 0x4  # flags of the first sample

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sample:
    """One coded picture: its bytes and its place in display order, counted from the group's first."""

    data: bytes
    shown_at: int


@dataclass(frozen=True, slots=True)
class Run:
    """One closed group of pictures inside a file.

    ``sizes`` (n,) are the bytes of its samples in decode order, back to back from byte ``offset``; ``delays``
    (n,) are presentation minus decode time in frames, at least 0.
    """

    offset: int
    sizes: Ints
    delays: Ints

    @property
    def frames(self) -> int:
        """Pictures in the group."""
        return len(self.sizes)

    @property
    def bytes(self) -> int:
        """Bytes of all its samples."""
        return int(self.sizes.sum())


@dataclass(frozen=True, slots=True)
class Segment:
    """What a segment file holds. ``reorder`` is how many frames decoding runs ahead of presentation."""

    path: Path
    track: Track
    ticks: int
    reorder: int
    runs: tuple[Run, ...]

    @property
    def frames(self) -> int:
        """Pictures in the segment."""
        return sum(run.frames for run in self.runs)


class SegmentWriter:
    """Writes a segment, one closed group of pictures at a time.

    Args:
        file: opened for writing and seeking, empty.
        track: the video track; its ``shown`` and ``skip`` are filled in here.
        ticks: length of one frame in the track's timescale.
        reorder: frames by which decoding runs ahead of presentation.
    """

    def __init__(self, file: BinaryIO, track: Track, ticks: int, reorder: int) -> None:
        self.frames = 0
        self._file, self._ticks, self._reorder = file, ticks, reorder
        self._track = replace(track, skip=reorder * ticks)
        self._groups = 0
        self._file.write(self._head())

    def group(self, samples: Sequence[Sample]) -> None:
        """Append one closed group, samples in decode order, the first an IDR picture.

        Raises:
            RenderError: a picture would be shown before it is decoded.
        """
        delays = np.array([s.shown_at + self._reorder - i for i, s in enumerate(samples)], np.int64)
        if delays.min() < 0:
            raise RenderError(
                "The encoder reordered pictures further than its settings say.", code="bad-reorder"
            )
        sizes = np.array([len(s.data) for s in samples], np.int64)
        run = Run(0, sizes, delays)
        self._groups += 1
        head = fragment(
            self._groups, [video_traf(self._track.id, self.frames * self._ticks, self._ticks, run)]
        )
        self._file.write(head)
        self._file.writelines(sample.data for sample in samples)
        self.frames += len(samples)

    def close(self) -> None:
        """Fill in the length, which the header could not know."""
        self._track = replace(self._track, shown=self.frames * self._ticks)
        self._file.seek(0)
        self._file.write(self._head())
        self._file.seek(0, 2)

    def _head(self) -> bytes:
        return file_type(fragmented=True) + movie([self._track], {}, fragmented=True)


@dataclass(frozen=True, slots=True)
class Traf:
    """A track's part of a fragment: its boxes before and after the data offset, and its bytes of samples."""

    head: bytes
    flags: int
    count: int
    tail: bytes
    bytes: int


def video_traf(track: int, decode_time: int, ticks: int, run: Run) -> Traf:
    """The part of a fragment that describes ``run``, its first sample decoded at ``decode_time`` ticks."""
    table = np.empty((run.frames, 2), ">u4")
    table[:, 0] = run.sizes
    table[:, 1] = run.delays * ticks
    head = full_box(b"tfhd", 0, _TFHD, struct.pack(">III", track, ticks, _NOT_SYNC))
    head += full_box(b"tfdt", 1, 0, struct.pack(">Q", decode_time))
    return Traf(head, _TRUN | _TRUN_FIRST, run.frames, struct.pack(">I", _SYNC) + table.tobytes(), run.bytes)


def fragment(sequence: int, parts: Sequence[Traf]) -> bytes:
    """A ``moof`` box and the header of the ``mdat`` that follows; the parts' samples come next, in order."""

    def moof(first: int) -> bytes:
        boxes, at = [full_box(b"mfhd", 0, 0, struct.pack(">I", sequence))], first
        for part in parts:
            run = full_box(b"trun", 0, part.flags, struct.pack(">Ii", part.count, at), part.tail)
            boxes.append(box(b"traf", part.head, run))
            at += part.bytes
        return box(b"moof", *boxes)

    payload = sum(part.bytes for part in parts)
    large = payload + 8 >= 2**32
    mdat = (
        struct.pack(">I4sQ", 1, b"mdat", payload + 16) if large else struct.pack(">I4s", payload + 8, b"mdat")
    )
    return moof(len(moof(0)) + len(mdat)) + mdat


def read_segment(path: Path) -> Segment:
    """The tables of a segment file; its pictures stay on disk.

    Raises:
        RenderError: the file is missing, cut short, or was not written by :class:`SegmentWriter`.
    """
    try:
        with path.open("rb") as file:
            return _read(path, file)
    except (OSError, ValueError, struct.error) as error:
        raise RenderError(
            f"The segment {path} cannot be read: {error}.",
            code="bad-segment",
            hint="Render again: a segment that is missing or damaged is made anew.",
            path=str(path),
        ) from error


def _read(path: Path, file: BinaryIO) -> Segment:
    moov, moof = b"", b""
    found: list[tuple[bytes, int, int]] = []
    for part in scan(file):
        if part.kind in (b"moov", b"moof"):
            file.seek(part.body)
            data = file.read(part.end - part.body)
            moov, moof = (data, moof) if part.kind == b"moov" else (moov, data)
        elif part.kind == b"mdat":
            found.append((moof, part.body, part.end))
    if not found:
        raise ValueError("it holds no pictures")
    timescale = int(struct.unpack_from(">I", find(moov, "trak/mdia/mdhd"), 12)[0])
    shown, skip = struct.unpack_from(">Ii", find(moov, "trak/edts/elst"), 8)
    width, height = struct.unpack(">II", find(moov, "trak/tkhd")[-8:])
    entry = find(moov, "trak/mdia/minf/stbl/stsd")[8:]
    ticks = int(struct.unpack_from(">I", find(found[0][0], "traf/tfhd"), 8)[0])
    track = Track(1, "video", timescale, entry, skip, shown, width=width >> 16, height=height >> 16)
    runs = tuple(_run(data, start, end, ticks) for data, start, end in found)
    return Segment(path, track, ticks, skip // ticks, runs)


def _run(moof: bytes, start: int, end: int, ticks: int) -> Run:
    trun = find(moof, "traf/trun")
    count = struct.unpack_from(">I", trun, 4)[0]
    if struct.unpack_from(">I", trun)[0] & 0xFFFFFF != _TRUN | _TRUN_FIRST or len(trun) != 16 + 8 * count:
        raise ValueError("its sample table is not in the form that is written here")
    table = np.frombuffer(trun, ">u4", offset=16).reshape(count, 2).astype(np.int64)
    run = Run(start, table[:, 0], table[:, 1] // ticks)
    if run.bytes != end - start:
        raise ValueError("its sample sizes do not add up to its data")
    return run
