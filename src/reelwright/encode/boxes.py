"""ISO base media boxes (ISO/IEC 14496-12): the few lines that write and read them.

A box is a 32-bit size, a four-character kind and a payload; a *full* box starts its payload with a version
and 24 flags. Everything is big-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

__all__ = ["MATRIX", "Box", "box", "boxes_in", "find", "full_box", "scan"]

MATRIX: Final = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
"""The unity transformation matrix of movie and track headers."""

_CONTAINERS: Final = frozenset(
    (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"mvex", b"moof", b"traf", b"udta", b"dinf")
)


def box(kind: bytes, *payload: bytes) -> bytes:
    """A box of ``kind`` holding the payload's parts in order."""
    size = 8 + sum(len(part) for part in payload)
    return b"".join((struct.pack(">I4s", size, kind), *payload))


def full_box(kind: bytes, version: int, flags: int, *payload: bytes) -> bytes:
    """A box whose payload begins with ``version`` (0..255) and ``flags`` (24 bits)."""
    return box(kind, struct.pack(">I", version << 24 | flags), *payload)


@dataclass(frozen=True, slots=True)
class Box:
    """Where a box lies in a file or a buffer: from ``start`` to ``end``, its payload from ``body``."""

    kind: bytes
    start: int
    body: int
    end: int


def scan(file: BinaryIO) -> Iterator[Box]:
    """The top-level boxes of a file, without reading their payloads.

    Raises:
        ValueError: the bytes are not a sequence of boxes.
    """
    length = file.seek(0, 2)
    at = 0
    while at < length:
        file.seek(at)
        yield (found := _header(file.read(16), at, length - at))
        at = found.end


def boxes_in(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """The boxes that follow one another in ``data[start:end]``.

    Raises:
        ValueError: the bytes are not a sequence of boxes.
    """
    stop = len(data) if end is None else end
    while start < stop:
        found = _header(data[start : start + 16], start, stop - start)
        yield found
        start = found.end


def find(data: bytes, path: str, start: int = 0, end: int | None = None) -> bytes:
    """The payload of the first box at ``path``, for example ``"mdia/minf/stbl/stsz"``.

    Raises:
        ValueError: there is no such box.
    """
    head, _, rest = path.partition("/")
    for inner in boxes_in(data, start, end):
        if inner.kind == head.encode("ascii"):
            if not rest:
                return data[inner.body : inner.end]
            if inner.kind not in _CONTAINERS:
                break
            return find(data, rest, inner.body, inner.end)
    raise ValueError(f"no box {path}")


def _header(head: bytes, start: int, room: int) -> Box:
    if len(head) < 8:
        raise ValueError(f"a box header is cut off at byte {start}")
    size, kind = struct.unpack_from(">I4s", head)
    body = start + 8
    if size == 1 and len(head) >= 16:
        size = struct.unpack_from(">Q", head, 8)[0]
        body = start + 16
    elif size == 0:
        size = room
    if not body - start <= size <= room:
        raise ValueError(f"box {kind!r} at byte {start} claims {size} bytes of {room}")
    return Box(kind, start, body, start + size)
