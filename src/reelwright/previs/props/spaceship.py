"""A spaceship: a long hull with wings, windows and engines that burn."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh, block, lathe, sphere
from reelwright.previs.noise import fractal
from reelwright.previs.stage import Prop, Stage
from reelwright.story.prompt import Subject

NOUNS = (
    "spaceship",
    "space ship",
    "spacecraft",
    "starship",
    "space shuttle",
    "shuttle",
    "rocket ship",
    "ufo",
)
LENGTH = 14.0


def _along(mesh: Mesh, x: float, y: float, z: float) -> Mesh:
    """A body of revolution laid down along x, its top towards +x, moved to (x, y, z)."""
    turn = np.array([[0, 1, 0], [-1, 0, 0], [0, 0, 1]], np.float32)
    vertices = mesh.vertices @ turn.T + np.array([x, y, z], np.float32)
    return replace(
        mesh, vertices=vertices.astype(np.float32), normals=(mesh.normals @ turn.T).astype(np.float32)
    )


def _plates() -> Texture:
    """Hull panels: rectangles of slightly different greys with seams."""
    rng = np.random.default_rng(907)
    tone = np.full((256, 512), 0.80, np.float32)
    for _ in range(260):
        w, h = rng.integers(18, 90), rng.integers(10, 44)
        x, y = rng.integers(0, 512 - w), rng.integers(0, 256 - h)
        tone[y : y + h, x : x + w] = rng.uniform(0.58, 0.98)
        tone[y, x : x + w] = tone[y : y + h, x] = 0.34
    tone *= 0.88 + 0.12 * fractal(908, 512, 1.2)[:256]
    return Texture.colour(np.repeat(tone[..., None], 3, 2))


def _hover(mesh: Mesh, middle: float) -> Mesh:
    """``mesh`` banking and drifting slowly, as nothing in space stands quite still."""
    pivot = np.array([0.0, middle, 0.0])

    def motion(t: float) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        roll, pitch = 0.10 * math.sin(0.7 * t), 0.035 * math.sin(0.5 * t + 1.0)
        c, s, k, m = math.cos(roll), math.sin(roll), math.cos(pitch), math.sin(pitch)
        tilt = np.array([[k, -m, 0], [m, k, 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
        lift = np.array([0.0, 0.12 * math.sin(0.9 * t), 0.0])
        return ((mesh.vertices - pivot) @ tilt.T + pivot + lift).astype(np.float32), (
            mesh.normals @ tilt.T
        ).astype(np.float32)

    return replace(mesh, motion=motion)


def build(stage: Stage, subject: Subject) -> Prop:
    """Fourteen metres long, nose towards +x, hovering over the ground."""
    hull = Material(
        (0.62, 0.64, 0.68), texture=_plates(), scale=2.0, specular=0.25, roughness=0.42, metal=0.35
    )
    dark = Material((0.09, 0.10, 0.12), specular=0.2, roughness=0.4, metal=0.4)
    trim = Material((0.62, 0.11, 0.05), specular=0.06, roughness=0.35)
    glass = Material((0.02, 0.04, 0.06), specular=0.08, roughness=0.06, emissive=(0.05, 0.16, 0.22))
    burn = Material((0, 0, 0), emissive=(0.9, 2.6, 5.2), fog=0.0)
    window = Material((0, 0, 0), emissive=(2.2, 1.7, 0.9), fog=0.0)
    y = 2.3
    outline = [
        (0.0, 0.0),
        (0.95, 0.0),
        (1.18, 0.5),
        (1.32, 2.5),
        (1.30, 6.0),
        (1.12, 8.6),
        (0.74, 11.2),
        (0.34, 13.2),
        (0.0, 14.0),
    ]
    parts = [_along(lathe(outline, hull, 40), -7.0, y, 0.0)]
    parts.append(
        _along(lathe([(1.34, 3.6), (1.36, 3.65), (1.36, 4.05), (1.34, 4.1)], trim, 40), -7.0, y, 0.0)
    )
    parts.append(sphere(0.62, glass, 24).moved((3.1, y + 0.42, 0.0), (2.1, 0.9, 0.95)))
    for side in (-1.0, 1.0):
        wing = np.array(
            [
                [-6.2, y - 0.1, side],
                [0.4, y - 0.1, side],
                [-4.2, y - 0.35, side * 5.2],
                [-6.4, y - 0.35, side * 5.2],
                [-6.2, y + 0.18, side],
                [0.4, y + 0.18, side],
                [-4.2, y - 0.22, side * 5.2],
                [-6.4, y - 0.22, side * 5.2],
            ],
            np.float32,
        )
        faces = np.array(
            [
                [0, 2, 1],
                [0, 3, 2],
                [4, 5, 6],
                [4, 6, 7],
                [1, 2, 6],
                [1, 6, 5],
                [0, 4, 7],
                [0, 7, 3],
                [3, 7, 6],
                [3, 6, 2],
            ],
            np.int32,
        )
        corners = wing[faces].reshape(-1, 3)
        normal = np.cross(corners[1::3] - corners[0::3], corners[2::3] - corners[0::3])
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        out = corners.reshape(-1, 3, 3).mean(1) - np.array([-3.8, y, side * 2.6])
        normal = np.where((normal * out).sum(1, keepdims=True) < 0, -normal, normal)
        uv = (corners[:, [0, 2]] / 4.0).astype(np.float32)
        flat = replace(hull, two_sided=True, scale=1.0)
        parts.append(
            Mesh(
                corners,
                np.arange(30, dtype=np.int32).reshape(-1, 3),
                np.repeat(normal, 3, 0).astype(np.float32),
                flat,
                uv=uv,
                smooth=False,
                casts=True,
            )
        )
        engine = [(0.0, 0.0), (0.52, 0.0), (0.66, 0.6), (0.66, 2.6), (0.44, 3.6), (0.0, 3.9)]
        parts.append(_along(lathe(engine, dark, 28), -7.4, y - 0.25, side * 1.75))
        parts.append(
            _along(lathe([(0.0, -0.06), (0.42, -0.05), (0.46, 0.02)], burn, 24), -7.4, y - 0.25, side * 1.75)
        )
        plume = [(0.0, -3.4), (0.10, -2.2), (0.25, -0.9), (0.36, -0.02)]
        parts.append(
            _along(
                lathe(plume, replace(burn, emissive=(0.12, 0.5, 1.3)), 20, casts=False),
                -7.4,
                y - 0.25,
                side * 1.75,
            )
        )
        for i in range(9):
            parts.append(
                block((0.22, 0.14, 0.03), window, casts=False).moved((-3.6 + 0.55 * i, y + 0.36, side * 1.24))
            )
    fin = block((2.6, 2.2, 0.16), hull, 0.05).moved((-5.6, y + 0.9, 0.0))
    parts.append(fin)
    return Prop([_hover(part, y) for part in parts], size=(LENGTH + 3.0, 5.2, 10.6))
