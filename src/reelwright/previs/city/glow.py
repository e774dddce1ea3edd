"""The light of a city: colours that shine in full colour, and what they throw on walls and asphalt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from reelwright.previs.light import Light

__all__ = ["Emitters", "ambient"]

Array = npt.NDArray[Any]
RGB = tuple[float, float, float]


def ambient(light: Light) -> Array:
    """What reaches an upright wall from sky and ground (3,): a surface whose colour is divided by it shines
    with just that radiance."""
    return np.asarray(0.5 * (np.array(light.sky) + np.array(light.ground)), np.float32)


@dataclass
class Emitters:
    """Shop windows, signs and lamps as points, gathered into a coarse volume of coloured light."""

    _places: list[tuple[float, float, float]] = field(default_factory=list)
    _colours: list[RGB] = field(default_factory=list)

    def add(self, place: Any, colour: Any, power: float = 1.0) -> None:
        """A source at ``place``; ``colour`` * ``power`` is what it throws on a white wall a metre away."""
        self._places.append((float(place[0]), float(place[1]), float(place[2])))
        self._colours.append((float(colour[0]) * power, float(colour[1]) * power, float(colour[2]) * power))

    def volume(self, low: RGB, high: RGB, cell: float = 2.5) -> Volume:
        """The light in the box between two corners, metres."""
        axes = [np.arange(a, b + cell, cell, dtype=np.float32) for a, b in zip(low, high, strict=True)]
        grid = np.zeros((*(len(a) for a in axes), 3), np.float32)
        for place, colour in zip(self._places, self._colours, strict=True):
            part = []
            squares = []
            for axis, at in zip(axes, place, strict=True):
                i, j = np.searchsorted(axis, [at - 16, at + 16])
                part.append(slice(int(i), int(j)))
                squares.append((axis[i:j] - at) ** 2)
            d2 = squares[0][:, None, None] + squares[1][None, :, None] + squares[2][None, None, :]
            fall = np.maximum(1 - d2 / 256, 0) / (1.0 + d2)
            grid[tuple(part)] += fall[..., None] * np.array(colour, np.float32)
        return Volume(np.array(low, np.float32), cell, grid)


@dataclass(frozen=True, eq=False)
class Volume:
    """Coloured light on a lattice."""

    low: Array
    cell: float
    grid: Array

    def at(self, points: Array) -> Array:
        """Light at points (N, 3), interpolated."""
        g = self.grid
        q = np.clip((points - self.low) / self.cell, 0, np.array(g.shape[:3]) - 1.001)
        i = q.astype(np.int64)
        f = (q - i).astype(np.float32)
        out = np.zeros((len(points), 3), np.float32)
        for dx in (0, 1):
            for dy in (0, 1):
                for dz in (0, 1):
                    w = (
                        (f[:, 0] if dx else 1 - f[:, 0])
                        * (f[:, 1] if dy else 1 - f[:, 1])
                        * (f[:, 2] if dz else 1 - f[:, 2])
                    )
                    out += w[:, None] * g[i[:, 0] + dx, i[:, 1] + dy, i[:, 2] + dz]
        return out
