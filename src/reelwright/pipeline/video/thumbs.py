"""The frames that stand for a video, and the small ones that players show over their time line."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from reelwright.errors import OptionError
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.video.images import FORMATS, Pixels, Staged, image_bytes, pixels_of, staged
from reelwright.pipeline.video.recoding import even, open_video, video_facts
from reelwright.pipeline.video.report import StillsReport
from reelwright.timing import FrameRate

__all__ = ["best_frames", "thumbnails"]

_LOOKED_AT: Final = 9
"""Frames looked at for each thumbnail."""

_SMALL: Final = 256
_MOST_TILES: Final = 400
_TILE: Final = 160


def thumbnails(
    source: Path | str,
    output: Path | str,
    *,
    count: int = 1,
    widths: Sequence[int] = (640,),
    image_format: str = "jpg",
    quality: int = 88,
    sprite: bool = False,
    interval: float | None = None,
    watch: Watcher = ignore,
) -> StillsReport:
    """Write the best ``count`` frames of ``source`` in each of ``widths`` to the folder ``output``.

    The video is divided into ``count`` stretches, and of each the best frame is taken: sharp, neither black
    nor white nor empty, with contrast and colour. Files are called ``thumb-01.jpg``, or ``thumb-01-640.jpg``
    when there are several widths.

    Args:
        source: a video.
        output: a folder, made when missing; or one image file, for one thumbnail.
        count: 1 to 100.
        widths: pixels across, each 16 to 8192.
        image_format: jpg, webp or png.
        quality: 1 to 100 of JPEG and WebP.
        sprite: also write ``sprite.jpg``, small frames in a grid, and ``sprite.vtt``, which tells players
            which part of it belongs to which time.
        interval: seconds from one frame of the sprite to the next; None makes about 100.
        watch: called with progress.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no image is left then.
    """
    began = time.monotonic()
    source, output = Path(source), Path(output)
    if not 1 <= count <= 100:
        raise OptionError(f"There can be 1 to 100 thumbnails, not {count}.", code="bad-count")
    if not widths or any(not 16 <= width <= 8192 for width in widths):
        raise OptionError("A thumbnail is 16 to 8192 pixels wide.", code="bad-size")
    if not 1 <= quality <= 100:
        raise OptionError(f"A quality must be from 1 to 100, not {quality}.", code="bad-quality")
    folder, suffix, only = output, "." + image_format.lower().lstrip("."), ""
    if output.suffix.lower() in FORMATS:
        if count > 1 or len(widths) > 1:
            raise OptionError(
                "One file cannot hold several thumbnails.", code="bad-count", hint="Name a folder instead."
            )
        folder, suffix, only = output.parent, output.suffix, output.name
    facts = video_facts(source)
    assert facts.rate is not None
    chosen = best_frames(source, count, watch=watch)
    shape = Fraction(facts.width, facts.height)
    largest = min(max(widths), even(facts.width)) if max(widths) < facts.width else even(facts.width)
    video = open_video(source, size=(even(largest), even(largest / shape)))
    try:
        with staged(folder, [source]) as stage:
            for number, n in enumerate(chosen, 1):
                pixels = pixels_of(video.frame(n))
                for width in widths:
                    name = only or (f"thumb-{number:02d}" + (f"-{width}" if len(widths) > 1 else "") + suffix)
                    stage.add(name, image_bytes(_scaled(pixels, width, shape), suffix, quality))
                watch(Progress("render", number, count, "thumbnails"))
            made = list(stage.names)
            if sprite:
                _add_sprite(source, stage, video.rate, video.length or 1, shape, interval, watch)
            extra = stage.names[len(made) :]
    finally:
        video.close()
    watch(Progress("done"))
    return StillsReport(
        tuple(str(folder / name) for name in made),
        tuple(video.rate.seconds(n) for n in chosen for _ in widths),
        max(widths),
        max(1, round(max(widths) / shape)),
        time.monotonic() - began,
        tuple(str(folder / name) for name in extra),
    )


def _scaled(pixels: Pixels, width: int, shape: Fraction) -> Pixels:
    import cv2

    height = max(1, round(width / shape))
    smaller = width < pixels.shape[1]
    scaled: Any = cv2.resize(
        pixels, (width, height), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    )
    return np.asarray(scaled, np.uint8)


def best_frames(source: Path, count: int, *, watch: Watcher = ignore) -> list[int]:
    """The best frame of each of ``count`` equal stretches, in order; frames at the file's average rate.

    Raises:
        MediaError: the file cannot be decoded.
    """
    facts = video_facts(source)
    width = min(_SMALL, even(facts.width))
    video = open_video(source, size=(width, even(width * facts.height / facts.width)))
    length = video.length or 1
    count = min(count, length)
    chosen = []
    try:
        for part in range(count):
            start, end = length * part // count, length * (part + 1) // count
            looked_at = min(_LOOKED_AT, end - start)
            # The very beginning and end of a stretch are where fades and cuts are.
            places = [start + (end - start) * (2 * i + 1) // (2 * looked_at) for i in range(looked_at)]
            marks = [(_mark(video.frame(n)), -abs(2 * n - start - end), n) for n in places]
            chosen.append(max(marks)[2])
            watch(Progress("render", part + 1, count, "looking for good frames"))
    finally:
        video.close()
    return chosen


@dataclass(frozen=True, slots=True)
class _Weights:
    """How far apart two frames must be in each quality to count as much."""

    sharp: float = 1.0
    contrast: float = 0.6
    colour: float = 0.35
    light: float = 1.4


def _mark(frame: Any) -> float:
    """How good a frame is as a picture of its own; about 0 (black, white, empty) to 3."""
    import cv2

    y = frame.y.astype(np.float32)
    low, high = np.percentile(y, (2, 98))
    spread = float(high - low)
    if spread < 14:
        return spread / 1000
    mean = float(y.mean())
    # Middle tones are worth most; black and white nothing.
    light = max(0.0, 1 - abs(mean - 118) / 100) ** 0.7
    edges = float(np.abs(cv2.Laplacian(y, cv2.CV_32F)).mean())
    sharp = min(1.0, np.log1p(edges) / np.log1p(24))
    colour = min(1.0, float(frame.u.std() + frame.v.std()) / 36)
    weights = _Weights()
    return float(
        weights.light * light
        + weights.sharp * sharp
        + weights.contrast * min(1.0, spread / 160)
        + weights.colour * colour
    )


def _add_sprite(
    source: Path,
    stage: Staged,
    rate: FrameRate,
    length: int,
    shape: Fraction,
    interval: float | None,
    watch: Watcher,
) -> None:
    seconds = rate.seconds(length)
    step = Fraction(interval).limit_denominator(1000) if interval else max(Fraction(1), seconds / 100)
    if step <= 0 or seconds / step > _MOST_TILES:
        raise OptionError(
            f"A sprite holds at most {_MOST_TILES} frames.",
            code="bad-interval",
            hint="Give a longer interval.",
        )
    moments = [step * n for n in range(int(seconds / step) + 1) if step * n < seconds]
    width, height = _TILE, even(_TILE / shape)
    columns = min(10, len(moments))
    rows = -(-len(moments) // columns)
    sheet = np.zeros((rows * height, columns * width, 3), np.uint8)
    lines = ["WEBVTT", ""]
    video = open_video(source, size=(width, height))
    try:
        for number, moment in enumerate(moments):
            row, column = divmod(number, columns)
            pixels = pixels_of(video.frame(int((moment + step / 2) * rate.value)))
            x, y = column * width, row * height
            sheet[y : y + height, x : x + width] = pixels[..., :3]
            end = min(moment + step, seconds)
            lines += [f"{_clock(moment)} --> {_clock(end)}", f"sprite.jpg#xywh={x},{y},{width},{height}", ""]
            watch(Progress("render", number + 1, len(moments), "sprite"))
    finally:
        video.close()
    stage.add("sprite.jpg", image_bytes(sheet, ".jpg", 82))
    stage.add("sprite.vtt", "\n".join(lines).encode())


def _clock(seconds: Fraction) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
