"""Two thousand kills on the way to providers: the long form of tests/providers/test_path_kills.py."""

from __future__ import annotations

import functools
import importlib
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "providers"))

import kill_harness as harness
from conformance_cases import CASES

from reelwright.providers.book import Book
from reelwright.providers.journal import Journal

IN_SQLITE = 104  # for each of the adapters
IN_POSTGRES = 16


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[str]:
    """The URI of a Postgres server of our own."""
    pgserver = importlib.import_module("pgserver")
    running = pgserver.get_server(str(tmp_path / "pg"))
    yield running.get_uri()
    running.cleanup()


def database(server: str) -> str:
    """The URL of a new database in it."""
    name = f"kills_{secrets.token_hex(6)}"
    with importlib.import_module("psycopg").connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?", 1).replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.mark.timeout(7200)
def test_two_thousand_kills_at_every_line_of_the_submit_path_pay_once_and_lose_nothing(
    tmp_path: Path, postgres: str, record_property: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    kills, reached, submit = 0, set[harness.Place](), dict[str, set[harness.Place]]()

    def count(tally: harness.Tally) -> harness.Tally:
        nonlocal kills
        record_property("tally", tally.counts())
        with capsys.disabled():
            print("\n", tally.counts(), end="")
        assert tally.creations == tally.intents
        kills += tally.kills
        reached.update(tally.places)
        return tally

    with harness.stages(tmp_path) as stages:
        for turn, name in enumerate(CASES):
            tally = count(harness.run(stages[name], tmp_path / name, IN_SQLITE, turn=turn, done=reached))
            submit[name] = {place for place in tally.known if place[0] in harness.SUBMIT}
            own = {place for place in submit[name] if place[1].startswith("adapters/")}
            assert own <= tally.places, "not killed at every line of the adapter's own"
            book = Book(database(postgres), tmp_path / f"{name}-journal")
            journal = functools.partial(Journal, book)
            there = tmp_path / f"{name}-takes"
            count(harness.run(stages[name], there, IN_POSTGRES, turn=turn, journal=journal, label="Postgres"))
            book.close()
        for name, known in submit.items():  # lines that only few adapters come by
            left = sorted(known - reached)
            if left:
                count(harness.run(stages[name], tmp_path / f"{name}-rest", None, places=left))
    assert kills >= 2000
    assert set().union(*submit.values()) <= reached
