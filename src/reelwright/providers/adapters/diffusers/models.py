"""The models by name: where their weights are, what licence they are under, and what they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from reelwright.providers.adapters.diffusers import families as kinds
from reelwright.providers.adapters.diffusers.family import Family, FrameRule
from reelwright.providers.adapters.diffusers.settings import COMMON, cache_option
from reelwright.providers.capabilities import Capabilities

__all__ = ["MODELS", "Model"]


@dataclass(frozen=True, slots=True)
class Model:
    """One set of weights.

    ``source`` is ``owner/name`` or a folder; ``revision`` a branch, tag or commit. ``adapter`` is a motion
    adapter that is joined to an image model, "" where the weights are whole. ``licence`` is that of the
    weights, which is not this program's: "" when nobody told.
    """

    source: str
    family: Family
    licence: str = ""
    revision: str = "main"
    adapter: str = ""
    summary: str = ""

    @property
    def capabilities(self) -> Capabilities:
        """Its row in the table of what models do."""
        words = self.summary or self.family.name
        licence = f" Weights: {self.licence}." if self.licence else " Weights: see their licence."
        options = {**COMMON, **cache_option(self.family.caches)}
        return self.family.capabilities(f"{words}.{licence}", options)


_APACHE: Final = "Apache-2.0"
_LTXV: Final = "LTXV Open Weights, with terms of its own"
_LTX2: Final = "LTX-2 Community, with terms of its own"
_COG: Final = "CogVideoX licence, commercial use after registration"
_TENCENT: Final = "Tencent Hunyuan Community, not in the EU, the UK and South Korea"
_SVD: Final = "Stability Community, free below a revenue limit"
_RAIL: Final = "CreativeML OpenRAIL-M (base), Apache-2.0 (adapter)"
_BY_NC: Final = "CC-BY-NC-4.0, no commercial use"


def _wan(name: str, family: Family, summary: str) -> Model:
    return Model(f"Wan-AI/{name}", family, _APACHE, summary=summary)


# Distilled weights have the guidance in them.
_OFF: Final = {
    "guidance_rescale": 0.0,
    "stg_scale": 0.0,
    "modality_scale": 1.0,
    "audio_guidance_scale": 1.0,
    "audio_stg_scale": 0.0,
    "audio_modality_scale": 1.0,
}
_UNGUIDED: Final = {name: replace(kinds.LTX2.options[name], default=value) for name, value in _OFF.items()}
_LARGE: Final = ("1280x720", "720x1280", "960x960", "832x480", "480x832", "624x624")
_720: Final = ("1280x720", "720x1280", "960x960")

MODELS: Final[Mapping[str, Model]] = {
    "wan2.1-t2v-1.3b": _wan("Wan2.1-T2V-1.3B-Diffusers", kinds.WAN, "Wan 2.1, 1.3B: 480p from words, 8 GB"),
    "wan2.1-t2v-14b": _wan(
        "Wan2.1-T2V-14B-Diffusers", replace(kinds.WAN, sizes=_LARGE), "Wan 2.1, 14B: 480p and 720p"
    ),
    "wan2.1-i2v-14b-480p": _wan("Wan2.1-I2V-14B-480P-Diffusers", kinds.WAN_I2V, "Wan 2.1, 14B, a picture"),
    "wan2.1-i2v-14b-720p": _wan(
        "Wan2.1-I2V-14B-720P-Diffusers",
        replace(kinds.WAN_I2V, sizes=_720),
        "Wan 2.1, 14B, a picture at 720p",
    ),
    "wan2.1-flf2v-14b": _wan(
        "Wan2.1-FLF2V-14B-720P-diffusers", kinds.WAN_FLF2V, "Wan 2.1, 14B, first and last frame"
    ),
    "wan2.1-vace-1.3b": _wan(
        "Wan2.1-VACE-1.3B-diffusers", kinds.WAN_VACE, "Wan 2.1 VACE, 1.3B: frames, references, extend"
    ),
    "wan2.1-vace-14b": _wan(
        "Wan2.1-VACE-14B-diffusers", replace(kinds.WAN_VACE, sizes=_LARGE), "Wan 2.1 VACE, 14B"
    ),
    "wan2.2-ti2v-5b": _wan(
        "Wan2.2-TI2V-5B-Diffusers", kinds.WAN_TI2V, "Wan 2.2, 5B: 720p at 24 fps, words or a picture"
    ),
    "wan2.2-t2v-a14b": _wan("Wan2.2-T2V-A14B-Diffusers", kinds.WAN_22, "Wan 2.2, two experts of 14B"),
    "wan2.2-i2v-a14b": _wan(
        "Wan2.2-I2V-A14B-Diffusers", kinds.WAN_22_I2V, "Wan 2.2, two experts of 14B, one or two pictures"
    ),
    "ltx-video": Model("Lightricks/LTX-Video", kinds.LTX, _LTXV, summary="LTX-Video 0.9, 2B"),
    "ltx-video-0.9.5": Model(
        "Lightricks/LTX-Video-0.9.5",
        kinds.LTX_CONDITION,
        _LTXV,
        summary="LTX-Video 0.9.5, 2B: also frames anywhere and extend",
    ),
    "ltx-video-0.9.7-dev": Model(
        "Lightricks/LTX-Video-0.9.7-dev", kinds.LTX_CONDITION, _LTXV, summary="LTX-Video 0.9.7, 13B"
    ),
    "ltx-video-0.9.8-distilled": Model(
        "Lightricks/LTX-Video-0.9.8-13B-distilled",
        replace(kinds.LTX_CONDITION, steps=8, guidance=1.0),
        _LTXV,
        summary="LTX-Video 0.9.8, 13B, 8 steps",
    ),
    "ltx-2": Model("Lightricks/LTX-2", kinds.LTX2, _LTX2, summary="LTX-2, 19B: picture and sound together"),
    "ltx-2.3": Model("diffusers/LTX-2.3-Diffusers", kinds.LTX2, _LTX2, summary="LTX-2.3, 22B: with sound"),
    "ltx-2.3-distilled": Model(
        "diffusers/LTX-2.3-Distilled-Diffusers",
        replace(kinds.LTX2, steps=8, guidance=1.0, options={**kinds.LTX2.options, **_UNGUIDED}),
        _LTX2,
        summary="LTX-2.3, 22B, 8 steps, with sound",
    ),
    "cogvideox-2b": Model(
        "zai-org/CogVideoX-2b", replace(kinds.COGVIDEOX, half="float16"), _APACHE, summary="CogVideoX, 2B"
    ),
    "cogvideox-5b": Model("zai-org/CogVideoX-5b", kinds.COGVIDEOX, _COG, summary="CogVideoX, 5B"),
    "cogvideox-5b-i2v": Model(
        "zai-org/CogVideoX-5b-I2V", kinds.COGVIDEOX_I2V, _COG, summary="CogVideoX, 5B, a picture"
    ),
    "cogvideox1.5-5b": Model(
        "zai-org/CogVideoX1.5-5B", kinds.COGVIDEOX_15, _COG, summary="CogVideoX 1.5, 5B: 10 s at 1360x768"
    ),
    "cogvideox1.5-5b-i2v": Model(
        "zai-org/CogVideoX1.5-5B-I2V", kinds.COGVIDEOX_15_I2V, _COG, summary="CogVideoX 1.5, 5B, a picture"
    ),
    "hunyuanvideo": Model(
        "hunyuanvideo-community/HunyuanVideo", kinds.HUNYUAN, _TENCENT, summary="HunyuanVideo, 13B"
    ),
    "hunyuanvideo-i2v": Model(
        "hunyuanvideo-community/HunyuanVideo-I2V",
        kinds.HUNYUAN_I2V,
        _TENCENT,
        summary="HunyuanVideo, 13B, a picture",
    ),
    **{
        f"hunyuanvideo1.5-{size}-{task}": Model(
            f"hunyuanvideo-community/HunyuanVideo-1.5-Diffusers-{size}_{task}",
            replace(family, sizes=("832x480", "480x832", "624x624") if size == "480p" else _720),
            _TENCENT,
            summary=f"HunyuanVideo 1.5, 8.3B, {size}",
        )
        for task, family in (("t2v", kinds.HUNYUAN_15), ("i2v", kinds.HUNYUAN_15_I2V))
        for size in ("480p", "720p")
    },
    "mochi-1": Model("genmo/mochi-1-preview", kinds.MOCHI, _APACHE, summary="Mochi 1 preview, 10B"),
    "svd-xt": Model(
        "stabilityai/stable-video-diffusion-img2vid-xt",
        kinds.SVD,
        _SVD,
        summary="Stable Video Diffusion XT: a picture comes alive, 25 frames",
    ),
    "svd": Model(
        "stabilityai/stable-video-diffusion-img2vid",
        replace(kinds.SVD, frames=FrameRule(1, 0, 2, 14), usual=14),
        _SVD,
        summary="Stable Video Diffusion: a picture comes alive, 14 frames",
    ),
    "animatediff": Model(
        "stable-diffusion-v1-5/stable-diffusion-v1-5",
        kinds.ANIMATEDIFF,
        _RAIL,
        adapter="guoyww/animatediff-motion-adapter-v1-5-2",
        summary="AnimateDiff on Stable Diffusion 1.5, or on any model of its shape",
    ),
    # The repository's main branch has pickled weights only; this commit of it adds the same as safetensors.
    "zeroscope-v2": Model(
        "cerspense/zeroscope_v2_576w",
        kinds.ZEROSCOPE,
        _BY_NC,
        revision="1f35e3dc3350d649f342bb7618fe34ac8fae5c9e",
        summary="Zeroscope v2 576w, 24 frames",
    ),
}
"""The first is the default: the smallest that makes good pictures on a graphics card of 8 GB."""
