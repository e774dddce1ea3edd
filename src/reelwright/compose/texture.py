"""Vignette and film grain on the planes."""

from __future__ import annotations

import functools
import hashlib
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.fit import Box
from reelwright.compose.frame import Frame
from reelwright.compose.jit import inlined, kernel
from reelwright.compose.placement import Placement

__all__ = ["grain", "vignette"]

_SIDE: Final = 1024
_SIGMA: Final = 26.0
"""Standard deviation of grain of amount 1 in the middle tones, in levels of luma."""


def vignette(frame: Frame, amount: float, size: float, placed: Placement, box: Box) -> None:
    """Darken the corners of a placed picture of which ``frame`` is what lies in ``box``, in place.

    The light falls off with the fourth power of the cosine-like ramp that starts at ``size`` of the half
    diagonal and ends a little beyond the corner.
    """
    a, b, c, d, e, f = placed.inverse()
    left, top, right, bottom = placed.visible
    wide, high = placed.scales
    half_w, half_h = (right - left) * wide / 2, (bottom - top) * high / 2
    diagonal = max(1e-6, (half_w**2 + half_h**2) ** 0.5)
    kx, ky = wide / diagonal, high / diagonal
    mid_x, mid_y = (left + right) / 2, (top + bottom) / 2
    inverse = np.array([a * kx, b * kx, (c - mid_x) * kx, d * ky, e * ky, (f - mid_y) * ky], np.float32)
    _vignette(frame.y, frame.u, frame.v, box.x, box.y, inverse, float(size), float(min(max(amount, 0), 1)))


@inlined
def _light(r2: Any, start: Any, rest: Any, amount: Any) -> Any:
    over = min(max((np.sqrt(r2) - start) * rest, np.float32(0)), np.float32(1))
    smooth = over * over * (np.float32(3) - np.float32(2) * over)
    return np.float32(1) - amount * smooth


@kernel
def _vignette(y: Any, u: Any, v: Any, left: int, top: int, inverse: Any, size: float, amount: float) -> None:
    start = np.float32(size)
    rest = np.float32(1.0 / max(1.15 - size, 0.05))
    power = np.float32(amount)
    half = np.float32(0.5)
    for row in range(y.shape[0]):
        cy = np.float32(top + row) + half
        for column in range(y.shape[1]):
            cx = np.float32(left + column) + half
            px = inverse[0] * cx + inverse[1] * cy + inverse[2]
            py = inverse[3] * cx + inverse[4] * cy + inverse[5]
            light = _light(px * px + py * py, start, rest, power)
            value = np.float32(16) + (np.float32(y[row, column]) - np.float32(16)) * light
            # Ordered dither keeps the slow ramp from showing steps.
            step = np.float32(((row * 7 + column * 11) & 15) - 8) * np.float32(1 / 24)
            y[row, column] = np.uint8(
                min(max(value + half + step * (np.float32(1) - light), np.float32(0)), np.float32(255))
            )
    for row in range(u.shape[0]):
        cy = np.float32(top + 2 * row + 1)
        for column in range(u.shape[1]):
            cx = np.float32(left + 2 * column + 1)
            px = inverse[0] * cx + inverse[1] * cy + inverse[2]
            py = inverse[3] * cx + inverse[4] * cy + inverse[5]
            light = _light(px * px + py * py, start, rest, power)
            u[row, column] = np.uint8(
                np.float32(128.5) + (np.float32(u[row, column]) - np.float32(128)) * light
            )
            v[row, column] = np.uint8(
                np.float32(128.5) + (np.float32(v[row, column]) - np.float32(128)) * light
            )


def grain(frame: Frame, amount: float, seed: int, n: int, canvas_height: int) -> None:
    """Film grain on the luma, in place: strongest in the middle tones, another at every ``n``.

    A pure function of its arguments and the picture. Grains are about 1/900 of the canvas height.
    """
    if amount <= 0:
        return
    coarse = max(0.35, canvas_height / 1080 * 0.65)
    tile = _noise(round(coarse, 2))
    mix = hashlib.blake2b(f"{seed}/{n}".encode(), digest_size=8).digest()
    across, down = int.from_bytes(mix[:2], "little"), int.from_bytes(mix[2:4], "little")
    table = _strengths(round(min(amount, 1.0), 4))
    _grain(frame.y, tile, table, across, down, mix[4] & 1)


@functools.lru_cache(maxsize=2)
def _noise(sigma: float) -> npt.NDArray[np.int8]:
    """A tile of band-limited noise that repeats without seams; 32 is one standard deviation."""
    import cv2

    flat = np.random.default_rng(77).standard_normal((_SIDE, _SIDE)).astype(np.float32)
    wide = np.pad(flat, 8, mode="wrap")
    soft: Any = cv2.GaussianBlur(wide, (0, 0), sigma)[8:-8, 8:-8]
    return np.asarray(np.clip(np.rint(soft / soft.std() * 32), -127, 127), np.int8)


@functools.lru_cache(maxsize=8)
def _strengths(amount: float) -> npt.NDArray[np.int32]:
    """For each luma, how much of the tile is added, in 1/4096."""
    tone = np.clip((np.arange(256) - 16) / 219, 0, 1)
    weight = 0.25 + 0.75 * (4 * tone * (1 - tone)) ** 0.7
    return np.asarray(np.rint(weight * amount * _SIGMA / 32 * 4096), np.int32)


@kernel
def _grain(y: Any, tile: Any, strength: Any, across: int, down: int, flip: int) -> None:
    for row in range(y.shape[0]):
        line = tile[(row + down) & (_SIDE - 1)]
        for column in range(y.shape[1]):
            at = (column + across) & (_SIDE - 1)
            if flip:
                at = _SIDE - 1 - at
            now = np.int32(y[row, column])
            value = now + ((np.int32(line[at]) * strength[now] + np.int32(2048)) >> np.int32(12))
            y[row, column] = np.uint8(min(max(value, np.int32(1)), np.int32(254)))
