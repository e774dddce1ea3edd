"""Tables of samples -> one MP4 or QuickTime file, its ``moov`` in front, by copying bytes.

Samples are laid out second by second, within a second in the order in which they lie in their files: video
and sound stay together for players, and whole stretches of a source are copied by the kernel at once.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from reelwright.encode.boxes import box, full_box
from reelwright.encode.copying import Range, copy_ranges
from reelwright.encode.samples import Ints, Samples
from reelwright.encode.tracks import Track, movie
from reelwright.errors import RenderError

__all__ = ["write_movie"]

_U32: Final = 0xFFFFFFFF
_ROLL: Final = (b"mp4a",)

Heard = Callable[[int, int], None]


def write_movie(
    tracks: Sequence[Samples],
    out: Path,
    metadata: Mapping[str, str],
    *,
    quicktime: bool = False,
    heard: Heard | None = None,
) -> None:
    """Write ``tracks`` as a progressive file; nothing is decoded or encoded.

    What is shown begins, in every track, where its ``first`` says, and time 0 is the movie's start. Memory
    holds the tables, never the samples.

    Args:
        tracks: at least one, none of them empty.
        out: where to write; the caller removes it when this raises.
        metadata: tags; see :func:`reelwright.encode.tags.user_data`.
        quicktime: write the QuickTime brand (``.mov``), which allows QuickTime's own sample entries.
        heard: called now and then with the bytes copied and the bytes in all.

    Raises:
        RenderError: a source is cut short.
        OSError: reading or writing failed.
    """
    layout = _Layout(tracks)
    head = layout.head(metadata, quicktime)
    total = len(head) + layout.payload
    done = len(head)
    with out.open("wb") as file:
        file.write(head)
        for batch in _batches(layout.ranges()):
            copy_ranges(batch, file)
            if heard is not None:
                done += sum(length for _, _, length in batch)
                heard(done, total)


def _batches(ranges: Iterator[Range]) -> Iterator[list[Range]]:
    """Ranges in groups of some 64 MB, so that progress can be told and Ctrl-C is heard."""
    batch: list[Range] = []
    held = 0
    for path, offset, length in ranges:
        while length > 0:
            piece = min(length, (64 << 20) - held)
            batch.append((path, offset, piece))
            offset, length, held = offset + piece, length - piece, held + piece
            if held >= 64 << 20:
                yield batch
                batch, held = [], 0
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Chunks:
    """A track's chunks: where in the payload each begins, and how many samples it holds."""

    places: Ints
    counts: Ints


