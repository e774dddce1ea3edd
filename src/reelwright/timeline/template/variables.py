"""The variables of a template: what kinds there are, what they accept, and how a value becomes one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from reelwright.documents import complaint
from reelwright.errors import InputError
from reelwright.timeline.part import Colour, Part
from reelwright.timeline.template.values import Money, Value

__all__ = ["MEDIA_SUFFIXES", "Variable", "accepted", "variables_schema"]

MEDIA_SUFFIXES: Final = {
    "image": (".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".tif", ".tiff", ".gif", ".bmp"),
    "video": (".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".gif"),
    "audio": (".wav", ".mp3", ".m4a", ".aac", ".flac", ".ogg", ".opus"),
}
"""What the names of files may end in."""

_LONGEST: Final = 10_000
_MOST: Final = 200


class _Variable(Part):
    """What all have: ``required`` has no default, ``many`` is a list of ``at_least``..``at_most``."""

    description: str = ""
    required: bool = False
    many: bool = False
    at_least: int = Field(0, ge=0, le=_MOST)
    at_most: int = Field(50, ge=1, le=_MOST)

    @model_validator(mode="after")
    def _default_is_a_value(self) -> Self:
        default = getattr(self, "default", None)
        if self.required and default is not None:
            raise complaint(
                "A required variable has no default.", hint="Take one of the two out.", path=("default",)
            )
        if default is not None:
            try:
                accepted(self, default, Path(), media_exists=False)  # type: ignore[arg-type]
            except InputError as error:
                raise complaint(error.message, hint=error.hint, path=("default",)) from None
        return self


class TextVariable(_Variable):
    """Words; at most ``max_length`` characters, one line unless ``lines`` says more."""

    type: Literal["text"]
    default: str | tuple[str, ...] | None = None
    min_length: int = Field(0, ge=0, le=_LONGEST)
    max_length: int = Field(200, ge=1, le=_LONGEST)
    lines: int = Field(1, ge=1, le=200)


class NumberVariable(_Variable):
    """An exact number between ``min`` and ``max``."""

    type: Literal["number"]
    default: float | str | tuple[float | str, ...] | None = None
    min: float | None = None
    max: float | None = None
    whole: bool = False


class MoneyVariable(_Variable):
    """An exact amount, ``19.90`` in ``currency`` or ``19.90 USD`` (ISO 4217)."""

    type: Literal["money"]
    default: float | str | tuple[float | str, ...] | None = None
    currency: str = Field("EUR", pattern=r"^[A-Z]{3}$")
    min: float | None = None
    max: float | None = None


class DateVariable(_Variable):
    """A day, ``2026-05-01`` (ISO 8601), written out as the language does."""

    type: Literal["date"]
    default: str | tuple[str, ...] | None = None


class ColourVariable(_Variable):
    """A colour, ``#rrggbb``."""

    type: Literal["colour"]
    default: Colour | tuple[Colour, ...] | None = None


class MediaVariable(_Variable):
    """A file: a picture, a clip or a sound."""

    type: Literal["image", "video", "audio"]
    default: None = None


class ChoiceVariable(_Variable):
    """One of ``options``."""

    type: Literal["choice"]
    options: tuple[str, ...] = Field(min_length=1, max_length=_MOST)
    default: str | tuple[str, ...] | None = None


Variable = Annotated[
    TextVariable
    | NumberVariable
    | MoneyVariable
    | DateVariable
    | ColourVariable
    | MediaVariable
    | ChoiceVariable,
    Field(discriminator="type"),
]


def accepted(variable: Variable, value: Any, folder: Path, *, media_exists: bool = True) -> Value:
    """``value``, as people, JSON or a table write it, as a value of ``variable``.

    Args:
        variable: what it is for.
        value: text, a number or a list. The text of a list separates its items by ``;``.
        folder: where the paths of media start.
        media_exists: False accepts files that are not there.

    Raises:
        InputError: it is no such value, or beyond the limits.
    """
    if not variable.many:
        return _one(variable, value, folder, media_exists)
    items = value if isinstance(value, list | tuple) else [part.strip() for part in str(value).split(";")]
    several = ["" if item is None else item for item in items]
    if variable.type == "text":  # empty ones keep the places of the others
        while several and several[-1] == "":
            several.pop()
    else:
        several = [item for item in several if item != ""]
    if not variable.at_least <= len(several) <= variable.at_most:
        raise _wrong(
            f"has {len(several)} items, not {variable.at_least} to {variable.at_most}",
            "Give a list, or text whose items are separated by “;”.",
        )
    return tuple(_one(variable, item, folder, media_exists) for item in several)


def _wrong(message: str, hint: str = "") -> InputError:
    return InputError(message, code="bad-value", hint=hint)


