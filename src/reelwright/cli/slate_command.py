"""``reelwright slate``: how a file was made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from reelwright.cli.present import common_options, print_json, stdout

__all__ = ["command"]


@click.command("slate")
@click.argument("file")
@common_options
def command(file: str, as_json: bool, project: Path | None) -> None:
    """Show how FILE (a film, or a recipe key) was made: recipe, inputs, takes, cost, trace."""
    from reelwright.pipeline import slate

    found = slate(file, project=project)
    if as_json:
        print_json(found)
        return
    film = found["film"]
    stdout.print(
        f"[ok]{escape(film['op'])}[/]  [path]{film['key'][:16]}[/]  made {film['created']}", soft_wrap=True
    )
    for name, value in film["params"].get("facts", {}).items():
        stdout.print(f"  [key]{name:<9}[/] {escape(str(value))}", soft_wrap=True)
    stdout.print(f"  [key]cost     [/] ${found['cost']['usd']}")
    stdout.print(f"  [key]trace    [/] {film['trace_id']}")
    stdout.print(f"  [key]segments [/] {found['segments']}")
    for take in found["takes"]:
        stdout.print(
            f"  [key]take     [/] {take['key'][:16]}  {escape(take['op'])}  {escape(_shows(take))}",
            soft_wrap=True,
        )


def _shows(take: dict[str, Any]) -> str:
    prompt = take["params"].get("prompt", {})
    subject = (prompt.get("subject") or {}).get("text") or (prompt.get("subject") or {}).get("noun", "")
    return f"seed {take['params'].get('seed', '-')}  {prompt.get('text') or subject}"
