"""An original music bed, composed and played from a mood and a seed.

``score`` writes notes (key, harmony, melody, form), ``instruments`` plays each of them, ``space`` is the room
they sound in, ``loudness`` sets the level and ``bed`` streams the result in memory that does not grow with
its length. Nothing is sampled and nothing is random: the same arguments give the same sound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reelwright.compose.music.bed import VERSION, music_blocks
    from reelwright.compose.music.limiter import Limiter
    from reelwright.compose.music.loudness import Loudness
    from reelwright.compose.music.moods import MOODS

__all__ = ["MOODS", "VERSION", "Limiter", "Loudness", "music_blocks"]

_HOME = {
    "MOODS": "moods",
    "VERSION": "bed",
    "Limiter": "limiter",
    "Loudness": "loudness",
    "music_blocks": "bed",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"reelwright.compose.music.{_HOME[name]}"), name)
