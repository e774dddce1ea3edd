"""What the sub-samples of the visibility buffer see: where the sky is, and which points need light."""

from __future__ import annotations

from typing import Any

import numpy as np

from reelwright.previs.jit import kernel

__all__ = ["list_points", "sky_rows"]


@kernel
def sky_rows(seen: Any, width: int) -> Any:
    """The first and the one after the last row in which some sub-sample (S, H, P) sees nothing."""
    count, height, _ = seen.shape
    first = height
    last = 0
    for y in range(height):
        low = np.int32(0)
        for s in range(count):
            for x in range(width):
                low = np.int32(min(low, seen[s, y, x]))
        if low < 0:
            first = min(first, y)
            last = y + 1
    return first, last


@kernel
def list_points(
    first: int,
    width: int,
    seen: Any,
    inverse_depth: Any,
    alpha: Any,
    places: Any,
    face_material: Any,
    face_group: Any,
    fine: Any,
    canvas: Any,
    block_group: Any,
    same: Any,
    tri: Any,
    sx: Any,
    sy: Any,
    share: Any,
    dest: Any,
) -> Any:
    """List the points of block rows from ``first`` on until the room is used up. Returns how many points, and
    the block row to go on with."""
    f = np.float32
    count, height, _ = seen.shape
    h = height // 2 + (height & 1)
    w = (width + 1) // 2
    full = f(0.995)
    half = f(0.5)
    n = 0
    room = tri.shape[0] - 2 * width * count
    by = first
    while by < h and n < room:
        y0 = 2 * by
        y1 = min(y0 + 1, height - 1)
        for r in range(2):
            y = y0 if r == 0 else y1
            row = same[r]
            key = seen[0, y]
            for x in range(width):
                row[x] = 1
            for s in range(1, count):
                other = seen[s, y]
                for x in range(width):
                    row[x] = row[x] if key[x] == other[x] else np.uint8(0)
        for bx in range(w):
            x0 = 2 * bx
            block_group[by + 1, bx + 1] = -1
            t = seen[0, y0, x0]
            whole = y0 + 1 < height and x0 + 1 < width
            if whole:
                even = (
                    same[0, x0] != 0
                    and same[0, x0 + 1] != 0
                    and same[1, x0] != 0
                    and same[1, x0 + 1] != 0
                    and seen[0, y0, x0 + 1] == t
                    and seen[0, y1, x0] == t
                    and seen[0, y1, x0 + 1] == t
                )
                if even and t < 0:
                    continue
                if (
                    alpha[y0, x0] >= full
                    and alpha[y0, x0 + 1] >= full
                    and alpha[y1, x0] >= full
                    and alpha[y1, x0 + 1] >= full
                ):
                    continue
                if even and fine[face_material[t]] == 0:
                    tri[n] = t
                    sx[n] = f(x0 + 1)
                    sy[n] = f(y0 + 1)
                    share[n] = f(1.0)
                    dest[n] = -1 - ((by + 1) * block_group.shape[1] + bx + 1)
                    n += 1
                    block_group[by + 1, bx + 1] = face_group[t]
                    continue
            for q in range(4):
                y = y0 + (q >> 1)
                x = x0 + (q & 1)
                if y >= height or x >= width or alpha[y, x] >= full:
                    continue
                t = seen[0, y, x]
                if same[q >> 1, x] != 0:
                    if t >= 0:
                        tri[n] = t
                        sx[n] = f(x) + half
                        sy[n] = f(y) + half
                        share[n] = f(1.0)
                        dest[n] = y * width + x
                        n += 1
                        canvas[0, y, x] = f(0.0)
                        canvas[1, y, x] = f(0.0)
                        canvas[2, y, x] = f(0.0)
                    continue
                done = 0
                sky = f(0.0)
                for s in range(count):
                    if (done >> s) & 1:
                        continue
                    t = seen[s, y, x]
                    many = 1
                    ox = places[s, 0]
                    oy = places[s, 1]
                    iz = inverse_depth[s, y, x]
                    for p in range(s + 1, count):
                        if (done >> p) & 1:
                            continue
                        other = seen[p, y, x]
                        join = other == t
                        if not join and t >= 0 and other >= 0 and face_group[other] == face_group[t]:
                            join = abs(inverse_depth[p, y, x] - iz) < f(0.04) * iz
                        if join:
                            done |= 1 << p
                            many += 1
                            if other == t:
                                ox += places[p, 0]
                                oy += places[p, 1]
                            else:
                                ox += places[s, 0]
                                oy += places[s, 1]
                    if t < 0:
                        sky += f(many / count)
                        continue
                    tri[n] = t
                    sx[n] = f(x + ox / many)
                    sy[n] = f(y + oy / many)
                    share[n] = f(many / count)
                    dest[n] = y * width + x
                    n += 1
                for c in range(3):
                    canvas[c, y, x] = canvas[c, y, x] * sky if sky > f(0.0) else f(0.0)
        by += 1
    return n, by
