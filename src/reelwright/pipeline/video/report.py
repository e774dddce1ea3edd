"""What a tool says about the video it wrote."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from reelwright.encode.boxes import MATRIX
from reelwright.encode.samples import Samples

__all__ = ["StillsReport", "ToolReport"]


@dataclass(frozen=True, slots=True)
class ToolReport:
    """One file that was written. ``duration`` is exact seconds.

    ``copied`` and ``encoded`` count pictures that were taken over byte for byte, and made anew; ``notes`` say
    what was decided on the way.
    """

    output: str
    duration: Fraction
    frames: int
    width: int
    height: int
    fps: str
    copied: int
    encoded: int
    seconds: float
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON object that ``--json`` prints."""
        return {
            "output": self.output,
            "duration": float(self.duration),
            "frames": self.frames,
            "width": self.width,
            "height": self.height,
            "fps": self.fps,
            "copied": self.copied,
            "encoded": self.encoded,
            "seconds": round(self.seconds, 3),
            "notes": list(self.notes),
        }

    @classmethod
    def of_tracks(
        cls,
        output: str,
        tracks: list[Samples],
        copied: int,
        encoded: int,
        seconds: float,
        notes: tuple[str, ...] = (),
    ) -> ToolReport:
        """The report on tracks that were written."""
        ends = [Fraction(track.end, track.timescale) for track in tracks]
        video = next((track for track in tracks if track.kind == "video"), None)
        if video is None:
            return cls(output, max(ends), 0, 0, 0, "0", 0, 0, seconds, notes)
        shown = int(((video.pts >= video.first) & (video.pts < video.end)).sum())
        width, height = video.width >> 16, video.height >> 16
        if video.matrix[:4] == bytes(4) and video.matrix != MATRIX:
            width, height = height, width
        rate = (shown / video.seconds).limit_denominator(1001) if video.seconds else Fraction(0)
        return cls(output, max(ends), shown, width, height, str(rate), copied, encoded, seconds, notes)


@dataclass(frozen=True, slots=True)
class StillsReport:
    """Image files that were written, each with the moment it shows in seconds."""

    outputs: tuple[str, ...]
    moments: tuple[Fraction, ...]
    width: int
    height: int
    seconds: float
    extra: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON object that ``--json`` prints."""
        return {
            "outputs": list(self.outputs),
            "moments": [float(moment) for moment in self.moments],
            "frames": len(self.outputs),
            "width": self.width,
            "height": self.height,
            "extra": list(self.extra),
            "seconds": round(self.seconds, 3),
            "notes": list(self.notes),
        }
