"""``reelwright video concat``, ``trim`` and ``loop``: what copies packets."""

from __future__ import annotations

from pathlib import Path

import click

from reelwright.cli.present import common_options
from reelwright.cli.video.telling import output_option, source_argument, tell_video
from reelwright.cli.watching import watching

__all__ = ["concat_command", "loop_command", "trim_command"]


@click.command("concat")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@output_option("The video to write.")
@click.option(
    "--fit",
    default="fit",
    show_default=True,
    metavar="NAME",
    help="Other shapes: fit, fill, blur or stretch.",
)
@click.option("--size", metavar="SIZE", help="Encode everything to this size: 1080p, 1280x720 ...")
@click.option("--fps", metavar="R", help="Encode everything to this rate.")
@common_options
def concat_command(
    sources: tuple[Path, ...],
    output: Path,
    fit: str,
    size: str | None,
    fps: str | None,
    as_json: bool,
    project: Path | None,
) -> None:
    """Write SOURCES one after another; those that agree are copied, only the others are encoded."""
    from reelwright.pipeline.video import concat

    with watching(quiet=as_json) as watch:
        report = concat(sources, output, fit=fit, size=size, fps=fps, watch=watch)
    tell_video(report, as_json)


@click.command("trim")
@source_argument
@output_option("The video to write.")
@click.option("--start", metavar="T", help="12.5, 1:30, 00:01:30:12 or 250f (default: the beginning).")
@click.option("--end", metavar="T", help="Likewise (default: the end).")
@click.option("--duration", metavar="T", help="How long, instead of --end.")
@common_options
def trim_command(
    source: Path,
    output: Path,
    start: str | None,
    end: str | None,
    duration: str | None,
    as_json: bool,
    project: Path | None,
) -> None:
    """Write a part of SOURCE, frame exact; whole groups of pictures are copied, only edges are encoded."""
    from reelwright.pipeline.video import trim

    with watching(quiet=as_json) as watch:
        report = trim(source, output, start=start, end=end, duration=duration, watch=watch)
    tell_video(report, as_json)


@click.command("loop")
@source_argument
@output_option("The video to write.")
@click.option("--times", type=int, metavar="N", help="How often it plays.")
@click.option("--duration", metavar="T", help="How long the result is, instead.")
@click.option("--crossfade", metavar="T", help="Dissolve each round's end into the next one's beginning.")
@common_options
def loop_command(
    source: Path,
    output: Path,
    times: int | None,
    duration: str | None,
    crossfade: str | None,
    as_json: bool,
    project: Path | None,
) -> None:
    """Write SOURCE repeated, by copying."""
    from reelwright.pipeline.video import loop

    with watching(quiet=as_json) as watch:
        report = loop(source, output, times=times, duration=duration, crossfade=crossfade, watch=watch)
    tell_video(report, as_json)
