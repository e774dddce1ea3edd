"""How local models are loaded, placed, kept, stopped, and what is said when they fail."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from local_clips import bee, failed, make, media, order_for, pixels, start, until

from reelwright.errors import ProviderError
from reelwright.providers import Kind, ProviderFault, Role, State, Task, VideoRequest, make_take, take_recipe
from reelwright.providers.adapters.diffusers import DiffusersProvider, Engine
from reelwright.providers.adapters.diffusers.caching import cached
from reelwright.providers.adapters.diffusers.convert import convert
from reelwright.providers.adapters.diffusers.loading import Loaded, load
from reelwright.providers.adapters.diffusers.trouble import fault_of
from reelwright.providers.path import journal_of
from reelwright.store import open_store

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

Weights = Callable[[str], Path]
SLOW = {"num_inference_steps": 400}


def loaded_with(folder: Path, **options: Any) -> Loaded:
    return load(order_for(bee(folder, options=options)), "cpu", offline=True)


def test_weights_are_in_the_numbers_that_were_asked_for(weights: Weights) -> None:
    plain = loaded_with(weights("wan"))
    assert plain.pipe.transformer.dtype is torch.float32
    half = loaded_with(weights("wan"), dtype="bfloat16")
    assert half.pipe.transformer.dtype is torch.bfloat16
    assert half.pipe.text_encoder.dtype is torch.bfloat16
    assert half.pipe.vae.dtype is torch.float32  # Wan's own advice: its VAE loses too much in 16 bits


@pytest.mark.parametrize("name", ["wan", "ltx", "svd", "zeroscope", "animatediff"])
def test_layerwise_casting_keeps_the_denoiser_in_eight_bits_and_still_draws(
    provider: DiffusersProvider, weights: Weights, name: str, pictures: tuple[Path, Path]
) -> None:
    first = (media(Role.FIRST_FRAME, pictures[0]),) if name == "svd" else ()
    options = {"layerwise_casting": "float8_e4m3fn"}
    clip = pixels(make(provider, bee(weights(name), media=first, options=options)))
    (part,) = provider.engine.loaded("cpu").denoisers()
    types = {weight.dtype for weight in part.parameters()}
    assert torch.float8_e4m3fn in types
    assert clip.std() > 0
    plain = pixels(make(provider, bee(weights(name), media=first)))
    assert torch.float8_e4m3fn not in {w.dtype for w in provider.engine.loaded("cpu").pipe.vae.parameters()}
    assert plain.shape == clip.shape


@pytest.mark.parametrize("name", ["wan", "ltx", "zeroscope"])
def test_tiling_and_slicing_are_turned_on_in_the_vae(weights: Weights, name: str) -> None:
    assert not loaded_with(weights(name)).pipe.vae.use_tiling
    vae = loaded_with(weights(name), vae_tiling=True, vae_slicing=True).pipe.vae
    assert vae.use_tiling
    assert vae.use_slicing


@pytest.mark.parametrize("name", ["wan", "ltx", "zeroscope", "svd"])
def test_group_offload_hooks_every_layer_and_changes_no_pixel(
    provider: DiffusersProvider, weights: Weights, name: str, pictures: tuple[Path, Path]
) -> None:
    first = (media(Role.FIRST_FRAME, pictures[0]),) if name == "svd" else ()
    snapshot = make(provider, bee(weights(name), media=first, options={"offload": "group"}))
    loaded = provider.engine.loaded("cpu")
    (part,) = loaded.denoisers()
    hooked = [m for m in part.modules() if getattr(m, "_diffusers_hook", None) is not None]
    assert any(m._diffusers_hook.get_hook("group_offloading") is not None for m in hooked)
    assert (loaded.offload, snapshot.raw["offload"]) == ("group", "group")
    plain = make(provider, bee(weights(name), media=first))
    assert np.array_equal(pixels(snapshot), pixels(plain))


@pytest.mark.parametrize("offload", ["model", "sequential"])
def test_an_offload_that_means_nothing_on_a_cpu_is_left_out_and_said(
    provider: DiffusersProvider, weights: Weights, offload: str
) -> None:
    snapshot = make(provider, bee(weights("ltx"), options={"offload": offload}))
    assert snapshot.raw["offload"] == "none"
    assert f"offload={offload}" in snapshot.warning


@pytest.mark.parametrize("backend", ["native", "math"])
def test_the_attention_backend_is_set_on_every_block(weights: Weights, backend: str) -> None:
    (part,) = loaded_with(weights("wan"), attention=backend).denoisers()
    names = {
        str(getattr(m.processor, "_attention_backend", "")) for m in part.modules() if hasattr(m, "processor")
    }
    assert any(backend in name.lower() for name in names)


def test_an_attention_backend_that_is_not_there_is_an_error_in_words(
    provider: DiffusersProvider, weights: Weights
) -> None:
    fault = failed(provider, bee(weights("wan"), options={"attention": "sage"}))
    assert fault.code == "no-attention-backend"


def test_compiling_is_set_up_on_the_denoiser(weights: Weights) -> None:
    assert loaded_with(weights("wan")).denoisers()[0]._compiled_call_impl is None
    assert loaded_with(weights("wan"), compile=True).denoisers()[0]._compiled_call_impl is not None


CACHES = [
    (name, cache)
    for name, caches in {
        "wan": ("pab", "firstblock", "taylorseer", "sea"),
        "wan_vace": ("pab", "taylorseer"),
        "ltx": ("pab", "firstblock", "taylorseer"),
        "ltx2": ("taylorseer", "pab"),
        "cogvideox": ("pab", "fastercache", "firstblock", "taylorseer"),
        "hunyuan": ("pab", "firstblock", "taylorseer"),
        "hunyuan15": ("taylorseer", "pab"),
        "mochi": ("pab", "firstblock", "taylorseer"),
    }.items()
    for cache in caches
]


@pytest.mark.parametrize(("name", "cache"), CACHES)
def test_a_cache_is_on_for_the_clip_and_off_after_it(
    provider: DiffusersProvider, weights: Weights, name: str, cache: str
) -> None:
    folder = weights(name)
    assert cache in provider.models()[str(folder)].tasks["text-to-video"].options["cache"].choices
    loaded = loaded_with(folder)
    (part,) = loaded.denoisers()
    with cached(loaded, order_for(bee(folder, options={"cache": cache}))):
        assert part.is_cache_enabled
        assert cache[:3] in type(part._cache_config).__name__.lower() or cache == "pab"
    assert not part.is_cache_enabled
    # Six steps: the caches leave the first ones alone. The model is as it was when the cache is off again.
    steps = {"num_inference_steps": 6}
    plain = pixels(make(provider, bee(folder, options=dict(steps))))
    threshold = {"cache_threshold": 0.9} if cache in ("firstblock", "sea") else {}
    quick = pixels(make(provider, bee(folder, options={**steps, "cache": cache, **threshold})))
    assert quick.shape == plain.shape
    if name in ("wan", "ltx", "cogvideox"):
        assert np.array_equal(pixels(make(provider, bee(folder, options=dict(steps)))), plain)


def test_a_cache_shows_in_the_picture(provider: DiffusersProvider, weights: Weights) -> None:
    steps = {"num_inference_steps": 8}
    plain = make(provider, bee(weights("cogvideox"), options=dict(steps)))
    options = {**steps, "cache": "firstblock", "cache_threshold": 0.9}
    quick = make(provider, bee(weights("cogvideox"), options=options))
    assert not np.array_equal(pixels(plain), pixels(quick))


def test_one_model_is_kept_for_the_next_clip_and_another_takes_its_place(
    provider: DiffusersProvider, weights: Weights, pictures: tuple[Path, Path]
) -> None:
    make(provider, bee(weights("ltx")))
    kept = provider.engine.loaded("cpu")
    weights_before = kept.pipe.transformer
    moved = make(provider, bee(weights("ltx"), media=(media(Role.FIRST_FRAME, pictures[0]),)))
    assert moved.raw["load_seconds"] < 0.2
    assert provider.engine.loaded("cpu") is kept
    assert kept.pipe.transformer is weights_before
    assert type(kept.pipe).__name__ == "LTXImageToVideoPipeline"
    make(provider, bee(weights("ltx")))
    assert type(kept.pipe).__name__ == "LTXPipeline"
    make(provider, bee(weights("zeroscope")))
    assert provider.engine.loaded("cpu") is not kept
    provider.engine.release()
    assert provider.engine.loaded("cpu") is None


def test_clips_for_one_device_are_made_one_after_the_other(
    provider: DiffusersProvider, weights: Weights
) -> None:
    make(provider, bee(weights("ltx")))
    jobs = [
        start(provider, bee(weights("ltx"), seed=n, options={"num_inference_steps": 12})) for n in range(3)
    ]
    seen: list[list[State]] = []
    while True:
        seen.append([provider.poll(job).state for job in jobs])
        if all(state.terminal for state in seen[-1]):
            break
        time.sleep(0.005)
    assert seen[-1] == [State.SUCCEEDED] * 3
    assert max(states.count(State.RUNNING) for states in seen) == 1
    assert any(states.count(State.QUEUED) for states in seen)


def test_progress_rises_and_a_cancelled_job_ends_before_its_last_step(
    provider: DiffusersProvider, weights: Weights
) -> None:
    for name in ("ltx", "zeroscope", "hunyuan15"):  # three ways of being watched
        job = start(provider, bee(weights(name), options=dict(SLOW)))
        first = until(provider, job, lambda seen: bool(seen.progress) or seen.state.terminal)
        assert first.progress is not None, first.fault
        assert 0 < first.progress < 0.5
        later = until(provider, job, lambda seen, at=first.progress: (seen.progress or 0) > at)
        assert later.state is State.RUNNING
        assert provider.cancel(job).state is State.CANCELLED
        ended = until(provider, job, lambda seen: seen.state.terminal)
        assert (ended.state, ended.fault and ended.fault.code) == (State.CANCELLED, "job-cancelled")
        assert provider.cancel(job).state is State.CANCELLED
        # The model is none the worse for it.
        make(provider, bee(weights(name)))


def test_a_job_that_waits_can_be_cancelled(provider: DiffusersProvider, weights: Weights) -> None:
    first = start(provider, bee(weights("ltx"), options=dict(SLOW)))
    until(provider, first, lambda seen: bool(seen.progress))
    second = start(provider, bee(weights("ltx"), seed=2))
    assert provider.poll(second).state is State.QUEUED
    provider.cancel(second)
    assert until(provider, second, lambda seen: seen.state.terminal).state is State.CANCELLED
    assert provider.poll(first).state is State.RUNNING
    provider.cancel(first)


def test_closing_stops_what_runs_and_removes_the_clips(weights: Weights) -> None:
    engine = Engine()
    provider = DiffusersProvider(engine)
    clip = make(provider, bee(weights("ltx"))).outputs[0].path
    assert clip is not None
    assert clip.exists()
    job = start(provider, bee(weights("ltx"), options=dict(SLOW)))
    until(provider, job, lambda seen: bool(seen.progress))
    started = time.monotonic()
    engine.close()
    assert time.monotonic() - started < 8
    assert not clip.parent.exists()
    with pytest.raises(ProviderError):
        provider.poll(job)
    engine.release()


WORKER = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from local_clips import bee
from reelwright.providers import find_provider, make_take
from reelwright.store import open_store
request = bee(Path({folder!r}), seed=9, options={{"num_inference_steps": {steps}}})
saw = lambda seen: print("at", seen.progress, flush=True)
make_take(request, find_provider("diffusers"), open_store(Path({project!r})), saw=saw)
print("done", flush=True)
"""


