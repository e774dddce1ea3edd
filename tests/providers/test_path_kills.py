"""SIGKILL anywhere on the way to a provider: nothing is paid twice, nothing that was paid is lost."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import kill_harness as harness
import pytest

from reelwright.providers.book import Book
from reelwright.providers.decisions import adopt, write_off
from reelwright.providers.job import State
from reelwright.providers.journal import Journal
from reelwright.providers.ledger import Budgets
from reelwright.providers.loopback import serve
from reelwright.providers.path import journal_of, take_recipe
from reelwright.store import open_store


@pytest.fixture
def url() -> Iterator[str]:
    with serve() as address:
        yield address


def test_a_hundred_kills_with_four_workers_create_each_take_once_and_lose_none(
    tmp_path: Path, url: str
) -> None:
    tally = harness.rounds(tmp_path, url, "loopback-1", 100)
    bill = harness.bill(url)
    store = open_store(tmp_path)
    journal = journal_of(store)
    jobs = journal.jobs()
    print(f"\n{tally.kills} kills at {len(tally.places)} places, {tally.intents} takes")
    assert tally.kills >= 100
    assert len(tally.places) >= 60
    assert tally.undecided == 0
    assert bill["creations"] == tally.intents
    assert [job.state for job in jobs] == [State.SUCCEEDED] * tally.intents
    assert Budgets(journal.book).totals() == {"held_usd": "0.00", "spent_usd": str(Decimal(bill["usd"]))}
    for job in jobs:
        assert store.find(take_recipe(job.prepared)) is not None
    # A worker killed between keeping a take and tidying up leaves its file; it belongs to a finished job, and
    # finish_jobs clears it.
    left = {path.name.rpartition("-")[0] for path in journal.book.inbox.glob("*.mp4")}
    assert left <= {job.id for job in jobs}


def test_kills_with_the_journal_in_postgres_create_each_take_once(
    tmp_path: Path, url: str, postgres: str
) -> None:
    book = Book(postgres, tmp_path / "journal")
    tally = harness.rounds(tmp_path, url, "loopback-1", 24, journal=lambda: Journal(book))
    bill = harness.bill(url)
    journal = Journal(book)
    print(f"\n{tally.kills} kills at {len(tally.places)} places, {tally.intents} takes")
    assert bill["creations"] == tally.intents
    assert [job.state for job in journal.jobs()] == [State.SUCCEEDED] * tally.intents
    assert Budgets(book).totals() == {"held_usd": "0.00", "spent_usd": str(Decimal(bill["usd"]))}


def test_where_nothing_can_be_reconciled_a_kill_leaves_a_question_and_never_a_second_job(
    tmp_path: Path, url: str
) -> None:
    tally = harness.rounds(tmp_path, url, "loopback-blind", 24)
    bill = harness.bill(url)
    store = open_store(tmp_path)
    journal = journal_of(store)
    unknown = journal.jobs(states=[State.UNKNOWN])
    made = journal.jobs(states=[State.SUCCEEDED])
    assert bill["creations"] <= tally.intents
    assert len(made) + len(unknown) == tally.intents
    # The person looks at the provider's own list: adopts what is there, gives up what is not.
    for job in unknown:
        if job.id in bill["client_ids"]:
            adopt(journal, job.id, f"lb{bill['client_ids'].index(job.id) + 1}")
        else:
            write_off(journal, job.id, billed=Decimal(0))
    harness.work(
        tmp_path, url, [job.prepared.prompt for job in unknown], "loopback-blind", lambda: None, None
    )
    written_off = journal.jobs(states=[State.WRITTEN_OFF])
    again = harness.bill(url)
    assert again["creations"] == bill["creations"] + len(written_off)
    assert Budgets(journal.book).totals() == {"held_usd": "0.00", "spent_usd": str(Decimal(again["usd"]))}
