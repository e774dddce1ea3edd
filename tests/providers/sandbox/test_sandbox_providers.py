"""What only one provider does: its own validations, lists, uploads, cancellations and figures."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sandbox_wire import Wire, wire

from reelwright.providers.sandbox import FAL_KEY_SET, ManualClock, Pace, Sandbox, fal_headers
from reelwright.providers.sandbox.ed25519 import public_key, sign


@pytest.fixture(scope="module")
def shared() -> Iterator[Sandbox]:
    with Sandbox(max_side=64, pace=Pace(run=0)) as running:
        yield running


@pytest.fixture
def sandbox(shared: Sandbox) -> Sandbox:
    shared.reset()
    return shared


def slow(name: str, http: httpx.Client) -> tuple[Sandbox, Wire, ManualClock]:
    """A sandbox of one provider whose jobs wait 10 s and run 10 s of a clock that the test moves."""
    clock = ManualClock()
    sandbox = Sandbox(name, clock=clock, pace=Pace(queue=10, run=10), max_side=64).start()
    return sandbox, wire(sandbox, name, http), clock


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("text_to_video", {"model": "gen4_turbo"}),
        ("text_to_video", {"ratio": "1104:832"}),
        ("text_to_video", {"duration": 11}),
        ("text_to_video", {"duration": None}),
        ("text_to_video", {"promptText": ""}),
        ("text_to_video", {"promptText": "x" * 1001}),
        ("text_to_video", {"model": "veo3.1", "duration": 5}),
        ("image_to_video", {}),
        ("video_to_video", {"model": "gen4.5"}),
    ],
)
def test_runway_refuses_what_its_models_do_not_take(
    sandbox: Sandbox, http: httpx.Client, path: str, change: dict[str, Any]
) -> None:
    client = wire(sandbox, "runway", http)
    order = {"model": "gen4.5", "promptText": "a bee", "ratio": "1280:720", "duration": 5}
    assert client.post("/v1/text_to_video", order).status_code == 200
    reply = client.post(f"/v1/{path}", order | change)
    assert reply.status_code == 400
    assert isinstance(reply.json()["error"], str)
    assert sandbox.creations("runway") == 1


def test_runway_wants_its_version_header(sandbox: Sandbox, http: httpx.Client) -> None:
    reply = http.get(f"{sandbox.url('runway')}/v1/organization", headers={"Authorization": "Bearer x"})
    assert reply.status_code == 400
    assert "X-Runway-Version" in reply.json()["error"]


def test_runway_moderation_costs_what_a_success_costs(sandbox: Sandbox, http: httpx.Client) -> None:
    client = wire(sandbox, "runway", http)
    sandbox.fault("runway", "moderated-output")
    task = client.poll(client.job_id(client.create())).raw
    assert task["failureCode"].startswith("SAFETY.OUTPUT.")
    assert task["cost"] == {"credits": 60}
    organization = client.get("/v1/organization").json()
    assert organization["creditBalance"] == 1_000_000 - 60
    assert organization["usage"]["models"]["gen4.5"] == {"dailyGenerations": 1}
    usage = client.post("/v1/organization/usage", {}).json()
    assert usage["results"][0]["usedCredits"] == [{"model": "gen4.5", "amount": 60}]


def test_replicate_publishes_the_schema_it_validates_with(sandbox: Sandbox, http: httpx.Client) -> None:
    client = wire(sandbox, "replicate", http)
    model = client.get("/v1/models/stability-ai/stable-video-diffusion").json()["latest_version"]
    fields = model["openapi_schema"]["components"]["schemas"]["Input"]
    assert fields["required"] == ["input_image"]
    assert fields["properties"]["motion_bucket_id"]["maximum"] == 255
    link = {"input_image": "https://example.com/x.png"}
    wrong = {"version": model["id"], "input": link | {"motion_bucket_id": 999, "video_length": "9_frames"}}
    reply = client.post("/v1/predictions", wrong)
    assert (reply.status_code, reply.json()["status"]) == (422, 422)
    assert {f["field"] for f in reply.json()["invalid_fields"]} == {
        "input.motion_bucket_id",
        "input.video_length",
    }
    right = {"version": model["id"], "input": link | {"motion_bucket_id": 127, "frames_per_second": 7}}
    made = client.post("/v1/predictions", right)
    assert made.status_code == 201
    assert sandbox.jobs("replicate")[0].order.frames == 14
    assert client.poll(made.json()["id"]).raw["metrics"]["predict_time"] == 28


def test_replicate_lists_by_cursor_and_verifies_uploads(sandbox: Sandbox, http: httpx.Client) -> None:
    client = wire(sandbox, "replicate", http)
    ids = [client.job_id(client.create()) for _ in range(103)]
    page = client.get("/v1/predictions").json()
    rest = client.get(page["next"]).json()
    assert [p["id"] for p in page["results"] + rest["results"]] == ids[::-1]
    assert rest["next"] is None
    file = client.post("/v1/files", files={"content": ("a.png", b"abc", "image/png")}).json()
    assert (file["name"], file["size"]) == ("a.png", 3)
    assert file["checksums"]["sha256"].startswith("ba7816bf")


def test_replicate_holds_the_answer_when_asked_to_wait(http: httpx.Client) -> None:
    with Sandbox("replicate", pace=Pace(run=0.05), max_side=64) as sandbox:
        client = wire(sandbox, "replicate", http)
        headers = {**client.headers, "Prefer": "wait=5"}
        url = f"{client.url}/v1/models/alibaba/wan-3/predictions"
        reply = http.post(url, json={"input": {"prompt": "a bee"}}, headers=headers)
        assert reply.json()["status"] == "succeeded"
        assert (
            http.post(url, json={"input": {"prompt": "a bee"}}, headers=client.headers).json()["output"]
            is None
        )


def test_the_video_format_lists_remixes_extends_and_deletes(sandbox: Sandbox, http: httpx.Client) -> None:
    client = wire(sandbox, "openai_videos", http)
    first = client.job_id(client.create())
    remix = client.post(f"/videos/{first}/remix", {"prompt": "a wasp"}).json()
    assert (remix["remixed_from_video_id"], remix["seconds"], remix["size"]) == (first, "5", "1280x720")
    longer = client.post(
        "/videos/extensions", {"prompt": "on", "seconds": "8", "video": {"id": first}}
    ).json()
    assert longer["seconds"] == "8"
    page = client.get("/videos?limit=2").json()
    assert ([v["id"] for v in page["data"]], page["has_more"]) == ([longer["id"], remix["id"]], True)
    last = client.get(f"/videos?limit=2&after={page['last_id']}").json()
    assert ([v["id"] for v in last["data"]], last["has_more"]) == ([first], False)
    gone = http.delete(f"{client.url}/videos/{first}", headers=client.headers).json()
    assert gone == {"id": first, "object": "video.deleted", "deleted": True}
    assert client.ask(first).status_code == 404


def test_engines_differ_where_they_do(sandbox: Sandbox, http: httpx.Client) -> None:
    for name in ("vllm_omni", "sglang"):
        client = wire(sandbox, name, http)
        sandbox.fault(name, "failed")
        failed = client.ask(client.job_id(client.create()))
        assert (failed.status_code, failed.json()["status"]) == (
            500 if name == "vllm_omni" else 200,
            "failed",
        )
        content = client.get(f"/videos/{failed.json()['id']}/content")
        assert content.status_code == (422 if name == "vllm_omni" else 404)
        document = client.post("/videos", {"prompt": "a bee"})
        assert document.status_code == (400 if name == "vllm_omni" else 200)
        made = client.job_id(client.create())
        gone = http.delete(f"{client.url}/videos/{made}", headers=client.headers).json()
        assert gone.get("status") == ("deleted" if name == "sglang" else None)


def test_google_filters_by_saying_done_without_a_video(sandbox: Sandbox, http: httpx.Client) -> None:
    client = wire(sandbox, "google", http)
    sandbox.fault("google", "moderated-output")
    operation = client.ask(client.job_id(client.create())).json()
    assert operation["done"] is True
    inner = operation["response"]["generateVideoResponse"]
    assert (inner["raiMediaFilteredCount"], "generatedSamples" in inner) == (1, False)
    assert sandbox.bill("google") == 0
    sandbox.fault("google", "429", retry_after=3)
    limited = client.create()
    assert limited.json()["error"]["status"] == "RESOURCE_EXHAUSTED"
    assert limited.json()["error"]["details"][0]["retryDelay"] == "3s"


def test_google_bills_every_sample(sandbox: Sandbox, http: httpx.Client) -> None:
    client = wire(sandbox, "google", http)
    order = {"instances": [{"prompt": "a bee"}], "parameters": {"sampleCount": 3, "durationSeconds": 4}}
    made = client.post(
        "/v1/projects/p/locations/l/publishers/google/models/veo-3.1-generate-001:predictLongRunning", order
    )
    path = "/v1/projects/p/locations/l/publishers/google/models/veo-3.1-generate-001:fetchPredictOperation"
    done = client.post(path, {"operationName": made.json()["name"]}).json()
    videos = done["response"]["videos"]
    assert [base64.b64decode(v["bytesBase64Encoded"])[4:8] for v in videos] == [b"ftyp"] * 3
    assert str(sandbox.bill("google")) == "4.8"


def test_an_interaction_without_background_answers_with_the_video(
    sandbox: Sandbox, http: httpx.Client
) -> None:
    client = wire(sandbox, "google", http)
    reply = client.post("/v1beta/interactions", {"model": "gemini-omni-1.2-flash", "input": "a bee"}).json()
    assert reply["status"] == "completed"
    assert base64.b64decode(reply["steps"][-1]["content"][0]["data"])[4:8] == b"ftyp"


def test_fal_tells_failures_apart_by_type(sandbox: Sandbox, http: httpx.Client) -> None:
    client = wire(sandbox, "fal", http)

    def ended(kind: str) -> tuple[dict[str, Any], httpx.Response]:
        sandbox.fault("fal", kind)
        status = client.ask(client.job_id(client.create())).json()
        return status, client.get(status["response_url"])

    status, result = ended("moderated-output")
    assert (status["status"], "error_type" in status, result.status_code) == ("COMPLETED", False, 422)
    assert result.json()["detail"][0]["type"] == "content_policy_violation"
    assert result.headers["x-fal-retryable"] == "false"
    status, result = ended("failed")
    assert (status["error_type"], result.status_code) == ("runner_disconnected", 503)
    assert result.headers["x-fal-error-type"] == "runner_disconnected"
    missing = client.post("/fal-ai/pika/v2.2/image-to-video", {"prompt": "a bee"})
    assert missing.json()["detail"][0]["loc"] == ["body", "image_url"]


def test_fal_counts_the_queue_and_cancels(http: httpx.Client) -> None:
    sandbox, client, clock = slow("fal", http)
    with sandbox:
        ids = [client.job_id(client.create()) for _ in range(3)]
        assert [client.ask(i).json()["queue_position"] for i in ids] == [0, 1, 2]
        url = f"{client.url}/fal-ai/pika/requests/{ids[0]}"
        assert http.put(f"{url}/cancel", headers=client.headers).status_code == 202
        assert client.get(f"/fal-ai/pika/requests/{ids[1]}").status_code == 400
        clock.advance(20)
        assert (
            http.put(f"{client.url}/fal-ai/pika/requests/{ids[1]}/cancel", headers=client.headers).status_code
            == 400
        )
        assert [client.poll(i).good for i in ids] == [False, True, True]


def test_ed25519_signs_as_the_standards_own_examples() -> None:
    secret = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    assert public_key(secret).hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert sign(secret, b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b"
    )


def test_fal_publishes_the_key_that_its_webhooks_are_signed_with(
    sandbox: Sandbox, http: httpx.Client
) -> None:
    assert http.get(f"{sandbox.url('fal')}/.well-known/jwks.json").json() == FAL_KEY_SET
    good, bad = fal_headers("r", 1, b"{}"), fal_headers("r", 1, b"{}", good=False)
    assert good["X-Fal-Webhook-Signature"] != bad["X-Fal-Webhook-Signature"]
    ed25519 = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ed25519")
    key = ed25519.Ed25519PublicKey.from_public_bytes(
        base64.urlsafe_b64decode(FAL_KEY_SET["keys"][0]["x"] + "=")
    )
    text = b"r\nsandbox\n1\n44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    key.verify(bytes.fromhex(good["X-Fal-Webhook-Signature"]), text)


def test_ark_counts_tokens_and_takes_nulls(sandbox: Sandbox, http: httpx.Client) -> None:
    client = wire(sandbox, "ark", http)
    order = {
        "model": "doubao-seedance-2-0-260128",
        "content": [{"type": "text", "text": "a bee"}],
        "resolution": "480p",
        "return_last_frame": True,
        "callback_url": None,
        "frames": None,
        "seed": 7,
    }
    made = client.post("/contents/generations/tasks", order).json()["id"]
    task = client.poll(made).raw
    assert task["usage"]["completion_tokens"] == 864 * 496 * 120 // 1024
    assert (task["seed"], task["duration"], task["framespersecond"]) == (7, 5, 24)
    assert http.get(task["content"]["last_frame_url"]).content.startswith(b"\x89PNG")
    listed = client.get(f"/contents/generations/tasks?filter.status=succeeded&filter.task_ids={made}").json()
    assert [item["id"] for item in listed["items"]] == [made]
    assert client.get("/contents/generations/tasks?filter.status=failed").json()["total"] == 0


def test_ark_cancels_in_the_queue_only(http: httpx.Client) -> None:
    sandbox, client, clock = slow("ark", http)
    with sandbox:
        waiting, running = (client.job_id(client.create()) for _ in range(2))
        path = f"{client.url}/contents/generations/tasks"
        assert http.delete(f"{path}/{waiting}", headers=client.headers).status_code == 200
        clock.advance(15)
        assert http.delete(f"{path}/{running}", headers=client.headers).status_code == 409
        assert [client.poll(i).word for i in (waiting, running)] == ["cancelled", "running"]


def test_luma_takes_generations_as_keyframes_and_refuses_unfinished_ones(http: httpx.Client) -> None:
    sandbox, client, clock = slow("luma_legacy", http)
    with sandbox:
        first = client.job_id(client.create())
        extend = {
            "model": "ray-2",
            "prompt": "on",
            "keyframes": {"frame0": {"type": "generation", "id": first}},
        }
        assert client.post("/generations/video", extend).status_code == 400
        assert client.poll(first).word == "queued"
        clock.advance(15)
        assert client.poll(first).word == "dreaming"
        clock.advance(10)
        assert client.post("/generations/video", extend).status_code == 201
        assert sandbox.jobs("luma_legacy")[1].order.first is not None
        upscaled = client.post(f"/generations/{first}/upscale", {"resolution": "1080p"})
        assert upscaled.json()["request"]["generation_type"] == "upscale_video"
        listed = client.get("/generations?limit=1&offset=1").json()
        assert (listed["count"], listed["has_more"], len(listed["generations"])) == (3, True, 1)


def test_luma_agents_name_the_reason_of_a_failure(sandbox: Sandbox, http: httpx.Client) -> None:
    client = wire(sandbox, "luma_agents", http)
    sandbox.fault("luma_agents", "moderated-output")
    failed = client.poll(client.job_id(client.create())).raw
    assert (failed["state"], failed["failure_code"]) == ("failed", "content_moderated")
    wrong = client.post(
        "/generations", {"model": "ray-3.2", "type": "video", "prompt": "x", "video": {"duration": "6s"}}
    )
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid_request")


def test_luma_agents_list_their_files_by_page(sandbox: Sandbox, http: httpx.Client) -> None:
    client = wire(sandbox, "luma_agents", http)
    order = {"mime_type": "image/png", "size_bytes": 3}
    places = [client.post("/files", order).json() for _ in range(3)]
    assert http.put(places[0]["upload"]["url"], content=b"abc").status_code == 200
    first = client.get("/files?limit=2").json()
    rest = client.get(f"/files?limit=2&cursor={first['next_cursor']}").json()
    listed = first["data"] + rest["data"]
    assert [file["id"] for file in listed] == [place["id"] for place in reversed(places)]
    assert [file["state"] for file in listed] == ["pending", "pending", "ready"]
    assert (first["has_more"], rest["has_more"]) == (True, False)


def test_kling_lists_tasks_and_wants_bare_base64(sandbox: Sandbox, http: httpx.Client) -> None:
    client = wire(sandbox, "kling", http)
    ids = [client.job_id(client.create()) for _ in range(3)]
    listed = client.get("/v1/videos/text2video?pageNum=1&pageSize=2").json()["data"]
    assert [task["task_id"] for task in listed] == ids[:0:-1]
    with_prefix = client.post("/v1/videos/image2video", {"image": "data:image/png;base64,AAAA"})
    assert (with_prefix.status_code, with_prefix.json()["code"]) == (400, 1201)
    sandbox.fault("kling", "quota")
    poor = client.create()
    assert (poor.status_code, poor.json()["code"]) == (429, 1102)


def test_minimax_keeps_frames_and_references_apart(sandbox: Sandbox, http: httpx.Client) -> None:
    client = wire(sandbox, "minimax", http)
    text = {"type": "text", "text": "a bee"}
    picture = {"type": "image_url", "image_url": {"url": "https://example.com/x.png"}}
    frames = [text, {**picture, "role": "first_frame"}, {**picture, "role": "reference_image"}]
    refused = client.post("/v2/video_generation", {"model": "MiniMax-H3", "content": frames})
    assert refused.status_code == 400
    assert refused.json()["error"]["message"].endswith("(2013)")
    made = client.job_id(client.create())
    again = client.post("/v2/video_regeneration", {"source_task_id": made, "resolution": "2K"})
    assert again.status_code == 200
    assert sandbox.jobs("minimax")[1].order.height == 1440


def test_comfyui_keeps_pictures_queues_and_interrupts(http: httpx.Client) -> None:
    sandbox, client, clock = slow("comfyui", http)
    with sandbox:
        up = client.post("/upload/image", files={"image": ("a.png", b"abc", "image/png")}).json()
        assert client.get(f"/view?filename={up['name']}&type=input").content == b"abc"
        other = client.post("/api/upload/image", files={"image": ("a.png", b"xyz", "image/png")}).json()
        assert other["name"] != "a.png"
        ids = [client.job_id(client.create()) for _ in range(3)]
        assert [row[1] for row in client.get("/queue").json()["queue_pending"]] == ids
        client.post("/queue", {"delete": [ids[0]]})
        clock.advance(15)
        assert [row[1] for row in client.get("/queue").json()["queue_running"]] == ids[1:]
        client.post("/interrupt", {"prompt_id": ids[1]})
        clock.advance(10)
        assert [client.poll(i).word for i in ids[1:]] == ["error", "success"]
        own = client.post("/prompt", {"prompt": json.loads('{"1": {"inputs": {}}}')})
        assert (own.status_code, own.json()["error"]["type"]) == (400, "invalid_prompt")


def test_lightx2v_takes_a_form_and_stops_a_task(http: httpx.Client) -> None:
    sandbox, client, clock = slow("lightx2v", http)
    with sandbox:
        form = {"prompt": "a bee", "task_id": "mine", "target_video_length": "33"}
        made = client.post(
            "/v1/tasks/video/form", data=form, files={"image_file": ("a.png", b"abc", "image/png")}
        )
        assert made.json()["task_id"] == "mine"
        assert (sandbox.jobs("lightx2v")[0].order.frames, sandbox.jobs("lightx2v")[0].order.first) == (
            33,
            b"abc",
        )
        assert client.get("/v1/tasks/mine/result").status_code == 404
        clock.advance(12)
        assert client.get("/v1/tasks/queue/status").json()["active_count"] == 1
        assert http.delete(f"{client.url}/v1/tasks/mine").json()["stop_status"] == "success"
        assert client.poll("mine").word == "cancelled"
        assert http.delete(f"{client.url}/v1/tasks/mine").status_code == 404
