"""What the user wants seen, as slots instead of a sentence."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from reelwright.story.vocabulary import Camera, Family, ShotSize, Style, TimeOfDay, Weather

__all__ = ["Prompt", "Setting", "Subject"]


class Slot(BaseModel):
    """Base of all story documents: strict, immutable, unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Subject(Slot):
    """Somebody or something in the picture.

    ``noun`` is the head noun as a lemma, compounds kept ("golden retriever", "sailboat", "honey jar");
    ``text`` is the phrase as written; ``attributes`` are the colours, materials and adjectives that belong
    to it. ``relation`` is set on the *other* things and says how the main subject stands to them: on, under,
    over, in, beside, in_front_of, behind, holding, riding, with ("a cat on a sofa": the sofa's relation is
    "on"). A subject may be given as its text alone, or as a character's name without a noun. ``character``
    names an entry of the storyboard's characters.
    """

    noun: str = Field(min_length=1, max_length=80)
    text: str = Field("", max_length=400)
    count: int = Field(1, ge=1, le=1000)
    attributes: tuple[str, ...] = ()
    relation: str | None = None
    character: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: Any) -> Any:
        """``golden retriever`` for ``{noun: golden retriever}``; a character's noun comes from its entry."""
        if isinstance(value, str):
            return {"noun": value, "text": value}
        if isinstance(value, dict) and "noun" not in value and isinstance(value.get("character"), str):
            return {**value, "noun": value["character"]}
        return value


class Setting(Slot):
    """The place: the phrase as written, its family when recognised, and what fills it ("sunflower")."""

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
