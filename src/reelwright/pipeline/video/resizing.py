"""Another size or shape."""

from __future__ import annotations

import re
import time
from fractions import Fraction
from pathlib import Path
from typing import Final

from reelwright.errors import OptionError
from reelwright.pipeline.canvas import RATIOS, RESOLUTIONS, solve_canvas
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.video.delivery import check_paths, deliver, scratch_folder, tags_of
from reelwright.pipeline.video.placing import PlacedVideo, check_fit
from reelwright.pipeline.video.recoding import copied_sound, even, make_tracks, video_facts
from reelwright.pipeline.video.report import ToolReport

__all__ = ["resize"]

_ONE_SIDE: Final = re.compile(r"(?:(\d{1,5})\s*[xX×]\s*(?:-1|auto)?|(?:-1|auto)?\s*[xX×]\s*(\d{1,5}))")


def resize(
    source: Path | str,
    output: Path | str,
    size: str | None = None,
    *,
    ratio: str | None = None,
    fit: str = "fit",
    colour: str = "#000000",
    watch: Watcher = ignore,
) -> ToolReport:
    """Write ``source`` in another size to ``output``; the sound is copied.

    Pictures are turned upright and get square pixels; odd sides become even.

    Args:
        source: a video.
        output: .mp4, .m4v, .mov, .mkv, .webm or .ts.
        size: ``WIDTHxHEIGHT``; ``1280x`` or ``x720`` to keep the shape; 480p .. 2160p for the short side.
            None keeps the size as far as ``ratio`` allows.
        ratio: 16:9, 9:16, 1:1, 4:5, 21:9 or another ``W:H``: the shape of the result.
        fit: fit or letterbox (black bars), pad (bars of ``colour``), fill (crop), blur (bars from a blurred
            copy), stretch.
        colour: ``#rrggbb`` of padding.
        watch: called with progress.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    began = time.monotonic()
    source, output = Path(source), Path(output)
    way = check_fit(fit)
    if size is None and ratio is None:
        raise OptionError(
            "No size was given.", code="no-size", hint="Give a size such as 1280x720, or a ratio."
        )
    check_paths([source], output)
    watch(Progress("plan", message=source.name))
    facts = video_facts(source)
    width, height, note = _target(facts.width, facts.height, size, ratio)
    with scratch_folder() as scratch:
        video = PlacedVideo(source, width, height, fit=way, colour=colour)
        try:
            frames = (video.frame(n) for n in range(video.length))
            track = make_tracks(
                frames, width, height, video.rate, scratch, output, total=video.length, watch=watch
            )
        finally:
            video.close()
        tracks = [track, *copied_sound(source, scratch, output, track.seconds)]
        deliver(tracks, output, tags_of(source), scratch, watch)
    notes = (*((note,) if note else ()), *((_STEADY,) if facts.variable else ()))
    return ToolReport.of_tracks(str(output), tracks, 0, video.length, time.monotonic() - began, notes)


_STEADY: Final = "The frame rate varied; the result has a steady one."


def _target(width: int, height: int, size: str | None, ratio: str | None) -> tuple[int, int, str]:
    """Even width and height, and a note on rounding."""
    shape = Fraction(width, height) if ratio is None else _shape(ratio)
    if size is None:  # the largest of that shape that the picture covers
        wide, high = (height * shape, Fraction(height)) if width > height * shape else (width, width / shape)
        return _checked(wide, high)
    text = size.strip()
    if match := _ONE_SIDE.fullmatch(text):
        side = Fraction(int(match[1] or match[2]))
        return _checked(side, side / shape) if match[1] else _checked(side * shape, side)
    short = RESOLUTIONS.get(text.lower())
    if short is not None:
        return (
            _checked(short * shape, Fraction(short))
            if shape >= 1
            else _checked(Fraction(short), short / shape)
        )
    canvas = solve_canvas("1:1", text)
    return canvas.width, canvas.height, canvas.note


def _checked(width: Fraction | int, height: Fraction | int) -> tuple[int, int, str]:
    canvas = solve_canvas("1:1", f"{even(width)}x{even(height)}")
    return canvas.width, canvas.height, ""


def _shape(ratio: str) -> Fraction:
    if ratio in RATIOS:
        return RATIOS[ratio]
    canvas = solve_canvas(ratio, "2160p")
    return Fraction(canvas.width, canvas.height)
