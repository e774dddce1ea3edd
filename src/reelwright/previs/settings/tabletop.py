"""A table top by a window: products and food, near, with the room soft behind them."""

from __future__ import annotations

import numpy as np

from reelwright.previs import dressing
from reelwright.previs.composition import Shot
from reelwright.previs.decal import Contact, Gloss, table_light
from reelwright.previs.kitchen import backdrop, surroundings
from reelwright.previs.mesh import Mesh, grid
from reelwright.previs.product import Product, company, product
from reelwright.previs.room import room_for, room_light, room_sky
from reelwright.previs.scene import Lamp, Particles, Scene
from reelwright.previs.stage import Stage
from reelwright.previs.wood import planks
from reelwright.story.vocabulary import Family, ShotSize

FAMILIES = (Family.TABLETOP,)

RISE = 0.085
FLOWERY = (
    "tea",
    "perfume",
    "jam",
    "juice",
    "soap",
    "lotion",
    "serum",
    "skincare",
    "cosmetic",
    "organic",
    "natural",
    "spring",
    "flower",
)


def build(stage: Stage) -> Scene:
    """The product in the middle of the table; everything is five times its real size."""
    words = " ".join([stage.words, stage.prompt.text.lower()])
    calm = copy_side(stage, words)
    room = room_for(stage.prompt.time, stage.prompt.weather, words, calm, stage.spec.seed)
    light = room_light(room)
    hero = product(stage)
    shot = framed(stage, hero, calm)
    scene = Scene(shot.view, light, room_sky(room))
    dark = any(w in words for w in ("dark wood", "walnut", "rustic"))
    wood = (
        planks((0.30, 0.165, 0.075), (0.13, 0.06, 0.026))
        if dark
        else planks((0.40, 0.20, 0.088), (0.17, 0.072, 0.028))
    )
    table = grid(np.linspace(-8, 8, 9), np.linspace(-4, 2.6, 6), 0.0, wood)
    scene.meshes += [table, backdrop(room, light)]
    front = tuple(0.85 * c for c in light.key)
    scene.lamps.append(Lamp((-1.9, 1.6, -2.3), front, 9.0, 2.4))  # type: ignore[arg-type]
    glass = surroundings(room)
    under = tuple(
        0.30 * c * (0.5 * k + f) for c, k, f in zip((1.0, 0.56, 0.26), light.key, light.sky, strict=True)
    )
    hero.enter(scene, glass, under)  # type: ignore[arg-type]
    beside = company(stage, hero, -1 if calm > 0 else 1)
    if beside is not None:
        beside.enter(scene, glass, under)  # type: ignore[arg-type]
    solid = [*hero.meshes, *(beside.meshes if beside else [])]
    glassware = [*hero.vessels, *(beside.vessels if beside else [])]
    for vessel in glassware:
        if vessel.fill > 0:
            scene.layers.append(Gloss(vessel.among(glass, under)))  # type: ignore[arg-type]
    comb = _dress(stage, scene, hero, words, calm)
    scene.layers.append(Contact(scene.meshes))
    glasses = [(v, v.liquid.glow if v.fill > 0 else (0.0, 0.0, 0.0)) for v in glassware]
    scene.layers.append(table_light([*solid, *comb], glasses, light, 2.2))
    scene.focus = lambda t: max(shot.focus(t) - hero.sharp * hero.bounds.depth, 0.1)
    scene.blur = 0.026
    scene.shadow_centre, scene.shadow_size = lambda t: (0.0, 0.3), 4.5
    key = light.key
    scene.particles.append(
        Particles(
            "dot",
            150,
            (3.6, 2.0, 3.4),
            (0.014, 0.008, 0.0),
            0.010,
            (key[0] * 0.8, key[1] * 0.8, key[2] * 0.8),
            0.42,
            wander=0.12,
            glow=True,
            lowest=0.05,
            seed=stage.spec.seed % 1000,
        )
    )
    return scene


def copy_side(stage: Stage, words: str) -> int:
    """Where room for words is wanted: 1 right, -1 left, 0 nowhere."""
    if "copy space left" in words or "space on the left" in words:
        return -1
    if "copy space" in words or "end card" in words or getattr(stage.spec, "purpose", None) == "end_card":
        return 1
    return 0


def framed(stage: Stage, hero: Product, calm: int) -> Shot:
    """The camera: low and near; the hero on a third when words stand beside it."""
    size = stage.prompt.size
    if calm and stage.ratio > 1.2:
        return stage.compose(
            hero.bounds, azimuth=0.06, floor=0.06, rise=RISE, side=-0.36 * calm, fill=0.62, size=ShotSize.FULL
        )
    bounds = hero.bounds
    if size is ShotSize.EXTREME_CLOSE_UP and hero.detail is not None:
        bounds = hero.detail
    return stage.compose(bounds, azimuth=0.10, floor=0.06, rise=RISE + hero.rise)


def _dress(stage: Stage, scene: Scene, hero: Product, words: str, calm: int) -> list[Mesh]:
    rng = stage.random("dressing")
    told = f"{words} {hero.noun}"
    honey = "honey" in told
    coffee = any(w in told for w in ("coffee", "espresso", "latte", "cappuccino"))
    flowers = honey or any(w in told for w in FLOWERY)
    meshes: list[Mesh] = []
    comb: list[Mesh] = []
    side = -1 if calm >= 0 else 1
    wide = max(hero.bounds.width, 0.3)
    vase, blooms = dressing.bouquet(
        (side * (0.95 + wide * 0.5) + rng.uniform(-0.1, 0.1), 0.0, 1.6), 0.80, rng
    )
    meshes += vase
    scene.sprites.append(blooms)
    if not calm:
        vase, blooms = dressing.bouquet((1.30 + wide + rng.uniform(-0.2, 0.2), 0.0, 2.0), 0.74, rng, 4)
        meshes += vase
        scene.sprites.append(blooms)
    if honey:
        at = (-side * (0.30 + wide * 0.72), 0.0, 0.20)
        comb = dressing.honeycomb(at, 0.050, rng.uniform(0.2, 0.7), rng, 7, 8)
    for i in range(9 if flowers else 0):
        s = 1 if i % 2 else -1
        x = s * (wide * 0.62 + 0.10 + abs(rng.normal(0, 0.30)))
        z = rng.uniform(-0.42, 0.45)
        if (calm and x * calm > wide) or (honey and x * -side > wide * 0.5 and z > 0.02):
            continue
        petal = (0.86, 0.84, 0.78) if rng.random() < 0.7 else (0.88, 0.66, 0.14)
        meshes += dressing.daisy((x, 0.0, z), rng.uniform(0.13, 0.18), rng.uniform(0, 6), petal)
    if honey:
        meshes += dressing.crumbs((0.05, -0.05), 0.75, 34, rng, (0.80, 0.48, 0.10))
    elif coffee:
        meshes += dressing.crumbs((0.0, -0.05), 0.85, 46, rng, (0.085, 0.036, 0.017), 2.4)
    scene.meshes += [*meshes, *comb]
    return comb
