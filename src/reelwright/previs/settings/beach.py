"""A beach: sand with dune grass or palms, water running up it, breakers and the sea to the horizon."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reelwright.previs import flora, surf
from reelwright.previs.atmosphere import atmosphere
from reelwright.previs.composition import Shot
from reelwright.previs.landscape import mountains, planted, reach, terrain
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh
from reelwright.previs.noise import fractal
from reelwright.previs.palms import palm
from reelwright.previs.props.boulder import boulder
from reelwright.previs.scene import Particles, Scene, Sprites, Stars
from reelwright.previs.stage import Stage
from reelwright.previs.waves import swell, water
from reelwright.previs.weather import falling
from reelwright.story.vocabulary import Family, ShotSize, TimeOfDay, Weather

FAMILIES = (Family.BEACH,)
COLD = (
    "north sea",
    "baltic",
    "cliff",
    "cold",
    "winter",
    "dune",
    "rocky",
    "scotland",
    "norway",
    "iceland",
    "atlantic",
)
RGB = tuple[float, float, float]


def build(stage: Stage) -> Scene:
    """The subject on the sand, the sea behind it; without one the camera looks along the shore."""
    words = f"{stage.words} {stage.prompt.text}".lower()
    weather, time = stage.prompt.weather, stage.prompt.time
    cold = weather in (Weather.STORM, Weather.SNOW) or any(w in words for w in COLD)
    empty = stage.prompt.subject is None
    actor = stage.actor(at=(0.0, -0.02, 4.0 if empty else 0.0), heading=0.1)
    wide = stage.prompt.size or ShotSize.EXTREME_WIDE if empty else None
    shot = stage.compose(
        actor.bounds, size=wide, floor=0.5, horizon=0.40, azimuth=0.5 if empty else 0.0, ceiling=60.0
    )
    air = atmosphere(
        time, weather, None if time not in (None, TimeOfDay.DAY) else 150.0, seed=stage.spec.seed % 1000
    )
    air = replace(air, light=replace(air.light, fog=0.35 * air.light.fog, ground=_warm(air.light.ground)))
    scene = Scene(shot.view, air.light, air.sky, air.air_glow, exposure=air.exposure)
    low, high = reach(shot)
    middle = 0.5 * (low + high)
    sand: RGB = (0.50, 0.42, 0.31) if cold else (0.66, 0.56, 0.40)
    clear: RGB = (0.040, 0.105, 0.105) if cold else (0.030, 0.255, 0.255)
    deep: RGB = (0.012, 0.040, 0.048) if cold else (0.010, 0.085, 0.125)
    rough = 1.6 if weather in (Weather.STORM, Weather.RAIN) else 0.55
    scene.meshes.append(_sand(low, high, sand, white=weather is Weather.SNOW))
    scene.meshes.append(surf.swash(low, high, clear, sand))
    scene.meshes += surf.breakers(low, high, 3, 0.55 if rough < 1 else 1.0, clear)
    sea = swell(stage.random("sea"), 0.28 * rough, 11.0)
    # Below the sheet at the shore, level with it where that ends.
    scene.meshes.append(
        water(sea, _sea(deep, clear), min(low, -6.0), max(high, 6.0), 0.7, near=17.9).moved(
            (0.0, surf.LEVEL - 0.05, 7.0)
        )
    )
    side = float(stage.random("land").choice([-1.0, 1.0]))
    land = mountains(
        stage.spec.seed,
        middle + side * 1500.0,
        900.0,
        120.0,
        snow=1.6,
        sharp=0.8,
        fog=1.1,
        tint=(1.2, 1.25, 1.0),
    )
    scene.meshes.append(land.moved((0.0, -4.0, 0.0)))
    scene.meshes += _stones(stage, shot, low, high, cold)
    scene.sprites += _growth(stage, shot, low, high, cold)
    actor.enter(scene)
    if air.stars and weather in (None, Weather.CLEAR):
        scene.stars = Stars(1100, 0.85, 0.4, stage.spec.seed)
    scene.focus, scene.blur = shot.focus, shot.blur() * 0.7
    scene.shadow_centre, scene.shadow_size = (
        lambda t: (actor.bounds.base(t)[0], actor.bounds.base(t)[2]),
        32.0,
    )
    scene.wind = 1.6
    scene.particles += falling(weather, stage.spec.seed)
    scene.particles.append(
        Particles(
            "dot",
            110,
            (16.0, 4.0, 16.0),
            (0.7, 0.05, -0.2),
            0.012,
            air.light.key,
            0.25,
            wander=0.4,
            glow=True,
            lowest=0.05,
            seed=stage.spec.seed,
        )
    )
    return scene


def _warm(c: RGB) -> RGB:
    return (c[0] * 1.45, c[1] * 1.3, c[2] * 1.15)


def _sand(low: float, high: float, sand: RGB, white: bool) -> Mesh:
    grain = fractal(591, 512, 0.7, low=14.0)
    prints = fractal(592, 512, 1.15, low=7.0)
    material = Material(
        (1.0, 1.0, 1.0),
        texture=Texture.colour(np.repeat((0.78 + 0.22 * grain)[..., None], 3, 2).astype(np.float32)),
        mapping="ground",
        scale=1.9,
        bump=Texture.bump((0.8 * prints + 0.2 * grain).astype(np.float32)),
        bump_scale=3.3,
        bump_strength=0.085,
        shadowed=True,
    )

    def relief(x: np.ndarray, z: np.ndarray) -> np.ndarray:
        dune = (
            np.clip((-z - 3.0) / 8.0, 0, 1)
            * 0.9
            * (0.6 + 0.4 * np.sin(x * 0.21))
            * np.clip((np.abs(x - 0.5 * (low + high)) - 3) / 6, 0, 1)
        )
        return np.asarray(surf.shelf(x, z) + dune * 0.4)

    mesh = terrain(low, high, -26.0, 34.0, relief, material, 0.35)
    x, z = mesh.vertices[:, 0], mesh.vertices[:, 2]
    # Still dark from the last wave, with a ragged upper edge.
    wet = np.clip((z - surf.SHORE + 2.6 - 0.5 * np.sin(0.35 * x) - 0.25 * np.sin(1.0 * x + 1)) / 1.1, 0, 1)[
        :, None
    ]
    dry = np.array((0.76, 0.79, 0.84)) if white else np.array(sand)
    return replace(mesh, colours=(dry + (np.array(sand) * 0.52 - dry) * wet).astype(np.float32))


def _sea(deep: RGB, clear: RGB) -> Material:
    """Open water: shallow and bright in patches, deep between."""
    patch = fractal(593, 512, 1.5, low=1.0, stretch=0.4)
    tint = (
        np.array(deep)
        + (0.55 * np.array(clear) - np.array(deep)) * np.clip(patch * 1.6 - 0.6, 0, 1)[..., None]
    )
    return Material(
        (1.0, 1.0, 1.0),
        texture=Texture.colour(tint.astype(np.float32)),
        mapping="ground",
        scale=120.0,
        bump=Texture.bump(fractal(594, 512, 1.15, low=3.0)),
        bump_scale=3.4,
        bump_strength=0.11,
        bump_drift=(0.05, 0.03),
        specular=0.022,
        roughness=0.12,
        translucent=0.2,
        through=(0.1, 0.6, 0.55),
    )


def _stones(stage: Stage, shot: Shot, low: float, high: float, cold: bool) -> list[Mesh]:
    """Pebbles and a few rocks at the water's edge, off the middle."""
    rng = stage.random("stones")
    n = 26
    z = rng.uniform(2.5, 9.5, n)
    x = 0.5 * (low + high) + rng.choice([-1.0, 1.0], n) * rng.uniform(4.0, 22.0, n)
    size = rng.uniform(0.15, 0.45, n) + np.where(z > 6.5, rng.uniform(0.3, 1.5, n), 0.0)
    keep = stage.clear_of_camera(shot, x, z, 1.6, 1.5)
    grain = fractal(595, 256, 1.1, low=4.0)
    tone = np.repeat((0.45 + 0.6 * grain)[..., None], 3, 2).astype(np.float32)
    colour = (0.20, 0.19, 0.18) if cold else (0.26, 0.22, 0.18)
    rock = Material(
        colour,
        texture=Texture.colour(tone),
        mapping="wall",
        scale=0.9,
        bump=Texture.bump(grain),
        bump_scale=0.9,
        specular=0.02,
        roughness=0.5,
    )
    shapes = [boulder(int(seed), rock, 20) for seed in rng.integers(1, 9999, 6)]
    y = np.maximum(surf.shelf(x, z), surf.LEVEL - 0.2)
    return [
        shapes[i % 6].moved(
            (float(x[i]), float(y[i] - 0.2 * size[i]), float(z[i])),
            (float(size[i]) * 1.4, float(size[i]) * 0.9, float(size[i])),
            float(rng.uniform(0, 6.28)),
        )
        for i in np.flatnonzero(keep)
    ]