class _Layout:
    """Where every sample goes."""

    def __init__(self, tracks: Sequence[Samples]) -> None:
        self._tracks = [_plain(track) for track in tracks]
        self._files = list(dict.fromkeys(path for track in tracks for path in track.files))
        number = {path: i for i, path in enumerate(self._files)}
        lengths = [len(track) for track in self._tracks]
        track_of = np.repeat(np.arange(len(tracks)), lengths)
        place = np.concatenate([np.arange(n) for n in lengths])
        file = np.concatenate(
            [np.array([number[p] for p in t.files], np.int64)[t.file] for t in self._tracks]
        )
        offset = np.concatenate([track.offsets for track in self._tracks])
        second = np.concatenate([track.dts // track.timescale for track in self._tracks])
        order = np.lexsort((offset, file, second))
        if not _in_decode_order(track_of[order], place[order], len(tracks)):
            order = np.lexsort((place, track_of, second))
        size = np.concatenate([track.sizes for track in self._tracks])[order]
        self._track_of, self._file, self._offset, self._size = (
            track_of[order],
            file[order],
            offset[order],
            size,
        )
        self._at = np.cumsum(size) - size
        self.payload = int(size.sum())
        weights = np.concatenate([_units(track) for track in self._tracks])[order]
        self._chunks = self._cut(weights, len(tracks))

    def _cut(self, weights: Ints, count: int) -> list[_Chunks]:
        """Runs of one track's samples, of at most a megabyte or so, as chunks."""
        changes = np.flatnonzero(np.diff(self._track_of, prepend=-1) | np.diff(self._at >> 20, prepend=-1))
        counts = np.add.reduceat(weights, changes)
        owner, places = self._track_of[changes], self._at[changes]
        return [_Chunks(places[owner == n], counts[owner == n]) for n in range(count)]

    def ranges(self) -> Iterator[Range]:
        """What to copy, in order; what lies together is one range."""
        follows = (self._file[1:] == self._file[:-1]) & (
            self._offset[1:] == self._offset[:-1] + self._size[:-1]
        )
        starts = np.flatnonzero(np.append(True, ~follows))
        sizes = np.add.reduceat(self._size, starts)
        for file, offset, size in zip(
            self._file[starts].tolist(), self._offset[starts].tolist(), sizes.tolist(), strict=True
        ):
            yield self._files[file], offset, size

    def head(self, metadata: Mapping[str, str], quicktime: bool) -> bytes:
        """Everything before the samples. Offsets do not change its size, so it is laid out twice."""
        wide = self.payload > _U32 - (256 << 20)
        mdat = struct.pack(">I4sQ", 1, b"mdat", self.payload + 16)
        if not wide:
            mdat = struct.pack(">I4s", self.payload + 8, b"mdat")
        kind = _file_type(self._tracks, quicktime)
        size = len(kind + self._movie(0, wide, metadata) + mdat)
        return kind + self._movie(size, wide, metadata) + mdat

    def _movie(self, base: int, wide: bool, metadata: Mapping[str, str]) -> bytes:
        tracks = []
        for number, (track, chunks) in enumerate(zip(self._tracks, self._chunks, strict=True), 1):
            places = chunks.places + base
            tracks.append(
                Track(
                    id=number,
                    kind=track.kind,
                    timescale=track.timescale,
                    entry=track.entry,
                    skip=track.first - int(track.dts[0]),
                    shown=track.end - track.first,
                    tables=_tables(track, chunks.counts, places, wide),
                    width=track.width >> 16,
                    height=track.height >> 16,
                    matrix=track.matrix,
                    delay=track.first,
                    media=int(track.lengths.sum()),
                )
            )
        return movie(tracks, metadata, fragmented=False)


def _plain(track: Samples) -> Samples:
    if not len(track):
        raise RenderError("A track without samples was to be written.", code="no-samples")
    if int(track.dts[0]) <= track.first:
        return track
    # Presentation cannot begin before the first sample is decoded: what is shown starts with that sample.
    return track.window(int(track.dts[0]), max(track.end, int(track.dts[0])))


def _in_decode_order(track_of: Ints, place: Ints, count: int) -> bool:
    return all(bool((np.diff(place[track_of == n]) > 0).all()) for n in range(count))


def _units(track: Samples) -> Ints:
    """What a chunk counts: packets, or audio frames of PCM."""
    return track.lengths if track.grain else np.ones(len(track), np.int64)


def _file_type(tracks: Sequence[Samples], quicktime: bool) -> bytes:
    if quicktime:
        return box(b"ftyp", b"qt  ", struct.pack(">I", 512), b"qt  ")
    codec = {"avc1": b"avc1", "avc3": b"avc1", "av01": b"av01"}.get(tracks[0].codec, b"mp42")
    return box(b"ftyp", b"isom", struct.pack(">I", 512), b"isom", b"iso2", codec, b"mp41")


def _packed(values: Ints) -> bytes:
    """Run lengths: pairs of a count and a value, and how many pairs."""
    starts = np.flatnonzero(np.diff(values, prepend=values[0] - 1))
    table = np.empty((len(starts), 2), ">i4")
    table[:, 0] = np.diff(starts, append=len(values))
    table[:, 1] = values[starts]
    return struct.pack(">I", len(starts)) + table.tobytes()


def _tables(track: Samples, counts: Ints, places: Ints, wide: bool) -> bytes:
    if track.grain:
        total = int(track.lengths.sum())
        tables = full_box(b"stts", 0, 0, struct.pack(">III", 1, total, 1))
        tables += full_box(b"stsz", 0, 0, struct.pack(">II", track.grain, total))
    else:
        steps = np.diff(track.dts, append=int(track.dts[-1] + track.lengths[-1]))
        tables = full_box(b"stts", 0, 0, _packed(steps))
        delays = track.pts - track.dts
        if delays.any():
            tables += full_box(b"ctts", int(delays.min() < 0), 0, _packed(delays))
        if not track.keys.all():
            keys = np.flatnonzero(track.keys) + 1
            tables += full_box(b"stss", 0, 0, struct.pack(">I", len(keys)), keys.astype(">u4").tobytes())
        sizes = struct.pack(">II", 0, len(track)) + track.sizes.astype(">u4").tobytes()
        tables += full_box(b"stsz", 0, 0, sizes)
        if track.entry[4:8] in _ROLL:
            # AAC needs a frame of run-up before a random access point; players read it from this group.
            tables += full_box(b"sgpd", 1, 0, b"roll", struct.pack(">IIh", 2, 1, -1))
            tables += full_box(b"sbgp", 0, 0, b"roll", struct.pack(">III", 1, len(track), 1))
    starts = np.flatnonzero(np.diff(counts, prepend=-1))
    layout = np.empty((len(starts), 3), ">u4")
    layout[:, 0], layout[:, 1], layout[:, 2] = starts + 1, counts[starts], 1
    tables += full_box(b"stsc", 0, 0, struct.pack(">I", len(starts)), layout.tobytes())
    where = places.astype(">u8" if wide else ">u4").tobytes()
    return tables + full_box(b"co64" if wide else b"stco", 0, 0, struct.pack(">I", len(places)), where)
