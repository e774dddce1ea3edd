"""Segments: closed runs of frames that are rendered and kept on their own.

A segment's recipe says what can be seen in it, counted from its own first frame, and nothing else: where it
lies in the film, what things are called and what its neighbours show make no difference. So inserting a shot
moves the segments behind it without changing them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from reelwright.timeline.clip import Clip
from reelwright.timeline.effects import Grain
from reelwright.timeline.identity import identity, lean
from reelwright.timeline.media import ColourMedia, FileMedia, Media, NestedMedia
from reelwright.timeline.model import Timeline
from reelwright.timeline.motion import KenBurns
from reelwright.timeline.part import Key
from reelwright.timeline.projection import shown_text
from reelwright.timeline.transition import TransitionIn
from reelwright.timing import FrameRange

__all__ = ["Segment", "opaque", "segments"]


@dataclass(frozen=True, slots=True)
class Segment:
    """Frames ``range`` of ``timeline``; ``index`` counts from 0 in film order."""

    index: int
    range: FrameRange
    timeline: Timeline

    def recipe_params(self) -> dict[str, Any]:
        """What is visible in the segment, relative to its start, as JSON-able data.

        ``size`` and ``rate`` are the canvas; ``tracks`` the visible clips bottom to top; ``text`` the texts
        in drawing order. A file stands by its digest, a previs take by its document.

        Raises:
            MediaError: a file without a digest.
        """
        timeline = self.timeline
        return {
            "size": [timeline.width, timeline.height],
            "rate": timeline.rate,
            "frames": self.range.length,
            "tracks": [[self._clip(clip, before) for clip, before in track] for track in self._visible()],
            "text": [
                {
                    **lean(item, {"id", "start", "length"}),
                    "start": item.start - self.range.start,
                    "length": item.length,
                    "text": item.text,
                    "style": item.style,
                    "look": item.look,
                }
                for item in shown_text(timeline)
                if self.range.overlap(item.range)
            ],
        }

    def media(self) -> list[Media]:
        """The media that can be seen in the segment, bottom to top, each once, nested ones too."""
        found: list[Media] = []
        for track in self._visible():
            for clip, before in track:
                shown = [clip.media] if before is None else [before.media, clip.media]
                for media in shown:
                    found.extend(other for other in (media, *_within(media)) if other not in found)
        return found

    def _visible(self) -> list[list[tuple[Clip, Clip | None]]]:
        """Clips in the range by track, each with the clip that it dissolves from within the range."""
        tracks: list[list[tuple[Clip, Clip | None]]] = []
        for track in reversed(self.timeline.video):
            shown = []
            covers = False
            for index, clip in enumerate(track):
                overlap = self.range.overlap(clip.range)
                if overlap is None:
                    continue
                before = track[index - 1] if index and track[index - 1].range.end == clip.start else None
                mixing = self._mixing(clip)
                seen_through = mixing is not None and mixing.mixes
                covers = overlap == self.range and opaque(clip) and not (seen_through and before is None)
                shown.append((clip, before if seen_through else None))
            if shown:
                tracks.append(shown)
            if covers:
                break  # nothing below this clip can be seen
        return tracks[::-1]

    def _mixing(self, clip: Clip) -> TransitionIn | None:
        """The transition that is under way in the range, or None."""
        if clip.transition is None or self.range.start >= clip.start + clip.transition.frames:
            return None
        return clip.transition

    def _clip(self, clip: Clip, before: Clip | None) -> dict[str, Any]:
        start = self.range.start
        at = max(clip.start - start, 0)
        end = min(clip.range.end, self.range.end)
        shown: dict[str, Any] = {"at": at, "frames": end - start - at, **_seen(clip, start + at)}
        transition = self._mixing(clip)
        if transition is not None:
            shown["transition"] = {
                **lean(transition),
                "kind": transition.kind,
                "frames": transition.frames,
                "at": start + at - clip.start,
            }
            if before is not None and before.fade_out is None:  # one that faded out is black from then on
                shown["transition"]["from"] = _seen(before, start + at)
            elif before is not None:
                shown["transition"]["from"] = {"media": identity(ColourMedia(colour="#000000")), "source": 0}
        if clip.fade_out is not None and end > clip.range.end - clip.fade_out.frames:
            shown["fade_out"] = {"frames": clip.fade_out.frames, "left": clip.range.end - start - at}
        return shown


_ELSEWHERE: Final = frozenset(
    {"id", "start", "length", "media", "source_start", "transition", "fade_out", "speed", "sound", "takes",
     "markers", "note", "metadata"}
)  # fmt: skip
"""Fields of a clip that its looks do not depend on, or that a recipe says in its own way."""

_NEVER_CLEAR: Final = (".mp4", ".m4v", ".jpg", ".jpeg", ".mpg", ".mpeg", ".ts", ".m2ts")


def opaque(clip: Clip) -> bool:
    """True when nothing can be seen through or around ``clip``; a file that may hold alpha is not opaque."""
    if not clip.plain or clip.fit == "none":
        return False
    if isinstance(clip.media, FileMedia):
        return clip.media.alpha == "ignore" or clip.media.path.lower().endswith(_NEVER_CLEAR)
    return clip.media.kind in ("colour", "previs", "timeline")


def _seen(clip: Clip, first: int) -> dict[str, Any]:
    """What ``clip`` shows from timeline frame ``first`` on."""
    into = first - clip.start
    timeless = clip.media.kind in ("colour", "adjustment")
    seen: dict[str, Any] = {
        "media": identity(clip.media),
        "source": 0 if timeless else clip.source_frame(into),
    }
    if clip.speed is not None and not timeless:
        seen["speed"] = {**lean(clip.speed), "start": clip.source_start, "into": into}
    looks = lean(clip, _ELSEWHERE)
    if looks:
        seen["looks"] = looks
        if any(_moves(getattr(clip, name)) for name in looks):
            # Keys and moves count from the clip's start and may last as long as it does.
            looks |= {"into": into, "length": clip.length}
    return seen


def _within(media: Media) -> list[Media]:
    """The media of a nested timeline."""
    if not isinstance(media, NestedMedia) or media.timeline is None:
        return []
    inner = media.timeline
    return Segment(0, FrameRange(0, inner.length), inner).media()


def _moves(part: Any) -> bool:
    """True when something in ``part`` of a clip is not the same at every frame."""
    if isinstance(part, Key | KenBurns | Grain):
        return True
    if isinstance(part, BaseModel):
        return any(_moves(getattr(part, name)) for name in type(part).model_fields)
    return isinstance(part, tuple) and any(map(_moves, part))


def segments(timeline: Timeline, at_most: int, first: int | None = None) -> list[Segment]:
    """Cut ``timeline`` at the clips of its base track, then each clip evenly into at most ``at_most`` frames.

    The segments cover the timeline exactly, in order. ``at_most`` is at least 1. With ``first`` the first
    segment of every clip that is cut at all has at most that many frames, so that the film soon plays; the
    rule looks at one clip alone, so a clip is cut the same wherever it lies.
    """
    parts = [part for clip in timeline.video[0] for part in _split(clip.range, at_most, first)]
    return [Segment(index, part, timeline) for index, part in enumerate(parts)]


def _split(whole: FrameRange, at_most: int, first: int | None) -> list[FrameRange]:
    if first is None or whole.length <= at_most:
        return list(whole.split_evenly(at_most))
    head = FrameRange(whole.start, first)
    return [head, *FrameRange(head.end, whole.length - first).split_evenly(at_most)]
