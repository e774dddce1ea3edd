"""The light that falls on points of a surface, and the air between them and the eye.

``g`` is the geometry of ``surface``, ``m`` the row of the material, ``light`` the packed light.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from reelwright.previs.jit import vector_kernel
from reelwright.previs.sampling import lobe, through_air

__all__ = ["finish", "illuminate", "shine_on"]


@vector_kernel
def illuminate(g: Any, lit: Any, out: Any, m: Any, light: Any, shadow: Any, frame: Any, size: int) -> None:
    """Key light with the shadows on the ground, sky and ground: ``lit`` is the share of the key that arrives,
    ``out`` the light that falls on the points. ``shadow`` is the flattened map, ``size`` texels a side."""
    f = np.float32
    i = np.int32
    one = f(1.0)
    zero = f(0.0)
    half = f(0.5)
    px, py, pz, nx, ny, nz, vx, vy, vz, _distance, facing, _metres, _us, _vs = g
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
    px, py, pz, nx, ny, nz, vx, vy, vz, _distance, _facing, _metres, _us, _vs = g
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
def finish(g: Any, albedo: Any, shine: Any, lit: Any, out: Any, m: Any, light: Any) -> None:
    """Rim light, what shines by itself, and the air between."""
    f = np.float32
    one = f(1.0)
    zero = f(0.0)
    px, _py, _pz, _nx, ny, _nz, vx, vy, vz, distance, facing, _metres, _us, _vs = g
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
