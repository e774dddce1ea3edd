"""Frames -> bytes: segments, the film's sound, and films assembled from both without encoding again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reelwright.encode.settings import VideoSettings

if TYPE_CHECKING:
    from reelwright.encode.audio import audio_params, encode_audio
    from reelwright.encode.fragmented import Fragment, Rendition, assemble_fragments
    from reelwright.encode.progressive import assemble
    from reelwright.encode.video import encode_segment

__all__ = [
    "Fragment",
    "Rendition",
    "VideoSettings",
    "assemble",
    "assemble_fragments",
    "audio_params",
    "encode_audio",
    "encode_segment",
]

_HOME = {
    "Fragment": "fragmented",
    "Rendition": "fragmented",
    "assemble": "progressive",
    "assemble_fragments": "fragmented",
    "audio_params": "audio",
    "encode_audio": "audio",
    "encode_segment": "video",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for: numpy and the codecs are not wanted by those who only need settings."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"reelwright.encode.{_HOME[name]}"), name)
