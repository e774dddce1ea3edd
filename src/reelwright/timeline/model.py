"""One timeline: tracks of clips, text and audio in exact frames.

Positions and lengths are integer frames of the timeline's rate. Track 0 of ``video`` is the base track: its
clips follow one another without gaps and decide where segments are cut. The clips of the other tracks cover
what lies below them. A transition belongs to the clip it brings in: over its first ``frames`` frames that
clip mixes with what came before (a dissolve keeps the earlier clip running past its end, or, where none ends
there, comes out of what lies below; a fade comes from black), so that durations always add up.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from reelwright.documents import field_parser
from reelwright.timeline.rules import check
from reelwright.timing import FrameRange, FrameRate, parse_rate

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
    "TextItem",
    "Timeline",
    "TransitionIn",
]

SCHEMA = "reelwright/timeline@1"


class Part(BaseModel):
    """Base of timeline documents: strict, immutable, unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class FileMedia(Part):
    """A video or still file. ``digest`` (SHA-256 of its bytes) stands for it in recipes."""

    kind: Literal["file"] = "file"
    path: str
    digest: str = ""


class PrevisMedia(Part):
    """Frames straight from the previs engine: ``spec`` is the take's document, a reelwright.previs.Spec."""

    kind: Literal["previs"] = "previs"
    spec: dict[str, Any]


class ColourMedia(Part):
    """One colour, ``#rrggbb``."""

    kind: Literal["colour"] = "colour"
    colour: str = Field("#000000", pattern=r"^#[0-9a-fA-F]{6}$")


Media = Annotated[FileMedia | PrevisMedia | ColourMedia, Field(discriminator="kind")]


class TransitionIn(Part):
    """How a clip begins; ``frames`` is its length."""

    kind: Literal["dissolve", "fade"]
    frames: int = Field(ge=1)


class FadeOut(Part):
    """The clip's last ``frames`` frames fade to black; the very last one is black."""

    frames: int = Field(ge=1)


class Clip(Part):
    """A stretch of one medium on a video track. ``source_start`` is its first frame within the medium."""

    id: str
    start: int = Field(ge=0)
    length: int = Field(ge=1)
    media: Media
    source_start: int = Field(0, ge=0)
    transition: TransitionIn | None = None
    fade_out: FadeOut | None = None

    @property
    def range(self) -> FrameRange:
        """The timeline's frames that the clip fills."""
        return FrameRange(self.start, self.length)


class TextItem(Part):
    """Text over the picture, from ``start`` for ``length`` frames, set in one of four styles.

    ``look`` is the colour of the letters: light ones on a soft dark shade, or dark on a soft light shade.
    """

    id: str
    start: int = Field(ge=0)
    length: int = Field(ge=1)
    text: str
    subtitle: str = ""
    style: Literal["title", "lower_third", "end_card", "caption"] = "title"
    look: Literal["light", "dark"] = "light"

    @property
    def range(self) -> FrameRange:
        """The timeline's frames that show the text."""
        return FrameRange(self.start, self.length)


class GainKey(Part):
    """Gain in decibels at a frame; linear in decibels between keys."""

    frame: int = Field(ge=0)
    db: float = Field(ge=-120, le=24)


class AudioItem(Part):
    """Sound from ``start`` for ``length`` frames: a file, or music composed from ``mood`` and ``seed``."""

    id: str
    start: int = Field(ge=0)
    length: int = Field(ge=1)
    kind: Literal["music", "file"]
    mood: str = ""
    seed: int = 0
    path: str = ""
    digest: str = ""
    level: float = Field(-26.0, ge=-60, le=-5)
    gain: tuple[GainKey, ...] = ()
    fade_in: int = Field(0, ge=0)
    fade_out: int = Field(0, ge=0)


class Timeline(Part):
    """Everything that plays, and when. ``width`` and ``height`` are even."""

    schema_: Literal["reelwright/timeline@1"] = Field("reelwright/timeline@1", alias="schema")
    name: str = ""
    rate: Annotated[str, BeforeValidator(field_parser(lambda v: str(parse_rate(v))))] = "30"
    width: int = Field(ge=2, le=16384, multiple_of=2)
    height: int = Field(ge=2, le=16384, multiple_of=2)
    video: tuple[tuple[Clip, ...], ...] = Field(min_length=1)
    text: tuple[TextItem, ...] = ()
    audio: tuple[AudioItem, ...] = ()

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
