"""A figure in the light of a street: the signs and shops that it passes colour it as it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from reelwright.previs.city.glow import Volume
from reelwright.previs.light import Light
from reelwright.previs.scene import Capsule, Layer, Tile
from reelwright.previs.view import View

__all__ = ["Relit"]

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Relit:
    """``layer`` drawn in the light that ``volume`` holds about ``place(t)`` on top of the scene's own."""

    layer: Layer
    volume: Volume
    place: Callable[[float], tuple[float, float, float]]

    def light(self, t: float, light: Light) -> Light:
        """The scene's light with the street's: a key from the brighter side, a fill from the other."""
        x, y, z = self.place(t)
        spots = np.array(
            [[x - 3.0, y + 2.2, z - 2.5], [x + 3.0, y + 2.2, z - 2.5], [x, y + 1.5, z]], np.float32
        )
        left, right, here = self.volume.at(spots)
        # Slow enough that passing from sign to sign does not flicker: the volume is smooth by itself.
        way = float(np.clip((right.sum() - left.sum()) / (right.sum() + left.sum() + 0.05), -0.8, 0.8))
        key = 0.42 * (0.5 * (left + right) + here) + 0.20 * np.array([1.0, 0.80, 0.92])
        fill = 0.07 * (left + right + here) + 0.035
        direction = np.array([0.75 + 0.4 * way, 0.50, -0.40])
        direction /= np.linalg.norm(direction)
        k, s, g = (
            tuple(float(v) for v in values)
            for values in (
                np.minimum(key, 0.9),
                fill + np.array(light.sky),
                0.8 * fill + np.array(light.ground),
            )
        )
        return replace(light, direction=tuple(float(v) for v in direction), key=k, sky=s, ground=g, rim=1.2)  # type: ignore[arg-type]

    def draw(self, view: View, t: float, light: Light) -> Tile | None:
        """The figure's picture."""
        return self.layer.draw(view, t, self.light(t, light))

    def shadow(self, t: float, light: Light) -> list[Capsule]:
        """Its shadow by the scene's own key light."""
        return self.layer.shadow(t, light)
