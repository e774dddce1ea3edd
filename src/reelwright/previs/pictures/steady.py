"""A shaky camera made calm: the way it went, smoothed, and the picture moved back on to it.

Features are followed from picture to picture (Lucas and Kanade); what most of them agree on, a shift with a
turn and a scale, is the camera's. The sum of these is smoothed over about a second, the difference is undone,
and the picture is enlarged just enough that its edges are never seen.
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.compose.frame import Frame
from reelwright.previs.bake import baked
from reelwright.previs.pictures.reel import Pictures
from reelwright.previs.pictures.spec import File

__all__ = ["Steady"]

Floats = npt.NDArray[np.float64]
_VERSION: Final = 1
_WIDTH, _HEIGHT = 320, 180
_SMOOTHING: Final = 0.55
"""Standard deviation of the smoothing, seconds."""
_MOST_ZOOM: Final = 1.22


class Steady:
    """The correction of every picture of a clip; worked out once for its bytes.

    Raises:
        MediaError: the clip cannot be read.
    """

    def __init__(self, file: File) -> None:
        def build() -> dict[str, npt.NDArray[Any]]:
            return _corrections(file)

        found = baked("steady", _VERSION, {"digest": file.digest or file.path}, build)
        self._moves: Floats = found["moves"]
        self.zoom = float(found["zoom"][0])

    def settle(self, frame: Frame, index: int) -> Frame:
        """Picture ``index`` of the clip, moved to where a calm camera would have seen it."""
        dx, dy, turn = self._moves[min(index, len(self._moves) - 1)]
        planes = []
        for plane in (frame.y, frame.u, frame.v):
            height, width = plane.shape
            matrix = cv2.getRotationMatrix2D(
                ((width - 1) / 2, (height - 1) / 2), -np.degrees(turn), self.zoom
            )
            matrix[0, 2] += dx * width
            matrix[1, 2] += dy * height
            planes.append(
                np.asarray(
                    cv2.warpAffine(
                        plane,
                        matrix,
                        (width, height),
                        flags=cv2.INTER_CUBIC,
                        borderMode=cv2.BORDER_REFLECT_101,
                    ),
                    np.uint8,
                )
            )
        return Frame(*planes)


def _step(before: Any, after: Any) -> tuple[float, float, float]:
    """Shift (shares of width and height) and turn (radians) of the camera between two luma pictures."""
    points = cv2.goodFeaturesToTrack(before, 260, 0.01, 7)
    if points is None or len(points) < 12:
        return 0.0, 0.0, 0.0
    moved, found, _ = cv2.calcOpticalFlowPyrLK(before, after, points, None, winSize=(15, 15), maxLevel=3)
    good = found.ravel() == 1
    if good.sum() < 12:
        return 0.0, 0.0, 0.0
    cv2.setRNGSeed(7)
    matrix, inliers = cv2.estimateAffinePartial2D(
        points[good], moved[good], method=cv2.RANSAC, ransacReprojThreshold=1.5
    )
    if matrix is None or inliers is None or inliers.sum() < 0.3 * good.sum():
        return 0.0, 0.0, 0.0  # a cut, or everything moves on its own
    turn = float(np.arctan2(matrix[1, 0], matrix[0, 0]))
    centre = matrix @ np.array([_WIDTH / 2, _HEIGHT / 2, 1.0])
    return float(centre[0] / _WIDTH - 0.5), float(centre[1] / _HEIGHT - 0.5), turn


def _corrections(file: File) -> dict[str, npt.NDArray[Any]]:
    clip = Pictures(file, _WIDTH, _HEIGHT)
    try:
        steps = [(0.0, 0.0, 0.0)]
        before = clip.picture(0).y.copy()
        for index in range(1, clip.count):
            after = clip.picture(index).y.copy()
            steps.append(_step(before, after))
            before = after
        span = float(clip.seconds) / max(clip.count, 1)
    finally:
        clip.close()
    path = np.cumsum(np.array(steps, np.float64), axis=0)
    smooth = _smoothed(path, _SMOOTHING / max(span, 1e-3))
    moves = smooth - path
    zoom = 1.0
    for dx, dy, turn in moves:
        reach = abs(np.sin(turn))
        zoom = max(
            zoom, 1 + 2 * abs(dx) + reach * _HEIGHT / _WIDTH, 1 + 2 * abs(dy) + reach * _WIDTH / _HEIGHT
        )
    if zoom > _MOST_ZOOM:
        moves = moves * ((_MOST_ZOOM - 1) / (zoom - 1))
        zoom = _MOST_ZOOM
    return {"moves": moves, "zoom": np.array([zoom * 1.004])}


def _smoothed(path: Floats, sigma: float) -> Floats:
    """The path averaged with Gaussian weights; at the ends it runs on as it began."""
    reach = max(1, int(3 * sigma))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / max(sigma, 1e-3)) ** 2)
    weights /= weights.sum()
    first = 2 * path[0] - path[1 : reach + 1][::-1]
    last = 2 * path[-1] - path[-reach - 1 : -1][::-1]
    pad_first = np.concatenate(
        [np.repeat(first[:1] if len(first) else path[:1], reach - len(first), axis=0), first]
    )
    pad_last = np.concatenate(
        [last, np.repeat(last[-1:] if len(last) else path[-1:], reach - len(last), axis=0)]
    )
    longer = np.concatenate([pad_first, path, pad_last])
    return np.stack([np.convolve(longer[:, c], weights, "valid") for c in range(path.shape[1])], axis=1)
