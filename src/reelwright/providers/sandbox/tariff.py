"""What the sandbox charges: US dollars a second of clip, exact decimals.

The rates of hosted models are those of the price table of LiteLLM 1.106.2 (MIT), a third party's reading of
the vendors' pages. Models that the table lacks have a rate made up for the sandbox; they are marked below.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

__all__ = ["CREDIT", "RATES", "charge", "rate"]

CREDIT: Final = Decimal("0.01")  # one Runway credit

_TABLE: Final = """
runway/gen4_turbo 0.05
runway/gen4.5 0.12
runway/aleph2 0.28
runway/seedance2 0.36 1080p=0.4 4k=1.5
runway/seedance2_fast 0.29
runway/seedance2_mini 0.16
runway/seedance2_5 0.3 480p=0.2 1080p=0.68
runway/hailuo3 0.1 1080p=0.15
runway/gemini_omni_flash 0.1
runway/veo3.1 0.4
runway/veo3.1_fast 0.15
google/veo-3.1-generate-001 0.4 4k=0.6
google/veo-3.1-generate-preview 0.4 4k=0.6
google/veo-3.1-fast-generate-001 0.1 1080p=0.12 4k=0.3
google/veo-3.1-fast-generate-preview 0.1 1080p=0.12 4k=0.3
google/veo-3.1-lite-generate-001 0.05 1080p=0.08
google/veo-3.1-lite-generate-preview 0.05 1080p=0.08
google/veo-3.0-generate-001 0.4
google/veo-3.0-fast-generate-001 0.1 1080p=0.12
google/veo-2.0-generate-001 0.5
fal/bytedance/seedance-2.5 0.473 480p=0.2205 720p=0.473
fal/bytedance/seedance-2.0 0.3034 480p=0.1346 720p=0.3034 1080p=0.682 4k=1.5552
fal/minimax/h3 0.13 480p=0.05 768p=0.06 2k=0.13 4k=0.16
minimax/MiniMax-H3 0.08 768p=0.08 2k=0.13
minimax/MiniMax-H3-Max 0.08 480p=0.05 768p=0.08
openai_videos/sora-2 0.1
openai_videos/sora-2-pro 0.3
ark/doubao-seedance-2-5-260628 0.216 480p=0.096075 720p=0.216 1080p=0.5346
ark/doubao-seedance-2-0-260128 0.141942857 480p=0.066003429 720p=0.141942857 1080p=0.354085714 4k=0.722057143
ark/doubao-seedance-2-0-fast-260128 0.114171429 480p=0.053089714 720p=0.114171429
ark/doubao-seedance-2-0-mini-260615 0.070971429 480p=0.033001714 720p=0.070971429
"""

# Made up for the sandbox: no public table was at hand.
_MADE_UP: Final = """
runway/act_two 0.05
runway/* 0.1
luma_agents/ray-3.2 0.16 360p=0.04 540p=0.08 1080p=0.32
luma_legacy/ray-2 0.14 540p=0.08 1080p=0.31 4k=1.2
luma_legacy/ray-flash-2 0.05 540p=0.03 1080p=0.1 4k=0.4
google/gemini-omni 0.1 360p=0.05 1080p=0.15 4k=0.3
google/* 0.4
fal/* 0.1
kling/std 0.056
kling/pro 0.112
minimax/* 0.05
ark/* 0.1
replicate/second 0.001
replicate/official 0.1
"""


def _read(table: str) -> dict[str, dict[str, Decimal]]:
    rates: dict[str, dict[str, Decimal]] = {}
    for line in table.split("\n"):
        if line.strip():
            name, base, *others = line.split()
            rates[name] = {"": Decimal(base)} | {k: Decimal(v) for k, v in (o.split("=") for o in others)}
    return rates


RATES: Final = _read(_TABLE) | _read(_MADE_UP)


def rate(provider: str, model: str, resolution: str = "") -> Decimal:
    """US dollars a second for ``model`` at ``resolution`` (``720p``, ``4k``); 0 for a provider without rates.

    A model matches the longest listed name that it starts with, else the provider's ``*``.
    """
    named = [key for key in RATES if key.startswith(f"{provider}/") and f"{provider}/{model}".startswith(key)]
    key = max(named, key=len, default=f"{provider}/*")
    rates = RATES.get(key, {"": Decimal(0)})
    return rates.get(resolution.lower(), rates[""])


def charge(provider: str, model: str, seconds: Fraction | Decimal | int, resolution: str = "") -> Decimal:
    """What ``seconds`` of clip cost, unrounded for whole and decimal seconds."""
    if isinstance(seconds, Fraction):
        seconds = Decimal(seconds.numerator) / Decimal(seconds.denominator)
    return rate(provider, model, resolution) * seconds
