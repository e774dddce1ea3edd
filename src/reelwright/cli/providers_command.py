"""``reelwright providers``: who can generate takes."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

import click
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from reelwright.cli.present import common_options, print_json, stdout

__all__ = ["command"]

_SHORT: Final = {
    "text-to-video": "text",
    "image-to-video": "image",
    "interpolate": "first+last",
    "keyframes": "keyframes",
    "reference-to-video": "reference",
    "video-to-video": "video",
}


@click.command("providers")
@click.argument("name", required=False)
@common_options
def command(name: str | None, as_json: bool, project: Any) -> None:
    """List providers and their models: tasks, durations, seed, audio, price, and whether a key is there."""
    from reelwright.pipeline import list_models

    rows = list_models(name)
    if as_json:
        print_json({"models": rows})
        return
    for provider, group in groupby(rows, key=lambda row: row["provider"]):
        _show(str(provider), list(group))


def _sizes(row: dict[str, Any]) -> str:
    """The resolutions or sizes of a model, shortened."""
    shown, sizes = (3, row["resolutions"]) if row["resolutions"] else (1, row["ratios"])
    rest = len(sizes) - shown
    return ", ".join(sizes[:shown]) + (f" +{rest}" if rest > 0 else "") or "as input"


def _show(provider: str, rows: list[dict[str, Any]]) -> None:
    first = rows[0]
    state = "[ok]ready[/]" if first["ready"] else f"[dim]{escape(first['missing'])}[/]"
    stdout.print(f"[key]{escape(provider)}[/]  {state}", soft_wrap=True)
    models = [row for row in rows if row["model"]]
    if not models:
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("  Model", "From", "Seconds", "Sizes", "Seed", "Sound", "USD/s"):
        table.add_column(column)
    for row in models:
        low, high = row["seconds"]["min"], row["seconds"]["max"]
        table.add_row(
            f"  {escape(row['model'])}",
            ", ".join(_SHORT.get(task, task) for task in row["tasks"]),
            "as input" if high == 0 else f"{low:g}" if low == high else f"{low:.2g} to {high:g}",
            escape(_sizes(row)),
            "yes" if row["seed"] else "no",
            "yes" if row["audio"] else "no",
            row["usd_per_second"],
        )
    stdout.print(table)
    if len(models) == 1 and models[0]["summary"]:
        stdout.print(f"  {escape(models[0]['summary'])}", style="dim")
