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
from typing import Any, Final

from reelwright.providers.adapters.adapter import PRICES_AS_OF, PRICES_FROM, lengths, whole
from reelwright.providers.capabilities import Capabilities, Choice, Option, Reconcile, Repro
from reelwright.providers.quote import Price
from reelwright.providers.request import Role, Task

__all__ = ["MODELS", "VIDEO_FIELDS", "tier_of"]

_WIDE: Final = ("1280:720", "720:1280")
_GEN4: Final = (*_WIDE, "1104:832", "960:960", "832:1104", "1584:672")
_VEO: Final = (*_WIDE, "1920:1080", "1080:1920")
_SEEDANCE_480: Final = ("864:496", "992:432", "752:560", "640:640", "560:752", "496:864")
_SEEDANCE_720: Final = ("1280:720", "1470:630", "1112:834", "960:960", "834:1112", "720:1280")
_SEEDANCE_1080: Final = ("1920:1080", "2206:946", "1664:1248", "1440:1440", "1248:1664", "1080:1920")
_SEEDANCE_4K: Final = ("3840:2160", "3840:1646", "3840:2880", "3840:3840", "2880:3840", "2160:3840")
_SEEDANCE: Final = (*_SEEDANCE_720, *_SEEDANCE_1080, *_SEEDANCE_480)
_SEEDANCE_25: Final = tuple({"864:496": "854:480", "496:864": "480:854"}.get(s, s) for s in _SEEDANCE)
_WAN: Final = (
    *("1280:720", "1104:832", "960:960", "832:1104", "720:1280"),
    *("1920:1080", "1648:1248", "1440:1440", "1248:1648", "1080:1920"),
    *("832:480", "720:544", "624:624", "544:720", "480:832"),
)
_ASPECTS: Final = ("16:9", "9:16", "1:1", "21:9", "4:3", "3:4")
_GROK: Final = ("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3")

_FIGURES: Final = {
    "public_figure_threshold": Option(
        str, "How strictly public figures are kept out: auto or low.", choices=("auto", "low")
    )
}
_CFG: Final = {"cfg_scale": Option(float, "How strongly the prompt is followed, 0 to 1.", low=0, high=1)}
_EXPAND: Final = {
    "prompt_expansion": Option(
        str, "How freely the prompt is rewritten.", choices=("disabled", "balanced", "quality")
    )
}
_UPSCALE: Final = {
    "creativity": Option(int, "How freely detail is invented, 0 to 100.", low=0, high=100),
    "sharpen": Option(int, "Sharpening, 0 to 100.", low=0, high=100),
    "smart_grain": Option(int, "Film grain, 0 to 100.", low=0, high=100),
    "flavor": Option(str, "vivid or natural.", choices=("vivid", "natural")),
    "fps_boost": Option(bool, "Raise the frame rate too."),
}
_FIRST: Final = {Role.FIRST_FRAME: (1, 1)}
_ENDS: Final = {Role.FIRST_FRAME: (1, 1), Role.LAST_FRAME: (1, 1)}

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


def _choice(seconds: tuple[Fraction, ...], shapes: tuple[str, ...] = (), **more: Any) -> Choice:
    sized = bool(shapes) and int(shapes[0].split(":")[0]) >= 64
    shape = {"sizes": shapes} if sized else {"ratios": shapes}
    return Choice(**{"durations": seconds, "prompt_limit": 1000, **shape, **more})


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
        concurrency=2,
    )


def _gen45() -> Mapping[Task, Choice]:
    seconds = whole(2, 10)
    return {
        Task.T2V: _choice(seconds, _WIDE, options=_FIGURES),
        Task.I2V: _choice(seconds, _GEN4, media=_FIRST, options=_FIGURES),
    }


def _veo() -> Mapping[Task, Choice]:
    seconds = lengths(8, 4, 6)
    return {
        Task.T2V: _choice(seconds, _VEO),
        Task.I2V: _choice(seconds, _VEO, media=_FIRST, prompt="optional"),
        Task.INTERPOLATE: _choice(seconds, _VEO, media=_ENDS, prompt="optional"),
    }


