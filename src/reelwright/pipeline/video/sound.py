"""Sound added, replaced or mixed in; the picture is copied."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from reelwright.encode.movie_reading import NotTabled
from reelwright.encode.rewrapping import open_movie
from reelwright.encode.smartcut import NoJoint
from reelwright.errors import MediaError, OptionError
from reelwright.pipeline.progress import Progress, Watcher, ignore
from reelwright.pipeline.video.delivery import check_paths, deliver, fits, scratch_folder, tags_of
from reelwright.pipeline.video.hearing import SAMPLE_RATE, Block, has_sound, silence, sound_blocks
from reelwright.pipeline.video.moment import Moment
from reelwright.pipeline.video.recoding import sound_track
from reelwright.pipeline.video.report import ToolReport
from reelwright.pipeline.video.trimming import MovieCut, cut_movie, fitted

__all__ = ["Placement", "add_sound", "mix_sound", "replace_sound"]

_HOP: Final = SAMPLE_RATE // 100
_LOUD: Final = 10 ** (-42 / 20)
_ATTACK: Final = 0.25
_RELEASE: Final = 0.03


@dataclass(frozen=True, slots=True)
class Placement:
    """How a sound is laid under a picture.

    ``offset`` seconds later (negative: that much of its beginning is left out), ``gain`` in decibels, and
    fades in seconds at its beginning and where it ends.
    """

    offset: Fraction = Fraction(0)
    gain: float = 0.0
    fade_in: Fraction = Fraction(0)
    fade_out: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if not -96 <= self.gain <= 48:
            raise OptionError(f"A gain must be from -96 to 48 dB, not {self.gain:g}.", code="bad-gain")
        if self.fade_in < 0 or self.fade_out < 0:
            raise OptionError("A fade cannot be shorter than nothing.", code="bad-fade")


def replace_sound(
    video: Path | str, sound: Path | str, output: Path | str, placement: Placement | None = None,
    *, watch: Watcher = ignore,
) -> ToolReport:  # fmt: skip
    """Write ``video`` with ``sound`` instead of its own; the picture is copied.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    return _laid(Path(video), Path(sound), Path(output), placement or Placement(), "replace", 0.0, watch)


