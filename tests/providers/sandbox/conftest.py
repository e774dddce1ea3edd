"""One pool of connections for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    """A client without certificates: everything is on this machine, and loading them takes time."""
    with httpx.Client(timeout=10, verify=False) as pool:
        yield pool
