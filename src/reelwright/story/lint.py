"""The six pitfalls of a video prompt: each finding explains itself and proposes better words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from reelwright.story.conflicts import conflicts
from reelwright.story.lexicon.actions import ACTION_SECONDS, VAGUE
from reelwright.story.lexicon.homes import home_family
from reelwright.story.lexicon.index import motion_of, noun_category
from reelwright.story.parser import Parsed, parse
from reelwright.story.physics import impossible
from reelwright.story.prompt import Prompt
from reelwright.story.sentence import to_text
from reelwright.story.vocabulary import Camera, Family, Style, TimeOfDay, Weather
from reelwright.story.words import gerund

__all__ = ["CODES", "Finding", "lint"]

CODES: Final = (
    "vague-motion",
    "wrong-duration",
    "no-camera",
    "conflicting-elements",
    "ignored-physics",
    "no-style",
)
"""The pitfalls, in the order in which they are reported."""

_ALIVE: Final = frozenset(
    ("person", "dog", "animal", "bird", "sea animal", "insect", "creature", "vehicle", "boat", "aircraft")
)
_LIVELY_WEATHER: Final = (Weather.RAIN, Weather.SNOW, Weather.STORM, Weather.DUST, Weather.FOG)
_LONGEST_TAKE: Final = 60
_SUGGESTED: Final = {
    "run": "sprinting",
    "person": "walking towards the camera",
    "dog": "running towards the camera",
    "animal": "walking slowly through the frame",
    "bird": "taking off and flying away",
    "sea animal": "gliding past the camera",
    "insect": "landing and folding its wings",
    "creature": "turning its head towards the camera",
    "vehicle": "driving past the camera",
    "boat": "cutting through the waves",
    "aircraft": "banking slowly to the left",
    "food": "being poured or cut while steam rises",
    "drink": "being poured into a glass",
    "product": "rotating slowly on the table",
    "clothing": "rotating slowly",
    "plant": "swaying in the wind",
    "nature": "moving with the wind",
}
_CAMERAS: Final = {
    "person": "medium tracking shot",
    "dog": "low tracking shot",
    "animal": "tracking shot",
    "bird": "slow pan right",
    "sea animal": "tracking shot",
    "vehicle": "tracking shot",
    "boat": "crane shot",
    "aircraft": "drone shot",
    "food": "slow dolly in, close-up",
    "drink": "slow dolly in, close-up",
    "product": "orbit shot, close-up",
    "clothing": "orbit shot",
    "insect": "static shot, extreme close-up",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One pitfall: its code, what is wrong, a concrete remedy, and the words it was seen in."""

    code: str
    message: str
    proposal: str
    evidence: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The finding as a JSON object."""
        return {
            "code": self.code,
            "message": self.message,
            "proposal": self.proposal,
            "evidence": self.evidence,
        }


def lint(prompt: Prompt | Parsed | str, *, duration: Fraction | None = None) -> list[Finding]:
    """Look for the six pitfalls.

    Args:
        prompt: a prompt, what :func:`parse` made of a text, or the text.
        duration: seconds that the one shot will last, if known; without it a text's own duration counts only
            when it asks for one shot.

    Raises:
        PromptError: ``prompt`` is text, and empty or too long.
    """
    if isinstance(prompt, str):
        prompt = parse(prompt)
    if isinstance(prompt, Prompt):
        text = prompt.text or to_text(prompt)
        parsed = parse(text) if text.strip() else Parsed(prompt)
    else:
        parsed, prompt = prompt, prompt.prompt
    return [
        *_vague_motion(prompt, parsed),
        *_wrong_duration(prompt, duration),
        *_no_camera(prompt),
        *(Finding("conflicting-elements", *found) for found in conflicts(prompt, parsed)),
        *(Finding("ignored-physics", *found) for found in impossible(prompt)),
        *_no_style(prompt),
    ]


def _category(prompt: Prompt) -> str:
    return (noun_category(prompt.subject.noun) if prompt.subject else None) or ""


def _vague_motion(prompt: Prompt, parsed: Parsed) -> Iterator[Finding]:
    if parsed.genre == "product" or "time-lapse" in prompt.details or "time lapse" in prompt.details:
        return  # the film's shots, or the passing of time, are the motion
    moving_camera = prompt.camera not in (None, Camera.STATIC)
    who = prompt.subject.text or prompt.subject.noun if prompt.subject else "the picture"
    proposal = _SUGGESTED.get(_category(prompt), "moving slowly from left to right")
    words = parsed.evidence.get("action", [])
    if prompt.action and prompt.action.split()[0] in VAGUE:
        yield Finding(
            "vague-motion",
            f"“{words[0] if words else prompt.action}” does not say what is seen moving.",
            f"Name the motion and its pace, for example “{who} {proposal}”.",
            list(words),
        )
    elif prompt.action is None and not moving_camera and not _moves_by_itself(prompt):
        yield Finding(
            "vague-motion",
            "Nothing in the prompt says what moves.",
            f"Add an action, for example “{who} {proposal}”, or a moving camera."
            if prompt.subject
            else "Add what moves (“people walking past”), or a moving camera such as “slow dolly in”.",
            parsed.evidence.get("subject", []),
        )
    elif prompt.action is None and _category(prompt) in ("person", "dog", "animal") and prompt.camera is None:
        yield Finding(
            "vague-motion", f"{who} does nothing yet.", f"Add an action, for example “{who} {proposal}”."
        )


def _moves_by_itself(prompt: Prompt) -> bool:
    if (
        prompt.weather in _LIVELY_WEATHER
        or any("ing" in detail for detail in prompt.details)
        or "steam" in prompt.text
    ):
        return True
    family = prompt.setting.family if prompt.setting else None
    water = family in (Family.SEA, Family.UNDERWATER, Family.VOLCANO)
    noun = prompt.subject.noun if prompt.subject else ""
    return water or noun in (
        "wave",
        "waterfall",
        "fire",
        "fireworks",
        "aurora",
        "campfire",
        "steam",
        "smoke",
        "traffic",
    )


def _wrong_duration(prompt: Prompt, duration: Fraction | None) -> Iterator[Finding]:
    if duration is None or duration <= 0:
        return
    seconds = float(duration)
    steps = 1 + sum(
        1 for detail in prompt.details if detail.split()[-1:] and detail.split()[-1].endswith("ing")
    )
    if prompt.action:
        shortest, longest = ACTION_SECONDS.get(prompt.action, (1.0, _LONGEST_TAKE))
        if prompt.action not in ACTION_SECONDS and motion_of(prompt.action) in ("stand", "sit", "sleep"):
            longest = 600
        shortest *= steps
        doing = f"“{gerund(prompt.action)}”" + (f" and {steps - 1} more" if steps > 1 else "")
        if seconds < shortest:
            yield Finding(
                "wrong-duration",
                f"{seconds:g} s is too short to see {doing}: it takes about {shortest:g} s.",
                f"Give the shot at least {shortest:g} s, or show only one moment of it.",
            )
            return
        if seconds > longest:
            yield Finding(
                "wrong-duration",
                f"{doing} is over after about {longest:g} s, and the shot lasts {seconds:g} s.",
                f"Shorten the shot to {min(longest, 8):g} s, or cut: --shots {max(2, round(seconds / 6))}.",
            )
            return
    elif seconds > _LONGEST_TAKE:
        yield Finding(
            "wrong-duration",
            f"One shot of {seconds:g} s without a cut tires the eye.",
            f"Plan it as several shots: --shots {min(40, max(2, round(seconds / 6)))}.",
        )
        return
    if seconds < 1.5 and prompt.camera in (
        Camera.ORBIT,
        Camera.CRANE,
        Camera.DRONE,
        Camera.DOLLY_IN,
        Camera.DOLLY_OUT,
    ):
        yield Finding(
            "wrong-duration",
            f"A {prompt.camera.value.replace('_', ' ')} move of {seconds:g} s is too fast to follow.",
            "Give the move at least 3 s, or use a static shot.",
        )


def _no_camera(prompt: Prompt) -> Iterator[Finding]:
    if prompt.camera is None:
        proposal = _CAMERAS.get(_category(prompt))
        if proposal is None:
            proposal = "slow drone shot" if prompt.subject is None else "slow dolly in, medium shot"
        yield Finding(
            "no-camera",
            "The prompt does not say how the camera moves, so every take will choose differently.",
            f"Add a camera move, for example “{proposal}”.",
        )


def _no_style(prompt: Prompt) -> Iterator[Finding]:
    lit = prompt.lighting or prompt.mood or prompt.palette
    if prompt.style is None and not lit and prompt.time not in (TimeOfDay.GOLDEN_HOUR, TimeOfDay.NIGHT):
        family = home_family(prompt.subject.noun) if prompt.subject else None
        style = Style.COMMERCIAL if family == Family.TABLETOP else Style.CINEMATIC
        light = "soft studio lighting" if family == Family.TABLETOP else "golden hour"
        yield Finding(
            "no-style",
            "The prompt names no style, light or mood, so the look is left to chance.",
            f"Add a look, for example “{style.value}, {light}”.",
        )
