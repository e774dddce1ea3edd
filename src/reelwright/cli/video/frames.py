"""``reelwright video frames`` and ``from-frames``: stills out of a video, and a video out of stills."""

from __future__ import annotations

import re
from pathlib import Path

import click

from reelwright.cli.present import common_options
from reelwright.cli.video.telling import output_option, source_argument, tell_stills, tell_video
from reelwright.cli.watching import watching
from reelwright.errors import OptionError

__all__ = ["frames_command", "from_frames_command"]


@click.command("frames")
@source_argument
@output_option("A folder, or a pattern like out/shot-%03d.jpg.")
@click.option("--fps", metavar="R", help="So many frames a second.")
@click.option("--times", metavar="LIST", help="The frames at these moments: 1.5,1:30,00:00:10:05,250f.")
@click.option("--every", metavar="T", help="A frame every so often: 2, 0.5, 12f.")
@click.option("--scenes", is_flag=True, help="The first frame of every scene.")
@click.option(
    "--threshold", type=float, default=27.0, show_default=True, help="How different a new scene is."
)
@click.option("--format", "image_format", default="png", show_default=True, help="png, jpg or webp.")
@click.option("--width", type=int, metavar="PX", help="Scale to this width.")
@click.option("--quality", type=int, default=92, show_default=True, help="Of JPEG and WebP, 1 to 100.")
@common_options
def frames_command(
    source: Path,
    output: Path,
    fps: str | None,
    times: str | None,
    every: str | None,
    scenes: bool,
    threshold: float,
    image_format: str,
    width: int | None,
    quality: int,
    as_json: bool,
    project: Path | None,
) -> None:
    """Write frames of SOURCE as images, exactly those asked for; all of them by default."""
    from reelwright.pipeline.video import frames

    with watching(quiet=as_json) as watch:
        report = frames(
            source,
            output,
            fps=fps,
            times=None if times is None else [word for word in times.split(",") if word.strip()],
            every=every,
            scenes=scenes,
            threshold=threshold,
            image_format=image_format,
            width=width,
            quality=quality,
            watch=watch,
        )
    tell_stills(report, as_json)


@click.command("from-frames")
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path))
@output_option("The video to write.")
@click.option("--fps", default="30", show_default=True, metavar="R", help="24, 25, 30000/1001, 30, 60 ...")
@click.option("--size", metavar="WxH", help="Pixels (default: the first image's).")
@click.option("--alpha", is_flag=True, help="Keep transparency: ProRes 4444 (.mov) or VP9 (.webm).")
@click.option(
    "--background", default="#000000", show_default=True, metavar="#RRGGBB", help="Behind transparency."
)
@common_options
def from_frames_command(
    images: tuple[Path, ...],
    output: Path,
    fps: str,
    size: str | None,
    alpha: bool,
    background: str,
    as_json: bool,
    project: Path | None,
) -> None:
    """Write IMAGES (a folder, a pattern like shot-%04d.png, or files) as a video."""
    from reelwright.pipeline.video import from_frames

    with watching(quiet=as_json) as watch:
        report = from_frames(
            images, output, fps=fps, size=_size(size), alpha=alpha, background=background, watch=watch
        )
    tell_video(report, as_json)


def _size(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,5})[xX×](\d{1,5})", text.strip())
    if not match or not (2 <= int(match[1]) <= 16384 and 2 <= int(match[2]) <= 16384):
        raise OptionError(f"“{text[:20]}” is not a size.", code="bad-size", hint="Write it like 1920x1080.")
    return int(match[1]), int(match[2])
