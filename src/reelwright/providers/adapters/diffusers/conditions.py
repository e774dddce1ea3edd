"""Frames that a clip must contain, for the pipelines that take them anywhere: LTX, LTX-2 and VACE."""

from __future__ import annotations

from typing import Any, Final

from reelwright.providers.adapters.diffusers.loading import pipeline_class
from reelwright.providers.adapters.diffusers.order import Order
from reelwright.providers.adapters.diffusers.pictures import read_clip, read_picture
from reelwright.providers.adapters.diffusers.trouble import broken
from reelwright.providers.request import Role, Task

__all__ = ["conditioned"]

_GREY: Final = (128, 128, 128)


def conditioned(pipe: Any, order: Order) -> dict[str, Any]:
    """The arguments that pin frames down; none for pipelines and tasks without them.

    Raises:
        ProviderFault: a file cannot be read, or a keyframe stands outside the clip.
    """
    if order.pipeline == "WanVACEPipeline":
        return _vace(order)
    if order.pipeline not in ("LTXConditionPipeline", "LTX2ConditionPipeline"):
        return {}
    strength = order.call.get("condition_strength", 1.0)
    pinned = _pinned(order)
    if not pinned:
        return {"conditions": None}
    if order.pipeline == "LTXConditionPipeline":
        from diffusers.pipelines.ltx.pipeline_ltx_condition import LTXVideoCondition

        return {
            "conditions": [
                LTXVideoCondition(
                    image=frames[0] if len(frames) == 1 else None,
                    video=frames if len(frames) > 1 else None,
                    frame_index=index,
                    strength=strength,
                )
                for index, frames in pinned.items()
            ]
        }
    pipeline_class("LTX2ConditionPipeline")
    from diffusers.pipelines.ltx2.pipeline_ltx2_condition import LTX2VideoCondition

    ratio = pipe.vae_temporal_compression_ratio
    return {
        "conditions": [
            # Its index counts latent frames, the last one from behind.
            LTX2VideoCondition(
                frames=frames if len(frames) > 1 else frames[0],
                index=-1 if index == order.frames - 1 else -(-index // ratio),
                strength=strength,
            )
            for index, frames in pinned.items()
        ]
    }


def _pinned(order: Order) -> dict[int, list[Any]]:
    """What is given, by the number of the frame it starts at."""
    size = order.width, order.height
    pinned: dict[int, list[Any]] = {}
    for picture in order.pictures:
        if picture.role is Role.FIRST_FRAME:
            pinned[0] = [read_picture(picture.file, *size)]
        elif picture.role is Role.LAST_FRAME:
            pinned[order.frames - 1] = [read_picture(picture.file, *size)]
        elif picture.role is Role.KEYFRAME and picture.at is not None:
            index = round(picture.at * order.fps)
            if index >= order.frames:
                raise broken(
                    f"The keyframe at {float(picture.at):g} s lies behind the clip of {order.frames} frames.",
                    "keyframe-outside",
                    "Move it, or make the clip longer.",
                )
            pinned[index] = [read_picture(picture.file, *size)]
        elif picture.role is Role.SOURCE_VIDEO:
            pinned[0] = _tail(order)
    return pinned


def _tail(order: Order) -> list[Any]:
    """The last frames of the clip that is extended, as many as the model looks back on."""
    source = order.of(Role.SOURCE_VIDEO)[0]
    frames = read_clip(source, order.width, order.height, order.fps, most=order.context, from_end=True)
    # A shorter source is held on its first frame.
    return [frames[0]] * (order.context - len(frames)) + frames


def _vace(order: Order) -> dict[str, Any]:
    """A clip whose given frames are masked black (kept), and all others grey and masked white (made)."""
    from PIL import Image

    size = order.width, order.height
    given: dict[str, Any] = {}
    if order.task is Task.REFERENCE:
        given["reference_images"] = [read_picture(path, *size) for path in order.of(Role.REFERENCE)]
    pinned = _pinned(order)
    if pinned:
        video = [Image.new("RGB", size, _GREY) for _ in range(order.frames)]
        mask = [Image.new("L", size, 255) for _ in range(order.frames)]
        for first, frames in pinned.items():
            video[first : first + len(frames)] = frames
            mask[first : first + len(frames)] = [Image.new("L", size, 0)] * len(frames)
        given |= {"video": video, "mask": mask}
    return given
