"""``reelwright takes``: more takes of the shots of a storyboard."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from reelwright.cli.present import common_options, print_json, stdout

__all__ = ["command"]


@click.command("takes")
@click.argument("board", type=click.Path(path_type=Path))
@click.argument("shots", nargs=-1, metavar="[SHOT]...")
@click.option(
    "-n", "count", type=click.IntRange(1, 64), default=2, show_default=True, help="Takes of each shot."
)
@click.option(
    "--provider", metavar="NAME", help="Who generates takes (default: the settings' routes, else previs)."
)
@click.option("--model", default="", metavar="NAME", help="One of the provider's models.")
@click.option(
    "--route", "routes", multiple=True, metavar="ROUTE", help="final=runway/gen4.5,luma/ray-3.2 and the like."
)
@click.option("--quality", default="final", show_default=True, metavar="NAME", help="Which route to take.")
@click.option("--accept-unknown-cost", is_flag=True, help="Use models whose price nobody knows.")
@common_options
def command(
    board: Path,
    shots: tuple[str, ...],
    count: int,
    provider: str | None,
    model: str,
    routes: tuple[str, ...],
    quality: str,
    accept_unknown_cost: bool,
    as_json: bool,
    project: Path | None,
) -> None:
    """Make takes of the shots of BOARD (or of each SHOT named); those that exist are not made again."""
    from reelwright.cli.watching import watching
    from reelwright.pipeline.picking import more_takes

    with watching(as_json) as watch:
        rows = more_takes(
            board,
            shots,
            count=count,
            provider=provider,
            model=model,
            routes=routes,
            quality=quality,
            project=project,
            accept_unknown_cost=accept_unknown_cost,
            watch=watch,
        )
    if as_json:
        print_json({"takes": [asdict(row) for row in rows]})
    else:
        table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        for column in ("  Shot", "Take", "Key", "Model", "USD", ""):
            table.add_column(column)
        for row in rows:
            what = escape(str(row.error["message"])) if row.error else "made" if row.made else "there already"
            table.add_row(
                f"  {escape(row.shot)}",
                f"{row.number}{' ●' if row.picked else ''}",
                row.key[:12],
                escape(f"{row.provider}/{row.model}" if row.model else row.provider),
                row.cost_usd,
                f"[bad]{what}[/]" if row.error else f"[dim]{what}[/]",
            )
        stdout.print(table)
        stdout.print(f"  Choose one with: reelwright pick {escape(str(board))} SHOT TAKE", style="dim")
