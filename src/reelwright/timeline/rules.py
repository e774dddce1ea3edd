"""What a timeline must obey beyond its types: order, gaps, names and lengths."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from reelwright.documents import complaint

if TYPE_CHECKING:
    from reelwright.timeline.clip import Clip
    from reelwright.timeline.model import Timeline
    from reelwright.timeline.sound import AudioItem
    from reelwright.timeline.text import TextItem

__all__ = ["check"]


_DEEPEST: Final = 8


def check(timeline: Timeline) -> None:
    """Raise a located complaint about the first rule that ``timeline`` breaks.

    The base track has clips, starts at 0 and has no gaps; clips of other tracks are in order and do not
    overlap; they, text and audio end with the base track at the latest. Ids are unique. Transitions and fades
    are no longer than what they belong to; gain keys come in order. Adjustments have something below them,
    and timelines lie in one another at most eight deep.
    """
    _base_track(timeline.video[0])
    _nesting(timeline, 1)
    for track, clips in enumerate(timeline.video):
        _clips(clips, track, timeline.length)
    _spans(timeline.text, "text", timeline.length)
    _spans(timeline.audio, "audio", timeline.length)
    for index, item in enumerate(timeline.audio):
        _sound(item, index)
    _ids(timeline)


def _base_track(clips: tuple[Clip, ...]) -> None:
    if not clips:
        raise complaint(
            "The base track has no clips.", hint="Give the first track of video a clip.", path=("video", 0)
        )
    position = 0
    for index, clip in enumerate(clips):
        if clip.start != position:
            what = "leaves a gap" if clip.start > position else "overlaps the clip before it"
            before = (
                f"clip {clips[index - 1].id} ends at frame {position}" if index else "it starts at frame 0"
            )
            raise complaint(
                f"Clip {clip.id} starts at frame {clip.start} and {what}.",
                hint=f"The base track has no gaps: {before}, so write start: {position}.",
                path=("video", 0, index, "start"),
            )
        if clip.media.kind == "adjustment":
            raise complaint(
                f"Clip {clip.id} is an adjustment on the base track: there is nothing below it to adjust.",
                hint="Move it to a higher track.",
                path=("video", 0, index, "media"),
            )
        position += clip.length


def _nesting(timeline: Timeline, depth: int) -> None:
    for track, clips in enumerate(timeline.video):
        for index, clip in enumerate(clips):
            if clip.media.kind != "timeline":
                continue
            path = ("video", track, index, "media")
            if clip.media.timeline is None and not clip.media.path:
                raise complaint(
                    f"Clip {clip.id} shows a timeline, but says neither which nor where it is.",
                    hint="Give media a path, or write the timeline inside it.",
                    path=path,
                )
            if depth >= _DEEPEST:
                raise complaint(
                    f"Timelines lie in one another more than {_DEEPEST} deep at clip {clip.id}.",
                    hint="Flatten some of them.",
                    path=path,
                )
            if clip.media.timeline is not None:
                _nesting(clip.media.timeline, depth + 1)


def _clips(clips: tuple[Clip, ...], track: int, length: int) -> None:
    position = 0
    for index, clip in enumerate(clips):
        path = ("video", track, index)
        if clip.start < position:
            raise complaint(
                f"Clip {clip.id} starts at frame {clip.start}, before clip {clips[index - 1].id} has ended.",
                hint=f"Clips of one track follow one another: start at {position} or later.",
                path=(*path, "start"),
            )
        position = clip.start + clip.length
        if position > length:
            raise complaint(
                f"Clip {clip.id} ends at frame {position}, after the base track, which ends at {length}.",
                hint="Shorten it, or make the base track longer.",
                path=(*path, "length"),
            )
        for name, part in (("transition", clip.transition), ("fade_out", clip.fade_out)):
            if part is not None and part.frames > clip.length:
                raise complaint(
                    f"The {name} of clip {clip.id} lasts {part.frames} frames, longer than the clip "
                    f"({clip.length}).",
                    hint=f"Use at most {clip.length} frames.",
                    path=(*path, name, "frames"),
                )


def _spans(items: Sequence[TextItem | AudioItem], name: str, length: int) -> None:
    for index, item in enumerate(items):
        if item.start + item.length > length:
            raise complaint(
                f"The {name} {item.id} ends at frame {item.start + item.length}, "
                f"after the timeline, which ends at {length}.",
                hint=f"Start it earlier or shorten it to {max(length - item.start, 0)} frames.",
                path=(name, index, "start" if item.start >= length else "length"),
            )


def _sound(item: AudioItem, index: int) -> None:
    if item.fade_in + item.fade_out > item.length:
        raise complaint(
            f"The fades of audio {item.id} last {item.fade_in + item.fade_out} frames together, "
            f"longer than the sound ({item.length}).",
            hint=f"Let fade_in and fade_out be {item.length} frames together at most.",
            path=("audio", index, "fade_out" if item.fade_out else "fade_in"),
        )
    needs = {"file": "path", "voice": "text", "effect": "effect"}.get(item.kind)
    if needs and not getattr(item, needs):
        raise complaint(
            f"Audio {item.id} is a {item.kind} without a {needs}.",
            hint=f"Add {needs}.",
            path=("audio", index),
        )
    frames = [key.frame for key in item.gain]
    for at, (before, after) in enumerate(itertools.pairwise(frames)):
        if after <= before:
            raise complaint(
                f"The gain keys of audio {item.id} are not in order: frame {after} comes after {before}.",
                hint="Sort gain by frame and give each frame once.",
                path=("audio", index, "gain", at + 1, "frame"),
            )


def _ids(timeline: Timeline) -> None:
    seen: dict[str, str] = {}
    items: list[tuple[tuple[str | int, ...], str, str]] = []
    for track, clips in enumerate(timeline.video):
        items.extend((("video", track, i, "id"), "clip", clip.id) for i, clip in enumerate(clips))
    items.extend((("text", i, "id"), "text", item.id) for i, item in enumerate(timeline.text))
    items.extend((("captions", i, "id"), "captions", item.id) for i, item in enumerate(timeline.captions))
    items.extend((("audio", i, "id"), "audio", item.id) for i, item in enumerate(timeline.audio))
    for path, kind, name in items:
        if name in seen:
            raise complaint(
                f"The id “{name}” is used twice: by a {seen[name]} and by a {kind}.",
                hint="Give every clip, text, caption track and audio an id of its own.",
                path=path,
            )
        seen[name] = kind
