"""Neon: words and invented glyphs as glowing tubes, box signs and picture screens, baked into sheets."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.bake import baked
from reelwright.previs.lettering import lettering
from reelwright.previs.material import Texture

__all__ = [
    "NEON",
    "WORDS",
    "across",
    "across_cell",
    "neon_board",
    "screen_cell",
    "screens",
    "upright",
    "upright_cell",
]

Floats = npt.NDArray[np.float32]
RGB = tuple[float, float, float]

WORDS: Final = (
    *("RAMEN", "HOTEL", "BAR", "CAFE", "KARAOKE", "NOODLES", "ARCADE", "OPEN"),
    *("JAZZ CLUB", "SUSHI", "CINEMA", "BOOKS", "TEA HOUSE", "DINER", "MUSIC", "24 HOURS"),
)
NEON: Final[tuple[RGB, ...]] = (
    (1.0, 0.04, 0.34),
    (0.03, 0.72, 1.0),
    (1.0, 0.36, 0.04),
    (0.10, 1.0, 0.32),
    (0.50, 0.10, 1.0),
    (1.0, 0.06, 0.05),
    (1.0, 0.62, 0.25),
    (0.08, 0.26, 1.0),
)
"""Gas colours, linear; one channel near 1."""


def _tubes(mask: Floats, glow: float = 0.30) -> Floats:
    """A white-hot core and the halo that it throws on the board behind."""
    core = cv2.GaussianBlur(mask, (0, 0), 0.8)
    near = cv2.GaussianBlur(mask, (0, 0), 4.0)
    far = cv2.GaussianBlur(mask, (0, 0), 12.0)
    return np.asarray(np.clip(core + glow * near + 0.22 * far, 0, 1), np.float32)


def glyph(rng: np.random.Generator, size: int, weight: int) -> Floats:
    """One invented character: strokes between the nodes of a small grid."""
    page = np.zeros((size, size), np.uint8)
    m, s = size * 0.14, size * 0.72

    def node(i: Any, j: Any) -> tuple[int, int]:
        return (int(m + s * i / 3), int(m + s * j / 3))

    for j in sorted(rng.choice(4, rng.integers(2, 4), replace=False)):
        a, b = sorted(rng.choice(4, 2, replace=False))
        cv2.line(page, node(a, j), node(b, j), 255, weight, cv2.LINE_AA)
    for i in sorted(rng.choice(4, rng.integers(1, 3), replace=False)):
        a, b = sorted(rng.choice(4, 2, replace=False))
        cv2.line(page, node(i, a), node(i, b), 255, weight, cv2.LINE_AA)
    if rng.random() < 0.6:
        cv2.line(
            page,
            node(rng.integers(1, 3), rng.integers(0, 2)),
            node(rng.integers(0, 4), 3),
            255,
            weight,
            cv2.LINE_AA,
        )
    if rng.random() < 0.4:
        a = rng.integers(0, 3)
        cv2.rectangle(page, node(a, 1), node(a + 1, 2), 255, weight, cv2.LINE_AA)
    return np.asarray(page.astype(np.float32) / 255, np.float32)


def neon_board(word: str) -> Floats:
    """``word`` in tubes within a frame, 128 x 512 texels."""
    cell = np.zeros((128, 512), np.float32)
    cell[22:106, 28:484] = lettering(word, 456, 84)
    tube = np.clip(cell - cv2.erode(cell, np.ones((9, 9))), 0, 1)
    frame = np.zeros_like(cell)
    cv2.rectangle(frame, (7, 7), (504, 120), 1.0, 4, cv2.LINE_AA)
    return np.asarray(np.maximum(_tubes(tube), 0.8 * _tubes(frame)) + 0.012, np.float32)


@lru_cache(maxsize=1)
def upright() -> Texture:
    """Sixteen upright signs, 128 x 512 texels each, eight beside each other: white light on dark boards;
    the even
    ones are tubes, the odd ones dark letters on lit boxes."""

    def make() -> dict[str, Any]:
        rng = np.random.default_rng(101)
        sheet = np.zeros((1024, 1024), np.float32)
        for i in range(16):
            cell = np.zeros((512, 128), np.float32)
            for j in range(5):
                if i % 4 == 2:
                    word = ("HOTEL", "RAMEN", "MUSIC", "SUSHI")[i // 4]
                    cell[22 + j * 94 : 22 + j * 94 + 84, 20:108] = (
                        lettering(word[j], 88, 84) if j < len(word) else 0
                    )
                else:
                    cell[20 + j * 94 : 20 + j * 94 + 96, 16:112] = np.maximum(
                        cell[20 + j * 94 : 20 + j * 94 + 96, 16:112], glyph(rng, 96, 7)
                    )
            if i % 2:
                out = 0.50 - 0.47 * cv2.GaussianBlur(cell, (0, 0), 1.0)
                out[:8] = out[-8:] = 0.03
                out[:, :6] = out[:, -6:] = 0.03
            else:
                frame = np.zeros_like(cell)
                cv2.rectangle(frame, (7, 7), (120, 504), 1.0, 4, cv2.LINE_AA)
                out = np.maximum(_tubes(cell), 0.8 * _tubes(frame)) + 0.012
            sheet[512 * (i // 8) : 512 * (i // 8) + 512, 128 * (i % 8) : 128 * (i % 8) + 128] = out
        return {"grey": sheet}

    grey = baked("city-upright", 6, {}, make)["grey"]
    return Texture.colour(np.repeat(grey[..., None], 3, 2))


def upright_cell(i: int) -> tuple[float, float, float, float]:
    """u0, v0, u1, v1 of sign ``i`` of :func:`upright`."""
    i %= 16
    return ((i % 8) / 8, (i // 8) / 2, (i % 8 + 1) / 8, (i // 8 + 1) / 2)


@lru_cache(maxsize=1)
def across() -> Texture:
    """Sixteen signs that run across, 512 x 128 texels: simple words as tubes or on boxes."""

    def make() -> dict[str, Any]:
        rng = np.random.default_rng(102)
        sheet = np.zeros((1024, 1024), np.float32)
        for i, word in enumerate(WORDS):
            cell = np.zeros((128, 512), np.float32)
            if i % 3 == 2:
                cell[24:104, 24:104] = cv2.resize(glyph(rng, 96, 8), (80, 80))
                cell[24:104, 120:488] = lettering(word, 368, 80)
            else:
                cell[22:106, 28:484] = lettering(word, 456, 84)
            if i % 2:
                out = 0.50 - 0.47 * cell
                out[:6] = out[-6:] = 0.03
                out[:, :6] = out[:, -6:] = 0.03
            else:
                if i % 4 == 0:
                    # Hollow letters: the tube follows the outline.
                    cell = np.clip(cell - cv2.erode(cell, np.ones((9, 9))), 0, 1)
                frame = np.zeros_like(cell)
                cv2.rectangle(frame, (7, 7), (504, 120), 1.0, 4, cv2.LINE_AA)
                out = np.maximum(_tubes(cell), 0.7 * _tubes(frame)) + 0.012
            sheet[128 * (i // 2) : 128 * (i // 2) + 128, 512 * (i % 2) : 512 * (i % 2) + 512] = out
        return {"grey": sheet}

    grey = baked("city-across", 5, {}, make)["grey"]
    return Texture.colour(np.repeat(grey[..., None], 3, 2))


def across_cell(i: int) -> tuple[float, float, float, float]:
    """u0, v0, u1, v1 of sign ``i`` of :func:`across`."""
    i %= 16
    return ((i % 2) / 2, (i // 2) / 8, (i % 2 + 1) / 2, (i // 2 + 1) / 8)


@lru_cache(maxsize=1)
def screens() -> Texture:
    """Eight bright advertising pictures for nothing that exists, 512 x 256 texels."""

    def make() -> dict[str, Any]:
        rng = np.random.default_rng(103)
        sheet = np.zeros((1024, 1024, 3), np.float32)
        for i in range(8):
            y, x = np.mgrid[0:256, 0:512].astype(np.float32)
            a, b = np.array(NEON[i % 8], np.float32), np.array(NEON[(3 * i + 5) % 8], np.float32)
            k = (0.5 + 0.5 * np.sin(x / rng.uniform(60, 160) + y / rng.uniform(40, 120) + i))[..., None]
            cell = a * 0.12 + (b * 0.55 - a * 0.12) * k
            cx, cy, r = rng.uniform(120, 390), rng.uniform(90, 170), rng.uniform(55, 95)
            d = np.hypot(x - cx, y - cy)
            disc = np.clip((r - d) / 2, 0, 1)[..., None]
            cell = cell + (np.clip(a + 0.25, 0, 1) * (1.0 - 0.6 * (d / r)[..., None]) - cell) * disc
            if i % 2 == 0:
                ring = np.exp(-(((d - r * 1.35) / 6) ** 2))[..., None]
                cell = cell + ring * np.clip(b + 0.3, 0, 1)
            word = ("GLOW", "MOON TEA", "NOVA", "CITY FM", "ORBIT", "LUMEN", "WAVE", "TONIGHT")[i]
            ink = np.zeros((256, 512), np.float32)
            ink[168:238, 40:472] = lettering(word, 432, 70)
            cell = cell + (1.0 - cell) * ink[..., None]
            cell[:5] = cell[-5:] = 0.02
            cell[:, :5] = cell[:, -5:] = 0.02
            sheet[256 * (i // 2) : 256 * (i // 2) + 256, 512 * (i % 2) : 512 * (i % 2) + 512] = cell
        return {"linear": np.clip(sheet, 0, 1)}

    return Texture.colour(baked("city-screens", 2, {}, make)["linear"])


def screen_cell(i: int) -> tuple[float, float, float, float]:
    """u0, v0, u1, v1 of picture ``i`` of :func:`screens`."""
    i %= 8
    return ((i % 2) / 2, (i // 2) / 4, (i % 2 + 1) / 2, (i // 2 + 1) / 4)
