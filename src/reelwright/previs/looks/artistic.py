"""Painted: brush strokes on paper."""

from __future__ import annotations

from reelwright.previs.look import Look
from reelwright.story.vocabulary import Style

STYLES = (Style.ARTISTIC,)
LOOK = Look(
    exposure=0.15,
    contrast=0.05,
    saturation=1.12,
    lift=0.03,
    highlights=(0.01, 0.008, -0.005),
    paint=0.006,
    paper=1.0,
    bloom=0.2,
    vignette=0.0,
    blur=0.4,
)
