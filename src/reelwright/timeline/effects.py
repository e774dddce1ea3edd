"""What changes a clip's pixels: its shape, its key, how it mixes with what is below, and its colours."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from reelwright.timeline.part import Animated, Colour, Part

__all__ = [
    "Adjust",
    "Blend",
    "Blur",
    "Border",
    "ChromaKey",
    "Denoise",
    "Effect",
    "Grain",
    "Lut",
    "Mask",
    "Shadow",
    "Sharpen",
    "Vignette",
    "Wheels",
]

Blend = Literal[
    "normal", "multiply", "screen", "overlay", "soft_light", "hard_light", "add", "subtract",
    "difference", "darken", "lighten",
]  # fmt: skip
"""How a clip mixes with what lies below, per channel (W3C Compositing and Blending, section 10)."""

_Share = Annotated[float, Field(ge=0, le=1)]


class Shadow(Part):
    """A soft shadow under a clip: offset, and ``blur``, in shares of the canvas height."""

    colour: Colour = "#000000"
    opacity: _Share = 0.5
    blur: float = Field(0.02, ge=0, le=0.5)
    x: float = Field(0.0, ge=-1, le=1)
    y: float = Field(0.01, ge=-1, le=1)


class Border(Part):
    """A line around a clip, inside its edge: ``width`` in shares of the canvas height."""

    width: float = Field(0.005, gt=0, le=0.5)
    colour: Colour = "#ffffff"


class Mask(Part):
    """Where a clip can be seen. Box in shares of its picture; ``feather`` in shares of the picture's height.

    ``file`` takes the brightness (and alpha) of a still instead.
    """

    shape: Literal["rectangle", "ellipse", "file"] = "ellipse"
    x: Animated = 0.5
    y: Animated = 0.5
    width: Animated = 1.0
    height: Animated = 1.0
    corner: float = Field(0.0, ge=0, le=1)
    feather: float = Field(0.0, ge=0, le=1)
    invert: bool = False
    path: str = ""
    digest: str = ""


class ChromaKey(Part):
    """Takes a background colour out: what is nearer to ``colour`` than ``similarity`` becomes clear.

    ``softness`` widens the edge; ``spill`` takes the colour's cast from what stays.
    """

    colour: Colour = "#00ff00"
    similarity: float = Field(0.2, ge=0, le=1)
    softness: float = Field(0.1, ge=0, le=1)
    spill: _Share = 0.5


class Lut(Part):
    """A ``.cube`` table (Adobe Cube LUT 1.0, 1D or 3D), mixed in by ``strength``."""

    kind: Literal["lut"] = "lut"
    path: str
    digest: str = ""
    strength: Animated = 1.0


class Wheels(Part):
    """Lift, gamma and gain for red, green and blue (out = (in * gain + lift * (1 - in)) ** (1/gamma))."""

    kind: Literal["wheels"] = "wheels"
    lift: tuple[float, float, float] = (0.0, 0.0, 0.0)
    gamma: tuple[float, float, float] = (1.0, 1.0, 1.0)
    gain: tuple[float, float, float] = (1.0, 1.0, 1.0)


class Adjust(Part):
    """The usual sliders: ``exposure`` in stops; ``contrast`` and ``saturation`` multiply (1 leaves as it is);
    ``temperature`` and ``tint`` -1..1 (warm, magenta positive)."""

    kind: Literal["adjust"] = "adjust"
    exposure: Animated = 0.0
    contrast: Animated = 1.0
    saturation: Animated = 1.0
    temperature: Animated = 0.0
    tint: Animated = 0.0


class Vignette(Part):
    """Darker corners: ``amount`` 0..1, and ``size``, the share of the half diagonal that stays untouched."""

    kind: Literal["vignette"] = "vignette"
    amount: Animated = 0.5
    size: float = Field(0.5, ge=0, le=1)


class Grain(Part):
    """Film grain that changes with every frame: ``amount`` 0..1; a pure function of frame and ``seed``."""

    kind: Literal["grain"] = "grain"
    amount: Animated = 0.2
    seed: int = 0


class Blur(Part):
    """A Gaussian blur; ``radius`` (one sigma) in shares of the canvas height."""

    kind: Literal["blur"] = "blur"
    radius: Animated = 0.01


class Sharpen(Part):
    """An unsharp mask: ``amount`` 0..3 over ``radius`` in shares of the canvas height."""

    kind: Literal["sharpen"] = "sharpen"
    amount: Animated = 0.6
    radius: float = Field(0.0015, gt=0, le=0.1)


class Denoise(Part):
    """Less noise, edges kept; ``strength`` 0..1."""

    kind: Literal["denoise"] = "denoise"
    strength: Animated = 0.5


Effect = Annotated[
    Lut | Wheels | Adjust | Vignette | Grain | Blur | Sharpen | Denoise, Field(discriminator="kind")
]
