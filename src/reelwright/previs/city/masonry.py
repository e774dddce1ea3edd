"""Faces by the thousand: boxes and panes laid in frames, collected into one mesh for each material."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from reelwright.previs.material import Material
from reelwright.previs.mesh import Mesh

__all__ = ["Frame", "Masonry"]

Array = npt.NDArray[Any]
RGB = tuple[float, float, float]
_UNIT = np.array([[0, 1], [1, 1], [1, 0], [0, 0]], np.float32)


@dataclass(frozen=True, eq=False)
class Frame:
    """A wall's own axes: ``right`` as seen from outside, up, and ``out`` towards the viewer; local points are
    (along, height, out) in metres from ``origin``."""

    origin: Array
    right: Array
    out: Array

    @classmethod
    def of(cls, origin: tuple[float, float, float], facing: str) -> Frame:
        """A wall facing "-z", "+z", "-x" or "+x" whose lower left corner, seen from outside, is ``origin``."""
        right, out = {
            "-z": ((1, 0, 0), (0, 0, -1)),
            "+z": ((-1, 0, 0), (0, 0, 1)),
            "-x": ((0, 0, -1), (-1, 0, 0)),
            "+x": ((0, 0, 1), (1, 0, 0)),
        }[facing]
        return cls(np.array(origin, float), np.array(right, float), np.array(out, float))

    def world(self, points: Array) -> Array:
        """Local points (..., 3) in the world."""
        p = np.asarray(points, float)
        up = np.array([0.0, 1.0, 0.0])
        return np.asarray(
            self.origin + p[..., :1] * self.right + p[..., 1:2] * up + p[..., 2:3] * self.out
        )

    def shifted(self, along: float = 0.0, up: float = 0.0, out: float = 0.0) -> Frame:
        """The same axes from another corner."""
        return Frame(self.world(np.array([along, up, out])), self.right, self.out)


@dataclass
class Masonry:
    """Collects four-cornered faces; corners go lower left, lower right, upper right, upper left from outside."""

    _parts: dict[int, tuple[Material, list[Array], list[Array], list[Array]]] = field(default_factory=dict)

    def faces(self, material: Material, corners: Array, colour: Any = (1, 1, 1), uv: Array | None = None) -> None:
        """Add faces: ``corners`` (N, 4, 3) world, ``colour`` broadcast to (N, 4, 3), ``uv`` (N, 4, 2) or the
        unit square."""
        corners = np.asarray(corners, np.float32).reshape(-1, 4, 3)
        n = len(corners)
        c = np.asarray(colour, np.float32)
        if c.ndim == 2:
            c = c[:, None, :]
        part = self._parts.setdefault(id(material), (material, [], [], []))
        part[1].append(corners)
        part[2].append(np.broadcast_to(c, (n, 4, 3)))
        part[3].append(np.broadcast_to(_UNIT if uv is None else np.asarray(uv, np.float32), (n, 4, 2)))

    def panes(
        self, frame: Frame, material: Material, low: Array, high: Array, colour: Any = (1, 1, 1), uv: Array | None = None
    ) -> None:
        """Rectangles in the wall's plane: ``low`` (N, 3) is along, height, out of the lower left corner, ``high``
        (N, 2 or 3) of the upper right. ``uv`` (N, 4) is u0, v0, u1, v1."""
        low, high = np.atleast_2d(np.asarray(low, float)), np.atleast_2d(np.asarray(high, float))
        a0, y0, o = low[:, 0], low[:, 1], low[:, 2]
        a1, y1 = high[:, 0], high[:, 1]
        p = np.stack(
            [np.stack([a0, y0, o], 1), np.stack([a1, y0, o], 1), np.stack([a1, y1, o], 1), np.stack([a0, y1, o], 1)], 1
        )
        self.faces(material, frame.world(p), colour, None if uv is None else spread_uv(uv))

    def boxes(
        self, frame: Frame, material: Material, low: Array, high: Array, colour: Any = (1, 1, 1), sides: str = "frltb"
    ) -> None:
        """Boxes from ``low`` (N, 3) to ``high`` (N, 3) in a wall's axes; ``sides`` of front, right, left, top,
        bottom (and "k", the back)."""
        low, high = np.atleast_2d(np.asarray(low, float)), np.atleast_2d(np.asarray(high, float))
        a0, y0, o0 = low.T
        a1, y1, o1 = high.T
        turns = {
            "f": ((a0, y0, o1), (a1, y0, o1), (a1, y1, o1), (a0, y1, o1)),
            "k": ((a1, y0, o0), (a0, y0, o0), (a0, y1, o0), (a1, y1, o0)),
            "r": ((a1, y0, o1), (a1, y0, o0), (a1, y1, o0), (a1, y1, o1)),
            "l": ((a0, y0, o0), (a0, y0, o1), (a0, y1, o1), (a0, y1, o0)),
            "t": ((a0, y1, o1), (a1, y1, o1), (a1, y1, o0), (a0, y1, o0)),
            "b": ((a0, y0, o0), (a1, y0, o0), (a1, y0, o1), (a0, y0, o1)),
        }
        for side in sides:
            p = np.stack([np.stack(corner, 1) for corner in turns[side]], 1)
            self.faces(material, frame.world(p), colour)

    def wall(self, frame: Frame, material: Material, wide: float, low: float, high: float, colour: RGB, step: float = 4.0) -> None:
        """A plain wall cut into pieces of about ``step`` metres, so that light can change along it."""
        nx, ny = max(1, round(wide / step)), max(1, round((high - low) / step))
        a, y = np.linspace(0, wide, nx + 1), np.linspace(low, high, ny + 1)
        a0, y0 = (m.ravel() for m in np.meshgrid(a[:-1], y[:-1]))
        a1, y1 = (m.ravel() for m in np.meshgrid(a[1:], y[1:]))
        self.panes(frame, material, np.stack([a0, y0, 0 * a0], 1), np.stack([a1, y1], 1), colour)

    def meshes(self, lit: Any = None, casts: tuple[Material, ...] = ()) -> list[Mesh]:
        """One mesh for each material. ``lit(points, normals, material)`` (N, 3) multiplies colours."""
        out = []
        shading = {id(m) for m in casts}
        for material, corners, colours, uvs in self._parts.values():
            v = np.concatenate(corners)
            n = np.cross(v[:, 3] - v[:, 0], v[:, 1] - v[:, 0])
            n /= np.linalg.norm(n, axis=1, keepdims=True) + 1e-12
            normals = np.repeat(n, 4, 0).astype(np.float32)
            vertices = v.reshape(-1, 3)
            c = np.concatenate(colours).reshape(-1, 3)
            if lit is not None:
                c = c * lit(vertices, normals, material)
            start = 4 * np.arange(len(v))[:, None]
            f = np.stack([start + [0, 2, 1], start + [0, 3, 2]], 1).reshape(-1, 3).astype(np.int32)
            out.append(
                Mesh(
                    vertices,
                    f,
                    normals,
                    material,
                    uv=np.concatenate(uvs).reshape(-1, 2).astype(np.float32),
                    colours=c.astype(np.float32),
                    smooth=False,
                    casts=id(material) in shading,
                )
            )
        return out


def spread_uv(uv: Array) -> Array:
    """(N, 4) of u0, v0, u1, v1 as the four corners' (N, 4, 2), v growing downwards."""
    u = np.atleast_2d(np.asarray(uv, np.float32))
    u0, v0, u1, v1 = u.T
    return np.stack([np.stack([u0, v1], 1), np.stack([u1, v1], 1), np.stack([u1, v0], 1), np.stack([u0, v0], 1)], 1)
