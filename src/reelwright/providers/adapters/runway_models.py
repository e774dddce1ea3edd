"""The models behind a Runway key, and what each of them takes per task.

Lengths, shapes and roles are those of the parameter types of ``runwayml`` 5.24.0; where the types say only
"whole number" the range is the one that the model's own maker offers. Models without a public price have
none here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from reelwright.providers.adapters.adapter import PRICES_AS_OF, PRICES_FROM, lengths, whole
from reelwright.providers.adapters.runway_parts import (
    ASPECTS,
    CFG,
    ENDS,
    EXPAND,
    FIGURES,
    FIRST,
    GEN4,
    GROK,
    SEEDANCE,
    SEEDANCE_4K,
    SEEDANCE_25,
    SEEDANCE_480,
    SEEDANCE_720,
    UPSCALE,
    VEO,
    WIDE,
    choice,
    gen45_tasks,
    kling_tasks,
    plain_tasks,
    seedance_tasks,
    veo_tasks,
    wan_tasks,
)
from reelwright.providers.capabilities import Capabilities, Choice, Reconcile, Repro
from reelwright.providers.quote import Price
from reelwright.providers.request import Role, Task

__all__ = ["MODELS", "VIDEO_FIELDS", "tier_of"]

# Which body field holds the input video; the models behind aleph's interface say videoUri.
VIDEO_FIELDS: Final = {
    "aleph2": "videoUri",
    "gemini_omni_flash": "videoUri",
    "gemini_omni_flash_1.1": "videoUri",
    "kling_4": "videoUri",
    "magnific_video_upscaler_creative": "videoUri",
}

_PRICES: Final[dict[str, dict[str, str]]] = {
    "gen4.5": {"": "0.12"},
    "gen4_turbo": {"": "0.05"},
    "aleph2": {"": "0.28"},
    "veo3.1": {"": "0.4"},
    "veo3.1_fast": {"": "0.15"},
    "seedance2": {"": "0.36", "1080p": "0.4", "4k": "1.5"},
    "seedance2_fast": {"": "0.29"},
    "seedance2_mini": {"": "0.16"},
    "seedance2_5": {"": "0.3", "480p": "0.2", "1080p": "0.68"},
    "hailuo3": {"": "0.1", "1080p": "0.15"},
    "gemini_omni_flash": {"": "0.1"},
}


def tier_of(size: str) -> str:
    """The row of the price table that a size such as "1280:720" belongs to."""
    lines = min(int(side) for side in size.split(":"))
    return "4k" if lines >= 2160 else "1080p" if lines >= 1080 else "480p" if lines < 600 else "720p"


@dataclass(frozen=True, slots=True)
class _Extra:
    """What a model has beyond its tasks."""

    seed: bool = False
    negative: bool = False
    audio: bool = False


def _model(name: str, summary: str, tasks: Mapping[Task, Choice], extra: _Extra = _Extra()) -> Capabilities:
    rates = {tier: Decimal(rate) for tier, rate in _PRICES.get(name, {}).items()}
    return Capabilities(
        tasks=tasks,
        summary=summary,
        price=Price(rates, as_of=PRICES_AS_OF, source=PRICES_FROM) if rates else None,
        seed=extra.seed,
        reproducible=Repro.BEST_EFFORT if extra.seed else Repro.NONE,
        negative_prompt=extra.negative,
        audio="optional" if extra.audio else "no",
        cancel="yes",
        cancel_refunds="maybe",
        reconcile=Reconcile.NONE,
        poll_seconds=5.0,
        result_ttl=timedelta(hours=24),
        moderated_is_billed=True,
    )


_OMNI_SECONDS: Final = (Fraction(5), *(s for s in whole(3, 10) if s != 5))
_OMNI_SIZES: Final = (*VEO, "640:360", "360:640", "3840:2160", "2160:3840")
_LONG: Final = (Fraction(5), *(s for s in whole(4, 15) if s != 5))
_SOURCE: Final = {Role.SOURCE_VIDEO: (1, 1), Role.REFERENCE: (0, 4)}
_HAILUO: Final = {"resolutions": ("768p", "2k")}
_SEEN: Final = _Extra(seed=True, audio=True)
_HEARD: Final = _Extra(audio=True)

MODELS: Final[dict[str, Capabilities]] = {
    name: _model(name, summary, tasks, extra)
    for name, summary, tasks, extra in (
        ("gen4.5", "Runway's own, from words or a picture.", gen45_tasks(), _Extra(seed=True)),
        (
            "gen4_turbo",
            "Runway's fast model, from a picture.",
            {
                Task.I2V: choice(
                    (Fraction(5), *(s for s in whole(2, 10) if s != 5)),
                    GEN4,
                    media=FIRST,
                    prompt="optional",
                    options=FIGURES,
                )
            },
            _Extra(seed=True),
        ),
        (
            "aleph2",
            "Runway's video editor.",
            {
                Task.V2V: Choice(
                    ratios=("any", "16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9"),
                    media={Role.SOURCE_VIDEO: (1, 1), Role.KEYFRAME: (0, 5)},
                    prompt="optional",
                    prompt_limit=1000,
                    options=FIGURES,
                )
            },
            _Extra(seed=True),
        ),
        ("veo3.1", "Google's Veo 3.1 through Runway.", veo_tasks(), _Extra(True, True, True)),
        ("veo3.1_fast", "Google's Veo 3.1 fast through Runway.", veo_tasks(), _Extra(True, True, True)),
        (
            "seedance2",
            "ByteDance's Seedance 2 through Runway.",
            seedance_tasks((*SEEDANCE, *SEEDANCE_4K)),
            _SEEN,
        ),
        (
            "seedance2_fast",
            "Seedance 2, faster.",
            seedance_tasks((*SEEDANCE_720, *SEEDANCE_480)),
            _SEEN,
        ),
        (
            "seedance2_mini",
            "Seedance 2, cheapest.",
            seedance_tasks((*SEEDANCE_720, *SEEDANCE_480)),
            _SEEN,
        ),
        ("seedance2_5", "Seedance 2.5; extends clips.", seedance_tasks(SEEDANCE_25, extends=True), _SEEN),
        (
            "hailuo3",
            "MiniMax's Hailuo 3 through Runway.",
            {
                **plain_tasks(_LONG, ASPECTS, ASPECTS, **_HAILUO),
                Task.REFERENCE: choice(_LONG, ASPECTS, media={Role.REFERENCE: (1, 4)}, **_HAILUO),
                Task.V2V: choice(_LONG, ASPECTS, media=_SOURCE, **_HAILUO),
            },
            _Extra(),
        ),
        (
            "gemini_omni_flash",
            "Google's Gemini Omni through Runway.",
            {
                **plain_tasks(_OMNI_SECONDS, WIDE, WIDE),
                Task.V2V: Choice(media=_SOURCE, prompt_limit=1000),
            },
            _Extra(),
        ),
        (
            "gemini_omni_flash_1.1",
            "Gemini Omni 1.1; extends clips.",
            {
                **plain_tasks(_OMNI_SECONDS, _OMNI_SIZES, _OMNI_SIZES),
                Task.INTERPOLATE: choice(_OMNI_SECONDS, _OMNI_SIZES, media=ENDS),
                Task.REFERENCE: choice(_OMNI_SECONDS, _OMNI_SIZES, media={Role.REFERENCE: (1, 4)}),
                Task.V2V: choice(_OMNI_SECONDS, _OMNI_SIZES, media=_SOURCE),
                Task.EXTEND: choice(_OMNI_SECONDS, _OMNI_SIZES, media={Role.SOURCE_VIDEO: (1, 1)}),
            },
            _Extra(),
        ),
        (
            "kling2.5_turbo_pro",
            "Kling 2.5 through Runway.",
            {
                Task.T2V: choice(lengths(5, 10), (*VEO, "1440:1440", "720:720"), options=CFG),
                Task.I2V: choice(lengths(5, 10), media=FIRST, options=CFG),
                Task.INTERPOLATE: choice(lengths(5, 10), media=ENDS, options=CFG),
            },
            _Extra(),
        ),
        ("kling3.0_standard", "Kling 3 at 720p.", kling_tasks((*WIDE, "960:960")), _HEARD),
        ("kling3.0_pro", "Kling 3 at 1080p.", kling_tasks(("1920:1080", "1080:1920", "1440:1440")), _HEARD),
        ("kling3.0_4k", "Kling 3 at 4k.", kling_tasks(("3840:2160", "2160:3840", "2880:2880")), _HEARD),
        ("klingO3_standard", "Kling Omni 3 at 720p.", kling_tasks((*WIDE, "960:960"), omni=True), _HEARD),
        (
            "klingO3_pro",
            "Kling Omni 3 at 1080p.",
            kling_tasks(("1920:1080", "1080:1920", "1440:1440"), omni=True),
            _HEARD,
        ),
        (
            "klingO3_4k",
            "Kling Omni 3 at 4k.",
            kling_tasks(("3840:2160", "2160:3840", "2880:2880"), omni=True),
            _HEARD,
        ),
        (
            "kling_4",
            "Kling 4 through Runway.",
            {
                Task.T2V: choice(_LONG, (*VEO, "940:940", "1440:1440", "1460:624", "2200:940")),
                Task.V2V: Choice(media=_SOURCE, prompt_limit=1000),
            },
            _Extra(),
        ),
        ("wan3", "Alibaba's Wan 3 through Runway.", wan_tasks(), _HEARD),
        ("wan3_prime", "Wan 3 Prime.", wan_tasks(), _HEARD),
        (
            "happyhorse_1_0",
            "HappyHorse 1 through Runway.",
            {
                Task.T2V: choice(_LONG, (*VEO, "960:960", "1108:832", "832:1108", "1440:1440")),
                Task.I2V: choice(_LONG, media=FIRST, prompt="optional", resolutions=("720p", "1080p")),
            },
            _Extra(),
        ),
        (
            "grok_imagine_1_5",
            "Grok Imagine 1.5 through Runway.",
            {
                Task.T2V: choice(_LONG, GROK, resolutions=("720p", "480p", "1080p")),
                Task.I2V: choice(
                    _LONG, media=FIRST, prompt="optional", resolutions=("720p", "480p", "1080p")
                ),
            },
            _Extra(),
        ),
        (
            "h3_max",
            "MiniMax's H3 Max through Runway.",
            {
                Task.T2V: choice(_LONG, resolutions=("768p", "480p"), options=EXPAND),
                Task.I2V: choice(_LONG, media=FIRST, resolutions=("768p", "480p"), options=EXPAND),
                Task.INTERPOLATE: choice(_LONG, media=ENDS, resolutions=("768p", "480p"), options=EXPAND),
            },
            _Extra(seed=True),
        ),
        (
            "magnific_video_upscaler_creative",
            "Makes a clip larger.",
            {
                Task.UPSCALE: Choice(
                    resolutions=("2k", "720p", "4k"),
                    media={Role.SOURCE_VIDEO: (1, 1)},
                    prompt="no",
                    options=UPSCALE,
                )
            },
            _Extra(),
        ),
    )
}
