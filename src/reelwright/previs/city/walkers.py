"""Passers-by: small jointed people who walk with planted feet, many of them in one moving mesh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.previs.material import Material
from reelwright.previs.mesh import Mesh, smooth_normals

__all__ = ["Walkers", "walking"]

Array = npt.NDArray[Any]
_SIDES: Final = 6
_THIGH, _SHIN, _HIP, _FOOT = 0.44, 0.43, 0.86, 0.055


@dataclass(frozen=True, eq=False)
class Walkers:
    """Where ``n`` people are and what they wear: ``start`` (N, 2) x, z at 0 s; ``speed`` (N,) metres a
    second along z
    (negative comes nearer); ``tall`` (N,); ``phase`` (N,); ``coat``, ``legs``, ``skin``, ``roof`` (N, 3)
    colours;
    ``umbrella`` (N,) bool."""

    start: Array
    speed: Array
    tall: Array
    phase: Array
    coat: Array
    legs: Array
    skin: Array
    roof: Array
    umbrella: Array


def _tube(rings: int) -> tuple[Array, Array, Array]:
    """Angle, share along and faces of a tube with closed ends."""
    angle = np.tile(np.linspace(0, 2 * np.pi, _SIDES, endpoint=False), rings)
    share = np.repeat(np.arange(rings), _SIDES)
    faces = []
    for j in range(rings - 1):
        for i in range(_SIDES):
            a, b = j * _SIDES + i, j * _SIDES + (i + 1) % _SIDES
            faces += [[a, a + _SIDES, b], [b, a + _SIDES, b + _SIDES]]
    for end in (0, (rings - 1) * _SIDES):
        for i in range(1, _SIDES - 1):
            tri = [end, end + i, end + i + 1]
            faces.append(tri if end == 0 else tri[::-1])
    return angle, share, np.array(faces, np.int32)


def _dome(segments: int = 8) -> tuple[Array, Array]:
    """An open umbrella, its rim at y = 0, radius 1: points and faces."""
    points, faces = [[0.0, 0.50, 0.0]], []
    for r, y in ((0.45, 0.42), (0.82, 0.22), (1.0, 0.0)):
        for i in range(segments):
            a = 2 * np.pi * i / segments
            # The cloth hangs between its ribs.
            k = r * (1.0 if i % 2 == 0 else 0.93)
            points.append([k * np.cos(a), y + (0.0 if i % 2 else 0.02), k * np.sin(a)])
    for i in range(segments):
        j = (i + 1) % segments
        faces.append([0, 1 + j, 1 + i])
        for ring in range(2):
            a, b = 1 + ring * segments, 1 + (ring + 1) * segments
            faces += [[a + i, a + j, b + i], [b + i, a + j, b + j]]
    return np.array(points), np.array(faces, np.int32)


def _ball() -> tuple[Array, Array]:
    points, faces, n, m = [], [], 6, 5
    for j in range(m):
        v = np.pi * j / (m - 1)
        for i in range(n):
            a = 2 * np.pi * i / n
            points.append([np.sin(v) * np.cos(a), np.cos(v), np.sin(v) * np.sin(a)])
    for j in range(m - 1):
        for i in range(n):
            a, b = j * n + i, j * n + (i + 1) % n
            faces += [[a, b, a + n], [b, b + n, a + n]]
    return np.array(points), np.array(faces, np.int32)


def _cycle(p: Array, stride: Array) -> tuple[Array, Array]:
    """Where a foot is before the hip, and how high, at phase ``p`` 0..1 of the step."""
    p = p % 1.0
    stance = p < 0.6
    s = (p - 0.6) / 0.4
    ahead = np.where(stance, stride * (0.5 - p / 0.6), stride * (-0.5 + s * s * (3 - 2 * s)))
    lift = np.where(stance, 0.0, 0.11 * np.sin(np.pi * np.clip(s, 0, 1)))
    return ahead, lift


def _skeleton(w: Walkers, t: float) -> tuple[Array, Array, Array, Array, Array]:
    """Segments (N, S, 3) from and to, radii (N, S, 2), and the middles of heads and umbrellas."""
    n = len(w.speed)
    facing = np.sign(w.speed)
    stride = 0.78 * w.tall / 1.7
    # The stance lasts 0.6 of a step, in which the body passes over the foot by one stride.
    rate = np.abs(w.speed) * 0.6 / stride
    phase = t * rate + w.phase
    x, z = w.start[:, 0], w.start[:, 1] + w.speed * t
    k = w.tall / 1.7
    bob = 0.018 * np.cos(4 * np.pi * phase)
    hip = (_HIP + bob) * k
    a = np.zeros((n, 9, 3))
    b = np.zeros((n, 9, 3))

    def put(index: int, start: tuple[Any, Any, Any], end: tuple[Any, Any, Any]) -> None:
        a[:, index] = np.stack([np.broadcast_to(v, n) for v in start], 1)
        b[:, index] = np.stack([np.broadcast_to(v, n) for v in end], 1)

    for side in (0, 1):
        sx = x + (-0.09, 0.09)[side] * k
        ahead, lift = _cycle(phase + 0.5 * side, stride)
        fy = (_FOOT + lift) * k
        dy, dz = hip - fy, ahead
        far = np.minimum(np.hypot(dy, dz), (_THIGH + _SHIN) * k * 0.999)
        # Knee from the two lengths, bent forwards.
        bend = np.arccos(
            np.clip((far**2 + (_THIGH * k) ** 2 - (_SHIN * k) ** 2) / (2 * far * _THIGH * k), -1, 1)
        )
        turn = np.arctan2(dz, dy) + bend
        ky, kz = hip - _THIGH * k * np.cos(turn), _THIGH * k * np.sin(turn)
        put(2 * side, (sx, hip, z), (sx, ky, z + facing * kz))
        put(2 * side + 1, (sx, ky, z + facing * kz), (sx, fy, z + facing * ahead))
        put(
            4 + side,
            (sx, fy - 0.02 * k, z + facing * (ahead - 0.06)),
            (sx, fy - 0.03 * k, z + facing * (ahead + 0.15)),
        )
    lean = facing * 0.03
    put(6, (x, hip - 0.22 * k, z), (x, hip + 0.56 * k, z + lean))
    for side in (0, 1):
        swing = 0.22 * np.sin(2 * np.pi * (phase + 0.5 * side + 0.2))
        sx = x + (-0.185, 0.185)[side] * k
        shoulder = hip + 0.53 * k
        holds = w.umbrella & (side == 1)
        ey = np.where(holds, shoulder - 0.24 * k, shoulder - 0.52 * k)
        ez = np.where(holds, facing * 0.24, facing * swing)
        put(7 + side, (sx, shoulder, z + lean), (np.where(holds, x + 0.12, sx), ey, z + ez))
    head = np.stack([x, hip + 0.73 * k, z + facing * 0.05], 1)
    shade = np.stack([x + 0.06, hip + 0.86 * k, z + facing * 0.08], 1)
    return a, b, head, shade, k


_RADII = np.array(
    [
        [0.085, 0.062],
        [0.062, 0.045],
        [0.085, 0.062],
        [0.062, 0.045],
        [0.05, 0.04],
        [0.05, 0.04],
        [0.200, 0.165],
        [0.052, 0.034],
        [0.052, 0.034],
    ]
)


def walking(w: Walkers) -> Mesh:
    """All of ``w`` as one mesh that walks."""
    n = len(w.speed)
    angle, share, tube_faces = _tube(2)
    per = len(angle)
    cos, sin = np.cos(angle), np.sin(angle)
    ball, ball_faces = _ball()
    dome, dome_faces = _dome()
    holders = np.flatnonzero(w.umbrella)
    radii = _RADII[None, :, share]  # (1, S, P)
    flat = np.where(np.arange(9) == 6, 0.72, 1.0)[None, :, None]

    def place(t: float) -> Array:
        a, b, head, shade, k = _skeleton(w, t)
        d = b - a
        d /= np.linalg.norm(d, axis=-1, keepdims=True) + 1e-9
        # Axes across each bone: x of the world, and what is square to both.
        u = np.array([1.0, 0.0, 0.0]) - d[..., :1] * d
        u /= np.linalg.norm(u, axis=-1, keepdims=True) + 1e-9
        v = np.cross(d, u)
        r = radii * k[:, None, None]
        along = a[:, :, None] + (b - a)[:, :, None] * share[None, None, :, None]
        limbs = along + u[:, :, None] * (r * cos)[..., None] + v[:, :, None] * (r * sin * flat)[..., None]
        heads = head[:, None] + ball[None] * (np.array([0.088, 0.118, 0.098]) * k[:, None])[:, None]
        parts = [limbs.reshape(-1, 3), heads.reshape(-1, 3)]
        if len(holders):
            tops = (
                shade[holders][:, None]
                + dome[None] * (np.array([0.56, 0.56, 0.56]) * k[holders, None])[:, None]
            )
            parts.append(tops.reshape(-1, 3))
        return np.concatenate(parts).astype(np.float32)

    faces = [tube_faces[None] + per * np.arange(9 * n)[:, None, None]]
    at = per * 9 * n
    faces.append(ball_faces[None] + at + len(ball) * np.arange(n)[:, None, None])
    at += len(ball) * n
    if len(holders):
        faces.append(dome_faces[None] + at + len(dome) * np.arange(len(holders))[:, None, None])
    f = np.concatenate([part.reshape(-1, 3) for part in faces]).astype(np.int32)
    tones = np.stack([w.legs, w.legs, w.legs, w.legs, w.legs * 0.3, w.legs * 0.3, w.coat, w.coat, w.coat], 1)
    hair = (ball[:, 1] > 0.15)[None, :, None]
    colours = [
        np.repeat(tones.reshape(-1, 3), per, 0),
        np.where(hair, (w.legs * 0.35)[:, None], w.skin[:, None]).reshape(-1, 3),
        np.repeat(w.roof[holders], len(dome), 0),
    ]
    first = place(0.0)
    cloth = Material((1, 1, 1), specular=0.03, roughness=0.4, two_sided=True)
    steady = smooth_normals(first, f)
    return Mesh(
        first,
        f,
        steady,
        cloth,
        colours=np.concatenate(colours).astype(np.float32),
        motion=lambda t: ((p := place(t)), smooth_normals(p, f)),
        smooth=True,
    )
