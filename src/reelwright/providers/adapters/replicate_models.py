"""Three community models on Replicate, pinned to one version each, and how they are billed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from reelwright.providers.adapters.replicate_schema import InputSchema

__all__ = ["ALIASES", "HARDWARE", "LOW", "PINNED", "Pinned"]

HARDWARE: Final = Decimal("0.001")
"""USD for one second of the hardware they run on."""

LOW: Final = 2
"""Hardware seconds a frame takes at least; the upper estimate is twice that."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """One version of a model, and its input. ``length`` is (frames, frames a second) where both are fixed."""

    version: str
    schema: InputSchema
    summary: str
    length: tuple[int, int] | None = None


def _whole(default: int | None = None, low: int | None = None, high: int | None = None) -> dict[str, Any]:
    entry = {"type": "integer", "default": default, "minimum": low, "maximum": high}
    return {name: value for name, value in entry.items() if value is not None}


def _number(default: float, low: float | None = None, high: float | None = None) -> dict[str, Any]:
    entry = {"type": "number", "default": default, "minimum": low, "maximum": high}
    return {name: value for name, value in entry.items() if value is not None}


def _words(*choices: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(choices), "default": choices[0]} if choices else {"type": "string"}


_FILE: Final = {"type": "string", "format": "uri"}

PINNED: Final = {
    "stability-ai/stable-video-diffusion": Pinned(
        "3f0457e4619daac51203dedb472816fd4af51f3149fa7a9e0b5ffcf1b8172438",
        InputSchema(
            {
                "input_image": _FILE,
                "video_length": _words("14_frames_with_svd", "25_frames_with_svd_xt"),
                "sizing_strategy": _words("maintain_aspect_ratio", "crop_to_16_9", "use_image_dimensions"),
                "frames_per_second": _whole(6, 5, 30),
                "motion_bucket_id": _whole(127, 1, 255),
                "cond_aug": _number(0.02),
                "decoding_t": _whole(14),
                "seed": _whole(),
            },
            frozenset({"input_image"}),
        ),
        "Stable Video Diffusion: a picture that moves.",
    ),
    "lucataco/animate-diff": Pinned(
        "beecf59c4aee8d81bf04f0381033dfa10dc16e845b4ae00d281e2fa377e48a9f",
        InputSchema(
            {
                "path": _words("toonyou_beta3.safetensors", "realisticVisionV20_v20.safetensors"),
                "prompt": _words(),
                "n_prompt": _words(),
                "steps": _whole(25, 1, 100),
                "guidance_scale": _number(7.5, 1, 20),
                "seed": _whole(),
            },
            frozenset(),
        ),
        "AnimateDiff: two seconds from words, drawn or lifelike.",
        (16, 8),
    ),
    "anotherjesse/zeroscope-v2-xl": Pinned(
        "9f747673945c62801b13b84701c783929c0ee784e4748ec062204894dda1a351",
        InputSchema(
            {
                "prompt": _words(),
                "negative_prompt": _words(),
                "init_video": _FILE,
                "init_weight": _number(0.5),
                "num_frames": _whole(24),
                "num_inference_steps": _whole(50, 1, 500),
                "guidance_scale": _number(7.5, 1, 50),
                "fps": _whole(8),
                "width": _whole(576, 256),
                "height": _whole(320, 256),
                "model": _words("xl", "576w", "potat1", "animov-512x"),
                "seed": _whole(),
            },
            frozenset(),
        ),
        "Zeroscope v2 XL: small clips from words or another clip.",
    ),
}

ALIASES: Final = {name.partition("/")[2]: name for name in PINNED}
