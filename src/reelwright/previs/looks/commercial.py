"""Bright and rich: clean whites, saturated colour, creamy lens."""

from __future__ import annotations

from reelwright.previs.look import Look
from reelwright.story.vocabulary import Style

STYLES = (Style.COMMERCIAL,)
LOOK = Look(
    exposure=0.15,
    white=(1.02, 1.0, 0.97),
    contrast=0.28,
    saturation=1.14,
    bloom=0.45,
    vignette=0.12,
    blur=1.3,
)
