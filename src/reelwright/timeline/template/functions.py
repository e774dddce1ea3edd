"""The functions and filters that expressions may use; there are no others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final

from reelwright.errors import InputError
from reelwright.timeline.template.values import (
    LONGEST_TEXT,
    Length,
    Money,
    Value,
    money_text,
    number_text,
    text_of,
)

__all__ = ["FILTERS", "FUNCTIONS", "Scope", "Speaker", "reading_seconds", "speaking_seconds", "wrong"]

Speaker = Callable[[str, str, int], Fraction]
"""Seconds that a text takes when it is spoken: (text, language, words per minute)."""

_CHARACTERS_A_SECOND: Final = 15
"""Reading speed: the BBC's and Netflix's guidelines for subtitles take 15 to 20 characters a second."""

_SEEN: Final = Fraction(1)
"""Seconds until a text has been noticed, and after it has been read."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What expressions see: names, the rate, the language, and where the clips of the base track lie."""

    names: Mapping[str, Value]
    rate: Fraction
    language: str = "en"
    speak: Speaker | None = None
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def with_names(self, more: Mapping[str, Value]) -> Scope:
        """The same with further names, which win."""
        return Scope({**self.names, **more}, self.rate, self.language, self.speak, self.spans)

    def length(self, seconds: Fraction) -> Length:
        """The nearest whole frames."""
        return Length(floor(seconds * self.rate + Fraction(1, 2)), self.rate)


Function = Callable[[Scope, tuple[Value, ...]], Value]


def wrong(what: str, hint: str = "Look at how the template's variables are declared.") -> InputError:
    """An expression that cannot be worked out."""
    return InputError(what, code="bad-expression", hint=hint)


def reading_seconds(text: str) -> Fraction:
    """How long a text must stand to be read once, at 15 characters a second and a second to notice it."""
    return _SEEN + Fraction(len(" ".join(text.split())), _CHARACTERS_A_SECOND)


def speaking_seconds(text: str, words_per_minute: int) -> Fraction:
    """An estimate of how long speaking takes: six characters make a word, sentences make pauses."""
    words = Fraction(len(" ".join(text.split())) + 1, 6)
    pauses = sum(text.count(mark) for mark in ".!?;:") * Fraction(3, 10)
    return words * 60 / words_per_minute + pauses + Fraction(1, 2)


def _text(scope: Scope, value: Value) -> str:
    return text_of(value, scope.language)


def _number(value: Value, of: str) -> Fraction:
    if isinstance(value, Fraction):
        return value
    raise wrong(f"{of} needs a number.")


def _len(_: Scope, arguments: tuple[Value, ...]) -> Value:
    value = arguments[0]
    if isinstance(value, str | tuple):
        return Fraction(len(value))
    raise wrong("len needs a text or a list.")


def _least(scope: Scope, arguments: tuple[Value, ...]) -> Value:
    return _extreme(arguments, least=True)


def _most(scope: Scope, arguments: tuple[Value, ...]) -> Value:
    return _extreme(arguments, least=False)


def _extreme(arguments: tuple[Value, ...], *, least: bool) -> Value:
    pick: Callable[..., Value] = min if least else max
    for kind in (Fraction, Length):
        if all(isinstance(value, kind) for value in arguments):
            return pick(arguments)
    raise wrong("min and max need numbers, or lengths, not both.")


def _round(_: Scope, arguments: tuple[Value, ...]) -> Value:
    return Fraction(floor(_number(arguments[0], "round") + Fraction(1, 2)))


def _floor(_: Scope, arguments: tuple[Value, ...]) -> Value:
    return Fraction(floor(_number(arguments[0], "floor")))


def _ceil(_: Scope, arguments: tuple[Value, ...]) -> Value:
    return Fraction(ceil(_number(arguments[0], "ceil")))


def _item(_: Scope, arguments: tuple[Value, ...]) -> Value:
    several, at = arguments
    if not isinstance(several, tuple) or not isinstance(at, Fraction) or at.denominator != 1:
        raise wrong("item needs a list and a whole number.")
    return several[int(at) % len(several)] if several else None


def _reading(scope: Scope, arguments: tuple[Value, ...]) -> Value:
    return scope.length(reading_seconds(_text(scope, arguments[0])))


