"""What plays when: tracks of clips, text and audio in exact frames, and the segments they are rendered in."""

from reelwright.timeline.document import dump_timeline, load_timeline, save_timeline, timeline_schema
from reelwright.timeline.model import (
    SCHEMA,
    AudioItem,
    Clip,
    ColourMedia,
    FadeOut,
    FileMedia,
    GainKey,
    Media,
    PrevisMedia,
    TextItem,
    Timeline,
    TransitionIn,
)
from reelwright.timeline.segment import Segment, segments

__all__ = [
    "SCHEMA",
    "AudioItem",
    "Clip",
    "ColourMedia",
    "FadeOut",
    "FileMedia",
    "GainKey",
    "Media",
    "PrevisMedia",
    "Segment",
    "TextItem",
    "Timeline",
    "TransitionIn",
    "dump_timeline",
    "load_timeline",
    "save_timeline",
    "segments",
    "timeline_schema",
]
