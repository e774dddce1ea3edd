"""Segments and one sound -> a single-file fragmented MP4: the rendition that packaging cuts into byte ranges.

``ftyp moov sidx (moof mdat)+``: one fragment for each closed group of pictures, holding the sound of the same
stretch. Segment headers are rewritten (``mfhd``, ``tfdt``), samples are copied as byte ranges.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from reelwright.encode.audio import Sound
from reelwright.encode.boxes import full_box
from reelwright.encode.copying import Range, copy_ranges
from reelwright.encode.reel import Reel, read_reel
from reelwright.encode.segment import Run, Traf, fragment, video_traf
from reelwright.encode.tables import AAC_FRAME
from reelwright.encode.tracks import file_type, movie
from reelwright.timing import FrameRate

__all__ = ["Fragment", "Rendition", "assemble_fragments"]

_TFHD: Final = 0x020000 | 0x20 | 0x8  # default-base-is-moof, default flags, default duration
_TRUN: Final = 0x1 | 0x100 | 0x200  # data offset, durations, sizes
_ALL_SYNC: Final = 0x02000000
_SAP_1: Final = 0x90000000  # each fragment starts with a random access point of type 1


@dataclass(frozen=True, slots=True)
class Fragment:
    """One ``moof`` and ``mdat``: ``size`` bytes from ``offset``, with ``frames`` pictures from ``start``."""

    offset: int
    size: int
    start: int
    frames: int


@dataclass(frozen=True, slots=True)
class Rendition:
    """What was written: ``head`` bytes of ``ftyp`` and ``moov`` (initialisation), then the fragments."""

    head: int
    frames: int
    fragments: tuple[Fragment, ...]


def assemble_fragments(
    segments: Sequence[Path],
    out: Path,
    *,
    rate: FrameRate,
    audio: Path | None = None,
    metadata: Mapping[str, str],
) -> Rendition:
    """Join segment files, and a sound from :func:`encode_audio`, into one fragmented MP4.

    Arguments and errors are those of :func:`assemble`. Playlists can name the fragments as byte ranges.
    """
    reel = read_reel(segments, rate, audio)
    tracks = [reel.video] if reel.sound is None else [reel.video, reel.sound.track]
    head = file_type(fragmented=True) + movie(tracks, metadata, fragmented=True)
    parts, start, heard = [], 0, 0
    for number, (path, run) in enumerate(reel.runs(), 1):
        until = reel.sound_until(start + run.frames)
        parts.append(_Part(reel, number, path, run, start, heard, until))
        start, heard = start + run.frames, until
    index = _index(reel, parts)
    at = len(head) + len(index)
    made = []
    with out.open("wb") as file:
        file.write(head + index)
        for part in parts:
            file.write(part.head)
            copy_ranges(part.ranges, file)
            made.append(Fragment(at, part.size, part.start, part.frames))
            at += part.size
    return Rendition(len(head), reel.frames, tuple(made))


class _Part:
    """One fragment: its header and the byte ranges that follow."""

    def __init__(
        self, reel: Reel, number: int, path: Path, run: Run, start: int, heard: int, until: int
    ) -> None:
        self.start, self.frames = start, run.frames
        self.ranges: list[Range] = [(path, run.offset, run.bytes)]
        trafs = [video_traf(reel.video.id, start * reel.ticks, reel.ticks, run)]
        if reel.sound is not None and until > heard:
            trafs.append(_sound_traf(reel.sound, heard, until))
            self.ranges.append(reel.sound.span(heard, until))
        self.head = fragment(number, trafs)
        self.size = len(self.head) + sum(length for _, _, length in self.ranges)


def _sound_traf(sound: Sound, first: int, end: int) -> Traf:
    table = np.empty((end - first, 2), ">u4")
    table[:, 0], table[:, 1] = AAC_FRAME, sound.sizes[first:end]
    if end == len(sound.sizes):
        table[-1, 0] = sound.track.skip + sound.track.shown - (end - 1) * AAC_FRAME
    head = full_box(b"tfhd", 0, _TFHD, struct.pack(">III", sound.track.id, AAC_FRAME, _ALL_SYNC))
    head += full_box(b"tfdt", 1, 0, struct.pack(">Q", first * AAC_FRAME))
    return Traf(head, _TRUN, end - first, table.tobytes(), int(table[:, 1].sum()))


def _index(reel: Reel, parts: Sequence[_Part]) -> bytes:
    """The ``sidx`` box: the size and length of every fragment, for players that seek by range requests."""
    entries = (struct.pack(">III", part.size, part.frames * reel.ticks, _SAP_1) for part in parts)
    head = struct.pack(">IIQQHH", reel.video.id, reel.video.timescale, 0, 0, 0, len(parts))
    return full_box(b"sidx", 1, 0, head, *entries)
