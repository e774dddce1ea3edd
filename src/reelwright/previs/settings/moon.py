"""The moon: a plain of dust and craters under a black sky, hard sunlight, and the Earth over the hills."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np

from reelwright.previs.composition import Shot
from reelwright.previs.light import Light
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh, grid
from reelwright.previs.noise import fractal
from reelwright.previs.props.boulder import boulder
from reelwright.previs.props.globe import globe
from reelwright.previs.scene import Particles, Scene, Stars
from reelwright.previs.sky import Sky
from reelwright.previs.stage import Stage
from reelwright.story.vocabulary import Camera, Family, ShotSize

FAMILIES = (Family.MOON,)

SUN = np.array([-0.80, 0.36, 0.30]) / math.sqrt(0.80**2 + 0.36**2 + 0.30**2)
DUST = (0.235, 0.228, 0.215)
FAR = 420.0


def build(stage: Stage) -> Scene:
    """The subject on level dust, lit from the side and a little from behind."""
    actor = stage.actor(heading=0.0 if stage.prompt.camera is Camera.TRACKING else 0.55)
    wide = None if stage.prompt.subject else stage.prompt.size or ShotSize.EXTREME_WIDE
    shot = stage.compose(actor.bounds, size=wide, floor=0.35, horizon=0.40)
    sun = (float(SUN[0]), float(SUN[1]), float(SUN[2]))
    light = Light(
        sun, (2.35, 2.25, 2.10), (0.045, 0.050, 0.065), (0.17, 0.165, 0.15), (0, 0, 0), 0.0, 1.0, 0.93
    )
    sky = Sky(
        zenith=(0.0006, 0.0008, 0.0014),
        horizon=(0.0016, 0.0018, 0.0026),
        below=(0.03, 0.03, 0.03),
        sun=sun,
        sun_colour=(60.0, 58.0, 54.0),
        sun_size=0.012,
        glow=0.05,
        clouds=0.0,
        wisps=0.0,
        seed=stage.spec.seed % 1000,
    )
    scene = Scene(shot.view, light, sky, exposure=0.15)
    x0, x1 = _reach(shot)
    ground = _regolith(stage)
    craters = _craters(stage, shot, x0, x1)
    scene.meshes += [_plain(stage, ground, craters, x0, x1), *_highlands(stage, ground, 0.5 * (x0 + x1))]
    scene.meshes += _rocks(stage, shot, ground, x0, x1)
    scene.meshes.append(_earth(shot, stage))
    scene.stars = Stars(1500, 0.85, 0.0, stage.spec.seed)
    actor.enter(scene)
    scene.focus, scene.blur = shot.focus, shot.blur() * 0.5
    scene.shadow_centre = lambda t: (actor.bounds.base(t)[0], actor.bounds.base(t)[2])
    scene.shadow_size = 24.0
    scene.particles.append(
        Particles(
            "dot",
            90,
            (9.0, 2.4, 9.0),
            (0.10, -0.015, 0.0),
            0.010,
            (1.2, 1.15, 1.05),
            0.22,
            wander=0.3,
            glow=True,
        )
    )
    return scene


def _reach(shot: Shot) -> tuple[float, float]:
    """From where to where camera and subject travel along x."""
    xs = [float(shot.view(t, 16, 9).position[0]) for t in shot.instants()]
    xs += [shot.bounds.base(t)[0] for t in shot.instants()]
    return min(xs), max(xs)


def _regolith(stage: Stage) -> Material:
    """Powder: matte, finely pitted, its tone drifting over tens of metres."""
    fine = fractal(401, 512, 1.25, low=3.0)
    pits = fractal(402, 512, 1.0, low=20.0)
    tone = (0.58 + 0.26 * fine + 0.20 * pits)[..., None]
    return Material(
        albedo=DUST,
        texture=Texture.colour(np.repeat(np.clip(tone, 0, 1), 3, 2).astype(np.float32)),
        mapping="ground",
        scale=3.4,
        macro=Texture.values(fractal(403, 512, 1.5, low=1.0)),
        macro_albedo=(0.150, 0.147, 0.140),
        macro_scale=31.0,
        bump=Texture.bump((0.65 * fine + 0.35 * pits).astype(np.float32), 1.0),
        bump_scale=3.4,
        bump_strength=0.11,
        shadowed=True,
        fog=0.0,
    )


def _craters(stage: Stage, shot: Shot, x0: float, x1: float) -> np.ndarray:
    """Craters (N, 4): x, z, radius, depth; small ones near, large ones far, none under the subject's path."""
    rng = stage.random("craters")
    small = 240
    z = np.concatenate([rng.uniform(-9, 60, small), rng.uniform(30, 300, 90)])
    x = np.concatenate([rng.uniform(x0 - 45, x1 + 45, small), rng.uniform(x0 - 260, x1 + 260, 90)])
    radius = np.concatenate([0.25 + 1.5 * rng.random(small) ** 3, 3.0 + 15.0 * rng.random(90) ** 2.5])
    base = shot.bounds.base(0.0)[2]
    keep = np.abs(z - base) > radius * 1.9 + 0.9
    return np.stack([x, z, radius, radius * rng.uniform(0.16, 0.26, len(x))], 1)[keep]


