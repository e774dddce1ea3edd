"""Everything that the parts of one city share: its materials, its light, its masonry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from reelwright.previs.city import signs, surfaces
from reelwright.previs.city.glow import Emitters, ambient
from reelwright.previs.city.masonry import Masonry
from reelwright.previs.light import Light
from reelwright.previs.material import Material

__all__ = ["City"]

Array = npt.NDArray[Any]
WALLS = (("brick", 1.9), ("panel", 6.0), ("tile", 1.6), ("plaster", 5.0))


@dataclass
class City:
    """One city under construction.

    Attributes:
        light: of the scene; things that shine are made relative to it.
        dark: 0 by day .. 1 at night: how much is lit from inside.
        random: layout.
    """

    light: Light
    dark: float
    random: np.random.Generator
    masonry: Masonry = field(default_factory=Masonry)
    emitters: Emitters = field(default_factory=Emitters)

    def __post_init__(self) -> None:
        self.walls = {
            kind: Material((1, 1, 1), surfaces.masonry_texture(kind), "wall", scale, roughness=0.9)
            for kind, scale in WALLS
        }
        self.trim = Material((1, 1, 1), roughness=0.8)
        # What is too small to be missed in a rippled reflection: a share of the mirror leaves it out there.
        self.small = Material((1, 1, 1), roughness=0.8, mirror=1e-6)
        self.steel = Material((1, 1, 1), specular=0.03, roughness=0.4, mirror=1e-6)
        self.glass = Material((0.030, 0.036, 0.042), specular=0.10, roughness=0.06)
        self.rooms = Material((1, 1, 1), surfaces.rooms(), specular=0.03, roughness=0.1)
        self.unlit = Material((1, 1, 1), surfaces.rooms(), specular=0.06, roughness=0.1, fine=False)
        self.shops = Material((1, 1, 1), surfaces.shops())
        self.upright = Material((1, 1, 1), signs.upright())
        self.across = Material((1, 1, 1), signs.across())
        self.screens = Material((1, 1, 1), signs.screens())
        self.bulb = Material((1, 1, 1))
        self.base = np.maximum(ambient(self.light), 1e-3)

    def shining(self, colour: Any, radiance: float = 1.0) -> Array:
        """The vertex colour that makes a surface shine with ``colour`` * ``radiance`` in the scene's
        light."""
        return np.asarray(np.asarray(colour, np.float32) * radiance / self.base, np.float32)

    @property
    def plain(self) -> tuple[Material, ...]:
        """The materials of large flat surfaces."""
        return tuple(self.walls.values())

    @property
    def windows_on(self) -> float:
        """Share of windows with a light in them."""
        return 0.05 + 0.33 * self.dark
