"""How each sound effect is made: tones with envelopes, and noise shaped in frequency and time.

Each maker gets a length in samples at 48 kHz and a source of noise, and gives (n,) or (n, 2) float64 of any
level. Makers of textures give sound whose end leads into its beginning: noise is shaped in the frequency
domain, which makes it periodic, and single events run over the end to the start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = [
    "Maker", "applause", "beep", "boom", "chime", "click", "crackle", "ding", "error", "glitch", "heartbeat",
    "impact", "pop", "rain", "riser", "shutter", "success", "swoosh", "thunder", "tick", "typing", "waves",
    "whoosh", "wind",
]  # fmt: skip

Wave = npt.NDArray[np.float64]
Random = np.random.Generator
Maker = Callable[[int, Random], Wave]

_RATE: Final = 48_000


def _t(n: int) -> Wave:
    return np.arange(n) / _RATE


def _noise(n: int, random: Random, low: float, high: float, slope: float = 0.0) -> Wave:
    """Periodic noise between two frequencies, soft at the edges; ``slope`` in dB an octave; RMS 1."""
    spectrum = np.fft.rfft(random.standard_normal(n))
    f = np.maximum(np.fft.rfftfreq(n, 1 / _RATE), 1.0)
    shape = 1 / (1 + (low / f) ** 6) / (1 + (f / high) ** 6) * (f / 1000) ** (slope / 6.02)
    x: Wave = np.fft.irfft(spectrum * shape, n)
    return x / max(1e-12, float(np.sqrt(np.mean(x**2))))


def _sweep(start: Wave | float, n: int) -> Wave:
    """A sine whose frequency at each sample is ``start``."""
    wave: Wave = np.sin(2 * np.pi * np.cumsum(np.broadcast_to(start, n)) / _RATE)
    return wave


def _decay(n: int, seconds: float, attack: float = 0.002) -> Wave:
    """Up in ``attack`` seconds, then down by 60 dB in ``seconds``."""
    t = _t(n)
    envelope: Wave = np.minimum(1, t / attack) * np.exp(-6.908 * np.maximum(0, t - attack) / seconds)
    return envelope


def _hump(n: int, at: float, sharp: float = 1.0) -> Wave:
    """From 0 up to 1 at the share ``at`` and down to 0, along raised cosines to the power ``sharp``."""
    s = np.linspace(0, 1, n)
    way = np.where(s < at, s / at, (1 - s) / (1 - at))
    hump: Wave = (np.sin(np.pi / 2 * way) ** 2) ** sharp
    return hump


def _passing(n: int, random: Random, bands: Wave, width: float) -> Wave:
    """Noise through a band whose centre follows ``bands`` (Hz at evenly spaced moments), crossfaded."""
    total = np.zeros(n)
    centre = np.interp(np.linspace(0, 1, n), np.linspace(0, 1, len(bands)), np.log2(bands))
    for octave in np.arange(np.floor(centre.min()) - 1, np.ceil(centre.max()) + 1.5, 0.5):
        gain = np.exp(-(((centre - octave) / width) ** 2))
        total += gain * _noise(n, random, 2 ** (octave - 0.35), 2 ** (octave + 0.35))
    return total


def _placed(x: Wave, place: Wave | float) -> Wave:
    """Stereo: ``place`` -1 left .. 1 right, constant power."""
    angle = (np.broadcast_to(place, len(x)) + 1) * np.pi / 4
    return np.stack((x * np.cos(angle), x * np.sin(angle)), axis=1)


def _bell(n: int, pitch: float, seconds: float) -> Wave:
    """A struck bell: inharmonic partials, the high ones shortest."""
    x = np.zeros(n)
    for ratio, level, share in (
        (1, 1, 1),
        (2.0, 0.45, 0.7),
        (2.76, 0.4, 0.5),
        (5.40, 0.2, 0.28),
        (8.93, 0.1, 0.15),
    ):
        if pitch * ratio < 18_000:
            x += level * np.sin(2 * np.pi * pitch * ratio * _t(n)) * _decay(n, seconds * share, 0.001)
    return x


def _laid(n: int, x: Wave, piece: Wave, at: int) -> None:
    """Add ``piece`` to ``x`` from ``at``, running over the end to the start."""
    where = (at + np.arange(len(piece))) % n
    np.add.at(x, where, piece)


def _gusts(n: int, random: Random, turns: int, least: float) -> Wave:
    """A slow periodic swell between ``least`` and 1, of ``turns`` waves and fewer."""
    t = np.arange(n) / n
    x: Wave = np.zeros(n)
    for turn in range(1, turns + 1):
        x += np.sin(2 * np.pi * (turn * t + random.random())) / turn**0.5
    swell: Wave = least + (1 - least) * (x - x.min()) / (x.max() - x.min())
    return swell


def whoosh(n: int, random: Random) -> Wave:
    """Air that comes from the left, is near, and goes to the right."""
    bands = np.array([220.0, 500, 1500, 2600, 1100, 380, 200])
    x = _passing(n, random, bands, 0.8) * _hump(n, 0.48, 1.6)
    x += 0.5 * _noise(n, random, 50, 160) * _hump(n, 0.5, 2)
    return _placed(x, np.linspace(-0.75, 0.75, n))


def swoosh(n: int, random: Random) -> Wave:
    """The same, small and bright."""
    x = _passing(n, random, np.array([700.0, 2200, 5200, 3800, 2000]), 0.7) * _hump(n, 0.4, 1.8)
    return _placed(x, np.linspace(-0.4, 0.4, n))


def impact(n: int, random: Random) -> Wave:
    """A falling low tone, a burst of noise and a room."""
    t = _t(n)
    low = _sweep(42 + 90 * np.exp(-t * 18), n) * _decay(n, 1.3)
    hit = _noise(n, random, 90, 5000, -4) * _decay(n, 0.22, 0.001)
    body = np.tanh(2.2 * (low + 0.5 * hit))
    tail = [_noise(n, random, 120, 2600, -5) * _decay(n, 1.5, 0.03) * 0.10 for _ in range(2)]
    return np.stack((body + tail[0], body + tail[1]), axis=1)


def boom(n: int, random: Random) -> Wave:
    """A sub drop."""
    low = np.tanh(1.8 * _sweep(30 + 70 * np.exp(-_t(n) * 3.2), n) * _decay(n, 2.4, 0.006))
    tail = [_noise(n, random, 40, 400, -3) * _decay(n, 2.2, 0.05) * 0.12 for _ in range(2)]
    return np.stack((low + tail[0], low + tail[1]), axis=1)


def riser(n: int, random: Random) -> Wave:
    """Noise and a tone that climb and swell, cut off at the end."""
    s = np.linspace(0, 1, n)
    swell = s**2.2
    left, right = (_passing(n, random, np.geomspace(250, 7500, 9), 0.8) for _ in range(2))
    pitch = 110 * 2 ** (2.5 * s**1.5)
    tone = _sweep(pitch, n) + 0.6 * _sweep(pitch * 1.503, n) + 0.4 * _sweep(pitch * 2.007, n)
    tone *= 0.5 * (1 + 0.35 * np.sin(2 * np.pi * np.cumsum(4 + 14 * s) / _RATE))
    return np.stack((left + tone, right + tone), axis=1) * swell[:, None]


def click(n: int, random: Random) -> Wave:
    """Two short resonances, down and up."""
    x = _noise(n, random, 1500, 9000) * _decay(n, 0.012, 0.0003)
    x += 0.8 * np.sin(2 * np.pi * 2400 * _t(n)) * _decay(n, 0.018, 0.0003)
    back = int(0.028 * _RATE)
    x[back:] += 0.45 * _noise(n - back, random, 2500, 11000) * _decay(n - back, 0.010, 0.0003)
    return x


def tick(n: int, random: Random) -> Wave:
    """A small wooden click."""
    return np.sin(2 * np.pi * 3100 * _t(n)) * _decay(n, 0.03, 0.0003) + 0.3 * _noise(
        n, random, 3000, 9000
    ) * _decay(n, 0.008, 0.0003)


def pop(n: int, random: Random) -> Wave:
    """A tone that jumps up and is gone."""
    t = _t(n)
    return _sweep(280 + 900 * (t / 0.09) ** 1.5, n) * _decay(n, 0.11, 0.003) + 0.05 * random.standard_normal(
        n
    ) * _decay(n, 0.01)


def beep(n: int, _random: Random) -> Wave:
    """A soft-edged tone."""
    edge: Wave = np.minimum(1, np.minimum(_t(n), _t(n)[::-1]) / 0.008)
    wave: Wave = (np.sin(2 * np.pi * 1000 * _t(n)) + 0.15 * np.sin(2 * np.pi * 2000 * _t(n))) * edge
    return wave


def chime(n: int, _random: Random) -> Wave:
    """Three bells: G5, C6, E6."""
    x = np.zeros((n, 2))
    for late, pitch, place in ((0.0, 783.99, -0.3), (0.11, 1046.5, 0.0), (0.22, 1318.5, 0.3)):
        at = int(late * _RATE)
        x[at:] += _placed(_bell(n - at, pitch, 1.9), place)
    return x


def ding(n: int, _random: Random) -> Wave:
    """One bell."""
    return _bell(n, 1567.98, 1.7)


def success(n: int, _random: Random) -> Wave:
    """C6, then G6."""
    x, at = _bell(n, 1046.5, 0.5), int(0.12 * _RATE)
    x[at:] += _bell(n - at, 1567.98, 0.75)
    return x


def error(n: int, _random: Random) -> Wave:
    """Two hollow notes, the second lower."""
    x = np.zeros(n)
    for late, pitch in ((0.0, 311.1), (0.16, 233.1)):
        at = int(late * _RATE)
        m = n - at
        tone = sum(np.sin(2 * np.pi * pitch * k * _t(m)) / k**1.4 for k in (1, 3, 5))
        x[at:] += tone * _decay(m, 0.45, 0.006)
    return x


def glitch(n: int, random: Random) -> Wave:
    """Slices of tones and held noise, chopped."""
    x = np.zeros((n, 2))
    at = 0
    while at < n:
        size = min(n - at, int(random.integers(400, 2400)))
        kind, place = random.integers(0, 3), random.uniform(-0.7, 0.7)
        if kind == 0:
            held = np.repeat(random.standard_normal(size // 24 + 1), 24)[:size]
        elif kind == 1:
            held = np.sign(np.sin(2 * np.pi * random.uniform(120, 1800) * _t(size)))
        else:
            held = np.zeros(size)
        edge = np.minimum(1, np.minimum(np.arange(size), np.arange(size)[::-1]) / 40)
        x[at : at + size] += _placed(held * edge * random.uniform(0.4, 1), place)
        at += size
    return x


def shutter(n: int, random: Random) -> Wave:
    """Mirror up, curtain, mirror down."""
    x = np.zeros(n)
    for late, level, low in ((0.0, 0.8, 700), (0.045, 1.0, 1800), (0.11, 0.6, 500)):
        at = int(late * _RATE)
        x[at:] += level * _noise(n - at, random, low, 9000, -2) * _decay(n - at, 0.05, 0.001)
    return x


def thunder(n: int, random: Random) -> Wave:
    """A crack far off and rolls that follow."""
    t = _t(n)
    roll = 0.35 * np.exp(-t / 1.6)
    for _ in range(7):
        at, width = random.uniform(0.15, 2.4), random.uniform(0.08, 0.3)
        roll += random.uniform(0.3, 0.9) * np.exp(-(((t - at) / width) ** 2)) * np.exp(-t / 2.2)
    end = np.minimum(1, (t[-1] - t) / 1.2)
    sides = []
    for _ in range(2):
        crack = _noise(n, random, 200, 3500, -3) * _decay(n, 0.5, 0.02) * 0.5
        sides.append((_noise(n, random, 28, 260, -5) * roll + crack) * end)
    return np.stack(sides, axis=1)


def heartbeat(n: int, random: Random) -> Wave:
    """Lub and dub; the beats share the loop evenly, near 66 a minute."""
    beats = max(1, round(n / _RATE * 1.1))
    x = np.zeros(n)
    for beat in range(beats):
        start = round(n * beat / beats)
        for late, level, pitch in ((0.0, 1.0, 46), (0.29, 0.7, 58)):
            m = int(0.26 * _RATE)
            thud = _sweep(pitch + 40 * np.exp(-_t(m) * 40), m) * _decay(m, 0.24, 0.012)
            thud += 0.12 * _noise(m, random, 40, 200) * _decay(m, 0.12, 0.01)
            _laid(n, x, level * np.tanh(1.6 * thud), start + int(late * _RATE))
    return x


def rain(n: int, random: Random) -> Wave:
    """A bed of noise and drops of all sizes."""
    sides = []
    for _ in range(2):
        x = 0.6 * _noise(n, random, 900, 11000, -1) + 0.25 * _noise(n, random, 150, 900)
        for _ in range(int(n / _RATE * 55)):
            m = int(random.uniform(0.004, 0.02) * _RATE)
            drop = np.sin(2 * np.pi * random.uniform(1500, 6500) * _t(m)) * _decay(m, m / _RATE, 0.0006)
            _laid(n, x, random.exponential(0.7) * drop, int(random.integers(n)))
        sides.append(np.tanh(x / 3))
    return np.stack(sides, axis=1)


def wind(n: int, random: Random) -> Wave:
    """Gusts: the harder they blow, the higher they sound."""
    gust = _gusts(n, random, 5, 0.12)
    sides = []
    for _ in range(2):
        low, mid, high = (
            _noise(n, random, a, b) for a, b in ((60.0, 260.0), (300.0, 700.0), (900.0, 1700.0))
        )
        sides.append(low * gust**0.8 + 0.55 * mid * gust**1.6 + 0.22 * high * gust**3)
    return np.stack(sides, axis=1)


def waves(n: int, random: Random) -> Wave:
    """Two waves in a loop: they swell, break and draw back."""
    t = np.arange(n) / n
    phase = (t * 2) % 1
    swell = np.sin(np.pi * phase**0.7) ** 3
    back = np.sin(np.pi * ((phase + 0.75) % 1)) ** 2
    sides = []
    for _ in range(2):
        body = _noise(n, random, 80, 900, -2) * (0.2 + 0.8 * swell)
        foam = _noise(n, random, 1200, 9000, -2) * (0.55 * swell**2 + 0.2 * back)
        sides.append(body + foam)
    return np.stack(sides, axis=1)


def crackle(n: int, random: Random) -> Wave:
    """Snaps of many sizes over a low burn."""
    x = 0.10 * _noise(n, random, 60, 500, -3) * _gusts(n, random, 4, 0.5)
    x += 0.02 * _noise(n, random, 2000, 9000)
    for _ in range(int(n / _RATE * 14)):
        m = int(random.uniform(0.002, 0.012) * _RATE) + 8
        snap = random.standard_normal(m) * _decay(m, m / _RATE, 0.0003)
        _laid(n, x, min(3.0, random.exponential(0.5)) * snap, int(random.integers(n)))
    return np.tanh(x)


def typing(n: int, random: Random) -> Wave:
    """Keys in bursts, as people type."""
    x = np.zeros(n)
    at = 0
    while at < n - _RATE // 4:
        m = int(0.07 * _RATE)
        key = _noise(m, random, 900, random.uniform(4000, 8000), -2) * _decay(m, 0.04, 0.0006)
        key += 0.7 * np.sin(2 * np.pi * random.uniform(180, 320) * _t(m)) * _decay(m, 0.05, 0.001)
        _laid(n, x, random.uniform(0.45, 1) * key, at)
        pause = random.uniform(0.35, 0.8) if random.random() < 0.12 else random.gamma(6, 0.022)
        at += int(max(0.05, pause) * _RATE)
    return x


def applause(n: int, random: Random) -> Wave:
    """Some forty people, each with hands and a tempo of their own."""
    x = np.zeros((n, 2))
    for _ in range(40):
        low, place, every = random.uniform(700, 1500), random.uniform(-0.9, 0.9), random.uniform(0.2, 0.32)
        m = int(0.03 * _RATE)
        clap = _noise(m, random, low, low * 3.2) * _decay(m, 0.03, 0.0008) * random.uniform(0.3, 1)
        count = max(1, round(n / _RATE / every))
        one = np.zeros(n)
        for k in range(count):
            _laid(n, one, clap, int(n * (k + random.normal(0, 0.06)) / count) % n)
        x += _placed(one, place)
    bed = np.stack([_noise(n, random, 800, 6000, -3) for _ in range(2)], axis=1)
    return x + 0.35 * bed * float(np.sqrt(np.mean(x**2)))
