"""The cases of the conformance suite: one for each adapter and service, with requests that it honours."""

from __future__ import annotations

import json
import struct
import tempfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from reelwright.providers import Media, Provider, Role, Task, VideoRequest
from reelwright.providers.sandbox import SVIX_SECRET

PAID = frozenset({"quota"})  # what servers of one's own do not say
KEY = "key-of-the-conformance-suite"


def png(path: Path, colour: tuple[int, int, int]) -> Path:
    """A plain picture, 64 by 36."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(colour) * 64 for _ in range(36))
    head = struct.pack(">IIBBBBB", 64, 36, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return path


@dataclass(frozen=True)
class Things:
    """Files and links to order with."""

    first: Path
    last: Path
    video: Path
    link: str  # of a picture that the sandbox hosts

    def media(self, role: Role, **more: Any) -> Media:
        path = {Role.LAST_FRAME: self.last, Role.SOURCE_VIDEO: self.video}.get(role, self.first)
        return Media(role, path=path, **more)


@dataclass(frozen=True)
class Case:
    """``make`` gives the adapter for a base URL; ``requests`` and ``refused`` are made from the files."""

    service: str
    make: Callable[[str], Provider]
    requests: Callable[[Things], Mapping[str, VideoRequest]]
    refused: Callable[[Things], Mapping[str, VideoRequest]]
    named_status: bool = True
    key: str = KEY
    without: frozenset[str] = frozenset()
    environment: Mapping[str, str] = field(default_factory=dict)


def bee(model: str = "", seconds: int | None = 5, **more: Any) -> VideoRequest:
    length = None if seconds is None else Fraction(seconds)
    return VideoRequest(prompt="a bee on a flower", model=model, seconds=length, **more)


def never(model: str = "", **more: Any) -> Callable[[Things], Mapping[str, VideoRequest]]:
    """What no hosted model does: an hour, a mask, an option that does not exist."""
    return lambda things: {
        "an hour": bee(model, 3600, **more),
        "a mask": bee(model, media=(things.media(Role.MASK),)),
        "an option": bee(model, options={"sparkle": 1}),
    }


def _runway(things: Things) -> Mapping[str, VideoRequest]:
    first, last = things.media(Role.FIRST_FRAME), things.media(Role.LAST_FRAME)
    video = things.media(Role.SOURCE_VIDEO)
    return {
        "text": bee(seed=7, aspect_ratio="9:16", options={"public_figure_threshold": "low"}),
        "image": bee("gen4_turbo", media=(first,)),
        "interpolate": bee("veo3.1", 6, media=(first, last), audio=True, negative_prompt="rain", seed=3),
        "1080p": bee("veo3.1_fast", 4, resolution="1080p"),
        "4k": bee("seedance2", 5, resolution="4k"),
        "480p": bee("seedance2_5", 5, resolution="480p"),
        "reference": bee("seedance2", media=(Media(Role.REFERENCE, url=things.link),)),
        "edit": bee("aleph2", None, media=(video, things.media(Role.KEYFRAME, at=Fraction(1)))),
        "extend": bee("seedance2_5", task=Task.EXTEND, media=(video,)),
        "other maker": bee("kling3.0_standard", options={"cfg_scale": 0.5}),
        "larger": bee("magnific_video_upscaler_creative", None, task=Task.UPSCALE, media=(video,)),
    }


def _replicate(things: Things) -> Mapping[str, VideoRequest]:
    first = things.media(Role.FIRST_FRAME)
    svd = {"motion_bucket_id": 127, "num_frames": 25}
    return {
        "zeroscope": bee("zeroscope-v2-xl", 3, fps=Fraction(8), resolution="576x320", seed=5),
        "svd": VideoRequest(model="stable-video-diffusion", media=(first,), fps=Fraction(7), options=svd),
        "animatediff": bee(
            "lucataco/animate-diff", 2, negative_prompt="blurry", options={"guidance_scale": 7.5}
        ),
        "official": bee(
            "alibaba/wan-3", 5, media=(first, things.media(Role.LAST_FRAME)), aspect_ratio="9:16"
        ),
        "by version": bee(f"alibaba/wan-3:{sha256(b'alibaba/wan-3').hexdigest()}", 3),
        "clip to clip": bee("anotherjesse/zeroscope-v2-xl", 2, media=(things.media(Role.SOURCE_VIDEO),)),
    }


def _luma(things: Things) -> Mapping[str, VideoRequest]:
    first, last = things.media(Role.FIRST_FRAME), things.media(Role.LAST_FRAME)
    return {
        "text": bee(resolution="540p", aspect_ratio="9:16"),
        "image": bee(media=(first,), loop=True),
        "link": bee(media=(Media(Role.FIRST_FRAME, url=things.link),)),
        "interpolate": bee(seconds=10, media=(first, last), resolution="1080p"),
        "keyframes": bee(
            media=(first, things.media(Role.KEYFRAME, at=Fraction(2)), last), task=Task.KEYFRAMES
        ),
        "reference": bee(media=(things.media(Role.REFERENCE),), options={"hdr": True}),
        "edit": bee(seconds=None, media=(things.media(Role.SOURCE_VIDEO),), options={"strength": "flex_2"}),
    }


def _dream_machine(things: Things) -> Mapping[str, VideoRequest]:
    first, last = Media(Role.FIRST_FRAME, url=things.link), Media(Role.LAST_FRAME, url=things.link)
    clip = Media(Role.SOURCE_VIDEO, url=things.link)
    return {
        "text": bee(seconds=9, options={"concepts": "dolly_zoom, handheld"}),
        "image": bee("ray-flash-2", media=(first,), resolution="540p"),
        "loop": bee(media=(first,), loop=True, aspect_ratio="9:21"),
        "interpolate": bee(media=(first, last), resolution="4k"),
        "modify": bee(seconds=None, media=(clip,), options={"mode": "adhere_1"}),
        "reframe": bee(seconds=None, task=Task.REFRAME, media=(clip,), aspect_ratio="1:1"),
    }


def _sora(things: Things) -> Mapping[str, VideoRequest]:
    return {
        "text": bee("sora-2", 4),
        "image": bee("sora-2-pro", 8, media=(things.media(Role.FIRST_FRAME),)),
        "any model": bee("wan-2.2", 3, seed=5, negative_prompt="rain", options={"guidance_scale": 4.0}),
    }


def _engine(things: Things) -> Mapping[str, VideoRequest]:
    return {
        "text": bee(seconds=5, seed=1, fps=Fraction(16)),
        "image": bee(media=(things.media(Role.FIRST_FRAME),), options={"num_frames": 33}),
    }


def _fal(things: Things) -> Mapping[str, VideoRequest]:
    first, last = things.media(Role.FIRST_FRAME), things.media(Role.LAST_FRAME)
    return {
        "pika": bee("pika/v2.2", resolution="1080p", negative_prompt="rain", seed=2),
        "kling": bee("kling-video/v2.5-turbo/pro", 10, media=(first, last), options={"cfg_scale": 0.4}),
        "hailuo": bee("minimax/hailuo-02/standard", 6, media=(first,)),
        "h3": bee("minimax/h3", resolution="2k"),
        "seedance": bee("bytedance/seedance-2.0", resolution="4k", audio=True),
        "reference": bee("bytedance/seedance-2.5", media=(things.media(Role.REFERENCE),)),
        "wan": bee("wan/v2.2-a14b", 3, fps=Fraction(24)),
        "any app": bee("fal-ai/cosmos/text-to-video", 4, options={"arguments": {"fps": 12}}),
    }


def _omni(things: Things) -> Mapping[str, VideoRequest]:
    first, last = things.media(Role.FIRST_FRAME), things.media(Role.LAST_FRAME)
    return {
        "text": bee(resolution="1080p", aspect_ratio="9:16"),
        "image": bee(media=(first,), resolution="360p"),
        "interpolate": bee(media=(first, last), resolution="4k"),
        "reference": bee(media=(things.media(Role.REFERENCE),)),
        "edit": bee(media=(things.media(Role.SOURCE_VIDEO),)),
    }


def _veo(things: Things, models: tuple[str, str] = ("", "")) -> Mapping[str, VideoRequest]:
    first, last = things.media(Role.FIRST_FRAME), things.media(Role.LAST_FRAME)
    best, fast = (f"veo-3.1-{kind}" for kind in models)
    return {
        "text": bee(best, 6, seed=3, negative_prompt="rain"),
        "image": bee(fast, 4, media=(first,), resolution="1080p"),
        "interpolate": bee(fast, 8, media=(first, last), resolution="4k"),
        "reference": bee(best, 8, media=(things.media(Role.REFERENCE),)),
    }


def _kling(things: Things) -> Mapping[str, VideoRequest]:
    first, last = things.media(Role.FIRST_FRAME), things.media(Role.LAST_FRAME)
    camera = {"type": "simple", "config": {"zoom": 3}}
    return {
        "text": bee(
            seconds=10, aspect_ratio="9:16", negative_prompt="rain", options={"camera_control": camera}
        ),
        "pro": bee("kling-v2-6", resolution="1080p", audio=True),
        "image": bee("kling-v1-6", media=(first,), options={"cfg_scale": 0.3}),
        "interpolate": bee("kling-v2-5-turbo", media=(first, last)),
    }


def _minimax(things: Things) -> Mapping[str, VideoRequest]:
    first, last = things.media(Role.FIRST_FRAME), things.media(Role.LAST_FRAME)
    return {
        "text": bee(aspect_ratio="9:16", resolution="2k"),
        "image": bee("MiniMax-H3-Max", media=(first,), resolution="480p"),
        "interpolate": bee(media=(first, last)),
        "reference": bee(media=(things.media(Role.REFERENCE),)),
        "edit": bee(media=(things.media(Role.SOURCE_VIDEO),)),
    }


def _hailuo(things: Things) -> Mapping[str, VideoRequest]:
    first, last = things.media(Role.FIRST_FRAME), things.media(Role.LAST_FRAME)
    return {
        "text": bee("MiniMax-Hailuo-2.3", 6, options={"prompt_optimizer": False}),
        "image": bee("MiniMax-Hailuo-02", 6, media=(first, last)),
    }


def _seedance(things: Things) -> Mapping[str, VideoRequest]:
    first, last = things.media(Role.FIRST_FRAME), things.media(Role.LAST_FRAME)
    return {
        "text": bee(seed=4, audio=True, aspect_ratio="21:9", options={"camera_fixed": True}),
        "image": bee("doubao-seedance-2-0-fast-260128", 4, media=(first,), resolution="480p"),
        "interpolate": bee("doubao-seedance-2-0-260128", media=(first, last), resolution="4k"),
        "reference": bee("doubao-seedance-2-0-mini-260615", media=(things.media(Role.REFERENCE),)),
        "edit": bee(media=(things.media(Role.SOURCE_VIDEO),), resolution="1080p"),
    }


WORKFLOW = {
    "1": {"class_type": "CLIPTextEncode", "inputs": {"text": "{{prompt}}, {{style=film still}}"}},
    "2": {
        "class_type": "WanImageToVideo",
        "inputs": {
            "width": "{{width}}",
            "height": "{{height=480}}",
            "length": "{{frames}}",
            "seed": "{{seed}}",
            "steps": "{{steps=20}}",
        },
    },
    "3": {"class_type": "SaveVideo", "inputs": {"video": ["2", 0], "fps": "{{fps=16}}"}},
}
LOADER = {"4": {"class_type": "LoadImage", "inputs": {"image": "{{first_frame}}"}}}


def _comfyui(things: Things) -> Mapping[str, VideoRequest]:
    return {
        "text": bee("words", 3, seed=9, resolution="720p", options={"steps": 12}),
        "image": bee("picture", 2, media=(things.media(Role.FIRST_FRAME),), fps=Fraction(24)),
    }


def _comfyui_at(base_url: str) -> Provider:
    from reelwright.providers.adapters.comfyui import ComfyUIProvider

    folder = Path(tempfile.mkdtemp(prefix="workflows-"))
    (folder / "words.json").write_text(json.dumps(WORKFLOW))
    (folder / "picture.json").write_text(json.dumps(WORKFLOW | LOADER))
    return ComfyUIProvider(base_url=base_url, workflows=folder)


def _lightx2v(things: Things) -> Mapping[str, VideoRequest]:
    first, last = things.media(Role.FIRST_FRAME), things.media(Role.LAST_FRAME)
    return {
        "text": bee(seconds=3, seed=2, negative_prompt="rain", options={"infer_steps": 4}),
        "image": bee(seconds=2, media=(first,), resolution="1280x720"),
        "interpolate": bee(seconds=2, media=(first, last), fps=Fraction(24)),
    }


def _adapter(module: str, name: str, **more: Any) -> Callable[[str], Provider]:
    def make(base_url: str) -> Provider:
        from importlib import import_module

        provider: Provider = getattr(import_module(f"reelwright.providers.adapters.{module}"), name)(
            base_url=base_url, **more
        )
        return provider

    return make


CASES = {
    "luma": Case("luma_agents", _adapter("luma", "LumaProvider", key=KEY), _luma, never()),
    "luma-dream-machine": Case(
        "luma_legacy",
        _adapter("luma_dream_machine", "LumaDreamMachineProvider", key=KEY),
        _dream_machine,
        lambda things: {
            **never()(things),
            "a file": bee(media=(things.media(Role.FIRST_FRAME),)),
            "somebody else's clip": bee(task=Task.EXTEND, media=(Media(Role.SOURCE_VIDEO, url=things.link),)),
        },
    ),
    "fal": Case("fal", _adapter("fal", "FalProvider", key=KEY), _fal, never("pika/v2.2")),
    "google-omni": Case(
        "google",
        _adapter("google", "GoogleProvider", key=KEY),
        _omni,
        never(),
        environment={"GEMINI_WEBHOOK_SIGNING_SECRET": SVIX_SECRET},
    ),
    "google-veo": Case(
        "google",
        _adapter("google", "GoogleProvider", key=KEY),
        lambda things: _veo(things, ("generate-preview", "fast-generate-preview")),
        never("veo-3.1-generate-preview"),
        named_status=False,
    ),
    "vertex": Case(
        "google",
        _adapter("vertex", "VertexProvider", key=KEY),
        lambda things: {
            **_veo(things, ("generate-001", "fast-generate-001")),
            "extend": bee(
                "veo-3.1-generate-001", 4, task=Task.EXTEND, media=(things.media(Role.SOURCE_VIDEO),)
            ),
        },
        never(),
        named_status=False,
        environment={"GOOGLE_CLOUD_PROJECT": "films"},
    ),
    "kling": Case(
        "kling",
        _adapter("kling", "KlingProvider", key="sandbox:sandbox-secret"),
        _kling,
        lambda things: {
            **never()(things),
            "somebody else's clip": bee(task=Task.EXTEND, media=(things.media(Role.SOURCE_VIDEO),)),
        },
        key="sandbox-secret",
    ),
    "minimax": Case("minimax", _adapter("minimax", "MiniMaxProvider", key=KEY), _minimax, never()),
    "minimax-v1": Case(
        "minimax",
        _adapter("minimax", "MiniMaxProvider", key=KEY),
        _hailuo,
        never("MiniMax-Hailuo-2.3"),
    ),
    "seedance": Case("ark", _adapter("seedance", "SeedanceProvider", key=KEY), _seedance, never()),
    "comfyui": Case(
        "comfyui",
        _comfyui_at,
        _comfyui,
        never("words"),
        named_status=False,
        without=PAID | {"moderated-output", "unknown-status"},
    ),
    "lightx2v": Case(
        "lightx2v", _adapter("lightx2v", "LightX2VProvider", key=KEY), _lightx2v, never(), without=PAID
    ),
    "openai_compat": Case(
        "openai_videos", _adapter("openai_compat", "OpenAICompatProvider", key=KEY), _sora, never()
    ),
    **{
        name: Case(name, _adapter("openai_compat", maker, key=KEY), _engine, never(), without=PAID)
        for name, maker in (
            ("vllm_omni", "VLLMOmniProvider"),
            ("sglang", "SGLangProvider"),
            ("fastvideo", "FastVideoProvider"),
        )
    },
    "runway": Case("runway", _adapter("runway", "RunwayProvider", key=KEY), _runway, never()),
    "replicate": Case(
        "replicate",
        _adapter("replicate", "ReplicateProvider", key=KEY),
        _replicate,
        never("zeroscope-v2-xl"),
        environment={"REPLICATE_WEBHOOK_SIGNING_SECRET": SVIX_SECRET},
    ),
}
