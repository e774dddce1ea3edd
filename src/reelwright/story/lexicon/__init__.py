"""What words mean, slot by slot: plain data in leaf modules, compiled to one index when first asked.

``Lexicon`` finds the longest phrase that starts at a word; ``noun_category``, ``home_family`` and
``motion_of`` answer what the floors above ask about a noun or a verb.
"""

from __future__ import annotations

from reelwright.story.lexicon.homes import home_family
from reelwright.story.lexicon.index import (
    Entry,
    Lexicon,
    lexicon,
    motion_of,
    noun_category,
    noun_names,
    place_of,
)

__all__ = [
    "Entry",
    "Lexicon",
    "home_family",
    "lexicon",
    "motion_of",
    "noun_category",
    "noun_names",
    "place_of",
]
