"""The sound of joined parts: packets copied where they are alike, others and silence encoded to match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from reelwright.encode.joining import join_sound
from reelwright.encode.movie_reading import read_movie
from reelwright.encode.samples import Samples
from reelwright.encode.smartcut import cut_sound
from reelwright.encode.tables import AAC_FRAME
from reelwright.errors import MediaError
from reelwright.pipeline.video.delivery import fits
from reelwright.pipeline.video.hearing import SAMPLE_RATE, Block, has_sound, silence, sound_blocks
from reelwright.pipeline.video.parts import Part
from reelwright.pipeline.video.recoding import sound_track

__all__ = ["joined_sound", "whole_sound"]

_SEAM: Final = 3072
"""Samples taken on each side of a joint: three packets, so that the encoder has settled in the middle."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What sounds must have in common to share a track."""

    codec: str
    rate: int
    layout: str
    config: bytes

    @property
    def can_be_made(self) -> bool:
        """AAC-LC, in which sound can be encoded to match."""
        return (
            self.codec == "aac"
            and self.layout in ("mono", "stereo")
            and len(self.config) >= 2
            and self.config[0] >> 3 == 2
        )


def _kind_of(part: Part, known: dict[bytes, _Kind | None]) -> _Kind | None:
    """The kind of a part's sound; a sample entry that was seen before is not looked into again."""
    if part.movie is None or part.movie.audio is None:
        return None
    entry = part.movie.audio.entry
    if entry not in known:
        known[entry] = _kind(part.movie.path)
    return known[entry]


def _kind(path: Path) -> _Kind | None:
    import av

    from reelwright.compose.facts import open_container

    try:
        with open_container(path) as file:
            if not file.streams.audio:
                return None
            context: Any = file.streams.audio[0].codec_context
            config = bytes(context.extradata or b"")
            # 56 e5 00: “there is no SBR”, which some writers add and others leave out.
            return _Kind(
                context.name, context.sample_rate, context.layout.name, config.removesuffix(b"\x56\xe5\x00")
            )
    except av.error.FFmpegError as error:
        raise MediaError(f"{path} cannot be read ({error.strerror}).", path=str(path)) from error


def whole_sound(parts: Sequence[Part], scratch: Path, output: Path) -> Samples | None:
    """All parts' sound encoded as one track, silence where a part has none; None when none has any."""
    if not any(has_sound(part.path) for part in parts):
        return None

    def blocks() -> Iterator[Block]:
        start = Fraction(0)
        for part in parts:
            count = round((start + part.length) * SAMPLE_RATE) - round(start * SAMPLE_RATE)
            start += part.length
            if has_sound(part.path):
                yield from sound_blocks(part.path, length=Fraction(count, SAMPLE_RATE))
            else:
                yield from silence(count)

    return sound_track(blocks(), scratch, output)


def joined_sound(parts: Sequence[Part], scratch: Path, output: Path) -> Samples | None:
    """All parts' sound as one track, packets copied where they can be; None when none has any.

    Raises:
        MediaError: a sound cannot be read.
    """
    known: dict[bytes, _Kind | None] = {}
    kinds = [_kind_of(part, known) for part in parts]
    lasting: dict[_Kind, Fraction] = defaultdict(Fraction)
    for part, kind in zip(parts, kinds, strict=True):
        if kind is not None:
            lasting[kind] += part.length
    if not lasting:
        return whole_sound(parts, scratch, output)
    like = max(lasting, key=lambda kind: lasting[kind])
    alike = all(kind == like for kind in kinds)
    sample = next(p.movie.audio for p, kind in zip(parts, kinds, strict=True) if kind == like and p.movie)
    if sample is None or not fits(sample, output):
        return whole_sound(parts, scratch, output)
    if not alike and not like.can_be_made:
        return whole_sound(parts, scratch, output)
    sounds: list[Samples | None] = [
        _copied(part) if kind == like else _made(part, like, scratch / f"sound{number}.mp4")
        for number, (part, kind) in enumerate(zip(parts, kinds, strict=True))
    ]
    lengths = [part.length for part in parts]
    if not like.can_be_made:
        return join_sound(sounds, lengths, None)
    return join_sound(sounds, lengths, _quiet(like, scratch / "silence.mp4"), _Seams(sounds, like, scratch))


