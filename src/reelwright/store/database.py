"""Connections to the catalogue's database, and bringing its schema up to date."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from reelwright.errors import DiskFull, ReelwrightError, StoreError, StoreReadOnly
from reelwright.store import ledger_schema as _ledger_schema  # noqa: F401  (its tables join METADATA)
from reelwright.store.locks import locked
from reelwright.store.postgres import connect_postgres, is_missing_table, postgres_error
from reelwright.store.schema import HEAD, METADATA

__all__ = ["connect", "migrate", "readable_errors", "sqlite_url", "writing"]

_BUSY_MS: Final = 30_000
_WRITES: Final = "reelwright_writes"
_NOT_MIGRATED: Final = (OperationalError, ProgrammingError)  # "no such table" in SQLite and in Postgres
_POSTGRES_LOCK: Final = 0x5EE1_5A7E


def sqlite_url(path: Path) -> URL:
    """The URL of the SQLite file ``path``."""
    return URL.create("sqlite", database=str(path))


def connect(url: URL | str, *, read_only: bool = False) -> Engine:
    """An engine for the catalogue; SQLite gets WAL, a busy timeout and real transactions.

    With ``read_only`` a SQLite file is never written, not even its shared-memory index, so that a catalogue
    on read-only media can be read.
    """
    url = make_url(url)
    if url.get_backend_name() == "postgresql":
        return connect_postgres(url)
    options: dict[str, Any] = {"pool_size": 4, "max_overflow": -1}
    if read_only:
        options["creator"] = lambda: _read_only(Path(url.database or ""))
    engine = create_engine(url, connect_args={"timeout": _BUSY_MS / 1000}, **options)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late and spares DDL
        if not read_only:
            connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and writes later could not wait for another writer.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _read_only(path: Path) -> sqlite3.Connection:
    uri = path.absolute().as_uri()
    for mode in ("mode=ro", "mode=ro&immutable=1"):  # the second needs no -shm file and ignores a -wal one
        connection = sqlite3.connect(f"{uri}?{mode}", uri=True, check_same_thread=False)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return connection
        except sqlite3.OperationalError:
            connection.close()
            if "immutable" in mode:
                raise
    raise AssertionError("unreachable")


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes; waits for other writers at its start."""
    with engine.execution_options(**{_WRITES: True}).begin() as connection:
        yield connection


@contextlib.contextmanager
def readable_errors(where: str) -> Iterator[None]:
    """Turn what the database says into an error of ours; ``where`` names the catalogue."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise _readable(getattr(error, "orig", None) or error, where) from error


def _readable(error: BaseException, where: str) -> ReelwrightError:
    known = postgres_error(error, where)
    if known is not None:
        return known
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR):
        code = _why(Path(where).parent, code)
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(f"No space is left on the device that holds {where}.", path=where)
    if code == sqlite3.SQLITE_READONLY:
        return StoreReadOnly(f"The catalogue {where} cannot be written.", path=where)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreError(
            f"The catalogue {where} is damaged.",
            code="catalogue-damaged",
            hint="Move this file aside and run the command again: what is needed is made anew.",
            path=where,
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(
            f"The catalogue {where} has been locked by another process for {_BUSY_MS // 1000} seconds.",
            code="catalogue-busy",
            hint="Wait for the other process, or stop it, and run the command again.",
            path=where,
        )
    return StoreError(f"The catalogue {where} failed: {error}.", code="catalogue-failed", path=where)


def _why(folder: Path, code: int) -> int:
    """What is behind "unable to open" and "disk I/O error", as far as the folder shows it."""
    with contextlib.suppress(OSError):
        if not os.access(folder, os.W_OK):
            return sqlite3.SQLITE_READONLY
        room = os.statvfs(folder)
        if room.f_bavail == 0 or (room.f_files and not room.f_favail):
            return sqlite3.SQLITE_FULL
    return code


def _revision(connection: Connection) -> str | None:
    """The revision the database is at; None when it is new."""
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _revision_of(engine: Engine) -> str | None:
    try:
        with engine.connect() as connection:
            return _revision(connection)
    except _NOT_MIGRATED as error:
        if engine.dialect.name == "postgresql":
            if is_missing_table(error.orig):
                return None
            raise
        code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        if code & 0xFF != sqlite3.SQLITE_ERROR:
            raise  # locked, damaged, full: something other than a missing table
        return None


def migrate(engine: Engine, guard: Path, where: str, *, read_only: bool = False) -> None:
    """Bring the catalogue to :data:`~reelwright.store.schema.HEAD`; one query when it is there already.

    A new database gets its tables from the metadata in one transaction and is stamped, which spares importing
    alembic; an older one is migrated step by step. ``guard`` is the lock file that serialises this between
    processes (Postgres has an advisory lock of its own).

    Raises:
        StoreError: the catalogue was written by a newer version, or is too old to be read without writing.
    """
    revision = _revision_of(engine)
    if revision == HEAD:
        return
    if read_only:
        if revision is not None and revision > HEAD:
            raise _newer(where)
        raise StoreReadOnly(
            f"The catalogue {where} is of an older version and cannot be written.", path=where
        )
    with contextlib.ExitStack() as stack:
        if engine.dialect.name == "sqlite":
            stack.enter_context(locked(guard))
            _use_wal(engine)
        connection = stack.enter_context(writing(engine))
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _POSTGRES_LOCK})
        if revision is None and not connection.dialect.has_table(connection, "alembic_version"):
            METADATA.create_all(connection)
            connection.execute(
                text(
                    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
                    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
                )
            )
            connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": HEAD})
        elif _revision(connection) != HEAD:
            upgrade(connection, where)


def _use_wal(engine: Engine) -> None:
    """Let readers and a writer work at once; the file remembers it. Alone, for the switch does not wait."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode=WAL")
    finally:
        raw.close()


def upgrade(connection: Connection, where: str) -> None:
    """Run the migrations that the database has not seen, in the caller's transaction.

    Raises:
        StoreError: the catalogue was written by a newer version.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise _newer(where) from error


def _newer(where: str) -> StoreError:
    return StoreError(
        f"The catalogue {where} was written by a newer Reelwright.",
        code="newer-catalogue",
        hint="Upgrade reelwright, or choose another folder with --project DIR.",
        path=where,
    )
