"""The sandbox's webhooks, tokens, deadlines and the ids that clients choose."""

from __future__ import annotations

import json
import time
from decimal import Decimal

import httpx
import pytest
from sandbox_scene import Listener
from sandbox_wire import kling_token, wire

from reelwright.providers.sandbox import (
    SVIX_SECRET,
    ManualClock,
    Pace,
    Sandbox,
    svix_headers,
)
from reelwright.providers.sandbox.courier import is_loopback


def hooked(sandbox: Sandbox, http: httpx.Client, url: str) -> None:
    client = wire(sandbox, "replicate", http)
    order = {"input": {"prompt": "a bee"}, "webhook": url, "webhook_events_filter": ["completed"]}
    assert client.post("/v1/models/alibaba/wan-3/predictions", order).status_code == 201


def test_a_webhook_is_signed_and_a_bad_one_is_not(http: httpx.Client) -> None:
    with Sandbox("replicate", pace=Pace(run=0.01)) as sandbox, Listener() as listener:
        sandbox.fault("replicate", "webhook-bad-signature", at=1)
        sandbox.fault("replicate", "webhook-stale", at=2)
        for count in (1, 2, 3):
            hooked(sandbox, http, listener.url)
            listener.wait(count)

        def fits(place: int) -> bool:
            headers, body = listener.heard[place]
            stamp = int(headers["webhook-timestamp"])
            expected = svix_headers(headers["webhook-id"], stamp, body, SVIX_SECRET)
            return headers["webhook-signature"] == expected["webhook-signature"]

        assert [fits(0), fits(1), fits(2)] == [True, False, True]
        ages = [time.time() - int(headers["webhook-timestamp"]) for headers, _ in listener.heard]
        assert ages[0] < 10
        assert ages[2] > 3000


def test_a_replayed_webhook_comes_twice_with_the_same_id_and_a_lost_one_never(http: httpx.Client) -> None:
    with Sandbox("replicate", pace=Pace(run=0.01)) as sandbox, Listener() as listener:
        sandbox.fault("replicate", "webhook-lost")
        hooked(sandbox, http, listener.url)
        time.sleep(0.05)
        sandbox.fault("replicate", "webhook-replay")
        hooked(sandbox, http, listener.url)
        (first, body), (second, again) = listener.wait(2)
        assert (first["webhook-id"], body) == (second["webhook-id"], again)
        assert [d.status for d in sandbox.deliveries("replicate")] == [200, 200]


def test_a_late_webhook_tells_of_the_start_after_the_end(http: httpx.Client) -> None:
    with Sandbox("luma_legacy", pace=Pace(run=0.02)) as sandbox, Listener() as listener:
        sandbox.fault("luma_legacy", "webhook-late")
        order = {"model": "ray-2", "prompt": "a bee", "callback_url": listener.url}
        assert wire(sandbox, "luma_legacy", http).post("/generations/video", order).status_code == 201
        assert [json.loads(body)["state"] for _, body in listener.wait(2)] == ["completed", "dreaming"]


def test_no_webhook_leaves_this_machine(http: httpx.Client) -> None:
    # 127.0.0.2 stands for another machine: it could be reached, and it is not the address the sandbox trusts.
    with Sandbox("replicate", pace=Pace(run=0)) as sandbox, Listener("127.0.0.2") as listener:
        hooked(sandbox, http, listener.url)
        until = time.monotonic() + 5
        while not sandbox.deliveries("replicate") and time.monotonic() < until:
            time.sleep(0.005)
        assert [d.status for d in sandbox.deliveries("replicate")] == [0]
        assert listener.heard == []


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/x", "http://example.com/x", "http://[::", "ftp://localhost/"]
)
def test_only_plain_http_to_this_machine_is_loopback(url: str) -> None:
    assert not is_loopback(url)
    assert is_loopback("http://localhost:80/x")
    assert is_loopback("http://127.0.0.1:8700/x")


