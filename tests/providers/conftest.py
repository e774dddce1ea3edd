"""A loopback provider that counts and bills, a store, and a Postgres where one can be started."""

from __future__ import annotations

import importlib
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from reelwright.providers.loopback import LoopbackProvider, LoopbackServer
from reelwright.providers.passage import Policy
from reelwright.store import LocalStore, open_store


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """A fresh server with an empty bill, in a thread of this process."""
    running = LoopbackServer()
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield running
    running.close()
    thread.join(5)


@pytest.fixture
def provider(server: LoopbackServer) -> LoopbackProvider:
    return LoopbackProvider(base_url=server.url, key="secret-key-of-loopback")


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return open_store(tmp_path / "project")


@pytest.fixture
def policy() -> Policy:
    """Impatient enough for tests; every rule holds."""
    return Policy(grace=0.1, poll_least=0.01, deadline=20.0)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URI of a Postgres server of our own."""
    try:
        pgserver = importlib.import_module("pgserver")
        importlib.import_module("psycopg")
    except ImportError:
        pytest.skip("pgserver and psycopg are not installed")
    running = pgserver.get_server(str(tmp_path_factory.mktemp("pg")))
    yield running.get_uri()
    running.cleanup()


@pytest.fixture
def postgres(postgres_server: str) -> str:
    """The URL of a new database in it."""
    name = f"test_{secrets.token_hex(6)}"
    psycopg = importlib.import_module("psycopg")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    path = postgres_server.replace("/postgres?", f"/{name}?", 1)
    return path.replace("postgresql://", "postgresql+psycopg://", 1)
