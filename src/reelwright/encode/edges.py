"""Decoding a few pictures of a source exactly, in its own pixel format."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from reelwright.encode.dialects import Look
from reelwright.encode.samples import Ints, Samples
from reelwright.errors import MediaError

__all__ = ["Edges", "look_of", "moving"]


def look_of(source: Path) -> Look:
    """What the pictures of a file have in common, from the first of them.

    Raises:
        MediaError: none can be decoded.
    """
    import av

    from reelwright.compose.facts import open_container

    try:
        with open_container(source) as file:
            stream = moving(file)
            for picture in file.decode(stream):
                return Look.of_stream(stream, picture)
    except (av.error.FFmpegError, IndexError) as error:
        raise MediaError(f"{source} cannot be decoded ({error}).", path=str(source)) from error
    raise MediaError(f"{source} holds no picture that can be decoded.", path=str(source))


class Edges:
    """Decodes stretches of a source in its own pixel format."""

    def __init__(self, track: Samples, source: Path) -> None:
        self._track, self._source = track, source
        self._look: Look | None = None

    @property
    def look(self) -> Look:
        """What encoded pictures have to look like."""
        if self._look is None:
            self._look = look_of(self._source)
        return self._look

    def _open(self) -> Any:
        from reelwright.compose.facts import open_container

        return open_container(self._source)

    def pictures(self, order: Ints, first: int, end: int) -> Iterator[Any]:
        """Pictures ``first`` to ``end`` by their place in showing order."""
        import av

        wanted = order[first:end]
        keys = self._track.keys & (self._track.pts <= wanted[0])
        found = False
        try:
            for start in [*self._track.dts[np.flatnonzero(keys)[-3:]].tolist()[::-1], None]:
                for picture in self._decoded(start, wanted):
                    found = True
                    yield picture
                if found:
                    return
        except av.error.FFmpegError as error:
            raise MediaError(
                f"{self._source} cannot be decoded where it is cut ({error.strerror}).",
                hint="Play it in a video player; if that fails too, copy or download it again.",
                path=str(self._source),
            ) from None

    def _decoded(self, start: int | None, wanted: Ints) -> Iterator[Any]:
        """The pictures ``wanted``, decoding from ``start`` ticks (None: from the beginning)."""
        scale = self._track.timescale
        slack = max(1, int(np.diff(wanted).min()) // 3) if len(wanted) > 1 else max(1, scale // 1000)
        with self._open() as file:
            stream = moving(file)
            stream.thread_type = "AUTO"
            if start is not None:
                file.seek(int(Fraction(start, scale) / stream.time_base), stream=stream)
            at = 0
            for picture in file.decode(stream):
                if picture.pts is None:
                    continue
                shown = Fraction(picture.pts) * stream.time_base * scale
                if shown < int(wanted[at]) - slack:
                    continue
                if shown > int(wanted[at]) + slack:
                    return
                yield picture
                at += 1
                if at == len(wanted):
                    return


def moving(file: Any) -> Any:
    """The stream of moving pictures: not the cover of a song."""
    return next((s for s in file.streams.video if not int(s.disposition) & 0x400), file.streams.video[0])
