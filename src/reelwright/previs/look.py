"""A look: how light becomes a picture. One per style, each in its own file under ``looks/``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["Look"]

RGB = tuple[float, float, float]
_SIZE: Final = 32


@dataclass(frozen=True, slots=True)
class Look:
    """Numbers for the finishing kernel. Tints are added to display values 0..1 and are small (0.02 is
    visible).

    Attributes:
        exposure: stops.
        white: gain of each channel before the tone curve: warm is (1.05, 1.0, 0.93).
        contrast: -1..1, an S-curve on display values.
        saturation: 0 grey, 1 as is.
        shadows, highlights: tints for the dark and the bright end.
        lift: raises black (0.03 is faded film).
        mono: 1 turns the picture to grey with ``mono_mix`` as channel weights.
        bloom: glow around what is brighter than ``bloom_over`` (linear).
        vignette: darkening at the corners, 0..1.
        grain: deviation of film grain in display values (0.02 is visible).
        levels: posterise to so many steps; 0 for none. ``ink``: darkness of drawn outlines, 0..1.
        paint: radius of the painterly filter in image heights (0.006); ``paper``: strength of paper grain and
            of the white torn border.
        bars: letterbox to 2.39:1 when the picture is at most 16:9 wide and wider than 1.6.
        blur: scales the scene's depth of field.
    """

    exposure: float = 0.0
    white: RGB = (1.0, 1.0, 1.0)
    contrast: float = 0.15
    saturation: float = 1.0
    shadows: RGB = (0.0, 0.0, 0.0)
    highlights: RGB = (0.0, 0.0, 0.0)
    lift: float = 0.0
    mono: float = 0.0
    mono_mix: RGB = (0.30, 0.59, 0.11)
    bloom: float = 0.35
    bloom_over: float = 1.0
    vignette: float = 0.15
    grain: float = 0.0
    levels: int = 0
    ink: float = 0.0
    paint: float = 0.0
    paper: float = 0.0
    bars: bool = False
    blur: float = 1.0

    def packed(self) -> npt.NDArray[np.float32]:
        """The row of numbers the finishing kernel reads."""
        p = np.zeros(_SIZE, np.float32)
        p[0:3] = np.array(self.white) * 2.0**self.exposure
        p[3] = self.contrast
        p[4] = self.saturation
        p[5:8] = self.shadows
        p[8:11] = self.highlights
        p[11] = self.lift
        p[12] = self.mono
        p[13:16] = self.mono_mix
        p[16] = self.vignette
        p[17] = self.grain
        p[18] = self.levels
        p[19] = self.paper
        return p
