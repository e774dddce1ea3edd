"""What the user wants seen, as slots instead of a sentence."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from reelwright.story.vocabulary import Camera, Family, ShotSize, Style, TimeOfDay, Weather

__all__ = ["Prompt", "Setting", "Subject"]


class Slot(BaseModel):
    """Base of all story documents: strict, immutable, unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Subject(Slot):
    """Somebody or something in the picture.

    ``noun`` is the head noun as a lemma, compounds kept ("golden retriever", "sailboat", "honey jar"); ``text``
    is the phrase as written; ``attributes`` are the colours, materials and adjectives that belong to it.
    ``relation`` says how one of the *other* things stands to the main subject: on, under, beside, in_front_of,
    behind, holding, riding, with. ``character`` names an entry of the storyboard's characters.
    """

    noun: str = Field(min_length=1, max_length=80)
    text: str = Field("", max_length=400)
    count: int = Field(1, ge=1, le=1000)
    attributes: tuple[str, ...] = ()
    relation: str | None = None
    character: str | None = None


class Setting(Slot):
    """The place: the phrase as written, its family when one was recognised, and what fills it ("sunflower")."""

    text: str = Field("", max_length=400)
    family: Family | None = None
    features: tuple[str, ...] = ()


class Prompt(Slot):
    """One shot's worth of intent. Every slot may be empty; ``text`` is the sentence it came from, if any."""

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
