"""What the store hands out: artifacts, their slates, and the files exported from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from reelwright.store.recipe import Recipe

__all__ = ["Artifact", "Output", "Slate"]


@dataclass(frozen=True, slots=True)
class Artifact:
    """Immutable bytes in the store.

    ``key`` is the recipe's, ``digest`` the SHA-256 of the bytes (both 64 hex digits); ``path`` is a read-only
    file of ``size`` bytes without a suffix; ``made`` is True when this call made it, False when it was there.
    """

    key: str
    digest: str
    path: Path
    size: int
    made: bool


@dataclass(frozen=True, slots=True)
class Slate:
    """How an artifact was made.

    ``created`` is UTC; ``seconds`` is how long the making took by the clock; ``cost_usd`` is exact;
    ``reelwright`` is the version that made it; ``facts`` is whatever the making reported.
    """

    key: str
    digest: str
    size: int
    op: str
    version: int
    params: Mapping[str, Any]
    inputs: Mapping[str, str]
    created: datetime
    seconds: float
    cost_usd: Decimal
    trace_id: str | None
    host: str
    user: str
    reelwright: str
    facts: Mapping[str, Any]

    @property
    def recipe(self) -> Recipe:
        """The recipe; its key is ``key``."""
        return Recipe(self.op, self.version, self.params, self.inputs)

    def as_dict(self) -> dict[str, Any]:
        """The slate as a JSON object."""
        return {
            "key": self.key,
            "digest": self.digest,
            "size": self.size,
            "op": self.op,
            "version": self.version,
            "params": dict(self.params),
            "inputs": dict(self.inputs),
            "created": self.created.isoformat().replace("+00:00", "Z"),
            "seconds": round(self.seconds, 6),
            "cost_usd": str(self.cost_usd),
            "trace_id": self.trace_id,
            "host": self.host,
            "user": self.user,
            "reelwright": self.reelwright,
            "facts": dict(self.facts),
        }


@dataclass(frozen=True, slots=True)
class Output:
    """A file that was exported from the artifact ``key``: where to, its bytes' SHA-256, and when (UTC)."""

    path: Path
    digest: str
    size: int
    key: str
    noted: datetime
