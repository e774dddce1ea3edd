"""A video from still images."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from reelwright.errors import MediaError, OptionError
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.video.delivery import CONTAINERS, check_paths, deliver, scratch_folder
from reelwright.pipeline.video.images import still_pixels
from reelwright.pipeline.video.recoding import counted, even, make_tracks
from reelwright.pipeline.video.report import ToolReport
from reelwright.store import atomic_output
from reelwright.timing import FrameRate, parse_rate

__all__ = ["from_frames"]

_IMAGES: Final = frozenset(
    (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".avif", ".heic", ".gif", ".jp2", ".jxl", ".ppm")
)
_PATTERN: Final = re.compile(r"%0?(\d{0,2})d")
_ALPHA: Final = {".webm": "vp9-alpha", ".mov": "prores-alpha"}


def from_frames(
    images: Sequence[Path | str] | Path | str,
    output: Path | str,
    *,
    fps: str | int | float | Fraction = "30",
    size: tuple[int, int] | None = None,
    alpha: bool = False,
    background: str = "#000000",
    watch: Watcher = ignore,
) -> ToolReport:
    """Write images one after another as a video of exactly ``fps`` frames a second.

    Args:
        images: a folder (its images in natural order: 2 before 10), a pattern like ``shot-%04d.png`` (from
            the first number that exists up to the first that does not) or ``*.png``, or a list of files.
        output: .mp4, .m4v, .mov, .mkv, .webm or .ts.
        fps: frames a second.
        size: pixels; None is the first image's. Images of another shape are fitted inside.
        alpha: keep transparency: ProRes 4444 in .mov, VP9 in .webm.
        background: ``#rrggbb`` behind transparency otherwise, and behind images of another shape.
        watch: called with progress.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    began = time.monotonic()
    output = Path(output)
    rate = parse_rate(fps)
    paths = _listed(images)
    check_paths(paths, output)
    if alpha and output.suffix.lower() not in _ALPHA:
        raise OptionError(
            f"{output.suffix} files cannot keep transparency.",
            code="no-alpha",
            hint="Write a .mov (ProRes 4444) or a .webm (VP9).",
        )
    width, height = size or _size(paths[0])
    width, height = even(width), even(height)
    colour = _rgb(background)
    pictures = _pictures(paths, width, height, None if alpha else colour)
    if alpha:
        from reelwright.encode.pictures import encode_pictures

        suffix = output.suffix.lower()
        with atomic_output(output) as temporary:
            encode_pictures(
                counted(pictures, len(paths), watch), temporary, width, height, rate,
                encoding=_ALPHA[suffix], container=CONTAINERS[suffix],
            )  # fmt: skip
        watch(Progress("done"))
        return _report(output, len(paths), width, height, rate, began)
    with scratch_folder() as scratch:
        track = make_tracks(pictures, width, height, rate, scratch, output, total=len(paths), watch=watch)
        deliver([track], output, {}, scratch, watch)
    return _report(output, len(paths), width, height, rate, began)


def _report(output: Path, count: int, width: int, height: int, rate: FrameRate, began: float) -> ToolReport:
    seconds = time.monotonic() - began
    return ToolReport(str(output), rate.seconds(count), count, width, height, str(rate), 0, count, seconds)


def _listed(images: Sequence[Path | str] | Path | str) -> list[Path]:
    if isinstance(images, Path | str):
        found = _found(Path(images))
    elif len(images) == 1:
        found = _found(Path(images[0]))
    else:
        found = [Path(image) for image in images]
    if not found:
        raise MediaError(
            f"There are no images in {images}.",
            code="no-images",
            hint="Name a folder, a pattern or image files.",
        )
    return found


def _found(place: Path) -> list[Path]:
    if place.is_dir():
        return sorted(
            (p for p in place.iterdir() if p.suffix.lower() in _IMAGES and p.is_file()), key=_natural
        )
    if place.exists():
        return [place]
    if match := _PATTERN.search(place.name):
        return _numbered(place, match)
    if any(sign in place.name for sign in "*?["):
        return sorted(place.parent.glob(place.name), key=_natural)
    return [place]


def _numbered(place: Path, match: re.Match[str]) -> list[Path]:
    width = int(match[1] or 1)
    head, tail = place.name[: match.start()], place.name[match.end() :]
    numbers = {}
    for path in place.parent.glob("*"):
        middle = path.name[len(head) : len(path.name) - len(tail)]
        if (
            path.name == f"{head}{middle}{tail}"
            and middle.isascii()
            and middle.isdigit()
            and len(middle) >= width
        ):
            numbers[int(middle)] = path
    found = []
    at = min(numbers, default=0)
    while at in numbers:
        found.append(numbers[at])
        at += 1
    return found


def _natural(path: Path) -> list[tuple[int, str | int]]:
    """An order in which 2 comes before 10."""
    return [
        (1, int(part)) if part.isdigit() else (0, part)
        for part in re.split(r"(\d+)", path.name.lower())
        if part
    ]


def _size(path: Path) -> tuple[int, int]:
    from reelwright.compose import probe

    facts = probe(path)
    if facts.kind != "still":
        raise MediaError(f"{path} is not an image.", hint="Name image files.", path=str(path))
    return facts.width, facts.height


def _rgb(colour: str) -> Any:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise OptionError(
            f"“{colour[:20]}” is not a colour.", code="bad-colour", hint="Write it like #1a2b3c."
        )
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.float32)


def _pictures(paths: Sequence[Path], width: int, height: int, background: Any | None) -> Iterator[Any]:
    """The images; over ``background``, or with their alpha when there is none."""
    from reelwright.compose import rgb_to_frame
    from reelwright.compose.frame import Frame

    for path in paths:
        pixels = still_pixels(path, width, height)
        if background is None:
            frame = rgb_to_frame(np.ascontiguousarray(pixels[..., :3]))
            yield Frame(frame.y, frame.u, frame.v, np.ascontiguousarray(pixels[..., 3]))
            continue
        cover = pixels[..., 3:].astype(np.float32) / np.float32(255)
        over = pixels[..., :3] * cover + background * (1 - cover)
        yield rgb_to_frame(np.rint(over).astype(np.uint8))
