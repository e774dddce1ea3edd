"""Local models at work: tiny random weights, the real loading code, the whole path.

Skipped where the extra is not installed.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from local_clips import bee, drawn, make, media, pixels

from reelwright.providers import Policy, Role, State, Task, make_take
from reelwright.providers.adapters.diffusers import DiffusersProvider, Engine
from reelwright.providers.verify import probe_clip
from reelwright.store import open_store

pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

Weights = Callable[[str], Path]
Pictures = tuple[Path, Path]

# Name, task, the class that does it, and how many frames come out.
CASES = [
    ("wan", Task.T2V, "WanPipeline", 9),
    ("wan", Task.V2V, "WanVideoToVideoPipeline", 29),
    ("wan_i2v", Task.I2V, "WanImageToVideoPipeline", 9),
    ("wan_i2v", Task.INTERPOLATE, "WanImageToVideoPipeline", 9),
    ("wan22", Task.T2V, "WanPipeline", 9),
    ("wan_ti2v", Task.T2V, "WanPipeline", 9),
    ("wan_ti2v", Task.I2V, "WanImageToVideoPipeline", 9),
    ("wan_vace", Task.T2V, "WanVACEPipeline", 9),
    ("wan_vace", Task.I2V, "WanVACEPipeline", 9),
    ("wan_vace", Task.INTERPOLATE, "WanVACEPipeline", 9),
    ("wan_vace", Task.REFERENCE, "WanVACEPipeline", 9),
    ("wan_vace", Task.EXTEND, "WanVACEPipeline", 12),
    ("ltx", Task.T2V, "LTXPipeline", 9),
    ("ltx", Task.I2V, "LTXImageToVideoPipeline", 9),
    ("ltx_condition", Task.T2V, "LTXConditionPipeline", 9),
    ("ltx_condition", Task.INTERPOLATE, "LTXConditionPipeline", 9),
    ("ltx_condition", Task.KEYFRAMES, "LTXConditionPipeline", 9),
    ("ltx_condition", Task.EXTEND, "LTXConditionPipeline", 16),
    ("ltx2", Task.T2V, "LTX2Pipeline", 9),
    ("ltx2", Task.I2V, "LTX2ImageToVideoPipeline", 9),
    ("ltx2", Task.INTERPOLATE, "LTX2ConditionPipeline", 9),
    ("cogvideox", Task.T2V, "CogVideoXPipeline", 9),
    ("cogvideox", Task.V2V, "CogVideoXVideoToVideoPipeline", 9),
    ("hunyuan", Task.T2V, "HunyuanVideoPipeline", 9),
    ("hunyuan15", Task.T2V, "HunyuanVideo15Pipeline", 9),
    ("mochi", Task.T2V, "MochiPipeline", 7),
    ("svd", Task.I2V, "StableVideoDiffusionPipeline", 4),
    ("animatediff", Task.T2V, "AnimateDiffPipeline", 4),
    ("animatediff", Task.V2V, "AnimateDiffVideoToVideoPipeline", 16),
    ("zeroscope", Task.T2V, "TextToVideoSDPipeline", 4),
    ("zeroscope", Task.V2V, "VideoToVideoSDPipeline", 16),
]


@pytest.fixture(scope="module")
def working() -> Any:
    """One engine for all cases, as in a film: a model stays loaded for the next shot."""
    engine = Engine()
    yield DiffusersProvider(engine)
    engine.close()
    engine.release()


def given(task: Task, pictures: Pictures, source: Path) -> tuple[Any, ...]:
    first, last = media(Role.FIRST_FRAME, pictures[0]), media(Role.LAST_FRAME, pictures[1])
    return {
        Task.I2V: (first,),
        Task.INTERPOLATE: (first, last),
        Task.KEYFRAMES: (media(Role.KEYFRAME, pictures[0], at=Fraction(8, 25)),),
        Task.REFERENCE: (media(Role.REFERENCE, pictures[0]),),
        Task.V2V: (media(Role.SOURCE_VIDEO, source),),
        Task.EXTEND: (media(Role.SOURCE_VIDEO, source),),
    }.get(task, ())


@pytest.mark.parametrize(("name", "task", "pipeline", "frames"), CASES)
def test_every_task_of_every_architecture_makes_a_clip_that_plays(
    working: DiffusersProvider,
    weights: Weights,
    pictures: Pictures,
    source: Path,
    name: str,
    task: Task,
    pipeline: str,
    frames: int,
) -> None:
    request = bee(weights(name), task=task, media=given(task, pictures, source), seed=5)
    prepared = working.prepare(request.identified())
    assert prepared.endpoint == pipeline
    snapshot = make(working, request)
    clip = probe_clip(snapshot.outputs[0].path)
    side = request.options["width"]
    assert (clip.width, clip.height, clip.frames) == (side, side, frames)
    assert clip.seconds == frames / Fraction(prepared.body["fps"])
    assert clip.audio == (name == "ltx2")
    assert (snapshot.seed, snapshot.progress) == (5, 1.0)
    assert snapshot.cost is not None
    assert snapshot.cost.usd == 0
    assert type(working.engine.loaded("cpu").pipe).__name__ == pipeline


@pytest.mark.parametrize(
    "name", ["wan", "ltx", "zeroscope", "svd", "animatediff", "ltx2", "cogvideox", "mochi"]
)
def test_the_seed_decides_the_clip(
    working: DiffusersProvider, weights: Weights, pictures: Pictures, name: str
) -> None:
    first = (media(Role.FIRST_FRAME, pictures[0]),) if name == "svd" else ()

    def clip(**changes: Any) -> np.ndarray:
        return pixels(make(working, bee(weights(name), media=first, **changes)))

    assert np.array_equal(clip(seed=1), clip(seed=1))
    assert not np.array_equal(clip(seed=1), clip(seed=2))
    assert not np.array_equal(clip(seed=1), clip(seed=1, take=1))
    assert np.array_equal(clip(), clip(seed=0))


def test_the_same_clip_comes_from_a_freshly_loaded_model(
    working: DiffusersProvider, provider: DiffusersProvider, weights: Weights
) -> None:
    request = bee(weights("ltx"), seed=11)
    assert np.array_equal(pixels(make(working, request)), pixels(make(provider, request)))


@pytest.mark.parametrize(
    "name", ["wan", "ltx", "cogvideox", "hunyuan15", "mochi", "zeroscope", "animatediff"]
)
def test_the_negative_prompt_reaches_the_model(
    working: DiffusersProvider, weights: Weights, name: str
) -> None:
    strong = {"guidance_scale": 30, "num_inference_steps": 3}

    def clip(text: str | None) -> np.ndarray:
        return pixels(make(working, bee(weights(name), seed=1, negative_prompt=text, options=dict(strong))))

    assert not np.array_equal(clip(None), clip("rain, fog, blur"))


@pytest.mark.parametrize(
    ("name", "option", "low", "high"),
    [
        ("wan", "guidance_scale", 1, 30),
        ("wan", "flow_shift", 1, 12),
        ("wan22", "guidance_scale_2", 1, 30),
        ("wan", "num_inference_steps", 1, 3),
        ("ltx", "guidance_rescale", 0, 0.9),
        ("svd", "motion_bucket_id", 1, 255),
        ("svd", "noise_aug_strength", 0, 5),
        ("hunyuan", "guidance_scale", 1, 30),
        ("animatediff", "guidance_scale", 1, 20),
        ("wan_vace", "conditioning_scale", 0, 2),
        ("zeroscope", "guidance_scale", 1, 30),
    ],
)
def test_an_option_shows_in_the_picture(
    working: DiffusersProvider,
    weights: Weights,
    pictures: Pictures,
    name: str,
    option: str,
    low: float,
    high: float,
) -> None:
    first = (media(Role.FIRST_FRAME, pictures[0]),) if name in ("svd", "wan_vace") else ()

    def clip(value: float) -> np.ndarray:
        return pixels(make(working, bee(weights(name), seed=1, media=first, options={option: value})))

    assert not np.array_equal(clip(low), clip(high))


def test_the_rate_that_svd_is_told_shows_in_the_picture(
    working: DiffusersProvider, weights: Weights, pictures: Pictures
) -> None:
    first = (media(Role.FIRST_FRAME, pictures[0]),)
    slow = make(working, bee(weights("svd"), media=first, fps=Fraction(6)))
    fast = make(working, bee(weights("svd"), media=first, fps=Fraction(25)))
    assert not np.array_equal(pixels(slow), pixels(fast))
    assert probe_clip(slow.outputs[0].path).seconds == Fraction(4, 6)
    assert probe_clip(fast.outputs[0].path).seconds == Fraction(4, 25)


@pytest.mark.parametrize("name", ["wan_i2v", "ltx", "ltx_condition", "svd", "wan_vace"])
def test_another_picture_makes_another_clip(
    working: DiffusersProvider, weights: Weights, pictures: Pictures, name: str
) -> None:
    clips = [pixels(make(working, bee(weights(name), media=(media(Role.FIRST_FRAME, p),)))) for p in pictures]
    assert not np.array_equal(*clips)


@pytest.mark.parametrize("name", ["wan_i2v", "ltx_condition", "wan_vace", "ltx2"])
def test_the_last_frame_counts(weights: Weights, pictures: Pictures, name: str) -> None:
    first = media(Role.FIRST_FRAME, pictures[0])
    clips = [drawn(bee(weights(name), media=(first, media(Role.LAST_FRAME, last)))) for last in pictures]
    assert not np.array_equal(*clips)


def test_a_source_is_left_behind_as_far_as_the_strength_says(
    working: DiffusersProvider, weights: Weights, source: Path
) -> None:
    def clip(strength: float) -> np.ndarray:
        options = {"strength": strength, "num_inference_steps": 4}
        request = bee(
            weights("animatediff"), task=Task.V2V, media=(media(Role.SOURCE_VIDEO, source),), options=options
        )
        return pixels(make(working, request))

    assert not np.array_equal(clip(0.3), clip(1.0))


def test_a_source_may_be_cut_short(working: DiffusersProvider, weights: Weights, source: Path) -> None:
    request = bee(
        weights("zeroscope"),
        task=Task.V2V,
        media=(media(Role.SOURCE_VIDEO, source),),
        seconds=Fraction(1),
    )
    assert len(pixels(make(working, request))) == 8


def test_the_sound_of_a_model_is_as_long_as_its_picture(working: DiffusersProvider, weights: Weights) -> None:
    import av

    snapshot = make(working, bee(weights("ltx2")))
    with av.open(str(snapshot.outputs[0].path)) as file:
        sound = file.streams.audio[0]
        assert (sound.rate, sound.channels) == (48_000, 2)
        assert Fraction(sound.duration) * sound.time_base == pytest.approx(9 / 24, abs=0.001)


def test_the_whole_path_makes_a_free_take_once(
    working: DiffusersProvider, weights: Weights, tmp_path: Path
) -> None:
    store = open_store(tmp_path)
    seen: list[Any] = []
    request = bee(weights("wan"), seed=3, options={"num_inference_steps": 8})
    take = make_take(request, working, store, policy=Policy(deadline=0.0), saw=seen.append)
    assert take.made
    assert take.cost == 0
    assert take.path is not None
    assert probe_clip(take.path).frames == 9
    assert seen[-1].state is State.SUCCEEDED
    again = make_take(request, working, store)
    assert not again.made
    assert again.digest == take.digest
    slate = store.slate(take.key)
    assert slate is not None
    assert slate.facts["seed"] == 3
    assert slate.facts["native_cost"]["peak_memory_bytes"] > 1e6
    assert slate.params["body"]["prompt"] == "a bee in a field"


def test_an_animatediff_of_parts_is_a_base_and_a_motion_adapter(
    working: DiffusersProvider, weights: Weights, tmp_path: Path
) -> None:
    from dataclasses import replace

    from diffusers import StableDiffusionPipeline
    from tiny_pipelines import animatediff_parts

    from reelwright.providers.adapters.diffusers.loading import load
    from reelwright.providers.adapters.diffusers.order import Order

    parts, adapter = animatediff_parts()
    base = tmp_path / "base"
    StableDiffusionPipeline(
        **parts, safety_checker=None, feature_extractor=None, requires_safety_checker=False
    ).save_pretrained(base)
    adapter.save_pretrained(tmp_path / "adapter")
    prepared = working.prepare(bee(base))
    assert prepared.endpoint == "AnimateDiffPipeline"
    assert "animatediff-motion-adapter" in prepared.params["weights"]["adapter"]
    order = replace(Order.read(prepared.endpoint, prepared.body), adapter=str(tmp_path / "adapter"))
    loaded = load(order, "cpu", offline=True)
    assert type(loaded.pipe).__name__ == "AnimateDiffPipeline"
    assert type(loaded.pipe.unet).__name__ == "UNetMotionModel"
    assert loaded.pipe.scheduler.config.beta_schedule == "linear"
    assert loaded.pipe.scheduler.config.clip_sample is False
