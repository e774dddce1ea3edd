"""The edge of the sea: a sheet of water that runs up the sand and back, and breakers rolling in."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from reelwright.previs.landscape import graded
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh, grid, smooth_normals
from reelwright.previs.noise import fractal

__all__ = ["LEVEL", "SHORE", "breakers", "shelf", "swash"]

Floats = npt.NDArray[np.float32]
RGB = tuple[float, float, float]
LEVEL = -0.175
SHORE = 5.8
PERIOD = 7.0


def shelf(x: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Height of the sand: level, then falling into the sea at z = ``SHORE`` metres."""
    return np.asarray(-0.046 * np.maximum(z - 2.0, 0) - 0.004 * np.maximum(z - 14.0, 0) ** 1.5 + 0 * x)


def _edge(x: np.ndarray, t: float) -> np.ndarray:
    """Where the water ends on the sand."""
    reach = 1.35 * np.sin(2 * math.pi * t / PERIOD + 0.10 * x + 0.5 * np.sin(0.05 * x))
    scallops = 0.45 * np.sin(0.42 * x + 0.8) + 0.22 * np.sin(1.1 * x + 0.25 * t) + 0.10 * np.sin(2.7 * x)
    return np.asarray(SHORE + reach + scallops * (0.6 + 0.4 * np.sin(2 * math.pi * t / PERIOD + 0.10 * x)))


def _lace(seed: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    cells = 1 - np.abs(2 * fractal(seed, 512, 1.35, low=5.0) - 1)
    return cells, fractal(seed + 1, 512, 1.1, low=6.0)


def swash(low: float, high: float, clear: RGB, sand: RGB) -> Mesh:
    """The sheet: foam at its edge, lace behind it, then clear water over sand, deepening to ``clear``."""
    x = graded(low - 20, high + 20, 0.45, 420.0, 1.08)
    s = np.linspace(0, 1, 30) ** 1.6
    cells, rough = _lace(581)
    v = np.linspace(0, 1, 512, dtype=np.float32)[:, None]
    rim = np.clip((0.020 + 0.03 * rough - v) / 0.015, 0, 1)
    lace = np.clip((cells - 0.62 - 1.0 * v) / 0.14, 0, 1) * np.clip(1.15 - 2.4 * v, 0, 1)
    white = np.clip(np.maximum(rim, lace), 0, 1)[..., None]
    wet, deep = np.array(sand) * 0.55 + 0.25 * np.array(clear), np.array(clear)
    base = wet + (deep - wet) * np.clip(v * 1.3, 0, 1)[..., None]
    tint = base + (np.array([0.80, 0.83, 0.84]) - base) * white
    material = Material(
        (1.0, 1.0, 1.0),
        texture=Texture.colour(np.broadcast_to(tint, (512, 512, 3)).astype(np.float32)),
        specular=0.022,
        roughness=0.12,
        bump=Texture.bump(fractal(583, 512, 1.2, low=4.0)),
        bump_scale=1.0,
        bump_strength=0.05,
        bump_drift=(0.04, 0.06),
    )
    still = grid(x, s * 13.0, 0.0, material)
    gx, gs = np.meshgrid(x, s)
    uv = np.stack([gx / 7.0, gs * 0.97 + 0.01], -1).reshape(-1, 2).astype(np.float32)

    def motion(t: float) -> tuple[Floats, Floats]:
        edge = _edge(gx, t)
        z = edge + gs * (26.0 - edge)
        top = shelf(gx, edge) + 0.015
        y = (
            LEVEL
            + (top - LEVEL) * np.exp(-gs * 13.0 / 2.5)
            + 0.05 * gs * np.sin(0.9 * z - 1.5 * t + 0.2 * gx)
        )
        vertices = (
            np.stack([gx, np.maximum(y, shelf(gx, z) + 0.012), z], -1).reshape(-1, 3).astype(np.float32)
        )
        return vertices, np.asarray(smooth_normals(vertices, still.faces), np.float32)

    first, normals = motion(0.0)
    return replace(still, vertices=first, normals=normals, uv=uv, motion=motion)


def breakers(low: float, high: float, count: int, tall: float, clear: RGB) -> list[Mesh]:
    """``count`` waves that rise, break and run out towards the sand, one after the other."""
    x = graded(low - 16, high + 16, 0.6, 420.0, 1.09)
    q = np.linspace(-1, 1, 13)
    cells, rough = _lace(585)
    v = np.linspace(0, 1, 512, dtype=np.float32)[:, None]
    foam = np.clip((0.62 - np.abs(v - 0.60) * 2.6 + 0.7 * (rough - 0.5)) / 0.2, 0, 1)
    trail = np.clip((cells - 0.50 - 0.9 * np.abs(v - 0.5)) / 0.15, 0, 1) * np.clip((1 - v) * 3, 0, 1)
    white = np.clip(np.maximum(foam, trail), 0, 1)[..., None]
    tint = np.array(clear) * 1.25 + (np.array([0.82, 0.85, 0.86]) - np.array(clear) * 1.25) * white
    material = Material(
        (1.0, 1.0, 1.0),
        texture=Texture.colour(np.broadcast_to(tint, (512, 512, 3)).astype(np.float32)),
        specular=0.02,
        roughness=0.25,
        bump=Texture.bump(rough),
        bump_scale=1.0,
        bump_strength=0.25,
        translucent=0.35,
        through=(0.25, 0.8, 0.7),
    )
    gx, gq = np.meshgrid(x, q)
    uv = np.stack([gx / 8.0, 0.5 - 0.48 * gq], -1).reshape(-1, 2).astype(np.float32)
    made = []
    for i in range(count):
        still = grid(x, q, 0.0, material)

        def motion(t: float, i: int = i, still: Mesh = still) -> tuple[Floats, Floats]:
            ragged = 0.06 * np.sin(0.23 * gx + 1.9 * i) + 0.03 * np.sin(0.61 * gx + i)
            p = (t / (PERIOD * 2) + i / count + ragged + 1.0) % 1.0
            centre = 27.0 - 20.5 * p + 0.5 * np.sin(0.5 * gx + i)
            rise = np.clip(p / 0.45, 0, 1) ** 1.5 * np.clip((1 - p) / 0.35, 0, 1) ** 0.8
            crest = tall * rise * (0.75 + 0.25 * np.sin(0.35 * gx + 2.3 * i))
            wide = 1.1 + 1.5 * (1 - rise)
            z = centre + gq * wide - 0.5 * crest * (1 - gq * gq)
            y = LEVEL - 0.06 * np.abs(gq) ** 3 - 0.05 + crest * (1 - gq * gq) ** 1.3 + 0.10 * rise
            y = y - 0.25 * (np.abs(gq) > 0.99)
            vertices = np.stack([gx, y, z], -1).reshape(-1, 3).astype(np.float32)
            return vertices, np.asarray(smooth_normals(vertices, still.faces), np.float32)

        first, normals = motion(0.0)
        made.append(replace(still, vertices=first, normals=normals, uv=uv, motion=motion))
    return made
