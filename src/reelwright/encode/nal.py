"""H.264 and H.265 units inside samples and headers: what must be known to put two encodings in one track.

Units are length-prefixed in MP4 (ISO/IEC 14496-15) and start with ``00 00 01`` in byte streams (Annex B).
Parameter sets sit in the sample entry's ``avcC`` or ``hvcC`` box.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reelwright.encode.boxes import box, boxes_in

__all__ = ["AvcConfig", "HevcConfig", "exp_golomb", "prefixed", "split_units", "units"]

_START: Final = re.compile(rb"\x00\x00\x01")
_VISUAL_HEADER: Final = 86
"""Bytes of a visual sample entry before its boxes (ISO/IEC 14496-12, 12.1.3)."""


def units(data: bytes, prefix: int = 4) -> Iterator[bytes]:
    """The units of a sample, without their lengths of ``prefix`` bytes; stops where they do not add up."""
    at = 0
    while at + prefix < len(data):
        size = int.from_bytes(data[at : at + prefix], "big")
        at += prefix
        if size == 0 or at + size > len(data):
            return
        yield data[at : at + size]
        at += size


def split_units(data: bytes) -> list[bytes]:
    """The units of a byte stream (Annex B), or of length-prefixed data when it is that."""
    found = [match.end() for match in _START.finditer(data)]
    if not found or found[0] > 4:
        return list(units(data))
    ends = [start - 3 for start in found[1:]] + [len(data)]
    return [data[a:b].rstrip(b"\0") for a, b in zip(found, ends, strict=True) if b > a]


def prefixed(parts: Sequence[bytes]) -> bytes:
    """Units as a sample holds them, each after its length in 4 bytes."""
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def exp_golomb(data: bytes) -> int:
    """The unsigned exponential-Golomb number at the start of ``data`` (ITU-T H.264, 9.1); -1 when cut off."""
    bits = int.from_bytes(data[:8].ljust(8, b"\0"), "big")
    zeros = 64 - bits.bit_length()
    if zeros > 31:
        return -1
    return (bits >> (64 - 2 * zeros - 1)) - 1


def _config(entry: bytes, kind: bytes) -> bytes | None:
    return next((entry[b.body : b.end] for b in boxes_in(entry, _VISUAL_HEADER) if b.kind == kind), None)


def _replaced(entry: bytes, kind: bytes, payload: bytes, code: bytes) -> bytes:
    """The sample entry with another configuration and four-character code."""
    inner = [
        box(kind, payload) if b.kind == kind else entry[b.start : b.end]
        for b in boxes_in(entry, _VISUAL_HEADER)
    ]
    return box(code, entry[8:_VISUAL_HEADER], *inner)


@dataclass(frozen=True, slots=True)
class AvcConfig:
    """An ``avcC`` box: its first four bytes (version, profile, compatibility, level), its sets, the rest."""

    head: bytes
    prefix: int
    sps: tuple[bytes, ...]
    pps: tuple[bytes, ...]
    tail: bytes = b""

    @classmethod
    def of_entry(cls, entry: bytes) -> AvcConfig | None:
        """The configuration in an ``avc1`` or ``avc3`` entry; None when there is none."""
        data = _config(entry, b"avcC")
        return cls.parse(data) if data else None

    @classmethod
    def parse(cls, data: bytes) -> AvcConfig | None:
        """Read the payload of an ``avcC`` box; None when it is damaged."""
        if len(data) < 7 or data[0] != 1:
            return None
        at, lists = 5, []
        for mask in (0x1F, 0xFF):
            if at >= len(data):
                return None
            count, found = data[at] & mask, []
            at += 1
            for _ in range(count):
                size = int.from_bytes(data[at : at + 2], "big")
                found.append(data[at + 2 : at + 2 + size])
                at += 2 + size
            lists.append(tuple(found))
        return cls(data[:4], (data[4] & 3) + 1, lists[0], lists[1], data[at:])

    @property
    def used_ids(self) -> set[int]:
        """Numbers that its sequence and picture parameter sets have."""
        return {exp_golomb(unit[4:12]) for unit in self.sps} | {exp_golomb(unit[1:9]) for unit in self.pps}

    def with_sets(self, other: AvcConfig) -> AvcConfig:
        """This configuration with the sets of ``other``, whose numbers differ, and the higher level."""
        level = max(self.head[3], other.head[3])
        profile, compatible = self.head[1], self.head[2] & other.head[2]
        profile = max(profile, other.head[1])
        tail = self.tail or other.tail
        return AvcConfig(
            bytes((1, profile, compatible, level)),
            self.prefix,
            (*self.sps, *(unit for unit in other.sps if unit not in self.sps)),
            (*self.pps, *(unit for unit in other.pps if unit not in self.pps)),
            tail if profile in (100, 110, 122, 144) else b"",
        )

    def payload(self) -> bytes:
        """The box's payload."""
        sets = [bytes((0xE0 | len(self.sps),))]
        sets += [struct.pack(">H", len(unit)) + unit for unit in self.sps]
        sets.append(bytes((len(self.pps),)))
        sets += [struct.pack(">H", len(unit)) + unit for unit in self.pps]
        return self.head + bytes((0xFC | (self.prefix - 1),)) + b"".join(sets) + self.tail

    def into(self, entry: bytes) -> bytes:
        """``entry`` with this configuration."""
        return _replaced(entry, b"avcC", self.payload(), entry[4:8])


@dataclass(frozen=True, slots=True)
class HevcConfig:
    """What an ``hvcC`` box says that matters here: the parameter sets, and bytes of the length prefixes."""

    prefix: int
    sets: tuple[bytes, ...]
    data: bytes

    @classmethod
    def of_entry(cls, entry: bytes) -> HevcConfig | None:
        """The configuration in an ``hvc1`` or ``hev1`` entry; None when there is none or it is damaged."""
        data = _config(entry, b"hvcC")
        if not data or len(data) < 23:
            return None
        at, found = 23, []
        for _ in range(data[22]):
            count = int.from_bytes(data[at + 1 : at + 3], "big")
            at += 3
            for _ in range(count):
                size = int.from_bytes(data[at : at + 2], "big")
                found.append(data[at + 2 : at + 2 + size])
                at += 2 + size
        return cls((data[21] & 3) + 1, tuple(found), data)

    def in_band(self, entry: bytes) -> bytes:
        """``entry`` saying that parameter sets also come inside the samples (``hev1``)."""
        return _replaced(entry, b"hvcC", self.data, b"hev1")
