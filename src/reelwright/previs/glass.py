"""Ray tracing of one glass vessel: a surface of revolution filled with a coloured liquid."""

from __future__ import annotations

import math
from typing import Any

from reelwright.previs.jit import inlined, kernel

__all__ = ["ray"]


@inlined
def _radius(profile: Any, tall: float, y: float) -> Any:
    """Radius and slope of the outline at height ``y``."""
    n = profile.shape[0]
    p = min(max(y / tall * (n - 1), 0.0), n - 1.001)
    i = int(p)
    step = profile[i + 1] - profile[i]
    return profile[i] + step * (p - i), step * (n - 1) / tall


@inlined
def _seen(room: Any, x: float, y: float, z: float) -> Any:
    """Radiance of the room in direction (x, y, z): octahedral, up in the middle."""
    s = abs(x) + abs(y) + abs(z) + 1e-9
    u = x / s
    v = z / s
    if y < 0.0:
        w = (1.0 - abs(v)) * (1.0 if u >= 0 else -1.0)
        v = (1.0 - abs(u)) * (1.0 if v >= 0 else -1.0)
        u = w
    n = room.shape[0]
    px = min(max((u * 0.5 + 0.5) * n - 0.5, 0.0), n - 1.001)
    py = min(max((v * 0.5 + 0.5) * n - 0.5, 0.0), n - 1.001)
    ix = int(px)
    iy = int(py)
    fx = px - ix
    fy = py - iy
    a = (1 - fx) * (1 - fy)
    b = fx * (1 - fy)
    c = (1 - fx) * fy
    d = fx * fy
    return (
        room[iy, ix, 0] * a + room[iy, ix + 1, 0] * b + room[iy + 1, ix, 0] * c + room[iy + 1, ix + 1, 0] * d,
        room[iy, ix, 1] * a + room[iy, ix + 1, 1] * b + room[iy + 1, ix, 1] * c + room[iy + 1, ix + 1, 1] * d,
        room[iy, ix, 2] * a + room[iy, ix + 1, 2] * b + room[iy + 1, ix, 2] * c + room[iy + 1, ix + 1, 2] * d,
    )


@inlined
def _beyond(room: Any, p: Any, y: float, dx: float, dy: float, dz: float, r: float) -> Any:
    """What a ray that leaves the vessel at height ``y`` sees: the table under it, or the room."""
    cr, cg, cb = _seen(room, dx, dy, dz)
    if dy < -0.01:
        far = -y / dy
        k = 1.0 - min(far / (7.0 * r), 1.0)
        k = k * (2.0 - k)
        # Near the foot little light gets to the table.
        k2 = k * (0.35 + 0.65 * min(far / (1.6 * r), 1.0))
        cr = p[13] * k2 + cr * (1 - k)
        cg = p[14] * k2 + cg * (1 - k)
        cb = p[15] * k2 + cb * (1 - k)
    return cr, cg, cb


