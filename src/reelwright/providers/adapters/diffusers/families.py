"""The architectures, one value each, and the class names by which a folder of weights is recognised.

Frame rules, multiples and usual values are those of each pipeline's checks and of the model's own card.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reelwright.providers.adapters.diffusers.family import Family, FrameRule
from reelwright.providers.capabilities import Option
from reelwright.providers.request import Task

__all__ = [
    "ANIMATEDIFF",
    "COGVIDEOX",
    "COGVIDEOX_15",
    "COGVIDEOX_15_I2V",
    "COGVIDEOX_I2V",
    "HUNYUAN",
    "HUNYUAN_15",
    "HUNYUAN_15_I2V",
    "HUNYUAN_I2V",
    "LTX",
    "LTX2",
    "LTX_CONDITION",
    "MOCHI",
    "SVD",
    "WAN",
    "WAN_22",
    "WAN_22_I2V",
    "WAN_FLF2V",
    "WAN_I2V",
    "WAN_TI2V",
    "WAN_VACE",
    "ZEROSCOPE",
]

_480: Final = ("832x480", "480x832", "624x624")
_720: Final = ("1280x720", "720x1280", "960x960")
_TOKENS: Final = Option(int, "Tokens of the prompt that are read.", low=8, high=1024)
_SHIFT: Final = Option(float, "Shift of the noise schedule: higher for larger pictures.", low=0.1, high=50)
_CHUNK: Final = Option(int, "Frames that the VAE decodes at once; fewer need less memory.", low=1, high=128)

WAN: Final = Family(
    name="Wan 2.1",
    pipelines={Task.T2V: "WanPipeline", Task.V2V: "WanVideoToVideoPipeline"},
    frames=FrameRule(4, 1, 5, 81),
    multiple=16,
    fps=(16,),
    sizes=_480,
    usual=81,
    steps=50,
    guidance=5.0,
    caches=("pab", "firstblock", "taylorseer", "sea"),
    whole=("vae",),
    options={"flow_shift": _SHIFT, "max_sequence_length": _TOKENS},
)
WAN_I2V: Final = replace(
    WAN,
    pipelines={Task.I2V: "WanImageToVideoPipeline"},
    prompt="optional",
    whole=("vae", "image_encoder"),
)
WAN_FLF2V: Final = replace(WAN_I2V, pipelines={Task.INTERPOLATE: "WanImageToVideoPipeline"}, sizes=_720)
WAN_VACE: Final = replace(
    WAN,
    name="Wan 2.1 VACE",
    pipelines=dict.fromkeys(
        (Task.T2V, Task.I2V, Task.INTERPOLATE, Task.REFERENCE, Task.EXTEND), "WanVACEPipeline"
    ),
    caches=("pab", "taylorseer"),
    options={
        **WAN.options,
        "conditioning_scale": Option(float, "How strongly the given frames count.", low=0, high=2),
    },
)
_SECOND: Final = {
    "guidance_scale_2": Option(float, "The guidance of the expert for the last steps.", low=0, high=30)
}
WAN_22: Final = replace(
    WAN,
    name="Wan 2.2",
    pipelines={Task.T2V: "WanPipeline"},
    sizes=(*_720, *_480),
    steps=40,
    guidance=4.0,
    denoisers=("transformer", "transformer_2"),
    options={**WAN.options, **_SECOND},
)
WAN_22_I2V: Final = replace(
    WAN_22,
    pipelines=dict.fromkeys((Task.I2V, Task.INTERPOLATE), "WanImageToVideoPipeline"),
    prompt="optional",
    guidance=3.5,
)
WAN_TI2V: Final = replace(
    WAN,
    name="Wan 2.2 TI2V",
    pipelines={Task.T2V: "WanPipeline", Task.I2V: "WanImageToVideoPipeline"},
    frames=FrameRule(4, 1, 5, 121),
    usual=121,
    multiple=32,
    fps=(24,),
    sizes=("1280x704", "704x1280", "960x960"),
)

LTX: Final = Family(
    name="LTX-Video",
    pipelines={Task.T2V: "LTXPipeline", Task.I2V: "LTXImageToVideoPipeline"},
    frames=FrameRule(8, 1, 9, 257),
    multiple=32,
    fps=(25, 24, 30),
    sizes=("768x448", "448x768", "704x512", "640x640", "1216x704", "704x1216"),
    usual=97,
    steps=50,
    guidance=3.0,
    caches=("pab", "firstblock", "taylorseer"),
    options={
        "guidance_rescale": Option(float, "Against over-exposure by strong guidance.", low=0, high=1),
        "decode_timestep": Option(float, "The noise level at which the VAE decodes.", low=0, high=1),
        "decode_noise_scale": Option(float, "How much noise the VAE is given to decode.", low=0, high=1),
        "max_sequence_length": _TOKENS,
    },
)
LTX_CONDITION: Final = replace(
    LTX,
    pipelines=dict.fromkeys(
        (Task.T2V, Task.I2V, Task.INTERPOLATE, Task.KEYFRAMES, Task.EXTEND), "LTXConditionPipeline"
    ),
    options={
        **LTX.options,
        "condition_strength": Option(float, "How closely the given frames are kept.", low=0, high=1),
    },
)
LTX2: Final = Family(
    name="LTX-2",
    pipelines={
        Task.T2V: "LTX2Pipeline",
        Task.I2V: "LTX2ImageToVideoPipeline",
        Task.INTERPOLATE: "LTX2ConditionPipeline",
        Task.KEYFRAMES: "LTX2ConditionPipeline",
    },
    frames=FrameRule(8, 1, 9, 481),
    multiple=32,
    fps=(24, 25, 30, 48, 50),
    sizes=("768x448", "448x768", "768x512", "640x640", "1280x704", "704x1280"),
    usual=121,
    steps=40,
    guidance=4.0,
    audio=True,
    caches=("taylorseer", "pab"),
    options={
        "guidance_rescale": Option(float, "Against over-exposure by strong guidance.", low=0, high=1),
        "stg_scale": Option(float, "Guidance by a pass with blocks left out; 0 is off.", low=0, high=10),
        "modality_scale": Option(float, "Guidance between picture and sound; 1 is off.", low=0, high=10),
        "audio_guidance_scale": Option(float, "How strongly the sound follows the prompt.", low=0, high=30),
        "audio_stg_scale": Option(float, "The same as stg_scale, for the sound.", low=0, high=10),
        "audio_modality_scale": Option(float, "The same as modality_scale, for the sound.", low=0, high=10),
        "condition_strength": Option(float, "How closely the given frames are kept.", low=0, high=1),
        "max_sequence_length": _TOKENS,
    },
)

COGVIDEOX: Final = Family(
    name="CogVideoX",
    pipelines={Task.T2V: "CogVideoXPipeline", Task.V2V: "CogVideoXVideoToVideoPipeline"},
    frames=FrameRule(8, 1, 9, 49),
    multiple=16,
    fps=(8,),
    sizes=("720x480",),
    usual=49,
    steps=50,
    guidance=6.0,
    caches=("pab", "fastercache", "firstblock", "taylorseer"),
    options={
        "use_dynamic_cfg": Option(bool, "Let the guidance grow over the steps."),
        "max_sequence_length": _TOKENS,
    },
)
COGVIDEOX_I2V: Final = replace(
    COGVIDEOX, pipelines={Task.I2V: "CogVideoXImageToVideoPipeline"}, prompt="optional"
)
COGVIDEOX_15: Final = replace(
    COGVIDEOX,
    name="CogVideoX 1.5",
    pipelines={Task.T2V: "CogVideoXPipeline"},
    frames=FrameRule(16, 1, 17, 161),
    usual=81,
    fps=(16,),
    sizes=("1360x768",),
)
COGVIDEOX_15_I2V: Final = replace(
    COGVIDEOX_15,
    pipelines={Task.I2V: "CogVideoXImageToVideoPipeline"},
    prompt="optional",
    sizes=("1360x768", "768x1360", "768x768"),
)

HUNYUAN: Final = Family(
    name="HunyuanVideo",
    pipelines={Task.T2V: "HunyuanVideoPipeline"},
    frames=FrameRule(4, 1, 5, 129),
    multiple=16,
    fps=(24,),
    sizes=("960x544", "544x960", "720x720", "1280x720", "720x1280"),
    usual=61,
    steps=50,
    guidance=6.0,
    negative=False,
    caches=("pab", "firstblock", "taylorseer"),
    whole=("vae",),
    options={"flow_shift": _SHIFT, "max_sequence_length": _TOKENS},
)
HUNYUAN_I2V: Final = replace(
    HUNYUAN,
    pipelines={Task.I2V: "HunyuanVideoImageToVideoPipeline"},
    guidance=1.0,
)
HUNYUAN_15: Final = Family(
    name="HunyuanVideo 1.5",
    pipelines={Task.T2V: "HunyuanVideo15Pipeline"},
    frames=FrameRule(4, 1, 5, 241),
    multiple=16,
    fps=(24,),
    sizes=_480,
    usual=121,
    steps=50,
    guidance=6.0,
    caches=("taylorseer", "pab"),
)
HUNYUAN_15_I2V: Final = replace(
    HUNYUAN_15, pipelines={Task.I2V: "HunyuanVideo15ImageToVideoPipeline"}, free_size=False
)
MOCHI: Final = Family(
    name="Mochi",
    pipelines={Task.T2V: "MochiPipeline"},
    frames=FrameRule(6, 1, 7, 163),
    multiple=16,
    fps=(30,),
    sizes=("848x480",),
    usual=85,
    steps=64,
    guidance=4.5,
    caches=("pab", "firstblock", "taylorseer"),
    options={"max_sequence_length": _TOKENS},
)

SVD: Final = Family(
    name="Stable Video Diffusion",
    pipelines={Task.I2V: "StableVideoDiffusionPipeline"},
    frames=FrameRule(1, 0, 2, 25),
    multiple=64,
    fps=(7, *(rate for rate in range(5, 31) if rate != 7)),
    sizes=("1024x576", "576x1024", "768x768"),
    usual=25,
    steps=25,
    guidance=3.0,
    negative=False,
    prompt="no",
    denoisers=("unet",),
    attention=False,
    tiling=False,
    half="float16",
    options={
        "motion_bucket_id": Option(int, "How much moves: 1 little, 255 much.", low=1, high=255, default=127),
        "noise_aug_strength": Option(
            float, "Noise on the first picture: more frees the motion from it.", low=0, high=10, default=0.02
        ),
        "min_guidance_scale": Option(float, "The guidance of the first frame.", low=0, high=30, default=1.0),
        "decode_chunk_size": _CHUNK,
    },
)
_CLIP_SKIP: Final = {"clip_skip": Option(int, "Last layers of the text encoder left out.", low=0, high=11)}
ANIMATEDIFF: Final = Family(
    name="AnimateDiff",
    pipelines={Task.T2V: "AnimateDiffPipeline", Task.V2V: "AnimateDiffVideoToVideoPipeline"},
    frames=FrameRule(1, 0, 2, 32),
    multiple=8,
    fps=(8,),
    sizes=("512x288", "288x512", "512x512", "768x432", "432x768"),
    usual=16,
    steps=25,
    guidance=7.5,
    denoisers=("unet",),
    attention=False,
    half="float16",
    options={**_CLIP_SKIP, "decode_chunk_size": _CHUNK},
)
ZEROSCOPE: Final = Family(
    name="Zeroscope",
    pipelines={Task.T2V: "TextToVideoSDPipeline", Task.V2V: "VideoToVideoSDPipeline"},
    frames=FrameRule(1, 0, 2, 36),
    multiple=8,
    fps=(8, 24),
    sizes=("576x320", "320x576", "448x448"),
    usual=24,
    steps=40,
    guidance=9.0,
    denoisers=("unet",),
    attention=False,
    half="float16",
    options=_CLIP_SKIP,
)
