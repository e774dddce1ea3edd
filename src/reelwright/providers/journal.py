"""Every job at every provider, written down BEFORE the request that may cost money.

::

    PREPARED ──▶ SUBMITTING ──▶ QUEUED ──▶ RUNNING ──▶ FETCHING ──▶ SUCCEEDED
       ▲            │  │                                  └──▶ FAILED, CANCELLED, EXPIRED
       └────────────┘  └──▶ UNKNOWN ──▶ QUEUED (found) | PREPARED (proven absent) | WRITTEN_OFF
       nothing was created

A change of state and its money are one transaction. Whoever works on a job holds its lease; a transition by
anybody else fails, so a worker that was presumed dead cannot do harm when it wakes up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar, Final

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from reelwright.errors import OptionError
from reelwright.providers import ledger
from reelwright.providers.book import Book
from reelwright.providers.download import Kept
from reelwright.providers.fault import ProviderFault
from reelwright.providers.job import Prepared, Snapshot, State
from reelwright.providers.lease import is_dead
from reelwright.providers.quote import micros
from reelwright.providers.record import JobRecord, fault_json, new_id
from reelwright.providers.turns import Limits, Wait, wait_for_turn
from reelwright.store.ledger_schema import job_outputs, jobs, observations

__all__ = ["Journal", "LostLeaseError"]

_RAW_LIMIT: Final = 64 * 1024
_OPEN = [state.value for state in State if not state.terminal]


class LostLeaseError(Exception):
    """Somebody else works on the job now."""


class Journal:
    """The jobs of one catalogue."""

    lost: ClassVar[type[Exception]] = LostLeaseError

    def __init__(self, book: Book) -> None:
        self.book = book

    # -- finding

    def get(self, job: str) -> JobRecord:
        """The job ``job``. Raises OptionError when there is none."""
        with self.book.reading() as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == job)).one_or_none()
        if row is None:
            raise _unknown(job)
        return JobRecord.of(row)

    def find(self, start: str) -> JobRecord:
        """The one job whose id, or whose provider's id, begins with ``start``.

        Raises:
            OptionError: none does, or several do.
        """
        with self.book.reading() as connection:
            by_id = jobs.c.id.startswith(start.lower(), autoescape=True)
            rows = connection.execute(select(jobs).where(by_id | (jobs.c.remote_id == start)).limit(2)).all()
        if len(rows) > 1:
            raise OptionError(
                f"Several jobs begin with “{start}”.", code="ambiguous-job", hint="Give more of its id."
            )
        if not rows or not start:
            raise _unknown(start)
        return JobRecord.of(rows[0])

    def latest(self, intent: str) -> JobRecord | None:
        """The last attempt at the take ``intent``."""
        with self.book.reading() as connection:
            row = connection.execute(
                select(jobs).where(jobs.c.intent == intent).order_by(jobs.c.attempt.desc()).limit(1)
            ).one_or_none()
        return None if row is None else JobRecord.of(row)

    def jobs(self, *, states: Iterable[State] = (), limit: int | None = None) -> list[JobRecord]:
        """Jobs, the newest first; all of them, or those in ``states``."""
        query = select(jobs).order_by(jobs.c.id.desc()).limit(limit)
        wanted = [state.value for state in states]
        with self.book.reading() as connection:
            rows = connection.execute(query.where(jobs.c.state.in_(wanted)) if wanted else query).all()
        return [JobRecord.of(row) for row in rows]

    def unfinished(self) -> list[JobRecord]:
        """Jobs that are not at their end, the oldest first."""
        return self.jobs(states=[state for state in State if not state.terminal])[::-1]

    def observations(self, job: str) -> list[dict[str, Any]]:
        """What was seen of ``job``, in order: ``at`` (microseconds), ``state``, ``note``, ``raw``."""
        with self.book.reading() as connection:
            rows = connection.execute(
                select(observations).where(observations.c.job_id == job).order_by(observations.c.id)
            ).all()
        return [
            {"at": row.at, "state": row.state, "note": row.note, "raw": json.loads(row.raw)} for row in rows
        ]

    def outputs(self, job: str) -> list[dict[str, Any]]:
        """The verified files of ``job``: ``number``, ``path``, ``digest``, ``size``, ``mime``."""
        with self.book.reading() as connection:
            rows = connection.execute(
                select(job_outputs).where(job_outputs.c.job_id == job).order_by(job_outputs.c.number)
            ).all()
        return [dict(row._mapping) for row in rows]

    # -- the way of a job

    def reserve(
        self, prepared: Prepared, intent: str, *, project: str, owner: str, lease: float, trace_id: str | None
    ) -> JobRecord:
        """The job for ``intent``: the one that is under way or done, else a new one with its money reserved.

        Raises:
            Refusal: a budget does not allow it; nothing was written.
        """
        now = self.book.clock()
        with self.book.deciding() as connection:
            last = connection.execute(
                select(jobs).where(jobs.c.intent == intent).order_by(jobs.c.attempt.desc()).limit(1)
            ).one_or_none()
            if last is not None and (last.state in _OPEN or last.state == State.SUCCEEDED):
                return JobRecord.of(last)
            amount = micros(prepared.quote.usd or Decimal(0), up=True)
            job = new_id()
            values = {
                "id": job,
                "intent": intent,
                "attempt": 1 if last is None else last.attempt + 1,
                "project": project,
                "provider": prepared.provider,
                "model": prepared.model,
                "task": prepared.task.value,
                "state": State.PREPARED.value,
                "prepared": prepared.as_json(),
                "reserved": amount,
                "basis": prepared.quote.basis,
                "submits": 0,
                "created": now,
                "updated": now,
                "owner": owner,
                "lease": now + int(lease * 1e6),
                "trace_id": trace_id,
            }
            connection.execute(insert(jobs).values(**values))
            ledger.reserve(connection, job, amount, project=project, provider=prepared.provider, now=now)
            self._observe(connection, job, State.PREPARED, "", {}, now)
            row = connection.execute(select(jobs).where(jobs.c.id == job)).one()
        return JobRecord.of(row)

    def claim(self, job: str, owner: str, lease: float) -> bool:
        """Take the lease of ``job`` for ``lease`` seconds if it is free, ours, or its holder is
        presumed dead."""
        with self.book.deciding() as connection:
            row = connection.execute(select(jobs.c.owner, jobs.c.lease).where(jobs.c.id == job)).one()
            now = self.book.clock()
            if row.owner not in (None, owner) and row.lease > now and not is_dead(row.owner):
                return False
            connection.execute(
                update(jobs).where(jobs.c.id == job).values(owner=owner, lease=now + int(lease * 1e6))
            )
            return True

    def renew(self, job: str, owner: str, lease: float) -> bool:
        """Keep the lease; False when it was lost."""
        with self.book.deciding() as connection:
            until = self.book.clock() + int(lease * 1e6)
            mine = (jobs.c.id == job, jobs.c.owner == owner)
            return connection.execute(update(jobs).where(*mine).values(lease=until)).rowcount == 1

    def release(self, job: str, owner: str) -> None:
        """Give the lease back."""
        with self.book.deciding() as connection:
            connection.execute(
                update(jobs).where(jobs.c.id == job, jobs.c.owner == owner).values(owner=None, lease=0)
            )

    def begin(
        self, job: str, owner: str, limits: Limits, lease: float = 60.0, *, total: Limits | None = None
    ) -> Wait | None:
        """PREPARED to SUBMITTING, committed, if it is this job's turn; else how long to wait.

        Either way the lease lasts ``lease`` seconds from now.

        Raises:
            LostLeaseError: the job is somebody else's, or not PREPARED any more.
        """
        now = self.book.clock()
        with self.book.deciding() as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == job)).one()
            if row.owner != owner or row.lease <= now or row.state != State.PREPARED:
                raise LostLeaseError(job)
            until = now + int(lease * 1e6)
            connection.execute(update(jobs).where(jobs.c.id == job).values(lease=until))
            wait = wait_for_turn(connection, row, limits, now, total)
            if wait is None:
                self._move(
                    connection, job, owner, State.SUBMITTING, now, submitted=now, submits=row.submits + 1
                )
            return wait

    def accepted(self, job: str, remote_id: str, note: str = "") -> None:
        """The provider has the job under ``remote_id``: SUBMITTING or UNKNOWN to QUEUED.

        It is a fact, whoever learns it, so no lease is asked for: an id that is known is never thrown away.

        Raises:
            LostLeaseError: the job has gone another way meanwhile.
            OptionError: another job already has that id.
        """
        with self.book.deciding() as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == job)).one()
            if row.state not in (State.SUBMITTING, State.UNKNOWN):
                raise LostLeaseError(job)
            now = self.book.clock()
            self._move(
                connection, job, row.owner, State.QUEUED, now, note=note, remote_id=remote_id, fault=None
            )

    def rejected(self, job: str, owner: str, fault: ProviderFault, *, again: bool) -> None:
        """Proven that nothing was created: back to PREPARED to try ``again``, else FAILED and its
        money free."""
        now = self.book.clock()
        with self.book.deciding() as connection:
            text = fault_json(fault)
            if again:
                self._move(connection, job, owner, State.PREPARED, now, note=fault.message, fault=text)
                return
            row = self._move(
                connection,
                job,
                owner,
                State.FAILED,
                now,
                note=fault.message,
                fault=text,
                finished=now,
                settled=0,
            )
            ledger.settle(connection, row, 0, now, "nothing was created")

    def ambiguous(self, job: str, owner: str, fault: ProviderFault | None) -> None:
        """Nobody knows whether the submit created anything: UNKNOWN, its money stays reserved."""
        with self.book.deciding() as connection:
            note = fault.message if fault else "the worker died while it was submitting"
            self._move(
                connection, job, owner, State.UNKNOWN, self.book.clock(), note=note, fault=fault_json(fault)
            )

    def observed(self, record: JobRecord, owner: str, snapshot: Snapshot, state: State) -> None:
        """What a poll saw, when it is news: the state changed, or there is a warning."""
        now = self.book.clock()
        with self.book.deciding() as connection:
            self._move(connection, record.id, owner, state, now, note=snapshot.warning, raw=snapshot.raw)

    def kept(self, job: str, owner: str, files: Iterable[Kept]) -> None:
        """The verified files of ``job``."""
        now = self.book.clock()
        with self.book.deciding() as connection:
            self._mine(connection, job, owner)
            for number, file in enumerate(files):
                values = {
                    "path": str(file.path),
                    "digest": file.digest,
                    "size": file.size,
                    "mime": file.clip.mime,
                    "at": now,
                }
                same = (job_outputs.c.job_id == job, job_outputs.c.number == number)
                if connection.execute(update(job_outputs).where(*same).values(**values)).rowcount == 0:
                    connection.execute(insert(job_outputs).values(job_id=job, number=number, **values))

    def ended(
        self, job: str, owner: str, state: State, cost: int, note: str, fault: ProviderFault | None = None
    ) -> None:
        """A terminal state and its settlement, as one. ``cost`` is in millionths of a dollar."""
        now = self.book.clock()
        with self.book.deciding() as connection:
            before = connection.execute(select(jobs.c.settled).where(jobs.c.id == job)).scalar_one()
            row = self._move(
                connection,
                job,
                owner,
                state,
                now,
                note=note,
                finished=now,
                settled=cost if before is None else before,
                fault=fault_json(fault),
            )
            if before is None:
                ledger.settle(connection, row, cost, now, note)

    def reopened(self, job: str, owner: str) -> None:
        """A job that succeeded, but whose files are gone from here: to be fetched again. No money moves."""
        with self.book.deciding() as connection:
            self._move(
                connection, job, owner, State.FETCHING, self.book.clock(), note="its files are fetched again"
            )

    def orphaned(self, job: str, remote_id: str) -> None:
        """Note a second job that a late submit created at the provider: it is billed, and nobody waits
        for it."""
        with self.book.deciding() as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == job)).one()
            self.note(connection, row, f"a late submit also created {remote_id}; cancel it with the provider")

    # -- inside a transaction

    def note(self, connection: Connection, row: Any, text: str) -> None:
        """Add an observation that changes nothing about the job ``row``."""
        self._observe(connection, row.id, State(row.state), text, {}, self.book.clock())

    def _mine(self, connection: Connection, job: str, owner: str) -> Any:
        row = connection.execute(select(jobs).where(jobs.c.id == job)).one()
        if row.owner != owner:
            raise LostLeaseError(job)
        return row

    def _move(
        self,
        connection: Connection,
        job: str,
        owner: str,
        state: State,
        now: int,
        *,
        note: str = "",
        raw: dict[str, Any] | None = None,
        **values: Any,
    ) -> Any:
        """Change the state of our own job; returns the row as it was, for the settlement."""
        row = self._mine(connection, job, owner)
        try:
            connection.execute(
                update(jobs).where(jobs.c.id == job).values(state=state.value, updated=now, **values)
            )
        except IntegrityError:
            raise OptionError(
                f"Another job of {row.provider} already has the id {values.get('remote_id')}.",
                code="job-taken",
                hint="Check the id with the provider; reelwright jobs list shows the others.",
            ) from None
        self._observe(connection, job, state, note, raw or {}, now)
        return row

    @staticmethod
    def _observe(
        connection: Connection, job: str, state: State, note: str, raw: dict[str, Any], now: int
    ) -> None:
        text = json.dumps(raw, sort_keys=True, default=str)
        if len(text) > _RAW_LIMIT:
            text = json.dumps({"truncated": text[:_RAW_LIMIT]})
        connection.execute(
            insert(observations).values(job_id=job, at=now, state=state.value, note=note[:2000], raw=text)
        )


def _unknown(job: str) -> OptionError:
    return OptionError(
        f"There is no job “{job}”.",
        code="unknown-job",
        hint="reelwright jobs list shows them; check --project.",
    )
