"""What is heard: files, clips, voices, effects and nested timelines, placed, ducked, levelled.

``heard`` reads a timeline, ``files``, ``voice`` and ``effects`` make samples, ``strip`` places them,
``ducking`` and ``levelling`` act on the sum. :mod:`reelwright.compose.mix` puts them together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reelwright.compose.sound.effects import EFFECTS, effect_blocks
    from reelwright.compose.sound.espeak import EspeakVoice
    from reelwright.compose.sound.voice import Spoken, SpokenWord, Voice, default_voice

__all__ = [
    "EFFECTS",
    "EspeakVoice",
    "Spoken",
    "SpokenWord",
    "Voice",
    "default_voice",
    "effect_blocks",
]

_HOME = {
    "EFFECTS": "effects",
    "EspeakVoice": "espeak",
    "Spoken": "voice",
    "SpokenWord": "voice",
    "Voice": "voice",
    "default_voice": "voice",
    "effect_blocks": "effects",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"reelwright.compose.sound.{_HOME[name]}"), name)
