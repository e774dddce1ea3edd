"""The Earth seen from space: oceans, land, ice and cloud, lit by the scene's own sun."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.bake import baked
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh, sphere
from reelwright.previs.noise import fractal
from reelwright.previs.stage import Prop, Stage
from reelwright.story.prompt import Subject

__all__ = ["globe"]

NOUNS = ("globe", "earth", "planet earth", "planet")
HIGH, WIDE = 512, 1024


def globe(radius: float, seed: int) -> Mesh:
    """The planet standing at the origin; ``seed`` chooses its weather."""
    pixels = baked("globe", 3, {"seed": seed % 16}, lambda: {"linear": _face(seed % 16)})["linear"]
    surface = Material((1.0, 1.0, 1.0), texture=Texture.colour(pixels), specular=0.02, roughness=0.5, fog=0.0)
    return sphere(radius, surface, 64, casts=False)


def _wrapped(noise: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """A tile stretched around the ball once, rows squeezed towards the poles."""
    return np.asarray(cv2.resize(noise, (WIDE, HIGH), interpolation=cv2.INTER_LINEAR), np.float32)


def _face(seed: int) -> npt.NDArray[np.float32]:
    land = _wrapped(fractal(7101, 512, 1.6, low=2.0)) + 0.16 * (
        _wrapped(fractal(7102, 512, 1.2, low=6.0)) - 0.5
    )
    dry = _wrapped(fractal(7103, 512, 1.6, low=2.0))
    cloud = _wrapped(fractal(7200 + seed, 512, 1.45, low=2.0, stretch=2.0))
    cloud = 0.62 * cloud + 0.38 * _wrapped(fractal(7300 + seed, 512, 1.0, low=8.0))
    lat = np.abs(np.linspace(-1, 1, HIGH, dtype=np.float32))[:, None]
    sea = (
        np.array([0.012, 0.055, 0.16], np.float32)
        + np.array([0.01, 0.05, 0.07], np.float32) * np.clip((land - 0.50) / 0.12, 0, 1)[..., None]
    )
    green, sand = np.array([0.045, 0.10, 0.030], np.float32), np.array([0.30, 0.21, 0.10], np.float32)
    ground = green + (sand - green) * np.clip((dry - 0.5) * 4 + 0.5 - lat * 0.8, 0, 1)[..., None]
    shore = np.clip((land - 0.645) / 0.014 + 0.5, 0, 1)[..., None]
    out = sea + (ground - sea) * shore
    ice = np.clip((lat + 0.10 * (dry - 0.5) - 0.80) / 0.05, 0, 1)[..., None]
    out = out + (np.array([0.75, 0.80, 0.85], np.float32) - out) * ice
    white = np.clip((cloud - 0.56) / 0.22, 0, 1)[..., None] ** 1.3
    return np.asarray(out + (np.array([0.92, 0.93, 0.95], np.float32) - out) * white * 0.93, np.float32)


def build(stage: Stage, subject: Subject) -> Prop:
    """A desk-sized globe without its stand."""
    return Prop([globe(0.5, stage.spec.seed)], size=(1.0, 1.0, 1.0))