def test_a_killed_process_leaves_nothing_and_the_take_is_made_again_for_nothing(
    provider: DiffusersProvider, weights: Weights, tmp_path: Path
) -> None:
    folder = weights("ltx")
    steps = 60
    code = WORKER.format(
        tests=str(Path(__file__).parent), folder=str(folder), project=str(tmp_path), steps=steps
    )
    worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    for line in worker.stdout:
        if line.startswith("at 0."):
            break
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    store = open_store(tmp_path)
    request = bee(folder, seed=9, options={"num_inference_steps": steps})
    key = take_recipe(provider.prepare(request.identified())).key
    with pytest.raises(ProviderFault) as gone:
        provider.poll(key)
    assert gone.value.kind is Kind.NOT_FOUND
    assert store.slate(key) is None
    take = make_take(request, provider, store)
    assert (take.made, take.cost) == (True, 0)
    assert journal_of(store).jobs() == []  # nothing to reconcile, nothing to pay


def test_ctrl_c_ends_the_process_although_a_model_is_at_work(weights: Weights, tmp_path: Path) -> None:
    code = WORKER.format(
        tests=str(Path(__file__).parent), folder=str(weights("ltx")), project=str(tmp_path), steps=400
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    for line in worker.stdout:
        if line.startswith("at 0."):
            break
    worker.send_signal(signal.SIGINT)
    _, errors = worker.communicate(timeout=30)
    assert worker.returncode in (-signal.SIGINT, 1, 130)
    assert "KeyboardInterrupt" in errors
    assert "Fatal" not in errors


def test_weights_that_are_not_here_name_the_command_that_fetches_them(
    provider: DiffusersProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setenv("REELWRIGHT_DIFFUSERS_OFFLINE", "1")
    request = VideoRequest("a bee", "zeroscope-v2", options={"num_inference_steps": 1})
    fault = failed(provider, request)
    assert fault.code == "weights-not-here"
    revision = "1f35e3dc3350d649f342bb7618fe34ac8fae5c9e"
    assert f"hf download cerspense/zeroscope_v2_576w --revision {revision}" in fault.hint


def test_running_out_of_memory_names_the_next_option(weights: Weights) -> None:
    order = order_for(bee(weights("wan"), options={"offload": "none"}))
    with pytest.raises(RuntimeError) as out:
        torch.empty(2**50)
    fault = fault_of(out.value, order, "cuda:0")
    assert fault.code == "out-of-memory"
    assert "vae_tiling=true, offload=model, layerwise_casting=float8_e4m3fn" in fault.hint
    thrifty = replace(
        order,
        tuning={**order.tuning, "vae_tiling": True, "layerwise_casting": "float8_e4m3fn"},
        machine={**order.machine, "offload": "group"},
    )
    assert "offload=sequential" in fault_of(out.value, thrifty, "cuda:0").hint
    poor = replace(thrifty, machine={**order.machine, "offload": "sequential"})
    assert fault_of(out.value, poor, "cuda:0").hint == "Ask for fewer frames or a smaller size."


HUNGRY = """
import resource, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from local_clips import bee, failed, make
from reelwright.providers.adapters.diffusers import DiffusersProvider
provider = DiffusersProvider()
folder = Path({folder!r})
make(provider, bee(folder))
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (1 << 29), resource.RLIM_INFINITY))
fault = failed(provider, bee(folder, options={{"width": 1024, "height": 1024, "num_frames": 600}}))
print(fault.code, provider.engine.loaded("cpu"))
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
make(provider, bee(folder))
print("well again")
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux")
def test_a_model_that_ran_out_of_memory_is_unloaded_and_loaded_again_for_the_next_clip(
    weights: Weights,
) -> None:
    code = HUNGRY.format(tests=str(Path(__file__).parent), folder=str(weights("zeroscope")))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.split("\n")[:2] == ["out-of-memory None", "well again"], done.stderr


def test_a_device_that_is_not_there_is_an_error_in_words(
    provider: DiffusersProvider, weights: Weights
) -> None:
    for name in ("cuda:77", "tpu", "cuda:x"):
        fault = failed(provider, bee(weights("ltx"), options={"device": name}))
        assert fault.code == "no-device"
        assert "cpu" in fault.hint


def test_a_picture_that_is_none_is_an_error_in_words(
    provider: DiffusersProvider, weights: Weights, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nnothing more")
    fault = failed(provider, bee(weights("ltx"), media=(media(Role.FIRST_FRAME, broken),)))
    assert (fault.code, fault.kind) == ("bad-media", Kind.INVALID)
    fault = failed(
        provider, bee(weights("zeroscope"), media=(media(Role.SOURCE_VIDEO, broken),), task=Task.V2V)
    )
    assert fault.code == "bad-media"


def test_a_source_that_is_too_short_is_an_error_in_words(
    provider: DiffusersProvider, weights: Weights, source: Path
) -> None:
    from fractions import Fraction

    from reelwright.providers.sandbox import ClipOrder
    from reelwright.providers.sandbox.clip import draw_clip

    short = source.with_name("short.mp4")
    draw_clip(ClipOrder("a bee", Fraction(1, 2), 96, 64), short)
    fault = failed(
        provider,
        bee(weights("cogvideox"), media=(media(Role.SOURCE_VIDEO, short),), task=Task.V2V),
    )
    assert fault.code == "source-too-short"


def test_pickled_weights_are_refused_and_can_be_converted(
    provider: DiffusersProvider, weights: Weights, tmp_path: Path
) -> None:
    import shutil

    from safetensors.torch import load_file

    folder = tmp_path / "zeroscope"
    shutil.copytree(weights("zeroscope"), folder)
    safe = folder / "unet" / "diffusion_pytorch_model.safetensors"
    torch.save(load_file(safe), safe.with_suffix(".bin"))
    safe.unlink()
    fault = failed(provider, bee(folder))
    assert fault.code == "unsafe-weights"
    assert f"convert {folder}" in fault.hint
    assert convert(folder) == [safe]
    assert convert(folder) == []
    assert np.array_equal(
        pixels(make(provider, bee(folder, seed=1))), pixels(make(provider, bee(weights("zeroscope"), seed=1)))
    )


def test_converting_never_runs_what_a_pickle_says(weights: Weights, tmp_path: Path) -> None:
    import pickle
    import shutil

    from reelwright.errors import MediaError

    class Harm:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(tmp_path / "harmed"),)

    folder = tmp_path / "ltx"
    shutil.copytree(weights("ltx"), folder)
    bad = folder / "vae" / "diffusion_pytorch_model.bin"
    bad.write_bytes(pickle.dumps({"a": Harm()}))
    (folder / "vae" / "diffusion_pytorch_model.safetensors").unlink()
    with pytest.raises(MediaError, match="more than tensors"):
        convert(folder)
    assert not (tmp_path / "harmed").exists()
    assert not bad.with_suffix(".safetensors").exists()


def test_weights_never_choose_a_library_or_bring_code(
    provider: DiffusersProvider, weights: Weights, tmp_path: Path
) -> None:
    import json
    import shutil

    folder = tmp_path / "ltx"
    shutil.copytree(weights("ltx"), folder)
    index = json.loads((folder / "model_index.json").read_text())
    mark = tmp_path / "ran"
    (folder / "transformer" / "transformer.py").write_text(f"open({str(mark)!r}, 'w')")
    for library in ("subprocess", "transformer", "os.path"):
        index["transformer"] = [library, "LTXVideoTransformer3DModel"]
        (folder / "model_index.json").write_text(json.dumps(index))
        fault = failed(provider, bee(folder))
        assert fault.code == "unsafe-weights"
    assert not mark.exists()


def test_damaged_weights_are_an_error_in_words_and_the_next_job_is_well(
    provider: DiffusersProvider, weights: Weights, tmp_path: Path
) -> None:
    import shutil

    folder = tmp_path / "ltx"
    shutil.copytree(weights("ltx"), folder)
    damaged = folder / "transformer" / "diffusion_pytorch_model.safetensors"
    damaged.write_bytes(damaged.read_bytes()[:100])
    fault = failed(provider, bee(folder))
    assert fault.code == "pipeline-failed"
    assert "Traceback" not in fault.message
    make(provider, bee(weights("ltx")))


def test_numbers_that_are_no_colours_are_no_picture() -> None:
    from reelwright.providers.adapters.diffusers.clip import as_frames

    frames = np.zeros((2, 4, 4, 3), np.float32)
    frames[1, 2, 2, 0] = np.nan
    with pytest.raises(ProviderFault) as overflow:
        as_frames(frames)
    assert "dtype=bfloat16" in overflow.value.hint
    tensor = torch.rand(2, 3, 4, 6)
    assert as_frames(tensor).shape == (2, 4, 6, 3)


def test_a_clip_is_what_the_model_drew(tmp_path: Path) -> None:
    from fractions import Fraction

    import av

    from reelwright.providers.adapters.diffusers.clip import write_clip

    y, x = np.mgrid[0:64, 0:96]
    frames = np.stack(
        [
            np.stack([128 + 90 * np.sin((x + 4 * n) / 17), 128 + 90 * np.cos(y / 13), x + y], -1)
            for n in range(6)
        ]
    ).astype(np.uint8)
    write_clip(frames, tmp_path / "clip.mp4", Fraction(16))
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]
    with av.open(str(tmp_path / "clip.mp4")) as file:
        back = np.stack([f.to_ndarray(format="rgb24") for f in file.decode(video=0)]).astype(float)
    error = np.mean((back - frames) ** 2)
    assert 10 * np.log10(255**2 / error) > 38
