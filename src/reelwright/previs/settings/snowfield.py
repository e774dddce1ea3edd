"""Snow: a white meadow with snow-laden firs before white mountains, blue in the shade and by the moon."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reelwright.previs import conifers, flora
from reelwright.previs.atmosphere import Atmosphere, atmosphere
from reelwright.previs.composition import Shot
from reelwright.previs.landscape import mountains, planted, reach, rolling, terrain
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh
from reelwright.previs.noise import fractal
from reelwright.previs.scene import Particles, Scene, Sprites, Stars
from reelwright.previs.stage import Stage
from reelwright.previs.weather import falling
from reelwright.story.vocabulary import Family, ShotSize, TimeOfDay, Weather

FAMILIES = (Family.SNOWFIELD,)


def build(stage: Stage) -> Scene:
    """The subject on open snow; woods to both sides, the range beyond."""
    actor = stage.actor(at=(0.0, 0.0, 0.0), heading=0.12)
    wide = None if stage.prompt.subject else stage.prompt.size or ShotSize.WIDE
    shot = stage.compose(actor.bounds, size=wide, floor=0.40, horizon=0.40, ceiling=60.0)
    air = _air(stage)
    scene = Scene(shot.view, air.light, air.sky, air.air_glow, exposure=air.exposure)
    low, high = reach(shot)
    hills = rolling(stage.random("drifts"), (53.0, 29.0, 13.0), 0.013)

    def relief(x: np.ndarray, z: np.ndarray) -> np.ndarray:
        away = np.clip((np.abs(z) - 1.5) / 12.0, 0, 1)
        return np.asarray(hills(x, z) * away * away + 0.012 * np.maximum(z - 30, 0))

    scene.meshes.append(_snow(low, high, relief))
    middle = 0.5 * (low + high)
    seed = stage.spec.seed
    scene.meshes.append(mountains(seed + 3, middle, 420.0, 60.0, snow=-0.4, sharp=0.9, fog=0.28))
    scene.meshes.append(mountains(seed, middle + 130.0, 1100.0, 440.0, snow=0.22, sharp=1.15, fog=0.10))
    scene.sprites += _woods(stage, shot, low, high, relief)
    scene.sprites += _stubble(stage, shot, low, high, relief)
    actor.enter(scene)
    if air.stars and stage.prompt.weather in (None, Weather.CLEAR):
        scene.stars = Stars(1000, 0.8, 0.4, seed)
    scene.focus, scene.blur = shot.focus, shot.blur()
    scene.shadow_centre, scene.shadow_size = (
        lambda t: (actor.bounds.base(t)[0], actor.bounds.base(t)[2]),
        30.0,
    )
    dark = stage.prompt.time is TimeOfDay.NIGHT
    scene.particles += falling(stage.prompt.weather, seed, 0.45 if dark else 1.0)
    if stage.prompt.weather is not Weather.SNOW:
        # Crystals that the wind lifts off the drifts; a light fall when somebody speaks of it.
        words = f"{stage.words} {stage.prompt.text}".lower()
        soft = any(w in words for w in ("snowing", "snowfall", "falling snow", "flurr", "blizzard"))
        tone = 0.40 if dark else 0.95
        scene.particles.append(
            Particles(
                "dot",
                1500 if soft else 420,
                (16.0, 9.0, 16.0),
                (0.55, -0.75 if soft else -0.22, 0.1),
                0.026 if soft else 0.016,
                (tone, tone * 1.02, tone * 1.06),
                0.75 if soft else 0.6,
                wander=0.35,
                seed=seed + 2,
            )
        )
    return scene


def _air(stage: Stage) -> Atmosphere:
    """Light from a low winter sun; snow throws the sky's colour back up into every shadow."""
    azimuth = -125.0 if stage.prompt.time in (None, TimeOfDay.DAY) else 28.0
    air = atmosphere(stage.prompt.time, stage.prompt.weather, azimuth, seed=stage.spec.seed % 1000)
    light = air.light
    up = 0.55 if stage.prompt.time is not TimeOfDay.NIGHT else 0.8
    bounce = tuple(0.25 * g + up * s for g, s in zip(light.ground, light.sky, strict=True))
    dim = 0.82 if stage.prompt.time in (None, TimeOfDay.DAY) else 1.0
    key = tuple(c * dim for c in light.key)
    air = replace(air, light=replace(light, ground=bounce, key=key, fog=max(0.75 * light.fog, 0.003)))  # type: ignore[arg-type]
    lift = {TimeOfDay.NIGHT: -0.15, TimeOfDay.DAY: -0.24, None: -0.24}.get(stage.prompt.time, 0.0)
    return replace(air, exposure=air.exposure + lift)


