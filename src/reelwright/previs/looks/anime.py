"""Drawn: flat steps of light, ink outlines, vivid colour."""

from __future__ import annotations

from reelwright.previs.look import Look
from reelwright.story.vocabulary import Style

STYLES = (Style.ANIME,)
LOOK = Look(
    exposure=0.2,
    contrast=0.1,
    saturation=1.28,
    levels=9,
    ink=0.75,
    bloom=0.4,
    vignette=0.05,
    blur=0.5,
)
