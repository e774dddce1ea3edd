"""Postgres under the catalogue: its addresses, its connections, and its errors in our words."""

from __future__ import annotations

import importlib
from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from reelwright.errors import DiskFull, ReelwrightError, SettingsError, StoreError, StoreReadOnly

__all__ = ["connect_postgres", "is_missing_table", "postgres_error", "postgres_url", "shown"]

_DRIVER: Final = "postgresql+psycopg"
_SCHEMES: Final = ("postgresql", "postgres", _DRIVER)
_CONNECT_SECONDS: Final = 5
_LOCK_SECONDS: Final = 30
_IDLE_SECONDS: Final = 60
_MISSING_TABLE: Final = "42P01"
_FULL: Final = "53100"
_READ_ONLY: Final = ("25006", "42501")
_BUSY: Final = ("55P03", "40P01", "57014")


def postgres_url(text: str) -> URL:
    """The address of a database, as the driver wants it.

    Raises:
        SettingsError: it is no address of a Postgres database, or the driver is not installed.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in _SCHEMES:
        raise SettingsError(
            "The database_url is not the address of a Postgres database.",
            code="bad-database-url",
            hint="Write postgresql://user:password@host/database.",
        )
    try:
        importlib.import_module("psycopg")
    except ImportError:  # the package, or the libpq that it wraps
        raise SettingsError(
            "A catalogue in Postgres needs the extra “postgres”, which is not installed.",
            code="missing-extra",
            hint='Install it: pip install "reelwright[postgres]".',
            extra="postgres",
        ) from None
    return url.set(drivername=_DRIVER)


def shown(url: URL) -> str:
    """The address for people: without the user, the password and the driver's options."""
    if url.get_backend_name() != "postgresql":
        return url.database or url.render_as_string()
    host = url.host or str(url.query.get("host") or "localhost")
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{host}{port}/{url.database or ''}"


def connect_postgres(url: URL) -> Engine:
    """An engine that gives up on a server that does not answer within seconds."""
    arguments: dict[str, Any] = {"application_name": "reelwright"}
    if "connect_timeout" not in url.query:
        arguments["connect_timeout"] = _CONNECT_SECONDS
    engine = create_engine(url, pool_pre_ping=True, connect_args=arguments)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        # Nobody waits for ever behind a worker that hangs, and no transaction outlives its machine for long.
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{_LOCK_SECONDS}s'")
            cursor.execute(f"SET idle_in_transaction_session_timeout = '{_IDLE_SECONDS}s'")
        connection.commit()

    return engine


def is_missing_table(error: BaseException | None) -> bool:
    """True when the database says that there is no such table."""
    return getattr(error, "sqlstate", None) == _MISSING_TABLE


def postgres_error(error: BaseException, where: str) -> ReelwrightError | None:
    """What the driver said as an error of ours; None for an error that is not Postgres's."""
    if not type(error).__module__.startswith("psycopg"):
        return None
    state = getattr(error, "sqlstate", None)
    words = " ".join(str(error).split())[:400].rstrip(".")
    if state == _FULL:
        return DiskFull(f"No space is left on the device of the database {where}.", path=where)
    if state in _READ_ONLY:
        return StoreReadOnly(
            f"The database {where} cannot be written: {words}.",
            hint="Name a user who may write there, and a server that is no replica.",
            path=where,
        )
    if state in _BUSY:
        return StoreError(
            f"The database {where} has been locked by another process for {_LOCK_SECONDS} seconds.",
            code="catalogue-busy",
            hint="Wait for the other process, or stop it, and run the command again.",
            path=where,
        )
    if type(error).__name__ in ("OperationalError", "ConnectionTimeout", "InterfaceError", "AdminShutdown"):
        return StoreError(
            f"The database {where} cannot be used: {words}.",
            code="catalogue-unreachable",
            hint="Check database_url (REELWRIGHT_DATABASE_URL), the server, and your rights there.",
            path=where,
        )
    return None
