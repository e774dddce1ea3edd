"""What a person may decide about a job: adopt an id, submit again, give it up, or cancel it."""

from __future__ import annotations

from decimal import Decimal

from reelwright.errors import OptionError
from reelwright.providers.base import Provider, capabilities_of
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.job import Snapshot, State
from reelwright.providers.journal import Journal
from reelwright.providers.lease import new_owner
from reelwright.providers.quote import micros
from reelwright.providers.record import JobRecord

__all__ = ["adopt", "cancel", "resubmit", "write_off"]

_LEASE = 60.0


def _claimed(journal: Journal, job: str, allowed: tuple[State, ...], verb: str) -> tuple[JobRecord, str]:
    """The job with its lease in our hands.

    Raises:
        OptionError: its state does not allow ``verb``, or a worker has it.
    """
    record = journal.find(job)
    owner = new_owner()
    if record.state in allowed and not journal.claim(record.id, owner, _LEASE):
        raise OptionError(
            f"A worker has the job {record.id} in hand.",
            code="job-busy",
            hint="Stop that worker, or wait until its lease has run out.",
            job=record.id,
        )
    record = journal.get(record.id)
    if record.state not in allowed:
        raise OptionError(
            f"A job that is {record.state.replace('_', ' ')} cannot be {verb}.",
            code="bad-job-state",
            hint=f"Only jobs that are {' or '.join(allowed)} can.",
            job=record.id,
            state=record.state.value,
        )
    return record, owner


def adopt(journal: Journal, job: str, remote_id: str) -> JobRecord:
    """``remote_id`` is the job that the unknown submit created; the next run goes on with it.

    Raises:
        OptionError: the job is not unknown, or the id belongs to another job.
    """
    record, owner = _claimed(journal, job, (State.UNKNOWN, State.SUBMITTING), "adopted")
    if not remote_id.strip():
        raise OptionError("An id is needed.", code="bad-job-id", hint="Copy it from the provider's own list.")
    journal.accepted(record.id, remote_id.strip(), note="adopted by a person")
    journal.release(record.id, owner)
    return journal.get(record.id)


def write_off(journal: Journal, job: str, *, billed: Decimal | None = None) -> JobRecord:
    """Give the job up. ``billed`` is what the provider charged; None counts the whole reservation as spent.

    Raises:
        OptionError: the job has ended, or ``billed`` is negative.
    """
    if billed is not None and not (billed.is_finite() and billed >= 0):
        raise OptionError("What was billed is at least 0 USD.", code="bad-amount", hint="Write 0 or 1.25.")
    open_states = tuple(state for state in State if not state.terminal)
    record, owner = _claimed(journal, job, open_states, "written off")
    cost = record.reserved if billed is None else micros(billed)
    note = "written off; counted as billed" if billed is None else "written off by a person"
    journal.ended(record.id, owner, State.WRITTEN_OFF, cost, note, record.fault)
    journal.release(record.id, owner)
    return journal.get(record.id)


def resubmit(journal: Journal, job: str, *, billed: Decimal | None = None) -> JobRecord:
    """Give an unknown job up, so that the next run submits a new one; it may have to be paid for twice.

    Raises:
        OptionError: the job is not unknown.
    """
    record, owner = _claimed(journal, job, (State.UNKNOWN, State.SUBMITTING), "submitted again")
    journal.release(record.id, owner)
    return write_off(journal, record.id, billed=billed)


def cancel(journal: Journal, job: str, provider: Provider) -> tuple[JobRecord, Snapshot | None]:
    """Stop a job as far as its provider allows.

    Returns:
        The job, and what the provider said; None when it had not been submitted.

    Raises:
        OptionError: the job has ended, or nobody knows its id.
        ProviderFault: the provider cannot cancel.
    """
    states = (State.PREPARED, State.QUEUED, State.RUNNING)
    record, owner = _claimed(journal, job, states, "cancelled")
    try:
        if record.state is State.PREPARED:
            fault = ProviderFault(
                "Cancelled before it was submitted.", kind=Kind.GENERATION, created=Created.NO
            )
            journal.rejected(record.id, owner, fault, again=False)
            return journal.get(record.id), None
        assert record.remote_id is not None
        snapshot = provider.cancel(record.remote_id)
        if snapshot.state is State.CANCELLED:
            told = snapshot.cost
            caps = capabilities_of(provider, record.model)
            if told is not None and told.usd is not None:
                cost, note = micros(told.usd), "cancelled; the provider's own figure"
            elif caps.cancel_refunds == "yes":
                cost, note = 0, "cancelled; refunded"
            else:
                cost, note = record.reserved, "cancelled; counted as billed"
            journal.ended(record.id, owner, State.CANCELLED, cost, note, snapshot.fault)
        return journal.get(record.id), snapshot
    finally:
        journal.release(record.id, owner)
