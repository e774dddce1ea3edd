"""A timeline's frames: sources of pictures, dissolves and fades, and text on top. Loaded piece by piece."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reelwright.compose.colour import frame_to_rgb, rgb_to_frame
    from reelwright.compose.compositor import Compositor
    from reelwright.compose.facts import MediaFacts, StreamFacts, probe
    from reelwright.compose.files import FileSource
    from reelwright.compose.fit import Shape
    from reelwright.compose.frame import Frame, Source
    from reelwright.compose.media import ColourSource, OpenSource, open_media
    from reelwright.compose.text import best_look
    from reelwright.compose.typeface import missing_glyphs

__all__ = [
    "ColourSource",
    "Compositor",
    "FileSource",
    "Frame",
    "MediaFacts",
    "OpenSource",
    "Shape",
    "Source",
    "StreamFacts",
    "best_look",
    "frame_to_rgb",
    "missing_glyphs",
    "open_media",
    "probe",
    "rgb_to_frame",
]

_HOMES = {
    "ColourSource": "media",
    "Compositor": "compositor",
    "FileSource": "files",
    "Frame": "frame",
    "MediaFacts": "facts",
    "OpenSource": "media",
    "Shape": "fit",
    "Source": "frame",
    "StreamFacts": "facts",
    "best_look": "text",
    "frame_to_rgb": "colour",
    "missing_glyphs": "typeface",
    "open_media": "media",
    "probe": "facts",
    "rgb_to_frame": "colour",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
