"""Sample tables (``stbl``) of progressive files: when each sample is decoded and shown, and where it lies."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from reelwright.encode.boxes import full_box

__all__ = ["AAC_FRAME", "picture_tables", "sound_tables"]

AAC_FRAME: Final = 1024
"""Samples in one AAC frame."""

Ints = npt.NDArray[np.int64]


def picture_tables(
    sizes: Ints,
    delays: Ints,
    sync: Ints,
    ticks: int,
    offsets: Sequence[int],
    counts: Sequence[int],
    *,
    wide: bool,
) -> bytes:
    """Sample tables of pictures at a constant rate.

    Args:
        sizes: (n,) bytes, in decode order.
        delays: (n,) presentation minus decode time in frames.
        sync: indices of the IDR pictures, ascending.
        ticks: length of a frame in the track's timescale.
        offsets: first bytes of the chunks.
        counts: pictures in each chunk.
        wide: 64-bit offsets.
    """
    stts = full_box(b"stts", 0, 0, struct.pack(">III", 1, len(sizes), ticks))
    stss = full_box(b"stss", 0, 0, struct.pack(">I", len(sync)), (sync + 1).astype(">u4").tobytes())
    ctts = b""
    if delays.any():
        starts = np.flatnonzero(np.diff(delays, prepend=-1))
        table = np.empty((len(starts), 2), ">u4")
        table[:, 0] = np.diff(starts, append=len(delays))
        table[:, 1] = delays[starts] * ticks
        ctts = full_box(b"ctts", 0, 0, struct.pack(">I", len(starts)), table.tobytes())
    return stts + stss + ctts + _chunks(sizes, offsets, counts, wide)


def sound_tables(
    sizes: Ints, length: int, offsets: Sequence[int], counts: Sequence[int], *, wide: bool = False
) -> bytes:
    """Sample tables of AAC frames in chunks.

    ``sizes`` are all frames' bytes, ``length`` their samples (priming included, so the last frame may count
    for less than 1024), ``offsets`` and ``counts`` the chunks' first bytes and frames.
    """
    last = length - (len(sizes) - 1) * AAC_FRAME
    times = [(len(sizes) - 1, AAC_FRAME), (1, last)] if len(sizes) > 1 else [(1, last)]
    # AAC needs one frame of run-up before a random access point; players read it from this group ("roll").
    roll = full_box(b"sgpd", 1, 0, b"roll", struct.pack(">IIh", 2, 1, -1))
    member = full_box(b"sbgp", 0, 0, b"roll", struct.pack(">III", 1, len(sizes), 1))
    stts = full_box(b"stts", 0, 0, struct.pack(">I", len(times)), *(struct.pack(">II", *t) for t in times))
    return stts + _chunks(sizes, offsets, counts, wide) + roll + member


def _chunks(sizes: Ints, offsets: Sequence[int], counts: Sequence[int], wide: bool) -> bytes:
    """``stsc``, ``stsz`` and ``stco`` (``co64`` when ``wide``): where each sample lies."""
    changes = [i for i, n in enumerate(counts) if i == 0 or n != counts[i - 1]]
    runs = (struct.pack(">III", i + 1, counts[i], 1) for i in changes)
    stsc = full_box(b"stsc", 0, 0, struct.pack(">I", len(changes)), *runs)
    stsz = full_box(b"stsz", 0, 0, struct.pack(">II", 0, len(sizes)), sizes.astype(">u4").tobytes())
    where = np.array(offsets, ">u8" if wide else ">u4").tobytes()
    return stsc + stsz + full_box(b"co64" if wide else b"stco", 0, 0, struct.pack(">I", len(offsets)), where)
