"""Cars in their lanes and at the kerb, people on the pavements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from reelwright.previs.city.glow import Volume
from reelwright.previs.city.halo import Halo
from reelwright.previs.city.performance import Aim
from reelwright.previs.city.stock import City
from reelwright.previs.city.street import Street
from reelwright.previs.city.vehicle import car, driving, turn_towards
from reelwright.previs.city.walkers import Walkers, walking
from reelwright.previs.mesh import Mesh
from reelwright.previs.stage import Stage
from reelwright.story.vocabulary import Weather

__all__ = ["crowd", "in_street_light", "traffic"]

PAINTS = (
    (0.012, 0.012, 0.014),
    (0.55, 0.55, 0.56),
    (0.20, 0.21, 0.22),
    (0.32, 0.02, 0.02),
    (0.02, 0.05, 0.16),
    (0.60, 0.58, 0.54),
    (0.05, 0.08, 0.07),
)
TAXI = (0.72, 0.42, 0.02)


def _way(x: float, y: float, z: float, speed: float) -> Callable[[float], tuple[float, float, float]]:
    return lambda t: (x, y, z + speed * t)


def traffic(
    city: City, street: Street, stage: Stage, aim: Aim, halos: list[Halo], volume: Volume | None
) -> list[Mesh]:
    """Oncoming cars with headlights on the left, those that go away with red lamps on the right."""
    if street.alley:
        return []
    rng = stage.random("traffic")
    meshes: list[Mesh] = []
    lamps = city.dark
    kinds: dict[Any, list[Mesh]] = {}
    parked: dict[Any, list[Mesh]] = {}

    def model() -> list[Mesh]:
        taxi = rng.random() < 0.22
        paint = TAXI if taxi else PAINTS[int(rng.integers(0, len(PAINTS)))]
        if paint not in kinds:
            kinds[paint] = car(paint, city.shining, lamps, taxi)
        return kinds[paint]

    lanes = (
        [(-0.5, -1.0), (0.5, 1.0)]
        if street.road < 8
        else [(-0.25, -1.0), (-0.72, -1.0), (0.25, 1.0), (0.72, 1.0)]
    )
    for share, way in lanes:
        x = share * street.road
        if aim.actor is not None:
            if aim.drives and x < 0:
                continue
            if not aim.drives and abs(x) < 2.2:
                continue
        z = aim.middle + (22.0 if way > 0 else 30.0) + rng.uniform(0, 8)
        speed = (4.0 if city.dark > 0.5 else 5.5) * way * rng.uniform(0.9, 1.1)
        if aim.actor is not None and not aim.drives:
            # Nobody is run over: traffic waits far behind the subject.
            z, speed = z + 12.0, abs(speed) * 0.5 if way > 0 else 0.0
        while z < min(street.far - 15, aim.middle + 112):
            start = z + (0.0 if way > 0 else abs(speed) * 0.5 * stage.seconds)
            shapes = model() if city.dark < 0.5 else [replace(m, casts=False) for m in model()]
            middle = start + 0.5 * speed * stage.seconds
            shapes = [in_street_light(city, volume, m, (x, 1.0, middle)) for m in shapes]
            meshes += driving(shapes, _way(x, 0.0, start, speed), turn_towards(way))
            if lamps > 0.3 and z < aim.middle + 75:
                tint = (
                    np.array((1.0, 0.9, 0.75) if way < 0 else (1.0, 0.05, 0.03))
                    * (0.30 if way < 0 else 0.16)
                    * lamps
                )
                wide = 2.6 if way < 0 else 1.3
                for dx in (-0.6, 0.6):
                    halos.append(
                        Halo(
                            _way(x + dx, 0.65, start - 2.4, speed),
                            wide,
                            wide,
                            (float(tint[0]), float(tint[1]), float(tint[2])),
                        )
                    )
            z += rng.uniform(10, 21)
    # Parked at the kerbs.
    for side in (-1, 1):
        z = street.near + 4.0
        while z < 88.0:
            x = side * (street.road - 1.0)
            clear = abs(z - aim.middle) > 9 or aim.actor is None
            if (
                rng.random() < 0.45
                and street.road > 6
                and clear
                and not 4.0 < z < 18.0
                and (aim.actor is not None or z > aim.middle - 2)
            ):
                paint = PAINTS[int(rng.integers(0, len(PAINTS)))]
                if paint not in parked:
                    parked[paint] = car(paint, city.shining, 0.0)
                for mesh in parked[paint]:
                    meshes.append(
                        replace(
                            in_street_light(city, volume, mesh, (x, 1.0, z)).moved(
                                (x, 0.0, z), turn=turn_towards(side)
                            ),
                            casts=mesh.casts and city.dark < 0.5,
                        )
                    )
            z += rng.uniform(5.6, 8.0)
    return meshes


def in_street_light(city: City, volume: Volume | None, mesh: Mesh, at: tuple[float, float, float]) -> Mesh:
    """``mesh`` brightened as a thing at ``at`` is by the lights of the street; what has colours of its own
    is left."""
    if volume is None or mesh.colours is not None or max(mesh.material.albedo) < 0.006:
        return mesh
    spots = np.array([[at[0], 1.6, at[2] + d] for d in (-2.0, 0.0, 2.0)], np.float32)
    k = 1 + 0.26 * volume.at(spots).mean(0) / city.base * min(1.0, city.dark)
    return replace(
        mesh, colours=np.repeat(np.minimum(k, 8.0)[None].astype(np.float32), len(mesh.vertices), 0)
    )


def crowd(
    city: City, street: Street, stage: Stage, aim: Aim, many: bool, volume: Volume | None
) -> list[Mesh]:
    """People who walk up and down the pavements, in the rain under umbrellas."""
    rng = stage.random("crowd")
    n = 48 if many else 26
    if street.alley:
        n = 20 if many else 13
    rain = stage.prompt.weather in (Weather.RAIN, Weather.STORM)
    side = rng.choice([-1.0, 1.0], n)
    if street.alley:
        x = side * rng.uniform(0.5, 1.8, n)
    else:
        x = side * rng.uniform(street.road + 0.5, street.wall - 0.7, n)
    z = aim.middle - 2.0 + rng.uniform(0.0, 1.0, n) ** 1.25 * 70.0
    if many and not street.alley:
        # Some cross at the zebra.
        x[: n // 5] = rng.uniform(-street.road, street.road, n // 5)
        z[: n // 5] = rng.uniform(70.0, 74.0, n // 5)
    speed = rng.uniform(0.9, 1.5, n) * np.where(rng.random(n) < 0.55, -1.0, 1.0)
    # Keep away from the camera and the subject over the whole shot.
    keep = np.ones(n, bool)
    for t in np.linspace(0, stage.seconds, 9):
        p = aim.view(float(t), 16, 9).position
        here = z + speed * t
        keep &= (np.hypot(x - p[0], here - p[2]) > 4.2) | (p[1] > 5)
        if aim.actor is not None:
            bx, _, bz = aim.actor.bounds.base(float(t))
            dx, dz = bx - p[0], bz - p[2]
            length = np.hypot(dx, dz) + 1e-9
            along = np.clip(((x - p[0]) * dx + (here - p[2]) * dz) / length**2, 0, 1)
            keep &= np.hypot(x - p[0] - along * dx, here - p[2] - along * dz) > 1.3
    if not keep.any():
        return []
    x, z, speed = x[keep], z[keep], speed[keep]
    n = len(x)
    coats = np.array(
        [
            (0.03, 0.03, 0.035),
            (0.10, 0.09, 0.08),
            (0.06, 0.08, 0.13),
            (0.22, 0.05, 0.05),
            (0.20, 0.16, 0.11),
            (0.28, 0.27, 0.25),
            (0.05, 0.10, 0.08),
        ]
    )
    roofs = np.array(
        [
            (0.02, 0.02, 0.025),
            (0.02, 0.02, 0.025),
            (0.35, 0.36, 0.40),
            (0.42, 0.04, 0.05),
            (0.05, 0.12, 0.30),
            (0.45, 0.32, 0.06),
        ]
    )
    skins = np.array([(0.55, 0.34, 0.25), (0.38, 0.21, 0.13), (0.16, 0.08, 0.05), (0.62, 0.42, 0.32)])
    lit: Any = np.ones((n, 3), np.float32)
    if volume is not None:
        lit = 1 + 0.55 * volume.at(np.stack([x, np.full(n, 1.6), z], 1)) / city.base * min(1.0, city.dark)
    people = Walkers(
        np.stack([x, z], 1), speed, rng.uniform(1.56, 1.84, n), rng.random(n),
        coats[rng.integers(0, len(coats), n)] * lit,
        np.full((n, 3), 0.028) * lit, skins[rng.integers(0, 4, n)] * lit,
        roofs[rng.integers(0, len(roofs), n)] * lit, (rng.random(n) < 0.85) if rain else np.zeros(n, bool),
    )  # fmt: skip
    mesh = walking(people)
    lift = 0.15 if not street.alley else 0.05
    up = np.array([0.0, lift, 0.0], np.float32)
    inner = mesh.motion
    assert inner is not None

    def motion(t: float) -> Any:
        v, normals = inner(t)
        return v + up, normals

    return [replace(mesh, vertices=mesh.vertices + up, motion=motion)]
