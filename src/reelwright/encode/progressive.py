"""Segments and one sound -> a film, by copying bytes: nothing is encoded again.

:func:`assemble` writes one progressive MP4 with its tables in front (faststart). The film's decode times
are constant steps over all segments; presentation times follow from each segment's own reordering; edit lists
hide the reordering delay and the AAC priming, so that picture and sound start together at exactly 0.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from reelwright.encode.copying import Range, copy_ranges
from reelwright.encode.reel import Reel, read_reel
from reelwright.encode.tables import picture_tables, sound_tables
from reelwright.encode.tracks import file_type, movie
from reelwright.timing import FrameRate

__all__ = ["assemble"]

_CHUNK_SECONDS: Final = 1
_U32: Final = 0xFFFFFFFF


def assemble(
    segments: Sequence[Path],
    out: Path,
    *,
    rate: FrameRate,
    audio: Path | None = None,
    metadata: Mapping[str, str],
) -> int:
    """Join segment files, and a sound from :func:`encode_audio`, into one progressive MP4; its frames.

    H.264 and AAC as they are, the ``moov`` first, sound interleaved with picture every second. Equal inputs
    give equal bytes. Memory holds the tables (some 20 bytes a frame), never the pictures.

    Args:
        segments: files of :func:`encode_segment`, in order, equal in size, rate and parameter sets.
        out: where to write; the caller removes it when this raises.
        rate: frames a second of all segments.
        audio: a file of :func:`encode_audio`, or None for a silent film.
        metadata: tags; ``title``, ``comment``, ``artist``, ``description`` ... survive as such, any other
            name as a freeform tag.

    Raises:
        RenderError: the parts do not fit together; see :func:`read_reel`.
        OSError: a file cannot be read or written.
    """
    reel = read_reel(segments, rate, audio)
    plan = _Plan(reel)
    head = plan.head(metadata)
    with out.open("wb") as file:
        file.write(head)
        copy_ranges(plan.ranges, file)
    return reel.frames


class _Plan:
    """Where every byte of the progressive file goes."""

    def __init__(self, reel: Reel) -> None:
        self._reel = reel
        self.ranges: list[Range] = []
        self._video: list[tuple[int, int]] = []  # offset within mdat's payload, samples
        self._sound: list[tuple[int, int]] = []
        self._payload = 0
        runs = list(reel.runs())
        self._sizes = np.concatenate([run.sizes for _, run in runs])
        self._delays = np.concatenate([run.delays for _, run in runs])
        self._sync = np.cumsum([0] + [run.frames for _, run in runs[:-1]])
        step = max(1, int(_CHUNK_SECONDS * reel.rate))
        at, heard = 0, 0
        for path, run in runs:
            edges = np.concatenate(([0], np.cumsum(run.sizes)))
            for first in range(0, run.frames, step):
                last = min(first + step, run.frames)
                at += last - first
                self._add(path, run.offset + int(edges[first]), int(edges[last] - edges[first]))
                self._video.append((self._payload, last - first))
                self._payload += int(edges[last] - edges[first])
                heard = self._add_sound(heard, at)

    def _add(self, path: Path, offset: int, length: int) -> None:
        if self.ranges and self.ranges[-1][0] == path and sum(self.ranges[-1][1:]) == offset:
            offset, length = self.ranges[-1][1], self.ranges[-1][2] + length
            self.ranges.pop()
        self.ranges.append((path, offset, length))

    def _add_sound(self, heard: int, frame: int) -> int:
        sound, until = self._reel.sound, self._reel.sound_until(frame)
        if sound is None or until <= heard:
            return heard
        span = sound.span(heard, until)
        self._add(*span)
        self._sound.append((self._payload, until - heard))
        self._payload += span[2]
        return until

    def head(self, metadata: Mapping[str, str]) -> bytes:
        """Everything before the samples. Offsets do not change its size, so it is laid out twice."""
        wide = self._payload > _U32 - (64 << 20)
        mdat = struct.pack(">I4sQ", 1, b"mdat", self._payload + 16)
        if not wide:
            mdat = struct.pack(">I4s", self._payload + 8, b"mdat")
        kind = file_type(fragmented=False)
        size = len(kind + self._movie(0, wide, metadata) + mdat)
        return kind + self._movie(size, wide, metadata) + mdat

    def _movie(self, base: int, wide: bool, metadata: Mapping[str, str]) -> bytes:
        offsets, counts = [base + at for at, _ in self._video], [n for _, n in self._video]
        tables = picture_tables(
            self._sizes, self._delays, self._sync, self._reel.ticks, offsets, counts, wide=wide
        )
        tracks = [replace(self._reel.video, tables=tables)]
        if (sound := self._reel.sound) is not None:
            offsets, counts = [base + at for at, _ in self._sound], [n for _, n in self._sound]
            length = sound.track.skip + sound.track.shown
            tracks.append(
                replace(sound.track, tables=sound_tables(sound.sizes, length, offsets, counts, wide=wide))
            )
        return movie(tracks, metadata, fragmented=False)
