"""The sandbox beneath the wire formats: time, faults, clips, bills, webhooks and the control routes."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import av
import cv2
import httpx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox_wire import Wire, kling_token, wire

from reelwright.errors import OptionError
from reelwright.providers.sandbox import (
    KINDS,
    NAMES,
    SVIX_SECRET,
    ClipOrder,
    Fault,
    ManualClock,
    Pace,
    Phase,
    Sandbox,
    ports_from,
    serve,
    svix_headers,
)
from reelwright.providers.sandbox.clip import ClipShelf, last_picture
from reelwright.providers.sandbox.exchange import read_multipart
from reelwright.providers.sandbox.fault import FaultPlan
from reelwright.providers.sandbox.tariff import charge, rate


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=10, verify=False) as pool:
        yield pool


def png(colour: tuple[int, int, int]) -> bytes:
    """A plain picture; ``colour`` is blue, green, red."""
    done, data = cv2.imencode(".png", np.full((90, 160, 3), colour, np.uint8))
    assert done
    return bytes(data)


def pictures(data: bytes | Path) -> list[np.ndarray]:
    """Every frame of a clip as RGB."""
    with av.open(io.BytesIO(data) if isinstance(data, bytes) else str(data)) as file:
        return [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]


class Listener:
    """A loopback HTTP server that keeps what it is sent, and echoes it."""

    def __enter__(self) -> Listener:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        heard = self.heard

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                heard.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def wait(self, count: int) -> list[tuple[dict[str, str], bytes]]:
        until = time.monotonic() + 5
        while len(self.heard) < count and time.monotonic() < until:
            time.sleep(0.005)
        assert len(self.heard) >= count
        return self.heard


def runway(sandbox: Sandbox, http: httpx.Client) -> Wire:
    return wire(sandbox, "runway", http)


# -- time --


def test_a_job_waits_runs_and_ends_as_the_clock_is_moved(http: httpx.Client) -> None:
    clock = ManualClock()
    with Sandbox("runway", clock=clock, pace=Pace(queue=10, run=100)) as sandbox:
        client = runway(sandbox, http)
        job_id = client.job_id(client.create())
        first = client.poll(job_id).raw
        assert (first["status"], first["estimatedCost"]) == ("PENDING", {"credits": 60.0})
        clock.advance(60)
        running = client.poll(job_id).raw
        assert (running["status"], running["progress"]) == ("RUNNING", 0.5)
        assert sandbox.bill() == 0
        clock.advance(50)
        assert client.poll(job_id).raw["cost"] == {"credits": 60}
        assert sandbox.bill() == Decimal("0.60")


def test_jobs_beyond_the_concurrency_wait_for_a_place(http: httpx.Client) -> None:
    clock = ManualClock()
    with Sandbox("runway", clock=clock, pace=Pace(run=10, concurrency=2)) as sandbox:
        client = runway(sandbox, http)
        ids = [client.job_id(client.create()) for _ in range(5)]
        assert [client.poll(i).word for i in ids] == [
            "RUNNING",
            "RUNNING",
            "THROTTLED",
            "THROTTLED",
            "THROTTLED",
        ]
        clock.advance(10)
        assert [client.poll(i).word for i in ids] == [
            "SUCCEEDED",
            "SUCCEEDED",
            "RUNNING",
            "RUNNING",
            "THROTTLED",
        ]
        clock.advance(20)
        assert client.poll(ids[4]).good


def test_a_link_dies_of_age_and_a_poll_hands_out_a_fresh_one(http: httpx.Client) -> None:
    clock = ManualClock()
    with Sandbox("runway", clock=clock, pace=Pace(run=0, link_ttl=3600), max_side=64) as sandbox:
        client = runway(sandbox, http)
        job_id = client.job_id(client.create())
        old = client.poll(job_id)
        assert client.fetch(old, job_id).status_code == 200
        clock.advance(3600)
        assert client.fetch(old, job_id).status_code == 403
        assert client.fetch(client.poll(job_id), job_id).status_code == 200
        assert client.fetch(old, job_id).status_code == 403


def test_cancelling_is_free_in_the_queue_and_paid_once_it_runs(http: httpx.Client) -> None:
    clock = ManualClock()
    with Sandbox("runway", clock=clock, pace=Pace(queue=10, run=10)) as sandbox:
        client = runway(sandbox, http)
        waiting, running = (client.job_id(client.create()) for _ in range(2))
        assert http.delete(f"{client.url}/v1/tasks/{waiting}", headers=client.headers).status_code == 204
        clock.advance(15)
        assert http.delete(f"{client.url}/v1/tasks/{running}", headers=client.headers).status_code == 204
        assert [client.poll(i).word for i in (waiting, running)] == ["CANCELLED", "CANCELLED"]
        assert [sandbox.owed("runway", i) for i in (waiting, running)] == [0, Decimal("0.60")]
        http.delete(f"{client.url}/v1/tasks/{running}", headers=client.headers)
        assert client.ask(running).status_code == 404
        assert sandbox.creations("runway") == 2


def test_a_slow_answer_comes_late_and_the_job_exists(http: httpx.Client) -> None:
    with Sandbox("runway") as sandbox:
        client = runway(sandbox, http)
        sandbox.fault("runway", "slow", seconds=30)
        with pytest.raises(httpx.ReadTimeout):
            http.post(
                f"{client.url}/v1/text_to_video",
                json={"model": "gen4.5", "promptText": "a bee", "ratio": "1280:720", "duration": 5},
                headers=client.headers,
                timeout=0.2,
            )
        assert sandbox.creations("runway") == 1


# -- faults --


def test_a_fault_strikes_the_calls_it_names_and_no_others() -> None:
    plan = FaultPlan()
    plan.add(Fault("429", at={1, 3}, times=None))
    plan.add(Fault("500", match="wasp", times=2))
    texts = ["bee", "bee", "wasp", "wasp", "wasp", "wasp"]
    struck = [plan.strike("create", text) for text in texts]
    assert [fault.kind if fault else "" for fault in struck] == ["", "429", "500", "429", "500", ""]
    assert [fault.kind for fault in plan.waiting()] == ["429"]


def test_chance_is_drawn_from_the_seed() -> None:
    def drawn(seed: int) -> list[bool]:
        plan = FaultPlan(seed)
        plan.add(Fault("drop", probability=0.3, times=None))
        return [plan.strike("create") is not None for _ in range(400)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert 80 < sum(drawn(1)) < 160


@pytest.mark.parametrize(
    ("kind", "words"),
    [("nonsense", {}), ("drop", {"probability": 2}), ("moderated", {"on": "poll"}), ("429", {"times": 0})],
)
def test_a_fault_that_cannot_be_is_refused_with_a_hint(kind: str, words: dict[str, object]) -> None:
    with pytest.raises(OptionError) as caught:
        Fault(kind, **words)  # type: ignore[arg-type]
    assert caught.value.hint


def test_every_kind_of_fault_names_its_event_in_the_table() -> None:
    from reelwright.providers.sandbox import fault

    for kind, event in KINDS.items():
        assert f"``{kind}``" in (fault.__doc__ or "")
        assert event in fault.EVENTS


def test_the_control_routes_do_what_the_methods_do(http: httpx.Client) -> None:
    clock = ManualClock()
    with Sandbox("runway", "comfyui", clock=clock, pace=Pace(run=10)) as sandbox:
        client, root = runway(sandbox, http), f"{sandbox.origin('runway')}/_sandbox"
        assert http.post(f"{root}/faults", json={"kind": "429", "retry_after": 3}).status_code == 200
        assert client.create().status_code == 429
        job_id = client.job_id(client.create("a red bee"))
        assert http.post(f"{root}/advance", json={"seconds": 10}).status_code == 200
        assert client.poll(job_id).good
        seen = http.get(root).json()
        assert (seen["creations"], seen["bill_usd"], seen["requests"]) == (1, "0.60", 3)
        assert http.get(f"{root}/jobs").json()["jobs"][0]["prompt"] == "a red bee"
        assert [r["fault"] for r in http.get(f"{root}/requests").json()["requests"]] == ["429", None, None]
        assert http.post(f"{root}/pace", json={"run": 0}).json()["run"] == 0
        refused = http.post(f"{root}/faults", json={"kind": "nonsense"})
        assert refused.status_code == 400
        assert refused.json()["error"]["hint"]
        assert http.post(f"{root}/faults", json={"sort": "drop"}).status_code == 400
        http.post(f"{root}/faults", json={"kind": "drop", "times": None})
        assert http.delete(f"{root}/faults").json() == {"faults": []}
        assert http.post(f"{root}/reset").json()["creations"] == 0
        assert http.get(f"{root}/nowhere").status_code == 404


def test_media_left_at_the_control_route_is_what_a_clip_starts_on(http: httpx.Client) -> None:
    with Sandbox("runway", "luma_legacy", pace=Pace(run=0), max_side=160) as sandbox:
        kept = http.post(f"{sandbox.origin('runway')}/_sandbox/media", content=png((20, 20, 220)))
        link = kept.json()["url"]
        assert http.get(link).content == png((20, 20, 220))
        for name in ("runway", "luma_legacy"):
            client = wire(sandbox, name, http)
            job_id = client.job_id(client.create("it moves", link))
            first = pictures(client.fetch(client.poll(job_id), job_id).content)[0]
            assert first[..., 0].mean() > 200
            assert first[..., 2].mean() < 40


# -- clips --


def test_a_clip_starts_and_ends_on_the_pictures_of_its_order(tmp_path: Path) -> None:
    order = ClipOrder("a bee", Fraction(1), 160, 90, first=png((0, 0, 250)), last=png((250, 0, 0)))
    frames = pictures(ClipShelf(tmp_path).path(order))
    assert len(frames) == 24
    assert np.abs(frames[0].mean((0, 1)) - (250, 0, 0)).max() < 8
    assert np.abs(frames[-1].mean((0, 1)) - (0, 0, 250)).max() < 8


def test_the_last_picture_of_a_clip_can_begin_the_next(tmp_path: Path) -> None:
    shelf = ClipShelf(tmp_path)
    one = shelf.path(ClipOrder("a bee", Fraction(1), 160, 88))
    two = shelf.path(ClipOrder("a wasp", Fraction(1), 160, 88, first=last_picture(one)))
    before, after = pictures(one)[-1].astype(int), pictures(two)[0].astype(int)
    assert np.abs(before - after).mean() < 4


def test_equal_orders_share_one_file_and_any_difference_makes_another(tmp_path: Path) -> None:
    shelf = ClipShelf(tmp_path)
    order = ClipOrder("a bee", Fraction(1, 2), 64, 64)
    found: list[Path] = []
    threads = [threading.Thread(target=lambda: found.append(shelf.path(order))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    others = {
        shelf.path(ClipOrder("a wasp", Fraction(1, 2), 64, 64)),
        shelf.path(ClipOrder("a bee", Fraction(1, 2), 64, 64, seed=1)),
        shelf.path(ClipOrder("a bee", Fraction(1, 2), 64, 64, audio=True)),
    }
    assert len(others | set(found)) == 4
    assert not list(tmp_path.glob(".*"))


def test_sound_lasts_as_long_as_the_pictures(tmp_path: Path) -> None:
    path = ClipShelf(tmp_path).path(ClipOrder("a bee", Fraction(2), 64, 64, audio=True))
    with av.open(str(path)) as file:
        sound = file.streams.audio[0]
        assert abs(sound.duration * sound.time_base - 2) < Fraction(1, 20)


def test_another_maker_of_clips_is_called_with_the_order(tmp_path: Path, http: httpx.Client) -> None:
    asked: list[dict[str, object]] = []

    def make(**order: object) -> Path:
        asked.append(order)
        path = tmp_path / "own.mp4"
        path.write_bytes(b"my own clip")
        return path

    with Sandbox("runway", make_clip=make, pace=Pace(run=0)) as sandbox:  # type: ignore[arg-type]
        client = runway(sandbox, http)
        job_id = client.job_id(client.create("a bee"))
        assert client.fetch(client.poll(job_id), job_id).content == b"my own clip"
    assert asked == [
        {"prompt": "a bee", "seconds": Fraction(5), "width": 1280, "height": 720, "fps": 24, "seed": 0}
    ]


def test_a_part_of_a_file_can_be_asked_for(http: httpx.Client) -> None:
    with Sandbox("runway", pace=Pace(run=0), max_side=64) as sandbox:
        client = runway(sandbox, http)
        job_id = client.job_id(client.create())
        link = client.poll(job_id).links[0]
        whole = http.get(link).content
        part = http.get(link, headers={"Range": "bytes=100-"})
        assert (part.status_code, part.content) == (206, whole[100:])
        assert part.headers["content-range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"
        head = http.head(link)
        assert (head.content, int(head.headers["content-length"])) == (b"", len(whole))


# -- money --


def test_a_rate_is_that_of_the_longest_name_that_fits() -> None:
    assert rate("runway", "gen4.5") == Decimal("0.12")
    assert rate("runway", "veo3.1_fast") == Decimal("0.15")
    assert rate("fal", "bytedance/seedance-2.0/text-to-video", "1080P") == Decimal("0.682")
    assert rate("google", "veo-3.1-fast-generate-001", "4k") == Decimal("0.3")
    assert rate("runway", "kling3.0_pro") == rate("runway", "anything")
    assert charge("runway", "gen4.5", Fraction(5, 2)) == Decimal("0.300")
    assert charge("comfyui", "comfyui", 5) == 0


def test_the_bill_of_all_is_the_sum_of_each(http: httpx.Client) -> None:
    with Sandbox("runway", "fal", pace=Pace(run=0)) as sandbox:
        for name in ("runway", "fal", "fal"):
            wire(sandbox, name, http).create()
        assert sandbox.bill() == sandbox.bill("runway") + sandbox.bill("fal") == Decimal("1.60")


# -- webhooks --


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
    with Sandbox("replicate", pace=Pace(run=0)) as sandbox:
        hooked(sandbox, http, "https://example.com/hook")
        until = time.monotonic() + 5
        while not sandbox.deliveries("replicate") and time.monotonic() < until:
            time.sleep(0.005)
        assert [d.status for d in sandbox.deliveries("replicate")] == [0]


def test_minimax_wants_its_challenge_echoed_before_it_calls_back(http: httpx.Client) -> None:
    with Sandbox("minimax", pace=Pace(run=0.01)) as sandbox, Listener() as listener:
        client = wire(sandbox, "minimax", http)
        order = {"model": "MiniMax-H3", "content": [{"type": "text", "text": "a bee"}]}
        assert client.post("/v2/video_generation", {**order, "callback_url": listener.url}).status_code == 200
        assert b"challenge" in listener.wait(2)[0][1]
        deaf = f"{sandbox.origin('minimax')}/_sandbox/nowhere"
        assert client.post("/v2/video_generation", {**order, "callback_url": deaf}).status_code == 400
        assert sandbox.creations("minimax") == 1


# -- ids and tokens --


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


# -- the parts --


@given(
    st.binary(max_size=400),
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\n"), max_size=40),
)
def test_a_multipart_form_is_read_back_as_it_was_sent(data: bytes, text: str) -> None:
    request = httpx.Request(
        "POST", "http://x/", data={"words": text}, files={"file": ("a.png", data, "image/png")}
    )
    form = read_multipart(request.headers["content-type"], request.read())
    assert form.fields == {"words": text}
    part = form.files["file"]
    assert (part.filename, part.content_type, part.data) == ("a.png", "image/png", data)


@given(st.binary(max_size=200), st.text(max_size=60))
def test_no_multipart_body_breaks_the_reader(data: bytes, kind: str) -> None:
    try:
        form = read_multipart(kind, data)
    except ValueError:
        return
    assert isinstance(form.fields, dict)


def test_a_chunked_upload_is_read_whole(http: httpx.Client) -> None:
    with Sandbox("fal") as sandbox:
        client = wire(sandbox, "fal", http)
        pieces = [b"abc" * 1000, b"", b"def" * 5000]
        reply = http.post(f"{client.url}/files/upload", content=iter(pieces), headers=client.headers)
        assert http.get(reply.json()["access_url"]).content == b"".join(pieces)


# -- the whole --


def test_a_name_or_a_port_that_cannot_be_is_refused_with_a_hint() -> None:
    with pytest.raises(OptionError, match="nobody"):
        Sandbox("nobody")
    with Sandbox("runway") as sandbox:
        taken = int(sandbox.origin("runway").rpartition(":")[2])
        with pytest.raises(OptionError, match="port"), Sandbox("fal", ports={"fal": taken}):
            pass
        with pytest.raises(OptionError, match="fal"):
            sandbox.url("fal")
    with pytest.raises(OptionError):
        ports_from(70_000)


def test_many_clients_at_once_are_counted_and_billed_exactly() -> None:
    with Sandbox("runway", "kling", pace=Pace(run=0, concurrency=3)) as sandbox:
        sandbox.fault("runway", "drop", times=None, probability=0.2)
        sandbox.fault("runway", "429", times=None, probability=0.2)
        accepted: list[bool] = []

        def work(place: int) -> None:
            with httpx.Client(timeout=10, verify=False) as http:
                client, kling = runway(sandbox, http), wire(sandbox, "kling", http)
                for n in range(10):
                    try:
                        accepted.append(client.create().status_code == 200)
                    except httpx.RemoteProtocolError:
                        accepted.append(True)
                    kling.post("/v1/videos/text2video", {"prompt": "a bee", "external_task_id": f"own-{n}"})

        threads = [threading.Thread(target=work, args=(place,)) for place in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(accepted) == 60
        assert 60 > sandbox.creations("runway") == sum(accepted) > 20
        assert sandbox.bill("runway") == Decimal("0.60") * sum(accepted)
        assert sandbox.creations("kling") == 10, "one of six clients wins each id"


def test_a_stopped_sandbox_can_be_asked_but_not_called(http: httpx.Client) -> None:
    with Sandbox("runway", pace=Pace(run=0)) as sandbox:
        client = runway(sandbox, http)
        job_id = client.job_id(client.create())
    with pytest.raises(httpx.TransportError):
        client.ask(job_id)
    assert sandbox.creations("runway") == 1
    assert sandbox.jobs("runway")[0].phase(time.time()) is Phase.SUCCEEDED


def test_a_key_sent_along_to_the_file_server_is_seen_there(http: httpx.Client) -> None:
    with Sandbox("runway", pace=Pace(run=0), max_side=64) as sandbox:
        client = runway(sandbox, http)
        link = client.poll(client.job_id(client.create())).links[0]
        http.get(link)
        http.get(link, headers={"Authorization": "Bearer secret"})
        assert sandbox.origin("files") != sandbox.origin("runway")
        seen = [record.headers.get("authorization") for record in sandbox.requests("files")]
        assert seen == [None, "Bearer secret"]


def test_serving_prints_what_to_export_and_answers_until_it_is_ended(http: httpx.Client) -> None:
    lines: list[str] = []
    over = threading.Event()
    ready = threading.Event()

    def say(line: str) -> None:
        lines.append(line)
        if "Control" in line:
            ready.set()

    thread = threading.Thread(target=serve, kwargs={"say": say, "until": over})
    thread.start()
    assert ready.wait(10)
    exported = dict(
        line.removeprefix("export ").split("=", 1) for line in lines if line.startswith("export ")
    )
    assert {"RUNWAYML_BASE_URL", "OPENAI_BASE_URL", "REPLICATE_API_TOKEN", "LUMA_BASE_URL"} <= exported.keys()
    assert http.get(f"{exported['RUNWAYML_BASE_URL']}/_sandbox").json()["provider"] == "runway"
    assert sum(line.startswith("# ") and ": http" in line for line in lines) == len(NAMES)
    over.set()
    thread.join(5)
    assert not thread.is_alive()
