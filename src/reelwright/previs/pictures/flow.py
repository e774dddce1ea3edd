"""Motion between two pictures, and whether it can be believed.

Dense inverse search (Kroeger et al., 2016) both ways; where going there and back does not lead home, or the
colours do not agree, there is no motion to go by. Pictures in between follow Jiang et al., "Super SloMo",
2018, eq. 4, without the learnt parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.compose.frame import Frame

__all__ = ["Motion", "between", "motion"]

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

_SIDE: Final = 480
_FAR: Final = 0.35


@dataclass(frozen=True, slots=True)
class Motion:
    """Motion from picture A to B and back, (h, w, 2) in shares of the width and height of the picture.

    ``sure_a``, ``sure_b`` (h, w) are 1 where a pixel of A (B) is found again, else 0. ``agreed`` is the share
    of the picture that is; ``moved`` the mean way in shares of the width; ``differs`` the mean difference of
    the pictures in luma before, ``left`` after the motion is undone.
    """

    there: Floats
    back: Floats
    sure_a: Floats
    sure_b: Floats
    agreed: float
    moved: float
    differs: float
    left: float

    @property
    def believable(self) -> bool:
        """True when the pictures show the same thing from nearly the same place."""
        return self.agreed > 0.62 and self.moved < _FAR and self.left < max(10.0, 0.75 * self.differs)


def _small(luma: Bytes) -> Bytes:
    height, width = luma.shape
    scale = min(1.0, _SIDE / max(height, width))
    size = max(32, round(width * scale)), max(32, round(height * scale))
    return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)


def _moved_by(image: Floats, way: Floats) -> Floats:
    """``image`` looked up where ``way`` (pixels) leads."""
    height, width = way.shape[:2]
    x, y = _grid(height, width)
    return np.asarray(
        cv2.remap(image, x + way[..., 0], y + way[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
        np.float32,
    )


def _grid(height: int, width: int) -> tuple[Floats, Floats]:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return x, y


def _start(a: Bytes, b: Bytes) -> Floats | None:
    """A first guess from matched features, for pictures that lie far apart; None when there is none."""
    orb: Any = cv2.ORB_create(600)  # type: ignore[attr-defined]
    keys_a, marks_a = orb.detectAndCompute(a, None)
    keys_b, marks_b = orb.detectAndCompute(b, None)
    if marks_a is None or marks_b is None or len(keys_a) < 20 or len(keys_b) < 20:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(marks_a, marks_b)
    if len(pairs) < 20:
        return None
    source = np.array([keys_a[m.queryIdx].pt for m in pairs], np.float32)
    target = np.array([keys_b[m.trainIdx].pt for m in pairs], np.float32)
    cv2.setRNGSeed(7)
    found, inliers = cv2.estimateAffinePartial2D(source, target, method=cv2.RANSAC, ransacReprojThreshold=3)
    if found is None or inliers is None or int(inliers.sum()) < max(14, 0.25 * len(pairs)):
        return None
    height, width = a.shape
    x, y = _grid(height, width)
    way = np.stack(
        [
            found[0, 0] * x + found[0, 1] * y + found[0, 2] - x,
            found[1, 0] * x + found[1, 1] * y + found[1, 2] - y,
        ],
        axis=-1,
    )
    return np.asarray(way, np.float32)


def motion(luma_a: Bytes, luma_b: Bytes, *, far: bool = False) -> Motion:
    """The motion between two pictures of one size, given as luma (H, W) uint8.

    Args:
        luma_a: the earlier picture.
        luma_b: the later one.
        far: the pictures may lie far apart: features are matched first.
    """
    a, b = _small(luma_a), _small(luma_b)
    height, width = a.shape
    search: Any = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)  # type: ignore[attr-defined]
    start = _start(a, b) if far else None
    there = search.calc(a, b, None if start is None else start.copy())
    start = _start(b, a) if far else None
    back = search.calc(b, a, None if start is None else start.copy())
    fa, fb = a.astype(np.float32), b.astype(np.float32)
    sure_a, left = _sure(fa, fb, there, back)
    sure_b, _ = _sure(fb, fa, back, there)
    scale = np.array([1 / width, 1 / height], np.float32)
    way = np.hypot(there[..., 0], there[..., 1])
    return Motion(
        np.asarray(there * scale, np.float32),
        np.asarray(back * scale, np.float32),
        sure_a,
        sure_b,
        float(min(sure_a.mean(), sure_b.mean())),
        float(way.mean()) / width,
        float(np.abs(fa - fb).mean()),
        left,
    )


def _sure(a: Floats, b: Floats, there: Floats, back: Floats) -> tuple[Floats, float]:
    home = there + _moved_by(np.asarray(back, np.float32), there)
    off = np.hypot(home[..., 0], home[..., 1])
    length = np.hypot(there[..., 0], there[..., 1])
    found = np.abs(a - _moved_by(b, there))
    sure = (off < 1.2 + 0.06 * length) & (cv2.GaussianBlur(found, (0, 0), 2.0) < 26)
    return sure.astype(np.float32), float(found.mean())


def between(a: Frame, b: Frame, way: Motion, s: float) -> Frame:
    """The picture at ``s`` (0 is ``a``, 1 is ``b``) on the way; the pictures themselves at the ends."""
    if s <= 0:
        return a
    if s >= 1:
        return b
    t = np.float32(s)
    to_a = -(1 - t) * t * way.there + t * t * way.back
    to_b = (1 - t) * (1 - t) * way.there - t * (1 - t) * way.back
    # Where neither picture knows, the nearer one is shown: a mixture would be a ghost.
    steep_a, steep_b = 1 + 4 * (1 - way.sure_a), 1 + 4 * (1 - way.sure_b)
    weight_a = (1 - t) ** steep_a * (way.sure_a + np.float32(0.02))
    weight_b = t**steep_b * (way.sure_b + np.float32(0.02))
    share = cv2.GaussianBlur(weight_b / (weight_a + weight_b), (0, 0), 1.2)
    planes = []
    for plane_a, plane_b in ((a.y, b.y), (a.u, b.u), (a.v, b.v)):
        height, width = plane_a.shape
        x, y = _grid(height, width)
        size = (width, height)
        scale = np.array([width, height], np.float32)
        moved = []
        for plane, step in ((plane_a, to_a), (plane_b, to_b)):
            full = cv2.resize(step, size, interpolation=cv2.INTER_LINEAR) * scale
            moved.append(
                cv2.remap(
                    plane,
                    x + full[..., 0],
                    y + full[..., 1],
                    cv2.INTER_CUBIC,
                    borderMode=cv2.BORDER_REPLICATE,
                ).astype(np.float32)
            )
        k = cv2.resize(np.asarray(share, np.float32), size, interpolation=cv2.INTER_LINEAR)
        mixed = moved[0] + (moved[1] - moved[0]) * k + np.float32(0.5)
        planes.append(np.clip(mixed, 16, 240 if plane_a is not a.y else 235).astype(np.uint8))
    return Frame(*planes)
