"""``reelwright budget``: hard limits on what takes may cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from reelwright.cli.present import common_options, print_json, stdout

__all__ = ["command"]


@click.group("budget")
def command() -> None:
    """Show and set hard limits for the project, each day, and providers."""


@command.command("show")
@common_options
def show_command(as_json: bool, project: Path | None) -> None:
    """Say what each budget allows, holds and has spent."""
    from reelwright.pipeline.budgets import show_budgets

    _say(show_budgets(project), as_json)


@command.command("set")
@click.argument("scope")
@click.argument("amount")
@common_options
def set_command(scope: str, amount: str, as_json: bool, project: Path | None) -> None:
    """Limit SCOPE (project, day, provider or provider:NAME) to AMOUNT US dollars; "none" removes the
    limit."""
    from reelwright.pipeline.budgets import set_budget
    from reelwright.pipeline.jobs import usd_amount

    limit = None if amount.strip().lower() == "none" else usd_amount(amount)
    _say(set_budget(scope, limit, project), as_json)


def _say(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    if found["budgets"]:
        table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        for column in ("  Budget", "Limit", "Spent", "Reserved", "Left"):
            table.add_column(column, justify="left" if column == "  Budget" else "right")
        for row in found["budgets"]:
            name = row["scope"] if row["name"] == "*" else f"{row['scope']} {row['name']}"
            amounts = (row[key] for key in ("limit_usd", "spent_usd", "held_usd", "left_usd"))
            table.add_row(f"  {escape(name)}", *amounts)
        stdout.print(table)
    else:
        stdout.print("No limits are set. Set one with: reelwright budget set day 10")
    totals = found["totals"]
    stdout.print(f"  Spent ${totals['spent_usd']} in all; ${totals['held_usd']} reserved for open jobs.")
