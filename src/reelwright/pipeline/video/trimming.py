"""A part of a video, frame exact: whole groups of pictures are copied, only the edges are encoded again."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from reelwright.encode.movie_reading import Movie, NotTabled
from reelwright.encode.rewrapping import open_movie
from reelwright.encode.samples import Samples
from reelwright.encode.smartcut import Cut, NoJoint, cut_pictures, cut_sound, shown_pictures
from reelwright.errors import MediaError, OptionError
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.video.delivery import CONTAINERS, check_paths, deliver, fits, scratch_folder, tags_of
from reelwright.pipeline.video.hearing import sound_blocks
from reelwright.pipeline.video.moment import Moment, parse_moment
from reelwright.pipeline.video.recoding import sound_track
from reelwright.pipeline.video.report import ToolReport
from reelwright.timing import FrameRate

__all__ = ["MovieCut", "Time", "cut_movie", "fitted", "trim"]

Time = str | int | float | Fraction
"""A moment or a length as people write it; see :func:`reelwright.pipeline.video.moment.parse_moment`."""


@dataclass(frozen=True, slots=True)
class MovieCut:
    """Tracks of a part of a file, shown from 0, and how its pictures came about."""

    tracks: tuple[Samples, ...]
    duration: Fraction
    copied: int
    encoded: int


def trim(
    source: Path | str,
    output: Path | str,
    *,
    start: Time | None = None,
    end: Time | None = None,
    duration: Time | None = None,
    watch: Watcher = ignore,
) -> ToolReport:
    """Write the part of ``source`` from ``start`` to ``end`` (or for ``duration``) to ``output``.

    Pictures are those of the source, exactly: from the picture nearest to ``start`` to the one before the
    picture nearest to ``end``. Groups of pictures that lie whole within are copied; those that a cut falls
    into are encoded again from there, in the same codec and format. Sound is cut to the sample in MP4 and
    QuickTime files, by copying its packets, and to a packet in others.

    Args:
        source: a video, or a sound.
        output: .mp4, .m4v, .mov, .mkv, .webm or .ts; written at the very end, whole or not at all.
        start: seconds, a clock, timecode or a frame number ("250f"); None is the beginning.
        end: likewise; None is the end.
        duration: how long, instead of ``end``.
        watch: called with progress.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    began = time.monotonic()
    source, output = Path(source), Path(output)
    if end is not None and duration is not None:
        raise OptionError("An end and a duration were both given.", hint="Give one of them.")
    sound_only = (".m4a",) if output.suffix.lower() == ".m4a" else ()
    check_paths([source], output, (*CONTAINERS, *sound_only))
    rate = _rate(source)
    first = parse_moment(start, rate) if start is not None else Moment(Fraction(0), 0)
    last = parse_moment(end, rate) if end is not None else None
    if duration is not None:
        length = parse_moment(duration, rate)
        frame = None if first.frame is None or length.frame is None else first.frame + length.frame
        last = Moment(first.seconds + length.seconds, frame)
    if last is not None and last.seconds <= first.seconds:
        raise OptionError(
            f"The end ({float(last.seconds):g} s) does not lie after the start ({float(first.seconds):g} s).",
            code="empty-range",
            hint="Give an end that is later, or a duration of at least one frame.",
        )
    with scratch_folder() as scratch:
        cut, notes = _cut(source, output, first, last, scratch, watch)
        deliver(cut.tracks, output, tags_of(source), scratch, watch)
    return ToolReport.of_tracks(
        str(output), list(cut.tracks), cut.copied, cut.encoded, time.monotonic() - began, notes
    )


def _rate(source: Path) -> FrameRate:
    """The nominal rate of a file, for reading timecode; nothing but its header is looked at."""
    import av

    from reelwright.compose.facts import open_container

    try:
        with open_container(source) as file:
            found = next((s.average_rate or s.guessed_rate for s in file.streams.video), None)
            return FrameRate(min(max(Fraction(found or 25), Fraction(1, 1000)), Fraction(240)))
    except (av.error.FFmpegError, OSError, ValueError):
        return FrameRate(Fraction(25))


