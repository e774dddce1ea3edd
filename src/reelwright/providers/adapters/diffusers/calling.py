"""An order as the arguments of its pipeline, and the call itself: watched, and stopped between two steps."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from reelwright.providers.adapters.diffusers.caching import cached
from reelwright.providers.adapters.diffusers.conditions import conditioned
from reelwright.providers.adapters.diffusers.loading import Loaded
from reelwright.providers.adapters.diffusers.order import Order
from reelwright.providers.adapters.diffusers.pictures import read_clip, read_picture
from reelwright.providers.adapters.diffusers.trouble import broken
from reelwright.providers.request import Role, Task

__all__ = ["Stopped", "call"]

_GUIDED_BY_PART: Final = "HunyuanVideo15"


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """Somebody asked the work to end."""


def call(loaded: Loaded, order: Order, step: Callable[[int], None], notes: list[str]) -> Any:
    """Run the pipeline of ``order``; what it returned.

    Args:
        loaded: holds the weights.
        order: what is wanted.
        step: called with the number of steps done; it raises :class:`Stopped` to end the work.
        notes: filled with what the installed version does not know.

    Raises:
        ProviderFault: a picture cannot be read, or the installed ``diffusers`` cannot do it.
    """
    torch: Any = import_module("torch")
    pipe = loaded.as_pipeline(order.pipeline)
    _schedule(loaded, pipe, order)
    given = _arguments(loaded, pipe, order)
    known = inspect.signature(pipe.__call__).parameters
    strange = [name for name in given if name not in known and name in order.call]
    if strange:
        notes.append(f"{order.pipeline} of the installed diffusers takes no {', '.join(strange)}.")
    accepted = {name: value for name, value in given.items() if name in known}
    accepted["generator"] = torch.Generator("cpu").manual_seed(order.seed)
    step(0)
    watching = _Watch(loaded, known, step)
    try:
        with cached(loaded, order):
            return pipe(**accepted, **watching.arguments)
    except Stopped:
        if loaded.offload == "model":
            pipe.maybe_free_model_hooks()
        raise
    finally:
        watching.end()


def _arguments(loaded: Loaded, pipe: Any, order: Order) -> dict[str, Any]:
    given: dict[str, Any] = {
        "prompt": order.prompt,
        "width": order.width,
        "height": order.height,
        "num_inference_steps": order.steps,
        "output_type": "np",
    }
    if order.frames:
        given["num_frames"] = order.frames
    if order.negative_prompt:
        given["negative_prompt"] = order.negative_prompt
    if order.guidance is not None:
        given["guidance_scale"] = given["max_guidance_scale"] = order.guidance
    # The rate is a condition to the models that take it (LTX, SVD) and means nothing to the others.
    given["frame_rate"] = float(order.fps)
    given["fps"] = round(order.fps)
    if order.pipeline.startswith(_GUIDED_BY_PART):
        pipe.guider = pipe.guider.new(guidance_scale=order.guidance)
    given |= _given_media(loaded, order)
    given |= conditioned(pipe, order)
    own = {
        name: value for name, value in order.call.items() if name not in ("flow_shift", "condition_strength")
    }
    if order.pipeline.startswith("LTX") and getattr(pipe.vae.config, "timestep_conditioning", False):
        own = {"decode_timestep": 0.05, "decode_noise_scale": 0.025} | own
    return given | own


def _given_media(loaded: Loaded, order: Order) -> dict[str, Any]:
    """The picture or the clip that a task starts from, where the pipeline takes it as such."""
    if order.task is Task.V2V:
        # The length follows the source: the next shorter clip that the model makes.
        rule = loaded.family.frames
        most = rule.most if order.seconds is None else min(rule.most, round(order.seconds * order.fps))
        source = order.of(Role.SOURCE_VIDEO)[0]
        frames = read_clip(source, order.width, order.height, order.fps, most=max(most, rule.least))
        count = rule.down(len(frames))
        if count < rule.least:
            raise broken(
                f"{source} lasts {len(frames)} frames at {float(order.fps):g} fps; {order.pipeline} needs "
                f"{rule.least}.",
                "source-too-short",
                "Give a longer clip.",
            )
        return {"video": frames[:count]}
    if order.task in (Task.I2V, Task.INTERPOLATE) and _takes_picture(order.pipeline):
        given = {"image": read_picture(order.of(Role.FIRST_FRAME)[0], order.width, order.height)}
        if order.task is Task.INTERPOLATE:
            given["last_image"] = read_picture(order.of(Role.LAST_FRAME)[0], order.width, order.height)
        return given
    return {}


def _takes_picture(pipeline: str) -> bool:
    """Whether the first picture is an argument of its own, and not a condition among others."""
    return "ImageToVideo" in pipeline or pipeline.startswith("StableVideo")


def _schedule(loaded: Loaded, pipe: Any, order: Order) -> None:
    """The noise schedule as it was saved, shifted where that is asked for."""
    shift = order.call.get("flow_shift")
    scheduler = loaded.scheduler
    if shift is not None:
        name = "flow_shift" if "flow_shift" in scheduler.config else "shift"
        scheduler = type(scheduler).from_config(scheduler.config, **{name: shift})
    pipe.scheduler = scheduler


class _Watch:
    """Tells how many steps are done, by whatever means the pipeline has."""

    def __init__(self, loaded: Loaded, known: Any, step: Callable[[int], None]) -> None:
        self.arguments: dict[str, Any] = {}
        self._hooks: list[Any] = []
        if "callback_on_step_end" in known:

            def at_end(pipe: Any, index: int, timestep: Any, tensors: dict[str, Any]) -> dict[str, Any]:
                step(index + 1)
                return tensors

            self.arguments["callback_on_step_end"] = at_end
        elif "callback" in known:
            self.arguments |= {"callback": lambda index, *_: step(index + 1), "callback_steps": 1}
        else:
            # No callback: each new timestep that a denoiser is asked for is a step.
            seen: dict[float, int] = {}

            def before(part: Any, args: Any, given: dict[str, Any]) -> None:
                timestep = given.get("timestep")
                if timestep is not None:
                    step(seen.setdefault(float(timestep.reshape(-1)[0]), len(seen)))

            self._hooks = [
                part.register_forward_pre_hook(before, with_kwargs=True) for part in loaded.denoisers()
            ]

    def end(self) -> None:
        """Stop watching."""
        for hook in self._hooks:
            hook.remove()
