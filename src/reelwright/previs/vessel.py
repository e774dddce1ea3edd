"""A glass vessel with its liquid as a layer of the scene: jars, bottles and glasses."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.light import Light
from reelwright.previs.noise import hash01
from reelwright.previs.scene import Capsule, Tile
from reelwright.previs.tracing import refine_vessel, splat_bubbles, trace_vessel
from reelwright.previs.view import View

__all__ = ["Lid", "Liquid", "Sheet", "Vessel", "plain_room"]

RGB = tuple[float, float, float]
Floats = npt.NDArray[np.float32]
FINE: Final = 60_000
"""Pixels above which the inside, which is soft, is traced at half the size."""


@dataclass(frozen=True, slots=True)
class Liquid:
    """``absorption`` a widest radius of way, ``glow`` the colour it scatters, ``cloudy`` how much of it (a
    radius), ``bubbles`` how many rise at ``rise`` heights a second."""

    absorption: RGB
    glow: RGB
    cloudy: float = 0.5
    bubbles: int = 0
    rise: float = 0.02


@lru_cache(maxsize=8)
def _plain(light: Light) -> tuple[Floats, Floats]:
    room = plain_room(light)
    return room, _softened(_Room(room))


def plain_room(light: Light) -> Floats:
    """Soft surroundings (64, 64, 3) from the scene's own light, for places that offer nothing better."""
    n = 64
    axis = ((np.arange(n, dtype=np.float32) + 0.5) / n) * 2 - 1
    u, v = np.meshgrid(axis, axis)
    y = 1 - np.abs(u) - np.abs(v)
    fold = np.maximum(-y, 0)
    d = np.stack([u - np.sign(u) * fold, y, v - np.sign(v) * fold], -1)
    d /= np.linalg.norm(d, axis=-1, keepdims=True)
    up = np.clip(d[..., 1:2] * 2 + 0.5, 0, 1)
    room = np.array(light.ground) * (1 - up) * 1.5 + np.array(light.sky) * up * 1.8
    towards = np.clip(d @ np.array(light.direction), 0, 1)[..., None]
    room = room + np.array(light.key) * (2.5 * towards**24 + 0.3 * towards**3)
    return np.ascontiguousarray(room.astype(np.float32))


@dataclass(frozen=True, slots=True)
class Lid:
    """The part above ``low`` metres: ``colour``, ``metal`` 0..1, ``ridges`` around it up to ``grip``
    metres."""

    low: float
    colour: RGB = (0.80, 0.52, 0.20)
    metal: float = 0.85
    ridges: int = 0
    grip: float = 0.0


@dataclass(frozen=True, eq=False)
class Sheet:
    """A label on the glass: ``pixels`` (h, w, 3) linear, ``half`` radians to each side, from ``low`` to
    ``high`` metres."""

    pixels: Floats
    half: float
    low: float
    high: float

    def level(self, texels: float) -> Floats:
        """The picture at about ``texels`` rows."""
        k = 0
        while self.pixels.shape[0] >> (k + 1) >= texels and k < 6:
            k += 1
        return _reduced(self, k)


@lru_cache(maxsize=32)
def _reduced(sheet: Sheet, k: int) -> Floats:
    if k == 0:
        return np.ascontiguousarray(sheet.pixels)
    h, w = sheet.pixels.shape[:2]
    return np.ascontiguousarray(cv2.resize(sheet.pixels, (w >> k, h >> k), interpolation=cv2.INTER_AREA))


