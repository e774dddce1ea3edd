"""A loopback provider that counts and bills, and a store."""

from __future__ import annotations

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
