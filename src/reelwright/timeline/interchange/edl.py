"""CMX 3600 edit decision lists: the base track as numbered events. Written by OpenTimelineIO's adapter."""

from __future__ import annotations

import opentimelineio as otio

from reelwright.timeline.interchange.editor_cut import editor_cut, losses
from reelwright.timeline.model import Timeline

__all__ = ["to_edl"]


def to_edl(timeline: Timeline) -> tuple[str, tuple[str, ...]]:
    """The base track of ``timeline`` as an EDL, and notes on what it cannot hold."""
    cut = editor_cut(timeline, None, tracks=False)
    text: str = otio.adapters.write_to_string(cut, "cmx_3600", rate=float(timeline.frame_rate.value))
    notes = losses(timeline, tracks=False)
    if timeline.audio:
        notes = (*notes, "Sound stays behind: the list holds pictures only.")
    return text, notes
