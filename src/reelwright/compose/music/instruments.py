"""The players: each note becomes a short stereo buffer.

Struck and plucked instruments are modal: a sum of decaying sinusoids, the closed form of a vibrating string,
bar or bell, so that a note costs one small matrix product. Pads read wavetables (band-limited sums of
harmonics) at 32-bit integer phases: three slightly detuned copies, left, middle and right, the middle one
cross-faded between a darker and a brighter table by a slow wave, in the manner of a filter.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.music.score import Note

__all__ = ["SENDS", "play"]

Mono = npt.NDArray[np.float32]
Stereo = npt.NDArray[np.float32]
Modes = tuple[tuple[float, float, float], ...]

SENDS: Final = {
    "pad": 0.5, "last pad": 0.6, "bass": 0.05, "felt": 0.6, "kalimba": 0.7, "bell": 0.8, "pluck": 0.5,
    "marimba": 0.4, "mute": 0.3, "kick": 0.08, "brush": 0.3, "shaker": 0.15, "drum": 0.5, "wood": 0.4,
}  # fmt: skip
"""How much of each instrument the room answers."""

_TABLE: Final = 1 << 14
_STEP: Final = 128
_ROWS: Final = 32  # of a product at a time: too small for the library to wake up other threads
_SHIFT: Final = 18  # of 32 bits of phase, the upper 14 choose the sample of the table
_PIECE: Final = 1 << 13  # samples worked on at a time: what fits the processor's cache
_DETUNE: Final = (-4.0, 0.0, 3.5)  # cents: left, middle, right
_SIDE: Final = np.float32(0.9)  # level of the outer copies
_T60: Final = math.log(1000.0)


def play(note: Note, rate: int, brightness: float) -> Stereo:
    """The sound of ``note`` from its start, (n, 2); ``brightness`` 0..1 colours the pads."""
    if note.voice in ("pad", "last pad"):
        return _pad(note, rate, brightness)
    if note.voice == "bass":
        mono = _bass(note.pitch, rate, round(note.length, 3))
    else:
        mono = _VOICES[note.voice](note.pitch, rate)
    angle = (note.pan + 1) * math.pi / 4
    sides = np.array([math.cos(angle), math.sin(angle)], np.float32) * np.float32(note.level * math.sqrt(2))
    return mono[:, None] * sides


def _frequency(pitch: float) -> float:
    return float(440.0 * 2.0 ** ((pitch - 69) / 12))


def _modal(modes: Modes, seconds: float, attack: float, rate: int) -> Mono:
    """Decaying sinusoids (hertz, amplitude, seconds to -60 dB), all at once.

    sin(w(aS+b)) = Im(z^(aS) z^b): an outer product over blocks a and samples b, summed over the modes by one
    matrix product.
    """
    kept = [mode for mode in modes if mode[0] < 0.42 * rate]
    hertz, amplitude, fall = (np.array(column) for column in zip(*kept, strict=True))
    poles = -_T60 / (fall * rate) + 2j * np.pi * hertz / rate
    blocks = -(-int(seconds * rate) // _STEP)
    coarse = np.exp(np.outer(np.arange(blocks) * _STEP, poles)) * amplitude
    fine = np.exp(np.outer(poles, np.arange(_STEP)))
    left = np.concatenate((coarse.real, coarse.imag), axis=1).astype(np.float32)
    right = np.concatenate((fine.imag, fine.real), axis=0).astype(np.float32)
    rows = np.empty((blocks, _STEP), np.float32)
    for at in range(0, blocks, _ROWS):
        np.matmul(left[at : at + _ROWS], right, out=rows[at : at + _ROWS])
    return _shaped(rows.reshape(-1), attack, 0.05, rate)


def _shaped(sound: Mono, attack: float, release: float, rate: int) -> Mono:
    """Smooth first and last moments, in place."""
    rise, fall = min(len(sound), max(1, int(attack * rate))), min(len(sound), max(1, int(release * rate)))
    sound[:rise] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)).astype(np.float32)
    sound[-fall:] *= (0.5 + 0.5 * np.cos(np.pi * np.arange(1, fall + 1) / fall)).astype(np.float32)
    return sound


@lru_cache(maxsize=64)
def _felt(pitch: int, rate: int) -> Mono:
    """A felt-damped piano: few, soft, slightly stretched partials, each of two strings a hair apart."""
    f, fall = _frequency(pitch), 5.0 * 2.0 ** ((60 - pitch) / 24)
    modes = []
    for k in range(1, 10):
        partial = k * f * math.sqrt(1 + 0.0004 * k * k)
        level = 0.5 * k**-1.3 * math.exp(-partial / 1500)
        modes += [
            (partial, level, fall / (1 + 0.35 * k)),
            (partial * 1.0005, level * 0.7, 1.3 * fall / (1 + 0.35 * k)),
        ]
    return _modal(tuple(modes), min(3.2, fall), 0.006, rate)


@lru_cache(maxsize=64)
def _kalimba(pitch: int, rate: int) -> Mono:
    """A plucked tine: a pure fundamental, high inharmonic overtones that vanish at once."""
    f = _frequency(pitch)
    return _modal(
        ((f, 0.8, 2.2), (2.0 * f, 0.1, 0.9), (5.4 * f, 0.07, 0.18), (8.9 * f, 0.03, 0.09)), 2.4, 0.003, rate
    )


@lru_cache(maxsize=64)
def _bell(pitch: int, rate: int) -> Mono:
    """A celesta: a struck bar over a resonator."""
    f = _frequency(pitch)
    return _modal(
        ((f, 0.6, 3.0), (2.0 * f, 0.12, 1.8), (4.0 * f, 0.1, 0.7), (6.27 * f, 0.03, 0.3)), 3.2, 0.003, rate
    )


@lru_cache(maxsize=64)
def _marimba(pitch: int, rate: int) -> Mono:
    """A tuned wooden bar: modes at 1, 4 and 9.2 times the pitch, all short."""
    f = _frequency(pitch)
    return _modal(((f, 0.9, 0.75), (3.98 * f, 0.16, 0.25), (9.2 * f, 0.05, 0.08)), 0.9, 0.002, rate)


@lru_cache(maxsize=96)
def _pluck(pitch: int, rate: int) -> Mono:
    """A nylon string plucked at a fifth of its length: an ideal string's modes, losses growing as k²."""
    f, fall = _frequency(pitch), 2.6 * 2.0 ** ((60 - pitch) / 30)
    modes = tuple(
        (k * f, 0.9 * abs(math.sin(k * math.pi / 5)) * k**-1.4, fall / (1 + 0.04 * k * k))
        for k in range(1, 15)
    )
    return _modal(modes, min(2.2, fall), 0.002, rate)


