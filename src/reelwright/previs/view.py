"""Where the camera is at one instant, and how it turns the world into pixels.

World: metres, x to the right, y up, z away from the first camera; the ground is y = 0. Camera space: x right,
y up, z forward (depth). The focal length is in image heights, so that layout does not depend on resolution.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["View"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """A pinhole camera: ``position`` (3,), ``rotation`` (3, 3) world to camera, ``focal`` image heights."""

    position: Array
    rotation: Array
    focal: float
    width: int
    height: int

    @classmethod
    def aimed(
        cls,
        position: tuple[float, float, float],
        yaw: float,
        pitch: float,
        roll: float,
        focal: float,
        width: int,
        height: int,
    ) -> View:
        """A camera at ``position``; angles in radians. Positive yaw turns right, positive pitch looks up."""
        cy, sy = math.cos(yaw), math.sin(yaw)
        cp, sp = math.cos(pitch), math.sin(pitch)
        cr, sr = math.cos(roll), math.sin(roll)
        right = np.array([cy, 0.0, -sy])
        forward = np.array([sy * cp, sp, cy * cp])
        up = np.cross(forward, right)
        rotation = np.stack([cr * right + sr * up, cr * up - sr * right, forward])
        return cls(np.asarray(position, np.float64), rotation, focal, width, height)

    def to_camera(self, points: Array) -> Array:
        """World points (N, 3) in camera space."""
        return np.asarray((points - self.position) @ self.rotation.T)

    def project(self, points: Array) -> Array:
        """World points (N, 3) as (pixel x, pixel y, depth in metres); pixel centres lie at .5."""
        c = self.to_camera(np.atleast_2d(points))
        z = np.maximum(c[:, 2], 1e-6)
        f = self.focal * self.height
        return np.stack(
            [self.width / 2 + f * c[:, 0] / z, self.height / 2 - f * c[:, 1] / z, c[:, 2]], axis=1
        )
