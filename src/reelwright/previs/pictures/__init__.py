"""Clips from the user's own pictures and clips, without a model: parallax, morphs, treatments, continuations.

A :class:`PictureSpec` opened at a size is a source of frames as a previs shot is: frame ``n`` is a pure
function of the document, the files it names (by digest), the size and ``n``. What takes long to find out
(where the subject ends, how a shaky camera went) is worked out once per file and kept with the baked art.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reelwright.previs.pictures.intake import check_clip, check_picture
    from reelwright.previs.pictures.opener import open_picture
    from reelwright.previs.pictures.seam import Tint, join_at
    from reelwright.previs.pictures.spec import SCHEMA, File, PictureSpec
    from reelwright.previs.pictures.treatment import Treatment, treatments_of

__all__ = [
    "SCHEMA",
    "File",
    "PictureSpec",
    "Tint",
    "Treatment",
    "check_clip",
    "check_picture",
    "join_at",
    "open_picture",
    "treatments_of",
]

_HOME = {
    "SCHEMA": "spec",
    "File": "spec",
    "PictureSpec": "spec",
    "Tint": "seam",
    "Treatment": "treatment",
    "check_clip": "intake",
    "check_picture": "intake",
    "join_at": "seam",
    "open_picture": "opener",
    "treatments_of": "treatment",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
