"""Where the cues of caption tracks fall in a timeline, and what text it shows in all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from reelwright.timeline.captions import CaptionTrack, Cue
from reelwright.timeline.clip import Clip
from reelwright.timeline.media import FileMedia
from reelwright.timeline.model import Timeline
from reelwright.timeline.text import TextItem, Word
from reelwright.timing import FrameRange, FrameRate

__all__ = ["ShownCue", "project", "shown_text"]


@dataclass(frozen=True, slots=True)
class ShownCue:
    """``cue`` as it falls on frames ``range`` of the timeline, through ``clip`` (None in timeline time)."""

    cue: Cue
    range: FrameRange
    clip: Clip | None = None

    def frame_of(self, second: Fraction, rate: FrameRate) -> int:
        """The timeline frame at which ``second`` of the cue's own time is shown, kept within the range."""
        if self.clip is None:
            at = ceil(second * rate.value)
        else:
            first, wanted = self.clip.start, second * rate.value
            at = next(
                (n for n in range_of(self.range) if self.clip.source_position(n - first) >= wanted),
                self.range.end,
            )
        return min(max(at, self.range.start), self.range.end)


def range_of(frames: FrameRange) -> range:
    """``frames`` as a range of whole numbers."""
    return range(frames.start, frames.end)


def project(track: CaptionTrack, timeline: Timeline) -> tuple[ShownCue, ...]:
    """The cues of ``track`` where ``timeline`` shows them, in the order of their frames.

    A cue in the time of a medium appears in every clip of that medium that plays some of it, for as long as
    it plays: cut where the clip is cut, longer in slow motion; in a frozen or reversed clip it stands for the
    frames that lie in its time. Cues that fall on no frame are left out.
    """
    shown = sorted(_shown(track, timeline), key=lambda item: (item.range.start, item.range.end))
    return tuple(shown)


def shown_text(timeline: Timeline) -> tuple[TextItem, ...]:
    """The text items of ``timeline``, then its burned-in captions as text items of style ``caption``."""
    if not any(track.burn for track in timeline.captions):
        return timeline.text
    rate = timeline.frame_rate
    burned: list[TextItem] = []
    for track in timeline.captions:
        if track.burn:
            for index, shown in enumerate(project(track, timeline)):
                words: tuple[Word, ...] = ()
                if track.style == "karaoke":
                    words = tuple(
                        Word(
                            text=word.text,
                            frame=shown.frame_of(Fraction(word.start), rate) - shown.range.start,
                        )
                        for word in shown.cue.words
                    )
                burned.append(
                    TextItem(
                        id=f"{track.id}-{index}",
                        start=shown.range.start,
                        length=shown.range.length,
                        text=shown.cue.text,
                        style="caption",
                        type=track.type,
                        words=words,
                    )
                )
    return (*timeline.text, *burned)


def _shown(track: CaptionTrack, timeline: Timeline) -> Iterator[ShownCue]:
    rate = timeline.frame_rate
    whole = FrameRange(0, timeline.length)
    if not track.of:
        for cue in track.cues:
            first, end = ceil(Fraction(cue.start) * rate.value), ceil(Fraction(cue.end) * rate.value)
            if end > first and (part := whole.overlap(FrameRange(first, end - first))):
                yield ShownCue(cue, part)
        return
    for clip in (clip for clips in timeline.video for clip in clips):
        if isinstance(clip.media, FileMedia) and track.of in (clip.media.digest, clip.media.path):
            yield from _through(clip, track, rate)


def _through(clip: Clip, track: CaptionTrack, rate: FrameRate) -> Iterator[ShownCue]:
    positions = [clip.source_position(n) for n in range(clip.length)] if clip.speed else None
    for cue in track.cues:
        first, end = Fraction(cue.start) * rate.value, Fraction(cue.end) * rate.value
        if positions is None:
            start = max(clip.start, clip.start + ceil(first) - clip.source_start)
            stop = min(clip.range.end, clip.start + ceil(end) - clip.source_start)
            if stop > start:
                yield ShownCue(cue, FrameRange(start, stop - start), clip)
            continue
        inside = [n for n, position in enumerate(positions) if first <= position < end]
        start = 0
        for at, n in enumerate(inside):  # a clip may pass the cue several times: one shown cue for each run
            if at + 1 == len(inside) or inside[at + 1] != n + 1:
                yield ShownCue(cue, FrameRange(clip.start + inside[start], n + 1 - inside[start]), clip)
                start = at + 1
