"""What is asked of a planner: the prompt, and everything about the film that is decided already."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from reelwright.story.options import parse_camera, parse_style
from reelwright.story.pacing import share
from reelwright.story.parser import Parsed, parse
from reelwright.story.planner.rules import extent
from reelwright.story.vocabulary import Camera, Style
from reelwright.timing import FrameRate, parse_rate

__all__ = ["Wish", "wish_for"]


@dataclass(frozen=True, slots=True)
class Wish:
    """A film to plan. ``shots`` and ``duration`` (seconds) are None where the planner may choose."""

    parsed: Parsed
    shots: int | None
    duration: Fraction | None
    style: Style | None
    camera: Camera | None
    seed: int
    rate: FrameRate
    ratio: str

    @property
    def prompt(self) -> str:
        """The sentence, as it was given."""
        return self.parsed.prompt.text

    def as_data(self) -> dict[str, Any]:
        """The wish as plain data, for a planner that reads it."""
        return {
            "prompt": self.prompt,
            "shots": self.shots,
            "seconds": None if self.duration is None else round(float(self.duration), 6),
            "style": self.style,
            "first_camera": self.camera,
            "frames_per_second": str(self.rate),
            "ratio": self.ratio,
        }

    def as_json(self) -> str:
        """:meth:`as_data` as JSON text."""
        return json.dumps(self.as_data(), ensure_ascii=False)


def wish_for(
    text: str,
    *,
    shots: int | None = None,
    duration: Fraction | None = None,
    style: str | Style | None = None,
    camera: str | Camera | None = None,
    seed: int = 1,
    rate: str = "30",
    ratio: str = "16:9",
) -> Wish:
    """The wish for a film about ``text``; what it says itself ("30s", "in four shots") is taken from it.

    Raises:
        PromptError: the prompt is empty or too long.
        OptionError: an unknown style or camera; a duration or number of shots out of range; more shots than
            frames.
    """
    parsed, frames = parse(text), parse_rate(rate)
    extent(parsed, shots, duration, frames)
    count = shots if shots is not None else parsed.shots
    seconds = duration if duration is not None else parsed.duration
    if count is not None and seconds is not None:
        share(seconds, [1.0] * count, frames)
    return Wish(
        parsed,
        count,
        seconds,
        None if style is None else parse_style(style),
        None if camera is None else parse_camera(camera),
        seed,
        frames,
        ratio,
    )
