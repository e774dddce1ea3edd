"""The rules planner: offline, deterministic, the same storyboard for the same words."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, Literal

from reelwright.errors import OptionError
from reelwright.story.document import LONGEST_FILM
from reelwright.story.lexicon.index import noun_category
from reelwright.story.options import parse_camera, parse_style
from reelwright.story.pacing import share
from reelwright.story.parser import Parsed, parse
from reelwright.story.planner.draft import Draft, choose_cameras
from reelwright.story.planner.products import product_drafts, product_name
from reelwright.story.planner.scenes import explainer_drafts, landscape_drafts, story_drafts
from reelwright.story.prompt import Prompt
from reelwright.story.sentence import describe
from reelwright.story.storyboard import Music, Scene, Shot, Storyboard
from reelwright.story.vocabulary import Camera, Family, Style, TimeOfDay, Transition, Weather
from reelwright.timing import FrameRate, parse_rate

__all__ = ["extent", "plan_rules"]

_VERSION: Final = 1
_SHOT_SECONDS: Final = Fraction(5)
_MOST_SHOTS: Final = 500
_SOLD: Final = frozenset(("product", "food", "drink", "clothing"))
_TABLES: Final = (None, Family.TABLETOP, Family.STUDIO)
_MOOD_MUSIC: Final[dict[str, str]] = {
    "calm": "calm",
    "joyful": "bright",
    "playful": "playful",
    "epic": "epic",
    "tense": "tense",
    "dark": "dark",
    "mysterious": "wonder",
    "dreamy": "wonder",
    "romantic": "warm",
    "melancholic": "calm",
    "nostalgic": "warm",
    "cosy": "warm",
    "energetic": "bright",
    "inspiring": "epic",
    "luxurious": "calm",
    "wonder": "wonder",
}
_FAMILY_MUSIC: Final[dict[Family, str]] = {
    Family.SPACE: "wonder",
    Family.MOON: "wonder",
    Family.UNDERWATER: "wonder",
    Family.MOUNTAINS: "epic",
    Family.CANYON: "epic",
    Family.VOLCANO: "epic",
    Family.STADIUM: "epic",
    Family.SKYLINE: "epic",
    Family.PARK: "playful",
    Family.SUBURB: "playful",
    Family.FIELD: "warm",
    Family.VILLAGE: "warm",
    Family.INTERIOR: "warm",
    Family.BEACH: "bright",
    Family.HIGHWAY: "bright",
    Family.INDUSTRIAL: "tense",
}


def plan_rules(
    text: str | Parsed,
    *,
    shots: int | None = None,
    duration: Fraction | None = None,
    style: str | Style | None = None,
    seed: int = 1,
    rate: str = "30",
    ratio: str = "16:9",
    camera: str | Camera | None = None,
    title: str | None = None,
) -> Storyboard:
    """Plan a film.

    Args:
        text: the prompt, or what :func:`parse` made of it.
        shots: how many; None takes what the prompt says, else one shot for up to 8 s and about one for every
        6 s. duration: seconds of the whole film; None takes what the prompt says, else 5 s a shot. style:
        overrides the prompt's. seed: of the film; it also decides which way pans go. rate: frames a second.
        ratio: of the picture, "16:9". camera: of the first shot, overrides the prompt's. title: of the film.

    Raises:
        PromptError: the prompt is empty or too long.
        OptionError: an unknown style or camera, a duration or number of shots out of range, more shots than
            frames (``too-many-shots``).
    """
    parsed = parse(text) if isinstance(text, str) else text
    prompt, frame_rate = parsed.prompt, parse_rate(rate)
    look = parse_style(style) if style is not None else prompt.style
    move = parse_camera(camera) if camera is not None else prompt.camera
    count, seconds = extent(parsed, shots, duration, frame_rate)
    genre = _genre(parsed, look)
    if count == 1:
        drafts = [_single(prompt, move)]
    else:
        drafts = _drafts(genre, prompt, count, look)
        choose_cameras(drafts, seed, move)
        _avoid_equal_sizes(drafts)
        _transitions(drafts)
    lengths = share(seconds, [draft.weight for draft in drafts], frame_rate)
    return Storyboard(
        title=title if title is not None else _title(prompt, genre),
        prompt=prompt.text,
        planner={"name": "rules", "version": _VERSION, "genre": genre if count > 1 else "single"},
        rate=str(frame_rate),
        ratio=ratio,
        seed=seed,
        style=look,
        lighting=prompt.lighting,
        mood=prompt.mood,
        palette=prompt.palette,
        music=Music(mood=_music(prompt, look, genre)),
        scenes=_scenes(drafts, lengths, prompt, single=count == 1),
    )


def extent(
    parsed: Parsed, shots: int | None, duration: Fraction | None, rate: FrameRate
) -> tuple[int, Fraction]:
    """Number of shots and seconds of the whole film, checked.

    Raises:
        OptionError: one of them is out of range.
    """
    seconds = duration if duration is not None else parsed.duration
    count = shots if shots is not None else parsed.shots
    if count is not None and not 1 <= count <= _MOST_SHOTS:
        raise OptionError(
            f"A film has 1 to {_MOST_SHOTS} shots, not {count}.",
            code="bad-shots",
            hint=f"Ask for at most {_MOST_SHOTS} shots." if count > 1 else "Ask for at least one shot.",
        )
    if seconds is not None and seconds > LONGEST_FILM:
        raise OptionError(
            f"A film of {float(seconds):g} seconds is too long.",
            code="duration-too-long",
            hint=f"The longest film is {LONGEST_FILM // 3600} hours.",
        )
    if seconds is not None and rate.frames(seconds) < 1:
        raise OptionError(
            f"A film of {float(seconds):g} seconds has no frame at {rate} frames a second.",
            code="duration-too-short",
            hint="Give a duration of at least one frame, for example 5.",
        )
    if count is None:
        count = 1 if seconds is None or seconds <= 8 else max(2, min(40, round(seconds / 6)))
    if seconds is None:
        seconds = count * _SHOT_SECONDS
    return count, seconds


def _genre(parsed: Parsed, style: Style | None) -> Literal["product", "explainer", "landscape", "story"]:
    prompt = parsed.prompt
    family = prompt.setting.family if prompt.setting else None
    if prompt.subject is None:
        return "landscape"
    category = noun_category(prompt.subject.noun)
    if parsed.genre == "explainer":
        return "explainer"
    sold = category in _SOLD and family in _TABLES
    if parsed.genre == "product" or (
        sold and (prompt.action is None or style in (Style.COMMERCIAL, Style.CLEAN))
    ):
        return "product"
    if category == "nature" or (parsed.genre == "travel" and category in (None, "building", "plant")):
        return "landscape"
    return "story"


def _drafts(genre: str, prompt: Prompt, count: int, style: Style | None) -> list[Draft]:
    if genre == "product":
        return product_drafts(prompt, count, style=style)
    table = {"explainer": explainer_drafts, "landscape": landscape_drafts}
    return table.get(genre, story_drafts)(prompt, count)


def _single(prompt: Prompt, camera: Camera | None) -> Draft:
    return Draft(
        "shot-1",
        "shot",
        (),
        prompt.size,
        1.0,
        prompt.subject,
        prompt.others,
        prompt.action,
        prompt.setting,
        prompt.time,
        prompt.weather,
        prompt.details,
        camera=camera,
    )


def _avoid_equal_sizes(drafts: list[Draft]) -> None:
    """Two shots of one size in a row look like a mistake: the later one goes a step nearer or farther."""
    from reelwright.story.vocabulary import ShotSize

    sizes = list(ShotSize)
    for before, draft in pairwise(drafts):
        if before.size == draft.size and draft.size is not None and before.subject == draft.subject:
            index = sizes.index(draft.size)
            draft.size = sizes[index - 1] if index > 1 else sizes[index + 1]


def _transitions(drafts: list[Draft]) -> None:
    """Dissolves change place and lead to the end card; everything else, the first picture too, is cut."""
    for before, draft in pairwise(drafts):
        moved = before.setting != draft.setting
        draft.transition = Transition.DISSOLVE if moved or draft.purpose == "end_card" else Transition.CUT


def _scenes(
    drafts: list[Draft], lengths: list[Fraction], prompt: Prompt, *, single: bool
) -> tuple[Scene, ...]:
    """Neighbouring shots of one place make a scene, which holds place, time and weather for them."""
    groups: list[list[tuple[Draft, Fraction]]] = []
    for draft, length in zip(drafts, lengths, strict=True):
        if groups and groups[-1][0][0].setting == draft.setting:
            groups[-1].append((draft, length))
        else:
            groups.append([(draft, length)])
    scenes = []
    for number, group in enumerate(groups, 1):
        first = group[0][0]
        scenes.append(
            Scene(
                id=f"scene-{number}",
                setting=first.setting,
                time=prompt.time,
                weather=prompt.weather,
                shots=tuple(_shot(draft, length, prompt, single=single) for draft, length in group),
            )
        )
    return tuple(scenes)


def _shot(draft: Draft, length: Fraction, prompt: Prompt, *, single: bool) -> Shot:
    transition = draft.transition if length >= 1 else Transition.CUT
    slots: dict[str, Any] = {}
    if transition != Transition.CUT and length < 2:
        slots["transition_duration"] = length / 4
    titles = tuple(
        t.model_copy(update={"start": Fraction(1, 2) if length >= 2 else Fraction(0)}) for t in draft.titles
    )
    return Shot(
        id=draft.id,
        duration=length,
        purpose=draft.purpose,
        text=prompt.text if single else describe(draft.prompt()),
        subject=draft.subject,
        others=draft.others,
        action=draft.action,
        camera=draft.camera,
        size=draft.size,
        details=draft.details,
        titles=titles,
        transition=transition,
        **slots,
    )


def _title(prompt: Prompt, genre: str) -> str:
    if genre == "product" and prompt.subject is not None:
        return product_name(prompt.subject)
    words = describe(prompt) or prompt.text
    short = words if len(words) <= 60 else words[:60].rsplit(" ", 1)[0] + "…"
    return short[:1].upper() + short[1:]


def _music(prompt: Prompt, style: Style | None, genre: str) -> Any:
    """The mood of the bed: what the prompt feels like, else its weather, look and place."""
    family = prompt.setting.family if prompt.setting else None
    if prompt.mood in _MOOD_MUSIC:
        return _MOOD_MUSIC[prompt.mood]
    if style == Style.NOIR or prompt.lighting == "low key":
        return "dark"
    if prompt.weather == Weather.STORM:
        return "tense"
    if genre == "product":
        return "warm" if prompt.lighting in ("warm", "candlelight", "firelight", "sunlight") else "bright"
    if genre == "explainer":
        return "bright"
    if prompt.time == TimeOfDay.NIGHT and family == Family.CITY_STREET:
        return "dark" if prompt.weather is not None else "calm"
    if prompt.lighting == "warm" or prompt.time == TimeOfDay.GOLDEN_HOUR:
        return "warm"
    if prompt.time in (TimeOfDay.DAWN, TimeOfDay.DUSK) or prompt.weather in (
        Weather.FOG,
        Weather.RAIN,
        Weather.SNOW,
    ):
        return "calm"
    return _FAMILY_MUSIC.get(family, "calm") if family is not None else "calm"
