"""The neutral stage: a soft floor under a soft sky, for places that nothing else draws."""

from __future__ import annotations

import numpy as np

from reelwright.previs.atmosphere import atmosphere
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import grid
from reelwright.previs.noise import fractal
from reelwright.previs.scene import Particles, Scene
from reelwright.previs.stage import Stage
from reelwright.previs.weather import falling
from reelwright.story.vocabulary import Family

FAMILIES = (Family.ABSTRACT, Family.STUDIO)


def build(stage: Stage) -> Scene:
    """A floor that melts into the horizon, lit for the time of day."""
    actor = stage.actor()
    shot = stage.compose(actor.bounds, azimuth=0.35 if not actor.speed else 0.0)
    air = atmosphere(stage.prompt.time, stage.prompt.weather, seed=stage.spec.seed)
    noise = Texture.values(fractal(11, 256, 1.8))
    r, g, b = (0.5 * c + 0.21 for c in air.sky.horizon)
    floor = Material(
        albedo=(r, g, b),
        macro=noise,
        macro_albedo=(0.82 * r, 0.82 * g, 0.82 * b),
        macro_scale=9.0,
        specular=0.04,
        roughness=0.45,
        shadowed=True,
        mapping="ground",
    )
    edge = np.array([-600.0, -60.0, 0.0, 60.0, 600.0])
    scene = Scene(shot.view, air.light, air.sky, air.air_glow)
    scene.meshes.append(grid(edge, edge, 0.0, floor))
    actor.enter(scene)
    scene.exposure = air.exposure
    scene.focus, scene.blur = shot.focus, shot.blur(0.6)
    size = max(actor.bounds.height * 14, 6.0)
    scene.shadow_size = size
    scene.shadow_centre = lambda t: (actor.bounds.base(t)[0], actor.bounds.base(t)[2])
    scene.particles += falling(stage.prompt.weather, stage.spec.seed)
    d = max(shot.distance, 1.0)
    scene.particles.append(
        Particles(
            "dot",
            60,
            (2 * d, 1.2 * d, 2 * d),
            (0.01 * d, 0.004 * d, 0.0),
            0.008 * d,
            air.light.key,
            0.25,
            wander=0.05 * d,
            glow=True,
            seed=stage.spec.seed,
        )
    )
    return scene
