"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["film_options"]

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--quality",
        metavar="NAME",
        help="draft (480p), preview (720p) or final (1080p) (default: preview, or the settings').",
    ),
    click.option("--resolution", metavar="SIZE", help="480p, 720p, 1080p, 2160p or WIDTHxHEIGHT."),
    click.option("--no-audio", is_flag=True, help="A film without sound."),
    click.option(
        "--provider", default="previs", show_default=True, metavar="NAME", help="Who generates takes."
    ),
    click.option(
        "--route",
        "routes",
        multiple=True,
        metavar="ROUTE",
        help="Who makes which quality: final=runway/gen4.5,luma/ray-3.2 and the like; may be repeated.",
    ),
    click.option("--accept-unknown-cost", is_flag=True, help="Use models whose price nobody knows."),
    click.option(
        "--workers",
        type=click.IntRange(1, 256),
        help="Rendering processes (default: one per core that memory allows).",
    ),
)


def film_options(function: F) -> F:
    """The options of everything that renders: quality, size, sound, who makes takes, and workers."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function
