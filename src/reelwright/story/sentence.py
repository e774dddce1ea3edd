"""A prompt as one natural sentence that parses back to the same film."""

from __future__ import annotations

import re
from typing import Final

from reelwright.story.lexicon.index import noun_category
from reelwright.story.lexicon.notation import words
from reelwright.story.prompt import Prompt, Setting, Subject
from reelwright.story.vocabulary import Camera, Family, ShotSize, Style, TimeOfDay, Weather
from reelwright.story.words import gerund

__all__ = ["describe", "name_of", "to_text"]

_CAMERA: Final = {
    Camera.STATIC: "static shot",
    Camera.PAN_LEFT: "pan left",
    Camera.PAN_RIGHT: "pan right",
    Camera.TILT_UP: "tilt up",
    Camera.TILT_DOWN: "tilt down",
    Camera.DOLLY_IN: "dolly in",
    Camera.DOLLY_OUT: "dolly out",
    Camera.TRACKING: "tracking shot",
    Camera.CRANE: "crane shot",
    Camera.HANDHELD: "handheld shot",
    Camera.DRONE: "drone shot",
    Camera.ORBIT: "orbit shot",
    Camera.ZOOM_IN: "zoom in",
    Camera.ZOOM_OUT: "zoom out",
}
_SIZE: Final = {
    ShotSize.EXTREME_CLOSE_UP: "extreme close-up",
    ShotSize.CLOSE_UP: "close-up",
    ShotSize.MEDIUM_CLOSE_UP: "medium close-up",
    ShotSize.MEDIUM: "medium shot",
    ShotSize.FULL: "full shot",
    ShotSize.WIDE: "wide shot",
    ShotSize.EXTREME_WIDE: "extreme wide shot",
}
_TIME: Final = {
    TimeOfDay.DAWN: "at dawn",
    TimeOfDay.DAY: "in daylight",
    TimeOfDay.GOLDEN_HOUR: "at golden hour",
    TimeOfDay.DUSK: "at dusk",
    TimeOfDay.NIGHT: "at night",
}
_WEATHER: Final = {
    Weather.CLEAR: "clear weather",
    Weather.CLOUD: "overcast",
    Weather.RAIN: "in the rain",
    Weather.STORM: "in a storm",
    Weather.SNOW: "snow falling",
    Weather.FOG: "in the fog",
    Weather.DUST: "dust storm",
}
_PLACE: Final = {
    Family.FIELD: "a field",
    Family.FOREST: "a forest",
    Family.MOUNTAINS: "the mountains",
    Family.CANYON: "a canyon",
    Family.DESERT: "the desert",
    Family.BEACH: "the beach",
    Family.SEA: "the sea",
    Family.LAKE: "a lake",
    Family.SNOWFIELD: "a snowfield",
    Family.UNDERWATER: "the ocean floor",
    Family.SKY: "the sky",
    Family.SPACE: "outer space",
    Family.MOON: "the moon",
    Family.VOLCANO: "a volcano",
    Family.CITY_STREET: "a city street",
    Family.SKYLINE: "a city skyline",
    Family.PARK: "a park",
    Family.SUBURB: "a suburban street",
    Family.VILLAGE: "a village",
    Family.BRIDGE: "a bridge",
    Family.HARBOUR: "a harbour",
    Family.HIGHWAY: "a highway",
    Family.RAILWAY: "a railway track",
    Family.STADIUM: "a stadium",
    Family.INDUSTRIAL: "a factory",
    Family.INTERIOR: "a room",
    Family.TABLETOP: "a table",
    Family.STUDIO: "a photo studio",
    Family.ABSTRACT: "an abstract space",
}
_ON: Final = frozenset(
    (
        Family.SEA,
        Family.BEACH,
        Family.MOON,
        Family.BRIDGE,
        Family.HIGHWAY,
        Family.RAILWAY,
        Family.TABLETOP,
        Family.UNDERWATER,
    )
)
_RELATION: Final = {
    "on": "on",
    "under": "under",
    "over": "over",
    "in": "in",
    "beside": "next to",
    "in_front_of": "in front of",
    "behind": "behind",
    "holding": "with",
    "riding": "on",
    "with": "with",
}
_PREPOSITIONS: Final = tuple(
    f"{word} "
    for word in words(
        """
    in on at under over inside near above by through across along down up past against behind beside
    beneath below among amid between around from into onto off toward towards within atop beyond outside
    throughout next
    """
    )
)


def _article(noun: str) -> str:
    return "an" if noun[:1].lower() in "aeiou" and not noun.lower().startswith(("uni", "one")) else "a"


