"""What a person sees: errors, summaries and progress; colours on a terminal, plain text otherwise."""

from __future__ import annotations

import contextlib
import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import click
from rich.console import Console
from rich.markup import escape
from rich.theme import Theme

from reelwright.errors import ReelwrightError

__all__ = ["common_options", "print_json", "say", "show_error", "stderr", "stdout"]

_THEME = Theme(
    {
        "ok": "bold green",
        "bad": "bold red",
        "dim": "bright_black",
        "key": "cyan",
        "next": "bold",
        "path": "bold",
    }
)
stdout = Console(theme=_THEME, highlight=False, soft_wrap=False)
stderr = Console(theme=_THEME, highlight=False, stderr=True)

F = TypeVar("F", bound=Callable[..., Any])


def common_options(function: F) -> F:
    """What every command has: ``--json``, ``--project``, logs as the settings say, and a trace id."""

    @functools.wraps(function)
    def command(*args: Any, **options: Any) -> Any:
        _begin(options.get("project"))
        return function(*args, **options)

    with_project = click.option(
        "--project",
        type=click.Path(file_okay=False, path_type=Path),
        default=None,
        envvar="REELWRIGHT_PROJECT",
        help="Folder that holds .reelwright/ (default: the current one).",
    )(command)
    with_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")
    return cast(F, with_json(with_project))


def _begin(project: Path | None) -> None:
    """A run with its trace id, and logs as the settings say; wrong settings are for who uses them."""
    from reelwright import telemetry
    from reelwright.config import load_settings

    context = click.get_current_context(silent=True)
    telemetry.start_run(context.info_name or "" if context else "")
    with contextlib.suppress(ReelwrightError):
        settings = load_settings(project)
        telemetry.configure(settings.log_level, settings.log_format)


def print_json(value: Any) -> None:
    """One JSON object on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()


def say(markup: str) -> None:
    """One line for a person on stdout."""
    stdout.print(markup)


def show_error(error: ReelwrightError, as_json: bool) -> None:
    """The error's sentence, its code and the next step."""
    if as_json:
        print_json({"error": {key: _plain(value) for key, value in error.as_dict().items()}})
        return
    stderr.print(f"[bad]Error[/]  {escape(error.message)}  [dim]({error.code})[/]", soft_wrap=True)
    if error.hint:
        stderr.print(f"[next]Next[/]   {escape(error.hint)}", soft_wrap=True)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)
