"""``reelwright sandbox``: stand-ins for the hosted providers, on this machine, for nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from reelwright.cli.present import common_options, print_json

__all__ = ["command"]

# A provider's name, where the service it speaks to has another one.
_SERVICES: Final = {
    "luma": "luma_agents",
    "luma-dream-machine": "luma_legacy",
    "openai_compat": "openai_videos",
    "runwayml": "runway",
    "seedance": "ark",
}


@click.command("sandbox")
@click.argument("names", nargs=-1, metavar="[PROVIDER]...")
@click.option(
    "--port", type=int, metavar="N", help="The first of consecutive ports (default: any free ones)."
)
@click.option(
    "--seconds",
    type=click.FloatRange(0, 3600),
    default=3.0,
    show_default=True,
    metavar="S",
    help="How long a job takes.",
)
@common_options
def command(
    names: tuple[str, ...], port: int | None, seconds: float, as_json: bool, project: Path | None
) -> None:
    """Serve the wire formats of hosted providers on this machine: real clips, exact bills, nothing is spent.

    It prints the variables that point Reelwright, or a provider's own SDK, at it; Ctrl-C ends it.
    """
    from reelwright.providers.sandbox import NAMES, ports_from, serve
    from reelwright.providers.sandbox.clock import Pace

    names = tuple(_SERVICES.get(name, name) for name in names)
    chosen = names or NAMES
    lines: list[str] = []

    def collect(line: str) -> None:
        if line.startswith("export "):
            lines.append(line)
        elif lines:  # the closing remark: everything is up
            pairs = (line.removeprefix("export ").partition("=") for line in lines)
            print_json({"environment": {name: value for name, _, value in pairs}})

    serve(
        *names,
        ports=None if port is None else ports_from(port, chosen),
        pace=Pace(run=seconds),
        say=collect if as_json else None,
    )
