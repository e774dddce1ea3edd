"""How settings about providers are written: routes, limits and times to wait, in tables or in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from reelwright.errors import OptionError
from reelwright.timing import parse_seconds

__all__ = ["LimitTable", "ProviderLimits", "RouteTable", "Wait"]


def _wait(value: object) -> object:
    """A time to wait, in seconds; ``none`` is as long as it takes."""
    if value is None or (isinstance(value, str) and value.strip().lower() in ("none", "unlimited")):
        return None
    if not isinstance(value, str | int | float):
        raise ValueError("not a time")
    try:
        return float(parse_seconds(value))
    except OptionError:
        raise ValueError("not a time") from None


def _routes(value: object) -> object:
    """Lists of targets by quality or quality.task, from a table or from text."""
    if isinstance(value, str):
        value = dict(_pairs(value, "*"))
    if not isinstance(value, Mapping):
        raise ValueError("not a table")
    found: dict[str, tuple[str, ...]] = {}
    for key, entry in value.items():
        if isinstance(entry, Mapping):  # final.image-to-video = "...", without quotes around the key
            found |= {f"{key}.{task}": _targets(targets) for task, targets in entry.items()}
        else:
            found[str(key)] = _targets(entry)
    return found


def _targets(value: object) -> tuple[str, ...]:
    entries = value.split(",") if isinstance(value, str) else value
    if not isinstance(entries, list | tuple) or not all(isinstance(entry, str) for entry in entries):
        raise ValueError("not a list of targets")
    found = tuple(entry.strip() for entry in entries if entry.strip())
    if not found:
        raise ValueError("no target")
    return found


def _limits(value: object) -> object:
    """Limits by provider, from tables or from text."""
    if not isinstance(value, str):
        return value
    found: dict[str, dict[str, str]] = {}
    for key, entry in _pairs(value):
        provider, dot, field = key.rpartition(".")
        if not dot:
            raise ValueError("no provider")
        found.setdefault(provider, {})[field] = entry
    return found


def _count(value: object) -> object:
    if isinstance(value, bool | float):
        raise ValueError("not a whole number")
    return value


def _pairs(text: str, default: str = "") -> list[tuple[str, str]]:
    """``a=1; b=2`` as pairs; text without a key gets ``default``."""
    found = []
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        key, equals, value = entry.partition("=")
        if not equals and not default:
            raise ValueError("no value")
        found.append((key.strip(), value.strip()) if equals else (default, entry))
    return found


Wait = Annotated[Annotated[float, Field(ge=0)] | None, BeforeValidator(_wait)]
Count = Annotated[Annotated[int, Field(ge=1, le=1_000_000)], BeforeValidator(_count)]


class ProviderLimits(BaseModel):
    """What one provider may be asked; what is not set is as the model or the general setting says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    concurrency: Count | None = Field(None, description="jobs under way at once")
    per_minute: Count | None = Field(None, description="submits a minute")
    deadline: Wait = Field(None, description="seconds a take is waited for")

    def over(self, other: ProviderLimits | None) -> ProviderLimits:
        """These limits, and those of ``other`` where these say nothing."""
        if other is None:
            return self
        return ProviderLimits(**other.model_dump(exclude_unset=True) | self.model_dump(exclude_unset=True))


RouteTable = Annotated[dict[str, tuple[str, ...]], BeforeValidator(_routes)]
"""``provider/model`` in order of preference, by quality or quality.task."""

LimitTable = Annotated[dict[str, ProviderLimits], BeforeValidator(_limits)]
"""Limits by provider."""