def add_sound(
    video: Path | str, sound: Path | str, output: Path | str, placement: Placement | None = None,
    *, watch: Watcher = ignore,
) -> ToolReport:  # fmt: skip
    """Write ``video`` with ``sound`` as a further track after those it has; picture and sound are copied.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    return _laid(Path(video), Path(sound), Path(output), placement or Placement(), "add", 0.0, watch)


def mix_sound(
    video: Path | str, sound: Path | str, output: Path | str, placement: Placement | None = None,
    *, duck: float = 0.0, watch: Watcher = ignore,
) -> ToolReport:  # fmt: skip
    """Write ``video`` with ``sound`` mixed into its own sound; the picture is copied.

    ``duck`` decibels are taken off ``sound`` while the video's own is heard. Peaks above -1.5 dBFS are
    limited.

    Raises:
        ReelwrightError: see :mod:`reelwright.errors`; no file is left at ``output`` then.
    """
    if not 0 <= duck <= 60:
        raise OptionError(f"Ducking must be from 0 to 60 dB, not {duck:g}.", code="bad-duck")
    return _laid(Path(video), Path(sound), Path(output), placement or Placement(), "mix", duck, watch)


def _laid(
    video: Path, sound: Path, output: Path, placement: Placement, way: str, duck: float, watch: Watcher
) -> ToolReport:
    began = time.monotonic()
    check_paths([video, sound], output)
    if not has_sound(sound):
        raise MediaError(
            f"{sound} holds no sound.", code="no-sound", hint="Name a file with sound.", path=str(sound)
        )
    with scratch_folder() as scratch:
        watch(Progress("plan", message=video.name))
        cut, notes = _pictures(video, output, scratch, watch)
        watch(Progress("audio"))
        blocks = _placed(sound, placement, cut.duration)
        own = [track for track in cut.tracks if track.kind == "audio"]
        if way == "mix" and own:
            blocks = _mixed(sound_blocks(video, length=cut.duration), blocks, duck)
        fresh = sound_track(blocks, scratch, output)
        kept = own if way == "add" else []
        tracks = [cut.tracks[0], *kept, fresh]
        deliver(tracks, output, tags_of(video), scratch, watch)
    return ToolReport.of_tracks(str(output), tracks, cut.copied, cut.encoded, time.monotonic() - began, notes)


def _pictures(video: Path, output: Path, scratch: Path, watch: Watcher) -> tuple[MovieCut, tuple[str, ...]]:
    start = Moment(Fraction(0), 0)
    try:
        movie = open_movie(video, scratch / "video", plain=output.suffix.lower() != ".mov")
        if movie.video is None:
            raise MediaError(
                f"{video} holds no video.", code="not-a-video", hint="Name a video file.", path=str(video)
            )
        if fits(movie.video, output):
            cut = cut_movie(movie, start, None, scratch / "edges", watch)
            return fitted(cut, video, Fraction(0), output, scratch), ()
    except (NotTabled, NoJoint):
        pass
    from reelwright.pipeline.video.recut import recut

    return recut(video, output, start, None, scratch, watch), ("The picture had to be encoded again.",)


def _placed(sound: Path, placement: Placement, length: Fraction) -> Iterator[Block]:
    """``sound`` where and as loud as it was asked for, ``length`` seconds in all."""
    total = round(length * SAMPLE_RATE)
    late = max(0, round(placement.offset * SAMPLE_RATE))
    skip = max(Fraction(0), -placement.offset)
    yield from silence(min(late, total))
    if late >= total:
        return
    heard = min(total - late, max(0, round((_length(sound) - skip) * SAMPLE_RATE)))
    gain = np.float32(10 ** (placement.gain / 20))
    fades = round(placement.fade_in * SAMPLE_RATE), round(placement.fade_out * SAMPLE_RATE)
    at = 0
    for block in sound_blocks(sound, skip, Fraction(total - late, SAMPLE_RATE)):
        yield _faded(block * gain, at, heard, *fades)
        at += len(block)


def _faded(block: Block, at: int, heard: int, fade_in: int, fade_out: int) -> Block:
    n = np.arange(at, at + len(block), dtype=np.float32)
    if fade_in and at < fade_in:
        block = block * np.sin(np.pi / 2 * np.minimum(1, n / fade_in))[:, None].astype(np.float32) ** 2
    if fade_out and at + len(block) > heard - fade_out:
        left = np.clip((heard - n) / fade_out, 0, 1)
        block = block * np.sin(np.pi / 2 * left)[:, None].astype(np.float32) ** 2
    return block


def _length(sound: Path) -> Fraction:
    from reelwright.compose import probe

    return probe(sound).duration


def _mixed(own: Iterator[Block], other: Iterator[Block], duck: float) -> Iterator[Block]:
    """Both together, ``other`` lower while ``own`` is heard, limited."""
    from reelwright.compose.music import Limiter

    limiter, ducker = Limiter(), _Ducker(duck)
    for a, b in _side_by_side(own, other):
        yield from _filled(limiter.feed(a + (ducker.lowered(a, b) if duck else b)))
    yield from _filled(limiter.flush())


def _filled(block: Block) -> Iterator[Block]:
    if len(block):
        yield block


def _side_by_side(first: Iterator[Block], second: Iterator[Block]) -> Iterator[tuple[Block, Block]]:
    """Pairs of blocks of the same length, each a whole number of hops but for the last."""
    held = [np.empty((0, 2), np.float32), np.empty((0, 2), np.float32)]
    sources, ended = [first, second], [False, False]
    size = _HOP * 50
    while True:
        for i in range(2):
            while len(held[i]) < size and not ended[i]:
                block = next(sources[i], None)
                if block is None:
                    ended[i] = True
                else:
                    held[i] = np.concatenate((held[i], block))
        count = min(size, max(len(held[0]), len(held[1])))
        if count == 0:
            return
        pair = [np.pad(h[:count], ((0, count - min(count, len(h))), (0, 0))) for h in held]
        held = [h[count:] for h in held]
        yield pair[0], pair[1]


class _Ducker:
    """Turns one sound down while another is heard: quickly down, slowly up again."""

    def __init__(self, decibels: float) -> None:
        self._low = 10 ** (-decibels / 20)
        self._gain = 1.0

    def lowered(self, heard: Block, other: Block) -> Block:
        """``other``, lower where ``heard`` is loud; both (n, 2)."""
        hops = -(-len(heard) // _HOP)
        padded = np.pad(heard, ((0, hops * _HOP - len(heard)), (0, 0)))
        power = np.sqrt(np.square(padded).mean(axis=1).reshape(hops, _HOP).mean(axis=1))
        gains = [self._gain]
        for level in power.tolist():
            target = self._low if level > _LOUD else 1.0
            share = _ATTACK if target < self._gain else _RELEASE
            self._gain += (target - self._gain) * share
            gains.append(self._gain)
        smooth = np.interp(np.arange(len(other)) / _HOP, np.arange(hops + 1), gains)
        return np.asarray(other * smooth[:, None], np.float32)
