"""A stretch of one medium on a video track, and marks on it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pydantic import Field

from reelwright.timeline.effects import Blend, Border, ChromaKey, Effect, Mask, Shadow
from reelwright.timeline.media import Media
from reelwright.timeline.motion import Fit, KenBurns, Speed, Transform
from reelwright.timeline.part import Part
from reelwright.timeline.sound import ClipSound
from reelwright.timeline.transition import FadeOut, TransitionIn
from reelwright.timing import FrameRange

__all__ = ["Clip", "Marker"]


class Marker(Part):
    """A mark with a note: ``frame`` counts from the start of what it is on; ``length`` 0 is a point."""

    frame: int = Field(ge=0)
    length: int = Field(0, ge=0)
    name: str = ""
    note: str = ""
    colour: str = ""


class Clip(Part):
    """A stretch of one medium on a video track. ``source_start`` is its first frame within the medium.

    Source frames count at the timeline's rate. The picture is fitted, keyed, masked, coloured by its
    ``effects`` in order, shaped (``corner`` in shares of its shorter side, ``border``, ``shadow``), placed by
    ``transform`` and mixed by ``blend``. ``frame`` gives the clip a box of its own to be fitted to (x, y,
    width, height in shares of the canvas) for grids and picture in picture; None is the whole canvas.
    ``takes`` are the media that were made for it and not picked. ``metadata`` travels untouched.
    """

    id: str
    start: int = Field(ge=0)
    length: int = Field(ge=1)
    media: Media
    source_start: int = Field(0, ge=0)
    transition: TransitionIn | None = None
    fade_out: FadeOut | None = None
    speed: Speed | None = None
    fit: Fit = "contain"
    frame: tuple[float, float, float, float] | None = None
    transform: Transform | None = None
    ken_burns: KenBurns | None = None
    corner: float = Field(0.0, ge=0, le=0.5)
    border: Border | None = None
    shadow: Shadow | None = None
    mask: Mask | None = None
    chroma_key: ChromaKey | None = None
    blend: Blend = "normal"
    effects: tuple[Effect, ...] = ()
    sound: ClipSound | None = None
    takes: tuple[Media, ...] = ()
    markers: tuple[Marker, ...] = ()
    note: str = ""
    metadata: dict[str, Any] = Field(default_factory=dict)

    @property
    def range(self) -> FrameRange:
        """The timeline's frames that the clip fills."""
        return FrameRange(self.start, self.length)

    @property
    def plain(self) -> bool:
        """True when the picture is shown as its source gives it: opaque, whole and unchanged."""
        return (
            self.transform is None
            and self.ken_burns is None
            and self.frame is None
            and not self.corner
            and self.border is None
            and self.shadow is None
            and self.mask is None
            and self.chroma_key is None
            and self.blend == "normal"
            and not self.effects
            and self.media.kind != "adjustment"
        )

    def source_frame(self, n: int) -> int:
        """The frame of the medium shown ``n`` frames into the clip (``n`` past the end runs on)."""
        return self.source_start + n if self.speed is None else self.speed.source_frame(self.source_start, n)

    def source_position(self, n: int) -> Fraction:
        """The same as an exact position, for blends between frames; at least 0."""
        passed = Fraction(n) if self.speed is None else self.speed.travelled(n)
        return max(Fraction(0), self.source_start + passed)
