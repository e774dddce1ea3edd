"""What a language model may say about a film: the storyboard without anything that only we can know.

No ids, seeds, rates, files or takes: a model cannot fill them, and a prompt that tries to smuggle one in
finds no field for it. Keys are those of the storyboard, so that the path of a complaint is the same in both.
"""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from reelwright.story.vocabulary import Camera, Family, ShotSize, Style, TimeOfDay, Transition, Weather

__all__ = ["OUTLINE_VERSION", "Outline", "OutlineShot", "outline_schema"]

OUTLINE_VERSION: Final = 1
"""Raise it when the schema, or what is asked with it, changes."""

_KEPT: Final = ("type", "enum", "const", "description", "anyOf", "items", "properties")


def _words(value: str) -> str:
    """Text in one line, without characters that cannot be seen or written down."""
    seen = "".join(mark if unicodedata.category(mark)[0] != "C" else " " for mark in value)
    return " ".join(seen.split())


def _some(value: str | None) -> str | None:
    return value or None


Words = Annotated[str, Field(max_length=400), AfterValidator(_words)]
Name = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_words), Field(min_length=1)]
Maybe = Annotated[Words | None, AfterValidator(_some)]
Attributes = Annotated[tuple[Name, ...], Field(max_length=12)]
Relation = Literal[
    "on", "under", "over", "in", "beside", "in_front_of", "behind", "holding", "riding", "with"
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OutlineCharacter(_Part):
    """Somebody or something that must look the same in several shots."""

    name: Name = Field(description="A short name that subjects refer to, such as hero.")
    noun: Name = Field(description="The head noun, such as golden retriever.")
    attributes: Attributes = ()
    description: Words = ""


class OutlineSubject(_Part):
    """Who or what is seen."""

    noun: Name = Field(description="The head noun in the singular, compounds kept: honey jar.")
    text: Words = Field("", description="The whole phrase: a small jar of golden honey.")
    count: int = Field(1, ge=1, le=1000)
    attributes: Attributes = Field((), description="Colours, materials and adjectives.")
    character: Maybe = Field(None, description="The name of one of the characters, or null.")


class OutlineOther(OutlineSubject):
    """Another thing in the picture, and how the subject stands to it."""

    relation: Relation | None = Field(None, description="The subject is on, under ... this.")


class OutlineSetting(_Part):
    """The place."""

    text: Words = Field(description="The place as a phrase: a sunlit kitchen table.")
    family: Family | None = Field(None, description="The nearest kind of place, or null.")
    features: Attributes = Field((), description="What fills it: sunflower, skyscraper.")


class OutlineTitle(_Part):
    """Text over the shot."""

    text: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_words), Field(min_length=1)]
    subtitle: Words = ""


class OutlineShot(_Part):
    """One continuous camera view."""

    duration: Annotated[float, Field(gt=0, le=14_400, allow_inf_nan=False)] = Field(description="Seconds.")
    purpose: Literal["establish", "detail", "use", "action", "reaction", "end_card", "shot"] = "shot"
    text: Words = Field("", description="What is seen, in one sentence.")
    subject: OutlineSubject | None = None
    others: Annotated[tuple[OutlineOther, ...], Field(max_length=8)] = ()
    action: Maybe = Field(None, description="What the subject does, as a verb phrase: runs towards us.")
    camera: Camera | None = None
    size: ShotSize | None = None
    details: Attributes = ()
    title: OutlineTitle | None = Field(None, description="Only where text is wanted over the picture.")
    transition: Transition = Field(Transition.CUT, description="How the shot begins.")


class OutlineScene(_Part):
    """Shots that share a place and a time."""

    setting: OutlineSetting | None = None
    time: TimeOfDay | None = None
    weather: Weather | None = None
    shots: Annotated[tuple[OutlineShot, ...], Field(min_length=1, max_length=500)]


class Outline(_Part):
    """A whole film, as a language model may plan it."""

    title: Words = ""
    style: Style | None = None
    lighting: Maybe = None
    mood: Maybe = None
    palette: Annotated[tuple[Name, ...], Field(max_length=8)] = ()
    music: Literal["warm", "calm", "bright", "epic", "tense", "dark", "playful", "wonder"] | None = Field(
        None, description="The mood of the music, or null for silence."
    )
    characters: Annotated[tuple[OutlineCharacter, ...], Field(max_length=20)] = ()
    scenes: Annotated[tuple[OutlineScene, ...], Field(min_length=1, max_length=200)]


def outline_schema() -> dict[str, Any]:
    """JSON Schema of :class:`Outline` in the common part of what structured outputs understand.

    Every property is required (null where there is nothing to say), nothing else is allowed, and there are
    neither references nor bounds: :class:`Outline` checks those.
    """
    body = Outline.model_json_schema(mode="validation")
    schema: dict[str, Any] = _plain(body, body.get("$defs", {}))
    return schema


def _plain(node: Any, parts: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_plain(item, parts) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        found = _plain(parts[node["$ref"].rpartition("/")[2]], parts)
        return found | {key: node[key] for key in ("description",) if key in node}
    kept = {key: node[key] for key in _KEPT if key in node}
    for key in ("anyOf", "items"):
        if key in kept:
            kept[key] = _plain(kept[key], parts)
    if "properties" in kept:
        kept["properties"] = {name: _plain(value, parts) for name, value in kept["properties"].items()}
        kept |= {"required": list(kept["properties"]), "additionalProperties": False}
    return kept