def _seedance(shapes: tuple[str, ...], *, extends: bool = False) -> Mapping[Task, Choice]:
    seconds = (Fraction(5), *(s for s in whole(4, 15) if s != 5))
    video = {Role.SOURCE_VIDEO: (1, 1), Role.REFERENCE: (0, 9)}
    tasks = {
        Task.T2V: _choice(seconds, shapes),
        Task.I2V: _choice(seconds, shapes, media=_FIRST, prompt="optional"),
        Task.INTERPOLATE: _choice(seconds, shapes, media=_ENDS, prompt="optional"),
        Task.REFERENCE: _choice(seconds, shapes, media={Role.REFERENCE: (1, 9)}),
        Task.V2V: _choice(seconds, shapes, media=video, prompt="optional"),
    }
    if extends:
        tasks[Task.EXTEND] = _choice(seconds, shapes, media={Role.SOURCE_VIDEO: (1, 1)}, prompt="optional")
    return tasks


def _kling(shapes: tuple[str, ...], *, omni: bool = False) -> Mapping[Task, Choice]:
    seconds = (Fraction(5), *(s for s in whole(3, 15) if s != 5))
    options = {} if omni else _CFG
    tasks = {
        Task.T2V: _choice(seconds, shapes, options=options),
        Task.I2V: _choice(seconds, shapes, media=_FIRST, prompt="optional", options=options),
        Task.INTERPOLATE: _choice(seconds, shapes, media=_ENDS, prompt="optional", options=options),
    }
    if omni:
        tasks[Task.V2V] = Choice(media={Role.SOURCE_VIDEO: (1, 1), Role.REFERENCE: (0, 4)}, prompt_limit=1000)
    return tasks


def _wan() -> Mapping[Task, Choice]:
    seconds = (Fraction(5), *(s for s in whole(2, 15) if s != 5))
    return {
        Task.T2V: _choice(seconds, _WAN),
        Task.I2V: _choice(seconds, _WAN, media=_FIRST),
        Task.REFERENCE: _choice(seconds, _WAN, media={Role.REFERENCE: (1, 5)}),
    }


def _plain(
    seconds: tuple[Fraction, ...], t2v: tuple[str, ...], i2v: tuple[str, ...], **more: Any
) -> dict[Task, Choice]:
    return {
        Task.T2V: _choice(seconds, t2v, **more),
        Task.I2V: _choice(seconds, i2v, media=_FIRST, **more),
    }


_OMNI_SECONDS: Final = (Fraction(5), *(s for s in whole(3, 10) if s != 5))
_OMNI_SIZES: Final = (*_VEO, "640:360", "360:640", "3840:2160", "2160:3840")
_LONG: Final = (Fraction(5), *(s for s in whole(4, 15) if s != 5))
_SOURCE: Final = {Role.SOURCE_VIDEO: (1, 1), Role.REFERENCE: (0, 4)}
_HAILUO: Final = {"resolutions": ("768p", "2k")}
_SEEN: Final = _Extra(seed=True, audio=True)
_HEARD: Final = _Extra(audio=True)

