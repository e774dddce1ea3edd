"""``reelwright providers``: who can generate takes."""

from __future__ import annotations

from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from reelwright.cli.present import common_options, print_json, stdout

__all__ = ["command"]


@click.command("providers")
@click.argument("name", required=False)
@common_options
def command(name: str | None, as_json: bool, project: Any) -> None:
    """List providers and their models: tasks, durations, seed, audio, price."""
    from reelwright.pipeline import list_models

    rows = list_models(name)
    if as_json:
        print_json({"models": rows})
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("  Provider", "Model", "Tasks", "Ratios", "Seed", "Audio", "Offline", "USD/s"):
        table.add_column(column)
    for row in rows:
        marks = ["yes" if row[key] else "no" for key in ("seed", "audio", "offline")]
        table.add_row(
            f"  {escape(row['provider'])}",
            escape(row["model"]),
            ", ".join(row["tasks"]),
            ", ".join(row["ratios"]),
            *marks,
            row["usd_per_second"],
        )
    stdout.print(table)
    for row in rows:
        stdout.print(f"  {escape(row['provider'])}: {escape(row['summary'])}", style="dim")
