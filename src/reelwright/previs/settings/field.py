"""A field: rows of sunflowers, a meadow or grass to the hills."""

from __future__ import annotations

import numpy as np

from reelwright.previs import flora
from reelwright.previs.art import Art
from reelwright.previs.atmosphere import atmosphere
from reelwright.previs.composition import Shot
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh, grid
from reelwright.previs.noise import fractal
from reelwright.previs.scene import Particles, Scene, Sprites
from reelwright.previs.stage import Stage
from reelwright.previs.weather import falling
from reelwright.story.vocabulary import Family, TimeOfDay, Weather

FAMILIES = (Family.FIELD, Family.PARK)
BLOOMS = ("poppy", "daisy", "cornflower", "buttercup", "lavender", "tulip")


def build(stage: Stage) -> Scene:
    """The subject on a mown path through the field, against the light."""
    actor = stage.actor()
    shot = stage.compose(actor.bounds, floor=0.45, horizon=0.36)
    air = atmosphere(stage.prompt.time, stage.prompt.weather, seed=stage.spec.seed % 1000)
    scene = Scene(shot.view, air.light, air.sky, air.air_glow, exposure=air.exposure)
    low, high = _reach(shot)
    scene.meshes += [_ground(), *_hills(stage, 0.5 * (low + high))]
    sunflowers = "sunflower" in stage.words
    scene.sprites += _treeline(stage, low, high)
    if sunflowers:
        scene.sprites += _sunflowers(stage, shot, low, high)
    scene.sprites += _meadow(stage, shot, low, high, sunflowers)
    actor.enter(scene)
    scene.focus, scene.blur = shot.focus, shot.blur()
    scene.shadow_centre = lambda t: (actor.bounds.base(t)[0], actor.bounds.base(t)[2])
    scene.shadow_size = 34.0
    scene.particles += falling(stage.prompt.weather, stage.spec.seed)
    if stage.prompt.weather in (None, Weather.CLEAR) and stage.prompt.time is not TimeOfDay.NIGHT:
        key = air.light.key
        scene.particles.append(
            Particles(
                "dot",
                260,
                (14.0, 5.0, 14.0),
                (0.25, 0.02, 0.0),
                0.016,
                key,
                0.35,
                wander=0.5,
                glow=True,
                lowest=0.1,
                seed=stage.spec.seed,
            )
        )
    return scene


def _reach(shot: Shot) -> tuple[float, float]:
    """From where to where the camera and the subject travel along x."""
    xs = [float(shot.view(t, 16, 9).position[0]) for t in shot.instants()]
    xs += [shot.bounds.base(t)[0] for t in shot.instants()]
    return min(xs), max(xs)


def _ground() -> Mesh:
    noise = Texture.values(fractal(21, 512, 1.35, low=2.0))
    earth = Texture.colour(np.repeat((0.45 + 0.75 * flora.soil())[..., None], 3, 2).astype(np.float32))
    turf = Material(
        albedo=(0.17, 0.21, 0.055),
        texture=earth,
        mapping="ground",
        scale=3.1,
        macro=noise,
        macro_albedo=(0.33, 0.255, 0.09),
        macro_scale=17.0,
        shadowed=True,
    )
    edge = np.array([-2500.0, -300.0, -60.0, 0.0, 60.0, 300.0, 2500.0])
    return grid(edge, edge, 0.0, turf)


def _hills(stage: Stage, middle: float) -> list[Mesh]:
    """Three ridges, one behind the other, that the haze takes apart."""
    rng = stage.random("hills")
    hills = []
    for z, tall, colour in (
        (260.0, 14.0, (0.10, 0.14, 0.05)),
        (520.0, 42.0, (0.10, 0.13, 0.07)),
        (1000.0, 105.0, (0.10, 0.12, 0.09)),
    ):
        x = np.linspace(-3.2 * z, 3.2 * z, 220)
        profile = np.zeros_like(x)
        for octave in range(6):
            wave = 2.0**octave * 0.55
            profile += np.sin(x / z * wave * 2.2 + rng.uniform(0, 6.28)) * 0.5**octave * rng.uniform(0.6, 1.2)
        crest = tall * (0.62 + 0.30 * profile)
        depth = np.array([0.0, 0.25, 0.6, 1.0])
        rise = np.array([0.0, 0.55, 0.9, 1.0])
        height = np.maximum(crest, 0.5)[None, :] * rise[:, None] - 0.5
        material = Material(
            albedo=colour,
            mapping="ground",
            macro=Texture.values(fractal(33, 256, 1.2, low=2.0)),
            macro_albedo=(1.8 * colour[0], 1.8 * colour[1], 1.8 * colour[2]),
            macro_scale=0.35 * z,
        )
        hills.append(grid(x + middle, z + depth * z * 0.35, height, material))
    return hills


def _treeline(stage: Stage, low: float, high: float) -> list[Sprites]:
    rng = stage.random("trees")
    n = 300
    z = rng.uniform(105, 175, n)
    x = rng.uniform(low - 190, high + 190, n)
    art = [flora.tree(i) for i in range(5)] + [flora.bush(i) for i in range(5)]
    which = rng.integers(0, 10, n)
    tall = np.where(which < 5, rng.uniform(5.5, 11.0, n), rng.uniform(2.5, 5.0, n))
    keep = np.sin(x * 0.021 + rng.uniform(0, 6)) + np.sin(x * 0.053) * 0.6 + rng.uniform(-0.9, 0.9, n) > -0.25
    return [_planted(art, x[keep], z[keep], tall[keep], which[keep], rng, reach=520.0, spread=0.06)]


