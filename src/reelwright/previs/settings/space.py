"""Open space: a field of stars, a nebula, a planet with its air in the sun, and dust that drifts past."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.bake import baked
from reelwright.previs.composition import Shot
from reelwright.previs.light import Light
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh, sphere
from reelwright.previs.noise import fractal
from reelwright.previs.props.globe import globe
from reelwright.previs.scene import Particles, Scene
from reelwright.previs.sky import Sky
from reelwright.previs.stage import Stage
from reelwright.story.vocabulary import Camera, Family, ShotSize

FAMILIES = (Family.SPACE,)
RGB = tuple[float, float, float]
FAR = 20000.0
_HUES: tuple[tuple[RGB, RGB], ...] = (
    ((0.55, 0.12, 0.42), (0.06, 0.22, 0.60)),
    ((0.60, 0.26, 0.08), (0.08, 0.28, 0.42)),
    ((0.10, 0.45, 0.42), (0.24, 0.10, 0.52)),
    ((0.62, 0.10, 0.14), (0.36, 0.14, 0.50)),
)


def build(stage: Stage) -> Scene:
    """The subject floating; sunlight from the side, the nebula's glow as fill."""
    heading = 0.0 if stage.prompt.camera is Camera.TRACKING else 0.45
    actor = stage.actor(heading=heading)
    wide = None if stage.prompt.subject else stage.prompt.size or ShotSize.EXTREME_WIDE
    shot = stage.compose(actor.bounds, size=wide, floor=-400.0, rise=0.08)
    seed = stage.spec.seed
    hue = _HUES[int(stage.random("hue").integers(0, len(_HUES)))]
    sun = _unit(-0.78, 0.40, -0.30)
    cold, warm = hue[1], hue[0]
    glow = (0.10 + 0.16 * cold[0], 0.10 + 0.16 * cold[1], 0.10 + 0.16 * cold[2])
    back = (0.05 + 0.14 * warm[0], 0.05 + 0.14 * warm[1], 0.05 + 0.14 * warm[2])
    light = Light(sun, (2.1, 2.0, 1.85), glow, back, (0, 0, 0), 0.0, 0.5, 0.0)
    sky = Sky(
        zenith=(0.010, 0.014, 0.030),
        horizon=(0.016, 0.016, 0.034),
        below=(0.010, 0.010, 0.022),
        sun=sun,
        sun_colour=(60.0, 56.0, 50.0),
        sun_size=0.016,
        glow=0.06,
        clouds=0.0,
        wisps=0.0,
        seed=seed % 1000,
    )
    scene = Scene(shot.view, light, sky, exposure=0.1)
    scene.meshes += [_vault(seed, hue), *_planets(stage, shot)]
    actor.enter(scene)
    scene.focus, scene.blur = shot.focus, 0.0
    scene.shadow_centre, scene.shadow_size = lambda t: (actor.bounds.base(t)[0], actor.bounds.base(t)[2]), 8.0
    d = max(shot.distance, 1.0)
    scene.particles.append(
        Particles(
            "dot",
            170,
            (2.2 * d, 1.6 * d, 2.2 * d),
            (-0.07 * d, 0.004 * d, -0.03 * d),
            0.004 * d,
            (0.9, 0.95, 1.1),
            0.5,
            wander=0.02 * d,
            glow=True,
            lowest=-1e4,
            seed=seed,
        )
    )
    return scene


def _unit(x: float, y: float, z: float) -> RGB:
    k = math.sqrt(x * x + y * y + z * z)
    return (x / k, y / k, z / k)


def _gas(kind: int) -> dict[str, npt.NDArray[np.float32]]:
    """Clouds of gas as four tiling maps (512, 1024): two veils, dark dust, the glow of their edges."""
    wide = [
        cv2.resize(fractal(9000 + 11 * kind + i, 512, f, low=1.0), (1024, 512))
        for i, f in enumerate((1.55, 1.7, 1.3))
    ]
    veins = 1 - np.abs(2 * wide[0] - 1)
    first = np.clip((wide[0] - 0.50) / 0.5, 0, 1) ** 1.6 * (0.4 + 0.6 * wide[2])
    second = np.clip((wide[1] - 0.45) / 0.55, 0, 1) ** 1.5 * (0.35 + 0.65 * wide[2])
    dust = np.clip((wide[2] - 0.55) / 0.3, 0, 1) * np.clip((veins - 0.2) * 1.6, 0, 1)
    return {
        "first": first,
        "second": second,
        "dust": dust,
        "edge": np.clip((veins - 0.80) / 0.2, 0, 1) * second,
    }


