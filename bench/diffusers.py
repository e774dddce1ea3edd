"""What local models cost on this machine: seconds a frame, peak memory, and what each option changes.

    python bench/diffusers.py [--json] [--quick] [--size tiny|real] [--models wan,ltx,svd] [--steps N]

Needs the extra ``diffusers``. The weights are random: speed and memory do not depend on them. ``tiny`` are
the test suite's own pipelines and only compare options; ``real`` builds Wan 2.1 1.3B, LTX-Video 2B and SVD XT
in their true dimensions, text encoders included, and wants a graphics card. Pipelines are saved and loaded
again by the provider's own code. Each figure is the best of several runs after one that is not counted.

``ratio_to_bare`` is the provider's time for a clip over the same pipeline called by hand in the same process:
what loading once, watching and encoding add. Caches that skip steps by how alike they are (``firstblock``,
``sea``) skip other steps with random weights than with trained ones; those that skip by a plan do not.
"""

# ruff: noqa: E402 - the search path is put right before anything is searched for
from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")
# This file is called as the library is: its own folder must not be searched for it.
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).resolve().parent]
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "providers" / "diffusers"))

import numpy as np
import torch

from reelwright.providers import Media, Role, State, VideoRequest
from reelwright.providers.adapters.diffusers import DiffusersProvider, Engine
from reelwright.providers.adapters.diffusers.placing import resolve_device
from reelwright.providers.conformance.rig import filled

GOALS = {"wan_ratio_to_bare": 1.15, "ltx_ratio_to_bare": 1.15, "svd_ratio_to_bare": 1.15}
PROMPT = "a bee in a field of lavender, macro, golden hour"


@dataclass(frozen=True)
class Case:
    """One model: how it is built, the size of its clip, and the options that are compared."""

    build: Callable[[str], Any]  # of the device on which the weights are drawn
    width: int
    height: int
    frames: int
    caches: tuple[str, ...] = ()
    tiling: bool = True
    picture: bool = False
    call: dict[str, Any] = field(default_factory=dict)


def tiny(name: str) -> Callable[[str], Any]:
    from tiny_pipelines import BUILDERS

    return lambda device: BUILDERS[name]()


def tiny_cases() -> dict[str, Case]:
    short = {"max_sequence_length": 16}
    return {
        "wan": Case(tiny("wan"), 128, 128, 17, ("pab", "firstblock", "taylorseer", "sea"), call=short),
        "ltx": Case(tiny("ltx"), 128, 128, 17, ("pab", "firstblock", "taylorseer"), call=short),
        "cogvideox": Case(
            tiny("cogvideox"), 64, 64, 9, ("pab", "fastercache", "firstblock", "taylorseer"), call=short
        ),
        "svd": Case(tiny("svd"), 64, 64, 8, tiling=False, picture=True),
        "animatediff": Case(tiny("animatediff"), 128, 128, 16),
        "zeroscope": Case(tiny("zeroscope"), 128, 128, 16),
    }