def _one(variable: Variable, value: Any, folder: Path, media_exists: bool) -> Value:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal | Fraction | date):
        raise _wrong("is not a single value", "Give text or a number.")
    text = value if isinstance(value, str) else str(value)
    if "\0" in text:
        raise _wrong("has a zero byte in it", "Take it out.")
    match variable:
        case TextVariable():
            return _words(variable, text)
        case NumberVariable():
            return _within(_exact(text), variable.min, variable.max, whole=variable.whole)
        case MoneyVariable():
            return _amount(variable, text)
        case DateVariable():
            try:
                return date.fromisoformat(text.strip()[:40])
            except ValueError:
                raise _wrong(f"“{text[:40]}” is not a day", "Write 2026-05-01.") from None
        case ColourVariable():
            if len(text) != 7 or text[0] != "#" or not all(c in "0123456789abcdefABCDEF" for c in text[1:]):
                raise _wrong(f"“{text[:40]}” is not a colour", "Write #rrggbb, such as #d7263d.")
            return text.lower()
        case ChoiceVariable():
            if text not in variable.options:
                raise _wrong(
                    f"“{text[:40]}” is not one of the choices", f"Use {', '.join(variable.options)}."
                )
            return text
        case MediaVariable():
            return _file(variable, text, folder, media_exists)


def _words(variable: TextVariable, text: str) -> str:
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    if len(lines) > variable.lines:
        raise _wrong(f"has {len(lines)} lines, not {variable.lines} at most", "Shorten it.")
    words = "\n".join(lines)
    if len(words) > variable.max_length:
        raise _wrong(f"is {len(words)} characters long, not {variable.max_length} at most", "Shorten it.")
    if len(words) < variable.min_length:
        raise _wrong(f"is {len(words)} characters long, not {variable.min_length} at least", "Say more.")
    return words


def _exact(text: str) -> Fraction:
    text = text.strip()
    try:
        number = Decimal(text) if len(text) <= 40 else Decimal("nan")
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or abs(number) > 10**12 or (number and number.adjusted() < -12):
        raise _wrong(f"“{text[:40]}” is not a number", "Write it with a point: 1234.5.")
    return Fraction(number)


def _within(number: Fraction, least: float | None, most: float | None, *, whole: bool = False) -> Fraction:
    if whole and number.denominator != 1:
        raise _wrong("is not a whole number", "Round it.")
    if least is not None and number < Fraction(str(least)):
        raise _wrong(f"is below {least:g}", f"The least is {least:g}.")
    if most is not None and number > Fraction(str(most)):
        raise _wrong(f"is above {most:g}", f"The most is {most:g}.")
    return number


def _amount(variable: MoneyVariable, text: str) -> Money:
    from babel.numbers import list_currencies

    amount, _, currency = text.strip().partition(" ")
    currency = currency.strip() or variable.currency
    if currency not in list_currencies():
        raise _wrong(f"“{currency[:20]}” is not a currency", "Write an amount and its code: 19.90 USD.")
    number = _within(_exact(amount), variable.min, variable.max)
    return Money(Decimal(number.numerator) / Decimal(number.denominator), currency)


def _file(variable: MediaVariable, text: str, folder: Path, exists: bool) -> str:
    if not text or text.startswith("-") or "://" in text:
        raise _wrong(f"“{text[:60]}” is not a file", "Give the path of a file on this machine.")
    path = folder / text
    suffixes = MEDIA_SUFFIXES[variable.type]
    if path.suffix.lower() not in suffixes:
        raise _wrong(
            f"“{path.name[:60]}” is not the name of an {variable.type}", f"Use {', '.join(suffixes)}."
        )
    try:
        there = path.is_file()
    except OSError:  # a name that no file can have
        there = False
    if exists and not there:
        raise _wrong(f"there is no file {str(path)[:200]}", "Check the path.")
    return str(path.absolute())


def variables_schema(variables: dict[str, Variable]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an object that holds values for ``variables``."""
    properties: dict[str, Any] = {}
    for name, variable in variables.items():
        one = _schema_of(variable)
        if variable.many:
            one = {
                "type": "array",
                "items": one,
                "minItems": variable.at_least,
                "maxItems": variable.at_most,
            }
        if variable.description:
            one["description"] = variable.description
        default = getattr(variable, "default", None)
        if default is not None:
            one["default"] = list(default) if isinstance(default, tuple) else default
        properties[name] = one
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": properties,
        "required": [name for name, variable in variables.items() if variable.required],
        "additionalProperties": False,
    }


def _schema_of(variable: Variable) -> dict[str, Any]:
    match variable:
        case TextVariable():
            return {"type": "string", "minLength": variable.min_length, "maxLength": variable.max_length}
        case NumberVariable():
            limits = {"minimum": variable.min, "maximum": variable.max}
            return {
                "type": "integer" if variable.whole else "number",
                **{name: limit for name, limit in limits.items() if limit is not None},
            }
        case MoneyVariable():
            return {
                "type": ["number", "string"],
                "pattern": r"^-?\d+(\.\d+)?( [A-Z]{3})?$",
                "x-currency": variable.currency,
            }
        case DateVariable():
            return {"type": "string", "format": "date"}
        case ColourVariable():
            return {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}
        case ChoiceVariable():
            return {"type": "string", "enum": list(variable.options)}
        case MediaVariable():
            return {"type": "string", "format": "path", "x-media": variable.type}