def _cut(
    source: Path, output: Path, first: Moment, last: Moment | None, scratch: Path, watch: Watcher
) -> tuple[MovieCut, tuple[str, ...]]:
    watch(Progress("plan", message=source.name))
    try:
        until = None if last is None else last.seconds
        movie = open_movie(
            source, scratch / "source", start=first.seconds, end=until, plain=output.suffix.lower() != ".mov"
        )
        if movie.video is not None and not fits(movie.video, output):
            raise NoJoint("the container holds other codecs")
        cut = cut_movie(movie, first, last, scratch / "edges", watch)
        return fitted(cut, source, first.seconds, output, scratch), _notes(movie, first, last, cut)
    except (NotTabled, NoJoint):
        from reelwright.pipeline.video.recut import recut

        cut = recut(source, output, first, last, scratch, watch)
        return cut, ("The codec cannot be copied: everything was encoded again.",)


def fitted(cut: MovieCut, source: Path, start: Fraction, output: Path, scratch: Path) -> MovieCut:
    """``cut`` with its sound encoded again where ``output`` cannot hold it as it is."""
    sounds = [track for track in cut.tracks if track.kind == "audio"]
    if all(fits(track, output) for track in sounds):
        return cut
    made = sound_track(sound_blocks(source, start, cut.duration), scratch, output)
    return replace(cut, tracks=(*(track for track in cut.tracks if track.kind == "video"), made))


def _notes(movie: Movie, first: Moment, last: Moment | None, cut: MovieCut) -> tuple[str, ...]:
    if last is None or first.seconds + cut.duration + Fraction(1, 10) >= last.seconds:
        return ()
    return (f"{movie.path.name} ends before {float(last.seconds):g} s.",)


def cut_movie(
    movie: Movie, first: Moment, last: Moment | None, scratch: Path, watch: Watcher = ignore
) -> MovieCut:
    """Cut all tracks of a file; see :func:`trim`.

    Raises:
        NoJoint: the codec has to be encoded again from the beginning.
        OptionError: the part lies outside the file.
    """
    video = movie.video
    if video is None:
        return _cut_sounds(movie, first, last)
    begin, stop = shown_pictures(video)
    if stop <= begin:
        raise MediaError(f"{movie.path} shows no pictures.", path=str(movie.path))
    order = np.sort(video.pts)
    a = _picture(order, begin, stop, first, video)
    b = stop if last is None else _picture(order, begin, stop, last, video)
    if a >= stop:
        raise _outside(first, Fraction(int(min(video.end, order[-1])) - int(order[begin]), video.timescale))
    b = min(stop, max(a + 1, b))

    def seen(done: int, total: int) -> None:
        watch(Progress("render", done, total, "edges"))

    cut: Cut = cut_pictures(video, movie.path, a, b, scratch, seen=seen)
    start = Fraction(int(order[a]), video.timescale)
    length = cut.track.seconds
    sounds = [cut_sound(t, start, start + length) for t in movie.tracks if t.kind == "audio"]
    tracks = (cut.track, *(track for track in sounds if track is not None))
    return MovieCut(tracks, length, cut.copied, cut.encoded)


def _picture(
    order: np.ndarray[tuple[int], np.dtype[np.int64]], begin: int, stop: int, at: Moment, video: Samples
) -> int:
    """The number of the picture whose beginning is nearest to ``at``."""
    whole = begin == 0 or int(order[begin]) == video.first
    if at.frame is not None and whole and int(order[begin]) < video.timescale:
        return min(stop, begin + at.frame)
    # A file that was opened only from near the cut on has its times from the first picture on.
    origin = int(order[begin]) if int(order[begin]) < video.timescale else 0
    ticks = origin + at.seconds * video.timescale
    after = int(np.searchsorted(order[begin:stop], math.ceil(ticks))) + begin
    end = video.end if after == stop else int(order[after])
    if after > begin and ticks - int(order[after - 1]) <= end - ticks:
        return after - 1
    return after


def _cut_sounds(movie: Movie, first: Moment, last: Moment | None) -> MovieCut:
    longest = max(Fraction(track.end, track.timescale) for track in movie.tracks)
    until = longest if last is None else min(longest, last.seconds)
    if first.seconds >= until:
        raise _outside(first, longest)
    cut = [cut_sound(track, first.seconds, until) for track in movie.tracks]
    return MovieCut(tuple(track for track in cut if track is not None), until - first.seconds, 0, 0)


def _outside(first: Moment, seconds: Fraction) -> OptionError:
    return OptionError(
        f"The start ({float(first.seconds):g} s) lies behind the end of the video ({float(seconds):g} s).",
        code="outside-video",
        hint="Run reelwright video info FILE to see how long it is.",
    )