@lru_cache(maxsize=64)
def _mute(pitch: int, rate: int) -> Mono:
    """The same string, muted by the palm."""
    f = _frequency(pitch)
    modes = tuple((k * f, 0.9 * k**-1.5, 0.5 / (1 + 0.12 * k * k)) for k in range(1, 9))
    return _modal(modes, 0.55, 0.004, rate)


@lru_cache(maxsize=48)
def _bass(pitch: int, rate: int, length: float) -> Mono:
    """A soft, almost pure low string that is let go at the note's end."""
    f = _frequency(pitch)
    modes = ((f, 0.8, 5.0), (2 * f, 0.3, 2.5), (3 * f, 0.1, 1.2), (4 * f, 0.04, 0.7))
    return _shaped(_modal(modes, min(6.0, length + 0.2), 0.02, rate), 0.0, 0.2, rate)


@lru_cache(maxsize=4)
def _kick(_: int, rate: int) -> Mono:
    """A soft bass drum: a sine that falls from 105 to 46 Hz."""
    t = np.arange(int(0.4 * rate)) / rate
    phase = 2 * np.pi * (46 * t - 59 * 0.035 * (np.exp(-t / 0.035) - 1))
    return _shaped((np.sin(phase) * np.exp(-t / 0.09)).astype(np.float32), 0.003, 0.1, rate)


@lru_cache(maxsize=4)
def _drum(_: int, rate: int) -> Mono:
    """A large deep drum: membrane modes under a short thud of noise."""
    modes = tuple(
        (62 * r, a, d) for r, a, d in ((1, 0.8, 1.1), (1.59, 0.35, 0.6), (2.14, 0.2, 0.4), (2.65, 0.12, 0.3))
    )
    sound = _modal(modes, 1.2, 0.003, rate)
    thud = _noise(1, 0.08, 60, 700, 0.02, rate)
    sound[: len(thud)] += 0.5 * thud
    return sound


@lru_cache(maxsize=4)
def _brush(_: int, rate: int) -> Mono:
    return _noise(2, 0.16, 1200, 7000, 0.045, rate)