def _snow(low: float, high: float, relief) -> Mesh:  # type: ignore[no-untyped-def]
    """Wind-combed snow with a fine glitter."""
    crust = fractal(541, 512, 1.5, low=3.0, stretch=2.2)
    grain = fractal(542, 512, 0.7, low=24.0)
    glint = np.clip((grain - 0.93) / 0.05, 0, 1)
    tone = (0.90 + 0.07 * crust + 0.03 * glint)[..., None] * np.array([0.975, 0.985, 1.0])
    white = Material(
        (0.80, 0.82, 0.86),
        texture=Texture.colour(np.clip(tone, 0, 1).astype(np.float32)),
        mapping="ground",
        scale=3.2,
        bump=Texture.bump((0.85 * crust + 0.15 * grain).astype(np.float32)),
        bump_scale=4.5,
        bump_strength=0.075,
        shadowed=True,
        translucent=0.12,
        through=(0.8, 0.9, 1.0),
    )
    return terrain(low, high, -26.0, 460.0, relief, white, 0.7, 0.055)


def _woods(stage: Stage, shot: Shot, low: float, high: float, relief) -> list[Sprites]:  # type: ignore[no-untyped-def]
    rng = stage.random("woods")
    n = 520
    z = 8.0 + 190.0 * rng.random(n) ** 1.1
    x = rng.uniform(low - 6, high + 6, n) + rng.uniform(-1.25, 1.25, n) * z
    middle = 0.5 * (low + high)
    # A clearing that widens towards the mountains, off the middle of the picture.
    open_ = np.abs(x - middle - 0.10 * z) < 4.0 + 0.26 * z
    stands = (
        np.sin(x * 0.055 + rng.uniform(0, 6)) + np.sin(z * 0.07 + x * 0.02) + rng.normal(0, 0.5, n) > -0.1
    )
    keep = ~(open_ & (z < 120)) & stands & stage.clear_of_camera(shot, x, z, 3.0, 2.2)
    x, z = x[keep], z[keep]
    lone = 7
    lz = rng.uniform(9.0, 40.0, lone)
    lx = middle + rng.choice([-1.0, 1.0], lone) * rng.uniform(0.22, 0.6, lone) * (lz + 5)
    x, z = np.concatenate([x, lx]), np.concatenate([z, lz])
    tall = rng.uniform(4.0, 13.0, len(x)) * np.where(z > 90, 1.15, 1.0)
    art = [conifers.fir(i, 0.9) for i in range(5)] + [conifers.fir(i, 0.5) for i in range(2)]
    return [
        planted(
            art,
            x,
            z,
            tall,
            rng,
            y=relief(x, z) - 0.15,
            reach=330.0,
            spread=0.16,
            shade=0.35,
            sway=0.01,
            vary=0.04,
        )
    ]


def _stubble(stage: Stage, shot: Shot, low: float, high: float, relief) -> list[Sprites]:  # type: ignore[no-untyped-def]
    """Dry grass and small firs that look out of the snow."""
    rng = stage.random("stubble")
    n = 260
    z = rng.uniform(-7, 26, n)
    x = rng.uniform(low - 8, high + 8, n) + rng.uniform(-0.8, 0.8, n) * np.maximum(z, 0)
    keep = (np.abs(z) > 0.9) & stage.clear_of_camera(shot, x, z, 1.0, 0.6)
    keep &= np.sin(x * 0.8) + np.sin(z * 0.6 + 0.4 * x) > 0.1
    x, z = x[keep], z[keep]
    dry = [flora.grass(i, dry=True) for i in range(6)]
    tufts = planted(
        dry,
        x,
        z,
        rng.uniform(0.07, 0.24, len(x)),
        rng,
        y=relief(x, z) - 0.02,
        reach=40.0,
        sway=0.2,
        shade=0.2,
        tint=(0.72, 0.56, 0.44),
    )
    k = rng.random(len(x)) < 0.16
    k &= (z > 3) & stage.clear_of_camera(shot, x, z, 1.5, 1.8)
    small = [conifers.fir(i, 0.9) for i in range(5)]
    young = planted(
        small, x[k], z[k], rng.uniform(0.5, 1.5, int(k.sum())), rng, y=relief(x[k], z[k]) - 0.1, shade=0.4
    )
    return [tufts, young]
