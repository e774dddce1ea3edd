"""Tracks one after another as one track, their samples copied.

Pictures fit when they look alike to a decoder; parameter sets may differ, and then come inside the key
pictures. Sound is laid on one grid of packets: a part's sound may begin up to half a packet early or late,
never more, and the error never adds up, because every part starts from the exact time of its pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from reelwright.encode.boxes import box, boxes_in
from reelwright.encode.nal import AvcConfig, HevcConfig, exp_golomb, prefixed, units
from reelwright.encode.samples import Ints, Samples, common_timescale, joined
from reelwright.errors import RenderError

__all__ = ["Seam", "entry_identity", "join_pictures", "join_sound"]

Seam = Callable[[tuple[int, int] | None, tuple[int, int] | None], Samples | None]
"""Makes the packet that joins two sounds: called with a part's number and the tick where it is left, and
the next part's and the tick where it is entered; None for silence. It may decline with None."""

_VISUAL_HEADER: Final = 86
_AVC: Final = ("avc1", "avc3")
_HEVC: Final = ("hvc1", "hev1")
_HEVC_SPS: Final = 33


def entry_identity(entry: bytes) -> bytes:
    """A video sample entry without what says nothing about decoding (bit rates, the writer's name)."""
    kept = [
        entry[b.start : b.end] for b in boxes_in(entry, _VISUAL_HEADER) if b.kind not in (b"btrt", b"free")
    ]
    return box(entry[4:8], entry[8:42], bytes(32), entry[74:_VISUAL_HEADER], *kept)


def join_pictures(tracks: Sequence[Samples], scratch: Path) -> Samples:
    """Tracks that are shown from 0, without hidden samples, one after another.

    Args:
        tracks: at least one; of one codec, size and pixel format.
        scratch: a file for key pictures that get parameter sets put in; it has to stay.

    Raises:
        RenderError: they do not fit after all.
    """
    scale = common_timescale([track.timescale for track in tracks])
    tracks, entry = _one_entry([track.rescaled(scale) for track in tracks], scratch)
    ahead = max(int(track.pts[0] - track.dts[0]) for track in tracks)
    at, placed = 0, []
    for track in tracks:
        # All decode as early as the one that reorders most: decode times then rise across the joints.
        back = ahead - int(track.pts[0] - track.dts[0])
        placed.append(replace(track.shifted(at), dts=track.dts + at - back))
        at += track.end - track.first
    whole = replace(joined(placed), entry=entry).window(0, at)
    steps = np.diff(whole.dts)
    if len(steps) and steps.min() <= 0:
        raise RenderError("The parts' decode times overlap where they are joined.", code="bad-joint")
    return replace(whole, lengths=np.append(steps, max(1, at - int(whole.pts[-1]))))


def _one_entry(tracks: list[Samples], scratch: Path) -> tuple[list[Samples], bytes]:
    """The tracks, and a sample entry that is true for all of them."""
    first = tracks[0].entry
    alike = all(entry_identity(track.entry) == entry_identity(first) for track in tracks)
    if alike and not (tracks[0].codec in _HEVC and any(_sets_inside(track) for track in tracks)):
        return tracks, first
    if tracks[0].codec in _AVC:
        configs = [AvcConfig.of_entry(track.entry) for track in tracks]
        merged = _merged([config for config in configs if config is not None])
        if merged is not None:
            return tracks, merged.into(first)
        sets = [(*config.sps, *config.pps) if config else () for config in configs]
        return _with_sets(tracks, sets, scratch), first
    if tracks[0].codec in _HEVC:
        hevc = [HevcConfig.of_entry(track.entry) for track in tracks]
        found = [config.sets if config else () for config in hevc]
        # Once some sets come inside samples, a decoder forgets those of the entry: all key pictures get
        # theirs.
        entry = hevc[0].in_band(first) if hevc[0] is not None else first
        return _with_sets(tracks, found, scratch), entry
    return tracks, first


def _sets_inside(track: Samples) -> bool:
    """Whether an H.265 track has sequence parameter sets inside its first sample."""
    return any(unit[0] >> 1 & 63 == _HEVC_SPS for unit in units(track.data(0)))


def _merged(configs: Sequence[AvcConfig]) -> AvcConfig | None:
    """One configuration with all parameter sets; None when two of the same number differ."""
    known: dict[tuple[int, int], bytes] = {}
    for config in configs:
        numbered = [(7, exp_golomb(unit[4:12]), unit) for unit in config.sps]
        numbered += [(8, exp_golomb(unit[1:9]), unit) for unit in config.pps]
        for kind, number, unit in numbered:
            if known.setdefault((kind, number), unit) != unit:
                return None
    merged = configs[0]
    for config in configs[1:]:
        merged = merged.with_sets(config)
    return merged


def _with_sets(tracks: Sequence[Samples], sets: Sequence[Sequence[bytes]], scratch: Path) -> list[Samples]:
    """The tracks with their parameter sets inside every key picture."""
    done = []
    with scratch.open("wb") as file:
        for track, units in zip(tracks, sets, strict=True):
            head = prefixed(list(units))
            sizes, offsets, place = track.sizes.copy(), track.offsets.copy(), track.file.copy()
            for key in np.flatnonzero(track.keys).tolist():
                data = head + track.data(key)
                offsets[key], sizes[key], place[key] = file.tell(), len(data), len(track.files)
                file.write(data)
            done.append(
                replace(track, sizes=sizes, offsets=offsets, file=place, files=(*track.files, scratch))
            )
    return done


