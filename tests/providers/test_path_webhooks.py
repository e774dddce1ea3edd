"""A callback wakes the poller once, and is never believed about anything."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
from collections.abc import Mapping
from fractions import Fraction

import pytest

from reelwright.providers import (
    Created,
    Kind,
    ProviderFault,
    State,
    VideoRequest,
    Webhook,
    finish_jobs,
    make_take,
)
from reelwright.providers.loopback import LoopbackProvider, LoopbackServer
from reelwright.providers.passage import Policy
from reelwright.providers.path import journal_of
from reelwright.providers.webhooks import receive_webhook
from reelwright.store import LocalStore

KEY = b"shared"


class Calling(LoopbackProvider):
    """Signs its callbacks with a shared key."""

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> Webhook:
        signed = hmac.new(KEY, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(headers.get("x-signature", ""), signed):
            raise ProviderFault(
                "The signature is wrong.", kind=Kind.AUTH, created=Created.NO, code="bad-signature"
            )
        data = json.loads(body)
        return Webhook(data["id"], data["event"], State(data["state"]))


def call(**data: str) -> tuple[dict[str, str], bytes]:
    body = json.dumps(data).encode()
    return {"X-Signature": hmac.new(KEY, body, hashlib.sha256).hexdigest()}, body


@pytest.fixture
def calling(server: LoopbackServer, store: LocalStore, policy: Policy) -> Calling:
    """A provider with one job that is still under way."""
    server.seconds = 0.5
    provider = Calling(base_url=server.url)
    with pytest.raises(ProviderFault):
        make_take(
            VideoRequest(prompt="a dog", seconds=Fraction(2)),
            provider,
            store,
            policy=dataclasses.replace(policy, deadline=0.05),
        )
    return provider


def test_a_callback_names_the_job_once_and_its_state_is_not_believed(
    calling: Calling, store: LocalStore, policy: Policy
) -> None:
    journal = journal_of(store)
    [job] = journal.jobs()
    headers, body = call(id="lb1", event="done", state="succeeded")
    first, replayed = (receive_webhook(calling, headers, body, journal) for _ in range(2))
    assert (first.job, first.fresh) == (job.id, True)
    assert (replayed.job, replayed.fresh) == (job.id, False)
    assert journal.get(job.id).state is job.state
    [outcome] = finish_jobs(store, policy=policy, providers=lambda name: calling)
    assert outcome.take is not None


def test_a_callback_that_is_forged_or_about_a_stranger_changes_nothing(
    calling: Calling, store: LocalStore
) -> None:
    journal = journal_of(store)
    before = journal.observations(journal.jobs()[0].id)
    headers, body = call(id="lb1", event="done", state="succeeded")
    with pytest.raises(ProviderFault) as forged:
        receive_webhook(calling, headers, body + b" ", journal)
    assert forged.value.code == "bad-signature"
    headers, body = call(id="somebody-else", event="done", state="succeeded")
    assert receive_webhook(calling, headers, body, journal).job is None
    assert journal.observations(journal.jobs()[0].id) == before


def test_a_provider_without_signatures_is_not_listened_to(server: LoopbackServer, store: LocalStore) -> None:
    headers, body = call(id="lb1", event="done", state="succeeded")
    with pytest.raises(ProviderFault) as unsigned:
        receive_webhook(LoopbackProvider(base_url=server.url), headers, body, journal_of(store))
    assert unsigned.value.kind is Kind.UNSUPPORTED
