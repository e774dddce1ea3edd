"""From the visibility buffer to light: once for each surface seen in a pixel, or for 2 x 2 pixels within
one."""

from __future__ import annotations

from typing import Any

import numpy as np

from reelwright.previs.jit import kernel
from reelwright.previs.sampling import sky_at
from reelwright.previs.surface import surface

__all__ = ["resolve"]


@kernel
def resolve(
    canvas: Any,
    depth: Any,
    cover: Any,
    cover_depth: Any,
    inverse_depth: Any,
    seen: Any,
    places: Any,
    sky_grid: Any,
    cell: int,
    panorama: Any,
    panorama_gain: float,
    time: float,
    vertices: Any,
    normals: Any,
    uvs: Any,
    colours: Any,
    faces: Any,
    face_material: Any,
    face_density: Any,
    face_group: Any,
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
    blocks: Any,
    block_group: Any,
) -> None:
    """Colour the canvas behind what already covers it.

    Args:
        canvas: (3, H, W) float32, written: linear radiance.
        depth: (H, W) float32, written: metres along the view axis, 1e5 for the sky.
        cover: (H, W, 4) float32 premultiplied sprites and tiles in front.
        cover_depth: (H, W) float32 their depth, 1e5 for none.
        inverse_depth: (S, H, W) from the rasteriser.
        seen: (S, H, W) from the rasteriser.
        places: (S, 2) sub-sample places.
        sky_grid: (gh, gw, 2) float32 panorama texels at every ``cell`` pixels.
        cell: pixels.
        panorama: (N, N, 3) uint16, square roots of radiance.
        panorama_gain: multiplies a texel to give the square root of radiance.
        time: seconds, moves the bump maps.
        vertices: world (V, 3).
        normals: unit (V, 3).
        uvs: (V, 2).
        colours: (V, 3) linear.
        faces: (F, 3).
        face_material: (F,) rows of ``materials``.
        face_density: (F,) uv units a metre.
        face_group: (F,) equal for triangles of one smooth surface.
        planes: (F, 9) from the rasteriser.
        materials: (M, 40).
        texels: flat uint8.
        table: (T, 19).
        position: camera (3,).
        focal: pixels.
        light: (24,) packed light.
        environment: (L, n, n, 3) octahedral, rougher with each level.
        lamps: (L, 8) x, y, z, r, g, b, reach, 1/size**2.
        shadow: (n, n) float32 share of key light taken away at the ground.
        shadow_frame: (3,) x0, z0, texels a metre.
        mirror: (3, h, w) mirror image, or (3, 1, 1) for none.
        blocks: (H // 2, W // 2, 3) float32 room for light shared by 2 x 2 pixels.
        block_group: (H // 2, W // 2) int32 room.
    """
    count, height, width = seen.shape
    columns = sky_grid.shape[1]
    # First, once for each 2 x 2 pixels that see one triangle of a material without fine detail.
    for by in range(blocks.shape[0]):
        for bx in range(blocks.shape[1]):
            y = 2 * by
            x = 2 * bx
            block_group[by, bx] = -1
            t = seen[0, y, x]
            if t < 0 or materials[face_material[t], 32] > 0.0:
                continue
            if (
                cover[y, x, 3] >= 0.995
                and cover[y, x + 1, 3] >= 0.995
                and cover[y + 1, x, 3] >= 0.995
                and cover[y + 1, x + 1, 3] >= 0.995
            ):
                continue
            same = True
            for s in range(count):
                if (
                    seen[s, y, x] != t
                    or seen[s, y, x + 1] != t
                    or seen[s, y + 1, x] != t
                    or seen[s, y + 1, x + 1] != t
                ):
                    same = False
                    break
            if not same:
                continue
            r, g, b = surface(
                t,
                x + 1.0,
                y + 1.0,
                time,
                vertices,
                normals,
                uvs,
                colours,
                faces,
                face_material,
                face_density,
                planes,
                materials,
                texels,
                table,
                position,
                focal,
                light,
                environment,
                lamps,
                shadow,
                shadow_frame,
                mirror,
            )
            blocks[by, bx, 0] = r
            blocks[by, bx, 1] = g
            blocks[by, bx, 2] = b
            block_group[by, bx] = face_group[t]
    for y in range(height):
        gy = (y + 0.5) / cell
        g0 = int(gy)
        gf = gy - g0
        for x in range(width):
            a = cover[y, x, 3]
            if a >= 0.995:
                canvas[0, y, x] = cover[y, x, 0]
                canvas[1, y, x] = cover[y, x, 1]
                canvas[2, y, x] = cover[y, x, 2]
                depth[y, x] = cover_depth[y, x]
                continue
            by = y >> 1
            bx = x >> 1
            if by < blocks.shape[0] and bx < blocks.shape[1] and block_group[by, bx] >= 0:
                # Between the middles of this block and its neighbours on the same surface.
                own = block_group[by, bx]
                nx = bx + 1 if x & 1 else bx - 1
                ny = by + 1 if y & 1 else by - 1
                if nx < 0 or nx >= blocks.shape[1] or block_group[by, nx] != own:
                    nx = bx
                if ny < 0 or ny >= blocks.shape[0] or block_group[ny, bx] != own:
                    ny = by
                dy = ny if block_group[ny, nx] == own else by
                k = np.float32(1.0) - a
                for c in range(3):
                    canvas[c, y, x] = cover[y, x, c] + k * (
                        np.float32(0.5625) * blocks[by, bx, c]
                        + np.float32(0.1875) * (blocks[by, nx, c] + blocks[ny, bx, c])
                        + np.float32(0.0625) * blocks[dy, nx, c]
                    )
                depth[y, x] = cover_depth[y, x] if a > 0.5 else 1.0 / inverse_depth[0, y, x]
                continue
            first = seen[0, y, x]
            same = True
            for s in range(1, count):
                if seen[s, y, x] != first:
                    same = False
                    break
            sky = 0.0
            r = 0.0
            g = 0.0
            b = 0.0
            done = 0
            for s in range(count):
                if (done >> s) & 1:
                    continue
                t = seen[s, y, x]
                share = 1.0
                px = x + 0.5
                py = y + 0.5
                if same:
                    done = 255
                else:
                    n = 1
                    ox = places[s, 0]
                    oy = places[s, 1]
                    iz = inverse_depth[s, y, x]
                    for q in range(s + 1, count):
                        if (done >> q) & 1:
                            continue
                        other = seen[q, y, x]
                        join = other == t
                        if not join and t >= 0 and other >= 0 and face_group[other] == face_group[t]:
                            oz = inverse_depth[q, y, x]
                            join = abs(oz - iz) < 0.04 * iz
                        if join:
                            done |= 1 << q
                            n += 1
                            if other == t:
                                ox += places[q, 0]
                                oy += places[q, 1]
                            else:
                                ox += places[s, 0]
                                oy += places[s, 1]
                    share = n / count
                    px = x + ox / n
                    py = y + oy / n
                if t < 0:
                    sky += share
                    continue
                sr, sg, sb = surface(
                    t,
                    px,
                    py,
                    time,
                    vertices,
                    normals,
                    uvs,
                    colours,
                    faces,
                    face_material,
                    face_density,
                    planes,
                    materials,
                    texels,
                    table,
                    position,
                    focal,
                    light,
                    environment,
                    lamps,
                    shadow,
                    shadow_frame,
                    mirror,
                )
                # One very bright sub-sample must not win over the others: edges stay smooth in HDR.
                if share < 1.0:
                    sr = min(sr, 8.0)
                    sg = min(sg, 8.0)
                    sb = min(sb, 8.0)
                r += share * sr
                g += share * sg
                b += share * sb
            if sky > 0.0:
                gx = (x + 0.5) / cell
                h0 = min(int(gx), columns - 2)
                hf = gx - h0
                u = (sky_grid[g0, h0, 0] * (1 - hf) + sky_grid[g0, h0 + 1, 0] * hf) * (1 - gf) + (
                    sky_grid[g0 + 1, h0, 0] * (1 - hf) + sky_grid[g0 + 1, h0 + 1, 0] * hf
                ) * gf
                v = (sky_grid[g0, h0, 1] * (1 - hf) + sky_grid[g0, h0 + 1, 1] * hf) * (1 - gf) + (
                    sky_grid[g0 + 1, h0, 1] * (1 - hf) + sky_grid[g0 + 1, h0 + 1, 1] * hf
                ) * gf
                sr, sg, sb = sky_at(panorama, u, v, panorama_gain)
                r += sky * sr
                g += sky * sg
                b += sky * sb
            k = 1.0 - a
            canvas[0, y, x] = cover[y, x, 0] + k * r
            canvas[1, y, x] = cover[y, x, 1] + k * g
            canvas[2, y, x] = cover[y, x, 2] + k * b
            iz = inverse_depth[0, y, x]
            if a > 0.5:
                depth[y, x] = cover_depth[y, x]
            elif iz > 1e-5:
                depth[y, x] = 1.0 / iz
            else:
                depth[y, x] = 1e5
