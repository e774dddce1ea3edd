"""A photographer's studio: a seamless sweep of paper, softboxes, and the subject alone."""

from __future__ import annotations

import math

import numpy as np

from reelwright.previs.composition import Bounds
from reelwright.previs.decal import Contact, Gloss, table_light
from reelwright.previs.kitchen import surroundings
from reelwright.previs.light import Light
from reelwright.previs.material import Material
from reelwright.previs.mesh import Mesh, smooth_normals
from reelwright.previs.product import Product, company, product
from reelwright.previs.room import room_for
from reelwright.previs.scene import Lamp, Particles, Scene
from reelwright.previs.settings.tabletop import copy_side, framed
from reelwright.previs.sky import Sky
from reelwright.previs.stage import Stage
from reelwright.story.vocabulary import Family, TimeOfDay

FAMILIES = (Family.STUDIO,)

RGB = tuple[float, float, float]
PAPERS: dict[str, RGB] = {
    "white": (0.78, 0.78, 0.78),
    "black": (0.035, 0.035, 0.04),
    "grey": (0.30, 0.31, 0.33),
    "gray": (0.30, 0.31, 0.33),
    "red": (0.52, 0.045, 0.04),
    "blue": (0.06, 0.15, 0.42),
    "green": (0.08, 0.28, 0.13),
    "pink": (0.75, 0.34, 0.40),
    "yellow": (0.80, 0.52, 0.06),
    "orange": (0.78, 0.27, 0.04),
    "purple": (0.22, 0.08, 0.36),
    "teal": (0.03, 0.28, 0.30),
    "beige": (0.62, 0.50, 0.36),
    "warm": (0.60, 0.40, 0.22),
    "cream": (0.74, 0.66, 0.52),
    "golden": (0.66, 0.40, 0.10),
    "dark": (0.05, 0.05, 0.06),
}


def build(stage: Stage) -> Scene:
    """The subject on the sweep; products are five times their size, figures are their own."""
    words = " ".join([stage.words, stage.prompt.text.lower()])
    calm = copy_side(stage, words)
    hero = product(stage)
    paper = next((c for w, c in PAPERS.items() if w in words), None)
    if paper is None:
        choices = [PAPERS[k] for k in ("grey", "cream", "teal", "beige", "blue")]
        paper = choices[int(stage.random("paper").integers(len(choices)))]
    night = stage.prompt.time is TimeOfDay.NIGHT or any(
        w in words for w in ("dark", "black", "moody", "dramatic")
    )
    key: RGB = (1.9, 1.72, 1.45) if "warm" in words else (1.75, 1.72, 1.68)
    d = np.array([-0.55, 0.78, -0.30])
    d /= np.linalg.norm(d)
    low = 0.5 if night else 1.0
    light = Light(
        (float(d[0]), float(d[1]), float(d[2])),
        key,
        (0.34 * low, 0.36 * low, 0.40 * low),
        (0.22 * low, 0.21 * low, 0.20 * low),
        paper,
        0.0,
        0.3,
        0.68,
    )
    size = max(hero.bounds.height, hero.bounds.width * 0.7)
    k = max(1.0, size / 0.6)
    shot = framed(stage, hero, calm)
    box: RGB = (key[0] * 5.0, key[1] * 5.0, key[2] * 5.0)
    sky = Sky(
        zenith=(0.26, 0.27, 0.29),
        horizon=(0.25 * paper[0] + 0.08, 0.25 * paper[1] + 0.08, 0.25 * paper[2] + 0.08),
        haze=0.6,
        below=tuple(0.5 * c for c in paper),  # type: ignore[arg-type]
        sun_size=0.0,
        glow=0.0,
        clouds=0.0,
        wisps=0.0,
        softbox=(
            ((-0.8, 0.55, -0.5), 0.38, box),
            ((0.95, 0.35, -0.15), 0.26, box),
            ((0.0, 1.0, 0.1), 0.3, box),
        ),
    )
    scene = Scene(shot.view, light, sky)
    scene.meshes.append(_sweep(paper, k))
    scene.lamps.append(Lamp((0.0, 1.9 * k, 2.6 * k), tuple(1.1 * c for c in key), 6.5 * k, 1.5 * k))  # type: ignore[arg-type]
    scene.lamps.append(Lamp((1.9 * k, 1.0 * k, -1.5 * k), (0.42, 0.44, 0.50), 6.0 * k, 1.8 * k))
    room = room_for(TimeOfDay.DAY, None, "", 0, 3)
    glass = _studio_room(surroundings(room), paper, key)
    under: RGB = (paper[0] * 0.8, paper[1] * 0.8, paper[2] * 0.8)
    hero.enter(scene, glass, under)
    beside = company(stage, hero, -1 if calm > 0 else 1)
    if beside is not None:
        beside.enter(scene, glass, under)
    solid = [*hero.meshes, *(beside.meshes if beside else [])]
    glassware = [*hero.vessels, *(beside.vessels if beside else [])]
    for vessel in glassware:
        scene.layers.append(Gloss(vessel.among(glass, under), 0.22))
    glasses = [(v, v.liquid.glow if v.fill > 0 else (0.0, 0.0, 0.0)) for v in glassware]
    scene.layers += [
        Contact(hero.meshes),
        table_light(solid, glasses, light, 2.8 * k, 0.0),
    ]
    scene.focus = lambda t: max(shot.focus(t) - hero.sharp * _depth(hero), 0.1)
    scene.blur = 0.012
    scene.shadow_centre = lambda t: hero.bounds.base(t)[::2]
    scene.shadow_size = 5.0 * k
    scene.particles.append(
        Particles(
            "dot",
            60,
            (3 * k, 2 * k, 3 * k),
            (0.01, 0.006, 0.0),
            0.008 * k,
            key,
            0.22,
            wander=0.1 * k,
            glow=True,
            lowest=0.05,
            seed=stage.spec.seed % 1000,
        )
    )
    return scene


