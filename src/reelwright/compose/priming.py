"""Loads the kernels that nearly every film needs, so that processes forked afterwards have them."""

from __future__ import annotations

import numpy as np

from reelwright.compose.colour import rgb_planes
from reelwright.compose.fit import Box
from reelwright.compose.frame import Frame
from reelwright.compose.layer import Layer, lay
from reelwright.compose.placement import Placement
from reelwright.compose.sampling import sample
from reelwright.compose.shaping import outline

__all__ = ["prime"]


def prime() -> None:
    """Draw next to nothing with each of them, and touch no image library: its threads would not be forked."""
    picture = rgb_planes(np.zeros((8, 8, 3), np.uint8))
    out = Frame.black(8, 8)
    box = Box(0, 0, 8, 8)
    sample(picture, (0.9, 0, 0, 0, 0.9, 0), box, out)
    cover = np.empty((8, 8), np.uint8)
    outline(Placement((0, 0, 1, 1), 8, 8, (0, 0, 8, 8), (1, 0, 0, 0, 1, 0)), box, 0.1, 0, cover, None)
    lay(Layer(box, picture, cover), out)
