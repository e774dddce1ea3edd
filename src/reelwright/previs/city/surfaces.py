"""Walls, rooms behind windows, shops and streets as baked textures."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.bake import baked
from reelwright.previs.material import Texture
from reelwright.previs.noise import fractal

__all__ = ["asphalt", "masonry_texture", "paving", "ripples", "rooms", "shops", "towers"]

Floats = npt.NDArray[np.float32]
ROOMS = 8
SHOPS = 4


def _grey(values: Floats) -> Texture:
    return Texture.colour(np.repeat(np.clip(values, 0, 1)[..., None], 3, 2).astype(np.float32))


@lru_cache(maxsize=8)
def masonry_texture(kind: str) -> Texture:
    """Brick, panel, tile or plaster, about 0.75 bright, wraps."""
    grey = baked("city-wall", 2, {"kind": kind}, lambda: {"grey": _wall(kind)})["grey"]
    return _grey(grey)


def _wall(kind: str) -> Floats:
    n = 256
    rough = fractal(611, n, 1.2, low=3.0)
    stains = fractal(612, n, 1.6, low=1.0, stretch=4.0).T
    base = 0.62 + 0.22 * rough + 0.16 * stains
    y, x = np.mgrid[0:n, 0:n]
    rng = np.random.default_rng(17)
    if kind == "brick":
        row = y // 8
        column = (x + (row % 2) * 12) // 24 % 11
        tone = rng.uniform(0.72, 1.08, (32, 11))[row, column]
        joint = ((y % 8) < 1) | (((x + (row % 2) * 12) % 24) < 2)
        return np.asarray(np.where(joint, 0.50, base * tone), np.float32)
    if kind == "panel":
        joint = ((y % 64) < 1) | ((x % 128) < 1)
        tone = rng.uniform(0.92, 1.05, (4, 2))[y // 64, x // 128]
        return np.asarray(np.where(joint, 0.42, base * tone), np.float32)
    if kind == "tile":
        joint = ((y % 16) < 1) | ((x % 8) < 1)
        tone = rng.uniform(0.86, 1.08, (16, 32))[y // 16, x // 8]
        return np.asarray(np.where(joint, 0.5, (0.5 + 0.5 * base) * tone), np.float32)
    return np.asarray(0.7 + 0.16 * rough + 0.18 * (stains - 0.3), np.float32)


@lru_cache(maxsize=1)
def asphalt() -> Texture:
    """Road surface: stones in tar, patches and cracks; wraps."""

    def make() -> dict[str, Any]:
        n = 512
        grain = fractal(621, n, 0.6, low=30.0)
        cloud = fractal(622, n, 1.5, low=2.0)
        crack = np.abs(fractal(623, n, 1.5, low=2.0) - 0.5)
        value = 0.45 + 0.35 * grain + 0.3 * (cloud - 0.5) - 0.35 * np.clip(1 - crack / 0.006, 0, 1)
        return {"grey": value.astype(np.float32)}

    return _grey(baked("city-asphalt", 1, {}, make)["grey"])


@lru_cache(maxsize=1)
def paving() -> Texture:
    """Pavement slabs, wraps."""

    def make() -> dict[str, Any]:
        n = 256
        y, x = np.mgrid[0:n, 0:n]
        tone = np.random.default_rng(5).uniform(0.8, 1.05, (4, 4))[y // 64, x // 64]
        value = (0.55 + 0.3 * fractal(631, n, 1.0, low=4.0)) * tone
        value = np.where(((y % 64) < 2) | ((x % 64) < 2), 0.35, value)
        return {"grey": value.astype(np.float32)}

    return _grey(baked("city-paving", 1, {}, make)["grey"])


@lru_cache(maxsize=1)
def ripples() -> Texture:
    """Slopes of a thin film of water on a rough road."""
    return Texture.bump(
        (0.75 * fractal(641, 256, 1.7, low=3.0, high=40.0) + 0.25 * fractal(642, 256, 0.9, low=12.0)).astype(
            np.float32
        )
    )


def _hue(rng: np.random.Generator, kind: str) -> Floats:
    tones = {
        "warm": (1.0, 0.66, 0.33),
        "white": (1.0, 0.88, 0.70),
        "cool": (0.62, 0.84, 1.0),
    }
    return np.asarray(np.array(tones[kind]) * rng.uniform(0.8, 1.1, 3), np.float32)


def _person(cell: Floats, x: float, tall: float, tone: Any) -> None:
    h, w = cell.shape[:2]
    shape = np.zeros((h, w), np.uint8)
    top = h * (0.95 - tall)
    r = h * tall * 0.085
    cv2.ellipse(shape, (int(x * w), int(top + r)), (max(1, int(r * 0.8)), max(1, int(r))), 0, 0, 360, 255, -1)
    body = np.array(
        [
            [x * w - 1.9 * r, h],
            [x * w - 1.7 * r, top + 3.2 * r],
            [x * w - 0.7 * r, top + 2.2 * r],
            [x * w + 0.7 * r, top + 2.2 * r],
            [x * w + 1.7 * r, top + 3.2 * r],
            [x * w + 1.9 * r, h],
        ]
    )
    cv2.fillPoly(shape, [body.astype(np.int32)], 255)
    k = (shape.astype(np.float32) / 255)[..., None]
    cell += (np.asarray(tone, np.float32) - cell) * k * 0.9


@lru_cache(maxsize=1)
def rooms() -> Texture:
    """Eight by eight lit windows with what is behind them; the last two rows have curtains or blinds
    drawn."""
    return Texture.colour(baked("city-rooms", 3, {}, lambda: {"linear": _rooms()})["linear"])


def _rooms() -> Floats:
    n = 128
    rng = np.random.default_rng(71)
    sheet = np.zeros((n * ROOMS, n * ROOMS, 3), np.float32)
    y, x = np.mgrid[0:n, 0:n].astype(np.float32) / n
    for row in range(ROOMS):
        for column in range(ROOMS):
            light = _hue(rng, rng.choice(["warm", "warm", "white", "cool"]))
            fall = 0.30 + 0.70 * np.exp(
                -(((x - rng.uniform(0.3, 0.7)) / 0.45) ** 2 + ((y - 0.12) / 0.6) ** 2)
            )
            cell = np.asarray(light * fall[..., None] * rng.uniform(0.55, 1.0), np.float32)
            # A room: ceiling, far wall, floor; a lamp, furniture, a picture.
            ceiling = y < 0.14 + 0.05 * np.abs(x - 0.5)
            cell[ceiling] *= 1.25
            if rng.random() < 0.6:
                a, b = rng.uniform(0.1, 0.7), rng.uniform(0.25, 0.45)
                part = (x > a) & (x < a + 0.2) & (y > b) & (y < b + 0.2)
                cell[part] *= np.asarray(rng.uniform(0.2, 0.9, 3), np.float32)
            for _ in range(rng.integers(1, 4)):
                a, top, wide = rng.uniform(0, 0.9), rng.uniform(0.45, 0.8), rng.uniform(0.1, 0.4)
                cell[(x > a) & (x < a + wide) & (y > top)] *= np.float32(rng.uniform(0.12, 0.5))
            if rng.random() < 0.25:
                _person(cell, rng.uniform(0.25, 0.75), rng.uniform(0.55, 0.7), light * 0.05)
            if row >= ROOMS - 2:
                fold = (
                    0.75 + 0.25 * np.sin(x * rng.uniform(50, 80) + rng.uniform(0, 6))
                    if row % 2
                    else 0.7 + 0.3 * (np.sin(y * 130) > -0.2)
                )
                open_ = rng.uniform(0.0, 0.35)
                drawn = (np.abs(x - 0.5) > open_ * 0.5) if row % 2 else (y < rng.uniform(0.5, 1.0))
                cloth = light * rng.uniform(0.35, 0.6) * fold[..., None]
                cell = np.where(drawn[..., None], cloth, cell)
            elif rng.random() < 0.55:
                edge = rng.uniform(0.08, 0.2)
                cloth = light * 0.5 * (0.75 + 0.25 * np.sin(x * 90))[..., None]
                cell = np.where(((x < edge) | (x > 1 - edge))[..., None], cloth, cell)
            style = rng.integers(0, 3)
            bar = (np.abs(x - 0.5) < 0.018) if style < 2 else np.zeros_like(x, bool)
            if style == 1:
                bar |= np.abs(y - 0.4) < 0.018
            frame = bar | (x < 0.035) | (x > 0.965) | (y < 0.03) | (y > 0.965)
            cell = np.where(frame[..., None], 0.02, cell)
            sheet[row * n : (row + 1) * n, column * n : (column + 1) * n] = cell
    return np.clip(sheet, 0, 1)


@lru_cache(maxsize=1)
def shops() -> Texture:
    """Four by four lit shop interiors with goods, counters and guests."""
    return Texture.colour(baked("city-shops", 3, {}, lambda: {"linear": _shops()})["linear"])


def _shops() -> Floats:
    n = 256
    rng = np.random.default_rng(81)
    sheet = np.zeros((n * SHOPS, n * SHOPS, 3), np.float32)
    y, x = np.mgrid[0:n, 0:n].astype(np.float32) / n
    for row in range(SHOPS):
        for column in range(SHOPS):
            light = _hue(rng, ("warm", "white", "cool", "warm")[(row + column) % 4])
            if rng.random() < 0.3:
                light = np.asarray(
                    [(1, 0.35, 0.6), (0.4, 0.9, 1.0), (1.0, 0.5, 0.25)][rng.integers(0, 3)], np.float32
                )
            fall = 0.45 + 0.55 * np.exp(-(((y - 0.1) / 0.5) ** 2))
            cell = np.asarray(light * 0.75 * fall[..., None], np.float32)
            cell[y < 0.12] *= 1.2
            for lamp in np.linspace(0.15, 0.85, rng.integers(3, 6)):
                cell += np.asarray(
                    light * np.exp(-(((x - lamp) / 0.03) ** 2 + ((y - 0.14) / 0.03) ** 2))[..., None],
                    np.float32,
                )
            if rng.random() < 0.6:
                # Shelves of goods.
                for shelf in np.arange(0.30, 0.72, 0.11):
                    at = 0.04
                    while at < 0.96:
                        wide, tall = rng.uniform(0.012, 0.04), rng.uniform(0.04, 0.085)
                        good = np.asarray(rng.uniform(0.05, 1.0, 3) ** 1.5, np.float32) * light
                        cell[
                            (x > at) & (x < at + wide) & (y < shelf + 0.085) & (y > shelf + 0.085 - tall)
                        ] = good * 0.9
                        at += wide + rng.uniform(0.004, 0.02)
                    cell[(y > shelf + 0.085) & (y < shelf + 0.1)] *= 0.25
            else:
                board = np.asarray(rng.uniform(0.05, 0.5, 3), np.float32) * light
                cell[(y > 0.2) & (y < 0.36) & (np.abs(x - 0.5) < 0.4)] = board
                for line in np.arange(0.23, 0.34, 0.035):
                    cell[
                        (np.abs(y - line) < 0.008)
                        & (np.abs(x - 0.5) < 0.35)
                        & (np.sin(x * 140 + line * 90) > -0.3)
                    ] = light
            counter = 0.70 + rng.uniform(0, 0.08)
            cell[(y > counter)] = light * 0.16 * (0.6 + 0.4 * np.sin(x[y > counter] * 60))[..., None]
            cell[(y > counter) & (y < counter + 0.02)] = light * 0.7
            for _ in range(rng.integers(1, 4)):
                _person(
                    cell, rng.uniform(0.08, 0.92), rng.uniform(0.5, 0.62), light * rng.uniform(0.03, 0.12)
                )
            frame = (np.abs((x * 3) % 1 - 0.0) < 0.02) | (y < 0.02) | (y > 0.97)
            cell = np.where(frame[..., None], 0.015, cell)
            sheet[row * n : (row + 1) * n, column * n : (column + 1) * n] = cell
    return np.clip(sheet, 0, 1)


@lru_cache(maxsize=8)
def towers(kind: str, lit: float) -> Texture:
    """A far facade, 16 floors by 16 windows: colour, and in the fourth channel which windows are lit."""

    def make() -> dict[str, Any]:
        rng = np.random.default_rng([91, len(kind), round(lit * 100)])
        n, k = 512, 16
        c = n // k
        wall = {"glass": 0.30, "stone": 0.62, "dark": 0.20}[kind]
        linear = (
            np.full((n, n, 3), wall, np.float32) * (0.85 + 0.15 * fractal(651, n, 1.3, low=2.0))[..., None]
        )
        glow = np.zeros((n, n), np.float32)
        floor_on = rng.random(k) < 0.25
        for j in range(k):
            for i in range(k):
                if kind == "glass":
                    part = np.s_[j * c + 3 : j * c + c - 1, i * c + 1 : i * c + c - 1]
                else:
                    part = np.s_[j * c + 8 : j * c + c - 4, i * c + 8 : i * c + c - 7]
                linear[part] = np.array([0.10, 0.13, 0.16]) * rng.uniform(0.7, 1.4)
                if rng.random() < (lit if not floor_on[j] else min(1.0, lit * 2.2)):
                    glow[part] = rng.uniform(0.35, 1.0)
        # Piers and service floors: the grid that is still seen when single windows are not.
        for i in range(0, k, 4):
            linear[:, i * c : i * c + 7] = wall * 1.25
            glow[:, i * c : i * c + 7] = 0
        linear[:c] = wall * 0.35
        glow[:c] = 0
        return {"linear": np.clip(linear, 0, 1), "glow": glow}

    made = baked("city-tower", 5, {"kind": kind, "lit": lit}, make)
    return Texture.colour(made["linear"], made["glow"])
