"""Hard limits on what takes may cost, and what they hold."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from reelwright.config import load_settings
from reelwright.errors import OptionError
from reelwright.providers import provider_names
from reelwright.providers.language import DIALECTS
from reelwright.providers.path import journal_of
from reelwright.store import open_store

__all__ = ["set_budget", "show_budgets"]


def show_budgets(project: Path | str | None = None) -> dict[str, Any]:
    """Every limit with what it holds, and the totals of the ledger; amounts in USD."""
    from reelwright.providers.ledger import Budgets

    budgets = Budgets(journal_of(open_store(load_settings(project).project)).book)
    return {"budgets": [budget.as_dict() for budget in budgets.all()], "totals": budgets.totals()}


def set_budget(scope: str, limit: Decimal | None, project: Path | str | None = None) -> dict[str, Any]:
    """Set or remove (None) a limit in USD.

    Args:
        scope: ``project``, ``day`` (each UTC day), ``provider`` (each one), or ``provider:NAME``.
        limit: at least 0.
        project: the project's folder.

    Raises:
        OptionError: no such scope or provider, or not an amount.
    """
    from reelwright.providers.ledger import Budgets

    kind, _, name = scope.partition(":")
    if kind not in ("project", "day", "provider") or (name and kind != "provider"):
        raise OptionError(
            f"There is no budget “{scope}”.",
            code="bad-budget",
            hint="Known: project, day, provider, and provider:NAME for one of them.",
        )
    known = [*provider_names(), *DIALECTS]
    if name and name not in known:
        raise OptionError(
            f"There is no provider “{name}”.",
            code="unknown-provider",
            hint=f"Known providers: {', '.join(known)}.",
        )
    budgets = Budgets(journal_of(open_store(load_settings(project).project)).book)
    budgets.put(kind, name or "*", limit)  # type: ignore[arg-type]
    return show_budgets(project)
