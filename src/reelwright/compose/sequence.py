"""Numbered pictures as a source, with their transparency."""

from __future__ import annotations

import itertools
import re
from collections import OrderedDict
from pathlib import Path
from typing import Final

from reelwright.compose.fit import Shape
from reelwright.compose.frame import Frame
from reelwright.compose.photo import PhotoSource
from reelwright.errors import MediaError
from reelwright.timing import FrameRate, parse_rate

__all__ = ["SequenceSource", "sequence_files"]

_KEPT: Final = 3
_PICTURES: Final = frozenset(
    (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".avif", ".heic", ".ppm", ".jp2", ".jxl", ".gif")
)
_MOST: Final = 1_000_000


def sequence_files(path: Path | str) -> list[Path]:
    """The pictures of a sequence in the order of their numbers.

    ``path`` has one ``%d`` or ``%0Nd`` in its last part, or is a folder, whose pictures are taken in the
    order of the numbers in their names.

    Raises:
        MediaError: there are none, or a number is missing in between.
    """
    path = Path(path)
    if path.is_dir():
        found = [item for item in path.iterdir() if item.suffix.lower() in _PICTURES and item.is_file()]
        if not found:
            raise _bad(path, "is a folder without pictures")
        return sorted(found, key=lambda item: ([int(n) for n in re.findall(r"\d+", item.stem)], item.name))
    marks = re.findall(r"%(0\d{1,2})?d", path.name)
    if len(marks) != 1:
        raise _bad(path, "is neither a folder nor a name with one %d or %04d")
    head, tail = re.split(r"%(?:0\d{1,2})?d", path.name)
    digits = re.compile(re.escape(head) + r"(\d+)" + re.escape(tail))
    numbered: dict[int, Path] = {}
    width = int(marks[0] or 0)
    folder = path.parent
    for item in folder.iterdir() if folder.is_dir() else ():
        match = digits.fullmatch(item.name)
        if match and (not width or len(match[1]) >= width):
            numbered[int(match[1])] = item
        if len(numbered) > _MOST:
            raise _bad(path, f"has more than {_MOST} pictures")
    if not numbered:
        raise _bad(path, "names no picture that is there", code="missing-media")
    order = sorted(numbered)
    for before, after in itertools.pairwise(order):
        if after != before + 1:
            raise _bad(path, f"has no picture {before + 1}, though {before} and {after} are there")
    return [numbered[number] for number in order]


class SequenceSource:
    """Pictures at ``rate`` frames a second of their own, shown at ``at`` frames a second.

    Raises:
        MediaError: no pictures, or one that cannot be read.
    """

    def __init__(
        self, path: Path | str, rate: str, width: int, height: int, at: FrameRate, shape: Shape
    ) -> None:
        self._files = sequence_files(path)
        self._step = parse_rate(rate).value / at.value  # pictures for one frame
        self._size, self._shape = (width, height), shape
        self._shown: OrderedDict[int, PhotoSource] = OrderedDict()
        first = self._picture(0)
        self.natural = first.natural
        if shape != "barred":  # the first one decides; others are brought to its size
            self._size, self._shape = (first.width, first.height), "barred"
        self.width, self.height = first.width, first.height
        self.length: int | None = max(1, int(len(self._files) / self._step))

    def frame(self, n: int) -> Frame:
        """The picture that is due at frame ``n``; before the first and after the last, those."""
        index = int(max(0, n) * self._step)
        return self._picture(min(index, len(self._files) - 1)).frame(0)

    def _picture(self, index: int) -> PhotoSource:
        picture = self._shown.pop(index, None)
        if picture is None:
            picture = PhotoSource(self._files[index], *self._size, self._shape)
        self._shown[index] = picture
        while len(self._shown) > _KEPT:
            self._shown.popitem(last=False)
        return picture

    def close(self) -> None:
        """Let go of the pictures."""
        self._shown.clear()


def _bad(path: Path, why: str, code: str | None = None) -> MediaError:
    return MediaError(
        f"The picture sequence {path} {why}.",
        code=code,
        hint="Name a folder of pictures, or a pattern such as frames/%04d.png.",
        path=str(path),
    )
