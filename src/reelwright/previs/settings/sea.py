"""The open sea, from a calm swell to a storm: the subject afloat, rolling with the waves under it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from reelwright.previs.atmosphere import Atmosphere, atmosphere
from reelwright.previs.composition import Bounds
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh
from reelwright.previs.noise import fractal
from reelwright.previs.scene import Particles, Scene
from reelwright.previs.stage import Actor, Stage
from reelwright.previs.waves import Swell, swell, water
from reelwright.previs.weather import falling
from reelwright.story.vocabulary import Family, ShotSize, Weather

FAMILIES = (Family.SEA, Family.LAKE, Family.HARBOUR)

ROUGH = ("storm", "rough", "wild", "raging", "huge wave", "heavy")
CALM = ("calm", "still", "quiet", "mirror", "lake", "harbour", "glassy")


def build(stage: Stage) -> Scene:
    """The subject on the water against the brightest part of the sky."""
    weather = stage.prompt.weather
    height, longest = _state(stage, weather)
    sea = swell(stage.random("sea"), height, longest)
    actor = stage.actor(heading=0.16)
    bounds = _room(actor.bounds, height)
    wide = None if stage.prompt.subject else stage.prompt.size or ShotSize.WIDE
    shot = stage.compose(bounds, size=wide, floor=0.9 + 0.75 * height, horizon=0.36)
    air = atmosphere(stage.prompt.time, weather, 14.0, seed=stage.spec.seed % 1000)
    air = _storm(air) if height > 2 else replace(air, light=replace(air.light, fog=0.3 * air.light.fog))
    scene = Scene(shot.view, air.light, air.sky, air.air_glow, exposure=air.exposure)
    xs = [float(shot.view(t, 16, 9).position[0]) for t in shot.instants()]
    zs = [float(shot.view(t, 16, 9).position[2]) for t in shot.instants()]
    fine = 0.42 if height < 1 else 0.6
    scene.meshes.append(
        water(sea, _water(height, longest), min(*xs, -6.0), max(*xs, 6.0), fine, near=min(*zs, -14.0) - 8.0)
    )
    if stage.prompt.subject:
        _float(actor, sea, height).enter(scene)
    scene.focus, scene.blur = shot.focus, shot.blur() * 0.35
    scene.shadow_size = 40.0
    scene.wind = 2.5 if height > 2 else 1.0
    scene.particles += falling(weather, stage.spec.seed)
    if height > 2:
        scene.particles.append(_spray(stage.spec.seed, air.light.sky))
    return scene


def _storm(air: Atmosphere) -> Atmosphere:
    """Heavy sky with one torn bright place low behind the subject; thin rain haze over dark water."""
    towards = math.radians(16.0), math.radians(13.0)
    gap = (
        math.sin(towards[0]) * math.cos(towards[1]),
        math.sin(towards[1]),
        math.cos(towards[0]) * math.cos(towards[1]),
    )
    light, sky = air.light, air.sky

    def dim(colour: tuple[float, float, float], by: float) -> tuple[float, float, float]:
        return (colour[0] * by, colour[1] * by, colour[2] * by)

    return replace(
        air,
        light=replace(
            light,
            direction=gap,
            key=dim(light.key, 1.5),
            sky=dim(light.sky, 0.75),
            fog_colour=dim(light.fog_colour, 0.42),
            fog=0.0055,
            rim=1.2,
        ),
        sky=replace(
            sky,
            zenith=dim(sky.zenith, 0.22),
            horizon=dim(sky.horizon, 0.30),
            sun=gap,
            sun_size=0.0,
            glow=0.6,
            glow_colour=dim(light.key, 0.9),
            clouds=0.62,
            cloud_lit=dim(sky.cloud_lit, 0.55),
            cloud_shade=dim(sky.cloud_shade, 0.30),
            cloud_scale=0.6,
        ),
        air_glow=(0.10, 0.10, 0.10),
        exposure=-0.1,
    )


def _state(stage: Stage, weather: Weather | None) -> tuple[float, float]:
    """Significant wave height and longest wave, metres, from the weather and the words."""
    words = f"{stage.words} {stage.prompt.text.lower()}"
    if weather is Weather.STORM or any(word in words for word in ROUGH):
        return 3.9, 50.0
    family = stage.prompt.setting.family if stage.prompt.setting else None
    if family in (Family.LAKE, Family.HARBOUR) or any(word in words for word in CALM):
        return 0.16, 7.0
    return (1.5, 30.0) if weather in (Weather.RAIN, Weather.CLOUD) else (0.75, 22.0)


def _room(bounds: Bounds, height: float) -> Bounds:
    """The box of the subject with the room it needs to heave."""
    lift = 0.3 * height
    base = bounds.base
    return replace(
        bounds,
        base=lambda t: (base(t)[0], base(t)[1] - lift, base(t)[2]),
        height=bounds.height + 2 * lift,
    )


def _water(height: float, longest: float) -> Material:
    """Dark water that mirrors the sky, with streaks of foam when it blows."""
    ripple = fractal(611, 512, 1.15, low=3.0)
    foam = fractal(612, 512, 1.15, low=3.0, stretch=2.6)
    veins = 1 - np.abs(fractal(613, 512, 1.5, low=4.0) - 0.5) * 2
    share = float(np.clip(height / 3.0, 0, 1))
    white = np.clip((foam - (0.94 - 0.30 * share)) / 0.10, 0, 1) * np.clip((veins - 0.66) / 0.22, 0, 1)
    white = (white * min(1.0, 0.25 + share))[..., None]
    deep = np.array([0.010, 0.030, 0.038], np.float32)
    tint = deep + (np.array([0.62, 0.66, 0.68], np.float32) - deep) * white
    return Material(
        (1.0, 1.0, 1.0),
        texture=Texture.colour(tint.astype(np.float32)),
        mapping="ground",
        scale=max(14.0, 0.45 * longest),
        bump=Texture.bump(ripple),
        bump_scale=3.4,
        bump_strength=0.10 + 0.07 * share,
        bump_drift=(0.05, 0.03),
        specular=0.024,
        roughness=0.10 + 0.08 * share,
        translucent=0.25,
        through=(0.05, 0.30, 0.30),
    )


def _float(actor: Actor, sea: Swell, height: float) -> Actor:
    """The actor's meshes heaving, pitching and rolling with the water at their place."""
    x, _, z = actor.bounds.base(0.0)
    length = max(actor.bounds.width, 1.0)
    heel = 0.10 if height > 1 else 0.04

    def placed(t: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        rise = 0.72 * sea.height(x, z, t)
        dx, dz = sea.slope(x, z, t, length)
        pitch, roll = 0.75 * math.atan(dx), -0.6 * math.atan(dz) + heel + 0.03 * math.sin(1.1 * t)
        c, s = math.cos(pitch), math.sin(pitch)
        k, m = math.cos(roll), math.sin(roll)
        tilt = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, k, -m], [0, m, k]])
        return tilt, np.array([x, rise, z])

    return replace(actor, meshes=[_carried(mesh, placed, (x, z)) for mesh in actor.meshes])


def _carried(mesh: Mesh, placed: object, pivot: tuple[float, float]) -> Mesh:
    """``mesh`` following a rigid motion about ``pivot`` on the water."""
    own = mesh.motion
    origin = np.array([pivot[0], 0.0, pivot[1]])

    def motion(t: float) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        vertices, normals = own(t) if own else (mesh.vertices, mesh.normals)
        tilt, at = placed(t)  # type: ignore[operator]
        return (
            ((vertices - origin) @ tilt.T + at).astype(np.float32),
            np.asarray(normals @ tilt.T, np.float32),
        )

    first, normals = motion(0.0)
    return replace(mesh, vertices=first, normals=normals, motion=motion)


def _spray(seed: int, colour: tuple[float, float, float]) -> Particles:
    """Torn-off drops that fly over the crests."""
    r, g, b = colour
    return Particles(
        "dot",
        420,
        (26.0, 5.0, 26.0),
        (-9.0, -1.2, 0.5),
        0.035,
        (1.6 * r, 1.6 * g, 1.6 * b),
        0.28,
        wander=0.5,
        glow=True,
        lowest=0.6,
        seed=seed + 7,
    )
