"""What the parts of a timeline document have in common: strictness, exact numbers, and values that move."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from reelwright.documents import field_parser

__all__ = ["Animated", "Colour", "Ease", "Exact", "Key", "Part", "eased", "moves", "value_at"]


class Part(BaseModel):
    """Base of timeline documents: strict, immutable, unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False)


Ease = Literal["linear", "hold", "in", "out", "in_out"]
"""How a value travels from its key to the next: cubic for in, out and in_out; hold jumps at the end."""

Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
"""One colour, ``#rrggbb``, sRGB."""


def _fraction(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Fraction):
        raise ValueError("is not a number")
    try:
        number = Fraction(str(value).replace(" ", "").replace("x", ""))
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError("is not a number like 2, 0.5 or 1/3") from error
    if abs(number) > 1_000_000:
        raise ValueError("is larger than 1000000")
    return str(number)


Exact = Annotated[str, BeforeValidator(field_parser(_fraction))]
"""An exact number in a document: ``2``, ``0.5`` or ``1/3``; kept as a fraction's text."""


class Key(Part):
    """A value at a frame, counted from the start of what it belongs to; ``ease`` leads to the next key."""

    frame: int
    value: float = Field(allow_inf_nan=False)
    ease: Ease = "linear"


def _in_order(value: object) -> object:
    if isinstance(value, list | tuple):
        frames = [item["frame"] if isinstance(item, dict) else getattr(item, "frame", None) for item in value]
        if not frames:
            raise ValueError("has no keys: give at least one, or write a number")
        numbers = [frame for frame in frames if isinstance(frame, int)]
        if any(after <= before for before, after in itertools.pairwise(numbers)):
            raise ValueError("has keys that are not in the order of their frames")
    return value


Animated = Annotated[
    Annotated[float, Field(allow_inf_nan=False)] | tuple[Key, ...], BeforeValidator(_in_order)
]
"""A number, or keys between which the number moves; constant before the first and after the last."""


def eased(share: float, ease: Ease) -> float:
    """``share`` of the way, 0..1, bent by ``ease`` (cubic Bézier-like polynomials; ends stay 0 and 1)."""
    if ease == "hold":
        return 0.0 if share < 1 else 1.0
    if ease == "in":
        return share**3
    if ease == "out":
        return 1 - (1 - share) ** 3
    if ease == "in_out":
        return 4 * share**3 if share < 0.5 else 1 - (2 - 2 * share) ** 3 / 2
    return share


def value_at(value: float | Sequence[Key], frame: int) -> float:
    """``value`` at ``frame``, counted from the start of what it belongs to. A pure function."""
    if isinstance(value, int | float):
        return float(value)
    index = bisect.bisect_right([key.frame for key in value], frame) - 1
    if index < 0:
        return value[0].value
    before = value[index]
    if index + 1 == len(value):
        return before.value
    after = value[index + 1]
    share = (frame - before.frame) / (after.frame - before.frame)
    return before.value + (after.value - before.value) * eased(share, before.ease)


def moves(value: float | Sequence[Key]) -> bool:
    """True when ``value`` is not the same at every frame."""
    return not isinstance(value, int | float) and len({key.value for key in value}) > 1
