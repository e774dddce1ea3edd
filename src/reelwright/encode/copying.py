"""Byte ranges of many files copied into one, in memory that does not grow with their size."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final

from reelwright.errors import RenderError

__all__ = ["Range", "copy_ranges"]

Range = tuple[Path, int, int]
"""A file, its first byte and the number of bytes."""

_PIECE: Final = 1 << 20
_NOT_HERE: Final = frozenset(
    (errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM, errno.EBADF)
)


def copy_ranges(ranges: Iterable[Range], out: BinaryIO) -> None:
    """Append ``ranges`` to ``out``, in order; inside the kernel where the file systems allow it.

    Raises:
        RenderError: a file ends before its range does.
        OSError: reading or writing failed.
    """
    out.flush()
    in_kernel = hasattr(os, "copy_file_range")
    current: BinaryIO | None = None
    opened: Path | None = None
    try:
        for path, offset, length in ranges:
            if current is None or path != opened:
                if current is not None:
                    current.close()
                current, opened = path.open("rb", buffering=0), path
            done = _copy_in_kernel(current, out, offset, length) if in_kernel else 0
            if done < length:
                in_kernel = False
                done += _copy_by_reading(current, out, offset + done, length - done)
            if done < length:
                raise RenderError(f"{path} is cut short.", code="bad-segment", path=str(path))
    finally:
        if current is not None:
            current.close()


def _copy_in_kernel(source: BinaryIO, out: BinaryIO, offset: int, length: int) -> int:
    """Bytes copied; fewer than asked where the file systems cannot, or at the end of ``source``."""
    done = 0
    while done < length:
        try:
            n = os.copy_file_range(source.fileno(), out.fileno(), length - done, offset + done)
        except OSError as error:
            if error.errno in _NOT_HERE:
                return done
            raise
        if n == 0:
            return done
        done += n
    return done


def _copy_by_reading(source: BinaryIO, out: BinaryIO, offset: int, length: int) -> int:
    done = 0
    source.seek(offset)
    while done < length:
        piece = source.read(min(_PIECE, length - done))
        if not piece:
            break
        out.write(piece)
        done += len(piece)
    out.flush()
    return done
