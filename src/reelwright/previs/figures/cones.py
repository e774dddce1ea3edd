"""The body of a figure at one instant: round cones that melt together at the joints.

A round cone is the hull of two spheres. It may be flattened along one axis across it (``flat`` < 1: a deep,
narrow chest; a floppy ear), and cut square beyond its second end (the hem of a coat). Cones of one group are
joined by a smooth minimum of width ``blend``; groups meet with a crease.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

__all__ = ["COLUMNS", "RGB", "Body", "Cones", "Pattern", "Skin", "Vec"]

Vec = tuple[float, float, float]
RGB = tuple[float, float, float]

COLUMNS = 30
"""Numbers a primitive: a 0:3, b 3:6, radii 6:8, flat 8, flat axis 9:12, blend 12, cut 13, group 14,
colour 15:18, second colour 18:21, pattern 21, its two numbers 22:24, fur 24, gloss 25, caster 26, texels a
metre 27, metal 28, texture offset 29."""

NO_CUT = 1e6


class Pattern(IntEnum):
    """How the second colour is laid over the first. ``edge`` is the pattern's pair of numbers."""

    PLAIN = 0
    BELLY = 1
    """Second colour where the height across (-1 flat axis' left .. 1) falls from edge[0] to edge[1]."""
    STRIPES = 2
    """Wavering rings across the axis: edge = (rings a metre, share of second colour)."""
    BLOTCHES = 3
    """Patches: edge = (size in metres, share of second colour)."""
    ALONG = 4
    """From the first end to the second: edge = (start, end) as shares of the length."""
    CELLS = 5
    """Polygons with a border of the second colour: edge = (size in metres, border width share)."""
    HOOPS = 6
    """Straight rings: edge = (rings a metre, share)."""
    FRONT = 7
    """Second colour on the side of the third axis (flat axis x length): edge = (start, end) in -1..1."""


@dataclass(frozen=True, slots=True)
class Skin:
    """What a surface is made of. Colours are linear Rec.709 albedo; ``fur`` is hair length in metres.

    ``gloss`` 0..1 adds a highlight and a reflection of sky and ground; ``metal`` tints them by the colour.
    ``grain`` is texels a metre of the baked detail (256 texels a tile).
    """

    colour: RGB
    second: RGB = (0.0, 0.0, 0.0)
    pattern: Pattern = Pattern.PLAIN
    edge: tuple[float, float] = (0.0, 1.0)
    fur: float = 0.0
    gloss: float = 0.0
    metal: float = 0.0
    grain: float = 320.0


@dataclass(frozen=True, slots=True)
class Cones:
    """``data`` is (N, COLUMNS) float64 in metres, ordered by group. At most ``LIMIT`` primitives."""

    data: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return int(self.data.shape[0])

    def placed(self, x: float, y: float, z: float, heading: float, scale: float = 1.0) -> Cones:
        """The same body turned by ``heading`` (radians, positive turns away from the viewer) and moved."""
        c, s = math.cos(heading), math.sin(heading)
        turn = np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])
        out = self.data.copy()
        shift = np.array([x, y, z])
        out[:, 0:3] = out[:, 0:3] @ turn * scale + shift
        out[:, 3:6] = out[:, 3:6] @ turn * scale + shift
        out[:, 9:12] = out[:, 9:12] @ turn
        if scale != 1.0:
            out[:, [6, 7, 12, 24]] *= scale
            out[:, 13] *= scale
            out[:, 27] /= scale
        return Cones(out)

    def extent(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Lowest and highest corner of the box around every primitive, hair included."""
        r = np.maximum(self.data[:, 6:8], 0.0) * np.maximum(self.data[:, 8:9], 1.0) + self.data[:, 24:25]
        ends = np.stack([self.data[:, 0:3], self.data[:, 3:6]], axis=1)
        return (ends - r[:, :, None]).min((0, 1)), (ends + r[:, :, None]).max((0, 1))


class Body:
    """Collects primitives; :meth:`cones` orders them by group."""

    def __init__(self) -> None:
        self._rows: list[list[float]] = []

    def add(
        self,
        a: Sequence[float],
        b: Sequence[float],
        ra: float,
        rb: float,
        skin: Skin,
        *,
        group: int = 0,
        blend: float = 0.02,
        flat: float = 1.0,
        axis: Sequence[float] = (0.0, 0.0, 1.0),
        cut: float | None = None,
        caster: bool = False,
    ) -> None:
        """One round cone from ``a`` (radius ``ra``) to ``b`` (``rb``), metres.

        ``flat`` scales it along ``axis`` (made square to the length); ``cut`` ends it that far from ``a``
        along the length; ``caster`` marks it as big enough to throw shadows on the rest of the body.
        """
        self._rows.append(
            [
                a[0], a[1], a[2], b[0], b[1], b[2], ra, rb, flat, axis[0], axis[1], axis[2], blend,
                NO_CUT if cut is None else cut, group, *skin.colour, *skin.second, float(skin.pattern),
                skin.edge[0], skin.edge[1], skin.fur, skin.gloss, 1.0 if caster else 0.0, skin.grain,
                skin.metal, len(self._rows) * 37.0 % 256.0,
            ]
        )  # fmt: skip

    def ball(
        self,
        centre: Sequence[float],
        radius: float,
        skin: Skin,
        *,
        group: int = 0,
        blend: float = 0.02,
        flat: float = 1.0,
        axis: Sequence[float] = (0.0, 0.0, 1.0),
        caster: bool = False,
    ) -> None:
        """A sphere, or with ``flat`` a spheroid squeezed along ``axis``."""
        self.add(
            centre, centre, radius, radius, skin, group=group, blend=blend, flat=flat, axis=axis,
            caster=caster,
        )  # fmt: skip

    def cones(self) -> Cones:
        """Everything added so far."""
        data = np.array(self._rows, np.float64).reshape(-1, COLUMNS)
        return Cones(data[np.argsort(data[:, 14], kind="stable")])
