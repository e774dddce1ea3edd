"""``reelwright estimate``: what a render would take."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import click
from rich.markup import escape

from reelwright.cli.options import film_options
from reelwright.cli.present import common_options, print_json, stdout
from reelwright.pipeline import Estimate

__all__ = ["command", "show_estimate"]


@click.command("estimate")
@click.argument("source", type=click.Path(path_type=Path))
@film_options
@common_options
def command(
    source: Path,
    quality: str | None,
    resolution: str | None,
    no_audio: bool,
    provider: str | None,
    routes: tuple[str, ...],
    accept_unknown_cost: bool,
    workers: int | None,
    as_json: bool,
    project: Path | None,
) -> None:
    """Say what rendering SOURCE would take now: seconds, cost, and what is cached. Nothing is made."""
    from reelwright.pipeline import estimate

    found = estimate(
        source,
        resolution=resolution,
        quality=quality,
        audio=not no_audio,
        provider=provider,
        routes=routes,
        accept_unknown_cost=accept_unknown_cost,
        project=project,
        workers=workers,
    )
    show_estimate(found, as_json)


def show_estimate(found: Estimate, as_json: bool) -> None:
    """The estimate as a short table, or as JSON."""
    if as_json:
        print_json(found.as_dict())
        return
    counts, takes = found.segments, found.takes
    stdout.print(
        f"  [key]Film[/]      {float(found.duration):.4g} s · {found.width}×{found.height} · "
        f"{found.fps} fps · "
        f"{found.frames} frames · {found.quality}"
    )
    stdout.print(
        f"  [key]Segments[/]  {counts.rendered} to render, {counts.cached} cached, {counts.total} in all"
    )
    stdout.print(f"  [key]Takes[/]     {takes.made} to make, {takes.cached} cached")
    stdout.print(
        f"  [key]Time[/]      {found.seconds[0]:.0f} to {found.seconds[1]:.0f} s  [dim]({found.basis})[/]"
    )
    stdout.print(f"  [key]Cost[/]      {_money(*found.usd)}{_unknown(found.unknown)}")
    for offer in found.offers:
        count = f"{offer.takes} take{'s' if offer.takes > 1 else ''}"
        price = "price unknown" if offer.high is None else _money(offer.low, offer.high)
        stdout.print(
            f"            {escape(f'{count} by {offer.provider}/{offer.model}: {price}')}  "
            f"[dim]({escape(offer.basis)})[/]",
            soft_wrap=True,
        )
    for budget in found.short:
        name = budget.scope if budget.scope != "provider" else f"provider {budget.name}"
        stdout.print(
            f"  [bad]The budget of the {escape(name)} has ${budget.left:.2f} left: not enough.[/]",
            soft_wrap=True,
        )


def _money(low: Decimal, high: Decimal) -> str:
    return f"${low:.2f}" if low == high else f"${low:.2f} to ${high:.2f}"


def _unknown(takes: int) -> str:
    if not takes:
        return ""
    return f", and {takes} take{'s' if takes > 1 else ''} whose price nobody knows"
