"""A city street: houses, shops and signs on both sides, traffic and passers-by, dry by day or shining in
the rain."""

from __future__ import annotations

from dataclasses import replace

from reelwright.previs.city.air import RAINY, city_air, darkness, hour
from reelwright.previs.city.canyon import end_glow, rows, skyline_end
from reelwright.previs.city.halo import Steam
from reelwright.previs.city.performance import Aim, leading, unled
from reelwright.previs.city.rain import splashes
from reelwright.previs.city.relit import Relit
from reelwright.previs.city.stock import City
from reelwright.previs.city.street import Street, cables, lamps, pave
from reelwright.previs.city.traffic import crowd, in_street_light, traffic
from reelwright.previs.scene import Scene
from reelwright.previs.stage import Stage
from reelwright.previs.weather import falling
from reelwright.story.vocabulary import Family, Weather

FAMILIES = (Family.CITY_STREET,)


def build(stage: Stage) -> Scene:
    """The street along z; without a subject the camera composes for its vanishing point."""
    time, weather = hour(stage), stage.prompt.weather
    dark = darkness(time, weather)
    words = f"{stage.words} {stage.prompt.text}".lower()
    wet = 1.0 if weather in RAINY or (dark > 0.9 and weather is not Weather.SNOW) else 0.0
    street = replace(_street(words, wet), snow=weather is Weather.SNOW)
    air = city_air(stage, 22.0 if dark > 0.1 else -150.0)
    city = City(air.light, dark, stage.random("city"))
    neon = any(w in words for w in ("neon", "tokyo", "times square", "cyberpunk", "alley"))
    busy = 1.0 if neon else 0.35 if dark > 0.3 else 0.2
    canyon = rows(city, street, busy)
    skyline_end(city, street)
    halos = lamps(city, street)
    if street.alley or busy > 0.3:
        cables(city, street, None)
    aim: Aim = leading(stage, street, dark) if stage.prompt.subject else unled(stage, street)
    scene = Scene(aim.view, air.light, air.sky, air.air_glow, exposure=air.exposure)
    many = any(w in words for w in ("crowd", "busy", "bustling", "rush"))
    volume = (
        city.emitters.volume(
            (-street.wall - 2, 0.0, street.near), (street.wall + 2, 30.0, min(street.far, 150.0))
        )
        if dark > 0.05
        else None
    )
    scene.meshes += traffic(city, street, stage, aim, halos, volume)
    scene.meshes += crowd(city, street, stage, aim, many, volume)
    shade = canyon.lit(city, volume)
    walls = tuple(city.walls.values()) if dark < 0.5 else ()
    scene.meshes += city.masonry.meshes(shade, walls, city.plain)
    ground, plain = pave(city, street)
    scene.meshes += ground.meshes(shade, (), plain)
    if aim.actor is not None:
        actor = aim.actor
        scene.meshes += [
            in_street_light(city, volume, m, actor.bounds.base(0.5 * stage.seconds)) for m in actor.meshes
        ]
        scene.layers += [
            Relit(layer, volume, actor.bounds.base) if volume and dark > 0.5 else layer
            for layer in actor.layers
        ]
    scene.layers += [*halos, *end_glow(city, street)]
    if dark > 0.5 and weather is not Weather.SNOW:
        fog = air.light.fog_colour
        for x, z in ((-street.road * 0.45, 26.0), (street.road * 0.5, 58.0)):
            scene.layers += [
                Steam(x, z, i / 6, (fog[0] * 1.6 + 0.05, fog[1] * 1.6 + 0.05, fog[2] * 1.5 + 0.05))
                for i in range(6)
            ]
    if wet:
        scene.mirror, scene.mirror_smear = 0.0, 0.035
    if weather in RAINY:
        scene.particles += falling(weather, stage.spec.seed, 0.55 if dark > 0.5 else 1.0)
        scene.meshes.append(splashes(city, street, float(aim.middle), stage.spec.seed))
    else:
        scene.particles += falling(weather, stage.spec.seed)
    scene.focus, scene.blur = aim.focus, aim.blur
    scene.shadow_centre, scene.shadow_size = lambda t: (0.0, float(aim.middle) + 40.0), 130.0
    if aim.actor is not None and dark > 0.3:
        bounds = aim.actor.bounds
        scene.shadow_centre, scene.shadow_size = lambda t: (bounds.base(t)[0], bounds.base(t)[2]), 26.0
    return scene


def _street(words: str, wet: float) -> Street:
    if any(w in words for w in ("alley", "lane", "backstreet", "passage")):
        return Street(2.3, 3.3, -26.0, 128.0, wet)
    if any(w in words for w in ("avenue", "boulevard", "times square", "broadway", "square")):
        return Street(9.5, 15.0, -34.0, 200.0, wet)
    return Street(6.6, 10.2, -34.0, 185.0, wet)
