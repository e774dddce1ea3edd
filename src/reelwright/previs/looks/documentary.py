"""Neutral: what the lens saw, a little grain."""

from __future__ import annotations

from reelwright.previs.look import Look
from reelwright.story.vocabulary import Style

STYLES = (Style.DOCUMENTARY,)
LOOK = Look(
    contrast=0.12,
    saturation=0.9,
    bloom=0.2,
    vignette=0.1,
    grain=0.009,
    blur=0.6,
)
