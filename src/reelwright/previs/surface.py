"""The light that leaves points of a surface towards the camera.

Points of one material are worked on together, a few hundred at a time: each step is one short loop over rows of
numbers, which the compiler turns into vector instructions, and steps that the material does not need are left
out. ``g`` always is the geometry, fourteen rows: place x y z, normal x y z, direction to the eye x y z, distance,
cosine between normal and eye, metres a pixel, texture u v. ``m`` is the row of the material, ``light`` the packed
light.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from reelwright.previs.jit import vector_kernel
from reelwright.previs.sampling import channel, lobe, octave, surroundings, texel, through_air

__all__ = [
    "bump",
    "clear",
    "finish",
    "illuminate",
    "locate",
    "macro",
    "mirrored",
    "print_on",
    "reflect",
    "shine_on",
    "surround",
]


@vector_kernel
def locate(
    tri: Any,
    sx: Any,
    sy: Any,
    g: Any,
    albedo: Any,
    m: Any,
    planes: Any,
    faces: Any,
    face_density: Any,
    vertices: Any,
    normals: Any,
    uvs: Any,
    colours: Any,
    camera: Any,
    scale: Any,
) -> None:
    """Geometry ``g`` and ``albedo`` (r, g, b) of points ``sx``, ``sy`` on the triangles ``tri``; ``camera`` (14,)
    is place, rotation row by row, focal, middle of the picture; ``scale`` receives uv units a metre."""
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
    n = tri.shape[0]
    start = 0
    while start < n:
        t = tri[start]
        stop = start + 1
        while stop < n and tri[stop] == t:
            stop += 1
        p0, p1, p2 = planes[t, 0], planes[t, 1], planes[t, 2]
        p3, p4, p5 = planes[t, 3], planes[t, 4], planes[t, 5]
        p6, p7, p8 = planes[t, 6], planes[t, 7], planes[t, 8]
        i0, i1, i2 = faces[t, 0], faces[t, 1], faces[t, 2]
        # Attributes as the third corner's plus two differences.
        ax, ay, az = normals[i2, 0], normals[i2, 1], normals[i2, 2]
        bx, by, bz = normals[i0, 0] - ax, normals[i0, 1] - ay, normals[i0, 2] - az
        dx, dy, dz = normals[i1, 0] - ax, normals[i1, 1] - ay, normals[i1, 2] - az
        u2, v2 = uvs[i2, 0], uvs[i2, 1]
        u0, v0 = uvs[i0, 0] - u2, uvs[i0, 1] - v2
        u1, v1 = uvs[i1, 0] - u2, uvs[i1, 1] - v2
        r2, g2, b2 = colours[i2, 0], colours[i2, 1], colours[i2, 2]
        r0, g0, b0 = colours[i0, 0] - r2, colours[i0, 1] - g2, colours[i0, 2] - b2
        r1, g1, b1 = colours[i1, 0] - r2, colours[i1, 1] - g2, colours[i1, 2] - b2
        density = face_density[t]
        m0, m1, m2 = m[0], m[1], m[2]
        for j in range(start, stop):
            x = sx[j]
            y = sy[j]
            z = one / max(p6 * x + p7 * y + p8, f(1e-7))
            k0 = min(max((p0 * x + p1 * y + p2) * z, zero), one)
            k1 = min(max((p3 * x + p4 * y + p5) * z, zero), one)
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
            ex = ax + k0 * bx + k1 * dx
            ey = ay + k0 * by + k1 * dy
            ez = az + k0 * bz + k1 * dz
            k = one / np.sqrt(ex * ex + ey * ey + ez * ez + f(1e-12))
            nv = (ex * wx + ey * wy + ez * wz) * k
            nx[j] = ex * k
            ny[j] = ey * k
            nz[j] = ez * k
            facing[j] = nv
            metres[j] = z
            us[j] = u2 + k0 * u0 + k1 * u1
            vs[j] = v2 + k0 * v0 + k1 * v1
            ar[j] = m0 * (r2 + k0 * r0 + k1 * r1)
            ag[j] = m1 * (g2 + k0 * g0 + k1 * g1)
            ab[j] = m2 * (b2 + k0 * b0 + k1 * b1)
            scale[j] = density
        start = stop
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
    px, py, pz, nx, ny, nz, vx, vy, vz, distance, facing, metres, us, vs = g
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
    px, py, pz, nx, ny, nz, vx, vy, vz, distance, facing, metres, us, vs = g
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
    px, py, pz, nx, ny, nz, vx, vy, vz, distance, facing, metres, us, vs = g
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


@vector_kernel
def illuminate(
    g: Any, lit: Any, out: Any, m: Any, light: Any, shadow: Any, frame: Any, size: int
) -> None:
    """Key light with the shadows on the ground, sky and ground: ``lit`` is the share of the key that arrives,
    ``out`` the light that falls on the points. ``shadow`` is the flattened map, ``size`` texels a side."""
    f = np.float32
    i = np.int32
    one = f(1.0)
    zero = f(0.0)
    half = f(0.5)
    px, py, pz, nx, ny, nz, vx, vy, vz, distance, facing, metres, us, vs = g
    dr, dg, db = out
    lx, ly, lz = light[0], light[1], light[2]
    n = px.shape[0]
    if m[29] > zero:
        slope = one / max(ly, f(0.05))
        x0, z0, rate = frame[0], frame[1], frame[2]
        most = f(size) - f(1.001)
        wide = np.uint32(size)
        for j in range(n):
            fall = py[j] * slope
            pu = (px[j] - lx * fall - x0) * rate
            pv = (pz[j] - lz * fall - z0) * rate
            cu = min(max(pu, zero), most)
            cv = min(max(pv, zero), most)
            iu = i(cu)
            iv = i(cv)
            fu = cu - f(iu)
            fv = cv - f(iv)
            at = np.uint32(iv * i(size) + iu)
            s = (shadow[at] * (one - fu) + shadow[at + np.uint32(1)] * fu) * (one - fv) + (
                shadow[at + wide] * (one - fu) + shadow[at + wide + np.uint32(1)] * fu
            ) * fv
            s = s if cu == pu else zero
            s = s if cv == pv else zero
            lit[j] = one - s
    else:
        for j in range(n):
            lit[j] = one
    wrap = m[24] * half
    spread = one / (one + wrap)
    k0, k1, k2 = light[3], light[4], light[5]
    s0, s1, s2 = light[6], light[7], light[8]
    g0, g1, g2 = light[9], light[10], light[11]
    for j in range(n):
        nl = nx[j] * lx + ny[j] * ly + nz[j] * lz
        day = max((nl + wrap) * spread, zero) * lit[j]
        up = half + half * ny[j]
        down = one - up
        ambient = f(0.35) + f(0.65) * lit[j]
        dr[j] = k0 * day + (s0 * up + g0 * down) * ambient
        dg[j] = k1 * day + (s1 * up + g1 * down) * ambient
        db[j] = k2 * day + (s2 * up + g2 * down) * ambient
        facing[j] = max(facing[j], zero)
    if m[24] > zero:
        t0, t1, t2 = k0 * m[24] * m[25], k1 * m[24] * m[26], k2 * m[24] * m[27]
        for j in range(n):
            # Light from behind: strongest looking towards the key.
            nl = nx[j] * lx + ny[j] * ly + nz[j] * lz
            vl = max(-(vx[j] * lx + vy[j] * ly + vz[j] * lz), zero)
            back = (max(-nl, zero) * f(0.6) + vl * vl * vl * f(0.8)) * lit[j]
            dr[j] += t0 * back
            dg[j] += t1 * back
            db[j] += t2 * back


@vector_kernel
def shine_on(g: Any, lit: Any, out: Any, gleam: Any, m: Any, light: Any, lamps: Any) -> None:
    """Lamps onto ``out``, and highlights of key and lamps into ``gleam``."""
    f = np.float32
    one = f(1.0)
    zero = f(0.0)
    px, py, pz, nx, ny, nz, vx, vy, vz, distance, facing, metres, us, vs = g
    dr, dg, db = out
    sr, sg, sb = gleam
    lx, ly, lz = light[0], light[1], light[2]
    k0, k1, k2 = light[3], light[4], light[5]
    n = px.shape[0]
    rough = m[3]
    power = min(f(2.0) / max(rough * rough * rough * rough, f(2e-5)), f(4000.0))
    strength = (power + f(8.0)) * f(0.04) if m[4] > zero else zero
    for j in range(n):
        hx = lx + vx[j]
        hy = ly + vy[j]
        hz = lz + vz[j]
        nl = nx[j] * lx + ny[j] * ly + nz[j] * lz
        nh = (nx[j] * hx + ny[j] * hy + nz[j] * hz) / np.sqrt(hx * hx + hy * hy + hz * hz + f(1e-9))
        w = lobe(max(nh, f(1e-6)), power) * strength * lit[j] * min(max(nl, zero) * f(4.0), one)
        w = w if nh > zero else zero
        sr[j] = k0 * w
        sg[j] = k1 * w
        sb[j] = k2 * w
    for i in range(lamps.shape[0]):
        x, y, z = lamps[i, 0], lamps[i, 1], lamps[i, 2]
        c0, c1, c2 = lamps[i, 3], lamps[i, 4], lamps[i, 5]
        inverse_reach = one / lamps[i, 6]
        tight = lamps[i, 7]
        for j in range(n):
            ex = x - px[j]
            ey = y - py[j]
            ez = z - pz[j]
            d2 = ex * ex + ey * ey + ez * ez
            d = np.sqrt(d2) + f(1e-6)
            k = one / d
            ex *= k
            ey *= k
            ez *= k
            nle = nx[j] * ex + ny[j] * ey + nz[j] * ez
            fade = max(one - d * inverse_reach, zero)
            fall = fade * fade / (one + d2 * tight)
            w = max(nle + f(0.2), zero) * f(1.0 / 1.2) * fall
            dr[j] += c0 * w
            dg[j] += c1 * w
            db[j] += c2 * w
            hx = ex + vx[j]
            hy = ey + vy[j]
            hz = ez + vz[j]
            nh = (nx[j] * hx + ny[j] * hy + nz[j] * hz) / np.sqrt(hx * hx + hy * hy + hz * hz + f(1e-9))
            w = lobe(max(nh, f(1e-6)), power) * strength * fall
            w = w if nh > zero else zero
            w = w if nle > zero else zero
            sr[j] += c0 * w
            sg[j] += c1 * w
            sb[j] += c2 * w


@vector_kernel
def clear(
    g: Any,
    colour: Any,
    thickness: Any,
    dye: Any,
    key: Any,
    m: Any,
    light: Any,
    environment: Any,
    size: int,
    base: int,
) -> None:
    """One channel of a clear coloured body, over ``colour``: the surroundings bent through it, filtered by the
    way through towards its middle. ``base`` is where the channel's level starts in ``environment``."""
    f = np.float32
    half = f(0.5)
    bend = f(0.35)
    px, py, pz, nx, ny, nz, vx, vy, vz, distance, facing, metres, us, vs = g
    lx, ly, lz = light[0], light[1], light[2]
    down = np.uint32(size)
    start = np.uint32(base)
    one = np.uint32(1)
    share = m[28]
    bright = f(key) * f(0.55)
    stain = f(max(dye, f(1e-6)))
    for j in range(px.shape[0]):
        thickness[j] = stain ** (f(0.35) + f(1.5) * facing[j])
    for j in range(px.shape[0]):
        at, w0, w1, w2, w3 = surroundings(
            np.int32(size), -vx[j] - nx[j] * bend, -vy[j] - ny[j] * bend, -vz[j] - nz[j] * bend
        )
        p = np.uint32(start + at)
        q = np.uint32(p + down)
        seen = (
            environment[p] * w0
            + environment[np.uint32(p + one)] * w1
            + environment[q] * w2
            + environment[np.uint32(q + one)] * w3
        )
        glow = max(half - (vx[j] * lx + vy[j] * ly + vz[j] * lz) * half, f(0.0))
        inner = f(0.35) + f(0.65) * glow
        colour[j] += share * (thickness[j] * (seen + bright * inner) - colour[j])


