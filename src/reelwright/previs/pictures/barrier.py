"""How a pixel differs from everything on its way to the border: what stands out against its surroundings.

The minimum barrier distance (Zhang et al., "Minimum Barrier Salient Object Detection at 80 FPS", ICCV 2015):
over all paths from a pixel to the border, the least difference between the highest and the lowest value on
the path. Ground and sky reach the border without a barrier however bright they are; a subject does not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from reelwright.previs.jit import kernel

__all__ = ["barrier"]

Floats = npt.NDArray[np.float32]


@kernel
def _sweep(image: Any, distance: Any, high: Any, low: Any, passes: int) -> None:
    height, width = image.shape
    for turn in range(passes):
        down = turn % 2 == 0
        for i in range(height):
            y = i if down else height - 1 - i
            for j in range(width):
                x = j if down else width - 1 - j
                here = image[y, x]
                for side in range(2):
                    if side == 0:
                        yy = y - 1 if down else y + 1
                        xx = x
                    else:
                        yy = y
                        xx = x - 1 if down else x + 1
                    if yy < 0 or yy >= height or xx < 0 or xx >= width:
                        continue
                    top = max(high[yy, xx], here)
                    bottom = min(low[yy, xx], here)
                    if top - bottom < distance[y, x]:
                        distance[y, x] = top - bottom
                        high[y, x] = top
                        low[y, x] = bottom


def barrier(image: Floats, rim: int = 1) -> Floats:
    """The barrier of each pixel of ``image`` (H, W) to the border, whose outer ``rim`` pixels are 0.

    The middle of the bottom border does not count: subjects stand on it.
    """
    distance = np.full(image.shape, np.float32(1e9))
    distance[:rim] = distance[:, :rim] = distance[:, -rim:] = 0
    corner = image.shape[1] * 3 // 10
    distance[-rim:, :corner] = distance[-rim:, -corner:] = 0
    plane = np.ascontiguousarray(image, np.float32)
    _sweep(plane, distance, plane.copy(), plane.copy(), 6)
    return distance
