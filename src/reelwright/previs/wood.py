"""Planks: a tiling picture of oiled wood with rings, fibres, pores and gaps."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.bake import baked
from reelwright.previs.material import Material, Texture
from reelwright.previs.noise import fractal

__all__ = ["planks", "turned"]

Floats = npt.NDArray[np.float32]
RGB = tuple[float, float, float]
SIZE: Final = 2048
BOARDS: Final = 5


def _grain(seed: int) -> Floats:
    """Fibres along v, (SIZE, SIZE / 2 rows ...) in 0..1: a tile of noise drawn out along v."""
    return np.ascontiguousarray(fractal(seed, 1024, 0.75, low=8.0, stretch=26.0).T)


def _planks(seed: int) -> dict[str, npt.NDArray[np.generic]]:
    """Tone 0..1 (rings and fibres), gap 0..1 and board tint, over one tile."""
    w, h = SIZE, SIZE // 2
    rng = np.random.default_rng([seed, 5])
    fibre = cv2.resize(_grain(seed + 1), (w, h), interpolation=cv2.INTER_CUBIC)
    warp = cv2.resize(fractal(seed + 2, 512, 2.0, low=1.0, high=9.0).T.copy(), (w, h))
    fine = cv2.resize(np.ascontiguousarray(fractal(seed + 3, 1024, 0.3, low=60.0, stretch=16.0).T), (w, h))
    tone = np.zeros((h, w), np.float32)
    gap = np.zeros((h, w), np.float32)
    tint = np.zeros((h, w), np.float32)
    v = np.linspace(0, 1, h, endpoint=False, dtype=np.float32)[:, None]
    edges = np.linspace(0, w, BOARDS + 1).astype(int)
    for i in range(BOARDS):
        a, b = edges[i], edges[i + 1]
        x = np.linspace(-1, 1, b - a, dtype=np.float32)[None, :]
        # The board is a cut beside the heart of a log: rings open and close along it.
        heart = rng.uniform(-1.4, 1.4)
        bow = rng.uniform(0.25, 0.8) * np.sin(2 * np.pi * (v + rng.uniform())) + 0.25 * np.sin(
            4 * np.pi * (v + rng.uniform())
        )
        part = np.roll(warp, int(rng.integers(0, h)), 0)[:, a:b]
        ring = np.sqrt((x - heart) ** 2 + 0.10 + 0.4 * np.square(bow)) * 6.5 + (part - 0.5) * 3.2
        saw = ring - np.floor(ring)
        late = np.where(saw < 0.78, saw / 0.78, (1 - saw) / 0.22)
        tone[:, a:b] = np.power(late, 1.6)
        tint[:, a:b] = rng.uniform(-1, 1)
        edge = np.minimum(np.arange(b - a), np.arange(b - a)[::-1]).astype(np.float32)[None, :]
        # A gap three millimetres wide, its shoulders rounded by use.
        gap[:, a:b] = np.exp(-(((edge + 0.5) / 4.6) ** 2)) + 0.22 * np.exp(-((edge / 20.0) ** 2))
    tone = 0.42 * tone + 0.40 * fibre + 0.18 * warp
    pores = np.clip((fine - 0.80) * 5.0, 0, 1)
    return {
        "tone": (np.clip(tone, 0, 1) * 255).astype(np.uint8),
        "gap": (np.clip(gap, 0, 1) * 255).astype(np.uint8),
        "tint": ((tint * 0.5 + 0.5) * 255).astype(np.uint8),
        "pores": (pores * 255).astype(np.uint8),
    }


def _coloured(seed: int, light: RGB, dark: RGB) -> dict[str, npt.NDArray[np.generic]]:
    maps = {k: m.astype(np.float32) / 255 for k, m in _planks(seed).items()}
    tone = np.clip(maps["tone"] * 1.25 - 0.12, 0, 1)[..., None]
    first, last = np.array(light, np.float32), np.array(dark, np.float32)
    colour = first + (last - first) * tone
    colour *= 1 + 0.24 * (maps["tint"] - 0.5)[..., None] * np.array([2.0, 1.9, 1.7], np.float32)
    colour *= 1 - 0.45 * maps["pores"][..., None]
    colour *= 1 - 0.93 * maps["gap"][..., None]
    height = cv2.resize(maps["tone"] * 0.4 - maps["pores"] * 0.8, (1024, 1024), interpolation=cv2.INTER_AREA)
    return {
        "colour": Texture.colour(colour.astype(np.float32)).pixels,
        "bump": Texture.bump(np.asarray(height, np.float32)).pixels,
    }


def planks(light: RGB, dark: RGB, tile: float = 4.0, gloss: float = 0.05, mirror: float = 0.0) -> Material:
    """A table of boards that run away from the camera, ``tile`` metres for five of them."""
    made = baked("planks", 3, {"light": light, "dark": dark}, lambda: _coloured(4, light, dark))
    return Material(
        albedo=(1.0, 1.0, 1.0),
        texture=Texture(made["colour"]),
        mapping="ground",
        scale=tile,
        bump=Texture(made["bump"]),
        bump_scale=tile * 0.5,
        bump_strength=0.035,
        specular=gloss,
        roughness=0.40,
        mirror=mirror,
        ripple=0.05,
        shadowed=True,
    )


def turned(colour: RGB = (0.50, 0.29, 0.13)) -> Material:
    """Turned wood for dippers, spoons and lids: fine rings along v."""

    def make() -> dict[str, npt.NDArray[np.generic]]:
        fibre = fractal(31, 256, 0.9, low=3.0, stretch=9.0)
        tone = (0.72 + 0.5 * (fibre - 0.5))[..., None].repeat(3, 2)
        return {"colour": Texture.colour(np.clip(tone, 0, 1).astype(np.float32)).pixels}

    made = baked("turned", 1, {}, make)
    return Material(
        albedo=(colour[0] * 1.3, colour[1] * 1.3, colour[2] * 1.3),
        texture=Texture(made["colour"]),
        specular=0.04,
        roughness=0.42,
        scale=2.0,
        fine=True,
    )
