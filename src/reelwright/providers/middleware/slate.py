"""Step 14: what the take's slate says. Without it, nobody could tell how a take was made, or what it cost."""

from __future__ import annotations

from typing import Any

from reelwright.providers.passage import Passage
from reelwright.providers.rules import RULES_VERSION

__all__ = ["slate"]


def slate(passage: Passage) -> None:
    """Gather the facts that go into the slate with the recipe: who, which model, which job, what it cost."""
    prepared, snapshot, job = passage.prepared, passage.snapshot, passage.job
    facts: dict[str, Any] = {
        "cost_usd": str(passage.cost),
        "provider": prepared.provider,
        "model": prepared.model,
        "task": prepared.task.value,
        "quote_usd": None if prepared.quote.usd is None else str(prepared.quote.usd),
        "quote_basis": prepared.quote.basis,
        "safety_rules": RULES_VERSION,
    }
    if job is not None:
        facts |= {"job": job.id, "remote_id": job.remote_id, "attempt": job.attempt}
    if snapshot is not None and snapshot.seed is not None:
        facts["seed"] = snapshot.seed
    if snapshot is not None and snapshot.cost is not None and snapshot.cost.native:
        facts["native_cost"] = dict(snapshot.cost.native)
    if prepared.notes or passage.warnings:
        facts["notes"] = [*prepared.notes, *passage.warnings]
    passage.facts = facts
