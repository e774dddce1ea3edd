"""A part of a video whose codec cannot be joined to itself: everything in it is encoded again."""

from __future__ import annotations

from pathlib import Path

from reelwright.errors import OptionError
from reelwright.pipeline.progress import Watcher
from reelwright.pipeline.video.hearing import has_sound, sound_blocks
from reelwright.pipeline.video.moment import Moment
from reelwright.pipeline.video.recoding import make_tracks, open_video, sound_track
from reelwright.pipeline.video.trimming import MovieCut

__all__ = ["recut"]


def recut(
    source: Path, output: Path, first: Moment, last: Moment | None, scratch: Path, watch: Watcher
) -> MovieCut:
    """The part as H.264 and AAC (VP9 and Opus in WebM), at the file's average rate.

    Raises:
        MediaError: the file cannot be decoded.
        OptionError: the part lies outside the file.
    """
    video = open_video(source)
    try:
        assert video.length is not None
        rate = video.rate
        a = first.frame if first.frame is not None else rate.frames(first.seconds)
        b = video.length
        if last is not None:
            b = min(b, last.frame if last.frame is not None else rate.frames(last.seconds))
        if a >= video.length:
            raise OptionError(
                f"The start lies behind the end of the video ({float(rate.seconds(video.length)):g} s).",
                code="outside-video",
                hint="Run reelwright video info FILE to see how long it is.",
            )
        b = max(a + 1, b)
        pictures = (video.frame(n) for n in range(a, b))
        track = make_tracks(
            pictures, video.width, video.height, rate, scratch, output, total=b - a, watch=watch
        )
    finally:
        video.close()
    length = rate.seconds(b - a)
    tracks = [track]
    if has_sound(source):
        tracks.append(sound_track(sound_blocks(source, rate.seconds(a), length), scratch, output))
    return MovieCut(tuple(tracks), length, 0, b - a)
