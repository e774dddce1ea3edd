"""Studio clean: bright, even, sharp, no grain."""

from __future__ import annotations

from reelwright.previs.look import Look
from reelwright.story.vocabulary import Style

STYLES = (Style.CLEAN,)
LOOK = Look(
    exposure=0.2,
    contrast=0.12,
    saturation=1.04,
    bloom=0.3,
    vignette=0.05,
    blur=1.1,
)
