"""A boulder: a lump of stone with broken faces, flat underneath."""

from __future__ import annotations

import math

import numpy as np

from reelwright.previs.material import Material
from reelwright.previs.mesh import Mesh, smooth_normals, sphere
from reelwright.previs.stage import Prop, Stage
from reelwright.story.prompt import Subject

__all__ = ["boulder"]

NOUNS = ("boulder", "rock", "stone")


def boulder(seed: int, material: Material, segments: int = 22) -> Mesh:
    """One about a metre across, standing on the ground; another ``seed`` is another stone."""
    rng = np.random.default_rng([seed, 5])
    ball = sphere(0.5, material, segments)
    p = ball.vertices.astype(np.float64) - (0, 0.5, 0)
    d = p / np.linalg.norm(p, axis=1, keepdims=True)
    radius = np.ones(len(d))
    # Planes cut facets off the ball; low waves make it lopsided.
    for _ in range(11):
        n = rng.normal(size=3)
        n /= np.linalg.norm(n)
        cut = rng.uniform(0.58, 0.86)
        along = np.maximum(d @ n, 1e-6)
        radius = np.where(d @ n > 0.2, np.minimum(radius, cut / along), radius)
    for wave in (2.0, 4.0, 9.0):
        k = rng.normal(size=3) * wave
        radius *= 1 + 0.10 / math.sqrt(wave) * np.sin(d @ k + rng.uniform(0, 6.28))
    shaped = d * radius[:, None] * 0.5 * (1.0, 0.8, 0.9)
    shaped[:, 1] = np.maximum(shaped[:, 1], -0.18) + 0.18
    vertices = shaped.astype(np.float32)
    return Mesh(vertices, ball.faces, smooth_normals(vertices, ball.faces), material, casts=True)


def build(stage: Stage, subject: Subject) -> Prop:
    """A grey boulder, waist high."""
    stone = Material((0.30, 0.28, 0.25), roughness=0.95)
    return Prop([boulder(stage.spec.seed % 9973, stone, 40)], size=(1.0, 0.75, 1.0))
