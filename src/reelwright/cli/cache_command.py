"""``reelwright cache``: what the store holds, and freeing it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import click

from reelwright.cli.present import common_options, print_json, stdout
from reelwright.cli.summary import megabytes
from reelwright.errors import OptionError

__all__ = ["command"]

_SIZES = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_AGES = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@click.group("cache")
def command() -> None:
    """Look into the artifact store, or free space in it."""


@command.command("stat")
@common_options
def stat_command(as_json: bool, project: Path | None) -> None:
    """Say what the store holds."""
    from reelwright.pipeline import cache_stat

    found = cache_stat(project)
    if as_json:
        print_json(found)
        return
    stdout.print(f"  [key]Folder[/]     {found['root']}", soft_wrap=True)
    stdout.print(f"  [key]Artifacts[/]  {found['artifacts']} · {megabytes(found['bytes'])}")
    for op, count in sorted(found["by_op"].items()):
        stdout.print(f"    {op:<24} {count}")


@command.command("gc")
@click.option("--max-age", metavar="AGE", help="Remove what was not used for this long: 12h, 30d, 4w.")
@click.option("--max-size", metavar="SIZE", help="Remove the least recently used beyond this: 500M, 10G.")
@common_options
def gc_command(max_age: str | None, max_size: str | None, as_json: bool, project: Path | None) -> None:
    """Remove old artifacts; anything removed is made again when it is needed."""
    from reelwright.pipeline import cache_gc

    found = cache_gc(project, max_age=_age(max_age), max_bytes=_size(max_size))
    if as_json:
        print_json(found)
        return
    stdout.print(f"[ok]✓[/] Removed {found['removed']} artifacts, {megabytes(found['freed'])}.")


def _age(text: str | None) -> timedelta | None:
    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,6})\s*([mhdw])", text.strip().lower())
    if not match:
        raise OptionError(f"“{text}” is not an age.", code="bad-age", hint="Write 90m, 12h, 30d or 4w.")
    return timedelta(**{_AGES[match[2]]: int(match[1])})


def _size(text: str | None) -> int | None:
    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,12})\s*([kmgt]?)b?", text.strip().lower())
    if not match:
        raise OptionError(f"“{text}” is not a size.", code="bad-size", hint="Write bytes, 500M or 10G.")
    return int(match[1]) * _SIZES[match[2]]