def name_of(subject: Subject) -> str:
    """The subject as a phrase: what was written, else an article, its attributes and its noun."""
    if subject.text:
        return subject.text
    plain = [a for a in subject.attributes if " " not in a]
    words = " ".join([*plain, subject.noun])
    if subject.count > 1:
        return f"{subject.count} {words if words.endswith('s') else words + 's'}"
    return f"{_article(words)} {words}"


def _place(setting: Setting, who: str) -> str:
    """The setting with its preposition; its family is named when the text alone would not say it."""
    text = setting.text
    if not text:
        if setting.family is None:
            return ""
        text = _PLACE[setting.family]
        plain = [f for f in setting.features if f.isalpha()]
        if setting.family in (Family.FIELD, Family.FOREST) and plain:
            text += f" of {plain[0]}s"
        return f"{'on' if setting.family in _ON else 'in'} {text}"
    led = _lead(text, setting.family)
    if setting.family is not None and _family_of(f"{who} {led}") != setting.family:
        return f"{led}, {'on' if setting.family in _ON else 'in'} {_PLACE[setting.family]}"
    return led


def _lead(text: str, family: Family | None) -> str:
    low = text.lower()
    if low.startswith(_PREPOSITIONS):
        return text
    on = family in _ON or "background" in low or "surface" in low or "rooftop" in low
    return f"{'on' if on else 'in'} {text}"


def _read(text: str) -> Prompt:
    from reelwright.story.parser import parse  # the parser is heavier than a sentence

    return parse(text).prompt


def _family_of(text: str) -> Family | None:
    setting = _read(text).setting
    return None if setting is None else setting.family


def _object(other: Subject) -> str:
    relation = other.relation or "with"
    return f"{_RELATION.get(relation, 'with')} {name_of(other)}"


def describe(prompt: Prompt) -> str:
    """Who does what where: the sentence without its film language."""
    parts: list[str] = []
    place = ""
    if prompt.setting is not None:
        place = _place(prompt.setting, name_of(prompt.subject) if prompt.subject else "something")
    rest = [o for o in prompt.others if name_of(o).lower() not in place.lower()]
    if prompt.subject is not None:
        parts.append(name_of(prompt.subject))
        written = prompt.subject.text.lower()
        company = [o for o in rest if o.relation == "beside" and _alike(o, prompt.subject)]
        parts += (f"and {name_of(o)}" for o in company if name_of(o).lower() not in written)
        rest = [o for o in rest if o not in company]
    if prompt.action:
        parts.append(gerund(prompt.action))
    for index, other in enumerate(rest):
        if prompt.action and index == 0 and other.relation in ("holding", "riding", "in_front_of"):
            looks = prompt.action.split()[0] in ("look", "stare", "gaze", "point", "smile", "wave", "howl")
            parts.append(f"at {name_of(other)}" if looks else name_of(other))
        else:
            parts.append(_object(other))
    if place and parts:
        parts.append(place)
    elif place:
        parts.append(re.sub(r"^(?:in|on|at)\s+", "", place))
    return " ".join(part for part in parts if part)


def _alike(one: Subject, two: Subject) -> bool:
    living = ("person", "dog", "animal", "bird", "sea animal", "insect", "creature")
    first, second = noun_category(one.noun), noun_category(two.noun)
    return first == second or (first in living and second in living)


def _lit(lighting: str) -> str:
    low = lighting.lower()
    done = low.endswith(
        ("light", "lit", "lighting", "lights", "glow", "hour", "neon", "silhouette", "rays", "sun")
    )
    return lighting if done and low != "neon" else f"{lighting} lighting"


def _spoken(time: TimeOfDay | None) -> str:
    return "" if time is None else time.value.replace("_", " ")


def to_text(prompt: Prompt) -> str:
    """One sentence of all slots: ``parse(to_text(p))`` finds camera, size, style, time and family again."""
    base = describe(prompt)
    said = _read(base) if base else Prompt()
    parts = [base]
    if prompt.time is not None and said.time != prompt.time:
        parts[0] = f"{parts[0]} {_TIME[prompt.time]}".strip()
    if prompt.weather is not None and said.weather != prompt.weather:
        parts.append(_WEATHER[prompt.weather])
    if prompt.camera is not None:
        parts.append(_CAMERA[prompt.camera])
    if prompt.size is not None:
        parts.append(_SIZE[prompt.size])
    if prompt.style is not None:
        parts.append("film noir style" if prompt.style == Style.NOIR else f"{prompt.style.value} style")
    if prompt.lighting and prompt.lighting != said.lighting and prompt.lighting != _spoken(prompt.time):
        parts.append(_lit(prompt.lighting))
    if prompt.mood and prompt.mood != said.mood:
        parts.append(f"{prompt.mood} mood" if "mood" not in prompt.mood else prompt.mood)
    if prompt.palette:
        parts.append(f"{' and '.join(prompt.palette)} palette")
    parts += prompt.details
    return ", ".join(part for part in parts if part) or prompt.text
