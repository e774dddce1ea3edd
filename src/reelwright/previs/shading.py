"""From the visibility buffer to light: once for each surface seen in a pixel, or for 2 x 2 pixels within one.

Points that need light are listed a few rows at a time, sorted by material, and worked out together by
``surface``, ``illumination`` and ``reflection``; ``compositing`` then puts everything together.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from reelwright.previs import illumination, reflection, surface
from reelwright.previs.coverage import list_points
from reelwright.previs.jit import kernel

__all__ = ["CHUNK", "ROWS", "resolve"]

CHUNK: Final = 1024
ROWS: Final = 32
"""Rows of numbers kept for each point."""

_locate, _macro, _print_on, _bump = surface.locate, surface.macro, surface.print_on, surface.bump
_illuminate, _shine_on, _finish = illumination.illuminate, illumination.shine_on, illumination.finish
_clear, _surround = reflection.clear, reflection.surround
_mirrored, _reflect = reflection.mirrored, reflection.reflect


@kernel
def resolve(
    canvas: Any,
    alpha: Any,
    inverse_depth: Any,
    seen: Any,
    places: Any,
    thorough: bool,
    time: float,
    attributes: Any,
    face_material: Any,
    face_key: Any,
    planes: Any,
    materials: Any,
    texels: Any,
    table: Any,
    camera: Any,
    light: Any,
    environment: Any,
    environment_size: int,
    lamps: Any,
    shadow: Any,
    shadow_size: int,
    shadow_frame: Any,
    mirror: Any,
    mirror_width: int,
    mirror_height: int,
    blocks: Any,
    block_group: Any,
    room: Any,
    numbers: Any,
    points: Any,
    order: Any,
    rows: Any,
    chosen: Any,
) -> None:
    """Light of everything opaque, into ``canvas`` and ``blocks``.

    Args:
        canvas: (3, H, W) float32 linear radiance; holds the sky, receives pixels that are not in blocks.
        alpha: (H, P) float32, how much is covered by sprites and tiles in front.
        inverse_depth: (H, P * S) from the rasteriser.
        seen: (H, P * S) from the rasteriser.
        places: (S, 2) float32 sub-sample places.
        thorough: show fine texture on small triangles too.
        time: seconds, moves the bump maps.
        attributes: flat (V, 8) float32, unit normal, uv and linear colour of each vertex.
        face_material: (F,) rows of ``materials``.
        face_key: (F,) int32, equal for triangles of one smooth surface; odd where it is worked out at every
            pixel.
        planes: flat (F, 16) from the rasteriser.
        materials: (M, 40).
        texels: flat uint32, red in the lowest byte.
        table: (T, 19) int32.
        camera: (15,) float32, see ``surface.locate``.
        light: (24,) float32, packed light.
        environment: flat (L, 3, n, n) octahedral, rougher with each level; ``environment_size`` is n.
        lamps: (L, 8) float32 x, y, z, r, g, b, reach, 1/size**2.
        shadow: flat (n, n) float32 share of key light taken away at the ground; ``shadow_size`` is n.
        shadow_frame: (3,) float32 x0, z0, texels a metre.
        mirror: flat mirror image of three planes; ``mirror_height`` is 1 for none.
        blocks: (3, h + 2, w + 2) float32, receives light shared by 2 x 2 pixels.
        block_group: (h + 2, w + 2) int32, receives what surface each block lies in, -1 for none.
        room: see ``coverage.room_for``.
        numbers: (3, N) float32 room for points: place on the screen and share of the pixel.
        points: (3, N) int32 room: triangle, target, material order.
        order: (M + 1,) int64 room.
        rows: (ROWS, CHUNK) float32 room.
        chosen: (2, CHUNK) int32 room.
    """
    f = np.float32
    width = canvas.shape[2]
    h = blocks.shape[1] - 2
    tri = points[0]
    dest = points[1]
    sorted_ = points[2]
    share = numbers[2]
    kinds = materials.shape[0]
    by = 0
    while by < h:
        n, by = list_points(
            by,
            width,
            seen,
            inverse_depth,
            alpha,
            places,
            thorough,
            face_key,
            planes,
            canvas,
            block_group,
            room,
            tri,
            numbers[0],
            numbers[1],
            share,
            dest,
        )
        # By material, otherwise in the order in which they were found.
        for k in range(kinds + 1):
            order[k] = 0
        for j in range(n):
            order[face_material[tri[j]] + 1] += 1
        for k in range(kinds):
            order[k + 1] += order[k]
        for j in range(n):
            k = face_material[tri[j]]
            sorted_[order[k]] = j
            order[k] += 1
        start = 0
        for k in range(kinds):
            last = order[k]
            m = materials[k]
            while start < last:
                stop = min(start + CHUNK, last)
                many = stop - start
                t = chosen[0, :many]
                to = chosen[1, :many]
                sx = rows[29, :many]
                sy = rows[30, :many]
                part = rows[31, :many]
                for j in range(many):
                    i = sorted_[start + j]
                    t[j] = tri[i]
                    to[j] = dest[i]
                    sx[j] = numbers[0, i]
                    sy[j] = numbers[1, i]
                    part[j] = share[i]
                start = stop
                g = (
                    rows[0, :many],
                    rows[1, :many],
                    rows[2, :many],
                    rows[3, :many],
                    rows[4, :many],
                    rows[5, :many],
                    rows[6, :many],
                    rows[7, :many],
                    rows[8, :many],
                    rows[9, :many],
                    rows[10, :many],
                    rows[11, :many],
                    rows[12, :many],
                    rows[13, :many],
                )
                albedo = (rows[14, :many], rows[15, :many], rows[16, :many])
                out = (rows[17, :many], rows[18, :many], rows[19, :many])
                gleam = (rows[20, :many], rows[21, :many], rows[22, :many])
                image = (rows[23, :many], rows[24, :many], rows[25, :many])
                scale = rows[26, :many]
                shine = rows[27, :many]
                lit = rows[28, :many]
                # The tilt of the bump map is needed until the mirror image is fetched, uv only before.
                slope = (rows[12, :many], rows[13, :many])
                _locate(
                    t,
                    sx,
                    sy,
                    g,
                    albedo,
                    m,
                    planes,
                    attributes,
                    camera,
                    scale,
                )
                if m[12] >= f(0.0):
                    _macro(g, albedo, m, texels, table[int(m[12])])
                if m[9] >= f(0.0):
                    _print_on(g, albedo, shine, scale, m, texels, table[int(m[9])])
                else:
                    for j in range(many):
                        shine[j] = f(1.0)
                if m[17] >= f(0.0):
                    _bump(g, scale, m, texels, table[int(m[17])], time)
                elif m[22] > f(0.0):
                    for j in range(many):
                        rows[12, j] = f(0.0)
                        rows[13, j] = f(0.0)
                _illuminate(g, lit, out, m, light, shadow, shadow_frame, shadow_size)
                glossy = m[4] > f(0.0)
                if glossy or lamps.shape[0] > 0:
                    _shine_on(g, lit, out, gleam, m, light, lamps)
                matte = f(1.0) - m[5]
                for c in range(3):
                    for j in range(many):
                        rows[17 + c, j] *= rows[14 + c, j] * matte
                size = environment_size
                levels = environment.shape[0] // (3 * size * size)
                if m[28] > f(0.0):
                    level = int(f(0.55) * f(levels - 1) + f(0.5))
                    for c in range(3):
                        _clear(
                            g,
                            rows[17 + c, :many],
                            scale,
                            m[25 + c],
                            light[3 + c],
                            m,
                            light,
                            environment,
                            size,
                            (level * 3 + c) * size * size,
                        )
                if glossy:
                    flat = m[22] if mirror_height > 1 else f(0.0)
                    if flat < f(1.0):
                        level = int(min(max(m[3], f(0.0)), f(1.0)) * f(levels - 1) + f(0.5))
                        _surround(g, image, environment, size, level)
                    else:
                        for c in range(3):
                            for j in range(many):
                                rows[23 + c, j] = f(0.0)
                    for c in range(3):
                        if flat > f(0.0):
                            area = mirror_width * mirror_height
                            _mirrored(
                                g[9],
                                slope,
                                sx,
                                sy,
                                rows[23 + c, :many],
                                m,
                                mirror[c * area : (c + 1) * area],
                                mirror_width,
                                mirror_height,
                                light[20],
                            )
                        _reflect(
                            g[10],
                            rows[14 + c, :many],
                            rows[23 + c, :many],
                            rows[20 + c, :many],
                            rows[17 + c, :many],
                            m,
                        )
                _finish(g, albedo, shine, lit, out, m, light)
                for j in range(many):
                    d = to[j]
                    if d < 0:
                        d = -1 - d
                        y = d // blocks.shape[2]
                        x = d - y * blocks.shape[2]
                        blocks[0, y, x] = rows[17, j]
                        blocks[1, y, x] = rows[18, j]
                        blocks[2, y, x] = rows[19, j]
                    else:
                        y = d // width
                        x = d - y * width
                        w = part[j]
                        if w < f(1.0):
                            # One very bright sub-sample must not win over the others: edges stay smooth.
                            canvas[0, y, x] += w * min(rows[17, j], f(8.0))
                            canvas[1, y, x] += w * min(rows[18, j], f(8.0))
                            canvas[2, y, x] += w * min(rows[19, j], f(8.0))
                        else:
                            canvas[0, y, x] = rows[17, j]
                            canvas[1, y, x] = rows[18, j]
                            canvas[2, y, x] = rows[19, j]
