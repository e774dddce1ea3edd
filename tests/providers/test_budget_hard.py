"""Budgets hold to the cent, whoever spends and however many at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelwright.errors import OptionError, Refusal
from reelwright.providers import Prepared, Quote, State, Task, VideoRequest
from reelwright.providers.book import Book
from reelwright.providers.fault import ProviderFault
from reelwright.providers.journal import Journal
from reelwright.providers.ledger import Budgets
from reelwright.providers.loopback import LoopbackProvider, LoopbackServer
from reelwright.providers.passage import Policy
from reelwright.providers.path import journal_of, make_take
from reelwright.providers.quote import Cost, dollars, micros
from reelwright.store import LocalStore
from reelwright.store.database import sqlite_url

CENT = Decimal("0.01")


def prepared(cents: int, name: str) -> Prepared:
    return Prepared("acme", "m", 1, {"prompt": name}, Quote(cents * CENT, "table"), task=Task.T2V)


def fork(work: Callable[[], int]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 255
    try:
        code = work()
    finally:
        os._exit(code)


def race(journal: Journal, batches: list[list[int]]) -> int:
    """Every batch in a process of its own reserves its amounts in cents; returns how many were granted."""

    def spend(worker: int, amounts: list[int]) -> Callable[[], int]:
        def work() -> int:
            granted = 0
            for number, cents in enumerate(amounts):
                try:
                    journal.reserve(
                        prepared(cents, ""),
                        f"{worker}-{number}",
                        project="p",
                        owner="o",
                        lease=60,
                        trace_id=None,
                    )
                    granted += 1
                except Refusal:
                    pass
            return granted

        return work

    pids = [fork(spend(worker, amounts)) for worker, amounts in enumerate(batches)]
    statuses = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    assert 255 not in statuses
    return sum(statuses)


def check_race(journal: Journal, scope: str, limit: int, batches: list[list[int]]) -> None:
    budgets = Budgets(journal.book)
    budgets.put(scope, "*", limit * CENT)  # type: ignore[arg-type]
    granted = race(journal, batches)
    [budget] = budgets.all() or [None]
    jobs = journal.jobs()
    assert len(jobs) == granted
    held = sum((dollars(job.reserved) for job in jobs), Decimal(0))
    assert budget is not None
    assert held == budget.held
    assert held <= limit * CENT
    # What was refused could not have fitted: the smallest refused amount is larger than what is left.
    refused = sorted(
        cents
        for worker, amounts in enumerate(batches)
        for number, cents in enumerate(amounts)
        if journal.latest(f"{worker}-{number}") is None
    )
    assert not refused or refused[0] * CENT > budget.left


batches = st.lists(st.lists(st.integers(1, 60), min_size=3, max_size=10), min_size=4, max_size=4)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(limit=st.integers(0, 400), amounts=batches, scope=st.sampled_from(["project", "day", "provider"]))
def test_four_processes_cannot_overspend_by_one_cent(
    tmp_path_factory: pytest.TempPathFactory, limit: int, amounts: list[list[int]], scope: str
) -> None:
    folder = tmp_path_factory.mktemp("race")
    check_race(Journal(Book(sqlite_url(folder / "c.sqlite"), folder)), scope, limit, amounts)


def test_four_processes_cannot_overspend_by_one_cent_in_postgres(tmp_path: Path, postgres: str) -> None:
    journal = Journal(Book(postgres, tmp_path))
    check_race(journal, "provider", 333, [[7, 31, 55, 13, 2, 44, 8], [31] * 5, [60, 1, 1, 1], [19] * 9])


@pytest.fixture
def journal(store: LocalStore) -> Journal:
    return journal_of(store)


def reserve(journal: Journal, cents: int, intent: str, owner: str = "me") -> str:
    return journal.reserve(
        prepared(cents, intent), intent, project="film", owner=owner, lease=60, trace_id=None
    ).id


def test_the_refusal_names_the_budget_and_exits_with_3(journal: Journal) -> None:
    Budgets(journal.book).put("provider", "acme", Decimal("1.00"))
    reserve(journal, 70, "a")
    with pytest.raises(Refusal) as refused:
        reserve(journal, 31, "b")
    assert refused.value.exit_code == 3
    assert refused.value.facts == {
        "budget": "provider",
        "name": "acme",
        "limit_usd": "1.00",
        "committed_usd": "0.70",
        "asked_usd": "0.31",
    }
    assert "provider:acme" in refused.value.hint
    assert journal.latest("b") is None
    assert reserve(journal, 30, "b")


def test_a_release_and_a_cheaper_settlement_free_what_they_do_not_use(journal: Journal) -> None:
    budgets = Budgets(journal.book)
    budgets.put("project", "*", Decimal("1.00"))
    first, second = reserve(journal, 60, "a"), reserve(journal, 40, "b")
    journal.ended(first, "me", State.SUCCEEDED, micros(Decimal("0.25")), "the provider's own figure")
    fault = ProviderFault("busy", kind="quota", created="no")
    journal.rejected(second, "me", fault, again=False)
    [budget] = budgets.all()
    assert (budget.held, budget.spent, budget.left) == (Decimal(0), Decimal("0.25"), Decimal("0.75"))


def test_a_job_is_settled_once_however_often_its_end_is_told(journal: Journal) -> None:
    job = reserve(journal, 60, "a")
    for cost in (100_000, 900_000):
        journal.ended(job, "me", State.SUCCEEDED, cost, "told")
    assert Budgets(journal.book).totals() == {"held_usd": "0.00", "spent_usd": "0.10"}
    assert journal.get(job).settled == 100_000


def test_a_provider_that_charges_more_than_its_table_overdraws_the_budget_and_stops_the_next(
    journal: Journal,
) -> None:
    Budgets(journal.book).put("day", "*", Decimal("1.00"))
    job = reserve(journal, 60, "a")
    journal.ended(job, "me", State.SUCCEEDED, micros(Decimal("1.20")), "the provider's own figure")
    [budget] = Budgets(journal.book).all()
    assert budget.left == Decimal("-0.20")
    with pytest.raises(Refusal):
        reserve(journal, 1, "b")


def test_the_budget_of_a_day_holds_for_that_day_only(store: LocalStore, tmp_path: Path) -> None:
    now = [1_800_000_000_000_000]
    book = Book(sqlite_url(tmp_path / "c.sqlite"), tmp_path, clock=lambda: now[0])
    journal = Journal(book)
    Budgets(book).put("day", "*", Decimal("0.50"))
    reserve(journal, 50, "a")
    with pytest.raises(Refusal):
        reserve(journal, 1, "b")
    now[0] += 86_400_000_000
    assert reserve(journal, 50, "c")


def test_the_upper_estimate_is_reserved_and_the_providers_own_figure_is_settled(
    server: LoopbackServer, provider: LoopbackProvider, store: LocalStore, policy: Policy
) -> None:
    request = VideoRequest(prompt="a dog", seconds=Fraction(5))
    take = make_take(request, provider, store, policy=policy)
    [job] = journal_of(store).jobs()
    assert (dollars(job.reserved), take.cost) == (Decimal("0.60"), Decimal("0.50"))
    assert server.bill()["usd"] == "0.50"


def test_a_quote_is_rounded_up_and_a_budget_down(journal: Journal) -> None:
    assert micros(Decimal("0.0000001"), up=True) == 1
    Budgets(journal.book).put("day", "*", Decimal("0.0000009"))
    [budget] = Budgets(journal.book).all()
    assert budget.limit == 0
    assert Cost(Decimal("0.10")).final


@pytest.mark.parametrize(
    ("scope", "amount"), [("month", "1"), ("day", "-1"), ("day", "NaN"), ("day", "1e13")]
)
def test_a_budget_that_makes_no_sense_is_an_error(journal: Journal, scope: str, amount: str) -> None:
    with pytest.raises(OptionError) as error:
        Budgets(journal.book).put(scope, "*", Decimal(amount))  # type: ignore[arg-type]
    assert error.value.code == "bad-budget"
