"""What a shot shows once its scene, the storyboard and the characters have had their say."""

from __future__ import annotations

from typing import Any, Final

from reelwright.errors import DocumentError
from reelwright.story.prompt import Prompt, Subject
from reelwright.story.storyboard import Scene, Shot, Storyboard

__all__ = ["prompt_for", "resolve"]

_OWN: Final = (
    "subject",
    "others",
    "action",
    "setting",
    "time",
    "weather",
    "camera",
    "size",
    "style",
    "lighting",
    "mood",
    "palette",
    "details",
)
_DESCRIBED: Final = ("subject", "others", "action", "setting", "camera", "size", "details")


def prompt_for(storyboard: Storyboard, scene: Scene, shot: Shot) -> Prompt:
    """The full prompt of a shot.

    The shot's own slots come first; a shot that gives only ``text`` is read from it. Then setting, time and
    weather of its scene, and style, lighting, mood and palette of the storyboard. Subjects that refer to a
    character or prop take its noun and attributes; their own attributes are added.

    Raises:
        DocumentError: a reference to a character that the storyboard does not have.
    """
    slots: dict[str, Any] = {slot: getattr(shot, slot) for slot in _OWN}
    if shot.text and not any(slots[slot] for slot in _DESCRIBED):
        from reelwright.story.parser import parse

        read = parse(shot.text).prompt
        slots.update({slot: getattr(read, slot) for slot in _OWN if not slots[slot]})
    for above, names in (
        (scene, ("setting", "time", "weather")),
        (storyboard, ("style", "lighting", "mood", "palette")),
    ):
        for name in names:
            if not slots[name]:
                slots[name] = getattr(above, name)
    if slots["subject"] is not None:
        slots["subject"] = resolve(storyboard, slots["subject"])
    slots["others"] = tuple(resolve(storyboard, other) for other in slots["others"])
    return Prompt(text=shot.text, **slots)


def resolve(storyboard: Storyboard, subject: Subject) -> Subject:
    """``subject`` with the noun and attributes of the character or prop it refers to, if any."""
    if subject.character is None:
        return subject
    entry = storyboard.characters.get(subject.character) or storyboard.props.get(subject.character)
    if entry is None:
        known = ", ".join([*storyboard.characters, *storyboard.props])
        raise DocumentError(
            f"There is no character or prop “{subject.character}”.",
            code="unknown-character",
            hint="Add it under characters" + (f", or use one of {known}." if known else "."),
        )
    attributes = tuple(dict.fromkeys((*entry.attributes, *subject.attributes)))
    article = "an" if entry.noun[:1].lower() in "aeiou" else "a"
    plain = [a for a in attributes if " " not in a]
    shown = (
        subject.text
        if subject.text not in ("", subject.character)
        else f"{article} {' '.join([*plain, entry.noun])}"
    )
    return subject.model_copy(update={"noun": entry.noun, "attributes": attributes, "text": shown[:400]})
