"""What is printed on a product: a paper label with an emblem, its name and two small lines."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.bake import baked
from reelwright.previs.lettering import lettering
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh
from reelwright.previs.noise import fractal
from reelwright.previs.spec import Spec
from reelwright.story.prompt import Subject

__all__ = ["Label", "label_for", "label_material", "label_pixels", "wrapped"]

Floats = npt.NDArray[np.float32]
RGB = tuple[float, float, float]
VERSION: Final = 6
CREAM: Final = (0.86, 0.80, 0.66)
INK: Final = (0.085, 0.045, 0.02)
CONTAINERS: Final = (
    "jar",
    "bottle",
    "can",
    "box",
    "cup",
    "mug",
    "glass",
    "pack",
    "tin",
    "tube",
    "bowl",
    "dipper",
    "bag",
)


@dataclass(frozen=True, slots=True)
class Label:
    """``title`` large, ``over`` and ``under`` small above and below it; ``emblem`` one of hexagons, leaf,
    bean, drop, star, ring, none."""

    title: str
    over: str = ""
    under: str = ""
    emblem: str = "ring"
    paper: RGB = CREAM
    ink: RGB = INK
    accent: RGB = (0.62, 0.30, 0.03)


def label_for(spec: Spec, subject: Subject, **more: object) -> Label:
    """The label of ``subject``: the spec's ``label`` and ``tagline`` when given, else its own words."""
    words = [w for w in subject.noun.split() if w.lower() not in CONTAINERS] or subject.noun.split()
    title = spec.label or " ".join(words)
    own = [a for a in subject.attributes if a.lower() not in ("wooden", "ceramic", "glass", "a", "the")]
    over = " ".join(own[:2]) if not spec.label else " ".join([*own[:2], *words])
    return Label(title.upper(), over.title(), spec.tagline or "", **more)  # type: ignore[arg-type]


def _emblem(page: Floats, kind: str, cx: float, cy: float, r: float) -> None:
    """Coverage of the emblem about (cx, cy)."""

    def fill(points: list[tuple[float, float]], value: float = 1.0) -> None:
        poly = np.round(np.array(points) * 16).astype(np.int32)
        cv2.fillPoly(page, [poly], value, cv2.LINE_AA, 4)

    def hexagon(x: float, y: float, s: float) -> list[tuple[float, float]]:
        return [(x + s * math.sin(i * math.pi / 3), y + s * math.cos(i * math.pi / 3)) for i in range(6)]

    if kind == "hexagons":
        s = r * 0.46
        for x, y in (
            (0, 0),
            (-1.78, 0),
            (1.78, 0),
            (-0.89, -1.54),
            (0.89, -1.54),
            (-0.89, 1.54),
            (0.89, 1.54),
        ):
            hollow = (x, y) in ((1.78, 0), (-0.89, 1.54))
            fill(hexagon(cx + x * s * 1.08, cy + y * s * 1.08, s))
            if hollow:
                fill(hexagon(cx + x * s * 1.08, cy + y * s * 1.08, s * 0.76), 0.0)
    elif kind == "leaf":
        for side in (-1, 1):
            pts = [
                (cx + side * r * 1.1 * k, cy - r * 0.75 * math.sin(math.pi * k) - r * 0.3 * k)
                for k in np.linspace(0, 1, 20)
            ]
            pts += [
                (cx + side * r * 1.1 * k, cy + r * 0.25 * math.sin(math.pi * k) - r * 0.3 * k)
                for k in np.linspace(1, 0, 20)
            ]
            fill(pts)
        cv2.line(
            page, (int(cx), int(cy)), (int(cx), int(cy + r * 0.8)), 1.0, max(2, int(r * 0.1)), cv2.LINE_AA
        )
    elif kind == "bean":
        for side in (-1, 1):
            cv2.ellipse(
                page,
                (int(cx + side * r * 0.55), int(cy)),
                (int(r * 0.45), int(r * 0.72)),
                side * 24,
                0,
                360,
                1.0,
                -1,
                cv2.LINE_AA,
            )
            cv2.ellipse(
                page,
                (int(cx + side * r * 0.55 + r * 0.22), int(cy)),
                (int(r * 0.24), int(r * 0.72)),
                side * 24,
                110,
                250,
                0.0,
                max(2, int(r * 0.08)),
                cv2.LINE_AA,
            )
    elif kind == "drop":
        pts = []
        for a in np.linspace(0, 2 * math.pi, 60):
            k = (1 - math.cos(a)) / 2
            pts.append((cx + r * 0.75 * math.sin(a) * k**0.9, cy - r + 1.9 * r * k))
        fill(pts)
    elif kind == "star":
        fill(
            [
                (
                    cx + r * (1 if i % 2 == 0 else 0.45) * math.sin(i * math.pi / 5),
                    cy - r * (1 if i % 2 == 0 else 0.45) * math.cos(i * math.pi / 5),
                )
                for i in range(10)
            ]
        )
    elif kind == "ring":
        cv2.circle(page, (int(cx), int(cy)), int(r * 0.85), 1.0, max(2, int(r * 0.12)), cv2.LINE_AA)
        cv2.circle(page, (int(cx), int(cy)), int(r * 0.38), 1.0, -1, cv2.LINE_AA)


