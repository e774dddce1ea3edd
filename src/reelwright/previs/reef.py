"""Life on a reef: corals, sea fans, weed and sponges as lit pictures, and shoals of fish as one mesh."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from reelwright.previs.art import Art, drawn
from reelwright.previs.conifers import Page
from reelwright.previs.material import Material
from reelwright.previs.mesh import Mesh

__all__ = ["coral", "fan", "shoal", "sponge", "weed"]

Pixels = npt.NDArray[np.uint8]
RGB = tuple[float, float, float]
_PAINTS: tuple[RGB, ...] = (
    (0.95, 0.42, 0.34),
    (0.96, 0.66, 0.24),
    (0.80, 0.36, 0.66),
    (0.93, 0.52, 0.62),
    (0.55, 0.45, 0.86),
    (0.92, 0.82, 0.62),
)


def _branch(
    page: Page,
    rng: np.random.Generator,
    x: float,
    y: float,
    turn: float,
    long: float,
    wide: float,
    paint: RGB,
    deep: int,
) -> None:
    steps = 6
    for i in range(steps):
        turn += rng.normal(0, 0.10)
        nx, ny = x + math.sin(turn) * long / steps, y - math.cos(turn) * long / steps
        k = 0.62 + 0.10 * (5 - deep) + 0.08 * i / steps
        page.line(x, y, nx, ny, wide, tuple(c * k * 0.8 for c in paint))
        page.line(
            x - wide * 0.18,
            y,
            nx - wide * 0.18,
            ny,
            wide * 0.45,
            tuple(min(1.0, c * k * 1.12) for c in paint),
        )
        x, y = nx, ny
    if deep == 0:
        page.blob(x, y, wide * 0.62, wide * 0.62, 0, tuple(0.45 + 0.55 * c for c in paint))
        return
    for s in (-1, 1) if rng.random() < 0.75 else (-1, 0, 1):
        _branch(
            page,
            rng,
            x,
            y,
            turn + s * rng.uniform(0.28, 0.55),
            long * rng.uniform(0.66, 0.85),
            wide * 0.80,
            paint,
            deep - 1,
        )


def _coral(kind: int) -> Pixels:
    rng = np.random.default_rng([kind, 701])
    page = Page(520, 420)
    for i in range(7):
        turn = (i - 3) * 0.27 + rng.normal(0, 0.06)
        _branch(page, rng, 260 + (i - 3) * 9, 418, turn, rng.uniform(78, 104), 21, _PAINTS[kind % 6], 4)
    return page.pixels()


def coral(kind: int) -> Art:
    """One of six branching corals, each in its colour; 0.3 to 0.9 m high."""
    kind %= 6
    return drawn(f"coral-{kind}", 2, lambda: _coral(kind), relief=0.9, translucent=0.25)


def _fan(kind: int) -> Pixels:
    rng = np.random.default_rng([kind, 702])
    page = Page(520, 480)
    paint = _PAINTS[(kind * 2 + 2) % 6]
    for i in range(34):
        turn = (i - 16.5) * 0.055
        x, y = 260.0, 478.0
        long = 430 * (0.72 + 0.28 * math.cos(turn * 1.3)) * rng.uniform(0.86, 1.0)
        for j in range(26):
            k = j / 26
            wave = turn + 0.16 * math.sin(7 * k + i)
            nx, ny = x + math.sin(wave) * long / 26, y - math.cos(wave) * long / 26
            tone = 0.55 + 0.4 * k + rng.normal(0, 0.05)
            page.line(x, y, nx, ny, 4.2 * (1 - k) + 1.5, tuple(c * tone for c in paint))
            if j > 4:
                page.line(
                    nx,
                    ny,
                    nx + rng.uniform(-17, 17),
                    ny + rng.uniform(-9, 3),
                    1.3,
                    tuple(c * tone * 0.85 for c in paint),
                )
            x, y = nx, ny
    return page.pixels()


def fan(kind: int) -> Art:
    """One of three sea fans, lace that sways; 0.5 to 1.3 m high."""
    kind %= 3
    return drawn(f"sea-fan-{kind}", 2, lambda: _fan(kind), relief=0.3, translucent=0.6)


def _sponge(kind: int) -> Pixels:
    rng = np.random.default_rng([kind, 703])
    page = Page(420, 420)
    paint = _PAINTS[(kind * 2 + 1) % 6]
    for x in sorted(rng.uniform(70, 350, 7), key=lambda v: -abs(v - 210)):
        tall, wide = rng.uniform(140, 370) * (1 - abs(x - 210) / 420), rng.uniform(22, 38)
        lean = (x - 210) * 0.22
        for i in range(int(tall)):
            q = i / tall
            half = wide * (0.65 + 0.42 * q + 0.05 * math.sin(i * 0.25))
            mid = 210 + (x - 210) * 0.75 + lean * q
            for j in range(9):
                k = j / 8 * 2 - 1
                t = (
                    (0.42 + 0.5 * math.sqrt(max(0.0, 1 - k * k)) - 0.14 * k)
                    * (0.75 + 0.35 * q)
                    * rng.uniform(0.9, 1.08)
                )
                page.line(
                    mid + k * half,
                    418 - i,
                    mid + k * half + 4,
                    418 - i,
                    half * 0.3,
                    tuple(c * t for c in paint),
                )
        mid = 210 + (x - 210) * 0.75 + lean
        page.blob(mid, 418 - tall, wide * 1.10, wide * 0.42, 0, tuple(c * 0.95 for c in paint))
        page.blob(mid, 418 - tall, wide * 0.78, wide * 0.27, 0, tuple(c * 0.22 for c in paint))
    return page.pixels()


def sponge(kind: int) -> Art:
    """One of three clumps of tube sponges; 0.3 to 0.8 m high."""
    kind %= 3
    return drawn(f"sponge-{kind}", 2, lambda: _sponge(kind), relief=0.5, translucent=0.2)


def _weed(kind: int) -> Pixels:
    rng = np.random.default_rng([kind, 704])
    page = Page(300, 620)
    for _ in range(13):
        x, y, turn = 150 + rng.normal(0, 26), 618.0, rng.normal(0, 0.10)
        long, tone, phase = rng.uniform(300, 590), rng.uniform(0.6, 1.1), rng.uniform(0, 6)
        for j in range(48):
            k = j / 48
            a = turn + 0.30 * math.sin(k * 8 + phase) * k
            nx, ny = x + math.sin(a) * long / 48, y - math.cos(a) * long / 48
            c = tone * (0.6 + 0.5 * k)
            wide = (
                15 * (0.35 + math.sin(math.pi * min(k * 0.9 + 0.08, 1.0))) * (0.75 + 0.25 * math.sin(j * 1.3))
            )
            page.line(x, y, nx, ny, wide, (0.36 * c, 0.46 * c, 0.12 * c))
            page.line(x, y, nx, ny, wide * 0.25, (0.52 * c, 0.60 * c, 0.20 * c))
            x, y = nx, ny
    return page.pixels()


def weed(kind: int) -> Art:
    """One of four stands of kelp, twice as high as wide; 0.5 to 4 m high."""
    kind %= 4
    return drawn(f"weed-{kind}", 2, lambda: _weed(kind), relief=0.3, translucent=0.7)


def shoal(
    rng: np.random.Generator,
    count: int,
    centre: tuple[float, float, float],
    room: tuple[float, float, float],
    speed: float,
    size: float,
    colours: tuple[RGB, ...],
) -> Mesh:
    """``count`` small fish that swim along x (``speed`` metres a second, negative to the left) and weave.

    They keep inside ``room`` (metres) about ``centre``: who leaves on one side comes in on the other.
    """
    # A fish along +x, one long: nose, back, belly, sides, tail root, tail tips.
    shape = np.array(
        [
            [0.5, 0, 0],
            [0.12, 0.17, 0],
            [0.12, -0.17, 0],
            [0.10, 0, 0.07],
            [0.10, 0, -0.07],
            [-0.28, 0, 0],
            [-0.5, 0.15, 0],
            [-0.5, -0.15, 0],
        ],
        np.float32,
    )
    faces = np.array(
        [
            [0, 3, 1],
            [0, 2, 3],
            [0, 1, 4],
            [0, 4, 2],
            [5, 1, 3],
            [5, 3, 2],
            [5, 4, 1],
            [5, 2, 4],
            [5, 6, 7],
            [5, 7, 6],
        ],
        np.int32,
    )
    normal = np.array(
        [
            [0.3, 0.4, 0],
            [0, 1, 0],
            [0, -0.8, 0],
            [0, 0.3, 1],
            [0, 0.3, -1],
            [-0.2, 0.6, 0],
            [0, 0.5, -0.8],
            [0, 0.5, -0.8],
        ],
        np.float32,
    )
    place = rng.uniform(-0.5, 0.5, (count, 3)) * np.array(room)
    phase, scale = rng.uniform(0, 6.28, count), size * rng.uniform(0.7, 1.25, count)
    towards = 1.0 if speed >= 0 else -1.0
    pace = rng.uniform(0.85, 1.15, count) * speed
    tint = np.array(colours)[rng.integers(0, len(colours), count)]
    shade = np.array([1.0, 0.65, 1.25, 1.1, 1.1, 0.9, 0.75, 0.75])
    colour = (tint[:, None] * shade[None, :, None]).reshape(-1, 3).astype(np.float32)
    normals = np.tile(normal * (towards, 1, 1), (count, 1)).astype(np.float32)

    def motion(t: float) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        x = (place[:, 0] + pace * t + 0.5 * room[0]) % room[0] - 0.5 * room[0]
        y = place[:, 1] + 0.12 * np.sin(0.9 * t + phase) * (1 + size)
        z = place[:, 2] + 0.18 * np.sin(0.6 * t + 1.7 * phase) * (1 + size)
        beat = np.sin(9.0 * t / max(0.4, size * 4) ** 0.5 + phase)[:, None]
        bend = np.where(shape[None, :, 0] < 0, 0.30 * shape[None, :, 0] ** 2 * 2, 0.0) * beat
        # Grown small at the edge of the room, so that nobody pops in.
        edge = np.clip((0.5 - np.abs(x) / room[0]) / 0.05, 0, 1) * scale
        v = np.stack(
            [
                x[:, None] + towards * shape[None, :, 0] * edge[:, None],
                y[:, None] + shape[None, :, 1] * edge[:, None],
                z[:, None] + (shape[None, :, 2] + bend) * edge[:, None],
            ],
            -1,
        )
        return (v.reshape(-1, 3) + np.array(centre)).astype(np.float32), normals

    material = Material((1.0, 1.0, 1.0), two_sided=True, specular=0.05, roughness=0.35)
    index = (faces[None] + 8 * np.arange(count)[:, None, None]).reshape(-1, 3).astype(np.int32)
    first, _ = motion(0.0)
    return replace(Mesh(first, index, normals, material, colours=colour, smooth=False), motion=motion)
