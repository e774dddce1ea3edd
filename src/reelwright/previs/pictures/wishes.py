"""What a prompt becomes when something is not wanted in it, or when pictures say what colours it has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from reelwright.story.prompt import Prompt, Subject
from reelwright.story.vocabulary import Weather

__all__ = ["coloured_by", "without"]

_NAMED: Final = {
    "red": (200, 40, 40), "orange": (235, 130, 40), "yellow": (235, 205, 60), "green": (70, 150, 70),
    "teal": (40, 140, 140), "blue": (50, 90, 200), "purple": (120, 70, 170), "pink": (235, 130, 170),
    "brown": (115, 75, 45), "beige": (215, 195, 160), "white": (240, 240, 240), "grey": (128, 128, 128),
    "black": (28, 28, 30),
}  # fmt: skip
"""Colour words and what they look like, sRGB."""


def without(prompt: Prompt, negative: str) -> Prompt:
    """``prompt`` without the things, features, details and weather that ``negative`` names."""
    from reelwright.story import parse

    read = parse(negative).prompt
    words = {word.strip(" ,.;").lower() for word in negative.replace(",", " ").split()}
    nouns = words | {subject.noun for subject in (*((read.subject,) if read.subject else ()), *read.others)}

    def named(noun: str) -> bool:
        return noun.lower() in nouns or f"{noun.lower()}s" in words or noun.lower().split()[-1] in nouns

    changes: dict[str, object] = {
        "others": tuple(other for other in prompt.others if not named(other.noun)),
        "details": tuple(text for text in prompt.details if not words & set(text.lower().split())),
    }
    if prompt.setting is not None:
        features = tuple(feature for feature in prompt.setting.features if not named(feature))
        changes["setting"] = prompt.setting.model_copy(update={"features": features})
    if prompt.weather is not None and (read.weather is prompt.weather or prompt.weather.value in words):
        changes["weather"] = Weather.CLEAR
    if prompt.subject is not None:
        kept = tuple(word for word in prompt.subject.attributes if word.lower() not in words)
        changes["subject"] = prompt.subject.model_copy(update={"attributes": kept})
    return prompt.model_copy(update=changes)


def coloured_by(prompt: Prompt, pictures: Sequence[Path]) -> tuple[Prompt, tuple[str, ...]]:
    """``prompt`` whose subject has the main colours of the pictures, and those colours by name.

    Raises:
        MediaError: a picture cannot be read.
    """
    words: list[str] = []
    for path in pictures:
        words += [word for word in _colours(path) if word not in words]
    chosen = tuple(words[:2])
    changes: dict[str, object] = {"palette": tuple(dict.fromkeys((*prompt.palette, *words[:3])))}
    subject = prompt.subject
    if subject is not None and not any(word in _NAMED for word in subject.attributes):
        changes["subject"] = Subject.model_validate(
            {**subject.model_dump(), "attributes": (*subject.attributes, *chosen[:1])}
        )
    return prompt.model_copy(update=changes), tuple(words[:3]) or ("none",)


def _colours(path: Path) -> list[str]:
    """Colour words for a picture's subject, the most common first."""
    from reelwright.previs.pictures.depth import study
    from reelwright.previs.pictures.intake import read_picture
    from reelwright.previs.pictures.spec import File

    known = study(File(path=str(path)))
    high, wide = known.mask.shape
    left, top, right, bottom = known.box
    whole = max(1, round(wide / (right - left))), max(1, round(high / (bottom - top)))
    rgb = read_picture(str(path), "", *whole)
    x, y = round(left * whole[0]), round(top * whole[1])
    rgb = rgb[y : y + high, x : x + wide]
    inside = known.mask[: rgb.shape[0], : rgb.shape[1]] > 0.5
    pixels = rgb[inside] if inside.any() else rgb.reshape(-1, 3)
    names = list(_NAMED)
    table = np.array([_NAMED[name] for name in names], np.float32)
    off = np.linalg.norm(pixels[::7, None, :].astype(np.float32) - table[None], axis=2)
    counts = np.bincount(off.argmin(axis=1), minlength=len(names)) / max(len(off), 1)
    order = np.argsort(-counts, kind="stable")
    return [names[i] for i in order[:3] if counts[i] > 0.15]
