"""The picture of a timeline at any frame: its clips bottom to top, and text over them."""

from __future__ import annotations

import bisect
from collections import OrderedDict
from dataclasses import dataclass

from reelwright.compose.fit import Box
from reelwright.compose.frame import Frame
from reelwright.compose.layer import Layer, lay, region
from reelwright.compose.media import OpenSource
from reelwright.compose.overlay import TextOverlays
from reelwright.compose.picture import ClipPicture, Motion
from reelwright.compose.scratch import Scratch
from reelwright.compose.transitions import MIXED, mix, motions, progress
from reelwright.timeline import Clip, Timeline, TransitionIn

__all__ = ["Compositor", "OpenSource"]


@dataclass(frozen=True, slots=True)
class _Part:
    """A clip's picture at one frame. ``layer`` is drawn already; adjustments wait for what is below."""

    picture: ClipPicture
    n: int
    motion: Motion
    layer: Layer | None

    def drawn(self, scratch: Scratch, below: Frame) -> Layer | None:
        return self.picture.draw(self.n, scratch, self.motion, below) if self.picture.adjusts else self.layer


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one track shows: parts laid over one another, or two of them mixed by a transition."""

    parts: tuple[_Part, ...]
    mixing: TransitionIn | None = None
    done: float = 1.0


class Compositor:
    """Frames of ``timeline``, each a pure function of its number.

    Sources are opened when first needed; those that a frame does not show are closed when it opens another.
    What lies below a picture that hides it is not decoded. One compositor belongs to one thread.

    Args:
        timeline: what plays; nested timelines have been read, media paths can be opened.
        open_source: opens its media, for example :func:`reelwright.compose.open_media`.
    """

    def __init__(self, timeline: Timeline, open_source: OpenSource) -> None:
        self.timeline = timeline
        self.width, self.height = timeline.width, timeline.height
        self.length = timeline.length
        self._open = open_source
        self._starts = [[clip.start for clip in track] for track in timeline.video]
        self._pictures: OrderedDict[tuple[int, int], ClipPicture] = OrderedDict()
        self._overlays = TextOverlays(timeline)
        self._scratch = Scratch()

    def frame(self, n: int) -> Frame:
        """Frame ``n`` of the timeline, 0 <= n < length. Its planes are yours until the next call.

        Raises:
            MediaError: a file cannot be used.
        """
        if not 0 <= n < self.length:
            raise IndexError(f"frame {n} is outside the timeline of {self.length} frames")
        self._scratch.reset()
        picture, ours = self._picture(n)
        if self._overlays.shows(n):
            if not ours:  # a source keeps its planes: draw on a copy
                picture = self._scratch.copy(picture)
            self._overlays.draw(picture, n)
        return picture

    def close(self) -> None:
        """Close all sources."""
        while self._pictures:
            self._pictures.popitem()[1].close()

    def _picture(self, n: int) -> tuple[Frame, bool]:
        """The clips at ``n``, from the top one down to the first that hides the rest; whether it is ours."""
        stack: list[_Shown] = []
        for track in range(len(self.timeline.video) - 1, -1, -1):
            index = bisect.bisect_right(self._starts[track], n) - 1
            if index < 0 or n not in self.timeline.video[track][index].range:
                continue
            shown = self._shown(track, index, n)
            stack.append(shown)
            if self._hides(shown):
                break
        canvas: Frame | None = None
        ours = False
        for shown in reversed(stack):
            canvas, ours = self._laid(shown, canvas, ours)
        if canvas is None:
            return self._black(), True
        return canvas, ours

    def _shown(self, track: int, index: int, n: int) -> _Shown:
        """The clip at ``n``, and the one that it takes over from."""
        clip = self.timeline.video[track][index]
        rest = _faded(Motion(), clip, n)
        transition = clip.transition
        if transition is None or n >= clip.start + transition.frames:
            return _Shown((self._part(track, index, n, rest),))
        done = progress(transition, n - clip.start)
        before = self._before(track, index)
        mixed = transition.kind in MIXED and not (transition.kind == "dissolve" and before is None)
        old: Motion | None = Motion()
        new: Motion | None = rest
        if not mixed:
            old, new = motions(transition, done, alone=before is None)
            new = None if new is None else _faded(new, clip, n)
        parts = []
        if old is not None and before is not None:
            left = self.timeline.video[track][before]
            parts.append(self._part(track, before, n, _faded(old, left, n)))
        if new is not None:
            parts.append(self._part(track, index, n, new))
        return _Shown(tuple(parts), transition if mixed else None, done)

    def _part(self, track: int, index: int, n: int, motion: Motion) -> _Part:
        picture = self._clip_picture(track, index, n)
        at = n - picture.clip.start
        layer = None if picture.adjusts else picture.draw(at, self._scratch, motion)
        return _Part(picture, at, motion, layer)

    def _hides(self, shown: _Shown) -> bool:
        hiding = [
            part.layer is not None and part.layer.hides(self.width, self.height) for part in shown.parts
        ]
        return len(hiding) == 2 and all(hiding) if shown.mixing is not None else any(hiding)

    def _laid(self, shown: _Shown, canvas: Frame | None, ours: bool) -> tuple[Frame | None, bool]:
        """``canvas`` with what a track shows on it."""
        if shown.mixing is None:
            for part in shown.parts:
                canvas, ours, _ = self._with(part, canvas, ours)
            return canvas, ours
        below = self._black() if canvas is None else canvas
        *first, last = shown.parts
        under, under_ours, box = (below, False, None) if not first else self._with(first[0], below, False)
        upper, _, more = self._with(last, below, False)
        assert under is not None and upper is not None
        area = _around(box, more)
        if area is None:
            return below, ours
        if not under_ours:
            whole = (area.width, area.height) == (self.width, self.height)
            out = self._scratch.frame(self.width, self.height) if whole else self._scratch.copy(under)
        else:
            out = under
        cut = [region(frame, area) for frame in (under, upper, out)]
        target = cut[0] if out is under else cut[2]
        mix(shown.mixing, cut[0], cut[1], shown.done, target, self._scratch)
        return out, True

    def _with(self, part: _Part, canvas: Frame | None, ours: bool) -> tuple[Frame | None, bool, Box | None]:
        """``canvas`` with one picture on it, whether its memory is ours, and where it changed."""
        below = canvas
        if part.picture.adjusts and below is None:
            below = self._black()
        layer = part.layer if below is None else part.drawn(self._scratch, below)
        if layer is None:
            return canvas, ours, None
        if layer.hides(self.width, self.height):
            return layer.frame, layer.ours, layer.box
        if below is None:
            below, ours = self._black(), True
        if not ours:
            below = self._scratch.copy(below)
        lay(layer, below)
        return below, True, layer.box

    def _black(self) -> Frame:
        black = self._scratch.frame(self.width, self.height)
        black.y[:], black.u[:], black.v[:] = 16, 128, 128
        return black

    def _before(self, track: int, index: int) -> int | None:
        """The clip that ends where ``index`` starts."""
        clips = self.timeline.video[track]
        return index - 1 if index and clips[index - 1].range.end == clips[index].start else None

    def _clip_picture(self, track: int, index: int, n: int) -> ClipPicture:
        # One for each clip, not for each medium: two stretches of a file that dissolve are read side by side.
        key = (track, index)
        picture = self._pictures.pop(key, None)
        if picture is None:
            # What this frame does not show goes first: a drawn scene may hold hundreds of megabytes.
            for unseen in [held for held in self._pictures if not self._shows(*held, n)]:
                self._pictures.pop(unseen).close()
            picture = ClipPicture(self.timeline.video[track][index], self.timeline, self._open)
        self._pictures[key] = picture
        return picture

    def _shows(self, track: int, index: int, n: int) -> bool:
        """Whether frame ``n`` can show the clip: within it, or while the next one takes over."""
        clips = self.timeline.video[track]
        after = clips[index + 1] if index + 1 < len(clips) else None
        end = clips[index].range.end
        if after is not None and after.transition is not None and after.start == end:
            end += after.transition.frames
        return clips[index].start <= n < end


def _faded(motion: Motion, clip: Clip, n: int) -> Motion:
    """``motion`` with the clip's fade out: nothing before it, black on the last frame and after."""
    if clip.fade_out is None:
        return motion
    level = min(1.0, max(0.0, (clip.range.end - 1 - n) / clip.fade_out.frames))
    if level == 1:
        return motion
    if motion.tint and motion.colour != Motion().colour:  # black wins over the colour of a dip
        return Motion(motion.dx, motion.dy, motion.opacity, tint=max(1 - level, motion.tint))
    return Motion(motion.dx, motion.dy, motion.opacity, tint=1 - level * (1 - motion.tint))


def _around(one: Box | None, other: Box | None) -> Box | None:
    """The smallest box around both."""
    if one is None or other is None:
        return one or other
    left, top = min(one.x, other.x), min(one.y, other.y)
    right = max(one.x + one.width, other.x + other.width)
    bottom = max(one.y + one.height, other.y + other.height)
    return Box(left, top, right - left, bottom - top)
