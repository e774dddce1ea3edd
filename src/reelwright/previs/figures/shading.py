"""The soft-body rasteriser's second pass: normals, coat and light where the first pass reached.

Light is one wrapped key with the shadows that limbs throw on each other, a sky and ground fill darkened in
hollows, a rim from behind, and for glossy parts a highlight and a plain reflection of sky and ground.
Occlusion is the closed form for capsules after Quilez ("Capsule soft shadow", "Sphere ambient occlusion").
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from reelwright.previs.figures.markings import marking, sample, smooth
from reelwright.previs.jit import inlined, kernel

__all__ = ["paint"]

_BLOCK = 8
_N = _BLOCK * _BLOCK

f32 = np.float32
_ONE = f32(1.0)
_HALF = f32(0.5)
_ZERO = f32(0.0)


@inlined
def _occlude(
    C: Any, L: Any, X: Any, Y: Any, Z: Any, NX: Any, NY: Any, NZ: Any, lift: float, A: Any, S: Any
) -> None:
    """Ambient openness A and key light S, 0..1 (64,), at the points X Y Z, from the casters C (K, 9)."""
    lx, ly, lz = f32(L[0]), f32(L[1]), f32(L[2])
    up = f32(lift)
    soft = f32(5.0)
    for p in range(_N):
        A[p] = _ONE
        S[p] = _ONE
    for i in range(C.shape[0]):
        ax, ay, az = C[i, 0], C[i, 1], C[i, 2]
        bx, by, bz, r = C[i, 3], C[i, 4], C[i, 5], C[i, 6]
        bb = bx * bx + by * by + bz * bz + f32(1e-8)
        lb = lx * bx + ly * by + lz * bz
        den = bb - lb * lb
        inv = _ONE / (den if den > f32(1e-8) else f32(1e-8))
        inv_bb = _ONE / bb
        r2 = r * r
        for p in range(_N):
            ox, oy, oz = X[p] + NX[p] * up - ax, Y[p] + NY[p] * up - ay, Z[p] + NZ[p] * up - az
            ob = ox * bx + oy * by + oz * bz
            ol = ox * lx + oy * ly + oz * lz
            # Nearest point of the segment: how much of the sky the capsule hides.
            h = ob * inv_bb
            h = h if h > _ZERO else _ZERO
            h = h if h < _ONE else _ONE
            vx, vy, vz = bx * h - ox, by * h - oy, bz * h - oz
            d2 = vx * vx + vy * vy + vz * vz + f32(1e-8)
            nv = (vx * NX[p] + vy * NY[p] + vz * NZ[p]) / math.sqrt(d2)
            nv = nv if nv > _ZERO else _ZERO
            share = r2 / d2
            share = share if share < _ONE else _ONE
            A[p] *= _ONE - f32(0.75) * nv * share
            # Nearest approach of the ray to the key light: how much of the key the capsule hides.
            tx = (lb * ob - ol * bb) * inv
            ty = (ob - lb * ol) * inv
            tx = tx if tx > f32(1e-3) else f32(1e-3)
            ty = (ob + tx * lb) * inv_bb
            ty = ty if ty > _ZERO else _ZERO
            ty = ty if ty < _ONE else _ONE
            cx, cy, cz = ox + lx * tx - bx * ty, oy + ly * tx - by * ty, oz + lz * tx - bz * ty
            d = math.sqrt(cx * cx + cy * cy + cz * cz) - r
            q = soft * d / (tx + f32(0.02)) * _HALF + _HALF
            q = q if q > _ZERO else _ZERO
            q = q if q < _ONE else _ONE
            S[p] *= q * q * (f32(3.0) - q - q)


@inlined
def _surface(
    P: Any, active: Any, count: int, tex: Any, at: Any, pixel: float, limit: float, out: Any
) -> None:
    """Everything about the surface nearest to the point ``at`` (3,), camera space.

    ``out`` (32,): normal 0:3, colour 3:6, fur length 6, gloss 7, metal 8, strand noise 0..1 9, strand tilt
    direction times amount 10:13, tuft length 0..1 13; the second half is scratch. Primitives farther than
    ``limit`` plus their blend are left out.
    """
    x, y, z = at[0], at[1], at[2]
    total = 1e9
    acc = 1e9
    # tn: folded result, gn: the current group's; both hold 14 numbers and are blended alike.
    for c in range(14):
        out[c] = 0.0
        out[16 + c] = 0.0
    group = P[active[0], 16]
    for n in range(count + 1):
        last = n == count
        i = active[n] if not last else 0
        if last or P[i, 16] != group:
            mix = min(1.0, max(0.0, 0.5 + (total - acc) / pixel))
            if mix > 0.0:
                for c in range(14):
                    out[c] += (out[16 + c] - out[c]) * mix
            total = min(total, acc)
            acc = 1e9
            if last:
                break
            group = P[i, 16]
        qx, qy, qz = x - P[i, 0], y - P[i, 1], z - P[i, 2]
        along = qx * P[i, 3] + qy * P[i, 4] + qz * P[i, 5]
        w = qx * P[i, 10] + qy * P[i, 11] + qz * P[i, 12]
        squeeze = P[i, 13]
        flat2 = (squeeze + 1.0) * (squeeze + 1.0) - 1.0
        y2 = max(0.0, qx * qx + qy * qy + qz * qz - along * along + flat2 * w * w)
        s = min(P[i, 6], max(0.0, along - math.sqrt(y2) * P[i, 9]))
        e = along - s
        d = math.sqrt(e * e + y2) + 1e-9
        radius = P[i, 7] + P[i, 8] * s
        # Farther than it can blend: most primitives of a block end here. (A flat one is nearer than d says.)
        if (d - radius) > (limit + P[i, 14]) * (1.0 + max(0.0, squeeze)) and along - P[i, 15] < limit:
            continue
        nx = (qx - P[i, 3] * s + flat2 * w * P[i, 10]) / d
        ny = (qy - P[i, 4] * s + flat2 * w * P[i, 11]) / d
        nz = (qz - P[i, 5] * s + flat2 * w * P[i, 12]) / d
        length = math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-9
        nx, ny, nz = nx / length, ny / length, nz / length
        f = (d - radius) / length
        over = along - P[i, 15]
        if over > f:
            f = over
            nx, ny, nz = float(P[i, 3]), float(P[i, 4]), float(P[i, 5])
        k = P[i, 14]
        if f - acc >= k:
            continue
        h = max(0.0, 1.0 - abs(acc - f) / k)
        share = 0.5 * h * h
        if f < acc:
            share = 1.0 - share
        acc = min(acc, f) - 0.25 * k * h * h
        # Coordinates on the primitive: along it, and around it as a diamond angle (0..4, no trigonometry).
        v = qx * P[i, 32] + qy * P[i, 33] + qz * P[i, 34]
        ws = w * (squeeze + 1.0)
        reach = abs(ws) + abs(v) + 1e-9
        angle = 1.0 - v / reach
        if ws < 0.0:
            angle = 4.0 - angle
        around = angle * 64.0 * P[i, 30] + P[i, 31]
        grain = P[i, 29]
        down = along * grain + P[i, 31] * 3.0
        kind = int(P[i, 23])
        r, g, b = P[i, 17], P[i, 18], P[i, 19]
        if kind != 0:
            amount = marking(tex, P[i], kind, along, angle, ws / radius, v / radius, down, around, pixel)
            r += (P[i, 20] - r) * amount
            g += (P[i, 21] - g) * amount
            b += (P[i, 22] - b) * amount
        fur = float(P[i, 26])
        strand, tilt, tuft = 0.5, 0.0, 0.5
        if share > 0.2 and P[i, 28] == 0.0:
            # Detail finer than a pixel is left out, so that small figures do not shimmer.
            keep = min(1.0, max(0.0, 1.6 - pixel * grain * 0.35))
            if keep > 0.0:
                if fur > 0.0:
                    strand = sample(tex, 0, down, around)
                    tilt = (sample(tex, 0, down, around + 1.5) - strand) * keep
                else:
                    strand = sample(tex, 3, down * 1.4, around * 1.4)
                strand = 0.5 + (strand - 0.5) * keep
            if fur > 0.0 and f > 0.0:
                # Outside the skin: tufts as long as the hair, swept back along the primitive.
                lean = (along - f * 1.5) * 14.0 / (fur + 0.012)
                tuft = 0.6 * sample(tex, 1, lean * 0.7, around * 0.12) + 0.4 * sample(
                    tex, 3, lean * 0.25, around * 0.2
                )
        tx, ty, tz = (
            P[i, 4] * nz - P[i, 5] * ny,
            P[i, 5] * nx - P[i, 3] * nz,
            P[i, 3] * ny - P[i, 4] * nx,
        )
        rest = 1.0 - share
        out[16] = out[16] * rest + nx * share
        out[17] = out[17] * rest + ny * share
        out[18] = out[18] * rest + nz * share
        out[19] = out[19] * rest + r * share
        out[20] = out[20] * rest + g * share
        out[21] = out[21] * rest + b * share
        out[22] = out[22] * rest + fur * share
        out[23] = out[23] * rest + P[i, 27] * share
        out[24] = out[24] * rest + P[i, 28] * share
        out[25] = out[25] * rest + strand * share
        out[26] = out[26] * rest + tx * tilt * share
        out[27] = out[27] * rest + ty * tilt * share
        out[28] = out[28] * rest + tz * tilt * share
        out[29] = out[29] * rest + tuft * share


@inlined
def _shade(o: Any, L: Any, vx: float, vy: float, vz: float, ambient: float, lit: float, rgb: Any) -> None:
    """Linear radiance of one surface point.

    ``o``: the surface; ``L`` (24,): direction 0:3, key 3:6, sky 6:9, ground 9:12, up 12:15, rim 15,
    shadow 16; (vx, vy, vz) points to the viewer.
    """
    fur = 1.0 if o[6] > 0.0 else 0.0
    # Short hair lies flat: it shows less than a long coat.
    long = min(1.0, o[6] * 110.0)
    tilt = 0.25 + 0.5 * long
    nx, ny, nz = o[0] + o[10] * tilt, o[1] + o[11] * tilt, o[2] + o[12] * tilt
    length = math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-9
    nx, ny, nz = nx / length, ny / length, nz / length
    lx, ly, lz = L[0], L[1], L[2]
    ndl = nx * lx + ny * ly + nz * lz
    ndv = max(0.0, nx * vx + ny * vy + nz * vz)
    wrap = 0.35 if fur > 0.0 else 0.22
    diffuse = max(0.0, (ndl + wrap) / (1.0 + wrap))
    diffuse *= 0.35 + 0.65 * diffuse
    shadow = 1.0 - (1.0 - lit) * min(1.0, L[16] * 1.15)
    up = 0.5 + 0.5 * (nx * L[12] + ny * L[13] + nz * L[14])
    open_ = ambient
    back = max(0.0, -(lx * vx + ly * vy + lz * vz))
    fresnel = (1.0 - ndv) * (1.0 - ndv) * (1.0 - ndv)
    facing = max(0.0, min(1.0, ndl * 0.8 + 0.55))
    rim = L[15] * fresnel * facing * (0.25 + 0.95 * back) * (0.4 + 0.6 * open_) * (1.35 if fur > 0.0 else 0.8)
    detail = 1.0 + (o[9] - 0.5) * (0.10 + 0.22 * long if fur > 0.0 else 0.14)
    gloss, metal = o[7], o[8]
    hx, hy, hz = lx + vx, ly + vy, lz + vz
    length = math.sqrt(hx * hx + hy * hy + hz * hz) + 1e-9
    ndh = max(0.0, (nx * hx + ny * hy + nz * hz) / length)
    n3 = ndh * ndh * ndh
    sheen = 0.12 * fur * n3 * n3 * n3 * shadow
    spec, mirror, sky_share, band, rise = 0.0, 0.0, 0.0, 0.0, 0.0
    if gloss > 0.0:
        power = 12.0 + 380.0 * gloss * gloss
        if ndl > -0.1 and ndh > 0.5:
            spec = gloss * math.pow(ndh, power) * (0.4 + 3.6 * gloss * gloss) * shadow
        # What a mirror there would see: sky above, ground below, a bright band at the horizon.
        ndv2 = 2.0 * (nx * vx + ny * vy + nz * vz)
        rx, ry, rz = ndv2 * nx - vx, ndv2 * ny - vy, ndv2 * nz - vz
        rise = rx * L[12] + ry * L[13] + rz * L[14]
        sky_share = smooth(-0.04, 0.06, rise)
        band = 1.0 / (1.0 + 40.0 * rise * rise)
        mirror = gloss * (0.06 + 0.94 * fresnel) * (1.0 - metal) + metal * gloss
    body = 1.0 - metal * 0.8
    for c in range(3):
        key, sky, ground = L[3 + c], L[6 + c], L[9 + c]
        albedo = o[3 + c] * detail
        fill = (ground + (sky - ground) * up) * open_
        # Light that bounced inside the hollow keeps the surface's own colour, so creases do not go grey.
        fill += (1.0 - open_) * albedo * (sky + ground) * 0.22
        env = sky * (1.25 - 0.45 * max(0.0, rise)) * sky_share + ground * 1.1 * (1.0 - sky_share)
        env += band * 0.45 * (sky + 0.35 * key)
        tint = 1.0 + (o[3 + c] * 1.15 - 1.0) * metal
        rgb[c] = (
            albedo * body * (key * diffuse * shadow + fill)
            + key * rim * (0.35 + 0.65 * albedo)
            + key * sheen * (0.3 + 0.7 * albedo)
            + key * spec * tint
            + env * mirror * tint
        )


@kernel
def paint(
    P: Any,
    C: Any,
    L: Any,
    tex: Any,
    rays: Any,
    at: Any,
    miss: Any,
    lists: Any,
    counts: Any,
    rgba: Any,
    depth: Any,
) -> None:
    """Light what :func:`~reelwright.previs.figures.march.march` found.

    ``C`` (K, 9) are the casters, ``L`` the light in camera space (see :func:`_shade`), ``rays`` (5,) the
    tile's x0, y0 and the camera's cx, cy, focal length in pixels. ``rgba`` (h, w, 4) and ``depth`` (h, w) are
    overwritten.
    """
    height, width = depth.shape
    x0, y0, cx, cy, focal = rays[0], rays[1], rays[2], rays[3], rays[4]
    X = np.empty(_N, np.float32)
    Y = np.empty(_N, np.float32)
    Z = np.empty(_N, np.float32)
    NX = np.empty(_N, np.float32)
    NY = np.empty(_N, np.float32)
    NZ = np.empty(_N, np.float32)
    A = np.ones(_N, np.float32)
    S = np.ones(_N, np.float32)
    reached = np.empty(_N, np.bool_)
    surface = np.empty((_N, 32), np.float64)
    point = np.empty(3, np.float64)
    rgb = np.empty(3, np.float64)
    inv = 1.0 / focal
    block = -1
    for by in range(0, height, _BLOCK):
        for bx in range(0, width, _BLOCK):
            block += 1
            rows, columns = min(_BLOCK, height - by), min(_BLOCK, width - bx)
            for j in range(rows):
                for i in range(columns):
                    depth[by + j, bx + i] = np.inf
                    for c in range(4):
                        rgba[by + j, bx + i, c] = 0.0
            count = counts[block]
            if count == 0:
                continue
            active = lists[block]
            hair = 0.0
            for n in range(count):
                hair = max(hair, P[active[n], 26])
            drawn = False
            for p in range(_N):
                reached[p] = False
                X[p], Y[p], Z[p] = _ZERO, _ZERO, _ONE
                NX[p], NY[p], NZ[p] = _ZERO, _ZERO, -_ONE
            for j in range(rows):
                for i in range(columns):
                    t = at[by + j, bx + i]
                    best = miss[by + j, bx + i]
                    size = t * inv
                    if best >= 1.0 + hair / size:
                        continue
                    p = j * _BLOCK + i
                    reached[p], drawn = True, True
                    point[0] = (x0 + bx + i + 0.5 - cx) * inv * t
                    point[1] = (cy - (y0 + by + j + 0.5)) * inv * t
                    point[2] = t
                    o = surface[p]
                    _surface(P, active, count, tex, point, size, (best + 1.0) * size, o)
                    length = math.sqrt(o[0] * o[0] + o[1] * o[1] + o[2] * o[2]) + 1e-9
                    o[0], o[1], o[2] = o[0] / length, o[1] / length, o[2] / length
                    X[p], Y[p], Z[p] = point[0], point[1], point[2]
                    NX[p], NY[p], NZ[p] = o[0], o[1], o[2]
            if not drawn:
                continue
            if C.shape[0] > 0:
                _occlude(C, L, X, Y, Z, NX, NY, NZ, L[17], A, S)
            for j in range(rows):
                for i in range(columns):
                    p = j * _BLOCK + i
                    if not reached[p]:
                        continue
                    o = surface[p]
                    t = Z[p]
                    best = miss[by + j, bx + i]
                    cover = 1.0 - best
                    if o[6] > 0.0 and best > 0.0:
                        # Hair: a ray at distance d is covered where the tuft there is longer than d.
                        reach = 1.0 + o[6] / (t * inv) * (0.12 + 0.88 * o[13])
                        cover = max(cover, smooth(0.0, 0.55, 1.0 - best / reach))
                    cover = min(1.0, max(0.0, cover))
                    if cover <= 0.0:
                        continue
                    away = 1.0 / math.sqrt(X[p] * X[p] + Y[p] * Y[p] + t * t)
                    _shade(o, L, -X[p] * away, -Y[p] * away, -t * away, A[p], S[p], rgb)
                    yy, xx = by + j, bx + i
                    for c in range(3):
                        rgba[yy, xx, c] = max(0.0, rgb[c]) * cover
                    rgba[yy, xx, 3] = cover
                    depth[yy, xx] = t
