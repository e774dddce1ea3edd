"""A timeline as any editor can play it: files, cuts, dissolves and speeds; notes on the rest."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import opentimelineio as otio

from reelwright.timeline.clip import Clip
from reelwright.timeline.interchange.addresses import to_url
from reelwright.timeline.media import FileMedia
from reelwright.timeline.model import Timeline

__all__ = ["address_of", "editor_cut", "losses"]

LengthOf = Callable[[FileMedia], Fraction | None]


def address_of(clip: Clip) -> str:
    """Where an editor looks for the clip's media: its file, or the file that its takes are to be put in."""
    path = getattr(clip.media, "path", "")
    return to_url(path or f"media/{clip.id}.mp4")


def losses(timeline: Timeline, *, titles: bool = False, tracks: bool = True) -> tuple[str, ...]:
    """What a format of editors cannot hold of ``timeline``, a sentence each.

    ``titles`` and ``tracks`` say whether it has titles, and more than one video track.
    """
    notes = []
    clips = [clip for lane in timeline.video for clip in lane]
    made = [clip.id for clip in clips if clip.media.kind not in ("file", "sequence")]
    if made:
        notes.append(
            f"{_some(made)} {'is' if len(made) == 1 else 'are'} not a file yet: the edit expects "
            "media/ID.mp4 for each; render them there."
        )
    looks = [clip.id for clip in clips if not clip.plain]
    if looks:
        notes.append(f"Transforms, masks and effects of {_some(looks)} stay behind.")
    other = [c.id for c in clips if c.transition and c.transition.kind not in ("dissolve", "fade")]
    if other:
        notes.append(f"The transitions into {_some(other)} became dissolves.")
    if timeline.text and not titles:
        notes.append(f"{len(timeline.text)} texts stay behind.")
    if not tracks and len(timeline.video) > 1:
        notes.append(f"{len(timeline.video) - 1} upper video tracks stay behind.")
    sounds = [item.id for item in timeline.audio if item.kind != "file"]
    if sounds:
        notes.append(
            f"{_some(sounds)} {'is' if len(sounds) == 1 else 'are'} made here and not a file: left out."
        )
    return tuple(notes)


def editor_cut(
    timeline: Timeline, length_of: LengthOf | None, *, tracks: bool = True
) -> otio.schema.Timeline:
    """An OTIO timeline of files only, each with its available range; with ``tracks`` all tracks, else one."""
    rate = float(timeline.frame_rate.value)
    result = otio.schema.Timeline(name=timeline.name or "Reelwright")
    result.global_start_time = otio.opentime.RationalTime(0, rate)
    for index, clips in enumerate(timeline.video if tracks else timeline.video[:1]):
        track = otio.schema.Track(name=f"V{index + 1}", kind=otio.schema.TrackKind.Video)
        position = 0
        for clip in clips:
            if clip.start > position:
                track.append(otio.schema.Gap(source_range=_range(0, clip.start - position, rate)))
            elif clip.transition is not None and position:
                track.append(
                    otio.schema.Transition(
                        name="Cross Dissolve",
                        transition_type=otio.schema.TransitionTypes.SMPTE_Dissolve,
                        in_offset=otio.opentime.RationalTime(0, rate),
                        out_offset=otio.opentime.RationalTime(clip.transition.frames, rate),
                    )
                )
            track.append(_clip(clip, timeline, length_of, rate))
            position = clip.range.end
        result.tracks.append(track)
    lines: list[tuple[otio.schema.Track, int]] = []
    for item in (
        sorted((i for i in timeline.audio if i.kind == "file"), key=lambda i: i.start) if tracks else ()
    ):
        at = next((at for at, (_, end) in enumerate(lines) if end <= item.start), None)
        if at is None:
            lines.append((otio.schema.Track(name="A", kind=otio.schema.TrackKind.Audio), 0))
            at = len(lines) - 1
        track, end = lines[at]
        if item.start > end:
            track.append(otio.schema.Gap(source_range=_range(0, item.start - end, rate)))
        media = FileMedia(path=item.path)
        track.append(
            otio.schema.Clip(
                name=item.id,
                source_range=_range(item.source_start, item.length, rate),
                media_reference=_external(media, item.source_start + item.length, timeline, length_of, rate),
            )
        )
        lines[at] = track, item.range.end
    result.tracks.extend(track for track, _ in lines)
    for marker in timeline.markers:
        result.tracks.markers.append(
            otio.schema.Marker(
                name=marker.name or marker.note, marked_range=_range(marker.frame, marker.length, rate)
            )
        )
    return result


def _clip(clip: Clip, timeline: Timeline, length_of: LengthOf | None, rate: float) -> Any:
    media = clip.media if isinstance(clip.media, FileMedia) else FileMedia(path=f"media/{clip.id}.mp4")
    used = clip.source_start + clip.length
    made = otio.schema.Clip(
        name=clip.id,
        source_range=_range(clip.source_start, clip.length, rate),
        media_reference=_external(media, used, timeline, length_of, rate),
    )
    if clip.speed is not None and not clip.speed.ramp:
        scalar = float(Fraction(clip.speed.rate))
        made.effects.append(
            otio.schema.LinearTimeWarp(time_scalar=scalar) if scalar else otio.schema.FreezeFrame()
        )
    return made


def _external(
    media: FileMedia, used: int, timeline: Timeline, length_of: LengthOf | None, rate: float
) -> otio.schema.ExternalReference:
    seconds = length_of(media) if length_of else None
    frames = used if seconds is None else max(1, timeline.frame_rate.frames(seconds))
    return otio.schema.ExternalReference(
        target_url=to_url(media.path), available_range=_range(0, frames, rate)
    )


def _range(start: int, length: int, rate: float) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(start, rate), otio.opentime.RationalTime(length, rate)
    )


def _some(names: list[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:4])
    return shown if len(names) <= 4 else f"{shown} and {len(names) - 4} more"
