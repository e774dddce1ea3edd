"""A rectangle of picture with depth: what a figure hands to the compositor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Tile"]


@dataclass(frozen=True, slots=True)
class Tile:
    """Pixels at (``x0``, ``y0``) of the picture.

    ``rgba`` is (h, w, 4) float32, linear light, premultiplied by alpha; ``depth`` is (h, w) float32 metres
    along the camera's axis, ``inf`` where nothing was drawn. No fog is applied.
    """

    x0: int
    y0: int
    rgba: npt.NDArray[np.float32]
    depth: npt.NDArray[np.float32]
