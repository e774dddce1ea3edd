"""Still images from a video, exactly at the frames that were asked for."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

from reelwright.errors import OptionError
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.video.images import image_bytes, pixels_of, staged
from reelwright.pipeline.video.moment import parse_moment
from reelwright.pipeline.video.recoding import even, open_video, video_facts
from reelwright.pipeline.video.report import StillsReport
from reelwright.pipeline.video.scenes import scene_starts
from reelwright.pipeline.video.trimming import Time
from reelwright.timing import FrameRate, parse_rate

__all__ = ["frames"]

_MOST: Final = 1_000_000
_NUMBERED: Final = re.compile(r"%0?(\d{0,2})d")


def frames(
    source: Path | str,
    output: Path | str,
    *,
    fps: str | int | float | Fraction | None = None,
    times: Sequence[Time] | None = None,
    every: Time | None = None,
    scenes: bool = False,
    threshold: float = 27.0,
    image_format: str = "png",
    width: int | None = None,
    quality: int = 92,
    watch: Watcher = ignore,
) -> StillsReport:
    """Write frames of ``source`` as images: ``frame-00001.png`` and so on in the folder ``output``.

    One of ``fps``, ``times``, ``every`` and ``scenes`` says which; none takes every frame. Images are
    upright, in sRGB. They appear all together when the last is made.

    Args:
        source: a video.
        output: a folder, made when missing; or a pattern like ``out/shot-%03d.jpg``.
        fps: so many a second.
        times: the frames shown at these moments.
        every: one at the beginning and after every such time.
        scenes: the first frame of every scene.
        threshold: how different frames must be for a new scene; see :func:`scene_starts`.
        image_format: png, jpg or webp; a pattern's ending comes first.
        width: pixels across; None is the video's own.
        quality: 1 to 100 of JPEG and WebP.
        watch: called with progress.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no image is left then.
    """
    began = time.monotonic()
    source = Path(source)
    if sum(choice is not None and choice is not False for choice in (fps, times, every, scenes)) > 1:
        raise OptionError(
            "More than one choice of frames was given.", hint="Give one of fps, times, every, scenes."
        )
    if not 1 <= quality <= 100:
        raise OptionError(f"A quality must be from 1 to 100, not {quality}.", code="bad-quality")
    folder, name = _names(Path(output), image_format)
    facts = video_facts(source)
    assert facts.rate is not None
    size = None
    if width is not None:
        if not 2 <= width <= 16384:
            raise OptionError(f"A width must be from 2 to 16384, not {width}.", code="bad-size")
        size = even(width), even(width * facts.height / facts.width)
    video = open_video(source, size=size)
    try:
        length = video.length or 1
        if scenes:
            chosen = scene_starts(source, threshold=threshold, watch=watch)
        else:
            chosen = _chosen(video.rate, length, fps, times, every)
        with staged(folder, [source]) as stage:
            for done, n in enumerate(chosen, 1):
                data = image_bytes(pixels_of(video.frame(n)), Path(name).suffix, quality)
                stage.add(_numbered(name, done), data)
                watch(Progress("render", done, len(chosen), "images"))
    finally:
        video.close()
    watch(Progress("done"))
    return StillsReport(
        tuple(str(folder / made) for made in stage.names),
        tuple(video.rate.seconds(n) for n in chosen),
        video.width,
        video.height,
        time.monotonic() - began,
    )


def _names(output: Path, image_format: str) -> tuple[Path, str]:
    """The folder and the file name with a place for the number."""
    if "%" in output.name:
        if not _NUMBERED.search(output.name) or _NUMBERED.sub("", output.name).count("%"):
            raise OptionError(
                f"{output.name} is not a pattern for file names.",
                code="bad-pattern",
                hint="Write something like frame-%05d.png.",
            )
        return output.parent, output.name
    suffix = "." + image_format.lower().lstrip(".")
    if output.suffix.lower() in (".png", ".jpg", ".jpeg", ".webp"):
        return output.parent, f"{output.stem}-%05d{output.suffix}"
    return output, f"frame-%05d{suffix}"


def _numbered(name: str, number: int) -> str:
    """The file name ``name`` (with ``%05d`` or the like) for ``number``."""
    return _NUMBERED.sub(lambda match: f"{number:0{int(match[1] or 1)}d}", name)


def _chosen(
    rate: FrameRate,
    length: int,
    fps: str | int | float | Fraction | None,
    times: Sequence[Time] | None,
    every: Time | None,
) -> list[int]:
    if times is not None:
        if not times:
            raise OptionError("No moment was given.", hint="Write, for example, --times 1,2.5,00:00:10:00.")
        return [_at(moment, rate, length) for moment in times]
    if fps is not None:
        step = 1 / parse_rate(fps).value
    elif every is not None:
        step = parse_moment(every, rate).seconds
        if step <= 0:
            raise OptionError("The time between frames must be more than nothing.", code="bad-step")
    else:
        return list(range(length))
    count = int((rate.seconds(length) - Fraction(1, 10**6)) / step) + 1
    if count > _MOST:
        raise OptionError(f"That would be {count} images.", code="too-many", hint="Ask for fewer.")
    return list(dict.fromkeys(min(length - 1, int(n * step * rate.value)) for n in range(count)))


def _at(moment: Time, rate: FrameRate, length: int) -> int:
    found = parse_moment(moment, rate)
    n = found.frame if found.frame is not None else int(found.seconds * rate.value)
    if n >= length:
        raise OptionError(
            f"{moment} lies behind the end of the video ({float(rate.seconds(length)):g} s).",
            code="outside-video",
            hint="Run reelwright video info FILE to see how long it is.",
        )
    return n
