"""Under water: a reef on pale sand, rays of light from the surface, caustics, weed, shoals and bubbles."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs import conifers, reef
from reelwright.previs.bake import baked
from reelwright.previs.composition import Shot
from reelwright.previs.landscape import planted, reach, rolling, terrain
from reelwright.previs.light import Light
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh
from reelwright.previs.noise import fractal
from reelwright.previs.props.boulder import boulder
from reelwright.previs.scene import Particles, Scene, Sprites
from reelwright.previs.sky import Sky
from reelwright.previs.stage import Stage
from reelwright.story.vocabulary import Family, ShotSize, TimeOfDay

FAMILIES = (Family.UNDERWATER,)
RGB = tuple[float, float, float]
SUN = (0.30, 0.86, 0.41)


def build(stage: Stage) -> Scene:
    """The subject swims over the reef; open blue water behind it."""
    actor = stage.actor(heading=0.12)
    if (
        actor.speed > 0
        or not stage.prompt.subject
        or stage.prompt.subject.noun not in ("crab", "lobster", "starfish")
    ):
        lift = 0.55 + 0.35 * actor.bounds.height
        actor = stage.actor(at=(0.0, lift, 0.0), heading=0.12)
    wide = None if stage.prompt.subject else stage.prompt.size or ShotSize.WIDE
    shot = stage.compose(actor.bounds, size=wide, floor=0.35, horizon=0.52, ceiling=12.0)
    light, sky, glow, exposure = _water(stage)
    scene = Scene(shot.view, light, sky, glow, exposure=exposure)
    low, high = reach(shot)
    hills = rolling(stage.random("bottom"), (23.0, 11.0), 0.022)

    def relief(x: np.ndarray, z: np.ndarray) -> np.ndarray:
        away = np.clip((np.abs(z) - 1.0) / 6.0, 0, 1)
        return np.asarray(
            hills(x, z) * away + 0.10 * np.maximum(z - 10, 0) * (0.5 + 0.5 * np.sin(x * 0.07 + 1.0))
        )

    scene.meshes.append(_sand(low, high, relief, light))
    scene.meshes += _rocks(stage, shot, low, high, relief)
    scene.sprites += _garden(stage, shot, low, high, relief)
    scene.sprites += _rays(stage, light, low, high)
    scene.meshes += _shoals(stage, shot, low, high)
    actor.enter(scene)
    scene.wind = 1.6
    scene.focus, scene.blur = shot.focus, shot.blur() * 0.9
    scene.shadow_centre, scene.shadow_size = (
        lambda t: (actor.bounds.base(t)[0], actor.bounds.base(t)[2]),
        22.0,
    )
    seed = stage.spec.seed
    r, g, b = light.key
    scene.particles += [
        Particles(
            "dot",
            420,
            (10.0, 6.0, 10.0),
            (0.06, -0.02, 0.02),
            0.011,
            (0.8 * r, 0.9 * g, b),
            0.35,
            wander=0.3,
            glow=True,
            lowest=-1.0,
            seed=seed,
        ),
        Particles(
            "dot",
            70,
            (9.0, 8.0, 9.0),
            (0.03, 0.55, 0.0),
            0.045,
            (0.8 * r, g, 1.1 * b),
            0.38,
            wander=0.18,
            glow=True,
            lowest=0.1,
            seed=seed + 1,
        ),
    ]
    return scene


def _water(stage: Stage) -> tuple[Light, Sky, RGB, float]:
    """Light filtered by metres of sea: the red goes first, and everything far is the water's own blue."""
    words = f"{stage.words} {stage.prompt.text}".lower()
    deep = any(w in words for w in ("deep", "abyss", "dark", "wreck"))
    level, warm = {
        TimeOfDay.DAWN: (0.70, 0.25),
        TimeOfDay.GOLDEN_HOUR: (0.85, 0.45),
        TimeOfDay.DUSK: (0.50, 0.35),
        TimeOfDay.NIGHT: (0.20, 0.0),
    }.get(stage.prompt.time or TimeOfDay.DAY, (1.0, 0.0))
    if deep:
        level *= 0.55
    water = np.array([0.020 + 0.05 * warm, 0.215 + 0.02 * warm, 0.42 - 0.06 * warm]) * level
    if deep:
        water *= (0.5, 0.7, 0.9)
    key = np.array([1.02 + 0.55 * warm, 1.22, 1.18 - 0.3 * warm]) * level
    above = np.array([0.14, 0.36, 0.48]) * (0.35 + 0.65 * level)

    def rgb(a: npt.NDArray[np.float64], k: float = 1.0) -> RGB:
        return (float(a[0] * k), float(a[1] * k), float(a[2] * k))

    light = Light(
        SUN, rgb(key), rgb(above), rgb(above, 0.55), rgb(water), 0.050 if not deep else 0.065, 0.5, 0.55
    )
    sky = Sky(
        zenith=rgb(np.array([0.30 + 0.3 * warm, 0.80, 0.92]) * level),
        horizon=rgb(water),
        haze=0.85,
        below=rgb(water, 0.8),
        sun=SUN,
        sun_size=0.0,
        glow=0.42 * level,
        glow_colour=(0.55 + 0.4 * warm, 0.95, 0.95 - 0.3 * warm),
        clouds=0.0,
        wisps=0.0,
    )
    return light, sky, rgb(water, 0.35), 0.35 if level < 0.3 else 0.1


