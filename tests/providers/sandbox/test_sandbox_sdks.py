"""The vendors' own SDKs as clients: unchanged but for the base URL, from a prompt to a file that plays.

Each test is skipped when its SDK is not installed (dependency group ``sdks``).
"""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import httpx
import numpy as np
import pytest

from reelwright.providers.sandbox import SVIX_SECRET, Pace, Sandbox
from reelwright.providers.sandbox.tariff import rate


def playable(data: bytes) -> tuple[int, int, Fraction, np.ndarray]:
    """Width, height, seconds and the first picture (RGB) of a clip, every frame decoded."""
    with av.open(io.BytesIO(data)) as file:
        stream = file.streams.video[0]
        frames = [frame.to_ndarray(format="rgb24") for frame in file.decode(stream)]
        assert stream.codec_context.name == "h264"
        return stream.width, stream.height, Fraction(len(frames)) / Fraction(stream.average_rate), frames[0]


def starts_red(first: np.ndarray) -> bool:
    """True when the picture is the red still of :func:`still`."""
    r, g, b = (int(first[..., n].mean()) for n in range(3))
    return r > 180 and g < 70 and b < 70


@pytest.fixture(scope="module")
def still() -> bytes:
    """A plain red PNG."""
    cv2 = pytest.importorskip("cv2")
    done, png = cv2.imencode(".png", np.full((90, 160, 3), (20, 20, 220), np.uint8))
    assert done
    return bytes(png)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """All providers, small clips, fast jobs."""
    with Sandbox(max_side=320, pace=Pace(run=0.02)) as running:
        yield running


def wait(poll: Any, over: Any, seconds: float = 60) -> Any:
    """Poll until ``over`` says so."""
    until = time.monotonic() + seconds
    while not over(snapshot := poll()):
        assert time.monotonic() < until, snapshot
        time.sleep(0.01)
    return snapshot


def test_runwayml_makes_a_clip_from_text_and_one_from_an_uploaded_picture(
    sandbox: Sandbox, still: bytes
) -> None:
    runwayml = pytest.importorskip("runwayml")
    client = runwayml.RunwayML(api_key="sandbox", base_url=sandbox.url("runway"))
    made = client.text_to_video.create(
        model="gen4.5", prompt_text="a bee", ratio="1280:720", duration=5, seed=7
    )
    task = wait(lambda: client.tasks.retrieve(made.id), lambda t: t.status == "SUCCEEDED")
    width, height, seconds, _ = playable(httpx.get(task.output[0]).content)
    assert (width, height, seconds) == (320, 180, 5)
    assert task.cost.credits == 60

    picture = client.uploads.create_ephemeral(file=("still.png", still))
    made = client.image_to_video.create(
        model="gen4_turbo", prompt_image=picture.uri, prompt_text="it moves", ratio="1280:720", duration=5
    )
    done = wait(lambda: client.tasks.retrieve(made.id), lambda t: t.status == "SUCCEEDED")
    assert starts_red(playable(httpx.get(done.output[0]).content)[3])
    assert sandbox.creations("runway") == 2
    assert client.organization.retrieve().credit_balance == 1_000_000 - 60 - 25


def test_runwayml_repeats_a_dropped_create_and_pays_three_times(sandbox: Sandbox) -> None:
    runwayml = pytest.importorskip("runwayml")
    sandbox.fault("runway", "drop", times=None)
    order = {"model": "gen4.5", "prompt_text": "a bee", "ratio": "1280:720", "duration": 5}
    client = runwayml.RunwayML(api_key="sandbox", base_url=sandbox.url("runway"))
    with pytest.raises(runwayml.APIConnectionError):
        client.text_to_video.create(**order)
    assert sandbox.creations("runway") == 3
    careful = runwayml.RunwayML(api_key="sandbox", base_url=sandbox.url("runway"), max_retries=0)
    with pytest.raises(runwayml.APIConnectionError):
        careful.text_to_video.create(**order)
    assert sandbox.creations("runway") == 4


def test_luma_agents_makes_a_clip_from_text_and_one_from_an_uploaded_picture(
    sandbox: Sandbox, still: bytes
) -> None:
    luma = pytest.importorskip("luma_agents")
    client = luma.Luma(auth_token="sandbox", base_url=sandbox.url("luma_agents"))

    def finished(**order: Any) -> bytes:
        made = client.generations.create(model="ray-3.2", type="video", **order)
        done = wait(lambda: client.generations.get(made.id), lambda g: g.state == "completed")
        return httpx.get(done.output[0].url).content

    film = finished(prompt="a bee", aspect_ratio="9:16", video={"duration": "5s", "resolution": "720p"})
    assert playable(film)[:3] == (180, 320, 5)
    place = client.files.create(mime_type="image/png", size_bytes=len(still), purpose="input")
    httpx.request(place.upload.method, place.upload.url, content=still, headers=place.upload.headers)
    assert client.files.complete(place.id).state == "ready"
    film = finished(prompt="it moves", video={"duration": "5s", "start_frame": {"file_id": place.id}})
    assert starts_red(playable(film)[3])
    assert sandbox.creations("luma_agents") == 2


