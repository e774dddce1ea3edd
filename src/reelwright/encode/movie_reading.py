"""MP4 and QuickTime files -> the tables of their tracks (ISO/IEC 14496-12, 8.5 to 8.7), in milliseconds.

Only the ``moov`` box is read. Files in fragments, with several sample descriptions in a track or with edit
lists that do more than delay and trim are not read here: :class:`NotTabled` says so, and packets have to be
gone through one by one (:mod:`reelwright.encode.rewrapping`).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Literal

import numpy as np

from reelwright.encode.boxes import boxes_in, find, scan
from reelwright.encode.samples import Bools, Ints, Samples
from reelwright.errors import MediaError

__all__ = ["Movie", "NotTabled", "read_movie"]

_LARGEST_HEADER: Final = 1 << 30
_MOST_SAMPLES: Final = 50_000_000
_PCM_RUN: Final = 1024
_KINDS: Final[dict[bytes, Literal["video", "audio"]]] = {b"vide": "video", b"soun": "audio"}
_PCM: Final = frozenset(
    (
        b"sowt",
        b"twos",
        b"lpcm",
        b"in24",
        b"in32",
        b"fl32",
        b"fl64",
        b"raw ",
        b"ipcm",
        b"fpcm",
        b"ulaw",
        b"alaw",
    )
)
_NOT_A_BOX: Final = "is not an MP4 file"


class NotTabled(Exception):  # noqa: N818  (a fact about the file, not a failure)
    """The file's tracks cannot be had from its tables alone."""


@dataclass(frozen=True, slots=True)
class Movie:
    """What a file holds: its tracks of pictures and sound, in order, and whether it is a QuickTime file."""

    path: Path
    tracks: tuple[Samples, ...]
    quicktime: bool = False
    others: int = 0

    @property
    def video(self) -> Samples | None:
        """The first track of moving pictures."""
        return next((track for track in self.tracks if track.kind == "video"), None)

    @property
    def audio(self) -> Samples | None:
        """The first track of sound."""
        return next((track for track in self.tracks if track.kind == "audio"), None)


def read_movie(path: Path) -> Movie:
    """The tables of an MP4 or QuickTime file; nothing but its header is read.

    Raises:
        NotTabled: another kind of file, or one whose header does not say everything.
        MediaError: the header speaks of more than the file holds.
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        data, quicktime = _header(file, path)
    try:
        if any(inner.kind == b"mvex" for inner in boxes_in(data)):
            raise NotTabled("it is in fragments")
        scale = int(_ticks(find(data, "mvhd"))[0])
        tracks = []
        others = 0
        for inner in boxes_in(data):
            if inner.kind == b"trak":
                track = _track(path, data[inner.body : inner.end], scale)
                others += track is None
                tracks += [] if track is None else [track]
    except (ValueError, struct.error, IndexError, OverflowError, ZeroDivisionError) as error:
        raise NotTabled(str(error)) from error
    if not tracks:
        raise NotTabled("it has no samples")
    if any(int((track.offsets + track.sizes).max()) > size for track in tracks):
        raise MediaError(
            f"{path} was cut off: its header speaks of more than the file holds.",
            code="bad-media",
            hint="Copy or download the file again.",
            path=str(path),
        )
    return Movie(path, tuple(tracks), quicktime, others)


def _header(file: BinaryIO, path: Path) -> tuple[bytes, bool]:
    """The payload of ``moov``, and whether the brand is QuickTime's."""
    quicktime, moov = False, None
    try:
        for at, part in enumerate(scan(file)):
            if at == 0 and part.kind not in (b"ftyp", b"moov", b"wide", b"mdat", b"free", b"skip", b"pnot"):
                raise NotTabled(_NOT_A_BOX)
            if part.kind == b"ftyp":
                file.seek(part.body)
                quicktime = file.read(4) == b"qt  "
            elif part.kind == b"moof":
                raise NotTabled("it is in fragments")
            elif part.kind == b"moov":
                if part.end - part.body > _LARGEST_HEADER:
                    raise NotTabled("its header is too large")
                file.seek(part.body)
                moov = file.read(part.end - part.body)
    except ValueError as error:
        if moov is None:
            raise NotTabled(str(error)) from error
    if moov is None:
        raise NotTabled("it has no header")
    return moov, quicktime


