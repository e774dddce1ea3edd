"""Nouns that a place draws by itself: "waves crashing" needs a sea, not a thing called wave in one."""

from __future__ import annotations

from typing import Final

from reelwright.story.prompt import Subject
from reelwright.story.vocabulary import Family

__all__ = ["is_scenery"]

_WATER: Final = (Family.SEA, Family.LAKE, Family.BEACH, Family.HARBOUR)
_TOWN: Final = (Family.CITY_STREET, Family.SKYLINE)
_GREEN: Final = (Family.FIELD, Family.PARK, Family.FOREST, Family.MOUNTAINS, Family.VILLAGE, Family.SUBURB)
_OPEN: Final = (*_GREEN, *_WATER, Family.DESERT, Family.CANYON, Family.SNOWFIELD, Family.SKY)

_DRAWN_BY: Final[dict[str, tuple[Family, ...]]] = {
    **dict.fromkeys(("wave", "sea", "ocean", "water", "surf", "tide", "swell", "ripple"), _WATER),
    **dict.fromkeys(("lake", "bay", "lagoon"), _WATER),
    **dict.fromkeys(("beach", "sand", "shore", "coast", "coastline"), (Family.BEACH, Family.DESERT, *_WATER)),
    **dict.fromkeys(
        ("street", "road", "alley", "city", "town", "building", "skyscraper", "traffic", "neon sign"), _TOWN
    ),
    **dict.fromkeys(("skyline", "city skyline", "cityscape", "downtown", "metropolis"), _TOWN),
    **dict.fromkeys(("field", "meadow", "grass", "wildflower", "landscape", "hill", "countryside"), _GREEN),
    **dict.fromkeys(("forest", "woods", "jungle", "pine", "tree"), (Family.FOREST, Family.PARK)),
    **dict.fromkeys(("mountain", "peak", "mountain range", "valley"), (Family.MOUNTAINS, Family.SNOWFIELD)),
    **dict.fromkeys(("desert", "dune", "sand dune"), (Family.DESERT,)),
    **dict.fromkeys(("sky", "cloud", "sunset", "sunrise", "horizon", "fog", "mist", "view", "storm"), _OPEN),
    **dict.fromkeys(("snow", "snowfall", "blizzard"), (Family.SNOWFIELD, Family.FOREST, Family.MOUNTAINS)),
    **dict.fromkeys(("rain", "rainfall"), (*_TOWN, *_OPEN)),
    **dict.fromkeys(("reef", "coral", "coral reef"), (Family.UNDERWATER,)),
    **dict.fromkeys(("star", "galaxy", "nebula", "milky way", "space"), (Family.SPACE,)),
    **dict.fromkeys(("crater", "moon", "lunar surface"), (Family.MOON,)),
    "sunflower": (Family.FIELD,),
}


def is_scenery(subject: Subject, family: Family | None) -> bool:
    """True when a setting of ``family`` shows ``subject`` by itself."""
    return family is not None and family in _DRAWN_BY.get(subject.noun, ())
