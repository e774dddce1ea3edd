"""Every type of generation from the command line, on hosted providers that the sandbox plays."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "previs"))

from photos_made_here import clip, panning, save, scene

from reelwright.cli.app import run
from reelwright.providers.sandbox import Sandbox

SERVERS = ("runway", "luma_agents", "luma_legacy", "replicate")
SMALL = ("--quality", "draft", "--resolution", "160x90", "--no-audio", "--fps", "24")


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    """The providers on loopback, with the environment pointing at them."""
    with Sandbox(*SERVERS, max_side=160) as running:
        before = dict(os.environ)
        os.environ.update(running.environment(SERVERS))
        yield running
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def ask(box: Sandbox, project: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command and return what it prints, and the request that the provider got last."""
    save(project / "bee.png", scene(320, 180))
    save(project / "hive.png", scene(320, 180, 0.1))
    clip(project / "pan.mp4", panning(24))

    def asked(server: str, *words: str, code: int = 0) -> tuple[dict[str, Any], dict[str, Any]]:
        made = box.creations(server)
        assert run([*words, "--json"]) == code, capsys.readouterr()
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        if code:
            assert box.creations(server) == made, "nothing was created"
            return found["error"], {}
        assert box.creations(server) == made + 1
        return found, box.jobs(server)[-1].request

    return asked


def test_runway_from_words_with_duration_ratio_and_seed(ask: Any) -> None:
    report, body = ask(
        "runway", "generate", "a bee on a flower", "-o", "a.mp4", "--provider", "runway", "--model", "gen4.5",
        "--duration", "5", "--ratio", "9:16", "--seed", "77", "--quality", "draft", "--resolution", "90x160",
        "--no-audio",
    )  # fmt: skip
    assert report["frames"] == 150 and report["cost"]["usd"] == "0.6"
    assert (body["model"], body["duration"], body["ratio"]) == ("gen4.5", 5, "720:1280")
    assert isinstance(body["seed"], int)
    _, other = ask(
        "runway", "generate", "a bee on a flower", "-o", "a.mp4", "--provider", "runway", "--model", "gen4.5",
        "--duration", "5", "--ratio", "9:16", "--seed", "78", "--quality", "draft", "--resolution", "90x160",
        "--no-audio",
    )  # fmt: skip
    assert other["seed"] != body["seed"]


def test_runway_from_a_picture(ask: Any) -> None:
    _, body = ask(
        "runway", "generate", "it flies away", "--image", "bee.png", "-o", "a.mp4", "--provider",
        "runway/gen4_turbo", "--duration", "5", *SMALL,
    )  # fmt: skip
    assert body["promptText"] == "it flies away"
    assert body["promptImage"][0]["position"] == "first"
    assert body["promptImage"][0]["uri"].startswith("data:image/png;base64,")


def test_replicate_stable_video_diffusion_with_motion_bucket_rate_and_frames(ask: Any) -> None:
    report, body = ask(
        "replicate", "generate", "--image", "bee.png", "-o", "a.mp4", "--provider", "replicate", "--model",
        "stability-ai/stable-video-diffusion", "--duration", "3", "--option", "motion_bucket_id=127",
        "--option", "fps=7", "--option", "num_frames=25", *SMALL,
    )  # fmt: skip
    given = body
    assert (given["motion_bucket_id"], given["frames_per_second"]) == (127, 7)
    assert given["video_length"] == "25_frames_with_svd_xt"
    assert any("25 frames" in note for note in report["notes"])


def test_replicate_animate_diff_with_negative_prompt_and_guidance(ask: Any) -> None:
    _, body = ask(
        "replicate", "generate", "a bee on a flower", "-o", "a.mp4", "--provider", "replicate", "--model",
        "lucataco/animate-diff", "--duration", "2", "--negative", "blurry, worst quality", "--option",
        "guidance_scale=7.5", *SMALL,
    )  # fmt: skip
    assert body["n_prompt"] == "blurry, worst quality"
    assert body["guidance_scale"] == 7.5


def test_replicate_zeroscope_with_size_rate_and_frames(ask: Any) -> None:
    _, body = ask(
        "replicate", "generate", "a bee on a flower", "-o", "a.mp4", "--provider", "replicate", "--model",
        "anotherjesse/zeroscope-v2-xl", "--duration", "3", "--option", "num_frames=24", "--option", "fps=8",
        "--option", "resolution=576x320", *SMALL,
    )  # fmt: skip
    given = body
    assert (given["width"], given["height"], given["fps"], given["num_frames"]) == (576, 320, 8, 24)


