"""Two rows of houses that make a street, what closes it at its end, and how daylight falls between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from reelwright.previs.city import surfaces
from reelwright.previs.city.building import build_house, draw_house
from reelwright.previs.city.frontage import blade, screen
from reelwright.previs.city.glow import Volume
from reelwright.previs.city.halo import Halo
from reelwright.previs.city.masonry import Frame
from reelwright.previs.city.stock import City
from reelwright.previs.city.street import Street
from reelwright.previs.material import Material

__all__ = ["Canyon", "end_glow", "rows", "skyline_end"]

Array = npt.NDArray[Any]


@dataclass
class Canyon:
    """The rows as built: for each side (-1, 1) its houses as (z0, z1, height)."""

    street: Street
    houses: dict[int, list[tuple[float, float, float]]] = field(default_factory=lambda: {-1: [], 1: []})

    def height(self, side: int, z: Array) -> Array:
        """How high the row on ``side`` is at ``z``."""
        out = np.zeros(len(z))
        for z0, z1, tall in self.houses[side]:
            out = np.where((z >= z0) & (z < z1), tall, out)
        return out

    def lit(self, city: City, volume: Volume | None) -> Callable[[Array, Array, Material], Array]:
        """What multiplies the colours of masonry: sun and shade by day, the lights of the street by night."""
        light = city.light
        sun = np.array(light.direction)
        shiny = {
            id(m)
            for m in (city.rooms, city.shops, city.upright, city.across, city.screens, city.bulb, city.glass)
        }

        def factor(points: Array, normals: Array, material: Material) -> Array:
            if id(material) in shiny:
                return np.ones((1, 3), np.float32)
            deep = np.clip(points[:, 1] / 26.0, 0, 1)
            open_sky = (0.50 + 0.50 * deep)[:, None]
            ambient = (
                0.5
                * (
                    np.array(light.sky) * (1 + normals[:, 1:2])
                    + np.array(light.ground) * (1 - normals[:, 1:2])
                )
                + 1e-4
            )
            facing = np.maximum(normals @ sun, 0)[:, None] * np.array(light.key)
            shade = self._shaded(points, sun)[:, None] * light.shadow
            if material.shadowed:
                shade = shade * 0
            total = ambient * open_sky + facing * (1 - shade)
            if volume is not None:
                total = total + volume.at(points + 0.4 * normals) * (0.62 if not self.street.alley else 0.20)
            return np.asarray(np.minimum(total / (ambient + facing), 60.0), np.float32)

        return factor

    def _shaded(self, points: Array, sun: Array) -> Array:
        """1 where the row towards the sun stands between."""
        if abs(sun[0]) < 0.05:
            return np.zeros(len(points))
        side = 1 if sun[0] > 0 else -1
        run = (side * self.street.wall - points[:, 0]) / sun[0]
        over = points[:, 1] + run * sun[1]
        wall = self.height(side, points[:, 2] + run * sun[2])
        return np.asarray(np.where(run > 0.8, np.clip((wall - over) / 1.5 + 0.5, 0, 1), 0.0))


def rows(city: City, street: Street, busy: float) -> Canyon:
    """Build both rows. ``busy`` 0..1 is how many signs hang in them."""
    rng, canyon = city.random, Canyon(street)
    for side in (-1, 1):
        z = street.near
        tall_before = 0.0
        while z < street.far:
            wide = float(rng.uniform(5.5, 9.0) if street.alley else rng.uniform(9.0, 19.0))
            if street.alley:
                floors = int(rng.integers(2, 6))
            else:
                floors = int(
                    rng.choice([3, 4, 5, 6, 8, 10, 13, 17], p=[0.08, 0.14, 0.18, 0.2, 0.16, 0.12, 0.08, 0.04])
                )
            house = draw_house(rng, wide, floors, 10.0 if street.alley else 16.0)
            back = float(rng.choice([0.0, 0.0, 0.3, 0.7]))
            x = side * (street.wall + back)
            frame = Frame.of((x, 0.0, z), "+x") if side < 0 else Frame.of((x, 0.0, z + wide), "-x")
            near = z < 120.0
            covered = (tall_before, 1e3) if side < 0 else (1e3, tall_before)
            build_house(city, frame, house, z < 50.0, covered)
            canyon.houses[side].append((z, z + wide, house.height))
            if near:
                _hang(city, frame, side, house.wide, house.ground, house.height, busy)
            if house.height > tall_before + 7.5 and 12.0 < z < 130 and rng.random() < 0.35 + 0.5 * busy:
                # The wall over a lower neighbour looks up the street: room for a picture.
                end = Frame.of((min(x, x + side * house.deep), 0.0, z), "-z")
                w = min(9.0, house.deep - 3.0, 2 * (house.height - tall_before) - 4)
                a = 1.2 if side > 0 else house.deep - w - 1.2
                screen(city, end, a, house.height - 0.5 * w - 1.2, w, int(rng.integers(0, 8)))
            tall_before = house.height
            z += wide + (0.0 if rng.random() < 0.9 else 1.6)
    return canyon


def _hang(city: City, frame: Frame, side: int, wide: float, ground: float, top: float, busy: float) -> None:
    """Blade signs down the front of one house, sometimes a picture screen."""
    rng = city.random
    count = int(rng.poisson(0.5 + 2.3 * busy))
    for a in np.sort(rng.uniform(0.8, wide - 0.8, count)):
        tall = float(rng.uniform(2.6, 6.4))
        low = float(rng.uniform(ground + 0.2, max(ground + 0.3, min(top - tall, ground + 9.0))))
        blade(city, frame, float(a), low, tall, float(rng.uniform(0.25, 0.5)))
    if rng.random() < 0.16 * busy and wide > 9 and top > 16:
        screen(
            city,
            frame,
            wide / 2 - 3.5,
            float(rng.uniform(ground + 2, top - 6)),
            7.0,
            int(rng.integers(0, 8)),
            0.3,
        )


def end_glow(city: City, street: Street) -> list[Halo]:
    """The light that hangs in the haze where the street goes out of sight."""
    if city.dark < 0.3:
        return []
    z, k = min(street.far - 8.0, 170.0), city.dark
    rose, warm = (0.85 * k, 0.34 * k, 0.80 * k), (1.3 * k, 0.72 * k, 0.40 * k)
    wide = 26.0 if street.alley else 64.0
    return [
        Halo(lambda t: (0.0, 0.14 * wide, z), wide, 0.75 * wide, rose),
        Halo(lambda t: (0.0, 3.0, z - 15.0), 0.5 * wide, 0.22 * wide, warm),
    ]


def skyline_end(city: City, street: Street) -> None:
    """Towers beyond the end of the street, one of them over its vanishing point."""
    rng = city.random
    glow = (1.0, 0.80, 0.52)
    power = 0.28 * city.dark + 0.02
    skins = [
        Material(
            (0.5, 0.5, 0.55),
            surfaces.towers(kind, lit),
            "uv",
            1.0,
            emissive=(glow[0] * power, glow[1] * power, glow[2] * power),
            specular=shine,
            roughness=0.15,
            fine=True,
        )
        for kind, lit, shine in (("glass", 0.03, 0.12), ("stone", 0.04, 0.0), ("dark", 0.05, 0.05))
    ]
    far = street.far
    spots = [(0.0, far + 55.0, 26.0, 96.0)]
    for _ in range(14):
        x, z = rng.uniform(-150, 150), far + rng.uniform(20, 190)
        if abs(x) < 36 and z < far + 110:
            x += 72.0 if x > 0 else -72.0  # the landmark closes the view
        spots.append((x, z, rng.uniform(16, 34), rng.uniform(35, 120)))
    for i, (x, z, wide, tall) in enumerate(spots):
        skin = skins[int(rng.integers(0, 3))]
        tiers = (
            [
                (wide, 0.0, tall * 0.62),
                (wide * 0.72, tall * 0.62, tall * 0.88),
                (wide * 0.42, tall * 0.88, tall),
            ]
            if i % 3 == 0
            else [(wide, 0.0, tall)]
        )
        for w, low, high in tiers:
            for frame in (
                Frame.of((x - w / 2, 0.0, z), "-z"),
                Frame.of((x - w / 2, 0.0, z), "+x") if x < 0 else Frame.of((x + w / 2, 0.0, z + w), "-x"),
            ):
                if frame.right[2] > 0:
                    frame = Frame.of((x + w / 2, 0.0, z), "+x")
                elif frame.right[2] < 0:
                    frame = Frame.of((x - w / 2, 0.0, z + w), "-x")
                u, v = rng.random(2)
                city.masonry.panes(
                    frame,
                    skin,
                    [[0.0, low, 0.0]],
                    [[w, high]],
                    (1, 1, 1),
                    [[u, v - (high - low) / 34.0, u + w / 28.0, v]],
                )
        if i == 0 and city.dark > 0.1:
            # The landmark wears light.
            front = Frame.of((x - wide / 2, 0.0, z), "-z")
            screen(city, front, wide / 2 - 10, tall * 0.26, 20.0, int(rng.integers(0, 8)), 0.6, 4.0)
            blade_hue = city.shining((1.0, 0.25, 0.5), 0.4 + 6.0 * city.dark)
            for w, low, high in tiers:
                edge = front.shifted(wide / 2 - w / 2)
                for a in (0.0, w - 0.8):
                    city.masonry.panes(edge, city.bulb, [[a, low, 0.2]], [[a + 0.8, high]], blade_hue * 0.6)
                city.masonry.boxes(
                    edge,
                    city.bulb,
                    [[0.0, high - 0.7, 0.0]],
                    [[w, high, 0.3]],
                    blade_hue,
                    "f",
                )
            city.masonry.boxes(
                front,
                city.bulb,
                [[wide / 2 - 0.3, tall, -w / 2]],
                [[wide / 2 + 0.3, tall + 16, -w / 2 + 0.6]],
                city.shining((1.0, 0.3, 0.3), 0.2 + 1.0 * city.dark),
                "frl",
            )
