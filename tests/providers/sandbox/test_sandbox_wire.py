"""Every provider of the sandbox over raw HTTP: from an order to a clip, and through every fault."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import av
import httpx
import pytest
from sandbox_wire import Seen, Wire, wire

from reelwright.providers.sandbox import NAMES, Pace, Sandbox

# What the order of sandbox_wire costs on each provider.
PRICES = {
    "runway": "0.60",
    "luma_agents": "0.80",
    "luma_legacy": "0.70",
    "replicate": "0.5",
    "openai_videos": "0.5",
    "google": "2.4",
    "fal": "0.5",
    "kling": "0.280",
    "minimax": "0.40",
    "ark": "0.709714285",
}
WITHOUT_STATUS_WORDS = ("google", "comfyui")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One sandbox for the whole file; jobs are over at once."""
    folder = tmp_path_factory.mktemp("clips")
    with Sandbox(max_side=96, pace=Pace(run=0), folder=folder) as running:
        yield running


@pytest.fixture
def sandbox(shared: Sandbox) -> Sandbox:
    """The shared sandbox, emptied."""
    shared.reset()
    return shared


@pytest.fixture(params=NAMES)
def client(request: pytest.FixtureRequest, sandbox: Sandbox, http: httpx.Client) -> Wire:
    """A raw client of one provider after another."""
    return wire(sandbox, request.param, http)


def made(client: Wire, prompt: str = "a bee") -> tuple[str, Seen]:
    """Order a clip and poll it once."""
    reply = client.create(prompt)
    assert reply.status_code < 300, reply.text
    job_id = client.job_id(reply)
    return job_id, client.poll(job_id)


def test_a_job_ends_in_a_clip_that_plays_and_is_billed_by_the_tariff(sandbox: Sandbox, client: Wire) -> None:
    job_id, seen = made(client)
    assert seen.over
    assert seen.good
    data = client.fetch(seen, job_id).content
    with av.open(io.BytesIO(data)) as file:
        stream = file.streams.video[0]
        frames = sum(1 for _ in file.decode(stream))
        shape, seconds = (stream.width, stream.height), Fraction(frames) / Fraction(stream.average_rate)
    job = sandbox.jobs(client.name)[0]
    assert max(shape) == 96
    assert shape[0] / shape[1] == pytest.approx(job.order.width / job.order.height, rel=0.08)
    assert seconds == job.order.seconds
    assert sandbox.creations(client.name) == 1
    assert sandbox.bill(client.name) == Decimal(PRICES.get(client.name, "0"))
    assert sandbox.requests(client.name)[0].event == "create"
    assert sandbox.requests(client.name, "download")[0].status == 200


def test_a_dropped_create_has_made_a_job_that_is_billed(sandbox: Sandbox, client: Wire) -> None:
    sandbox.fault(client.name, "drop")
    with pytest.raises(httpx.RemoteProtocolError):
        client.create()
    assert sandbox.creations(client.name) == 1
    assert sandbox.bill(client.name) == Decimal(PRICES.get(client.name, "0"))
    assert sandbox.requests(client.name)[0].status == 0
    assert client.create().status_code < 300, "the fault strikes once"


def test_a_connection_closed_before_the_create_makes_nothing(sandbox: Sandbox, client: Wire) -> None:
    sandbox.fault(client.name, "drop-before")
    with pytest.raises(httpx.RemoteProtocolError):
        client.create()
    assert sandbox.creations(client.name) == 0


def test_a_throttled_create_says_when_to_come_back_and_makes_nothing(sandbox: Sandbox, client: Wire) -> None:
    sandbox.fault(client.name, "429", retry_after=7)
    reply = client.create()
    assert reply.status_code == 429
    if client.name not in ("comfyui", "lightx2v"):
        assert reply.headers["retry-after"] == "7"
    assert sandbox.creations(client.name) == 0


def test_a_server_error_makes_a_job_only_where_it_says_so(sandbox: Sandbox, client: Wire) -> None:
    sandbox.fault(client.name, "500")
    sandbox.fault(client.name, "500-after")
    assert client.create().status_code == 500
    assert sandbox.creations(client.name) == 0
    assert client.create().status_code == 500
    assert sandbox.creations(client.name) == 1


def test_a_prompt_refused_at_submit_makes_nothing(sandbox: Sandbox, client: Wire) -> None:
    sandbox.fault(client.name, "moderated", match="forbidden")
    assert client.create("a bee").status_code < 300
    assert client.create("a forbidden bee").status_code in (400, 422)
    assert sandbox.creations(client.name) == 1


def test_a_job_refused_when_polled_is_over_without_a_clip(sandbox: Sandbox, client: Wire) -> None:
    sandbox.fault(client.name, "moderated-output")
    _, seen = made(client)
    assert seen.over
    assert not seen.good
    assert not seen.links
    paid = client.name in ("runway", "replicate", "fal")
    assert sandbox.bill(client.name) == (Decimal(PRICES[client.name]) if paid else 0)


@pytest.mark.parametrize("kind", ["failed", "cancelled"])
def test_a_job_that_fails_on_the_providers_side_is_over_without_a_clip(
    sandbox: Sandbox, client: Wire, kind: str
) -> None:
    sandbox.fault(client.name, kind)
    _, seen = made(client)
    assert seen.over
    assert not seen.good
    assert not seen.links


def test_a_success_without_output_names_no_clip(sandbox: Sandbox, client: Wire) -> None:
    sandbox.fault(client.name, "no-output")
    job_id, seen = made(client)
    assert seen.good
    if client.name in ("openai_videos", "vllm_omni", "sglang", "fastvideo", "lightx2v"):
        assert client.fetch(seen, job_id).status_code == 404
    else:
        assert seen.links == []


