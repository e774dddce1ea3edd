"""Step 3: nothing is made at a price that nobody knows. Without it, a budget could not hold."""

from __future__ import annotations

from reelwright.errors import Refusal
from reelwright.providers.passage import Passage

__all__ = ["quote"]


def quote(passage: Passage) -> None:
    """Refuse a take without an upper estimate, unless that was accepted explicitly.

    Raises:
        Refusal: the price is unknown.
    """
    prepared = passage.prepared
    if prepared.quote.known or passage.policy.accept_unknown_cost:
        return
    raise Refusal(
        f"Nobody knows what {prepared.provider}/{prepared.model} will charge: {prepared.quote.basis}.",
        code="unknown-cost",
        hint="Use a model with a known price, or accept it with --accept-unknown-cost.",
        provider=prepared.provider,
        model=prepared.model,
    )