def _sunflowers(stage: Stage, shot: Shot, low: float, high: float) -> list[Sprites]:
    rng = stage.random("sunflowers")
    art = [flora.sunflower(i) for i in range(8)]
    # Rows run away from the camera, a little askew, so that lanes open up as it passes.
    x, z = np.meshgrid(np.arange(low - 24, high + 24, 0.74), np.arange(-11.0, 25.0, 0.62))
    x = x.ravel() + 0.12 * z.ravel() + rng.normal(0, 0.13, x.size)
    z = z.ravel() + rng.normal(0, 0.16, z.size)
    behind = z > 1.75 + 0.35 * np.sin(x * 0.6)
    wide = np.abs(x - np.clip(x, low, high)) < 9 + 0.95 * np.maximum(z + 8, 0)
    before = (z < -1.9) & (rng.random(x.size) < 0.16)
    # In front of the path only young plants and those at the edges: the subject stays in view.
    keep = wide & (behind & (rng.random(x.size) < np.where(z < 10, 0.92, 0.7)) | before)
    x, z = x[keep], z[keep]
    keep = stage.clear_of_camera(shot, x, z, 0.9, 0.95) | (z > 1.75)
    x, z = x[keep], z[keep]
    tall = rng.normal(1.62, 0.16, len(x)) * np.where(z < 0, 0.44, 1.0)
    near = _planted(
        art, x, z, tall, rng.integers(0, 8, len(x)), rng, reach=60.0, spread=0.14, shade=0.32, sway=0.045
    )
    strips = [flora.sunflower_rows(i) for i in range(3)]
    zs = np.concatenate(
        [np.full(int((high - low + 2.6 * d + 30) / 5.2), d) for d in np.arange(24.0, 96.0, 2.6)]
    )
    xs = np.concatenate(
        [
            np.linspace(low - 15 - 1.3 * d, high + 15 + 1.3 * d, int((high - low + 2.6 * d + 30) / 5.2))
            for d in np.arange(24.0, 96.0, 2.6)
        ]
    )
    xs = xs + rng.normal(0, 1.2, len(xs))
    zs = zs + rng.normal(0, 0.7, len(zs))
    far = _planted(
        strips, xs, zs, rng.normal(2.0, 0.10, len(xs)), rng.integers(0, 3, len(xs)), rng, reach=170.0
    )
    return [near, far]


def _meadow(stage: Stage, shot: Shot, low: float, high: float, sunflowers: bool) -> list[Sprites]:
    rng = stage.random("meadow")
    tufts = [flora.grass(i) for i in range(6)] + [flora.grass(i, dry=True) for i in range(6)]
    spread = min(max(high - low, 8.0), 60.0)
    n = int(min(1800 + 120 * spread, 6500) * (1.0 if sunflowers else 1.5))
    d = rng.uniform(0, 1, n) ** (1.5 if not sunflowers else 1.0)
    z = -9.0 + d * (14.0 if sunflowers else 60.0)
    x = rng.uniform(low - 9, high + 9, n) + np.where(rng.random(n) < 0.5, -1, 1) * rng.uniform(
        0, 1, n
    ) * np.maximum(z, 0)
    tall = rng.uniform(0.13, 0.36, n) * np.where((np.abs(z) < 1.3) & sunflowers, 0.6, 1.0)
    keep = stage.clear_of_camera(shot, x, z, 0.7, 0.0)
    # Round the subject's feet the grass is short.
    tall = np.where(np.abs(z) < 0.5, np.minimum(tall, 0.10), tall)
    groups = [
        _planted(
            tufts,
            x[keep],
            z[keep],
            tall[keep],
            rng.integers(0, 12, int(keep.sum())),
            rng,
            reach=34.0,
            sway=0.16,
        )
    ]
    wanted = [b for b in BLOOMS if b in stage.words] or list(BLOOMS[:4])
    blooms = [flora.flower(b, i) for b in wanted for i in range(3)]
    n = 260 if sunflowers else 1500
    d = rng.uniform(0, 1, n)
    z = np.where(d < 0.5, rng.uniform(-8, -1.2, n), rng.uniform(1.2, 3.2 if sunflowers else 42.0, n))
    x = rng.uniform(low - 10, high + 10, n) + np.sign(rng.normal(0, 1, n)) * rng.uniform(
        0, 1, n
    ) * np.maximum(z, 0)
    keep = stage.clear_of_camera(shot, x, z, 0.8, 0.5)
    groups.append(
        _planted(
            blooms,
            x[keep],
            z[keep],
            rng.uniform(0.22, 0.42, int(keep.sum())),
            rng.integers(0, len(blooms), int(keep.sum())),
            rng,
            reach=48.0,
            sway=0.10,
            shade=0.25,
            spread=0.2,
        )
    )
    return groups


def _planted(
    art: list[Art],
    x: np.ndarray,
    z: np.ndarray,
    tall: np.ndarray,
    which: np.ndarray,
    rng: np.random.Generator,
    reach: float,
    spread: float = 0.25,
    shade: float = 0.0,
    sway: float = 0.0,
) -> Sprites:
    n = len(x)
    tint = rng.normal(1.0, 0.07, (n, 1)) * rng.normal(1.0, 0.025, (n, 3))
    return Sprites(
        tuple(art),
        np.stack([x, np.full(n, -0.02), z], 1).astype(np.float32),
        np.asarray(tall, np.float32),
        np.asarray(which, np.int64),
        flip=rng.random(n) < 0.5,
        tint=np.clip(tint, 0.7, 1.3).astype(np.float32),
        sway=sway,
        shade=shade,
        spread=spread,
        reach=reach,
    )
