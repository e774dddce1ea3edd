"""Sends webhooks when jobs change, from one background thread; never to another machine."""

from __future__ import annotations

import heapq
import http.client
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from reelwright.providers.sandbox.clock import Clock

__all__ = ["Courier", "Delivery", "is_loopback", "post"]

_TICK = 0.01


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook: where it went, what it held, and the status that came back (0: nobody answered)."""

    url: str
    headers: dict[str, str]
    body: bytes
    status: int
    fault: str | None = None


def is_loopback(url: str) -> bool:
    """True for plain HTTP to this very machine."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    except ValueError:
        return False


def post(url: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
    """POST ``body`` to a loopback ``url``: status and answer; status 0 for other machines and for silence."""
    if not is_loopback(url):
        return 0, b""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=5)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
        reply = connection.getresponse()
        return reply.status, reply.read(1 << 16)
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


class Courier:
    """Runs actions when their time on the clock has come, in order, one after another."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._wake = threading.Condition()
        self._stopped = False
        self._thread: threading.Thread | None = None

    def schedule(self, due: float, action: Callable[[], None]) -> None:
        """Run ``action`` once the clock reads ``due``."""
        with self._wake:
            if self._stopped:
                return
            heapq.heappush(self._due, (due, next(self._order), action))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sandbox-courier", daemon=True)
                self._thread.start()
            self._wake.notify()

    @property
    def stopped(self) -> bool:
        """True when the sandbox is closing."""
        return self._stopped

    def stop(self) -> None:
        """Forget what is not sent yet."""
        with self._wake:
            self._stopped = True
            self._due.clear()
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(timeout=6)

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._due and not self._stopped:
                    self._wake.wait()
                if self._stopped:
                    return
                # A manual clock gives no notice when it is moved, so a pending delivery looks at it often.
                if self._due[0][0] > self._clock.now():
                    self._wake.wait(_TICK)
                    continue
                action = heapq.heappop(self._due)[2]
            action()
