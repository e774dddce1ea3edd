"""Faces by the thousand: boxes and panes laid in frames, collected into one mesh for each material."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from reelwright.previs.material import Material
from reelwright.previs.mesh import Mesh

__all__ = ["Frame", "Masonry", "spread_uv"]

Array = npt.NDArray[Any]
RGB = tuple[float, float, float]
_SIDES = "fkrltb"
_TURNS = np.array([[4, 5, 7, 6], [1, 0, 2, 3], [5, 1, 3, 7], [0, 4, 6, 2], [6, 7, 3, 2], [0, 1, 5, 4]])
_BITS = np.array([[(corner >> axis) & 1 for corner in range(8)] for axis in range(3)])
_UNIT = np.array([[0, 1], [1, 1], [1, 0], [0, 0]], np.float32)


@dataclass(frozen=True, eq=False)
class Frame:
    """A wall's own axes: ``right`` as seen from outside, up, and ``out`` towards the viewer; local points are
    (along, height, out) in metres from ``origin``."""

    origin: Array
    right: Array
    out: Array

    @property
    def axes(self) -> Array:
        """Rows: along, up, out."""
        return np.array([self.right, (0.0, 1.0, 0.0), self.out])

    @classmethod
    def of(cls, origin: tuple[float, float, float], facing: str) -> Frame:
        """A wall facing "-z", "+z", "-x" or "+x" whose lower left corner, seen from outside, is
        ``origin``."""
        right, out = {
            "-z": ((1, 0, 0), (0, 0, -1)),
            "+z": ((-1, 0, 0), (0, 0, 1)),
            "-x": ((0, 0, -1), (-1, 0, 0)),
            "+x": ((0, 0, 1), (1, 0, 0)),
        }[facing]
        return cls(np.array(origin, float), np.array(right, float), np.array(out, float))

    def world(self, points: Array) -> Array:
        """Local points (..., 3) in the world."""
        return np.asarray(np.asarray(points, float) @ self.axes + self.origin)

    def shifted(self, along: float = 0.0, up: float = 0.0, out: float = 0.0) -> Frame:
        """The same axes from another corner."""
        return Frame(self.world(np.array([along, up, out])), self.right, self.out)


@dataclass
class Masonry:
    """Collects four-cornered faces; corners go lower left, lower right, upper right, upper left from
    outside."""

    _parts: dict[int, tuple[Material, list[Array], list[Array], list[Array]]] = field(default_factory=dict)

    def faces(self, material: Material, corners: Array, colour: Any = (1, 1, 1), uv: Any = None) -> None:
        """Add faces: ``corners`` (N, 4, 3) world, ``colour`` broadcast to (N, 4, 3), ``uv`` (N, 4, 2) or the
        unit square."""
        corners = np.asarray(corners, np.float32).reshape(-1, 4, 3)
        n = len(corners)
        c = np.asarray(colour, np.float32)
        if c.ndim == 2:
            c = c[:, None, :]
        part = self._parts.setdefault(id(material), (material, [], [], []))
        part[1].append(corners)
        tone = np.empty((n, 4, 3), np.float32)
        tone[:] = c
        place = np.empty((n, 4, 2), np.float32)
        place[:] = _UNIT if uv is None else uv
        part[2].append(tone)
        part[3].append(place)

    def panes(
        self,
        frame: Frame,
        material: Material,
        low: Any,
        high: Any,
        colour: Any = (1, 1, 1),
        uv: Any = None,
    ) -> None:
        """Rectangles in the wall's plane: ``low`` (N, 3) is along, height, out of the lower left corner,
        ``high``
        (N, 2 or 3) of the upper right. ``uv`` (N, 4) is u0, v0, u1, v1."""
        low, high = np.atleast_2d(np.asarray(low, float)), np.atleast_2d(np.asarray(high, float))
        p = np.empty((len(low), 4, 3))
        p[:, :, 2] = low[:, 2:3]
        p[:, 0, 0] = p[:, 3, 0] = low[:, 0]
        p[:, 1, 0] = p[:, 2, 0] = high[:, 0]
        p[:, 0, 1] = p[:, 1, 1] = low[:, 1]
        p[:, 2, 1] = p[:, 3, 1] = high[:, 1]
        self.faces(material, frame.world(p), colour, None if uv is None else spread_uv(uv))

    def boxes(
        self,
        frame: Frame,
        material: Material,
        low: Any,
        high: Any,
        colour: Any = (1, 1, 1),
        sides: str = "frltb",
    ) -> None:
        """Boxes from ``low`` (N, 3) to ``high`` (N, 3) in a wall's axes; ``sides`` of front, right, left,
        top,
        bottom (and "k", the back)."""
        low, high = np.atleast_2d(np.asarray(low, float)), np.atleast_2d(np.asarray(high, float))
        both = np.stack([low, high])
        # Corner 0..7 has bit 0 for along, bit 1 for height, bit 2 for out.
        p = np.empty((len(low), 8, 3))
        for axis in range(3):
            p[:, :, axis] = both[_BITS[axis], :, axis].T
        turns = _TURNS[[_SIDES.index(side) for side in sides]]
        colour = np.asarray(colour, np.float32)
        if colour.ndim == 2:
            colour = np.repeat(colour, len(sides), 0)
        self.faces(material, frame.world(p)[:, turns].reshape(-1, 4, 3), colour)

    def wall(
        self,
        frame: Frame,
        material: Material,
        wide: float,
        low: float,
        high: float,
        colour: RGB,
        step: float = 4.0,
    ) -> None:
        """A plain wall cut into pieces of about ``step`` metres, so that light can change along it."""
        nx, ny = max(1, round(wide / step)), max(1, round((high - low) / step))
        a, y = np.linspace(0, wide, nx + 1), np.linspace(low, high, ny + 1)
        a0, y0 = (m.ravel() for m in np.meshgrid(a[:-1], y[:-1]))
        a1, y1 = (m.ravel() for m in np.meshgrid(a[1:], y[1:]))
        self.panes(frame, material, np.stack([a0, y0, 0 * a0], 1), np.stack([a1, y1], 1), colour)

    def meshes(
        self, lit: Any = None, casts: Sequence[Material] = (), plain: Sequence[Material] = ()
    ) -> list[Mesh]:
        """One mesh for each material, for each way that its faces look if it is ``plain``. ``lit(points,
        normals,
        material)`` (N, 3) multiplies colours; ``casts`` throw shadows."""
        out: list[Mesh] = []
        shading, flat = {id(m) for m in casts}, {id(m) for m in plain}
        for material, corners, colours, uvs in self._parts.values():
            v, c, uv = np.concatenate(corners), np.concatenate(colours), np.concatenate(uvs)
            n = np.cross(v[:, 3] - v[:, 0], v[:, 1] - v[:, 0])
            n /= np.linalg.norm(n, axis=1, keepdims=True) + 1e-12
            # Faces of a plain surface that look the same way are one surface: no edges inside it to smooth.
            way = np.round(n).astype(int) @ [1, 3, 9] if id(material) in flat else np.zeros(len(v), int)
            for value in np.unique(way):
                k = way == value
                vertices = v[k].reshape(-1, 3)
                normals = np.repeat(n[k], 4, 0).astype(np.float32)
                tone = c[k].reshape(-1, 3)
                if lit is not None:
                    tone = tone * lit(vertices, normals, material)
                start = 4 * np.arange(int(k.sum()))[:, None]
                f = (
                    np.stack([start + np.array([0, 2, 1]), start + np.array([0, 3, 2])], 1)
                    .reshape(-1, 3)
                    .astype(np.int32)
                )
                out.append(
                    Mesh(
                        vertices,
                        f,
                        normals,
                        material,
                        uv=uv[k].reshape(-1, 2),
                        colours=tone.astype(np.float32),
                        smooth=id(material) in flat,
                        casts=id(material) in shading,
                    )
                )
        return out


def spread_uv(uv: Any) -> Array:
    """(N, 4) of u0, v0, u1, v1 as the four corners' (N, 4, 2), v growing downwards."""
    u = np.atleast_2d(np.asarray(uv, np.float32))
    return np.stack([u[:, [0, 3]], u[:, [2, 3]], u[:, [2, 1]], u[:, [0, 1]]], 1)
