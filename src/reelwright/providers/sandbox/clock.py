"""Whose time the sandbox's jobs live in: the wall clock, or one that a test moves by hand."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Clock", "ManualClock", "Pace", "WallClock"]


class Clock(Protocol):
    """Seconds since 1970 as the sandbox sees them."""

    def now(self) -> float:
        """Seconds since 1970."""
        ...


class WallClock:
    """The computer's own clock."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()


class ManualClock:
    """A clock that stands still until :meth:`advance`, so that expiries and long jobs cost no time."""

    def __init__(self, start: float | None = None) -> None:
        self._now = time.time() if start is None else start
        self._lock = threading.Lock()

    def now(self) -> float:
        """Seconds since 1970."""
        with self._lock:
            return self._now

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` (0 or more) pass at once."""
        if seconds < 0:
            raise ValueError("a clock is only moved forward")
        with self._lock:
            self._now += seconds


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a job takes, in seconds of the clock, and how many run side by side.

    Args:
        queue: seconds a job waits before it runs.
        run: seconds it runs.
        concurrency: jobs that run at once; None for no limit. Those beyond it wait for a place.
        link_ttl: seconds a link to a clip stays valid.
    """

    queue: float = 0.0
    run: float = 0.05
    concurrency: int | None = None
    link_ttl: float = 86_400.0
