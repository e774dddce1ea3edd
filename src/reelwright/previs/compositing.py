"""Surfaces behind what covers them: the last step of drawing before the lens."""

from __future__ import annotations

from typing import Any

import numpy as np

from reelwright.previs.jit import vector_kernel

__all__ = ["compose"]


@vector_kernel
def compose(
    canvas: Any,
    depth: Any,
    cover: Any,
    cover_depth: Any,
    inverse_depth: Any,
    blocks: Any,
    block_group: Any,
    left: Any,
    right: Any,
) -> None:
    """Spread the blocks over their pixels and put everything behind what covers it.

    Args:
        canvas: (3, H, W) from :func:`resolve`, finished in place.
        depth: (H, W) float32, written: metres along the view axis, 1e5 for the sky.
        cover: (4, H, P) float32 premultiplied sprites and tiles in front.
        cover_depth: (H, P) float32 their depth, 1e5 for none.
        inverse_depth: (H, P) of the first sample.
        blocks, block_group: from :func:`resolve`.
        left, right: (w,) float32 room.
    """
    f = np.float32
    one = f(1.0)
    _, height, width = canvas.shape
    w = width // 2
    full = f(0.995)
    for y in range(height):
        by = (y >> 1) + 1
        ny = by + 1 if y & 1 else by - 1
        if (y | 1) < height:
            for c in range(3):
                for x in range(w):
                    own = block_group[by, x + 1]
                    here = blocks[c, by, x + 1]
                    there = blocks[c, ny, x + 1] if block_group[ny, x + 1] == own else here
                    side = block_group[by, x] == own
                    beside = blocks[c, by, x] if side else here
                    across = beside if side else there
                    across = blocks[c, ny, x] if side and block_group[ny, x] == own else across
                    near = f(0.5625) * here + f(0.1875) * there
                    v = near + f(0.1875) * beside + f(0.0625) * across
                    left[x] = v if own >= 0 else canvas[c, y, x + x]
                    side = block_group[by, x + 2] == own
                    beside = blocks[c, by, x + 2] if side else here
                    across = beside if side else there
                    across = blocks[c, ny, x + 2] if side and block_group[ny, x + 2] == own else across
                    v = near + f(0.1875) * beside + f(0.0625) * across
                    right[x] = v if own >= 0 else canvas[c, y, x + x + 1]
                for x in range(w):
                    canvas[c, y, x + x] = left[x]
                    canvas[c, y, x + x + 1] = right[x]
        for c in range(3):
            for x in range(width):
                a = cover[3, y, x]
                k = one - a
                behind = canvas[c, y, x] * k
                behind = behind if a < full else f(0.0)
                canvas[c, y, x] = cover[c, y, x] + behind
        for x in range(width):
            iz = inverse_depth[y, x]
            z = one / max(iz, f(1e-5))
            depth[y, x] = cover_depth[y, x] if cover[3, y, x] > f(0.5) else z
