"""A room: a synthetic impulse response, and convolution with it block by block."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["Convolver", "room"]

Samples = npt.NDArray[np.float32]

_BANDS: Final = ((180.0, 600.0, 1.0), (600.0, 2000.0, 0.9), (2000.0, 5000.0, 0.6), (5000.0, 12000.0, 0.35))
_PREDELAY: Final = 0.018
_DIFFUSION: Final = 0.03


class Convolver:
    """Convolves a stream with an impulse response, by overlap-add.

    Args:
        response: (taps, channels).
        block: samples given each time; the last may have fewer.
    """

    def __init__(self, response: Samples, block: int) -> None:
        self._taps, self._block = len(response), block
        self._size = _good_size(block + self._taps - 1)
        self._response = np.fft.rfft(np.ascontiguousarray(response.T), self._size)
        self._tail = np.zeros((response.shape[1], self._size - block), np.float32)

    def feed(self, x: Samples) -> Samples:
        """The next ``len(x)`` samples of the result, (n, channels)."""
        spectrum = np.fft.rfft(np.ascontiguousarray(x.T), self._size)
        spectrum *= self._response
        y = np.fft.irfft(spectrum, self._size).astype(np.float32, copy=False)
        kept = self._tail.shape[1]
        y[:, :kept] += self._tail
        self._tail = y[:, len(x) : len(x) + kept].copy()
        return y[:, : len(x)].T


def _good_size(least: int) -> int:
    """The smallest 2^a, 3*2^a or 5*2^a that is at least ``least``: sizes whose transform is quick."""
    return min(m << max(0, (-(-least // m) - 1).bit_length()) for m in (1, 3, 5))


@lru_cache(maxsize=4)
def room(seconds: float, rate: int) -> Samples:
    """Impulse response (taps, 2) of a room that falls by 60 dB in ``seconds``; its energy is 1 a side.

    Decaying noise in four bands, the highs falling fastest, nothing below 180 Hz; after Moorer, "About this
    reverberation business" (1979): late reverberation of a good room resembles exponentially decaying noise.
    """
    n = int(min(seconds, 2.0) * rate)
    random = np.random.default_rng(1979)
    noise = random.standard_normal((n, 3)).astype(np.float32)
    noise = (
        noise[:, :2] + noise[:, 2:]
    )  # half of it common to both sides, so that single tones stay in the middle
    white = np.fft.rfft(noise, axis=0)
    f = np.fft.rfftfreq(n, 1 / rate)
    t = np.arange(n) / rate
    response = np.zeros((n, 2))
    for low, high, share in _BANDS:
        band = ((f >= low) & (f < high)) / (high - low) ** 0.25
        fall = np.exp(-6.908 * t / (seconds * share))
        response += np.fft.irfft(white * band[:, None], n, axis=0) * fall[:, None] * share
    response *= np.minimum(1, t / _DIFFUSION)[:, None]
    end = int(0.1 * rate)
    response[-end:] *= np.linspace(1, 0, end)[:, None]
    response = np.concatenate((np.zeros((int(_PREDELAY * rate), 2)), response))
    levelled: Samples = (response / np.sqrt((response**2).sum(axis=0))).astype(np.float32)
    return levelled
