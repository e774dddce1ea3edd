"""Ducking: how far a sound goes down at each frame while others speak."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.sound.strip import sample_at
from reelwright.timeline import Ducking
from reelwright.timing import FrameRate

__all__ = ["Activity", "duck_curve"]

Samples = npt.NDArray[np.float32]
Curve = npt.NDArray[np.float64]

GATE: Final = 10 ** (-40 / 20)
"""The root mean square over a frame from which a sound counts as heard: -40 dBFS."""


class Activity:
    """In which frames a stream of samples is heard."""

    def __init__(self, frames: int, rate: FrameRate) -> None:
        self._edges = np.array([sample_at(frame, rate) for frame in range(frames + 1)], np.int64)
        self._energy = np.zeros(frames)

    def feed(self, x: Samples, at: int) -> None:
        """Listen to (n, 2) samples from sample ``at`` on."""
        if not len(x):
            return
        first = int(np.searchsorted(self._edges, at, "right")) - 1
        last = min(int(np.searchsorted(self._edges, at + len(x), "left")), len(self._energy))
        cuts = np.clip(self._edges[first:last] - at, 0, len(x) - 1)
        power = np.square(x, dtype=np.float64).mean(axis=1)
        self._energy[first:last] += np.add.reduceat(power, cuts)

    def frames(self) -> npt.NDArray[np.bool_]:
        """True for each frame in which something is heard."""
        counts = np.maximum(1, np.diff(self._edges))
        heard: npt.NDArray[np.bool_] = self._energy / counts > GATE**2
        return heard


def duck_curve(active: npt.NDArray[np.bool_], ducking: Ducking) -> Curve:
    """Decibels at the beginning of each frame, and at the end of the last: (frames + 1,).

    Down to ``db`` from the first heard frame to the end of the last one. The way down ends where the other
    sound begins (it looks ahead by ``attack`` frames), the way up begins where that ends. Pauses too short to
    come up and go down again are bridged.
    """
    frames = len(active)
    low = np.zeros(frames + 1, bool)
    low[:-1] |= active
    low[1:] |= active
    index = np.arange(frames + 1)
    before = np.maximum.accumulate(np.where(low, index, -(10**9)))
    after = np.minimum.accumulate(np.where(low, index, 10**9)[::-1])[::-1]
    bridged = after - before <= ducking.attack + ducking.release
    down = np.where(after == index, 1.0, 1 - (after - index) / max(1, ducking.attack))
    up = np.where(before == index, 1.0, 1 - (index - before) / max(1, ducking.release))
    depth = np.where(bridged, 1.0, np.clip(np.maximum(down, up), 0, 1))
    return depth * ducking.db
