"""``reelwright video thumbnails``, ``contact-sheet`` and ``gif``."""

from __future__ import annotations

from pathlib import Path

import click

from reelwright.cli.present import common_options
from reelwright.cli.video.telling import output_option, source_argument, tell_stills, tell_video
from reelwright.cli.watching import watching
from reelwright.errors import OptionError

__all__ = ["contact_sheet_command", "gif_command", "thumbnails_command"]


@click.command("thumbnails")
@source_argument
@output_option("A folder; or one image file.")
@click.option("-n", "--count", type=int, default=1, show_default=True, help="How many.")
@click.option(
    "--widths", default="640", show_default=True, metavar="LIST", help="Pixels across: 320,640,1280."
)
@click.option("--format", "image_format", default="jpg", show_default=True, help="jpg, webp or png.")
@click.option("--quality", type=int, default=88, show_default=True, help="Of JPEG and WebP, 1 to 100.")
@click.option("--sprite", is_flag=True, help="Also sprite.jpg and sprite.vtt for players.")
@click.option("--interval", type=float, metavar="S", help="Seconds between frames of the sprite.")
@common_options
def thumbnails_command(
    source: Path,
    output: Path,
    count: int,
    widths: str,
    image_format: str,
    quality: int,
    sprite: bool,
    interval: float | None,
    as_json: bool,
    project: Path | None,
) -> None:
    """Write the best frames of SOURCE: sharp, bright enough, with something to see."""
    from reelwright.pipeline.video import thumbnails

    try:
        sizes = [int(word) for word in widths.split(",")]
    except ValueError:
        raise OptionError(f"“{widths[:30]}” are no widths.", hint="Write pixels: 320,640.") from None
    with watching(quiet=as_json) as watch:
        report = thumbnails(
            source,
            output,
            count=count,
            widths=sizes,
            image_format=image_format,
            quality=quality,
            sprite=sprite,
            interval=interval,
            watch=watch,
        )
    tell_stills(report, as_json)


@click.command("contact-sheet")
@source_argument
@output_option("The page to write: .png, .jpg or .webp.")
@click.option("--columns", type=int, default=4, show_default=True, help="Frames across.")
@click.option("--rows", type=int, default=4, show_default=True, help="Rows of frames.")
@click.option("--width", type=int, default=1600, show_default=True, help="Pixels across the page.")
@click.option("--title", metavar="TEXT", help="The heading (default: the file's name).")
@click.option("--no-timecode", is_flag=True, help="Frames without timecode.")
@common_options
def contact_sheet_command(
    source: Path,
    output: Path,
    columns: int,
    rows: int,
    width: int,
    title: str | None,
    no_timecode: bool,
    as_json: bool,
    project: Path | None,
) -> None:
    """Write a page of frames of SOURCE with their timecodes."""
    from reelwright.pipeline.video import contact_sheet

    with watching(quiet=as_json) as watch:
        report = contact_sheet(
            source,
            output,
            columns=columns,
            rows=rows,
            width=width,
            title=title,
            timecode=not no_timecode,
            watch=watch,
        )
    tell_stills(report, as_json)


@click.command("gif")
@source_argument
@output_option("The animation to write: .gif or .webp.")
@click.option("--start", metavar="T", help="The first moment.")
@click.option("--duration", metavar="T", help="How long.")
@click.option("--fps", default="12", show_default=True, metavar="R", help="Frames a second, at most 50.")
@click.option("--width", type=int, default=480, show_default=True, help="Pixels across.")
@click.option("--loops", type=int, default=0, show_default=True, help="How often it plays; 0 is for ever.")
@click.option("--dither", default="sierra", show_default=True, help="GIF: sierra, bayer or none.")
@click.option("--colours", type=int, default=256, show_default=True, help="GIF: 4 to 256.")
@click.option("--quality", type=int, default=75, show_default=True, help="WebP: 1 to 100.")
@common_options
def gif_command(
    source: Path,
    output: Path,
    start: str | None,
    duration: str | None,
    fps: str,
    width: int,
    loops: int,
    dither: str,
    colours: int,
    quality: int,
    as_json: bool,
    project: Path | None,
) -> None:
    """Write SOURCE, or a part of it, as an animated GIF or WebP."""
    from reelwright.pipeline.video import gif

    with watching(quiet=as_json) as watch:
        report = gif(
            source,
            output,
            start=start,
            duration=duration,
            fps=fps,
            width=width,
            loops=loops,
            dither=dither,
            colours=colours,
            quality=quality,
            watch=watch,
        )
    tell_video(report, as_json)
