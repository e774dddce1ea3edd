"""The summary of a finished film on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from reelwright.cli.present import stdout
from reelwright.pipeline import RenderReport, ShotReport

__all__ = ["megabytes", "show_film", "show_nexts"]


def megabytes(size: int) -> str:
    """A file size for people."""
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


def show_film(report: RenderReport, nexts: Sequence[tuple[str, str]]) -> None:
    """What was planned, each shot, time, cost, where the file is, and what to try next."""
    seconds = report.seconds
    size = megabytes(Path(report.output).stat().st_size)
    stdout.print()
    stdout.print(f"[ok]✓[/] [path]{escape(report.output)}[/]", soft_wrap=True)
    stdout.print(
        f"  {float(report.duration):.4g} s · {report.width}×{report.height} · {report.fps} fps · "
        f"{report.frames} frames · {size} · {report.quality}",
        style="dim",
    )
    if report.shots:
        stdout.print(_shots(report.shots, report))
    counts, takes = report.segments, report.takes
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(style="key", no_wrap=True)
    facts.add_column(overflow="fold")
    facts.add_row(
        "  Time",
        f"{seconds['total']:.1f} s: plan {seconds['plan']:.1f} · takes {seconds['takes']:.1f} · "
        f"render {seconds['compose']:.1f} · assemble {seconds['assemble']:.1f} · "
        f"first playable {seconds['first_playable']:.1f}",
    )
    facts.add_row(
        "  Made",
        f"{counts.rendered} of {counts.total} segments ({counts.cached} cached) · "
        f"{takes.made} of {takes.made + takes.cached} takes ({takes.cached} cached)",
    )
    facts.add_row("  Cost", f"${report.cost:.2f}")
    for path in report.captions:
        facts.add_row("  Captions", escape(path))
    for note in (*report.notes, *_stand_ins(report.shots)):
        facts.add_row("  Note", escape(note))
    stdout.print(facts)
    show_nexts(nexts)


def _stand_ins(shots: Sequence[ShotReport]) -> list[str]:
    """What could not be drawn or placed, said once."""
    unresolved = list(dict.fromkeys(word for shot in shots for word in shot.unresolved))
    return [f"Not drawn as itself or not understood: {', '.join(unresolved)}."] if unresolved else []


def _shots(shots: Sequence[ShotReport], report: RenderReport) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("  Shot", no_wrap=True)
    table.add_column("Length", justify="right", no_wrap=True)
    table.add_column("Camera", no_wrap=True)
    table.add_column("Shows", overflow="fold")
    per_frame = report.duration / max(1, report.frames)
    for shot in shots:
        length = f"{float(per_frame * shot.frames):.3g} s"
        table.add_row(f"  {escape(shot.id)}", length, shot.camera.replace("_", " "), escape(shot.summary))
    return table


def show_nexts(nexts: Sequence[tuple[str, str]]) -> None:
    """Commands to try next, each with its reason."""
    if not nexts:
        return
    stdout.print()
    stdout.print("  [next]Try next[/]")
    for line, reason in nexts:
        stdout.print(f"    {escape(line)}   [dim]# {escape(reason)}[/]", soft_wrap=True)
