"""Programme loudness of a whole mix, and its true peak: two passes and more, in flat memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.music.limiter import Limiter
from reelwright.compose.music.loudness import Loudness as Meter
from reelwright.timeline import Loudness

__all__ = ["levelled", "true_peak"]

Samples = npt.NDArray[np.float32]

_MOST_GAIN: Final = 40.0
_CLOSE: Final = 0.05
_CORRECTIONS: Final = 3
_KEPT: Final = 120 * 48_000  # mixes up to this long are made once
_MARGIN: Final = 0.1  # decibels below the ceiling: a gain that moves bends peaks between samples a little


def levelled(mix: Callable[[], Iterator[Samples]], samples: int, wanted: Loudness) -> Iterator[Samples]:
    """The mix at the loudness that is wanted, its true peak limited.

    ``mix`` is called once for each pass. The first pass measures; where the limiter then takes away loudness,
    further passes make up for it, but loudness never wins over the peak. Silence stays silent; gain is at
    most 40 dB.

    Args:
        mix: begins the sum as (n, 2) blocks at 48 kHz.
        samples: how many there are.
        wanted: loudness in LUFS and true peak in dBTP.
    """
    if samples <= _KEPT:
        held: list[Samples] = list(mix())

        def again() -> Iterator[Samples]:
            return iter(held)

        mix = again
    meter, peak = Meter(), 0.0
    for block in mix():
        meter.feed(block)
        peak = max(peak, float(np.abs(block).max(initial=0)))
    measured = meter.integrated()
    if not math.isfinite(measured):
        yield from mix()
        return
    gain = min(_MOST_GAIN, wanted.lufs - measured)
    for _ in range(_CORRECTIONS):
        if 20 * math.log10(max(peak, 1e-9)) + gain < wanted.true_peak - 6:
            break  # far from the ceiling, between samples too
        check = Meter()
        for block in _limited(mix(), gain, wanted.true_peak):
            check.feed(block)
        short = wanted.lufs - check.integrated()
        if abs(short) < _CLOSE or gain >= _MOST_GAIN:
            break
        gain = min(_MOST_GAIN, gain + short)
    yield from _limited(mix(), gain, wanted.true_peak)


def _limited(blocks: Iterator[Samples], gain: float, ceiling: float) -> Iterator[Samples]:
    limiter = Limiter(10 ** ((ceiling - _MARGIN) / 20), peaks=between_samples)
    factor = np.float32(10 ** (gain / 20))
    for block in blocks:
        yield limiter.feed(block * factor)
    yield limiter.flush()


_TAPS: Final = 24


def _phases() -> npt.NDArray[np.float32]:
    """Three fractional delays, a quarter to three quarters of a sample: sinc in a Kaiser window, (3, 48)."""
    n = np.arange(-_TAPS + 1, _TAPS + 1)
    rows = []
    for quarter in (0.25, 0.5, 0.75):
        t = n - quarter
        window = np.i0(8.0 * np.sqrt(np.maximum(0, 1 - (t / _TAPS) ** 2))) / np.i0(8.0)
        row = np.sinc(t) * window
        rows.append(row / row.sum())
    return np.array(rows, np.float32)


_FILTERS: Final = _phases()


def between_samples(x: Samples) -> npt.NDArray[np.float32]:
    """The highest magnitude at and after each of (n, 2) samples, up to the next, 4 times oversampled: (n,).

    Oversampling by 4 is what ITU-R BS.1770-4, annex 2, asks for. What lies outside ``x`` counts as silence.
    """
    peaks: npt.NDArray[np.float32] = np.abs(x).max(axis=1)
    for side in (0, 1):
        for taps in _FILTERS:
            # y[i] = sum x[i + n] h(n): n runs over -23..24, so the kernel is turned round for convolve.
            y = np.convolve(np.pad(x[:, side], (_TAPS - 1, _TAPS)), taps[::-1], "valid")
            np.maximum(peaks, np.abs(y), out=peaks)
    return peaks


def true_peak(x: Samples) -> float:
    """True peak of (n, 2) samples in dBTP; minus infinity for silence."""
    highest = float(between_samples(x).max()) if len(x) else 0.0
    return 20 * math.log10(highest) if highest > 0 else -math.inf
