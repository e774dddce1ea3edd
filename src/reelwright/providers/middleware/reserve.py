"""Step 4: a job, its lease, and its money. Without it, nothing would be journalled and no budget would hold.

The upper estimate is reserved in the transaction that writes the job down, and the job for a take that is
under way already is joined instead of paid for again.
"""

from __future__ import annotations

from reelwright import telemetry
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.lease import is_dead
from reelwright.providers.passage import Passage

__all__ = ["reserve"]

_LOOK_AGAIN = 0.25


def reserve(passage: Passage) -> None:
    """Make or join the job of this take, and hold its lease.

    Raises:
        Refusal: a budget does not allow it.
        ProviderFault: the provider's key or address is missing, or another worker still has the job when the
            deadline passes.
    """
    journal = passage.journal
    if journal is None:
        return
    if passage.job is None:
        missing = passage.provider.ready()
        if missing:
            raise ProviderFault(
                f"Provider {passage.provider.name} is not ready: {missing}.",
                kind=Kind.AUTH,
                created=Created.NO,
                code="provider-not-ready",
                hint="Set what is missing in the environment; reelwright providers shows what is there.",
            )
        passage.job = journal.reserve(
            passage.prepared,
            passage.intent,
            project=passage.project,
            owner=passage.owner,
            lease=passage.policy.lease,
            trace_id=telemetry.trace_id(),
        )
    holder = passage.job.owner
    mine = holder == passage.owner  # just made, or gone through before: our heartbeat keeps it
    while not mine and not journal.claim(passage.job.id, passage.owner, passage.policy.lease):
        if passage.late:
            raise ProviderFault(
                f"Another worker has the job {passage.job.id} of this take.",
                kind=Kind.TIMEOUT,
                created=Created.MAYBE,
                code="job-busy",
                job=passage.job.id,
            )
        passage.wait(_LOOK_AGAIN)
    passage.claimed = True
    passage.taken_over = holder not in (None, passage.owner) and not is_dead(str(holder))
    passage.reload()
