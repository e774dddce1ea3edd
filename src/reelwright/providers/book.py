"""The journal's database: the catalogue, opened so that what is committed has reached the disk.

A job's row is written before the request that may cost money. SQLite is therefore told to wait for the disk
at every commit, which the store itself, whose artifacts can be made again, does not need.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, event, make_url, text

from reelwright.errors import from_os_error
from reelwright.store.database import connect, migrate, readable_errors, writing
from reelwright.store.postgres import shown

__all__ = ["Book", "micros_now"]

_DECISIONS: Final = 0x5EE1_B00C
_abandoned: list[Engine] = []


def micros_now() -> int:
    """This moment in whole microseconds since 1970 UTC."""
    return time.time_ns() // 1000


class Book:
    """A catalogue opened for jobs and money. Safe between threads, processes, and across forks.

    Args:
        url: of the database, SQLite or Postgres.
        folder: where finished results lie until they are in the store; also holds the migration lock.
        clock: says the time in microseconds since 1970 UTC.

    Raises:
        StoreError: the database cannot be opened, or a newer version wrote it.
    """

    def __init__(self, url: URL | str, folder: Path, *, clock: Callable[[], int] = micros_now) -> None:
        self.url = make_url(url)
        self.folder = folder
        self.clock = clock
        self.where = shown(self.url)
        self._lock = threading.Lock()
        try:
            (folder / "locks").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise from_os_error(error, folder, store=True) from None
        self._engine = self._connect()
        self._pid = os.getpid()
        with readable_errors(self.where):
            migrate(self._engine, folder / "locks" / "migrate.lock", self.where)

    def _connect(self) -> Engine:
        engine = connect(self.url)
        if engine.dialect.name == "sqlite":

            @event.listens_for(engine, "connect")
            def _durable(connection: Any, record: Any) -> None:
                connection.execute("PRAGMA synchronous=FULL")

        return engine

    @property
    def engine(self) -> Engine:
        """The engine of this process."""
        with self._lock:
            if self._pid != os.getpid():
                _abandoned.append(self._engine)  # closing the parent's connections here would disturb it
                self._engine = self._connect()
                self._pid = os.getpid()
            return self._engine

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with. Raises StoreError."""
        with readable_errors(self.where), self.engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def deciding(self) -> Iterator[Connection]:
        """One transaction that nobody else's decision overlaps. Raises StoreError."""
        with readable_errors(self.where), writing(self.engine) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _DECISIONS})
            yield connection

    @property
    def inbox(self) -> Path:
        """Where verified results wait for the store."""
        return self.folder / "inbox"

    def close(self) -> None:
        """Close the connections; the next use opens others."""
        if self._pid == os.getpid():
            self._engine.dispose()
