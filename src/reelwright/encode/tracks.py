"""Movie and track headers: what a file says about its streams before the samples begin.

Two shapes share these headers: a progressive file, whose ``stbl`` lists every sample, and a fragmented one,
whose ``stbl`` is empty. The first sample of a stream is decoded before it is shown (B-frames are reordered,
AAC starts with priming); one edit list entry (``elst``) says where presentation begins, so that picture and
sound start together at exactly zero.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from reelwright.encode.boxes import MATRIX, box, full_box
from reelwright.encode.tags import user_data

__all__ = ["EMPTY_TABLES", "Track", "file_type", "movie", "movie_timescale", "video_timescale"]

_UNDETERMINED: Final = 0x55C4  # language "und", three 5-bit letters
_U32: Final = 0xFFFFFFFF
_LARGEST_TIMESCALE: Final = 2**31 - 1

EMPTY_TABLES: Final = (
    full_box(b"stts", 0, 0, bytes(4))
    + full_box(b"stsc", 0, 0, bytes(4))
    + full_box(b"stsz", 0, 0, bytes(8))
    + full_box(b"stco", 0, 0, bytes(4))
)
"""The sample tables of a track whose samples are all in fragments."""


@dataclass(frozen=True, slots=True)
class Track:
    """One stream.

    ``entry`` is its sample entry (an ``avc1`` or ``mp4a`` box). ``skip`` is the media time at which
    presentation starts and ``shown`` how long it lasts, both in units of ``timescale``; ``tables`` is the
    content of ``stbl`` after ``stsd``. Width and height are 0 for sound. ``matrix`` turns the picture,
    ``delay`` is how long after the movie's start it begins, and ``media`` is the length of all samples where
    that is more than ``skip`` and ``shown``.
    """

    id: int
    kind: Literal["video", "audio"]
    timescale: int
    entry: bytes
    skip: int
    shown: int
    tables: bytes = EMPTY_TABLES
    width: int = 0
    height: int = 0
    matrix: bytes = MATRIX
    delay: int = 0
    media: int = 0


def video_timescale(rate: Fraction) -> tuple[int, int]:
    """Ticks a second and ticks a frame, both exact, for a frame rate: 30 -> (30000, 1000)."""
    scale = 1000 if rate.numerator < 1000 else 1
    return rate.numerator * scale, rate.denominator * scale


def movie_timescale(tracks: Sequence[Track]) -> int:
    """The smallest number of ticks a second in which every track's length is exact (within 31 bits)."""
    common = math.lcm(*(track.timescale for track in tracks))
    return common if common <= _LARGEST_TIMESCALE else tracks[0].timescale


def file_type(*, fragmented: bool) -> bytes:
    """The ``ftyp`` box."""
    if fragmented:
        return box(b"ftyp", b"iso6", struct.pack(">I", 512), b"iso6", b"mp41", b"avc1")
    return box(b"ftyp", b"isom", struct.pack(">I", 512), b"isom", b"iso2", b"avc1", b"mp41")


def movie(tracks: Sequence[Track], metadata: Mapping[str, str], *, fragmented: bool) -> bytes:
    """The ``moov`` box. Times of making are left at 0 so that equal content gives equal bytes."""
    scale = movie_timescale(tracks)
    longest = max(_rescale(track.delay + track.shown, track.timescale, scale) for track in tracks)
    wide = longest > _U32
    times = struct.pack(">QQIQ" if wide else ">IIII", 0, 0, scale, longest)
    rest = struct.pack(">IHH8x", 0x10000, 0x100, 0) + MATRIX + bytes(24)
    header = full_box(b"mvhd", int(wide), 0, times, rest, struct.pack(">I", 1 + max(t.id for t in tracks)))
    extends = b""
    if fragmented:
        total = full_box(b"mehd", 1, 0, struct.pack(">Q", longest))
        each = (full_box(b"trex", 0, 0, struct.pack(">5I", t.id, 1, 0, 0, 0)) for t in tracks)
        extends = box(b"mvex", total, *each)
    return box(b"moov", header, *(_trak(track, scale) for track in tracks), extends, user_data(metadata))


def _rescale(ticks: int, of: int, to: int) -> int:
    """``ticks`` of one timescale in another; a half rounds up. Exact where ``to`` is a multiple of ``of``."""
    return (2 * ticks * to + of) // (2 * of)


def _trak(track: Track, scale: int) -> bytes:
    shown = _rescale(track.shown, track.timescale, scale)
    delay = _rescale(track.delay, track.timescale, scale)
    wide = delay + shown > _U32
    sound = track.kind == "audio"
    times = struct.pack(">QQIIQ" if wide else ">IIIII", 0, 0, track.id, 0, delay + shown)
    layer = struct.pack(">8xHHHH", 0, int(sound), 0x100 if sound else 0, 0)
    size = struct.pack(">II", track.width << 16, track.height << 16)
    header = full_box(b"tkhd", int(wide), 3, times, layer, track.matrix, size)
    form = ">QqI" if wide else ">IiI"
    wait = struct.pack(form, delay, -1, 0x10000) if delay else b""
    edit = struct.pack(form, shown, track.skip, 0x10000)
    edits = box(b"edts", full_box(b"elst", int(wide), 0, struct.pack(">I", 1 + bool(delay)), wait, edit))
    return box(b"trak", header, edits, _media(track, sound))


def _media(track: Track, sound: bool) -> bytes:
    # Of a track without listed samples, demuxers take this for the length of what is shown.
    length = track.shown + (0 if track.tables is EMPTY_TABLES else track.skip)
    length = max(length, track.media)
    wide = length > _U32
    times = struct.pack(">QQIQ" if wide else ">IIII", 0, 0, track.timescale, length)
    header = full_box(b"mdhd", int(wide), 0, times, struct.pack(">HH", _UNDETERMINED, 0))
    name = (b"soun", b"SoundHandler\0") if sound else (b"vide", b"VideoHandler\0")
    handler = full_box(b"hdlr", 0, 0, bytes(4), name[0], bytes(12), name[1])
    kind = full_box(b"smhd", 0, 0, bytes(4)) if sound else full_box(b"vmhd", 0, 1, bytes(8))
    here = full_box(b"dref", 0, 0, struct.pack(">I", 1), full_box(b"url ", 0, 1))
    entries = full_box(b"stsd", 0, 0, struct.pack(">I", 1), track.entry)
    return box(
        b"mdia", header, handler, box(b"minf", kind, box(b"dinf", here), box(b"stbl", entries, track.tables))
    )
