"""A timeline as OpenTimelineIO: its terms where it has them, the rest under ``metadata.reelwright``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, TypeVar

import opentimelineio as otio

from reelwright.timeline.clip import Clip, Marker
from reelwright.timeline.document import lean_document
from reelwright.timeline.interchange.addresses import to_url
from reelwright.timeline.media import FileMedia, Media, NestedMedia, SequenceMedia
from reelwright.timeline.model import Timeline
from reelwright.timeline.motion import Speed
from reelwright.timeline.sound import AudioItem
from reelwright.timeline.text import TextItem
from reelwright.timeline.transition import TransitionIn
from reelwright.timing import FrameRange

__all__ = ["KEY", "to_otio"]

KEY = "reelwright"
"""Where our own fields lie in ``metadata``."""

Item = TypeVar("Item", TextItem, AudioItem, Clip)
_ACTIVE = otio.schema.Clip.DEFAULT_MEDIA_KEY


def to_otio(timeline: Timeline) -> otio.schema.Timeline:
    """``timeline`` as an OTIO timeline; :func:`from_otio` gives it back unchanged.

    Video tracks come bottom to top, then texts on tracks of their own as generators, then audio tracks. A
    transition starts at its cut and lasts ``frames`` beyond it. Rejected takes are alternate references.
    """
    result = otio.schema.Timeline(name=timeline.name)
    rate = float(timeline.frame_rate.value)
    result.global_start_time = otio.opentime.RationalTime(0, rate)
    said = lean_document(timeline)
    result.metadata[KEY] = _any({k: v for k, v in said.items() if k not in ("video", "text", "audio")})
    _stack(timeline, result.tracks)
    return result


def _stack(timeline: Timeline, stack: otio.schema.Stack) -> None:
    rate = float(timeline.frame_rate.value)
    for index, clips in enumerate(timeline.video):
        track = otio.schema.Track(name=f"Video {index + 1}", kind=otio.schema.TrackKind.Video)
        _fill(track, [(clip.range, _clip(clip, rate), clip) for clip in clips], rate)
        stack.append(track)
    for index, texts in enumerate(_packed(timeline.text)):
        track = otio.schema.Track(name=f"Text {index + 1}", kind=otio.schema.TrackKind.Video)
        track.metadata[KEY] = {"role": "text"}
        _fill(
            track, [(item.range, _text(item, timeline.text.index(item), rate), None) for item in texts], rate
        )
        stack.append(track)
    own = [clip for clips in timeline.video for clip in clips if clip.sound is not None]
    if own:
        for index, held in enumerate(_packed(own)):
            track = otio.schema.Track(name=f"Clip sound {index + 1}", kind=otio.schema.TrackKind.Audio)
            track.metadata[KEY] = {"role": "clip sound"}
            _fill(track, [(clip.range, _clip(clip, rate), None) for clip in held], rate)
            stack.append(track)
    for name in dict.fromkeys(item.track for item in timeline.audio):
        for sounds in _packed([item for item in timeline.audio if item.track == name]):
            track = otio.schema.Track(name=name or "Audio", kind=otio.schema.TrackKind.Audio)
            parts = [(item.range, _audio(item, timeline.audio.index(item), rate), None) for item in sounds]
            _fill(track, parts, rate)
            stack.append(track)
    stack.markers.extend(_marker(marker, rate) for marker in timeline.markers)


def _fill(
    track: otio.schema.Track, parts: Sequence[tuple[FrameRange, Any, Clip | None]], rate: float
) -> None:
    """Put ``parts`` on ``track`` in order, gaps between them, and each clip's transition before it."""
    position = 0
    for frames, item, clip in parts:
        if frames.start > position:
            track.append(otio.schema.Gap(source_range=_range(0, frames.start - position, rate)))
        if clip is not None and clip.transition is not None:
            track.append(_transition(clip.transition, rate))
        track.append(item)
        position = frames.end


