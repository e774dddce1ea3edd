"""Who a person is and what they wear: build, skin, hair, clothes."""

from __future__ import annotations

from dataclasses import dataclass

from reelwright.previs.figures.cones import RGB

__all__ = ["Physique", "Wardrobe"]


@dataclass(frozen=True, slots=True)
class Physique:
    """Proportions; lengths are shares of ``height`` (metres)."""

    height: float = 1.72
    head: float = 0.069
    """Radius of the skull."""
    shoulder: float = 0.108
    """Half the distance between the shoulder joints."""
    hip: float = 0.050
    shoulder_y: float = 0.800
    hip_y: float = 0.515
    chest: float = 0.078
    waist: float = 0.066
    pelvis: float = 0.078
    limb: float = 1.0
    """Thickness of arms and legs."""
    bust: float = 0.0
    belly: float = 0.0
    stoop: float = 0.0


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """Linear colours; names choose shapes."""

    skin: RGB = (0.74, 0.44, 0.31)
    hair: RGB = (0.07, 0.035, 0.018)
    hair_style: str = "short"
    """short, long, bob, ponytail, bun, curly, bald."""
    beard: bool = False
    eyes: RGB = (0.06, 0.035, 0.02)
    top: RGB = (0.16, 0.28, 0.46)
    top_second: RGB | None = None
    sleeves: float = 1.0
    """1 long, 0.35 short, 0 none."""
    bottom: RGB = (0.045, 0.06, 0.10)
    shorts: bool = False
    shoes: RGB = (0.05, 0.035, 0.03)
    coat: RGB | None = None
    coat_hem: float = 0.62
    """How far down the thigh (0) to ankle (1.6) it reaches, in thighs."""
    dress: RGB | None = None
    skirt_hem: float = 0.95
    hat: str = ""
    """beanie, cap, brim, cowboy, helmet, chef, crown."""
    hat_colour: RGB = (0.72, 0.70, 0.64)
    scarf: RGB | None = None
    backpack: RGB | None = None
    stick: bool = False
    glasses: bool = False
    apron: RGB | None = None
    cape: RGB | None = None