def _relief(craters: np.ndarray, x: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Height (R, C) of bowls with raised rims."""
    gx, gz = np.meshgrid(x, z)
    height = np.zeros_like(gx)
    for cx, cz, radius, depth in craters:
        columns = np.flatnonzero(np.abs(x - cx) < 2.0 * radius)
        rows = np.flatnonzero(np.abs(z - cz) < 2.0 * radius)
        if not len(columns) or not len(rows):
            continue
        part = np.ix_(rows, columns)
        d = np.hypot(gx[part] - cx, gz[part] - cz) / radius
        bowl = -depth * np.maximum(1 - d * d, 0.0) ** 1.15
        rim = 0.34 * depth * np.exp(-(((d - 1.02) / 0.24) ** 2))
        height[part] += bowl + rim
    return np.asarray(height)


def _plain(stage: Stage, ground: Material, craters: np.ndarray, x0: float, x1: float) -> Mesh:
    """One height field, fine near the path and coarse far away; level where the subject goes."""
    near = np.arange(x0 - 12, x1 + 12, 0.24)
    out = np.cumsum(0.26 * 1.06 ** np.arange(80))
    x = np.concatenate([(x0 - 12) - out[::-1], near, (x1 + 12) + out])
    z = np.concatenate([np.arange(-12.0, 10.0, 0.22), 10.0 + np.cumsum(0.24 * 1.042 ** np.arange(124))])
    rng = stage.random("swell")
    gx, gz = np.meshgrid(x, z)
    swell = np.zeros_like(gx)
    for wave in (37.0, 21.0, 11.0):
        for _ in range(2):
            a, b = rng.uniform(0, 2 * math.pi, 2)
            swell += wave * 0.014 * np.sin((gx * math.cos(a) + gz * math.sin(a)) * 2 * math.pi / wave + b)
    away = np.clip((np.abs(gz) - 2.0) / 9.0, 0, 1)
    return grid(x, z, _relief(craters, x, z) + swell * away * away, ground)


def _highlands(stage: Stage, ground: Material, middle: float) -> list[Mesh]:
    """Rounded, ancient mountains at the edge of the plain, their flanks in light and shadow."""
    rng = stage.random("highlands")
    rock = replace(ground, texture=None, bump=None, macro_scale=160.0)
    ranges = []
    for z0, tall, lumps in ((290.0, 24.0, 30), (560.0, 96.0, 40)):
        x = np.linspace(-2.2 * z0, 2.2 * z0, 300)
        z = np.linspace(z0, z0 * 1.7, 64)
        gx, gz = np.meshgrid(x, z)
        height = np.zeros_like(gx)
        for _ in range(lumps):
            cx, cz = rng.uniform(-2.1, 2.1) * z0, z0 * rng.uniform(1.12, 1.5)
            wide, peak = z0 * rng.uniform(0.10, 0.34), tall * rng.uniform(0.25, 1.0)
            squash = rng.uniform(0.6, 1.4)
            d = np.hypot((gx - cx) * squash, gz - cz) / wide
            height = np.maximum(height, peak / (1 + d**2) ** 1.5)
        tile = fractal(int(rng.integers(1, 9999)), 512, 1.7, low=2.0)
        u = (gx / z0 * 180).astype(int) % 512
        v = (gz / z0 * 180).astype(int) % 512
        height *= 1 + 0.9 * (_smooth(tile[v, u], 2.0) - 0.5)
        front = np.clip((z - z0) / (0.16 * z0), 0, 1)[:, None]
        ranges.append(grid(x + middle, z, height * front * front * (3 - 2 * front) - 3.0, rock))
    return ranges


def _smooth(height: np.ndarray, sigma: float) -> np.ndarray:
    return np.asarray(cv2.GaussianBlur(height.astype(np.float32), (0, 0), sigma), np.float64)


def _rocks(stage: Stage, shot: Shot, ground: Material, x0: float, x1: float) -> list[Mesh]:
    rng = stage.random("rocks")
    n = 64
    z = np.concatenate([rng.uniform(-4.5, 14, n // 2), rng.uniform(8, 46, n - n // 2)])
    x = rng.uniform(x0 - 12, x1 + 12, n) * np.where(z > 10, 2.2, 1.0)
    size = 0.10 + 0.85 * rng.random(n) ** 4 + np.where(z > 12, 0.3, 0.0)
    keep = stage.clear_of_camera(shot, x, z, 1.6, 1.1) & (np.abs(z) > 0.9)
    stone = Material(
        (0.20, 0.195, 0.185),
        texture=ground.texture,
        mapping="ground",
        scale=1.1,
        bump=ground.bump,
        bump_scale=0.8,
        bump_strength=0.35,
        fog=0.0,
    )
    shapes = [boulder(int(rng.integers(1, 9999)), stone) for _ in range(7)]
    return [
        shapes[i % 7].moved(
            (float(x[i]), -0.12 * float(size[i]), float(z[i])),
            (float(size[i]), float(size[i] * rng.uniform(0.55, 0.85)), float(size[i])),
            float(rng.uniform(0, 6.28)),
        )
        for i in np.flatnonzero(keep)
    ]


def _earth(shot: Shot, stage: Stage) -> Mesh:
    """The Earth, placed where the first view has room for it: upper right, clear of the subject."""
    view = shot.view(0.0, 1600, round(1600 / stage.ratio))
    side = stage.random("earth").choice([-1.0, 1.0], p=[0.2, 0.8]) * min(0.33 * stage.ratio, 0.62)
    ray = np.array([side, 0.375, 1.0 * view.focal]) @ view.rotation
    ray /= np.linalg.norm(ray)
    middle = view.position + ray * FAR * 3
    radius = min(0.085, 0.09 * stage.ratio) / view.focal * FAR * 3
    return globe(radius, stage.spec.seed).moved(
        (float(middle[0]), float(middle[1] - radius), float(middle[2])), turn=0.6
    )
