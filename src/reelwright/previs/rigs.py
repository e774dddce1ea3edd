"""The animated figures: nouns that live and move, from the ``figures`` package."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reelwright.previs.composition import Bounds
from reelwright.previs.figures import Figure, FigureLayer, find, motion, straight
from reelwright.previs.stage import Actor, Point
from reelwright.story.prompt import Subject

__all__ = ["Rig", "figure_for"]


@dataclass(frozen=True, slots=True)
class Rig:
    """A figure chosen for a subject and an action, not yet placed."""

    figure: Figure

    @property
    def name(self) -> str:
        """What is drawn, in words."""
        return self.figure.name

    def actor(self, at: Point, heading: float, seconds: float) -> Actor:
        """The figure passing ``at`` in the middle of a shot of ``seconds``; see ``Stage.actor``."""
        figure = self.figure
        length, height, width = figure.bounds()
        # Figures count headings the other way round: positive turns away from the viewer.
        path = straight(at[0], at[2], -heading, figure.speed, y=at[1], at=seconds / 2)

        def base(t: float) -> Point:
            x, y, z, _ = path(t)
            return (x, y, z)

        upright = height > 1.3 * length
        head = 0.17 if upright else min(1.0, 0.5 * math.sqrt(height / max(length, 0.1)) + 0.1)
        bounds = Bounds(base, length, height, width, heading, head)
        return Actor(bounds, figure.name, (), [FigureLayer(figure, path)], figure.speed)


def figure_for(subject: Subject, action: str | None, seed: int = 0) -> Rig | None:
    """The figure that plays ``subject`` doing ``action``; None when there is none for that noun."""
    figure = find(subject.noun, subject.attributes, seed)
    if figure is None:
        return None
    gait, speed = motion(figure, action)
    return Rig(figure.moving(gait, speed))
