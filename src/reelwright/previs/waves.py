"""Water that moves: a sum of Gerstner waves over a grid that is fine where it is looked at.

Each wave moves the water in circles (Gerstner 1809; Fournier and Reeves, SIGGRAPH 1986): crests sharpen and
troughs widen. Speed follows deep-water dispersion, omega = sqrt(g k). A sea state is drawn from the seed; the
height at a point and the tilt of a floating thing come from the same sum as the surface.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reelwright.previs.material import Material
from reelwright.previs.mesh import Mesh, grid

__all__ = ["Swell", "swell", "water"]

Floats = npt.NDArray[np.float32]
GRAVITY = 9.81


@dataclass(frozen=True, eq=False)
class Swell:
    """Waves as columns: direction (N, 2), wave number 1/m, amplitude m, angular speed 1/s, phase.

    ``steep`` 0..1 is how sharp the crests are.
    """

    direction: npt.NDArray[np.float64]
    number: npt.NDArray[np.float64]
    amplitude: npt.NDArray[np.float64]
    speed: npt.NDArray[np.float64]
    phase: npt.NDArray[np.float64]
    steep: float

    def height(self, x: float, z: float, t: float) -> float:
        """Metres above the mean at (x, z), the sideways motion of the water left out."""
        return float((self.amplitude * np.sin(self._angle(x, z, t))).sum())

    def slope(self, x: float, z: float, t: float, least: float) -> tuple[float, float]:
        """(dh/dx, dh/dz) of the waves longer than ``least`` metres: what a hull of that length feels."""
        keep = 2 * math.pi / self.number > least
        lean = (self.amplitude * self.number * np.cos(self._angle(x, z, t)))[keep]
        return float((lean * self.direction[keep, 0]).sum()), float((lean * self.direction[keep, 1]).sum())

    def _angle(self, x: float, z: float, t: float) -> npt.NDArray[np.float64]:
        along = self.direction @ np.array([x, z])
        return np.asarray(self.number * along - self.speed * t + self.phase)


def swell(rng: np.random.Generator, significant: float, longest: float, count: int = 14) -> Swell:
    """A wind sea of ``significant`` height (the mean of the highest third) and ``longest`` waves, metres."""
    length = longest * 0.80 ** np.arange(count)
    towards = math.pi * 1.08 + rng.normal(0, 0.42, count) * np.linspace(0.5, 1.5, count)
    amplitude = length**0.95 * rng.uniform(0.75, 1.25, count)
    # Significant height is four standard deviations; a sine's deviation is amplitude / sqrt(2).
    amplitude *= significant / 4 / math.sqrt(float((amplitude**2).sum()) / 2)
    number = np.asarray(2 * math.pi / length, np.float64)
    return Swell(
        np.stack([np.cos(towards), np.sin(towards)], 1),
        number,
        amplitude,
        np.sqrt(GRAVITY * number),
        rng.uniform(0, 2 * math.pi, count),
        min(0.85 / max(float((number * amplitude).sum()), 1e-6), 1.0),
    )


def water(
    sea: Swell,
    material: Material,
    low: float,
    high: float,
    fine: float = 0.55,
    near: float = -26.0,
    far: float = 1400.0,
) -> Mesh:
    """The moving surface: ``fine`` metres a cell for x in ``low``..``high`` and near z = 0, then coarser."""
    spread = np.cumsum(fine * 1.075 ** np.arange(64))
    inner = np.arange(low - 14, high + 14, fine)
    x = np.concatenate([low - 14 - spread[::-1], inner, high + 14 + spread])
    inner = np.arange(near, 18.0, fine)
    steps = int(math.log((far - 18.0) * 0.045 / fine + 1) / math.log(1.045)) + 1
    z = np.concatenate([inner, 18.0 + np.cumsum(fine * 1.045 ** np.arange(steps))])
    still = grid(x, z, 0.0, material)
    gx, gz = (a.astype(np.float32) for a in np.meshgrid(x, z))
    # A wave that the grid cannot carry would only glitter: it fades out where cells grow to a third of it.
    cell = np.maximum(np.gradient(x)[None, :], np.gradient(z)[:, None])
    carried = [np.clip(1.6 - 3.2 * cell / (2 * math.pi / k), 0, 1).astype(np.float32) for k in sea.number]
    turn = [(k * (gx * np.float32(d[0]) + gz * np.float32(d[1])) + np.float32(p)).astype(np.float32)
            for k, d, p in zip(sea.number, sea.direction, sea.phase, strict=True)]  # fmt: skip

    def motion(t: float) -> tuple[Floats, Floats]:
        dx, dy, dz = (np.zeros_like(gx) for _ in range(3))
        nx, nz, ny = np.zeros_like(gx), np.zeros_like(gx), np.ones_like(gx)
        for i, angle in enumerate(turn):
            a = angle - np.float32(sea.speed[i] * t % (2 * math.pi))
            share = carried[i] * np.float32(sea.amplitude[i])
            s, c = np.sin(a) * share, np.cos(a) * share
            k, (ux, uz) = np.float32(sea.number[i]), sea.direction[i]
            dy += s
            dx += c * np.float32(sea.steep * ux)
            dz += c * np.float32(sea.steep * uz)
            nx -= c * np.float32(k * ux)
            nz -= c * np.float32(k * uz)
            ny -= s * np.float32(k * sea.steep)
        vertices = np.stack([gx + dx, dy, gz + dz], -1).reshape(-1, 3)
        normals = np.stack([nx, np.maximum(ny, 0.15), nz], -1).reshape(-1, 3)
        normals /= np.sqrt((normals * normals).sum(1, keepdims=True))
        return vertices, normals

    first, normals = motion(0.0)
    return Mesh(first, still.faces, normals, material, uv=still.uv, motion=motion)
