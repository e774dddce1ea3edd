"""A desert: wind-rippled dunes, or red ground under mesas; heat, drifting sand and long shadows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from reelwright.previs import flora
from reelwright.previs.atmosphere import Atmosphere, atmosphere
from reelwright.previs.composition import Shot
from reelwright.previs.landscape import mountains, planted, reach, rolling, terrain
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh, grid
from reelwright.previs.noise import fractal
from reelwright.previs.props.boulder import boulder
from reelwright.previs.scene import Particles, Scene, Sprites, Stars
from reelwright.previs.stage import Stage
from reelwright.previs.weather import falling
from reelwright.story.vocabulary import Family, ShotSize, TimeOfDay, Weather

FAMILIES = (Family.DESERT, Family.CANYON)
RGB = tuple[float, float, float]
Relief = Callable[[np.ndarray, np.ndarray], np.ndarray]
ROCKY = (
    "canyon",
    "mesa",
    "butte",
    "monument",
    "arizona",
    "utah",
    "mojave",
    "rocky",
    "badlands",
    "western",
    "prairie",
    "mars",
)


def build(stage: Stage) -> Scene:
    """The subject on level sand; crests rise behind it, one range of dunes or mesas after another."""
    words = f"{stage.words} {stage.prompt.text}".lower()
    family = stage.prompt.setting.family if stage.prompt.setting else None
    rocky = family is Family.CANYON or any(w in words for w in ROCKY)
    actor = stage.actor(heading=0.1)
    wide = None if stage.prompt.subject else stage.prompt.size or ShotSize.WIDE
    shot = stage.compose(actor.bounds, size=wide, floor=0.40, horizon=0.42, ceiling=60.0)
    air = _air(stage)
    scene = Scene(shot.view, air.light, air.sky, air.air_glow, exposure=air.exposure)
    low, high = reach(shot)
    relief = _plain(stage) if rocky else _dunes(stage)
    scene.meshes.append(_sand(low, high, relief, rocky))
    middle = 0.5 * (low + high)
    if rocky:
        scene.meshes += _mesas(stage, middle)
        scene.meshes += _stones(stage, shot, low, high, relief)
    else:
        scene.meshes.append(
            mountains(
                stage.spec.seed, middle, 1500.0, 190.0, snow=1.6, sharp=0.8, fog=0.5, tint=(1.7, 1.15, 0.8)
            )
        )
    scene.sprites += _scrub(stage, shot, low, high, relief, rocky)
    actor.enter(scene)
    if air.stars and stage.prompt.weather in (None, Weather.CLEAR):
        scene.stars = Stars(1300, 1.0, 0.4, stage.spec.seed)
    scene.focus, scene.blur = shot.focus, shot.blur() * 0.8
    scene.shadow_centre, scene.shadow_size = (
        lambda t: (actor.bounds.base(t)[0], actor.bounds.base(t)[2]),
        34.0,
    )
    scene.particles += falling(stage.prompt.weather, stage.spec.seed)
    r, g, b = air.light.key
    scene.particles.append(
        Particles(
            "streak",
            260,
            (18.0, 1.1, 18.0),
            (2.6, 0.05, 0.3),
            0.008,
            (0.5 * r, 0.42 * g, 0.34 * b),
            0.14,
            exposure=0.05,
            wander=0.15,
            glow=True,
            lowest=0.02,
            seed=stage.spec.seed,
        )
    )
    scene.particles.append(
        Particles(
            "dot",
            160,
            (16.0, 5.0, 16.0),
            (0.9, 0.03, 0.0),
            0.014,
            air.light.key,
            0.28,
            wander=0.4,
            glow=True,
            lowest=0.05,
            seed=stage.spec.seed + 1,
        )
    )
    return scene


def _air(stage: Stage) -> Atmosphere:
    """Dry, warm air: few clouds, dust in the distance."""
    azimuth = -118.0 if stage.prompt.time in (None, TimeOfDay.DAY) else 30.0
    air = atmosphere(stage.prompt.time, stage.prompt.weather, azimuth, seed=stage.spec.seed % 1000)
    clear = stage.prompt.weather in (None, Weather.CLEAR)
    day = stage.prompt.time in (None, TimeOfDay.DAY)
    light, sky = air.light, air.sky
    r, g, b = light.fog_colour
    warm = (r * 1.22, g * 0.98, b * 0.74) if day else (r * 1.05, g * 0.96, b * 0.88)
    hr, hg, hb = sky.horizon
    if clear:
        sky = replace(sky, clouds=0.16, wisps=min(1.0, sky.wisps + 0.3))
        if day:
            sky = replace(sky, horizon=(hr * 1.12, hg * 0.98, hb * 0.84), zenith=(0.13, 0.29, 0.62))
    ground = (light.ground[0] * 1.2, light.ground[1], light.ground[2] * 0.8)
    lift = 0.15 if stage.prompt.time is TimeOfDay.NIGHT else 0.0
    light = replace(light, fog=0.6 * light.fog, fog_colour=warm, ground=ground)
    return replace(air, light=light, sky=sky, exposure=air.exposure + lift)


def _dunes(stage: Stage) -> Relief:
    """Barchan-like crests: a long windward slope, a sharp edge, a steep lee; level along the path."""
    rng = stage.random("dunes")
    waves = [(47.0, 7.0, -0.35), (88.0, 13.0, 0.25), (150.0, 25.0, -0.12)]
    phase = rng.uniform(0, 6.28, 6)

    def relief(x: np.ndarray, z: np.ndarray) -> np.ndarray:
        out = np.zeros(np.broadcast(x, z).shape)
        for i, (length, tall, turn) in enumerate(waves):
            bend = 0.16 * length * np.sin(x * 5.0 / length + phase[i]) + 0.07 * length * np.sin(
                x * 11.0 / length + phase[5 - i]
            )
            s = ((z * np.cos(turn) + x * np.sin(turn) + bend) / length + phase[i]) % 1.0
            # Windward for seven tenths, then down the slip face.
            rise = np.where(s < 0.7, (s / 0.7) ** 1.5, ((1 - s) / 0.3) ** 1.15)
            rise = rise - 0.06 * np.exp(-(((s - 0.7) / 0.035) ** 2))
            high = 0.6 + 0.4 * np.sin(x * 2.1 / length + phase[(i + 2) % 6])
            reach_ = np.clip((z - 0.10 * length) / (0.55 * length), 0, 1)
            out += tall * rise * high * reach_ * reach_ * (3 - 2 * reach_)
        near = np.clip((np.abs(z) - 1.4) / 9.0, 0, 1)
        gentle = 0.22 * np.sin(x * 0.21 + phase[0]) * np.sin(z * 0.17 + phase[1])
        return np.asarray(out + gentle * near)

    return relief


def _plain(stage: Stage) -> Relief:
    hills = rolling(stage.random("plain"), (71.0, 33.0, 13.0), 0.010)

    def relief(x: np.ndarray, z: np.ndarray) -> np.ndarray:
        away = np.clip((np.abs(z) - 1.4) / 10.0, 0, 1)
        return np.asarray(hills(x, z) * away * away)

    return relief


def _sand(low: float, high: float, relief: Relief, rocky: bool) -> Mesh:
    grain = fractal(561, 512, 0.6, low=20.0)
    y = np.mgrid[0:512, 0:512][0].astype(np.float32) / 512
    warp = fractal(562, 512, 2.0, low=1.0, high=6.0)
    fork = fractal(563, 512, 1.6, low=2.0, high=12.0)
    # Ripples lie across the wind, bent and forking, and die out in patches.
    ripple = np.sin(2 * np.pi * (24 * y + 3.2 * warp + 1.2 * fork)) * (0.45 + 0.55 * fork)
    ripple = 0.5 + 0.5 * ripple
    colour: RGB = (0.42, 0.175, 0.085) if rocky else (0.60, 0.375, 0.185)
    dark: RGB = (0.29, 0.125, 0.070) if rocky else (0.52, 0.30, 0.135)
    tone = np.repeat((0.80 + 0.20 * grain)[..., None], 3, 2)
    material = Material(
        colour,
        texture=Texture.colour(tone.astype(np.float32)),
        mapping="ground",
        scale=1.7,
        macro=Texture.values(fractal(564, 256, 1.5, low=2.0)),
        macro_albedo=dark,
        macro_scale=27.0,
        bump=Texture.bump(fractal(565, 512, 1.0, low=5.0) if rocky else ripple.astype(np.float32)),
        bump_scale=3.0 if rocky else 4.2,
        bump_strength=0.16 if rocky else 0.06,
        shadowed=True,
        translucent=0.0 if rocky else 0.80,
        through=(0.10, 0.06, 0.03),
    )
    return terrain(low, high, -30.0, 700.0, relief, material, 0.55, 0.026)


def _mesas(stage: Stage, middle: float) -> list[Mesh]:
    """Table mountains in steps of hard and soft rock."""
    rng = stage.random("mesas")
    bands = fractal(566, 512, 1.2, low=3.0, stretch=8.0)
    strata = np.clip(0.55 + 0.75 * (bands - 0.35) + 0.15 * (fractal(567, 512, 1.0, low=6.0) - 0.5), 0, 1)
    tone = strata[..., None] * np.array([1.0, 0.93, 0.86])
    made = []
    for z, tall, count, fog in ((210.0, 44.0, 3, 0.8), (480.0, 105.0, 5, 0.5), (1100.0, 210.0, 7, 0.35)):
        x = np.linspace(-2.2, 2.2, 420) * z
        depth = np.linspace(0, 0.5, 60) * z
        gx, gz = np.meshgrid(x, depth)
        shape = np.zeros_like(gx)
        for i in range(count):
            cx = (-1.25 + 2.5 * (i + rng.uniform(0.1, 0.9)) / count) * z
            if abs(cx) < 0.16 * z and z < 300:
                cx += 0.4 * z * np.sign(cx + 0.01)
            cz = rng.uniform(0.16, 0.34) * z
            wide, deep, peak = (
                rng.uniform(0.05, 0.20) * z,
                rng.uniform(0.05, 0.10) * z,
                rng.uniform(0.55, 1.0),
            )
            edge = 1 + 0.10 * np.sin(np.arctan2(gz - cz, gx - cx) * 5 + i) + 0.05 * np.sin(gx * 60 / z + i)
            d = np.sqrt(((gx - cx) / wide) ** 2 + ((gz - cz) / deep) ** 2) / edge
            cliff = np.clip((1.0 - d) / 0.06, 0, 1)
            talus = 0.42 * np.clip((1.55 - d) / 0.6, 0, 1) ** 1.5
            shape = np.maximum(
                shape,
                peak * np.maximum(talus, 0.42 + 0.58 * cliff) * np.where(d < 1.02, 1, talus / 0.42 + 1e-6),
            )
            shape = np.maximum(shape, peak * talus)
        rock = Material(
            (0.52, 0.225, 0.115),
            texture=Texture.colour(tone.astype(np.float32)),
            mapping="wall",
            scale=0.9 * tall,
            bump=Texture.bump(np.rot90(bands).astype(np.float32)),
            bump_scale=0.5 * tall,
            bump_strength=0.5,
            fog=fog,
        )
        made.append(grid(x + middle, z + depth, shape * tall - 0.5, rock))
    return made


def _stones(stage: Stage, shot: Shot, low: float, high: float, relief: Relief) -> list[Mesh]:
    rng = stage.random("stones")
    n = 46
    z = rng.uniform(-6, 34, n)
    x = rng.uniform(low - 9, high + 9, n) + rng.uniform(-1, 1, n) * np.maximum(z, 0)
    size = 0.12 + 1.4 * rng.random(n) ** 4
    size = np.where(z < 1.5, np.minimum(size, 0.35), size)
    keep = stage.clear_of_camera(shot, x, z, 1.6, 0.9) & (np.abs(z) > 0.8 + 0.5 * size)
    grain = fractal(568, 256, 1.1, low=4.0)
    tone = np.repeat((0.5 + 0.6 * grain)[..., None], 3, 2).astype(np.float32)
    rock = Material(
        (0.44, 0.20, 0.11),
        texture=Texture.colour(tone),
        mapping="wall",
        scale=0.9,
        bump=Texture.bump(grain),
        bump_scale=0.9,
    )
    shapes = [boulder(int(seed), rock, 20) for seed in rng.integers(1, 9999, 6)]
    y = relief(x, z)
    return [
        shapes[i % 6].moved(
            (float(x[i]), float(y[i] - 0.2 * size[i]), float(z[i])),
            (float(size[i]) * 1.3, float(size[i]) * float(rng.uniform(0.6, 0.9)), float(size[i])),
            float(rng.uniform(0, 6.28)),
        )
        for i in np.flatnonzero(keep)
    ]


def _scrub(stage: Stage, shot: Shot, low: float, high: float, relief: Relief, rocky: bool) -> list[Sprites]:
    """Tufts of dry grass, more of them on rocky ground, with low bushes."""
    rng = stage.random("scrub")
    n = 420 if rocky else 90
    z = rng.uniform(-6, 60 if rocky else 30, n)
    x = rng.uniform(low - 10, high + 10, n) + rng.uniform(-1, 1, n) * np.maximum(z, 0)
    keep = (np.abs(z) > 1.0) & stage.clear_of_camera(shot, x, z, 1.0, 0.6)
    keep &= np.sin(x * 0.35) + np.sin(z * 0.3 + 0.2 * x) > (-0.6 if rocky else 0.5)
    x, z = x[keep], z[keep]
    y = relief(x, z) - 0.03
    dry = [flora.grass(i, dry=True) for i in range(6)]
    tall = rng.uniform(0.12, 0.45, len(x))
    out = [planted(dry, x, z, tall, rng, y=y, reach=70.0, sway=0.16, shade=0.3, tint=(0.85, 0.68, 0.45))]
    if rocky:
        k = (rng.random(len(x)) < 0.3) & (z > 3)
        art = [flora.bush(i) for i in range(5)]
        out.append(
            planted(
                art,
                x[k],
                z[k],
                rng.uniform(0.4, 1.2, int(k.sum())),
                rng,
                y=y[k],
                reach=120.0,
                shade=0.4,
                tint=(0.75, 0.68, 0.52),
            )
        )
    return out