def _growth(stage: Stage, shot: Shot, low: float, high: float, cold: bool) -> list[Sprites]:
    rng = stage.random("growth")
    middle = 0.5 * (low + high)
    n = 900 if cold else 260
    z = rng.uniform(-8.0, 1.5, n)
    x = rng.uniform(low - 14, high + 14, n)
    keep = (np.abs(z) > 1.1) & stage.clear_of_camera(shot, x, z, 1.1, 1.0)
    keep &= np.sin(x * 0.5) + np.sin(z * 0.7 + 0.3 * x) > (0.2 if cold else 0.7)
    x, z = x[keep], z[keep]
    tufts = [flora.grass(i, dry=True) for i in range(6)] + [flora.grass(i) for i in range(2)]
    out = [
        planted(
            tufts,
            x,
            z,
            rng.uniform(0.15, 0.5 if cold else 0.3, len(x)),
            rng,
            y=-0.03,
            reach=45.0,
            sway=0.22,
            shade=0.25,
            tint=(0.82, 0.80, 0.62),
        )
    ]
    if not cold:
        n = 12
        px = middle + np.where(np.arange(n) % 2 == 0, -1.0, 1.0) * (
            0.5 * (high - low)
            + np.where(np.arange(n) < 6, rng.uniform(2.4, 5.5, n), rng.uniform(5.0, 26.0, n))
        )
        pz = np.where(np.arange(n) < 6, rng.uniform(2.6, 4.2, n), rng.uniform(-1.0, 4.2, n))
        keep = stage.clear_of_camera(shot, px, pz, 4.0, 1.6)
        art = [palm(i) for i in range(4)]
        out.append(
            planted(
                art,
                px[keep],
                pz[keep],
                rng.uniform(6.0, 10.0, int(keep.sum())),
                rng,
                y=-0.1,
                reach=200.0,
                sway=0.02,
                shade=0.35,
                spread=0.12,
            )
        )
    return out