def test_an_unknown_status_is_followed_by_the_true_one(sandbox: Sandbox, client: Wire) -> None:
    if client.name in WITHOUT_STATUS_WORDS:
        pytest.skip("this format has no status word")
    sandbox.fault(client.name, "unknown-status")
    job_id, seen = made(client)
    assert seen.word == "reticulating"
    assert not seen.links
    assert client.poll(job_id).good


def test_null_and_unknown_fields_stand_beside_the_usual_ones(sandbox: Sandbox, client: Wire) -> None:
    sandbox.fault(client.name, "null-and-extra")
    job_id = client.job_id(client.create())
    body = client.ask(job_id).json()
    assert body["sandbox_new_field"] == {"since": 2030}
    assert client.poll(job_id).good


def test_a_link_that_expires_is_replaced_by_the_next_poll(sandbox: Sandbox, client: Wire) -> None:
    job_id, seen = made(client)
    sandbox.fault(client.name, "expired")
    assert client.fetch(seen, job_id).status_code == 403
    assert client.fetch(seen, job_id).status_code == 403, "a dead link stays dead"
    assert client.fetch(client.poll(job_id), job_id).status_code == 200


def test_a_truncated_file_ends_in_the_middle(sandbox: Sandbox, client: Wire) -> None:
    job_id, seen = made(client)
    sandbox.fault(client.name, "truncated")
    with pytest.raises(httpx.RemoteProtocolError):
        client.fetch(seen, job_id)
    assert client.fetch(seen, job_id).status_code == 200


def test_a_file_of_the_wrong_type_is_served_as_a_video(sandbox: Sandbox, client: Wire) -> None:
    job_id, seen = made(client)
    sandbox.fault(client.name, "wrong-type")
    reply = client.fetch(seen, job_id)
    assert reply.headers["content-type"] == "video/mp4"
    assert reply.content.startswith(b"<!doctype html>")


def test_a_corrupt_file_has_a_good_header_and_no_pictures(sandbox: Sandbox, client: Wire) -> None:
    job_id, seen = made(client)
    whole = client.fetch(seen, job_id).content
    sandbox.fault(client.name, "corrupt")
    data = client.fetch(seen, job_id).content
    assert len(data) == len(whole)
    assert data[4:8] == b"ftyp"
    pictures = 0
    with av.open(io.BytesIO(data)) as file, contextlib.suppress(av.FFmpegError):
        for _ in file.decode(video=0):
            pictures += 1
    assert pictures == 0


def test_a_link_can_lead_on_to_an_address_nobody_may_ask(sandbox: Sandbox, client: Wire) -> None:
    job_id, seen = made(client)
    sandbox.fault(client.name, "redirect")
    reply = client.fetch(seen, job_id)
    assert reply.status_code == 302
    assert reply.headers["location"].startswith("http://169.254.169.254/")


def test_a_short_clip_lasts_half_as_long_as_ordered(sandbox: Sandbox, client: Wire) -> None:
    made(client)
    sandbox.fault(client.name, "short-clip")
    made(client)
    whole, short = sandbox.jobs(client.name)
    assert short.order.seconds == whole.order.seconds / 2
    assert short.price == whole.price


def test_an_oversize_file_is_longer_than_the_clip(sandbox: Sandbox, client: Wire) -> None:
    job_id, seen = made(client)
    whole = client.fetch(seen, job_id).content
    sandbox.fault(client.name, "oversize", bytes=100_000)
    larger = client.fetch(seen, job_id).content
    assert larger == whole + bytes(100_000)


@pytest.mark.parametrize("kind", ["429", "500", "drop"])
def test_a_poll_can_fail_and_the_next_one_works(sandbox: Sandbox, client: Wire, kind: str) -> None:
    job_id = client.job_id(client.create())
    sandbox.fault(client.name, kind, on="poll")
    try:
        assert client.ask(job_id).status_code == int(kind)
    except httpx.RemoteProtocolError:
        assert kind == "drop"
    assert client.poll(job_id).good
    assert sandbox.creations(client.name) == 1


def test_a_call_without_a_key_is_refused_in_the_providers_own_shape(sandbox: Sandbox, client: Wire) -> None:
    path = client.create().request.url.path
    sandbox.reset()
    reply = client.http.post(f"{sandbox.origin(client.name)}{path}", json={"prompt": "a bee"})
    if client.name in ("comfyui", "lightx2v"):
        assert reply.status_code != 401
    else:
        assert reply.status_code == 401
        assert sandbox.creations(client.name) == 0


def test_nothing_is_known_of_a_job_that_never_was(sandbox: Sandbox, client: Wire) -> None:
    made(client)
    names = {"google": "models/veo-3.1-generate-preview/operations/none"}
    reply = client.ask(names.get(client.name, "none"))
    if client.name == "comfyui":
        assert (reply.status_code, reply.json()) == (200, {})
    else:
        assert reply.status_code == 404


def test_rubbish_is_answered_with_an_error_and_makes_nothing(sandbox: Sandbox, client: Wire) -> None:
    path = client.create().request.url
    sandbox.reset()
    for body in (b"", b"{", b"[]", b'{"prompt": 5, "promptText": [], "input": 3, "content": 7}', b"\xff\x00"):
        headers = {**client.headers, "Content-Type": "application/json"}
        reply = client.http.post(path, content=body, headers=headers)
        assert 400 <= reply.status_code < 500, (body, reply.text)
    assert sandbox.creations(client.name) == 0
