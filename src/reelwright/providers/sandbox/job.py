"""The jobs of one provider: what was ordered, how far it is at a moment, and what it costs."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from reelwright.providers.sandbox.clip import ClipOrder
from reelwright.providers.sandbox.clock import Pace

__all__ = ["Job", "JobBook", "Outcome", "Phase"]


class Phase(StrEnum):
    """Where a job stands; each provider has its own words for these."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """True when nothing changes any more."""
        return self in {Phase.SUCCEEDED, Phase.FAILED, Phase.CANCELLED}


class Outcome(StrEnum):
    """How a job will end if nobody cancels it."""

    CLIP = "clip"
    EMPTY = "empty"
    MODERATED = "moderated"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(slots=True)
class Job:
    """One accepted order.

    ``starts`` and ``ends`` are fixed at creation, so the phase is a function of the clock alone. ``price`` is
    in USD, if it is billed. ``own_id`` is the client's name for it. ``link`` counts the links handed out;
    those in ``dead_links`` answer no more.
    """

    id: str
    number: int
    model: str
    task: str
    order: ClipOrder
    request: dict[str, Any]
    text: str
    price: Decimal
    created: float
    starts: float
    ends: float
    outcome: Outcome = Outcome.CLIP
    clips: int = 1
    cancelled: float | None = None
    waited_for_place: bool = False
    deleted: bool = False
    polls: int = 0
    link: int = 0
    link_made: float = 0.0
    dead_links: set[int] = field(default_factory=set)
    own_id: str | None = None
    notes: dict[str, Any] = field(default_factory=dict)

    def phase(self, now: float) -> Phase:
        """Where the job stands at ``now``."""
        if self.cancelled is not None and self.cancelled < self.ends:
            return Phase.CANCELLED if now >= self.cancelled else self._running(now)
        if now < self.ends:
            return self._running(now)
        if self.outcome in (Outcome.CLIP, Outcome.EMPTY):
            return Phase.SUCCEEDED
        return Phase.CANCELLED if self.outcome is Outcome.CANCELLED else Phase.FAILED

    def _running(self, now: float) -> Phase:
        return Phase.QUEUED if now < self.starts else Phase.RUNNING

    def ended_at(self) -> float:
        """When the job ends (or ended)."""
        return self.ends if self.cancelled is None else min(self.cancelled, self.ends)

    def progress(self, now: float) -> float:
        """The share of its running time that has passed, 0..1."""
        if now >= self.ends:
            return 1.0
        return max(0.0, (now - self.starts) / (self.ends - self.starts))

    def cancel(self, now: float) -> bool:
        """Stop it at ``now``; False when it had ended already."""
        if self.phase(now).ended:
            return False
        self.cancelled = now
        return True

    def was_running_when_cancelled(self) -> bool:
        """True when it had left the queue before it was cancelled."""
        return self.cancelled is not None and self.cancelled >= self.starts


class JobBook:
    """All jobs of one provider in the order they were created; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._jobs: dict[str, Job] = {}
        self._own: dict[str, Job] = {}
        self._made = 0

    def clear(self) -> None:
        """Forget every job and the count."""
        with self._lock:
            self._jobs.clear()
            self._own.clear()
            self._made = 0

    def add(self, job: Job, pace: Pace) -> Job:
        """Enter ``job``; when all places of ``pace`` are taken it starts once one is free.

        Raises:
            ValueError: there is a job with its id or its own id already.
        """
        with self._lock:
            if job.id in self._jobs or (job.own_id is not None and job.own_id in self._own):
                raise ValueError(f"{job.own_id or job.id} already exists")
            self._made += 1
            job.number = self._made
            if pace.concurrency is not None:
                busy = sorted(j.ended_at() for j in self._jobs.values() if j.ended_at() > job.starts)
                if len(busy) >= pace.concurrency:
                    shift = busy[len(busy) - pace.concurrency] - job.starts
                    job.starts, job.ends, job.waited_for_place = job.starts + shift, job.ends + shift, True
            self._jobs[job.id] = job
            if job.own_id is not None:
                self._own[job.own_id] = job
            return job

    def get(self, job_id: str) -> Job | None:
        """The job, or None when there never was one."""
        with self._lock:
            return self._jobs.get(job_id)

    def by_own_id(self, own_id: str) -> Job | None:
        """The job that the client named so, or None."""
        with self._lock:
            return self._own.get(own_id)

    def all(self) -> list[Job]:
        """Every job, oldest first."""
        with self._lock:
            return list(self._jobs.values())

    @property
    def made(self) -> int:
        """How many were ever created, the deleted ones included."""
        with self._lock:
            return self._made
