"""The sky: a panorama baked once, and what shiny things see of it.

The panorama is a fisheye map about the zenith: direction (x, y, z) lies at distance acos(y) / EDGE from the
middle, so there is no seam and no pole in view, and it reaches a little under the horizon.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.bake import baked
from reelwright.previs.noise import fractal
from reelwright.previs.view import View

__all__ = ["EDGE", "Panorama", "Sky", "backdrop", "environment", "panorama"]

RGB = tuple[float, float, float]
Floats = npt.NDArray[np.float32]
EDGE: Final = math.radians(112.0)
SIZE: Final = 1408
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Sky:
    """Linear radiance.

    Attributes:
        zenith, horizon: the gradient; ``haze`` is how high the horizon's colour reaches (0.1 clear .. 1).
        below: colour under the horizon, seen when there is no ground.
        sun: unit direction of the sun or moon; ``sun_colour`` its disc, ``sun_size`` radians of radius (0 for
            none), ``glow`` the strength of the light around it, tinted ``glow_colour``.
        clouds: share of the sky covered, 0..1; ``cloud_lit``, ``cloud_shade`` their colours; ``cloud_scale``
            1 is fair weather, 0.5 is big storm clouds; ``wisps`` thin high cloud, 0..1.
        softbox: studio lights for reflections: (direction, size radians, colour) each; not drawn on the sky
            itself unless ``show_softbox``.
        seed: cloud layout.
    """

    zenith: RGB = (0.16, 0.33, 0.70)
    horizon: RGB = (0.62, 0.74, 0.86)
    haze: float = 0.3
    below: RGB = (0.45, 0.48, 0.48)
    sun: RGB = (0.4, 0.7, 0.5)
    sun_colour: RGB = (12.0, 11.0, 9.0)
    sun_size: float = 0.012
    glow: float = 0.5
    glow_colour: RGB = (1.0, 0.9, 0.7)
    clouds: float = 0.35
    cloud_lit: RGB = (1.0, 0.98, 0.95)
    cloud_shade: RGB = (0.55, 0.60, 0.68)
    cloud_scale: float = 1.0
    wisps: float = 0.3
    softbox: tuple[tuple[RGB, float, RGB], ...] = ()
    show_softbox: bool = False
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Panorama:
    """``texels`` (N, N, 3) uint16; radiance = (texel * ``gain``) ** 2."""

    texels: npt.NDArray[np.uint16]
    gain: float

    def look(self, directions: Floats) -> Floats:
        """Radiance (..., 3) in the given unit directions (..., 3)."""
        uv = to_texel(directions, self.texels.shape[0]).astype(np.float32)
        flat = uv.reshape(1, -1, 2)
        out = []
        for start in range(0, flat.shape[1], 16384):
            part = flat[:, start : start + 16384]
            out.append(
                cv2.remap(
                    self.texels, part[..., 0], part[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
                )
            )
        values = np.concatenate(out, 1).astype(np.float32) * np.float32(self.gain)
        return np.asarray((values * values).reshape(directions.shape))


def to_texel(directions: npt.NDArray[np.floating], size: int) -> npt.NDArray[np.float64]:
    """Panorama texel (column, row) of unit directions (..., 3)."""
    y = np.clip(directions[..., 1], -1, 1)
    angle = np.arccos(y)
    radial = angle / EDGE / np.maximum(np.sqrt(1 - y * y), 1e-6)
    u = (0.5 + 0.5 * radial * directions[..., 0]) * size - 0.5
    v = (0.5 + 0.5 * radial * directions[..., 2]) * size - 0.5
    return np.stack([u, v], -1)


def backdrop(view: View, pano: Panorama, canvas: Floats, first: int, last: int) -> None:
    """Put the sky into rows ``first`` .. ``last`` of ``canvas`` (3, H, W).

    The panorama is coarser than the picture: every other pixel is looked up, and the way there is bent only
    every 16 pixels.
    """
    _, height, width = canvas.shape
    h, w = (height + 1) // 2, (width + 1) // 2
    top, bottom = max(0, first // 2 - 1), min(h, last // 2 + 2)
    columns, rows = w // 8 + 3, h // 8 + 3
    f = view.focal * height
    x = ((np.arange(columns) - 0.5) * 16 - width / 2) / f
    y = (height / 2 - (np.arange(rows) - 0.5) * 16) / f
    d = np.stack([*np.meshgrid(x, y), np.ones((rows, columns))], -1)
    d /= np.linalg.norm(d, axis=-1, keepdims=True)
    grid = to_texel(d @ view.rotation, pano.texels.shape[0]).astype(np.float32)
    places = cv2.resize(grid, (columns * 8, rows * 8), interpolation=cv2.INTER_LINEAR)
    places = np.ascontiguousarray(places[8 + top : 8 + bottom, 8 : 8 + w])
    seen = np.empty((bottom - top, w, 3), np.float32)
    for at in range(0, w, 16384):
        part = places[:, at : at + 16384]
        seen[:, at : at + 16384] = cv2.remap(
            pano.texels, part, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
    seen *= np.float32(pano.gain)
    seen *= seen
    size = (2 * w, 2 * (bottom - top))
    for c in range(3):
        wide = cv2.resize(np.ascontiguousarray(seen[..., c]), size, interpolation=cv2.INTER_LINEAR)
        into = canvas[c, 2 * top : 2 * bottom]
        into[:] = wide[: into.shape[0], :width]


def panorama(sky: Sky) -> Panorama:
    """Bake ``sky``, or fetch it from the cache."""
    arrays = baked("sky", VERSION, dataclasses.asdict(sky), lambda: _bake(sky))
    return Panorama(arrays["texels"], float(arrays["gain"]))


def _bake(sky: Sky) -> dict[str, npt.NDArray[np.generic]]:
    n = SIZE
    axis = ((np.arange(n, dtype=np.float32) + 0.5) / n) * 2 - 1
    a, b = np.meshgrid(axis, axis)
    rho = np.sqrt(a * a + b * b)
    angle = np.minimum(rho, 1.25) * np.float32(EDGE)
    side = (np.sin(angle) / np.maximum(rho, 1e-6)).astype(np.float32)
    dx = np.asarray(a * side, np.float32)
    dy = np.asarray(np.cos(angle), np.float32)
    dz = np.asarray(b * side, np.float32)
    up = np.clip(dy, 0, 1)
    rise = 1 - np.exp(-up / max(0.05, 0.75 * sky.haze))
    out = _mix(sky.horizon, sky.zenith, rise)
    sun = np.array(sky.sun, np.float32)
    sun = sun / np.linalg.norm(sun)
    cosine = np.clip(dx * sun[0] + dy * sun[1] + dz * sun[2], -1, 1)
    away = 1 - cosine
    glow = sky.glow * (0.55 * np.exp(-away * 3.0) + 0.8 * np.exp(-away * 16.0) + 1.6 * np.exp(-away * 160.0))
    out += glow[..., None] * np.array(sky.glow_colour, np.float32)
    if sky.wisps > 0:
        density, _ = _cloud_layer(sky, dx, dy, dz, sun, sky.seed + 40, 0.16, 0.55, stretch=3.0, relief=0.0)
        density = np.asarray(density * sky.wisps * 0.55 * _fade(up), np.float32)
        lit = np.array(sky.cloud_lit, np.float32) * (0.75 + 0.9 * np.exp(-away * 4.0) * sky.glow)[..., None]
        out += density[..., None] * (lit - out)
    if sky.clouds > 0:
        density, thick = _cloud_layer(
            sky, dx, dy, dz, sun, sky.seed, 0.30 / max(sky.cloud_scale, 0.05), 1 - sky.clouds
        )
        density = np.asarray(density * _fade(up), np.float32)
        lit = np.array(sky.cloud_lit, np.float32)
        shade = np.array(sky.cloud_shade, np.float32)
        colour = shade + (lit - shade) * thick[..., None]
        # Thin edges near the sun shine.
        lining = np.exp(-away * 9.0) * (1 - density) * sky.glow * 1.6
        colour += lining[..., None] * np.array(sky.glow_colour, np.float32)
        out += density[..., None] * (colour - out)
    if sky.sun_size > 0:
        radius = np.arccos(cosine)
        disc = np.clip((sky.sun_size - radius) / 0.004 + 0.5, 0, 1)
        out += disc[..., None] * np.array(sky.sun_colour, np.float32)
    under = np.clip(-dy * 14, 0, 1)
    out += under[..., None] * (np.array(sky.below, np.float32) - out)
    if sky.show_softbox:
        out += _softboxes(sky, np.stack([dx, dy, dz], -1))
    root = np.sqrt(np.maximum(out, 0))
    gain = float(root.max()) / 65535.0 or 1.0
    return {"texels": (root / gain).astype(np.uint16), "gain": np.array(gain)}


def _mix(a: RGB, b: RGB, t: Floats) -> Floats:
    first, second = np.array(a, np.float32), np.array(b, np.float32)
    return np.asarray(first + (second - first) * t[..., None], np.float32)


def _fade(up: Floats) -> Floats:
    """Clouds dissolve into the haze at the horizon."""
    k = np.clip((up - 0.015) / 0.14, 0, 1)
    return np.asarray(k * k * (3 - 2 * k))


def _cloud_layer(
    sky: Sky,
    dx: Floats,
    dy: Floats,
    dz: Floats,
    sun: Floats,
    seed: int,
    scale: float,
    threshold: float,
    stretch: float = 1.0,
    relief: float = 1.0,
) -> tuple[Floats, Floats]:
    """Density and lit share of a flat layer of cloud overhead, seen in perspective."""
    tile = fractal(seed, 1024, 1.75, low=2.0, stretch=1.0)
    size = tile.shape[0]
    below = np.maximum(dy, 0.0) + 0.13
    px = dx / below * scale
    pz = dz / below * scale * stretch
    # Warped by itself: billows instead of smoke.
    wx = (px * size).astype(np.float32)
    wz = (pz * size).astype(np.float32)
    warp = (
        cv2.remap(tile, wx * 0.5 % size, wz * 0.5 % size, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP) - 0.5
    )
    wx = wx + warp * np.float32(0.12 * size)
    noise = cv2.remap(tile, wx % size, wz % size, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    fine = cv2.remap(tile, wx * 3.1 % size, wz * 3.1 % size, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    height = noise * 0.8 + fine * 0.2
    density = np.clip((height - threshold) / 0.22, 0, 1)
    density = density * density * (3 - 2 * density)
    if relief <= 0:
        return np.asarray(density, np.float32), np.ones_like(density)
    flat = max(math.hypot(float(sun[0]), float(sun[2])), 1e-3)
    step = 0.03 * size
    ahead = cv2.remap(
        tile,
        (wx + np.float32(step * sun[0] / flat)) % size,
        (wz + np.float32(step * sun[2] / flat)) % size,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_WRAP,
    )
    thick = np.clip(0.62 + (noise - ahead) * 2.4 - np.clip(height - threshold - 0.25, 0, 1) * 1.2, 0, 1)
    return np.asarray(density, np.float32), np.asarray(thick, np.float32)


def _softboxes(sky: Sky, directions: Floats) -> Floats:
    total = np.zeros_like(directions)
    for towards, size, colour in sky.softbox:
        d = np.array(towards, np.float32)
        d = d / np.linalg.norm(d)
        angle = np.arccos(np.clip(directions @ d, -1, 1))
        k = np.clip((size - angle) / (0.18 * size) + 0.5, 0, 1)
        total += k[..., None] * np.array(colour, np.float32)
    return total


def environment(sky: Sky, pano: Panorama, ground: RGB) -> Floats:
    """What shiny things see: (5, 96, 96, 3) octahedral, up in the middle, each level rougher."""
    n = 96
    axis = ((np.arange(n, dtype=np.float32) + 0.5) / n) * 2 - 1
    u, v = np.meshgrid(axis, axis)
    y = 1 - np.abs(u) - np.abs(v)
    fold = np.maximum(-y, 0)
    x = u - np.sign(u) * fold
    z = v - np.sign(v) * fold
    d = np.stack([x, y, z], -1)
    d /= np.linalg.norm(d, axis=-1, keepdims=True)
    seen = np.minimum(pano.look(d.astype(np.float32)), 14.0)
    k = np.clip(d[..., 1:2] * 10 + 0.5, 0, 1)
    seen = np.array(ground, np.float32) * (1 - k) + seen * k
    if not sky.show_softbox:
        seen = seen + _softboxes(sky, d.astype(np.float32))
    levels = [seen]
    for sigma in (1.5, 4.0, 9.0, 18.0):
        levels.append(cv2.GaussianBlur(seen.astype(np.float32), (0, 0), sigma, borderType=cv2.BORDER_REFLECT))
    return np.ascontiguousarray(np.stack(levels).astype(np.float32))
