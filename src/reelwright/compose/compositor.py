"""The picture of a timeline at any frame: clips, dissolves, fades, and text on top."""

from __future__ import annotations

import bisect
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from reelwright.compose.frame import Frame, Source
from reelwright.compose.overlay import TextOverlays
from reelwright.timeline import Clip, Media, Timeline
from reelwright.timing import FrameRate

__all__ = ["Compositor", "OpenSource"]

OpenSource = Callable[[Media, int, int, FrameRate], Source]
"""Opens a medium at a width, a height and a frame rate."""

_MAX_OPEN: Final = 4


class Compositor:
    """Frames of ``timeline``, each a pure function of its number.

    Sources are opened when first needed; the last four stay open. One compositor belongs to one thread.

    Args:
        timeline: what plays.
        open_source: opens its media, for example :func:`reelwright.compose.open_media`.
    """

    def __init__(self, timeline: Timeline, open_source: OpenSource) -> None:
        self.timeline = timeline
        self.width, self.height = timeline.width, timeline.height
        self.length = timeline.length
        self._rate = timeline.frame_rate
        self._open = open_source
        self._starts = [[clip.start for clip in track] for track in timeline.video]
        self._sources: OrderedDict[tuple[int, int], Source] = OrderedDict()
        self._overlays = TextOverlays(timeline)
        self._work = Frame.black(self.width, self.height)

    def frame(self, n: int) -> Frame:
        """Frame ``n`` of the timeline, 0 <= n < length. Its planes are yours until the next call.

        Raises:
            MediaError: a file cannot be used.
        """
        if not 0 <= n < self.length:
            raise IndexError(f"frame {n} is outside the timeline of {self.length} frames")
        picture = self._picture(n)
        if self._overlays.shows(n):
            if picture is not self._work:  # a source keeps its planes: draw on a copy
                picture = _copy(picture, self._work)
            self._overlays.draw(picture, n)
        return picture

    def close(self) -> None:
        """Close all sources."""
        while self._sources:
            self._sources.popitem()[1].close()

    def _picture(self, n: int) -> Frame:
        """The clips at ``n``, from the top one down to the first that covers the rest."""
        stack: list[tuple[int, int]] = []
        for track in range(len(self.timeline.video) - 1, -1, -1):
            index = bisect.bisect_right(self._starts[track], n) - 1
            if index < 0 or n not in self.timeline.video[track][index].range:
                continue
            stack.append((track, index))
            if not self._sees_through(track, index, n):
                break
        below: Frame | None = None
        for track, index in reversed(stack):
            below = self._mixed(track, index, n, below)
        return below if below is not None else Frame.black(self.width, self.height)

    def _sees_through(self, track: int, index: int, n: int) -> bool:
        """True while a clip dissolves in over what lies below its track."""
        clip = self.timeline.video[track][index]
        transition = clip.transition
        mixing = (
            transition is not None and transition.kind == "dissolve" and n < clip.start + transition.frames
        )
        return mixing and self._before(track, index) is None

    def _before(self, track: int, index: int) -> int | None:
        """The clip that ends where ``index`` starts."""
        clips = self.timeline.video[track]
        return index - 1 if index and clips[index - 1].range.end == clips[index].start else None

    def _mixed(self, track: int, index: int, n: int, below: Frame | None) -> Frame:
        clip = self.timeline.video[track][index]
        picture = self._shown(track, index, n)
        transition = clip.transition
        if transition is None or n >= clip.start + transition.frames:
            return picture
        # Between the cut before (0) and the full picture (1): neither end repeats a picture.
        share = (n - clip.start + 1) / (transition.frames + 1)
        if transition.kind == "fade":
            return _fade(picture, share, self._work)
        before = self._before(track, index)
        under = self._shown(track, before, n) if before is not None else below
        if under is None:
            return _fade(picture, share, self._work)
        return _mix(under, picture, share, self._work)

    def _shown(self, track: int, index: int, n: int) -> Frame:
        """A clip's picture at timeline frame ``n``, its fade out applied; past its end it runs on."""
        clip = self.timeline.video[track][index]
        level = _level(clip, n)
        if level == 0:
            return Frame.black(self.width, self.height)
        source = self._source(track, index, n)
        at = clip.source_start + n - clip.start
        if source.length is not None:
            at = min(at, source.length - 1)
        picture = source.frame(at)
        if level == 1:
            return picture
        faded = Frame.black(self.width, self.height)
        return _fade(picture, level, faded)

    def _source(self, track: int, index: int, n: int) -> Source:
        # One for each clip, not for each medium: two stretches of a file that dissolve are read side by side.
        key = (track, index)
        source = self._sources.pop(key, None)
        if source is None:
            # What this frame does not show goes first: a drawn scene may hold hundreds of megabytes.
            for unseen in [held for held in self._sources if not self._shows(*held, n)]:
                self._sources.pop(unseen).close()
            while len(self._sources) >= _MAX_OPEN:
                self._sources.popitem(last=False)[1].close()
            media = self.timeline.video[track][index].media
            source = self._open(media, self.width, self.height, self._rate)
        self._sources[key] = source
        return source

    def _shows(self, track: int, index: int, n: int) -> bool:
        """Whether frame ``n`` can show the clip: within it, or while the next one dissolves in over it."""
        clips = self.timeline.video[track]
        after = clips[index + 1] if index + 1 < len(clips) else None
        end = clips[index].range.end
        if after is not None and after.transition is not None and after.start == end:
            end += after.transition.frames
        return clips[index].start <= n < end


def _level(clip: Clip, n: int) -> float:
    """How much of a clip its fade out leaves: 1 before it, 0 on the last frame and after."""
    if clip.fade_out is None:
        return 1.0
    return min(1.0, max(0.0, (clip.range.end - 1 - n) / clip.fade_out.frames))


def _mix(under: Frame, over: Frame, share: float, out: Frame) -> Frame:
    import cv2

    for a, b, target in ((under.y, over.y, out.y), (under.u, over.u, out.u), (under.v, over.v, out.v)):
        cv2.addWeighted(a, 1 - share, b, share, 0, dst=target)
    return out


def _fade(picture: Frame, share: float, out: Frame) -> Frame:
    import cv2

    for plane, black, target in ((picture.y, 16, out.y), (picture.u, 128, out.u), (picture.v, 128, out.v)):
        cv2.convertScaleAbs(plane, dst=target, alpha=share, beta=black * (1 - share))
    return out


def _copy(picture: Frame, out: Frame) -> Frame:
    out.y[:], out.u[:], out.v[:] = picture.y, picture.u, picture.v
    return out
