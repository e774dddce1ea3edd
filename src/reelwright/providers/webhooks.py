"""Callbacks from providers: checked, counted once, and only ever a reason to ask the provider itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from reelwright.providers.base import Provider
from reelwright.providers.journal import Journal
from reelwright.store.ledger_schema import jobs, observations

__all__ = ["Call", "receive_webhook"]


@dataclass(frozen=True, slots=True)
class Call:
    """A callback that was genuine: the journal's job it is about (None: not ours), and whether it is news."""

    job: str | None
    event: str
    fresh: bool


def receive_webhook(provider: Provider, headers: Mapping[str, str], body: bytes, journal: Journal) -> Call:
    """Check a callback and note it once; what it says about the state is never believed.

    The caller then lets :func:`reelwright.providers.finish_jobs` (or the worker that has the job) poll.

    Args:
        provider: who is said to have sent it.
        headers: of the request, names in any case.
        body: the bytes as they came: a signature is over exactly these.
        journal: whose jobs.

    Raises:
        ProviderFault: the signature is wrong, the call is too old, or this provider signs none.
    """
    hook = provider.parse_webhook({name.lower(): value for name, value in headers.items()}, body)
    note = f"webhook {hook.event}" + (f" {hook.state}" if hook.state is not None else "")
    with journal.book.deciding() as connection:
        row = connection.execute(
            select(jobs).where(jobs.c.provider == provider.name, jobs.c.remote_id == hook.job)
        ).one_or_none()
        if row is None:
            return Call(None, hook.event, False)
        seen = connection.execute(
            select(observations.c.id).where(observations.c.job_id == row.id, observations.c.note == note)
        ).first()
        if seen is None:
            journal.note(connection, row, note)
        return Call(row.id, hook.event, seen is None)
