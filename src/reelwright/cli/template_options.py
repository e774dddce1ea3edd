"""What ``reelwright render`` does with templates: options, values, and a film or one for every row."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.markup import escape

from reelwright.cli.present import print_json, say
from reelwright.cli.summary import show_film
from reelwright.cli.watching import watching
from reelwright.errors import OptionError

__all__ = ["is_template", "render_filled", "template_options"]

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--set",
        "sets",
        multiple=True,
        metavar="NAME=VALUE",
        help="A template's variable; may be repeated, also with one NAME for a list.",
    ),
    click.option(
        "--data",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help='A film for every row of a .csv, .jsonl or .parquet file; with -o "out/{column}.mp4".',
    ),
    click.option("--format", "form", metavar="W:H", help="One of the template's formats: 16:9, 9:16, 1:1."),
    click.option("--language", metavar="CODE", help="One of the template's languages: en, de."),
    click.option(
        "--brand", metavar="FILE", type=click.Path(path_type=Path), help="A brand kit (reelwright/brand@1)."
    ),
    click.option("--variables", is_flag=True, help="Only print the JSON Schema of the template's variables."),
)


def template_options(function: F) -> F:
    """The options of templates: values, rows, format, language, brand."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def is_template(source: Path) -> bool:
    """True for ``template:NAME`` and for files that say that they are templates."""
    if str(source).startswith("template:"):
        return True
    if source.suffix.lower() not in (".yaml", ".yml", ".json"):
        return False
    try:
        with source.open("rb") as stream:  # the document itself is read once, later
            return b"reelwright/template@" in stream.read(4096)
    except OSError:
        return False


def render_filled(
    source: Path,
    output: Path | None,
    *,
    sets: tuple[str, ...],
    data: Path | None,
    variables: bool,
    dry_run: bool,
    as_json: bool,
    **how: Any,
) -> None:
    """Print the variables of the template ``source``, fill it, or fill it for every row of ``data``."""
    from reelwright.pipeline.campaign import campaign, render_template
    from reelwright.pipeline.campaign.filling import template_source
    from reelwright.timeline.template import load_template

    template = load_template(template_source(source))
    if variables:
        print_json(template.schema_of_variables())
        return
    values = _values(sets)
    if data is None:
        if dry_run:
            raise OptionError(
                "--dry-run goes with --data here: it checks the rows.",
                code="bad-usage",
                hint="Leave it out, or give --data.",
            )
        target = output or Path(f"{template.name}.mp4" if ":" in str(source) else source.with_suffix(".mp4"))
        with watching(quiet=as_json) as watch:
            report = render_template(template, target, values, watch=watch, **how)
        if as_json:
            print_json(report.as_dict())
            return
        better = ["reelwright", "slate", str(target)]
        show_film(report, [(shlex.join(better), "how it was made")])
        return
    pattern = str(output or "{row}.mp4")
    with watching(quiet=as_json) as watch:
        made = campaign(template, data, pattern, values=values, check_only=dry_run, watch=watch, **how)
    if as_json:
        print_json(made.as_dict())
    elif dry_run:
        say(f"[ok]✓[/] {made.rows} rows can be made.")
    else:
        say(
            f"[ok]✓[/] {made.rows} rows: {made.made} made, {made.skipped} there already, "
            f"{made.same} the same as another, {made.failed} failed · {made.seconds:.1f} s · ${made.cost:.2f}"
        )
        for error in made.errors[:20]:
            say(f"[bad]Row {error['row']}[/]  {escape(error['message'])} [dim]({escape(error['code'])})[/]")
        say(f"  Manifest  {escape(made.manifest)}")
    if made.failed:
        raise click.exceptions.Exit(1)


def _values(sets: tuple[str, ...]) -> dict[str, Any]:
    """``NAME=VALUE`` options by name; a name that is there several times has a list."""
    found: dict[str, list[str]] = {}
    for text in sets:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise OptionError(
                f"“{text[:60]}” is not NAME=VALUE.", code="bad-set", hint='Write --set headline="Hello".'
            )
        found.setdefault(name.strip(), []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}
