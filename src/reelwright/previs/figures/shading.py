"""The soft-body rasteriser's second pass: normals, coat and light where the first pass reached.

Light is one wrapped key with the shadows that limbs throw on each other, a sky and ground fill darkened in
hollows, a rim from behind, and for glossy parts a highlight and a plain reflection of sky and ground.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from reelwright.previs.figures.blending import LANES, ROWS, weigh
from reelwright.previs.figures.coat import dress
from reelwright.previs.figures.occlusion import occlude
from reelwright.previs.jit import kernel, vector_kernel

__all__ = ["paint"]

_BLOCK = 8

f32 = np.float32
_ONE = f32(1.0)
_HALF = f32(0.5)
_ZERO = f32(0.0)
_weigh, _dress, _occlude = weigh, dress, occlude


@vector_kernel
def _shade(at: Any, look: Any, lit: Any, out: Any, room: Any, L: Any, lanes: int) -> None:
    """Linear radiance, rows 21:24 of ``S``, and how much of the pixel is covered, row 24.

    ``L`` (24,): direction 0:3, key 3:6, sky 6:9, ground 9:12, up 12:15, rim 15, shadow 16.
    """
    X, Y, Z, pixel, missed = at
    NX, NY, NZ, _r, _g, _b, fur_, gloss_, metal_, strand_, TX, TY, TZ, tuft_ = look
    ambient, key_ = lit
    red, green, blue, cover_ = out
    diffuse_, up_, rim_, sheen_, detail_, ndh_, ndl_, fresnel_, rise_, spec_, mirror_, share_ = room
    lx, ly, lz = f32(L[0]), f32(L[1]), f32(L[2])
    wx, wy, wz = f32(L[12]), f32(L[13]), f32(L[14])
    rim_light = f32(L[15])
    depth = f32(L[16] * 1.15)
    depth = depth if depth < _ONE else _ONE
    shiny = np.int32(0)
    for p in range(lanes):
        away = -_ONE / math.sqrt(X[p] * X[p] + Y[p] * Y[p] + Z[p] * Z[p])
        vx, vy, vz = X[p] * away, Y[p] * away, Z[p] * away
        furred = fur_[p] > _ZERO
        # Short hair lies flat: it shows less than a long coat.
        long = fur_[p] * f32(110.0)
        long = long if long < _ONE else _ONE
        tilt = f32(0.25) + _HALF * long
        nx, ny, nz = NX[p] + TX[p] * tilt, NY[p] + TY[p] * tilt, NZ[p] + TZ[p] * tilt
        k = _ONE / (math.sqrt(nx * nx + ny * ny + nz * nz) + f32(1e-9))
        nx, ny, nz = nx * k, ny * k, nz * k
        ndl = nx * lx + ny * ly + nz * lz
        facing = nx * vx + ny * vy + nz * vz
        ndv = facing if facing > _ZERO else _ZERO
        wrap = f32(0.35) if furred else f32(0.22)
        diffuse = (ndl + wrap) / (_ONE + wrap)
        diffuse = diffuse if diffuse > _ZERO else _ZERO
        shadow = _ONE - (_ONE - key_[p]) * depth
        diffuse_[p] = diffuse * (f32(0.35) + f32(0.65) * diffuse) * shadow
        up_[p] = _HALF + _HALF * (nx * wx + ny * wy + nz * wz)
        back = -(lx * vx + ly * vy + lz * vz)
        back = back if back > _ZERO else _ZERO
        fresnel = (_ONE - ndv) * (_ONE - ndv) * (_ONE - ndv)
        towards = ndl * f32(0.8) + f32(0.55)
        towards = towards if towards > _ZERO else _ZERO
        towards = towards if towards < _ONE else _ONE
        rim = rim_light * fresnel * towards * (f32(0.25) + f32(0.95) * back)
        rim *= (f32(0.4) + f32(0.6) * ambient[p]) * (f32(1.35) if furred else f32(0.8))
        rim_[p] = rim
        rough = f32(0.10) + f32(0.22) * long if furred else f32(0.14)
        detail_[p] = _ONE + (strand_[p] - _HALF) * rough
        hx, hy, hz = lx + vx, ly + vy, lz + vz
        ndh = (nx * hx + ny * hy + nz * hz) / (math.sqrt(hx * hx + hy * hy + hz * hz) + f32(1e-9))
        ndh = ndh if ndh > _ZERO else _ZERO
        n3 = ndh * ndh * ndh
        sheen_[p] = f32(0.12) * n3 * n3 * n3 * shadow if furred else _ZERO
        ndh_[p] = ndh
        ndl_[p] = ndl
        fresnel_[p] = fresnel
        # Upward share of the direction that a mirror there would show.
        rise_[p] = (facing + facing) * (nx * wx + ny * wy + nz * wz) - (vx * wx + vy * wy + vz * wz)
        shiny = np.int32(shiny + (np.int32(1) if gloss_[p] > f32(1e-3) else np.int32(0)))
        cover = _ONE - missed[p]
        reach = _ONE + fur_[p] / pixel[p] * (f32(0.12) + f32(0.88) * tuft_[p])
        t = (_ONE - missed[p] / reach) * f32(1.0 / 0.55)
        t = t if t > _ZERO else _ZERO
        t = t if t < _ONE else _ONE
        t = t * t * (f32(3.0) - t - t)
        t = t if furred else cover
        cover = t if t > cover else cover
        cover = cover if cover > _ZERO else _ZERO
        cover_[p] = cover if cover < _ONE else _ONE
    for c in range(3):
        key, sky, ground = f32(L[3 + c]), f32(L[6 + c]), f32(L[9 + c])
        colour, shade = look[3 + c], out[c]
        for p in range(lanes):
            albedo = colour[p] * detail_[p]
            open_ = ambient[p]
            fill = (ground + (sky - ground) * up_[p]) * open_
            # Light that bounced inside the hollow keeps the surface's own colour: creases do not go grey.
            fill += (_ONE - open_) * albedo * (sky + ground) * f32(0.22)
            v = albedo * (_ONE - metal_[p] * f32(0.8)) * (key * diffuse_[p] + fill)
            v += key * rim_[p] * (f32(0.35) + f32(0.65) * albedo)
            shade[p] = v + key * sheen_[p] * (f32(0.3) + f32(0.7) * albedo)
    if shiny > 0:
        for p in range(lanes):
            gloss = gloss_[p]
            spec_[p] = _ZERO
            if gloss > f32(1e-3) and ndl_[p] > f32(-0.1) and ndh_[p] > _HALF:
                power = f32(12.0) + f32(380.0) * gloss * gloss
                shadow = _ONE - (_ONE - key_[p]) * depth
                spec = gloss * math.pow(ndh_[p], power) * (f32(0.4) + f32(3.6) * gloss * gloss)
                spec_[p] = f32(spec) * shadow
        for p in range(lanes):
            gloss, metal = gloss_[p], metal_[p]
            mirror_[p] = gloss * (f32(0.06) + f32(0.94) * fresnel_[p]) * (_ONE - metal) + metal * gloss
            t = (rise_[p] + f32(0.04)) * f32(10.0)
            t = t if t > _ZERO else _ZERO
            t = t if t < _ONE else _ONE
            share_[p] = t * t * (f32(3.0) - t - t)
        for c in range(3):
            key, sky, ground = f32(L[3 + c]), f32(L[6 + c]), f32(L[9 + c])
            colour, shade = look[3 + c], out[c]
            for p in range(lanes):
                rise = rise_[p]
                high = rise if rise > _ZERO else _ZERO
                share = share_[p]
                # Sky above, ground below, a bright band at the horizon.
                around = sky * (f32(1.25) - f32(0.45) * high) * share + ground * f32(1.1) * (_ONE - share)
                around += f32(0.45) * (sky + f32(0.35) * key) / (_ONE + f32(40.0) * rise * rise)
                tint = _ONE + (colour[p] * f32(1.15) - _ONE) * metal_[p]
                shade[p] += (key * spec_[p] + around * mirror_[p]) * tint
    for p in range(lanes):
        k = cover_[p]
        red[p] = (red[p] if red[p] > _ZERO else _ZERO) * k
        green[p] = (green[p] if green[p] > _ZERO else _ZERO) * k
        blue[p] = (blue[p] if blue[p] > _ZERO else _ZERO) * k


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

    ``C`` (K, 9) are the casters, ``L`` the light in camera space (see :func:`_shade`), ``tex`` the flattened
    surface texture, ``rays`` (5,) the tile's x0, y0 and the camera's cx, cy, focal length in pixels. ``rgba``
    (h, w, 4) and ``depth`` (h, w) are overwritten.
    """
    height, width = depth.shape
    x0, y0, cx, cy, focal = rays[0], rays[1], rays[2], rays[3], rays[4]
    S = np.zeros((ROWS, LANES), np.float32)
    W = np.zeros((P.shape[0], LANES), np.float32)
    M = np.zeros((P.shape[0], LANES), np.float32)
    points = (S[0], S[1], S[2], S[3], S[4])
    look = (
        S[5], S[6], S[7], S[8], S[9], S[10], S[11], S[12], S[13], S[14], S[15], S[16], S[17], S[18]
    )  # fmt: skip
    lit = (S[19], S[20])
    out = (S[21], S[22], S[23], S[24])
    room = (S[25], S[26], S[27], S[28], S[29], S[30], S[31], S[32], S[33], S[34], S[35], S[36])
    chosen = np.empty(P.shape[0], np.int64)
    lane = np.empty(LANES, np.int64)
    inv = f32(1.0 / focal)
    block = -1
    for by in range(0, height, _BLOCK):
        for bx in range(0, width, _BLOCK):
            block += 1
            rows, columns = min(_BLOCK, height - by), min(_BLOCK, width - bx)
            for j in range(by, by + rows):
                for i in range(bx, bx + columns):
                    depth[j, i] = np.inf
                    for c in range(4):
                        rgba[j, i, c] = _ZERO
            count = counts[block]
            if count == 0:
                continue
            active = lists[block]
            hair = _ZERO
            for n in range(count):
                hair = max(hair, P[active[n], 26])
            left = 0
            for j in range(by, by + rows):
                for i in range(bx, bx + columns):
                    t = at[j, i]
                    size = t * inv
                    best = miss[j, i]
                    if best >= _ONE + hair / size:
                        continue
                    S[0, left] = f32((x0 + i + 0.5 - cx) / focal) * t
                    S[1, left] = f32((cy - (y0 + j + 0.5)) / focal) * t
                    S[2, left] = t
                    S[3, left] = size
                    S[4, left] = best
                    lane[left] = j * width + i
                    left += 1
            if left == 0:
                continue
            lanes = (left + 15) // 16 * 16
            for p in range(left, lanes):
                for c in range(5):
                    S[c, p] = S[c, 0]
            many = _weigh(P, active, count, points, room[:4], W, M, lanes, chosen)
            _dress(P, active, chosen, many, tex, points, look, room, W, lanes)
            _occlude(C, L, points, look, lit, room[:3], lanes)
            _shade(points, look, lit, out, room, L, lanes)
            for p in range(left):
                cover = S[24, p]
                if cover <= _ZERO:
                    continue
                j = lane[p] // width
                i = lane[p] - j * width
                rgba[j, i, 0] = S[21, p]
                rgba[j, i, 1] = S[22, p]
                rgba[j, i, 2] = S[23, p]
                rgba[j, i, 3] = cover
                depth[j, i] = S[2, p]
