"""The animated figures: nouns that live and move, from the ``figures`` package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reelwright.previs.composition import Bounds
from reelwright.previs.stage import Actor, Point
from reelwright.story.prompt import Subject

__all__ = ["Rig", "figure_for"]


@dataclass(frozen=True, slots=True)
class Rig:
    """A figure chosen for a subject, not yet placed."""

    name: str
    figure: Any

    def actor(self, at: Point, heading: float, seconds: float) -> Actor:
        """The figure passing ``at`` in the middle of a shot of ``seconds``; see ``Stage.actor``."""
        from reelwright.previs.figures import FigureLayer, straight

        figure = self.figure
        length, height, width = figure.bounds()
        # Figures count headings the other way round: positive turns away from the viewer.
        path = straight(at[0], at[2], -heading, figure.speed, y=at[1], at=seconds / 2)

        def base(t: float) -> Point:
            x, y, z, _ = path(t)
            return (x, y, z)

        bounds = Bounds(base, length, height, width, heading, getattr(figure, "head", 0.4))
        return Actor(bounds, self.name, (), [FigureLayer(figure, path)], figure.speed)


def figure_for(subject: Subject, action: str | None) -> Rig | None:
    """The figure that plays ``subject`` doing ``action``; None when there is none for that noun."""
    try:
        from reelwright.previs import figures
    except ImportError:
        return None
    find = getattr(figures, "figure_for", None)
    if find is None:
        return None
    figure = find(subject, action)
    return Rig(figure.name, figure) if figure is not None else None