def test_minimax_wants_its_challenge_echoed_before_it_calls_back(http: httpx.Client) -> None:
    with Sandbox("minimax", pace=Pace(run=0.01)) as sandbox, Listener() as listener:
        client = wire(sandbox, "minimax", http)
        order = {"model": "MiniMax-H3", "content": [{"type": "text", "text": "a bee"}]}
        assert client.post("/v2/video_generation", {**order, "callback_url": listener.url}).status_code == 200
        assert b"challenge" in listener.wait(2)[0][1]
        deaf = f"{sandbox.origin('minimax')}/_sandbox/nowhere"
        assert client.post("/v2/video_generation", {**order, "callback_url": deaf}).status_code == 400
        assert sandbox.creations("minimax") == 1


def test_an_id_that_the_client_chose_is_taken_once(http: httpx.Client) -> None:
    with Sandbox("kling", "lightx2v", "comfyui", pace=Pace(run=0)) as sandbox:
        kling = wire(sandbox, "kling", http)
        order = {"prompt": "a bee", "external_task_id": "mine"}
        assert kling.post("/v1/videos/text2video", order).status_code == 200
        again = kling.post("/v1/videos/text2video", order)
        assert (again.status_code, again.json()["code"]) == (400, 1201)
        assert kling.poll("mine").good
        light = wire(sandbox, "lightx2v", http)
        assert light.post("/v1/tasks/video/", {"prompt": "a bee", "task_id": "t1"}).status_code == 200
        assert light.post("/v1/tasks/video/", {"prompt": "a bee", "task_id": "t1"}).status_code == 400
        assert (sandbox.creations("kling"), sandbox.creations("lightx2v")) == (1, 1)


def test_kling_checks_the_token_and_says_when_it_is_expired(http: httpx.Client) -> None:
    with Sandbox("kling") as sandbox:

        def code(token: str) -> int:
            headers = {"Authorization": f"Bearer {token}"}
            reply = http.post(
                f"{sandbox.url('kling')}/v1/videos/text2video", json={"prompt": "x"}, headers=headers
            )
            assert reply.status_code == 401
            return int(reply.json()["code"])

        assert code("sandbox") == 1000
        assert code(kling_token(secret="another")) == 1000
        assert code(kling_token(lasts=-10)) == 1004
        assert sandbox.creations("kling") == 0


def test_a_replicate_deadline_cancels_what_runs_and_aborts_what_waits(http: httpx.Client) -> None:
    clock = ManualClock()
    with Sandbox("replicate", clock=clock, pace=Pace(queue=10, run=100)) as sandbox:
        client = wire(sandbox, "replicate", http)

        def ended(deadline: str) -> tuple[str, Decimal]:
            headers = {**client.headers, "Cancel-After": deadline}
            url = f"{client.url}/v1/models/alibaba/wan-3/predictions"
            made = http.post(url, json={"input": {"prompt": "a bee"}}, headers=headers).json()["id"]
            clock.advance(61)
            return client.poll(made).word, sandbox.owed("replicate", made)

        assert ended("5s") == ("aborted", 0)
        assert ended("1m") == ("canceled", Decimal("0.5"))


def test_minimax_version_1_hides_errors_in_a_good_status(http: httpx.Client) -> None:
    with Sandbox("minimax", pace=Pace(run=0), max_side=64) as sandbox:
        client = wire(sandbox, "minimax", http)
        sandbox.fault("minimax", "moderated")
        order = {"model": "MiniMax-Hailuo-2.3", "prompt": "a bee", "duration": 6}
        refused = client.post("/v1/video_generation", order)
        assert (refused.status_code, refused.json()["base_resp"]["status_code"]) == (200, 1026)
        task = client.post("/v1/video_generation", order).json()["task_id"]
        done = client.get(f"/v1/query/video_generation?task_id={task}").json()
        assert done["status"] == "Success"
        file = client.get(f"/v1/files/retrieve?file_id={done['file_id']}").json()["file"]
        assert len(http.get(file["download_url"]).content) == file["bytes"]
