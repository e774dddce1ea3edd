"""Step 6: an ambiguous submit is cleared up, or shown to a person. Without it, it would be paid for twice."""

from __future__ import annotations

from datetime import UTC, datetime

from reelwright.errors import ReelwrightError
from reelwright.providers.fault import Created, Kind, ProviderFault, adapter_failed
from reelwright.providers.job import State
from reelwright.providers.passage import Passage

__all__ = ["reconcile", "undecided"]

_IN_FLIGHT = 90.0  # longer than any one request may take


def undecided(job: str, provider: str, why: str) -> ProviderFault:
    """The fault that leaves the choice to a person."""
    return ProviderFault(
        f"Nobody knows whether {provider} created the job {job}: {why}",
        kind=Kind.UNAVAILABLE,
        created=Created.MAYBE,
        code="unknown-job-state",
        hint=(
            f"Look at the provider's own list. If it is there: reelwright jobs adopt {job} ID. If not: "
            f"reelwright jobs resubmit {job} to pay again, or reelwright jobs write-off {job} to give it up."
        ),
        job=job,
    )


def reconcile(passage: Passage) -> None:
    """Find out what became of a submit whose answer never arrived.

    Raises:
        ProviderFault: it cannot be told; the job stays UNKNOWN and its money reserved.
    """
    job = passage.job
    if job is None or passage.submitting or job.state not in (State.SUBMITTING, State.UNKNOWN):
        return
    journal = passage.book_keeping
    if job.state is State.SUBMITTING:
        journal.ambiguous(job.id, passage.owner, None)
    remote_id = _look(passage)
    if remote_id is not None:
        journal.accepted(job.id, remote_id, note="found by reconciliation")
    else:
        gone = ProviderFault(
            f"{job.provider} has no job for this submit.", kind=Kind.UNAVAILABLE, created=Created.NO
        )
        journal.rejected(job.id, passage.owner, gone, again=True)
    passage.reload()


def _look(passage: Passage) -> str | None:
    """The remote id; None only after the time in which a late request could still have created the job."""
    job = passage.job
    assert job is not None
    moment = (job.submitted or job.created) / 1e6
    since = datetime.fromtimestamp(moment, UTC)
    prepared = job.prepared
    # Somebody who only seems dead may still have the request on its way.
    grace = max(passage.policy.grace, _IN_FLIGHT if passage.taken_over else 0.0)
    while True:
        now = passage.book_keeping.book.clock() / 1e6
        waited = now - moment >= grace
        try:
            found = passage.provider.reconcile(prepared, job.id, since)
        except ProviderFault as fault:
            if not fault.transient or passage.late:
                raise undecided(job.id, job.provider, fault.message) from fault
            passage.wait(min(fault.retry_after or 1.0, 30.0))
            continue
        except ReelwrightError:
            raise
        except Exception as error:
            failed = passage.scrubbed(adapter_failed("looking for the job", error, Created.MAYBE))
            raise undecided(job.id, job.provider, failed.message) from error
        if found is not None or waited:
            return found
        passage.wait(min(max(grace - (now - moment), 0.01), 2.0))
