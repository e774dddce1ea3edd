"""The parts of a film, read and checked against each other before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from reelwright.encode.audio import Sound, read_sound
from reelwright.encode.segment import Run, Segment, read_segment
from reelwright.encode.tables import AAC_FRAME
from reelwright.encode.tracks import Track, video_timescale
from reelwright.errors import RenderError
from reelwright.timing import FrameRate

__all__ = ["Reel", "read_reel"]


@dataclass(frozen=True, slots=True)
class Reel:
    """Segments that fit together, and the sound that goes with them."""

    segments: tuple[Segment, ...]
    sound: Sound | None
    video: Track
    ticks: int
    reorder: int
    rate: Fraction
    frames: int

    def runs(self) -> Iterator[tuple[Path, Run]]:
        """The film's groups of pictures, in order, with the film's own reordering delay."""
        for segment in self.segments:
            late = self.reorder - segment.reorder
            for run in segment.runs:
                yield segment.path, replace(run, delays=run.delays + late) if late else run

    def sound_until(self, frame: int) -> int:
        """AAC frames that have begun when picture ``frame`` begins; all of them at the film's end."""
        if self.sound is None:
            return 0
        if frame >= self.frames:
            return len(self.sound.sizes)
        position = frame / self.rate * self.sound.track.timescale + self.sound.track.skip
        return min(len(self.sound.sizes), -(-position.__floor__() // AAC_FRAME))


def read_reel(segments: Sequence[Path], rate: FrameRate, audio: Path | None) -> Reel:
    """The tables of the parts of a film, checked against each other.

    Raises:
        RenderError: no segments; one is unreadable, or has another size, rate or parameter sets than the
            first; or the sound is not as long as the picture, within one AAC frame.
    """
    if not segments:
        raise RenderError("A film without segments was to be assembled.", code="no-segments")
    read = tuple(read_segment(path) for path in segments)
    first = read[0]
    for segment in read:
        _check_same(first, segment, rate)
    frames = sum(segment.frames for segment in read)
    reorder = max(segment.reorder for segment in read)
    video = replace(first.track, skip=reorder * first.ticks, shown=frames * first.ticks)
    sound = None
    if audio is not None:
        found = read_sound(audio)
        apart = Fraction(found.track.shown, found.track.timescale) - frames / rate.value
        if abs(apart) > Fraction(AAC_FRAME, found.track.timescale):
            way = "longer" if apart > 0 else "shorter"
            raise RenderError(
                f"The sound is {float(abs(apart)):.3f} s {way} than the picture.",
                code="lengths-differ",
                hint="Mix the sound for the same timeline as the segments.",
                path=str(audio),
            )
        sound = replace(found, track=replace(found.track, id=2))
    return Reel(read, sound, video, first.ticks, reorder, rate.value, frames)


def _check_same(first: Segment, other: Segment, rate: FrameRate) -> None:
    timescale, ticks = video_timescale(rate.value)
    size = (other.track.width, other.track.height)
    if (other.track.timescale, other.ticks) != (timescale, ticks):
        what = f"is not at {rate} frames a second"
    elif size != (first.track.width, first.track.height):
        what = f"is {size[0]}x{size[1]}, not {first.track.width}x{first.track.height}"
    elif other.track.entry != first.track.entry:
        what = "has other parameter sets (SPS/PPS)"
    else:
        return
    raise RenderError(
        f"Segments do not fit together: {other.path} {what}.",
        code="segments-differ",
        hint="Render all segments with the same size, rate, quality and version.",
        path=str(other.path),
    )
