"""Soft pictures lying on a flat top: shadows of glass, light that came through it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.light import Light
from reelwright.previs.mesh import Mesh
from reelwright.previs.scene import Capsule, Tile
from reelwright.previs.vessel import Vessel
from reelwright.previs.view import View

__all__ = ["Contact", "Decal", "Gloss", "table_light"]

Floats = npt.NDArray[np.float32]
RGB = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Decal:
    """A ``Layer``: ``page`` (n, n, 4) premultiplied, alpha under a half, lying at height ``y``.

    Its middle is at (``x``, ``z``), it is ``size`` metres a side and its rows run towards -z. ``pulse`` is
    how much its light breathes.
    """

    page: Floats
    x: float
    z: float
    size: float
    y: float = 0.002
    pulse: float = 0.0

    def draw(self, view: View, t: float, light: Light) -> Tile | None:
        """Warped into the picture; None from below."""
        if view.position[1] <= self.y or float(np.linalg.det(view.rotation)) < 0:
            return None
        h = self.size / 2
        corners = np.array(
            [
                [self.x - h, self.y, self.z + h],
                [self.x + h, self.y, self.z + h],
                [self.x + h, self.y, self.z - h],
                [self.x - h, self.y, self.z - h],
            ]
        )
        seen = view.project(corners)
        if float(seen[:, 2].min()) < 0.05:
            return None
        x0, y0 = max(0, int(seen[:, 0].min())), max(0, int(seen[:, 1].min()))
        x1 = min(view.width, int(seen[:, 0].max()) + 1)
        y1 = min(view.height, int(seen[:, 1].max()) + 1)
        if x1 - x0 < 2 or y1 - y0 < 2:
            return None
        n = self.page.shape[0]
        source = np.array([[0, 0], [n, 0], [n, n], [0, n]], np.float32)
        target = (seen[:, :2] - [x0, y0]).astype(np.float32)
        matrix = cv2.getPerspectiveTransform(source, target)
        rgba = cv2.warpPerspective(self.page, matrix, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
        if self.pulse:
            rgba[..., :3] *= np.float32(1 + self.pulse * (math.sin(0.9 * t) + 0.6 * math.sin(1.7 * t + 1.0)))
        return Tile(x0, y0, rgba, _depths(view, self.y, x0, y0, x1, y1))

    def shadow(self, t: float, light: Light) -> list[Capsule]:
        """None."""
        return []


def _depths(view: View, y: float, x0: int, y0: int, x1: int, y1: int) -> Floats:
    """Depth of the plane at height ``y`` over a rectangle of the picture; 1e5 over its horizon."""
    f = view.focal * view.height
    xs = (np.arange(x0, x1, dtype=np.float32) + np.float32(0.5 - view.width / 2)) / np.float32(f)
    ys = (np.float32(view.height / 2 - 0.5) - np.arange(y0, y1, dtype=np.float32)) / np.float32(f)
    r = view.rotation
    down = np.float32(r[0, 1]) * xs[None, :] + np.float32(r[1, 1]) * ys[:, None] + np.float32(r[2, 1])
    inverse = -down / np.float32(max(view.position[1] - y, 1e-3))
    return np.asarray(1.0 / np.maximum(inverse, 1e-5), np.float32)


@dataclass(frozen=True, eq=False)
class Gloss:
    """A ``Layer``: the reflection of a vessel in polished wood, fading upwards."""

    vessel: Vessel
    strength: float = 0.30

    def draw(self, view: View, t: float, light: Light) -> Tile | None:
        """The vessel seen in the table; None from below."""
        if view.position[1] <= 0.01 or float(np.linalg.det(view.rotation)) < 0:
            return None
        position = view.position * np.array([1.0, -1.0, 1.0])
        under = View(position, view.rotation @ np.diag([1.0, -1.0, 1.0]), view.focal, view.width, view.height)
        tile = self.vessel.traced(under, t, light, 3)
        if tile is None:
            return None
        h, w = tile.rgba.shape[:2]
        depth = _depths(view, 0.004, tile.x0, tile.y0, tile.x0 + w, tile.y0 + h)
        foot = float(view.project(np.array([self.vessel.at]))[0, 1])
        wide, tall = self.vessel.size
        k = view.focal * view.height / max(float(np.linalg.norm(view.position - self.vessel.at)), 0.1)
        drop = (np.arange(h, dtype=np.float32) + np.float32(tile.y0 - foot)) / np.float32(tall * k)
        fade = np.clip(1.0 - 0.8 * drop, 0, 1) ** 2 * np.float32(self.strength)
        rgba = cv2.GaussianBlur(tile.rgba, (0, 0), max(0.6, 0.012 * wide * k)) * fade[:, None, None]
        return Tile(tile.x0, tile.y0, np.ascontiguousarray(rgba), depth)

    def shadow(self, t: float, light: Light) -> list[Capsule]:
        """None."""
        return []


class Contact:
    """A ``Layer`` that is only shadow: dark where the feet of ``meshes`` touch the table."""

    def __init__(self, meshes: Sequence[Mesh], reach: float = 0.035) -> None:
        self.capsules: list[Capsule] = []
        for mesh in meshes:
            if not mesh.casts or mesh.motion is not None:
                continue
            low = mesh.vertices[mesh.vertices[:, 1] < reach]
            if len(low) < 3:
                continue
            x, z = float(np.median(low[:, 0])), float(np.median(low[:, 2]))
            dx, dz = float(np.ptp(low[:, 0])) / 2, float(np.ptp(low[:, 2])) / 2
            r, long = min(dx, dz) * 0.92, max(dx, dz) - min(dx, dz)
            ax, az = (long, 0.0) if dx > dz else (0.0, long)
            self.capsules.append((x - ax, z - az, r, x + ax, z + az, r, 0.10 + 0.5 * r))

    def draw(self, view: View, t: float, light: Light) -> Tile | None:
        """Nothing."""
        return None

    def shadow(self, t: float, light: Light) -> list[Capsule]:
        """Where things stand."""
        return self.capsules


def table_light(
    meshes: Sequence[Mesh],
    glasses: Sequence[tuple[Vessel, RGB]],
    light: Light,
    size: float = 2.8,
    z: float = 0.15,
) -> Decal:
    """All that lies softly on the table about its middle, as one picture: where things touch it, and the long
    warm light that filled glasses throw away from the key."""
    n = 320
    axis = ((np.arange(n, dtype=np.float32) + 0.5) / n - 0.5) * np.float32(size)
    gx, gz = np.meshgrid(axis, np.float32(z) - axis)
    shade = np.zeros((n, n), np.float32)
    glow = np.zeros((n, n, 3), np.float32)
    for x0, z0, r, x1, z1, _, soft in Contact(meshes).capsules:
        dx, dz = x1 - x0, z1 - z0
        s = np.clip(((gx - x0) * dx + (gz - z0) * dz) / (dx * dx + dz * dz + 1e-9), 0, 1)
        rho = np.hypot(gx - x0 - s * dx, gz - z0 - s * dz)
        k = np.exp(-np.square(np.maximum(rho - r, 0) / (0.3 * soft)))
        shade = np.maximum(shade, k * np.float32(0.46))
    lx, ly, lz = light.direction
    flat = math.hypot(lx, lz) or 1.0
    ax, az = -lx / flat, -lz / flat
    for vessel, colour in glasses:
        radius, tall = vessel.size
        x, zz = (gx - np.float32(vessel.at[0])) / radius, (gz - np.float32(vessel.at[2])) / radius
        along, across = x * ax + zz * az, -x * az + zz * ax
        foot = vessel.outline[0][0] * vessel.scale / radius
        shade = np.maximum(
            shade, np.exp(-np.square(np.maximum(np.hypot(x, zz) - foot - 0.1, 0) / 0.22)) * np.float32(0.47)
        )
        length = tall / radius / max(ly / flat, 0.35) * 0.75
        s = np.clip(along / length, 0, 1.4)
        # A cylinder of liquid gathers the light into a wedge with bright edges that meet in a cusp.
        width = 0.62 * np.maximum(1.0 - 0.55 * s, 0.12)
        k = across / width
        body = np.exp(-np.square(k) * 1.5)
        edges = np.exp(-np.square((np.abs(k) - 0.78) / 0.22)) * 0.8
        core = np.exp(-np.square(across / (0.10 + 0.10 * s))) * np.exp(-np.square((s - 0.42) / 0.3)) * 1.5
        fade = np.clip((along - 0.55) / 0.6, 0, 1) * np.exp(-np.square(s / 0.85))
        pool = (0.55 * body + edges * np.exp(-1.6 * s) + core) * fade * 0.55
        glow += pool[..., None] * (np.array(colour, np.float32) * np.array(light.key, np.float32))
    page = np.concatenate([glow, np.maximum(shade, 0.004 * (glow.max(-1) > 0.002))[..., None]], -1)
    border = np.clip((0.5 - np.maximum(np.abs(gx), np.abs(gz - np.float32(z))) / size) / 0.1, 0, 1)
    page = page * border[..., None]
    filled = np.flatnonzero(page.max(-1).max(1) > 0.004), np.flatnonzero(page.max(-1).max(0) > 0.004)
    if not len(filled[0]):
        return Decal(np.zeros((2, 2, 4), np.float32), 0.0, z, size)
    # Only the square that holds something.
    half = max(abs(int(k) - n // 2) for f in filled for k in (f[0], f[-1])) + 2
    half = min(half, n // 2)
    page = page[n // 2 - half : n // 2 + half, n // 2 - half : n // 2 + half]
    return Decal(np.ascontiguousarray(page), 0.0, z, size * 2 * half / n, pulse=0.05)
