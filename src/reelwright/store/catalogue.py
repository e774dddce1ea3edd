"""The catalogue: slates, which artifacts are held, and which files were exported, as rows."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, bindparam, delete, func, insert, or_, select, update

from reelwright.errors import StoreError
from reelwright.store.artifact import Output, Slate
from reelwright.store.database import connect, migrate, readable_errors, writing
from reelwright.store.postgres import shown
from reelwright.store.record import micros, moment
from reelwright.store.schema import current, outputs, slates

__all__ = ["Catalogue", "Held"]

_abandoned: list[Engine] = []


def _slate(row: Any) -> Slate:
    return Slate(
        key=row.key,
        digest=row.digest,
        size=row.size,
        op=row.op,
        version=row.version,
        params=json.loads(row.params),
        inputs=json.loads(row.inputs),
        created=moment(row.created),
        seconds=row.seconds,
        cost_usd=Decimal(row.cost_usd),
        trace_id=row.trace_id,
        host=row.host,
        user=row.user,
        reelwright=row.reelwright,
        facts=json.loads(row.facts),
    )


@dataclass(frozen=True, slots=True)
class Held:
    """One artifact whose bytes are held: enough to serve it, and to decide what goes."""

    key: str
    digest: str
    size: int
    used: int
    inputs: Mapping[str, str]


_HELD: Final = select(slates.c.digest, slates.c.size, current.c.used).join_from(current, slates)
_HERE: Final = current.c.place == bindparam("here")
_FIND: Final = _HELD.where(_HERE, current.c.key == bindparam("wanted"))
_TOUCH: Final = (
    update(current)
    .where(_HERE, current.c.key == bindparam("one"), current.c.used < bindparam("moment"))
    .values(used=bindparam("moment"))
)


class Catalogue:
    """Rows in a SQL database; safe between threads and processes.

    Args:
        url: of the database.
        guard: a lock file that serialises migrations of a database in a file.
        read_only: never write, not even to migrate.
        place: the store whose artifacts these are, where several share one database; 32 characters at most.

    Raises:
        StoreError: the database cannot be opened, or a newer version wrote it.
    """

    def __init__(self, url: URL, guard: Path, *, read_only: bool = False, place: str = "") -> None:
        self._url, self._read_only, self.place = url, read_only, place
        self._where = shown(url)
        self._connected = connect(url, read_only=read_only)
        self._pid = os.getpid()
        with readable_errors(self._where):
            migrate(self._connected, guard, self._where, read_only=read_only)

    @property
    def _engine(self) -> Engine:
        if self._pid != os.getpid():
            # A connection must not cross a fork, and closing the parent's here would disturb it.
            _abandoned.append(self._connected)
            self._connected = connect(self._url, read_only=self._read_only)
            self._pid = os.getpid()
        return self._connected

    def close(self) -> None:
        """Close the connections; the next use opens others."""
        if self._pid == os.getpid():
            self._connected.dispose()

    # -- artifacts

    def find(self, key: str) -> tuple[str, int, int] | None:
        """(digest, size, last use in microseconds) of the artifact of recipe ``key``, if it is held."""
        with readable_errors(self._where), self._engine.connect() as connection:
            row = connection.execute(_FIND, {"here": self.place, "wanted": key}).one_or_none()
        return None if row is None else (row.digest, row.size, row.used)

    def record(self, slate: Slate, canonical_params: str, canonical_inputs: str, facts: str) -> None:
        """Add ``slate``; its artifact is held from now on."""
        values = {
            "key": slate.key,
            "digest": slate.digest,
            "size": slate.size,
            "op": slate.op,
            "version": slate.version,
            "params": canonical_params,
            "inputs": canonical_inputs,
            "created": micros(slate.created),
            "seconds": slate.seconds,
            "cost_usd": str(slate.cost_usd),
            "trace_id": slate.trace_id,
            "host": slate.host,
            "user": slate.user,
            "reelwright": slate.reelwright,
            "facts": facts,
        }
        with readable_errors(self._where), writing(self._engine) as connection:
            key = connection.execute(insert(slates).values(values)).inserted_primary_key
            if key is None:
                raise AssertionError("an inserted row has a key")
            here = (current.c.place == self.place, current.c.key == slate.key)
            connection.execute(delete(current).where(*here))
            values = {"place": self.place, "key": slate.key, "slate_id": key[0]}
            connection.execute(insert(current).values(used=micros(slate.created), **values))

    def touch(self, used: Mapping[str, int]) -> None:
        """Move last uses forward: recipe key -> microseconds."""
        rows = [{"here": self.place, "one": key, "moment": moment} for key, moment in used.items()]
        if rows:
            with readable_errors(self._where), writing(self._engine) as connection:
                connection.execute(_TOUCH, rows)

    def held(self) -> list[Held]:
        """All artifacts whose bytes are held."""
        query = select(current.c.key, slates.c.digest, slates.c.size, current.c.used, slates.c.inputs)
        with readable_errors(self._where), self._engine.connect() as connection:
            here = query.join_from(current, slates).where(current.c.place == self.place)
            rows = connection.execute(here).all()
        return [Held(r.key, r.digest, r.size, r.used, json.loads(r.inputs)) for r in rows]

    def forget(self, keys: Iterable[str]) -> None:
        """The bytes of these artifacts are about to go. Slates of what is exported, held or paid for stay."""
        with readable_errors(self._where), writing(self._engine) as connection:
            rows = [{"here": self.place, "one": key} for key in keys]
            if rows:
                connection.execute(delete(current).where(_HERE, current.c.key == bindparam("one")), rows)
            self._prune(connection)

    def _prune(self, connection: Connection) -> None:
        """Remove slates that nothing held or exported descends from, and that cost nothing."""
        rows = connection.execute(
            select(slates.c.id, slates.c.key, slates.c.digest, slates.c.inputs, slates.c.cost_usd)
        ).all()
        by_name: dict[str, list[Any]] = {}
        for row in rows:
            by_name.setdefault(row.key, []).append(row)
            by_name.setdefault(row.digest, []).append(row)
        roots = set(connection.execute(select(current.c.slate_id)).scalars())
        roots.update(connection.execute(select(outputs.c.slate_id)).scalars())
        waiting = [row for row in rows if row.id in roots or Decimal(row.cost_usd) != 0]
        reached = {row.id for row in waiting}
        while waiting:
            for name in json.loads(waiting.pop().inputs).values():
                for row in by_name.get(name, ()):
                    if row.id not in reached:
                        reached.add(row.id)
                        waiting.append(row)
        gone = [{"one": row.id} for row in rows if row.id not in reached]
        if gone:
            connection.execute(delete(slates).where(slates.c.id == bindparam("one")), gone)

    # -- slates and outputs

    def slate(self, name: str) -> Slate | None:
        """The newest slate with that key or digest, else that of the exported file with that digest."""
        by_name = select(slates).where(or_(slates.c.key == name, slates.c.digest == name))
        by_file = select(slates).join_from(outputs, slates).where(outputs.c.digest == name)
        with readable_errors(self._where), self._engine.connect() as connection:
            row = connection.execute(by_name.order_by(slates.c.id.desc()).limit(1)).one_or_none()
            if row is None:
                row = connection.execute(by_file.order_by(outputs.c.id.desc()).limit(1)).one_or_none()
        return None if row is None else _slate(row)

    def slates(self, op: str | None, limit: int | None) -> list[Slate]:
        """Slates, the newest first."""
        query = select(slates).order_by(slates.c.id.desc()).limit(limit)
        if op is not None:
            query = query.where(slates.c.op == op)
        with readable_errors(self._where), self._engine.connect() as connection:
            return [_slate(row) for row in connection.execute(query)]

    def note_output(self, output: Output) -> None:
        """Remember an exported file.

        Raises:
            StoreError: no slate has its key.
        """
        with readable_errors(self._where), writing(self._engine) as connection:
            newest = select(func.max(slates.c.id)).where(slates.c.key == output.key)
            slate_id = connection.execute(newest).scalar()
            if slate_id is None:
                raise StoreError(
                    f"The store never made an artifact {output.key[:12]}….",
                    code="no-artifact",
                    hint="Make the artifact with this store first.",
                )
            connection.execute(
                insert(outputs).values(
                    path=str(output.path),
                    digest=output.digest,
                    size=output.size,
                    slate_id=slate_id,
                    noted=micros(output.noted),
                )
            )

    def outputs(self, path: Path | None) -> list[Output]:
        """Exported files (to ``path``), the newest first."""
        query = select(outputs, slates.c.key).join_from(outputs, slates).order_by(outputs.c.id.desc())
        if path is not None:
            query = query.where(outputs.c.path == str(path))
        with readable_errors(self._where), self._engine.connect() as connection:
            return [
                Output(Path(row.path), row.digest, row.size, row.key, moment(row.noted))
                for row in connection.execute(query)
            ]

    def totals(self) -> dict[str, Any]:
        """``artifacts, bytes, by_op, slates, outputs, cost_usd``; shared bytes count once.

        The last three count the whole database.
        """
        held = current.join(slates)
        here = current.c.place == self.place
        each = select(slates.c.digest, func.max(slates.c.size).label("size")).select_from(held).where(here)
        each_digest = each.group_by(slates.c.digest).subquery()
        with readable_errors(self._where), self._engine.connect() as connection:
            by_op = connection.execute(
                select(slates.c.op, func.count())
                .select_from(held)
                .where(here)
                .group_by(slates.c.op)
                .order_by(slates.c.op)
            ).all()
            size = connection.execute(select(func.sum(each_digest.c.size))).scalar()
            costs = connection.execute(select(slates.c.cost_usd).where(slates.c.cost_usd != "0")).scalars()
            return {
                "artifacts": sum(count for _, count in by_op),
                "bytes": int(size or 0),
                "by_op": dict(tuple(row) for row in by_op),
                "slates": connection.execute(select(func.count()).select_from(slates)).scalar(),
                "outputs": connection.execute(select(func.count()).select_from(outputs)).scalar(),
                "cost_usd": str(sum((Decimal(cost) for cost in costs), Decimal(0))),
            }