@lru_cache(maxsize=4)
def _shaker(_: int, rate: int) -> Mono:
    return _noise(3, 0.09, 4500, 11000, 0.022, rate)


@lru_cache(maxsize=4)
def _wood(_: int, rate: int) -> Mono:
    return _modal(((870.0, 0.7, 0.09), (1630.0, 0.3, 0.06), (2710.0, 0.12, 0.03)), 0.12, 0.001, rate)


def _noise(seed: int, seconds: float, low: float, high: float, fall: float, rate: int) -> Mono:
    """A burst of noise between two frequencies; its peak is 1."""
    n = int(seconds * rate)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(n))
    f = np.fft.rfftfreq(n, 1 / rate)
    spectrum *= 1 / np.sqrt(1 + (low / np.maximum(f, 1)) ** 4) / np.sqrt(1 + (f / high) ** 4)
    burst = np.fft.irfft(spectrum, n) * np.exp(-np.arange(n) / (fall * rate))
    return _shaped((burst / np.abs(burst).max()).astype(np.float32), 0.006, 0.02, rate)


@lru_cache(maxsize=96)
def _table(pitch: int, rate: int, softness: float) -> Mono:
    """One period of a pad: harmonics below 6 kHz, falling off as exp(-f / softness) on top of 1/k."""
    f = _frequency(pitch)
    count = max(1, min(24, int(6000 / f)))
    k = np.arange(1, count + 1)
    spectrum = np.zeros(_TABLE // 2 + 1, np.complex128)
    phases = np.random.default_rng(pitch).uniform(0, 2 * np.pi, count)
    spectrum[1 : count + 1] = k**-1.15 * np.exp(-k * f / softness) * np.exp(1j * phases)
    wave = np.fft.irfft(spectrum)
    table: Mono = (wave / np.sqrt(2 * np.mean(wave**2))).astype(np.float32)
    return table


def _pad(note: Note, rate: int, brightness: float) -> Stereo:
    last = note.voice == "last pad"
    attack = min(0.12 if last else 0.7, 0.4 * note.length)
    release = 0.8 * note.length if last else 1.1
    n = int((note.length + (0 if last else release)) * rate)
    dark = _table(note.pitch, rate, 350 + 500 * brightness)
    light = _table(note.pitch, rate, 700 + 1800 * brightness)
    between = 0.5 * (dark + light)
    steps = [round(_frequency(note.pitch + cents / 100) / rate * 2**32) for cents in _DETUNE]
    ramps = [np.arange(_PIECE) * step + note.pitch * 2654435761 for step in steps]
    lean = np.float32(0.25 * note.pan)
    sound = np.empty((2, n), np.float32)
    centre, light_centre, side = (np.zeros(_PIECE, np.float32) for _ in range(3))  # the last is shorter
    for at in range(0, n, _PIECE):
        count = min(_PIECE, n - at)
        left, middle, right = (
            _index(ramp[:count], at * step) for ramp, step in zip(ramps, steps, strict=True)
        )
        now, then = (0.5 + 0.4 * math.sin(0.6 * t / rate + note.pitch) for t in (at, at + _PIECE))
        dark.take(middle, out=centre[:count], mode="wrap")
        light.take(middle, out=light_centre[:count], mode="wrap")
        light_centre -= centre
        light_centre *= np.linspace(now, then, _PIECE, endpoint=False, dtype=np.float32)
        centre += light_centre
        for channel, index, level in ((0, left, _SIDE * (1 - lean)), (1, right, _SIDE * (1 + lean))):
            between.take(index, out=side[:count], mode="wrap")
            side *= level
            np.add(centre[:count], side[:count], out=sound[channel, at : at + count])
    envelope = np.full(n, note.level / math.sqrt(1 + _SIDE**2), np.float32)
    return (sound * _shaped(envelope, attack, release, rate)).T


def _index(ramp: npt.NDArray[np.int64], offset: int) -> npt.NDArray[np.int64]:
    """Places in a table for 32-bit phases ``ramp + offset``."""
    index = ramp + (offset & 0xFFFFFFFF)
    index >>= _SHIFT
    index &= _TABLE - 1
    return index


_VOICES: Final[dict[str, Callable[[int, int], Mono]]] = {
    "felt": _felt, "kalimba": _kalimba, "bell": _bell, "marimba": _marimba, "pluck": _pluck, "mute": _mute,
    "kick": _kick, "drum": _drum, "brush": _brush, "shaker": _shaker, "wood": _wood,
}  # fmt: skip
