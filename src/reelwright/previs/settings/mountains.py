"""Mountains: alpine peaks over woods and a flowering meadow, with boulders and a stony path."""

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
from reelwright.previs.props.boulder import boulder
from reelwright.previs.scene import Particles, Scene, Sprites, Stars
from reelwright.previs.stage import Actor, Stage
from reelwright.previs.weather import falling
from reelwright.story.vocabulary import Family, ShotSize, TimeOfDay, Weather

FAMILIES = (Family.MOUNTAINS, Family.VOLCANO)


def build(stage: Stage) -> Scene:
    """The subject on a shoulder of grass before the range; what flies does so at the height of the peaks."""
    words = f"{stage.words} {stage.prompt.text}".lower()
    snowy = stage.prompt.weather is Weather.SNOW or any(
        w in words for w in ("snow", "winter", "glacier", "ice")
    )
    high_up = flies(stage)
    actor = stage.actor(at=(0.0, 60.0 if high_up else 0.0, 0.0), heading=0.12)
    wide = None if stage.prompt.subject else stage.prompt.size or ShotSize.WIDE
    shot = stage.compose(
        actor.bounds, size=wide, floor=0.45, horizon=0.46 if not high_up else 0.40, ceiling=120.0
    )
    air = _air(stage)
    scene = Scene(shot.view, air.light, air.sky, air.air_glow, exposure=air.exposure)
    low, high = reach(shot)
    middle, seed = 0.5 * (low + high), stage.spec.seed
    hills = rolling(stage.random("shoulder"), (61.0, 37.0, 15.0), 0.016)
    drop = 0.16

    def relief(x: np.ndarray, z: np.ndarray) -> np.ndarray:
        away = np.clip((np.abs(z) - 1.2) / 10.0, 0, 1)
        edge = np.maximum(z - 26 - 6 * np.sin(x * 0.05), 0)
        return np.asarray(hills(x, z) * away * away - np.minimum(drop * edge**2 / (edge + 40), 44.0))

    scene.meshes.append(_ground(low, high, relief, snowy))
    line = -0.4 if snowy else 0.50
    forest = mountains(seed + 2, middle, 330.0, 74.0, snow=-0.4 if snowy else 1.4, sharp=0.8, fog=0.62)
    scene.meshes += [
        forest.moved((0.0, -47.0, 0.0)),
        mountains(seed, middle - 220.0, 1000.0, 560.0, snow=min(line, 0.40), sharp=1.15, fog=0.20).moved(
            (0.0, -40.0, 0.0)
        ),
        mountains(seed + 1, middle + 500.0, 2300.0, 1150.0, snow=min(line, 0.30), sharp=1.1, fog=0.14).moved(
            (0.0, -40.0, 0.0)
        ),
    ]
    if not high_up:
        scene.meshes += _stones(stage, shot, low, high, relief, snowy)
        scene.sprites += _meadow(stage, shot, low, high, relief, snowy)
    scene.sprites += _firs(stage, shot, low, high, relief, snowy)
    actor.enter(scene)
    if air.stars and stage.prompt.weather in (None, Weather.CLEAR):
        scene.stars = Stars(1100, 0.85, 0.4, seed)
    scene.focus, scene.blur = shot.focus, shot.blur() * 0.8
    scene.shadow_centre, scene.shadow_size = (
        lambda t: (actor.bounds.base(t)[0], actor.bounds.base(t)[2]),
        30.0,
    )
    scene.particles += falling(
        stage.prompt.weather, seed, 0.45 if stage.prompt.time is TimeOfDay.NIGHT else 1.0
    )
    if stage.prompt.weather in (None, Weather.CLEAR, Weather.CLOUD):
        scene.particles.append(
            Particles(
                "dot",
                130,
                (16.0, 6.0, 16.0),
                (0.5, 0.02, 0.1),
                0.014,
                air.light.key,
                0.3,
                wander=0.5,
                glow=True,
                lowest=-1e3 if high_up else 0.1,
                seed=seed,
            )
        )
    return scene


