"""How an animal holds its head, and the head's own axes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reelwright.previs.figures.bones import P2
from reelwright.previs.figures.cones import Vec

__all__ = ["Carriage", "Frame"]


@dataclass(frozen=True, slots=True)
class Carriage:
    """How the head is held: neck roots (metres), neck and face angles, turn aside, and the moment."""

    base: P2
    throat: P2
    neck: float
    face: float
    turn: float
    gait: str
    p: float
    t: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The head's own axes: ``at(x, y, z)`` with x to the nose, y up and z left, in withers."""

    origin: P2
    pitch: float
    turn: float
    unit: float

    def at(self, x: float, y: float, z: float = 0.0) -> Vec:
        """A point of the head in the figure's frame, metres."""
        c, s = math.cos(self.pitch), math.sin(self.pitch)
        ct, st = math.cos(self.turn), math.sin(self.turn)
        ax, az = x * ct - z * st, x * st + z * ct
        return (
            self.origin[0] + (ax * c - y * s) * self.unit,
            self.origin[1] + (ax * s + y * c) * self.unit,
            az * self.unit,
        )

    def side(self, x: float, y: float, z: float) -> Vec:
        """A direction given in the head's axes."""
        p, o = self.at(x, y, z), self.at(0, 0, 0)
        return p[0] - o[0], p[1] - o[1], p[2] - o[2]