@vector_kernel
def surround(g: Any, seen: Any, environment: Any, size: int, level: int) -> None:
    """What the points reflect of the surroundings, into ``seen`` (r, g, b)."""
    px, py, pz, nx, ny, nz, vx, vy, vz, distance, facing, metres, us, vs = g
    c0, c1, c2 = seen
    start = np.uint32(level * 3 * size * size)
    plane = np.uint32(size * size)
    down = np.uint32(size)
    one = np.uint32(1)
    for j in range(px.shape[0]):
        double = facing[j] + facing[j]
        at, w0, w1, w2, w3 = surroundings(
            np.int32(size), double * nx[j] - vx[j], double * ny[j] - vy[j], double * nz[j] - vz[j]
        )
        p = np.uint32(start + at)
        q = np.uint32(p + down)
        c0[j] = (
            environment[p] * w0
            + environment[np.uint32(p + one)] * w1
            + environment[q] * w2
            + environment[np.uint32(q + one)] * w3
        )
        p = np.uint32(p + plane)
        q = np.uint32(q + plane)
        c1[j] = (
            environment[p] * w0
            + environment[np.uint32(p + one)] * w1
            + environment[q] * w2
            + environment[np.uint32(q + one)] * w3
        )
        p = np.uint32(p + plane)
        q = np.uint32(q + plane)
        c2[j] = (
            environment[p] * w0
            + environment[np.uint32(p + one)] * w1
            + environment[q] * w2
            + environment[np.uint32(q + one)] * w3
        )


