"""Black and white: deep blacks, hard light, heavy grain."""

from __future__ import annotations

from reelwright.previs.look import Look
from reelwright.story.vocabulary import Style

STYLES = (Style.NOIR,)
LOOK = Look(
    exposure=0.1,
    contrast=0.75,
    mono=1.0,
    mono_mix=(0.36, 0.52, 0.12),
    shadows=(-0.02, -0.02, -0.015),
    bloom=0.6,
    bloom_over=0.8,
    vignette=0.5,
    grain=0.03,
)
