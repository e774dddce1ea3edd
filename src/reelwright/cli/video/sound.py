"""``reelwright video audio``: add, replace, mix, extract."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import click

from reelwright.cli.present import common_options
from reelwright.cli.video.telling import output_option, source_argument, tell_video
from reelwright.cli.watching import watching
from reelwright.pipeline.video import Placement
from reelwright.timing import parse_seconds

__all__ = ["audio_command"]

F = TypeVar("F", bound=Callable[..., Any])

_PLACING = (
    click.option(
        "--offset", default="0", show_default=True, metavar="T", help="Seconds later; -2 leaves 2 s out."
    ),
    click.option("--gain", type=float, default=0.0, show_default=True, metavar="DB", help="Decibels."),
    click.option("--fade", metavar="IN[,OUT]", help="Fade in and out, seconds."),
)


def _placing(function: F) -> F:
    for option in reversed(_PLACING):
        function = option(function)
    return function


def _placement(offset: str, gain: float, fade: str | None) -> Placement:
    text = offset.strip()
    sign = -1 if text.startswith("-") else 1
    fades = [parse_seconds(word) for word in (fade or "0,0").split(",")[:2]]
    return Placement(
        sign * parse_seconds(text.lstrip("+-")), gain, fades[0], fades[1] if len(fades) > 1 else Fraction(0)
    )


@click.group("audio")
def audio_command() -> None:
    """Add, replace, mix or extract sound. The picture is copied as it is."""


@audio_command.command("add")
@source_argument
@click.argument("sound", type=click.Path(path_type=Path))
@output_option("The video to write.")
@_placing
@common_options
def add_command(
    source: Path, sound: Path, output: Path, offset: str, gain: float, fade: str | None,
    as_json: bool, project: Path | None,
) -> None:  # fmt: skip
    """Write SOURCE with SOUND as a further track."""
    from reelwright.pipeline.video import add_sound

    with watching(quiet=as_json) as watch:
        report = add_sound(source, sound, output, _placement(offset, gain, fade), watch=watch)
    tell_video(report, as_json)


@audio_command.command("replace")
@source_argument
@click.argument("sound", type=click.Path(path_type=Path))
@output_option("The video to write.")
@_placing
@common_options
def replace_command(
    source: Path, sound: Path, output: Path, offset: str, gain: float, fade: str | None,
    as_json: bool, project: Path | None,
) -> None:  # fmt: skip
    """Write SOURCE with SOUND instead of its own."""
    from reelwright.pipeline.video import replace_sound

    with watching(quiet=as_json) as watch:
        report = replace_sound(source, sound, output, _placement(offset, gain, fade), watch=watch)
    tell_video(report, as_json)


@audio_command.command("mix")
@source_argument
@click.argument("sound", type=click.Path(path_type=Path))
@output_option("The video to write.")
@_placing
@click.option(
    "--duck", type=float, default=0.0, metavar="DB", help="Take so much off SOUND while SOURCE is heard."
)
@common_options
def mix_command(
    source: Path, sound: Path, output: Path, offset: str, gain: float, fade: str | None, duck: float,
    as_json: bool, project: Path | None,
) -> None:  # fmt: skip
    """Write SOURCE with SOUND mixed into its own."""
    from reelwright.pipeline.video import mix_sound

    with watching(quiet=as_json) as watch:
        report = mix_sound(source, sound, output, _placement(offset, gain, fade), duck=duck, watch=watch)
    tell_video(report, as_json)


@audio_command.command("extract")
@source_argument
@output_option("The sound to write: .wav, .m4a, .mp3, .flac or .opus.")
@common_options
def extract_command(source: Path, output: Path, as_json: bool, project: Path | None) -> None:
    """Write SOURCE's sound to a file; AAC is copied into .m4a."""
    from reelwright.pipeline.video import extract_sound

    with watching(quiet=as_json) as watch:
        report = extract_sound(source, output, watch=watch)
    tell_video(report, as_json)
