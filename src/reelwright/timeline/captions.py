"""Captions as data: cues in exact seconds, in the time of the timeline or of a medium that it cuts up."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, Self

from pydantic import Field, model_validator

from reelwright.timeline.part import Exact, Part
from reelwright.timeline.text import Type

__all__ = ["CaptionTrack", "Cue", "CueWord"]


class CueWord(Part):
    """A word and the second at which it is spoken, in the time of its track."""

    text: str
    start: Exact
    end: Exact | None = None


class Cue(Part):
    """What is said from ``start`` to ``end`` seconds. ``text`` has line breaks, ``<i>``, ``<b>``, ``<u>``.

    ``speaker`` names who speaks; ``line`` is the place of the text's middle in shares of the canvas height.
    ``id`` and ``note`` are its name and a remark in its file. ``source`` is what its file says beyond that,
    by format: it is written back to the same format while the rest of the cue still agrees with it.
    """

    id: str = ""
    note: str = ""

    start: Exact
    end: Exact
    text: str
    speaker: str = ""
    line: float | None = Field(None, ge=0, le=1)
    align: Literal["left", "centre", "right"] = "centre"
    words: tuple[CueWord, ...] = ()
    source: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if not 0 <= Fraction(self.start) < Fraction(self.end):
            raise ValueError(f"a cue from {self.start} to {self.end} seconds does not last")
        return self


class CaptionTrack(Part):
    """Cues in one language.

    ``of`` is empty for cues in timeline time; else it is the digest or the path of a medium, and cues are in
    that medium's own time: they follow its clips through cuts, moves and changes of speed. ``burn`` draws
    them into the picture in ``style`` (``karaoke`` lights up words); otherwise they go beside it or into it
    as text. ``type`` changes single properties of the style. ``source`` is what a file of captions says
    before and after its cues, by format: styles, regions, headers.
    """

    id: str
    language: str = Field("en", pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    name: str = ""
    of: str = ""
    burn: bool = False
    style: Literal["caption", "karaoke"] = "caption"
    type: Type | None = None
    source: dict[str, str] = Field(default_factory=dict)
    cues: tuple[Cue, ...] = ()
