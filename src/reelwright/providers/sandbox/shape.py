"""From an aspect ratio and a resolution's name to pixels."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from reelwright.providers.sandbox.exchange import RefusedError

__all__ = ["frame_size", "pixels"]

_LINES: Final = {"2k": 1440, "4k": 2160}


def frame_size(ratio: str, resolution: str, multiple: int = 4) -> tuple[int, int]:
    """Width and height in pixels: the shorter side has the resolution's lines (``720p``, ``4k``).

    Raises:
        RefusedError: either cannot be read.
    """
    name = resolution.lower()
    lines = _LINES.get(name) or (int(name[:-1]) if re.fullmatch(r"\d{3,4}p", name) else 0)
    match = re.fullmatch(r"(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)", ratio)
    if not lines or match is None or not float(match[1]) or not float(match[2]):
        raise RefusedError("invalid", f"{ratio} at {resolution} is not a size.")
    shape = Fraction(match[1]) / Fraction(match[2])
    long = round(lines * max(shape, 1 / shape) / multiple) * multiple
    return (long, lines) if shape >= 1 else (lines, long)


def pixels(size: str) -> tuple[int, int]:
    """Width and height from ``1280x720``, ``1280*720`` or ``1280:720``.

    Raises:
        RefusedError: not a size, or a side over 8192.
    """
    match = re.fullmatch(r"(\d{2,4})[x*:](\d{2,4})", size)
    if match is None or max(int(match[1]), int(match[2])) > 8192:
        raise RefusedError("invalid", f"{size!r} is not a size; write 1280x720.")
    return int(match[1]), int(match[2])
