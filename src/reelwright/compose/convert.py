"""Compiled conversion of large RGB pictures to planes."""

from __future__ import annotations

from typing import Any

import numpy as np

from reelwright.compose.jit import kernel

__all__ = ["to_planes"]


@kernel
def to_planes(rgb: Any, matrix: Any, y: Any, u: Any, v: Any) -> None:
    """``rgb`` (height, width, 3) uint8 as limited-range planes; ``matrix`` (3, 3) float32 takes RGB in 0..1.

    Chroma is that of the mean of each four pixels.
    """
    k = matrix * np.float32(1 / 255)
    half = np.float32(0.5)
    for row in range(u.shape[0]):
        for column in range(u.shape[1]):
            r = g = b = np.float32(0)
            for dy in range(2):
                for dx in range(2):
                    at = rgb[2 * row + dy, 2 * column + dx]
                    pr, pg, pb = np.float32(at[0]), np.float32(at[1]), np.float32(at[2])
                    y[2 * row + dy, 2 * column + dx] = np.uint8(
                        k[0, 0] * pr + k[0, 1] * pg + k[0, 2] * pb + np.float32(16) + half
                    )
                    r += pr
                    g += pg
                    b += pb
            quarter = np.float32(0.25)
            r, g, b = r * quarter, g * quarter, b * quarter
            u[row, column] = np.uint8(k[1, 0] * r + k[1, 1] * g + k[1, 2] * b + np.float32(128) + half)
            v[row, column] = np.uint8(k[2, 0] * r + k[2, 1] * g + k[2, 2] * b + np.float32(128) + half)
