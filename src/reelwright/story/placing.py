"""Whether a noun phrase is the setting, and what the setting holds."""

from __future__ import annotations

from typing import Final

from reelwright.story.lexicon.grammar import PLACE_PREPOSITIONS
from reelwright.story.lexicon.index import lexicon, noun_category
from reelwright.story.lexicon.moments import MOMENT_ADJECTIVES
from reelwright.story.lexicon.notation import words
from reelwright.story.lexicon.places import FEATURES
from reelwright.story.phrases import Phrase
from reelwright.story.prompt import Setting, Subject
from reelwright.story.vocabulary import Family
from reelwright.story.words import singulars

__all__ = ["is_place_here", "make_setting", "water_rocks"]

_INSIDE: Final = frozenset(
    words(
        """
    in at through across inside within into throughout around over above along among off from down up
    between out
    """
    )
)
_OBJECTS: Final = frozenset(words("plant building furniture product vehicle food instrument space body"))
_BIG: Final = frozenset(words("person animal dog creature vehicle instrument"))
_SWIMMERS: Final = frozenset(
    ("person", "animal", "dog", "sea animal", "bird", "boat", "creature", "vehicle", "aircraft")
)
_KEPT: Final = frozenset(word.strip() for word in FEATURES.replace("\n", " ").split(","))
_OUTSIDE: Final = frozenset(
    ("next to", "outside", "in front of", "behind", "past", "near", "beside", "alongside")
)
_SURFACES: Final = frozenset((Family.TABLETOP, Family.STUDIO))


def is_place_here(
    phrase: Phrase,
    prep: str | None,
    verb: str | None,
    category: str | None,
    subject: Subject | None,
    setting: Setting | None,
    *,
    first: bool,
) -> bool:
    """Whether ``phrase`` names the place rather than a thing.

    A word that can only be a place always does. One that can be both (a castle, a tree, a table) does after
    "in", "through", "across"; after "on" or "beside" a tree or a house is a thing, a hill or a table a place.
    """
    place = phrase.place
    if place is None:
        return False
    assert phrase.head is not None
    head = phrase.head.words[-1].low
    if head in ("moon", "sky") and len(place.words) == 1 and prep == "at":
        return False
    if head == "moon" and len(phrase.head.words) == 1 and prep not in ("on", "onto", "across"):
        return False
    if prep == "off" and head in ("water", "snow", "sand"):
        return False
    if head == "water" and subject is not None and noun_category(subject.noun) not in _SWIMMERS:
        return False
    if phrase.head.noun is None:
        return not (prep is None and verb is not None and subject is None and not first)
    family = Family(place.value)
    if prep is None or prep in ("of", "for", "about", "with", "to", "like"):
        if first or prep in ("with", "like"):
            return False
        if verb is not None:
            return verb in (
                "cross",
                "climb",
                "explore",
                "enter",
                "roam",
                "wander",
                "overlook",
                "leave",
                "exit",
                "travel",
            )
        return setting is None and prep is None and category in ("nature", "furniture", "building")
    if first and subject is None:
        # "sunset over the mountains": nothing else was named, so the mountains are where we are.
        return category in ("nature", "furniture", "plant") or prep in _INSIDE
    if family in _SURFACES:
        return prep in ("on", "onto", "atop", "against", "in", "over", "across", "above", "upon")
    if category == "nature" and prep in ("behind", "under", "beneath", "underneath", "below"):
        return False
    if category == "space":
        return prep in ("on", "onto", "across", "in")
    if category in _OBJECTS:
        return (
            prep
            in ("in", "inside", "through", "across", "within", "among", "at", "throughout", "into", "around")
            and (category != "plant" or phrase.plural or prep in ("through", "among"))
            and category not in ("body",)
        )
    return prep in PLACE_PREPOSITIONS or prep in ("next to", "in front of", "upon", "alongside")


def make_setting(
    phrase: Phrase, prep: str | None, text: str, subject: Subject | None
) -> tuple[Setting, list[tuple[str, str]]]:
    """The setting that a phrase describes, and the time, weather, lighting or mood inside it."""
    assert phrase.place is not None and phrase.head is not None
    family = Family(phrase.place.value)
    features: list[str] = []
    slots: list[tuple[str, str]] = []
    for feature in phrase.place.features:
        if feature.startswith("@"):
            slots.append((_slot_of(feature[1:]), feature[1:]))
        else:
            features.append(feature)
    for item in phrase.modifiers:
        slots += _from_modifier(item.low, features)
    for word in phrase.head.words[:-1]:
        slots += _from_modifier(word.low, features)
    features += phrase.of
    head = phrase.head.words[-1].low
    if family == Family.CITY_STREET and head in ("city", "cities") and prep in ("over", "above"):
        family = Family.SKYLINE
    big = subject is not None and noun_category(subject.noun) in _BIG
    if family == Family.TABLETOP and big and prep not in ("on", "onto", "atop", "across", None):
        family = Family.INTERIOR
        features.append("table")
    if family == Family.INTERIOR and phrase.head.noun is None and prep in _OUTSIDE:
        family = Family.CITY_STREET
        features.append("shop")
    place = _place_inside(phrase.of)
    if family == Family.SKY and place is not None and place != Family.SKY and not prep:
        family = place
    clean = [f for f in dict.fromkeys(features) if f not in ("the", "a", "an", "of")]
    return Setting(text=text, family=family, features=tuple(clean)), slots


def _place_inside(of: list[str]) -> Family | None:
    for noun in of:
        entry = lexicon().places.get(noun)
        if entry is not None:
            return Family(entry.value)
    return None


def _from_modifier(low: str, features: list[str]) -> list[tuple[str, str]]:
    """What an adjective or noun in front of a place says: a feature, or a slot's value."""
    found: list[tuple[str, str]] = []
    if low in MOMENT_ADJECTIVES:
        found.append(MOMENT_ADJECTIVES[low])
        if low in ("snowy", "starry", "neon", "candlelit", "moonlit"):
            features.append(
                {"snowy": "snow", "starry": "star", "moonlit": "moon", "candlelit": "candle"}.get(low, low)
            )
        return found
    if low in ("snow-covered", "snow-capped", "icy", "frozen"):
        features.append("snow" if low.startswith("snow") else "ice")
        return found
    entry = next((lexicon().nouns[form] for form in singulars(low) if form in lexicon().nouns), None)
    if entry is not None:
        features.append(str(entry.value))
    elif low in _KEPT or low.replace("-", " ") in _KEPT:
        features.append(
            {"wooden": "wood", "autumnal": "autumn", "neon lit": "neon", "neon-lit": "neon"}.get(
                low, low.replace("-", " ")
            )
        )
    else:
        place = lexicon().places.get(low)
        if place is not None:
            features += (f for f in place.features if not f.startswith("@") and f not in features)
    return found


def _slot_of(value: str) -> str:
    return "weather" if value in ("clear", "cloud", "rain", "storm", "snow", "fog", "dust") else "time"


def water_rocks(subject: Subject, setting: Setting) -> Setting:
    """Rocks that waves break on are a shore, not mountains."""
    if (
        subject.noun == "wave"
        and setting.family in (Family.MOUNTAINS, Family.SEA)
        and setting.family != Family.SEA
    ):
        return setting.model_copy(update={"family": Family.BEACH, "features": ("rock",)})
    return setting
