"""The rows of the conformance suite. Each is one promise that the path to providers relies on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reelwright.errors import ReelwrightError
from reelwright.providers.capabilities import Reconcile
from reelwright.providers.conformance.callbacks import CallbackRows
from reelwright.providers.conformance.rig import (
    CLOSED,
    Rig,
    caps_of,
    filled,
    first_request,
    generate,
    keep,
    new_key,
    until_over,
)
from reelwright.providers.fault import Created, Kind, ProviderFault
from reelwright.providers.job import Prepared, State

__all__ = ["Conformance"]

_WAITING = (State.QUEUED, State.RUNNING)


def _needs(rig: Rig, *kinds: str) -> None:
    missing = set(kinds) - rig.faults
    if missing:
        pytest.skip(f"this service does not show {', '.join(sorted(missing))}")


def _submit(rig: Rig, *, provider: object = None) -> ProviderFault:
    """The fault of a submit that goes wrong."""
    who = provider or rig.provider
    prepared = filled(rig.provider, rig.provider.prepare(first_request(rig).identified()))
    with pytest.raises(ProviderFault) as failed:
        who.submit(prepared, new_key())  # type: ignore[attr-defined]
    assert rig.key not in str(failed.value)
    return failed.value


def _inline(snapshot_url: str | None) -> bool:
    return snapshot_url is None or snapshot_url.startswith("data:")


class Conformance(CallbackRows):
    """Derive from this and provide a ``rig`` fixture."""

    @pytest.fixture
    def rig(self) -> Iterator[Rig]:
        """The adapter under test; every subclass has its own."""
        raise NotImplementedError

    def test_every_happy_path_makes_a_clip_that_plays(self, rig: Rig, tmp_path: Path) -> None:
        """One POST, one job, a verified file, a bill within the quote, no key where it must not be."""
        for name, request in rig.requests.items():
            before, posts, billed = rig.creations(), rig.creates(), rig.bill()
            prepared, job, snapshot = generate(rig.provider, request, new_key())
            assert snapshot.state is State.SUCCEEDED, f"{name}: {snapshot.fault}"
            assert snapshot.fault is None
            kept = keep(rig.provider, job, snapshot, tmp_path / name.replace("/", "-"))
            assert kept.clip.frames > 1
            assert rig.creations() == before + 1
            assert rig.creates() == posts + 1
            cost = rig.bill() - billed
            if prepared.quote.usd is not None:
                assert cost <= prepared.quote.usd, f"{name} costs more than its quote"
            if snapshot.cost is not None and snapshot.cost.final and snapshot.cost.usd is not None:
                assert snapshot.cost.usd == cost, f"{name} was billed something else"
        assert not rig.leaked()

    def test_preparing_is_pure(self, rig: Rig) -> None:
        """The same request gives the same recipe without a call; another take gives another one."""
        for name, request in rig.requests.items():
            known = request.identified()
            first = rig.provider.prepare(known)
            calls = rig.calls()
            second = rig.provider.prepare(known)
            assert rig.calls() == calls, name
            assert first.params == second.params
            assert first.params != rig.provider.prepare(replace(known, take=7)).params
            text = first.as_json()
            assert rig.key not in text
            assert Prepared.from_json(text).body == first.body
            assert first.model in rig.provider.models()

    def test_what_cannot_be_honoured_is_refused_before_the_network(self, rig: Rig) -> None:
        """No call leaves."""
        calls = rig.calls()
        for name, request in rig.refused.items():
            with pytest.raises(ReelwrightError) as refused:
                rig.provider.prepare(request.identified())
            assert refused.value.code, name
        assert rig.calls() == calls

    @pytest.mark.parametrize("kind", ["drop", "drop-before", "500", "500-after"])
    def test_a_failure_that_proves_nothing_is_one_attempt_and_may_have_cost(
        self, rig: Rig, kind: str
    ) -> None:
        """One POST; the fault says MAYBE, so nobody submits again unasked."""
        _needs(rig, kind)
        rig.fault(kind)
        fault = _submit(rig)
        assert fault.created is Created.MAYBE
        assert not fault.resubmit_ok
        assert rig.creates() == 1
        assert rig.creations() == (1 if kind in ("drop", "500-after") else 0)

    def test_a_submit_that_times_out_may_have_cost(self, rig: Rig) -> None:
        """The job exists although the answer came too late."""
        _needs(rig, "slow")
        rig.fault("slow", seconds=0.4)
        fault = _submit(rig, provider=rig.other(timeout=0.15))
        assert (fault.kind, fault.created) == (Kind.TIMEOUT, Created.MAYBE)
        assert rig.creates() <= 1
        assert rig.creations() == 1

    def test_a_rate_limit_proves_that_nothing_was_created(self, rig: Rig) -> None:
        """It may be tried again after as long as the service asks."""
        _needs(rig, "429")
        rig.fault("429", retry_after=3.0)
        fault = _submit(rig)
        assert (fault.kind, fault.created) == (Kind.RATE_LIMIT, Created.NO)
        assert fault.resubmit_ok
        assert fault.retry_after in (3.0, None)
        assert (rig.creates(), rig.creations()) == (1, 0)

    def test_a_server_that_is_not_there_created_nothing(self, rig: Rig) -> None:
        """A refused connection is proof."""
        base = CLOSED + rig.provider.http.base.raw_path.decode().rstrip("/") if rig.provider.http else CLOSED
        fault = _submit(rig, provider=rig.other(base_url=base))
        assert fault.created is Created.NO
        assert fault.resubmit_ok
        assert rig.creates() == 0

    @pytest.mark.parametrize(("fault", "kind"), [("moderated", Kind.MODERATED), ("quota", Kind.QUOTA)])
    def test_a_refusal_at_submit_is_told_as_what_it_is(self, rig: Rig, fault: str, kind: Kind) -> None:
        """Moderation and an empty account are no “invalid input”, and never tried again."""
        _needs(rig, fault)
        rig.fault(fault)
        found = _submit(rig)
        assert (found.kind, found.created) == (kind, Created.NO)
        assert not found.resubmit_ok
        assert found.where == ("input" if kind is Kind.MODERATED else None)
        assert rig.creations() == 0

    @pytest.mark.parametrize(
        ("fault", "state", "kinds"),
        [
            ("moderated-output", State.FAILED, {Kind.MODERATED}),
            ("failed", State.FAILED, {Kind.GENERATION, Kind.UNAVAILABLE, Kind.INVALID}),
            ("cancelled", State.CANCELLED, {Kind.GENERATION}),
        ],
    )
    def test_a_job_that_ends_badly_says_how(
        self, rig: Rig, fault: str, state: State, kinds: set[Kind]
    ) -> None:
        """A terminal state with a fault, the same at every further poll."""
        _needs(rig, fault)
        rig.fault(fault)
        _, job, snapshot = generate(rig.provider, first_request(rig), new_key())
        allowed = {state, State.FAILED} if state is State.CANCELLED else {state}
        for seen in (snapshot, rig.provider.poll(job)):
            assert seen.state in allowed
            assert not seen.outputs
            assert seen.fault is not None
            assert seen.fault.kind in kinds
            assert seen.fault.created is Created.YES
            assert (seen.fault.where is not None) == (seen.fault.kind is Kind.MODERATED)

    def test_success_without_a_result_is_no_success(self, rig: Rig, tmp_path: Path) -> None:
        """Said by the poll, or at the latest by the download."""
        _needs(rig, "no-output")
        rig.fault("no-output")
        _, job, snapshot = generate(rig.provider, first_request(rig), new_key())
        if snapshot.state is State.SUCCEEDED:
            with pytest.raises(ProviderFault) as failed:
                keep(rig.provider, job, snapshot, tmp_path, tries=2)
            assert failed.value.created is Created.YES
        else:
            assert snapshot.state is State.FAILED
            assert snapshot.fault is not None
            assert snapshot.fault.kind is Kind.GENERATION

    def test_an_unknown_status_means_that_it_is_running(self, rig: Rig) -> None:
        """With a warning, and never a success."""
        _needs(rig, "unknown-status")
        job = rig.provider.submit(
            filled(rig.provider, rig.provider.prepare(first_request(rig).identified())), new_key()
        )
        rig.fault("unknown-status")
        snapshot = rig.provider.poll(job)
        assert snapshot.state in _WAITING
        assert bool(snapshot.warning) == rig.named_status
        assert until_over(rig.provider, job).state is State.SUCCEEDED

    def test_nulls_and_fields_of_tomorrow_are_tolerated(self, rig: Rig) -> None:
        """They change nothing."""
        _needs(rig, "null-and-extra")
        rig.fault("null-and-extra", times=None)
        _, _, snapshot = generate(rig.provider, first_request(rig), new_key())
        assert snapshot.state is State.SUCCEEDED
        assert snapshot.outputs

    @pytest.mark.parametrize("kind", ["500", "429", "drop"])
    def test_a_poll_that_fails_is_passing_and_the_job_exists(self, rig: Rig, kind: str) -> None:
        """Asking again is free, and brings the job to its end."""
        job = rig.provider.submit(
            filled(rig.provider, rig.provider.prepare(first_request(rig).identified())), new_key()
        )
        rig.fault(kind, on="poll")
        with pytest.raises(ProviderFault) as failed:
            rig.provider.poll(job)
        assert failed.value.transient
        assert failed.value.created is Created.YES
        assert until_over(rig.provider, job).state is State.SUCCEEDED
        assert rig.creates() == 1

    def test_a_job_is_found_again_by_another_process(self, rig: Rig) -> None:
        """Its id is all that is needed."""
        _, job, _ = generate(rig.provider, first_request(rig), new_key())
        assert rig.other().poll(job).state is State.SUCCEEDED

    @pytest.mark.parametrize("kind", ["truncated", "corrupt", "wrong-type", "oversize", "redirect"])
    def test_a_damaged_or_hostile_download_is_never_kept(self, rig: Rig, tmp_path: Path, kind: str) -> None:
        """Refused while it arrives; nothing is left behind; the good file of a second try is kept."""
        _needs(rig, kind)
        _, job, snapshot = generate(rig.provider, first_request(rig), new_key())
        if _inline(snapshot.outputs[0].url):
            pytest.skip("results come inside the answer")
        rig.fault(kind, bytes=3 << 20)
        with pytest.raises(ProviderFault) as failed:
            keep(rig.provider, job, snapshot, tmp_path, tries=1, max_bytes=2 << 20)
        assert failed.value.created is Created.YES
        assert list(tmp_path.iterdir()) == []
        assert keep(rig.provider, job, snapshot, tmp_path).path.exists()
        assert rig.creates() == 1

    def test_an_expired_link_is_asked_for_afresh(self, rig: Rig, tmp_path: Path) -> None:
        """By polling, not by paying."""
        _needs(rig, "expired")
        _, job, snapshot = generate(rig.provider, first_request(rig), new_key())
        if _inline(snapshot.outputs[0].url):
            pytest.skip("results come inside the answer")
        rig.fault("expired")
        assert keep(rig.provider, job, snapshot, tmp_path).clip.frames > 1
        assert rig.creates() == 1

    def test_cancelling_does_what_the_capabilities_say(self, rig: Rig) -> None:
        """A job that waits is stopped for good, or the provider says that it cannot."""
        caps = caps_of(rig)
        rig.slow_jobs(30.0)
        job = rig.provider.submit(
            filled(rig.provider, rig.provider.prepare(first_request(rig).identified())), new_key()
        )
        if caps.cancel == "no":
            with pytest.raises(ProviderFault) as refused:
                rig.provider.cancel(job)
            assert refused.value.kind is Kind.UNSUPPORTED
            assert rig.provider.poll(job).state in _WAITING
            return
        snapshot = rig.provider.cancel(job)
        assert snapshot.state in (State.CANCELLED, State.FAILED)
        assert snapshot.fault is not None

    def test_an_ambiguous_submit_is_cleared_up_as_the_capabilities_say(self, rig: Rig) -> None:
        """The lost job is found, its absence is proven, or the provider admits that it cannot tell."""
        caps = caps_of(rig)
        since = datetime.now(UTC)
        prepared = filled(rig.provider, rig.provider.prepare(first_request(rig).identified()))
        if caps.reconcile is Reconcile.NONE:
            with pytest.raises(ProviderFault) as unknown:
                rig.provider.reconcile(prepared, new_key(), since)
            assert not unknown.value.transient
            return
        assert rig.provider.reconcile(prepared, new_key(), since) is None
        key = new_key()
        rig.fault("drop")
        with pytest.raises(ProviderFault):
            rig.provider.submit(prepared, key)
        try:
            found = rig.provider.reconcile(prepared, key, since)
        except ProviderFault as unsure:
            # A listing without prompts proves an absence, but not whose job it shows.
            assert caps.reconcile is Reconcile.LIST_MATCH
            assert unsure.code == "ambiguous-listing"
            return
        assert found is not None
        assert until_over(rig.provider, found).state is State.SUCCEEDED
        assert rig.creates() == 1
