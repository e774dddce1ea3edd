"""Points of a surface: where they are, which way they face, and what colour they have.

Points of one material are worked on together, a few hundred at a time: each step is one short loop over rows
of numbers, which the compiler turns into vector instructions, and steps that the material does not need are
left out. ``g`` always is the geometry, fourteen rows: place x y z, normal x y z, direction to the eye x y z,
distance, cosine between normal and eye, metres a pixel, texture u v. ``m`` is the row of the material.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from reelwright.previs.jit import vector_kernel
from reelwright.previs.sampling import channel, octave, texel

__all__ = ["bump", "locate", "macro", "print_on"]


@vector_kernel
def locate(
    tri: Any,
    sx: Any,
    sy: Any,
    g: Any,
    albedo: Any,
    m: Any,
    planes: Any,
    attributes: Any,
    camera: Any,
    scale: Any,
) -> None:
    """Geometry ``g`` and ``albedo`` (r, g, b) of points ``sx``, ``sy`` on the triangles ``tri``.

    ``planes`` is what ``raster`` keeps of each triangle, flat, sixteen numbers each; ``attributes`` what
    ``geometry`` keeps of each vertex, flat, eight numbers each. ``camera`` (15,) is place, rotation row by
    row, focal, middle of the picture; ``scale`` receives uv units a metre.
    """
    f = np.float32
    one = f(1.0)
    zero = f(0.0)
    px, py, pz, nx, ny, nz, vx, vy, vz, distance, facing, metres, us, vs = g
    ar, ag, ab = albedo
    ox, oy, oz = camera[0], camera[1], camera[2]
    r00, r01, r02 = camera[3], camera[4], camera[5]
    r10, r11, r12 = camera[6], camera[7], camera[8]
    r20, r21, r22 = camera[9], camera[10], camera[11]
    inverse_focal = one / camera[12]
    cx, cy = camera[13], camera[14]
    m0, m1, m2 = m[0], m[1], m[2]
    u = np.uint32
    n = tri.shape[0]
    for j in range(n):
        t = u(tri[j]) << u(4)
        x = sx[j]
        y = sy[j]
        z = one / max(planes[t + u(6)] * x + planes[t + u(7)] * y + planes[t + u(8)], f(1e-7))
        k0 = min(max((planes[t] * x + planes[t + u(1)] * y + planes[t + u(2)]) * z, zero), one)
        k1 = min(max((planes[t + u(3)] * x + planes[t + u(4)] * y + planes[t + u(5)]) * z, zero), one)
        k2 = one - k0 - k1
        # The place lies on the ray through the pixel: more exact than mixing far corners.
        qx = (x - cx) * inverse_focal
        qy = (cy - y) * inverse_focal
        wx = r00 * qx + r10 * qy + r20
        wy = r01 * qx + r11 * qy + r21
        wz = r02 * qx + r12 * qy + r22
        px[j] = ox + z * wx
        py[j] = oy + z * wy
        pz[j] = oz + z * wz
        length = np.sqrt(qx * qx + qy * qy + one)
        k = -one / length
        wx *= k
        wy *= k
        wz *= k
        vx[j] = wx
        vy[j] = wy
        vz[j] = wz
        distance[j] = z * length
        metres[j] = z
        scale[j] = planes[t + u(9)]
        a = u(np.int32(planes[t + u(10)]))
        b = u(np.int32(planes[t + u(11)]))
        c = u(np.int32(planes[t + u(12)]))
        ex = attributes[a] * k0 + attributes[b] * k1 + attributes[c] * k2
        a, b, c = u(a + u(1)), u(b + u(1)), u(c + u(1))
        ey = attributes[a] * k0 + attributes[b] * k1 + attributes[c] * k2
        a, b, c = u(a + u(1)), u(b + u(1)), u(c + u(1))
        ez = attributes[a] * k0 + attributes[b] * k1 + attributes[c] * k2
        k = one / np.sqrt(ex * ex + ey * ey + ez * ez + f(1e-12))
        nx[j] = ex * k
        ny[j] = ey * k
        nz[j] = ez * k
        facing[j] = (ex * wx + ey * wy + ez * wz) * k
        a, b, c = u(a + u(1)), u(b + u(1)), u(c + u(1))
        us[j] = attributes[a] * k0 + attributes[b] * k1 + attributes[c] * k2
        a, b, c = u(a + u(1)), u(b + u(1)), u(c + u(1))
        vs[j] = attributes[a] * k0 + attributes[b] * k1 + attributes[c] * k2
        a, b, c = u(a + u(1)), u(b + u(1)), u(c + u(1))
        ar[j] = m0 * (attributes[a] * k0 + attributes[b] * k1 + attributes[c] * k2)
        a, b, c = u(a + u(1)), u(b + u(1)), u(c + u(1))
        ag[j] = m1 * (attributes[a] * k0 + attributes[b] * k1 + attributes[c] * k2)
        a, b, c = u(a + u(1)), u(b + u(1)), u(c + u(1))
        ab[j] = m2 * (attributes[a] * k0 + attributes[b] * k1 + attributes[c] * k2)
    if m[31] > zero:
        for j in range(n):
            k = -one if facing[j] < zero else one
            nx[j] *= k
            ny[j] *= k
            nz[j] *= k
            facing[j] *= k
    for j in range(n):
        metres[j] = metres[j] * inverse_focal / np.sqrt(max(facing[j], f(0.06)))
    if m[10] == one:
        for j in range(n):
            us[j] = px[j]
            vs[j] = -pz[j]
            scale[j] = one
    elif m[10] > one:
        for j in range(n):
            us[j] = px[j] if abs(nz[j]) > abs(nx[j]) else pz[j]
            vs[j] = -py[j]
            scale[j] = one


@vector_kernel
def macro(g: Any, albedo: Any, m: Any, texels: Any, row: Any) -> None:
    """Blend the albedo towards the macro colour by a noise map."""
    f = np.float32
    px, _py, pz, _nx, _ny, _nz, _vx, _vy, _vz, _distance, _facing, metres, _us, _vs = g
    ar, ag, ab = albedo
    rate = m[13]
    size = f(row[0]) * rate
    rise = f(3.7) * rate
    shift = np.uint32(0)
    d0, d1, d2 = m[14] - m[0], m[15] - m[1], m[16] - m[2]
    for j in range(px.shape[0]):
        x = px[j]
        z = pz[j]
        level = octave(size * metres[j] + f(1e-9))
        t0, t1, t2, t3, w0, w1, w2, w3 = texel(texels, row, x * rate, -z * rate, level)
        q = channel(shift, t0, t1, t2, t3, w0, w1, w2, w3)
        # A second octave, turned, so that the blend has no period the eye can find.
        t0, t1, t2, t3, w0, w1, w2, w3 = texel(
            texels,
            row,
            (f(0.8) * x + f(0.6) * z) * rise,
            (f(0.6) * x - f(0.8) * z) * rise,
            np.int32(level + np.int32(2)),
        )
        q = f(0.62) * q + f(0.38) * channel(shift, t0, t1, t2, t3, w0, w1, w2, w3)
        q = min(max((q - f(0.25)) * f(2.0), f(0.0)), f(1.0))
        ar[j] += d0 * q
        ag[j] += d1 * q
        ab[j] += d2 * q


@vector_kernel
def print_on(g: Any, albedo: Any, shine: Any, scale: Any, m: Any, texels: Any, row: Any) -> None:
    """Multiply the albedo with the texture; ``shine`` receives its fourth channel."""
    f = np.float32
    px, _py, _pz, _nx, _ny, _nz, _vx, _vy, _vz, _distance, _facing, metres, us, vs = g
    ar, ag, ab = albedo
    rate = m[11]
    size = f(row[0]) * rate
    for j in range(px.shape[0]):
        level = octave(size * scale[j] * metres[j] + f(1e-9))
        t0, t1, t2, t3, w0, w1, w2, w3 = texel(texels, row, us[j] * rate, vs[j] * rate, level)
        r = channel(np.uint32(0), t0, t1, t2, t3, w0, w1, w2, w3)
        g_ = channel(np.uint32(8), t0, t1, t2, t3, w0, w1, w2, w3)
        b = channel(np.uint32(16), t0, t1, t2, t3, w0, w1, w2, w3)
        shine[j] = channel(np.uint32(24), t0, t1, t2, t3, w0, w1, w2, w3)
        ar[j] *= r * r
        ag[j] *= g_ * g_
        ab[j] *= b * b


@vector_kernel
def bump(g: Any, scale: Any, m: Any, texels: Any, row: Any, time: float) -> None:
    """Tilt the normals by two layers of a slope map; the rows of u and v receive the tilt."""
    f = np.float32
    zero = f(0.0)
    half = f(0.5)
    px, _py, _pz, nx, ny, nz, vx, vy, vz, _distance, facing, metres, us, vs = g
    rate = m[18]
    size = f(row[0]) * rate
    steep = f(8.0) * m[19]
    first_u, first_v = f(time * m[20]), f(time * m[21])
    second_u, second_v = f(-time * m[20] * 1.7), f(time * m[21] * 1.3)
    along, across = np.uint32(0), np.uint32(8)
    for j in range(px.shape[0]):
        u = us[j] * rate
        v = vs[j] * rate
        level = octave(size * scale[j] * metres[j] + f(1e-9))
        t0, t1, t2, t3, w0, w1, w2, w3 = texel(texels, row, u + first_u, v + first_v, level)
        s0 = channel(along, t0, t1, t2, t3, w0, w1, w2, w3)
        s1 = channel(across, t0, t1, t2, t3, w0, w1, w2, w3)
        t0, t1, t2, t3, w0, w1, w2, w3 = texel(
            texels,
            row,
            (f(0.87) * u + half * v) * f(2.3) + second_u,
            (f(0.87) * v - half * u) * f(2.3) + second_v,
            np.int32(level + np.int32(1)),
        )
        s2 = channel(along, t0, t1, t2, t3, w0, w1, w2, w3)
        s3 = channel(across, t0, t1, t2, t3, w0, w1, w2, w3)
        us[j] = (s0 - half + f(0.6) * (s2 - half)) * steep
        vs[j] = (s1 - half + f(0.6) * (s3 - half)) * steep
    for j in range(px.shape[0]):
        x, y, z = nx[j], ny[j], nz[j]
        # Slopes along two tangents of the surface.
        level_ground = abs(y) > f(0.7)
        tx = f(1.0) if level_ground else z
        tz = zero if level_ground else -x
        ux = y * tz
        uy = z * tx - x * tz
        uz = -y * tx
        x -= us[j] * tx - vs[j] * ux
        y -= -vs[j] * uy
        z -= us[j] * tz - vs[j] * uz
        k = f(1.0) / np.sqrt(x * x + y * y + z * z + f(1e-12))
        nx[j] = x * k
        ny[j] = y * k
        nz[j] = z * k
        facing[j] = (x * vx[j] + y * vy[j] + z * vz[j]) * k
