"""A job at a provider: what was agreed, where it stands, and what came out of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelwright.providers.fault import ProviderFault
from reelwright.providers.quote import Cost, Quote
from reelwright.providers.request import Media, Role, Task

if TYPE_CHECKING:
    from reelwright.providers.fitting import Fitted

__all__ = ["Handle", "Output", "Prepared", "Snapshot", "State", "Webhook", "slot"]


class State(StrEnum):
    """Where a job stands.

    A provider only ever reports QUEUED, RUNNING, SUCCEEDED, FAILED, CANCELLED and EXPIRED; the others
    belong to the journal. FETCHING: the provider is done, its bytes are not verified here yet. UNKNOWN: the
    submit was ambiguous; a paid job may or may not exist. WRITTEN_OFF: a person gave an unknown job up.
    """

    PREPARED = "prepared"
    SUBMITTING = "submitting"
    UNKNOWN = "unknown"
    QUEUED = "queued"
    RUNNING = "running"
    FETCHING = "fetching"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    WRITTEN_OFF = "written_off"

    @property
    def terminal(self) -> bool:
        """True when nothing can change it any more."""
        return self in _TERMINAL


_TERMINAL = {State.SUCCEEDED, State.FAILED, State.CANCELLED, State.EXPIRED, State.WRITTEN_OFF}
_SLOT = "reelwright-media:"


def slot(index: int) -> str:
    """What stands in a request body for the medium ``index`` until it has been uploaded."""
    return f"{_SLOT}{index}"


@dataclass(frozen=True, slots=True)
class Handle:
    """What a provider knows an uploaded medium by: any JSON value, put in the body in place of its slot."""

    value: Any
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request this provider has agreed to honour.

    ``endpoint`` and ``body`` are what will be sent; media stand in ``body`` as :func:`slot` strings, in the
    order of ``media``. ``params`` is the canonical recipe of the take: it names everything that decides the
    picture. ``version`` rises when the adapter changes what it sends. ``seconds`` and ``size`` are what
    should come back, where that is known. ``secrets`` are never in here: they are added when the request
    leaves.
    """

    provider: str
    model: str
    version: int
    params: dict[str, Any]
    quote: Quote
    notes: tuple[str, ...] = ()
    task: Task = Task.T2V
    endpoint: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    media: tuple[Media, ...] = ()
    seconds: Fraction | None = None
    size: tuple[int, int] | None = None
    prompt: str = ""
    offline: bool = False

    @property
    def drawn(self) -> bool:
        """True when the recipe itself is the take: a document that a renderer draws, with nothing to send."""
        return self.offline and not self.endpoint

    @classmethod
    def of(
        cls,
        provider: str,
        version: int,
        fitted: Fitted,
        endpoint: str,
        body: dict[str, Any],
        *,
        quote: Quote | None = None,
        model: str = "",
        notes: tuple[str, ...] = (),
        params: Mapping[str, Any] | None = None,
    ) -> Prepared:
        """What will be sent for a fitted request; its recipe is made from all that decides the picture.

        Args:
            provider: the adapter's name.
            version: the adapter's own, raised when it sends the same request differently.
            fitted: the request as the model will honour it.
            endpoint: where it goes, below the base URL.
            body: what will be sent, with :func:`slot` strings for media. Nothing secret or changing.
            quote: the price table's, unless given.
            model: the name for people, unless it is ``fitted.model``.
            notes: added to those of the fitting.
            params: further facts for the recipe (the server's address, a model's pinned version).
        """
        recipe: dict[str, Any] = {
            "endpoint": endpoint,
            "body": body,
            "media": [medium.identity for medium in fitted.media],
            "take": fitted.take,
            **(params or {}),
        }
        return cls(
            provider=provider,
            model=model or fitted.model,
            version=version,
            params=recipe,
            quote=fitted.quote() if quote is None else quote,
            notes=(*fitted.notes, *notes),
            task=fitted.task,
            endpoint=endpoint,
            body=body,
            media=fitted.media,
            seconds=fitted.seconds,
            size=fitted.pixels,
            prompt=fitted.prompt,
            offline=fitted.caps.offline,
        )

    def filled(self, handles: Mapping[int, Any]) -> Prepared:
        """With every media slot in the body replaced by its handle's value."""
        if not handles:
            return self

        def fill(value: Any) -> Any:
            if isinstance(value, str) and value.startswith(_SLOT):
                return handles[int(value.removeprefix(_SLOT))]
            if isinstance(value, dict):
                return {name: fill(entry) for name, entry in value.items()}
            if isinstance(value, list | tuple):
                return [fill(entry) for entry in value]
            return value

        return replace(self, body=fill(self.body))

    def as_json(self) -> str:
        """Everything needed to reconcile, poll and keep this job from another process."""
        return json.dumps(
            {
                "provider": self.provider,
                "model": self.model,
                "version": self.version,
                "params": self.params,
                "quote": {
                    "usd": None if self.quote.usd is None else str(self.quote.usd),
                    "basis": self.quote.basis,
                    "as_of": self.quote.as_of,
                },
                "notes": list(self.notes),
                "task": self.task.value,
                "endpoint": self.endpoint,
                "body": self.body,
                "media": [
                    {**medium.identity, **({"path": str(medium.path)} if medium.path else {})}
                    for medium in self.media
                ],
                "seconds": None if self.seconds is None else str(self.seconds),
                "size": self.size,
                "prompt": self.prompt,
                "offline": self.offline,
            },
            sort_keys=True,
            default=str,
        )

    @classmethod
    def from_json(cls, text: str) -> Prepared:
        """The inverse of :meth:`as_json`."""
        from decimal import Decimal

        data = json.loads(text)
        quote = data["quote"]
        return cls(
            provider=data["provider"],
            model=data["model"],
            version=data["version"],
            params=data["params"],
            quote=Quote(
                None if quote["usd"] is None else Decimal(quote["usd"]), quote["basis"], as_of=quote["as_of"]
            ),
            notes=tuple(data["notes"]),
            task=Task(data["task"]),
            endpoint=data["endpoint"],
            body=data["body"],
            media=tuple(
                Media(
                    role=Role(entry["role"]),
                    path=Path(entry["path"]) if "path" in entry else None,
                    url=entry.get("url"),
                    job=entry.get("job"),
                    at=Fraction(entry["at"]) if "at" in entry else None,
                    weight=entry.get("weight"),
                    digest=entry.get("digest", ""),
                )
                for entry in data["media"]
            ),
            seconds=None if data["seconds"] is None else Fraction(data["seconds"]),
            size=tuple(data["size"]) if data["size"] else None,
            prompt=data["prompt"],
            offline=data["offline"],
        )


