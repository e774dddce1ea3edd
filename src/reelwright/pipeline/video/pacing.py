"""Faster or slower, by a constant factor."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args

import numpy as np

from reelwright.errors import OptionError
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.video.delivery import check_paths, deliver, scratch_folder, tags_of
from reelwright.pipeline.video.hearing import SAMPLE_RATE, Block, has_sound, silence, sound_blocks
from reelwright.pipeline.video.recoding import make_tracks, open_video, sound_track
from reelwright.pipeline.video.report import ToolReport
from reelwright.timing import parse_rate

__all__ = ["speed"]

Sound = Literal["keep-pitch", "pitched", "none"]

_FACTOR: Final = re.compile(r"(\d{1,6}(?:\.\d{1,6})?(?:/\d{1,6})?)\s*[x×%]?", re.I)
_SLOWEST: Final = Fraction(1, 10)
_FASTEST: Final = Fraction(100)
_WINDOW: Final = 2048
"""Samples in ``atempo``'s window at 48 kHz."""


def speed(
    source: Path | str,
    output: Path | str,
    factor: str | int | float | Fraction,
    *,
    sound: str = "keep-pitch",
    fps: str | int | float | Fraction | None = None,
    watch: Watcher = ignore,
) -> ToolReport:
    """Write ``source`` played ``factor`` times as fast to ``output``.

    Every frame shows what the source shows at that time; nothing is blended (``reelwright video interpolate``
    makes slow motion smooth).

    Args:
        source: a video.
        output: .mp4, .m4v, .mov, .mkv, .webm or .ts.
        factor: 0.1 to 100: 2 or "2x" is twice as fast, 0.5, "1/2" or "50%" half as fast.
        sound: keep-pitch, pitched (higher when faster) or none.
        fps: frames a second of the result; None keeps the source's.
        watch: called with progress.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    began = time.monotonic()
    source, output = Path(source), Path(output)
    exact = _factor(factor)
    if sound not in get_args(Sound):
        raise OptionError(
            f"There is no way “{sound}” to treat sound.", hint=f"Use one of: {', '.join(get_args(Sound))}."
        )
    check_paths([source], output)
    watch(Progress("plan", message=source.name))
    with scratch_folder() as scratch:
        video = open_video(source)
        try:
            rate = parse_rate(fps) if fps is not None else video.rate
            length = video.length or 1
            count = max(1, rate.frames(video.rate.seconds(length) / exact))
            step = exact * video.rate.value / rate.value
            frames = (video.frame(min(length - 1, int(n * step))) for n in range(count))
            track = make_tracks(
                frames, video.width, video.height, rate, scratch, output, total=count, watch=watch
            )
        finally:
            video.close()
        tracks = [track]
        if sound != "none" and has_sound(source):
            watch(Progress("audio"))
            blocks = _changed(sound_blocks(source), exact, cast(Sound, sound))
            wanted = round(track.seconds * SAMPLE_RATE)
            tracks.append(sound_track(_exactly(blocks, wanted), scratch, output))
        deliver(tracks, output, tags_of(source), scratch, watch)
    return ToolReport.of_tracks(str(output), tracks, 0, count, time.monotonic() - began)


def _factor(given: str | int | float | Fraction) -> Fraction:
    text = str(given).strip()
    match = _FACTOR.fullmatch(text)
    value = None
    if match:
        above, _, below = match[1].partition("/")
        value = (
            Fraction(above) / Fraction(below)
            if below and int(below)
            else Fraction(above)
            if not below
            else None
        )
    if value is not None and text.endswith("%"):
        value /= 100
    if value is None or not _SLOWEST <= value <= _FASTEST:
        raise OptionError(
            f"“{text[:20]}” is not a speed from 0.1 to 100.",
            code="bad-speed",
            hint="2 is twice as fast, 0.5 half as fast.",
        )
    return value


def _changed(blocks: Iterable[Block], factor: Fraction, how: Sound) -> Iterator[Block]:
    """Sound ``factor`` times as fast, through FFmpeg's ``atempo`` (which keeps pitch) or by resampling."""
    import av
    from av.filter import Graph

    graph: Any = Graph()
    source = graph.add_abuffer(
        sample_rate=SAMPLE_RATE, format="flt", layout="stereo", time_base=Fraction(1, SAMPLE_RATE)
    )
    chain = [source]
    if how == "pitched":
        chain.append(graph.add("asetrate", str(round(SAMPLE_RATE * factor))))
        chain.append(graph.add("aresample", str(SAMPLE_RATE)))
    else:
        chain += [graph.add("atempo", f"{float(step):.9g}") for step in _steps(factor)]
    chain.append(graph.add("aformat", f"sample_fmts=flt:sample_rates={SAMPLE_RATE}:channel_layouts=stereo"))
    chain.append(graph.add("abuffersink"))
    for a, b in pairwise(chain):
        a.link_to(b)
    graph.configure()
    if how == "keep-pitch":
        yield from silence(_lead(factor))
    at = 0
    for block in blocks:
        frame: Any = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(block.reshape(1, -1)), format="flt", layout="stereo"
        )
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, at, Fraction(1, SAMPLE_RATE)
        at += len(block)
        graph.push(frame)
        yield from _ready(graph)
    graph.push(None)
    yield from _ready(graph)


def _ready(graph: Any) -> Iterator[Block]:
    import av

    while True:
        try:
            yield graph.pull().to_ndarray().reshape(-1, 2)
        except (av.error.BlockingIOError, av.error.EOFError):
            return


def _steps(factor: Fraction) -> list[Fraction]:
    """Factors that ``atempo`` does well in one go (0.5 to 2; above, it skips samples): their product."""
    steps = []
    while factor > 2:
        steps.append(Fraction(2))
        factor /= 2
    while factor < Fraction(1, 2):
        steps.append(Fraction(1, 2))
        factor *= 2
    return [*steps, factor]


def _lead(factor: Fraction) -> int:
    """Samples by which a chain of ``atempo`` runs ahead: each half a window of its input, in its own time."""
    lead = Fraction(0)
    for step in _steps(factor):
        lead = (lead + _WINDOW // 2) / step
    return round(lead)


def _exactly(blocks: Iterable[Block], count: int) -> Iterator[Block]:
    """``count`` samples: cut, or followed by silence."""
    given = 0
    for block in blocks:
        part = block[: count - given]
        if len(part):
            yield part
        given += len(part)
        if given >= count:
            return
    yield from silence(count - given)
