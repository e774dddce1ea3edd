"""The soft-body rasteriser's last pass: anti-aliasing of limbs in front of the body."""

from __future__ import annotations

from typing import Any

from reelwright.previs.jit import kernel

__all__ = ["soften"]


@kernel
def soften(rgba: Any, depth: Any, graze: Any) -> None:
    """Where a ray just missed a nearer limb and hit what is behind, blend in the limb's neighbouring pixel.

    ``rgba`` (h, w, 4) and ``depth`` (h, w) as painted, ``graze`` (h, w) as marched; changes ``rgba``.
    """
    height, width = depth.shape
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            share = 1.0 - graze[y, x]
            if share <= 0.0 or rgba[y, x, 3] <= 0.0:
                continue
            best, bx, by = depth[y, x], x, y
            for dy in range(-1, 2):
                for dx in range(-1, 2):
                    if depth[y + dy, x + dx] < best and graze[y + dy, x + dx] >= 1.0:
                        best, bx, by = depth[y + dy, x + dx], x + dx, y + dy
            if bx != x or by != y:
                for c in range(3):
                    rgba[y, x, c] += (rgba[by, bx, c] - rgba[y, x, c]) * share
