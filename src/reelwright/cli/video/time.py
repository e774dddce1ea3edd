"""``reelwright video speed`` and ``reverse``."""

from __future__ import annotations

from pathlib import Path

import click

from reelwright.cli.present import common_options
from reelwright.cli.video.telling import output_option, source_argument, tell_video
from reelwright.cli.watching import watching

__all__ = ["reverse_command", "speed_command"]


@click.command("speed")
@source_argument
@click.argument("factor")
@output_option("The video to write.")
@click.option(
    "--sound", default="keep-pitch", show_default=True, metavar="HOW", help="keep-pitch, pitched or none."
)
@click.option("--fps", metavar="R", help="Frames a second of the result (default: the source's).")
@common_options
def speed_command(
    source: Path, factor: str, output: Path, sound: str, fps: str | None, as_json: bool, project: Path | None
) -> None:
    """Write SOURCE played FACTOR times as fast: 2, 0.5, 1/3, 50%."""
    from reelwright.pipeline.video import speed

    with watching(quiet=as_json) as watch:
        report = speed(source, output, factor, sound=sound, fps=fps, watch=watch)
    tell_video(report, as_json)


@click.command("reverse")
@source_argument
@output_option("The video to write.")
@click.option("--no-audio", is_flag=True, help="Without sound.")
@common_options
def reverse_command(source: Path, output: Path, no_audio: bool, as_json: bool, project: Path | None) -> None:
    """Write SOURCE backwards, sound too."""
    from reelwright.pipeline.video import reverse

    with watching(quiet=as_json) as watch:
        report = reverse(source, output, audio=not no_audio, watch=watch)
    tell_video(report, as_json)
