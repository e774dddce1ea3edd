"""Whose turn it is: concurrency and rate limits of a provider, the waiting it asked for, and its circuit
breaker.

All of it lives in the database, so that every worker on every machine keeps to it together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from reelwright.providers.book import Book
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.job import State
from reelwright.store.ledger_schema import jobs, pauses

__all__ = ["Limits", "Turns", "wait_for_turn"]

_ACTIVE: Final = [state.value for state in (State.SUBMITTING, State.UNKNOWN, State.QUEUED, State.RUNNING)]
_BREAK_AFTER: Final = 5
_BREAK_SECONDS: Final = 30.0
_BREAK_LONGEST: Final = 600.0
_MINUTE: Final = 60_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a provider may be asked at once: jobs under way, and submits per minute (None: any number)."""

    concurrency: int | None = None
    per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """No turn yet: look again in ``seconds``. ``broken`` means that the provider keeps failing."""

    seconds: float
    why: str
    broken: bool = False


def wait_for_turn(
    connection: Connection, row: Any, limits: Limits, now: int, total: Limits | None = None
) -> Wait | None:
    """None when the job ``row`` may be submitted now, within a deciding transaction.

    ``limits`` hold for its model, ``total`` for all models of its provider together.
    """
    pause = connection.execute(select(pauses).where(pauses.c.provider == row.provider)).one_or_none()
    if pause is not None and pause.until > now:
        return Wait((pause.until - now) / 1e6, pause.why, pause.failures >= _BREAK_AFTER)
    provider, model = jobs.c.provider == row.provider, jobs.c.model == row.model
    wait = _under(connection, row, limits, now, f"{row.provider}/{row.model}", provider, model)
    if wait is None and total is not None:
        wait = _under(connection, row, total, now, row.provider, provider)
    return wait


def _under(
    connection: Connection, row: Any, limits: Limits, now: int, whose: str, *same: ColumnElement[bool]
) -> Wait | None:
    if limits.concurrency is not None:
        active = select(func.count()).where(*same, jobs.c.state.in_(_ACTIVE), jobs.c.id != row.id)
        if connection.execute(active).scalar_one() >= limits.concurrency:
            return Wait(0.5, f"{limits.concurrency} jobs of {whose} are under way")
    if limits.per_minute is not None:
        recent = select(func.count(), func.min(jobs.c.submitted)).where(
            *same, jobs.c.submitted > now - _MINUTE
        )
        count, oldest = connection.execute(recent).one()
        if count >= limits.per_minute:
            left = max((oldest + _MINUTE - now) / 1e6, 0.01)
            return Wait(left, f"{limits.per_minute} submits a minute to {whose}")
    return None


class Turns:
    """The pauses of providers. A success closes the circuit again; five failures in a row open it."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def failed(self, provider: str, fault: ProviderFault) -> None:
        """Note a submit that failed for a passing reason: wait as long as asked, longer after each
        failure."""
        now = self._book.clock()
        with self._book.deciding() as connection:
            row = connection.execute(select(pauses).where(pauses.c.provider == provider)).one_or_none()
            limited = fault.kind is Kind.RATE_LIMIT
            failures = (row.failures if row else 0) + (0 if limited else 1)
            seconds = fault.retry_after or (1.0 if limited else 0.0)
            if failures >= _BREAK_AFTER:
                seconds = max(seconds, min(_BREAK_SECONDS * 2 ** (failures - _BREAK_AFTER), _BREAK_LONGEST))
            until = max(now + int(seconds * 1e6), row.until if row else 0)
            values = {"failures": failures, "until": until, "why": fault.message[:300]}
            if row is None:
                connection.execute(insert(pauses).values(provider=provider, **values))
            else:
                connection.execute(update(pauses).where(pauses.c.provider == provider).values(**values))

    def succeeded(self, provider: str) -> None:
        """Forget the failures of ``provider``."""
        with self._book.reading() as connection:
            known = connection.execute(
                select(pauses.c.failures).where(pauses.c.provider == provider)
            ).scalar_one_or_none()
        if known:
            with self._book.deciding() as connection:
                connection.execute(
                    update(pauses).where(pauses.c.provider == provider).values(failures=0, until=0)
                )


def broken(provider: str, wait: Wait) -> ProviderFault:
    """The fault of a provider whose circuit is open: nothing is sent to it for a while."""
    return ProviderFault(
        f"{provider} keeps failing, so nothing is sent to it for {wait.seconds:.0f} s: {wait.why}",
        kind=Kind.UNAVAILABLE,
        created=Created.NO,
        code="circuit-open",
        hint="Wait, or route the shot to another provider.",
        retry_after=wait.seconds,
    )
