"""One sound placed on the timeline: its samples from start to end with gain, fades, pan and ducking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.sound.heard import Heard
from reelwright.timeline.part import Key, moves, value_at
from reelwright.timing import FrameRate

__all__ = ["RATE", "Strip", "sample_at"]

Samples = npt.NDArray[np.float32]
Curve = npt.NDArray[np.float64]

RATE: Final = 48_000


def sample_at(frame: int, rate: FrameRate) -> int:
    """The sample at which ``frame`` begins; a half rounds up."""
    return (2 * rate.seconds(frame) * RATE + 1).__floor__() // 2


class Strip:
    """The samples of a sound as they come into the mix.

    Args:
        heard: what sounds where.
        rate: of the timeline.
        begin: opens its samples as (n, 2) blocks; called when its time comes.
        mono: both sides are alike, so that pan places a point: constant power, 0 dB in the middle.
        ducked: decibels at each frame of the timeline and at its end; None leaves it as it is.
    """

    def __init__(
        self,
        heard: Heard,
        rate: FrameRate,
        begin: Callable[[], Iterator[Samples]],
        *,
        mono: bool = False,
        ducked: Curve | None = None,
    ) -> None:
        self.start = sample_at(heard.start, rate)
        self.end = sample_at(heard.start + heard.length, rate)
        self._length = self.end - self.start
        self._heard, self._begin, self._mono, self._ducked = heard, begin, mono, ducked
        self._per_frame = RATE / float(rate.value)
        self._fade_in = sample_at(heard.fade_in, rate)
        self._fade_out = sample_at(heard.fade_out, rate)
        keys = sorted(heard.gain, key=lambda key: key.frame)
        self._key_at = np.array([sample_at(key.frame, rate) for key in keys], np.float64)
        self._key_db = np.array([key.db for key in keys], np.float64)
        self._blocks: Iterator[Samples] | None = None
        self._rest = np.empty((0, 2), np.float32)
        self._ended = False

    def add_to(self, mixed: Samples, at: int) -> None:
        """Add what sounds from sample ``at`` of the timeline; called for each stretch in turn."""
        first = max(at, self.start)
        last = min(at + len(mixed), self.end)
        if last <= first:
            return
        sound = self._take(last - first)
        if len(sound):
            mixed[first - at : first - at + len(sound)] += self._shaped(sound, first - self.start)
        if last == self.end:
            self.close()

    def close(self) -> None:
        """Let go of the file, if there is one."""
        self._ended = True
        self._rest = np.empty((0, 2), np.float32)
        close = getattr(self._blocks, "close", None)
        if close is not None:
            close()
        self._blocks = None

    def _take(self, count: int) -> Samples:
        if self._blocks is None and not self._ended:
            self._blocks = self._begin()
        parts, have = [self._rest], len(self._rest)
        while have < count and not self._ended:
            block = next(self._blocks, None) if self._blocks is not None else None
            if block is None:
                self._ended = True
            else:
                parts.append(block)
                have += len(block)
        joined = np.concatenate(parts)
        self._rest = joined[count:].copy()
        return joined[:count]

    def _shaped(self, sound: Samples, at: int) -> Samples:
        n = np.arange(at, at + len(sound))
        out = sound * self._gain(n)[:, None]
        pan = self._heard.pan
        if not moves(pan) and value_at(pan, 0) == 0:
            return out
        return panned(out, self._pan(n, pan), mono=self._mono)

    def _gain(self, n: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        db = np.full(len(n), self._heard.db)
        if len(self._key_at):
            db += np.interp(n, self._key_at, self._key_db)
        if self._ducked is not None:
            db += _along(self._ducked, self._heard.start + n / self._per_frame)
        gain: npt.NDArray[np.float64] = 10 ** (db / 20)
        if n[0] < self._fade_in:
            gain *= np.sin(np.pi / 2 * np.minimum(1, n / self._fade_in)) ** 2
        if self._fade_out and n[-1] >= self._length - self._fade_out:
            left = np.minimum(1, (self._length - 1 - n) / self._fade_out)
            gain *= np.sin(np.pi / 2 * np.maximum(0, left)) ** 2
        return gain.astype(np.float32)

    def _pan(self, n: npt.NDArray[np.int64], pan: float | tuple[Key, ...]) -> Curve:
        if not moves(pan):
            return np.full(len(n), value_at(pan, 0))
        frames = n / self._per_frame
        first = int(frames[0])
        values = [value_at(pan, frame) for frame in range(first, int(frames[-1]) + 2)]
        return np.interp(frames - first, np.arange(len(values)), values)


def _along(curve: Curve, frames: Curve) -> Curve:
    """``curve``, a value for each frame, at fractional frames; linear in between."""
    first = min(int(frames[0]), len(curve) - 1)
    part = curve[first : int(frames[-1]) + 2]
    return np.interp(frames - first, np.arange(len(part)), part)


def panned(x: Samples, pan: Curve, *, mono: bool) -> Samples:
    """``x`` (n, 2) moved to ``pan`` (n,), -1 left .. 1 right; 0 changes nothing.

    A mono sound keeps its power: sides get sqrt(2) times cosine and sine of 0..90 degrees. Of a stereo sound
    the side that is left moves over to the other along the same quarter circle, so that nothing is lost (the
    equal-power law of the W3C's Web Audio API, StereoPannerNode).
    """
    pan = np.clip(pan, -1, 1)
    if mono:
        angle = (pan + 1) * (np.pi / 4)
        sides = np.sqrt(2) * np.stack((np.cos(angle), np.sin(angle)), axis=1)
        placed: Samples = (x * sides).astype(np.float32)
        return placed
    angle = np.abs(pan) * (np.pi / 2)
    stays, moved = np.cos(angle), np.sin(angle)
    leftward = pan < 0
    left = np.where(leftward, x[:, 0] + moved * x[:, 1], stays * x[:, 0])
    right = np.where(leftward, stays * x[:, 1], x[:, 1] + moved * x[:, 0])
    both: Samples = np.stack((left, right), axis=1).astype(np.float32)
    return both
