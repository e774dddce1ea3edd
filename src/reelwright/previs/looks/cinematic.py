"""Film: teal shadows, warm highlights, soft grain, letterbox."""

from __future__ import annotations

from reelwright.previs.look import Look
from reelwright.story.vocabulary import Style

STYLES = (Style.CINEMATIC,)
LOOK = Look(
    white=(1.03, 1.0, 0.96),
    contrast=0.35,
    saturation=1.06,
    shadows=(-0.012, 0.004, 0.018),
    highlights=(0.02, 0.008, -0.02),
    bloom=0.5,
    vignette=0.3,
    grain=0.013,
    bars=True,
    blur=1.25,
)
