"""Baked, tileable surface detail from a fixed seed: hair strands, blotches, cells and weave."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = ["BLOTCH", "CELLS", "SIZE", "STRANDS", "WEAVE", "surface_texture"]

SIZE = 256
STRANDS, BLOTCH, CELLS, WEAVE = range(4)

Array = npt.NDArray[np.float64]


def _equalise(field: Array) -> Array:
    """Rank the values so that they spread evenly over 0..1; a threshold then covers a known share."""
    ranks = np.empty(field.size)
    ranks[np.argsort(field, axis=None, kind="stable")] = np.arange(field.size)
    return ranks.reshape(field.shape) / (field.size - 1)


def _filtered(random: np.random.RandomState, low_x: float, low_y: float) -> Array:
    """White noise kept below ``low_x``, ``low_y`` cycles a tile: periodic because it is filtered by FFT."""
    spectrum = np.fft.fft2(random.standard_normal((SIZE, SIZE)))
    f = np.fft.fftfreq(SIZE) * SIZE
    gain = np.exp(-((f[None, :] / low_x) ** 2) - (f[:, None] / low_y) ** 2)
    field = np.real(np.fft.ifft2(spectrum * gain))
    return np.asarray((field - field.mean()) / field.std())


def _cells(random: np.random.RandomState, count: int) -> Array:
    """Distance to the nearest border of a periodic Voronoi diagram, in texels."""
    seeds = random.uniform(0, SIZE, (count, 2))
    grid = np.stack(np.meshgrid(np.arange(SIZE), np.arange(SIZE)), axis=-1)[:, :, None, :]
    step = np.abs(grid - seeds[None, None])
    step = np.minimum(step, SIZE - step)
    near = np.sort(np.sqrt((step**2).sum(-1)), axis=-1)
    return np.asarray(near[:, :, 1] - near[:, :, 0])


@lru_cache(maxsize=1)
def surface_texture() -> npt.NDArray[np.float32]:
    """(4, 256, 256) float32 in 0..1; axis 1 runs around a primitive, axis 2 along it."""
    random = np.random.RandomState(20240607)
    strands = (
        0.55 * _filtered(random, 9, 60) + 0.45 * _filtered(random, 4, 20) + 0.25 * _filtered(random, 3, 5)
    )
    blotch = _filtered(random, 5, 5) + 0.25 * _filtered(random, 14, 14)
    weave = _filtered(random, 70, 70)
    border = np.clip(_cells(random, 20) / 26.0, 0, 1)
    return np.stack(
        [_equalise(strands), _equalise(blotch), border, _equalise(weave)],
    ).astype(np.float32)