@vector_kernel
def mirrored(
    distance: Any, slope: Any, sx: Any, sy: Any, seen: Any, m: Any, image: Any, width: int, height: int, rows: Any
) -> None:
    """One channel of the planar reflection over ``seen``: the mirror image lies at the same place on the screen,
    moved by the ripples. ``image`` is flat; ``rows`` is the height of the picture that is drawn."""
    f = np.float32
    i = np.int32
    one = f(1.0)
    zero = f(0.0)
    half = f(0.5)
    bx, by = slope
    share = m[22]
    scale = f(height) / f(rows)
    strength = m[23] * f(height)
    right = f(width) - f(1.001)
    low = f(height) - f(1.001)
    below = np.uint32(width)
    next_ = np.uint32(1)
    for j in range(seen.shape[0]):
        shift = strength / (one + f(0.05) * distance[j])
        x = min(max(sx[j] * scale - half + bx[j] * shift, zero), right)
        y = min(max(sy[j] * scale - half + by[j] * shift * f(2.5), zero), low)
        ix = i(x)
        iy = i(y)
        fx = x - f(ix)
        fy = y - f(iy)
        p = np.uint32(iy * i(width) + ix)
        q = np.uint32(p + below)
        v = (image[p] * (one - fx) + image[np.uint32(p + next_)] * fx) * (one - fy) + (
            image[q] * (one - fx) + image[np.uint32(q + next_)] * fx
        ) * fy
        seen[j] += share * (v - seen[j])


