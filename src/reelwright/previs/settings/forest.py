"""A forest: a trodden path between trunks, firs or broad leaves, ferns, shafts of light and mist."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from reelwright.previs import conifers, flora
from reelwright.previs.atmosphere import Atmosphere, atmosphere
from reelwright.previs.composition import Shot
from reelwright.previs.landscape import planted, reach, rolling, terrain
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh, tube
from reelwright.previs.noise import fractal
from reelwright.previs.scene import Particles, Scene, Sprites
from reelwright.previs.stage import Stage
from reelwright.previs.weather import falling
from reelwright.story.vocabulary import Family, ShotSize, TimeOfDay, Weather

FAMILIES = (Family.FOREST,)
RGB = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class _Wood:
    """What grows: share of conifers, colour of leaves and of the floor, ``snow`` on everything 0..1."""

    conifers: float
    leaves: tuple[RGB, ...]
    floor: RGB
    litter: RGB
    bark: RGB
    snow: float = 0.0


def build(stage: Stage) -> Scene:
    """The subject on a path across the picture; a glade opens behind it towards the light."""
    actor = stage.actor(heading=0.12)
    wide = None if stage.prompt.subject else stage.prompt.size or ShotSize.WIDE
    shot = stage.compose(actor.bounds, size=wide, floor=0.5, horizon=0.42, ceiling=7.0)
    wood = _kind(stage)
    air = _air(stage)
    scene = Scene(shot.view, air.light, air.sky, air.air_glow, exposure=air.exposure)
    low, high = reach(shot)
    relief = _relief(stage)
    scene.meshes.append(_floor(low, high, relief, wood))
    scene.meshes += _trunks(stage, shot, low, high, relief, wood)
    scene.sprites += _trees(stage, shot, low, high, relief, wood)
    scene.sprites += _undergrowth(stage, shot, low, high, relief, wood)
    scene.sprites += _shafts(stage, air, low, high)
    actor.enter(scene)
    scene.focus, scene.blur = shot.focus, shot.blur()
    scene.shadow_centre, scene.shadow_size = (
        lambda t: (actor.bounds.base(t)[0], actor.bounds.base(t)[2]),
        26.0,
    )
    dim = 0.30 if stage.prompt.time is TimeOfDay.NIGHT else 1.0
    scene.particles += falling(stage.prompt.weather, stage.spec.seed, dim)
    scene.particles.append(
        Particles(
            "dot",
            240,
            (14.0, 6.0, 14.0),
            (0.15, 0.01, 0.0),
            0.014,
            air.light.key,
            0.34,
            wander=0.5,
            glow=True,
            lowest=0.1,
            seed=stage.spec.seed,
        )
    )
    if "firefl" in _words(stage):
        scene.particles.append(
            Particles(
                "dot",
                160,
                (16.0, 3.0, 16.0),
                (0.1, 0.02, 0.0),
                0.045,
                (1.8, 2.0, 0.5),
                0.9,
                wander=0.9,
                glow=True,
                lowest=0.2,
                seed=stage.spec.seed + 5,
            )
        )
    return scene


def _words(stage: Stage) -> str:
    return f"{stage.words} {stage.prompt.text}".lower()


def _kind(stage: Stage) -> _Wood:
    words = _words(stage)
    green: tuple[RGB, ...] = ((1.0, 1.0, 1.0), (0.85, 1.0, 0.8), (1.15, 1.1, 0.8))
    if stage.prompt.weather is Weather.SNOW or any(w in words for w in ("snow", "winter", "frost")):
        return _Wood(1.0, green, (0.74, 0.78, 0.84), (0.62, 0.67, 0.76), (0.16, 0.12, 0.10), 1.0)
    if any(w in words for w in ("autumn", "fall colours", "fall colors", "fall foliage")):
        red: tuple[RGB, ...] = ((2.2, 0.95, 0.35), (2.4, 0.62, 0.30), (2.1, 1.25, 0.35), (1.7, 0.50, 0.30))
        return _Wood(0.22, red, (0.30, 0.145, 0.045), (0.42, 0.20, 0.05), (0.15, 0.11, 0.085))
    if "birch" in words:
        return _Wood(0.0, green, (0.12, 0.15, 0.045), (0.22, 0.17, 0.07), (0.62, 0.60, 0.56))
    if any(
        w in words
        for w in ("jungle", "rainforest", "tropical", "oak", "beech", "maple", "broadleaf", "spring")
    ):
        return _Wood(0.0, green, (0.085, 0.12, 0.035), (0.15, 0.11, 0.05), (0.17, 0.13, 0.095))
    if any(w in words for w in ("pine", "fir", "spruce", "conifer", "taiga", "redwood", "sequoia")):
        return _Wood(1.0, green, (0.085, 0.10, 0.035), (0.17, 0.095, 0.045), (0.20, 0.12, 0.08))
    share = float(stage.random("kind").choice([0.9, 0.5, 0.35]))
    return _Wood(share, green, (0.085, 0.11, 0.035), (0.17, 0.105, 0.05), (0.17, 0.12, 0.085))


def _air(stage: Stage) -> Atmosphere:
    """The usual light, in air thick enough to see: each row of trees paler than the last."""
    air = atmosphere(stage.prompt.time, stage.prompt.weather, 20.0, seed=stage.spec.seed % 1000)
    misty = stage.prompt.weather is Weather.FOG or any(w in _words(stage) for w in ("mist", "fog", "haze"))
    fog = 0.024 if misty else 0.015 if stage.prompt.time is not TimeOfDay.DAY else 0.011
    light = air.light
    r, g, b = light.fog_colour
    k = 0.62 if stage.prompt.time in (None, TimeOfDay.DAY) else 0.95
    return replace(
        air,
        light=replace(
            light,
            fog=fog,
            fog_colour=(r * k * 0.97, g * k, b * k * 0.95),
            sky=(light.sky[0] * 0.85, light.sky[1] * 0.92, light.sky[2] * 0.82),
        ),
        air_glow=tuple(c * 1.15 for c in air.air_glow),  # type: ignore[arg-type]
        exposure=air.exposure + (0.3 if stage.prompt.time is TimeOfDay.DAWN else 0.15),
    )


def _relief(stage: Stage):  # type: ignore[no-untyped-def]
    hills = rolling(stage.random("relief"), (31.0, 17.0, 7.0), 0.016)

    def relief(x: np.ndarray, z: np.ndarray) -> np.ndarray:
        away = np.clip((np.abs(z) - 1.0) / 7.0, 0, 1)
        return np.asarray((hills(x, z) + 0.05 * np.maximum(z - 3, 0)) * away * away * (3 - 2 * away))

    return relief


def _glade(x: np.ndarray, z: np.ndarray, middle: float) -> np.ndarray:
    """Metres from the line of the glade that runs away from the path towards the light."""
    return np.asarray(np.abs(x - middle - 0.30 * z - 2.2 * np.sin(z / 9.0)))


def _floor(low: float, high: float, relief, wood: _Wood) -> Mesh:  # type: ignore[no-untyped-def]
    litter = fractal(521, 512, 0.9, low=8.0)
    tone = (0.45 + 0.75 * litter)[..., None] * np.array([1.0, 0.97, 0.92])
    clumps = fractal(522, 256, 1.3, low=3.0)
    snowy = wood.snow > 0
    material = Material(
        (1.0, 1.0, 1.0),
        texture=Texture.colour(((0.82 + 0.18 * tone) if snowy else tone).astype(np.float32)),
        mapping="ground",
        scale=2.3,
        bump=Texture.bump(litter),
        bump_scale=1.7,
        bump_strength=0.07 if snowy else 0.20,
        shadowed=True,
    )
    mesh = terrain(low, high, -16.0, 130.0, relief, material, 0.5, 0.055)
    x, z = mesh.vertices[:, 0], mesh.vertices[:, 2]
    n = clumps.shape[0]
    patch = clumps[(z / 14 * n).astype(int) % n, (x / 14 * n).astype(int) % n]
    base = (
        np.array(wood.floor)
        + (np.array(wood.litter) - wood.floor) * np.clip(patch * 1.6 - 0.4, 0, 1)[:, None]
    )
    wide = 0.85 + 0.22 * np.sin(x * 0.7) + 0.3 * (patch - 0.5)
    trodden = np.clip((wide + 0.25 - np.abs(z)) / 0.45, 0, 1)[:, None]
    earth = np.array((0.60, 0.64, 0.71) if snowy else (0.175, 0.125, 0.078))
    return replace(mesh, colours=(base + (earth - base) * trodden * 0.85).astype(np.float32))


def _spots(
    stage: Stage, name: str, low: float, high: float, count: int, near: float, far: float, glade: float
) -> tuple[np.random.Generator, np.ndarray, np.ndarray]:
    """Places (x, z) in a wedge that opens away from the camera, off the path and out of the glade."""
    rng = stage.random(name)
    z = near + (far - near) * rng.random(count) ** 0.8
    x = rng.uniform(low - 9, high + 9, count) + rng.uniform(-1.15, 1.15, count) * np.maximum(z, 4)
    keep = _glade(x, z, 0.5 * (low + high)) > glade * (1 + 0.02 * z)
    return rng, x[keep], z[keep]


def _trunks(stage: Stage, shot: Shot, low: float, high: float, relief, wood: _Wood) -> list[Mesh]:  # type: ignore[no-untyped-def]
    """Trunks near enough to see their bark, in the round; a few frame the picture before the path."""
    rng, x, z = _spots(stage, "trunks", low, high, 70, 2.6, 24.0, 2.4)
    # In front of the path only beyond the edges of every view.
    fx = np.concatenate([rng.uniform(low - 16, high + 16, 16)])
    fz = rng.uniform(-5.0, -2.0, 16)
    clear = stage.clear_of_camera(shot, fx, fz, 1.5, 1.4 + 0.5 * shot.bounds.width)
    x, z = np.concatenate([x, fx[clear][:5]]), np.concatenate([z, fz[clear][:5]])
    keep = stage.clear_of_camera(shot, x, z, 1.5, 1.0)
    x, z = x[keep], z[keep]
    bark = _bark(wood)
    y = relief(x, z)
    made = []
    for i in range(len(x)):
        r = float(rng.uniform(0.16, 0.34) * (0.7 if wood.bark[0] > 0.5 else 1.0))
        lean = rng.normal(0, 0.018, 2)
        heights = np.array([-0.25, 0.0, 0.12, 0.35, 0.9, 3.0, 7.0, 13.0, 19.0])
        radius = r * np.array([2.0, 1.62, 1.34, 1.14, 1.0, 0.92, 0.80, 0.55, 0.2])
        path = [(float(x[i] + lean[0] * h), float(y[i] + h), float(z[i] + lean[1] * h)) for h in heights]
        made.append(tube(path, list(radius), bark, 11, casts=False))
    return made


def _bark(wood: _Wood) -> Material:
    pale = wood.bark[0] > 0.5
    rough = fractal(531, 512, 1.05, low=4.0)
    plates = np.rot90(fractal(532, 512, 1.2, low=3.0, stretch=4.0)).astype(np.float32)
    if pale:
        plates = fractal(533, 512, 1.3, low=3.0, stretch=5.0)
        tone = np.where(plates > 0.80, 0.10, 0.72 + 0.28 * rough)
    else:
        tone = 0.35 + 0.85 * np.clip(1 - 1.6 * np.abs(plates - 0.5), 0, 1) * (0.6 + 0.5 * rough)
    # "uv" runs once around and once up a 19 m trunk.
    return Material(
        wood.bark,
        texture=Texture.colour(np.repeat(np.clip(tone, 0, 1)[..., None], 3, 2).astype(np.float32)),
        mapping="wall",
        scale=1.3 if pale else 1.9,
        bump=Texture.bump(np.clip(1 - np.abs(plates - 0.5) * 2, 0, 1).astype(np.float32)),
        bump_scale=1.9,
        bump_strength=0.06 if pale else 0.30,
    )


def _trees(stage: Stage, shot: Shot, low: float, high: float, relief, wood: _Wood) -> list[Sprites]:  # type: ignore[no-untyped-def]
    rng, x, z = _spots(stage, "trees", low, high, 460, 13.0, 95.0, 3.0)
    y = relief(x, z) - 0.1
    out = []
    is_conifer = rng.random(len(x)) < wood.conifers
    pines = [conifers.pine(i, 0.8 * wood.snow) for i in range(5)] + [
        conifers.fir(i, 0.8 * wood.snow) for i in range(5)
    ]
    if is_conifer.any():
        k = is_conifer
        tall = rng.uniform(13.0, 24.0, int(k.sum()))
        out.append(
            planted(pines, x[k], z[k], tall, rng, y=y[k], reach=140.0, spread=0.07, shade=0.3, sway=0.012)
        )
    for i, leaf in enumerate(wood.leaves):
        k = ~is_conifer & (np.arange(len(x)) % len(wood.leaves) == i)
        if k.any():
            art = [conifers.canopy(j) for j in range(4)]
            tall = rng.uniform(12.0, 20.0, int(k.sum()))
            out.append(
                planted(art, x[k], z[k], tall, rng, y=y[k], reach=140.0, tint=leaf, spread=0.07, sway=0.012)
            )
    # Young trees fill the gaps between the trunks.
    rng, x, z = _spots(stage, "saplings", low, high, 110, 4.5, 60.0, 3.4)
    keep = stage.clear_of_camera(shot, x, z, 2.0, 1.6)
    x, z = x[keep], z[keep]
    tall = rng.uniform(1.2, 5.0, len(x))
    if wood.conifers > 0.3:
        firs = [conifers.fir(i, 0.9 * wood.snow) for i in range(5)]
        out.append(planted(firs, x, z, tall, rng, y=relief(x, z) - 0.05, reach=90.0, shade=0.4, sway=0.02))
    else:
        bushes = [flora.bush(i) for i in range(5)]
        out.append(
            planted(
                bushes,
                x,
                z,
                0.55 * tall,
                rng,
                y=relief(x, z) - 0.05,
                reach=90.0,
                tint=wood.leaves[0],
                shade=0.4,
                sway=0.02,
            )
        )
    # Crowns over the near trunks close the picture above.
    rng, x, z = _spots(stage, "crowns", low, high, 60, 7.0, 30.0, 3.0)
    if wood.conifers > 0.3:
        art = [conifers.crown(i, 0.8 * wood.snow) for i in range(3)]
        out.append(
            planted(
                art,
                x,
                z,
                rng.uniform(9, 13, len(x)),
                rng,
                y=rng.uniform(5.0, 8.0, len(x)),
                reach=60.0,
                sway=0.015,
            )
        )
    else:
        art = [conifers.canopy(i, False) for i in range(4)]
        leaf = wood.leaves[-1]
        out.append(
            planted(
                art,
                x,
                z,
                rng.uniform(6, 9, len(x)),
                rng,
                y=rng.uniform(4.5, 8.0, len(x)),
                reach=60.0,
                tint=leaf,
                sway=0.015,
            )
        )
    return out


def _undergrowth(stage: Stage, shot: Shot, low: float, high: float, relief, wood: _Wood) -> list[Sprites]:  # type: ignore[no-untyped-def]
    rng, x, z = _spots(stage, "ferns", low, high, 1500, -5.0, 26.0, 0.5)
    keep = (np.abs(z) > 1.25) & stage.clear_of_camera(shot, x, z, 1.3, 0.0)
    x, z = x[keep], z[keep]
    before = z < 0
    lane = stage.clear_of_camera(shot, x, z, 0.4, 0.5 + 0.3 * shot.bounds.width)
    keep = ~before | lane
    x, z, before = x[keep], z[keep], before[keep]
    clumped = np.sin(x * 0.9 + 1.3) + np.sin(z * 0.7 + x * 0.3) + rng.normal(0, 0.5, len(x)) > -0.5
    x, z, before = x[clumped], z[clumped], before[clumped]
    tall = rng.uniform(0.28, 0.75, len(x)) * np.where(before, 0.55, 1.0)
    y = relief(x, z) - 0.03
    if wood.snow > 0:
        art = [flora.grass(i, dry=True) for i in range(6)]
        k = slice(0, len(x), 3)
        return [planted(art, x[k], z[k], 0.5 * tall[k], rng, y=y[k], reach=40.0, sway=0.1, shade=0.2)]
    art = [conifers.fern(i) for i in range(4)]
    tint = (0.58, 0.62, 0.48) if wood.floor[0] < 0.2 else (0.95, 0.52, 0.26)
    groups = [planted(art, x, z, tall, rng, y=y, reach=50.0, sway=0.06, shade=0.4, spread=0.4, tint=tint)]
    rng, x, z = _spots(stage, "grass", low, high, 1500, -6.0, 30.0, 0.0)
    keep = (np.abs(z) > 0.75) & stage.clear_of_camera(shot, x, z, 0.8, 0.0)
    x, z = x[keep], z[keep]
    tufts = [flora.grass(i) for i in range(6)]
    dark = (0.55, 0.60, 0.42) if wood.floor[0] < 0.2 else (0.8, 0.45, 0.2)
    tall = rng.uniform(0.08, 0.22, len(x))
    groups.append(planted(tufts, x, z, tall, rng, y=relief(x, z) - 0.02, reach=32.0, sway=0.12, tint=dark))
    return groups


def _shafts(stage: Stage, air: Atmosphere, low: float, high: float) -> list[Sprites]:
    """Light that falls through the crowns where it is not overcast; faint by the moon."""
    much = {Weather.RAIN: 0.0, Weather.STORM: 0.0, Weather.SNOW: 0.25, Weather.CLOUD: 0.35, Weather.FOG: 1.3}
    share = much.get(stage.prompt.weather, 1.0) if stage.prompt.weather else 1.0
    share *= {TimeOfDay.NIGHT: 0.75, TimeOfDay.DUSK: 0.8, None: 0.5, TimeOfDay.DAY: 0.5}.get(
        stage.prompt.time, 1.0
    )
    if share < 0.05:
        return []
    rng = stage.random("shafts")
    n = 10
    z = rng.uniform(3.5, 30.0, n)
    middle = 0.5 * (low + high)
    x = middle + rng.uniform(-0.9, 1.1, n) * (6 + 0.7 * z) + rng.uniform(low, high, n) - middle
    k = 0.55 * share / max(math.sqrt(max(air.light.key)), 0.5)
    r, g, b = air.light.key
    tint = (r * k, g * k, b * k)
    art = [conifers.shaft(i) for i in range(3)]
    made = planted(
        art,
        x,
        z,
        rng.uniform(9.0, 15.0, n),
        rng,
        y=-0.4,
        reach=70.0,
        tint=tint,
        vary=0.02,
        sway=0.01,
        near=1.5,
    )
    return [replace(made, flip=np.zeros(n, bool))]