class _Seams:
    """Makes the AAC packet that reaches across a joint from what is heard on both sides.

    A packet's window covers its own 1024 samples and the next 1024; what one packet leaves of aliasing in its
    second half, the next one's first half takes away. The packet across the joint is therefore encoded from
    the last samples of one part and the first of the next, and both neighbours stay as they are.
    """

    def __init__(self, sounds: Sequence[Samples | None], like: _Kind, scratch: Path) -> None:
        self._sounds, self._like, self._scratch = sounds, like, scratch
        self._made: dict[tuple[object, ...], Samples | None] = {}

    def __call__(self, left: tuple[int, int] | None, entered: tuple[int, int] | None) -> Samples | None:
        """The packet, or None when it cannot be made."""
        # A file that comes many times has the same joints: they are known by what lies on both sides.
        known = self._identity(left), self._identity(entered)
        if known not in self._made:
            self._made[known] = self._packet(left, entered)
        return self._made[known]

    def _identity(self, place: tuple[int, int] | None) -> tuple[object, ...] | None:
        track = None if place is None else self._sounds[place[0]]
        if place is None or track is None:
            return None
        return track.files, int(track.offsets[0]), place[1]

    def _packet(self, left: tuple[int, int] | None, entered: tuple[int, int] | None) -> Samples | None:
        sides = self._heard(left, after=False), self._heard(entered, after=True)
        path = self._scratch / f"seam{len(self._made)}.mp4"
        track = _encoded(iter([np.concatenate(sides)]), self._like, path, native=True)
        return track.part(3, 4) if len(track) > 4 else None

    def _heard(self, place: tuple[int, int] | None, *, after: bool) -> Block:
        """What sounds just before a place, or just after; (3072, channels)."""
        channels = 1 if self._like.layout == "mono" else 2
        track = None if place is None else self._sounds[place[0]]
        if place is None or track is None:
            return next(silence(_SEAM, channels))
        at = int(np.searchsorted(track.pts, place[1]))
        count = _SEAM // AAC_FRAME
        first = max(0, at - 1 if after else at - count - 1)
        last = min(len(track), at + count if after else at)
        packets = _decoded_packets(track, first, last, self._like)
        skip = 1 if (after and at > 0) or (not after and first == at - count - 1) else 0
        heard = np.concatenate([np.empty((0, channels), np.float32), *packets[skip:]])[:_SEAM]
        missing = _SEAM - len(heard)
        return np.pad(heard, ((0, missing) if after else (missing, 0), (0, 0)))


def _decoded_packets(track: Samples, first: int, last: int, like: _Kind) -> list[Block]:
    """AAC packets ``first`` to ``last`` decoded on their own; the first lacks what went before."""
    import av

    decoder: Any = av.CodecContext.create("aac", "r")
    decoder.extradata = like.config
    heard = []
    for index in range(first, last):
        try:
            frames = decoder.decode(av.Packet(track.data(index)))
        except av.error.FFmpegError:
            frames = []
        if frames:
            heard.append(np.concatenate([frame.to_ndarray().T for frame in frames]))
    return heard


def _copied(part: Part) -> Samples | None:
    assert part.movie is not None
    assert part.movie.audio is not None
    return cut_sound(part.movie.audio, part.start, part.start + part.length)


def _made(part: Part, like: _Kind, path: Path) -> Samples | None:
    """The sound of ``part`` encoded as AAC of that kind; None when it has none."""
    if not has_sound(part.path):
        return None
    return _encoded(sound_blocks(part.path, length=part.length), like, path)


def _quiet(like: _Kind, path: Path) -> Samples:
    """One packet of silence."""
    track = _encoded(silence(SAMPLE_RATE // 4), like, path)
    return track.part(4, 5)


def _encoded(blocks: Iterator[Block], like: _Kind, path: Path, *, native: bool = False) -> Samples:
    """Blocks as AAC of that kind; ``native`` when they have its rate and channels, else 48 kHz stereo."""
    import av

    with av.open(str(path), "w", format="mp4") as out:
        stream: Any = out.add_stream("aac", rate=like.rate, layout=like.layout)
        stream.bit_rate = 96_000 * max(1, len(stream.layout.channels))
        rate, layout = (like.rate, like.layout) if native else (SAMPLE_RATE, "stereo")
        resampler: Any = av.AudioResampler(format="fltp", layout=like.layout, rate=like.rate)
        at = 0
        for block in blocks:
            packed = np.ascontiguousarray(block.reshape(1, -1))
            frame: Any = av.AudioFrame.from_ndarray(packed, format="flt", layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
            at += len(block)
            for piece in resampler.resample(frame):
                out.mux(stream.encode(piece))
        for piece in resampler.resample(None):
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    track = read_movie(path).audio
    assert track is not None
    return replace(track, end=max(track.end, 1))
