"""Where faces and lettering are: such regions move as one piece, or they would look torn."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["Box", "faces", "lettering"]

Box = tuple[int, int, int, int]
"""x, y, width, height in pixels."""

_FRONT: Final = "haarcascade_frontalface_default.xml"
_SURE: Final = ("haarcascade_frontalface_alt2.xml", "haarcascade_frontalface_alt.xml")
_SIDE: Final = "haarcascade_profileface.xml"


@cache
def _cascade(name: str) -> Any:
    folder: str = cv2.data.haarcascades  # type: ignore[attr-defined]
    return cv2.CascadeClassifier(str(Path(folder) / name))


def faces(rgb: npt.NDArray[np.uint8]) -> list[Box]:
    """Faces seen from the front or the side, largest first; at most eight."""
    grey = cv2.equalizeHist(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY))
    least = max(20, min(grey.shape) // 14)

    def search(name: str, neighbours: int) -> list[Box]:
        boxes = _cascade(name).detectMultiScale(grey, 1.1, neighbours, minSize=(least, least))
        return [(int(x), int(y), int(w), int(h)) for x, y, w, h in boxes]

    # One cascade alone sees faces in jars and clocks; two rarely agree on one that is not there.
    sure = [box for name in _SURE for box in search(name, 3)]
    found = [box for box in search(_FRONT, 4) if any(_overlap(box, other) > 0.5 for other in sure)]
    found += search(_SIDE, 9)
    kept: list[Box] = []
    for box in sorted(found, key=lambda b: (-b[2] * b[3], b)):
        if all(_overlap(box, other) < 0.3 for other in kept):
            kept.append(box)
    return kept[:8]


def _overlap(a: Box, b: Box) -> float:
    """Shared area as a share of the smaller box."""
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return max(w, 0) * max(h, 0) / min(a[2] * a[3], b[2] * b[3])


def lettering(rgb: npt.NDArray[np.uint8]) -> list[Box]:
    """Lines of what looks like letters: rows of evenly tall strokes in two tones; at most 24."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    edge = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    level, strong = cv2.threshold(edge, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    if level < 24:
        return []
    reach = max(5, width // 26)
    joined = cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((max(3, height // 90), 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    found: list[tuple[int, Box]] = []
    for index in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[index])
        if not (0.018 * height < h < 0.22 * height and w > 2.2 * h and w > 0.05 * width):
            continue
        if area < 0.5 * w * h:
            continue
        part = grey[y : y + h, x : x + w]
        if _strokes(strong[y : y + h, x : x + w]) >= 4 and _two_toned(part):
            found.append((w * h, (x, y, w, h)))
    return [box for _, box in sorted(found, key=lambda entry: (-entry[0], entry[1]))[:24]]


def _strokes(edges: npt.NDArray[np.uint8]) -> float:
    """How often the middle rows change between edge and no edge, for each height of the line."""
    h, w = edges.shape
    rows = edges[h // 3 : max(h * 2 // 3, h // 3 + 1)] > 0
    changes = np.count_nonzero(rows[:, 1:] != rows[:, :-1], axis=1).mean() / 2
    return float(changes * h / w * 2)


def _two_toned(grey: npt.NDArray[np.uint8]) -> bool:
    """True when nearly all of the variance lies between two tones, as with ink on paper."""
    total = float(grey.var())
    if total < 350:
        return False
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    low, high = grey[grey <= level], grey[grey > level]
    if not len(low) or not len(high):
        return False
    within = (low.var() * len(low) + high.var() * len(high)) / grey.size
    return bool(within < 0.22 * total)
