"""The seam behind which a voice speaks, and the voice that is there when none is named."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Spoken", "SpokenWord", "Voice", "default_voice"]


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word of a spoken text and when it is heard, in seconds from the beginning."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """A spoken text: ``samples`` (n,) float32, -1..1, mono at 48 kHz, and when each word is heard."""

    samples: npt.NDArray[np.float32]
    words: tuple[SpokenWord, ...]

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return len(self.samples) / 48_000


class Voice(Protocol):
    """Turns text into sound; the same arguments give the same samples."""

    @property
    def version(self) -> str:
        """Name and version; another one may give other samples. Part of recipes."""
        ...

    def languages(self) -> tuple[str, ...]:
        """The languages it speaks, as IETF tags, sorted."""
        ...

    def speak(self, text: str, language: str = "en", voice: str = "", words_per_minute: int = 165) -> Spoken:
        """``text`` spoken.

        Raises:
            OptionError: a language or a voice that it does not have.
            RenderError: it failed.
        """
        ...


@cache
def default_voice() -> Voice:
    """The embedded voice, espeak-ng: small, quick, in over a hundred languages."""
    from reelwright.compose.sound.espeak import EspeakVoice

    return EspeakVoice()
