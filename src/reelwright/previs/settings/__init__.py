"""Places, one file each. A file sets ``FAMILIES`` (what it draws, best first) and ``build(stage) ->
Scene``."""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Final

from reelwright.previs.family import members
from reelwright.story.vocabulary import Family

__all__ = ["setting_for"]

KIN: Final[dict[Family, tuple[Family, ...]]] = {
    Family.FOREST: (Family.PARK, Family.FIELD),
    Family.PARK: (Family.FOREST, Family.FIELD),
    Family.VILLAGE: (Family.SUBURB, Family.FIELD),
    Family.SUBURB: (Family.VILLAGE, Family.PARK, Family.FIELD),
    Family.MOUNTAINS: (Family.SNOWFIELD, Family.FIELD),
    Family.CANYON: (Family.DESERT, Family.MOUNTAINS),
    Family.DESERT: (Family.CANYON, Family.BEACH),
    Family.BEACH: (Family.SEA, Family.DESERT),
    Family.SEA: (Family.LAKE, Family.BEACH),
    Family.LAKE: (Family.SEA,),
    Family.HARBOUR: (Family.SEA, Family.LAKE),
    Family.SNOWFIELD: (Family.MOUNTAINS,),
    Family.MOON: (Family.SPACE, Family.DESERT),
    Family.SPACE: (Family.MOON,),
    Family.SKYLINE: (Family.CITY_STREET,),
    Family.CITY_STREET: (Family.SKYLINE,),
    Family.HIGHWAY: (Family.CITY_STREET, Family.FIELD),
    Family.BRIDGE: (Family.CITY_STREET, Family.LAKE),
    Family.RAILWAY: (Family.FIELD,),
    Family.STADIUM: (Family.PARK, Family.FIELD),
    Family.INDUSTRIAL: (Family.CITY_STREET,),
    Family.INTERIOR: (Family.TABLETOP, Family.STUDIO),
    Family.TABLETOP: (Family.INTERIOR, Family.STUDIO),
    Family.VOLCANO: (Family.MOUNTAINS, Family.CANYON),
}
"""Who stands in for a family that has no file of its own, nearest first."""


@cache
def _by_family() -> dict[Family, ModuleType]:
    found: dict[Family, ModuleType] = {}
    for rank in range(8):
        for module in members(__name__):
            if rank < len(module.FAMILIES):
                found.setdefault(module.FAMILIES[rank], module)
    return found


def setting_for(family: Family | None) -> ModuleType:
    """The file that draws ``family``, or its nearest kin, or the neutral stage."""
    known = _by_family()
    if family is not None:
        for candidate in (family, *KIN.get(family, ())):
            if candidate in known:
                return known[candidate]
    return known[Family.ABSTRACT]
