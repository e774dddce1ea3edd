"""Soft: natural colour, gentle glow."""

from __future__ import annotations

from reelwright.previs.look import Look
from reelwright.story.vocabulary import Style

STYLES = (Style.REALISTIC,)
LOOK = Look(
    contrast=0.2,
    bloom=0.35,
    vignette=0.16,
    grain=0.005,
)
