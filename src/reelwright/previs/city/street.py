"""The street itself: asphalt, markings, pavements, lamps, cables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.previs.city import surfaces
from reelwright.previs.city.halo import Halo
from reelwright.previs.city.masonry import Frame, Masonry
from reelwright.previs.city.stock import City
from reelwright.previs.material import Material

__all__ = ["Street", "cables", "lamp", "lamps", "pave"]

Array = npt.NDArray[Any]
SODIUM: Final = np.array((1.0, 0.70, 0.38))


@dataclass(frozen=True, slots=True)
class Street:
    """``road`` and ``wall`` are the distances in metres from the middle to the kerb and to the houses; it
    runs along z
    from ``near`` to ``far``."""

    road: float
    wall: float
    near: float
    far: float
    wet: float
    snow: bool = False

    @property
    def alley(self) -> bool:
        """No room for cars."""
        return self.wall < 5.0


def pave(city: City, street: Street) -> tuple[Masonry, list[Material]]:
    """Road, markings, kerbs and pavements, to be turned into meshes by the caller with its light, and which
    of
    their materials are plain."""
    m = Masonry()
    wet = street.wet
    ripple = surfaces.ripples()
    grey = (0.060, 0.060, 0.064) if wet else (1.25, 1.27, 1.33) if street.snow else (0.16, 0.158, 0.155)
    pale = (0.15, 0.145, 0.14) if wet else (1.75, 1.77, 1.82) if street.snow else (0.36, 0.345, 0.32)
    road = Material(
        grey,
        surfaces.asphalt(),
        "ground",
        3.7,
        bump=ripple,
        bump_scale=1.3,
        bump_strength=0.045 if wet else 0.02,
        bump_drift=(0.10 * wet, 0.06 * wet),
        specular=0.02 + 0.26 * wet,
        roughness=0.55 - 0.45 * wet,
        mirror=0.9 if wet else 0.0,
        ripple=0.17,
        shadowed=True,
    )
    slabs = Material(
        pale,
        surfaces.paving() if not street.snow else surfaces.asphalt(),
        "ground",
        2.4,
        bump=ripple,
        bump_scale=1.1,
        bump_strength=0.05 if wet else 0.02,
        specular=0.02 + 0.13 * wet,
        roughness=0.5 - 0.35 * wet,
        mirror=0.7 if wet else 0.0,
        ripple=0.15,
        shadowed=True,
    )
    paint = Material(
        (0.42, 0.42, 0.40) if wet else (0.62, 0.61, 0.58),
        surfaces.asphalt(),
        "ground",
        2.9,
        bump=ripple,
        bump_scale=1.3,
        bump_strength=0.05,
        specular=0.02 + 0.18 * wet,
        roughness=0.4 - 0.25 * wet,
        mirror=0.8 if wet else 0.0,
        ripple=0.17,
        shadowed=True,
    )

    def sheet(material: Material, x0: float, x1: float, y: float, step_x: float, step_z: float) -> None:
        xs = np.linspace(x0, x1, max(1, round((x1 - x0) / step_x)) + 1)
        zs = np.linspace(street.near, street.far, max(1, round((street.far - street.near) / step_z)) + 1)
        a, c = (g.ravel() for g in np.meshgrid(xs[:-1], zs[:-1]))
        b, d = (g.ravel() for g in np.meshgrid(xs[1:], zs[1:]))
        h = np.full_like(a, y)
        m.faces(
            material,
            np.stack(
                [
                    np.stack([a, h, c], 1),
                    np.stack([b, h, c], 1),
                    np.stack([b, h, d], 1),
                    np.stack([a, h, d], 1),
                ],
                1,
            ),
        )

    def strip(x0: Any, x1: Any, z0: Any, z1: Any, y: float = 0.008) -> None:
        a, b, c, d = np.broadcast_arrays(*(np.atleast_1d(np.asarray(v, float)) for v in (x0, x1, z0, z1)))
        h = np.full(a.shape, y)
        m.faces(
            paint,
            np.stack(
                [
                    np.stack([a, h, c], 1),
                    np.stack([b, h, c], 1),
                    np.stack([b, h, d], 1),
                    np.stack([a, h, d], 1),
                ],
                1,
            ),
        )

    sheet(road, -street.road, street.road, 0.0, 2.4, 3.0)
    kerb = 0.15 if not street.alley else 0.05
    for side in (-1, 1):
        a, b = sorted((side * street.road, side * (street.wall + 1.2)))
        sheet(slabs, a, b, kerb, 2.4, 3.0)
        edge = Frame.of(
            (side * street.road, 0.0, street.near if side < 0 else street.far), "+x" if side < 0 else "-x"
        )
        m.wall(
            edge,
            city.trim,
            street.far - street.near,
            0.0,
            kerb,
            (0.10, 0.10, 0.10) if wet else (0.22, 0.21, 0.20),
            6.0,
        )
    if not street.alley and not street.snow:
        z = np.arange(street.near, street.far, 6.0)
        for lane in (-street.road / 2, street.road / 2):
            strip(lane - 0.07, lane + 0.07, z, z + 3.0)
        for line in (-0.22, 0.10):
            strip(
                line,
                line + 0.12,
                np.arange(street.near, street.far, 12.0),
                np.arange(street.near, street.far, 12.0) + 12.0,
            )
        for side in (-1, 1):
            strip(
                side * (street.road - 0.5) - 0.06, side * (street.road - 0.5) + 0.06, street.near, street.far
            )
        for at in (9.0, 69.0):
            x = np.arange(-street.road + 0.8, street.road - 0.8, 1.1)
            strip(x, x + 0.55, at, at + 3.4, 0.012)
            strip(0.35 if at > 0 else 0.0, street.road - 0.6, at + 4.6, at + 5.0, 0.012)
    return m, [road, slabs]


def _still(place: tuple[float, float, float]) -> Callable[[float], tuple[float, float, float]]:
    return lambda t: place


def lamp(city: City, frame: Frame, tall: float, reach: float, post: bool = True) -> None:
    """One lamp ``tall`` metres over ``frame``, its arm ``reach`` metres long."""
    m, grey = city.masonry, (0.10, 0.105, 0.11)
    if post:
        low, high = [[-0.07, 0.0, -0.07], [-0.12, 0.0, -0.12]], [[0.07, tall, 0.07], [0.12, 0.9, 0.12]]
        m.boxes(frame, city.steel, low, high, grey)
    m.boxes(frame, city.steel, [[-0.04, tall - 0.1, 0.0]], [[0.04, tall, reach + 0.1]], grey, "fkrltb")
    head = np.array([[-0.14, tall - 0.16, reach - 0.5]])
    cap = (head + np.array([-0.03, 0.06, -0.05]), head + np.array([0.31, 0.16, 0.75]))
    m.boxes(frame, city.steel, *cap, grey)
    shine = city.shining(SODIUM, 0.35 + 4.5 * city.dark)
    m.boxes(frame, city.bulb, head, head + np.array([0.28, 0.06, 0.6]), shine, "frltbk")


def lamps(city: City, street: Street) -> list[Halo]:
    """Street lamps on both pavements, leaning over the road; returns the light that hangs under them."""
    halos: list[Halo] = []
    tall, gap = (7.2, 22.0) if not street.alley else (3.6, 15.0)
    colour = SODIUM
    for number, z in enumerate(np.arange(street.near + 14.0, min(street.far, 190.0), gap / 2)):
        side = -1 if number % 2 else 1
        if street.alley:
            frame = Frame.of((side * street.wall, 0.0, float(z)), "+x" if side < 0 else "-x")
            reach = 0.5
            lamp(city, frame, tall, reach, post=False)
        else:
            reach = 2.2
            frame = Frame.of((side * (street.road + 0.55), 0.0, float(z)), "+x" if side < 0 else "-x")
            lamp(city, frame, tall, reach)
        if city.dark > 0.2:
            at = frame.world(np.array([0.0, tall - 0.1, reach - 0.2]))
            city.emitters.add(at - np.array([0, 1.2, 0]), colour, 7.0 * city.dark)
            city.emitters.add(at - np.array([0, tall - 1.4, 0]), colour, 2.2 * city.dark)
            x, y, zz = (float(v) for v in at)
            tint = colour * city.dark * (0.16 + 0.26 * street.wet)
            if zz > 100.0:
                continue
            halos.append(
                Halo(
                    _still((x, y - tall * 0.5, zz)),
                    tall * 0.95,
                    tall,
                    (float(tint[0]), float(tint[1]), float(tint[2])),
                    "cone",
                )
            )
            halos.append(
                Halo(
                    _still((x, y - 0.1, zz)),
                    2.2,
                    2.2,
                    (float(tint[0] * 2.5), float(tint[1] * 2.5), float(tint[2] * 2.5)),
                )
            )
    return halos


def cables(city: City, street: Street, heights: Any) -> None:
    """Wires that sag across the street, in an alley with lanterns on them."""
    m, rng = city.masonry, city.random
    step = 7.0 if street.alley else 16.0
    for z in np.arange(street.near + 20.0 if street.alley else 44.0, 120.0, step):
        y = float(rng.uniform(5.0, 8.5) if street.alley else rng.uniform(8.0, 13.0))
        skew, sag = rng.uniform(-3, 3), rng.uniform(0.4, 1.1)
        x = np.linspace(-street.wall, street.wall, 15)
        k = x / street.wall
        line = np.stack([x, y - sag * (1 - k * k), z + skew * k], 1)
        a, b = line[:-1], line[1:]
        thick = np.array([0.0, 0.028, 0.0])
        m.faces(city.small, np.stack([a, b, b + thick, a + thick], 1), (0.02, 0.02, 0.022))
        if street.alley or rng.random() < 0.25:
            hue = ((1.0, 0.06, 0.03), (1.0, 0.30, 0.06), (1.0, 0.45, 0.14))[int(rng.integers(0, 3))]
            for p in line[1:-1:2]:
                r = 0.16
                f = Frame(p - [r, 2.1 * r, -r], np.array([1.0, 0, 0]), np.array([0, 0, -1.0]))
                m.boxes(
                    f,
                    city.bulb,
                    [[0.04, 0, 0.04], [0, 0.08, 0]],
                    [[2 * r - 0.04, 2.1 * r, 2 * r - 0.04], [2 * r, 1.6 * r, 2 * r]],
                    city.shining(hue, 0.3 + 1.4 * city.dark),
                    "fkrltb",
                )
            if city.dark > 0.2:
                city.emitters.add(line[7] - np.array([0, 0.5, 0]), hue, 1.6)
