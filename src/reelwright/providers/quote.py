"""Money: what a model charges, what a job will cost at most, and what it did cost. Always ``Decimal`` USD."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_UP, Decimal
from fractions import Fraction

__all__ = ["FREE", "Cost", "Price", "Quote", "dollars", "micros", "usd"]

_MICRO = Decimal("0.000001")


def usd(value: Decimal | Fraction | int | str) -> Decimal:
    """``value`` as dollars, rounded up to a millionth: an estimate never loses a fraction of a cent."""
    if isinstance(value, Fraction):
        micros = -((-value.numerator * 1_000_000) // value.denominator)
        return Decimal(micros) * _MICRO
    return Decimal(value).quantize(_MICRO, rounding=ROUND_UP)


def micros(usd: Decimal, *, up: bool = False) -> int:
    """Dollars as whole millionths, rounded to the nearest, or up."""
    return int((usd * 1_000_000).to_integral_value(ROUND_UP if up else ROUND_HALF_EVEN))


def dollars(amount: int) -> Decimal:
    """Whole millionths as dollars."""
    return (Decimal(amount) / 1_000_000).quantize(Decimal("0.000001")).normalize() + Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Quote:
    """What a take will cost.

    ``usd`` is the upper bound that budgets reserve, None when nobody knows. ``low`` is the lower bound,
    when it differs. ``basis`` says how the figure is known; ``as_of`` is the date of a price table (ISO),
    "" otherwise.
    """

    usd: Decimal | None
    basis: str
    low: Decimal | None = None
    as_of: str = ""

    @property
    def known(self) -> bool:
        """True when there is an upper bound."""
        return self.usd is not None


@dataclass(frozen=True, slots=True)
class Cost:
    """What a job did cost, in the provider's own figures.

    ``usd`` is None when the provider gave no figure that converts to dollars. ``native`` keeps its own units:
    credits, tokens, hardware seconds. ``final`` is False while the provider only estimates.
    """

    usd: Decimal | None
    native: Mapping[str, float] = field(default_factory=dict)
    final: bool = True


@dataclass(frozen=True, slots=True)
class Price:
    """What a model charges, for the table and for quotes.

    ``per_second`` maps a resolution ("720p", "1080p", "4k") to USD per second of output; the key "" is the
    default. ``with_audio`` replaces it when sound is asked for. ``per_take`` is charged once. ``spread``
    widens the upper bound (1.2 = 20% above the table) where billing is by something that cannot be
    foreseen.
    """

    per_second: Mapping[str, Decimal] = field(default_factory=dict)
    per_take: Decimal = Decimal(0)
    with_audio: Mapping[str, Decimal] = field(default_factory=dict)
    as_of: str = ""
    source: str = ""
    spread: Decimal = Decimal(1)

    def rate(self, resolution: str = "", *, audio: bool = False) -> Decimal:
        """USD per second at ``resolution``; the dearest row when the table does not name it."""
        table = self.with_audio if audio and self.with_audio else self.per_second
        if not table:
            return Decimal(0)
        known = table.get(resolution.lower(), table.get(""))
        return known if known is not None else max(table.values())

    def quote(self, seconds: Fraction, resolution: str = "", *, audio: bool = False) -> Quote:
        """The quote for ``seconds`` of output."""
        rate = Fraction(self.rate(resolution, audio=audio))
        exact = rate * seconds + Fraction(self.per_take)
        basis = f"price table of {self.as_of}" if self.as_of else "price table"
        return Quote(usd(exact * Fraction(self.spread)), basis, low=usd(exact), as_of=self.as_of)


FREE = Price(source="runs on this machine")
"""The price of what this machine makes itself."""
