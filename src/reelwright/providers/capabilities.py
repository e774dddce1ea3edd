"""What a model can do, per model *and* per task: ratios, durations and roles differ between the two.

These tables are the only place where a model's limits are written down. The check in
:mod:`reelwright.providers.fitting`, the ``providers`` command and the routing all read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Literal

from reelwright.providers.quote import Price
from reelwright.providers.request import Role, Task

__all__ = ["Capabilities", "Choice", "Option", "Reconcile", "Repro"]


class Repro(StrEnum):
    """What the same seed promises."""

    NONE = "none"
    BEST_EFFORT = "best_effort"
    SAME_MACHINE = "same_machine"
    EXACT = "exact"


class Reconcile(StrEnum):
    """How an ambiguous submit can be cleared up without paying twice."""

    IDEMPOTENCY_KEY = "idempotency_key"
    CLIENT_ID = "client_id"
    LIST_MATCH = "list_match"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a model's own: its type, bounds (inclusive) or choices, and a line for people."""

    type: type[int] | type[float] | type[str] | type[bool] | type[dict[str, Any]] | type[list[Any]]
    doc: str
    low: float | None = None
    high: float | None = None
    choices: tuple[Any, ...] = ()
    default: Any = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What one task of one model accepts. An empty tuple means that the field does not exist for it.

    ``durations`` are the only lengths on offer (seconds); or ``duration_range`` with ``duration_step`` (0
    means any length). With neither, the length follows the input. ``sizes`` are "1280x720"; models that
    take a ratio and a resolution apart list ``ratios`` and ``resolutions`` instead. The first entry is the
    default. ``media`` maps each role to the smallest and largest number of media in it. ``prompt`` says
    whether text is needed. ``prompt_limit`` counts UTF-16 units, as the vendors do.
    """

    durations: tuple[Fraction, ...] = ()
    duration_range: tuple[Fraction, Fraction] | None = None
    duration_step: Fraction = Fraction(1)
    sizes: tuple[str, ...] = ()
    ratios: tuple[str, ...] = ()
    resolutions: tuple[str, ...] = ()
    fps: tuple[Fraction, ...] = ()
    media: Mapping[Role, tuple[int, int]] = field(default_factory=dict)
    prompt: Literal["required", "optional", "no"] = "required"
    prompt_limit: int | None = None
    options: Mapping[str, Option] = field(default_factory=dict)

    @property
    def seconds(self) -> tuple[Fraction, Fraction] | None:
        """The shortest and the longest clip; None when the length follows the input."""
        return (min(self.durations), max(self.durations)) if self.durations else self.duration_range


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one model does.

    ``price`` None means that nobody knows; such a take is refused unless the person accepts that.
    ``offline`` marks engines on this machine: a job dies with its process and costs nothing.
    ``poll_seconds`` is the least time between two polls; ``result_ttl`` how long a result can be fetched;
    ``history_ttl`` how long a job can be asked for. ``moderated_is_billed`` and ``failed_is_billed`` None
    count as billed. ``concurrency`` and ``per_minute`` are the account's usual limits (None: no limit
    known).
    """

    tasks: Mapping[Task, Choice]
    summary: str = ""
    price: Price | None = None
    seed: bool = False
    reproducible: Repro = Repro.NONE
    negative_prompt: bool = False
    audio: Literal["no", "optional", "always"] = "no"
    loop: bool = False
    offline: bool = False
    cancel: Literal["no", "queued_only", "yes"] = "no"
    cancel_refunds: Literal["no", "maybe", "yes"] = "no"
    webhook: bool = False
    urls: bool = True
    reconcile: Reconcile = Reconcile.NONE
    poll_seconds: float = 5.0
    result_ttl: timedelta | None = None
    history_ttl: timedelta | None = None
    moderated_is_billed: bool | None = None
    failed_is_billed: bool | None = None
    concurrency: int | None = None
    per_minute: int | None = None

    @property
    def seconds(self) -> tuple[Fraction, Fraction]:
        """The shortest and the longest clip over all tasks; (0, 0) when every length follows the input."""
        spans = [choice.seconds for choice in self.tasks.values() if choice.seconds is not None]
        if not spans:
            return Fraction(0), Fraction(0)
        return min(low for low, _ in spans), max(high for _, high in spans)

    @property
    def ratios(self) -> tuple[str, ...]:
        """Every ratio or size of every task, once, in order."""
        found = [entry for choice in self.tasks.values() for entry in (*choice.ratios, *choice.sizes)]
        return tuple(dict.fromkeys(found))

    @property
    def usd_per_second(self) -> Decimal | None:
        """USD per second of output at the default resolution; None when nobody knows."""
        return None if self.price is None else self.price.rate()
