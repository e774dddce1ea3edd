"""``reelwright templates``: what comes with Reelwright."""

from __future__ import annotations

from pathlib import Path

import click
from rich.markup import escape

from reelwright.cli.present import common_options, print_json, say

__all__ = ["command"]


@click.command("templates")
@common_options
def command(as_json: bool, project: Path | None) -> None:
    """The templates that come with Reelwright, for render template:NAME."""
    from reelwright.timeline.template import gallery, load_template

    templates = [load_template(f"template:{name}") for name in gallery()]
    if as_json:
        found = [
            {
                "name": template.name,
                "description": template.description,
                "formats": list(template.formats),
                "languages": list(template.languages),
                "variables": list(template.variables),
            }
            for template in templates
        ]
        print_json({"templates": found})
        return
    for template in templates:
        needed = [name for name, variable in template.variables.items() if variable.required]
        say(f"[path]template:{escape(template.name)}[/]  {escape(template.description)}")
        say(
            f"  [dim]{', '.join(template.formats)} · {', '.join(template.languages)} · "
            f"needs {escape(', '.join(needed))}[/]"
        )
