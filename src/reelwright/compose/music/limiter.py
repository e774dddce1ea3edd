"""A soft limiter: peaks are turned down before they come, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["CEILING", "Limiter"]

Samples = npt.NDArray[np.float32]
Peaks = Callable[[Samples], npt.NDArray[np.float32]]

CEILING: Final = 10 ** (-1.5 / 20)
"""The highest sample that leaves a limiter: -1.5 dBFS, which keeps peaks between samples below -1 dB."""

_CELL: Final = 64
_AHEAD: Final = 24  # cells: 32 ms at 48 kHz
_WINDOW: Final = np.hanning(_AHEAD + 2)[1:-1] / np.hanning(_AHEAD + 2)[1:-1].sum()


class Limiter:
    """Limits a stream. What comes out does not depend on how it was cut.

    Peaks are found in cells of 64 samples. A cell's gain is the least needed within 32 ms on either side,
    smoothed over that time; samples follow a straight line between cells, never above what their cell allows.

    Args:
        ceiling: the highest magnitude that leaves it.
        peaks: the magnitude that counts at each of (n, 2) samples, (n,); for peaks between samples. It may
            look at 64 samples on either side.
    """

    def __init__(self, ceiling: float = CEILING, *, peaks: Peaks | None = None) -> None:
        self._ceiling, self._peaks = ceiling, peaks
        self._held = np.empty((0, 2), np.float32)
        self._needs = np.ones(2 * _AHEAD)  # before the beginning nothing is too loud

    def feed(self, x: Samples) -> Samples:
        """Take (n, 2) samples and give those that are ready; output runs 32 ms behind."""
        self._held = np.concatenate((self._held, x))
        return self._release(final=False)

    def flush(self) -> Samples:
        """The rest of the stream."""
        return self._release(final=True)

    def _release(self, *, final: bool) -> Samples:
        known = len(self._needs) - 2 * _AHEAD  # cells of the held samples whose need is known
        whole = -(-len(self._held) // _CELL) if final else len(self._held) // _CELL
        if self._peaks is not None and not final:
            whole -= 1  # the cell after the last one is looked at as well
        if whole > known:
            peaks = self._magnitudes(known * _CELL, whole * _CELL)
            peaks = np.pad(peaks, (0, -len(peaks) % _CELL)).reshape(-1, _CELL).max(axis=1)
            needs = np.minimum(1.0, self._ceiling / np.maximum(peaks, self._ceiling))
            self._needs = np.concatenate((self._needs, needs))
        if final:
            self._needs = np.concatenate((self._needs, np.ones(_AHEAD)))
        ready = len(self._needs) - 3 * _AHEAD
        if ready <= 0:
            return np.empty((0, 2), np.float32)
        # The least need of the cells around, then a window no wider than the run of those minima.
        around = np.lib.stride_tricks.sliding_window_view(self._needs, 2 * _AHEAD + 1).min(axis=1)
        # At either edge of a cell, all of the window's minima take that cell in.
        edges = np.convolve(around, _WINDOW, "valid")
        ramp = np.arange(1, _CELL + 1) / _CELL
        gains = (edges[:-1, None] + (edges[1:] - edges[:-1])[:, None] * ramp).reshape(-1)
        out = self._held[: ready * _CELL]
        out = (out * gains[: len(out), None]).astype(np.float32)
        self._held = self._held[ready * _CELL :]
        self._needs = self._needs[ready:]
        return out

    def _magnitudes(self, first: int, end: int) -> npt.NDArray[np.float32]:
        """What counts at each held sample from ``first`` to ``end``."""
        around = self._held[max(0, first - _CELL) : end + _CELL]
        skipped = min(first, _CELL)
        if self._peaks is None or np.abs(around).max(initial=0) * 2 < self._ceiling:
            found: npt.NDArray[np.float32] = np.abs(self._held[first:end]).max(axis=1)
            return found
        return self._peaks(around)[skipped : skipped + min(end, len(self._held)) - first]