@lru_cache(maxsize=8)
def _softened(room: _Room) -> Floats:
    n = 48
    small = cv2.resize(room.pixels, (n, n), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(cv2.GaussianBlur(small, (0, 0), 4.0, borderType=cv2.BORDER_REFLECT))


@dataclass(frozen=True, eq=False)
class _Room:
    pixels: Floats


@dataclass(frozen=True, eq=False)
class Vessel:
    """A ``Layer``: glass of revolution about the vertical through ``at``.

    Attributes:
        outline: (radius, height) from the foot to the mouth, heights rising, metres; ``fill`` metres, 0 when
            empty; ``wall`` and ``foot`` thickness of the glass.
        room: (n, n, 3) octahedral radiance around it; ``table`` radiance of what it stands on.
    """

    outline: Sequence[tuple[float, float]]
    liquid: Liquid
    fill: float
    wall: float = 0.002
    foot: float = 0.006
    at: tuple[float, float, float] = (0.0, 0.0, 0.0)
    scale: float = 1.0
    room: _Room | None = None
    table: RGB = (0.2, 0.14, 0.09)
    seed: int = 1
    lid: Lid | None = None
    sheet: Sheet | None = None
    turn: Callable[[float], float] = lambda t: 0.0

    def moved(self, at: tuple[float, float, float], scale: float = 1.0) -> Vessel:
        """The same, enlarged and standing at ``at``."""
        return replace(self, at=at, scale=self.scale * scale)

    def among(self, room: Floats, table: RGB) -> Vessel:
        """The same in other surroundings."""
        return replace(self, room=_Room(room), table=table)

    @property
    def size(self) -> tuple[float, float]:
        """Widest radius and height in the world, metres."""
        return max(r for r, _ in self.outline) * self.scale, self.outline[-1][1] * self.scale

    def _profile(self) -> Floats:
        r, y = np.array(self.outline, np.float64).T
        heights = np.linspace(0, y[-1], 400)
        return np.asarray(np.interp(heights, y, r) * self.scale, np.float64)

    def draw(self, view: View, t: float, light: Light) -> Tile | None:
        """The vessel at ``t`` seconds."""
        return self.traced(view, t, light, 1)

    def traced(self, view: View, t: float, light: Light, coarse: int) -> Tile | None:
        """The same; ``coarse`` above 1 is quick and rough."""
        wide, tall = self.size
        box = self._box(view, wide, tall)
        if box is None:
            return None
        x0, y0, x1, y1 = box
        step = max(coarse, 2 if (x1 - x0) * (y1 - y0) > FINE else 1)
        w, h = max(1, (x1 - x0) // step), max(1, (y1 - y0) // step)
        rgba = np.zeros((h, w, 4), np.float32)
        depth = np.zeros((h, w), np.float32)
        kind = np.zeros((h, w), np.uint8)
        numbers, glow = self._numbers(t, light)
        room, soft = self._rooms(light)
        eye = np.array([view.position[i] - self.at[i] for i in range(3)], np.float64)
        focal = view.focal * view.height
        page = np.zeros((2, 2, 3), np.float32)
        if self.sheet is not None:
            away = max(float(np.linalg.norm(eye)) - wide, 0.1)
            page = self.sheet.level((self.sheet.high - self.sheet.low) * self.scale * focal / away)
        scene = (np.ascontiguousarray(view.rotation), eye, self._profile(), numbers, room, soft, page)
        size = (float(view.width), float(view.height), focal)
        trace_vessel(rgba, depth, kind, float(x0), float(y0), float(step), *size, *scene)
        if step > 1:
            full = (w * step, h * step)
            rgba = np.ascontiguousarray(cv2.resize(rgba, full, interpolation=cv2.INTER_LINEAR))
            depth = np.ascontiguousarray(cv2.resize(depth, full, interpolation=cv2.INTER_NEAREST))
        if self.liquid.bubbles and coarse == 1:
            dots = self._bubbles(view, t, x0, y0)
            if len(dots):
                splat_bubbles(rgba, kind, step, dots, np.array([c * 1.3 for c in glow], np.float64))
        if coarse == 1:
            refine_vessel(rgba, depth, kind, step, float(x0), float(y0), *size, *scene)
        return Tile(x0, y0, rgba, depth)

    def _numbers(self, t: float, light: Light) -> tuple[npt.NDArray[np.float64], list[float]]:
        """What the kernel reads, and the colour that the liquid scatters."""
        wide, tall = self.size
        lx, _, lz = light.direction
        flat = math.hypot(lx, lz) or 1.0
        k = 1.0 / wide
        shine = [(0.5 * a + 0.55 * b) for a, b in zip(light.sky, light.key, strict=True)]
        glow = [c * s for c, s in zip(self.liquid.glow, shine, strict=True)]
        lid = self.lid or Lid(1e9)
        sheet = (self.sheet.half, self.sheet.low, self.sheet.high) if self.sheet else (0.0, 0.0, 0.0)
        s = self.scale
        numbers = [
            tall,
            wide,
            self.fill * s,
            self.foot * s,
            self.wall * s,
            *(c * k for c in self.liquid.absorption),
            *glow,
            lx / flat,
            lz / flat,
            *self.table,
            self.liquid.cloudy * k,
            sheet[0],
            sheet[1] * s,
            sheet[2] * s,
            self.turn(t),
            lid.low * s,
            *lid.colour,
            float(lid.ridges),
            lid.grip * s,
            lid.metal,
            *(0.16 * a + 0.75 * b for a, b in zip(light.key, light.sky, strict=True)),
        ]
        return np.array(numbers, np.float64), glow

    def _rooms(self, light: Light) -> tuple[Floats, Floats]:
        if self.room is not None:
            return self.room.pixels, _softened(self.room)
        return _plain(light)

    def shadow(self, t: float, light: Light) -> list[Capsule]:
        """Its shadow, softer towards the top; light also comes through."""
        wide, tall = self.size
        lx, ly, lz = light.direction
        ly = max(ly, 0.25)
        x, _, z = self.at
        reach = 0.75 * tall / ly
        return [
            (x, z, wide * 0.96, x - lx * reach * 0.2, z - lz * reach * 0.2, wide * 0.9, 0.14 * wide),
            (x, z, wide * 0.6, x - lx * reach, z - lz * reach, wide * 0.4, 1.3 * wide),
        ]

    def _box(self, view: View, wide: float, tall: float) -> tuple[int, int, int, int] | None:
        x, y, z = self.at
        r = wide * 1.03
        corners = np.array(
            [(x + i * r, y + h, z + k * r) for i in (-1, 1) for k in (-1, 1) for h in (0.0, tall)], np.float64
        )
        seen = view.project(corners)
        if float(seen[:, 2].min()) < 0.02:
            return (0, 0, view.width, view.height) if float(seen[:, 2].max()) > 0.02 else None
        x0, y0 = (max(0, math.floor(v) - 1) for v in seen[:, :2].min(0))
        x1 = min(view.width, int(seen[:, 0].max()) + 2)
        y1 = min(view.height, int(seen[:, 1].max()) + 2)
        return (x0, y0, x1, y1) if x1 - x0 > 1 and y1 - y0 > 1 else None

    def _bubbles(self, view: View, t: float, x0: int, y0: int) -> npt.NDArray[np.float64]:
        """Where the bubbles of the near half are on the tile: (N, 4)."""
        index = np.arange(self.liquid.bubbles, dtype=np.int64)
        a, b, c, d = (hash01(self.seed * 13 + k, index) for k in range(4))
        wide, _ = self.size
        fill, foot = self.fill * self.scale, self.foot * self.scale
        size = wide * (0.010 + 0.040 * c**3)
        speed = self.liquid.rise * (0.35 + 8.0 * c**2)
        way = (b + speed * t) % 1.0
        height = foot + (fill - foot - size) * way
        angle = a * 2 * math.pi + 0.25 * np.sin(0.4 * t + 9 * d)
        radius = wide * 0.90 * np.sqrt(0.25 + 0.75 * d)
        p = np.stack(
            [self.at[0] + radius * np.sin(angle), self.at[1] + height, self.at[2] + radius * np.cos(angle)], 1
        )
        near = (p[:, 0] - self.at[0]) * (view.position[0] - self.at[0]) + (p[:, 2] - self.at[2]) * (
            view.position[2] - self.at[2]
        ) > 0
        seen = view.project(p)
        k = view.focal * view.height / np.maximum(seen[:, 2], 1e-6)
        fade = np.minimum(1.0, np.minimum(way, 1 - way) * 12)
        out = np.stack([seen[:, 0] - x0, seen[:, 1] - y0, size * k, 0.85 * fade], 1)
        return np.ascontiguousarray(out[near & (seen[:, 2] > 0.02)])
