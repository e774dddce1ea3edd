"""Names that a person types for cameras, styles, sizes, times and weather, however they are written."""

from __future__ import annotations

import difflib
import re
from enum import StrEnum
from typing import Final, TypeVar

from reelwright.errors import OptionError
from reelwright.story.vocabulary import Camera, ShotSize, Style, TimeOfDay, Weather

__all__ = ["nearest", "parse_camera", "parse_size", "parse_style", "parse_time", "parse_weather"]

Name = TypeVar("Name", bound=StrEnum)
_SLOTS: Final = {Camera: "camera", Style: "style", ShotSize: "size", TimeOfDay: "time", Weather: "weather"}


def nearest(word: str, names: list[str]) -> str | None:
    """The valid name that ``word`` is most likely a slip of, or None."""
    close = difflib.get_close_matches(word[:80], names, n=1, cutoff=0.6)
    if close:
        return close[0]
    return next((n for n in names if len(word) > 2 and (n.startswith(word) or word.startswith(n))), None)


def _name(kind: type[Name], text: str | Name) -> Name:
    if isinstance(text, kind):
        return text
    slot = _SLOTS[kind]
    word = re.sub(r"[\s_-]+", "_", str(text).strip().casefold())
    names = [member.value for member in kind]
    if word in names:
        return kind(word)
    from reelwright.story.lexicon import lexicon  # only a name that is not the canonical one needs it

    phrase = tuple(word.split("_"))
    for entry in lexicon().first.get(phrase[0], ()):
        if entry.slot == slot and entry.words == phrase:
            return kind(entry.value)
    guess = nearest(word, names)
    maybe = f"Did you mean {guess}? " if guess else ""
    raise OptionError(
        f"There is no {slot} “{str(text)[:80]}”.",
        code=f"unknown-{slot}",
        hint=f"{maybe}Use one of {', '.join(names)}.",
        value=str(text)[:80],
        allowed=names,
        suggestion=guess,
    )


def parse_camera(text: str | Camera) -> Camera:
    """``dolly in``, ``dolly-in``, ``DOLLY_IN``, ``push in`` ...; raises OptionError ``unknown-camera``."""
    return _name(Camera, text)


def parse_style(text: str | Style) -> Style:
    """``cinematic``, ``Film Noir`` ...; raises OptionError ``unknown-style``."""
    return _name(Style, text)


def parse_size(text: str | ShotSize) -> ShotSize:
    """``close-up``, ``wide shot`` ...; raises OptionError ``unknown-size``."""
    return _name(ShotSize, text)


def parse_time(text: str | TimeOfDay) -> TimeOfDay:
    """``night``, ``sunset`` ...; raises OptionError ``unknown-time``."""
    return _name(TimeOfDay, text)


def parse_weather(text: str | Weather) -> Weather:
    """``rain``, ``foggy`` ...; raises OptionError ``unknown-weather``."""
    return _name(Weather, text)
