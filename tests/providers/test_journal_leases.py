"""The journal: written first, moved only by whoever holds the job, taken over from the dead."""

from __future__ import annotations

import os
import threading
import time
from decimal import Decimal
from pathlib import Path

import pytest

from reelwright.errors import OptionError, StoreError
from reelwright.providers import Prepared, ProviderFault, Quote, Snapshot, State
from reelwright.providers.book import Book
from reelwright.providers.journal import Journal, LostLeaseError
from reelwright.providers.lease import Lease, is_dead, new_owner
from reelwright.providers.record import new_id
from reelwright.providers.turns import Limits
from reelwright.store.database import sqlite_url


class Moment:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_800_000_000_000_000

    def __call__(self) -> int:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += int(seconds * 1e6)


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture(params=["sqlite", "postgres"])
def journal(request: pytest.FixtureRequest, tmp_path: Path, moment: Moment) -> Journal:
    if request.param == "sqlite":
        return Journal(Book(sqlite_url(tmp_path / "c.sqlite"), tmp_path, clock=moment))
    return Journal(Book(request.getfixturevalue("postgres"), tmp_path, clock=moment))


def reserve(journal: Journal, owner: str = "a", intent: str = "") -> str:
    prepared = Prepared("acme", "m", 1, {}, Quote(Decimal("0.10"), "table"))
    return journal.reserve(prepared, intent or new_id(), project="p", owner=owner, lease=10, trace_id=None).id


def test_only_the_holder_of_a_job_can_move_it(journal: Journal) -> None:
    job = reserve(journal)
    assert not journal.claim(job, "b", 10)
    with pytest.raises(LostLeaseError):
        journal.begin(job, "b", Limits(), 10)
    assert journal.begin(job, "a", Limits(), 10) is None
    assert journal.get(job).state is State.SUBMITTING
    with pytest.raises(LostLeaseError):
        journal.begin(job, "a", Limits(), 10)
    with pytest.raises(LostLeaseError):
        journal.observed(journal.get(job), "b", Snapshot(State.RUNNING), State.RUNNING)


def test_a_lease_that_ran_out_is_taken_over_and_its_old_holder_can_do_nothing(
    journal: Journal, moment: Moment
) -> None:
    job = reserve(journal)
    moment.pass_seconds(10)
    with pytest.raises(LostLeaseError):
        journal.begin(job, "a", Limits(), 10)
    assert journal.claim(job, "b", 10)
    assert not journal.renew(job, "a", 10)
    assert journal.begin(job, "b", Limits()) is None


def test_the_same_intent_is_one_job_however_often_it_is_wanted(journal: Journal) -> None:
    job = reserve(journal, intent="x" * 26)
    assert reserve(journal, owner="b", intent="x" * 26) == job
    journal.begin(job, "a", Limits(), 10)
    journal.accepted(job, "remote-" + job)
    journal.ended(job, "a", State.SUCCEEDED, 1, "")
    assert reserve(journal, owner="b", intent="x" * 26) == job
    other = reserve(journal, intent="y" * 26)
    journal.rejected(other, "a", ProviderFault("no", kind="invalid", created="no"), again=False)
    assert reserve(journal, intent="y" * 26) != other


def test_an_id_that_is_known_is_kept_whoever_learns_it(journal: Journal, moment: Moment) -> None:
    job = reserve(journal)
    journal.begin(job, "a", Limits(), 10)
    moment.pass_seconds(11)
    assert journal.claim(job, "b", 10)
    journal.ambiguous(job, "b", None)
    journal.accepted(job, "remote-" + job)  # the first worker wakes up with the answer
    record = journal.get(job)
    assert (record.state, record.remote_id, record.owner) == (State.QUEUED, "remote-" + job, "b")