MODELS: Final[dict[str, Capabilities]] = {
    name: _model(name, summary, tasks, extra)
    for name, summary, tasks, extra in (
        ("gen4.5", "Runway's own, from words or a picture.", _gen45(), _Extra(seed=True)),
        (
            "gen4_turbo",
            "Runway's fast model, from a picture.",
            {
                Task.I2V: _choice(
                    (Fraction(5), *(s for s in whole(2, 10) if s != 5)),
                    _GEN4,
                    media=_FIRST,
                    prompt="optional",
                    options=_FIGURES,
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
                    options=_FIGURES,
                )
            },
            _Extra(seed=True),
        ),
        ("veo3.1", "Google's Veo 3.1 through Runway.", _veo(), _Extra(True, True, True)),
        ("veo3.1_fast", "Google's Veo 3.1 fast through Runway.", _veo(), _Extra(True, True, True)),
        (
            "seedance2",
            "ByteDance's Seedance 2 through Runway.",
            _seedance((*_SEEDANCE, *_SEEDANCE_4K)),
            _SEEN,
        ),
        (
            "seedance2_fast",
            "Seedance 2, faster.",
            _seedance((*_SEEDANCE_720, *_SEEDANCE_480)),
            _SEEN,
        ),
        (
            "seedance2_mini",
            "Seedance 2, cheapest.",
            _seedance((*_SEEDANCE_720, *_SEEDANCE_480)),
            _SEEN,
        ),
        ("seedance2_5", "Seedance 2.5; extends clips.", _seedance(_SEEDANCE_25, extends=True), _SEEN),
        (
            "hailuo3",
            "MiniMax's Hailuo 3 through Runway.",
            {
                **_plain(_LONG, _ASPECTS, _ASPECTS, **_HAILUO),
                Task.REFERENCE: _choice(_LONG, _ASPECTS, media={Role.REFERENCE: (1, 4)}, **_HAILUO),
                Task.V2V: _choice(_LONG, _ASPECTS, media=_SOURCE, **_HAILUO),
            },
            _Extra(),
        ),
        (
            "gemini_omni_flash",
            "Google's Gemini Omni through Runway.",
            {
                **_plain(_OMNI_SECONDS, _WIDE, _WIDE),
                Task.V2V: Choice(media=_SOURCE, prompt_limit=1000),
            },
            _Extra(),
        ),
        (
            "gemini_omni_flash_1.1",
            "Gemini Omni 1.1; extends clips.",
            {
                **_plain(_OMNI_SECONDS, _OMNI_SIZES, _OMNI_SIZES),
                Task.INTERPOLATE: _choice(_OMNI_SECONDS, _OMNI_SIZES, media=_ENDS),
                Task.REFERENCE: _choice(_OMNI_SECONDS, _OMNI_SIZES, media={Role.REFERENCE: (1, 4)}),
                Task.V2V: _choice(_OMNI_SECONDS, _OMNI_SIZES, media=_SOURCE),
                Task.EXTEND: _choice(_OMNI_SECONDS, _OMNI_SIZES, media={Role.SOURCE_VIDEO: (1, 1)}),
            },
            _Extra(),
        ),
        (
            "kling2.5_turbo_pro",
            "Kling 2.5 through Runway.",
            {
                Task.T2V: _choice(lengths(5, 10), (*_VEO, "1440:1440", "720:720"), options=_CFG),
                Task.I2V: _choice(lengths(5, 10), media=_FIRST, options=_CFG),
                Task.INTERPOLATE: _choice(lengths(5, 10), media=_ENDS, options=_CFG),
            },
            _Extra(),
        ),
        ("kling3.0_standard", "Kling 3 at 720p.", _kling((*_WIDE, "960:960")), _HEARD),
        ("kling3.0_pro", "Kling 3 at 1080p.", _kling(("1920:1080", "1080:1920", "1440:1440")), _HEARD),
        ("kling3.0_4k", "Kling 3 at 4k.", _kling(("3840:2160", "2160:3840", "2880:2880")), _HEARD),
        ("klingO3_standard", "Kling Omni 3 at 720p.", _kling((*_WIDE, "960:960"), omni=True), _HEARD),
        (
            "klingO3_pro",
            "Kling Omni 3 at 1080p.",
            _kling(("1920:1080", "1080:1920", "1440:1440"), omni=True),
            _HEARD,
        ),
        (
            "klingO3_4k",
            "Kling Omni 3 at 4k.",
            _kling(("3840:2160", "2160:3840", "2880:2880"), omni=True),
            _HEARD,
        ),
        (
            "kling_4",
            "Kling 4 through Runway.",
            {
                Task.T2V: _choice(_LONG, (*_VEO, "940:940", "1440:1440", "1460:624", "2200:940")),
                Task.V2V: Choice(media=_SOURCE, prompt_limit=1000),
            },
            _Extra(),
        ),
        ("wan3", "Alibaba's Wan 3 through Runway.", _wan(), _HEARD),
        ("wan3_prime", "Wan 3 Prime.", _wan(), _HEARD),
        (
            "happyhorse_1_0",
            "HappyHorse 1 through Runway.",
            {
                Task.T2V: _choice(_LONG, (*_VEO, "960:960", "1108:832", "832:1108", "1440:1440")),
                Task.I2V: _choice(_LONG, media=_FIRST, prompt="optional", resolutions=("720p", "1080p")),
            },
            _Extra(),
        ),
        (
            "grok_imagine_1_5",
            "Grok Imagine 1.5 through Runway.",
            {
                Task.T2V: _choice(_LONG, _GROK, resolutions=("720p", "480p", "1080p")),
                Task.I2V: _choice(
                    _LONG, media=_FIRST, prompt="optional", resolutions=("720p", "480p", "1080p")
                ),
            },
            _Extra(),
        ),
        (
            "h3_max",
            "MiniMax's H3 Max through Runway.",
            {
                Task.T2V: _choice(_LONG, resolutions=("768p", "480p"), options=_EXPAND),
                Task.I2V: _choice(_LONG, media=_FIRST, resolutions=("768p", "480p"), options=_EXPAND),
                Task.INTERPOLATE: _choice(_LONG, media=_ENDS, resolutions=("768p", "480p"), options=_EXPAND),
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
                    options=_UPSCALE,
                )
            },
            _Extra(),
        ),
    )
}
