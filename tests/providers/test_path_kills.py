"""SIGKILL anywhere on the way to a provider: nothing is paid twice, nothing that was paid is lost.

Every hosted adapter, four workers on one journal, in SQLite and in Postgres. tests/release/ has the long
form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import kill_harness as harness
import pytest
from conformance_cases import CASES

from reelwright.providers import Prepared
from reelwright.providers.adapters.replicate import ReplicateProvider
from reelwright.providers.book import Book
from reelwright.providers.journal import Journal

EACH = 5  # kills for each adapter


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, harness.Stage]]:
    with harness.stages(tmp_path_factory.mktemp("kills")) as running:
        yield running


@pytest.mark.parametrize("name", CASES)
def test_a_killed_worker_never_pays_twice_and_loses_nothing(
    name: str, stages: Mapping[str, harness.Stage], tmp_path: Path, record_property: Any
) -> None:
    tally = harness.run(stages[name], tmp_path / "project", EACH, turn=list(CASES).index(name))
    record_property("tally", tally.counts())
    assert tally.kills + len(tally.missed) == EACH
    assert len(tally.missed) <= 1
    assert tally.creations == tally.intents


@pytest.mark.parametrize("name", ["kling", "runway"])
def test_kills_with_the_journal_in_postgres_pay_once_and_lose_nothing(
    name: str, stages: Mapping[str, harness.Stage], tmp_path: Path, postgres: str, record_property: Any
) -> None:
    book = Book(postgres, tmp_path / "journal")
    tally = harness.run(
        stages[name], tmp_path / "project", EACH, turn=3, journal=lambda: Journal(book), label="Postgres"
    )
    record_property("tally", tally.counts())
    assert tally.kills + len(tally.missed) == EACH
    assert tally.creations == tally.intents


def test_the_places_of_all_adapters_together_are_all_lines_of_the_submit_path(tmp_path: Path) -> None:
    """The harness leaves nothing out by its choice of places: what one adapter's turn skips, another has."""
    shared = [("submit", "middleware/submit.py", n) for n in range(400)]
    own = [("submit", "adapters/x.py", n) for n in range(30)]
    reached: set[harness.Place] = set()
    for turn in range(len(CASES)):
        picked = harness.chosen([*shared, *own], 104, turn, reached)
        assert set(own) <= set(picked)
        assert len(picked) == len(set(picked)) <= 104
        reached |= set(picked)
    assert reached == {*shared, *own}


class Liar(ReplicateProvider):
    """Says of every submit whose answer got lost that it created nothing."""

    def reconcile(self, prepared: Prepared, key: str, since: datetime) -> str | None:
        return None


def test_the_harness_notices_a_take_that_is_paid_twice(tmp_path: Path) -> None:
    with harness.stages(tmp_path, ["replicate"]) as running:
        honest = running["replicate"]
        liar = harness.with_maker(honest, lambda url: Liar(base_url=url, key="key"))
        answered = [
            place
            for place in harness.places_of(honest, tmp_path / "honest", lambda: None)
            if place[0] == "submit" and place[1] == harness.WIRE
        ][-4:]
        with pytest.raises(AssertionError, match="paid twice"):
            harness.run(liar, tmp_path / "liar", None, places=answered)
