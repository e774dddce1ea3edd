"""Where an adapter could be talked into paying twice: twins, listings that prove nothing, versions gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from bent_replies import bent, between
from conformance_cases import CASES, Things, bee, png
from hypothesis import given, settings
from hypothesis import strategies as st

from reelwright.errors import OptionError, ReelwrightError, SettingsError
from reelwright.providers import Created, Kind, Media, ProviderFault, Role, State
from reelwright.providers.adapters.listing import Listing, alike
from reelwright.providers.adapters.replicate import ReplicateProvider
from reelwright.providers.adapters.replicate_models import PINNED
from reelwright.providers.addresses import check_addresses
from reelwright.providers.conformance.rig import until_over
from reelwright.providers.passage import Policy
from reelwright.providers.path import make_take
from reelwright.providers.sandbox import Pace, Sandbox
from reelwright.store import open_store

NOW = datetime.now(UTC)
AT = NOW.timestamp()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox("replicate", "kling", "lightx2v", "runway", pace=Pace(run=0), max_side=32) as running:
        yield running


@pytest.fixture(autouse=True)
def fresh(sandbox: Sandbox) -> None:
    sandbox.reset()


@pytest.fixture
def things(tmp_path: Path) -> Things:
    png(tmp_path / "a.png", (200, 120, 30))
    return Things(tmp_path / "a.png", tmp_path / "a.png", tmp_path / "none.mp4", "http://127.0.0.1:9/a.png")


@pytest.mark.parametrize("name", ["kling", "lightx2v"])
def test_an_id_of_ours_that_is_known_there_means_that_an_earlier_request_arrived(
    name: str, sandbox: Sandbox, things: Things
) -> None:
    case = CASES[name]
    provider = case.make(sandbox.url(case.service))
    prepared = provider.prepare(next(iter(case.requests(things).values())))
    first = provider.submit(prepared, "our-id-1")
    with pytest.raises(ProviderFault) as twin:
        provider.submit(prepared, "our-id-1")
    assert twin.value.created is Created.MAYBE
    assert not twin.value.resubmit_ok
    assert provider.reconcile(prepared, "our-id-1", NOW) == first
    assert sandbox.creations(case.service) == 1


def test_a_pinned_version_that_is_gone_is_replaced_by_the_newest_and_said(
    sandbox: Sandbox, things: Things
) -> None:
    replicate = ReplicateProvider(base_url=sandbox.url("replicate"), key="key")
    prepared = replicate.prepare(bee("zeroscope-v2-xl", 2))
    assert prepared.body["version"] == PINNED[prepared.model].version
    gone = replace(prepared, body={**prepared.body, "version": "0" * 64})
    job = replicate.submit(gone, "one")
    assert sandbox.creations("replicate") == 1
    assert len(sandbox.requests("replicate", "create")) == 2
    assert until_over(replicate, job).state is State.SUCCEEDED
    assert replicate.reconcile(gone, "one", datetime.now(UTC)) == job

    fields = {**gone.body, "input": {**gone.body["input"], "field_of_old": 1}}
    with pytest.raises(ProviderFault) as refused:
        replicate.submit(replace(gone, body=fields), "two")
    assert (refused.value.code, refused.value.created) == ("version-gone", Created.NO)
    assert sandbox.creations("replicate") == 1


def test_a_take_of_another_version_than_the_pinned_one_says_so(sandbox: Sandbox) -> None:
    def other(call: Any, value: Any) -> Any:
        return {**value, "version": "f" * 64} if "predictions" in call.path else value

    with between(sandbox.url("replicate"), lambda: other) as url:
        replicate = ReplicateProvider(base_url=url, key="key")
        job = replicate.submit(replicate.prepare(bee("zeroscope-v2-xl", 2)), "one")
        assert until_over(replicate, job).warning == (
            "Made with the model's version ffffffffffff, not the pinned one."
        )


def test_a_version_that_a_person_chose_is_never_replaced(sandbox: Sandbox) -> None:
    replicate = ReplicateProvider(base_url=sandbox.url("replicate"), key="key")
    version = PINNED["anotherjesse/zeroscope-v2-xl"].version
    prepared = replicate.prepare(bee(f"anotherjesse/zeroscope-v2-xl:{version}", 2))
    gone = replace(prepared, body={**prepared.body, "version": "0" * 64})
    with pytest.raises(ProviderFault) as refused:
        replicate.submit(gone, "one")
    assert refused.value.code == "version-gone"
    assert sandbox.creations("replicate") == 0


def test_a_bent_schema_is_a_model_or_a_refusal(sandbox: Sandbox) -> None:
    dice = Random()
    with between(sandbox.url("replicate"), lambda: lambda call, value: bent(value, dice)) as url:

        @settings(max_examples=40, deadline=None, derandomize=True)
        @given(st.integers(0, 2**32))
        def prepare(seed: int) -> None:
            dice.seed(seed)
            replicate = ReplicateProvider(base_url=url, key="key")
            try:
                prepared = replicate.prepare(bee("alibaba/wan-3", 5))
            except ReelwrightError as error:
                assert error.code
                return
            assert prepared.endpoint.startswith("/v1/")

        prepare()


def listing(*rows: tuple[Any, Any, bool]) -> Listing:
    found = Listing("acme", NOW)
    for row in rows:
        found.add(*row)
    return found


def test_a_listing_finds_the_one_job_of_our_minute() -> None:
    assert listing(("a", AT + 1, True), ("b", AT, False), ("c", AT - 900, True)).found(whole=False) == "a"
    assert listing((7, AT, True)).found(whole=False) == "7"


def test_a_listing_proves_an_absence_only_when_it_reaches_back_far_enough() -> None:
    assert listing().found(whole=True) is None
    assert listing(("b", AT, False), ("c", AT - 900, True)).found(whole=False) is None
    assert listing(("b", AT, False), ("c", AT - 900, True)).absent(whole=False) is None
    for unsure in (listing(), listing(("b", AT, False)), listing(("c", AT - 900, True), ("b", AT, False))):
        with pytest.raises(ProviderFault) as fault:
            unsure.found(whole=False)
        assert (fault.value.code, fault.value.created) == ("ambiguous-listing", Created.MAYBE)


def test_two_jobs_that_could_be_ours_are_a_question() -> None:
    with pytest.raises(ProviderFault, match="2 of the jobs"):
        listing(("a", AT, True), ("b", AT - 9, True)).found(whole=True)
    with pytest.raises(ProviderFault, match="does not say for what prompt"):
        listing(("a", AT, True)).absent(whole=True)


@pytest.mark.parametrize(
    "row",
    [
        ("", AT, True),
        (None, AT, True),
        (True, AT, True),
        ("a", None, True),
        ("a", 0, True),
        ("a", -1.0, True),
        ("a", AT * 1000, True),
        ("a", float("nan"), False),
        ("a", 1e308, False),
    ],
)
def test_a_row_that_cannot_be_read_leaves_the_question_to_a_person(row: tuple[Any, Any, bool]) -> None:
    with pytest.raises(ProviderFault) as fault:
        listing(row)
    assert (fault.value.code, fault.value.created) == ("unreadable-listing", Created.MAYBE)
    assert not fault.value.transient


@pytest.mark.parametrize("rows", [None, {}, "x", [None], [1], [[]]])
def test_a_page_that_is_no_list_of_rows_proves_nothing(rows: Any) -> None:
    with pytest.raises(ProviderFault, match="cannot be read"):
        Listing("acme", NOW).rows(rows)


@pytest.mark.parametrize(
    ("listed", "sent", "same"),
    [
        ("a", "a", True),
        ("a", "b", False),
        (None, "a", True),
        ({}, "a", True),
        ("", "a", True),
        (True, "a", True),
        (5, "5", True),
        ("5", 5, True),
        (6, 5, False),
        (False, True, False),
        ("false", True, True),
        ([1], [2], False),
        (None, [2], True),
    ],
)
def test_what_cannot_be_compared_counts_as_ours(listed: Any, sent: Any, same: bool) -> None:
    assert alike(listed, sent) is same


def test_a_file_that_cannot_be_handed_over_created_nothing(
    sandbox: Sandbox, tmp_path: Path, things: Things
) -> None:
    large = tmp_path / "large.png"
    large.write_bytes(things.first.read_bytes() + bytes(300_000))
    sandbox.fault("replicate", "500", on="upload", times=None)
    request = replace(
        bee("stable-video-diffusion", None), prompt="", media=(Media(Role.FIRST_FRAME, path=large),)
    )
    replicate = ReplicateProvider(base_url=sandbox.url("replicate"), key="key")
    with pytest.raises(ProviderFault) as failed:
        make_take(request, replicate, open_store(tmp_path / "p"), policy=Policy(), wait=lambda _: None)
    assert (failed.value.created, failed.value.facts["created"]) == (Created.NO, "no")
    assert sandbox.creations("replicate") == 0


def test_an_answer_in_sentences_is_quoted_with_one_full_stop(sandbox: Sandbox) -> None:
    provider = CASES["runway"].make(sandbox.url("runway"))
    with pytest.raises(ProviderFault) as failed:
        provider.http.send("GET", "/v1/nothing")
    assert failed.value.kind is Kind.NOT_FOUND
    assert failed.value.message.endswith(".")
    assert not failed.value.message.endswith("..")


def test_a_refusal_always_says_what_to_do(things: Things) -> None:
    for name in ("runway", "kling", "lightx2v"):
        provider = CASES[name].make("http://127.0.0.1:9")
        with pytest.raises(OptionError) as refused:
            provider.prepare(bee(seconds=None, media=(things.media(Role.MASK),)))
        assert refused.value.hint


def test_an_address_that_nobody_reads_is_refused_with_the_nearest_name() -> None:
    check_addresses({"REELWRIGHT_FAL_URL": "x", "REELWRIGHT_COMFYUI_WORKFLOWS": "y", "OPENAI_BASE_URL": "z"})
    check_addresses({"REELWRIGHT_WEBHOOK_URL": "x", "REELWRIGHT_WORKERS": "2", "REELWRIGHT_FLA_URL": " "})
    with pytest.raises(SettingsError) as unread:
        check_addresses({"REELWRIGHT_SGLAN_URL": "x"})
    assert unread.value.hint == "Did you mean REELWRIGHT_SGLANG_URL?"
