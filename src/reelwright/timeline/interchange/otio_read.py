"""OpenTimelineIO as a timeline: our own comes back as it was, other programs' as near as can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

import opentimelineio as otio
from pydantic import ValidationError

from reelwright.errors import DocumentError
from reelwright.timeline.interchange.addresses import from_url
from reelwright.timeline.interchange.otio_track import Stretch, laid_out, seconds_of
from reelwright.timeline.interchange.otio_write import KEY
from reelwright.timeline.model import Timeline
from reelwright.timing import FrameRate, parse_rate

__all__ = ["Reading", "from_otio"]

_CANVAS: Final = (1920, 1080)
_STANDS_IN: Final = {"kind": "colour", "colour": "#2b3138"}
"""What stands for media that an edit names but does not have."""


class Reading:
    """One timeline being read: its rate, the ids given so far, and ``notes`` on what could not be kept."""

    def __init__(self, rate: FrameRate, size: tuple[int, int]) -> None:
        self.rate = rate
        self.size = size
        self.notes: list[str] = []
        self._ids: Counter[str] = Counter()

    def frame(self, seconds: Fraction) -> int:
        """The frame nearest to ``seconds``; a half goes up."""
        return int((seconds * self.rate.value + Fraction(1, 2)).__floor__())

    def name(self, wanted: str, fallback: str) -> str:
        """An id nobody has yet, as near to ``wanted`` as can be."""
        base = wanted.strip() or fallback
        self._ids[base] += 1
        count = self._ids[base]
        return base if count == 1 else self.name(f"{base} {count}", fallback)

    def note(self, text: str) -> None:
        """Say ``text`` once."""
        if text not in self.notes:
            self.notes.append(text)


def from_otio(edit: Any, *, size: tuple[int, int] | None = None) -> tuple[Timeline, tuple[str, ...]]:
    """A timeline from an OTIO object (timeline, stack, track or clip), and notes on what was left out.

    Structure wins over ``metadata.reelwright``: an editor that moved or trimmed a clip is believed. Gaps on
    the base track become black, clips of other rates keep their seconds, and media that are missing are shown
    as a plain colour.

    Args:
        edit: what an OTIO adapter gave.
        size: the canvas when the edit does not say; else 1920 x 1080.

    Raises:
        DocumentError: nothing that can be put on a timeline, or our own fields are broken.
    """
    edit = _one(edit)
    said = _said(edit)
    rate = parse_rate(said["rate"]) if "rate" in said else _rate_of(edit)
    width, height = said.get("width"), said.get("height")
    canvas = (width, height) if isinstance(width, int) and isinstance(height, int) else size or _CANVAS
    reading = Reading(rate, canvas)
    stack = edit.tracks if isinstance(edit, otio.schema.Timeline) else _as_stack(edit)
    plain = {**said, **_parts(stack, reading)}
    plain.setdefault("name", edit.name or "")
    plain.update(rate=str(rate), width=canvas[0], height=canvas[1])
    plain.setdefault("schema", "reelwright/timeline@1")
    try:
        return Timeline.model_validate(plain), tuple(reading.notes)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in (*first["loc"], *(first.get("ctx") or {}).get("path", ())))
        raise DocumentError(
            f"The edit cannot be put on a timeline: {first['msg']} ({where})",
            code="bad-edit",
            hint=str((first.get("ctx") or {}).get("hint", ""))
            or "Correct it in the editor and export it again.",
        ) from None


def _one(edit: Any) -> Any:
    if isinstance(edit, otio.schema.SerializableCollection):
        held = [item for item in edit if isinstance(item, otio.schema.Timeline | otio.core.Item)]
        if len(held) == 1:
            return held[0]
        raise DocumentError(
            f"The file holds {len(held)} timelines.",
            code="not-one-timeline",
            hint="Export one timeline to a file of its own.",
        )
    if isinstance(edit, otio.schema.Timeline | otio.core.Item):
        return edit
    raise DocumentError(
        f"The file holds a {type(edit).__name__}, not a timeline.",
        code="not-a-timeline",
        hint="Export the timeline itself from the editor.",
    )


def _as_stack(item: Any) -> Any:
    if isinstance(item, otio.schema.Stack):
        return item
    stack = otio.schema.Stack()
    if isinstance(item, otio.schema.Track):
        stack.append(item.deepcopy())
    else:
        track = otio.schema.Track(kind=otio.schema.TrackKind.Video)
        track.append(item.deepcopy())
        stack.append(track)
    return stack


def _said(item: Any) -> dict[str, Any]:
    """Our own fields of an OTIO object as plain data."""
    own = plain(item.metadata).get(KEY, {})
    return dict(own) if isinstance(own, dict) else {}


def plain(value: Any) -> Any:
    """OTIO's dictionaries and vectors as Python's own."""
    if isinstance(value, Mapping) or hasattr(value, "items"):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    if isinstance(value, otio.core.SerializableObject):
        return value.to_json_string()
    if hasattr(value, "__iter__"):
        return [plain(item) for item in value]
    return str(value)


def _rate_of(edit: Any) -> FrameRate:
    """The rate of an edit that does not say: its start's, else its clips' most common one, else 24."""
    start = getattr(edit, "global_start_time", None)
    if start is not None and start.rate > 1:
        return parse_rate(start.rate)
    clips = edit.find_clips() if hasattr(edit, "find_clips") else [edit]
    rates = Counter(
        clip.source_range.duration.rate
        for clip in clips
        if clip.source_range is not None and 1 < clip.source_range.duration.rate <= 240
    )
    return parse_rate(rates.most_common(1)[0][0]) if rates else parse_rate(24)


def _parts(stack: Any, reading: Reading) -> dict[str, Any]:
    """Video, text, audio and markers of ``stack`` as the fields of a timeline document."""
    video: list[list[dict[str, Any]]] = []
    text: list[tuple[float, dict[str, Any]]] = []
    audio: list[tuple[float, dict[str, Any]]] = []
    for child in stack:
        track = (
            child
            if isinstance(child, otio.schema.Track)
            else _as_stack(child)[0]
            if not isinstance(child, otio.schema.Stack)
            else _wrapped(child)
        )
        role = _said(track).get("role")
        if not getattr(track, "enabled", True):
            reading.note(f"Track “{track.name}” is switched off and was left out.")
        elif role == "text":
            text.extend(_ordered(_texts(track, reading)))
        elif role == "clip sound":
            continue  # the clips themselves say it
        elif track.kind == otio.schema.TrackKind.Audio:
            audio.extend(_ordered(_sounds(track, reading)))
        else:
            video.append(list(_clips(track, reading, upper=bool(video))))
    fields: dict[str, Any] = {
        "text": [item for _, item in sorted(text, key=lambda pair: pair[0])],
        "audio": [item for _, item in sorted(audio, key=lambda pair: pair[0])],
        "markers": [_marker(marker, reading) for marker in stack.markers],
    }
    everything = [*fields["text"], *fields["audio"], *(clip for clips in video for clip in clips)]
    length = max((item["start"] + item["length"] for item in everything), default=0)
    if not length:
        raise DocumentError(
            "The edit is empty: it has no clip that lasts.",
            code="empty-timeline",
            hint="Put at least one clip on a video track.",
        )
    base = _without_gaps(video[0] if video else [], length, reading)
    fields["video"] = [base, *(clips for clips in video[1:] if clips)]
    return fields


def _wrapped(stack: Any) -> Any:
    track = otio.schema.Track(kind=otio.schema.TrackKind.Video)
    track.append(stack.deepcopy())
    return track


def _ordered(items: Iterator[dict[str, Any]]) -> Iterator[tuple[float, dict[str, Any]]]:
    for count, item in enumerate(items):
        yield item.pop("order", 1e9 + count), item


def _without_gaps(clips: list[dict[str, Any]], length: int, reading: Reading) -> list[dict[str, Any]]:
    filled: list[dict[str, Any]] = []
    position = 0
    for clip in clips:
        if clip["start"] > position:
            filled.append(_black(position, clip["start"], reading))
        filled.append(clip)
        position = clip["start"] + clip["length"]
    if position < length:
        filled.append(_black(position, length, reading))
    return filled


def _black(start: int, end: int, reading: Reading) -> dict[str, Any]:
    name = reading.name("gap", "gap")
    return {
        "id": name,
        "start": start,
        "length": end - start,
        "media": {"kind": "colour", "colour": "#000000"},
    }


def _clips(track: Any, reading: Reading, *, upper: bool) -> Iterator[dict[str, Any]]:
    for stretch in laid_out(track, reading):
        own = _said(stretch.item)
        nested = own.pop("nested", None)
        path = own.pop("path", "")
        clip: dict[str, Any] = {
            **own,
            "start": stretch.start,
            "length": stretch.length,
            "id": reading.name(own.get("id") or stretch.item.name or "", "clip"),
        }
        if isinstance(stretch.item, otio.schema.Clip):
            media = list(_references(stretch.item, reading))
            if media[0] is None and KEY not in stretch.item.metadata and _adorns(stretch.item) and upper:
                reading.note(f"“{clip['id']}” is made by the editor itself and was left out.")
                continue
            clip["media"] = media[0] or dict(_STANDS_IN)
            if media[0] is None:
                reading.note(f"“{clip['id']}” has no media: a plain colour stands for it.")
            if media[1:]:
                clip["takes"] = [item for item in media[1:] if item is not None]
        else:
            inner = _inner(stretch.item, nested, reading)
            clip["media"] = {"kind": "timeline", "timeline": inner} if inner else dict(_STANDS_IN)
            if path and inner:
                clip["media"]["path"] = path
        if stretch.source:
            clip["source_start"] = stretch.source
        if stretch.transition is not None:
            clip["transition"] = stretch.transition
        if stretch.fade_out and "fade_out" not in clip:
            clip["fade_out"] = {"frames": stretch.fade_out}
        _effects(clip, stretch, reading)
        markers = [_marker(marker, reading) for marker in stretch.item.markers]
        if markers:
            clip["markers"] = markers
        foreign = {key: value for key, value in plain(stretch.item.metadata).items() if key != KEY}
        if foreign:
            clip["metadata"] = {**clip.get("metadata", {}), "otio": foreign}
        yield clip


def _adorns(clip: Any) -> bool:
    """True for a title or generator of another program: nothing stands for it rather than something wrong."""
    return isinstance(clip.media_reference, otio.schema.GeneratorReference)


def _inner(item: Any, said: Any, reading: Reading) -> dict[str, Any] | None:
    """A stack or track inside a track, as a timeline of its own."""
    inside = Reading(reading.rate, reading.size)
    if isinstance(said, dict) and "rate" in said:
        inside.rate = parse_rate(said["rate"])
    stack = item if isinstance(item, otio.schema.Stack) else _as_stack(item)
    bare = stack.deepcopy()
    for child in [bare, *bare]:
        if isinstance(child, otio.schema.Stack | otio.schema.Track) and not isinstance(said, dict):
            child.source_range = None
    try:
        parts = _parts(bare, inside)
    except DocumentError as error:
        if error.code != "empty-timeline":
            raise
        reading.note(f"“{item.name}” holds nothing that lasts: a plain colour stands for it.")
        return None
    for note in inside.notes:
        reading.note(note)
    own = (
        dict(said) if isinstance(said, dict) else {"schema": "reelwright/timeline@1", "name": item.name or ""}
    )
    size = {"width": reading.size[0], "height": reading.size[1]}
    return {**size, "rate": str(inside.rate), **own, **parts}


def _references(clip: Any, reading: Reading) -> Iterator[dict[str, Any] | None]:
    """The media of ``clip``, the active one first; None for one that is missing."""
    active = clip.active_media_reference_key
    held = clip.media_references()
    for key in sorted(held, key=lambda key: (key != active, len(key), key)):
        yield _media(held[key], reading)


def _media(reference: Any, reading: Reading) -> dict[str, Any] | None:
    own = _said(reference)
    if isinstance(reference, otio.schema.ExternalReference) and reference.target_url:
        path = from_url(reference.target_url)
        if own and own.get("path") != path:
            own.pop("digest", None)  # other bytes than those that were written down
        return {"kind": "file", **own, "path": path}
    if isinstance(reference, otio.schema.ImageSequenceReference):
        pad = f"%0{reference.frame_zero_padding}d" if reference.frame_zero_padding else "%d"
        folder = from_url(reference.target_url_base)
        path = f"{folder.rstrip('/')}/{reference.name_prefix}{pad}{reference.name_suffix}"
        return {"kind": "sequence", "path": path, "rate": str(parse_rate(reference.rate or 24))}
    if isinstance(reference, otio.schema.GeneratorReference):
        if own:
            return own
        kind = (reference.generator_kind or "").casefold()
        if "black" in kind or kind in ("solid", "solidcolor", "slug"):
            return {"kind": "colour", "colour": "#000000"}
    return None


def _effects(clip: dict[str, Any], stretch: Stretch, reading: Reading) -> None:
    for effect in stretch.item.effects:
        if isinstance(effect, otio.schema.LinearTimeWarp):
            scalar = 0.0 if isinstance(effect, otio.schema.FreezeFrame) else effect.time_scalar
            written = clip.get("speed", {})
            rate = Fraction(written.get("rate", "1"))
            if not written or (float(rate) != scalar and not written.get("ramp")):
                clip["speed"] = {"rate": str(Fraction(scalar).limit_denominator(1000))}
        else:
            name = effect.effect_name or effect.name or type(effect).__name__
            reading.note(f"The effect “{name}” of “{clip['id']}” is not known here and was left out.")


def _texts(track: Any, reading: Reading) -> Iterator[dict[str, Any]]:
    for stretch in laid_out(track, reading):
        own = _said(stretch.item)
        name = reading.name(own.get("id") or stretch.item.name, "text")
        own.setdefault("text", stretch.item.name)
        yield {**own, "id": name, "start": stretch.start, "length": stretch.length}


def _sounds(track: Any, reading: Reading) -> Iterator[dict[str, Any]]:
    for stretch in laid_out(track, reading):
        own = _said(stretch.item)
        name = reading.name(own.get("id") or stretch.item.name or "", "sound")
        item: dict[str, Any] = {
            "kind": "file",
            **own,
            "id": name,
            "start": stretch.start,
            "length": stretch.length,
        }
        if item["kind"] == "file":
            media = (
                _media(stretch.item.media_reference, reading)
                if hasattr(stretch.item, "media_reference")
                else None
            )
            if media is None or media["kind"] != "file":
                reading.note(f"The sound “{name}” has no file and was left out.")
                continue
            if own.get("path") != media["path"] and "path" in own:
                item.pop("digest", None)
            item["path"] = media["path"]
        if stretch.source:
            item["source_start"] = stretch.source
        if track.name and KEY not in stretch.item.metadata and track.name != "Audio":
            item["track"] = track.name
        yield item


def _marker(marker: Any, reading: Reading) -> dict[str, Any]:
    own = _said(marker)
    start = max(0, reading.frame(seconds_of(marker.marked_range.start_time)))
    said = {
        "name": marker.name or "",
        "colour": marker.color.casefold() if marker.color else "",
        "note": getattr(marker, "comment", "") or "",
        **own,
        "frame": start,
        "length": max(0, reading.frame(seconds_of(marker.marked_range.duration))),
    }
    return {key: value for key, value in said.items() if value or key == "frame"}