def test_what_was_seen_is_kept_in_order_and_only_added_to(journal: Journal) -> None:
    job = reserve(journal)
    journal.begin(job, "a", Limits(), 10)
    journal.ambiguous(job, "a", ProviderFault("cut off", kind="timeout", created="maybe"))
    journal.accepted(job, "remote-" + job, note="found")
    journal.observed(journal.get(job), "a", Snapshot(State.RUNNING, raw={"x": 1}), State.RUNNING)
    seen = journal.observations(job)
    assert [row["state"] for row in seen] == ["prepared", "submitting", "unknown", "queued", "running"]
    assert [row["note"] for row in seen] == ["", "", "cut off", "found", ""]
    assert seen[-1]["raw"] == {"x": 1}


def test_a_job_is_found_by_the_beginning_of_its_id(journal: Journal) -> None:
    job = reserve(journal)
    assert journal.find(job[:20].upper()).id == job
    for start in ("", "zzzz", "%"):
        with pytest.raises(OptionError):
            journal.find(start)


def test_a_dead_process_is_known_to_be_dead_and_a_living_one_is_not(tmp_path: Path) -> None:
    mine = new_owner()
    assert not is_dead(mine)
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(write, new_owner().encode())
        os._exit(0)
    os.waitpid(pid, 0)
    assert is_dead(os.read(read, 1000).decode())
    assert not is_dead("another-machine|1|x")
    assert not is_dead("nonsense")


def test_the_work_of_a_dead_process_is_taken_over_at_once(tmp_path: Path) -> None:
    journal = Journal(Book(sqlite_url(tmp_path / "c.sqlite"), tmp_path))
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(write, reserve(journal, owner=new_owner()).encode())
        os._exit(0)
    job = os.read(read, 100).decode()
    os.waitpid(pid, 0)
    assert journal.claim(job, new_owner(), 60)


def test_a_lease_is_renewed_while_work_goes_on_and_given_back_after(tmp_path: Path) -> None:
    journal = Journal(Book(sqlite_url(tmp_path / "c.sqlite"), tmp_path))
    job = reserve(journal, owner="a")
    journal.claim(job, "a", 0.3)
    with Lease(journal, job, "a", 0.3).held() as lease:
        time.sleep(0.6)
        assert lease.fresh
        assert not journal.claim(job, "b", 1)
    assert journal.get(job).owner is None
    assert threading.active_count() < 10


def test_a_lease_that_was_not_renewed_is_no_longer_fresh(tmp_path: Path) -> None:
    journal = Journal(Book(sqlite_url(tmp_path / "c.sqlite"), tmp_path))
    lease = Lease(journal, reserve(journal), "a", 0.03)
    assert lease.fresh
    time.sleep(0.03)
    assert not lease.fresh


def test_ids_sort_by_the_time_they_were_made() -> None:
    first = new_id()
    time.sleep(0.002)
    assert first < new_id()
    assert len({new_id() for _ in range(100)}) == 100


def test_a_late_submit_that_created_a_second_job_is_written_down(journal: Journal, moment: Moment) -> None:
    job = reserve(journal)
    journal.begin(job, "a", Limits(), 10)
    moment.pass_seconds(11)
    assert journal.claim(job, "b", 10)
    journal.ambiguous(job, "b", None)
    journal.rejected(job, "b", ProviderFault("none", kind="unavailable", created="no"), again=True)
    journal.begin(job, "b", Limits(), 10)
    journal.accepted(job, "second-" + job)
    with pytest.raises(LostLeaseError):
        journal.accepted(job, "first-" + job)
    journal.orphaned(job, "first-" + job)
    assert journal.get(job).remote_id == "second-" + job
    assert "first-" + job in journal.observations(job)[-1]["note"]


def test_a_journal_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreError) as error:
        Book(sqlite_url(tmp_path / "file" / "c.sqlite"), tmp_path / "file")
    assert error.value.exit_code == 1
    (tmp_path / "c.sqlite").write_bytes(b"not a database, but long enough to be looked at" * 30)
    with pytest.raises(StoreError) as damaged:
        Book(sqlite_url(tmp_path / "c.sqlite"), tmp_path)
    assert damaged.value.code == "catalogue-damaged"
