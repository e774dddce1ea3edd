"""A model on Replicate: what it can do, and a request in its own words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from reelwright.providers.adapters.adapter import PRICES_AS_OF
from reelwright.providers.adapters.replicate_models import HARDWARE, LOW, PINNED
from reelwright.providers.adapters.replicate_schema import InputSchema
from reelwright.providers.capabilities import Capabilities, Reconcile, Repro
from reelwright.providers.fitting import Fitted
from reelwright.providers.job import slot
from reelwright.providers.quote import Price, Quote, usd
from reelwright.providers.request import Role, VideoRequest

__all__ = ["OWN", "Model", "capabilities_of", "input_of"]

_ROLES: Final = {Role.FIRST_FRAME: "first", Role.LAST_FRAME: "last", Role.SOURCE_VIDEO: "video"}


@dataclass(frozen=True, slots=True)
class Model:
    """What is known of one model. ``version`` is None for official models, which are asked for by name."""

    caps: Capabilities
    schema: InputSchema
    version: str | None
    length: tuple[int, int] | None = None


def capabilities_of(
    schema: InputSchema, summary: str, price: Price | None, length: tuple[int, int] | None
) -> Capabilities:
    """What a model with this input does; ``length`` is (frames, frames a second) where both are fixed."""
    tasks = schema.tasks()
    if length is not None:
        seconds = Fraction(*length)
        tasks = {task: replace(choice, durations=(seconds,)) for task, choice in tasks.items()}
    return Capabilities(
        tasks=tasks,
        summary=summary,
        price=price,
        seed=schema.name("seed") is not None,
        reproducible=Repro.BEST_EFFORT if schema.name("seed") else Repro.NONE,
        negative_prompt=schema.name("negative") is not None,
        audio="optional" if schema.name("audio") else "no",
        cancel="yes",
        cancel_refunds="maybe",
        webhook=True,
        reconcile=Reconcile.LIST_MATCH,
        poll_seconds=1.0,
        result_ttl=timedelta(hours=1),
        history_ttl=timedelta(hours=1),
        moderated_is_billed=True,
        failed_is_billed=True,
        per_minute=600,
    )


def _pinned() -> dict[str, Model]:
    found = {}
    for name, pinned in PINNED.items():
        _, fps = pinned.length or pinned.schema.frames(None, None)
        per_second = Fraction(LOW * fps) * Fraction(HARDWARE)
        rate = Decimal(per_second.numerator) / Decimal(per_second.denominator)
        source = f"{HARDWARE} USD a second of hardware, measured by run; an estimate"
        price = Price({"": rate}, as_of=PRICES_AS_OF, source=source, spread=Decimal(2))
        caps = capabilities_of(pinned.schema, pinned.summary, price, pinned.length)
        found[name] = Model(caps, pinned.schema, pinned.version, pinned.length or None)
    return found


OWN: Final = _pinned()
"""The pinned models."""


def input_of(
    fitted: Fitted, model: Model, request: VideoRequest
) -> tuple[dict[str, Any], Fitted, Quote | None]:
    """The input in the model's own words, the fitted request with its real length, and a quote."""
    schema = model.schema
    given: dict[str, Any] = {}

    def put(meaning: str, value: Any) -> None:
        name = schema.name(meaning)
        if name is not None and value is not None:
            text = schema.properties[name].get("type") == "string"
            given[name] = str(value) if text and isinstance(value, int) else value

    put("prompt", fitted.prompt or None)
    put("negative", fitted.negative_prompt)
    put("seed", None if fitted.seed is None else fitted.seed % 2**31)
    put("ratio", fitted.ratio)
    put("resolution", fitted.resolution)
    put("audio", fitted.audio)
    if fitted.pixels is not None:
        put("width", fitted.pixels[0])
        put("height", fitted.pixels[1])
    for index, medium in enumerate(fitted.media):
        put(_ROLES[medium.role], slot(index))
    options = dict(fitted.options)
    count, fps = model.length or (0, 0)
    if schema.name("duration") and fitted.seconds is not None:
        put("duration", int(fitted.seconds))
    elif schema.name("frames"):
        rate = fitted.fps if request.fps is not None else None
        chosen = options.pop("num_frames", None)
        count, fps = schema.frames(None if chosen else request.seconds, rate)
        if chosen:
            count = min((c for c in schema.counts() if c >= chosen), default=count)
        put("frames", schema.counts()[count])
        put("fps", fps)
    if not count:
        return given | options, fitted, None
    seconds = Fraction(count, fps)
    notes = fitted.notes
    if request.seconds is not None and seconds > request.seconds:
        notes = (*notes, f"{count} frames are generated at {fps} a second.")
    low, basis = usd(HARDWARE * LOW * count), "hardware seconds, as runs took before"
    return (
        given | options,
        replace(fitted, seconds=seconds, notes=notes),
        Quote(2 * low, basis, low=low, as_of=PRICES_AS_OF) if fitted.caps.price else None,
    )
