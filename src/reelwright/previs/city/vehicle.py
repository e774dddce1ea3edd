"""Cars: a lofted body with glass, wheels and lamps, standing or driving."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from reelwright.previs.material import Material
from reelwright.previs.mesh import Mesh, block, lathe, smooth_normals

__all__ = ["SIZE", "car", "driving"]

Array = npt.NDArray[Any]
RGB = tuple[float, float, float]
SIZE = (1.86, 1.46, 4.5)
"""Width, height and length in metres; the front looks to -z."""

# Station: z, bottom, top, half width.
_BODY = (
    (-2.25, 0.34, 0.56, 0.58),
    (-2.20, 0.27, 0.66, 0.76),
    (-2.02, 0.22, 0.73, 0.86),
    (-1.5, 0.20, 0.83, 0.91),
    (-0.75, 0.20, 0.92, 0.925),
    (0.3, 0.20, 0.94, 0.93),
    (1.3, 0.20, 0.97, 0.925),
    (1.95, 0.24, 0.97, 0.88),
    (2.18, 0.32, 0.92, 0.80),
    (2.25, 0.44, 0.80, 0.66),
)
# Station of the cabin: z, top, half width below, half width at the top.
_CABIN = (
    (-0.95, 0.93, 0.80, 0.78),
    (-0.18, 1.37, 0.84, 0.62),
    (0.35, 1.44, 0.85, 0.63),
    (0.95, 1.41, 0.84, 0.62),
    (1.85, 0.97, 0.78, 0.72),
)


def _loft(rings: list[Array], material: Material) -> Mesh:
    """A closed skin through rings of equal length, ends drawn together."""
    first, last = rings[0].mean(0, keepdims=True), rings[-1].mean(0, keepdims=True)
    k = len(rings[0])
    points = np.concatenate([np.repeat(first, k, 0), *rings, np.repeat(last, k, 0)])
    faces = []
    for j in range(len(rings) + 1):
        for i in range(k):
            a, b = j * k + i, j * k + (i + 1) % k
            faces += [[a, a + k, b], [b, a + k, b + k]]
    v = points.astype(np.float32)
    f = np.array(faces, np.int32)
    n = smooth_normals(v, f)
    middle = v - v.mean(0)
    if float((n * middle).sum()) < 0:
        f, n = f[:, ::-1].copy(), -n
    return Mesh(v, f, n.astype(np.float32), material, casts=False)


def _body(material: Material) -> Mesh:
    rings = []
    for z, low, top, half in _BODY:
        tall = top - low
        right = [
            (0.55 * half, low),
            (0.93 * half, low + 0.03),
            (half, low + 0.28 * tall),
            (half * 1.005, low + 0.62 * tall),
            (0.965 * half, top - 0.10 * tall),
            (0.86 * half, top - 0.01),
            (0.45 * half, top + 0.022),
        ]
        rings.append(np.array([(x, y, z) for x, y in right] + [(-x, y, z) for x, y in right[::-1]]))
    return replace(_loft(rings, material), casts=True)


def _cabin(material: Material) -> Mesh:
    rings = []
    for z, top, below, above in _CABIN:
        right = [
            (below, 0.88),
            (0.5 * (below + above) + 0.015, 0.5 * (0.88 + top)),
            (above, top - 0.045),
            (above * 0.82, top - 0.005),
            (above * 0.4, top + 0.012),
        ]
        rings.append(np.array([(x, y, z) for x, y in right] + [(-x, y, z) for x, y in right[::-1]]))
    return _loft(rings, material)


def _roof(material: Material) -> Mesh:
    """Painted roof over the glass, and the pillars."""
    rings = []
    for z, top, above in ((-0.20, 1.368, 0.60), (0.35, 1.452, 0.635), (0.97, 1.418, 0.61)):
        right = [
            (above, top - 0.075),
            (above + 0.012, top - 0.03),
            (above * 0.82, top + 0.004),
            (above * 0.4, top + 0.02),
        ]
        rings.append(np.array([(x, y, z) for x, y in right] + [(-x, y, z) for x, y in right[::-1]]))
    return _loft(rings, material)


def _joined(meshes: list[Mesh], material: Material, colours: list[Any]) -> Mesh:
    """Several solids as one mesh with a colour each."""
    v, f, n, c, at = [], [], [], [], 0
    for mesh, colour in zip(meshes, colours, strict=True):
        v.append(mesh.vertices)
        n.append(mesh.normals)
        f.append(mesh.faces + at)
        c.append(np.broadcast_to(np.asarray(colour, np.float32), (len(mesh.vertices), 3)))
        at += len(mesh.vertices)
    return Mesh(
        np.concatenate(v),
        np.concatenate(f),
        np.concatenate(n),
        material,
        colours=np.concatenate(c).astype(np.float32),
        smooth=False,
    )


def _wheel(x: float, z: float) -> tuple[list[Mesh], list[Any]]:
    """Arch, tyre, rim and hub as flat discs one before the other, and the tread."""
    side = 1.0 if x > 0 else -1.0
    plain = Material()
    turn = np.linspace(0, 2 * math.pi, 15)[:-1]
    c, s = np.cos(turn), np.sin(turn)
    parts, tones = [], []
    normal = np.array([[side, 0.0, 0.0]], np.float32)
    for radius, out, tone in (
        (0.405, 0.0, 0.007),
        (0.335, 0.02, 0.020),
        (0.20, 0.028, 0.22),
        (0.06, 0.034, 0.06),
    ):
        rim = np.stack([np.full(14, x + side * (out + 0.02)), 0.335 + radius * s, z + radius * c], 1)
        f = np.stack([np.zeros(12, int), np.arange(1, 13), np.arange(2, 14)], 1)
        cross = np.cross(rim[1] - rim[0], rim[2] - rim[0])[0] * side
        f = f if cross > 0 else f[:, ::-1]
        parts.append(Mesh(rim.astype(np.float32), f.astype(np.int32), np.repeat(normal, 14, 0), plain))
        tones.append((tone,) * 3)
    low = lathe([(0.335, -0.22), (0.335, 0.04)], plain, 10, casts=False)
    v = np.stack([low.vertices[:, 1] * side + x, low.vertices[:, 0] + 0.335, low.vertices[:, 2] + z], 1)
    n = np.stack([low.normals[:, 1] * side, low.normals[:, 0], low.normals[:, 2]], 1)
    f = low.faces
    a, b, d = (v[f[:, i]] for i in range(3))
    if float(np.einsum("ij,ij->i", np.cross(b - a, d - a), n[f[:, 0]]).sum()) < 0:
        f = f[:, ::-1]
    parts.append(Mesh(v.astype(np.float32), f.astype(np.int32), n.astype(np.float32), plain))
    tones.append((0.015,) * 3)
    return parts, tones


def car(paint: RGB, shining: Callable[[Any, float], Any], lamps: float, taxi: bool = False) -> list[Mesh]:
    """A car at the origin that looks to -z.

    Args:
        paint: linear colour.
        shining: makes vertex colours of light, as ``City.shining``.
        lamps: radiance of the lamps, 0 when off.
        taxi: with a lit sign on the roof and a stripe.
    """
    lacquer = Material(paint, specular=0.05, roughness=0.18)
    glass = Material((0.012, 0.014, 0.016), specular=0.11, roughness=0.05)
    plain = Material((1, 1, 1), specular=0.03, roughness=0.5)
    shell = [_body(lacquer), _roof(lacquer)]
    parts: list[Mesh] = []
    tones: list[Any] = []

    def box(at: tuple[float, float, float], size: tuple[float, float, float], tone: Any) -> None:
        parts.append(block(size, plain, casts=False).moved(at))
        tones.append(np.asarray(tone, np.float32))

    for x in (-0.912, 0.912):
        for z in (-1.42, 1.38):
            more, tone = _wheel(x, z)
            parts += more
            tones += tone
    front = shining((1.0, 0.93, 0.80), max(lamps * 3.2, 0.25))
    rear = shining((1.0, 0.03, 0.02), max(lamps * 1.5, 0.12))
    for side in (-1, 1):
        box((side * 0.60, 0.555, -2.13), (0.34, 0.115, 0.20), front)
        box((side * 0.62, 0.74, 2.10), (0.36, 0.12, 0.18), rear)
        box((side * 0.93, 0.92, -0.60), (0.17, 0.10, 0.08), np.array(paint) * 0.8)
    box((0.0, 0.36, -2.215), (1.05, 0.17, 0.10), (0.012,) * 3)
    box((0.0, 0.30, -2.235), (0.46, 0.12, 0.08), (0.55, 0.55, 0.50))
    for bar in (0.40, 0.45, 0.50):
        box((0.0, bar, -2.222), (0.98, 0.012, 0.10), (0.30, 0.30, 0.31))
    box((0.0, 0.42, 2.20), (0.46, 0.12, 0.10), (0.55, 0.55, 0.50))
    box((0.0, 0.80, 2.15), (0.9, 0.035, 0.10), rear)
    for side in (-1, 1):
        box((side * 0.926, 0.33, 0.42), (0.016, 0.50, 0.012), (0.01,) * 3)
        box((side * 0.920, 0.34, -0.62), (0.016, 0.50, 0.012), (0.01,) * 3)
        box((side * 0.932, 0.70, 0.24), (0.02, 0.035, 0.20), np.array(paint) * 0.5)
        box((side * 0.90, 0.20, 0.0), (0.06, 0.09, 2.2), (0.012,) * 3)
    if taxi:
        box((0.0, 1.45, 0.3), (0.52, 0.17, 0.16), shining((1.0, 0.85, 0.5), max(lamps * 1.6, 0.5)))
    # What no light reaches: the road under it.
    dark = block((1.46, 0.012, 3.9), Material((0.004, 0.004, 0.005), mirror=1e-6), casts=False).moved(
        (0.0, 0.012, 0.0)
    )
    return [*shell, _cabin(glass), _joined(parts, plain, tones), dark]


def driving(
    meshes: list[Mesh], path: Callable[[float], tuple[float, float, float]], turn: float = 0.0
) -> list[Mesh]:
    """``meshes`` turned and moved along ``path`` (seconds -> the place of its origin)."""
    out = []
    for mesh in meshes:
        still = mesh.moved(turn=turn)

        def motion(t: float, base: Mesh = still) -> tuple[Array, Array]:
            return (base.vertices + np.asarray(path(t), np.float32)).astype(np.float32), base.normals

        out.append(replace(still.moved(path(0.0)), motion=motion))
    return out


def turn_towards(direction: float) -> float:
    """The turn that makes a car look to -z (``direction`` -1) or +z (1)."""
    return 0.0 if direction < 0 else math.pi
