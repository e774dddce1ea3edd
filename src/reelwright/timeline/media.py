"""What a clip can show: files, picture sequences, colours, previs scenes, other timelines, adjustments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, field_validator

from reelwright.timeline.part import Colour, Exact, Part
from reelwright.timing import parse_rate

if TYPE_CHECKING:
    from reelwright.timeline.model import Timeline

__all__ = [
    "AdjustmentMedia",
    "ColourMedia",
    "FileMedia",
    "Media",
    "NestedMedia",
    "PrevisMedia",
    "SequenceMedia",
]


class FileMedia(Part):
    """A video or still file. ``digest`` (SHA-256 of its bytes) stands for it in recipes.

    ``hdr`` says how HDR pictures become SDR; ``interlaced`` how fields become pictures: ``auto`` looks at the
    file. ``alpha`` says what transparency means: ``auto`` uses it where the file has it.
    """

    kind: Literal["file"] = "file"
    path: str
    digest: str = ""
    hdr: Literal["auto", "clip"] = "auto"
    interlaced: Literal["auto", "off"] = "auto"
    alpha: Literal["auto", "ignore"] = "auto"


class SequenceMedia(Part):
    """Numbered pictures at a rate. ``path`` has a ``%d`` (``%04d``) or is a folder; ``digest`` covers all."""

    kind: Literal["sequence"] = "sequence"
    path: str
    rate: Exact = "30"
    digest: str = ""

    @field_validator("rate")
    @classmethod
    def _is_a_rate(cls, value: str) -> str:
        return str(parse_rate(value))


class PrevisMedia(Part):
    """Frames straight from the previs engine: ``spec`` is the take's document, a reelwright.previs.Spec."""

    kind: Literal["previs"] = "previs"
    spec: dict[str, Any]


class ColourMedia(Part):
    """One colour, ``#rrggbb``."""

    kind: Literal["colour"] = "colour"
    colour: Colour = "#000000"


class NestedMedia(Part):
    """Another timeline: written inside, or in a file that is read before anything is rendered."""

    kind: Literal["timeline"] = "timeline"
    path: str = ""
    timeline: Timeline | None = None


class AdjustmentMedia(Part):
    """Nothing of its own: the clip's effects, opacity and mask apply to all that lies below."""

    kind: Literal["adjustment"] = "adjustment"


Media = Annotated[
    FileMedia | SequenceMedia | PrevisMedia | ColourMedia | NestedMedia | AdjustmentMedia,
    Field(discriminator="kind"),
]
