"""Where a clip's picture lies, how it moves, and how fast it plays."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import floor
from typing import Literal, Self

from pydantic import Field, model_validator

from reelwright.timeline.part import Animated, Ease, Exact, Part

__all__ = ["Fit", "KenBurns", "Speed", "SpeedKey", "Transform", "View"]

Fit = Literal["contain", "cover", "fill", "none", "blur"]
"""How a picture of another shape meets its frame: bars, cropped, stretched, pixel for pixel, or contained
over a blurred copy of itself."""


class Transform(Part):
    """Geometry of a clip's picture on the canvas; every number may have keys counted from the clip's start.

    ``x`` and ``y`` place the anchor, in shares of the clip's box (its ``frame``, or the whole canvas) from
    its top left corner. ``scale`` multiplies the fitted size (``scale_y`` other than None stretches).
    ``rotation`` is in degrees clockwise.
    ``anchor_x`` and ``anchor_y`` are the picture's own point that is placed and turned about, in shares of
    its size. ``left``, ``top``, ``right`` and ``bottom`` cut off shares of the picture. ``opacity`` is 0..1.
    """

    x: Animated = 0.5
    y: Animated = 0.5
    scale: Animated = 1.0
    scale_y: Animated | None = None
    rotation: Animated = 0.0
    anchor_x: float = 0.5
    anchor_y: float = 0.5
    left: Animated = 0.0
    top: Animated = 0.0
    right: Animated = 0.0
    bottom: Animated = 0.0
    opacity: Animated = 1.0
    flip_x: bool = False
    flip_y: bool = False


class View(Part):
    """A window onto a picture: its centre in shares of the picture, and ``zoom`` 1 (all of it) upwards."""

    x: float = Field(0.5, ge=0, le=1)
    y: float = Field(0.5, ge=0, le=1)
    zoom: float = Field(1.0, ge=1, le=20)


class KenBurns(Part):
    """A slow move over a picture from one view to another, over the whole clip. Bars are never shown.

    Zoom 1 is all of the picture that the clip's box has room for. A linear move goes on below the clip that
    dissolves in over it.
    """

    start: View = View()
    end: View = View(zoom=1.15)
    ease: Ease = "in_out"


class SpeedKey(Part):
    """The speed at a frame of the clip; linear between keys."""

    frame: int = Field(ge=0)
    speed: Exact


class Speed(Part):
    """How the clip's source runs: ``rate`` times its own speed (negative runs backwards, 0 is a freeze).

    With ``ramp`` the speed follows its keys instead. ``between`` says what stands between source frames in
    slow motion: the nearest one, or a blend of two.
    """

    rate: Exact = "1"
    ramp: tuple[SpeedKey, ...] = ()
    between: Literal["nearest", "blend"] = "nearest"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if any(after.frame <= before.frame for before, after in itertools.pairwise(self.ramp)):
            raise ValueError("the keys of a speed ramp come in the order of their frames")
        if any(abs(Fraction(key.speed)) > 1000 for key in self.ramp) or abs(Fraction(self.rate)) > 1000:
            raise ValueError("speeds lie between -1000 and 1000")
        return self

    def travelled(self, frame: int) -> Fraction:
        """Source frames passed when the clip has played ``frame`` frames; exact, negative when backwards.

        The integral of the speed from 0: trapezoids between ramp keys, constant outside them.
        """
        if not self.ramp:
            return Fraction(self.rate) * frame
        keys = [(key.frame, Fraction(key.speed)) for key in self.ramp]
        total = keys[0][1] * min(frame, keys[0][0])
        for (at, speed), (end, faster) in itertools.pairwise(keys):
            if frame <= at:
                return total
            run = min(frame, end) - at
            total += speed * run + (faster - speed) * run * run / (2 * (end - at))
        return total + keys[-1][1] * max(0, frame - keys[-1][0])

    def source_frame(self, start: int, frame: int) -> int:
        """The source frame shown at clip frame ``frame`` when its source starts at ``start``; at least 0."""
        return max(0, start + floor(self.travelled(frame)))
