"""Requests of tiny models, and what became of them."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np

from reelwright.providers import Media, ProviderFault, Role, Snapshot, State, Task, VideoRequest
from reelwright.providers.adapters.diffusers import DiffusersProvider
from reelwright.providers.adapters.diffusers.order import Order
from reelwright.providers.conformance.rig import filled

__all__ = ["MUTE", "bee", "drawn", "failed", "make", "media", "order_for", "pixels", "start", "until"]

# Guidance by blocks left out needs the blocks of the full model.
MUTE: dict[str, Any] = {"stg_scale": 0, "modality_scale": 1, "audio_stg_scale": 0, "audio_modality_scale": 1}
_SIDE = {"svd": 64, "cogvideox": 64}
_FRAMES = {"zeroscope": 4, "svd": 4, "animatediff": 4, "mochi": 7}
_SHORT = (
    "wan",
    "wan_i2v",
    "wan22",
    "wan_ti2v",
    "wan_vace",
    "ltx",
    "ltx_condition",
    "cogvideox",
    "mochi",
    "hunyuan",
    "ltx2",
)
_keys = itertools.count()


def bee(folder: Path, **changes: Any) -> VideoRequest:
    """A bee, as small and short as the tiny model in ``folder`` allows, in two steps."""
    name = folder.name
    side = _SIDE.get(name, 32)
    options: dict[str, Any] = {"width": side, "height": side, "num_inference_steps": 2}
    if changes.get("task") is not Task.V2V:
        options["num_frames"] = _FRAMES.get(name, 9)
    if name in _SHORT:
        options["max_sequence_length"] = 16
    if name == "ltx2":
        options |= MUTE
    options |= changes.pop("options", {})
    prompt = "" if name == "svd" else "a bee in a field"
    return VideoRequest(**{"prompt": prompt, "model": str(folder), "options": options, **changes})


def media(role: Role, path: Path, **more: Any) -> Media:
    return Media(role, path=path, **more)


def start(provider: DiffusersProvider, request: VideoRequest) -> str:
    """The id of a job under way."""
    prepared = filled(provider, provider.prepare(request.identified()))
    return provider.submit(prepared, f"job-{next(_keys)}")


def until(provider: DiffusersProvider, job: str, done: Callable[[Snapshot], bool]) -> Snapshot:
    """The first snapshot that is ``done``."""
    for _ in range(6000):
        snapshot = provider.poll(job)
        if done(snapshot):
            return snapshot
        time.sleep(0.01)
    raise AssertionError(f"the job is still {snapshot.state}")


def make(provider: DiffusersProvider, request: VideoRequest) -> Snapshot:
    """The snapshot of a clip that was made."""
    snapshot = until(provider, start(provider, request), lambda seen: seen.state.terminal)
    assert snapshot.state is State.SUCCEEDED, f"{snapshot.fault} {snapshot.fault and snapshot.fault.hint}"
    return snapshot


def pixels(snapshot: Snapshot) -> np.ndarray:
    """The clip's frames, (frames, height, width, 3)."""
    with av.open(str(snapshot.outputs[0].path)) as file:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)])


def order_for(request: VideoRequest) -> Order:
    """What the engine is given for ``request``."""
    provider = DiffusersProvider()
    prepared = filled(provider, provider.prepare(request.identified()))
    return Order.read(prepared.endpoint, prepared.body)


def drawn(request: VideoRequest) -> np.ndarray:
    """The frames as the pipeline returns them, before they are rounded to 8 bits."""
    from reelwright.providers.adapters.diffusers.calling import call
    from reelwright.providers.adapters.diffusers.loading import load

    order = order_for(request)
    return np.asarray(call(load(order, "cpu", offline=True), order, lambda _: None, []).frames[0])


def failed(provider: DiffusersProvider, request: VideoRequest) -> ProviderFault:
    """The fault of a clip that cannot be made."""
    snapshot = until(provider, start(provider, request), lambda seen: seen.state.terminal)
    assert snapshot.state is State.FAILED
    assert snapshot.fault is not None
    assert snapshot.fault.created.value == "no"
    assert snapshot.fault.hint
    return snapshot.fault
