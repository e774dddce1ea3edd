"""``reelwright doctor``: is this machine fit?"""

from __future__ import annotations

from pathlib import Path

import click
from rich.markup import escape

from reelwright.cli.present import common_options, print_json, stdout

__all__ = ["command"]

_MARKS = {"ok": "[ok]✓[/]", "warn": "[yellow]![/]", "bad": "[bad]✗[/]"}


@click.command("doctor")
@common_options
def command(as_json: bool, project: Path | None) -> None:
    """Check this machine: libraries, encoders, fonts, folders, cores. Exit 1 when something is missing."""
    from reelwright.pipeline import diagnose

    checks = diagnose(project)
    bad = any(check.state == "bad" for check in checks)
    if as_json:
        print_json({"ok": not bad, "checks": [check.as_dict() for check in checks]})
    else:
        for check in checks:
            hint = f"  [dim]{escape(check.hint)}[/]" if check.hint else ""
            stdout.print(
                f"{_MARKS[check.state]} {check.name:<14} {escape(check.found)}{hint}", soft_wrap=True
            )
    if bad:
        raise click.exceptions.Exit(1)
