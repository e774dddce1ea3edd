"""Step 8: SUBMITTING is committed before the request leaves. Without it, a killed worker would forget
a paid job."""

from __future__ import annotations

import time

from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.job import State
from reelwright.providers.passage import Passage

__all__ = ["begin"]

_LOOK_AGAIN = 1.0


def begin(passage: Passage) -> None:
    """Wait for this job's turn, then write down that it is being submitted.

    Raises:
        ProviderFault: the provider's circuit is open, or no turn came before the deadline; nothing was
        created.
    """
    job = passage.job
    if job is None or job.state is not State.PREPARED:
        return
    from reelwright.providers.turns import Limits, broken

    caps = passage.caps
    total = passage.policy.total or Limits()
    limits = passage.policy.limits or Limits(
        # What a person says of their account replaces what is usual.
        caps.concurrency if total.concurrency is None else None,
        caps.per_minute if total.per_minute is None else None,
    )
    journal = passage.book_keeping
    while True:
        asked = time.monotonic()
        wait = journal.begin(job.id, passage.owner, limits, passage.policy.lease, total=total)
        if passage.lease is not None:
            passage.lease.renewed(asked)
        if wait is None:
            break
        fault = None
        if wait.broken:
            fault = broken(job.provider, wait)
        elif passage.late:
            fault = ProviderFault(
                f"No turn came for this job: {wait.why}.",
                kind=Kind.RATE_LIMIT,
                created=Created.NO,
                code="no-turn",
                retry_after=wait.seconds,
            )
        if fault is not None:
            journal.rejected(job.id, passage.owner, fault, again=False)
            raise fault
        passage.wait(min(wait.seconds, _LOOK_AGAIN))
    passage.submitting = True
    passage.reload()
