"""Step 13: the reservation becomes the real cost, in the provider's own figure where it gives one.

Without it, money would stay reserved for ever and no job would come to its end.
"""

from __future__ import annotations

from decimal import Decimal

from reelwright.providers.fault import Kind
from reelwright.providers.job import State
from reelwright.providers.middleware.poll import ended_badly
from reelwright.providers.passage import Passage
from reelwright.providers.quote import dollars, micros

__all__ = ["settle"]


def settle(passage: Passage) -> None:
    """Settle a job that is at its end; a failure is then raised as it was reported.

    Raises:
        ProviderError: the job failed, was cancelled, or has expired.
    """
    snapshot, job = passage.snapshot, passage.job
    if snapshot is None:
        if job is not None and passage.kept and job.state is not State.SUCCEEDED:
            _end(passage, State.SUCCEEDED, job.reserved, "the estimate: the provider has forgotten the job")
        elif job is not None and job.settled is not None:
            passage.cost = dollars(job.settled)
        return
    if job is None:
        if snapshot.state is not State.SUCCEEDED:
            raise ended_badly(snapshot)
        return
    cost, note = _cost(passage)
    fault = snapshot.fault if snapshot.state is not State.SUCCEEDED else None
    if fault is not None:
        passage.book_keeping.ended(job.id, passage.owner, snapshot.state, cost, note, fault)
        passage.reload()
        raise ended_badly(snapshot)
    _end(passage, snapshot.state, cost, note)
    if snapshot.state is not State.SUCCEEDED:
        raise ended_badly(snapshot)


def _end(passage: Passage, state: State, cost: int, note: str) -> None:
    assert passage.job is not None
    passage.book_keeping.ended(passage.job.id, passage.owner, state, cost, note)
    passage.reload()
    passage.cost = dollars(passage.job.settled or 0)


def _cost(passage: Passage) -> tuple[int, str]:
    """Millionths of a dollar, and how they are known."""
    snapshot, job = passage.snapshot, passage.job
    assert snapshot is not None
    assert job is not None
    told = snapshot.cost
    if told is not None and told.usd is not None and told.final:
        return micros(max(told.usd, Decimal(0))), "the provider's own figure"
    if snapshot.state is State.SUCCEEDED:
        if not passage.prepared.quote.known:
            who = f"{passage.prepared.provider}/{passage.prepared.model}"
            passage.warnings.append(f"Nobody told what {who} charged for this take: the ledger says $0.")
            return 0, "unknown: nobody told what it cost"
        return job.reserved, "the estimate: the provider gave no figure"
    if snapshot.fault is not None and snapshot.fault.code == "no-output":
        return job.reserved, "counted as billed: the provider calls it a success"
    moderated = snapshot.fault is not None and snapshot.fault.kind is Kind.MODERATED
    billed = passage.caps.moderated_is_billed if moderated else passage.caps.failed_is_billed
    if billed is False:
        return 0, "not billed when it ends like this"
    return job.reserved, "counted as billed: the provider gave no figure"
