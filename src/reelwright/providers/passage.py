"""One generation on its way through the path, and the rules it keeps to."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelwright.providers.base import Provider
from reelwright.providers.capabilities import Capabilities
from reelwright.providers.fault import ProviderFault
from reelwright.providers.job import Prepared, Snapshot, State

if TYPE_CHECKING:
    from reelwright.provider_settings import ProviderLimits
    from reelwright.providers.download import Kept
    from reelwright.providers.journal import Journal
    from reelwright.providers.lease import Lease
    from reelwright.providers.record import JobRecord
    from reelwright.providers.rules import Rules
    from reelwright.providers.turns import Limits, Turns

__all__ = ["AgainError", "Passage", "Policy"]


class AgainError(Exception):
    """Go through the path once more: every step does nothing where its work is done."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient and how careful a generation is.

    ``deadline`` is how many seconds we wait (None: as long as it takes); it ends the waiting, never the job.
    ``submits`` is how often a submit that created nothing is made again. ``lease`` is how long a silent
    worker is believed to be alive. ``grace`` is how long after an ambiguous submit a job that is not there
    may still appear. ``poll_least`` and ``poll_most`` bound the time between polls; None takes the model's
    own least. ``limits`` replaces the model's usual concurrency and rate; ``total`` limits all models of
    the provider together. ``providers`` are a person's settings by provider, which :meth:`at` applies.
    """

    deadline: float | None = 600.0
    submits: int = 5
    lease: float = 60.0
    grace: float = 10.0
    poll_least: float | None = None
    poll_most: float = 30.0
    accept_unknown_cost: bool = False
    limits: Limits | None = None
    total: Limits | None = None
    providers: Mapping[str, ProviderLimits] = field(default_factory=dict)

    def at(self, provider: str) -> Policy:
        """The policy for takes of ``provider``: with the limits and the deadline that are set for it."""
        own = self.providers.get(provider)
        if own is None:
            return self
        from reelwright.providers.turns import Limits

        deadline = own.deadline if "deadline" in own.model_fields_set else self.deadline
        return replace(self, deadline=deadline, total=Limits(own.concurrency, own.per_minute))


@dataclass(slots=True)
class Passage:
    """What the steps of the path share.

    ``intent`` is the take's recipe key. ``job`` is the journal's record, None for free engines on this
    machine, which have nothing to lose and are not journalled. ``folder`` is where verified files go.
    ``saw`` is called with each snapshot.
    """

    provider: Provider
    prepared: Prepared
    caps: Capabilities
    intent: str
    project: str
    policy: Policy
    rules: Rules
    journal: Journal | None = None
    folder: Path = Path()
    owner: str = ""
    job: JobRecord | None = None
    lease: Lease | None = None
    remote_id: str | None = None
    filled: Prepared | None = None
    claimed: bool = False
    submitting: bool = False
    taken_over: bool = False
    snapshot: Snapshot | None = None
    kept: list[Kept] = field(default_factory=list)
    document: dict[str, Any] | None = None
    cost: Decimal = Decimal(0)
    facts: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    wait: Callable[[float], Any] = time.sleep
    saw: Callable[[Snapshot], Any] = lambda _: None

    @property
    def state(self) -> State | None:
        """Where the job stands; None when it is not journalled."""
        return None if self.job is None else self.job.state

    @property
    def book_keeping(self) -> Journal:
        """The journal of a job that has one."""
        assert self.journal is not None
        return self.journal

    @property
    def turns(self) -> Turns:
        """The pauses of the journal's providers."""
        from reelwright.providers.turns import Turns

        return Turns(self.book_keeping.book)

    def reload(self) -> None:
        """Read the job's record again."""
        if self.journal is not None and self.job is not None:
            self.job = self.journal.get(self.job.id)

    def scrubbed(self, fault: ProviderFault) -> ProviderFault:
        """``fault`` without the provider's secrets, which a service may repeat in what it says."""
        if self.provider.http is not None:
            fault.message = self.provider.http.scrub(fault.message)
            fault.args = (fault.message,)
        return fault

    @property
    def late(self) -> bool:
        """True when the deadline has passed. A job that would die with our waiting is waited for."""
        if self.prepared.offline:
            return False
        return self.policy.deadline is not None and time.monotonic() - self.started > self.policy.deadline
