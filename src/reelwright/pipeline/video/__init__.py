"""Tools for video files: each is a function that reads files, writes one result whole, and reports on it.

They are the commands of ``reelwright video``. A name's module is imported when the name is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reelwright.pipeline.video.animation import gif
    from reelwright.pipeline.video.concatenating import concat
    from reelwright.pipeline.video.extract import extract_sound
    from reelwright.pipeline.video.grading import LOOKS, grade
    from reelwright.pipeline.video.inspection import info
    from reelwright.pipeline.video.looping import loop
    from reelwright.pipeline.video.moment import Moment, parse_moment
    from reelwright.pipeline.video.pacing import speed
    from reelwright.pipeline.video.placing import FITS
    from reelwright.pipeline.video.report import StillsReport, ToolReport
    from reelwright.pipeline.video.resizing import resize
    from reelwright.pipeline.video.reversing import reverse
    from reelwright.pipeline.video.scenes import scene_starts
    from reelwright.pipeline.video.sequence import from_frames
    from reelwright.pipeline.video.sheet import contact_sheet
    from reelwright.pipeline.video.sound import Placement, add_sound, mix_sound, replace_sound
    from reelwright.pipeline.video.stills import frames
    from reelwright.pipeline.video.thumbs import best_frames, thumbnails
    from reelwright.pipeline.video.trimming import trim

__all__ = [
    "FITS",
    "LOOKS",
    "Moment",
    "Placement",
    "StillsReport",
    "ToolReport",
    "add_sound",
    "best_frames",
    "concat",
    "contact_sheet",
    "extract_sound",
    "frames",
    "from_frames",
    "gif",
    "grade",
    "info",
    "loop",
    "mix_sound",
    "parse_moment",
    "replace_sound",
    "resize",
    "reverse",
    "scene_starts",
    "speed",
    "thumbnails",
    "trim",
]

_NAMES = {
    "animation": ("gif",),
    "concatenating": ("concat",),
    "extract": ("extract_sound",),
    "grading": ("LOOKS", "grade"),
    "inspection": ("info",),
    "looping": ("loop",),
    "moment": ("Moment", "parse_moment"),
    "pacing": ("speed",),
    "placing": ("FITS",),
    "report": ("StillsReport", "ToolReport"),
    "resizing": ("resize",),
    "reversing": ("reverse",),
    "scenes": ("scene_starts",),
    "sequence": ("from_frames",),
    "sheet": ("contact_sheet",),
    "sound": ("Placement", "add_sound", "mix_sound", "replace_sound"),
    "stills": ("frames",),
    "thumbs": ("best_frames", "thumbnails"),
    "trimming": ("trim",),
}
_HOME = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    import importlib

    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
