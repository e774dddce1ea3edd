"""A video backwards, in memory that does not grow with its length."""

from __future__ import annotations

import bisect
import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from reelwright.compose.frame import Frame
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.video.delivery import check_paths, deliver, scratch_folder, tags_of
from reelwright.pipeline.video.hearing import SAMPLE_RATE, Block, has_sound, sound_blocks
from reelwright.pipeline.video.recoding import Opened, counted, make_tracks, open_video, sound_track
from reelwright.pipeline.video.report import ToolReport

__all__ = ["reverse"]

_HELD: Final = 192 << 20
"""Bytes of decoded pictures held at once."""

_SOUND: Final = 10
"""Seconds of sound held at once."""

_LONG: Final = 4
"""Groups of pictures that need more than so many stretches are first encoded with short groups."""


def reverse(
    source: Path | str, output: Path | str, *, audio: bool = True, watch: Watcher = ignore
) -> ToolReport:
    """Write ``source`` backwards to ``output``.

    Decoded group by group from the end. Where groups are so long that this would decode them over and over,
    the video is first copied, at a quality whose loss cannot be seen, with short ones.

    Args:
        source: a video.
        output: .mp4, .m4v, .mov, .mkv, .webm or .ts.
        audio: whether sound is kept, backwards too.
        watch: called with progress.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    began = time.monotonic()
    source, output = Path(source), Path(output)
    check_paths([source], output)
    watch(Progress("plan", message=source.name))
    with scratch_folder() as scratch:
        video = open_video(source)
        try:
            rate, length = video.rate, video.length or 1
            held = max(8, _HELD // (video.width * video.height * 3 // 2))
            if _longest_group(source, length) > _LONG * held:
                short = _with_short_groups(video, scratch / "short.mp4", length, watch)
                video.close()
                video = open_video(short, rate)
                length = min(length, video.length or 1)
            starts = _stretches(video.path, length, held)
            track = make_tracks(
                _backwards(video, starts, length), video.width, video.height, rate, scratch, output,
                total=length, watch=watch,
            )  # fmt: skip
        finally:
            video.close()
        tracks = [track]
        if audio and has_sound(source):
            watch(Progress("audio"))
            tracks.append(sound_track(_sound_backwards(source, rate.seconds(length)), scratch, output))
        deliver(tracks, output, tags_of(source), scratch, watch)
    return ToolReport.of_tracks(str(output), tracks, 0, length, time.monotonic() - began)


def _keys(path: Path, length: int) -> list[int]:
    """Frames, at the file's average rate, at which decoding can begin; the first is 0."""
    from reelwright.compose.facts import read_facts

    facts, times = read_facts(path)
    if times is None or facts.rate is None or times.counted:
        return [0]
    found = {facts.rate.frames((key - times.stamps[0]) * times.tick) for key in times.keys}
    return sorted({0, *(key for key in found if 0 < key < length)})


def _longest_group(path: Path, length: int) -> int:
    return max(b - a for a, b in pairwise([*_keys(path, length), length]))


def _stretches(path: Path, length: int, held: int) -> list[int]:
    """Where stretches of at most ``held`` frames begin: at key pictures where that is possible."""
    keys = _keys(path, length)
    starts, end = [], length
    while end > 0:
        first = max(0, end - held)
        at = bisect.bisect_left(keys, first)
        start = keys[at] if at < len(keys) and keys[at] < end else first
        starts.append(start)
        end = start
    return starts


def _backwards(video: Opened, starts: list[int], length: int) -> Iterator[Frame]:
    end = length
    for start in starts:
        stretch = [video.frame(n).copy() for n in range(start, end)]
        while stretch:
            yield stretch.pop()
        end = start


def _with_short_groups(video: Opened, path: Path, length: int, watch: Watcher) -> Path:
    from reelwright.encode.pictures import encode_pictures

    frames = counted((video.frame(n) for n in range(length)), length, watch, "short groups")
    options = {"preset": "ultrafast", "crf": "8", "g": "30", "bf": "0"}
    encode_pictures(frames, path, video.width, video.height, video.rate, options=options)
    return path


def _sound_backwards(source: Path, length: Fraction) -> Iterator[Block]:
    total = round(length * SAMPLE_RATE)
    end = total
    while end > 0:
        start = max(0, end - _SOUND * SAMPLE_RATE)
        span = Fraction(end - start, SAMPLE_RATE)
        part = np.concatenate(list(sound_blocks(source, Fraction(start, SAMPLE_RATE), span)))
        yield np.ascontiguousarray(part[::-1])
        end = start
