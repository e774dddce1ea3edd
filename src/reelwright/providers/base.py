"""The provider seam: who generates takes, and the verbs every one of them answers.

An adapter is five verbs of pure input and output. ``prepare`` validates against the model's capabilities and
refuses what it cannot honour; ``submit`` makes exactly one attempt; ``poll`` is idempotent. Scheduling, money,
storage and retries live outside, in :mod:`reelwright.providers.path`, written once for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

from reelwright.story import Prompt

__all__ = [
    "Capabilities",
    "Output",
    "Prepared",
    "Provider",
    "Quote",
    "Snapshot",
    "State",
    "TakeRequest",
]


class State(StrEnum):
    """Where a remote job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def terminal(self) -> bool:
        """True when polling again cannot change it."""
        return self in {State.SUCCEEDED, State.FAILED, State.CANCELLED}


@dataclass(frozen=True, slots=True)
class TakeRequest:
    """One take wanted: what to show, for how long (exact seconds), with which seed."""

    prompt: Prompt
    seconds: Fraction
    seed: int
    model: str = ""
    aspect_ratio: str = "16:9"
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one model does. ``seconds`` is the inclusive range of durations; ``price`` is USD a second."""

    tasks: tuple[str, ...]
    seconds: tuple[Fraction, Fraction]
    ratios: tuple[str, ...]
    seed: bool
    audio: bool
    offline: bool
    price: Decimal
    summary: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What a take will cost at most, and how that is known."""

    usd: Decimal
    basis: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request this provider has agreed to honour. ``params`` is the canonical recipe of the take."""

    provider: str
    model: str
    version: int
    params: dict[str, Any]
    quote: Quote
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """A finished take: a document that a renderer opens (``document``), or media bytes (``media``)."""

    document: dict[str, Any] | None = None
    media: bytes | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One observation of a job."""

    state: State
    output: Output | None = None
    message: str = ""
    cost: Decimal | None = None


class Provider(Protocol):
    """What an adapter implements."""

    name: str

    def models(self) -> dict[str, Capabilities]:
        """The models by name; the first is the default."""
        ...

    def prepare(self, request: TakeRequest) -> Prepared:
        """Validate ``request``; no side effects. Raises OptionError for what the model cannot honour."""
        ...

    def submit(self, prepared: Prepared, key: str) -> str:
        """Start the job, in exactly one attempt, and return its id. Raises ProviderError."""
        ...

    def poll(self, job: str) -> Snapshot:
        """What has become of ``job``. Idempotent."""
        ...
