"""What is known of local models before anything is loaded; none of this needs torch."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelwright.config import load_settings
from reelwright.errors import OptionError, ProviderError, SettingsError
from reelwright.providers import (
    Media,
    Repro,
    Role,
    Task,
    VideoRequest,
    find_provider,
    foresee_take,
    make_take,
    take_recipe,
)
from reelwright.providers.adapters.diffusers import MODELS, DiffusersProvider, Model
from reelwright.providers.adapters.diffusers.family import FrameRule
from reelwright.providers.adapters.diffusers.order import Order
from reelwright.providers.adapters.diffusers.settings import COMMON
from reelwright.store import open_store

CARD = ("transformer", "config.json")


def bee(model: str = "", seconds: float | None = None, **more: object) -> VideoRequest:
    length = None if seconds is None else Fraction(str(seconds))
    return VideoRequest(**{"prompt": "a bee", "model": model, "seconds": length, **more})  # type: ignore[arg-type]


def folder_of(path: Path, kind: str, **more: object) -> Path:
    """A folder that looks like weights of ``kind``."""
    (path / "transformer").mkdir(parents=True)
    (path / "transformer" / "diffusion_pytorch_model.safetensors").write_bytes(b"weights")
    (path.joinpath(*CARD)).write_text(json.dumps(more.pop("denoiser", {})))
    (path / "model_index.json").write_text(json.dumps({"_class_name": kind, **more}))
    return path


@pytest.mark.skipif(find_spec("torch") is not None, reason="the extra is installed")
def test_without_the_extra_the_error_names_the_command_that_brings_it(tmp_path: Path) -> None:
    provider = find_provider("diffusers")
    assert "pip install 'reelwright[diffusers]'" in provider.ready()
    with pytest.raises(ProviderError) as missing:
        make_take(bee(seconds=2), provider, open_store(tmp_path))
    assert missing.value.code == "missing-extra"
    assert "pip install 'reelwright[diffusers]'" in missing.value.hint
    assert missing.value.facts["created"] == "no"


def test_listing_and_preparing_import_no_torch() -> None:
    code = (
        "import sys; from reelwright.providers import find_provider, VideoRequest\n"
        "p = find_provider('local'); p.prepare(VideoRequest('a bee')); print(len(list(p.models())))\n"
        "sys.exit(bool({'torch', 'diffusers', 'transformers', 'PIL', 'av'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[0]) == len(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_every_model_says_what_it_does_and_what_its_weights_allow(name: str) -> None:
    model = MODELS[name]
    caps = model.capabilities
    family = model.family
    assert caps.offline
    assert caps.price is not None
    assert caps.usd_per_second == 0
    assert caps.reproducible is Repro.SAME_MACHINE
    assert model.licence in caps.summary
    assert model.licence
    assert set(caps.tasks) == set(family.pipelines)
    for size in family.sizes:
        assert all(int(side) % family.multiple == 0 for side in size.split("x")), size
    rule = family.frames
    assert rule.up(rule.least) == rule.least
    assert rule.up(family.usual) == family.usual <= rule.most == rule.down(rule.most)
    for task, choice in caps.tasks.items():
        media = tuple(
            Media(role, path=Path("nothing"), at=Fraction(0) if role is Role.KEYFRAME else None, digest="0")
            for role, (least, _) in choice.media.items()
            for _ in range(least)
        )
        prompt = "" if choice.prompt == "no" else "a bee"
        prepared = DiffusersProvider().prepare(VideoRequest(prompt, name, task=task, media=media))
        assert prepared.endpoint == family.pipelines[task]
        assert prepared.quote.usd == 0
        if task is not Task.V2V:
            assert prepared.body["frames"] == rule.up(prepared.body["frames"])


@given(st.integers(1, 16), st.integers(0, 1), st.integers(1, 40), st.integers(41, 400), st.integers(0, 500))
def test_frames_are_rounded_up_to_the_rule_and_never_further(
    step: int, first: int, least: int, most: int, asked: int
) -> None:
    rule = FrameRule(step, first, least, most)
    up, down = rule.up(asked), rule.down(asked)
    assert (up - first) % step == 0
    assert up >= max(asked, least)
    assert up - step < max(asked, least)
    assert down <= min(asked, most)
    assert down == 0 or (down - first) % step == 0
    assert down + step > min(asked, most) or down == 0


@pytest.mark.parametrize(
    ("model", "seconds", "fps", "frames"),
    [
        ("wan2.1-t2v-1.3b", 3, None, 49),
        ("wan2.1-t2v-1.3b", 5, None, 81),
        ("wan2.1-t2v-1.3b", None, None, 81),
        ("wan2.2-ti2v-5b", 5, None, 121),
        ("ltx-video", 2, 24, 49),
        ("ltx-2", 20, None, 481),
        ("cogvideox-5b", 6, None, 49),
        ("cogvideox1.5-5b", 10, None, 161),
        ("mochi-1", 2, None, 61),
        ("hunyuanvideo1.5-480p-t2v", 5, None, 121),
        ("zeroscope-v2", 3, None, 24),
        ("animatediff", 2, None, 16),
    ],
)
def test_lengths_become_the_frames_that_the_model_makes(
    model: str, seconds: float | None, fps: int | None, frames: int
) -> None:
    rate = None if fps is None else Fraction(fps)
    prepared = DiffusersProvider().prepare(bee(model, seconds, fps=rate))
    assert prepared.body["frames"] == frames
    assert prepared.seconds == frames / Fraction(prepared.body["fps"])


def test_the_picture_of_svd_is_told_its_rate_motion_and_noise() -> None:
    picture = (Media(Role.FIRST_FRAME, path=Path("p.png"), digest="0"),)
    usual = DiffusersProvider().prepare(VideoRequest(model="svd-xt", media=picture)).body
    assert (usual["frames"], usual["fps"], usual["call"]["motion_bucket_id"]) == (25, "7", 127)
    options = {"motion_bucket_id": "40", "noise_aug_strength": 0.1, "num_frames": 14}
    given_ = VideoRequest(model="svd-xt", media=picture, fps=Fraction(6), options=options)
    body = DiffusersProvider().prepare(given_).body
    assert (body["frames"], body["fps"]) == (14, "6")
    assert body["call"] | {"motion_bucket_id": 40, "noise_aug_strength": 0.1} == body["call"]


@pytest.mark.parametrize(
    ("request_", "code", "can"),
    [
        (bee("svd-xt"), "unsupported-task", "diffusers/wan2.1-t2v-1.3b"),
        (bee("wan2.1-t2v-1.3b", 9), "unsupported-duration", "diffusers/ltx-video"),
        (bee("hunyuanvideo", negative_prompt="rain"), "unsupported-negative", "diffusers/mochi-1"),
        (bee("mochi-1", aspect_ratio="9:16"), "unsupported-ratio", "diffusers/ltx-video"),
        (bee("mochi-1", audio=True), "unsupported-audio", "diffusers/ltx-2"),
        (bee("mochi-1", loop=True), "unsupported-loop", ""),
        (
            bee(
                "svd-xt",
                prompt="",
                media=(Media(Role.FIRST_FRAME, url="https://example.org/p.png"),),
            ),
            "unsupported-url",
            "",
        ),
    ],
)
def test_what_a_model_cannot_honour_is_refused_naming_models_that_can(
    request_: VideoRequest, code: str, can: str
) -> None:
    with pytest.raises(OptionError) as refused:
        DiffusersProvider().prepare(request_)
    assert refused.value.code == code
    assert can in " ".join(refused.value.facts.get("can", [""]))
    assert refused.value.hint


@pytest.mark.parametrize(
    ("model", "options", "code"),
    [
        ("svd-xt", {"cache": "pab"}, "unknown-option"),
        ("svd-xt", {"guidance_scale_2": 3}, "unknown-option"),
        ("ltx-video", {"cache": "fastercache"}, "bad-option"),
        ("wan2.1-t2v-1.3b", {"offload": "all"}, "bad-option"),
        ("wan2.1-t2v-1.3b", {"num_inference_steps": 0}, "bad-option"),
        ("wan2.1-t2v-1.3b", {"motion_bucket_id": 3}, "unknown-option"),
    ],
)
def test_options_of_other_models_are_refused(model: str, options: dict[str, object], code: str) -> None:
    picture = (Media(Role.FIRST_FRAME, path=Path("p.png"), digest="0"),) if model == "svd-xt" else ()
    with pytest.raises(OptionError) as refused:
        DiffusersProvider().prepare(bee(model, options=options, media=picture))
    assert refused.value.code == code


def test_what_is_rounded_is_said() -> None:
    options = {"width": 500, "height": 300, "num_frames": 20}
    prepared = DiffusersProvider().prepare(bee("ltx-video", options=options, fps=Fraction(23)))
    assert prepared.size == (512, 288)
    assert prepared.body["frames"] == 25
    notes = " ".join(prepared.notes)
    assert "512x288" in notes
    assert "25 frames are generated: LTX-Video makes clips of 8k+1 frames" in notes
    assert "24 frames a second" in notes


def test_more_frames_than_the_rate_leaves_room_for_are_refused() -> None:
    assert DiffusersProvider().prepare(bee("ltx-video", 10, fps=Fraction(25))).body["frames"] == 257
    with pytest.raises(OptionError, match=r"at most 257 frames, 8\.57 s at 30 fps"):
        DiffusersProvider().prepare(bee("ltx-video", 10, fps=Fraction(30)))


def test_where_the_work_is_done_names_no_other_take_but_how_it_looks_does() -> None:
    provider = DiffusersProvider()

    def key(seed: int | None = 3, take: int = 0, **options: object) -> str:
        return take_recipe(provider.prepare(bee(seconds=2, seed=seed, take=take, options=options))).key

    assert key() == key(device="cpu") == key(offload="model") == key(compile=True)
    different = {
        key(),
        key(seed=4),
        key(take=1),
        key(cache="pab"),
        key(dtype="float16"),
        key(vae_tiling=True),
        key(layerwise_casting="float8_e4m3fn"),
        key(num_inference_steps=9),
    }
    assert len(different) == 8


def test_an_order_survives_being_written_down() -> None:
    picture = (Media(Role.KEYFRAME, path=Path("p.png"), at=Fraction(1, 3), digest="0"),)
    prepared = DiffusersProvider().prepare(bee("ltx-video-0.9.5", 2, media=picture, negative_prompt="rain"))
    order = Order.read(prepared.endpoint, prepared.filled({0: "/tmp/p.png"}).body)
    assert order.pictures[0].at == Fraction(1, 3)
    assert order.pictures[0].file == Path("/tmp/p.png")
    assert (order.negative_prompt, order.task, order.frames) == ("rain", Task.KEYFRAMES, 57)
    assert order.source == "Lightricks/LTX-Video-0.9.5"


@pytest.mark.parametrize(
    ("kind", "more", "tasks"),
    [
        ("WanPipeline", {}, {Task.T2V, Task.V2V}),
        ("WanPipeline", {"expand_timesteps": True}, {Task.T2V, Task.I2V}),
        ("WanPipeline", {"transformer_2": ["diffusers", "WanTransformer3DModel"]}, {Task.T2V}),
        ("WanImageToVideoPipeline", {"denoiser": {"image_dim": 1280}}, {Task.I2V}),
        ("WanImageToVideoPipeline", {"denoiser": {"pos_embed_seq_len": 514}}, {Task.INTERPOLATE}),
        ("WanImageToVideoPipeline", {}, {Task.I2V, Task.INTERPOLATE}),
        ("CogVideoXPipeline", {"denoiser": {"patch_size_t": 2}}, {Task.T2V}),
        ("StableDiffusionPipeline", {}, {Task.T2V, Task.V2V}),
    ],
)
def test_any_folder_of_weights_is_a_model_by_what_it_says_of_itself(
    tmp_path: Path, kind: str, more: dict[str, object], tasks: set[Task]
) -> None:
    folder = folder_of(tmp_path / "mine", kind, **more)
    assert set(DiffusersProvider().models()[str(folder)].tasks) == tasks


def test_changed_weights_make_another_take(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "mine", "WanPipeline")

    def key() -> str:
        return take_recipe(DiffusersProvider().prepare(bee(str(folder), 2))).key

    first = key()
    assert key() == first
    (folder / "transformer" / "diffusion_pytorch_model.safetensors").write_bytes(b"better!")
    assert key() != first
    second = key()
    (folder / "transformer" / "config.json").write_text('{"eps": 1}')
    assert key() != second


def test_the_folders_in_the_users_own_folder_are_models(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder_of(tmp_path / "bees", "LTXPipeline")
    folder_of(tmp_path / "pictures", "FluxPipeline")
    monkeypatch.setenv("REELWRIGHT_DIFFUSERS_MODELS", str(tmp_path))
    models = DiffusersProvider().models()
    assert "bees" in models
    assert "pictures" not in models
    assert list(models)[-1] == "bees"
    assert DiffusersProvider().prepare(bee("bees", 2)).endpoint == "LTXPipeline"
    monkeypatch.setenv("REELWRIGHT_DIFFUSERS_MODELS", str(tmp_path / "nowhere"))
    with pytest.raises(SettingsError, match="REELWRIGHT_DIFFUSERS_MODELS is not a folder"):
        DiffusersProvider().models()


def test_weights_that_were_fetched_are_a_model_and_others_name_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(OptionError) as missing:
        DiffusersProvider().prepare(bee("owner/bees@v2"))
    assert missing.value.code == "weights-not-here"
    assert "hf download owner/bees --revision v2" in missing.value.hint
    base = tmp_path / "models--owner--bees"
    folder_of(base / "snapshots" / "abc123", "MochiPipeline")
    (base / "refs").mkdir()
    (base / "refs" / "v2").write_text("abc123")
    prepared = DiffusersProvider().prepare(bee("owner/bees@v2", 2))
    assert prepared.endpoint == "MochiPipeline"
    assert prepared.params["weights"] == {"repository": "owner/bees", "revision": "v2"}
    assert prepared.body["weights"]["source"] == "owner/bees"


def test_a_repository_of_the_table_is_its_row_at_any_revision() -> None:
    prepared = DiffusersProvider().prepare(bee("genmo/mochi-1-preview@abc", 2))
    assert (prepared.endpoint, prepared.params["weights"]["revision"]) == ("MochiPipeline", "abc")
    assert prepared.model in DiffusersProvider().models()


@pytest.mark.parametrize("name", ["nonsense", "../..", "a/b/c", "x\0y", "wan2.1-t2v-1.3", "owner/../x"])
def test_names_that_are_nothing_are_refused_in_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OptionError) as refused:
        DiffusersProvider().prepare(bee(name))
    assert refused.value.code in ("unknown-model", "not-weights", "weights-not-here")
    assert refused.value.hint


@pytest.mark.parametrize("text", ["", "[]", "{", '{"_class_name": 3}', '{"_class_name": "OsPipeline"}'])
def test_a_broken_index_is_no_model(tmp_path: Path, text: str) -> None:
    (tmp_path / "model_index.json").write_text(text)
    with pytest.raises(OptionError) as refused:
        DiffusersProvider().prepare(bee(str(tmp_path)))
    assert refused.value.code in ("unknown-pipeline", "not-weights")


def test_the_environment_sets_options_for_good_and_the_request_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELWRIGHT_DIFFUSERS_OFFLOAD", "model")
    monkeypatch.setenv("REELWRIGHT_DIFFUSERS_VAE_TILING", "yes")
    body = DiffusersProvider().prepare(bee(seconds=2)).body
    assert (body["machine"]["offload"], body["tuning"]["vae_tiling"]) == ("model", True)
    own = DiffusersProvider().prepare(bee(seconds=2, options={"offload": "group"})).body
    assert own["machine"]["offload"] == "group"
    picture = (Media(Role.FIRST_FRAME, path=Path("p.png"), digest="0"),)
    ignored = DiffusersProvider().prepare(VideoRequest(model="svd-xt", media=picture))
    assert "REELWRIGHT_DIFFUSERS_VAE_TILING is ignored" in " ".join(ignored.notes)
    monkeypatch.setenv("REELWRIGHT_DIFFUSERS_OFFLOAD", "everything")
    with pytest.raises(OptionError, match="offload"):
        DiffusersProvider().prepare(bee(seconds=2))


def test_the_projects_own_settings_leave_these_variables_alone(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_DIFFUSERS_OFFLOAD", "model")
    monkeypatch.setenv("REELWRIGHT_DIFFUSERS_OFFLINE", "perhaps")
    load_settings(project)
    with pytest.raises(SettingsError, match="REELWRIGHT_DIFFUSERS_OFFLINE"):
        DiffusersProvider().models()


def test_a_take_that_is_only_foreseen_is_free_and_is_no_document(tmp_path: Path) -> None:
    take = foresee_take(bee(seconds=2), DiffusersProvider(), open_store(tmp_path))
    assert (take.cost, take.made, take.document, take.path) == (0, True, {}, None)


def test_a_job_of_another_process_is_proven_to_be_gone() -> None:
    from datetime import UTC, datetime

    provider = DiffusersProvider()
    prepared = provider.prepare(bee(seconds=2))
    assert provider.reconcile(prepared, "a-key-of-before", datetime.now(UTC)) is None
    with pytest.raises(ProviderError) as gone:
        provider.poll("a-key-of-before")
    assert (gone.value.code, gone.value.facts["created"]) == ("job-gone", "no")


def test_a_model_may_stand_on_any_weights() -> None:
    mine = Model("/my/weights", MODELS["wan2.1-t2v-1.3b"].family)
    assert "see their licence" in mine.capabilities.summary


def test_the_page_on_local_models_lists_every_model_and_option() -> None:
    page = (Path(__file__).parents[3] / "docs" / "local-models.md").read_text(encoding="utf-8")
    for name, model in MODELS.items():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{name}` ")]
        assert f"{model.source} " in row
        assert f"{model.family.frames} at {model.family.fps[0]} fps" in row
        assert f"{model.family.sizes[0]}, ×{model.family.multiple} | {model.family.steps} |" in row
        assert model.licence in row
        # Those of LTX's own decoding and sound are left to the command that lists them all.
        own = [
            n for n in model.family.options if n.startswith(("motion", "noise", "flow", "condition", "clip"))
        ]
        assert all(f"`{option}`" in page for option in own)
    assert all(f"`{option}`" in page for option in COMMON)


def test_the_example_on_the_page_runs(project: Path) -> None:
    import re

    page = (Path(__file__).parents[3] / "docs" / "local-models.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", page, re.M | re.S)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("ltx-video 0.")