def _print(label: Label, w: int, h: int) -> dict[str, npt.NDArray[np.generic]]:
    paper = fractal(61, 512, 1.2, low=6.0)
    paper = cv2.resize(paper, (w, h))
    page = np.array(label.paper, np.float32) * (0.97 + 0.06 * (paper[..., None] - 0.5))
    ink, accent = np.array(label.ink, np.float32), np.array(label.accent, np.float32)

    def lay(cover: Floats, colour: Floats, strength: float = 0.95) -> None:
        nonlocal page
        k = (cover * strength)[..., None]
        page = page * (1 - k) + colour * k

    frame = np.zeros((h, w), np.float32)
    m = int(0.045 * h)
    for inset, thick in ((m, max(2, h // 110)), (int(1.65 * m), max(1, h // 260))):
        cv2.rectangle(frame, (inset, inset), (w - inset, h - inset), 1.0, thick, cv2.LINE_AA)
    lay(frame, accent, 0.85)
    if label.emblem != "none":
        mark = np.zeros((h, w), np.float32)
        _emblem(mark, label.emblem, w / 2, h * 0.215, h * 0.088)
        lay(mark, accent)

    def text(
        words: str, y: float, tall: float, wide: float, weight: str, colour: Floats, spacing: float
    ) -> None:
        if not words:
            return
        tw, th = int(wide * w), int(tall * h)
        cover = np.zeros((h, w), np.float32)
        x0, y0 = (w - tw) // 2, int(y * h - th / 2)
        cover[y0 : y0 + th, x0 : x0 + tw] = lettering(words, tw, th, weight, spacing)
        lay(cover, colour)

    many = len(label.title.split()) > 1 and len(label.title) > 11
    text(label.title, 0.54, 0.25 if many else 0.22, 0.76, "Bold", ink, 0.10)
    text(label.over.upper(), 0.385 if not many else 0.365, 0.050, 0.72, "SemiBold", accent, 0.22)
    line = np.zeros((h, w), np.float32)
    y = int(0.705 * h)
    for side in (-1, 1):
        cv2.line(
            line,
            (w // 2 + side * int(0.05 * w), y),
            (w // 2 + side * int(0.28 * w), y),
            1.0,
            max(2, h // 200),
            cv2.LINE_AA,
        )
    cv2.circle(line, (w // 2, y), max(3, h // 75), 1.0, -1, cv2.LINE_AA)
    lay(line, accent, 0.85)
    under = label.under or {
        "hexagons": "Raw & Unfiltered",
        "bean": "Freshly Roasted",
        "leaf": "Hand Picked",
    }.get(label.emblem, "")
    text(under, 0.80, 0.062, 0.74, "Medium", ink * 1.4, 0.04)
    return {"page": Texture.colour(np.clip(page, 0, 1).astype(np.float32)).pixels}


def label_pixels(label: Label, width: int = 1024, height: int = 1024) -> Floats:
    """The printed paper (height, width, 3) linear."""
    root = _printed(label, width, height)[..., :3].astype(np.float32) / np.float32(255)
    return np.asarray(root * root, np.float32)


def _printed(label: Label, width: int, height: int) -> npt.NDArray[np.uint8]:
    key = {
        "label": [label.title, label.over, label.under, label.emblem],
        "size": [width, height],
        "colours": [label.paper, label.ink, label.accent],
    }
    return baked("label", VERSION, key, lambda: _print(label, width, height))["page"]


def label_material(label: Label, width: int = 1024, height: int = 1024, wet: bool = False) -> Material:
    """The printed paper as a material for uv 0..1."""
    page = _printed(label, width, height)
    return Material(
        albedo=(1, 1, 1),
        texture=Texture(page),
        specular=0.035,
        roughness=0.3 if wet else 0.5,
        translucent=0.12,
        through=(1.0, 0.75, 0.45),
    )


def wrapped(
    radius: float,
    low: float,
    high: float,
    half: float,
    material: Material,
    columns: int = 33,
    turn: float = 0.0,
) -> Mesh:
    """A sheet wrapped about the vertical, facing -z: ``half`` radians to each side."""
    a = np.linspace(-half, half, columns)
    x, z = radius * np.sin(a + turn), -radius * np.cos(a + turn)
    n = np.stack([np.sin(a + turn), np.zeros(columns), -np.cos(a + turn)], 1)
    vertices = np.concatenate([np.stack([x, np.full(columns, y), z], 1) for y in (low, high)]).astype(
        np.float32
    )
    k = 0.001
    u = np.linspace(k, 1 - k, columns)
    uv = np.concatenate([np.stack([u, np.full(columns, v)], 1) for v in (1 - k, k)]).astype(np.float32)
    i = np.arange(columns - 1)
    faces = np.concatenate(
        [np.stack([i, i + columns, i + columns + 1], 1), np.stack([i, i + columns + 1, i + 1], 1)]
    )
    mesh = Mesh(vertices, faces.astype(np.int32), np.concatenate([n, n]).astype(np.float32), material, uv=uv)
    p, q, r = (mesh.vertices[mesh.faces[:, j]] for j in range(3))
    if float((np.cross(q - p, r - p) * mesh.normals[mesh.faces[:, 0]]).sum()) < 0:
        mesh = Mesh(vertices, mesh.faces[:, ::-1].copy(), mesh.normals, material, uv=uv)
    return mesh
