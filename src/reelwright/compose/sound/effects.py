"""Sound effects by name: the table, and how they are levelled and streamed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.sound import makers
from reelwright.errors import OptionError

__all__ = ["EFFECTS", "VERSION", "Effect", "effect_blocks"]

VERSION: Final = 1
"""Changes whenever the same arguments give other samples; part of recipes."""

Samples = npt.NDArray[np.float32]

_RATE: Final = 48_000
_BLOCK: Final = 1 << 15
_LOOP: Final = 12


@dataclass(frozen=True, slots=True)
class Effect:
    """A sound that can be asked for by name.

    Attributes:
        about: what it sounds like, in a few words.
        seconds: how long it lasts by itself; 0 for one that goes on as long as it is wanted.
        peak: its highest sample in dBFS.
        make: makes it from a length in samples and a source of noise, mono (n,) or stereo (n, 2).
        stretches: it is as long as it is wanted, up to 30 s, and ends there, as risers do.
    """

    about: str
    seconds: float
    peak: float
    make: makers.Maker
    stretches: bool = False


EFFECTS: Final[dict[str, Effect]] = {
    "applause": Effect("a hall of people clapping", 0, -9, makers.applause),
    "beep": Effect("a short electronic tone", 0.18, -12, makers.beep),
    "boom": Effect("a deep drop with a long tail", 2.6, -4, makers.boom),
    "chime": Effect("three glass bells going up", 2.2, -9, makers.chime),
    "click": Effect("a dry mouse click", 0.06, -9, makers.click),
    "crackle": Effect("a wood fire", 0, -12, makers.crackle),
    "ding": Effect("one clear bell", 1.8, -9, makers.ding),
    "error": Effect("two low notes going down", 0.5, -10, makers.error),
    "glitch": Effect("digital stutter", 0.45, -10, makers.glitch),
    "heartbeat": Effect("a heart at 66 beats a minute", 0, -5, makers.heartbeat),
    "impact": Effect("a cinematic hit", 1.6, -3, makers.impact),
    "pop": Effect("a bubble", 0.14, -8, makers.pop),
    "rain": Effect("steady rain with drops", 0, -12, makers.rain),
    "riser": Effect("noise and tone rising to the end", 2.5, -6, makers.riser, stretches=True),
    "shutter": Effect("a camera", 0.22, -8, makers.shutter),
    "success": Effect("two bright notes going up", 0.9, -9, makers.success),
    "swoosh": Effect("a quick light pass", 0.45, -8, makers.swoosh),
    "thunder": Effect("a far thunderclap", 4.5, -5, makers.thunder),
    "tick": Effect("one tick of a clock", 0.05, -12, makers.tick),
    "typing": Effect("someone at a keyboard", 0, -12, makers.typing),
    "waves": Effect("surf on a beach", 0, -10, makers.waves),
    "whoosh": Effect("a big pass from left to right", 1.0, -6, makers.whoosh),
    "wind": Effect("gusts of wind", 0, -12, makers.wind),
}
"""Every effect by its name."""


def effect_blocks(name: str, seed: int, samples: int) -> Iterator[Samples]:
    """The effect ``name`` as (n, 2) float32 blocks at 48 kHz, at most ``samples`` in all.

    The same arguments give the same samples. One-shots end by themselves; textures (rain, wind) go on without
    a seam. Memory does not grow with the length.

    Raises:
        OptionError: no such effect.
    """
    effect = EFFECTS.get(name.strip().lower())
    if effect is None:
        raise OptionError(
            f"There is no sound effect “{name}”.",
            code="bad-effect",
            hint=f"Use one of: {', '.join(EFFECTS)}.",
            effects=list(EFFECTS),
        )
    length = round((effect.seconds or _LOOP) * _RATE)
    if effect.stretches:
        length = max(_RATE // 4, min(samples, 30 * _RATE))
    return _cut(
        _made(effect.make, effect.peak, seed, length, not effect.seconds), samples, not effect.seconds
    )


@lru_cache(maxsize=8)
def _made(make: makers.Maker, peak: float, seed: int, length: int, loops: bool) -> Samples:
    x = make(length, np.random.default_rng((seed & 0xFFFFFFFF, length)))
    if x.ndim == 1:
        x = np.repeat(x[:, None], 2, axis=1)
    x = x - x.mean(axis=0)
    if not loops:  # one that ends, ends in silence
        edge = min(length // 8, 480)
        x[-edge:] *= np.linspace(1, 0, edge)[:, None]
        x[:24] *= np.linspace(0, 1, 24)[:, None]
    made: Samples = (x * (10 ** (peak / 20) / max(1e-9, np.abs(x).max()))).astype(np.float32)
    made.flags.writeable = False
    return made


def _cut(x: Samples, samples: int, loops: bool) -> Iterator[Samples]:
    at = 0
    while at < samples and (loops or at < len(x)):
        first = at % len(x)
        block = x[first : min(len(x), first + _BLOCK, first + samples - at)]
        yield block
        at += len(block)