def _ticks(payload: bytes) -> tuple[int, int]:
    """Timescale and duration of an ``mvhd`` or ``mdhd`` payload."""
    if payload[0] == 1:
        return struct.unpack_from(">IQ", payload, 20)
    return struct.unpack_from(">II", payload, 12)


def _track(path: Path, trak: bytes, movie_scale: int) -> Samples | None:
    kind = _KINDS.get(find(trak, "mdia/hdlr")[8:12])
    if kind is None:
        return None
    timescale = _ticks(find(trak, "mdia/mdhd"))[0]
    stbl = find(trak, "mdia/minf/stbl")
    entries = find(stbl, "stsd")
    if struct.unpack_from(">I", entries, 4)[0] != 1:
        raise NotTabled("a track has several sample descriptions")
    entry = entries[8 : 8 + struct.unpack_from(">I", entries, 8)[0]]
    if entry[4:8] in (b"encv", b"enca"):
        raise NotTabled("it is encrypted")
    lengths = _runs(find(stbl, "stts"), signed=False)
    pcm = kind == "audio" and entry[4:8] in _PCM
    if pcm:
        sizes, offsets, spans = _pcm_places(stbl, int(lengths[:, 0].sum()), entry)
        grain = int(sizes[0] // spans[0])
        lengths = spans
    else:
        grain = 0
        sizes = _sizes(find(stbl, "stsz"))
        offsets = _places(stbl, sizes)
        lengths = _expanded(lengths, len(sizes))
    dts = np.cumsum(lengths) - lengths
    delays = _optional(stbl, "ctts")
    pts = dts + (_expanded(_runs(delays, signed=True), len(sizes)) if delays else 0)
    first, shift, shown = _edits(trak, movie_scale, timescale)
    last = int((pts + lengths).max()) + shift
    # The shown length is in the movie's coarser ticks: a length within a tick of the whole is the whole.
    end = last if shown is None or abs(first + shown - last) * movie_scale <= timescale else first + shown
    header = find(trak, "tkhd")
    matrix, (width, height) = header[-44:-8], struct.unpack(">II", header[-8:])
    return Samples(
        kind=kind, timescale=timescale, entry=entry, dts=dts + shift, pts=pts + shift, lengths=lengths,
        keys=_keys(stbl, len(sizes), kind), sizes=sizes, offsets=offsets, file=np.zeros(len(sizes), np.int64),
        files=(path,), first=first, end=min(end, last), matrix=matrix, width=width, height=height,
        grain=grain,
    )  # fmt: skip


def _optional(stbl: bytes, name: str) -> bytes:
    return next((stbl[b.body : b.end] for b in boxes_in(stbl) if b.kind == name.encode("ascii")), b"")


def _runs(table: bytes, *, signed: bool) -> Ints:
    """(runs, 2) counts and values of an ``stts`` or ``ctts`` payload."""
    count = struct.unpack_from(">I", table, 4)[0]
    rows = np.frombuffer(table, ">u4", offset=8, count=2 * count).reshape(count, 2).astype(np.int64)
    if (
        signed
    ):  # version 0 is unsigned on paper; no delay is as long as 2**31, and writers do put negatives there
        rows[:, 1] = rows[:, 1].astype(np.uint32).astype(np.int32)
    return rows


def _expanded(runs: Ints, count: int) -> Ints:
    """The values of ``runs``, one for each of ``count`` samples."""
    if count > _MOST_SAMPLES or int(runs[:, 0].sum()) != count:
        raise NotTabled("its tables do not agree")
    return np.repeat(runs[:, 1], runs[:, 0])


def _sizes(table: bytes) -> Ints:
    constant, count = struct.unpack_from(">II", table, 4)
    if not 0 < count <= _MOST_SAMPLES:
        raise NotTabled("it has no samples")
    if constant:
        return np.full(count, constant, np.int64)
    return np.frombuffer(table, ">u4", offset=12, count=count).astype(np.int64)


def _chunks(stbl: bytes) -> tuple[Ints, Ints]:
    """First bytes of the chunks, and how many samples each holds."""
    small = _optional(stbl, "stco")
    table = small or find(stbl, "co64")
    count = struct.unpack_from(">I", table, 4)[0]
    places = np.frombuffer(table, ">u4" if small else ">u8", offset=8, count=count).astype(np.int64)
    layout = find(stbl, "stsc")
    rows = np.frombuffer(layout, ">u4", offset=8, count=3 * struct.unpack_from(">I", layout, 4)[0])
    rows = rows.reshape(-1, 3).astype(np.int64)
    spans = np.diff(np.append(rows[:, 0], count + 1))
    if count == 0 or spans.min() < 0 or rows[0, 0] != 1:
        raise NotTabled("its tables do not agree")
    return places, np.repeat(rows[:, 1], spans)


def _places(stbl: bytes, sizes: Ints) -> Ints:
    places, counts = _chunks(stbl)
    if int(counts.sum()) != len(sizes):
        raise NotTabled("its tables do not agree")
    before = np.cumsum(sizes) - sizes
    starts = np.cumsum(counts) - counts
    filled = counts > 0
    found: Ints = before + np.repeat(places[filled] - before[starts[filled]], counts[filled])
    return found


def _pcm_places(stbl: bytes, total: int, entry: bytes) -> tuple[Ints, Ints, Ints]:
    """Bytes, places and audio frames of runs of PCM, at most ``_PCM_RUN`` frames each and within a chunk."""
    channels, bits = struct.unpack_from(">HH", entry, 24)
    version = struct.unpack_from(">H", entry, 16)[0]
    if version == 1:
        grain = struct.unpack_from(">4I", entry, 36)[2]
    elif version == 2:
        grain = struct.unpack_from(">I", entry, 64)[0]
    else:
        grain = channels * bits // 8
    places, counts = _chunks(stbl)
    if grain < 1 or int(counts.sum()) != total or total > _MOST_SAMPLES * _PCM_RUN:
        raise NotTabled("its tables do not agree")
    pieces = -(-counts // _PCM_RUN)
    chunk = np.repeat(np.arange(len(counts)), pieces)
    within = np.arange(int(pieces.sum())) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    spans = np.minimum(_PCM_RUN, counts[chunk] - within * _PCM_RUN)
    return spans * grain, places[chunk] + within * _PCM_RUN * grain, spans


def _keys(stbl: bytes, count: int, kind: str) -> Bools:
    table = _optional(stbl, "stss")
    if kind == "audio" or not table:
        return np.ones(count, np.bool_)
    keys = np.zeros(count, np.bool_)
    numbers = np.frombuffer(table, ">u4", offset=8, count=struct.unpack_from(">I", table, 4)[0])
    keys[numbers.astype(np.int64) - 1] = True
    return keys


def _edits(trak: bytes, movie_scale: int, timescale: int) -> tuple[int, int, int | None]:
    """First shown tick, what to add to media times, and the shown length (None: to the end)."""
    table = _optional(trak, "edts")
    table = _optional(table, "elst") if table else b""
    if not table:
        return 0, 0, None
    count = struct.unpack_from(">I", table, 4)[0]
    shape, step = (">QqI", 20) if table[0] == 1 else (">IiI", 12)
    rows = [struct.unpack_from(shape, table, 8 + step * i) for i in range(min(count, 8))]
    delay = 0
    while rows and rows[0][1] == -1:
        delay += rows.pop(0)[0]
    if len(rows) != 1 or rows[0][2] != 0x10000 or rows[0][1] < 0:
        raise NotTabled("its edit list does more than delay and trim")
    shown, media = rows[0][0], rows[0][1]
    first = (2 * delay * timescale + movie_scale) // (2 * movie_scale)
    length = (2 * shown * timescale + movie_scale) // (2 * movie_scale)
    return first, first - media, length or None
