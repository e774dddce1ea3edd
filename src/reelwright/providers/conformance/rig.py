"""What the suite needs beside an adapter: requests, and a server that misbehaves when told."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol

from reelwright.providers.base import Provider
from reelwright.providers.capabilities import Capabilities
from reelwright.providers.download import Kept, keep_output
from reelwright.providers.job import Prepared, Snapshot, State
from reelwright.providers.request import VideoRequest
from reelwright.providers.sandbox import Sandbox

__all__ = [
    "CLOSED",
    "Rig",
    "SandboxRig",
    "caps_of",
    "filled",
    "first_request",
    "generate",
    "keep",
    "new_key",
    "until_over",
]

CLOSED: Final = "http://127.0.0.1:9"
_PATIENCE: Final = 10.0


class Rig(Protocol):
    """One adapter and the server it talks to.

    ``requests`` maps names of happy paths to requests, at least one; the first is used for the other rows.
    ``refused`` are requests that the adapter must refuse without the network. ``key`` is the secret it sends.
    ``named_status`` is False for services that report no status words. ``faults`` are the kinds that the
    server can show (see :mod:`reelwright.providers.sandbox.fault`); rows about others are skipped.
    """

    provider: Provider
    requests: Mapping[str, VideoRequest]
    refused: Mapping[str, VideoRequest]
    key: str
    named_status: bool
    faults: frozenset[str]

    def other(self, *, base_url: str | None = None, timeout: float | None = None) -> Provider:
        """The same adapter at another address, or less patient."""
        ...

    def fault(self, kind: str, **how: Any) -> None:
        """Let the server misbehave the next time."""
        ...

    def slow_jobs(self, seconds: float) -> None:
        """Let the jobs from now on take ``seconds``."""
        ...

    def creations(self) -> int:
        """How many jobs were created, whatever the client learnt of it."""
        ...

    def creates(self) -> int:
        """How many requests to create something arrived."""
        ...

    def calls(self) -> int:
        """How many requests of any sort arrived."""
        ...

    def bill(self) -> Decimal:
        """What all jobs cost so far, in USD."""
        ...

    def leaked(self) -> bool:
        """True when the key reached a host that must not see it."""
        ...

    def callbacks(self) -> list[tuple[dict[str, str], bytes]]:
        """The webhooks that were sent so far: headers and body."""
        ...


class SandboxRig:
    """A rig over one service of a running sandbox.

    Args:
        sandbox: started, with ``name`` in it.
        name: the service.
        make: makes the adapter for a base URL, with the key that the sandbox prints.
        requests, refused, key, named_status: see :class:`Rig`.
        without: kinds of faults that this service cannot show.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        name: str,
        make: Callable[[str], Provider],
        requests: Mapping[str, VideoRequest],
        refused: Mapping[str, VideoRequest],
        *,
        key: str,
        named_status: bool = True,
        without: frozenset[str] = frozenset(),
        provider: Provider | None = None,
    ) -> None:
        from reelwright.providers.sandbox import KINDS

        self.sandbox, self.name, self._make = sandbox, name, make
        self.provider = provider or make(sandbox.url(name))
        self.requests, self.refused, self.key = requests, refused, key
        self.named_status, self.faults = named_status, frozenset(KINDS) - without

    def other(self, *, base_url: str | None = None, timeout: float | None = None) -> Provider:
        """See :class:`Rig`."""
        made = self._make(base_url or self.sandbox.url(self.name))
        if timeout is not None:
            made.timeout = timeout  # type: ignore[attr-defined]
        return made

    def fault(self, kind: str, **how: Any) -> None:
        """See :class:`Rig`."""
        self.sandbox.fault(self.name, kind, **how)

    def slow_jobs(self, seconds: float) -> None:
        """See :class:`Rig`."""
        self.sandbox.pace(self.name, queue=seconds, run=seconds)

    def creations(self) -> int:
        """See :class:`Rig`."""
        return self.sandbox.creations(self.name)

    def creates(self) -> int:
        """See :class:`Rig`."""
        return len(self.sandbox.requests(self.name, "create"))

    def calls(self) -> int:
        """See :class:`Rig`."""
        return len(self.sandbox.requests(self.name)) + len(self.sandbox.requests("files"))

    def bill(self) -> Decimal:
        """See :class:`Rig`."""
        return self.sandbox.bill(self.name)

    def leaked(self) -> bool:
        """See :class:`Rig`."""
        return any(
            self.key in value or name.lower() in ("authorization", "x-goog-api-key")
            for call in self.sandbox.requests("files")
            for name, value in call.headers.items()
        )

    def callbacks(self) -> list[tuple[dict[str, str], bytes]]:
        """See :class:`Rig`."""
        return [(sent.headers, sent.body) for sent in self.sandbox.deliveries(self.name)]


def first_request(rig: Rig) -> VideoRequest:
    """The request that most rows are about."""
    return next(iter(rig.requests.values()))


def caps_of(rig: Rig) -> Capabilities:
    """The capabilities of the model of :func:`first_request`."""
    prepared = rig.provider.prepare(first_request(rig).identified())
    return rig.provider.models()[prepared.model]


def new_key() -> str:
    """A key of ours for one submit."""
    return uuid.uuid4().hex


def filled(provider: Provider, prepared: Prepared) -> Prepared:
    """``prepared`` with every medium handed over."""
    handles: dict[int, Any] = {}
    for index, medium in enumerate(prepared.media):
        known = medium.identified()
        if known.path is None:
            handles[index] = known.url if known.url is not None else known.job
        else:
            handles[index] = provider.upload(known, known.path, known.digest).value
    return prepared.filled(handles)


def until_over(provider: Provider, job: str) -> Snapshot:
    """The snapshot of a job that is at its end."""
    until = time.monotonic() + _PATIENCE
    while True:
        snapshot = provider.poll(job)
        if snapshot.state not in (State.QUEUED, State.RUNNING):
            return snapshot
        assert time.monotonic() < until, f"the job is still {snapshot.state} after {_PATIENCE:g} s"
        time.sleep(0.005)


def generate(provider: Provider, request: VideoRequest, key: str) -> tuple[Prepared, str, Snapshot]:
    """Prepare, hand over, submit, and poll to the end."""
    prepared = filled(provider, provider.prepare(request.identified()))
    job = provider.submit(prepared, key)
    return prepared, job, until_over(provider, job)


def keep(provider: Provider, job: str, snapshot: Snapshot, folder: Path, **how: Any) -> Kept:
    """Fetch the first result as the path does, asking for a fresh link when one has expired."""

    def fresh() -> Any:
        outputs = provider.poll(job).outputs
        return outputs[0] if outputs else None

    return keep_output(
        snapshot.outputs[0], folder, "clip", provider.http, refresh=fresh, wait=lambda _: None, **how
    )
