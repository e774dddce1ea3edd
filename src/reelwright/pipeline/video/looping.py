"""A video repeated: its packets copied as often as needed, or with a crossfade that hides the seam."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from reelwright.compose.frame import Frame
from reelwright.encode.samples import Samples
from reelwright.encode.smartcut import cut_pictures, shown_pictures
from reelwright.errors import OptionError
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.video.concatenating import join_parts
from reelwright.pipeline.video.delivery import check_paths, deliver, scratch_folder, tags_of
from reelwright.pipeline.video.hearing import SAMPLE_RATE, Block, has_sound, sound_blocks
from reelwright.pipeline.video.moment import parse_moment
from reelwright.pipeline.video.parts import Part, open_part
from reelwright.pipeline.video.recoding import make_tracks, open_video, sound_track
from reelwright.pipeline.video.report import ToolReport
from reelwright.pipeline.video.trimming import Time

__all__ = ["loop"]

_MOST: Final = 10_000


def loop(
    source: Path | str,
    output: Path | str,
    *,
    times: int | None = None,
    duration: Time | None = None,
    crossfade: Time | None = None,
    watch: Watcher = ignore,
) -> ToolReport:
    """Write ``source`` repeated ``times`` times, or for ``duration``, to ``output``.

    Packets are copied; only what a cut at the end falls into is encoded. With ``crossfade`` the end of each
    round dissolves into the beginning of the next, the very end into the very beginning, so that the result
    can itself be played in a loop; each round is shorter by that length, and one round is encoded.

    Args:
        source: a video.
        output: .mp4, .m4v, .mov, .mkv, .webm or .ts.
        times: how often, 1 to 10000.
        duration: how long instead.
        crossfade: how long each dissolve lasts; at most half the video.
        watch: called with progress.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    began = time.monotonic()
    source, output = Path(source), Path(output)
    if (times is None) == (duration is None):
        raise OptionError(
            "How often to loop is not clear.", hint="Give either a number of times or a duration."
        )
    if times is not None and not 1 <= times <= _MOST:
        raise OptionError(f"A video can be looped 1 to {_MOST} times, not {times}.", code="bad-times")
    check_paths([source], output)
    with scratch_folder() as scratch:
        watch(Progress("plan", message=source.name))
        encoded = 0
        round_of = source
        if crossfade is not None:
            round_of, encoded = _seamless(source, output, crossfade, scratch, watch)
        part = open_part(round_of, 0, scratch, plain=output.suffix.lower() != ".mov")
        tracks, copied, more, notes = join_parts(
            _rounds(part, times, duration, scratch), output, "fit", scratch, watch
        )
        deliver(tracks, output, tags_of(source), scratch, watch)
    if encoded:
        copied, encoded = copied - encoded, more + encoded
    else:
        encoded = more
    return ToolReport.of_tracks(str(output), tracks, copied, encoded, time.monotonic() - began, notes)


def _rounds(part: Part, times: int | None, duration: Time | None, scratch: Path) -> list[Part]:
    if times is not None:
        return [part] * times
    assert duration is not None
    frames = part.rate.frames(parse_moment(duration, part.rate).seconds)
    if frames < 1:
        raise OptionError("The duration is shorter than one frame.", code="bad-duration", hint="Give more.")
    whole, rest = divmod(frames, part.frames)
    if whole >= _MOST:
        raise OptionError(
            f"That would be {whole} rounds.", code="bad-times", hint=f"At most {_MOST} rounds can be made."
        )
    rounds = [part] * whole
    if rest and (part.cut is None or part.movie is None or part.movie.video is None):
        rounds.append(replace(part, length=part.rate.seconds(rest), frames=rest))
    elif rest:
        assert part.movie is not None
        assert part.movie.video is not None
        first, _ = shown_pictures(part.movie.video)
        cut = cut_pictures(part.movie.video, part.movie.path, first, first + rest, scratch / "rest")
        rounds.append(replace(part, cut=cut, length=cut.track.seconds, frames=rest))
    return rounds


def _seamless(source: Path, output: Path, crossfade: Time, scratch: Path, watch: Watcher) -> tuple[Path, int]:
    """One round whose beginning dissolves out of its end, as a file, and its frames."""
    from reelwright.encode.movie_writing import write_movie

    head, tail = open_video(source), open_video(source)
    try:
        length = head.length or 1
        rate = head.rate
        over = rate.frames(parse_moment(crossfade, rate).seconds)
        if not 1 <= over <= length // 2:
            raise OptionError(
                "A crossfade must last at least a frame and at most half the video "
                f"({float(rate.seconds(length)) / 2:g} s).",
                code="bad-crossfade",
                hint="Give a shorter one.",
            )
        period = length - over
        pictures = _dissolved(head, tail, over, period)
        video = make_tracks(
            pictures,
            head.width,
            head.height,
            rate,
            scratch,
            output,
            total=period,
            watch=watch,
            message="one round",
        )
    finally:
        head.close()
        tail.close()
    tracks: list[Samples] = [video]
    if has_sound(source):
        sound = _dissolved_sound(source, rate.seconds(over), rate.seconds(period))
        tracks.append(sound_track(sound, scratch, output))
    path = scratch / "round.mov"
    write_movie(tracks, path, {}, quicktime=output.suffix.lower() == ".mov")
    return path, period


def _dissolved(head: Any, tail: Any, over: int, period: int) -> Iterator[Frame]:
    for n in range(period):
        frame = head.frame(n)
        if n >= over:
            yield frame
            continue
        share = np.float32((n + 0.5) / over)
        old = tail.frame(period + n)
        planes = [
            np.rint(a + (b.astype(np.float32) - a) * share).astype(np.uint8)
            for a, b in ((old.y, frame.y), (old.u, frame.u), (old.v, frame.v))
        ]
        yield Frame(*planes)


def _dissolved_sound(source: Path, over: Fraction, period: Fraction) -> Iterator[Block]:
    """One round of sound: equal power from the end into the beginning."""
    count = round(over * SAMPLE_RATE)
    old = np.concatenate(list(sound_blocks(source, period, over)))
    at = 0
    for block in sound_blocks(source, length=period):
        if at < count:
            block = block.copy()
            span = min(count - at, len(block))
            angle = (np.arange(at, at + span, dtype=np.float32) + 0.5)[:, None] / count * (np.pi / 2)
            block[:span] = block[:span] * np.sin(angle) + old[at : at + span] * np.cos(angle)
        at += len(block)
        yield block
