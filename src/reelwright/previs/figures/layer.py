"""A figure in the world: where it is at each instant, its picture and its shadow."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

from reelwright.previs.figures.cones import Cones
from reelwright.previs.figures.rasteriser import rasterise
from reelwright.previs.figures.tile import Tile
from reelwright.previs.light import Light
from reelwright.previs.view import View

__all__ = ["Figure", "FigureLayer", "Path", "ShadowCapsule", "straight"]

Path = Callable[[float], tuple[float, float, float, float]]
ShadowCapsule = tuple[float, float, float, float, float, float, float]
"""x0, z0, r0, x1, z1, r1, softness, all in metres on the ground plane."""


class Figure(Protocol):
    """Something alive, drawn from a pose that is a pure function of time."""

    @property
    def name(self) -> str:
        """What is drawn, in words: ``golden retriever``."""
        ...

    @property
    def gait(self) -> str:
        """What it does: ``gallop``, ``walk``, ``stand`` ..."""
        ...

    @property
    def speed(self) -> float:
        """Metres a second along its heading; the path has to move it that fast for feet to stay planted."""
        ...

    def bounds(self) -> tuple[float, float, float]:
        """Length along the heading, height and width in metres, for composition."""
        ...

    def pose(self, t: float) -> Cones:
        """The body at ``t`` seconds at the local origin: x ahead, y up from the ground, z to its left."""
        ...

    def moving(self, gait: str, speed: float) -> Figure:
        """The same figure doing something else."""
        ...


def straight(x: float, z: float, heading: float, speed: float, *, y: float = 0.0, at: float = 0.0) -> Path:
    """A path along a line that passes (x, y, z) at ``at`` seconds."""
    c, s = math.cos(heading), math.sin(heading)

    def path(t: float) -> tuple[float, float, float, float]:
        d = speed * (t - at)
        return x + c * d, y, z + s * d, heading

    return path


class FigureLayer:
    """Places a figure in the world.

    Args:
        figure: what to draw.
        path: seconds -> (x, y, z, heading in radians); heading 0 faces +x, pi/2 faces away from the viewer.
        scale: size factor.
        offset: seconds added to the figure's own clock, so that a crowd is not in step.
    """

    def __init__(self, figure: Figure, path: Path, *, scale: float = 1.0, offset: float = 0.0) -> None:
        self.figure = figure
        self.path = path
        self.scale = scale
        self.offset = offset

    def cones(self, t: float) -> Cones:
        """The body in the world at ``t`` seconds."""
        return self.figure.pose(t + self.offset).placed(*self.path(t), self.scale)

    def draw(self, view: View, t: float, light: Light) -> Tile | None:
        """The figure's picture, without fog; None when it is out of the frame."""
        return rasterise(self.cones(t), view, light)

    def shadow(self, t: float, light: Light, ground: float = 0.0) -> list[ShadowCapsule]:
        """Capsules on the ground plane y = ``ground`` that together are the figure's cast shadow.

        A point at height h falls ``h / tan(elevation)`` away and blurs with its height; a light nearer than
        about 9 degrees to the horizon is treated as standing there, so that shadows stay finite.
        """
        lx, ly, lz = light.direction
        ly = max(ly, 0.16)
        out: list[ShadowCapsule] = []
        for row in self.cones(t).data:
            ra, rb = float(row[6]), float(row[7])
            if max(ra, rb) < 0.012 * self.scale:
                continue
            # Flat parts cast by their narrow side: seen from above a deep chest is narrow.
            flat = min(1.0, float(row[8]) * 0.5 + 0.5)
            ha, hb = max(0.0, float(row[1]) - ground), max(0.0, float(row[4]) - ground)
            out.append(
                (
                    float(row[0]) - lx / ly * ha, float(row[2]) - lz / ly * ha, ra * flat,
                    float(row[3]) - lx / ly * hb, float(row[5]) - lz / ly * hb, rb * flat,
                    0.01 + 0.06 * (ha + hb) * 0.5 / ly,
                )
            )  # fmt: skip
        return out
