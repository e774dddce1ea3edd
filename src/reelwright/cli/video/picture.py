"""``reelwright video resize`` and ``grade``: other sizes, other colours."""

from __future__ import annotations

from pathlib import Path

import click

from reelwright.cli.present import common_options
from reelwright.cli.video.telling import output_option, source_argument, tell_video
from reelwright.cli.watching import watching

__all__ = ["grade_command", "resize_command"]


@click.command("resize")
@source_argument
@output_option("The video to write.")
@click.option("--size", metavar="SIZE", help="1280x720, 1280x, x720, 480p, 720p, 1080p, 2160p.")
@click.option("--ratio", metavar="W:H", help="16:9, 9:16, 1:1, 4:5, 21:9 ...")
@click.option(
    "--fit",
    default="fit",
    show_default=True,
    metavar="NAME",
    help="fit, letterbox, pad, fill, blur or stretch.",
)
@click.option("--colour", default="#000000", show_default=True, metavar="#RRGGBB", help="Of --fit pad.")
@common_options
def resize_command(
    source: Path,
    output: Path,
    size: str | None,
    ratio: str | None,
    fit: str,
    colour: str,
    as_json: bool,
    project: Path | None,
) -> None:
    """Write SOURCE in another size or shape; the sound is copied."""
    from reelwright.pipeline.video import resize

    with watching(quiet=as_json) as watch:
        report = resize(source, output, size, ratio=ratio, fit=fit, colour=colour, watch=watch)
    tell_video(report, as_json)


@click.command("grade")
@source_argument
@output_option("The video to write.")
@click.option("--exposure", type=float, default=0.0, metavar="STOPS", help="-8 to 8.")
@click.option("--contrast", type=float, default=1.0, metavar="X", help="0 to 4; 1 leaves it.")
@click.option("--saturation", type=float, default=1.0, metavar="X", help="0 (grey) to 4; 1 leaves it.")
@click.option("--temperature", type=float, default=0.0, metavar="X", help="-1 (blue) to 1 (golden).")
@click.option("--tint", type=float, default=0.0, metavar="X", help="-1 (green) to 1 (magenta).")
@click.option("--lut", type=click.Path(path_type=Path), metavar="FILE", help="A .cube table.")
@click.option(
    "--look",
    metavar="NAME",
    help="warm, cool, vivid, faded, noir, sepia, teal-orange, vintage or bleach.",
)
@click.option(
    "--strength", type=float, default=1.0, show_default=True, help="Of the look and the table, 0 to 1."
)
@common_options
def grade_command(
    source: Path,
    output: Path,
    exposure: float,
    contrast: float,
    saturation: float,
    temperature: float,
    tint: float,
    lut: Path | None,
    look: str | None,
    strength: float,
    as_json: bool,
    project: Path | None,
) -> None:
    """Write SOURCE with other colours; the sound is copied."""
    from reelwright.pipeline.video import grade

    with watching(quiet=as_json) as watch:
        report = grade(
            source,
            output,
            exposure=exposure,
            contrast=contrast,
            saturation=saturation,
            temperature=temperature,
            tint=tint,
            lut=lut,
            look=look,
            strength=strength,
            watch=watch,
        )
    tell_video(report, as_json)
