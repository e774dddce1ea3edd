"""The children of an OTIO track as stretches of whole frames: where each plays, and what leads into it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import opentimelineio as otio

from reelwright.errors import DocumentError
from reelwright.timing import parse_rate

if TYPE_CHECKING:
    from reelwright.timeline.interchange.otio_read import Reading

__all__ = ["Stretch", "laid_out", "seconds_of"]

_KEY = "reelwright"


@dataclass(slots=True)
class Stretch:
    """``item`` plays in frames ``start`` .. ``start + length``, from frame ``source`` of what it shows.

    ``transition`` is a transition document or None; ``fade_out`` counts frames.
    """

    item: Any
    start: int
    length: int
    source: int
    transition: dict[str, Any] | None = None
    fade_out: int = 0


def seconds_of(time: Any) -> Fraction:
    """An OTIO time as exact seconds; its rate is read as the standard rate it stands for."""
    if time.rate <= 0:
        raise DocumentError(
            f"A time of the edit counts {time.rate} frames a second.",
            code="bad-time",
            hint="Export the edit again with a frame rate.",
        )
    rate = Fraction(time.rate) if time.rate == int(time.rate) else parse_rate(time.rate).value
    return Fraction(time.value) / rate


def laid_out(track: Any, reading: Reading) -> list[Stretch]:
    """What ``track`` plays, in order; gaps, switched-off clips and clips of no length are left out.

    OTIO transitions reach ``in_offset`` before their cut and ``out_offset`` beyond; ours begin where the
    incoming clip begins, so that clip is begun earlier and the outgoing one ends earlier.
    """
    first, end = Fraction(0), None
    if track.source_range is not None:
        first = seconds_of(track.source_range.start_time)
        end = first + seconds_of(track.source_range.duration)
        lasts = sum((_duration(c) for c in track if not isinstance(c, otio.schema.Transition)), Fraction(0))
        if end <= 0 or first >= lasts:  # some programs write the record time code here
            first, end = Fraction(0), None
            reading.note(f"The range of track “{track.name}” holds none of its clips: all of them are shown.")
    found: list[Stretch] = []
    position = Fraction(0)
    waiting: Any = None
    for child in track:
        if isinstance(child, otio.schema.Transition):
            waiting = child
            continue
        lasts = _duration(child)
        start = max(position, first)
        stop = position + lasts if end is None else min(position + lasts, end)
        stretch = None
        at, after = reading.frame(start - first), reading.frame(stop - first)
        if after > at and not isinstance(child, otio.schema.Gap) and getattr(child, "enabled", True):
            source = reading.frame(_source(child) + start - position)
            stretch = Stretch(child, at, after - at, max(0, source))
            if source < 0:
                reading.note(
                    f"“{child.name}” starts before its media do: it starts with their first picture."
                )
        if waiting is not None:
            _cross(
                waiting,
                found[-1] if found and found[-1].start + found[-1].length == at else None,
                stretch,
                reading,
            )
            waiting = None
        if stretch is not None:
            found.append(stretch)
        position += lasts
    if waiting is not None and found:
        _cross(waiting, found[-1], None, reading)
    return found


def _duration(child: Any) -> Fraction:
    try:
        return seconds_of(child.duration())
    except (otio.exceptions.OTIOError, NotImplementedError) as error:
        raise DocumentError(
            f"“{child.name}” does not say how long it is.",
            code="no-duration",
            hint="Give the clip a source range, or its media an available range.",
        ) from error


def _source(child: Any) -> Fraction:
    """Where in its media a child starts, in seconds from their first picture."""
    shown = child.source_range.start_time if child.source_range is not None else None
    available = None
    if isinstance(child, otio.schema.Clip) and child.media_reference is not None:
        available = child.media_reference.available_range
    if shown is None:
        return Fraction(0)
    begins = seconds_of(available.start_time) if available is not None else Fraction(0)
    return seconds_of(shown) - begins


def _cross(transition: Any, before: Stretch | None, after: Stretch | None, reading: Reading) -> None:
    """Let ``transition`` lead from one stretch to the next; either may be nothing."""
    ahead = max(0, reading.frame(seconds_of(transition.in_offset)))
    beyond = max(0, reading.frame(seconds_of(transition.out_offset)))
    if after is None:
        if before is not None and ahead:
            before.fade_out = min(ahead, before.length)
        return
    if before is not None:
        ahead = min(ahead, before.length - 1, after.source if _moving(after.item) else ahead)
        before.length -= ahead
        after.source = max(0, after.source - ahead)
        after.start -= ahead
        after.length += ahead
    else:
        ahead = 0
    frames = min(ahead + beyond, after.length)
    if frames < 1:
        return
    own = transition.metadata.get(_KEY)
    said = {str(key): value for key, value in own.items()} if own else {"kind": "dissolve"}
    if not own and transition.transition_type != otio.schema.TransitionTypes.SMPTE_Dissolve:
        reading.note(f"The transition “{transition.name or transition.transition_type}” became a dissolve.")
    after.transition = {**said, "frames": frames}


def _moving(item: Any) -> bool:
    """True for what has a first picture that cannot be gone before: everything but what is missing anyway."""
    return not isinstance(getattr(item, "media_reference", None), otio.schema.MissingReference)
