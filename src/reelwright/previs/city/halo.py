"""Light in the air: cones under lamps, halos round lights, steam. Soft stamps that add light or cover a
little."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.figures.tile import Tile
from reelwright.previs.light import Light
from reelwright.previs.scene import Capsule
from reelwright.previs.view import View

__all__ = ["Halo", "Steam"]

Array = npt.NDArray[Any]
RGB = tuple[float, float, float]
_N = 96


@lru_cache(maxsize=4)
def _stamp(shape: str) -> Array:
    y, x = np.mgrid[0:_N, 0:_N].astype(np.float32) / (_N - 1)
    if shape == "cone":
        # From a point at the top to a wide, faint foot.
        half = 0.03 + 0.40 * y
        across = np.clip(1 - np.abs(x - 0.5) / half, 0, 1)
        return np.asarray(
            across**1.3 * np.exp(-2.3 * y) * np.clip(y * 30, 0, 1) * np.clip((1 - y) * 4, 0, 1), np.float32
        )
    r = np.clip(1 - np.hypot(x - 0.5, y - 0.5) * 2, 0, 1)
    if shape == "disc":
        return np.asarray(r**2.6, np.float32)
    from reelwright.previs.noise import fractal

    rag = cv2.resize(fractal(661, 128, 1.6, low=2.0), (_N, _N))
    return np.asarray(np.clip(r * 1.5 - 0.7 * rag, 0, 1) ** 1.2, np.float32)


def _tile(
    view: View,
    place: tuple[float, float, float],
    wide: float,
    tall: float,
    stamp: Array,
    colour: Array,
    cover: float,
    limit: float = 0.9,
) -> Tile | None:
    """``stamp`` about ``place`` (its middle), metres wide and tall, at most ``limit`` picture heights."""
    x, y, z = (float(v) for v in view.rotation @ (np.array(place) - view.position))
    if z < 0.6:
        return None
    k = view.focal * view.height / z
    x, y = view.width / 2 + k * x, view.height / 2 - k * y
    w, h = wide * k, tall * k
    if w < 2 or h < 2 or max(w, h) > limit * max(view.height, view.width):
        return None
    x0, y0 = math.floor(x - w / 2), math.floor(y - h / 2)
    x1, y1 = math.ceil(x + w / 2), math.ceil(y + h / 2)
    cx0, cy0, cx1, cy1 = max(x0, 0), max(y0, 0), min(x1, view.width), min(y1, view.height)
    if cx1 - cx0 < 1 or cy1 - cy0 < 1:
        return None
    # Texel of the first pixel's middle, texels a pixel.
    su, sv = _N / w, _N / h
    matrix = np.array(
        [[su, 0, (cx0 + 0.5 - (x - w / 2)) * su - 0.5], [0, sv, (cy0 + 0.5 - (y - h / 2)) * sv - 0.5]]
    )
    if view.rotation[1, 1] < 0:  # a mirror image
        stamp = stamp[::-1]
    soft = cv2.warpAffine(
        stamp, matrix, (cx1 - cx0, cy1 - cy0), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    )
    rgba = np.empty((*soft.shape, 4), np.float32)
    rgba[..., :3] = soft[..., None] * colour
    # The least cover that is drawn at all: light adds, and hides next to nothing.
    rgba[..., 3] = np.where(soft > 0.004, np.maximum(soft * cover, 0.0025), 0.0)
    return Tile(int(cx0), int(cy0), rgba, np.full(soft.shape, z, np.float32))


@dataclass(frozen=True, eq=False)
class Halo:
    """A glow in the air at ``place(t)``: "disc" or "cone", ``wide`` x ``tall`` metres, adding ``colour``."""

    place: Callable[[float], tuple[float, float, float]]
    wide: float
    tall: float
    colour: RGB
    shape: str = "disc"

    def draw(self, view: View, t: float, light: Light) -> Tile | None:
        """The glow; fades when the camera comes close."""
        p = self.place(t)
        near = float(np.linalg.norm(np.array(p) - view.position))
        k = min(max((near - 1.5) / 5.0, 0.0), 1.0)
        if k <= 0:
            return None
        return _tile(
            view, p, self.wide, self.tall, _stamp(self.shape), np.array(self.colour, np.float32) * k, 0.0
        )

    def shadow(self, t: float, light: Light) -> list[Capsule]:
        """None."""
        return []


@dataclass(frozen=True, eq=False)
class Steam:
    """One puff of many that rise from a grating at (x, z): ``phase`` 0..1 sets them apart."""

    x: float
    z: float
    phase: float
    colour: RGB
    rise: float = 3.2
    seconds: float = 5.0

    def draw(self, view: View, t: float, light: Light) -> Tile | None:
        """The puff at its age: it grows, drifts and thins out."""
        age = (t / self.seconds + self.phase) % 1.0
        size = 0.5 + 2.4 * age
        place = (
            self.x + 0.9 * age * age + 0.15 * math.sin(6 * age + 9 * self.phase),
            0.1 + self.rise * age,
            self.z,
        )
        near = float(np.linalg.norm(np.array(place) - view.position))
        strength = (
            math.sin(math.pi * min(age * 1.25, 1.0)) * (1 - age) * min(max((near - 2.0) / 5.0, 0.0), 1.0)
        )
        if strength < 0.02:
            return None
        stamp = np.ascontiguousarray(np.rot90(_stamp("puff"), int(self.phase * 8) % 4))
        return _tile(
            view, place, size, size, stamp, np.array(self.colour, np.float32) * strength, 0.42 * strength
        )

    def shadow(self, t: float, light: Light) -> list[Capsule]:
        """None."""
        return []
