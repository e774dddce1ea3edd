"""A telephone standing up, its screen lit."""

from __future__ import annotations

import math

import numpy as np

from reelwright.previs.bake import baked
from reelwright.previs.lettering import lettering
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh, block, quad
from reelwright.previs.stage import Prop, Stage
from reelwright.story.prompt import Subject

NOUNS = ("phone", "smartphone", "mobile phone", "cell phone", "iphone", "app", "mobile app", "tablet")


def _screen(name: str, hue: int) -> dict[str, np.ndarray]:
    h, w = 1024, 512
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    y, x = y / h, x / w
    palettes = (
        ((0.05, 0.10, 0.42), (0.75, 0.14, 0.42), (1.0, 0.55, 0.15)),
        ((0.02, 0.22, 0.30), (0.05, 0.55, 0.50), (0.80, 0.85, 0.35)),
        ((0.16, 0.05, 0.40), (0.40, 0.16, 0.85), (0.20, 0.65, 1.0)),
    )
    a, b, c = (np.array(p, np.float32) for p in palettes[hue])
    wave = np.clip(y + 0.16 * np.sin(3.2 * x + 2.0) + 0.08 * np.sin(7 * x + 1), 0, 1)[..., None]
    page = np.where(wave < 0.5, a + (b - a) * wave * 2, b + (c - b) * (wave * 2 - 1))

    def lay(words: str, cx: float, cy: float, wide: float, tall: float, weight: str) -> None:
        tw, th = int(wide * w), int(tall * h)
        x0, y0 = int(cx * w - tw / 2), int(cy * h - th / 2)
        k = lettering(words, tw, th, weight)[..., None] * np.float32(0.95)
        page[y0 : y0 + th, x0 : x0 + tw] = page[y0 : y0 + th, x0 : x0 + tw] * (1 - k) + k

    lay("9:41", 0.5, 0.20, 0.62, 0.11, "SemiBold")
    if name:
        lay(name, 0.5, 0.31, 0.7, 0.038, "Medium")
    tints = (
        (0.95, 0.30, 0.25),
        (0.20, 0.60, 0.95),
        (0.25, 0.80, 0.45),
        (0.98, 0.75, 0.20),
        (0.65, 0.40, 0.95),
        (0.95, 0.95, 0.95),
    )
    for i in range(12):
        cx, cy, half = 0.17 + 0.22 * (i % 4), 0.56 + 0.115 * (i // 4), 0.072
        dx, dy = np.abs(x - cx), np.abs(y - cy) * 2
        d = np.hypot(np.maximum(dx - half + 0.03, 0), np.maximum(dy - half + 0.03, 0)) - 0.03
        k = np.clip(-d * 400, 0, 1)[..., None]
        page = (
            page * (1 - k)
            + np.array(tints[(i * 5 + i // 4) % 6], np.float32) * (0.85 - 0.25 * dy[..., None]) * k
        )
    dx, dy = np.abs(x - 0.5), np.abs(y - 0.035) * 2
    hole = np.clip((0.022 - np.hypot(np.maximum(dx - 0.09, 0), dy)) * 300, 0, 1)[..., None]
    page = page * (1 - hole) + 0.004 * hole
    d = np.hypot(np.maximum(np.abs(x - 0.5) - 0.40, 0), np.maximum(np.abs(y - 0.5) * 2 - 0.90, 0)) - 0.085
    page *= np.clip(-d * 300, 0, 1)[..., None]
    return {"page": Texture.colour(np.clip(page, 0, 1).astype(np.float32)).pixels}


def build(stage: Stage, subject: Subject) -> Prop:
    """A phone 15 cm high, leaning back a little and turned."""
    w, h, d = 0.0725, 0.149, 0.0082
    hue = int(stage.random("screen").integers(0, 3))
    name = stage.spec.label or " ".join(subject.attributes[:2]).title()
    made = baked("screen", 2, {"name": name, "hue": hue}, lambda: _screen(name, hue))
    body = Material(albedo=(0.30, 0.31, 0.34), specular=0.5, roughness=0.22, metal=0.7, fine=True)
    screen = Material(albedo=(1.5, 1.5, 1.5), texture=Texture(made["page"]), specular=0.05, roughness=0.05)
    z = -d / 2 - 0.0001
    a, b = w / 2 - 0.0018, h - 0.0018
    front = quad(
        [(-a, 0.0018, z), (a, 0.0018, z), (a, b, z), (-a, b, z)], screen, (0.001, 0.001, 0.999, 0.999)
    )
    foot = block(
        (0.05, 0.012, 0.045), Material(albedo=(0.10, 0.10, 0.11), specular=0.04, roughness=0.4), 0.003
    ).moved((0.0, 0.0, 0.006))

    def leaning(mesh: Mesh) -> Mesh:
        c, s = math.cos(0.16), math.sin(0.16)
        turn = np.array([[1, 0, 0], [0, c, -s], [0, s, c]], np.float32)
        v = mesh.vertices @ turn.T + np.array([0, 0.004, 0], np.float32)
        return Mesh(
            v,
            mesh.faces,
            mesh.normals @ turn.T,
            mesh.material,
            uv=mesh.uv,
            smooth=mesh.smooth,
            casts=mesh.casts,
        ).moved(turn=-0.30)

    shell = block((w, h, d), body, 0.0036)
    return Prop([leaning(shell), leaning(front), foot.moved(turn=-0.30)], (w * 1.05, h + 0.004, 0.05))
