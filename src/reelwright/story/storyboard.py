"""The storyboard: scenes of shots with durations, characters and looks; the document a person edits.

Durations are exact: ``"7.5"`` or ``"1001/30000"`` seconds, never a binary float. A shot inherits ``setting``,
``time`` and ``weather`` from its scene and ``style``, ``lighting``, ``mood`` and ``palette`` from the
storyboard where it does not set its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from reelwright.documents import field_parser
from reelwright.story.identity import fill_ids
from reelwright.story.pacing import frame_lengths
from reelwright.story.prompt import Setting, Slot, Subject
from reelwright.story.vocabulary import Camera, ShotSize, Style, TimeOfDay, Transition, Weather
from reelwright.timing import FrameRate, parse_rate, parse_seconds

__all__ = ["SCHEMA", "Character", "Keyframe", "Music", "Scene", "Seconds", "Shot", "Storyboard", "Title"]

SCHEMA = "reelwright/storyboard@1"


def _show_seconds(value: Fraction) -> int | float | str:
    """The shortest exact notation: 5, 7.5, or "1001/30000"."""
    if value.denominator == 1:
        return int(value)
    as_float = float(value)
    return as_float if Fraction(repr(as_float)) == value else f"{value.numerator}/{value.denominator}"


Seconds = Annotated[
    Fraction,
    BeforeValidator(field_parser(parse_seconds)),
    PlainSerializer(_show_seconds),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0}, {"type": "string"}]}),
]
"""A length of time in exact seconds."""

Rate = Annotated[
    str,
    BeforeValidator(field_parser(lambda v: str(parse_rate(v)))),
    WithJsonSchema({"type": ["string", "number"]}),
]


class Title(Slot):
    """Text over a shot. ``start`` counts from the shot's first frame; no ``duration`` means to its end."""

    text: str = Field(min_length=1, max_length=500)
    subtitle: str = Field("", max_length=500)
    kind: Literal["title", "lower_third", "end_card", "caption"] = "title"
    start: Seconds = Fraction(0)
    duration: Seconds | None = None


class Music(Slot):
    """The bed under the film. ``level`` is its loudness in LUFS."""

    mood: Literal["warm", "calm", "bright", "epic", "tense", "dark", "playful", "wonder"] = "calm"
    level: float = Field(-26.0, ge=-60, le=-5)


class Character(Slot):
    """Somebody who must look the same in every shot that refers to them."""

    noun: str = Field(min_length=1, max_length=80)
    attributes: tuple[str, ...] = ()
    description: str = ""


class Keyframe(Slot):
    """A picture that is seen ``at`` seconds from the shot's first frame."""

    at: Seconds
    image: str = Field(min_length=1, max_length=2000)


Task = Literal["video-to-video", "extend", "upscale", "reframe"]
"""What is done with a shot's ``video``; without it, the shot's text says what changes."""

Answer = str | int | float | bool
"""The value of one of a model's own options."""


class Shot(Slot):
    """One continuous camera view.

    A shot of purpose ``end_card`` keeps its subject in the left third of the frame, so that its titles stand
    in the copy space on the right. A shot that gives nothing but ``text`` is read from that sentence. ``id``
    may be left out in a document; it is then derived from what the shot shows. ``media`` is a file that is
    used instead of a generated take, relative to the document; ``pick`` names the take that was chosen.

    What a take is made from is given by file (relative to the document), by https address, or as ``job:ID``,
    an earlier generation of the same provider: ``image`` is its first and ``last_image`` its last frame,
    ``keyframes`` are pictures at their times, ``references`` show who or what is in it, ``video`` is a clip
    that is changed (``task`` says how). ``negative`` names what must not be seen, ``loop`` makes the end lead
    into the beginning, ``options`` are the model's own.
    """

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")
    duration: Seconds
    purpose: Literal["establish", "detail", "use", "action", "reaction", "end_card", "shot"] = "shot"
    text: str = ""
    subject: Subject | None = None
    others: tuple[Subject, ...] = ()
    action: str | None = None
    setting: Setting | None = None
    time: TimeOfDay | None = None
    weather: Weather | None = None
    camera: Camera | None = None
    size: ShotSize | None = None
    style: Style | None = None
    lighting: str | None = None
    mood: str | None = None
    palette: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    titles: tuple[Title, ...] = ()
    transition: Transition = Transition.CUT
    transition_duration: Seconds = Fraction(1, 2)
    seed: int | None = Field(None, ge=0, lt=2**63)
    media: str | None = None
    image: str | None = Field(None, min_length=1, max_length=2000)
    last_image: str | None = Field(None, min_length=1, max_length=2000)
    keyframes: tuple[Keyframe, ...] = Field((), max_length=32)
    video: str | None = Field(None, min_length=1, max_length=2000)
    references: tuple[str, ...] = Field((), max_length=16)
    task: Task | None = None
    negative: str = Field("", max_length=2000)
    loop: bool = False
    options: dict[str, Answer] = Field(default_factory=dict)
    pick: str | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Every file, address or job that the shot is made from."""
        given = (self.media, self.image, self.last_image, self.video, *self.references)
        return tuple(name for name in (*given, *(key.image for key in self.keyframes)) if name)


class Scene(Slot):
    """Shots that share a place and a time."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")
    setting: Setting | None = None
    time: TimeOfDay | None = None
    weather: Weather | None = None
    shots: tuple[Shot, ...] = Field(min_length=1)


class Storyboard(Slot):
    """A film as scenes of shots; see the module's docstring for what is inherited."""

    schema_: Literal["reelwright/storyboard@1"] = Field("reelwright/storyboard@1", alias="schema")
    title: str = ""
    prompt: str = ""
    planner: dict[str, Any] = Field(default_factory=dict)
    rate: Rate = "30"
    ratio: str = Field("16:9", pattern=r"^[1-9]\d{0,3}(\.\d{1,3})?:[1-9]\d{0,3}(\.\d{1,3})?$")
    seed: int = Field(1, ge=0, lt=2**63)
    style: Style | None = None
    lighting: str | None = None
    mood: str | None = None
    palette: tuple[str, ...] = ()
    music: Music | None = None
    characters: dict[str, Character] = Field(default_factory=dict)
    props: dict[str, Character] = Field(default_factory=dict)
    scenes: tuple[Scene, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _ids(cls, value: Any) -> Any:
        return fill_ids(value)

    @property
    def frame_rate(self) -> FrameRate:
        """The exact rate."""
        return parse_rate(self.rate)

    @property
    def duration(self) -> Fraction:
        """Seconds of the whole film. Transitions overlap nothing: shots simply add up."""
        return sum((shot.duration for _, shot in self.shots()), Fraction(0))

    def shots(self) -> Iterator[tuple[Scene, Shot]]:
        """Every shot with its scene, in playing order."""
        for scene in self.scenes:
            for shot in scene.shots:
                yield scene, shot

    def frames(self, rate: FrameRate | None = None) -> tuple[int, ...]:
        """Frames of every shot, in order, at ``rate`` (default: the storyboard's own).

        They sum to the film's duration rounded once, and every shot has at least one frame.

        Raises:
            OptionError: ``too-many-shots``, the film has fewer frames than shots.
        """
        return frame_lengths([shot.duration for _, shot in self.shots()], rate or self.frame_rate)
