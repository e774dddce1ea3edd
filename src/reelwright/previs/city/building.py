"""One house of a street: shops below, floors of windows, ledges, balconies and machines, a roof with its
tank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.previs.city.frontage import shopfronts
from reelwright.previs.city.masonry import Frame
from reelwright.previs.city.rooftop import roof
from reelwright.previs.city.stock import City
from reelwright.previs.city.surfaces import ROOMS

__all__ = ["House", "build_house", "draw_house"]

Array = npt.NDArray[Any]
RGB = tuple[float, float, float]

TINTS: Final[dict[str, tuple[RGB, ...]]] = {
    "brick": ((0.42, 0.17, 0.11), (0.34, 0.20, 0.15), (0.48, 0.30, 0.20), (0.26, 0.15, 0.13)),
    "panel": ((0.46, 0.44, 0.41), (0.34, 0.35, 0.37), (0.52, 0.48, 0.40), (0.24, 0.26, 0.29)),
    "tile": ((0.50, 0.47, 0.42), (0.36, 0.30, 0.26), (0.28, 0.36, 0.38), (0.55, 0.50, 0.46)),
    "plaster": ((0.60, 0.52, 0.40), (0.50, 0.36, 0.28), (0.44, 0.48, 0.46), (0.62, 0.58, 0.52)),
}


@dataclass(frozen=True, slots=True)
class House:
    """What a house is like. ``style``: punched (single windows), ribbon (bands), flats (balconies), curtain
    (all
    glass). ``ground`` and ``floor`` are heights in metres."""

    wide: float
    deep: float
    floors: int
    style: str
    wall: str
    tint: RGB
    ground: float = 4.3
    floor: float = 3.3
    bay: float = 2.8

    @property
    def height(self) -> float:
        """To the top of the walls."""
        return self.ground + self.floors * self.floor


def draw_house(rng: np.random.Generator, wide: float, floors: int, deep: float = 16.0) -> House:
    """A house as chance has it."""
    style = str(rng.choice(["punched", "ribbon", "flats", "curtain"], p=[0.42, 0.2, 0.22, 0.16]))
    wall = str(rng.choice(["brick", "panel", "tile", "plaster"]))
    if style in ("ribbon", "curtain"):
        wall = "panel" if rng.random() < 0.6 else "tile"
    tint = TINTS[wall][int(rng.integers(0, 4))]
    k = rng.uniform(0.9, 1.3)
    return House(
        wide, deep, floors, style, wall, (tint[0] * k, tint[1] * k, tint[2] * k),
        ground=float(rng.uniform(3.9, 4.8)),
        floor=float(rng.uniform(3.0, 3.6)), bay=float(rng.uniform(2.3, 3.3)),
    )  # fmt: skip


def build_house(city: City, frame: Frame, house: House, detail: bool, hidden: tuple[float, float]) -> None:
    """Stand ``house`` with its street wall's lower left corner at ``frame``. ``detail`` adds what is only
    seen from
    near; ``hidden`` is how high the neighbours to the left and right cover its side walls."""
    m = city.masonry
    wall = city.walls[house.wall]
    top = house.height
    m.wall(frame, wall, house.wide, house.ground, top, house.tint)
    shopfronts(city, frame, house.wide, house.ground, house.tint, wall)
    # The walls to the neighbours, and the roof.
    dull: RGB = (house.tint[0] * 0.8, house.tint[1] * 0.8, house.tint[2] * 0.8)
    left = Frame(frame.world(np.array([0.0, 0.0, -house.deep])), frame.out, -frame.right)
    right = Frame(frame.world(np.array([house.wide, 0.0, 0.0])), -frame.out, frame.right)
    for side, cover in zip((left, right), hidden, strict=True):
        if cover < top - 0.5:
            m.wall(side, wall, house.deep, cover, top, dull, 5.0)
            _few_windows(city, side, house, cover)
    m.faces(
        city.trim,
        frame.world(
            np.array(
                [[[0, top, 0], [house.wide, top, 0], [house.wide, top, -house.deep], [0, top, -house.deep]]]
            )
        ),
        (0.10, 0.10, 0.11),
    )
    _facade(city, frame, house, detail)
    roof(city, frame, house.wide, house.deep, top, house.tint, detail)


def _rooms_uv(rng: np.random.Generator, n: int) -> Array:
    i, j = rng.integers(0, ROOMS, n), rng.integers(0, ROOMS, n)
    flip = rng.random(n) < 0.5
    u = np.stack([np.where(flip, i + 1, i), j, np.where(flip, i, i + 1), j + 1], 1) / ROOMS
    return np.asarray(u, np.float32)


def _glaze(city: City, frame: Frame, low: Array, high: Array, lit: Array, detail: bool = False) -> None:
    """Panes: those that are ``lit`` show their rooms, the others reflect."""
    rng = city.random
    off = ~lit
    k = int(off.sum())
    if k and city.dark > 0.5:
        # Dark rooms, with a little of the street's glow on their panes.
        tint = np.array((0.050, 0.046, 0.075)) * rng.uniform(0.4, 1.5, (k, 1))
        city.masonry.panes(frame, city.unlit, low[off], high[off], city.shining(tint), _rooms_uv(rng, k))
    elif k:
        city.masonry.panes(frame, city.glass, low[off], high[off])
    n = int(lit.sum())
    if n:
        power = rng.uniform(0.30, 1.05, (n, 1)) * (0.30 + 0.62 * city.dark) * [[1.05, 0.82, 0.60]]
        hue = np.where(
            rng.random((n, 1)) < 0.09,
            rng.choice([0, 1], (n, 1)) * [[0.2, 0.25, 0.3]] + [[0.55, 0.75, 1.2]],
            1.0,
        )
        hue = np.where(rng.random((n, 1)) < 0.05 * city.dark, [[1.2, 0.35, 0.75]], hue)
        city.masonry.panes(
            frame,
            city.rooms if detail else city.unlit,
            low[lit],
            high[lit],
            city.shining(hue * power),
            _rooms_uv(rng, n),
        )


def _few_windows(city: City, frame: Frame, house: House, cover: float) -> None:
    rng = city.random
    rows = house.ground + 0.9 + house.floor * np.arange(house.floors)
    a = np.array([2.2, 5.8])
    gx, gy = (g.ravel() for g in np.meshgrid(a, rows))
    keep = (rng.random(len(gx)) < 0.6) & (gy > cover + 1.0)
    low = np.stack([gx, gy, np.full_like(gx, 0.03)], 1)[keep]
    if len(low):
        _glaze(city, frame, low, low[:, :2] + np.array([0.9, 1.3]), rng.random(len(low)) < city.windows_on)


def _facade(city: City, frame: Frame, house: House, detail: bool) -> None:
    m, rng = city.masonry, city.random
    bays = max(2, int((house.wide - 0.8) / house.bay))
    step = (house.wide - 0.8) / bays
    a = 0.4 + step * np.arange(bays)
    y = house.ground + house.floor * np.arange(house.floors)
    ga, gy = (g.ravel() for g in np.meshgrid(a, y))
    n = len(ga)
    floor_lit = np.repeat(rng.random(house.floors) < 0.22, bays)
    lit = rng.random(n) < np.where(floor_lit, min(1.0, city.windows_on * 2), city.windows_on * 0.85)
    pale = np.array(house.tint) * 1.2 + 0.03
    dark = np.array(house.tint) * 0.55
    if house.style == "curtain":
        low = np.stack([ga + 0.05, gy + 0.08, np.full(n, 0.04)], 1)
        _glaze(city, frame, low, np.stack([ga + step - 0.05, gy + house.floor - 0.35], 1), lit, detail)
        edges = np.append(a, a[-1] + step)
        post = np.stack([edges - 0.06, np.full_like(edges, house.ground), 0 * edges], 1)
        m.boxes(
            frame,
            city.small,
            post,
            post + np.array([0.12, house.height - house.ground, 0.16]),
            (0.16, 0.17, 0.19),
            "frl",
        )
        beam = np.stack([0 * y, y - 0.2, 0 * y], 1)
        m.boxes(frame, city.trim, beam, beam + np.array([house.wide, 0.42, 0.10]), dark, "ftb")
    elif house.style == "ribbon":
        low = np.stack([ga + 0.06, gy + 0.95, np.full(n, 0.03)], 1)
        _glaze(city, frame, low, np.stack([ga + step - 0.06, gy + house.floor - 0.45], 1), lit, detail)
        for lift, tall, out in ((0.78, 0.16, 0.22), (house.floor - 0.46, 0.14, 0.16)):
            band = np.stack([0 * y + 0.1, y + lift, 0 * y], 1)
            m.boxes(frame, city.trim, band, band + np.array([house.wide - 0.2, tall, out]), pale, "ftbrl")
    else:
        wide = min(step * (0.62 if house.style == "punched" else 0.72), 1.9)
        tall = 1.75 if house.style == "punched" else 2.15
        sill = 0.85 if house.style == "punched" else 0.35
        left = ga + (step - wide) / 2
        low = np.stack([left, gy + sill, np.full(n, 0.04)], 1)
        _glaze(city, frame, low, np.stack([left + wide, gy + sill + tall], 1), lit, detail)
        if detail:
            slab = np.stack([left - 0.12, gy + sill - 0.13, 0 * ga], 1)
            m.boxes(frame, city.small, slab, slab + np.array([wide + 0.24, 0.13, 0.24]), pale, "ftb")
            lintel = np.stack([left - 0.08, gy + sill + tall, 0 * ga], 1)
            m.boxes(frame, city.small, lintel, lintel + np.array([wide + 0.16, 0.18, 0.13]), pale, "fb")
        if house.style == "flats":
            _balconies(city, frame, ga, gy, step, pale, detail)
        elif house.wall == "brick" or rng.random() < 0.5:
            edges = np.append(a, a[-1] + step)[:: int(rng.integers(1, 3))]
            post = np.stack([edges - 0.18, np.full_like(edges, house.ground), 0 * edges], 1)
            m.boxes(
                frame,
                city.walls[house.wall],
                post,
                post + np.array([0.36, house.height - house.ground, 0.17]),
                np.array(house.tint) * 1.1,
                "frl",
            )
    every = int(rng.integers(1, 4))
    ledges = y[::every] if house.style in ("punched", "flats") else y[:1]
    band = np.stack([0 * ledges - 0.05, ledges - 0.16, 0 * ledges], 1)
    m.boxes(frame, city.trim, band, band + np.array([house.wide + 0.1, 0.2, 0.22]), pale * 0.95)
    if detail:
        _machines(city, frame, house, ga, gy, step)


def _balconies(
    city: City, frame: Frame, ga: Array, gy: Array, step: float, pale: Array, detail: bool
) -> None:
    rng = city.random
    keep = np.isin(np.round(ga / step), np.round(ga[: max(1, len(np.unique(ga)))] / step)) & (
        np.round(ga / step) % 2 == 0
    )
    low = np.stack([ga + 0.1, gy - 0.02, 0 * ga], 1)[keep]
    if not len(low):
        return
    m = city.masonry
    m.boxes(frame, city.trim, low, low + np.array([step - 0.2, 0.16, 1.15]), pale * 0.9, "frltb")
    panel = low + np.array([0, 0.16, 1.08])
    tone = rng.choice([0.5, 0.8, 1.0], (len(low), 1)) * pale
    m.boxes(frame, city.trim, panel, panel + np.array([step - 0.2, 0.85, 0.06]), tone, "fktrl")
    for at in (0.0, step - 0.26):
        side = low + np.array([at, 0.16, 0.0])
        m.boxes(frame, city.trim, side, side + np.array([0.06, 0.85, 1.1]), tone, "frlt")
    if detail:
        # Washing and plants.
        some = low[rng.random(len(low)) < 0.4] + [0.3, 0.75, 0.9]
        if len(some):
            m.boxes(
                frame,
                city.small,
                some,
                some + np.array([0.7, 0.45, 0.12]),
                rng.uniform(0.05, 0.5, (len(some), 3)),
                "fkrlt",
            )


def _machines(city: City, frame: Frame, house: House, ga: Array, gy: Array, step: float) -> None:
    """Air conditioners under windows, a pipe down the wall."""
    m, rng = city.masonry, city.random
    if house.style in ("punched", "flats"):
        keep = rng.random(len(ga)) < 0.17
        low = np.stack([ga + step * 0.5 - 0.42, gy + 0.12, 0 * ga + 0.12], 1)[keep]
        if len(low):
            m.boxes(frame, city.small, low, low + np.array([0.84, 0.58, 0.36]), (0.52, 0.52, 0.50), "frltb")
            m.panes(
                frame,
                city.small,
                low + np.array([0.08, 0.07, 0.365]),
                low[:, :2] + np.array([0.56, 0.51]),
                (0.06, 0.06, 0.065),
            )
    for _ in range(int(rng.integers(0, 3))):
        x = rng.choice([0.15, house.wide - 0.3]) if rng.random() < 0.6 else rng.uniform(0.2, house.wide - 0.3)
        m.boxes(
            frame,
            city.small,
            [[x, house.ground - 0.3, 0.02]],
            [[x + 0.13, house.height - 0.3, 0.17]],
            np.array(house.tint) * 0.6,
            "frl",
        )
