"""All meshes of a scene in flat arrays, as the kernels read them; the moving ones are updated in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.previs.material import TextureStore
from reelwright.previs.mesh import Mesh

__all__ = ["Geometry"]

TWO_SIDED: Final = 1
NOT_MIRRORED: Final = 2
ATTRIBUTES: Final = 8
"""Numbers a vertex: normal, uv, colour."""


class Geometry:
    """Vertices, faces and materials of ``meshes``, concatenated in order."""

    def __init__(self, meshes: Sequence[Mesh]) -> None:
        store = TextureStore()
        vertices: list[Any] = []
        normals: list[Any] = []
        uvs: list[Any] = []
        colours: list[Any] = []
        faces: list[Any] = []
        flags: list[Any] = []
        material: list[Any] = []
        density: list[Any] = []
        group: list[Any] = []
        self._moving: list[tuple[slice, Mesh]] = []
        at = groups = 0
        for mesh in meshes:
            n, f = len(mesh.vertices), len(mesh.faces)
            vertices.append(mesh.vertices)
            normals.append(mesh.normals)
            uvs.append(mesh.uv if mesh.uv is not None else np.zeros((n, 2), np.float32))
            colours.append(mesh.colours if mesh.colours is not None else np.ones((n, 3), np.float32))
            faces.append(mesh.faces + at)
            m = mesh.material
            flag = (TWO_SIDED if m.two_sided else 0) | (NOT_MIRRORED if m.mirror > 0 else 0)
            flags.append(np.full(f, flag, np.uint8))
            material.append(np.full(f, store.material(m), np.int32))
            density.append(_density(mesh))
            if mesh.smooth:
                group.append(np.full(f, groups, np.int32))
                groups += 1
            else:
                # Triangles in one plane belong together: the diagonal of a quad is not an edge.
                group.append((groups + np.arange(f) // 2).astype(np.int32))
                groups += f // 2 + 1
            if mesh.motion is not None:
                self._moving.append((slice(at, at + n), mesh))
            at += n
        self.vertices = _joined(vertices, (0, 3), np.float32)
        self.attributes = np.ascontiguousarray(
            np.concatenate(
                [
                    _joined(normals, (0, 3), np.float32),
                    _joined(uvs, (0, 2), np.float32),
                    _joined(colours, (0, 3), np.float32),
                ],
                axis=1,
            )
        )
        self.faces = _joined(faces, (0, 3), np.int32)
        self.flags = _joined(flags, (0,), np.uint8)
        self.face_material = _joined(material, (0,), np.int32)
        texels, table, self.materials = store.arrays()
        table[:, 3:] //= 4
        self.texels, self.table = texels.view(np.uint32), table.astype(np.int32)
        fine = (self.materials[:, 32] > 0).astype(np.int32)
        detailed = (self.materials[:, [9, 17]] >= 0).any(1).astype(np.int32)
        self.face_key = np.asarray(4 * _joined(group, (0,), np.int32), np.int32)
        self.face_key += np.asarray(fine + 2 * detailed, np.int32)[self.face_material]
        # What is kept of each triangle lies in one line of the cache: nine numbers of the rasteriser, uv
        # units a metre, and where its corners' attributes start.
        self.planes = np.zeros((len(self.faces), 16), np.float32)
        self.planes[:, 9] = _joined(density, (0,), np.float32)
        self.planes[:, 10:13] = self.faces * ATTRIBUTES
        self.room = np.zeros_like(self.vertices)
        self.screen = np.zeros((len(self.vertices), 2))
        self.outside = np.zeros(len(self.vertices), np.uint8)

    def animate(self, t: float) -> None:
        """Put the moving meshes where they are at ``t`` seconds."""
        for where, mesh in self._moving:
            assert mesh.motion is not None
            self.vertices[where], self.attributes[where, :3] = mesh.motion(t)


def _joined(parts: list[Any], shape: tuple[int, ...], kind: Any) -> npt.NDArray[Any]:
    return np.ascontiguousarray(np.concatenate(parts).astype(kind)) if parts else np.zeros(shape, kind)


def _density(mesh: Mesh) -> npt.NDArray[np.float32]:
    """uv units a metre on each face: chooses the mip level."""
    if mesh.uv is None:
        return np.zeros(len(mesh.faces), np.float32)
    a, b, c = (mesh.vertices[mesh.faces[:, i]] for i in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    p, q, r = (mesh.uv[mesh.faces[:, i]].astype(np.float64) for i in range(3))
    e, f = q - p, r - p
    flat = np.abs(e[:, 0] * f[:, 1] - e[:, 1] * f[:, 0])
    return np.asarray(np.sqrt(flat / np.maximum(area, 1e-12)), np.float32)
