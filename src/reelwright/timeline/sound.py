"""What is heard: music, files, a voice, effects; and how they are mixed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from reelwright.timeline.part import Animated, Part
from reelwright.timing import FrameRange

__all__ = ["AudioItem", "ClipSound", "Ducking", "GainKey", "Loudness"]


class GainKey(Part):
    """Gain in decibels at a frame; linear in decibels between keys."""

    frame: int = Field(ge=0)
    db: float = Field(ge=-120, le=24)


class Ducking(Part):
    """How far a sound goes down while another of the role ``under`` is heard.

    ``db`` is how far; ``attack`` and ``release`` are frames that the way down and up takes.
    """

    under: str = "speech"
    db: float = Field(-12.0, ge=-60, le=0)
    attack: int = Field(6, ge=0)
    release: int = Field(15, ge=0)


class ClipSound(Part):
    """The sound of a clip's own file, played with it. ``pan`` -1 left .. 1 right."""

    db: float = Field(0.0, ge=-120, le=24)
    gain: tuple[GainKey, ...] = ()
    pan: Animated = 0.0
    fade_in: int = Field(0, ge=0)
    fade_out: int = Field(0, ge=0)
    role: str = "speech"


class AudioItem(Part):
    """Sound from ``start`` for ``length`` frames.

    Kinds: ``music`` is composed from ``mood`` and ``seed`` at ``level`` LUFS; ``file`` plays ``path`` from
    ``source_start`` (frames of the timeline's rate); ``voice`` speaks ``text`` in ``language``, by the voice
    ``voice``; ``effect`` makes the sound called ``effect`` (whoosh, impact, riser, click, pop, chime, ...).
    ``role`` is what ducking goes by; ``track`` groups items as an editor's tracks do.
    """

    id: str
    start: int = Field(ge=0)
    length: int = Field(ge=1)
    kind: Literal["music", "file", "voice", "effect"]
    mood: str = ""
    seed: int = 0
    path: str = ""
    digest: str = ""
    source_start: int = Field(0, ge=0)
    text: str = ""
    language: str = "en"
    voice: str = ""
    words_per_minute: int = Field(165, ge=80, le=450)
    effect: str = ""
    level: float = Field(-26.0, ge=-60, le=-5)
    db: float = Field(0.0, ge=-120, le=24)
    gain: tuple[GainKey, ...] = ()
    pan: Animated = 0.0
    fade_in: int = Field(0, ge=0)
    fade_out: int = Field(0, ge=0)
    role: str = ""
    track: str = ""
    duck: Ducking | None = None

    @property
    def range(self) -> FrameRange:
        """The timeline's frames in which it sounds."""
        return FrameRange(self.start, self.length)

    @property
    def part(self) -> str:
        """The role: as written, else speech for a voice, music for music, else sound."""
        return self.role or {"voice": "speech", "music": "music"}.get(self.kind, "sound")


class Loudness(Part):
    """Programme loudness of the whole mix (ITU-R BS.1770-4) and its highest true peak.

    -14 LUFS for the web, -16 for podcasts, -23 for European broadcast (EBU R 128).
    """

    lufs: float = Field(-14.0, ge=-40, le=-5)
    true_peak: float = Field(-1.0, ge=-20, le=0)
