"""Animated figures: people and animals posed as pure functions of time, drawn as soft bodies.

Find one with :func:`find`, ask :func:`motion` what an action means for it, put it into the world with
:class:`FigureLayer`, and draw tiles. Nothing heavy is imported until the first tile is drawn.
"""

from __future__ import annotations

from reelwright.previs.figures.cones import Body, Cones, Pattern, Skin
from reelwright.previs.figures.layer import Figure, FigureLayer, straight
from reelwright.previs.figures.registry import find, known_nouns, motion
from reelwright.previs.figures.tile import Tile

__all__ = [
    "Body",
    "Cones",
    "Figure",
    "FigureLayer",
    "Pattern",
    "Skin",
    "Tile",
    "find",
    "known_nouns",
    "motion",
    "straight",
]
