"""What a setting builds: everything that is in one shot, in world metres and seconds from its start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from reelwright.previs.art import Art
from reelwright.previs.figures.tile import Tile
from reelwright.previs.light import Light
from reelwright.previs.mesh import Mesh
from reelwright.previs.sky import Sky
from reelwright.previs.view import View

__all__ = ["Capsule", "Lamp", "Layer", "Particles", "Scene", "Sprites", "Stars", "Tile"]

RGB = tuple[float, float, float]
Floats = npt.NDArray[np.float32]
Capsule = tuple[float, float, float, float, float, float, float]
"""A soft shadow on the ground: (x0, z0, r0, x1, z1, r1, softness), metres. Between the two circles it is
dark, and it fades out over ``softness`` metres beyond them."""


class Layer(Protocol):
    """Something that draws itself as a tile each frame: an animated figure. Pure in (view, t, light)."""

    def draw(self, view: View, t: float, light: Light) -> Tile | None:
        """The picture at ``t`` seconds; None when it is not in view. May be called with a mirrored view,
        whose rotation has determinant -1: project points, and the picture comes out upside down by itself."""
        ...

    def shadow(self, t: float, light: Light) -> list[Capsule]:
        """The soft shadows it throws on the ground at ``t`` seconds."""
        ...


@dataclass(frozen=True, eq=False)
class Sprites:
    """Upright pictures turned to the camera: ``positions`` (N, 3) of their feet, ``heights`` (N,) metres.

    Attributes:
        art: the pictures to choose from; ``which`` (N,) chooses.
        flip: (N,) bool; mirrored left to right.
        tint: (N, 3) multiplies colour.
        sway: how far tops lean in the wind, as a share of the height.
        shade: strength of the contact shadow under each, 0..1; ``spread`` its radius as a share of the
            height.
        reach: metres at which they have faded out; ``near``: metres closer than which they fade out.
    """

    art: tuple[Art, ...]
    positions: Floats
    heights: Floats
    which: npt.NDArray[np.int64]
    flip: npt.NDArray[np.bool_] | None = None
    tint: Floats | None = None
    sway: float = 0.0
    shade: float = 0.0
    spread: float = 0.25
    reach: float = 200.0
    near: float = 0.35
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Particles:
    """What hangs in or falls through the air, in a box that goes with the camera.

    ``kind`` "dot" is a soft disc, "streak" a line as long as the way of ``exposure`` seconds. ``velocity``
    m/s, ``wander`` metres of lazy motion, ``size`` metres across, ``box`` metres. ``glow`` adds light, else
    it covers.
    """

    kind: Literal["dot", "streak"]
    count: int
    box: tuple[float, float, float]
    velocity: tuple[float, float, float] = (0.0, 0.0, 0.0)
    size: float = 0.01
    colour: RGB = (1.0, 1.0, 1.0)
    alpha: float = 0.5
    exposure: float = 0.02
    wander: float = 0.0
    glow: bool = False
    lowest: float = 0.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Stars:
    """Points of light on the sky: ``count`` over the upper half, ``brightness`` linear, ``twinkle`` 0..1."""

    count: int = 900
    brightness: float = 1.0
    twinkle: float = 0.3
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Lamp:
    """A point light: ``colour`` radiance at ``size`` metres or nearer, nothing beyond ``reach`` metres."""

    position: tuple[float, float, float]
    colour: RGB
    reach: float
    size: float = 1.0


@dataclass
class Scene:
    """One shot. ``camera(t, width, height)`` is the only required part.

    Attributes:
        light, sky: see there. ``air_glow`` is added to the fog colour looking towards the key light.
        meshes, sprites, layers, particles, stars, lamps: what is there.
        focus: metres at t; None keeps everything sharp. ``blur`` is the radius of the circle of confusion at
            infinity, in image heights (0.006 is gentle, 0.02 is a portrait lens).
        mirror: height of the reflecting plane (wet street, calm water); None for none. ``mirror_sprites``
            draws sprites and figures into it too.
        mirror_smear: how far a rough wet surface draws reflections out downwards, in image heights (0.03).
        shadow_centre(t): (x, z) about which ground shadows are drawn, ``shadow_size`` metres a side.
        wind: strength of sway, 1 is a breeze.
        exposure: stops, on top of the look's.
    """

    camera: Callable[[float, int, int], View]
    light: Light = field(default_factory=Light)
    sky: Sky = field(default_factory=Sky)
    air_glow: RGB = (0.0, 0.0, 0.0)
    meshes: list[Mesh] = field(default_factory=list)
    sprites: list[Sprites] = field(default_factory=list)
    layers: list[Layer] = field(default_factory=list)
    particles: list[Particles] = field(default_factory=list)
    stars: Stars | None = None
    lamps: list[Lamp] = field(default_factory=list)
    focus: Callable[[float], float] | None = None
    blur: float = 0.0
    mirror: float | None = None
    mirror_sprites: bool = True
    mirror_smear: float = 0.0
    shadow_centre: Callable[[float], tuple[float, float]] = lambda t: (0.0, 0.0)
    shadow_size: float = 30.0
    wind: float = 1.0
    exposure: float = 0.0
