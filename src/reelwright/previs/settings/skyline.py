"""A skyline across the water: towers against the sky, their lights and the sky in the ripples."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from reelwright.previs.camera import ease, wander
from reelwright.previs.city.air import city_air, darkness, hour
from reelwright.previs.city.masonry import Frame, Masonry
from reelwright.previs.city.metropolis import metropolis
from reelwright.previs.city.surfaces import paving, ripples
from reelwright.previs.material import Material
from reelwright.previs.mesh import Mesh, grid
from reelwright.previs.scene import Scene
from reelwright.previs.stage import Stage
from reelwright.previs.view import View
from reelwright.previs.weather import falling
from reelwright.story.vocabulary import Camera, Family, TimeOfDay, Weather

FAMILIES = (Family.SKYLINE,)

WATER, NEAR = -20.0, 620.0
RAINY = (Weather.RAIN, Weather.STORM)


def build(stage: Stage) -> Scene:
    """The city from the other shore; a subject stands on a terrace before it."""
    time, weather = hour(stage), stage.prompt.weather
    dark = darkness(time, weather)
    side = -1.0 if stage.spec.seed % 2 else 1.0
    air = city_air(stage, side * 13.0 if time is not TimeOfDay.DAY else -140.0)
    thick = {
        Weather.FOG: 0.0015,
        Weather.RAIN: 0.0013,
        Weather.STORM: 0.0016,
        Weather.SNOW: 0.0018,
        Weather.DUST: 0.0016,
    }
    haze = thick.get(weather, 0.00040) if weather else 0.00040
    scene = Scene(
        lambda t, w, h: View.aimed((0, 0, 0), 0, 0, 0, 1, w, h),
        replace(air.light, fog=haze * (0.55 if time is TimeOfDay.DAY else 1.0)),
        air.sky,
        (0.5 * air.air_glow[0], 0.5 * air.air_glow[1], 0.5 * air.air_glow[2]),
        exposure=air.exposure
        + (0.35 if time is TimeOfDay.NIGHT else -0.3 if time is TimeOfDay.DAY else -0.15),
    )
    towers = metropolis(stage.random("metropolis"), air.light, dark, NEAR, WATER)
    scene.meshes += [*_shore(scene, dark, stage), *towers.meshes(), _water(time)]
    scene.mirror, scene.mirror_smear = WATER, 0.03
    if stage.prompt.subject is None:
        scene.camera = _unled(stage)
    else:
        actor = stage.actor(heading=0.25)
        shot = stage.compose(actor.bounds, floor=0.6, horizon=0.56)
        scene.camera = shot.view
        actor.enter(scene)
        scene.focus, scene.blur = shot.focus, shot.blur(0.7)
        scene.shadow_centre, scene.shadow_size = (
            lambda t: (actor.bounds.base(t)[0], actor.bounds.base(t)[2]),
            24.0,
        )
        reach = [float(shot.view(t, 16, 9).position[2]) for t in shot.instants()]
        scene.meshes += _terrace(actor.bounds.depth, min(reach))
        if reach[0] < -40:
            scene.mirror = WATER
    scene.particles += falling(weather, stage.spec.seed, 0.6 if dark > 0.5 else 1.0)
    return scene


def _water(time: TimeOfDay) -> Mesh:
    deep = (0.010, 0.022, 0.030) if time is not TimeOfDay.NIGHT else (0.004, 0.006, 0.012)
    sea = Material(
        deep,
        mapping="ground",
        bump=ripples(),
        bump_scale=19.0,
        bump_strength=0.055,
        bump_drift=(0.035, 0.05),
        specular=0.05,
        roughness=0.06,
        mirror=0.96,
        ripple=0.30,
    )
    x = np.array([-3000.0, -900.0, -200.0, 0.0, 200.0, 900.0, 3000.0])
    z = np.array([-400.0, 0.0, 60.0, 160.0, 320.0, NEAR - 18])
    return grid(x, z, WATER, sea)


def _shore(scene: Scene, dark: float, stage: Stage) -> list[Mesh]:
    """The embankment at the foot of the towers, its trees and its row of lamps."""
    rng = stage.random("shore")
    m = Masonry()
    stone = Material((1, 1, 1), roughness=0.9)
    wall = Frame.of((-1600.0, WATER, NEAR - 20), "-z")
    m.boxes(wall, stone, [[0, 0, -900]], [[3200, 4.0, 0]], (0.16, 0.15, 0.14), "ft")
    x = np.sort(rng.uniform(200, 3000, 700))
    tall = rng.uniform(3, 9, 700)
    m.boxes(
        wall,
        stone,
        np.stack([x, 0 * x + 4, 0 * x - 7], 1),
        np.stack([x + rng.uniform(2, 5, 700), 4 + tall, 0 * x - 3], 1),
        np.array((0.060, 0.075, 0.045)) * rng.uniform(0.7, 1.5, (700, 1)),
        "frl",
    )
    blocks = np.arange(150.0, 3050.0, 46.0)
    high = rng.uniform(12, 30, len(blocks))
    m.boxes(
        wall,
        stone,
        np.stack([blocks, 0 * blocks + 4, 0 * blocks - 19], 1),
        np.stack([blocks + rng.uniform(28, 46, len(blocks)), high, 0 * blocks - 8], 1),
        np.array((0.26, 0.23, 0.20)) * rng.uniform(0.6, 1.2, (len(blocks), 1)),
        "frlt",
    )
    lights = np.arange(220.0, 2980.0, 23.0)
    light = scene.light
    amb = np.maximum(0.5 * (np.array(light.sky) + np.array(light.ground)), 1e-3)
    low = np.stack([lights, 0 * lights + 8.2, 0 * lights + 0.2], 1)
    m.boxes(
        wall,
        stone,
        low,
        low + np.array([1.5, 1.5, 0.4]),
        np.array((1.0, 0.72, 0.40)) / amb * (0.1 + 3.2 * dark),
        "f",
    )
    return m.meshes()


def _terrace(depth: float, back: float) -> list[Mesh]:
    """Where a subject stands: slabs to a railing of glass."""
    m = Masonry()
    slabs = Material((0.34, 0.33, 0.31), paving(), "ground", 3.0, specular=0.03, roughness=0.4, shadowed=True)
    steel = Material((0.20, 0.20, 0.21), specular=0.3, roughness=0.3)
    edge = max(2.2, depth + 1.6)
    near = min(back - 6.0, -12.0)
    for x0 in np.arange(-60.0, 60.0, 12.0):
        for z0 in np.linspace(near, edge, 6)[:-1]:
            z1 = z0 + (edge - near) / 5
            m.faces(slabs, np.array([[[x0, 0, z0], [x0 + 12, 0, z0], [x0 + 12, 0, z1], [x0, 0, z1]]]))
    rail = Frame.of((-60.0, 0.0, edge), "-z")
    m.boxes(
        rail,
        steel,
        [[0, 1.02, -0.05], [0, 0.10, -0.03], [0, 0.55, -0.02]],
        [[120, 1.08, 0.02], [120, 0.14, 0.0], [120, 0.57, 0.0]],
    )
    posts = np.arange(0.0, 120.0, 1.6)
    m.boxes(
        rail,
        steel,
        np.stack([posts, 0 * posts, 0 * posts - 0.04], 1),
        np.stack([posts + 0.05, 0 * posts + 1.05, 0 * posts + 0.01], 1),
        (1, 1, 1),
        "frl",
    )
    return m.meshes()


def _unled(stage: Stage) -> Callable[[float, int, int], View]:
    """The city alone: its foot on the lower third, the water before it."""
    move, seconds, seed = stage.prompt.camera, max(stage.seconds, 0.1), stage.spec.seed
    focal = 1.0 if stage.ratio > 1.2 else 0.86 if stage.ratio > 0.8 else 0.80
    way = -1.0 if seed % 2 else 1.0

    def view(t: float, width: int, height: int) -> View:
        s = ease(t / seconds)
        x, y, z, yaw, pitch, f, roll = way * 40.0, 14.0, 0.0, 0.0, 0.075, focal, 0.0
        if move is Camera.DRONE:
            x, y, z, yaw, pitch = (
                way * (120 - 150 * s),
                150 - 95 * s,
                -40 + 190 * s,
                -way * (0.12 - 0.14 * s),
                -0.05 + 0.09 * s,
            )
        elif move in (Camera.PAN_LEFT, Camera.PAN_RIGHT):
            yaw = (0.32 - 0.64 * s) * (1 if move is Camera.PAN_LEFT else -1)
        elif move in (Camera.TILT_UP, Camera.TILT_DOWN):
            pitch = -0.10 + 0.26 * (s if move is Camera.TILT_UP else 1 - s)
        elif move is Camera.CRANE:
            y, pitch = -12.0 + 90 * s, 0.09 - 0.07 * s
        elif move is Camera.ORBIT:
            a = way * (0.30 - 0.6 * s)
            x, z, yaw = 520 * math.sin(a), 120 - 120 * math.cos(a), -a * 0.75
        elif move is Camera.TRACKING:
            x += way * (70 - 140 * s)
        elif move in (Camera.ZOOM_IN, Camera.ZOOM_OUT):
            f = focal * (1.0 + 0.7 * (s if move is Camera.ZOOM_IN else 1 - s))
        elif move is Camera.DOLLY_OUT:
            z = 110 - 110 * s
        elif move is Camera.HANDHELD:
            yaw, pitch, roll = (
                0.012 * wander(t * 0.8, 2.9),
                pitch + 0.008 * wander(t * 0.8, 5.1),
                0.005 * wander(t, 7.7),
            )
        elif move is not Camera.STATIC:
            z = (110.0 if move is Camera.DOLLY_IN else 45.0) * s
        return View.aimed((x, y, z), yaw, pitch, roll, f, width, height)

    return view
