"""The parts of a joined video: what each is, which of them can share a track, and the others made to fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from reelwright.encode.boxes import MATRIX
from reelwright.encode.dialects import Dialect, Look, dialect_of
from reelwright.encode.edges import look_of
from reelwright.encode.movie_reading import Movie, NotTabled
from reelwright.encode.rewrapping import open_movie
from reelwright.encode.samples import Samples
from reelwright.encode.smartcut import Cut, NoJoint, cut_pictures, encoded_samples, shown_pictures
from reelwright.errors import MediaError, RenderError
from reelwright.pipeline.progress import Watcher
from reelwright.pipeline.video.placing import Fit, PlacedVideo
from reelwright.pipeline.video.recoding import counted, video_facts
from reelwright.timing import FrameRate

__all__ = ["Part", "encoded_part", "joint_dialect", "largest_group", "open_part"]

_HDR: Final = (16, 18)
_FAMILY: Final = {"avc3": "avc1", "hev1": "hvc1"}


@dataclass(frozen=True, slots=True)
class Part:
    """One source. ``cut`` are its pictures from 0, ready to be copied; None where they cannot be."""

    path: Path
    movie: Movie | None
    cut: Cut | None
    look: Look | None
    rate: FrameRate
    length: Fraction
    frames: int
    start: Fraction = Fraction(0)

    @property
    def kind(self) -> tuple[object, ...] | None:
        """What parts must have in common for their pictures to share a track."""
        if self.cut is None or self.look is None:
            return None
        track = self.cut.track
        look = replace(self.look, rate=Fraction(1))
        return _FAMILY.get(track.codec, track.codec), look, track.matrix, track.width, track.height


def open_part(
    path: Path, number: int, scratch: Path, *, plain: bool, known: dict[bytes, Look] | None = None
) -> Part:
    """What ``path`` is, its pictures cut clean of hidden ones.

    ``known`` remembers what pictures of a sample entry look like, so that only the first file is decoded.

    Raises:
        MediaError: it is no video, or damaged.
    """
    try:
        movie = open_movie(path, scratch / f"part{number}", plain=plain)
        video = movie.video
        if video is None:
            raise MediaError(
                f"{path} holds no video.", code="not-a-video", hint="Name a video file.", path=str(path)
            )
        first, end = shown_pictures(video)
        if end <= first:
            raise MediaError(f"{path} shows no pictures.", path=str(path))
        cut = cut_pictures(video, movie.path, first, end, scratch / f"edges{number}")
        start = Fraction(int(np.sort(video.pts)[first]), video.timescale)
        rate = _rate_of(cut.track)
        known = {} if known is None else known
        if video.entry not in known:
            known[video.entry] = look_of(movie.path)
        return Part(path, movie, cut, known[video.entry], rate, cut.track.seconds, end - first, start)
    except (NotTabled, NoJoint):
        facts = video_facts(path)
        assert facts.rate is not None
        frames = max(1, facts.rate.frames(facts.duration))
        return Part(path, None, None, None, facts.rate, facts.rate.seconds(frames), frames)


def _rate_of(track: Samples) -> FrameRate:
    """Pictures a second, on average; the usual rate where it is near one."""
    from reelwright.timing import COMMON_RATES

    average = Fraction(len(track)) / track.seconds if track.seconds else Fraction(25)
    near = min(COMMON_RATES, key=lambda rate: abs(rate.value - average))
    if abs(near.value - average) <= average / 2000:
        return near
    return FrameRate(min(max(average.limit_denominator(1001), Fraction(1, 1000)), Fraction(240)))


def largest_group(parts: Sequence[Part]) -> list[Part]:
    """The parts that can share a track and last longest together; empty when nothing can be copied."""
    groups: dict[tuple[object, ...], list[Part]] = defaultdict(list)
    for part in parts:
        kind = part.kind
        if kind is not None:
            known = next(
                (key for key, have in groups.items() if key[:-1] == kind and _same_rate(have[0], part)), None
            )
            groups[known or (*kind, part.rate)].append(part)
    return max(groups.values(), key=lambda group: sum(part.length for part in group), default=[])


def _same_rate(a: Part, b: Part) -> bool:
    return abs(a.rate.value - b.rate.value) * 50 <= a.rate.value


def encoded_part(part: Part, like: Part, dialect: Dialect, fit: Fit, scratch: Path, watch: Watcher) -> Cut:
    """The pictures of ``part`` encoded to share a track with those of ``like``.

    Raises:
        NoJoint: ``like`` is of a kind that decoded pictures cannot be turned into here (high dynamic range).
        RenderError: the encoder failed.
    """
    assert like.cut is not None
    assert like.look is not None
    look, track = like.look, like.cut.track
    if look.transfer in _HDR:
        raise NoJoint("pictures of standard range cannot join high dynamic range")
    if track.matrix != MATRIX or look.field_order:
        raise NoJoint("upright, progressive pictures cannot join turned or interlaced ones")
    square = round(look.width * look.sample_aspect)
    video = PlacedVideo(part.path, square + square % 2, look.height + look.height % 2, like.rate, fit=fit)
    try:
        frames = (video.frame(n) for n in range(video.length))
        shown = counted(frames, video.length, watch, part.path.name)
        look = replace(look, rate=like.rate.value)
        with scratch.open("wb") as file:
            gop = max(1, 2 * like.rate.nominal)
            data = dialect.encode(_as_look(shown, look), look, gop=gop)
            made = encoded_samples(data, file, scratch, track)
    finally:
        video.close()
    scale = track.timescale * like.rate.value.numerator
    scale = scale if scale < 2**24 else like.rate.value.numerator * 1000
    step = scale / like.rate.value
    if step.denominator != 1:
        raise RenderError("The rate of the parts has no exact ticks.", code="bad-joint")
    ticks = int(step)
    times = np.arange(len(made), dtype=np.int64) * ticks
    made = replace(
        made, timescale=scale, dts=times, pts=times, lengths=np.full(len(made), ticks, np.int64),
        first=0, end=len(made) * ticks, entry=dialect.entry(track.entry),
    )  # fmt: skip
    return Cut(made, 0, len(made))


def _as_look(frames: Iterator[Any], look: Look) -> Iterator[Any]:
    """Frames (BT.709, limited range) in the pixel format, size, matrix and range of ``look``."""
    from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

    from reelwright.encode.pictures import to_picture

    reformatter = VideoReformatter()
    small = look.height <= 576 and look.width <= 1024
    is_601 = look.matrix in (5, 6) or (look.matrix == 2 and small)
    full = look.range == 2 or look.pix_fmt.startswith("yuvj")
    for frame in frames:
        yield reformatter.reformat(
            to_picture(frame),
            look.width,
            look.height,
            look.pix_fmt,
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU601 if is_601 else Colorspace.ITU709,
            src_color_range=ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
        )


def joint_dialect(group: Sequence[Part]) -> Dialect | None:
    """How pictures can be made to join the parts of ``group``."""
    if not group or group[0].cut is None:
        return None
    return dialect_of(group[0].cut.track.entry)
