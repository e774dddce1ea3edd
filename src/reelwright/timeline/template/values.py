"""What expressions work with, and how it is written out in a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from reelwright.errors import InputError

__all__ = ["LONGEST_TEXT", "Length", "Money", "Value", "money_text", "number_text", "text_of"]

LONGEST_TEXT: Final = 20_000
"""Characters that a filled text may have."""

_PLACES: Final = 1_000_000


@dataclass(frozen=True, slots=True, order=True)
class Length:
    """A length of time in whole frames, and what a second is."""

    frames: int
    rate: Fraction

    @property
    def seconds(self) -> Fraction:
        """The exact seconds."""
        return self.frames / self.rate


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: str


Value = Fraction | str | bool | None | Length | Money | date | tuple["Value", ...] | Mapping[str, "Value"]
"""Everything an expression can give."""


def text_of(value: Value, language: str) -> str:
    """``value`` as a person writes it in ``language`` (a locale such as ``de`` or ``en_GB``).

    Raises:
        InputError: lists and groups are no text.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, Fraction):
        return number_text(value, language)
    if isinstance(value, Length):
        return number_text(value.seconds, language)
    if isinstance(value, Money):
        return money_text(value, language)
    if isinstance(value, date):
        from babel.dates import format_date

        return str(format_date(value, "long", locale=language))
    raise InputError(
        "A list cannot be written as text.",
        code="bad-expression",
        hint="Write it out with |join, or repeat something for each of its items.",
    )


def number_text(value: Fraction, language: str, places: int | None = None) -> str:
    """A number with the language's own signs; at most three decimals, or exactly ``places``."""
    from babel.numbers import format_decimal

    pattern = "#,##0.###" if places is None else "#,##0" + ("." + "0" * places if places else "")
    exact = Decimal(round(value * _PLACES)) / _PLACES
    return str(format_decimal(exact, format=pattern, locale=language))


def money_text(value: Money, language: str, *, short: bool = False) -> str:
    """An amount with its currency; ``short`` leaves cents out where there are none."""
    from babel.numbers import format_currency

    if short and value.amount == value.amount.to_integral_value():
        from babel import Locale

        pattern = Locale.parse(language).currency_formats["standard"].pattern.replace(".00", "")
        return str(
            format_currency(
                value.amount, value.currency, format=pattern, locale=language, currency_digits=False
            )
        )
    return str(format_currency(value.amount, value.currency, locale=language))