@vector_kernel
def reflect(facing: Any, tint: Any, image: Any, gleam: Any, colour: Any, m: Any) -> None:
    """One channel of what is reflected, and of highlights, over ``colour``."""
    f = np.float32
    one = f(1.0)
    f0 = m[4]
    metal = m[5]
    gloss = one - m[3]
    for j in range(colour.shape[0]):
        k = one - facing[j]
        k2 = k * k
        edge = k2 * k2 * k * gloss
        fr = f0 * (one - metal + metal * tint[j])
        fr += (one - fr) * edge
        colour[j] = colour[j] * (one - fr) + fr * (image[j] + gleam[j])


@vector_kernel
def finish(g: Any, albedo: Any, shine: Any, lit: Any, out: Any, m: Any, light: Any) -> None:
    """Rim light, what shines by itself, and the air between."""
    f = np.float32
    one = f(1.0)
    zero = f(0.0)
    px, py, pz, nx, ny, nz, vx, vy, vz, distance, facing, metres, us, vs = g
    ar, ag, ab = albedo
    dr, dg, db = out
    lx, ly, lz = light[0], light[1], light[2]
    k0, k1, k2 = light[3], light[4], light[5]
    n = px.shape[0]
    if light[12] > zero and m[22] == zero:
        strength = light[12]
        for j in range(n):
            k = one - facing[j]
            q = k * k
            vl = vx[j] * lx + vy[j] * ly + vz[j] * lz
            rim = strength * q * q * k * max(zero, f(0.3) - vl * f(0.7)) * lit[j]
            rim = rim if abs(ny[j]) < f(0.95) else zero
            dr[j] += k0 * rim * (f(0.3) + ar[j])
            dg[j] += k1 * rim * (f(0.3) + ag[j])
            db[j] += k2 * rim * (f(0.3) + ab[j])
    if m[6] > zero or m[7] > zero or m[8] > zero:
        e0, e1, e2 = m[6], m[7], m[8]
        for j in range(n):
            dr[j] += e0 * shine[j]
            dg[j] += e1 * shine[j]
            db[j] += e2 * shine[j]
    if light[13] > zero and m[30] > zero:
        thick = light[13] * m[30]
        f0, f1, f2 = light[14], light[15], light[16]
        a0, a1, a2 = light[17], light[18], light[19]
        for j in range(n):
            air = one - through_air(thick * distance[j])
            towards = max(-(vx[j] * lx + vy[j] * ly + vz[j] * lz), zero)
            towards *= towards
            towards *= towards
            towards *= towards
            dr[j] += (f0 + a0 * towards - dr[j]) * air
            dg[j] += (f1 + a1 * towards - dg[j]) * air
            db[j] += (f2 + a2 * towards - db[j]) * air