def flies(stage: Stage) -> bool:
    """Whether the subject is in the air: a bird that is not said to rest, or something that flies."""
    subject = stage.prompt.subject
    if subject is None:
        return False
    probe: Actor = stage.actor()
    gaits = [getattr(getattr(layer, "figure", None), "gait", "") for layer in probe.layers]
    words = f"{stage.prompt.action or ''} {stage.prompt.text}".lower()
    return "fly" in gaits or (
        not probe.layers and any(w in words for w in ("flying", "flies", "soar", "hover", "gliding"))
    )


def _air(stage: Stage) -> Atmosphere:
    """Clear mountain air: far ridges stay visible, blue with distance."""
    azimuth = -110.0 if stage.prompt.time in (None, TimeOfDay.DAY) else 36.0
    air = atmosphere(stage.prompt.time, stage.prompt.weather, azimuth, seed=stage.spec.seed % 1000)
    light = air.light
    thin = 0.5 if stage.prompt.weather in (None, Weather.CLEAR, Weather.CLOUD) else 0.8
    r, g, b = light.fog_colour
    blue = (0.74, 0.88, 1.02) if stage.prompt.time in (None, TimeOfDay.DAY) else (0.94, 0.97, 1.05)
    colour = (r * blue[0], g * blue[1], b * blue[2])
    lift = 0.2 if stage.prompt.time is TimeOfDay.NIGHT else -0.1
    return replace(
        air, light=replace(light, fog=light.fog * thin, fog_colour=colour), exposure=air.exposure + lift
    )


def _ground(low: float, high: float, relief, snowy: bool) -> Mesh:  # type: ignore[no-untyped-def]
    grain = fractal(551, 512, 1.0, low=6.0)
    patch = fractal(552, 256, 1.4, low=2.0)
    tone = (0.45 + 0.75 * grain)[..., None] * np.array([1.0, 1.0, 0.95])
    material = Material(
        (1.0, 1.0, 1.0),
        texture=Texture.colour(((0.85 + 0.15 * tone) if snowy else tone).astype(np.float32)),
        mapping="ground",
        scale=2.9,
        bump=Texture.bump(grain),
        bump_scale=2.9,
        bump_strength=0.07 if snowy else 0.16,
        shadowed=True,
    )
    mesh = terrain(low, high, -26.0, 1300.0, relief, material, 0.7, 0.06)
    x, z = mesh.vertices[:, 0], mesh.vertices[:, 2]
    n = patch.shape[0]
    share = patch[(z / 25 * n).astype(int) % n, (x / 25 * n).astype(int) % n]
    green, dry, stone = (
        np.array((0.13, 0.18, 0.045)),
        np.array((0.24, 0.21, 0.08)),
        np.array((0.27, 0.24, 0.20)),
    )
    if snowy:
        green, dry, stone = (
            np.array((0.78, 0.81, 0.86)),
            np.array((0.72, 0.76, 0.83)),
            np.array((0.62, 0.65, 0.70)),
        )
    colour = green + (dry - green) * np.clip(share * 1.8 - 0.5, 0, 1)[:, None]
    track = np.clip((0.75 + 0.2 * np.sin(x * 0.6) - np.abs(z)) / 0.4, 0, 1)[:, None]
    return replace(mesh, colours=(colour + (stone - colour) * track * 0.8).astype(np.float32))


