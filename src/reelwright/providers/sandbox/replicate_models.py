"""The models that the Replicate sandbox offers, with the input schema that its API publishes for each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["MODELS", "ReplicateModel"]

_Field = dict[str, Any]


def _text(default: str | None = None, **more: Any) -> _Field:
    return {"type": "string", **({} if default is None else {"default": default}), **more}


def _file() -> _Field:
    return {"type": "string", "format": "uri"}


def _whole(default: int | None, low: int | None = None, high: int | None = None) -> _Field:
    bounds = {"minimum": low, "maximum": high, "default": default}
    return {"type": "integer", **{name: value for name, value in bounds.items() if value is not None}}


def _number(default: float, low: float | None = None, high: float | None = None) -> _Field:
    return {**_whole(None), "type": "number", "default": default} | {
        name: value for name, value in (("minimum", low), ("maximum", high)) if value is not None
    }


def _choice(*words: str) -> _Field:
    return {"type": "string", "enum": list(words), "default": words[0]}


# The versions that the community models are pinned to.
_VERSIONS: Final = {
    "stability-ai/stable-video-diffusion": "3f0457e4619daac51203dedb472816fd4af51f3149fa7a9e0b5ffcf1b8172438",
    "lucataco/animate-diff": "beecf59c4aee8d81bf04f0381033dfa10dc16e845b4ae00d281e2fa377e48a9f",
    "anotherjesse/zeroscope-v2-xl": "9f747673945c62801b13b84701c783929c0ee784e4748ec062204894dda1a351",
}


@dataclass(frozen=True, slots=True)
class ReplicateModel:
    """One model: ``official`` ones are billed by second of clip, the others by second of hardware."""

    owner: str
    name: str
    fields: dict[str, _Field]
    required: tuple[str, ...]
    official: bool = False
    gives_list: bool = False

    @property
    def version(self) -> str:
        """The id of its only version, 64 hexadecimal digits."""
        name = f"{self.owner}/{self.name}"
        return _VERSIONS.get(name) or hashlib.sha256(name.encode()).hexdigest()

    def schema(self) -> dict[str, Any]:
        """The OpenAPI schema of the version, as ``latest_version.openapi_schema`` holds it."""
        properties = {
            name: {"title": name.replace("_", " ").title(), "x-order": place, **field}
            for place, (name, field) in enumerate(self.fields.items())
        }
        link = {"type": "string", "format": "uri"}
        output = {"type": "array", "items": link} if self.gives_list else link
        inputs = {
            "type": "object",
            "title": "Input",
            "required": list(self.required),
            "properties": properties,
        }
        return {
            "openapi": "3.0.2",
            "info": {"title": "Cog", "version": "0.1.0"},
            "components": {"schemas": {"Input": inputs, "Output": {"title": "Output", **output}}},
        }

    def complaints(self, given: dict[str, Any]) -> list[tuple[str, str]]:
        """What is wrong with an input: (field, sentence); unknown fields are ignored, as the service does."""
        found = [(name, f"{name} is required") for name in self.required if given.get(name) in (None, "")]
        kinds: dict[str, tuple[type, ...]] = {
            "string": (str,),
            "integer": (int,),
            "number": (int, float),
            "boolean": (bool,),
        }
        for name, value in given.items():
            field = self.fields.get(name)
            if field is None or value is None:
                continue
            if not isinstance(value, kinds[field["type"]]) or (field["type"] != "boolean" and value is True):
                found.append(
                    (name, f"Invalid type. Expected: {field['type']}, given: {type(value).__name__}")
                )
            elif "enum" in field and value not in field["enum"]:
                found.append((name, f"{name} must be one of the following: {', '.join(field['enum'])}"))
            elif "minimum" in field and value < field["minimum"]:
                found.append((name, f"Must be greater than or equal to {field['minimum']}"))
            elif "maximum" in field and value > field["maximum"]:
                found.append((name, f"Must be less than or equal to {field['maximum']}"))
        return found

    def filled(self, given: dict[str, Any]) -> dict[str, Any]:
        """The input with defaults put in."""
        defaults = {name: field["default"] for name, field in self.fields.items() if "default" in field}
        return defaults | {name: value for name, value in given.items() if value is not None}


MODELS: Final = {
    f"{model.owner}/{model.name}": model
    for model in (
        ReplicateModel(
            "stability-ai",
            "stable-video-diffusion",
            {
                "input_image": _file(),
                "video_length": _choice("14_frames_with_svd", "25_frames_with_svd_xt"),
                "sizing_strategy": _choice("maintain_aspect_ratio", "crop_to_16_9", "use_image_dimensions"),
                "frames_per_second": _whole(6, 5, 30),
                "motion_bucket_id": _whole(127, 1, 255),
                "cond_aug": _number(0.02),
                "decoding_t": _whole(14),
                "seed": _whole(None),
            },
            ("input_image",),
        ),
        ReplicateModel(
            "lucataco",
            "animate-diff",
            {
                "path": _choice("toonyou_beta3.safetensors", "realisticVisionV20_v20.safetensors"),
                "prompt": _text("masterpiece, best quality, 1girl, solo"),
                "n_prompt": _text(""),
                "steps": _whole(25, 1, 100),
                "guidance_scale": _number(7.5, 1, 20),
                "seed": _whole(None),
            },
            (),
            gives_list=True,
        ),
        ReplicateModel(
            "anotherjesse",
            "zeroscope-v2-xl",
            {
                "prompt": _text("An astronaut riding a horse"),
                "negative_prompt": _text(""),
                "init_video": _file(),
                "init_weight": _number(0.5),
                "num_frames": _whole(24),
                "num_inference_steps": _whole(50, 1, 500),
                "guidance_scale": _number(7.5, 1, 50),
                "fps": _whole(8),
                "width": _whole(576, 256),
                "height": _whole(320, 256),
                "model": _choice("xl", "576w", "potat1", "animov-512x"),
                "seed": _whole(None),
            },
            (),
            gives_list=True,
        ),
        ReplicateModel(
            "alibaba",
            "wan-3",
            {
                "prompt": _text(),
                "image": _file(),
                "last_image": _file(),
                "negative_prompt": _text(""),
                "aspect_ratio": _choice("16:9", "9:16", "1:1"),
                "resolution": _choice("720p", "480p", "1080p"),
                "duration": _whole(5, 2, 15),
                "seed": _whole(None),
            },
            ("prompt",),
            official=True,
        ),
    )
}
