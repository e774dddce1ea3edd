"""espeak-ng as a voice. Each text is spoken by a fresh process.

The library is one global machine, and what it says depends a little on what it said before: only a new
process gives the same samples for the same text.
"""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.sound.voice import Spoken, SpokenWord
from reelwright.errors import OptionError, RenderError

__all__ = ["EspeakVoice"]

LEVEL: Final = -18.0
"""Loudness of every voice in LUFS, so that languages and speakers do not differ."""

_MOST_TEXT: Final = 50_000
_SECONDS: Final = 120
_PEAK: Final = 10 ** (-1.5 / 20)


class EspeakVoice:
    """espeak-ng from its wheel. ``voice`` is one of its variants, such as ``f3`` or ``Annie``."""

    @property
    def version(self) -> str:
        """Name and version; part of recipes."""
        from importlib.metadata import version

        return f"espeak-ng {version('espeakng-loader')}, 1"

    def languages(self) -> tuple[str, ...]:
        """The languages it speaks, sorted.

        Raises:
            RenderError: the library cannot be loaded.
        """
        return tuple(_asked({"do": "languages"})[0]["languages"])

    def speak(self, text: str, language: str = "en", voice: str = "", words_per_minute: int = 165) -> Spoken:
        """``text`` spoken at -18 LUFS, mono at 48 kHz.

        Raises:
            OptionError: no such language or variant, or more than 50000 characters.
            RenderError: the library failed.
        """
        if len(text) > _MOST_TEXT:
            raise OptionError(
                f"A text of {len(text)} characters is too long to be spoken at once.",
                code="text-too-long",
                hint=f"Use several voices of at most {_MOST_TEXT} characters.",
            )
        return _spoken(text, language, voice, words_per_minute)


@functools.lru_cache(maxsize=32)
def _spoken(text: str, language: str, voice: str, words_per_minute: int) -> Spoken:
    told, pcm = _asked(
        {"do": "speak", "text": text, "language": language, "voice": voice, "wpm": words_per_minute}
    )
    if told.get("unknown") == "language":
        known = ", ".join(told["languages"])
        raise OptionError(
            f"There is no voice for the language “{language}”.",
            code="bad-language",
            hint=f"Use one of: {known}.",
            languages=told["languages"],
        )
    if told.get("unknown") == "voice":
        raise OptionError(
            f"There is no voice “{voice}”.",
            code="bad-voice",
            hint=f"Use one of: {', '.join(told['voices'])}.",
            voices=told["voices"],
        )
    rate = int(told["rate"])
    samples = _levelled(_resampled(np.frombuffer(pcm, "<i2"), rate))
    words = _words(text, told["words"], rate, len(samples) / 48_000)
    samples.flags.writeable = False
    return Spoken(samples, words)


def _asked(question: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    import espeakng_loader

    question |= {"library": espeakng_loader.get_library_path(), "data": espeakng_loader.get_data_path()}
    script = Path(__file__).with_name("espeak_process.py")
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(script)],
            input=json.dumps(question).encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
        head, _, pcm = done.stdout.partition(b"\n")
        told = json.loads(head)
        if "error" in told:
            raise ValueError(told["error"])
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise RenderError(
            f"The voice espeak-ng failed: {error}.",
            code="voice-failed",
            hint="Reinstall the package espeakng-loader, or record the voice and use it as a file.",
        ) from None
    return told, pcm


def _resampled(pcm: npt.NDArray[np.int16], rate: int) -> npt.NDArray[np.float32]:
    import av

    if not len(pcm):
        return np.zeros(0, np.float32)
    resampler: Any = av.AudioResampler(format="flt", layout="mono", rate=48_000)
    frame: Any = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm).reshape(1, -1), "s16", "mono")
    frame.sample_rate = rate
    pieces = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([piece.to_ndarray().reshape(-1) for piece in pieces]).astype(np.float32)


def _levelled(x: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    from reelwright.compose.music.limiter import Limiter
    from reelwright.compose.music.loudness import Loudness

    both = np.repeat(x[:, None], 2, axis=1)
    meter = Loudness()
    meter.feed(both)
    loud = meter.integrated()
    if not np.isfinite(loud):
        return x.copy()
    limiter = Limiter(_PEAK)
    both = both * np.float32(10 ** (min(30.0, LEVEL - loud) / 20))
    return np.ascontiguousarray(np.concatenate((limiter.feed(both), limiter.flush()))[:, 0])


def _words(text: str, events: list[list[int]], rate: int, end: float) -> tuple[SpokenWord, ...]:
    """Words with their times. ``events`` are (character, length, sample); some words have several."""
    words: list[SpokenWord] = []
    taken = 0
    for position, length, sample in events:
        first = max(0, position)
        while first < len(text) and text[first].isspace():
            first += 1
        if first < taken or first >= len(text):  # one word said as several
            continue
        last = min(len(text), max(first + 1, position + length))
        while last < len(text) and not text[last].isspace() and not _stands_alone(text[last]):
            last += 1  # punctuation belongs to the word before it
        taken = last
        words.append(SpokenWord(text[first:last], sample / rate, end))
    return tuple(
        SpokenWord(word.text, word.start, words[i + 1].start if i + 1 < len(words) else end)
        for i, word in enumerate(words)
    )


def _stands_alone(letter: str) -> bool:
    """True for letters of scripts that put no spaces between words (from the CJK blocks on)."""
    return letter >= "\u2e80" and letter.isalnum()
