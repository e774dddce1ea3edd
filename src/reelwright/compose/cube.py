"""``.cube`` tables: a strict, bounded reader of the Adobe Cube LUT Specification 1.0, and their use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from reelwright.errors import MediaError

__all__ = ["Cube", "parse_cube", "read_cube"]

Floats = npt.NDArray[np.float32]

_MOST_BYTES: Final = 600 * 1024 * 1024
_LONGEST_LINE: Final = 250
_LARGEST: Final = {"LUT_1D_SIZE": 65536, "LUT_3D_SIZE": 256}


@dataclass(frozen=True, slots=True)
class Cube:
    """A table. ``table`` is (size, 3) for curves, else (size, size, size, 3) by blue, green, red; float32.

    ``low`` and ``high`` are the inputs that its first and last entries stand for.
    """

    table: Floats
    low: tuple[float, float, float]
    high: tuple[float, float, float]
    title: str = ""

    @property
    def size(self) -> int:
        """Entries along each axis."""
        return int(self.table.shape[0])

    def apply(self, rgb: Floats) -> Floats:
        """``rgb`` (n, 3) through the table: linear between the entries of curves, tetrahedral in a cube.

        Inputs beyond the domain count as its nearest end.
        """
        low, high = np.array(self.low, np.float32), np.array(self.high, np.float32)
        position = np.clip((rgb - low) / (high - low), 0, 1) * np.float32(self.size - 1)
        at = np.minimum(position.astype(np.int32), self.size - 2)
        rest = position - at
        if self.table.ndim == 2:
            channel = np.arange(3)
            first, second = self.table[at, channel], self.table[at + 1, channel]
            return np.asarray(first + (second - first) * rest, np.float32)
        return _tetrahedral(self.table, at, rest)


def _tetrahedral(table: Floats, at: npt.NDArray[np.int32], rest: Floats) -> Floats:
    """Between the corners of the tetrahedron in which each point lies: axes in order of their fraction."""
    n = table.shape[0]
    flat = table.reshape(-1, 3)
    stride = np.array([1, n, n * n])  # red runs fastest
    base = (at * stride).sum(axis=1)
    order = np.argsort(-rest, axis=1, kind="stable")
    steps = np.take_along_axis(np.broadcast_to(stride, rest.shape), order, axis=1)
    share = np.take_along_axis(rest, order, axis=1)
    corners = base[:, None] + np.concatenate(
        [np.zeros((len(base), 1), steps.dtype), steps.cumsum(axis=1)], axis=1
    )
    weights = np.concatenate([1 - share[:, :1], share[:, :1] - share[:, 1:2], share[:, 1:2] - share[:, 2:],
                              share[:, 2:]], axis=1)  # fmt: skip
    out: Floats = np.einsum("nk,nkc->nc", weights, flat[corners], optimize=True).astype(np.float32)
    return out


def read_cube(path: Path | str) -> Cube:
    """The table in a file.

    Raises:
        MediaError: missing, too large, or not a ``.cube`` table; with the line that is wrong.
    """
    path = Path(path)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _bad(path, "is larger than any table can be")
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise MediaError(
            f"The LUT {path} cannot be read: {error.strerror}.",
            code="missing-media",
            hint="Check the path; it is taken relative to the timeline's folder.",
            path=str(path),
        ) from None
    return parse_cube(text, path)


def parse_cube(text: str, path: Path | str = "the LUT") -> Cube:
    """The table that ``text`` holds. ``path`` is what errors call it.

    Raises:
        MediaError: not a ``.cube`` table; with the line that is wrong.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    title, kind, size = "", "", 0
    domain = {"DOMAIN_MIN": (0.0, 0.0, 0.0), "DOMAIN_MAX": (1.0, 1.0, 1.0)}
    first = None
    for number, line in enumerate(lines, 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(line) > _LONGEST_LINE:
            raise _bad(path, f"has a line longer than {_LONGEST_LINE} characters", number)
        word = words[0]
        if word[0].isdigit() or word[0] in "+-.":
            first = number - 1
            break
        if word == "TITLE":
            title = line.split("TITLE", 1)[1].strip().strip('"')
        elif word in _LARGEST:
            if kind:
                raise _bad(path, "gives its size twice", number)
            kind, size = word, _size(path, words, number)
        elif word in domain:
            domain[word] = _three(path, words[1:], number)
        elif word in ("LUT_1D_INPUT_RANGE", "LUT_3D_INPUT_RANGE"):
            ends = _numbers(path, words[1:], 2, number)
            domain = {"DOMAIN_MIN": (ends[0],) * 3, "DOMAIN_MAX": (ends[1],) * 3}
        else:
            raise _bad(path, f"has a keyword that is not known: {word[:40]}", number)
    if not kind:
        raise _bad(path, "does not say its size (LUT_1D_SIZE or LUT_3D_SIZE)")
    low, high = domain["DOMAIN_MIN"], domain["DOMAIN_MAX"]
    if any(a >= b for a, b in zip(low, high, strict=True)):
        raise _bad(path, "has a DOMAIN_MIN that is not below its DOMAIN_MAX")
    count = size if kind == "LUT_1D_SIZE" else size**3
    table = _entries(path, lines, len(lines) if first is None else first, count)
    shape = (size, 3) if kind == "LUT_1D_SIZE" else (size, size, size, 3)
    return Cube(table.reshape(shape), low, high, title)


def _entries(path: Path | str, lines: list[str], first: int, count: int) -> Floats:
    rows = [line for line in lines[first:] if line.strip() and not line.lstrip().startswith("#")]
    if len(rows) != count:
        raise _bad(path, f"holds {len(rows)} entries where its size asks for {count}")
    try:
        table = np.array([row.split() for row in rows], np.float32)
    except ValueError:
        table = np.empty((0, 0), np.float32)
    if table.shape != (count, 3) or not np.isfinite(table).all() or np.abs(table).max() > 1e4:
        for number, row in enumerate(lines[first:], first + 1):
            if row.strip() and not row.lstrip().startswith("#"):
                _three(path, row.split(), number)
        raise _bad(path, "holds numbers beyond 10000")
    return table


def _size(path: Path | str, words: list[str], number: int) -> int:
    largest = _LARGEST[words[0]]
    if (
        len(words) != 2
        or not words[1].isascii()
        or not words[1].isdigit()
        or not 2 <= int(words[1][:9]) <= largest
    ):
        raise _bad(path, f"has a size that is not a whole number from 2 to {largest}", number)
    return int(words[1])


def _three(path: Path | str, words: list[str], number: int) -> tuple[float, float, float]:
    red, green, blue = _numbers(path, words, 3, number)
    return red, green, blue


def _numbers(path: Path | str, words: list[str], count: int, number: int) -> list[float]:
    try:
        values = [float(word) for word in words]
    except ValueError:
        values = []
    if len(values) != count or not all(np.isfinite(values)):
        raise _bad(path, f"needs {count} numbers here", number)
    return values


def _bad(path: Path | str, why: str, line: int | None = None) -> MediaError:
    where = "" if line is None else f" (line {line})"
    return MediaError(
        f"{path} {why}{where}.",
        code="bad-lut",
        hint="Export the table again as .cube (Adobe Cube LUT 1.0).",
        path=str(path),
    )