def _vault(seed: int, hue: tuple[RGB, RGB]) -> Mesh:
    """The sky as the inside of a ball: gas and stars of every size, the tile three times around."""
    kind = seed % 5
    gas = baked("nebula", 2, {"kind": kind}, lambda: _gas(kind))

    def grown(name: str) -> npt.NDArray[np.float32]:
        return np.asarray(
            cv2.resize(gas[name], (2048, 1024), interpolation=cv2.INTER_CUBIC), np.float32
        ).clip(0, 1)[..., None]

    a, b = np.array(hue[0], np.float32), np.array(hue[1], np.float32)
    image = 0.010 + 0.55 * a * grown("first") + 0.60 * b * grown("second") + 0.25 * (a + b) * grown("edge")
    image = image * (1 - 0.80 * grown("dust"))
    rng = np.random.default_rng([seed & 0xFFFF, 911])
    n = 5200
    x, y = rng.integers(1, 2047, n), rng.integers(1, 1023, n)
    power = rng.random(n) ** 7
    warm = rng.normal(0, 1, (n, 1)) * np.array([0.10, 0.0, -0.12])
    # Added in squares of one pixel, the bright ones with a halo.
    image[y, x] += (0.10 + 0.9 * power)[:, None] * (1 + warm)
    for i in np.flatnonzero(power > 0.55):
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            image[y[i] + dy, x[i] + dx] += 0.42 * power[i] * (1 + warm[i])
    # Evenly lit: every normal looks the same way, which also keeps the rim light off it.
    material = Material(
        (1.05, 1.05, 1.05), texture=Texture.colour(image.clip(0, 1).astype(np.float32)), fog=0.0
    )
    ball = sphere(FAR, material, 48, casts=False).moved((0.0, -FAR, 0.0))
    uv = ball.uv * np.array([3.0, 1.5], np.float32) if ball.uv is not None else None
    up = np.tile(np.array([0.0, 1.0, 0.0], np.float32), (len(ball.vertices), 1))
    return Mesh(ball.vertices, ball.faces[:, ::-1].copy(), up, material, uv=uv)


def _planets(stage: Stage, shot: Shot) -> list[Mesh]:
    """A planet where the first view has room for it, and a small moon; the Earth when it is spoken of."""
    words = f"{stage.words} {stage.prompt.text}".lower()
    view = shot.view(0.5 * stage.seconds, 1600, round(1600 / stage.ratio))
    rng = stage.random("planet")
    side = float(rng.choice([-1.0, 1.0], p=[0.3, 0.7]))

    def place(across: float, up: float, away: float) -> npt.NDArray[np.float64]:
        ray = np.array([across, up, view.focal]) @ view.rotation
        return np.asarray(view.position + ray / np.linalg.norm(ray) * away)

    half = 0.5 * stage.ratio
    big = min(0.34, 0.40 * stage.ratio)
    at = place(side * (half - 0.55 * big), 0.20, 3000.0)
    radius = big / view.focal * 3000.0
    earth = "earth" in words or "orbit" in words or rng.random() < 0.3
    body = globe(radius, stage.spec.seed) if earth else sphere(radius, _giant(stage), 72, casts=False)
    made = [body.moved((float(at[0]), float(at[1] - radius), float(at[2])), turn=0.6)]
    at = place(-side * half * 0.62, 0.30, 3400.0)
    small = 0.045 * 3400.0 / view.focal
    grey = fractal(921, 512, 1.2, low=3.0)
    rock = Material(
        (0.34, 0.32, 0.30), texture=Texture.colour(np.repeat((0.5 + 0.5 * grey)[..., None], 3, 2)), fog=0.0
    )
    made.append(
        sphere(small, rock, 32, casts=False).moved((float(at[0]), float(at[1] - small), float(at[2])))
    )
    return made


def _giant(stage: Stage) -> Material:
    """Banded clouds of a gas giant."""
    rng = stage.random("giant")
    swirl = fractal(922, 512, 1.5, low=2.0, stretch=3.0)
    y = np.linspace(0, 1, 512)[:, None] + 0.020 * (swirl - 0.5)
    band = np.zeros((512, 512))
    for wave in (5.0, 9.0, 17.0, 31.0):
        band += np.sin(2 * np.pi * (wave * y + rng.random())) / wave**0.45
    band = 0.5 + 0.5 * band / np.abs(band).max()
    pairs = (
        ((0.72, 0.52, 0.34), (0.36, 0.20, 0.12)),
        ((0.34, 0.52, 0.66), (0.10, 0.20, 0.40)),
        ((0.66, 0.44, 0.52), (0.28, 0.14, 0.30)),
    )
    pale, dark = (np.array(c) for c in pairs[int(rng.integers(0, 3))])
    tint = dark + (pale - dark) * (0.8 * band + 0.2 * swirl)[..., None]
    return Material((1.0, 1.0, 1.0), texture=Texture.colour(tint.astype(np.float32)), fog=0.0)
