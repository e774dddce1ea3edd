"""Elements of one prompt that cannot be in the same picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from reelwright.story.prompt import Prompt
from reelwright.story.vocabulary import Camera, Family, ShotSize, Style, TimeOfDay, Weather

if TYPE_CHECKING:
    from reelwright.story.parser import Parsed

__all__ = ["Conflict", "conflicts"]

Conflict = tuple[str, str, list[str]]
"""Message, proposal and the words."""

_AIRLESS: Final = (Family.SPACE, Family.MOON, Family.UNDERWATER)
_FALLING: Final = (Weather.RAIN, Weather.SNOW, Weather.STORM, Weather.FOG)
_CAMERA_PAIRS: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("dolly_in", "dolly_out"),
        ("zoom_in", "zoom_out"),
        ("pan_left", "pan_right"),
        ("tilt_up", "tilt_down"),
    )
)
_STYLES: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("realistic", "anime"),
        ("realistic", "artistic"),
        ("documentary", "anime"),
        ("documentary", "artistic"),
        ("noir", "clean"),
        ("noir", "anime"),
        ("commercial", "noir"),
        ("documentary", "commercial"),
    )
)
_LIGHTS: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("soft", "hard"),
        ("low key", "high key"),
        ("warm", "cool"),
        ("candlelight", "sunlight"),
        ("moonlight", "sunlight"),
        ("low key", "sunlight"),
        ("moonlight", "high key"),
        ("candlelight", "high key"),
        ("dramatic", "high key"),
    )
)
_MOODS: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("calm", "tense"),
        ("joyful", "melancholic"),
        ("joyful", "dark"),
        ("calm", "energetic"),
        ("playful", "dark"),
    )
)
_SIZES: Final = list(ShotSize)
_CHANGES: Final = re.compile(
    r"\b(?:time[\s-]?lapse|hyper[\s-]?lapse|then|turns?|becom\w+|transition\w*|from \w+ to|until|changing"
    r"|into night|day to night|fades? to|starts?|ends?|before|after)\b",
    re.I,
)


def conflicts(prompt: Prompt, parsed: Parsed) -> Iterator[Conflict]:
    """Contradictions between words of one slot, then between slots."""
    changes = bool(_CHANGES.search(prompt.text))
    found: dict[str, dict[str, str]] = {}
    for match in parsed.matches:
        found.setdefault(match.slot, {}).setdefault(str(match.value), match.words)
    for slot in ("camera", "time", "weather", "style", "size", "lighting", "mood"):
        values = found.get(slot, {})
        if len(values) > 1 and not (
            changes and slot in ("time", "weather", "mood", "size", "camera", "lighting")
        ):
            yield from _within(slot, values)
    yield from _light_and_time(prompt, found, changes)
    yield from _place_and_air(prompt, found)
    if set(prompt.palette) >= {"black", "white"} and "vivid" in prompt.palette:
        yield (
            "Black and white leaves no vivid colours.",
            "Keep “black and white” or the colours, not both.",
            ["black and white", "vivid colours"],
        )


def _within(slot: str, values: dict[str, str]) -> Iterator[Conflict]:
    names = list(values)
    for i, one in enumerate(names):
        for two in names[i + 1 :]:
            if not _contradict(slot, one, two):
                continue
            yield (
                f"“{values[one]}” and “{values[two]}” contradict each other.",
                f"Keep one of them: “{values[one]}” or “{values[two]}”; or make two shots.",
                [values[one], values[two]],
            )
            return


def _contradict(slot: str, one: str, two: str) -> bool:
    pair = frozenset((one, two))
    if slot == "camera":
        return pair in _CAMERA_PAIRS or "static" in pair
    if slot == "time":
        times = list(TimeOfDay)
        near = {
            frozenset(("golden_hour", "dusk")),
            frozenset(("dawn", "golden_hour")),
            frozenset(("dusk", "night")),
            frozenset(("dawn", "day")),
        }
        return pair not in near and one in times and two in times
    if slot == "weather":
        return "clear" in pair and bool(pair & {"rain", "storm", "snow", "fog", "cloud"})
    if slot == "size":
        return abs(_SIZES.index(ShotSize(one)) - _SIZES.index(ShotSize(two))) >= 3
    table = {"style": _STYLES, "lighting": _LIGHTS, "mood": _MOODS}[slot]
    return pair in table


def _light_and_time(prompt: Prompt, found: dict[str, dict[str, str]], changes: bool) -> Iterator[Conflict]:
    times, lights = found.get("time", {}), found.get("lighting", {})
    if changes:
        return
    indoors = prompt.setting is not None and prompt.setting.family in (
        Family.INTERIOR,
        Family.STUDIO,
        Family.TABLETOP,
    )
    if prompt.time == TimeOfDay.NIGHT and "sunlight" in lights and "day" not in times:
        yield (
            f"There is no “{lights['sunlight']}” at night.",
            "Use moonlight, neon or candlelight, or play the scene by day.",
            [*list(times.values())[:1], lights["sunlight"]],
        )
    if prompt.time == TimeOfDay.DAY and "moonlight" in lights and not indoors:
        yield (
            "Moonlight is not seen by day.",
            "Play the scene at night, or use sunlight.",
            [lights["moonlight"]],
        )


def _place_and_air(prompt: Prompt, found: dict[str, dict[str, str]]) -> Iterator[Conflict]:
    family = prompt.setting.family if prompt.setting is not None else None
    weather, words = prompt.weather, list(found.get("weather", {}).values())[:1]
    if family is None or prompt.setting is None:
        return
    place = prompt.setting.text or family.value.replace("_", " ")
    if family in _AIRLESS and weather in _FALLING:
        where = place if place.startswith(("in", "on", "under")) else f"in {place}"
        yield (
            f"There is no {weather.value} {where}.",
            "Leave the weather out, or choose a place under the open sky.",
            [*words, place],
        )
    elif family == Family.DESERT and weather == Weather.SNOW and "ice" not in prompt.setting.features:
        yield (
            "Snow does not fall in the heat of a desert.",
            "Use blowing sand for the desert, or a snowfield for the snow.",
            [*words, place],
        )
    elif (
        weather == Weather.SNOW
        and "palm" in prompt.setting.features
        and family in (Family.BEACH, Family.FOREST)
    ):
        yield (
            "Snow does not fall on a tropical place.",
            "Use warm rain, or a winter place.",
            [*words, place],
        )
    if (
        family in (Family.UNDERWATER, Family.INTERIOR)
        and prompt.camera == Camera.DRONE
        and family == Family.UNDERWATER
    ):
        yield (
            "A drone does not fly under water.",
            "Use a tracking shot that glides along.",
            ["drone", place],
        )
    if prompt.style == Style.NOIR and "vivid" in prompt.palette:
        yield (
            "Film noir has no vivid colours.",
            "Drop the palette, or use the cinematic style.",
            ["noir", "vivid colours"],
        )
