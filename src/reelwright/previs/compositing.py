"""Surfaces behind what covers them: the last step of drawing before the lens."""

from __future__ import annotations

from typing import Any

import numpy as np

from reelwright.previs.jit import vector_kernel

__all__ = ["clear", "compose"]


@vector_kernel
def clear(inverse_depth: Any, seen: Any, cover: Any, cover_depth: Any, touched: Any) -> None:
    """Empty the buffers for another picture: of the cover, the rows that :func:`compose` says were
    ``touched``."""
    for y in range(seen.shape[0]):
        inverse_depth[y, :] = np.float32(0.0)
        seen[y, :] = np.int32(-1)
        if touched[y]:
            for c in range(4):
                cover[c, y, :] = np.float32(0.0)
            cover_depth[y, :] = np.float32(1e5)


@vector_kernel
def compose(
    canvas: Any,
    depth: Any,
    cover: Any,
    cover_depth: Any,
    inverse_depth: Any,
    blocks: Any,
    block_group: Any,
    room: Any,
    touched: Any,
) -> None:
    """Spread the blocks over their pixels and put everything behind what covers it.

    Args:
        canvas: (3, H, W) from :func:`resolve`, finished in place.
        depth: (H, W) float32, written: metres along the view axis, 1e5 for the sky.
        cover: (4, H, P) float32 premultiplied sprites and tiles in front.
        cover_depth: (H, P) float32 their depth, 1e5 for none.
        inverse_depth: (H, P) of the first sample.
        blocks, block_group: from :func:`resolve`.
        room: (6, w) float32.
        touched: (H,) uint8, receives 1 for rows in which something covers.
    """
    f = np.float32
    one = f(1.0)
    _, height, width = canvas.shape
    w = width // 2
    full = f(0.995)
    most, some, few = f(0.5625), f(0.1875), f(0.0625)
    l0, l1, l2, r0, r1, r2 = room
    c0, c1, c2 = canvas[0], canvas[1], canvas[2]
    for y in range(height):
        by = (y >> 1) + 1
        ny = by + 1 if y & 1 else by - 1
        red, green, blue = c0[y], c1[y], c2[y]
        mine = block_group[by]
        filled = np.int32(0)
        for x in range(w):
            filled = np.int32(filled + (np.int32(1) if mine[x + 1] >= 0 else np.int32(0)))
        if (y | 1) < height and filled > 0:
            other = block_group[ny]
            m0, m1, m2 = blocks[0, by], blocks[1, by], blocks[2, by]
            o0, o1, o2 = blocks[0, ny], blocks[1, ny], blocks[2, ny]
            for x in range(w):
                own = mine[x + 1]
                inside = own >= 0
                there = other[x + 1] == own
                side = mine[x] == own
                corner = side & (other[x] == own)
                h0, h1, h2 = m0[x + 1], m1[x + 1], m2[x + 1]
                t0 = o0[x + 1] if there else h0
                t1 = o1[x + 1] if there else h1
                t2 = o2[x + 1] if there else h2
                b0 = m0[x] if side else h0
                b1 = m1[x] if side else h1
                b2 = m2[x] if side else h2
                d0 = o0[x] if corner else (b0 if side else t0)
                d1 = o1[x] if corner else (b1 if side else t1)
                d2 = o2[x] if corner else (b2 if side else t2)
                i = np.uint64(x + x)
                l0[x] = most * h0 + some * t0 + some * b0 + few * d0 if inside else red[i]
                l1[x] = most * h1 + some * t1 + some * b1 + few * d1 if inside else green[i]
                l2[x] = most * h2 + some * t2 + some * b2 + few * d2 if inside else blue[i]
            for x in range(w):
                own = mine[x + 1]
                inside = own >= 0
                there = other[x + 1] == own
                side = mine[x + 2] == own
                corner = side & (other[x + 2] == own)
                h0, h1, h2 = m0[x + 1], m1[x + 1], m2[x + 1]
                t0 = o0[x + 1] if there else h0
                t1 = o1[x + 1] if there else h1
                t2 = o2[x + 1] if there else h2
                b0 = m0[x + 2] if side else h0
                b1 = m1[x + 2] if side else h1
                b2 = m2[x + 2] if side else h2
                d0 = o0[x + 2] if corner else (b0 if side else t0)
                d1 = o1[x + 2] if corner else (b1 if side else t1)
                d2 = o2[x + 2] if corner else (b2 if side else t2)
                i = np.uint64(x + x + 1)
                r0[x] = most * h0 + some * t0 + some * b0 + few * d0 if inside else red[i]
                r1[x] = most * h1 + some * t1 + some * b1 + few * d1 if inside else green[i]
                r2[x] = most * h2 + some * t2 + some * b2 + few * d2 if inside else blue[i]
            for x in range(w):
                i = np.uint64(x + x)
                j = i + np.uint64(1)
                red[i] = l0[x]
                red[j] = r0[x]
                green[i] = l1[x]
                green[j] = r1[x]
                blue[i] = l2[x]
                blue[j] = r2[x]
        covered = cover[3, y]
        near = inverse_depth[y]
        far = depth[y]
        hidden = np.int32(0)
        for x in range(width):
            hidden = np.int32(hidden + (np.int32(1) if covered[x] > f(0.0) else np.int32(0)))
        touched[y] = np.uint8(1) if hidden > 0 else np.uint8(0)
        if hidden == 0:
            for x in range(width):
                far[x] = one / max(near[x], f(1e-5))
            continue
        for c in range(3):
            row = canvas[c, y]
            front = cover[c, y]
            for x in range(width):
                a = covered[x]
                k = one - a
                behind = row[x] * k
                behind = behind if a < full else f(0.0)
                row[x] = front[x] + behind
        nearest = cover_depth[y]
        for x in range(width):
            z = one / max(near[x], f(1e-5))
            far[x] = nearest[x] if covered[x] > f(0.5) else z
