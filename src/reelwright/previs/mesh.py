"""Triangle meshes, and the handful of solids that most props are made of."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from reelwright.previs.material import Material

__all__ = ["Mesh", "block", "grid", "lathe", "quad", "smooth_normals", "sphere", "tube"]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Motion = Callable[[float], tuple[Floats, Floats]]


@dataclass(frozen=True, eq=False)
class Mesh:
    """``vertices`` (V, 3) metres, ``faces`` (F, 3) with cross(b - a, c - a) outwards, ``normals`` (V, 3)
    unit.

    ``uv`` (V, 2) and ``colours`` (V, 3, linear, multiply the albedo) may be None. ``motion(t)`` returns the
    vertices and normals at ``t`` seconds (same counts); without it the mesh stands still. ``smooth`` says
    that
    neighbouring triangles form one surface: their shared edges are then not anti-aliased against each other,
    which saves shading. ``casts`` projects it on the ground along the key light.
    """

    vertices: Floats
    faces: Ints
    normals: Floats
    material: Material
    uv: Floats | None = None
    colours: Floats | None = None
    motion: Motion | None = None
    smooth: bool = True
    casts: bool = False

    def moved(
        self,
        offset: tuple[float, float, float] = (0.0, 0.0, 0.0),
        scale: float | tuple[float, float, float] = 1.0,
        turn: float = 0.0,
    ) -> Mesh:
        """A copy, scaled, then turned about the vertical axis (radians, positive turns +z towards +x), then
        moved."""
        s = np.broadcast_to(np.asarray(scale, np.float32), (3,))
        c, k = math.cos(turn), math.sin(turn)
        rotation = np.array([[c, 0, k], [0, 1, 0], [-k, 0, c]], np.float32)
        vertices = (self.vertices * s) @ rotation.T + np.asarray(offset, np.float32)
        normals = (self.normals / np.where(s == 0, 1, s)) @ rotation.T
        normals /= np.linalg.norm(normals, axis=1, keepdims=True) + 1e-9
        motion = self.motion
        if motion is not None:
            inner = motion

            def motion(t: float) -> tuple[Floats, Floats]:
                v, n = inner(t)
                turned = (n / s) @ rotation.T
                turned /= np.linalg.norm(turned, axis=1, keepdims=True) + 1e-9
                moved = (v * s) @ rotation.T + np.asarray(offset, np.float32)
                return moved.astype(np.float32), turned.astype(np.float32)

        return replace(
            self, vertices=vertices.astype(np.float32), normals=normals.astype(np.float32), motion=motion
        )


def smooth_normals(vertices: Floats, faces: Ints) -> Floats:
    """Area-weighted vertex normals (V, 3)."""
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    face = np.cross(b - a, c - a)
    normals = np.zeros_like(vertices)
    for i in range(3):
        for axis in range(3):
            normals[:, axis] += np.bincount(faces[:, i], face[:, axis], len(vertices))
    return np.asarray(normals / (np.linalg.norm(normals, axis=1, keepdims=True) + 1e-12), np.float32)


def quad(
    corners: Sequence[tuple[float, float, float]],
    material: Material,
    uv: tuple[float, float, float, float] = (0, 0, 1, 1),
    casts: bool = False,
) -> Mesh:
    """A flat four-cornered face; corners as seen from outside: lower left, lower right, upper right, upper
    left.

    ``uv`` is (u0, v0, u1, v1): u grows to the right, v downwards, so that images stand upright.
    """
    v = np.array(corners, np.float32)
    n = np.cross(v[3] - v[0], v[1] - v[0])
    n /= np.linalg.norm(n) + 1e-12
    u0, v0, u1, v1 = uv
    return Mesh(
        v,
        np.array([[0, 2, 1], [0, 3, 2]], np.int32),
        np.repeat(n[None], 4, 0).astype(np.float32),
        material,
        uv=np.array([[u0, v1], [u1, v1], [u1, v0], [u0, v0]], np.float32),
        casts=casts,
    )


def block(
    size: tuple[float, float, float], material: Material, bevel: float = 0.0, casts: bool = True
) -> Mesh:
    """A box of (width x, height y, depth z) standing on the ground at the origin.

    ``bevel`` (metres) rounds edges; uv runs 0..1 over each side, u to the right and v down.
    """
    w, h, d = size
    b = min(bevel, w / 2, h / 2, d / 2)
    # Each side is a 4 x 4 lattice whose outer ring is pushed onto the rounded edge.
    vertices: list[npt.NDArray[np.float64]] = []
    normals: list[npt.NDArray[np.float64]] = []
    uvs: list[list[float]] = []
    faces: list[list[int]] = []
    half = np.array([w / 2, h / 2, d / 2])
    for axis in range(3):
        for sign in (-1.0, 1.0):
            u_axis, v_axis = [(2, 1), (0, 2), (0, 1)][axis]
            lu, lv = half[u_axis], half[v_axis]
            steps_u = [-lu, -lu + b, lu - b, lu] if b else [-lu, lu]
            steps_v = [-lv, -lv + b, lv - b, lv] if b else [-lv, lv]
            base = len(vertices)
            for pv in steps_v:
                for pu in steps_u:
                    p = np.zeros(3)
                    p[axis], p[u_axis], p[v_axis] = sign * half[axis], pu, pv
                    if b:
                        core = np.clip(p, -(half - b), half - b)
                        out = p - core
                        n = out / (np.linalg.norm(out) + 1e-12)
                        p = core + n * b
                    else:
                        n = np.zeros(3)
                        n[axis] = sign
                    vertices.append(p + np.array([0, h / 2, 0]))
                    normals.append(n)
                    outward = sign * (-1 if axis == 2 else 1) * (1 if axis != 1 else -1)
                    uvs.append([0.5 + 0.5 * outward * pu / lu, 0.5 - 0.5 * pv / lv])
            k = len(steps_u)
            m = len(steps_v)
            for j in range(m - 1):
                for i in range(k - 1):
                    q = [
                        base + j * k + i,
                        base + j * k + i + 1,
                        base + (j + 1) * k + i + 1,
                        base + (j + 1) * k + i,
                    ]
                    e = np.cross(
                        np.asarray(vertices[q[1]]) - vertices[q[0]],
                        np.asarray(vertices[q[2]]) - vertices[q[0]],
                    )
                    if e @ (np.asarray(normals[q[0]]) + normals[q[2]]) < 0:
                        q = q[::-1]
                    faces += [[q[0], q[1], q[2]], [q[0], q[2], q[3]]]
    return Mesh(
        np.array(vertices, np.float32),
        np.array(faces, np.int32),
        np.array(normals, np.float32),
        material,
        uv=np.array(uvs, np.float32),
        smooth=b > 0,
        casts=casts,
    )


def _lattice(rows: int, columns: int) -> Ints:
    """Faces of a (rows, columns) lattice of vertices."""
    r, c = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = (r * columns + c).reshape(-1)
    quads = np.stack([a, a + 1, a + columns + 1, a + columns], 1)
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]], 0).astype(np.int32)


def lathe(
    profile: Sequence[tuple[float, float]],
    material: Material,
    segments: int = 48,
    casts: bool = True,
) -> Mesh:
    """A solid of revolution about the y axis from (radius, height) points, listed from bottom to top.

    Repeat a point to make a hard edge. uv: u once around from the back, v from 1 at the bottom to 0 at the
    top.
    """
    points = np.array(profile, np.float64)
    n = len(points)
    tangents = np.zeros((n, 2))
    for i in range(n):
        before = points[i] - points[i - 1] if i > 0 else np.zeros(2)
        after = points[i + 1] - points[i] if i < n - 1 else np.zeros(2)
        lb, la = np.linalg.norm(before), np.linalg.norm(after)
        if lb < 1e-9:
            tangents[i] = after / (la + 1e-12)
        elif la < 1e-9:
            tangents[i] = before / lb
        else:
            tangents[i] = before / lb + after / la
    outward = np.stack([tangents[:, 1], -tangents[:, 0]], 1)
    outward /= np.linalg.norm(outward, axis=1, keepdims=True) + 1e-12
    angle = np.linspace(0, 2 * math.pi, segments + 1)
    c, s = np.sin(angle), np.cos(angle)
    r, y = points[:, 0:1], points[:, 1:2]
    vertices = np.stack([r * c, np.repeat(y, segments + 1, 1), r * s], -1).reshape(-1, 3)
    normals = np.stack(
        [outward[:, 0:1] * c, np.repeat(outward[:, 1:2], segments + 1, 1), outward[:, 0:1] * s], -1
    ).reshape(-1, 3)
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    v = 1 - length / max(length[-1], 1e-9)
    uv = np.stack(
        [np.repeat((angle / (2 * math.pi))[None], n, 0), np.repeat(v[:, None], segments + 1, 1)], -1
    )
    mesh = Mesh(
        vertices.astype(np.float32),
        _lattice(n, segments + 1),
        normals.astype(np.float32),
        material,
        uv=uv.reshape(-1, 2).astype(np.float32),
        casts=casts,
    )
    return _facing_out(mesh)


def sphere(radius: float, material: Material, segments: int = 32, casts: bool = True) -> Mesh:
    """A sphere standing on the ground at the origin."""
    a = np.linspace(-math.pi / 2, math.pi / 2, segments // 2 + 1)
    return lathe(
        [(radius * math.cos(x), radius + radius * math.sin(x)) for x in a], material, segments, casts=casts
    )


def tube(
    path: Sequence[tuple[float, float, float]],
    radius: float | Sequence[float],
    material: Material,
    segments: int = 12,
    casts: bool = True,
) -> Mesh:
    """A round pipe along ``path``; ``radius`` may be given for each point. Ends are open."""
    p = np.array(path, np.float64)
    n = len(p)
    r = np.broadcast_to(np.asarray(radius, np.float64), (n,))
    tangent = np.gradient(p, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True) + 1e-12
    helper = np.array([0.0, 0.0, 1.0]) if abs(tangent[0, 2]) < 0.9 else np.array([1.0, 0.0, 0.0])
    side = np.cross(tangent, helper)
    side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-12
    other = np.cross(tangent, side)
    a = np.linspace(0, 2 * math.pi, segments + 1)
    normals = side[:, None] * np.cos(a)[None, :, None] - other[:, None] * np.sin(a)[None, :, None]
    vertices = p[:, None] + normals * r[:, None, None]
    uv = np.stack(np.meshgrid(a / (2 * math.pi), np.linspace(1, 0, n)), -1)
    mesh = Mesh(
        vertices.reshape(-1, 3).astype(np.float32),
        _lattice(n, segments + 1),
        normals.reshape(-1, 3).astype(np.float32),
        material,
        uv=uv.reshape(-1, 2).astype(np.float32),
        casts=casts,
    )
    return _facing_out(mesh)


def grid(
    x: npt.NDArray[np.float64],
    z: npt.NDArray[np.float64],
    height: npt.NDArray[np.float64] | float,
    material: Material,
    casts: bool = False,
) -> Mesh:
    """A height field: ``x`` (C,) and ``z`` (R,) rising, ``height`` (R, C) metres. uv is 0..1 over the
    field."""
    rows, columns = len(z), len(x)
    gx, gz = np.meshgrid(x, z)
    y = np.broadcast_to(np.asarray(height, np.float64), (rows, columns))
    vertices = np.stack([gx, y, gz], -1).reshape(-1, 3).astype(np.float32)
    faces = _lattice(rows, columns)[:, ::-1].copy()
    uv = np.stack(np.meshgrid(np.linspace(0, 1, columns), np.linspace(1, 0, rows)), -1)
    normals = smooth_normals(vertices, faces)
    if float(normals[:, 1].mean()) < 0:
        faces = faces[:, ::-1].copy()
        normals = -normals
    return Mesh(vertices, faces, normals, material, uv=uv.reshape(-1, 2).astype(np.float32), casts=casts)


def _facing_out(mesh: Mesh) -> Mesh:
    """The mesh with its winding turned to agree with its normals."""
    a, b, c = (mesh.vertices[mesh.faces[:, i]] for i in range(3))
    agree = np.einsum("ij,ij->i", np.cross(b - a, c - a), mesh.normals[mesh.faces[:, 0]])
    return mesh if float(agree.sum()) >= 0 else replace(mesh, faces=mesh.faces[:, ::-1].copy())
