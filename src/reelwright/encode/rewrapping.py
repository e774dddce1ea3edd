"""Packets from one container into another, nothing encoded; and the tables of files that are not MP4."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from reelwright.encode.movie_reading import Movie, NotTabled, read_movie
from reelwright.errors import MediaError, OutputError

__all__ = ["open_movie", "rewrap"]

_COVER: Final = 0x400
_MARGIN: Final = Fraction(1)
_MOST_UNDATED: Final = 64


def open_movie(
    path: Path,
    scratch: Path,
    *,
    start: Fraction | None = None,
    end: Fraction | None = None,
    plain: bool = False,
) -> Movie:
    """The tables of any file whose streams can live in MP4 or QuickTime.

    An MP4 or QuickTime file is read as it is. Of others, and of those in fragments, the packets are first
    copied to ``scratch``; with ``start`` and ``end`` (seconds from the first picture) only those needed
    between them. The times of :attr:`Movie.tracks` count from the first picture of such a file.

    Args:
        path: the file.
        scratch: where packets may be copied to; it has to stay as long as the tables are used.
        start: the first moment needed.
        end: the last.
        plain: refuse QuickTime's own sample entries (for writing MP4): such a file is copied too.

    Raises:
        NotTabled: the codecs cannot live in either, or packets without time stamps.
        MediaError: missing, cut off, damaged, or not a media file.
    """
    try:
        movie = read_movie(path)
        if not (plain and movie.quicktime):
            return movie
    except NotTabled:
        pass
    except OSError as error:
        raise MediaError(f"{path} cannot be read: {error.strerror}.", path=str(path)) from error
    for kind in ("mp4", "mov"):
        target = scratch.with_suffix(f".{kind}")
        try:
            _copy(path, target, kind, start, end)
        except NotTabled:
            continue
        return read_movie(target)
    raise NotTabled("its codecs cannot live in MP4")


def _copy(path: Path, target: Path, kind: str, start: Fraction | None, end: Fraction | None) -> None:
    import av

    from reelwright.compose.facts import open_container

    try:
        with open_container(path) as file:
            streams = [
                s for s in (*file.streams.video, *file.streams.audio) if not int(s.disposition) & _COVER
            ]
            if not streams:
                raise MediaError(
                    f"{path} holds neither pictures nor sound.",
                    hint="Name a video or sound file.",
                    path=str(path),
                )
            origin = _origin(file, streams[0])
            if start is not None and start > _MARGIN:
                at = (origin + start) / _tick(streams[0])
                file.seek(int(at), stream=streams[0], backward=True)
            last = None if end is None else origin + end + _MARGIN
            with av.open(str(target), "w", format=kind, options={"movie_timescale": "90000"}) as out:
                _mux(file, streams, out, origin, last, path)
    except (av.error.InvalidDataError, av.error.ArgumentError, ValueError) as error:
        raise NotTabled(str(error)) from error
    except av.error.FFmpegError as error:
        raise MediaError(
            f"{path} cannot be read ({error.strerror}).",
            hint="Play it in a video player; if that fails too, copy or download it again.",
            path=str(path),
        ) from error


def _tick(stream: Any) -> Fraction:
    return Fraction(stream.time_base)


def _origin(file: Any, stream: Any) -> Fraction:
    """When the first picture is shown, in the file's own clock."""
    stamps = []
    for packet in file.demux(stream):
        if packet.pts is not None and not packet.is_discard:
            stamps.append(packet.pts)
        if len(stamps) >= 20:
            break
    if not stamps:
        raise NotTabled("its packets have no time stamps")
    file.seek(0)
    found: Fraction = min(stamps) * _tick(stream)
    return found


def _mux(
    file: Any, streams: list[Any], out: Any, origin: Fraction, last: Fraction | None, path: Path
) -> None:
    matching = {s.index: out.add_stream_from_template(s) for s in streams}
    shift = {s.index: round(origin / _tick(s)) for s in streams}
    unfinished = set(matching)
    undated: dict[int, list[Any]] = {index: [] for index in matching}
    for packet in file.demux(streams):
        index = packet.stream_index
        if packet.size == 0 or index not in unfinished:
            continue
        if packet.is_corrupt:
            raise MediaError(
                f"{path} is damaged or was cut off.", hint="Copy or download the file again.", path=str(path)
            )
        if packet.pts is None:
            raise NotTabled("its packets have no time stamps")
        if packet.dts is None:
            undated[index].append(packet)
            if len(undated[index]) > _MOST_UNDATED:
                raise NotTabled("its packets have no time stamps")
            continue
        if last is not None and packet.dts * Fraction(packet.time_base) > last:
            unfinished.discard(index)
            if not unfinished:
                break
            continue
        for ready in (*_dated(undated[index], packet), packet):
            ready.pts -= shift[index]
            ready.dts -= shift[index]
            ready.stream = matching[index]
            out.mux(ready)
        undated[index].clear()
    if any(undated.values()):
        raise NotTabled("its packets have no time stamps")


def _dated(undated: list[Any], known: Any) -> list[Any]:
    """Packets before the first one whose decode time is known: evenly, and no later than they are shown."""
    stamps = sorted([packet.pts for packet in undated] + [known.pts])
    step = min((b - a for a, b in pairwise(stamps) if b > a), default=1)
    for back, packet in enumerate(reversed(undated), 1):
        packet.dts = known.dts - back * step
    return undated


def rewrap(path: Path, out: Path, *, container: str) -> None:
    """Copy the packets of ``path`` into another container; hidden packets are left out.

    Args:
        path: an MP4 that :func:`reelwright.encode.movie_writing.write_movie` wrote.
        out: where to write; the caller removes it when this raises.
        container: FFmpeg's name of the format (``matroska``, ``webm``, ``mpegts`` ...).

    Raises:
        OutputError: the container cannot hold these codecs.
    """
    import av

    from reelwright.compose.facts import open_container

    try:
        with open_container(path) as file, av.open(str(out), "w", format=container) as target:
            for name, value in file.metadata.items():
                target.metadata[name] = value
            for packet in _visible(file, target):
                target.mux(packet)
    except (av.error.FFmpegError, ValueError) as error:
        raise OutputError(
            f"A {container} file cannot hold these streams ({error}).",
            code="unsupported-format",
            hint="Write an .mp4, .mov or .mkv file.",
            path=str(out),
        ) from error


def _visible(file: Any, target: Any) -> Iterator[Any]:
    streams = [*file.streams.video, *file.streams.audio]
    matching = {s.index: target.add_stream_from_template(s) for s in streams}
    for packet in file.demux(streams):
        if packet.size and packet.dts is not None and not packet.is_discard:
            packet.stream = matching[packet.stream_index]
            yield packet
