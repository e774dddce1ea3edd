"""``reelwright video``: tools for video files, one command each.

A command ``some-name`` is the function ``some_name_command`` of a module in :mod:`reelwright.cli.video`; the
table below says which module, and the line that help shows. Modules are imported when their command is used.
"""

from __future__ import annotations

import difflib
import importlib
from typing import Any, Final

import click

__all__ = ["command"]

_COMMANDS: Final = {
    "info": ("info", "What a file holds: streams, timing, colour, sound."),
    "frames": ("frames", "Still images from a video."),
    "from-frames": ("frames", "A video from still images."),
    "concat": ("joining", "One video from several, copied where they agree."),
    "trim": ("joining", "A part of a video, frame exact; only its edges are encoded again."),
    "loop": ("joining", "A video repeated."),
    "audio": ("sound", "Add, replace, mix or extract sound; the picture is copied."),
    "resize": ("picture", "Another size or shape: fit, fill, pad, letterbox or blurred bars."),
    "grade": ("picture", "Exposure, contrast, saturation, temperature, LUTs and looks."),
    "speed": ("time", "Faster or slower."),
    "reverse": ("time", "Backwards."),
    "thumbnails": ("stills", "The best frames, and sprites for players."),
    "contact-sheet": ("stills", "A page of frames with their timecodes."),
    "extend": ("extending", "A clip that goes on, joined without a seam."),
    "interpolate": ("extending", "Another frame rate, with pictures made in between."),
    "gif": ("stills", "An animated GIF or WebP."),
}


class _LazyGroup(click.Group):
    """Imports a command's module when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"reelwright.cli.video.{_COMMANDS[cmd_name][0]}")
        found: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in _COMMANDS.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], _COMMANDS, 1)
            ctx.fail(f"There is no video tool “{args[0]}”." + (f" Did you mean {near[0]}?" if near else ""))
        return super().resolve_command(ctx, args)


@click.group("video", cls=_LazyGroup)
def command() -> None:
    """Tools for video files. Every result appears whole or not at all."""
