"""A wooden honey dipper over a bowl: honey runs off it in a ribbon and coils up below."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from reelwright.previs.material import Material
from reelwright.previs.mesh import Mesh, lathe, smooth_normals
from reelwright.previs.stage import Prop, Stage
from reelwright.previs.wood import turned
from reelwright.story.prompt import Subject

NOUNS = ("honey dipper", "dipper", "honey ribbon", "honey drizzle", "honey bowl", "bowl of honey")
SHOWS = ("bowl", "honey")
RISE = 0.10
FOCUS = 0.06
DETAIL = (0.10, 0.64)

Floats = npt.NDArray[np.float32]
LEVEL = 0.0285
"""Height of the honey in the bowl, metres."""
TIP = 0.074
"""Height at which the honey leaves the dipper."""
LEAN = 0.42


def honey_material() -> Material:
    """Thick honey: light comes through it, and the window glistens on it."""
    return Material(
        albedo=(0.55, 0.165, 0.005),
        specular=0.042,
        roughness=0.06,
        translucent=0.85,
        through=(0.86, 0.285, 0.015),
        clear=0.72,
        fine=True,
    )


def build(stage: Stage, subject: Subject) -> Prop:
    """A bowl 14 cm wide, the dipper leaning over it."""
    phase = float(stage.random("pour").uniform(0, 6.28))
    wood = turned()
    return Prop([*bowl(), _pool(phase), _stream(phase), *_dipper(wood)], (0.148, 0.197, 0.148))


def shaded(mesh: Mesh, tall: float) -> Mesh:
    """Darker towards the table, where little light gets in."""
    shade = (0.5 + 0.5 * np.clip(mesh.vertices[:, 1] / (0.75 * tall), 0, 1)).astype(np.float32)
    return replace(mesh, colours=np.repeat(shade[:, None], 3, 1))


def bowl(radius: float = 0.072, tall: float = 0.044) -> list[Mesh]:
    """A glazed ceramic bowl, cream with a bare foot and a brown lip."""
    glaze = Material(albedo=(0.80, 0.74, 0.63), specular=0.05, roughness=0.16)
    lip = Material(albedo=(0.40, 0.22, 0.11), specular=0.05, roughness=0.22)
    foot = Material(albedo=(0.46, 0.30, 0.19), roughness=0.8)
    r, h = radius, tall
    a = np.linspace(0, 1, 15)
    out = [
        (
            r * (0.46 + 0.54 * math.sin(x * math.pi / 2) ** 0.8),
            h * (0.08 + 0.88 * (1 - math.cos(x * math.pi / 2)) ** 0.85),
        )
        for x in a
    ]
    inside = [(x * 0.945, max(y, h * 0.13)) for x, y in out][::-1]
    edge = [
        (r, h * 0.96),
        (r * 1.004, h * 0.985),
        (r * 0.985, h),
        (r * 0.96, h * 0.995),
        (r * 0.945, h * 0.965),
    ]
    return [
        lathe([(0.0, 0.0), (r * 0.44, 0.0), (r * 0.44, 0.0), (r * 0.455, h * 0.09)], foot, 56),
        shaded(lathe(out, glaze, 72), h),
        lathe(edge, lip, 72),
        lathe([*inside, (0.0, h * 0.12)], glaze, 64, casts=False),
    ]


def _polar(
    rings: npt.NDArray[np.float64], segments: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.int32]]:
    a = np.linspace(0, 2 * math.pi, segments + 1)
    rr, aa = np.meshgrid(rings, a, indexing="ij")
    n = segments + 1
    j, i = np.meshgrid(np.arange(len(rings) - 1), np.arange(segments), indexing="ij")
    p = (j * n + i).reshape(-1)
    faces = np.concatenate([np.stack([p, p + n, p + n + 1], 1), np.stack([p, p + n + 1, p + 1], 1)])
    return rr, aa, faces.astype(np.int32)


def _pool(phase: float) -> Mesh:
    """The surface in the bowl: a coil of rope that sinks in, and slow rings running outwards."""
    edge = 0.0655
    rings = np.concatenate([np.linspace(0.0, 0.020, 34), np.linspace(0.0215, edge, 26)])
    rr, aa, faces = _polar(rings, 72)
    x, z = rr * np.sin(aa), rr * np.cos(aa)

    def surface(t: float) -> tuple[Floats, Floats]:
        wheel = aa + 5.2 * t + phase
        # Rope laid round and round: the newest turn lies on top, older ones flow out and flatten.
        pitch = 0.0058
        turns = (rr / pitch - wheel / (2 * math.pi)) * 2 * math.pi
        rope = np.maximum(np.cos(turns), -0.35)
        heap = 0.0082 * np.exp(-np.square(rr / 0.0095)) * (1 + 0.06 * math.sin(1.9 * t + phase))
        coil = 0.0018 * rope * np.exp(-np.square(rr / 0.0105))
        ripple = 0.00035 * np.sin(rr * 620 - 3.4 * t) * np.exp(-np.square((rr - 0.026) / 0.014))
        swell = 0.00025 * np.sin(x * 90 + 0.8 * t) * np.sin(z * 70 - 0.6 * t)
        meniscus = 0.0016 * np.exp(-(edge - rr) / 0.0022)
        y = LEVEL + heap + coil + ripple + swell * (rr < edge - 0.004) + meniscus
        vertices = np.stack([x, y, z], -1).reshape(-1, 3).astype(np.float32)
        dr = np.gradient(y, rings, axis=0)
        da = np.gradient(y, aa[0], axis=1) / np.maximum(rr, 0.0008)
        normal = np.stack(
            [-(dr * np.sin(aa) + da * np.cos(aa)), np.ones_like(y), -(dr * np.cos(aa) - da * np.sin(aa))], -1
        )
        normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
        normal[0] = (0.0, 1.0, 0.0)
        return vertices, normal.reshape(-1, 3).astype(np.float32)

    vertices, normals = surface(0.0)
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    if float(np.cross(b - a, c - a)[:, 1].sum()) < 0:
        faces = faces[:, ::-1].copy()
    return Mesh(vertices, faces, normals, honey_material(), motion=surface)


def _stream(phase: float) -> Mesh:
    """The ribbon from the dipper's tip: a drop's neck above, thin below, circling where it lands."""
    rows, segments = 40, 20
    s = np.linspace(0, 1, rows)
    a = np.linspace(0, 2 * math.pi, segments + 1)
    n = segments + 1
    j, i = np.meshgrid(np.arange(rows - 1), np.arange(segments), indexing="ij")
    p = (j * n + i).reshape(-1)
    faces = np.concatenate([np.stack([p, p + n + 1, p + n], 1), np.stack([p, p + 1, p + n + 1], 1)]).astype(
        np.int32
    )
    top, low = TIP + 0.004, LEVEL + 0.0065

    def shape(t: float) -> tuple[Floats, Floats]:
        y = top + (low - top) * s
        swing = 5.2 * t + phase
        k = np.clip((s - 0.25) / 0.75, 0, 1) ** 2.2
        cx = 0.0034 * k * np.sin(swing - 2.2 * (1 - s)) + 0.0006 * np.sin(9 * s + 2.1 * t) * s
        cz = 0.0034 * k * np.cos(swing - 2.2 * (1 - s))
        neck = 0.0078 * np.exp(-s / 0.10) + 0.0021 + 0.0012 * np.exp(-s / 0.35)
        beads = (
            1
            + 0.10 * np.sin(26 * s - 7.5 * t + phase) * np.clip(s * 2, 0, 1)
            + 0.05 * np.sin(11 * s - 4.0 * t)
        )
        r = neck * beads + 0.0012 * np.exp(-(1 - s) / 0.05)
        rx = r[:, None] * np.sin(a)
        rz = r[:, None] * np.cos(a)
        v = np.stack([cx[:, None] + rx, np.repeat(y[:, None], n, 1), cz[:, None] + rz], -1)
        slope = np.gradient(r, y)
        nn = np.stack(
            [
                np.broadcast_to(np.sin(a), rx.shape),
                np.repeat(-slope[:, None], n, 1),
                np.broadcast_to(np.cos(a), rx.shape),
            ],
            -1,
        )
        nn = nn / np.linalg.norm(nn, axis=-1, keepdims=True)
        return v.reshape(-1, 3).astype(np.float32), nn.reshape(-1, 3).astype(np.float32)

    vertices, normals = shape(0.0)
    p0, p1, p2 = (vertices[faces[:, q]] for q in range(3))
    if float((np.cross(p1 - p0, p2 - p0) * normals[faces[:, 0]]).sum()) < 0:
        faces = faces[:, ::-1].copy()
    return Mesh(vertices, faces, normals, honey_material(), motion=shape)


def _dipper(wood: Material) -> list[Mesh]:
    """Head with seven grooves and a handle, leaning to the right; honey fills the lower grooves."""
    head = 0.042
    outline = [(0.0, 0.0), (0.004, 0.0005)]
    for k in range(7):
        y = 0.002 + k * head / 7
        r = 0.0165 * math.sin(math.pi * (0.20 + 0.66 * (k + 0.5) / 7)) + 0.0015
        outline += [
            (r * 0.56, y),
            (r * 0.56, y + 0.0006),
            (r * 0.95, y + 0.0012),
            (r, y + 0.0024),
            (r * 0.95, y + 0.0038),
            (r * 0.56, y + 0.0044),
            (r * 0.56, y + 0.0050),
        ]
    outline += [
        (0.0060, head + 0.003),
        (0.0048, head + 0.006),
        (0.0040, head + 0.016),
        (0.0036, 0.085),
        (0.0042, 0.112),
        (0.0052, 0.124),
        (0.0050, 0.129),
        (0.0032, 0.132),
        (0.0, 0.1325),
    ]
    coat = [(0.0, -0.0022), (0.0040, -0.0012)]
    for y in np.linspace(0.001, head * 0.86, 26):
        part = float(y) / head
        full = 0.0165 * math.sin(math.pi * (0.20 + 0.66 * part)) + 0.0015
        wave = 0.5 + 0.5 * math.cos(2 * math.pi * (y - 0.0044) / (head / 7))
        coat.append((full * (0.985 - 0.10 * (1 - wave) - 0.42 * max(part - 0.60, 0) / 0.26), float(y)))
    solid = lathe(outline, wood, 40)
    honey = lathe(coat, honey_material(), 44)
    lift = TIP
    c, q = math.cos(LEAN), math.sin(LEAN)
    turn = np.array([[c, q, 0], [-q, c, 0], [0, 0, 1]], np.float32)

    def leant(mesh: Mesh, drips: bool) -> Mesh:
        v = mesh.vertices @ turn.T
        n = mesh.normals @ turn.T
        if drips:  # honey sags towards the ground between the grooves
            low = np.maximum(-n[:, 1], 0)
            v = v - np.array([0, 1, 0], np.float32) * (0.0016 * low)[:, None]
            n = smooth_normals(v.astype(np.float32), mesh.faces)
            if float((n * (mesh.normals @ turn.T)).sum()) < 0:
                n = -n
        v = v + np.array([0.0, lift, 0.0], np.float32)
        return Mesh(
            v.astype(np.float32), mesh.faces, n.astype(np.float32), mesh.material, uv=mesh.uv, casts=True
        )

    return [leant(solid, False), leant(honey, True)]
