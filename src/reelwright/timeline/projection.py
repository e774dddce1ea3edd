"""Where the cues of caption tracks fall in a timeline, and what text it shows in all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any, Final

from reelwright.timeline.captions import CaptionTrack, Cue, CueWord
from reelwright.timeline.clip import Clip
from reelwright.timeline.media import FileMedia
from reelwright.timeline.model import Timeline
from reelwright.timeline.text import TextItem, Type, Word
from reelwright.timing import FrameRange, FrameRate

__all__ = ["ShownCue", "project", "projected", "shown_text"]


@dataclass(frozen=True, slots=True)
class ShownCue:
    """``cue`` as it falls on frames ``range`` of the timeline, through ``clip`` (None in timeline time)."""

    cue: Cue
    range: FrameRange
    clip: Clip | None = None
    positions: tuple[Fraction, ...] = field(default=(), repr=False, compare=False)
    """Where in its own time, in frames, the clip is at each frame of the range, if its speed is not 1."""

    def frame_of(self, second: Fraction, rate: FrameRate) -> int:
        """The first timeline frame at which ``second`` of the cue's own time has come, kept within the range.

        In a clip that runs backwards, the first at which it has been reached from behind.
        """
        wanted = second * rate.value
        if self.clip is None:
            at = ceil(wanted)
        elif not self.positions:
            at = self.clip.start + ceil(wanted) - self.clip.source_start
        else:
            onwards = self.positions[0] <= self.positions[-1]
            at = self.range.start + next(
                (
                    n
                    for n, here in enumerate(self.positions)
                    if (here >= wanted if onwards else here <= wanted)
                ),
                len(self.positions),
            )
        return min(max(at, self.range.start), self.range.end)


def project(track: CaptionTrack, timeline: Timeline) -> tuple[ShownCue, ...]:
    """The cues of ``track`` where ``timeline`` shows them, in the order of their frames.

    A cue is shown on the frames whose own time lies in it: frame n starts at n / rate seconds. A cue in the
    time of a medium appears in every clip of that medium that plays some of it, for as long as it plays: cut
    where the clip is cut, longer in slow motion; in a frozen or reversed clip it stands for the frames that
    lie in its time. Where clips of one medium follow one another without a jump a cue runs on as one. Cues
    that fall on no frame are left out.
    """
    shown = sorted(_shown(track, timeline), key=lambda item: (item.range.start, item.range.end))
    return tuple(shown)


def projected(track: CaptionTrack, timeline: Timeline) -> CaptionTrack:
    """``track`` in the time of ``timeline``: what is written beside a film, or carried in it.

    Times are those of frames, exact; words are cut and moved with their cues. Of a medium that is shown
    twice the cues are there twice.
    """
    rate = timeline.frame_rate
    cues = []
    for shown in project(track, timeline):
        start, end = rate.seconds(shown.range.start), rate.seconds(shown.range.end)
        if not track.of:  # nothing moved it: it keeps its own times, but ends with the film
            start, end = (
                Fraction(shown.cue.start),
                min(Fraction(shown.cue.end), rate.seconds(timeline.length)),
            )
        words = [
            CueWord(text=word.text, start=str(rate.seconds(at)), end=str(rate.seconds(after)))
            for word, at, after in _words(shown, rate)
        ]
        cues.append(
            shown.cue.model_copy(
                update={
                    "start": str(start),
                    "end": str(end),
                    "words": tuple(words) if track.of else shown.cue.words,
                }
            )
        )
    return track.model_copy(update={"of": "", "cues": tuple(cues)})


def _words(shown: ShownCue, rate: FrameRate) -> Iterator[tuple[CueWord, int, int]]:
    """The words of a shown cue that are spoken in its range, with their first and last-but-one frames."""
    words = shown.cue.words
    for word, after in pairwise((*words, None)):
        if word is None:
            continue
        end = Fraction(word.end or (after.start if after else shown.cue.end))
        first, last = shown.frame_of(Fraction(word.start), rate), shown.frame_of(end, rate)
        if first > last:  # the clip runs backwards
            first, last = last, first
        if first < shown.range.end and (last > first or last > shown.range.start):
            yield word, first, max(last, first + 1)


_last: Final[list[tuple[Timeline, tuple[TextItem, ...]]]] = []  # the timeline that was asked about last


def shown_text(timeline: Timeline) -> tuple[TextItem, ...]:
    """The text items of ``timeline``, then its burned-in captions as text items of style ``caption``."""
    if not any(track.burn for track in timeline.captions):
        return timeline.text
    held = _last[0] if _last else None
    if held is None or held[0] is not timeline:  # every segment asks, about one timeline after another
        held = (timeline, (*timeline.text, *_burned(timeline)))
        _last[:] = [held]
    return held[1]


def _burned(timeline: Timeline) -> Iterator[TextItem]:
    rate = timeline.frame_rate
    for track in timeline.captions:
        if not track.burn:
            continue
        for index, shown in enumerate(project(track, timeline)):
            cue = shown.cue
            words: tuple[Word, ...] = ()
            if track.style == "karaoke":
                words = tuple(
                    Word(text=word.text, frame=first - shown.range.start, length=end - first)
                    for word, first, end in _words(shown, rate)
                )
            yield TextItem(
                id=f"{track.id}-{index}",
                start=shown.range.start,
                length=shown.range.length,
                text=cue.text,
                style="caption",
                type=_type(track.type, cue),
                words=words,
                markup=True,
            )


def _type(type_: Type | None, cue: Cue) -> Type | None:
    """How a cue looks: as its track says, where its own settings want it."""
    own: dict[str, Any] = {}
    if cue.line is not None:
        own["y"] = cue.line
    if cue.align != "centre":
        own["align"] = cue.align
    return (type_ or Type()).model_copy(update=own) if own else type_


def _shown(track: CaptionTrack, timeline: Timeline) -> Iterator[ShownCue]:
    rate = timeline.frame_rate
    whole = FrameRange(0, timeline.length)
    if not track.of:
        for cue in track.cues:
            first, end = ceil(Fraction(cue.start) * rate.value), ceil(Fraction(cue.end) * rate.value)
            if end > first and (part := whole.overlap(FrameRange(first, end - first))):
                yield ShownCue(cue, part)
        return
    for clips in timeline.video:
        joined: list[ShownCue] = []
        for clip in clips:
            if not isinstance(clip.media, FileMedia) or track.of not in (clip.media.digest, clip.media.path):
                continue
            for shown in _through(clip, track, rate):
                before = next((item for item in reversed(joined) if item.cue is shown.cue), None)
                if before is not None and _runs_on(before, shown):
                    joined[joined.index(before)] = ShownCue(
                        shown.cue,
                        FrameRange(before.range.start, before.range.length + shown.range.length),
                        before.clip,
                    )
                else:
                    joined.append(shown)
        yield from joined


def _runs_on(before: ShownCue, after: ShownCue) -> bool:
    """Whether a cue goes on from one clip to the next as if there were no cut."""
    a, b = before.clip, after.clip
    if a is None or b is None or before.positions or after.positions:
        return False
    return before.range.end == after.range.start and a.source_start - a.start == b.source_start - b.start


def _through(clip: Clip, track: CaptionTrack, rate: FrameRate) -> Iterator[ShownCue]:
    if clip.speed is None:
        for cue in track.cues:
            first, end = Fraction(cue.start) * rate.value, Fraction(cue.end) * rate.value
            start = max(clip.start, clip.start + ceil(first) - clip.source_start)
            stop = min(clip.range.end, clip.start + ceil(end) - clip.source_start)
            if stop > start:
                yield ShownCue(cue, FrameRange(start, stop - start), clip)
        return
    positions = [clip.source_position(n) for n in range(clip.length)]
    lowest, highest = min(positions), max(positions)
    for cue in track.cues:
        first, end = Fraction(cue.start) * rate.value, Fraction(cue.end) * rate.value
        if end <= lowest or first > highest:
            continue
        begun: int | None = None
        for n, position in enumerate((*positions, None)):  # a clip may pass a cue several times
            inside = position is not None and first <= position < end
            if inside and begun is None:
                begun = n
            elif not inside and begun is not None:
                frames = FrameRange(clip.start + begun, n - begun)
                yield ShownCue(cue, frames, clip, tuple(positions[begun:n]))
                begun = None
