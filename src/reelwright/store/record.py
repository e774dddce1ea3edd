"""What a slate says about a making: when, by whom, at what cost, and the facts it reported."""

from __future__ import annotations

import functools
import getpass
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from reelwright.errors import StoreError
from reelwright.store.recipe import canonical_json

__all__ = ["facts_json", "micros", "moment", "take_cost", "user", "version"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def micros(when: datetime) -> int:
    """Whole microseconds since 1970 UTC."""
    return (when - _EPOCH) // timedelta(microseconds=1)


def moment(value: int) -> datetime:
    """The moment (UTC) that many microseconds after 1970."""
    return _EPOCH + timedelta(microseconds=value)


def user() -> str:
    """Who runs this process: a name, or a number in a container that knows no names."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return str(os.getuid())


@functools.cache
def version() -> str:
    """The version that is installed. Asking the package itself would import the floors above."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("reelwright")
    except PackageNotFoundError:  # run from a source tree that is not installed
        return "0.0.0"


def take_cost(facts: dict[str, Any]) -> Decimal:
    """Take ``cost_usd`` out of ``facts``; nothing said is nothing paid.

    Raises:
        StoreError: it is not an amount of money.
    """
    given = facts.pop("cost_usd", 0)
    try:
        cost = Decimal(str(given))
    except InvalidOperation:
        cost = Decimal("NaN")
    if not cost.is_finite() or cost < 0:
        raise StoreError(
            f"A cost of {given!r:.40} US dollars is no amount of money.",
            code="bad-cost",
            hint="Report cost_usd as a Decimal, 0 or more.",
        )
    return cost if cost else Decimal(0)


def facts_json(facts: Mapping[str, Any]) -> str:
    """Facts as JSON. What has none is written as text: a finished artifact is not thrown away for it."""
    try:
        return canonical_json(facts, "facts")
    except StoreError:
        return json.dumps({str(key): _told(value) for key, value in facts.items()}, sort_keys=True)


def _told(value: Any) -> Any:
    try:
        return json.loads(canonical_json(value, "facts"))
    except StoreError:
        return str(value)
