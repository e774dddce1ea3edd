"""However a job ends, the ledger says what the provider charges for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from conformance_cases import CASES, Things, png

from reelwright.errors import ProviderError
from reelwright.providers.ledger import Budgets
from reelwright.providers.passage import Policy
from reelwright.providers.path import journal_of, make_take
from reelwright.providers.sandbox import ClipOrder, Pace, Sandbox
from reelwright.providers.sandbox.clip import draw_clip
from reelwright.store import open_store

POLICY = Policy(poll_least=0.001, poll_most=0.01, grace=0.05, accept_unknown_cost=True)
ENDS = ["", "no-output", "moderated-output", "failed", "cancelled"]
PRICED = {"fal": "h3"}  # whose first request has no public price
LATER = {"openai_compat"}  # results lie at an address that is known beforehand: a missing one may still come
UNPRICED = {"minimax-v1"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    names = {case.service for case in CASES.values()}
    with pytest.MonkeyPatch.context() as patch, Sandbox(*names, pace=Pace(run=0), max_side=32) as running:
        for case in CASES.values():
            for name, value in case.environment.items():
                patch.setenv(name, value)
        yield running


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Things:
    folder = tmp_path_factory.mktemp("media")
    png(folder / "first.png", (200, 120, 30))
    draw_clip(ClipOrder("a bee", Fraction(5), 64, 36), folder / "clip.mp4")
    return Things(folder / "first.png", folder / "first.png", folder / "clip.mp4", "http://127.0.0.1:9/x.png")


@pytest.mark.parametrize("name", [name for name in CASES if name not in UNPRICED])
def test_the_ledger_is_the_bill_however_a_job_ends(
    name: str, sandbox: Sandbox, things: Things, tmp_path: Path
) -> None:
    case = CASES[name]
    sandbox.reset(case.service)
    requests = case.requests(things)
    pattern = requests[PRICED[name]] if name in PRICED else next(iter(requests.values()))
    store, provider = open_store(tmp_path), case.make(sandbox.url(case.service))
    for end in ENDS:
        if end in case.without:
            continue
        if end:
            sandbox.fault(case.service, end)
        request = replace(pattern, prompt=f"a bee that ends as {end or 'a clip'}")
        try:
            make_take(request, provider, store, policy=POLICY)
        except ProviderError as error:
            assert end, error
            assert error.facts["created"] == "yes"
        else:
            assert not end
        bill = sandbox.bill(case.service)
        totals = Budgets(journal_of(store).book).totals()
        note = journal_of(store).observations(journal_of(store).jobs()[0].id)[-1]["note"]
        held, spent = (Decimal(totals[word]) for word in ("held_usd", "spent_usd"))
        assert held + spent == bill, f"{end or 'a clip'}: booked as “{note}”"
        assert held == 0 or name in LATER
