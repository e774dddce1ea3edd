"""The ground floor of a street: lit shops behind pillars, awnings, signs over the doors and along the
walls."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from reelwright.previs.city.masonry import Frame
from reelwright.previs.city.signs import NEON, across_cell, screen_cell, upright_cell
from reelwright.previs.city.stock import City
from reelwright.previs.city.surfaces import SHOPS
from reelwright.previs.material import Material

__all__ = ["blade", "screen", "shopfronts"]

Array = npt.NDArray[Any]
CLOTH = (
    (0.50, 0.06, 0.05),
    (0.08, 0.28, 0.14),
    (0.06, 0.14, 0.36),
    (0.55, 0.42, 0.12),
    (0.12, 0.12, 0.13),
    (0.45, 0.18, 0.05),
)


def shopfronts(city: City, frame: Frame, wide: float, tall: float, tint: Any, wall: Material) -> None:
    """Fill a ground floor ``wide`` and ``tall`` metres with shops."""
    m, rng = city.masonry, city.random
    count = max(1, round(wide / rng.uniform(4.2, 6.5)))
    each = wide / count
    head = tall - 1.15
    stone = np.array(tint) * 0.55
    m.wall(frame, wall, wide, head, tall, tuple(np.array(tint) * 0.9), 3.0)
    for i in range(count + 1):
        a = min(max(i * each - 0.3, 0.0), wide - 0.6)
        m.boxes(frame, wall, [[a, 0.0, -0.9]], [[a + 0.6, head, 0.06]], stone, "frl")
    for i in range(count):
        a0, a1 = i * each + 0.2, (i + 1) * each - 0.2
        if rng.random() < 0.12 and city.dark > 0.3:
            # Closed for the night.
            m.panes(frame, city.walls["panel"], [[a0, 0.0, -0.15]], [[a1, head]], (0.16, 0.17, 0.18))
        else:
            _shop(city, frame, a0, a1, head)
        _signs(city, frame, a0, a1, head, tall)


def _shop(city: City, frame: Frame, a0: float, a1: float, head: float) -> None:
    m, rng = city.masonry, city.random
    back = -0.85
    cell = rng.integers(0, SHOPS, 2)
    u0, v0 = cell / SHOPS
    power = (0.34 + 0.52 * city.dark) * rng.uniform(0.7, 1.2)
    m.panes(
        frame,
        city.shops,
        [[a0, 0.32, back]],
        [[a1, head]],
        city.shining((1, 0.90, 0.78), power),
        [[u0, v0, u0 + 1 / SHOPS, v0 + 1 / SHOPS]],
    )
    ceiling = frame.world(np.array([[[a0, head, back], [a1, head, back], [a1, head, 0.0], [a0, head, 0.0]]]))
    light = np.array([(1.0, 0.80, 0.55), (0.9, 0.95, 1.0), (1.0, 0.9, 0.75)][int(rng.integers(0, 3))])
    m.faces(city.bulb, ceiling, city.shining(light, 0.8 * power))
    m.boxes(frame, city.trim, [[a0, 0.0, back]], [[a1, 0.32, -0.05]], (0.10, 0.10, 0.11), "ft")
    posts = np.linspace(a0, a1, int(rng.integers(3, 5)))[1:-1]
    if len(posts):
        low = np.stack([posts - 0.04, 0 * posts + 0.3, 0 * posts - 0.1], 1)
        m.boxes(frame, city.steel, low, low + np.array([0.08, head - 0.3, 0.08]), (0.2, 0.2, 0.21), "frl")
    if city.dark > 0.05:
        city.emitters.add(
            frame.world(np.array([(a0 + a1) / 2, 2.0, 0.9])), light, 4.2 * power * (a1 - a0) / 5
        )


def _signs(city: City, frame: Frame, a0: float, a1: float, head: float, tall: float) -> None:
    m, rng = city.masonry, city.random
    middle, wide = (a0 + a1) / 2, min(a1 - a0 - 0.2, 3.8)
    colour = np.array(NEON[int(rng.integers(0, len(NEON)))])
    shine = 0.55 + 1.5 * city.dark
    if rng.random() < 0.42:
        cloth = np.array(CLOTH[int(rng.integers(0, len(CLOTH)))])
        out, drop = rng.uniform(1.0, 1.5), 0.75
        stripes = int((a1 - a0) / 0.5) if rng.random() < 0.4 else 1
        edge = np.linspace(a0, a1, stripes + 1)
        for k in range(stripes):
            tone = (cloth if k % 2 == 0 else np.array((0.6, 0.57, 0.5))) * (1 - 0.3 * city.dark)
            x, z = edge[k], edge[k + 1]
            m.faces(
                city.trim,
                frame.world(
                    np.array(
                        [
                            [[x, head - drop, out], [z, head - drop, out], [z, head, 0.05], [x, head, 0.05]],
                            [
                                [x, head - drop - 0.22, out],
                                [z, head - drop - 0.22, out],
                                [z, head - drop, out],
                                [x, head - drop, out],
                            ],
                        ]
                    )
                ),
                tone,
            )
            # Lit from below by the shop.
            m.faces(
                city.trim,
                frame.world(
                    np.array(
                        [
                            [
                                [x, head, 0.04],
                                [z, head, 0.04],
                                [z, head - drop, out - 0.02],
                                [x, head - drop, out - 0.02],
                            ]
                        ]
                    )
                ),
                tone * (0.8 + 0.5 * city.dark),
            )
    if rng.random() < 0.9:
        high = wide / 4
        high = min(high, tall - head - 0.15)
        wide = high * 4
        y = head + (tall - head - high) / 2
        m.boxes(
            frame,
            city.trim,
            [[middle - wide / 2 - 0.05, y - 0.05, 0.0]],
            [[middle + wide / 2 + 0.05, y + high + 0.05, 0.18]],
            (0.05, 0.05, 0.055),
            "ftbrl",
        )
        m.panes(
            frame,
            city.across,
            [[middle - wide / 2, y, 0.2]],
            [[middle + wide / 2, y + high]],
            city.shining(colour, shine),
            [across_cell(int(rng.integers(0, 16)))],
        )
        if city.dark > 0.05:
            city.emitters.add(frame.world(np.array([middle, y, 1.2])), colour, 2.0 * city.dark)


def blade(
    city: City,
    frame: Frame,
    along: float,
    low: float,
    tall: float,
    out: float = 0.35,
    colour: Any = None,
    mark: int | None = None,
) -> None:
    """A sign that stands out from the wall at ``along``, from ``low`` up, a quarter as wide as ``tall``."""
    m, rng = city.masonry, city.random
    wide = tall / 4
    hue = np.array(NEON[int(rng.integers(0, len(NEON)))] if colour is None else colour)
    a, b = along - 0.14, along + 0.14
    o0, o1 = out, out + wide
    m.boxes(
        frame, city.trim, [[a + 0.01, low, o0]], [[b - 0.01, low + tall, o1]], (0.04, 0.04, 0.045), "fktb"
    )
    uv = [upright_cell(int(rng.integers(0, 16)) if mark is None else mark)]
    shine = city.shining(hue, 0.6 + 1.7 * city.dark)
    y0, y1 = low, low + tall
    sides = np.array(
        [
            [[b, y0, o1], [b, y0, o0], [b, y1, o0], [b, y1, o1]],
            [[a, y0, o0], [a, y0, o1], [a, y1, o1], [a, y1, o0]],
        ]
    )
    from reelwright.previs.city.masonry import spread_uv

    m.faces(city.upright, frame.world(sides), shine, np.repeat(spread_uv(np.array(uv)), 2, 0))
    m.boxes(
        frame,
        city.steel,
        [[along - 0.04, low + 0.15 * tall, 0.0], [along - 0.04, low + 0.85 * tall, 0.0]],
        [[along + 0.04, low + 0.15 * tall + 0.08, o0], [along + 0.04, low + 0.85 * tall + 0.08, o0]],
        (0.12, 0.12, 0.13),
    )
    if city.dark > 0.05:
        for share in (0.2, 0.8):
            city.emitters.add(
                frame.world(np.array([along, low + share * tall, (o0 + o1) / 2])),
                hue,
                2.2 * city.dark * tall / 4,
            )


def screen(
    city: City,
    frame: Frame,
    along: float,
    low: float,
    wide: float,
    picture: int,
    out: float = 0.35,
    gain: float = 1.0,
) -> None:
    """A picture screen ``wide`` metres, half as tall; ``gain`` lets it shine through more haze."""
    m = city.masonry
    tall = wide / 2
    m.boxes(
        frame,
        city.trim,
        [[along - 0.2, low - 0.2, 0.0]],
        [[along + wide + 0.2, low + tall + 0.2, out - 0.02]],
        (0.04, 0.04, 0.045),
    )
    m.panes(
        frame,
        city.screens,
        [[along, low, out]],
        [[along + wide, low + tall]],
        city.shining((1, 1, 1), 0.6 + 0.9 * gain * city.dark),
        [screen_cell(picture)],
    )
    if city.dark > 0.05:
        hue = np.array(NEON[picture % 8]) * 0.5 + 0.3
        city.emitters.add(
            frame.world(np.array([along + wide / 2, low + tall / 2, out + 2.5])),
            hue,
            9.0 * city.dark * wide / 8,
        )