def join_sound(
    parts: Sequence[Samples | None],
    lengths: Sequence[Fraction],
    silence: Samples | None,
    seam: Seam | None = None,
) -> Samples:
    """Sound for parts that last ``lengths`` seconds, one after another.

    Args:
        parts: each part's sound, 0 being the part's start; None where it has none.
        lengths: how long each part lasts, exact seconds.
        silence: one packet of silence in the same coding, for what is missing; without it there is a gap.
        seam: makes the packets that reach across a joint; without it the first packet of a part sounds
            together with what is left of the one before.

    Raises:
        RenderError: no part has any sound.
    """
    known = next((part for part in parts if part is not None), silence)
    if known is None:
        raise RenderError("No part has any sound.", code="no-samples")
    grid = _Grid(known, silence, seam)
    start = Fraction(0)
    for number, (part, length) in enumerate(zip(parts, lengths, strict=True)):
        begin, end = round(start * known.timescale), round((start + length) * known.timescale)
        start += length
        if part is not None:
            grid.place(number, part.rescaled(known.timescale), begin, end)
        grid.fill(end)
    if not grid.placed:
        raise RenderError("No part has any sound.", code="no-samples")
    whole = replace(joined(grid.placed), entry=known.entry)
    total = round(start * known.timescale)
    first = max(0, int(whole.dts[0]))
    return whole.window(first, max(first, min(total, int(whole.dts[-1] + whole.lengths[-1]))))


class _Grid:
    """Packets one after another without a gap, as far as there is silence to fill gaps with."""

    def __init__(self, known: Samples, silence: Samples | None, seam: Seam | None) -> None:
        self.placed: list[Samples] = []
        self._at = 0
        self._silence, self._seam = silence, seam
        self._left: tuple[int, int] | None = None

    def place(self, number: int, part: Samples, begin: int, end: int) -> None:
        """Append the packets of ``part`` that sound between ``begin`` and ``end``."""
        if self._silence is not None:  # a file's last packet may be said to be shorter than it is
            part = replace(part, lengths=np.full(len(part), self._silence.lengths[0], np.int64))
        self.fill(max(part.first, 0) + begin)
        times = part.pts + begin
        half = int(part.lengths[0]) // 2
        # What leads up to the very first sound stays, hidden.
        chosen = np.flatnonzero(times >= self._at - half) if self.placed else np.arange(len(part))
        if not len(chosen):
            return
        first = int(chosen[0])
        begins = self._at if self.placed else int(times[first])
        gap = self._silence is None and bool(self.placed) and begins < int(times[first]) - half
        begins = int(times[first]) if gap else begins
        ends = begins + np.cumsum(part.lengths[first:])
        count = int(np.searchsorted(ends, end + half, side="right"))
        if not count:
            return
        if gap:
            self.placed[-1] = _stretched(self.placed[-1], begins)
        elif self.placed:
            self._join((number, int(part.pts[first])))
        kept = part.part(first, first + count)
        starts = ends[:count] - kept.lengths
        self.placed.append(replace(kept, dts=starts, pts=starts))
        self._at = int(ends[count - 1])
        self._left = number, int(kept.pts[-1] + kept.lengths[-1])

    def fill(self, until: int) -> None:
        """Silence up to about ``until``."""
        if self._silence is None:
            return
        step = int(self._silence.lengths[0])
        count = (until - self._at + step // 2) // step
        if count < 1:
            return
        if self._left is not None:
            self._join(None)
        starts = self._at + np.arange(count, dtype=np.int64) * step
        self.placed.append(_repeated(self._silence, starts))
        self._at += int(count) * step
        self._left = None

    def _join(self, entered: tuple[int, int] | None) -> None:
        """Put the packet that reaches across the joint in place of the last one."""
        packet = None if self._seam is None else self._seam(self._left, entered)
        if packet is None or int(packet.lengths[0]) != int(self.placed[-1].lengths[-1]):
            return
        before = self.placed.pop()
        if len(before) > 1:
            self.placed.append(before.part(0, len(before) - 1))
        self.placed.append(replace(packet, dts=before.dts[-1:], pts=before.pts[-1:]))


def _stretched(part: Samples, until: int) -> Samples:
    """``part`` with its last packet lasting until then."""
    lengths = part.lengths.copy()
    lengths[-1] = until - part.dts[-1]
    return replace(part, lengths=lengths)


def _repeated(packet: Samples, starts: Ints) -> Samples:
    """One packet at each of ``starts``."""
    once = np.zeros(len(starts), np.int64)
    return replace(
        packet, dts=starts, pts=starts, lengths=once + packet.lengths[0], keys=once == 0,
        sizes=once + packet.sizes[0], offsets=once + packet.offsets[0], file=once + packet.file[0],
    )  # fmt: skip