def _web() -> dict[str, npt.NDArray[np.float32]]:
    """The net of light that waves throw on the bottom: edges between warped cells, tiling."""
    n = 256
    rng = np.random.default_rng([71, 9])
    points = rng.uniform(0, n, (46, 2))
    y, x = np.mgrid[0:n, 0:n].astype(np.float32)
    bend = fractal(571, n, 2.0, low=1.0, high=7.0) - 0.5
    x, y = x + 26 * bend, y + 26 * np.roll(bend, 90, 0)
    nearest = np.full((n, n, 2), 1e9, np.float32)
    for px, py in points:
        dx = np.abs(x - px + n / 2) % n - n / 2
        dy = np.abs(y - py + n / 2) % n - n / 2
        d = np.sqrt(dx * dx + dy * dy)
        first = np.minimum(nearest[..., 0], d)
        nearest[..., 1] = np.minimum(nearest[..., 1], np.maximum(nearest[..., 0], d))
        nearest[..., 0] = first
    edge = nearest[..., 1] - nearest[..., 0]
    return {"web": np.asarray(np.exp(-edge / 5.0), np.float32)}


def _sand(low: float, high: float, relief, light: Light) -> Mesh:  # type: ignore[no-untyped-def]
    """Rippled sand whose normals, near the path, follow a moving net of focused light."""
    grain = fractal(572, 512, 0.7, low=16.0)
    tone = np.repeat((0.74 + 0.26 * grain)[..., None], 3, 2).astype(np.float32)
    material = Material(
        (0.62, 0.56, 0.42),
        texture=Texture.colour(tone),
        mapping="ground",
        scale=2.1,
        bump=Texture.bump(fractal(573, 512, 1.4, low=5.0, stretch=0.4)),
        bump_scale=2.6,
        bump_strength=0.05,
        shadowed=True,
    )
    still = terrain(low, high, -12.0, 46.0, relief, material, 0.16)
    web = baked("caustics", 1, {}, _web)["web"]
    x, z = still.vertices[:, 0], still.vertices[:, 2]
    flat = np.array([light.direction[0], 0.0, light.direction[2]])
    flat /= math.hypot(flat[0], flat[2])
    height = math.asin(light.direction[1])
    n = web.shape[0]
    share = np.clip(1.3 - np.abs(z - 2) / 26.0, 0, 1).astype(np.float32)
    u, v = (x * n / 3.6).astype(np.float32), (z * n / 3.6).astype(np.float32)
    rows = 128

    def read(du: float, dv: float, turn: float) -> npt.NDArray[np.float32]:
        c, s = np.float32(math.cos(turn)), np.float32(math.sin(turn))
        at_u, at_v = (u * c - v * s + du) % n, (u * s + v * c + dv) % n
        size = -(-len(at_u) // rows) * rows
        grid_u, grid_v = np.resize(at_u, size).reshape(rows, -1), np.resize(at_v, size).reshape(rows, -1)
        seen = cv2.remap(web, grid_u, grid_v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        return np.asarray(seen.reshape(-1)[: len(at_u)], np.float32)

    def motion(t: float) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        bright = np.minimum(read(14 * t, 5 * t, 0.0), read(-11 * t, 8 * t, 0.7)) * share
        # Tilting towards the light or away from it sets how much falls on a vertex.
        lean = np.float32(1.5707963 - height) - (1.25 - np.minimum(bright * 2.1, 1.2)) * (0.25 + 0.75 * share)
        side, up = np.sin(lean), np.cos(lean)
        normals = np.stack([side * np.float32(flat[0]), up, side * np.float32(flat[2])], -1)
        return still.vertices, normals.astype(np.float32)

    return replace(still, motion=motion, normals=motion(0.0)[1])


def _rocks(stage: Stage, shot: Shot, low: float, high: float, relief) -> list[Mesh]:  # type: ignore[no-untyped-def]
    rng = stage.random("rocks")
    n = 44
    z = np.concatenate([rng.uniform(2.2, 9, n // 2), rng.uniform(7, 26, n // 2)])
    x = rng.uniform(low - 5, high + 5, n) + rng.uniform(-0.8, 0.8, n) * z
    size = rng.uniform(0.4, 1.5, n) * np.where(z > 7, 2.3, 1.0)
    keep = stage.clear_of_camera(shot, x, z, 1.6, 1.2) & (z > 1.2 + 0.6 * size)
    rough = fractal(574, 512, 0.9, low=8.0)
    patch = fractal(575, 512, 1.3, low=3.0)
    a, b = np.array([0.36, 0.26, 0.24]), np.array([0.42, 0.24, 0.40])
    tone = (a + (b - a) * np.clip(patch * 2 - 0.6, 0, 1)[..., None]) * (0.45 + 0.9 * rough)[..., None]
    rock = Material(
        (1.0, 1.0, 1.0),
        texture=Texture.colour(tone.astype(np.float32)),
        mapping="wall",
        scale=1.5,
        bump=Texture.bump(rough),
        bump_scale=0.8,
        bump_strength=0.45,
    )
    shapes = [boulder(int(seed), rock, 22) for seed in rng.integers(1, 9999, 6)]
    y = relief(x, z)
    return [
        shapes[i % 6].moved(
            (float(x[i]), float(y[i] - 0.25 * size[i]), float(z[i])),
            (float(size[i]) * 1.4, float(size[i]) * float(rng.uniform(0.8, 1.3)), float(size[i]) * 1.2),
            float(rng.uniform(0, 6.28)),
        )
        for i in np.flatnonzero(keep)
    ]


def _garden(stage: Stage, shot: Shot, low: float, high: float, relief) -> list[Sprites]:  # type: ignore[no-untyped-def]
    rng = stage.random("garden")
    out = []
    corals = [reef.coral(i) for i in range(6)]
    soft = [reef.fan(i) for i in range(3)]
    tubes = [reef.sponge(i) for i in range(3)]
    kelp = [reef.weed(i) for i in range(4)]
    for art, n, least, most, far, sway in (
        (corals, 560, 0.25, 0.75, 20.0, 0.01),
        (soft, 120, 0.4, 1.1, 18.0, 0.06),
        (tubes, 80, 0.25, 0.7, 18.0, 0.01),
        (kelp, 90, 0.5, 2.6, 26.0, 0.14),
    ):
        z = np.where(rng.random(n) < 0.16, rng.uniform(-3.2, -1.2, n), rng.uniform(1.3, far, n))
        x = rng.uniform(low - 4, high + 4, n) + rng.uniform(-0.9, 0.9, n) * np.maximum(z, 0)
        keep = np.sin(x * 0.75 + 0.4) + np.sin(z * 0.8 + x * 0.3) + rng.normal(0, 0.4, n) > 0.0
        keep &= stage.clear_of_camera(shot, x, z, 1.3, 0.25) & (
            (z > 0) | stage.clear_of_camera(shot, x, z, 1.3, 0.9)
        )
        x, z = x[keep], z[keep]
        tall = rng.uniform(least, most, len(x)) * np.where(z < 0, 0.40, 1.0 + 0.03 * z)
        out.append(
            planted(
                art,
                x,
                z,
                tall,
                rng,
                y=relief(x, z) - 0.04,
                reach=46.0,
                shade=0.4,
                spread=0.35,
                sway=sway,
                vary=0.1,
            )
        )
    return out


def _rays(stage: Stage, light: Light, low: float, high: float) -> list[Sprites]:
    rng = stage.random("rays")
    n = 12
    z = rng.uniform(1.8, 22.0, n)
    middle = 0.5 * (low + high)
    x = middle + rng.uniform(-1.0, 1.2, n) * (4 + 0.8 * z)
    r, g, b = light.key
    art = [conifers.shaft(i) for i in range(3)]
    made = planted(
        art,
        x,
        z,
        rng.uniform(8.0, 14.0, n),
        rng,
        y=-0.5,
        reach=60.0,
        tint=(0.30 * r, 0.50 * g, 0.55 * b),
        vary=0.02,
        sway=0.05,
        near=1.2,
    )
    return [replace(made, flip=np.zeros(n, bool))]


def _shoals(stage: Stage, shot: Shot, low: float, high: float) -> list[Mesh]:
    """A silver shoal in the blue, a few bright fish over the corals."""
    rng = stage.random("shoals")
    middle = 0.5 * (low + high)
    s = float(rng.choice([-1.0, 1.0]))
    silver = ((0.42, 0.52, 0.58), (0.5, 0.58, 0.6))
    gay = ((0.95, 0.62, 0.05), (0.90, 0.30, 0.06), (0.12, 0.30, 0.85), (0.92, 0.85, 0.25))
    return [
        reef.shoal(rng, 110, (middle + 3 * s, 3.6, 13.0), (30.0, 2.2, 5.0), 0.9 * s, 0.55, silver),
        reef.shoal(rng, 60, (middle - 2 * s, 2.3, 7.5), (18.0, 1.4, 3.0), -0.5 * s, 0.34, gay),
        reef.shoal(rng, 16, (middle, 1.0, 3.6), (12.0, 0.9, 1.6), 0.35 * s, 0.17, gay),
    ]