def _stones(stage: Stage, shot: Shot, low: float, high: float, relief, snowy: bool) -> list[Mesh]:  # type: ignore[no-untyped-def]
    rng = stage.random("stones")
    n = 60
    z = rng.uniform(-6, 26, n)
    x = rng.uniform(low - 9, high + 9, n) + rng.uniform(-1, 1, n) * np.maximum(z, 0)
    size = 0.12 + 1.5 * rng.random(n) ** 4
    size = np.where(z < 1.5, np.minimum(size, 0.4), size)
    keep = stage.clear_of_camera(shot, x, z, 1.6, 0.9) & (np.abs(z) > 0.8 + 0.5 * size)
    grain = fractal(553, 256, 1.1, low=4.0)
    tone = np.repeat((0.5 + 0.6 * grain)[..., None], 3, 2).astype(np.float32)
    colour = (0.50, 0.51, 0.54) if snowy else (0.33, 0.31, 0.285)
    rock = Material(
        colour,
        texture=Texture.colour(tone),
        mapping="wall",
        scale=0.9,
        bump=Texture.bump(grain),
        bump_scale=0.9,
        bump_strength=0.3,
    )
    shapes = [boulder(seed, rock, 20) for seed in rng.integers(1, 9999, 6)]
    y = relief(x, z)
    return [
        shapes[i % 6].moved(
            (float(x[i]), float(y[i] - 0.2 * size[i]), float(z[i])),
            (float(size[i]) * 1.3, float(size[i]) * float(rng.uniform(0.6, 0.9)), float(size[i])),
            float(rng.uniform(0, 6.28)),
        )
        for i in np.flatnonzero(keep)
    ]


def _meadow(stage: Stage, shot: Shot, low: float, high: float, relief, snowy: bool) -> list[Sprites]:  # type: ignore[no-untyped-def]
    rng = stage.random("meadow")
    n = 500 if snowy else 5200
    z = -7.0 + 36.0 * rng.random(n) ** 1.5
    x = rng.uniform(low - 9, high + 9, n) + rng.uniform(-1, 1, n) * np.maximum(z, 0)
    keep = (np.abs(z) > 0.7) & stage.clear_of_camera(shot, x, z, 0.8, 0.2)
    x, z = x[keep], z[keep]
    tufts = [flora.grass(i, dry=snowy) for i in range(6)] + [flora.grass(i, dry=True) for i in range(2)]
    tint = (0.60, 0.64, 0.46) if not snowy else (1.0, 1.0, 1.0)
    y = relief(x, z) - 0.02
    out = [planted(tufts, x, z, rng.uniform(0.08, 0.26, len(x)), rng, y=y, reach=44.0, sway=0.16, tint=tint)]
    if not snowy:
        k = (rng.random(len(x)) < 0.24) & (
            np.sin(x * 0.5) + np.sin(z * 0.4 + x * 0.2) + rng.normal(0, 0.5, len(x)) > 0
        )
        names = ("daisy", "buttercup", "cornflower", "lavender")
        blooms = [flora.flower(name, i) for name in names for i in range(2)]
        tall = rng.uniform(0.14, 0.32, int(k.sum()))
        out.append(planted(blooms, x[k], z[k], tall, rng, y=y[k], reach=44.0, sway=0.12, shade=0.2))
    return out


def _firs(stage: Stage, shot: Shot, low: float, high: float, relief, snowy: bool) -> list[Sprites]:  # type: ignore[no-untyped-def]
    rng = stage.random("firs")
    n = 260
    z = 34.0 + 190.0 * rng.random(n) ** 0.9
    x = rng.uniform(low - 6, high + 6, n) + rng.uniform(-1.3, 1.3, n) * z
    middle = 0.5 * (low + high)
    stands = (
        np.sin(x * 0.045 + rng.uniform(0, 6)) + np.sin(z * 0.05 + x * 0.02) + rng.normal(0, 0.45, n) > -0.2
    )
    keep = stands & (np.abs(x - middle - 0.1 * z) > 0.34 * z)
    x, z = x[keep], z[keep]
    k = 0.9 if snowy else 0.0
    art = [conifers.fir(i, k) for i in range(5)]
    return [
        planted(
            art,
            x,
            z,
            rng.uniform(5, 13, len(x)),
            rng,
            y=relief(x, z) - 0.2,
            reach=330.0,
            shade=0.35,
            spread=0.15,
            sway=0.01,
        )
    ]