def _clip(clip: Clip, rate: float) -> Any:
    said = lean_document(clip)
    kept = {
        key: value
        for key, value in said.items()
        if key
        not in ("start", "length", "source_start", "transition", "media", "takes", "markers", "metadata")
    }
    item: Any
    if isinstance(clip.media, NestedMedia) and clip.media.timeline is not None:
        item = otio.schema.Stack(name=clip.id)
        _stack(clip.media.timeline, item)
        inner = lean_document(clip.media.timeline)
        kept["nested"] = {k: v for k, v in inner.items() if k not in ("video", "text", "audio")}
        if clip.media.path:
            kept["path"] = clip.media.path
        if clip.takes:
            kept["takes"] = said["takes"]
    else:
        item = otio.schema.Clip(name=clip.id)
        references = {_ACTIVE: _reference(clip.media, rate)}
        references.update({f"take-{i + 1}": _reference(take, rate) for i, take in enumerate(clip.takes)})
        item.set_media_references(references, _ACTIVE)
    item.source_range = _range(clip.source_start, clip.length, rate)
    foreign = clip.metadata.get("otio")
    if isinstance(foreign, dict):
        item.metadata.update(_any(foreign))
    kept["metadata"] = {key: value for key, value in clip.metadata.items() if key != "otio"}
    item.metadata[KEY] = _any(kept)
    if clip.speed is not None:
        item.effects.append(_time_effect(clip.speed))
    item.markers.extend(_marker(marker, rate) for marker in clip.markers)
    return item


def _reference(media: Media, rate: float) -> Any:
    reference: Any
    if isinstance(media, FileMedia | SequenceMedia):
        reference = otio.schema.ExternalReference(target_url=to_url(media.path))
    else:
        parameters = _any(lean_document(media))
        reference = otio.schema.GeneratorReference(
            name=media.kind, generator_kind=f"{KEY}.{media.kind}", parameters=parameters
        )
    reference.metadata[KEY] = _any(lean_document(media))
    return reference


def _time_effect(speed: Speed) -> Any:
    rate = Fraction(speed.rate)
    if not rate and not speed.ramp:
        return otio.schema.FreezeFrame()
    return otio.schema.LinearTimeWarp(time_scalar=float(rate))


def _transition(transition: TransitionIn, rate: float) -> Any:
    dissolve = transition.kind == "dissolve"
    kind = otio.schema.TransitionTypes.SMPTE_Dissolve if dissolve else otio.schema.TransitionTypes.Custom
    made = otio.schema.Transition(
        name=transition.kind,
        transition_type=kind,
        in_offset=otio.opentime.RationalTime(0, rate),
        out_offset=otio.opentime.RationalTime(transition.frames, rate),
    )
    made.metadata[KEY] = _any(lean_document(transition))
    return made


def _text(item: TextItem, order: int, rate: float) -> Any:
    said = {key: value for key, value in lean_document(item).items() if key not in ("start", "length")}
    reference = otio.schema.GeneratorReference(
        name=item.style, generator_kind=f"{KEY}.text", parameters={"text": item.text}
    )
    clip = otio.schema.Clip(
        name=item.id, media_reference=reference, source_range=_range(0, item.length, rate)
    )
    clip.metadata[KEY] = _any({**said, "order": order})
    return clip


def _audio(item: AudioItem, order: int, rate: float) -> Any:
    said = {
        key: value
        for key, value in lean_document(item).items()
        if key not in ("start", "length", "source_start", "path")
    }
    reference: Any
    if item.kind == "file":
        reference = otio.schema.ExternalReference(target_url=to_url(item.path))
    else:
        reference = otio.schema.GeneratorReference(name=item.kind, generator_kind=f"{KEY}.{item.kind}")
    clip = otio.schema.Clip(
        name=item.id, media_reference=reference, source_range=_range(item.source_start, item.length, rate)
    )
    clip.metadata[KEY] = _any({**said, "order": order})
    return clip


def _marker(marker: Marker, rate: float) -> Any:
    made = otio.schema.Marker(
        name=marker.name, marked_range=_range(marker.frame, marker.length, rate), color=marker.colour.upper()
    )
    if marker.note:
        made.comment = marker.note
    made.metadata[KEY] = _any(lean_document(marker))
    return made


def _packed(items: Iterable[Item]) -> list[list[Item]]:
    """``items`` on as few lines as it takes for no two on one line to overlap."""
    lines: list[list[Item]] = []
    for item in sorted(items, key=lambda item: item.start):
        line = next((line for line in lines if line[-1].range.end <= item.start), None)
        if line is None:
            lines.append([item])
        else:
            line.append(item)
    return lines


def _range(start: int, length: int, rate: float) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(start, rate), otio.opentime.RationalTime(length, rate)
    )


def _any(value: Any) -> Any:
    """Plain data with lists for tuples, as OTIO's dictionaries take it."""
    if isinstance(value, dict):
        return {str(key): _any(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_any(item) for item in value]
    return value
