"""Text over the picture: what it says, how it looks, and how it comes and goes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from reelwright.timeline.part import Colour, Ease, Part
from reelwright.timing import FrameRange

__all__ = ["Counter", "Outline", "Pill", "TextItem", "TextMotion", "TextShadow", "Type", "Word"]

_Share = Annotated[float, Field(ge=0, le=1)]


class Outline(Part):
    """A line around the letters: ``width`` in shares of the text size."""

    width: float = Field(0.06, gt=0, le=0.5)
    colour: Colour = "#000000"


class TextShadow(Part):
    """A shadow under the letters: offset and ``blur`` in shares of the text size."""

    colour: Colour = "#000000"
    opacity: _Share = 0.6
    x: float = Field(0.0, ge=-2, le=2)
    y: float = Field(0.06, ge=-2, le=2)
    blur: float = Field(0.12, ge=0, le=2)


class Pill(Part):
    """A box behind the text: ``padding`` and ``corner`` in shares of the text size."""

    colour: Colour = "#000000"
    opacity: _Share = 0.7
    padding: float = Field(0.4, ge=0, le=4)
    corner: float = Field(0.3, ge=0, le=4)


class Type(Part):
    """How letters look, where the style of the item is not enough. None keeps what the style says.

    ``font`` is the name of a family ("Georgia") or the path of a font file (``fonts/Brand.ttf``), whose bytes
    ``font_digest`` (SHA-256) stands for in recipes. ``weight`` is 100 thin .. 400 regular .. 700 bold .. 900
    black; fonts that lack it give the nearest they have, and slant upright letters where they lack ``italic``
    ones. ``size`` is the em in shares of the canvas height, ``width`` the widest a line may be in shares of
    the canvas width; longer text wraps, and shrinks to at most ``lines`` lines. ``spacing`` is extra space
    between letters and ``line_height`` the distance of base lines, both in ems. ``x`` and ``y`` place the
    block's ``align`` side and its middle in shares of the canvas; without them the style decides. ``accent``
    colours bars and the words of karaoke. An ``outline``, ``shadow`` or ``pill`` of one's own takes the place
    of the soft shade that styles put under their letters. ``safe`` keeps the block inside the title safe area
    (5% a side, EBU R 95 takes 3.5%).
    """

    font: str | None = None
    font_digest: str = ""
    weight: int | None = Field(None, ge=100, le=900)
    italic: bool = False
    size: float | None = Field(None, gt=0, le=1)
    colour: Colour | None = None
    accent: Colour | None = None
    outline: Outline | None = None
    shadow: TextShadow | None = None
    pill: Pill | None = None
    align: Literal["left", "centre", "right"] | None = None
    x: float | None = Field(None, ge=-1, le=2)
    y: float | None = Field(None, ge=-1, le=2)
    width: float | None = Field(None, gt=0, le=1)
    lines: int | None = Field(None, ge=1, le=20)
    spacing: float | None = Field(None, ge=-0.2, le=1)
    line_height: float | None = Field(None, ge=0.7, le=3)
    upper: bool = False
    safe: bool = True


class TextMotion(Part):
    """How a text comes or goes, in ``frames`` frames; None is as long as suits the kind.

    ``rise`` and ``fade`` are the quiet ones; ``slide_*`` travels in that direction over an eighth of the
    canvas and fades; ``typewriter`` goes letter by letter (grapheme clusters, at an even pace), ``words``
    word by word; ``scale`` grows, ``blur`` comes into focus. On the way out each runs backwards, but slides
    travel on. Motions too long for the item are shortened in proportion: a third of the time the text stands
    still.
    """

    kind: Literal[
        "none", "fade", "rise", "slide_left", "slide_right", "slide_up", "slide_down",
        "typewriter", "words", "scale", "blur",
    ] = "rise"  # fmt: skip
    frames: int | None = Field(None, ge=1)
    ease: Ease = "out"


class Counter(Part):
    """A number that counts from ``start`` to ``end`` over the item; it stands for ``{}`` in the text.

    ``places`` are its decimals after ``point``, ``group`` separates thousands, and it arrives after ``share``
    of the time. Its digits keep their places while they change.
    """

    start: float = Field(0.0, ge=-1e12, le=1e12)
    end: float = Field(100.0, ge=-1e12, le=1e12)
    places: int = Field(0, ge=0, le=6)
    point: str = Field(".", min_length=1, max_length=1)
    group: str = Field("", max_length=1)
    share: float = Field(0.8, gt=0, le=1)
    ease: Ease = "out"


class Word(Part):
    """A word of a karaoke caption and the frame, counted from the item's start, at which it is spoken.

    ``length`` frames later it has been spoken; None is when the next word starts.
    """

    text: str
    frame: int = Field(ge=0)
    length: int | None = Field(None, ge=1)


class TextItem(Part):
    """Text over the picture, from ``start`` for ``length`` frames, set in one of its styles.

    ``look`` is the colour of the letters: light ones on a soft dark shade, or dark on a soft light shade;
    ``auto`` looks at the picture below. ``type`` changes single properties of the style. ``enter`` and
    ``leave`` say how it comes and goes; None is the style's own way. ``counter`` counts; ``words`` lights up
    words as they are spoken (``accent`` is their colour). A ``progress`` item draws a bar of ``accent``
    colour that fills over its time; its text may be empty. With ``markup`` the text's ``<i>``, ``<b>`` and
    ``<u>`` are tags; without it they are letters like others.
    """

    id: str
    start: int = Field(ge=0)
    length: int = Field(ge=1)
    text: str
    subtitle: str = ""
    style: Literal["title", "lower_third", "end_card", "caption", "plain", "progress"] = "title"
    look: Literal["light", "dark", "auto"] = "light"
    type: Type | None = None
    enter: TextMotion | None = None
    leave: TextMotion | None = None
    counter: Counter | None = None
    words: tuple[Word, ...] = ()
    markup: bool = False

    @property
    def range(self) -> FrameRange:
        """The timeline's frames that show the text."""
        return FrameRange(self.start, self.length)
