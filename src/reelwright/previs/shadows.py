"""Shadows on the ground: a map about the subject into which figures and meshes are splatted each frame."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.jit import kernel
from reelwright.previs.scene import Capsule

__all__ = ["SIZE", "flatten", "splat"]

SIZE: Final = 640
Floats = npt.NDArray[np.float32]


@kernel
def _splat(shadow: Any, capsules: Any, x0: float, z0: float, texels: float, strength: float) -> None:
    n = shadow.shape[0]
    for i in range(capsules.shape[0]):
        ax = (capsules[i, 0] - x0) * texels
        az = (capsules[i, 1] - z0) * texels
        ar = capsules[i, 2] * texels
        bx = (capsules[i, 3] - x0) * texels
        bz = (capsules[i, 4] - z0) * texels
        br = capsules[i, 5] * texels
        soft = max(capsules[i, 6] * texels, 1.0)
        reach = max(ar, br) + soft
        dx = bx - ax
        dz = bz - az
        length = dx * dx + dz * dz + 1e-9
        for y in range(max(0, int(min(az, bz) - reach)), min(n, int(max(az, bz) + reach) + 2)):
            for x in range(max(0, int(min(ax, bx) - reach)), min(n, int(max(ax, bx) + reach) + 2)):
                px = x - ax
                pz = y - az
                s = min(max((px * dx + pz * dz) / length, 0.0), 1.0)
                ox = px - s * dx
                oz = pz - s * dz
                r = ar + s * (br - ar)
                d = math.sqrt(ox * ox + oz * oz)
                k = 1.0 - min(max((d - r + soft * 0.5) / soft, 0.0), 1.0)
                k = k * k * (3.0 - 2.0 * k) * strength
                # Two shadows over each other: what is left of the light is what both let through.
                if k > 0.0:
                    shadow[y, x] = max(shadow[y, x], k) + 0.15 * min(shadow[y, x], k) * (strength - max(shadow[y, x], k))


def splat(
    shadow: Floats, capsules: Iterable[Capsule], corner: tuple[float, float], texels: float, strength: float
) -> None:
    """Add soft capsules to the map in place; ``corner`` (x0, z0) metres, ``texels`` a metre."""
    rows = np.array(list(capsules), np.float64).reshape(-1, 7)
    if len(rows):
        _splat(shadow, rows, corner[0], corner[1], texels, strength)


def flatten(
    shadow: Floats,
    vertices: Floats,
    faces: npt.NDArray[np.int32],
    sun: tuple[float, float, float],
    corner: tuple[float, float],
    texels: float,
    strength: float,
) -> None:
    """Add a mesh's shadow, projected along the key light onto the ground, in place."""
    slope = max(sun[1], 0.12)
    x = (vertices[:, 0] - sun[0] / slope * vertices[:, 1] - corner[0]) * texels
    z = (vertices[:, 2] - sun[2] / slope * vertices[:, 1] - corner[1]) * texels
    flat = np.stack([x, z], 1)
    if flat[:, 0].max() < 0 or flat[:, 1].max() < 0 or flat[:, 0].min() > SIZE or flat[:, 1].min() > SIZE:
        return
    points = np.clip(flat * 16, -(2**20), 2**20).astype(np.int32)[faces]
    mask = np.zeros(shadow.shape, np.uint8)
    for triangle in points:  # one by one: overlapping triangles in one call would cancel out
        cv2.fillConvexPoly(mask, triangle, 255, cv2.LINE_8, 4)
    soft = cv2.GaussianBlur(mask, (0, 0), max(0.8, 0.05 * texels)).astype(np.float32) * np.float32(strength / 255)
    np.maximum(shadow, soft, out=shadow)
