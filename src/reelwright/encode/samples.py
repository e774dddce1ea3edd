"""The samples of one track of a file, as tables: when each is decoded and shown, and where its bytes lie.

Cutting, joining and repeating video without encoding it again is arithmetic on these tables; the bytes are
copied at the very end, by :func:`reelwright.encode.movie_writing.write_movie`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from reelwright.encode.boxes import MATRIX

__all__ = ["Samples", "common_timescale", "joined"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_LARGEST_TIMESCALE: Final = 2**31 - 1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Samples:
    """One track: n samples in decode order.

    ``dts``, ``pts`` and ``lengths`` (n,) are ticks of ``1/timescale`` seconds; 0 is the movie's start, and
    what is shown lies in ``first`` (at least 0) to ``end``. Samples outside are decoded but hidden. ``keys``
    (n,) tells where decoding can begin. Sample i is ``sizes[i]`` bytes of ``files[file[i]]`` from
    ``offsets[i]``. ``entry`` is the sample entry box (``avc1``, ``mp4a`` ...). ``grain`` is 0 for coded
    packets; for PCM it is the bytes of one audio frame, and a sample is a run of them. ``width`` and
    ``height`` are 16.16 numbers.
    """

    kind: Literal["video", "audio"]
    timescale: int
    entry: bytes
    dts: Ints
    pts: Ints
    lengths: Ints
    keys: Bools
    sizes: Ints
    offsets: Ints
    file: Ints
    files: tuple[Path, ...]
    first: int
    end: int
    matrix: bytes = MATRIX
    width: int = 0
    height: int = 0
    grain: int = 0

    def __len__(self) -> int:
        return len(self.dts)

    @property
    def codec(self) -> str:
        """The four-character code of the sample entry."""
        return self.entry[4:8].decode("latin-1")

    @property
    def seconds(self) -> Fraction:
        """How long it is shown."""
        return Fraction(max(0, self.end - self.first), self.timescale)

    def data(self, index: int) -> bytes:
        """The bytes of one sample.

        Raises:
            OSError: they cannot be read.
        """
        with self.files[int(self.file[index])].open("rb") as file:
            file.seek(int(self.offsets[index]))
            return file.read(int(self.sizes[index]))

    def part(self, first: int, end: int) -> Samples:
        """Samples ``first`` to ``end`` in decode order; times stay as they are."""
        cut = slice(first, end)
        return replace(
            self,
            dts=self.dts[cut],
            pts=self.pts[cut],
            lengths=self.lengths[cut],
            keys=self.keys[cut],
            sizes=self.sizes[cut],
            offsets=self.offsets[cut],
            file=self.file[cut],
        )

    def shifted(self, ticks: int) -> Samples:
        """Everything ``ticks`` later."""
        return replace(
            self, dts=self.dts + ticks, pts=self.pts + ticks, first=self.first + ticks, end=self.end + ticks
        )

    def window(self, first: int, end: int) -> Samples:
        """The same samples, shown from ``first`` to ``end``."""
        return replace(self, first=first, end=end)

    def rescaled(self, timescale: int) -> Samples:
        """The same in other ticks; exact where ``timescale`` is a multiple, else to the nearest tick."""
        if timescale == self.timescale:
            return self

        def scaled(ticks: Ints) -> Ints:
            whole: Ints = (2 * ticks * timescale + self.timescale) // (2 * self.timescale)
            return whole

        edges = scaled(np.append(self.dts, self.dts[-1] + self.lengths[-1]))
        first, end = scaled(np.array([self.first, self.end])).tolist()
        return replace(
            self,
            timescale=timescale,
            dts=edges[:-1],
            pts=scaled(self.pts),
            lengths=np.diff(edges),
            first=first,
            end=end,
        )


def common_timescale(scales: Sequence[int]) -> int:
    """Ticks in which all of ``scales`` are exact, or the finest of them where that would be too fine."""
    common = math.lcm(*scales)
    return common if common <= _LARGEST_TIMESCALE // 64 else max(scales)


def joined(parts: Sequence[Samples]) -> Samples:
    """Parts one after another, their times as they are; entry, shape and ``first`` are the first part's.

    All have one timescale. The last part's ``end`` is the whole's.
    """
    files = tuple(dict.fromkeys(path for part in parts for path in part.files))
    numbers = {path: i for i, path in enumerate(files)}
    places = [np.array([numbers[path] for path in part.files], np.int64)[part.file] for part in parts]
    return replace(
        parts[0],
        dts=np.concatenate([part.dts for part in parts]),
        pts=np.concatenate([part.pts for part in parts]),
        lengths=np.concatenate([part.lengths for part in parts]),
        keys=np.concatenate([part.keys for part in parts]),
        sizes=np.concatenate([part.sizes for part in parts]),
        offsets=np.concatenate([part.offsets for part in parts]),
        file=np.concatenate(places),
        files=files,
        end=parts[-1].end,
    )
