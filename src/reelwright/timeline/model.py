"""One timeline: tracks of clips, text, captions and audio in exact frames.

Positions and lengths are integer frames of the timeline's rate. Track 0 of ``video`` is the base track: its
clips follow one another without gaps and decide where segments are cut. The clips of the other tracks lie
over it, bottom to top. A transition belongs to the clip it brings in: over its first ``frames`` frames that
clip mixes with what came before (the earlier clip runs on past its end, or, where none ends there, what lies
below shows), so that durations always add up.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from reelwright.documents import field_parser
from reelwright.timeline.captions import CaptionTrack
from reelwright.timeline.clip import Clip, Marker
from reelwright.timeline.media import NestedMedia
from reelwright.timeline.part import Part
from reelwright.timeline.rules import check
from reelwright.timeline.sound import AudioItem, Loudness
from reelwright.timeline.text import TextItem
from reelwright.timing import FrameRate, parse_rate

__all__ = ["SCHEMA", "Timeline"]

SCHEMA = "reelwright/timeline@1"


class Timeline(Part):
    """Everything that plays, and when. ``width`` and ``height`` are even."""

    schema_: Literal["reelwright/timeline@1"] = Field("reelwright/timeline@1", alias="schema")
    name: str = ""
    rate: Annotated[str, BeforeValidator(field_parser(lambda v: str(parse_rate(v))))] = "30"
    width: int = Field(ge=2, le=16384, multiple_of=2)
    height: int = Field(ge=2, le=16384, multiple_of=2)
    video: tuple[tuple[Clip, ...], ...] = Field(min_length=1)
    text: tuple[TextItem, ...] = ()
    captions: tuple[CaptionTrack, ...] = ()
    audio: tuple[AudioItem, ...] = ()
    loudness: Loudness | None = None
    markers: tuple[Marker, ...] = ()
    note: str = ""
    metadata: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _obeys_the_rules(self) -> Self:
        check(self)
        return self

    @property
    def frame_rate(self) -> FrameRate:
        """The exact rate."""
        return parse_rate(self.rate)

    @property
    def length(self) -> int:
        """Frames in the whole timeline: the end of the base track."""
        return self.video[0][-1].start + self.video[0][-1].length if self.video[0] else 0


# A timeline may lie inside a clip of another.
NestedMedia.model_rebuild(_types_namespace={"Timeline": Timeline})
Clip.model_rebuild(force=True)
Timeline.model_rebuild(force=True)