@kernel
def ray(
    sx: float,
    sy: float,
    pixel: float,
    rotation: Any,
    position: Any,
    profile: Any,
    p: Any,
    room: Any,
    soft: Any,
    page: Any,
) -> Any:
    """Premultiplied light, alpha, depth and what is hit by the ray through screen place (sx, sy): 0 nothing,
    1 clear glass, 2 the liquid from above, 3 the liquid through the wall, 4 the label, 5 the lid, 6 the
    foot."""
    none = (0.0, 0.0, 0.0, 0.0, 1e9, 0)
    tall = p[0]
    wide = p[1]
    fill = p[2]
    foot = p[3]
    wall = p[4]
    ox = position[0]
    oy = position[1]
    oz = position[2]
    dx = rotation[0, 0] * sx + rotation[1, 0] * sy + rotation[2, 0]
    dy = rotation[0, 1] * sx + rotation[1, 1] * sy + rotation[2, 1]
    dz = rotation[0, 2] * sx + rotation[1, 2] * sy + rotation[2, 2]
    stretch = math.sqrt(1.0 + sx * sx + sy * sy)
    dx /= stretch
    dy /= stretch
    dz /= stretch
    a = dx * dx + dz * dz + 1e-12
    b = ox * dx + oz * dz
    q = b * b - a * (ox * ox + oz * oz - wide * wide)
    if q <= 0.0:
        return none
    q = math.sqrt(q)
    s = (-b - q) / a
    leave = (-b + q) / a
    capped = False
    if abs(dy) > 1e-9:
        s0 = -oy / dy
        s1 = (tall - oy) / dy
        if s0 > s1:
            s0, s1 = s1, s0
        if s0 > s:
            s = s0
            capped = True
        leave = min(leave, s1)
    if s >= leave or leave <= 0.0:
        return none
    s = max(s, 0.0)
    x = ox + s * dx
    y = oy + s * dy
    z = oz + s * dz
    rho = math.sqrt(x * x + z * z)
    rad, slope = _radius(profile, tall, y)
    mouth = False
    if capped and rho < rad:
        if y < 0.5 * tall:
            return none
        mouth = True
    hit = mouth
    if not mouth:
        for _ in range(48):
            f = (rho - rad) / math.sqrt(1.0 + slope * slope)
            if f < 0.1 * pixel * s:
                hit = True
                break
            s += max(f * 0.95, 0.15 * pixel * s)
            if s > leave:
                break
            x = ox + s * dx
            y = oy + s * dy
            z = oz + s * dz
            rho = math.sqrt(x * x + z * z)
            rad, slope = _radius(profile, tall, y)
    if not hit:
        return none
    away = s / stretch
    k = 1.0 / math.sqrt(1.0 + slope * slope)
    cx = x / (rho + 1e-9)
    cz = z / (rho + 1e-9)
    nx = cx * k
    ny = -slope * k
    nz = cz * k
    if y >= p[21]:
        # The lid: metal or wood, ridged where it is held.
        if mouth:
            nx, ny, nz = 0.0, 1.0, 0.0
        elif p[25] > 0.0 and y < p[26] and y > p[21] + 0.10 * (p[26] - p[21]):
            turn = math.sin((math.atan2(x, z) + p[20]) * p[25]) * 0.75
            nx += cz * turn
            nz -= cx * turn
            k = 1.0 / math.sqrt(nx * nx + ny * ny + nz * nz)
            nx *= k
            ny *= k
            nz *= k
        nv = max(-(nx * dx + ny * dy + nz * dz), 0.02)
        er, eg, eb = _seen(soft, dx + 2 * nv * nx, dy + 2 * nv * ny, dz + 2 * nv * nz)
        fr, fg, fb = _seen(room, dx + 2 * nv * nx, max(dy + 2 * nv * ny, -0.05), dz + 2 * nv * nz)
        ir, ig, ib = _seen(soft, nx, ny, nz)
        m = p[27]
        edge = (1.0 - nv) ** 4 * 0.5
        w = 0.55
        # Darker under the lip and between the ridges.
        shade = 0.45 + 0.55 * min((y - p[21]) / (0.06 * wide), 1.0)
        er = (er * (1 - w) + fr * w) * (p[22] * m * (1 - edge) + edge + 0.04 * (1 - m)) + p[22] * (1 - m) * (
            ir + p[28]
        )
        eg = (eg * (1 - w) + fg * w) * (p[23] * m * (1 - edge) + edge + 0.04 * (1 - m)) + p[23] * (1 - m) * (
            ig + p[29]
        )
        eb = (eb * (1 - w) + fb * w) * (p[24] * m * (1 - edge) + edge + 0.04 * (1 - m)) + p[24] * (1 - m) * (
            ib + p[30]
        )
        return er * shade, eg * shade, eb * shade, 1.0, away, 5
    nv = max(-(nx * dx + ny * dy + nz * dz), 0.02)
    fres = 1.0 - nv
    fres = fres * fres
    fres = 0.04 + 0.96 * fres * fres * (1.0 - nv)
    rx = dx + 2 * nv * nx
    ry = dy + 2 * nv * ny
    rz = dz + 2 * nv * nz
    er, eg, eb = _beyond(room, p, y, rx, ry, rz, wide)
    if p[17] > 0.0 and y > p[18] and y < p[19] and not mouth:
        turn = math.atan2(x, -z) - p[20]
        turn -= 2 * math.pi * math.floor(turn / (2 * math.pi) + 0.5)
        if abs(turn) < p[17]:
            u = (0.5 + 0.5 * turn / p[17]) * page.shape[1] - 0.5
            v = (p[19] - y) / (p[19] - p[18]) * page.shape[0] - 0.5
            u = min(max(u, 0.0), page.shape[1] - 1.001)
            v = min(max(v, 0.0), page.shape[0] - 1.001)
            iu = int(u)
            iv = int(v)
            fu = u - iu
            fv = v - iv
            w00 = (1 - fu) * (1 - fv)
            w10 = fu * (1 - fv)
            w01 = (1 - fu) * fv
            w11 = fu * fv
            ir, ig, ib = _seen(soft, nx, 0.10, nz)
            ir = ir * 1.15 + p[28]
            ig = ig * 1.15 + p[29]
            ib = ib * 1.15 + p[30]
            sheen = 0.35 * fres
            r = ir * (
                page[iv, iu, 0] * w00
                + page[iv, iu + 1, 0] * w10
                + page[iv + 1, iu, 0] * w01
                + page[iv + 1, iu + 1, 0] * w11
            )
            g = ig * (
                page[iv, iu, 1] * w00
                + page[iv, iu + 1, 1] * w10
                + page[iv + 1, iu, 1] * w01
                + page[iv + 1, iu + 1, 1] * w11
            )
            b = ib * (
                page[iv, iu, 2] * w00
                + page[iv, iu + 1, 2] * w10
                + page[iv + 1, iu, 2] * w01
                + page[iv + 1, iu + 1, 2] * w11
            )
            return r + er * sheen, g + eg * sheen, b + eb * sheen, 1.0, away, 4
    if y > fill or mouth:
        # Above the liquid: a shell of clear glass, and through it the liquid's surface.
        keep = 1.0 - fres
        edge = min(wall / (nv + 0.12) / wide * 1.1, 0.85) * 0.5
        if mouth:
            keep = 1.0
            edge = 0.0
            er = eg = eb = 0.0
        if dy < -1e-6 and fill > 0.0:
            far = (fill - y) / dy
            hx = x + far * dx
            hz = z + far * dz
            lim, _u = _radius(profile, tall, fill)
            rr = math.sqrt(hx * hx + hz * hz)
            inner = lim - wall
            if rr < inner:
                # A meniscus turns the surface up at the wall.
                m = max(1.0 - (inner - rr) / (0.10 * wide), 0.0)
                m = m * m * 0.8
                kx = -hx / (rr + 1e-9) * m
                kz = -hz / (rr + 1e-9) * m
                kk = 1.0 / math.sqrt(1.0 + m * m)
                cosine = max(-(dx * kx + dy + dz * kz) * kk, 0.02)
                fs = 1.0 - cosine
                fs = 0.04 + 0.90 * fs * fs * fs * fs * fs
                ar, ag, ab = _seen(
                    room, dx + 2 * cosine * kx * kk, max(dy + 2 * cosine * kk, 0.0), dz + 2 * cosine * kz * kk
                )
                lit = 0.75 + 0.45 * (p[11] * hx + p[12] * hz) / wide
                rim = 1.0 + 0.8 * m
                r = (p[8] * lit * rim * (1 - fs) + ar * fs) * (1 - edge)
                g = (p[9] * lit * rim * (1 - fs) + ag * fs) * (1 - edge)
                b = (p[10] * lit * rim * (1 - fs) + ab * fs) * (1 - edge)
                return er * fres + keep * r, eg * fres + keep * g, eb * fres + keep * b, 1.0, away, 2
        # The back wall reflects too, faintly.
        far = -2 * (x * dx + z * dz) / a
        hx = (x + far * dx) / wide
        hz = (z + far * dz) / wide
        cosine = max(hx * dx + hz * dz, 0.02)
        fs = 1.0 - cosine
        fs = 0.04 + 0.8 * fs * fs * fs * fs
        br, bg, bb = _seen(room, dx - 2 * cosine * hx, dy, dz - 2 * cosine * hz)
        dim = 1.0 - edge
        tint = edge * 0.8
        return (
            er * fres + keep * (dim * br * fs + tint * p[13]),
            eg * fres + keep * (dim * bg * fs + tint * p[14]),
            eb * fres + keep * (dim * bb * fs + tint * p[15]),
            1.0 - keep * dim,
            away,
            1,
        )
    # In the liquid: bent in, followed to where it leaves.
    eta = 1.0 / 1.47
    kk = 1.0 - eta * eta * (1.0 - nv * nv)
    w = eta * nv - math.sqrt(kk)
    ix = eta * dx + w * nx
    iy = eta * dy + w * ny
    iz = eta * dz + w * nz
    qx = x
    qy = y
    qz = z
    qr = rho
    path = 0.0
    floor = False
    move = 0.02 * wide
    steps = 22
    # Straight across when both walls are straight; else step by step.
    chord = -2.0 * (x * ix + z * iz) / (ix * ix + iz * iz + 1e-12)
    qy = y + iy * chord
    if rad > 0.995 * wide and qy > 0.0 and qy < fill:
        far_rad, far_slope = _radius(profile, tall, qy)
        if far_rad > 0.995 * wide:
            steps = 0
            path = chord
            qx = x + ix * chord
            qz = z + iz * chord
            qr = wide
            slope = far_slope
    if steps > 0:
        qy = y
    for _ in range(steps):
        qx += ix * move
        qy += iy * move
        qz += iz * move
        path += move
        if qy > fill and iy > 0.0:
            iy = -iy
            qy = 2 * fill - qy
        if qy <= 0.0:
            floor = True
            break
        qr = math.sqrt(qx * qx + qz * qz)
        rad, slope = _radius(profile, tall, qy)
        f = (rad - qr) / math.sqrt(1.0 + slope * slope)
        if f < 0.004 * wide:
            break
        move = max(f, 0.012 * wide)
    if floor:
        lr, lg, lb = p[13] * 1.1, p[14] * 1.1, p[15] * 1.1
    else:
        k = 1.0 / math.sqrt(1.0 + slope * slope)
        mx = -qx / (qr + 1e-9) * k
        my = slope * k
        mz = -qz / (qr + 1e-9) * k
        cosine = -(mx * ix + my * iy + mz * iz)
        kk = 1.0 - 1.47 * 1.47 * (1.0 - cosine * cosine)
        if kk > 0.0:
            w = 1.47 * cosine - math.sqrt(kk)
            ux = 1.47 * ix + w * mx
            uy = 1.47 * iy + w * my
            uz = 1.47 * iz + w * mz
        else:
            ux = ix + 2 * cosine * mx
            uy = iy + 2 * cosine * my
            uz = iz + 2 * cosine * mz
            path *= 1.8
        lr, lg, lb = _beyond(room, p, qy, ux, uy, uz, wide)
    thin = 1.0
    if y < foot:
        # The foot is solid clear glass.
        thin = 0.25 + 0.75 * (y / foot) * (y / foot)
    way = path * thin
    tr = math.exp(-p[5] * way)
    tg = math.exp(-p[6] * way)
    tb = math.exp(-p[7] * way)
    # Light scattered on the way: what has come from the key's side to the middle of the path.
    hx = 0.5 * (x + qx)
    hz = 0.5 * (z + qz)
    bb = hx * p[11] + hz * p[12]
    inside = -bb + math.sqrt(max(bb * bb - (hx * hx + hz * hz - wide * wide), 0.0))
    deep = 0.9 * inside
    up = 0.66 + 0.5 * min(y / fill, 1.0)
    gr = p[8] * (0.15 + 1.25 * math.exp(-p[5] * deep)) * up
    gg = p[9] * (0.15 + 1.25 * math.exp(-p[6] * deep)) * up
    gb = p[10] * (0.15 + 1.25 * math.exp(-p[7] * deep)) * up
    haze = 1.0 - math.exp(-p[16] * way)
    # The rim of the surface at the wall: a bright line over a dark one.
    m = (fill - y) / (0.028 * wide)
    line = math.exp(-m * m) * 0.8
    m -= 2.4
    dark = (1.0 - 0.4 * math.exp(-m * m)) * (1.0 - fres)
    r = (lr * tr * (1.0 - haze) + gr * haze) * dark + p[8] * line + er * fres
    g = (lg * tg * (1.0 - haze) + gg * haze) * dark + p[9] * line + eg * fres
    b = (lb * tb * (1.0 - haze) + gb * haze) * dark + p[10] * line + eb * fres
    return r, g, b, 1.0, away, (6 if y < 1.6 * foot else 3)
