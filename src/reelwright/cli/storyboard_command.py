"""``reelwright storyboard``: plan a sentence as a document a person can edit."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from reelwright.cli.present import common_options, print_json, stderr, stdout
from reelwright.cli.summary import show_nexts

__all__ = ["command"]


@click.command("storyboard")
@click.argument("prompt")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The .yaml or .json to write (default: stdout)."
)
@click.option(
    "--shots", type=click.IntRange(1, 500), help="How many shots (default: what the prompt suggests)."
)
@click.option("--duration", metavar="S", help="Seconds of the whole film (default: what the prompt says).")
@click.option(
    "--style",
    metavar="NAME",
    help="cinematic, documentary, commercial, artistic, anime, realistic, noir, clean.",
)
@click.option("--ratio", default="16:9", show_default=True, metavar="W:H", help="16:9, 9:16, 1:1, 4:5, 21:9.")
@click.option("--fps", default="30", show_default=True, metavar="R", help="24, 25, 30000/1001, 30, 60.")
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Same seed, same film."
)
@click.option(
    "--planner",
    default="rules",
    show_default=True,
    metavar="NAME",
    help="rules (offline) or llm (the settings' language model; see docs/planners.md).",
)
@click.option("--accept-unknown-cost", is_flag=True, help="Ask a language model whose price nobody knows.")
@common_options
def command(
    prompt: str,
    output: Path | None,
    shots: int | None,
    duration: str | None,
    style: str | None,
    ratio: str,
    fps: str,
    seed: int,
    planner: str,
    accept_unknown_cost: bool,
    as_json: bool,
    project: Path | None,
) -> None:
    """Plan a film as scenes and shots; edit the document, then render it."""
    from reelwright.pipeline import solve_canvas
    from reelwright.pipeline.planning import planned
    from reelwright.pipeline.report import dollars
    from reelwright.store import atomic_output
    from reelwright.story import dump_storyboard, to_text

    solve_canvas(ratio)
    found = planned(
        prompt,
        shots=shots,
        duration=duration,
        style=style,
        seed=seed,
        fps=fps,
        ratio=ratio,
        planner=planner,
        accept_unknown_cost=accept_unknown_cost,
        project=project,
    )
    board = found.board
    if output is not None:
        text = dump_storyboard(board, json=output.suffix == ".json")
        with atomic_output(output) as path:
            path.write_text(text, encoding="utf-8")
    if as_json:
        document = board.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        print_json(
            {
                "output": None if output is None else str(output),
                "storyboard": {"schema": board.schema_, **document},
                "cost": {"usd": dollars(found.spent)},
                "notes": list(found.notes),
            }
        )
        return
    if output is None:
        sys.stdout.write(dump_storyboard(board))
    console = stderr if output is None else stdout
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("  Shot", "Length", "Purpose", "Camera", "Size", "Shows"):
        table.add_column(name, justify="right" if name == "Length" else "left", overflow="fold")
    from reelwright.story import prompt_for

    for scene in board.scenes:
        for shot in scene.shots:
            seen = prompt_for(board, scene, shot)
            table.add_row(
                f"  {escape(shot.id)}",
                f"{float(shot.duration):.4g} s",
                shot.purpose.replace("_", " "),
                (seen.camera or "static").replace("_", " "),
                (seen.size or "").replace("_", " "),
                escape(shot.text or to_text(seen)),
            )
    console.print(table)
    for note in found.notes:
        console.print(f"[dim]{escape(note)}[/]", soft_wrap=True)
    if output is not None:
        stdout.print(f"[ok]✓[/] [path]{escape(str(output))}[/]", soft_wrap=True)
        show_nexts(
            [
                (
                    shlex.join(["reelwright", "render", str(output), "-o", str(output.with_suffix(".mp4"))]),
                    "make the film",
                )
            ]
        )
