"""The light that leaves one point of a surface towards the camera."""

from __future__ import annotations

import math
from typing import Any

from reelwright.previs.jit import inlined
from reelwright.previs.sampling import lobe, octave, surroundings, texel, through_air

__all__ = ["surface"]


@inlined
def surface(
    t: int,
    sx: float,
    sy: float,
    time: float,
    vertices: Any,
    normals: Any,
    uvs: Any,
    colours: Any,
    faces: Any,
    face_material: Any,
    face_density: Any,
    planes: Any,
    materials: Any,
    texels: Any,
    table: Any,
    position: Any,
    focal: float,
    light: Any,
    environment: Any,
    lamps: Any,
    shadow: Any,
    shadow_frame: Any,
    mirror: Any,
) -> Any:
    """Radiance of triangle ``t`` at screen place (sx, sy)."""
    z = 1.0 / max(planes[t, 6] * sx + planes[t, 7] * sy + planes[t, 8], 1e-7)
    b0 = (planes[t, 0] * sx + planes[t, 1] * sy + planes[t, 2]) * z
    b1 = (planes[t, 3] * sx + planes[t, 4] * sy + planes[t, 5]) * z
    b0 = min(max(b0, 0.0), 1.0)
    b1 = min(max(b1, 0.0), 1.0)
    b2 = 1.0 - b0 - b1
    i0 = faces[t, 0]
    i1 = faces[t, 1]
    i2 = faces[t, 2]
    x = b0 * vertices[i0, 0] + b1 * vertices[i1, 0] + b2 * vertices[i2, 0]
    y = b0 * vertices[i0, 1] + b1 * vertices[i1, 1] + b2 * vertices[i2, 1]
    zz = b0 * vertices[i0, 2] + b1 * vertices[i1, 2] + b2 * vertices[i2, 2]
    nx = b0 * normals[i0, 0] + b1 * normals[i1, 0] + b2 * normals[i2, 0]
    ny = b0 * normals[i0, 1] + b1 * normals[i1, 1] + b2 * normals[i2, 1]
    nz = b0 * normals[i0, 2] + b1 * normals[i1, 2] + b2 * normals[i2, 2]
    k = 1.0 / math.sqrt(nx * nx + ny * ny + nz * nz + 1e-12)
    nx *= k
    ny *= k
    nz *= k
    vx = position[0] - x
    vy = position[1] - y
    vz = position[2] - zz
    distance = math.sqrt(vx * vx + vy * vy + vz * vz) + 1e-9
    k = 1.0 / distance
    vx *= k
    vy *= k
    vz *= k
    m = materials[face_material[t]]
    nv = nx * vx + ny * vy + nz * vz
    if nv < 0.0 and m[31] > 0.0:
        nx = -nx
        ny = -ny
        nz = -nz
        nv = -nv
    facing = max(nv, 0.06)
    metres = z / focal / math.sqrt(facing)

    # Where on the texture.
    mode = m[10]
    if mode == 0.0:
        u = b0 * uvs[i0, 0] + b1 * uvs[i1, 0] + b2 * uvs[i2, 0]
        v = b0 * uvs[i0, 1] + b1 * uvs[i1, 1] + b2 * uvs[i2, 1]
        density = face_density[t]
    elif mode == 1.0:
        u = x
        v = -zz
        density = 1.0
    else:
        u = x if abs(nz) > abs(nx) else zz
        v = -y
        density = 1.0
    ar = m[0] * (b0 * colours[i0, 0] + b1 * colours[i1, 0] + b2 * colours[i2, 0])
    ag = m[1] * (b0 * colours[i0, 1] + b1 * colours[i1, 1] + b2 * colours[i2, 1])
    ab = m[2] * (b0 * colours[i0, 2] + b1 * colours[i1, 2] + b2 * colours[i2, 2])
    if m[12] >= 0.0:
        tex = int(m[12])
        lod = octave(table[tex, 0] * m[13] * metres + 1e-9)
        q = texel(texels, table, tex, x * m[13], -zz * m[13], lod)[0]
        # A second octave, turned, so that the blend has no period the eye can find.
        q2 = texel(
            texels,
            table,
            tex,
            (0.8 * x + 0.6 * zz) * m[13] * 3.7,
            (0.6 * x - 0.8 * zz) * m[13] * 3.7,
            lod + 2.0,
        )[0]
        q = 0.62 * q + 0.38 * q2
        q = min(max((q - 0.25) * 2.0, 0.0), 1.0)
        ar += (m[14] - m[0]) * q
        ag += (m[15] - m[1]) * q
        ab += (m[16] - m[2]) * q
    shine = 1.0
    if m[9] >= 0.0:
        tex = int(m[9])
        lod = octave(table[tex, 0] * m[11] * density * metres + 1e-9)
        cr, cg, cb, ca = texel(texels, table, tex, u * m[11], v * m[11], lod)
        ar *= cr * cr
        ag *= cg * cg
        ab *= cb * cb
        shine = ca
    bump_x = 0.0
    bump_y = 0.0
    if m[17] >= 0.0:
        tex = int(m[17])
        lod = octave(table[tex, 0] * m[18] * density * metres + 1e-9)
        s0, s1, _h, _a = texel(texels, table, tex, u * m[18] + time * m[20], v * m[18] + time * m[21], lod)
        s2, s3, _h, _a = texel(
            texels,
            table,
            tex,
            (0.87 * u + 0.5 * v) * m[18] * 2.3 - time * m[20] * 1.7,
            (0.87 * v - 0.5 * u) * m[18] * 2.3 + time * m[21] * 1.3,
            lod + 1.0,
        )
        bump_x = (s0 - 0.5 + 0.6 * (s2 - 0.5)) * 8.0 * m[19]
        bump_y = (s1 - 0.5 + 0.6 * (s3 - 0.5)) * 8.0 * m[19]
        # Slopes along two tangents of the surface.
        if abs(ny) > 0.7:
            tx, ty, tz = 1.0, 0.0, 0.0
        else:
            tx, ty, tz = nz, 0.0, -nx
        ux = ny * tz - nz * ty
        uy = nz * tx - nx * tz
        uz = nx * ty - ny * tx
        nx -= bump_x * tx - bump_y * ux
        ny -= bump_x * ty - bump_y * uy
        nz -= bump_x * tz - bump_y * uz
        k = 1.0 / math.sqrt(nx * nx + ny * ny + nz * nz + 1e-12)
        nx *= k
        ny *= k
        nz *= k
        nv = nx * vx + ny * vy + nz * vz
    nv = max(nv, 0.0)

    # Light: key, sky and ground, lamps.
    lx = light[0]
    ly = light[1]
    lz = light[2]
    nl = nx * lx + ny * ly + nz * lz
    lit = 1.0
    if m[29] > 0.0:
        f = y / max(ly, 0.05)
        pu = (x - lx * f - shadow_frame[0]) * shadow_frame[2]
        pv = (zz - lz * f - shadow_frame[1]) * shadow_frame[2]
        n = shadow.shape[0]
        if 0.0 < pu < n - 1.001 and 0.0 < pv < n - 1.001:
            iu = int(pu)
            iv = int(pv)
            fu = pu - iu
            fv = pv - iv
            s = (shadow[iv, iu] * (1 - fu) + shadow[iv, iu + 1] * fu) * (1 - fv) + (
                shadow[iv + 1, iu] * (1 - fu) + shadow[iv + 1, iu + 1] * fu
            ) * fv
            lit = 1.0 - s
    wrap = m[24] * 0.5
    day = max((nl + wrap) / (1.0 + wrap), 0.0) * lit
    up = 0.5 + 0.5 * ny
    ambient = 0.35 + 0.65 * lit
    dr = light[3] * day + (light[6] * up + light[9] * (1 - up)) * ambient
    dg = light[4] * day + (light[7] * up + light[10] * (1 - up)) * ambient
    db = light[5] * day + (light[8] * up + light[11] * (1 - up)) * ambient
    sr = 0.0
    sg = 0.0
    sb = 0.0
    f0 = m[4]
    rough = m[3]
    power = 0.0
    if f0 > 0.0:
        a2 = max(rough * rough * rough * rough, 2e-5)
        power = min(2.0 / a2, 4000.0)
        hx = lx + vx
        hy = ly + vy
        hz = lz + vz
        k = 1.0 / math.sqrt(hx * hx + hy * hy + hz * hz + 1e-9)
        nh = (nx * hx + ny * hy + nz * hz) * k
        if nh > 0.0 and nl > 0.0:
            w = lobe(nh, power) * (power + 8.0) * 0.04 * lit * min(nl * 4.0, 1.0)
            sr += light[3] * w
            sg += light[4] * w
            sb += light[5] * w
    for i in range(lamps.shape[0]):
        ex = lamps[i, 0] - x
        ey = lamps[i, 1] - y
        ez = lamps[i, 2] - zz
        d2 = ex * ex + ey * ey + ez * ez
        reach = lamps[i, 6]
        if d2 > reach * reach:
            continue
        d = math.sqrt(d2) + 1e-6
        nle = (nx * ex + ny * ey + nz * ez) / d
        fade = 1.0 - d / reach
        fall = fade * fade / (1.0 + d2 * lamps[i, 7])
        if nle > -0.2:
            w = max(nle + 0.2, 0.0) / 1.2 * fall
            dr += lamps[i, 3] * w
            dg += lamps[i, 4] * w
            db += lamps[i, 5] * w
        if f0 > 0.0 and nle > 0.0:
            hx = ex / d + vx
            hy = ey / d + vy
            hz = ez / d + vz
            k = 1.0 / math.sqrt(hx * hx + hy * hy + hz * hz + 1e-9)
            nh = (nx * hx + ny * hy + nz * hz) * k
            if nh > 0.0:
                w = lobe(nh, power) * (power + 8.0) * 0.04 * fall
                sr += lamps[i, 3] * w
                sg += lamps[i, 4] * w
                sb += lamps[i, 5] * w
    if m[24] > 0.0:
        # Light from behind: strongest looking towards the key.
        back = max(-nl, 0.0) * 0.6 + max(-(vx * lx + vy * ly + vz * lz), 0.0) ** 3 * 0.8
        w = m[24] * back * lit
        dr += light[3] * w * m[25]
        dg += light[4] * w * m[26]
        db += light[5] * w * m[27]
    matte = 1.0 - m[5]
    r = ar * dr * matte
    g = ag * dg * matte
    b = ab * db * matte
    schlick = (1.0 - nv) * (1.0 - nv)
    schlick *= schlick * (1.0 - nv)
    if m[28] > 0.0:
        # Clear coloured body: the surroundings bent through it, filtered by the way through towards its
        # middle.
        bend = 0.35
        qx = -vx - nx * bend
        qy = -vy - ny * bend
        qz = -vz - nz * bend
        cr, cg, cb = surroundings(environment, qx, qy, qz, 0.55)
        glow = max(-(vx * lx + vy * ly + vz * lz) * 0.5 + 0.5, 0.0)
        thick = 0.35 + 1.5 * nv
        w = m[28]
        inner = 0.35 + 0.65 * glow
        tr = m[25] ** thick
        tg = m[26] ** thick
        tb = m[27] ** thick
        r += w * (tr * (cr + light[3] * inner * 0.55) - r)
        g += w * (tg * (cg + light[4] * inner * 0.55) - g)
        b += w * (tb * (cb + light[5] * inner * 0.55) - b)
    if f0 > 0.0:
        metal = m[5]
        gloss = 1.0 - rough
        fr = f0 * (1 - metal + metal * ar)
        fg = f0 * (1 - metal + metal * ag)
        fb = f0 * (1 - metal + metal * ab)
        edge = schlick * gloss
        fr += (1.0 - fr) * edge
        fg += (1.0 - fg) * edge
        fb += (1.0 - fb) * edge
        share = m[22]
        if share < 1.0 or mirror.shape[1] < 2:
            qx = 2 * nv * nx - vx
            qy = 2 * nv * ny - vy
            qz = 2 * nv * nz - vz
            cr, cg, cb = surroundings(environment, qx, qy, qz, rough)
        else:
            cr, cg, cb = 0.0, 0.0, 0.0
        if share > 0.0 and mirror.shape[1] >= 2:
            # Planar reflection: the mirror image lies at the same place on the screen, moved by the ripples.
            mh = mirror.shape[1]
            mw = mirror.shape[2]
            scale = mh / light[20]
            shift = m[23] * mh / (1.0 + 0.05 * distance)
            mx = sx * scale - 0.5 + bump_x * shift
            my = sy * scale - 0.5 + bump_y * shift * 2.5
            mx = min(max(mx, 0.0), mw - 1.001)
            my = min(max(my, 0.0), mh - 1.001)
            ix = int(mx)
            iy = int(my)
            fx = mx - ix
            fy = my - iy
            w00 = (1 - fx) * (1 - fy)
            w10 = fx * (1 - fy)
            w01 = (1 - fx) * fy
            w11 = fx * fy
            pr = (
                mirror[0, iy, ix] * w00
                + mirror[0, iy, ix + 1] * w10
                + mirror[0, iy + 1, ix] * w01
                + mirror[0, iy + 1, ix + 1] * w11
            )
            pg = (
                mirror[1, iy, ix] * w00
                + mirror[1, iy, ix + 1] * w10
                + mirror[1, iy + 1, ix] * w01
                + mirror[1, iy + 1, ix + 1] * w11
            )
            pb = (
                mirror[2, iy, ix] * w00
                + mirror[2, iy, ix + 1] * w10
                + mirror[2, iy + 1, ix] * w01
                + mirror[2, iy + 1, ix + 1] * w11
            )
            cr += share * (pr - cr)
            cg += share * (pg - cg)
            cb += share * (pb - cb)
        r = r * (1 - fr) + fr * cr
        g = g * (1 - fg) + fg * cg
        b = b * (1 - fb) + fb * cb
        r += sr * fr
        g += sg * fg
        b += sb * fb
    rim = light[12] * schlick * max(0.0, -(vx * lx + vy * ly + vz * lz) * 0.7 + 0.3) * lit
    if rim > 0.0 and m[22] == 0.0 and abs(ny) < 0.95:
        r += light[3] * rim * (0.3 + ar)
        g += light[4] * rim * (0.3 + ag)
        b += light[5] * rim * (0.3 + ab)
    r += m[6] * shine
    g += m[7] * shine
    b += m[8] * shine
    if light[13] > 0.0 and m[30] > 0.0:
        air = 1.0 - through_air(light[13] * distance * m[30])
        towards = max(-(vx * lx + vy * ly + vz * lz), 0.0)
        towards *= towards
        towards *= towards
        towards *= towards
        r += (light[14] + light[17] * towards - r) * air
        g += (light[15] + light[18] * towards - g) * air
        b += (light[16] + light[19] * towards - b) * air
    return r, g, b