@contextmanager
def at_home(device: str) -> Iterator[None]:
    """Weights are drawn on the device and in 16 bits: billions of random numbers take minutes elsewhere."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.bfloat16)
    try:
        with torch.device(device):
            yield
    finally:
        torch.set_default_dtype(before)


def xxl(vocabulary: int, kind: str) -> Any:
    """The encoder of T5 v1.1 XXL or of UMT5 XXL."""
    import transformers

    config = {
        "vocab_size": vocabulary,
        "d_model": 4096,
        "d_kv": 64,
        "d_ff": 10240,
        "num_layers": 24,
        "num_heads": 64,
        "feed_forward_proj": "gated-gelu",
    }
    return getattr(transformers, f"{kind}EncoderModel")(getattr(transformers, f"{kind}Config")(**config))


def real_wan(device: str) -> Any:
    from diffusers import AutoencoderKLWan, UniPCMultistepScheduler, WanPipeline, WanTransformer3DModel
    from tiny_pipelines import tokenizer

    with at_home(device):
        parts = {
            "transformer": WanTransformer3DModel(
                num_attention_heads=12,
                attention_head_dim=128,
                in_channels=16,
                out_channels=16,
                text_dim=4096,
                freq_dim=256,
                ffn_dim=8960,
                num_layers=30,
                cross_attn_norm=True,
                qk_norm="rms_norm_across_heads",
                rope_max_seq_len=1024,
            ),
            "text_encoder": xxl(256_384, "UMT5"),
            "vae": AutoencoderKLWan(),
        }
    return WanPipeline(
        **parts,
        tokenizer=tokenizer(512),
        scheduler=UniPCMultistepScheduler(
            prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0, num_train_timesteps=1000
        ),
        transformer_2=None,
    )


def real_ltx(device: str) -> Any:
    from diffusers import (
        AutoencoderKLLTXVideo,
        FlowMatchEulerDiscreteScheduler,
        LTXPipeline,
        LTXVideoTransformer3DModel,
    )
    from tiny_pipelines import tokenizer

    with at_home(device):  # the defaults of both classes are LTX-Video 0.9, 2B
        parts = {
            "vae": AutoencoderKLLTXVideo(),
            "text_encoder": xxl(32_128, "T5"),
            "transformer": LTXVideoTransformer3DModel(),
        }
    return LTXPipeline(
        **parts,
        scheduler=FlowMatchEulerDiscreteScheduler(
            use_dynamic_shifting=True, base_shift=0.95, max_shift=2.05, shift_terminal=0.1
        ),
        tokenizer=tokenizer(128),
    )


def real_svd(device: str) -> Any:
    from diffusers import (
        AutoencoderKLTemporalDecoder,
        StableVideoDiffusionPipeline,
        UNetSpatioTemporalConditionModel,
    )
    from tiny_pipelines import clip_processor, svd
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    with at_home(device):  # the UNet's defaults are those of SVD
        parts = {
            "vae": AutoencoderKLTemporalDecoder(
                block_out_channels=(128, 256, 512, 512),
                down_block_types=("DownEncoderBlock2D",) * 4,
                layers_per_block=2,
                latent_channels=4,
            ),
            "image_encoder": CLIPVisionModelWithProjection(
                CLIPVisionConfig(
                    hidden_size=1280,
                    intermediate_size=5120,
                    projection_dim=1024,
                    num_hidden_layers=32,
                    num_attention_heads=16,
                    patch_size=14,
                    image_size=224,
                    hidden_act="gelu",
                )
            ),
            "unet": UNetSpatioTemporalConditionModel(num_frames=25),
        }
    return StableVideoDiffusionPipeline(
        **parts, scheduler=svd().scheduler, feature_extractor=clip_processor()
    )


def real_cases() -> dict[str, Case]:
    caches = ("pab", "firstblock", "taylorseer")
    return {
        "wan": Case(real_wan, 832, 480, 81, caches),
        "ltx": Case(real_ltx, 768, 448, 97, caches),
        "svd": Case(real_svd, 1024, 576, 25, tiling=False, picture=True, call={"decode_chunk_size": 8}),
    }


def variants(case: Case, device: str, quick: bool) -> dict[str, dict[str, Any]]:
    """What is compared; the first is what all others are compared with."""
    plain = {"offload": "none"}
    found = {"plain": plain, "offload group": {"offload": "group"}}
    if device.startswith("cuda"):
        found |= {"offload model": {"offload": "model"}, "offload sequential": {"offload": "sequential"}}
    found["fp8 storage"] = {**plain, "layerwise_casting": "float8_e4m3fn"}
    if case.tiling:
        found["vae tiling"] = {**plain, "vae_tiling": True}
    found |= {f"cache {name}": {**plain, "cache": name} for name in case.caches}
    if device.startswith("cuda") and not quick:
        found["fp8, model, tiling"] = {
            "offload": "model",
            "layerwise_casting": "float8_e4m3fn",
            **({"vae_tiling": True} if case.tiling else {}),
        }
    return dict(list(found.items())[:3]) if quick else found


class Resident:
    """The most memory this process holds while the block runs: a CPU does not count it itself."""

    def __init__(self) -> None:
        self.peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        page = os.sysconf("SC_PAGE_SIZE")
        while not self._over.wait(0.005):
            self.peak = max(self.peak, int(Path("/proc/self/statm").read_text().split()[1]) * page)

    def __enter__(self) -> Resident:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def run(provider: DiffusersProvider, request: VideoRequest, key: str) -> dict[str, Any]:
    """Make the clip; what the job tells of itself, and its wall time without loading."""
    job = provider.submit(filled(provider, provider.prepare(request.identified())), key)
    while not (snapshot := provider.poll(job)).state.terminal:
        time.sleep(0.01)
    if snapshot.state is not State.SUCCEEDED:
        raise SystemExit(f"{key}: {snapshot.fault}")
    return snapshot.raw


def bare(provider: DiffusersProvider, device: str, case: Case, steps: int, picture: Path) -> float:
    """Seconds of the loaded pipeline called by hand."""
    from PIL import Image

    pipe = provider.engine.loaded(device).pipe
    given: dict[str, Any] = {"prompt": PROMPT, **case.call}
    if case.picture:
        given = {"image": Image.open(picture).resize((case.width, case.height)), **case.call}
    shape = {"width": case.width, "height": case.height, "num_frames": case.frames}
    started = time.perf_counter()
    pipe(
        **given,
        **shape,
        num_inference_steps=steps,
        generator=torch.Generator("cpu").manual_seed(0),
        output_type="np",
    )
    return time.perf_counter() - started


def measure(
    name: str, case: Case, folder: Path, device: str, steps: int, runs: int, quick: bool
) -> dict[str, Any]:
    from PIL import Image

    pipe = case.build(device)
    parameters = sum(
        p.numel()
        for part in pipe.components.values()
        if isinstance(part, torch.nn.Module)
        for p in part.parameters()
    )
    pipe.save_pretrained(folder / name)
    del pipe
    if device.startswith("cuda"):
        torch.cuda.empty_cache()
    picture = folder / "picture.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (270, 480, 3), np.uint8)).save(picture)
    engine = Engine()
    provider = DiffusersProvider(engine)
    figures: dict[str, Any] = {f"{name}_parameters_millions": round(parameters / 1e6, 2)}
    plain = 0.0
    for label, options in variants(case, device, quick).items():
        request = VideoRequest(
            "" if case.picture else PROMPT,
            str(folder / name),
            media=(Media(Role.FIRST_FRAME, path=picture),) if case.picture else (),
            seed=0,
            options={
                "width": case.width,
                "height": case.height,
                "num_frames": case.frames,
                "num_inference_steps": steps,
                "device": device,
                **case.call,
                **options,
            },
        )
        loading = run(provider, request, f"{name}-{label}-warm")["load_seconds"]
        whole, peak_here = float("inf"), 0
        for turn in range(runs):
            with Resident() as memory:
                started = time.perf_counter()
                raw = run(provider, request, f"{name}-{label}-{turn}")
                whole = min(whole, time.perf_counter() - started)
            peak_here = max(peak_here, memory.peak)
        peak = raw["peak_memory_bytes"] if device.startswith("cuda") else peak_here
        key = f"{name}_{label}".replace(", ", "_").replace(" ", "_")
        plain = plain or whole
        figures[f"{key}_seconds_per_frame"] = round(whole / case.frames, 4)
        figures[f"{key}_peak_megabytes"] = round(peak / 1e6, 1)
        figures[f"{key}_load_seconds"] = round(loading, 2)
        figures[f"{key}_time_to_plain"] = round(whole / plain, 3)
        if label == "plain":
            by_hand = min(bare(provider, device, case, steps, picture) for _ in range(runs))
            figures[f"{name}_ratio_to_bare"] = round(whole / by_hand, 3)
    engine.release()
    engine.close()
    return figures


def table(figures: dict[str, Any], cases: dict[str, Case], device: str, quick: bool) -> str:
    rows = ["model and option                seconds/frame   to plain   peak MB   load s"]
    for name, case in cases.items():
        for label in variants(case, device, quick):
            key = f"{name}_{label}".replace(", ", "_").replace(" ", "_")
            rows.append(
                f"{name + ', ' + label:30}  {figures[key + '_seconds_per_frame']:13.4f}  "
                f"{figures[key + '_time_to_plain']:9.3f} {figures[key + '_peak_megabytes']:9.1f} "
                f"{figures[key + '_load_seconds']:8.2f}"
            )
        goal = GOALS.get(f"{name}_ratio_to_bare")
        wanted = f" (goal: at most {goal})" if goal else ""
        rows.append(f"{name}: {figures[f'{name}_ratio_to_bare']} times the bare pipeline{wanted}")
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="three options of each model")
    parser.add_argument("--size", choices=("tiny", "real"), default="tiny")
    parser.add_argument("--models", default="", help="names, with commas between; all when it is left out")
    parser.add_argument("--steps", type=int, default=10, help="denoising steps of each clip")
    parser.add_argument("--runs", type=int, default=3, help="measured runs; the best of them counts")
    parser.add_argument("--device", default="auto")
    options = parser.parse_args()
    device = resolve_device(options.device)
    cases = tiny_cases() if options.size == "tiny" else real_cases()
    if options.models:
        cases = {name: cases[name] for name in options.models.split(",")}
    figures: dict[str, Any] = {"size": options.size, "steps": options.steps, "device": device}
    with tempfile.TemporaryDirectory() as folder:
        for name, case in cases.items():
            figures |= measure(name, case, Path(folder), device, options.steps, options.runs, options.quick)
    machine = {
        "cpus": os.cpu_count(),
        "processor": platform.machine(),
        "system": platform.platform(),
        "device": torch.cuda.get_device_name(device) if device.startswith("cuda") else device,
        "torch": torch.__version__,
    }
    goals = {name: goal for name, goal in GOALS.items() if name in figures}
    if options.json:
        print(json.dumps({"bench": "diffusers", "figures": figures, "goals": goals, "machine": machine}))
        return
    print(f"{machine['device']}, torch {machine['torch']}, {options.size} weights, {options.steps} steps")
    print(table(figures, cases, device, options.quick))


if __name__ == "__main__":
    main()
