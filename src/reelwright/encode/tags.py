"""Descriptive tags (title, comment ...) as players read them: an ``ilst`` in ``moov/udta/meta``."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final

from reelwright.encode.boxes import box, full_box

__all__ = ["user_data"]

_ATOMS: Final = {
    "album": b"\xa9alb",
    "artist": b"\xa9ART",
    "comment": b"\xa9cmt",
    "copyright": b"cprt",
    "date": b"\xa9day",
    "description": b"desc",
    "encoder": b"\xa9too",
    "genre": b"\xa9gen",
    "synopsis": b"ldes",
    "title": b"\xa9nam",
}
_UTF8: Final = 1


def user_data(metadata: Mapping[str, str]) -> bytes:
    """The ``udta`` box for the tags that are not empty, in alphabetical order; nothing when there are none.

    Names without an atom of their own become freeform (``----``) items, which FFmpeg and TagLib read back.
    """
    items = [_item(name, metadata[name]) for name in sorted(metadata) if metadata[name]]
    if not items:
        return b""
    handler = full_box(b"hdlr", 0, 0, bytes(4), b"mdir", b"appl", bytes(9))
    return box(b"udta", full_box(b"meta", 0, 0, handler, box(b"ilst", *items)))


def _item(name: str, value: str) -> bytes:
    data = box(b"data", struct.pack(">II", _UTF8, 0), value.encode("utf-8", "replace"))
    if name in _ATOMS:
        return box(_ATOMS[name], data)
    mean = full_box(b"mean", 0, 0, b"com.apple.iTunes")
    return box(b"----", mean, full_box(b"name", 0, 0, name.encode("utf-8", "replace")), data)
