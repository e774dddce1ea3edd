"""Motions that the world does not allow, unless the style is a dream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reelwright.story.conflicts import Conflict
from reelwright.story.lexicon.index import motion_of, noun_category
from reelwright.story.lexicon.notation import words
from reelwright.story.prompt import Prompt
from reelwright.story.vocabulary import Family, Style
from reelwright.story.words import gerund

__all__ = ["impossible"]

_DREAMS: Final = ("dreamy", "wonder", "playful", "mysterious")
_WATER: Final = frozenset(
    (Family.SEA, Family.LAKE, Family.UNDERWATER, Family.HARBOUR, Family.BEACH, Family.BRIDGE)
)
_LAND: Final = frozenset(
    (
        Family.FIELD,
        Family.FOREST,
        Family.DESERT,
        Family.CITY_STREET,
        Family.HIGHWAY,
        Family.RAILWAY,
        Family.INTERIOR,
        Family.MOUNTAINS,
    )
)
_WINGED: Final = frozenset(words("bird insect aircraft space nature plant"))
_FLIERS: Final = frozenset(
    words(
        """
    dragon fairy angel ghost spirit pegasus griffin phoenix alien ufo superhero witch wizard bat flying
    car jetpack kite balloon astronaut skydiver paraglider base jumper santa claus sleigh quadcopter
    pterodactyl magician arrow ball frisbee boomerang paper airplane robot demon vampire genie
    """
    )
) | {"flying car", "base jumper", "santa claus", "paper airplane", "hot air balloon"}
_DIVERS: Final = frozenset(
    ("diver", "swimmer", "mermaid", "submarine", "astronaut", "robot", "ghost", "surfer")
)
_SWIMMERS_ON_LAND: Final = frozenset(
    ("frog", "sea turtle", "seal", "crab", "sea lion", "walrus", "starfish", "lobster", "hermit crab")
)
_DRY: Final = frozenset(("run", "walk", "dance", "sit", "talk", "eat", "drink", "sleep", "play"))
_HEAVY: Final = frozenset(words("person animal dog vehicle building furniture"))
_FIRE: Final = frozenset(("fire", "campfire", "candle", "torch", "flame", "bonfire", "sparkler"))


def impossible(prompt: Prompt) -> Iterator[Conflict]:
    """What cannot happen as described; nothing for fantasy styles and dreamlike moods."""
    if prompt.style in (Style.ARTISTIC, Style.ANIME) or prompt.mood in _DREAMS or prompt.subject is None:
        return
    family = prompt.setting.family if prompt.setting is not None else None
    if family in (Family.ABSTRACT, Family.SPACE):
        return
    noun, action = prompt.subject.noun, prompt.action or ""
    category, motion = noun_category(noun) or "", motion_of(action) if action else None
    who, doing = prompt.subject.text or noun, gerund(action) if action else ""
    helped = any(
        noun_category(o.noun) in ("aircraft", "vehicle", "boat") or o.noun == "umbrella"
        for o in prompt.others
    )
    words = " ".join((prompt.text, *prompt.details)).lower()
    fly = action in ("fly", "soar", "hover", "levitate", "flap", "glide", "flutter")
    if fly and category in _HEAVY | {"sea animal", "food"} and noun not in _FLIERS and not helped:
        glides = action == "glide" and (
            family in _WATER or family in (Family.SNOWFIELD, Family.STADIUM) or category == "vehicle"
        )
        if not glides and noun not in ("pilot", "stingray", "manta ray"):
            yield (
                f"{who} has nothing to fly with.",
                f"Say what carries it (“{who} in a hot air balloon”), let it leap, or make it artistic.",
                [who, doing],
            )
    yield from _water(who, noun, category, motion, action, family)
    yield from _fire(noun, prompt, family)
    if motion in ("pour", "fall") and any(w in words for w in ("upward", "uphill", " up the ", "upwards")):
        yield (
            f"{who} cannot be {doing} upwards.",
            "Turn it round, or ask for “reversed footage” so that it is meant.",
            [who, doing],
        )
    if family == Family.MOON and (motion == "swim" or action in ("rustle", "billow", "flutter")):
        yield (
            f"On the moon there is neither air nor water for {doing}.",
            "Let it drift or leap slowly in low gravity.",
            [who, doing],
        )


def _water(
    who: str, noun: str, category: str, motion: str | None, action: str, family: Family | None
) -> Iterator[Conflict]:
    """Life and boats out of, or under, water."""
    if category == "sea animal" and noun not in _SWIMMERS_ON_LAND:
        if motion in ("run", "walk", "dance", "climb") and action not in (
            "chase",
            "flee",
            "hurry",
            "follow",
            "pass",
            "graze",
            "explore",
            "patrol",
            "approach",
            "lead",
        ):
            yield (
                f"{who} has no legs for {gerund(action)}.",
                f"Let it swim: “{who} gliding past the camera”.",
                [who, gerund(action)],
            )
        elif family in _LAND and action:
            yield (
                f"{who} cannot live on dry land.",
                "Move it under water or into the sea, or make it a dream: “surreal, artistic style”.",
                [who],
            )
    if motion == "swim" and family in _LAND and action in ("swim", "dive", "snorkel"):
        yield (
            f"There is no water for {gerund(action)} in this place.",
            "Add the water (“a lake in the forest”), or let the subject walk.",
            [who, gerund(action)],
        )
    if (
        category == "boat"
        and family in _LAND
        and motion in ("sail", "ride", "move", "run")
        and noun != "paper boat"
    ):
        yield (f"{who} needs water under it.", "Choose a sea, a lake or a harbour.", [who])
    drowning = category in ("person", "dog") and family == Family.UNDERWATER and noun not in _DIVERS
    if drowning and motion in _DRY:
        yield (
            f"{who} cannot breathe or {action} normally under water.",
            f"Make it a diver, or let {who} swim.",
            [who, gerund(action)],
        )


def _fire(noun: str, prompt: Prompt, family: Family | None) -> Iterator[Conflict]:
    flames = [o.noun for o in prompt.others if o.noun in _FIRE] + ([noun] if noun in _FIRE else [])
    if flames and family in (Family.UNDERWATER, Family.MOON):
        yield (
            f"A {flames[0]} does not burn {'under water' if family == Family.UNDERWATER else 'without air'}.",
            "Use a lamp or glowing plants instead.",
            flames,
        )
