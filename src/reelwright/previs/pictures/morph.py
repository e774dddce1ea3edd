"""From picture to picture: a morph along their motion where they agree, a designed dissolve where not."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.compose.colour import rgb_to_frame
from reelwright.compose.frame import Frame
from reelwright.previs.pictures.depth import study
from reelwright.previs.pictures.flow import Motion, between, motion
from reelwright.previs.pictures.framing import cover
from reelwright.previs.pictures.intake import read_picture
from reelwright.previs.pictures.spec import File, PictureSpec
from reelwright.timing import FrameRate

__all__ = ["MorphSource"]

_PUSH: Final = 0.10
_MOST_FADE: Final = 1.6
"""Seconds that a dissolve lasts at most: the pictures are to be seen, not their mixture."""


class MorphSource:
    """Frames that lead from the first picture over the others to the last; the ends are the pictures
    themselves.

    Raises:
        MediaError: a picture cannot be read, or is not the one that was planned with.
    """

    length: int | None = None

    def __init__(self, spec: PictureSpec, width: int, height: int, rate: FrameRate) -> None:
        cv2.setNumThreads(1)
        self.spec, self.width, self.height, self.rate = spec, width, height, rate
        self._stills = [_filling(file, width, height) for file in spec.files]
        self._times = self._schedule()
        if spec.loop:
            self._stills.append(self._stills[0])
            self._times.append(spec.seconds)
        self._ways: dict[int, Motion] = {}

    def _schedule(self) -> list[Fraction]:
        """When each picture stands in the frame, seconds; the last one in the last frame."""
        spec, count = self.spec, len(self.spec.files)
        if all(file.at is not None for file in spec.files):
            return [Fraction(file.at or 0) for file in spec.files]
        last = spec.seconds if spec.loop else max(spec.seconds - 1 / self.rate.value, Fraction(0))
        steps = count if spec.loop else max(count - 1, 1)
        return [last * i / steps for i in range(count)]

    def _way(self, index: int) -> Motion:
        if index not in self._ways:
            a, b = self._stills[index], self._stills[index + 1]
            self._ways[index] = motion(a.y, b.y, far=True)
        return self._ways[index]

    def frame(self, n: int) -> Frame:
        """Frame ``n``, counted from 0; the last picture stands still after the end."""
        time = Fraction(n) / self.rate.value
        if self.spec.loop:
            time %= self.spec.seconds
        if len(self._stills) < 2 or time <= self._times[0]:
            return self._stills[0].copy()
        if time >= self._times[-1]:
            return self._stills[-1].copy()
        index = max(i for i in range(len(self._times) - 1) if self._times[i] <= time)
        begin, end = self._times[index], self._times[index + 1]
        progress = float((time - begin) / (end - begin)) if end > begin else 1.0
        way = self._way(index)
        a, b = self._stills[index], self._stills[index + 1]
        if way.believable:
            return between(a, b, way, 0.5 - 0.5 * math.cos(math.pi * progress)).copy()
        return _dissolve(a, b, progress, float(end - begin))

    def close(self) -> None:
        """Let go of the pictures."""
        self._stills.clear()
        self._ways.clear()


def _filling(file: File, width: int, height: int) -> Frame:
    """The picture filling ``width`` x ``height`` around what matters in it."""
    known = study(file)
    window = cover(known.aspect, width / height, known.centre)
    wide, high = round(width / (2 * window.half_x)), round(height / (2 * window.half_y))
    left, top, right, bottom = known.box
    whole = max(width, round(wide / (right - left))), max(height, round(high / (bottom - top)))
    rgb = read_picture(file.path, file.digest, *whole)
    x = round(left * whole[0] + (window.x - window.half_x) * wide)
    y = round(top * whole[1] + (window.y - window.half_y) * high)
    x, y = min(max(x, 0), whole[0] - width), min(max(y, 0), whole[1] - height)
    return rgb_to_frame(np.ascontiguousarray(rgb[y : y + height, x : x + width]))


def _smooth(s: float) -> float:
    s = min(max(s, 0.0), 1.0)
    return s * s * s * (s * (6 * s - 15) + 10)


def _dissolve(a: Frame, b: Frame, progress: float, seconds: float) -> Frame:
    """One picture sinks away out of focus as the other comes up into it; both slowly come nearer."""
    share = min(1.0, _MOST_FADE / max(seconds, 1e-3))
    s = _smooth((progress - (0.5 - share / 2)) / share)
    veil = math.sin(math.pi * s)
    first = _pushed(a, 1 + _PUSH * progress, 0.012 * veil * s)
    second = _pushed(b, 1 + _PUSH * (1 - progress), 0.012 * veil * (1 - s))
    # Light adds up in linear light; a slight glow carries the change.
    k = np.float32(s)
    planes = []
    for index, (one, two) in enumerate(zip(first, second, strict=True)):
        mixed = one + (two - one) * k
        if index == 0:
            mixed = mixed + np.float32(7 * veil) * (mixed - 16) / 219
        planes.append(np.clip(mixed + np.float32(0.5), 16, 240 if index else 235).astype(np.uint8))
    return Frame(*planes)


def _pushed(frame: Frame, scale: float, blur: float) -> list[npt.NDArray[np.float32]]:
    """The planes of ``frame`` enlarged about the middle and blurred by ``blur`` image heights."""
    planes = []
    for plane in (frame.y, frame.u, frame.v):
        height, width = plane.shape
        matrix = np.array(
            [[scale, 0, (1 - scale) * (width - 1) / 2], [0, scale, (1 - scale) * (height - 1) / 2]],
            np.float64,
        )
        near = plane if scale == 1 else cv2.warpAffine(plane, matrix, (width, height), flags=cv2.INTER_CUBIC,
                                                       borderMode=cv2.BORDER_REFLECT_101)  # fmt: skip
        sigma = blur * height
        if sigma > 0.4:
            small = max(1, int(sigma / 2))
            size = max(1, width // small), max(1, height // small)
            less = cv2.GaussianBlur(
                cv2.resize(near, size, interpolation=cv2.INTER_AREA), (0, 0), sigma / small
            )
            near = cv2.resize(less, (width, height), interpolation=cv2.INTER_CUBIC)
        planes.append(np.asarray(near, np.float32))
    return planes
