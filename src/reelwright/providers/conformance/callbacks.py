"""The rows about callbacks: they wake the poller, and nothing more is believed of them."""

from __future__ import annotations

import time
from typing import Final

import pytest

from reelwright.providers.conformance.rig import CLOSED, Rig, caps_of, first_request, generate, new_key
from reelwright.providers.fault import ProviderFault
from reelwright.providers.job import State

__all__ = ["CallbackRows"]

_PATIENCE: Final = 20.0


class CallbackRows:
    """Part of :class:`~reelwright.providers.conformance.Conformance`."""

    @pytest.mark.parametrize("kind", ["", "webhook-replay", "webhook-late"])
    def test_a_callback_names_its_job_and_is_never_believed(
        self, rig: Rig, kind: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Twice or out of order, it means the same: go and ask."""
        job, sent = self._called_back(rig, kind, monkeypatch)
        for headers, body in sent:
            first, again = (
                rig.provider.parse_webhook(headers, body),
                rig.provider.parse_webhook(headers, body),
            )
            assert first.job == again.job
            assert job == first.job or job.endswith(f"/{first.job}")  # a job's id may say more
            assert first.event == again.event != ""
        assert rig.provider.poll(job).state is State.SUCCEEDED

    @pytest.mark.parametrize("kind", ["webhook-bad-signature", "webhook-stale"])
    def test_a_callback_that_is_forged_or_old_is_refused(
        self, rig: Rig, kind: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where the service signs; nothing else tells a callback from an attack."""
        _, sent = self._called_back(rig, kind, monkeypatch)
        if all(not headers for headers, _ in sent):
            pytest.skip("this service does not sign its callbacks")
        headers, body = sent[0]
        with pytest.raises(ProviderFault):
            rig.provider.parse_webhook(headers, body)
        with pytest.raises(ProviderFault):
            rig.provider.parse_webhook({}, body)

    @staticmethod
    def _called_back(
        rig: Rig, kind: str, monkeypatch: pytest.MonkeyPatch
    ) -> tuple[str, list[tuple[dict[str, str], bytes]]]:
        if not caps_of(rig).webhook:
            with pytest.raises(ProviderFault):
                rig.provider.parse_webhook({}, b"{}")
            pytest.skip("this service calls nobody back")
        monkeypatch.setenv("REELWRIGHT_WEBHOOK_URL", f"{CLOSED}/hook")
        if kind:
            rig.fault(kind)
        rig.slow_jobs(0.03)
        _, job, _ = generate(rig.provider, first_request(rig), new_key())
        name = job.rpartition("/")[2].encode()
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            sent = [(headers, body) for headers, body in rig.callbacks() if name in body]
            if sent:
                return job, sent
            rig.provider.poll(job)
            time.sleep(0.005)
        raise AssertionError("no callback was sent")
