"""``reelwright pick``: choose a take for a shot."""

from __future__ import annotations

from pathlib import Path

import click
from rich.markup import escape

from reelwright.cli.present import common_options, print_json, stdout

__all__ = ["command"]


@click.command("pick")
@click.argument("board", type=click.Path(path_type=Path))
@click.argument("shot")
@click.argument("take")
@click.option(
    "--provider",
    metavar="NAME",
    help="Whose takes are numbered (default: the settings' routes, else previs).",
)
@click.option("--model", default="", metavar="NAME", help="With which model.")
@common_options
def command(
    board: Path, shot: str, take: str, provider: str | None, model: str, as_json: bool, project: Path | None
) -> None:
    """Choose TAKE (its number, or the beginning of its key) for SHOT; BOARD is rewritten, comments and
    all."""
    from reelwright.pipeline.picking import pick_take

    found = pick_take(board, shot, take, provider=provider, model=model, project=project)
    if as_json:
        print_json(found)
        return
    stdout.print(
        f"[ok]✓[/] Shot {escape(shot)} uses take {found['pick'][:12]}.  "
        f"Next: reelwright render {escape(str(board))} -o film.mp4",
        soft_wrap=True,
    )
