"""The conformance suite fails adapters that break a promise: each row is shown a broken one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conformance_cases import CASES, KEY, Things, bee, png

from reelwright.providers import Created, Prepared, Provider, ProviderFault, Snapshot, State, VideoRequest
from reelwright.providers.adapters.replicate import ReplicateProvider
from reelwright.providers.adapters.runway import RunwayProvider
from reelwright.providers.conformance import Conformance, SandboxRig
from reelwright.providers.job import Webhook
from reelwright.providers.sandbox import Pace, Sandbox

SUITE = Conformance()


class TriesAgain(RunwayProvider):
    def submit(self, prepared: Prepared, key: str) -> str:
        try:
            return super().submit(prepared, key)
        except ProviderFault:
            return super().submit(prepared, key)


class SwearsThatNothingWasMade(RunwayProvider):
    def submit(self, prepared: Prepared, key: str) -> str:
        try:
            return super().submit(prepared, key)
        except ProviderFault as fault:
            raise ProviderFault(fault.message, kind=fault.kind, created=Created.NO) from None


class TakesAnythingForSuccess(RunwayProvider):
    def poll(self, job: str) -> Snapshot:
        snapshot = super().poll(job)
        return dataclasses.replace(snapshot, state=State.SUCCEEDED) if snapshot.warning else snapshot


class ForgetsModeration(RunwayProvider):
    def poll(self, job: str) -> Snapshot:
        snapshot = super().poll(job)
        return dataclasses.replace(snapshot, state=State.SUCCEEDED, fault=None)


class DropsWhatItDoesNotKnow(RunwayProvider):
    def prepare(self, request: VideoRequest) -> Prepared:
        return super().prepare(dataclasses.replace(request, options={}))


class ForgetsTheTake(RunwayProvider):
    def prepare(self, request: VideoRequest) -> Prepared:
        return super().prepare(dataclasses.replace(request, take=0))


class ShowsItsKeyEverywhere(RunwayProvider):
    def poll(self, job: str) -> Snapshot:
        snapshot = super().poll(job)
        self.http._hosts = frozenset({"127.0.0.1"})
        self.http.trusted = lambda url: True  # type: ignore[method-assign]
        return dataclasses.replace(
            snapshot, outputs=tuple(dataclasses.replace(o, auth=True) for o in snapshot.outputs)
        )


class BelievesEveryCaller(ReplicateProvider):
    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> Webhook:
        return Webhook("job", "completed", State.SUCCEEDED)


class SaysThatItIsNotThere(ReplicateProvider):
    def reconcile(self, prepared: Prepared, key: str, since: Any) -> str | None:
        return None


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Callable[[type[Any], str], SandboxRig]]:
    with Sandbox("runway", "replicate", pace=Pace(run=0), max_side=64) as sandbox:

        def make(kind: type[Any], service: str) -> SandboxRig:
            first = png(tmp_path / "first.png", (1, 2, 3))
            things = Things(first, first, first, sandbox.host(first.read_bytes()))
            case = CASES[service]

            def provider(base_url: str) -> Provider:
                made: Provider = kind(base_url=base_url, key=KEY)
                return made

            first_model = "zeroscope-v2-xl" if service == "replicate" else ""
            requests = {"text": bee(first_model, 3)}
            return SandboxRig(sandbox, service, provider, requests, case.refused(things), key=KEY)

        yield make


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        (
            TriesAgain,
            lambda rig, folder: SUITE.test_a_failure_that_proves_nothing_is_one_attempt_and_may_have_cost(
                rig, "500"
            ),
        ),
        (
            SwearsThatNothingWasMade,
            lambda rig, folder: SUITE.test_a_failure_that_proves_nothing_is_one_attempt_and_may_have_cost(
                rig, "drop"
            ),
        ),
        (SwearsThatNothingWasMade, lambda rig, folder: SUITE.test_a_submit_that_times_out_may_have_cost(rig)),
        (
            TakesAnythingForSuccess,
            lambda rig, folder: SUITE.test_an_unknown_status_means_that_it_is_running(rig),
        ),
        (
            ForgetsModeration,
            lambda rig, folder: SUITE.test_a_job_that_ends_badly_says_how(
                rig, "moderated-output", State.FAILED, {"moderated"}
            ),
        ),
        (
            DropsWhatItDoesNotKnow,
            lambda rig, folder: SUITE.test_what_cannot_be_honoured_is_refused_before_the_network(rig),
        ),
        (ForgetsTheTake, lambda rig, folder: SUITE.test_preparing_is_pure(rig)),
        (
            ShowsItsKeyEverywhere,
            SUITE.test_every_happy_path_makes_a_clip_that_plays,
        ),
        (
            SaysThatItIsNotThere,
            lambda rig, folder: SUITE.test_an_ambiguous_submit_is_cleared_up_as_the_capabilities_say(rig),
        ),
    ],
)
def test_a_broken_adapter_fails_its_row(
    rig: Callable[[type[Any], str], SandboxRig],
    tmp_path: Path,
    kind: type[Any],
    row: Callable[[SandboxRig, Path], None],
) -> None:
    service = "replicate" if issubclass(kind, ReplicateProvider) else "runway"
    good = ReplicateProvider if service == "replicate" else RunwayProvider
    row(rig(good, service), tmp_path / "good")
    broken = rig(kind, service)
    broken.sandbox.reset()
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        row(broken, tmp_path / "broken")


def test_an_adapter_that_believes_every_caller_fails(
    rig: Callable[[type[Any], str], SandboxRig], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPLICATE_WEBHOOK_SIGNING_SECRET", "whsec_b3RoZXI=")
    with pytest.raises(pytest.fail.Exception):
        SUITE.test_a_callback_that_is_forged_or_old_is_refused(
            rig(BelievesEveryCaller, "replicate"), "webhook-bad-signature", monkeypatch
        )
