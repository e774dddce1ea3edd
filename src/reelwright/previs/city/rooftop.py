"""What stands on roofs: parapets, stair heads, water tanks, antennas."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from reelwright.previs.city.masonry import Frame
from reelwright.previs.city.stock import City

__all__ = ["roof"]


def roof(city: City, frame: Frame, wide: float, deep: float, top: float, tint: Any, detail: bool) -> None:
    """Furnish the roof of a house ``wide`` by ``deep`` whose walls end at ``top``."""
    m, rng = city.masonry, city.random
    stone = np.array(tint) * 1.15 + 0.02
    m.boxes(frame, city.trim, [[-0.15, top - 0.35, -0.3]], [[wide + 0.15, top + 0.75, 0.42]], stone, "fkrltb")
    if rng.random() < 0.5:
        m.boxes(
            frame,
            city.trim,
            [[-0.05, top - 0.75, 0.0]],
            [[wide + 0.05, top - 0.35, 0.24]],
            stone * 0.9,
            "frltb",
        )
    for a in (0.0, wide - 0.25):
        m.boxes(frame, city.trim, [[a, top, -deep]], [[a + 0.25, top + 0.7, -0.3]], stone * 0.9, "rlt")
    # Stair head.
    a, w = rng.uniform(0.15, 0.5) * wide, min(3.4, 0.4 * wide)
    m.boxes(
        frame,
        city.trim,
        [[a, top, -6.0]],
        [[a + w, top + rng.uniform(2.2, 3.4), -2.6]],
        np.array(tint) * 0.7,
        "fkrlt",
    )
    if rng.random() < 0.55:
        _tank(city, frame, rng.uniform(1.4, max(1.5, wide - 1.4)), top, -rng.uniform(2.0, 4.0))
    for _ in range(int(rng.integers(0, 3)) if detail else 0):
        a, d, tall = rng.uniform(0.5, wide - 0.5), rng.uniform(0.8, 4.0), rng.uniform(2.0, 5.0)
        m.boxes(
            frame, city.steel, [[a, top, -d]], [[a + 0.06, top + tall, -d + 0.06]], (0.2, 0.2, 0.2), "fkrl"
        )
        for k in range(3):
            y = top + tall * (0.7 + 0.13 * k)
            m.boxes(
                frame,
                city.steel,
                [[a - 0.5 + 0.1 * k, y, -d]],
                [[a + 0.5 - 0.1 * k, y + 0.04, -d + 0.04]],
                (0.2, 0.2, 0.2),
                "ftb",
            )


def _tank(city: City, frame: Frame, along: float, top: float, out: float) -> None:
    """A wooden tank on legs with a pointed roof."""
    m, rng = city.masonry, city.random
    r, legs, tall = rng.uniform(0.9, 1.4), rng.uniform(1.2, 2.4), rng.uniform(1.7, 2.4)
    wood = np.array((0.20, 0.13, 0.09)) * rng.uniform(0.7, 1.3)
    for i, j in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        p = np.array([along + 0.6 * r * i, top, out + 0.6 * r * j])
        m.boxes(
            frame,
            city.small,
            [p - np.array((0.06, 0, 0.06))],
            [p + np.array((0.06, legs, 0.06))],
            wood * 0.6,
            "fkrl",
        )
    n = 10
    turn = np.linspace(0, 2 * math.pi, n + 1)
    x, z = along + r * np.sin(turn), out + r * np.cos(turn)
    y0, y1, y2 = top + legs, top + legs + tall, top + legs + tall + 0.8 * r
    side = np.stack(
        [
            np.stack([x[:-1], 0 * x[:-1] + y0, z[:-1]], 1),
            np.stack([x[1:], 0 * x[1:] + y0, z[1:]], 1),
            np.stack([x[1:], 0 * x[1:] + y1, z[1:]], 1),
            np.stack([x[:-1], 0 * x[:-1] + y1, z[:-1]], 1),
        ],
        1,
    )
    tip = np.array([along, y2, out])
    over = 1.12
    ox, oz = along + r * over * np.sin(turn), out + r * over * np.cos(turn)
    cone = np.stack(
        [
            np.stack([ox[:-1], 0 * x[:-1] + y1, oz[:-1]], 1),
            np.stack([ox[1:], 0 * x[1:] + y1, oz[1:]], 1),
            np.repeat(tip[None], n, 0),
            np.repeat(tip[None], n, 0),
        ],
        1,
    )
    m.faces(city.trim, frame.world(side), wood)
    # The tip's corners coincide: its normal comes from the lower edge.
    lower = cone.copy()
    lower[:, 2] = cone[:, 1] + 0.98 * (tip - cone[:, 1])
    lower[:, 3] = cone[:, 0] + 0.98 * (tip - cone[:, 0])
    m.faces(city.trim, frame.world(lower), wood * 0.75)
