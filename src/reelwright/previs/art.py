"""Flat pictures that take light: from SVG or arrays to sprites lit like everything else in the scene."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.bake import baked, digest
from reelwright.previs.light import Light

__all__ = ["Art", "Atlas", "drawn", "inflate", "lit_atlas", "svg_pixels"]

Floats = npt.NDArray[np.float32]
LEVELS: Final = 12
VERSION: Final = 3


@dataclass(frozen=True, eq=False)
class Art:
    """A picture standing on its lower edge: ``rgba`` (h, w, 4) uint8 sRGB, straight alpha.

    ``relief`` is how round it looks (0 flat, 1 a cushion), ``translucent`` how much light comes through from
    behind (petals, leaves), ``emissive`` how much it shines by itself, ``name`` its identity in the cache.
    """

    name: str
    rgba: npt.NDArray[np.uint8]
    relief: float = 0.6
    translucent: float = 0.5
    emissive: float = 0.0
    version: int = 1

    @property
    def aspect(self) -> float:
        """Width over height."""
        return float(self.rgba.shape[1] / self.rgba.shape[0])


@lru_cache(maxsize=256)
def _drawn(
    name: str, version: int, make: Callable[[], npt.NDArray[np.uint8]], options: tuple[tuple[str, float], ...]
) -> Art:
    arrays = baked(f"art-{name}", version, {}, lambda: {"rgba": make()})
    return Art(name, arrays["rgba"], version=version, **dict(options))


def drawn(name: str, version: int, make: Callable[[], npt.NDArray[np.uint8]], **options: float) -> Art:
    """Art that ``make`` draws, kept on disk under (name, version): raise ``version`` when the drawing
    changes."""
    return _drawn(name, version, make, tuple(sorted(options.items())))


def svg_pixels(svg: str, height: int) -> npt.NDArray[np.uint8]:
    """Render SVG text at ``height`` pixels: (h, w, 4) uint8 sRGB, straight alpha."""
    import pyvips

    probe = pyvips.Image.svgload_buffer(svg.encode())
    image = pyvips.Image.svgload_buffer(svg.encode(), scale=height / probe.height)
    return np.ascontiguousarray(np.asarray(image.numpy(), np.uint8)[..., :4])


def inflate(alpha: Floats, relief: float, detail: Floats | None = None) -> Floats:
    """Pseudo-normals (h, w, 3; x right, y up, z to the viewer) that make a flat cut-out look solid.

    The height is a sum of the alpha at growing blurs, which rises from every edge inwards; ``detail`` (h,
    w) adds the picture's own light and dark as fine relief.
    """
    h, w = alpha.shape
    height = np.zeros_like(alpha)
    for share, weight in ((0.008, 0.4), (0.02, 0.7), (0.05, 1.0), (0.1, 1.2)):
        sigma = max(0.6, share * h)
        # Blurred at reduced size: wide blurs cost no more than narrow ones.
        step = max(1, int(sigma / 3))
        small = cv2.resize(alpha, (max(1, w // step), max(1, h // step)), interpolation=cv2.INTER_AREA)
        soft = cv2.GaussianBlur(small, (0, 0), sigma / step)
        height += cv2.resize(soft, (w, h), interpolation=cv2.INTER_LINEAR) * np.float32(weight * sigma)
    height *= alpha
    if detail is not None:
        height += cv2.GaussianBlur(detail, (0, 0), max(0.6, 0.003 * h)) * np.float32(0.012 * h)
    height = cv2.GaussianBlur(height, (0, 0), max(0.6, 0.003 * h))
    gx = cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=0.125) * np.float32(relief * 1.6)
    gy = cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=0.125) * np.float32(relief * 1.6)
    n = np.stack([-gx, gy, np.ones_like(gx)], -1)
    return np.asarray(n / np.linalg.norm(n, axis=-1, keepdims=True), np.float32)


def _light_art(
    art: Art, light: Light, towards: tuple[float, float, float]
) -> dict[str, npt.NDArray[np.generic]]:
    """Lit premultiplied texels of all mip levels, as square roots in bytes."""
    rgba = art.rgba.astype(np.float32) / np.float32(255)
    alpha: Floats = rgba[..., 3]
    colour = np.where(
        rgba[..., :3] <= 0.04045, rgba[..., :3] / 12.92, ((rgba[..., :3] + 0.055) / 1.055) ** 2.4
    ).astype(np.float32)
    grey: Floats = colour.mean(-1) * alpha
    normal = inflate(alpha, art.relief, np.asarray(np.sqrt(grey), np.float32))
    lx, ly, lz = towards
    facing = normal[..., 0] * lx + normal[..., 1] * ly + normal[..., 2] * lz
    wrap = 0.25
    day = np.maximum((facing + wrap) / (1 + wrap), 0)
    up = 0.5 + 0.5 * normal[..., 1]
    # Lower parts of a plant stand in the shade of its neighbours.
    rows = np.linspace(1.0, 0.0, alpha.shape[0], dtype=np.float32)[:, None]
    open_air = 0.45 + 0.55 * np.sqrt(rows)
    behind = max(-lz, 0.0)
    through = art.translucent * (0.25 + 0.75 * behind) * open_air
    rim = (
        light.rim
        * behind
        * np.clip(1.0 - normal[..., 2], 0, 1)
        * np.clip(0.4 + normal[..., 0] * lx + normal[..., 1] * max(ly, 0.3), 0, 2)
    )
    total = np.zeros_like(colour)
    for c in range(3):
        ambient = (light.sky[c] * up + light.ground[c] * (1 - up)) * open_air
        body = colour[..., c] * (ambient + light.key[c] * day * (1 - 0.5 * art.translucent))
        body += colour[..., c] ** 0.85 * light.key[c] * through * 0.75
        body += light.key[c] * rim * (0.25 + 0.75 * colour[..., c]) * 1.6
        total[..., c] = (body * (1 - art.emissive) + art.emissive * colour[..., c] * 2.0) * alpha
    scale = float(max(1.0, np.sqrt(total.max()))) ** 2
    chunks, rows_out, spans = [], [], []
    level = np.concatenate([total, alpha[..., None]], -1)
    h, w = alpha.shape
    for _ in range(LEVELS):
        packed = np.empty((*level.shape[:2], 4), np.uint8)
        packed[..., :3] = np.clip(np.sqrt(np.maximum(level[..., :3], 0) / scale) * 255 + 0.5, 0, 255)
        packed[..., 3] = np.clip(level[..., 3] * 255 + 0.5, 0, 255)
        filled = packed[..., 3] > 0
        first = np.where(filled.any(1), filled.argmax(1), 32000)
        last = np.where(filled.any(1), w - 1 - filled[:, ::-1].argmax(1), -1)
        rows_out.append([w, h])
        spans.append(np.stack([first, last], 1).astype(np.int16).reshape(-1))
        chunks.append(packed.reshape(-1))
        if h <= 2 or w <= 1:
            break
        h, w = max(1, h // 2), max(1, w // 2)
        level = cv2.resize(level, (w, h), interpolation=cv2.INTER_AREA)
    return {
        "texels": np.concatenate(chunks),
        "spans": np.concatenate(spans),
        "levels": np.array(rows_out, np.int64),
        "scale": np.array(scale, np.float64),
    }


@dataclass(frozen=True, slots=True)
class Atlas:
    """Lit art in flat arrays, as the sprite kernel reads them."""

    texels: npt.NDArray[np.uint32]
    table: npt.NDArray[np.int64]
    spans: npt.NDArray[np.int16]
    scales: npt.NDArray[np.float64]
    aspects: npt.NDArray[np.float64]


def lit_atlas(arts: Sequence[Art], light: Light, towards: tuple[float, float, float]) -> Atlas:
    """Light every picture by ``light`` whose key lies in direction ``towards`` (x right, y up, z to the
    viewer)."""
    texels, spans, scales, aspects = [], [], [], []
    table = np.zeros((max(1, len(arts)), 2 + 4 * LEVELS), np.int64)
    t_size = s_size = 0
    where = tuple(round(v, 2) for v in towards)
    params = dataclasses.asdict(light)
    for i, art in enumerate(arts):
        key = {
            "art": [art.name, art.version, digest(art.rgba[::5, ::5])],
            "relief": art.relief,
            "translucent": art.translucent,
            "emissive": art.emissive,
            "light": params,
            "towards": where,
        }
        stored = baked("lit", VERSION, key, lambda art=art: _light_art(art, light, where))  # type: ignore[misc,arg-type]
        levels = stored["levels"]
        table[i, 0] = len(levels)
        t_at, s_at = t_size // 4, s_size
        for j, (w, h) in enumerate(levels):
            table[i, 2 + 4 * j : 6 + 4 * j] = w, h, t_at, s_at
            t_at += int(w) * int(h)
            s_at += 2 * int(h)
        texels.append(stored["texels"])
        spans.append(stored["spans"])
        t_size += stored["texels"].size
        s_size += stored["spans"].size
        scales.append(float(stored["scale"]))
        aspects.append(art.aspect)
    return Atlas(
        np.concatenate(texels).view(np.uint32) if texels else np.zeros(1, np.uint32),
        table,
        np.concatenate(spans) if spans else np.zeros(2, np.int16),
        np.array(scales or [1.0]),
        np.array(aspects or [1.0]),
    )
