"""Hard budgets and the ledger: what was reserved, what it came to, and whether one more job may start.

Every row only adds. A budget holds the sum of ``amount`` over its rows: a reservation adds the upper
estimate, the settlement adds the difference to the real cost, a release takes the reservation back.
Deciding and writing happen in one transaction that no other decision overlaps, so that workers cannot
overspend between them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from reelwright.errors import OptionError, Refusal
from reelwright.providers.book import Book
from reelwright.providers.quote import dollars
from reelwright.store.ledger_schema import budgets, jobs, ledger

__all__ = ["Budget", "Budgets", "Scope", "reserve", "settle"]

Scope = Literal["project", "day", "provider"]

_SCOPES: Final[tuple[Scope, ...]] = ("project", "day", "provider")
_ALL: Final = "*"
_LARGEST: Final = Decimal(10) ** 12


def day_of(moment: int) -> str:
    """The UTC day of a moment in microseconds."""
    return datetime.fromtimestamp(moment / 1_000_000, UTC).date().isoformat()


@dataclass(frozen=True, slots=True)
class Budget:
    """One hard limit: of a project, of every single day, or of a provider.

    ``held`` is what open reservations hold and ``spent`` what settled jobs came to; ``left`` may be negative
    when a provider charged more than its price table said.
    """

    scope: Scope
    name: str
    limit: Decimal
    held: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        """What may still be reserved."""
        return self.limit - self.held - self.spent

    def as_dict(self) -> dict[str, str]:
        """The budget as a JSON object; amounts in USD."""
        return {
            "scope": self.scope,
            "name": self.name,
            "limit_usd": str(self.limit),
            "held_usd": str(self.held),
            "spent_usd": str(self.spent),
            "left_usd": str(self.left),
        }


def _rows_of(scope: str, name: str) -> ColumnElement[bool]:
    column = {"day": ledger.c.day, "project": ledger.c.project, "provider": ledger.c.provider}[scope]
    return column == name


def _committed(connection: Connection, where: ColumnElement[bool]) -> int:
    return int(
        connection.execute(select(func.coalesce(func.sum(ledger.c.amount), 0)).where(where)).scalar_one()
    )


def reserve(connection: Connection, job: str, amount: int, *, project: str, provider: str, now: int) -> None:
    """Hold ``amount`` for ``job``, within a deciding transaction.

    Raises:
        Refusal: a budget does not allow it; nothing was written. ``facts`` name the budget.
    """
    day = day_of(now)
    if amount > 0:
        for row in connection.execute(select(budgets)).all():
            names = {"project": project, "provider": provider, "day": day}
            if row.name not in (_ALL, names[row.scope]):
                continue
            name = names[row.scope]
            committed = _committed(connection, _rows_of(row.scope, name))
            if committed + amount > row.limit:
                raise _exceeded(row.scope, name, row.limit, committed, amount)
    _add(connection, job, "reserve", amount, project, provider, day, now, "upper estimate")


def _exceeded(scope: str, name: str, limit: int, committed: int, amount: int) -> Refusal:
    what = {"project": f"of the project {name}", "day": f"of the day {name}", "provider": f"for {name}"}[
        scope
    ]
    raise_ = f"provider:{name}" if scope == "provider" else scope
    return Refusal(
        f"The budget {what} is ${dollars(limit)}; ${dollars(committed)} of it are spent or reserved, and "
        f"this take may cost ${dollars(amount)}.",
        code="budget-exceeded",
        hint=f"Raise it with reelwright budget set {raise_} AMOUNT, or use a cheaper model.",
        budget=scope,
        name=name,
        limit_usd=str(dollars(limit)),
        committed_usd=str(dollars(committed)),
        asked_usd=str(dollars(amount)),
    )


def settle(connection: Connection, row: Any, cost: int, now: int, note: str) -> None:
    """Replace the reservation of the job ``row`` by its real ``cost``, within a deciding transaction."""
    entry = "settle" if cost or row.reserved == 0 else "release"
    # Belongs to the day of its reservation, or a job that ends after midnight would free nothing.
    first = select(ledger.c.day).where(ledger.c.job_id == row.id, ledger.c.entry == "reserve")
    day = connection.execute(first).scalar() or day_of(now)
    _add(connection, row.id, entry, cost - row.reserved, row.project, row.provider, day, now, note)


def _add(
    connection: Connection,
    job: str,
    entry: str,
    amount: int,
    project: str,
    provider: str,
    day: str,
    now: int,
    note: str,
) -> None:
    connection.execute(
        insert(ledger).values(
            job_id=job,
            entry=entry,
            amount=amount,
            project=project,
            provider=provider,
            day=day,
            at=now,
            note=note,
        )
    )


class Budgets:
    """The limits, and what they hold. ``name`` "*" stands for every project, provider or day."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def put(self, scope: Scope, name: str, limit: Decimal | None) -> None:
        """Set a limit in USD; None removes it. A day's limit holds for each day, so its name is "*".

        Raises:
            OptionError: unknown scope, or an amount that is not between 0 and 10^12.
        """
        if scope not in _SCOPES:
            raise OptionError(
                f"There is no budget of a “{scope}”.", code="bad-budget", hint=f"Known: {', '.join(_SCOPES)}."
            )
        if limit is not None and not (limit.is_finite() and 0 <= limit <= _LARGEST):
            raise OptionError(
                "A budget is an amount of at least 0 USD.", code="bad-budget", hint="Write 25 or 2.50."
            )
        with self._book.deciding() as connection:
            connection.execute(delete(budgets).where(budgets.c.scope == scope, budgets.c.name == name))
            if limit is not None:
                # A limit is never rounded up: what it does not cover is not spent.
                connection.execute(
                    insert(budgets).values(
                        scope=scope, name=name, limit=int(limit * 1_000_000), set_at=self._book.clock()
                    )
                )

    def all(self) -> list[Budget]:
        """Every limit with what it holds; "*" is spelled out for each name that has rows, and for today."""
        today = day_of(self._book.clock())
        with self._book.reading() as connection:
            rows = connection.execute(select(budgets).order_by(budgets.c.scope, budgets.c.name)).all()
            return [
                self._budget(connection, row, name)
                for row in rows
                for name in self._names(connection, row, today)
            ]

    def holding(self, project: str, providers: Collection[str]) -> list[Budget]:
        """The limits that takes of ``project`` by ``providers`` must keep to today, with what they hold."""
        today = day_of(self._book.clock())
        names = {"project": [project], "provider": sorted(providers), "day": [today]}
        with self._book.reading() as connection:
            rows = connection.execute(select(budgets).order_by(budgets.c.scope, budgets.c.name)).all()
            return [
                self._budget(connection, row, name)
                for row in rows
                for name in names[row.scope]
                if row.name in (_ALL, name)
            ]

    def _budget(self, connection: Connection, row: Any, name: str) -> Budget:
        where = _rows_of(row.scope, name)
        committed, spent = _committed(connection, where), self._spent(connection, where)
        return Budget(row.scope, name, dollars(row.limit), dollars(committed - spent), dollars(spent))

    @staticmethod
    def _names(connection: Connection, row: Any, today: str) -> list[str]:
        if row.name != _ALL:
            return [row.name]
        if row.scope == "day":
            return [today]
        column = ledger.c.project if row.scope == "project" else ledger.c.provider
        found = connection.execute(select(column).distinct().order_by(column)).scalars().all()
        return list(found) or [_ALL]

    @staticmethod
    def _spent(connection: Connection, where: ColumnElement[bool]) -> int:
        settled = select(func.coalesce(func.sum(ledger.c.amount), 0)).where(
            where, ledger.c.job_id.in_(select(jobs.c.id).where(jobs.c.settled.is_not(None)))
        )
        return int(connection.execute(settled).scalar_one())

    def totals(self) -> dict[str, str]:
        """USD over the whole ledger: ``held`` by open jobs, ``spent`` by settled ones."""
        with self._book.reading() as connection:
            everything = ledger.c.id.is_not(None)
            committed, spent = _committed(connection, everything), self._spent(connection, everything)
        return {"held_usd": str(dollars(committed - spent)), "spent_usd": str(dollars(spent))}