def _speaking(scope: Scope, arguments: tuple[Value, ...]) -> Value:
    text = _text(scope, arguments[0])
    pace = int(_number(arguments[1], "speaking")) if len(arguments) > 1 else 165
    if not 80 <= pace <= 450:
        raise wrong("Voices speak 80 to 450 words a minute.")
    seconds = scope.speak(text, scope.language, pace) if scope.speak else speaking_seconds(text, pace)
    return scope.length(seconds)


def _start(scope: Scope, arguments: tuple[Value, ...]) -> Value:
    return Length(_span(scope, arguments[0])[0], scope.rate)


def _finish(scope: Scope, arguments: tuple[Value, ...]) -> Value:
    start, length = _span(scope, arguments[0])
    return Length(start + length, scope.rate)


def _span(scope: Scope, clip: Value) -> tuple[int, int]:
    if isinstance(clip, str) and clip in scope.spans:
        return scope.spans[clip]
    raise wrong(f"The base track has no clip “{str(clip)[:60]}”.", "Name one of its clips by its id.")


def _upper(scope: Scope, arguments: tuple[Value, ...]) -> Value:
    return _text(scope, arguments[0]).upper()


def _lower(scope: Scope, arguments: tuple[Value, ...]) -> Value:
    return _text(scope, arguments[0]).lower()


def _trim(scope: Scope, arguments: tuple[Value, ...]) -> Value:
    most = int(_number(arguments[1], "trim"))
    text = _text(scope, arguments[0])
    return text if len(text) <= most else text[: max(0, most - 1)].rstrip() + "…"


def _default(_: Scope, arguments: tuple[Value, ...]) -> Value:
    return arguments[1] if arguments[0] is None or arguments[0] == "" else arguments[0]


def _join(scope: Scope, arguments: tuple[Value, ...]) -> Value:
    if not isinstance(arguments[0], tuple):
        raise wrong("join needs a list.")
    between = _text(scope, arguments[1]) if len(arguments) > 1 else ", "
    text = between.join(_text(scope, value) for value in arguments[0])
    if len(text) > LONGEST_TEXT:
        raise wrong(f"A text would be longer than {LONGEST_TEXT} characters.")
    return text


def _dated(scope: Scope, arguments: tuple[Value, ...], form: str) -> Value:
    from babel.dates import format_date

    if not isinstance(arguments[0], date):
        raise wrong(f"{form} needs a date.")
    return str(format_date(arguments[0], form, locale=scope.language))


def _short(scope: Scope, arguments: tuple[Value, ...]) -> Value:
    if isinstance(arguments[0], Money):
        return money_text(arguments[0], scope.language, short=True)
    return _dated(scope, arguments, "short")


def _medium(scope: Scope, arguments: tuple[Value, ...]) -> Value:
    return _dated(scope, arguments, "medium")


def _full(scope: Scope, arguments: tuple[Value, ...]) -> Value:
    return _dated(scope, arguments, "full")


def _percent(scope: Scope, arguments: tuple[Value, ...]) -> Value:
    from babel.numbers import format_percent

    share = _number(arguments[0], "percent")
    return str(format_percent(Decimal(round(share * 10_000)) / 10_000, locale=scope.language))


def _places(scope: Scope, arguments: tuple[Value, ...]) -> Value:
    places = int(_number(arguments[1], "places"))
    return number_text(_number(arguments[0], "places"), scope.language, min(max(places, 0), 6))


FUNCTIONS: Final[Mapping[str, tuple[Function, int, int]]] = {
    "len": (_len, 1, 1),
    "min": (_least, 1, 8),
    "max": (_most, 1, 8),
    "round": (_round, 1, 1),
    "floor": (_floor, 1, 1),
    "ceil": (_ceil, 1, 1),
    "item": (_item, 2, 2),
    "reading": (_reading, 1, 1),
    "speaking": (_speaking, 1, 2),
    "start": (_start, 1, 1),
    "finish": (_finish, 1, 1),
}
"""Functions by name, with how few and how many arguments they take."""

FILTERS: Final[Mapping[str, tuple[Function, int, int]]] = {
    "upper": (_upper, 1, 1),
    "lower": (_lower, 1, 1),
    "trim": (_trim, 2, 2),
    "default": (_default, 2, 2),
    "join": (_join, 1, 2),
    "short": (_short, 1, 1),
    "medium": (_medium, 1, 1),
    "full": (_full, 1, 1),
    "percent": (_percent, 1, 1),
    "places": (_places, 2, 2),
}
"""Filters by name; what is filtered counts as the first argument."""
