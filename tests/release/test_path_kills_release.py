"""Two thousand kills on the way to a provider: the long form of tests/providers/test_path_kills.py."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "providers"))

import kill_harness as harness

from reelwright.providers.job import State
from reelwright.providers.ledger import Budgets
from reelwright.providers.loopback import serve
from reelwright.providers.path import journal_of, take_recipe
from reelwright.store import open_store


@pytest.mark.timeout(3600)
def test_two_thousand_kills_create_each_take_once_and_lose_none(tmp_path: Path) -> None:
    with serve() as url:
        tally = harness.rounds(tmp_path, url, "loopback-1", 2000)
        bill = harness.bill(url)
    store = open_store(tmp_path)
    journal = journal_of(store)
    jobs = journal.jobs()
    print(f"\n{tally.kills} kills at {len(tally.places)} places, {tally.intents} takes")
    assert tally.kills >= 2000
    assert len(tally.places) >= 300
    assert bill["creations"] == tally.intents
    assert [job.state for job in jobs] == [State.SUCCEEDED] * tally.intents
    assert Budgets(journal.book).totals() == {"held_usd": "0.00", "spent_usd": str(Decimal(bill["usd"]))}
    assert all(store.find(take_recipe(job.prepared)) is not None for job in jobs)
