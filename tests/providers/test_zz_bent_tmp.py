"""Replies with null, missing, extra and wrong-typed fields, on the whole path of every adapter."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bent_replies import bent, between
from conformance_cases import CASES, Things, png
from hypothesis import given, settings
from hypothesis import strategies as st

from reelwright.errors import ProviderError, ReelwrightError
from reelwright.providers import State, VideoRequest
from reelwright.providers.passage import Policy
from reelwright.providers.path import journal_of, make_take
from reelwright.providers.sandbox import Pace, Sandbox
from reelwright.store import open_store

EXAMPLES = 40
POLICY = Policy(
    deadline=0.4, grace=0.0, poll_least=0.001, poll_most=0.01, submits=2, accept_unknown_cost=True
)
PATIENT = replace(POLICY, deadline=20.0)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    names = {case.service for case in CASES.values()}
    with pytest.MonkeyPatch.context() as patch, Sandbox(*names, pace=Pace(run=0), max_side=32) as running:
        for case in CASES.values():
            for name, value in case.environment.items():
                patch.setenv(name, value)
        yield running


def order(name: str, folder: Path, sandbox: Sandbox) -> VideoRequest:
    """A request of the case, with files where it can be: their uploads are bent, too."""
    png(folder / "first.png", (200, 120, 30))
    link = sandbox.host((folder / "first.png").read_bytes())
    things = Things(folder / "first.png", folder / "first.png", folder / "none.mp4", link)
    requests = CASES[name].requests(things)
    return requests.get("image", next(iter(requests.values())))


@pytest.mark.parametrize("name", CASES)
def test_a_bent_reply_is_a_take_or_an_error_and_never_a_second_job(
    name: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    case = CASES[name]
    service = case.service
    sandbox.reset(service)
    pattern = order(name, tmp_path, sandbox)
    store = open_store(tmp_path / "project")
    dice = random.Random()
    bending = [0.0]

    def bend():  # type: ignore[no-untyped-def]
        return (lambda call, value: bent(value, dice)) if dice.random() < bending[0] else None

    with between(sandbox.url(service), bend) as url:
        provider = case.make(url)

        @settings(max_examples=EXAMPLES, deadline=None, derandomize=False, database=None)
        @given(st.integers(0, 2**32), st.sampled_from([0.1, 0.3, 1.0]))
        def take(seed: int, share: float) -> None:
            dice.seed(seed)
            bending[0] = share
            prompt = f"a bee, {os.urandom(4).hex()}"
            request = replace(pattern, prompt=prompt, take=seed % 1000)
            before = sandbox.creations(service)
            created = None
            try:
                make_take(request, provider, store, policy=POLICY)
            except ReelwrightError as error:
                assert isinstance(error, ProviderError), repr(error)
                assert error.code
                assert error.hint
                created = error.facts["created"]
            made = sandbox.creations(service) - before
            assert made <= 1
            if created == "no":
                assert made == 0, "a job was paid for, and the error says that there is none"
            [job] = [
                job for job in journal_of(store).jobs() if job.intent == journal_of(store).jobs()[0].intent
            ]
            if job.state in (State.QUEUED, State.RUNNING, State.FETCHING):
                bending[0] = 0.0
                try:
                    make_take(request, provider, store, policy=PATIENT)
                except ProviderError as error:  # the id itself was bent: nothing is known under it
                    assert job.remote_id not in {entry.id for entry in sandbox.jobs(service)}, repr(error)
                assert sandbox.creations(service) - before == made

        take()
