"""How far things in a picture are, guessed: a ground that comes nearer downwards, a subject that stands on
it.

Nearness is the inverse of distance, 0 far away and 1 at the lower edge of the picture. Below the horizon a
plane's nearness grows linearly (perspective of a plane); the subject is as near as the ground under its feet,
so that its feet do not slide. Faces and lettering have one nearness each, so that they move as one piece.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.bake import baked
from reelwright.previs.pictures.cutout import cut_out
from reelwright.previs.pictures.framing import content_box
from reelwright.previs.pictures.intake import check_picture, read_picture
from reelwright.previs.pictures.regions import Box, faces, lettering
from reelwright.previs.pictures.spec import File

__all__ = ["Study", "study", "unboxed"]

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

_VERSION: Final = 1
_SIDE: Final = 384
_BELIEVED: Final = 0.35
_FAR, _NEAR = 0.12, 1.0


@dataclass(frozen=True, slots=True)
class Study:
    """What was found out about a picture. All arrays are small (at most 384 pixels a side) and cover ``box``.

    ``box`` is the picture without letterbox bars (left, top, right, bottom in shares); ``mask`` the subject,
    all 0 when none is believed; ``ground`` and ``subject`` are the nearness of what lies behind and of the
    subject; ``centre`` is what should be in view (shares of the box); ``trust`` 0..1 says how much depth may
    be shown.
    """

    width: int
    height: int
    box: tuple[float, float, float, float]
    mask: Floats
    ground: Floats
    subject: float
    centre: tuple[float, float]
    trust: float
    held: tuple[Box, ...]

    @property
    def aspect(self) -> float:
        """Width over height of the box, in pixels of the picture."""
        return (self.box[2] - self.box[0]) * self.width / ((self.box[3] - self.box[1]) * self.height)


def study(file: File) -> Study:
    """What is to be known about a picture; worked out once for its bytes.

    Raises:
        MediaError: it cannot be read, or is not the picture that the digest names.
    """
    facts = check_picture(Path(file.path))
    name = file.digest or hashlib.sha256(Path(file.path).read_bytes()).hexdigest()

    def build() -> dict[str, npt.NDArray[Any]]:
        scale = _SIDE / max(facts.width, facts.height)
        size = max(16, round(facts.width * scale)), max(16, round(facts.height * scale))
        return _look(read_picture(file.path, file.digest, *size))

    found = baked("picture-study", _VERSION, {"digest": name}, build)
    left, top, right, bottom = (float(v) for v in found["box"])
    near, x, y, trust = (float(v) for v in found["numbers"])
    held = tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in found["held"])
    mask = found["mask"].astype(np.float32) / np.float32(255)
    box = (left, top, right, bottom)
    return Study(facts.width, facts.height, box, mask, found["ground"], near, (x, y), trust, held)


def unboxed(known: Study) -> Study:
    """``known`` for the whole picture, letterbox bars and all; with bars nothing is cut out any more."""
    if known.box == (0.0, 0.0, 1.0, 1.0):
        return known
    flat = np.zeros((8, 8), np.float32)
    return replace(known, box=(0.0, 0.0, 1.0, 1.0), mask=flat, ground=flat + np.float32(0.4), trust=0.0)


def _look(rgb: Bytes) -> dict[str, npt.NDArray[Any]]:
    box = content_box(rgb)
    height, width = rgb.shape[:2]
    rgb = np.ascontiguousarray(
        rgb[round(box[1] * height) : round(box[3] * height), round(box[0] * width) : round(box[2] * width)]
    )
    height, width = rgb.shape[:2]
    heads, lines = faces(rgb), lettering(rgb)
    mask, trust = cut_out(rgb, heads)
    if trust < _BELIEVED:
        mask[:] = 0
    ground = _ground(rgb)
    held = _held(heads, lines, mask)
    if mask.any():
        rows = np.flatnonzero((mask > 0.5).any(axis=1))
        feet = int(rows[-1])
        under = float(ground[feet][mask[feet] > 0.5].mean())
        behind = float(ground[mask > 0.5].mean())
        near = min(max(under, behind + 0.16), _NEAR)
    else:
        near, trust = _NEAR, 0.0
    for x, y, w, h in held:
        part = ground[y : y + h, x : x + w]
        part[:] = part.mean()
    ground = np.asarray(cv2.GaussianBlur(ground, (0, 0), 0.02 * width), np.float32)
    return {
        "box": np.array(box),
        "mask": np.round(mask * 255).astype(np.uint8),
        "ground": ground,
        "numbers": np.array([near, *_centre(mask, heads), trust]),
        "held": np.array(held, np.int64).reshape(-1, 4),
    }


def _ground(rgb: Bytes) -> Floats:
    """Nearness of an empty place: far above the horizon, coming nearer linearly below it."""
    height, width = rgb.shape[:2]
    grey = cv2.GaussianBlur(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32), (0, 0), 0.006 * height)
    level = np.abs(cv2.Sobel(grey, cv2.CV_32F, 0, 1)) - np.abs(cv2.Sobel(grey, cv2.CV_32F, 1, 0))
    rows = np.clip(level, 0, None).mean(axis=1)
    reach = max(3, round(0.04 * height)) | 1
    rows = np.convolve(rows, np.hanning(reach + 2)[1:-1] / np.hanning(reach + 2).sum(), "same")
    y = np.arange(height) / height
    wanted = rows * np.exp(-(((y - 0.45) / 0.16) ** 2))
    at = int(wanted.argmax())
    clear = rows[at] > 1.4 * max(float(np.median(rows)), 1e-3)
    horizon = float(np.clip(y[at] if clear else 0.42, 0.22, 0.66))
    plane = np.where(y < horizon, _FAR, _FAR + (_NEAR - _FAR) * (y - horizon) / (1 - horizon))
    return np.repeat(plane.astype(np.float32)[:, None], width, axis=1)


def _held(heads: list[Box], lines: list[Box], mask: Floats) -> list[Box]:
    """Faces and lines of lettering with a margin; the mask is made to hold all or nothing of each."""
    height, width = mask.shape
    held = []
    for x, y, w, h in (*heads, *lines):
        margin = max(2, round(0.12 * h))
        left, top = max(0, x - margin), max(0, y - margin)
        right, bottom = min(width, x + w + margin), min(height, y + h + margin)
        part = mask[top:bottom, left:right]
        share = float((part > 0.5).mean())
        if 0 < share < 1:
            part[:] = 1.0 if share > (0.5 if (x, y, w, h) in lines else 0.3) else 0.0
        held.append((left, top, right - left, bottom - top))
    return held


def _centre(mask: Floats, heads: list[Box]) -> tuple[float, float]:
    """What should be in view: the faces, else the subject, else the middle."""
    height, width = mask.shape
    if heads:
        weight = sum(w * h for *_, w, h in heads)
        x = sum((left + w / 2) * w * h for left, _, w, h in heads) / weight
        y = sum((top + h / 2) * w * h for _, top, w, h in heads) / weight
        return x / width, y / height
    if mask.any():
        rows, columns = np.nonzero(mask > 0.5)
        return float(columns.mean()) / width, float(rows.mean()) / height
    return 0.5, 0.5
