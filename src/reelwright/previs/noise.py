"""Tiling noise, baked once in units of the tile: layout never depends on the picture's resolution."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["fractal", "hash01", "slopes", "stream"]

Map = npt.NDArray[np.float32]


def stream(seed: int, name: str) -> np.random.Generator:
    """An independent random stream for ``name``: adding one user of randomness leaves the others' layout
    alone."""
    return np.random.default_rng([seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF, *name.encode()])


def fractal(
    seed: int,
    size: int,
    falloff: float = 1.7,
    low: float = 1.0,
    high: float | None = None,
    stretch: float = 1.0,
) -> Map:
    """A (size, size) tile of fractal noise in 0..1 with a flat histogram.

    Args:
        seed: which noise.
        size: samples a side; the tile wraps.
        falloff: spectral amplitude is frequency ** -falloff: 1 is rough, 2 is cloudy, 2.6 is smooth.
        low: waves a tile below which there is nothing.
        high: waves a tile above which there is nothing.
        stretch: above 1 the pattern is drawn out along x (wood grain, wind on water).
    """
    rng = np.random.default_rng([seed & 0x7FFFFFFF, 77])
    # Spectrum of fixed size, embedded in the asked one: the same pattern at any size.
    spectrum = np.zeros((size, size // 2 + 1), np.complex64)
    half = min(size // 2 - 1, 255)
    side = 2 * 255 + 1
    full = (rng.standard_normal((side, 256)) + 1j * rng.standard_normal((side, 256))).astype(np.complex64)
    fy = np.arange(-half, half + 1)
    fx = np.arange(0, half + 1)
    f = np.hypot(fy[:, None], fx[None, :] * stretch).astype(np.float32)
    amplitude = np.where(f >= low, np.maximum(f, 1e-3) ** -(falloff + 0.0), 0.0)
    if high is not None:
        amplitude = amplitude * np.exp(-((f / high) ** 4))
    part = full[255 - half : 255 + half + 1, : half + 1] * amplitude
    spectrum[fy[:, None] % size, fx[None, :]] = part
    field = np.fft.irfft2(spectrum, s=(size, size)).astype(np.float32)
    deviation = float(field.std()) or 1.0
    z = (field - float(field.mean())) / deviation
    # The logistic curve is close to the normal distribution's own: it makes the histogram nearly flat.
    return np.asarray(1.0 / (1.0 + np.exp(-1.702 * z)), np.float32)


def slopes(height: Map, strength: float = 1.0) -> npt.NDArray[np.float32]:
    """Slopes (dh/du, dh/dv) of a tiling height map, (h, w, 2), scaled to unit deviation times
    ``strength``."""
    du = np.roll(height, -1, 1) - np.roll(height, 1, 1)
    dv = np.roll(height, -1, 0) - np.roll(height, 1, 0)
    out = np.stack([du, dv], axis=-1)
    return np.asarray(out * (strength / (float(out.std()) + 1e-9)), np.float32)


def hash01(seed: int, index: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """A number in 0..1 for each index: the same for the same (seed, index), whatever else is asked."""
    start = (seed & 0xFFFFFFFF) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    x = index.astype(np.uint64) + np.uint64(start)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    return np.asarray((x >> np.uint64(11)).astype(np.float64) / float(1 << 53))
