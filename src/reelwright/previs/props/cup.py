"""A cup on a saucer, with coffee, tea or chocolate steaming in it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from reelwright.previs.bake import baked
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh, grid, lathe, tube
from reelwright.previs.noise import fractal
from reelwright.previs.stage import Prop, Stage
from reelwright.previs.steam import Steam
from reelwright.story.prompt import Subject

RISE = 0.30
FOCUS = 0.25
DETAIL = (0.15, 0.75)
NOUNS = (
    "cup",
    "coffee cup",
    "teacup",
    "tea cup",
    "mug",
    "coffee mug",
    "coffee",
    "espresso",
    "cappuccino",
    "latte",
    "tea",
    "green tea",
    "hot chocolate",
    "cocoa",
    "cup of coffee",
    "cup of tea",
    "matcha",
)

DRINKS = {
    "matcha": ((0.34, 0.44, 0.10), (0.52, 0.60, 0.24)),
    "green": ((0.45, 0.42, 0.07), (0.52, 0.50, 0.12)),
    "tea": ((0.30, 0.085, 0.015), (0.42, 0.14, 0.03)),
    "latte": ((0.45, 0.25, 0.13), (0.86, 0.74, 0.58)),
    "cappuccino": ((0.45, 0.25, 0.13), (0.86, 0.74, 0.58)),
    "choc": ((0.14, 0.055, 0.028), (0.24, 0.11, 0.06)),
    "cocoa": ((0.14, 0.055, 0.028), (0.24, 0.11, 0.06)),
    "coffee": ((0.050, 0.018, 0.008), (0.36, 0.185, 0.075)),
}
COLOURS = {
    "white": (0.82, 0.80, 0.76),
    "black": (0.03, 0.03, 0.03),
    "red": (0.60, 0.05, 0.04),
    "blue": (0.08, 0.17, 0.40),
    "green": (0.12, 0.28, 0.14),
    "yellow": (0.80, 0.55, 0.08),
    "pink": (0.75, 0.36, 0.40),
    "grey": (0.35, 0.35, 0.35),
}


def _surface(dark: tuple[float, float, float], foam: tuple[float, float, float]) -> dict[str, np.ndarray]:
    n = 256
    axis = (np.arange(n, dtype=np.float32) + 0.5) / n * 2 - 1
    x, y = np.meshgrid(axis, axis)
    r, a = np.hypot(x, y), np.arctan2(y, x)
    noise = fractal(17, n, 1.6, low=2.0)
    swirl = np.sin(3.0 * a + 7.0 * r + 5.0 * (noise - 0.5))
    cover = np.clip((r - 0.66) / 0.22 + 1.1 * (noise - 0.5) + 0.16 * swirl, 0, 1)
    if foam[1] > 0.6:  # milk poured in: a rosette
        cover = np.clip(0.5 + 1.5 * np.sin(9 * (y + 0.55 * np.abs(x)) + 2 * noise) * (r < 0.72), 0, 1)
    page = (
        np.array(dark, np.float32)
        + (np.array(foam, np.float32) - np.array(dark, np.float32)) * cover[..., None]
    )
    return {"page": Texture.colour(page.astype(np.float32)).pixels}


def _shaded(mesh: Mesh, reach: float, height: float) -> Mesh:
    """Darker within ``reach`` metres of the axis, or under ``height``: where little light gets in."""
    rho = np.hypot(mesh.vertices[:, 0], mesh.vertices[:, 2])
    open_air = np.clip(rho / reach, 0, 1) ** 2 if reach else np.clip(mesh.vertices[:, 1] / height, 0, 1)
    shade = (0.42 + 0.58 * open_air).astype(np.float32)
    return replace(mesh, colours=np.repeat(shade[:, None], 3, 1))


def build(stage: Stage, subject: Subject) -> Prop:
    """A cup 7 cm high."""
    words = f"{subject.noun} {' '.join(subject.attributes)} {stage.prompt.action or ''}".lower()
    dark, foam = next((v for k, v in DRINKS.items() if k in words), DRINKS["coffee"])
    colour = next(
        (v for k, v in COLOURS.items() if k in " ".join(subject.attributes).lower()), (0.80, 0.76, 0.69)
    )
    glaze = Material(albedo=colour, specular=0.05, roughness=0.14)
    r, h, lift = 0.041, 0.066, 0.008
    k = np.linspace(0, 1, 16)
    wall = [
        (r * (0.56 + 0.44 * math.sin(x * math.pi / 2) ** 0.85), lift + h * (0.05 + 0.95 * x**1.35)) for x in k
    ]
    inner = [(x * 0.93, max(y, lift + 0.006)) for x, y in wall][::-1]
    lip = [
        wall[-1],
        (r * 1.004, lift + h + 0.0010),
        (r * 0.985, lift + h + 0.0018),
        (r * 0.95, lift + h + 0.001),
        inner[0],
    ]
    saucer = [
        (0.0, 0.0),
        (0.030, 0.0),
        (0.034, 0.001),
        (0.052, 0.0055),
        (0.066, 0.0105),
        (0.0675, 0.0120),
        (0.066, 0.0128),
        (0.050, 0.0085),
        (0.034, 0.0055),
        (0.0, 0.005),
    ]
    a = np.linspace(-1.78, 1.62, 26)
    handle = [(r * 0.86 + 0.0215 * math.cos(x), lift + h * 0.56 + 0.021 * math.sin(x), 0.0) for x in a]
    made = baked("drink", 2, {"dark": dark, "foam": foam}, lambda: _surface(dark, foam))
    drink = Material(albedo=(1, 1, 1), texture=Texture(made["page"]), specular=0.035, roughness=0.07)
    level, rim = lift + h * 0.86, r * 0.915
    edge = np.linspace(-rim, rim, 25)
    meshes = [
        _shaded(lathe(saucer, glaze, 64), 0.052, 0.0),
        _shaded(lathe([(0.0, lift), *wall], glaze, 64), 0.0, lift + 0.35 * h),
        lathe(lip, glaze, 64),
        lathe([*inner, (0.0, lift + 0.006)], glaze, 48, casts=False),
        tube(handle, 0.0046, glaze, 14).moved(turn=0.45),
    ]
    pool = grid(edge, edge, level, drink)
    v = pool.vertices.copy()
    # A square sheet squeezed into the round.
    x, z = v[:, 0] / rim, v[:, 2] / rim
    v[:, 0], v[:, 2] = x * np.sqrt(1 - z * z / 2) * rim, z * np.sqrt(1 - x * x / 2) * rim
    assert pool.uv is not None
    meshes.append(Mesh(v, pool.faces, pool.normals, drink, uv=(pool.uv * 0.998 + 0.001).astype(np.float32)))
    hot = not any(w in words for w in ("iced", "cold", "ice "))
    layers = [Steam((0.0, level, 0.0), 0.085, 0.125)] if hot else []
    return Prop(meshes, (0.135, h + lift + 0.002, 0.135), layers)
