"""A page of frames with their timecodes, under a line that says what the video is."""

from __future__ import annotations

import html
import time
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.errors import OptionError
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.video.delivery import check_paths
from reelwright.pipeline.video.images import FORMATS, pixels_of, write_image
from reelwright.pipeline.video.recoding import even, open_video, video_facts
from reelwright.pipeline.video.report import StillsReport
from reelwright.timing import Timecode

__all__ = ["contact_sheet"]

Page = npt.NDArray[np.float32]

_PAPER: Final = (17, 19, 23)
_TITLE: Final = "#f2f4f7"
_QUIET: Final = "#98a1ae"
_LARGEST: Final = 16_384


def contact_sheet(
    source: Path | str,
    output: Path | str,
    *,
    columns: int = 4,
    rows: int = 4,
    width: int = 1600,
    title: str | None = None,
    timecode: bool = True,
    watch: Watcher = ignore,
) -> StillsReport:
    """Write ``columns`` x ``rows`` frames of ``source``, evenly spaced, on one page.

    Args:
        source: a video.
        output: .png, .jpg or .webp.
        columns: frames across, 1 to 20.
        rows: rows of frames, 1 to 50.
        width: pixels across the page, 240 to 16384.
        title: the heading; None is the file's name.
        timecode: whether each frame bears its timecode.
        watch: called with progress.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    began = time.monotonic()
    source, output = Path(source), Path(output)
    if not (1 <= columns <= 20 and 1 <= rows <= 50 and 240 <= width <= _LARGEST):
        raise OptionError(
            "A contact sheet has 1 to 20 columns and 1 to 50 rows, and is 240 to 16384 pixels wide.",
            code="bad-grid",
        )
    check_paths([source], output, FORMATS)
    facts = video_facts(source)
    gap = max(6, width // 110)
    margin = gap * 2
    tile = (width - 2 * margin - (columns - 1) * gap) // columns
    shape = Fraction(facts.width, facts.height)
    if tile < 32:
        raise OptionError(
            "The frames would be too small.", code="bad-grid", hint="Give fewer columns, or a width."
        )
    tile, high = even(tile), even(tile / shape)
    video = open_video(source, size=(tile, high))
    try:
        length = video.length or 1
        count = min(columns * rows, length)
        rows = -(-count // columns)
        heading = max(30, width // 22)
        height = margin + heading + 2 * gap + rows * high + (rows - 1) * gap + margin
        if height > _LARGEST:
            raise OptionError("The page would be too long.", code="bad-grid", hint="Give fewer rows.")
        page = np.empty((height, width, 3), np.float32)
        page[:] = _PAPER
        _head(page, title or source.name, _facts_line(source, facts), margin, heading)
        chosen = [length * (2 * i + 1) // (2 * count) for i in range(count)]
        cover = _rounded(tile, high, max(3, tile // 48))
        for number, n in enumerate(chosen):
            row, column = divmod(number, columns)
            x = margin + column * (tile + gap)
            y = margin + heading + 2 * gap + row * (high + gap)
            place = page[y : y + high, x : x + tile]
            place += (pixels_of(video.frame(n))[..., :3] - place) * cover
            if timecode:
                _label(place, str(Timecode(n, video.rate)), max(9.0, tile / 24))
            watch(Progress("render", number + 1, count, "frames"))
        rate = video.rate
    finally:
        video.close()
    write_image(np.clip(np.rint(page), 0, 255).astype(np.uint8), output, 92)
    watch(Progress("done"))
    return StillsReport(
        (str(output),), tuple(rate.seconds(n) for n in chosen), width, height, time.monotonic() - began
    )


def _facts_line(source: Path, facts: Any) -> str:
    seconds = float(facts.duration)
    minutes, rest = divmod(round(seconds), 60)
    length = f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{minutes}:{rest:02d}"
    if seconds < 10:
        length = f"{seconds:.2f} s"
    size = source.stat().st_size
    amount = f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"
    rate = f"{float(facts.rate.value):.5g} fps" + (" (variable)" if facts.variable else "")
    sound = next((s.codec.upper() for s in facts.streams if s.kind == "audio"), "no sound")
    parts = [length, f"{facts.width} × {facts.height}", rate, facts.codec.upper(), sound, amount]
    return "   ·   ".join(parts)


def _head(page: Page, title: str, line: str, margin: int, heading: int) -> None:
    room = page.shape[1] - 2 * margin
    name = _text(title, heading * 0.42, _TITLE, bold=True, room=room)
    _put(page, name, margin, margin)
    facts = _text(line, heading * 0.28, _QUIET, bold=False, room=room)
    _put(page, facts, margin, margin + heading - facts.shape[0])


def _text(text: str, size: float, colour: str, *, bold: bool, room: int) -> npt.NDArray[np.float32]:
    """``text`` on one line as RGBA floats (height, width, 4), alpha 0..1; shortened to ``room`` pixels."""
    from reelwright.compose.fonts import draw_markup

    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split()) or " "
    while True:
        weight = ' weight="bold"' if bold else ""
        markup = f'<span foreground="{colour}"{weight}>{html.escape(shown)}</span>'
        image = draw_markup(markup, size, width=None, align="low", wrap="none")
        if image is None:
            return np.zeros((1, 1, 4), np.float32)
        if image.width <= room or len(shown) <= 2:
            found: npt.NDArray[np.float32] = image.numpy().astype(np.float32)
            found[..., 3] /= 255
            return found[:, :room]
        keep = max(1, min(len(shown) - 2, int(len(shown) * room / image.width) - 1))
        shown = shown[:keep].rstrip(" …") + "…"


def _put(page: Page, text: npt.NDArray[np.float32], x: int, y: int) -> None:
    high = min(text.shape[0], page.shape[0] - y)
    wide = min(text.shape[1], page.shape[1] - x)
    if high <= 0 or wide <= 0:
        return
    place = page[y : y + high, x : x + wide]
    place += (text[:high, :wide, :3] - place) * text[:high, :wide, 3:]


def _rounded(width: int, height: int, radius: int) -> Page:
    """Coverage (height, width, 1) of a rectangle with round corners, its edge smooth."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) + np.float32(0.5)
    dx = np.maximum(np.abs(x - width / 2) - (width / 2 - radius), 0)
    dy = np.maximum(np.abs(y - height / 2) - (height / 2 - radius), 0)
    cover: Page = np.clip(radius - np.hypot(dx, dy) + 0.5, 0, 1).astype(np.float32)[..., None]
    return cover


def _label(place: Page, text: str, size: float) -> None:
    """A timecode on a dark pill in the bottom left corner."""
    ink = _text(text, size, "#ffffff", bold=False, room=place.shape[1])
    across, down = round(size * 0.5), round(size * 0.26)
    width, height = ink.shape[1] + 2 * across, ink.shape[0] + 2 * down
    edge = round(size * 0.55)
    if width + 2 * edge > place.shape[1] or height + 2 * edge > place.shape[0]:
        return
    y = place.shape[0] - edge - height
    spot = place[y : y + height, edge : edge + width]
    spot *= 1 - 0.66 * _rounded(width, height, max(2, round(size * 0.36)))
    _put(place, ink, edge + across, y + down)
