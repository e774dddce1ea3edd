"""Models behind fal's queue: their applications by task, their field names, what they take.

Pika has no client of its own; this is the way to it. Models without a public price have none here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from reelwright.providers.adapters.adapter import PRICES_AS_OF, PRICES_FROM, lengths, whole
from reelwright.providers.capabilities import Capabilities, Choice, Option, Reconcile, Repro
from reelwright.providers.quote import Price
from reelwright.providers.request import Role, Task

__all__ = ["APPS", "MODELS", "App", "any_app"]


@dataclass(frozen=True, slots=True)
class App:
    """One family of applications.

    ``paths`` are the endpoints by task. ``last`` is what the last picture's field is called. ``unit`` is how
    a length is written: "" for a number, else a text with that ending ("5", "8s"). ``frames`` is True when
    the length is given in pictures.
    """

    paths: Mapping[Task, str]
    last: str = "end_image_url"
    unit: str | None = None
    frames: bool = False
    audio: str = "generate_audio"
    options: Mapping[str, Option] = field(default_factory=dict)


_PAIR: Final = ("text-to-video", "image-to-video")
_RATIOS: Final = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9")
_OPTIMIZER: Final = {"prompt_optimizer": Option(bool, "Let the service rewrite the prompt.")}
_CFG: Final = {"cfg_scale": Option(float, "How strongly the prompt is followed, 0 to 1.", low=0, high=1)}
_STEPS: Final = {
    "num_inference_steps": Option(int, "Denoising steps.", low=2, high=50),
    "guidance_scale": Option(float, "How strongly the prompt is followed.", low=1, high=10),
}
_ANY: Final = {
    "arguments": Option(dict, "Further arguments of the application, as they are."),
}


def _paths(root: str, *, interpolate: bool = False, reference: bool = False) -> dict[Task, str]:
    found = {Task.T2V: f"/{root}/{_PAIR[0]}", Task.I2V: f"/{root}/{_PAIR[1]}"}
    if interpolate:
        found[Task.INTERPOLATE] = f"/{root}/{_PAIR[1]}"
    if reference:
        found[Task.REFERENCE] = f"/{root}/reference-to-video"
    return found


APPS: Final = {
    "pika/v2.2": App(_paths("fal-ai/pika/v2.2")),
    "kling-video/v2.5-turbo/pro": App(
        _paths("fal-ai/kling-video/v2.5-turbo/pro", interpolate=True), "tail_image_url", "", options=_CFG
    ),
    "minimax/hailuo-02/standard": App(
        _paths("fal-ai/minimax/hailuo-02/standard", interpolate=True), unit="", options=_OPTIMIZER
    ),
    "minimax/h3": App(_paths("minimax/h3", reference=True)),
    "bytedance/seedance-2.5": App(
        _paths("bytedance/seedance-2.5", interpolate=True, reference=True), unit=""
    ),
    "bytedance/seedance-2.0": App(
        _paths("bytedance/seedance-2.0", interpolate=True, reference=True), unit=""
    ),
    "wan/v2.2-a14b": App(_paths("fal-ai/wan/v2.2-a14b", interpolate=True), frames=True, options=_STEPS),
    "ltx-video-13b-distilled": App(
        {
            Task.T2V: "/fal-ai/ltx-video-13b-distilled",
            Task.I2V: "/fal-ai/ltx-video-13b-distilled/image-to-video",
        },
        frames=True,
    ),
    "veo3.1": App({Task.T2V: "/fal-ai/veo3.1", Task.I2V: "/fal-ai/veo3.1/image-to-video"}, unit="s"),
}
_MEDIA: Final = {
    Task.T2V: {},
    Task.I2V: {Role.FIRST_FRAME: (1, 1)},
    Task.INTERPOLATE: {Role.FIRST_FRAME: (1, 1), Role.LAST_FRAME: (1, 1)},
    Task.REFERENCE: {Role.REFERENCE: (1, 4)},
}


@dataclass(frozen=True, slots=True)
class _Offer:
    """What all tasks of a family take."""

    summary: str
    seconds: tuple[Fraction, ...]
    ratios: tuple[str, ...] = _RATIOS
    resolutions: tuple[str, ...] = ()
    seed: bool = True
    negative: bool = False
    audio: bool = False
    rates: str = ""
    fps: tuple[Fraction, ...] = ()


_SEEDANCE: Final = (Fraction(5), *(s for s in whole(4, 15) if s != 5))
_OFFERS: Final = {
    "pika/v2.2": _Offer("Pika 2.2.", lengths(5, 10), resolutions=("720p", "1080p"), negative=True),
    "kling-video/v2.5-turbo/pro": _Offer(
        "Kling 2.5 Turbo Pro.", lengths(5, 10), _RATIOS[:3], seed=False, negative=True
    ),
    "minimax/hailuo-02/standard": _Offer("Hailuo 02.", lengths(6, 10), (), ("768p",), seed=False),
    "minimax/h3": _Offer(
        "MiniMax H3.",
        _SEEDANCE,
        resolutions=("768p", "480p", "2k", "4k"),
        seed=False,
        rates="=0.13 480p=0.05 768p=0.06 2k=0.13 4k=0.16",
    ),
    "bytedance/seedance-2.5": _Offer(
        "Seedance 2.5.",
        _SEEDANCE,
        resolutions=("720p", "480p"),
        audio=True,
        rates="=0.473 480p=0.2205 720p=0.473",
    ),
    "bytedance/seedance-2.0": _Offer(
        "Seedance 2.0.",
        _SEEDANCE,
        resolutions=("720p", "480p", "1080p", "4k"),
        audio=True,
        rates="=0.3034 480p=0.1346 720p=0.3034 1080p=0.682 4k=1.5552",
    ),
    "wan/v2.2-a14b": _Offer(
        "Wan 2.2.",
        whole(2, 10),
        _RATIOS[:3],
        ("720p", "480p"),
        negative=True,
        fps=(Fraction(16), Fraction(24)),
    ),
    "ltx-video-13b-distilled": _Offer(
        "LTX Video 13B.", whole(2, 6), _RATIOS[:3], ("720p", "480p"), negative=True, fps=(Fraction(24),)
    ),
    "veo3.1": _Offer("Veo 3.1.", lengths(8, 4, 6), _RATIOS[:2], ("720p", "1080p"), negative=True, audio=True),
}


def _capabilities(offer: _Offer, app: App) -> Capabilities:
    choice: dict[str, Any] = {
        "durations": offer.seconds,
        "resolutions": offer.resolutions,
        "fps": offer.fps,
        "prompt_limit": 2500,
        "options": {**_ANY, **app.options},
    }
    rates = {tier: Decimal(rate) for tier, rate in (row.split("=") for row in offer.rates.split())}
    shapes = {Task.T2V: offer.ratios, Task.REFERENCE: offer.ratios}
    return Capabilities(
        tasks={task: Choice(ratios=shapes.get(task, ()), media=_MEDIA[task], **choice) for task in app.paths},
        summary=f"{offer.summary[:-1]} through fal.",
        price=Price(rates, as_of=PRICES_AS_OF, source=PRICES_FROM) if rates else None,
        seed=offer.seed,
        reproducible=Repro.BEST_EFFORT if offer.seed else Repro.NONE,
        negative_prompt=offer.negative,
        audio="optional" if offer.audio else "no",
        cancel="yes",
        cancel_refunds="maybe",
        webhook=True,
        reconcile=Reconcile.NONE,
        poll_seconds=1.0,
        result_ttl=timedelta(days=7),
        moderated_is_billed=True,
        failed_is_billed=False,
    )


MODELS: Final = {name: _capabilities(_OFFERS[name], app) for name, app in APPS.items()}


def any_app(name: str) -> tuple[App, Capabilities]:
    """An application that is not listed: a prompt, a picture, and whatever ``arguments`` it takes."""
    path = f"/{name}"
    task = Task.I2V if name.endswith("image-to-video") else Task.T2V
    app = App({task: path})
    return app, _capabilities(_Offer(f"{name}.", whole(1, 30), ()), app)
