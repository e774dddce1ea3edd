"""Step 11: ask what has become of the job, as rarely as it may be asked, until it is at its end.

Without it, nobody would learn that a take is done. A deadline ends the waiting, never the job.
"""

from __future__ import annotations

import random
from dataclasses import replace

from reelwright.errors import ProviderError, ReelwrightError
from reelwright.providers.fault import Created, Kind, ProviderFault, adapter_failed
from reelwright.providers.job import Snapshot, State
from reelwright.providers.passage import Passage

__all__ = ["poll"]

_GROWTH = 1.5
_JITTER = 0.25
_MISSING = 4
_NEAR = 1.0  # seconds between polls of this machine at most: asking costs nothing
_ENDS = (State.SUCCEEDED, State.FAILED, State.CANCELLED, State.EXPIRED)


def poll(passage: Passage) -> None:
    """Poll until the provider reports an end; the snapshot is then in ``passage.snapshot``.

    Raises:
        ProviderFault: the deadline passed, or asking is refused (a wrong key); the job goes on.
    """
    job_id = _remote(passage)
    if job_id is None or passage.snapshot is not None:
        return
    pace = _Pace(passage)
    missing = 0
    while True:
        try:
            snapshot = _sane(passage, _scrubbed(passage, passage.provider.poll(job_id)))
            missing = 0
        except ProviderFault as fault:
            passage.scrubbed(fault)
            missing = missing + 1 if fault.kind is Kind.NOT_FOUND else 0
            if missing >= _MISSING and passage.kept:
                return  # forgotten there, but fetched and verified here
            if missing >= _MISSING:
                snapshot = Snapshot(State.EXPIRED, fault=fault)
            elif fault.transient or missing:
                pace.sleep(fault.retry_after)
                continue
            else:
                raise
        except ReelwrightError:
            raise
        except Exception as error:
            raise passage.scrubbed(adapter_failed("polling", error, Created.YES)) from error
        _note(passage, snapshot)
        if snapshot.state in _ENDS:
            passage.snapshot = snapshot
            return
        pace.sleep(snapshot.retry_after)


def _remote(passage: Passage) -> str | None:
    if passage.job is None:
        return passage.remote_id
    waiting = passage.job.state in (State.QUEUED, State.RUNNING, State.FETCHING)
    done = passage.job.state is State.FETCHING and passage.kept
    return passage.job.remote_id if waiting and (not done or passage.job.settled is None) else None


def _scrubbed(passage: Passage, snapshot: Snapshot) -> Snapshot:
    """``snapshot`` without the provider's secrets: what it says is kept in the journal."""
    http = passage.provider.http
    if http is None:
        return snapshot
    if snapshot.fault is not None:
        passage.scrubbed(snapshot.fault)
    return replace(snapshot, raw=http.scrubbed(snapshot.raw), warning=http.scrub(snapshot.warning))


def _sane(passage: Passage, snapshot: Snapshot) -> Snapshot:
    """A success without an output is a failure, whatever the service calls it."""
    if snapshot.state is not State.SUCCEEDED or snapshot.outputs:
        if snapshot.state in _ENDS or snapshot.state in (State.QUEUED, State.RUNNING):
            return snapshot
        raise ProviderFault(
            f"The adapter reported the state {snapshot.state}.", kind=Kind.GENERATION, created=Created.YES
        )
    fault = snapshot.fault or ProviderFault(
        f"{passage.prepared.provider} reported success without an output.",
        kind=Kind.GENERATION,
        created=Created.YES,
        code="no-output",
    )
    return Snapshot(State.FAILED, fault=fault, cost=snapshot.cost, raw=snapshot.raw)


def _note(passage: Passage, snapshot: Snapshot) -> None:
    passage.saw(snapshot)
    if snapshot.warning and snapshot.warning not in passage.warnings:
        passage.warnings.append(snapshot.warning)
    job = passage.job
    if job is None or snapshot.state in _ENDS[1:]:
        return
    state = State.FETCHING if snapshot.state is State.SUCCEEDED else snapshot.state
    if state is not job.state or (snapshot.warning and len(passage.warnings) == 1):
        passage.book_keeping.observed(job, passage.owner, snapshot, state)
        passage.reload()


class _Pace:
    """Time between polls: at least the model's, growing, jittered, never past the deadline."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        least = passage.policy.poll_least
        self._next = self._least = passage.caps.poll_seconds if least is None else least
        most = passage.policy.poll_most
        self._most = min(most, _NEAR) if passage.prepared.offline else most

    def sleep(self, retry_after: float | None) -> None:
        passage = self._passage
        if passage.late or (passage.lease is not None and passage.lease.lost):
            job = passage.job.id if passage.job else passage.remote_id
            raise ProviderFault(
                f"The job {job} of {passage.prepared.provider} is still under way.",
                kind=Kind.TIMEOUT,
                created=Created.YES,
                code="still-running",
                hint="Run the same command again later: it goes on with this job, and pays nothing new.",
                job=job,
            )
        spread = 1 + random.uniform(-_JITTER, _JITTER)
        passage.wait(max(self._least, retry_after or 0.0, min(self._next, self._most) * spread))
        self._next = min(max(self._next, 0.05) * _GROWTH, self._most)


def ended_badly(snapshot: Snapshot) -> ProviderError:
    """What to raise for a terminal state that is no success."""
    if snapshot.fault is not None:
        return snapshot.fault
    return ProviderFault(
        f"The job ended as {snapshot.state}, and no reason was given.",
        kind=Kind.GENERATION,
        created=Created.YES,
        code=f"job-{snapshot.state}",
    )
