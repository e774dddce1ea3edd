"""Things made of meshes, one file each. A file sets ``NOUNS`` (what it draws) and ``build(stage,
subject)``."""

from __future__ import annotations

from functools import cache
from types import ModuleType

from reelwright.previs.family import members

__all__ = ["prop_for"]


@cache
def _by_noun() -> dict[str, ModuleType]:
    return {noun: module for module in members(__name__) for noun in module.NOUNS}


def prop_for(noun: str) -> ModuleType | None:
    """The file that draws ``noun``: the whole compound first, then its head ("glass honey jar" -> "honey
    jar")."""
    words = noun.lower().split()
    for start in range(len(words)):
        found = _by_noun().get(" ".join(words[start:]))
        if found is not None:
            return found
    return None