def test_luma_from_words_looping_then_extended_by_its_generation(ask: Any, box: Sandbox) -> None:
    _, body = ask(
        "luma_legacy", "generate", "a bee on a flower", "-o", "bee.mp4", "--provider", "luma-dream-machine",
        "--model", "ray-2", "--duration", "5", "--loop", *SMALL,
    )  # fmt: skip
    assert body["loop"] is True and body["aspect_ratio"] == "16:9"
    generation = box.jobs("luma_legacy")[-1].id
    report, more = ask(
        "luma_legacy", "video", "extend", "bee.mp4", "-o", "longer.mp4", "--duration", "5", "--prompt",
        "it flies on", "--provider", "luma-dream-machine/ray-2",
    )  # fmt: skip
    assert more["keyframes"]["frame0"] == {"type": "generation", "id": generation}
    assert 230 <= report["frames"] <= 240
    assert report["notes"][0].startswith("Extended by luma-dream-machine/ray-2")


def test_luma_with_pictures_as_keyframes_and_by_file_on_the_newer_api(ask: Any) -> None:
    first, last = "https://example.com/a.jpg", "https://example.com/b.jpg"
    _, body = ask(
        "luma_legacy", "generate", "a bee", "--image", first, "--last-image", last, "-o", "a.mp4",
        "--provider", "luma-dream-machine/ray-2", "--duration", "5", *SMALL,
    )  # fmt: skip
    assert body["keyframes"] == {
        "frame0": {"type": "image", "url": first},
        "frame1": {"type": "image", "url": last},
    }
    _, body = ask(
        "luma_agents", "generate", "a bee", "--keyframe", "0=bee.png", "--keyframe", "3=hive.png", "-o",
        "b.mp4", "--provider", "luma", "--duration", "5", *SMALL,
    )  # fmt: skip
    assert "keyframes" in json.dumps(body)
    _, body = ask(
        "luma_agents", "generate", "a bee", "--reference", "bee.png", "-o", "c.mp4", "--provider", "luma",
        "--duration", "5", *SMALL,
    )  # fmt: skip
    assert "image" in json.dumps(body)


def test_a_clip_is_changed_or_enlarged_by_a_model(ask: Any) -> None:
    report, body = ask(
        "runway", "generate", "make it a winter night", "--video", "pan.mp4", "-o", "a.mp4", "--provider",
        "runway/aleph2", *SMALL,
    )  # fmt: skip
    assert body["promptText"] == "make it a winter night" and "videoUri" in body
    assert report["frames"] == 24
    _, body = ask(
        "runway", "generate", "--video", "pan.mp4", "--task", "upscale", "-o", "b.mp4", "--provider",
        "runway/magnific_video_upscaler_creative", "--accept-unknown-cost", *SMALL,
    )  # fmt: skip
    assert body["model"] == "magnific_video_upscaler_creative"


def test_a_model_that_cannot_extend_continues_from_the_last_frame(ask: Any) -> None:
    report, body = ask(
        "runway", "video", "extend", "pan.mp4", "-o", "longer.mp4", "--duration", "5", "--prompt", "more",
        "--provider", "runway/gen4_turbo", "--quality", "draft",
    )  # fmt: skip
    assert body["promptImage"][0]["uri"].startswith("data:image/png;base64,")
    assert (report["width"], report["height"]) == (320, 180)
    assert 24 + 113 <= report["frames"] <= 24 + 120
    assert report["cost"]["usd"] == "0.25"


@pytest.mark.parametrize(
    ("words", "code", "who"),
    [
        (("--video", "pan.mp4"), "unsupported-task", "runway/aleph2"),
        (("--reference", "bee.png"), "unsupported-task", "luma/ray-3.2"),
        (("--image", "bee.png", "--last-image", "hive.png"), "unsupported-task", "runway/veo3.1"),
        (("--keyframe", "0=bee.png"), "unsupported-task", "luma/ray-3.2"),
        (("--loop",), "unsupported-loop", "luma/ray-3.2"),
        (("--negative", "rain"), "unsupported-negative", "runway/veo3.1"),
        (("--duration", "30"), "unsupported-duration", "previs/previs"),
        (("--video", "pan.mp4", "--task", "upscale"), "unsupported-task", "previs/previs"),
    ],
)
def test_what_a_model_cannot_honour_is_refused_and_names_who_can(
    ask: Any, words: tuple[str, ...], code: str, who: str
) -> None:
    error, _ = ask(
        "runway", "generate", "a bee", "-o", "x.mp4", "--provider", "runway/gen4.5", *words, *SMALL, code=2
    )
    assert error["code"] == code
    assert who in error["can"]
    assert not Path("x.mp4").exists()


def test_takes_of_a_hosted_model_are_counted_and_paid_together(ask: Any, box: Sandbox) -> None:
    before = box.creations("runway")
    assert run(
        ["generate", "a bee on a leaf", "-o", "t.mp4", "--provider", "runway/gen4.5", "--duration", "2",
         "--takes", "2", *SMALL, "--json"]
    ) == 0  # fmt: skip
    assert box.creations("runway") == before + 2
    assert Path("t-take2.mp4").exists()
