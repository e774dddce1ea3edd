"""High in the sky: over a sea of clouds, towers of cumulus around, the sun above."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from reelwright.previs.atmosphere import Atmosphere, atmosphere
from reelwright.previs.bake import baked
from reelwright.previs.landscape import graded
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh, grid
from reelwright.previs.noise import fractal
from reelwright.previs.scene import Particles, Scene, Stars
from reelwright.previs.stage import Stage
from reelwright.previs.weather import falling
from reelwright.story.vocabulary import Family, ShotSize, TimeOfDay, Weather

FAMILIES = (Family.SKY,)
ALTITUDE = 60.0
DRIFT = 5.0


def build(stage: Stage) -> Scene:
    """The subject in the air; the clouds below drift past even when it stays where it is."""
    actor = stage.actor(at=(0.0, ALTITUDE, 0.0), heading=0.15)
    wide = None if stage.prompt.subject else stage.prompt.size or ShotSize.EXTREME_WIDE
    shot = stage.compose(actor.bounds, size=wide, floor=20.0, horizon=0.46, rise=0.10)
    air = _air(stage)
    scene = Scene(shot.view, air.light, air.sky, air.air_glow, exposure=air.exposure)
    middle = shot.bounds.base(0.5 * stage.seconds)[0]
    scene.meshes.append(_deck(stage, middle))
    actor.enter(scene)
    if air.stars:
        scene.stars = Stars(1400, 1.0, 0.4, stage.spec.seed)
    scene.focus, scene.blur = shot.focus, shot.blur() * 0.5
    scene.shadow_centre, scene.shadow_size = lambda t: (0.0, -1e5), 1.0
    scene.particles += [replace(p, lowest=-1e4) for p in falling(stage.prompt.weather, stage.spec.seed)]
    d = max(shot.distance, 2.0)
    scene.particles.append(
        Particles(
            "dot",
            60,
            (3 * d, 2 * d, 3 * d),
            (-0.5 * d, 0.0, 0.0),
            0.006 * d,
            air.light.sky,
            0.25,
            wander=0.05 * d,
            glow=True,
            lowest=-1e4,
            seed=stage.spec.seed,
        )
    )
    return scene


def _air(stage: Stage) -> Atmosphere:
    """Above the weather: thin air, bright fill from the clouds below."""
    azimuth = -120.0 if stage.prompt.time in (None, TimeOfDay.DAY) else 26.0
    air = atmosphere(stage.prompt.time, stage.prompt.weather, azimuth, seed=stage.spec.seed % 1000)
    light = air.light
    thick = stage.prompt.weather in (Weather.FOG, Weather.RAIN, Weather.STORM)
    bounce = tuple(0.35 * g + 0.25 * s for g, s in zip(light.ground, light.sky, strict=True))
    light = replace(light, fog=0.0016 if not thick else 0.005, ground=bounce, rim=0.25 * light.rim)  # type: ignore[arg-type]
    lift = 0.3 if stage.prompt.time is TimeOfDay.NIGHT else -0.22
    return replace(
        air, light=light, sky=replace(air.sky, clouds=min(air.sky.clouds, 0.30)), exposure=air.exposure + lift
    )


def _billows(kind: int) -> dict[str, npt.NDArray[np.float32]]:
    """Height of the cloud deck (512, 512), tiling: rounded heads on broad swells."""
    broad = fractal(9400 + kind, 512, 1.9, low=1.0, high=14.0)
    heads = np.abs(2 * fractal(9410 + kind, 512, 1.6, low=4.0, high=60.0) - 1)
    small = np.abs(2 * fractal(9420 + kind, 512, 1.3, low=14.0, high=160.0) - 1)
    lift = np.clip((broad - 0.35) / 0.65, 0, 1)
    height = 0.25 * broad + lift * (
        0.62 * np.sqrt(1 - (1 - heads) ** 2 * 0.98) * lift + 0.16 * np.sqrt(small)
    )
    return {"height": np.asarray(height, np.float32)}


def _deck(stage: Stage, middle: float) -> Mesh:
    """The deck as a height field that scrolls under its own grid."""
    kind = stage.spec.seed % 4
    tile = baked("billows", 1, {"kind": kind}, lambda: _billows(kind))["height"]
    x = graded(-110.0, 110.0, 2.6, 2600.0, 1.035)
    z = np.concatenate([np.arange(-60.0, 130.0, 2.6), 130.0 + np.cumsum(2.6 * 1.03 ** np.arange(125))])
    gx, gz = np.meshgrid(x, z)
    span = 420.0
    top = _at(tile, gx + middle, gz, span) * 46.0
    far = np.clip((gz - 300.0) / 900.0, 0, 1)
    height = top * (1 + 0.25 * far) - 4.0 - 14.0 * np.exp(-((gz / 60.0) ** 2))
    white = Material(
        (0.74, 0.75, 0.78),
        bump=Texture.bump(fractal(9431, 512, 1.3, low=4.0)),
        mapping="ground",
        bump_scale=38.0,
        bump_strength=0.34,
        translucent=0.30,
        through=(0.9, 0.92, 1.0),
        fog=1.0,
    )
    deck = grid(x + middle, z, height, white)

    def motion(t: float) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        return (deck.vertices + np.array([-DRIFT * (t - 0.5 * stage.seconds), 0.0, 0.0], np.float32)).astype(
            np.float32
        ), deck.normals

    return replace(deck, motion=motion)


def _at(tile: np.ndarray, x: np.ndarray, z: np.ndarray, span: float) -> np.ndarray:
    """The tile, ``span`` metres a side, bilinearly at (x, z)."""
    n = tile.shape[0]
    u, v = (x / span * n) % n, (z / span * n) % n
    i, j = u.astype(int), v.astype(int)
    fu, fv = u - i, v - j
    i0, i1, j0, j1 = i % n, (i + 1) % n, j % n, (j + 1) % n
    upper = tile[j0, i0] * (1 - fu) + tile[j0, i1] * fu
    lower = tile[j1, i0] * (1 - fu) + tile[j1, i1] * fu
    return np.asarray(upper * (1 - fv) + lower * fv)
