"""The light of a scene: one key light, sky and ground fill, and the air between."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Light"]

RGB = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Light:
    """Linear Rec.709 radiance; 1.0 is a white wall in full key light.

    ``direction`` points from the scene towards the key light (unit length). ``fog`` is the share of the fog
    colour gained per metre (exponential): 1 - exp(-fog * distance).
    """

    direction: RGB = (0.4, 0.7, -0.5)
    key: RGB = (1.0, 0.96, 0.9)
    sky: RGB = (0.30, 0.38, 0.50)
    ground: RGB = (0.16, 0.14, 0.11)
    fog_colour: RGB = (0.65, 0.72, 0.80)
    fog: float = 0.0
    rim: float = 0.5
    shadow: float = 0.7
