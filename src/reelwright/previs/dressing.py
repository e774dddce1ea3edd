"""Small things that dress a table: daisies, honeycomb, a vase of sunflowers, crumbs."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from reelwright.previs import flora
from reelwright.previs.art import Art, drawn
from reelwright.previs.material import Material
from reelwright.previs.mesh import Mesh, lathe, smooth_normals, sphere
from reelwright.previs.scene import Sprites

__all__ = ["bouquet", "crumbs", "daisy", "honeycomb"]

Point = tuple[float, float, float]


def daisy(
    at: Point, size: float, turn: float, petal: tuple[float, float, float] = (0.86, 0.84, 0.78)
) -> list[Mesh]:
    """A flower head lying on the table, ``size`` metres across."""
    r = size / 2
    vertices: list[npt.NDArray[np.float64]] = []
    faces: list[list[int]] = []
    shades: list[float] = []
    count = 15
    for i in range(count):
        a = turn + 2 * math.pi * i / count
        lift = 0.10 + 0.05 * math.sin(i * 2.4)
        out = np.array([math.sin(a), 0.0, math.cos(a)])
        side = np.array([math.cos(a), 0.0, -math.sin(a)])
        base = len(vertices)
        for along, wide, up in (
            (0.16, 0.05, 0.16),
            (0.45, 0.115, 0.21),
            (0.8, 0.13, 0.20),
            (1.0, 0.05, lift + 0.06),
        ):
            for k in (-1, 0, 1):
                vertices.append(
                    (out * along + side * wide * k) * r
                    + np.array([0, (up - (0.035 if k == 0 else 0)) * r, 0])
                )
                shades.append(0.72 + 0.32 * along if k else 0.66 + 0.3 * along)
        for j in range(3):
            for k in range(2):
                p = base + 3 * j + k
                faces += [[p, p + 3, p + 4], [p, p + 4, p + 1]]
    v = np.array(vertices, np.float32)
    f = np.array(faces, np.int32)
    n = smooth_normals(v, f)
    if float(n[:, 1].mean()) < 0:
        f, n = f[:, ::-1].copy(), -n
    white = Material(albedo=petal, translucent=0.5, through=petal, two_sided=True, roughness=0.7)
    colours = np.repeat(np.array(shades, np.float32)[:, None], 3, 1)
    petals = Mesh(v, f, n, white, colours=colours, casts=True).moved(at)
    eye = Material(albedo=(0.82, 0.42, 0.03), roughness=0.8)
    dome = [(r * 0.27 * math.cos(a), r * (0.16 + 0.17 * math.sin(a))) for a in np.linspace(0, math.pi / 2, 5)]
    return [petals, lathe(dome, eye, 16, casts=False).moved(at)]


def honeycomb(
    at: Point, cell: float, turn: float, rng: np.random.Generator, rows: int = 6, columns: int = 7
) -> list[Mesh]:
    """A broken piece of comb lying on the table; ``cell`` metres from wall to wall."""
    wax = Material(
        albedo=(0.80, 0.44, 0.085), specular=0.04, roughness=0.38, translucent=0.6, through=(1.0, 0.55, 0.10)
    )
    gold = Material(
        albedo=(0.85, 0.36, 0.02),
        specular=0.05,
        roughness=0.08,
        translucent=0.8,
        through=(1.0, 0.5, 0.05),
        fine=True,
    )
    deep, s = cell * 0.95, cell / math.sqrt(3)
    corner = [np.array([math.sin(k * math.pi / 3), math.cos(k * math.pi / 3)]) for k in range(6)]
    parts: tuple[list[npt.NDArray[np.float64]], list[list[int]]] = ([], [])
    pools: tuple[list[npt.NDArray[np.float64]], list[list[int]]] = ([], [])
    for j in range(rows):
        for i in range(columns):
            edge = math.hypot((i - columns / 2 + 0.5) / columns * 2, (j - rows / 2 + 0.5) / rows * 2)
            if edge > 0.95 + 0.25 * rng.random():
                continue
            c = np.array([(i + 0.5 * (j % 2)) * cell, j * cell * math.sqrt(3) / 2]) - [
                columns * cell / 2,
                rows * cell * 0.43,
            ]
            v, f = parts
            base = len(v)
            top = deep * (1 + 0.06 * rng.normal())
            for radius, height in ((1.0, 0.0), (1.0, top), (0.84, top * 1.01), (0.78, top * 0.6)):
                v += [np.array([c[0] + d[0] * s * radius, height, c[1] + d[1] * s * radius]) for d in corner]
            for ring in range(3):
                for k in range(6):
                    a, b = base + ring * 6 + k, base + ring * 6 + (k + 1) % 6
                    f += [[a, b, b + 6], [a, b + 6, a + 6]]
            full = top * (0.62 + 0.30 * (rng.random() < 0.7))
            v, f = pools
            base = len(v)
            v.append(np.array([c[0], full * 0.97, c[1]]))
            v += [np.array([c[0] + d[0] * s * 0.83, full, c[1] + d[1] * s * 0.83]) for d in corner]
            f += [[base, base + 1 + k, base + 1 + (k + 1) % 6] for k in range(6)]
    out = []
    for (v, f), material, smooth in ((parts, wax, False), (pools, gold, True)):
        vv, ff = np.array(v, np.float32), np.array(f, np.int32)
        if not smooth:  # every wall flat: corners of their own
            vv, ff = vv[ff.reshape(-1)], np.arange(ff.size, dtype=np.int32).reshape(-1, 3)
        n = smooth_normals(vv, ff)
        if smooth and float(n[:, 1].mean()) < 0:
            ff, n = ff[:, ::-1].copy(), -n
        material_two = Material(
            **{**{k: getattr(material, k) for k in material.__dataclass_fields__}, "two_sided": True}
        )
        out.append(Mesh(vv, ff, n, material_two, smooth=smooth, casts=True).moved(at, turn=turn))
    return out


def bouquet(at: Point, tall: float, rng: np.random.Generator, count: int = 5) -> tuple[list[Mesh], Sprites]:
    """Sunflowers in a glazed vase; ``tall`` metres to the flowers."""
    glaze = Material(albedo=(0.42, 0.50, 0.52), specular=0.05, roughness=0.2)
    k = tall * 0.46
    outline = [
        (0.0, 0.0),
        (0.26, 0.0),
        (0.30, 0.02),
        (0.40, 0.30),
        (0.37, 0.58),
        (0.22, 0.82),
        (0.20, 0.92),
        (0.25, 1.0),
        (0.22, 1.0),
        (0.17, 0.9),
    ]
    vase = lathe([(r * k, y * k) for r, y in outline], glaze, 40).moved(at)
    n = count
    fan = np.linspace(-1, 1, n)
    x = at[0] + 0.36 * tall * fan + rng.normal(0, 0.03, n) * tall
    z = at[2] + rng.uniform(-0.16, 0.10, n) * tall
    height = tall * rng.uniform(0.50, 0.62, n)
    foot = at[1] + tall * (0.40 - 0.12 * fan * fan) + 0.10 * tall * rng.random(n)
    positions = np.stack([x, foot, z], 1).astype(np.float32)
    flowers = tuple(_bloom(i) for i in range(0, 8, 2))
    return [vase], Sprites(
        flowers,
        positions,
        height.astype(np.float32),
        rng.integers(0, 4, n),
        flip=rng.random(n) < 0.5,
        sway=0.02,
        near=0.1,
        seed=int(rng.integers(1000)),
    )


def _bloom(kind: int) -> Art:
    """The upper part of a sunflower: the head with a leaf or two."""

    def top() -> npt.NDArray[np.uint8]:
        whole = flora.sunflower(kind).rgba
        part = whole[: int(whole.shape[0] * 0.36)]
        filled = np.flatnonzero((part[..., 3] > 8).any(0))
        return np.ascontiguousarray(part[:, filled[0] : filled[-1] + 1])

    return drawn(f"sunflower-top-{kind}", 1, top, relief=0.9, translucent=0.55)


def crumbs(
    centre: tuple[float, float],
    reach: float,
    count: int,
    rng: np.random.Generator,
    colour: tuple[float, float, float],
    large: float = 1.0,
) -> list[Mesh]:
    """Grains scattered on the table, as one mesh."""
    grain = sphere(
        0.5, Material(albedo=colour, specular=0.04, roughness=0.5), 6 if large == 1 else 12, casts=False
    )
    v, f, n = [], [], []
    for i in range(count):
        a, r = rng.uniform(0, 2 * math.pi), reach * (0.35 + 0.65 * math.sqrt(rng.random()))
        size = rng.uniform(0.008, 0.020) * large if large == 1 else rng.uniform(0.014, 0.017) * large
        m = grain.moved(
            (centre[0] + r * math.sin(a), 0.0, centre[1] + r * math.cos(a)),
            (size, size * 0.8, size * rng.uniform(1, 1.8)),
            rng.uniform(0, 6),
        )
        v.append(m.vertices)
        n.append(m.normals)
        f.append(m.faces + i * len(m.vertices))
    return [Mesh(np.concatenate(v), np.concatenate(f), np.concatenate(n), grain.material)]
