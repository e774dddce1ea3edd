"""Looks, one file each. A file sets ``STYLES`` (whom it serves) and ``LOOK``; nothing else lists it."""

from __future__ import annotations

from functools import cache

from reelwright.previs.family import members
from reelwright.previs.look import Look
from reelwright.story.vocabulary import Style

__all__ = ["look_for"]


@cache
def _by_style() -> dict[Style, Look]:
    return {style: module.LOOK for module in members(__name__) for style in module.STYLES}


def look_for(style: Style | None) -> Look:
    """The look of ``style``; realistic when none is asked for."""
    known = _by_style()
    return known.get(style or Style.REALISTIC) or known[Style.REALISTIC]