def _depth(hero: Product) -> float:
    bounds: Bounds = hero.bounds
    return bounds.depth


def _sweep(paper: RGB, k: float) -> Mesh:
    """Floor, a wide curve, and the wall, as one sheet."""
    radius, back = 2.2, 2.0
    profile = [(-9.0, 0.0), (-4.0, 0.0), (-1.0, 0.0), (0.8, 0.0), (back, 0.0)]
    profile += [
        (back + radius * math.sin(a), radius - radius * math.cos(a))
        for a in np.linspace(0.12, math.pi / 2, 12)
    ]
    profile += [(back + radius, 4.5), (back + radius, 14.0)]
    x = np.linspace(-16, 16, 9)
    p = np.array(profile)
    v = (
        np.stack(
            [np.repeat(x[None], len(p), 0), np.repeat(p[:, 1:], 9, 1), np.repeat(p[:, :1], 9, 1)], -1
        ).reshape(-1, 3)
        * k
    )
    j, i = np.meshgrid(np.arange(len(p) - 1), np.arange(8), indexing="ij")
    q = (j * 9 + i).reshape(-1)
    f = np.concatenate([np.stack([q, q + 9, q + 10], 1), np.stack([q, q + 10, q + 1], 1)]).astype(np.int32)
    n = smooth_normals(v.astype(np.float32), f)
    if float(n[:, 1].sum()) < 0:
        f, n = f[:, ::-1].copy(), -n
    sheet = Material(albedo=paper, specular=0.03, roughness=0.55, shadowed=True, mapping="ground")
    return Mesh(v.astype(np.float32), f, n.astype(np.float32), sheet)


def _studio_room(base: np.ndarray, paper: RGB, key: RGB) -> np.ndarray:
    """Octahedral surroundings: paper all round, a tall softbox on each side and one above."""
    n = base.shape[0]
    axis = ((np.arange(n, dtype=np.float32) + 0.5) / n) * 2 - 1
    u, v = np.meshgrid(axis, axis)
    y = 1 - np.abs(u) - np.abs(v)
    fold = np.maximum(-y, 0)
    d = np.stack([u - np.sign(u) * fold, y, v - np.sign(v) * fold], -1)
    d /= np.linalg.norm(d, axis=-1, keepdims=True)
    side, rise = np.degrees(np.arctan2(d[..., 0], d[..., 2])), np.degrees(np.arcsin(d[..., 1]))
    tone = np.array(paper, np.float32)
    front = np.clip(-d[..., 2:3] * 1.5, 0, 1)
    out = tone * (0.75 + 0.5 * np.exp(-np.square(side / 50))[..., None]) * (1 - 0.75 * front)

    def box(a: float, b: float, low: float, high: float, strength: float) -> None:
        nonlocal out
        k = np.clip(np.minimum(side - a, b - side) / 2.0 + 0.5, 0, 1) * np.clip(
            np.minimum(rise - low, high - rise) / 2.0 + 0.5, 0, 1
        )
        out = out * (1 - k[..., None]) + k[..., None] * np.array(key, np.float32) * np.float32(strength)

    box(-116, -88, -16, 55, 6.5)
    box(96, 112, -16, 55, 4.5)
    box(-180, 180, 66, 91, 2.5)
    return np.ascontiguousarray(out.astype(np.float32))
