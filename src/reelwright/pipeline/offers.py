"""What the takes of a film would cost, by who makes them, and how that is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reelwright.pipeline.report import dollars

if TYPE_CHECKING:
    from reelwright.providers import Take

__all__ = ["Offer", "offers_of"]


@dataclass(frozen=True, slots=True)
class Offer:
    """``takes`` takes of one model, for ``low`` to ``high`` US dollars together; ``basis`` says how that is
    known. ``high`` is None when nobody knows."""

    provider: str
    model: str
    low: Decimal
    high: Decimal | None
    basis: str
    takes: int = 1

    @classmethod
    def of(cls, take: Take) -> Offer | None:
        """The provider's quote for ``take``; None when it has none, or makes it for nothing."""
        quote = take.quote
        if quote is None or (quote.usd == 0 and not quote.low):
            return None
        low = quote.usd if quote.low is None else quote.low
        return cls(take.provider, take.model, low or Decimal(0), quote.usd, quote.basis)

    def as_dict(self) -> dict[str, Any]:
        """A JSON object; ``max`` is null when nobody knows."""
        return {
            "provider": self.provider,
            "model": self.model,
            "takes": self.takes,
            "usd": {"min": dollars(self.low), "max": None if self.high is None else dollars(self.high)},
            "basis": self.basis,
        }


def offers_of(single: Iterable[Offer]) -> tuple[Offer, ...]:
    """One offer for each model and basis, in the order of their first takes."""
    found: dict[tuple[str, str, str], Offer] = {}
    for offer in single:
        key = (offer.provider, offer.model, offer.basis)
        before = found.get(key)
        if before is None:
            found[key] = offer
            continue
        known = before.high is not None and offer.high is not None
        found[key] = Offer(
            *key[:2],
            low=before.low + offer.low,
            high=(before.high or Decimal(0)) + (offer.high or Decimal(0)) if known else None,
            basis=offer.basis,
            takes=before.takes + 1,
        )
    return tuple(found.values())
