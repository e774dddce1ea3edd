"""A job as the journal holds it, and identifiers that sort by time."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from reelwright.providers.fault import ProviderFault
from reelwright.providers.job import Prepared, State
from reelwright.providers.quote import dollars

__all__ = ["JobRecord", "fault_json", "new_id"]

_CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id() -> str:
    """A ULID in lower case: 48 bits of milliseconds, then 80 random bits; 26 characters."""
    number = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def fault_json(fault: ProviderFault | None) -> str | None:
    """A fault as canonical JSON text."""
    return None if fault is None else json.dumps(fault.as_dict(), sort_keys=True, default=str)


def _moment(value: int | None) -> str | None:
    if value is None:
        return None
    return datetime.fromtimestamp(value / 1e6, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class JobRecord:
    """One job. Moments are microseconds since 1970 UTC, ``reserved`` and ``settled`` millionths of a
    dollar."""

    id: str
    intent: str
    attempt: int
    project: str
    provider: str
    model: str
    task: str
    state: State
    remote_id: str | None
    prepared_json: str
    reserved: int
    settled: int | None
    basis: str
    submits: int
    created: int
    updated: int
    submitted: int | None
    finished: int | None
    owner: str | None
    lease: int
    fault_text: str | None
    trace_id: str | None

    @classmethod
    def of(cls, row: Any) -> JobRecord:
        """From a row of the ``jobs`` table."""
        values = dict(row._mapping)
        values["state"] = State(values["state"])
        values["prepared_json"] = values.pop("prepared")
        values["fault_text"] = values.pop("fault")
        return cls(**values)

    @property
    def prepared(self) -> Prepared:
        """What was agreed with the provider."""
        return Prepared.from_json(self.prepared_json)

    @property
    def fault(self) -> ProviderFault | None:
        """Why it failed, or why nobody knows what became of it."""
        if self.fault_text is None:
            return None
        data = json.loads(self.fault_text)
        return ProviderFault(**data)

    @property
    def settled_usd(self) -> Decimal | None:
        """What it cost; None while that is open."""
        return None if self.settled is None else dollars(self.settled)

    def as_dict(self) -> dict[str, Any]:
        """The job as a JSON object; amounts in USD, moments in ISO 8601."""
        fault = json.loads(self.fault_text) if self.fault_text else None
        return {
            "id": self.id,
            "state": self.state.value,
            "provider": self.provider,
            "model": self.model,
            "task": self.task,
            "remote_id": self.remote_id,
            "attempt": self.attempt,
            "submits": self.submits,
            "project": self.project,
            "take": self.intent,
            "reserved_usd": str(dollars(self.reserved)),
            "settled_usd": None if self.settled is None else str(dollars(self.settled)),
            "basis": self.basis,
            "created": _moment(self.created),
            "submitted": _moment(self.submitted),
            "finished": _moment(self.finished),
            "trace_id": self.trace_id,
            "fault": fault,
        }
