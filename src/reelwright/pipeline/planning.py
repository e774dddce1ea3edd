"""A sentence becomes a storyboard."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from reelwright.errors import OptionError
from reelwright.story import Storyboard, plan_rules
from reelwright.timing import parse_rate, parse_seconds

__all__ = ["LONGEST", "check_duration", "plan"]

LONGEST: Final = Fraction(4 * 3600)
_PLANNERS: Final = ("rules",)


def check_duration(duration: Fraction | str | float | int, rate: str) -> Fraction:
    """``duration`` in exact seconds, at least one frame at ``rate`` and at most four hours.

    Raises:
        OptionError: not a length of time, or out of range.
    """
    seconds = parse_seconds(duration)
    if seconds > LONGEST:
        raise OptionError(
            f"A film of {float(seconds):g} seconds is too long.",
            code="duration-too-long",
            hint=f"The longest film is {LONGEST // 3600} hours.",
        )
    if parse_rate(rate).frames(seconds) < 1:
        raise OptionError(
            f"A film of {float(seconds):g} seconds has no frame at {rate} frames a second.",
            code="duration-too-short",
            hint="Give a duration of at least one frame, for example --duration 5.",
        )
    return seconds


def plan(
    prompt: str,
    *,
    shots: int | None = None,
    duration: Fraction | str | float | int | None = None,
    style: str | None = None,
    camera: str | None = None,
    seed: int = 1,
    fps: str | int | float | Fraction = "30",
    ratio: str = "16:9",
    planner: str = "rules",
) -> Storyboard:
    """Plan ``prompt`` as a storyboard of ``shots`` shots that last ``duration`` seconds together.

    ``None`` takes what the prompt says ("30s", "in four shots"), else the planner's own choice.

    Raises:
        PromptError: empty, too long, or nothing in it.
        OptionError: an unknown style, camera or planner; more shots than frames; a duration out of range.
    """
    if planner not in _PLANNERS:
        raise OptionError(
            f"There is no planner “{planner}”.", code="unknown-planner", hint=f"Use {', '.join(_PLANNERS)}."
        )
    rate = str(parse_rate(fps))
    seconds = None if duration is None else check_duration(duration, rate)
    return plan_rules(
        prompt, shots=shots, duration=seconds, style=style, seed=seed, rate=rate, ratio=ratio, camera=camera
    )
