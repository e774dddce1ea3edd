"""Programme loudness after ITU-R BS.1770-4, annex 1, measured on a stream of stereo blocks at 48 kHz."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.music.space import Convolver

__all__ = ["Loudness"]

Samples = npt.NDArray[np.float32]

_RATE: Final = 48_000
_HOP: Final = _RATE // 10  # gating blocks last 400 ms and begin every 100 ms
_TAPS: Final = 8192
_BLOCK: Final = 1 << 16
# Table 1 (spherical head) and table 2 (RLB high-pass) of BS.1770-4, for 48 kHz: (b0 b1 b2), (1 a1 a2).
_HEAD: Final = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
_HIGHPASS: Final = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
_ABSOLUTE_GATE: Final = -70.0
_RELATIVE_GATE: Final = -10.0


class Loudness:
    """Integrated loudness and sample peak of what has been fed so far."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._filter = Convolver(np.repeat(_weighting()[:, None], 2, axis=1), _BLOCK)
        self._rest = np.empty((0, 2), np.float32)
        self._powers: list[npt.NDArray[np.float64]] = []

    def feed(self, x: Samples) -> None:
        """Measure the next (n, 2) samples at 48 kHz."""
        for at in range(0, len(x), _BLOCK):
            part = x[at : at + _BLOCK]
            self.peak = max(self.peak, float(np.abs(part).max()))
            weighted = np.concatenate((self._rest, self._filter.feed(part)))
            whole = len(weighted) // _HOP * _HOP
            self._rest = weighted[whole:]
            squares = np.einsum("ij,ij->i", weighted[:whole], weighted[:whole], dtype=np.float64)
            self._powers.append(squares.reshape(-1, _HOP).mean(axis=1))

    def integrated(self) -> float:
        """Gated loudness in LUFS; of less than 400 ms, the ungated loudness; of silence, minus infinity."""
        hops = np.concatenate(self._powers) if self._powers else np.empty(0)
        if len(hops) < 4:
            parts = [hops * _HOP, np.square(self._rest, dtype=np.float64).sum(axis=1)]
            count = len(hops) * _HOP + len(self._rest)
            return _lufs(float(sum(part.sum() for part in parts)) / max(1, count))
        blocks = np.convolve(hops, np.full(4, 0.25), "valid")
        blocks = blocks[blocks > _power(_ABSOLUTE_GATE)]
        if not len(blocks):
            return -math.inf
        gate = _lufs(float(blocks.mean())) + _RELATIVE_GATE
        return _lufs(float(blocks[blocks > _power(gate)].mean()))


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power) if power > 0 else -math.inf


def _power(lufs: float) -> float:
    return float(10.0 ** ((lufs + 0.691) / 10))


def _weighting() -> Samples:
    """Impulse response of K-weighting; beyond 8192 taps it is far below any audible level."""
    z = np.exp(-2j * np.pi * np.arange(_TAPS + 1) / (2 * _TAPS))
    response = np.ones(_TAPS + 1, np.complex128)
    for b, a in (_HEAD, _HIGHPASS):
        response *= (b[0] + b[1] * z + b[2] * z**2) / (a[0] + a[1] * z + a[2] * z**2)
    return np.fft.irfft(response)[:_TAPS].astype(np.float32)
