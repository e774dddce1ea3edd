"""Cutting a track exactly: only pictures between a cut and the next key picture are encoded, the rest copied.

Pictures are numbered by when they are shown. A cut from picture ``first`` to ``end`` has three parts::

    head    first .. H    encoded: H is the first place at or after ``first`` where decoding can begin
    middle  H .. T        copied, byte for byte
    tail    T .. end      encoded: T is the last place before ``end`` that no earlier sample is shown behind

Each part may be empty. Encoded parts are not reordered, and take over the decode times of the samples they
replace, so that times stay those of the source however it reorders its pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from reelwright.encode.dialects import Dialect, dialect_of, is_intra_only
from reelwright.encode.edges import Edges
from reelwright.encode.samples import Ints, Samples, joined
from reelwright.errors import MediaError

__all__ = [
    "Cut",
    "NoJoint",
    "Plan",
    "cut_pictures",
    "cut_sound",
    "encoded_samples",
    "plan_cut",
    "shown_pictures",
]

_RUN_UP: Final = {"mp4a": 2, ".mp3": 5, "Opus": 5, "ac-3": 1, "ec-3": 2, "fLaC": 0, "alac": 0}
_FARTHEST: Final = 40
"""Key pictures looked at for one that decoding can begin at."""


class NoJoint(Exception):  # noqa: N818  (a fact about the source, not a failure)
    """The pictures cannot be cut here without encoding all of them again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a cut falls. ``copied`` are sample numbers, in decode order, with their places among all samples.

    Pictures ``first`` to ``head`` and ``tail`` to ``end`` (in showing order) are encoded; samples ``middle``
    to ``tail`` (in decode order) are copied, without the ``dropped`` ones that follow the first of them.
    """

    first: int
    head: int
    middle: int
    dropped: int
    tail: int
    end: int

    @property
    def copied(self) -> int:
        """How many pictures are copied."""
        return max(0, self.tail - self.head)

    @property
    def encoded(self) -> int:
        """How many pictures are encoded."""
        return self.end - self.first - self.copied


@dataclass(frozen=True, slots=True)
class Cut:
    """A track that was cut: shown from 0, with how many of its pictures were copied and encoded."""

    track: Samples
    copied: int
    encoded: int


def shown_pictures(track: Samples) -> tuple[int, int]:
    """The first picture of ``track`` that is shown, and the one after the last, in showing order."""
    order = np.sort(track.pts)
    return int(np.searchsorted(order, track.first)), int(np.searchsorted(order, track.end))


def plan_cut(track: Samples, first: int, end: int, dialect: Dialect | None) -> Plan:
    """Where to cut ``track`` to show pictures ``first`` to ``end`` (numbers in showing order).

    Where nothing can be copied, everything is encoded.

    Raises:
        NoJoint: the codec cannot be joined.
    """
    before = np.maximum.accumulate(track.pts)
    after = np.minimum.accumulate(track.pts[::-1])[::-1]
    clean = np.append(True, before[:-1] < after[1:])  # nothing before is shown later than anything from here
    opening = _opening(track, first, end, clean, before, dialect)
    last = np.append(np.flatnonzero(clean), len(track))
    tail = int(last[np.searchsorted(last, end, side="right") - 1])
    if opening is None or tail <= opening[0]:
        plan = Plan(first, end, end, 0, end, end)
    else:
        plan = Plan(first, *opening, tail, end)
    if plan.encoded and dialect is None:
        raise NoJoint("the codec cannot be joined")
    return plan


def _opening(
    track: Samples, first: int, end: int, clean: Any, before: Ints, dialect: Dialect | None
) -> tuple[int, int, int] | None:
    """The picture from which samples are copied, its sample, and how many samples after it are left out."""
    keys = np.flatnonzero(track.keys)
    tried = 0
    for key in keys[np.searchsorted(keys, max(0, first - 64)) :].tolist():
        if tried >= _FARTHEST or key >= end:
            break
        leading = 0
        if not clean[key] or (key + 1 < len(track) and track.pts[key + 1] < track.pts[key]):
            while key + 1 + leading < len(track) and track.pts[key + 1 + leading] < track.pts[key]:
                leading += 1
            rest = track.pts[key + 1 + leading :]
            if (key and before[key - 1] > track.pts[key]) or (len(rest) and rest.min() < track.pts[key]):
                continue
        shown = key + leading
        if shown < first:
            continue
        tried += 1
        if shown == 0 or dialect is None or dialect.opens(track.data(key)):
            if leading and not getattr(dialect, "repeats", False):
                continue
            return shown, key, leading
    return None


def cut_pictures(
    track: Samples,
    source: Path,
    first: int,
    end: int,
    scratch: Path,
    *,
    seen: Callable[[int, int], None] | None = None,
) -> Cut:
    """Cut a track of pictures, frame exact.

    Args:
        track: what :func:`reelwright.encode.movie_reading.read_movie` found in ``source``.
        source: the file, opened again to decode the edges.
        first: the first picture, numbered in showing order over all samples.
        end: the one after the last.
        scratch: a file to write encoded edges to; it has to stay until the cut is written.

        seen: called with pictures encoded and pictures to encode.

    Raises:
        NoJoint: all would have to be encoded, in another codec.
        MediaError: an edge cannot be decoded.
        RenderError: it cannot be encoded.
    """
    dialect = None if is_intra_only(track.entry) else dialect_of(track.entry)
    plan = plan_cut(track, first, end, dialect)
    order = np.sort(track.pts)
    edges = np.append(order, max(track.end, int(order[-1]) + 1))
    middle = _middle(track, plan)
    parts: list[Samples] = []
    if plan.encoded:
        assert dialect is not None
        reader, counter = Edges(track, source), _Counter(plan.encoded, seen)
        with scratch.open("wb") as file:
            if plan.head > plan.first:
                pictures = counter.counted(reader.pictures(order, plan.first, plan.head))
                data = dialect.encode(pictures, reader.look)
                parts.append(
                    _placed(encoded_samples(data, file, scratch, track), track, order, plan.first, edges)
                )
                _expect(parts[-1], plan.head - plan.first, source)
            if plan.copied:
                parts.append(_rewritten(middle, dialect, file, scratch, after=bool(parts)))
            if plan.end > plan.tail:
                pictures = counter.counted(reader.pictures(order, plan.tail, plan.end))
                data = dialect.encode(pictures, reader.look)
                parts.append(
                    _placed(encoded_samples(data, file, scratch, track), track, order, plan.tail, edges)
                )
                _expect(parts[-1], plan.end - plan.tail, source)
        entry = dialect.entry(track.entry)
    else:
        parts, entry = [middle], track.entry
    start, stop = int(edges[plan.first]), int(min(edges[plan.end], track.end))
    whole = replace(joined(parts), entry=entry).window(start, stop).shifted(-start)
    return Cut(whole, plan.copied, plan.encoded)


class _Counter:
    """Tells how many pictures went by."""

    def __init__(self, total: int, seen: Callable[[int, int], None] | None) -> None:
        self._done, self._total, self._seen = 0, total, seen

    def counted(self, pictures: Iterable[Any]) -> Iterator[Any]:
        """The same pictures."""
        for picture in pictures:
            yield picture
            self._done += 1
            if self._seen is not None:
                self._seen(self._done, self._total)


def _expect(part: Samples, count: int, source: Path) -> None:
    if len(part) != count:
        raise MediaError(
            f"{source} cannot be decoded where it is cut: {len(part)} of {count} pictures were found.",
            hint="Play it in a video player; if that fails too, copy or download it again.",
            path=str(source),
        )


def _middle(track: Samples, plan: Plan) -> Samples:
    """The copied samples, decoded when the samples they stand in for were."""
    if not plan.dropped:
        return track.part(plan.middle, plan.tail)
    opening, rest = track.part(plan.middle, plan.middle + 1), track.part(plan.head + 1, plan.tail)
    opening = replace(opening, dts=track.dts[plan.head : plan.head + 1])
    return joined([opening, rest]) if len(rest) else opening


def _rewritten(middle: Samples, dialect: Dialect, file: Any, scratch: Path, *, after: bool) -> Samples:
    """The copied samples, with the openings that the dialect wants."""
    keys = np.flatnonzero(middle.keys).tolist()
    if not dialect.repeats:
        keys = []
    elif 0 not in keys:
        keys = [0, *keys]
    if not keys:
        return middle
    sizes, offsets, place = middle.sizes.copy(), middle.offsets.copy(), middle.file.copy()
    for key in keys:
        data = dialect.opening(middle.data(key), first=after and key == 0)
        offsets[key], sizes[key], place[key] = file.tell(), len(data), len(middle.files)
        file.write(data)
    return replace(middle, sizes=sizes, offsets=offsets, file=place, files=(*middle.files, scratch))


def encoded_samples(data: Iterable[tuple[bytes, bool]], file: Any, path: Path, like: Samples) -> Samples:
    """Write samples to ``file`` (which is ``path``) one after another; their tables, at times 0, 1, 2."""
    offsets, sizes, keys = [], [], []
    for sample, key in data:
        offsets.append(file.tell())
        sizes.append(len(sample))
        keys.append(key)
        file.write(sample)
    file.flush()
    count = len(sizes)
    numbers = np.arange(count, dtype=np.int64)
    return replace(
        like, dts=numbers, pts=numbers, lengths=np.ones(count, np.int64), keys=np.array(keys, np.bool_),
        sizes=np.array(sizes, np.int64), offsets=np.array(offsets, np.int64),
        file=np.zeros(count, np.int64), files=(path,),
    )  # fmt: skip


def _placed(part: Samples, track: Samples, order: Ints, first: int, edges: Ints) -> Samples:
    """Encoded pictures at the times of pictures ``first`` onward.

    Samples in decode order never come later than pictures in showing order, so the source's decode times
    serve pictures that are not reordered just as well.
    """
    end = first + len(part)
    return replace(part, pts=order[first:end], dts=track.dts[first:end], lengths=np.diff(edges)[first:end])


def cut_sound(track: Samples, start: Fraction, end: Fraction) -> Samples | None:
    """The sound from ``start`` to ``end`` seconds, exact to the sample: copied packets, some of them hidden.

    A few packets before are kept, hidden, because decoders need a run-up. None when nothing sounds there.
    """
    first = round(start * track.timescale)
    stop = min(round(end * track.timescale), track.end)
    heard = np.flatnonzero((track.pts + track.lengths > max(first, track.first)) & (track.pts < stop))
    if not len(heard):
        return None
    run_up = 0 if track.grain else _RUN_UP.get(track.codec, 2)
    part = track.part(max(0, int(heard[0]) - run_up), int(heard[-1]) + 1)
    shown = max(first, track.first)
    return part.window(shown, stop).shifted(-first)
