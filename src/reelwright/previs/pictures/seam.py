"""Where one clip ends and another goes on: colours matched at the joint, no picture shown twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from reelwright.compose.frame import Frame
from reelwright.previs.pictures.reel import Reel
from reelwright.previs.pictures.spec import PictureSpec
from reelwright.timing import FrameRate

__all__ = ["FollowSource", "Joint", "Tint", "difference", "join_at"]

Tint = tuple[float, ...]
"""Gain and offset of Y, U and V, in that order, on values about (16, 128, 128): six numbers."""

_SEARCHED: Final = 6
_SAME, _STILL = 3.0, 0.4
_GAIN: Final = (0.7, 1.4)
_SHIFT: Final = 40.0


@dataclass(frozen=True, slots=True)
class Joint:
    """``skip`` pictures of the second clip repeat the end of the first; ``tint`` makes the next one match
    it."""

    skip: int
    tint: Tint


def difference(a: Frame, b: Frame) -> float:
    """Mean difference of two pictures in luma, at 160 columns: coding noise does not count."""
    small = [cv2.resize(f.y, (160, 90), interpolation=cv2.INTER_AREA).astype(np.float32) for f in (a, b)]
    return float(np.abs(small[0] - small[1]).mean())


def join_at(last: Frame, following: list[Frame]) -> Joint:
    """How the ``following`` first frames of a clip (at least one) join on to the ``last`` of another."""
    skip = 0
    for index, frame in enumerate(following[:_SEARCHED]):
        # A generated clip begins with the picture it was given, in its own colours; what follows is a repeat
        # only when it has not moved at all.
        if difference(last, _tinted(frame, _match(last, frame), 1.0)) >= (_SAME if index == 0 else _STILL):
            break
        skip = index + 1
    skip = min(skip, len(following) - 1)
    # The picture that repeats the last one says how the colours differ; the next one has moved on.
    return Joint(skip, _match(last, following[max(skip - 1, 0)]))


def _match(target: Frame, frame: Frame) -> Tint:
    """Gain and offset for each plane that give ``frame`` the mean and spread of ``target``."""
    numbers: list[float] = []
    for want, have, zero in ((target.y, frame.y, 16), (target.u, frame.u, 128), (target.v, frame.v, 128)):
        spread = max(float(have.std()), 1.0)
        gain = min(max(max(float(want.std()), 1.0) / spread, _GAIN[0]), _GAIN[1])
        shift = (float(want.mean()) - zero) - gain * (float(have.mean()) - zero)
        numbers += [round(gain, 5), round(min(max(shift, -_SHIFT), _SHIFT), 4)]
    return tuple(numbers)


def _tinted(frame: Frame, tint: Tint, share: float) -> Frame:
    planes = []
    for index, (plane, zero, top) in enumerate(
        ((frame.y, 16, 235), (frame.u, 128, 240), (frame.v, 128, 240))
    ):
        gain, shift = 1 + (tint[2 * index] - 1) * share, tint[2 * index + 1] * share
        table = np.clip((np.arange(256) - zero) * gain + zero + shift + 0.5, 16, top).astype(np.uint8)
        planes.append(np.asarray(cv2.LUT(plane, table), np.uint8))
    return Frame(*planes)


class FollowSource:
    """The clip of ``spec`` from its picture ``skip`` on, its colours led from the joint's to its own.

    Raises:
        MediaError: the clip cannot be read.
    """

    def __init__(self, spec: PictureSpec, width: int, height: int, rate: FrameRate) -> None:
        self.spec, self.width, self.height, self.rate = spec, width, height, rate
        self._reel = Reel(spec.files[0], width, height, rate)
        self.length: int | None = max(1, self._reel.length - spec.skip)

    def frame(self, n: int) -> Frame:
        """Frame ``n`` after the joint; the last one past the end."""
        frame = self._reel.frame(n + self.spec.skip)
        fade = self.rate.value * self.spec.fade
        if not self.spec.tint or n >= fade:
            return frame
        s = float(n / fade)
        return _tinted(frame, self.spec.tint, 1 - s * s * (3 - 2 * s))

    def close(self) -> None:
        """Close the clip."""
        self._reel.close()