def test_lumaai_makes_clips_from_text_from_a_picture_and_by_extension(sandbox: Sandbox, still: bytes) -> None:
    lumaai = pytest.importorskip("lumaai")
    client = lumaai.LumaAI(auth_token="sandbox", base_url=sandbox.url("luma_legacy"))

    def finished(**order: Any) -> Any:
        made = client.generations.create(model="ray-2", **order)
        return wait(lambda: client.generations.get(made.id), lambda g: g.state == "completed")

    plain = finished(prompt="a bee", aspect_ratio="16:9", duration="5s", loop=True)
    assert playable(httpx.get(plain.assets.video).content)[:3] == (320, 180, 5)
    link = sandbox.host(still)
    moved = finished(prompt="it moves", keyframes={"frame0": {"type": "image", "url": link}})
    assert starts_red(playable(httpx.get(moved.assets.video).content)[3])
    longer = finished(prompt="it goes on", keyframes={"frame0": {"type": "generation", "id": moved.id}})
    assert playable(httpx.get(longer.assets.video).content)[2] == 5
    assert [g.id for g in client.generations.list(limit=2).generations] == [longer.id, moved.id]


def test_replicate_makes_a_clip_from_text_and_one_from_a_picture(
    sandbox: Sandbox, still: bytes, tmp_path: Path
) -> None:
    replicate = pytest.importorskip("replicate")
    client = replicate.Client(api_token="sandbox", base_url=sandbox.url("replicate"))
    model = client.models.get("anotherjesse/zeroscope-v2-xl")
    schema = model.latest_version.openapi_schema["components"]["schemas"]["Input"]
    assert schema["properties"]["num_frames"]["default"] == 24
    order = {"prompt": "a bee", "num_frames": 24, "fps": 8, "width": 576, "height": 320}
    prediction = client.predictions.create(version=model.latest_version.id, input=order)
    prediction.wait()
    assert prediction.status == "succeeded"
    assert playable(httpx.get(prediction.output[0]).content)[2] == 3

    picture = tmp_path / "still.png"
    picture.write_bytes(still)
    with picture.open("rb") as file:
        output = client.run(
            "stability-ai/stable-video-diffusion:"
            + client.models.get("stability-ai/stable-video-diffusion").latest_version.id,
            input={"input_image": file, "frames_per_second": 7, "motion_bucket_id": 127},
        )
    assert starts_red(playable(httpx.get(str(output)).content)[3])
    assert sandbox.bill("replicate") == 2 * (24 + 14) * rate("replicate", "second")
    assert [p.id for p in client.predictions.list()][-1] == prediction.id


def test_replicate_accepts_the_sandbox_webhook_signature(sandbox: Sandbox) -> None:
    replicate = pytest.importorskip("replicate")
    from replicate.webhook import InvalidSignatureError, Webhooks, WebhookSigningSecret

    secret = WebhookSigningSecret(key=SVIX_SECRET)
    client = replicate.Client(api_token="sandbox", base_url=sandbox.url("replicate"))
    assert client.webhooks.default.secret().key == SVIX_SECRET
    sandbox.fault("replicate", "webhook-bad-signature", at=1)
    client.models.predictions.create(
        "alibaba/wan-3",
        input={"prompt": "a bee"},
        webhook=f"{sandbox.origin('comfyui')}/nowhere",
        webhook_events_filter=["start", "completed"],
    )
    good, bad = wait(lambda: sandbox.deliveries("replicate"), lambda sent: len(sent) == 2)
    Webhooks.validate(headers=good.headers, body=good.body.decode(), secret=secret, tolerance=300)
    with pytest.raises(InvalidSignatureError):
        Webhooks.validate(headers=bad.headers, body=bad.body.decode(), secret=secret, tolerance=300)


@pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")
def test_openai_makes_a_clip_from_text_and_one_from_a_picture(sandbox: Sandbox, still: bytes) -> None:
    openai = pytest.importorskip("openai")
    for name in ("openai_videos", "vllm_omni", "sglang", "fastvideo"):
        client = openai.OpenAI(api_key="sandbox", base_url=sandbox.url(name))
        video = client.videos.create_and_poll(
            prompt="a bee", seconds="4", size="1280x720", extra_body={"seed": 3, "num_frames": 96}
        )
        assert (video.status, video.progress) == ("completed", 100), name
        assert playable(client.videos.download_content(video.id).read())[:3] == (320, 180, 4)
        moved = client.videos.create_and_poll(
            prompt="it moves", seconds="4", size="1280x720", input_reference=("still.png", still, "image/png")
        )
        assert starts_red(playable(client.videos.download_content(moved.id).read())[3]), name
        assert next(v.id for v in client.videos.list(limit=1)) == moved.id
        assert sandbox.jobs(name)[0].order.seed == 3


@pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")
def test_openai_reads_a_failed_vllm_omni_job_from_the_error_body(sandbox: Sandbox) -> None:
    openai = pytest.importorskip("openai")
    client = openai.OpenAI(api_key="sandbox", base_url=sandbox.url("vllm_omni"), max_retries=0)
    sandbox.fault("vllm_omni", "failed")
    video = client.videos.create(prompt="a bee", seconds="4")
    time.sleep(0.05)
    with pytest.raises(openai.InternalServerError) as caught:
        client.videos.retrieve(video.id)
    assert caught.value.response.json()["status"] == "failed"


def test_google_genai_makes_veo_clips_on_vertex(sandbox: Sandbox, still: bytes) -> None:
    genai = pytest.importorskip("google.genai")
    from google.genai import types
    from google.oauth2.credentials import Credentials

    client = genai.Client(
        vertexai=True,
        project="sandbox",
        location="us-central1",
        credentials=Credentials(token="sandbox"),
        http_options=types.HttpOptions(base_url=sandbox.url("google")),
    )

    def finished(**source: Any) -> Any:
        operation = client.models.generate_videos(
            model="veo-3.1-generate-001",
            source=types.GenerateVideosSource(**source),
            config=types.GenerateVideosConfig(duration_seconds=4, aspect_ratio="16:9", seed=5),
        )
        return wait(lambda: client.operations.get(operation), lambda o: o.done)

    done = finished(prompt="a bee")
    film = done.result.generated_videos[0].video.video_bytes
    assert playable(film)[:3] == (320, 180, 4)
    picture = types.Image(image_bytes=still, mime_type="image/png")
    film = finished(prompt="it moves", image=picture).result.generated_videos[0].video.video_bytes
    assert starts_red(playable(film)[3])
    sandbox.fault("google", "moderated-output")
    filtered = finished(prompt="something else")
    assert not filtered.result.generated_videos
    assert filtered.result.rai_media_filtered_count == 1
    assert sandbox.bill("google") == 2 * 4 * rate("google", "veo-3.1-generate-001", "720p")


def test_google_genai_makes_omni_clips_through_interactions(sandbox: Sandbox, still: bytes) -> None:
    genai = pytest.importorskip("google.genai")
    from google.genai import types

    client = genai.Client(api_key="sandbox", http_options=types.HttpOptions(base_url=sandbox.url("google")))

    def finished(given: Any, task: str, delivery: str) -> Any:
        made = client.interactions.create(
            model="gemini-omni-1.2-flash",
            input=given,
            background=True,
            response_format=[
                {
                    "type": "video",
                    "aspect_ratio": "16:9",
                    "resolution": "720p",
                    "duration": "5s",
                    "delivery": delivery,
                }
            ],
            generation_config={"video_config": {"task": task}},
        )
        return wait(lambda: client.interactions.get(made.id), lambda i: i.status == "completed").output_video

    film = base64.b64decode(finished("a bee", "text_to_video", "inline").data)
    assert playable(film)[:3] == (320, 180, 5)
    picture = {"type": "image", "mime_type": "image/png", "data": base64.b64encode(still).decode()}
    link = finished([{"type": "text", "text": "it moves"}, picture], "image_to_video", "uri").uri
    film = httpx.get(link, headers={"x-goog-api-key": "sandbox"}).content
    assert starts_red(playable(film)[3])
    assert httpx.get(link).status_code == 401


@pytest.fixture
def fal(sandbox: Sandbox) -> Iterator[Any]:
    """The SDK has no base URL to set: its hosts are three constants of this module."""
    pytest.importorskip("fal_client")
    import fal_client.client as module

    hosts = {"QUEUE_URL_FORMAT": f"{sandbox.url('fal')}/"} | dict.fromkeys(
        ("REST_URL", "CDN_URL"), sandbox.url("fal")
    )
    before = {name: getattr(module, name) for name in hosts}
    vars(module).update(hosts)
    yield module
    vars(module).update(before)


def test_fal_client_makes_a_clip_from_text_and_one_from_an_uploaded_picture(
    sandbox: Sandbox, still: bytes, fal: Any
) -> None:
    client = fal.SyncClient(key="sandbox:sandbox")
    result = client.subscribe(
        "fal-ai/minimax/h3/text-to-video", arguments={"prompt": "a bee", "duration": 5}, with_logs=True
    )
    film = httpx.get(result["video"]["url"]).content
    assert playable(film)[:3] == (320, 180, 5)
    assert result["video"]["file_size"] == len(film)
    link = client.upload(still, "image/png", "still.png")
    handle = client.submit(
        "fal-ai/pika/v2.2/image-to-video", arguments={"prompt": "it moves", "image_url": link}
    )
    assert starts_red(playable(httpx.get(handle.get()["video"]["url"]).content)[3])
    sandbox.fault("fal", "moderated-output")
    handle = client.submit("fal-ai/pika/v2.2/text-to-video", arguments={"prompt": "something else"})
    with pytest.raises(fal.FalClientHTTPError) as caught:
        handle.get()
    assert caught.value.response.json()["detail"][0]["type"] == "content_policy_violation"