@dataclass(frozen=True, slots=True)
class Output:
    """One thing a job made: an address to fetch (``url``), bytes on this machine (``path`` or ``media``),
    or a document that a renderer opens (``document``).

    ``auth`` says that the address wants the provider's credentials (which go to allowed hosts only).
    ``mime``, ``size`` (bytes) and ``sha256`` are what the provider claims; the download checks them.
    """

    url: str | None = None
    auth: bool = False
    path: Path | None = None
    media: bytes | None = None
    document: dict[str, Any] | None = None
    mime: str | None = None
    size: int | None = None
    sha256: str | None = None
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One observation of a job. ``raw`` is kept as it came: it is the audit trail.

    SUCCEEDED carries at least one output; a success without any is reported as FAILED with a fault. FAILED,
    CANCELLED and EXPIRED carry a ``fault``. ``warning`` tells of a status nobody knows (taken as RUNNING).
    """

    state: State
    outputs: tuple[Output, ...] = ()
    fault: ProviderFault | None = None
    cost: Cost | None = None
    progress: float | None = None
    seed: int | None = None
    retry_after: float | None = None
    warning: str = ""
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Webhook:
    """A callback whose signature was checked: it wakes the poller, and is never believed about the state."""

    job: str
    event: str
    state: State | None = None
