"""Shadows on the ground: a map about the subject into which figures and meshes are splatted each frame."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.jit import kernel
from reelwright.previs.scene import Capsule, Scene, Sprites

__all__ = ["SIZE", "ShadowMap", "flatten", "splat"]

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
                    shadow[y, x] = max(shadow[y, x], k) + 0.15 * min(shadow[y, x], k) * (
                        strength - max(shadow[y, x], k)
                    )


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
    soft = cv2.GaussianBlur(mask, (0, 0), max(0.8, 0.05 * texels)).astype(np.float32) * np.float32(
        strength / 255
    )
    np.maximum(shadow, soft, out=shadow)


class ShadowMap:
    """The shadows on the ground about the subject.

    ``map`` (SIZE, SIZE) is the share of the key light taken away, ``frame`` (x0, z0, texels a metre).
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.map = self._still = np.zeros((SIZE, SIZE), np.float32)
        self.frame = np.array([0.0, 0.0, 1.0])
        self._at: tuple[float, float] | None = None
        self._moving = [m for m in scene.meshes if m.casts and m.motion is not None]

    def update(self, t: float) -> None:
        """Bring the map to ``t`` seconds; what stands still is drawn again only when the map moves."""
        scene = self.scene
        cx, cz = scene.shadow_centre(t)
        texels = SIZE / scene.shadow_size
        # The map moves in steps of 16 texels: shadows do not crawl, and still ones are seldom drawn again.
        step = 16 / texels
        at = (
            math.floor((cx - scene.shadow_size / 2) / step) * step,
            math.floor((cz - scene.shadow_size / 2) / step) * step,
        )
        sun, strength = scene.light.direction, scene.light.shadow
        if self._at != at:
            self._at = at
            self._still = np.zeros((SIZE, SIZE), np.float32)
            for mesh in scene.meshes:
                if mesh.casts and mesh.motion is None:
                    flatten(self._still, mesh.vertices, mesh.faces, sun, at, texels, strength)
            for group in scene.sprites:
                if group.shade > 0:
                    self._under(group, at, texels)
        self.map = self._still
        if scene.layers or self._moving:
            self.map = self._still.copy()
            for mesh in self._moving:
                assert mesh.motion is not None
                flatten(self.map, mesh.motion(t)[0], mesh.faces, sun, at, texels, strength)
            for layer in scene.layers:
                splat(self.map, layer.shadow(t, scene.light), at, texels, strength)
        self.frame = np.array([*at, texels])

    def _under(self, group: Sprites, at: tuple[float, float], texels: float) -> None:
        """Long soft shadows from the feet of sprites."""
        p, h = group.positions, group.heights
        size = self.scene.shadow_size + 2
        inside = (
            (p[:, 0] > at[0] - 2)
            & (p[:, 0] < at[0] + size)
            & (p[:, 2] > at[1] - 2)
            & (p[:, 2] < at[1] + size)
        )
        p, h = p[inside].astype(np.float64), h[inside].astype(np.float64)
        d = self.scene.light.direction
        k = h * min(1.0 / max(d[1], 0.2), 2.0) * 0.55
        r = h * group.spread
        capsules = np.stack([p[:, 0], p[:, 2], r * 0.5, p[:, 0] - d[0] * k, p[:, 2] - d[2] * k, r, r], 1)
        _splat(self._still, capsules, at[0], at[1], texels, self.scene.light.shadow * group.shade)
