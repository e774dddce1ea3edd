"""Segments: closed runs of frames that are rendered and kept on their own.

A segment's recipe says what can be seen in it, counted from its own first frame, and nothing else: where it
lies in the film, what things are called and what its neighbours show make no difference. So inserting a shot
moves the segments behind it without changing them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reelwright.errors import MediaError
from reelwright.timeline.model import Clip, ColourMedia, FileMedia, Media, Timeline
from reelwright.timing import FrameRange

__all__ = ["Segment", "segments"]


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
                    "start": item.start - self.range.start,
                    "length": item.length,
                    "text": item.text,
                    "subtitle": item.subtitle,
                    "style": item.style,
                    "look": item.look,
                }
                for item in timeline.text
                if self.range.overlap(item.range)
            ],
        }

    def media(self) -> list[Media]:
        """The media that can be seen in the segment, bottom to top, each once."""
        found: list[Media] = []
        for track in self._visible():
            for clip, before in track:
                shown = [clip.media] if before is None else [before.media, clip.media]
                found.extend(media for media in shown if media not in found)
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
                covers = overlap == self.range and not (mixing == "dissolve" and before is None)
                shown.append((clip, before if mixing == "dissolve" else None))
            if shown:
                tracks.append(shown)
            if covers:
                break  # nothing below this clip can be seen
        return tracks[::-1]

    def _mixing(self, clip: Clip) -> str:
        """The kind of transition that is under way in the range, or nothing."""
        if clip.transition is None:
            return ""
        return clip.transition.kind if self.range.start < clip.start + clip.transition.frames else ""

    def _clip(self, clip: Clip, before: Clip | None) -> dict[str, Any]:
        start = self.range.start
        at = max(clip.start - start, 0)
        end = min(clip.range.end, self.range.end)
        shown: dict[str, Any] = {
            "at": at,
            "frames": end - start - at,
            "media": _identity(clip.media),
            "source": clip.source_start + start + at - clip.start,
        }
        if self._mixing(clip) and clip.transition is not None:
            shown["transition"] = {
                "kind": clip.transition.kind,
                "frames": clip.transition.frames,
                "at": start + at - clip.start,
            }
            if before is not None and before.fade_out is None:  # one that faded out is black from then on
                shown["transition"]["from"] = {
                    "media": _identity(before.media),
                    "source": before.source_start + start + at - before.start,
                }
            elif before is not None:
                shown["transition"]["from"] = {"media": _identity(ColourMedia(colour="#000000")), "source": 0}
        if clip.fade_out is not None and end > clip.range.end - clip.fade_out.frames:
            shown["fade_out"] = {"frames": clip.fade_out.frames, "left": clip.range.end - start - at}
        return shown


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


def _identity(media: Media) -> dict[str, Any]:
    """What stands for a medium in a recipe: its bytes, its document or its colour, never its path."""
    if isinstance(media, FileMedia):
        if not media.digest:
            raise MediaError(
                f"The digest of {media.path} is not known.",
                code="no-digest",
                hint="Fill in the digest (SHA-256 of the file) before the timeline is cut into segments.",
                path=media.path,
            )
        return {"kind": "file", "digest": media.digest}
    if isinstance(media, ColourMedia):
        return {"kind": "colour", "colour": media.colour.lower()}
    return {"kind": "previs", "spec": media.spec}
