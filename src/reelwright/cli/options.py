"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["film_options", "material_options"]

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
        "--provider",
        metavar="NAME",
        help="Who generates takes, NAME or NAME/MODEL (default: the settings' routes, else previs).",
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


_MATERIALS = (
    click.option("--image", metavar="P", help="Start from this picture."),
    click.option("--last-image", metavar="P", help="End with this picture."),
    click.option("--video", metavar="P", help="Change this clip as the prompt says."),
    click.option(
        "--reference", "references", multiple=True, metavar="P", help="Who or what is in it; may be repeated."
    ),
    click.option(
        "--keyframe",
        "keyframes",
        multiple=True,
        metavar="S=P",
        help="A picture at a second; may be repeated.",
    ),
    click.option(
        "--task",
        type=click.Choice(["video-to-video", "extend", "upscale", "reframe"]),
        help="What is done with --video (default: video-to-video).",
    ),
    click.option("--loop", is_flag=True, help="The end leads into the beginning."),
    click.option("--negative", metavar="TEXT", help="What must not be seen."),
    click.option("--model", default="", metavar="NAME", help="One of the provider's models."),
    click.option(
        "--option",
        "options",
        multiple=True,
        metavar="K=V",
        help="One of the model's own options; fps and resolution are those of what it generates.",
    ),
    click.option(
        "--strength", type=float, metavar="X", help="How far --video is changed, where the model asks."
    ),
)


def material_options(function: F) -> F:
    """The options of a take that is made from pictures or a clip, and those of its model."""
    for option in reversed(_MATERIALS):
        function = option(function)
    return function
