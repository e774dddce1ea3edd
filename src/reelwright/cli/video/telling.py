"""What the tools say when they are done, and the options that several of them share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.markup import escape

from reelwright.cli.present import print_json, stdout
from reelwright.cli.summary import megabytes
from reelwright.pipeline.video import StillsReport, ToolReport

__all__ = ["output_option", "source_argument", "tell_stills", "tell_video"]

F = TypeVar("F", bound=Callable[..., Any])


def source_argument(function: F) -> F:
    """The file to read."""
    return click.argument("source", type=click.Path(path_type=Path))(function)


def output_option(says: str) -> Callable[[F], F]:
    """``-o``: where the result goes."""
    return click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help=says)


def tell_video(report: ToolReport, as_json: bool) -> None:
    """One video (or sound) that was written."""
    if as_json:
        print_json(report.as_dict())
        return
    stdout.print(f"[ok]✓[/] [path]{escape(report.output)}[/]", soft_wrap=True)
    parts = [f"{float(report.duration):.6g} s"]
    if report.frames:
        parts += [f"{report.width}×{report.height}", f"{report.fps} fps", f"{report.frames} frames"]
        parts += [f"{report.copied} copied"] if report.copied else []
        parts += [f"{report.encoded} encoded"] if report.encoded else []
    parts += [megabytes(Path(report.output).stat().st_size), f"in {report.seconds:.2f} s"]
    stdout.print("  " + " · ".join(parts), style="dim", soft_wrap=True)
    for note in report.notes:
        stdout.print(f"  [key]Note[/]  {escape(note)}", soft_wrap=True)


def tell_stills(report: StillsReport, as_json: bool) -> None:
    """Images that were written."""
    if as_json:
        print_json(report.as_dict())
        return
    names = [*report.outputs, *report.extra]
    shown = names if len(names) <= 6 else [*names[:3], "…", *names[-1:]]
    for name in shown:
        mark = "[ok]✓[/]" if name != "…" else " "
        stdout.print(f"{mark} [path]{escape(name)}[/]", soft_wrap=True)
    count = len(report.outputs)
    images = f"{count} image{'s' if count != 1 else ''}"
    stdout.print(
        f"  {images} · {report.width}×{report.height} · in {report.seconds:.2f} s",
        style="dim",
    )
    for note in report.notes:
        stdout.print(f"  [key]Note[/]  {escape(note)}", soft_wrap=True)
