"""Step 9: the one request that costs money, made once. Nothing else in Reelwright calls
``Provider.submit``."""

from __future__ import annotations

from reelwright.errors import ProviderError
from reelwright.providers.fault import Created, Kind, ProviderFault, adapter_failed
from reelwright.providers.job import State
from reelwright.providers.passage import AgainError, Passage

__all__ = ["submit"]


def submit(passage: Passage) -> None:
    """Submit, and sort a failure by what it may have cost.

    Raises:
        AgainError: nothing was created and trying again is harmless, or the outcome must be reconciled.
        ProviderFault: nothing was created, and trying again would not help.
    """
    prepared = passage.filled or passage.prepared
    if passage.job is None:
        if passage.remote_id is None:
            passage.remote_id = passage.provider.submit(prepared, passage.intent)
        return
    if not passage.submitting or passage.job.state is not State.SUBMITTING:
        return
    job = passage.job
    if passage.lease is not None and not passage.lease.fresh:
        # We slept for so long that somebody else may be looking after the job: leave it to reconciliation.
        passage.submitting = False
        raise AgainError
    try:
        passage.remote_id = passage.provider.submit(prepared, job.id)
    except ProviderError as error:
        passage.submitting = False
        if not isinstance(error, ProviderFault):
            error = adapter_failed("submitting", error, Created.MAYBE)
        _sort(passage, error)
    except Exception as error:
        # An adapter's own mistake: the request may have left before it.
        passage.submitting = False
        _sort(passage, adapter_failed("submitting", error, Created.MAYBE))
    else:
        passage.turns.succeeded(job.provider)


def _sort(passage: Passage, fault: ProviderFault) -> None:
    journal, job = passage.book_keeping, passage.job
    assert job is not None
    fault = passage.scrubbed(fault)
    if fault.transient:
        passage.turns.failed(job.provider, fault)
    if fault.created is not Created.NO:
        journal.ambiguous(job.id, passage.owner, fault)
        raise AgainError
    again = fault.resubmit_ok and job.submits < passage.policy.submits and not passage.late
    journal.rejected(job.id, passage.owner, fault, again=again)
    if not again:
        raise fault
    if fault.kind is not Kind.RATE_LIMIT:  # a rate limit is waited out in the queue for turns
        passage.wait(min(fault.retry_after or 0.25 * 2**job.submits, 30.0))
    raise AgainError
