"""A sailing boat: wooden hull, cabin, mast with mainsail and jib, and a pennant that flies."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh, block, smooth_normals, tube
from reelwright.previs.stage import Prop, Stage
from reelwright.story.prompt import Subject

NOUNS = (
    "sailboat",
    "sailing boat",
    "yacht",
    "sailing ship",
    "sloop",
    "boat",
    "ship",
    "dinghy",
    "fishing boat",
)

LENGTH, BEAM, FREEBOARD, DRAUGHT = 9.0, 2.9, 1.05, 0.8
MAST, MAST_X = 12.2, 0.55
HULLS = {
    "red": (0.42, 0.03, 0.02),
    "blue": (0.02, 0.07, 0.24),
    "white": (0.75, 0.74, 0.70),
    "green": (0.02, 0.14, 0.08),
    "black": (0.02, 0.02, 0.025),
    "yellow": (0.70, 0.42, 0.04),
}


def build(stage: Stage, subject: Subject) -> Prop:
    """The boat afloat at y = 0, its bow towards +x; colour words paint the hull."""
    colour = next((HULLS[a] for a in subject.attributes if a in HULLS), (0.16, 0.065, 0.025))
    paint = Material(colour, specular=0.045, roughness=0.3)
    cream = Material((0.70, 0.62, 0.48), specular=0.04, roughness=0.4)
    timber = Material((0.30, 0.16, 0.07), texture=_planks(), scale=6.0, specular=0.03, roughness=0.5)
    spar = Material((0.34, 0.20, 0.09), specular=0.05, roughness=0.35)
    meshes = [
        _hull(paint),
        _rail(cream),
        _deck(timber),
        block((2.5, 0.55, 1.5), cream, 0.14, casts=False).moved((-0.75, FREEBOARD - 0.08, 0.0)),
        *(_porthole().moved((x, FREEBOARD + 0.2, -0.765)) for x in (-1.5, -0.75, 0.0)),
        tube([(MAST_X, 0.5, 0), (MAST_X, MAST, 0)], [0.085, 0.05], spar, 10, casts=False),
        tube([(MAST_X, 2.15, 0), (MAST_X - 4.5, 2.25, 0.75)], 0.06, spar, 8, casts=False),
        *_sails(),
        *_rigging(),
        _pennant(),
    ]
    return Prop(meshes, size=(LENGTH + 0.6, MAST + 0.6, BEAM))


def _planks() -> Texture:
    lines = np.ones((64, 64), np.float32)
    lines[::8] = 0.55
    return Texture.colour(np.repeat((lines * 0.9)[..., None], 3, 2))


def _station(u: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], ...]:
    """Half breadth, sheer height and keel depth along the hull, ``u`` 0 at the stern, 1 at the bow."""
    half = BEAM / 2 * np.clip(np.sin(np.pi * np.clip(0.28 + 0.72 * u, 0, 1)) ** 0.62, 0.012, 1)
    sheer = FREEBOARD * (0.92 + 0.55 * (u - 0.38) ** 2 / 0.38)
    keel = -DRAUGHT * np.clip(1 - ((u - 0.45) / 0.56) ** 2, 0.0, 1) ** 0.55
    return half, sheer, keel


def _hull(paint: Material) -> Mesh:
    """Both sides from keel to sheer as one lattice, and the transom."""
    u = np.linspace(0, 1, 40)
    half, sheer, keel = _station(u)
    v = np.linspace(-1, 1, 25)
    flare = np.abs(v) ** 0.55
    x = (u - 0.5)[:, None] * LENGTH * (0.90 + 0.10 * np.abs(v)[None, :] ** 1.5 * (u > 0.5)[:, None])
    y = keel[:, None] + (sheer - keel)[:, None] * np.abs(v)[None, :] ** 1.35
    z = half[:, None] * np.sign(v)[None, :] * flare[None, :]
    vertices = np.stack([np.broadcast_to(x, y.shape), y, z], -1).reshape(-1, 3)
    rows, columns = y.shape
    r, c = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = (r * columns + c).reshape(-1)
    faces = np.concatenate(
        [np.stack([a, a + columns, a + 1], 1), np.stack([a + 1, a + columns, a + columns + 1], 1)]
    )
    middle = len(vertices)
    shell = np.concatenate([vertices, [[vertices[:columns, 0].mean(), 0.4, 0.0]]]).astype(np.float32)
    back = np.stack([np.full(columns - 1, middle), np.arange(columns - 1), np.arange(1, columns)], 1)
    faces = np.concatenate([faces, back]).astype(np.int32)
    return Mesh(shell, faces, smooth_normals(shell, faces), replace(paint, two_sided=True))


def _edge() -> npt.NDArray[np.float64]:
    """Points of the sheer line, near side, stern to bow."""
    u = np.linspace(0, 1, 30)
    half, sheer, _ = _station(u)
    return np.stack([(u - 0.5) * LENGTH, sheer, half], 1)


def _rail(cream: Material) -> Mesh:
    edge = _edge()
    loop = np.concatenate([edge * (1, 1, -1), edge[::-1]])
    return tube([(float(x), float(y), float(z)) for x, y, z in loop], 0.055, cream, 6, casts=False)


def _deck(timber: Material) -> Mesh:
    edge = _edge() - (0, 0.12, 0)
    near, far = edge * (1, 1, -1), edge
    vertices = np.stack([near, far], 1).reshape(-1, 3).astype(np.float32)
    i = np.arange(len(edge) - 1) * 2
    faces = np.concatenate([np.stack([i, i + 1, i + 2], 1), np.stack([i + 1, i + 3, i + 2], 1)]).astype(
        np.int32
    )
    uv = np.stack([vertices[:, 2], vertices[:, 0] / 3], 1)
    normals = np.tile(np.array([[0, 1, 0]], np.float32), (len(vertices), 1))
    return Mesh(vertices, faces, normals, replace(timber, two_sided=True), uv=uv)


def _porthole() -> Mesh:
    glass = Material((0.02, 0.03, 0.04), specular=0.08, roughness=0.1, emissive=(0.5, 0.3, 0.1))
    return block((0.42, 0.2, 0.03), glass, 0.06, casts=False)


def _cloth() -> Material:
    """Canvas with seams, brighter where light comes through."""
    panel = np.ones((256, 64), np.float32)
    panel[::32] = 0.78
    panel[1::32] = 0.86
    return Material(
        (0.80, 0.76, 0.66),
        texture=Texture.colour(np.repeat(panel[..., None], 3, 2)),
        roughness=0.9,
        translucent=0.55,
        through=(1.0, 0.93, 0.78),
        two_sided=True,
    )


def _sail(
    luff: tuple[tuple[float, float, float], tuple[float, float, float]],
    clew: tuple[float, float, float],
    camber: float,
    roach: float,
    cloth: Material,
) -> Mesh:
    """A bellied triangle between its ``luff`` (foot, head) and its ``clew``; it breathes with the wind."""
    s = np.linspace(0, 1, 22)[:, None, None]
    c = np.linspace(0, 1, 14)[None, :, None]
    foot, head, corner = (np.array(p, np.float64) for p in (*luff, clew))
    leading = foot + (head - foot) * s
    trailing = corner + (head - corner) * s
    flat = leading + (trailing - leading) * c
    away = np.array([-1.0, 0.15, 0.0]) * roach * np.sin(np.pi * s) * c**2
    belly = np.sin(np.pi * c**0.8) * (1 - s**1.6)
    still = flat + away
    rows, columns = 22, 14
    r, k = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = (r * columns + k).reshape(-1)
    faces = np.concatenate(
        [np.stack([a, a + 1, a + columns], 1), np.stack([a + 1, a + columns + 1, a + columns], 1)]
    ).astype(np.int32)
    uv = np.stack(np.broadcast_arrays(c[..., 0] * 0.9, 1 - s[..., 0]), -1).reshape(-1, 2).astype(np.float32)

    def motion(t: float) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        gust = 1 + 0.10 * math.sin(1.7 * t) + 0.06 * math.sin(4.1 * t + 1)
        flutter = 0.05 * np.sin(9.0 * t - 7.0 * c + 3 * s) * c**3
        points = still + (belly * camber * gust + flutter) * np.array([0.0, 0.0, 1.0])
        vertices = points.reshape(-1, 3).astype(np.float32)
        return vertices, smooth_normals(vertices, faces)

    vertices, normals = motion(0.0)
    return Mesh(vertices, faces, normals, cloth, uv=uv, motion=motion)


def _sails() -> list[Mesh]:
    cloth = _cloth()
    main = _sail(
        ((MAST_X - 0.1, 2.3, 0), (MAST_X - 0.1, MAST - 0.4, 0)), (MAST_X - 4.4, 2.45, 0.72), 0.75, 0.7, cloth
    )
    jib = _sail(((4.35, 1.55, 0), (MAST_X + 0.15, MAST - 2.0, 0)), (MAST_X - 0.6, 2.0, 0.95), 0.6, 0.0, cloth)
    return [main, jib]


def _rigging() -> list[Mesh]:
    wire = Material((0.05, 0.05, 0.05), roughness=0.6)
    top = (MAST_X, MAST - 0.2, 0.0)
    ends = ((4.5, 1.55, 0.0), (-4.4, 1.2, 0.0), (MAST_X - 0.2, 1.1, -1.4), (MAST_X - 0.2, 1.1, 1.4))
    return [tube([end, top], 0.016, wire, 4, casts=False) for end in ends]


def _pennant() -> Mesh:
    """A small flag at the masthead, waving downwind."""
    red = Material((0.55, 0.03, 0.03), roughness=0.9, translucent=0.4, two_sided=True)
    columns = 16
    u = np.linspace(0, 1, columns)
    i = np.arange(columns - 1) * 2
    faces = np.concatenate([np.stack([i, i + 1, i + 2], 1), np.stack([i + 1, i + 3, i + 2], 1)]).astype(
        np.int32
    )

    def motion(t: float) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        x = MAST_X - 1.15 * u
        z = 0.13 * np.sin(8.5 * u - 11 * t) * u + 0.15 * u
        drop = 0.06 * np.sin(6 * u - 9 * t + 1) * u
        top = np.stack([x, MAST + 0.42 - 0.16 * u + drop, z], 1)
        low = np.stack([x, MAST + 0.02 + 0.16 * u + drop, z], 1)
        vertices = np.stack([top, low], 1).reshape(-1, 3).astype(np.float32)
        return vertices, smooth_normals(vertices, faces)

    vertices, normals = motion(0.0)
    return Mesh(vertices, faces, normals, red, motion=motion)
