"""What open landscapes share: graded ground, scattered plants, and ranges of mountains carved by rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.art import Art
from reelwright.previs.bake import baked
from reelwright.previs.composition import Shot
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh, grid
from reelwright.previs.noise import fractal
from reelwright.previs.scene import Sprites

__all__ = ["graded", "mountains", "planted", "reach", "rolling", "terrain"]

RGB = tuple[float, float, float]
Relief = Callable[[np.ndarray, np.ndarray], np.ndarray]
ACROSS, DEEP = 2048, 256
BARE = 3.0
"""Slope, in heights of the range over its own scale, from which snow slides off."""


def reach(shot: Shot) -> tuple[float, float]:
    """From where to where the camera and the subject travel along x, metres."""
    xs = [float(shot.view(t, 16, 9).position[0]) for t in shot.instants()]
    xs += [shot.bounds.base(t)[0] for t in shot.instants()]
    return min(xs), max(xs)


def nearest(shot: Shot) -> float:
    """The least z the camera comes to, metres."""
    return min(float(shot.view(t, 16, 9).position[2]) for t in shot.instants())


def graded(low: float, high: float, fine: float, out: float, growth: float = 1.07) -> npt.NDArray[np.float64]:
    """Places (N,) from ``low - out`` to ``high + out``: ``fine`` metres apart inside, growing outwards."""
    steps = int(np.log(out * (growth - 1) / fine + 1) / np.log(growth)) + 1
    away = np.cumsum(fine * growth ** np.arange(steps))
    return np.concatenate([low - away[::-1], np.arange(low, high + fine, fine), high + fine + away])


def rolling(rng: np.random.Generator, waves: Sequence[float], share: float) -> Relief:
    """A relief of crossing waves of the given lengths (metres), each ``share`` of its length high."""
    parts = [
        (2 * np.pi / w, rng.uniform(0, 6.28), rng.uniform(0, 6.28), w * share) for w in waves for _ in "ab"
    ]

    def relief(x: np.ndarray, z: np.ndarray) -> np.ndarray:
        out = np.zeros(np.broadcast(x, z).shape)
        for k, turn, phase, tall in parts:
            out += tall * np.sin((x * np.cos(turn) + z * np.sin(turn)) * k + phase)
        return out

    return relief


def terrain(
    low: float,
    high: float,
    near: float,
    far: float,
    relief: Relief,
    material: Material,
    fine: float = 0.3,
    growth: float = 0.045,
) -> Mesh:
    """A height field from ``near`` to ``far`` along z, fine about the path between ``low`` and ``high``.

    Cells grow by ``growth`` from one to the next away from there.
    """
    x = graded(low - 8, high + 8, fine, 1.5 * far + 40, 1 + 1.33 * growth)
    steps = int(np.log((far - 10) * growth / fine + 1) / np.log(1 + growth)) + 1
    z = np.concatenate(
        [np.arange(near, 10.0, fine), 10.0 + np.cumsum(fine * (1 + growth) ** np.arange(steps))]
    )
    return grid(x, z, relief(*np.meshgrid(x, z)), material)


def planted(
    art: Sequence[Art],
    x: np.ndarray,
    z: np.ndarray,
    tall: np.ndarray,
    rng: np.random.Generator,
    *,
    y: np.ndarray | float = -0.02,
    reach: float = 200.0,
    spread: float = 0.2,
    shade: float = 0.0,
    sway: float = 0.0,
    tint: RGB = (1.0, 1.0, 1.0),
    vary: float = 0.07,
    near: float = 0.35,
) -> Sprites:
    """Sprites of a random choice of ``art``, no two of quite the same colour."""
    n = len(x)
    colour = rng.normal(1.0, vary, (n, 1)) * rng.normal(1.0, 0.4 * vary, (n, 3)) * np.array(tint)
    return Sprites(
        tuple(art),
        np.stack([x, np.broadcast_to(np.asarray(y, np.float64), (n,)), z], 1).astype(np.float32),
        np.asarray(tall, np.float32),
        rng.integers(0, len(art), n).astype(np.int64),
        flip=rng.random(n) < 0.5,
        tint=np.clip(colour, 0.02, 4.0).astype(np.float32),
        sway=sway,
        shade=shade,
        spread=spread,
        reach=reach,
        near=near,
    )


def _sampled(tile: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """A tiling map at (u, v) in tiles, smoothly."""
    n = tile.shape[0]
    seen = cv2.remap(
        tile,
        (u * n % n).astype(np.float32),
        (v * n % n).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_WRAP,
    )
    return np.asarray(seen)


def _carved(kind: int, snow: float, sharp: float) -> dict[str, np.ndarray]:
    """Height 0..1 (DEEP, ACROSS) of a range and its colours: ridges warped, folded and weathered."""
    u, v = np.meshgrid(np.linspace(0, 1, ACROSS), np.linspace(0, 1, DEEP))
    tiles = [fractal(8100 + 17 * kind + i, 512, 1.9, low=1.0, high=12.0) for i in range(3)]
    rough = fractal(8150 + kind, 512, 1.15, low=4.0)
    wide = 4.2
    bent = (_sampled(tiles[2], u * 2.1, v * 0.7) - 0.5) * 0.10
    height, weight = np.zeros_like(u), np.ones_like(u)
    scale, share, total = 0.42, 1.0, 0.0
    for octave in range(6):
        tile = tiles[octave % 2]
        fold = 1 - np.abs(
            2 * _sampled(tile, u * wide * scale + bent + 0.31 * octave, (v + 0.4 * bent) * scale) - 1
        )
        fold = fold**sharp * weight
        height += share * fold
        weight = np.clip(fold * 1.5, 0.12, 1.0)
        total += share
        scale, share = scale * 1.9, share * 0.52
    height /= total
    height = (height - height.min()) / (height.max() - height.min())
    shape = np.clip(v / 0.62, 0, 1) ** 1.25 * np.clip((1.25 - v) / 0.6, 0, 1)
    height = (0.16 + 0.84 * height) * shape
    height += (_sampled(rough, u * wide * 2, v * 2) - 0.5) * 0.035 * np.clip(height * 3, 0, 1)
    across, ahead = np.gradient(height, axis=1) * ACROSS / 6.0, np.gradient(height, axis=0) * DEEP / 1.2
    steep = np.hypot(across, ahead)
    grain = _sampled(rough, u * wide * 4, v * 5)
    fine = _sampled(rough, u * wide * 11, v * 9)
    rock = np.array([0.215, 0.195, 0.185]) * (0.60 + 0.55 * grain + 0.35 * (fine - 0.5))[..., None]
    rock[..., 0] *= 1 + 0.12 * (_sampled(tiles[2], u * 6, v) - 0.5)
    green = np.array([0.050, 0.080, 0.036]) * (0.55 + 0.9 * fine)[..., None]
    meadow = np.array([0.12, 0.15, 0.05]) * (0.7 + 0.5 * grain)[..., None]
    wooded = np.clip((0.30 - height + 0.22 * (grain - 0.5) - 0.02 * steep) / 0.05, 0, 1)
    colour = rock + (meadow - rock) * np.clip((0.42 - height + 0.2 * (grain - 0.5)) / 0.08, 0, 1)[..., None]
    colour += (green - colour) * wooded[..., None]
    lie = np.clip((height - snow + 0.26 * (grain - 0.5) + 0.10 * (fine - 0.5)) / 0.05, 0, 1)
    lie *= np.clip((BARE + 0.8 * height - steep + 1.4 * (fine - 0.5)) / 0.9, 0.0, 1)
    if snow < 0:
        lie = np.maximum(
            lie,
            (1 - 0.85 * wooded * np.clip(fine + 0.1, 0, 1))
            * np.clip((BARE + 1.4 * (fine - 0.5) - steep) / 0.9, 0.12, 1),
        )
    colour += (np.array([0.80, 0.83, 0.88]) - colour) * lie[..., None]
    hollow = cv2.GaussianBlur(height, (0, 0), 9) - height
    colour *= np.clip(1 - 5.0 * hollow, 0.45, 1.15)[..., None]
    return {
        "height": height[::5, ::6].astype(np.float32),
        "colour": (np.sqrt(np.clip(colour, 0, 1)) * 255).astype(np.uint8),
    }


def mountains(
    seed: int,
    middle: float,
    distance: float,
    tall: float,
    *,
    snow: float = 0.55,
    sharp: float = 1.35,
    fog: float = 0.3,
    tint: RGB = (1.0, 1.0, 1.0),
) -> Mesh:
    """A range ``distance`` metres away whose highest peak is ``tall`` metres: woods, rock and snow.

    ``snow`` is the snow line as a share of the height (1.2 for none, below 0 for a winter white throughout),
    ``sharp`` how alpine it is (0.8 rounded), ``fog`` the share of the scene's fog it takes.
    """
    kind = seed % 6
    params = {"kind": kind, "snow": snow, "sharp": sharp}
    made = baked("range", 5, params, lambda: _carved(kind, snow, sharp))
    rows, columns = made["height"].shape
    x = np.linspace(-2.5, 2.5, columns) * distance + middle
    z = np.linspace(1.0, 1.9, rows) * distance
    linear: npt.NDArray[np.float32] = (made["colour"][::-1].astype(np.float32) / 255).astype(np.float32) ** 2
    surface = Material(tint, texture=Texture.colour(linear), fog=fog, fine=False)
    if seed // 6 % 2:
        linear = np.ascontiguousarray(linear[:, ::-1])
        surface = replace(surface, texture=Texture.colour(linear))
    height = made["height"].astype(np.float64)
    height = height[:, ::-1] if seed // 6 % 2 else height
    return grid(x, z, height * tall - 0.015 * tall, surface)
