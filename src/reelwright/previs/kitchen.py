"""The soft picture of the room behind a table top, and what glass sees of that room."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.bake import baked
from reelwright.previs.light import Light
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import Mesh
from reelwright.previs.room import Room

__all__ = ["backdrop", "surroundings"]

Floats = npt.NDArray[np.float32]
Place = Callable[[float], int]
RADIUS: Final = 9.0
LOW: Final = -4.0
HIGH: Final = 8.0
SPAN: Final = math.radians(210.0)
WIDTH: Final = 2048
HEIGHT: Final = 512
PEAK: Final = 3.6
VERSION: Final = 10


def _disc(image: Floats, radius: float) -> Floats:
    r = math.ceil(radius)
    y, x = np.mgrid[-r : r + 1, -r : r + 1]
    k = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    return np.asarray(cv2.filter2D(image, -1, k / k.sum(), borderType=cv2.BORDER_REPLICATE))


def _paint(room: Room) -> Floats:
    """The strip (HEIGHT, WIDTH, 3) linear: azimuth -SPAN/2 .. SPAN/2 about +z, height HIGH .. LOW."""
    rng = np.random.default_rng([room.seed, 21])
    wall, dark = np.array(room.wall, np.float32), np.array(room.dark, np.float32)
    u = np.linspace(-1, 1, WIDTH, dtype=np.float32)[None, :]
    v = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None]
    degrees = u * math.degrees(SPAN / 2)
    near = np.exp(-np.square((degrees + 22) / 34)) * (1 - 0.45 * v)
    page = dark + (wall - dark) * np.clip(0.28 + 0.85 * near, 0, 1.2)[..., None]
    page = np.ascontiguousarray(np.broadcast_to(page, (HEIGHT, WIDTH, 3)).astype(np.float32))

    def col(deg: float) -> int:
        return int((deg / math.degrees(SPAN) + 0.5) * WIDTH)

    def row(height: float) -> int:
        return int((HIGH - height) / (HIGH - LOW) * HEIGHT)

    def rect(d0: float, h1: float, d1: float, h0: float, colour: npt.NDArray[np.float32]) -> None:
        cv2.rectangle(page, (col(d0), row(h1)), (col(d1), row(h0)), colour.tolist(), -1)

    # The floor behind the table.
    page[row(-1.7) :] *= np.float32(0.45)
    if not room.plain:
        _windows(page, room, rng, col, row)
        if room.calm <= 0:
            _shelves(rect, room, rng, 9.0, 44.0, 1.0)
        else:
            _shelves(rect, room, rng, 34.0, 60.0, 0.5)
    page = _disc(_disc(page, 8.0), 5.0)
    _lights(page, room, rng, col, row)
    return np.clip(page, 0, PEAK).astype(np.float32)


def _windows(page: Floats, room: Room, rng: np.random.Generator, col: Place, row: Place) -> None:
    left, right = col(-41.0), col(-7.5)
    top, bottom = row(7.2), row(0.35)
    h, w = bottom - top, right - left
    v = np.linspace(0, 1, h, dtype=np.float32)[:, None, None]
    sky, green = np.array(room.outside, np.float32), np.array(room.garden, np.float32)
    view = np.ascontiguousarray(np.broadcast_to(sky * (1.0 - 0.25 * v), (h, w, 3)).astype(np.float32))
    for _ in range(34):
        x, y = int(rng.uniform(0, w)), int(h * (1 - abs(rng.normal(0, 0.28)) - 0.02))
        shade = green * rng.uniform(0.35, 1.25) + sky * rng.uniform(0, 0.12)
        cv2.circle(view, (x, y), int(rng.uniform(0.05, 0.13) * h), shade.tolist(), -1)
    for _ in range(60):
        x, y = int(rng.uniform(0, w)), int(h * rng.uniform(0.05, 0.95))
        layer = view.copy()
        cv2.circle(
            layer, (x, y), int(rng.uniform(4, 11)), (sky * rng.uniform(0.7, 1.25) + green * 0.3).tolist(), -1
        )
        cv2.addWeighted(layer, 0.45, view, 0.55, 0, view)
    page[top:bottom, left:right] = view
    frame = (np.array(room.wall, np.float32) * 1.1 + np.array(room.outside, np.float32) * 0.06).tolist()
    for k in (0.0, 0.5, 1.0):
        x = int(left + k * w)
        cv2.line(page, (x, top), (x, bottom), frame, 11)
    for k in (0.0, 0.48, 1.0):
        y = int(top + k * h)
        cv2.line(page, (left, y), (right, y), frame, 11)


def _shelves(
    rect: Callable[..., None], room: Room, rng: np.random.Generator, a: float, b: float, strength: float
) -> None:
    wall = np.array(room.wall, np.float32)
    board = wall * 0.55
    tints = np.array(
        [
            (1.5, 0.75, 0.2),
            (0.55, 0.75, 0.28),
            (1.5, 1.35, 1.05),
            (1.35, 0.45, 0.2),
            (0.45, 0.6, 0.62),
            (1.7, 1.1, 0.35),
        ],
        np.float32,
    )
    for height in (0.35, 1.62, 2.9, 4.2, 5.5):
        rect(a, height, b, height - 0.16, board)
        x = a + 0.8
        while x < b - 1.5:
            wide, tall = rng.uniform(0.9, 2.4), rng.uniform(0.4, 0.95)
            if rng.random() < 0.85:
                colour = wall * (1 - strength) + wall * tints[rng.integers(len(tints))] * strength * 1.15
                rect(x, height + tall, x + wide, height + 0.02, colour)
                rect(x + 0.12 * wide, height + tall, x + 0.3 * wide, height + 0.05, colour * 1.7)
            x += wide + rng.uniform(0.25, 1.3)


def _lights(page: Floats, room: Room, rng: np.random.Generator, col: Place, row: Place) -> None:
    """Out-of-focus points of light: discs with a slightly brighter edge."""
    warm = np.array((1.9, 1.05, 0.34), np.float32)
    spots = []
    for low, first, last, count in ((1.25, 3.0, 58.0, 14), (3.1, -60.0, 70.0, 20), (0.75, -66.0, -42.0, 6)):
        for k in range(count):
            x = first + (last - first) * k / (count - 1) + rng.uniform(-0.8, 0.8)
            sag = low + 0.75 * abs(math.cos(math.pi * k / 5)) + rng.uniform(-0.08, 0.08)
            spots.append((x, sag, rng.uniform(9, 13), rng.uniform(0.45, 0.8)))
    for _ in range(22):
        spots.append(
            (rng.uniform(-70, 75), rng.uniform(-0.2, 5.5), rng.uniform(5, 12), rng.uniform(0.08, 0.3))
        )
    for degrees, height, radius, strength in spots:
        if (room.calm > 0 and degrees > 0) or (room.calm < 0 and degrees < 0):
            strength *= 0.22
        if room.plain:
            strength *= 0.0
        cx, cy = col(degrees), row(height)
        r = math.ceil(radius) + 1
        y0, x0 = max(cy - r, 0), max(cx - r, 0)
        part = page[y0 : cy + r + 1, x0 : cx + r + 1]
        if not part.size:
            continue
        yy, xx = np.mgrid[y0 : y0 + part.shape[0], x0 : x0 + part.shape[1]]
        d = np.hypot(yy - cy, xx - cx)
        shape = np.clip(radius - d + 0.5, 0, 1) * (0.75 + 0.35 * (d / radius) ** 6)
        part += (shape * strength * room.lamps)[..., None].astype(np.float32) * warm


def _strip(room: Room) -> dict[str, npt.NDArray[np.generic]]:
    # Dithered: a wide blur in eight bits would show steps.
    rough = np.random.default_rng(7).uniform(-0.5, 0.5, (HEIGHT, WIDTH, 1)).astype(np.float32)
    root = np.sqrt(_paint(room) / PEAK) * 255 + rough
    pixels = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    pixels[..., :3] = np.clip(root + 0.5, 0, 255)
    return {"pixels": pixels}


def _baked(room: Room) -> npt.NDArray[np.uint8]:
    """The strip as texels: 255 * sqrt(radiance / PEAK)."""
    return baked("kitchen", VERSION, asdict(room), lambda: _strip(room))["pixels"]


def backdrop(room: Room, light: Light) -> Mesh:
    """The strip as a piece of cylinder about the table: it looks the same whatever the light, being light."""
    n = 49
    a = np.linspace(-SPAN / 2, SPAN / 2, n)
    vertices = np.concatenate(
        [np.stack([RADIUS * np.sin(a), np.full(n, y), RADIUS * np.cos(a)], 1) for y in (LOW, HIGH)]
    ).astype(np.float32)
    uv = np.concatenate([np.stack([np.linspace(0.001, 0.999, n), np.full(n, y)], 1) for y in (0.998, 0.002)])
    i = np.arange(n - 1)
    faces = np.concatenate([np.stack([i, i + 1 + n, i + 1], 1), np.stack([i, i + n, i + 1 + n], 1)]).astype(
        np.int32
    )
    # Normals straight up get the same light everywhere: the albedo undoes it.
    normals = np.tile(np.array([[0, 1, 0]], np.float32), (2 * n, 1))
    full = [s + k * light.direction[1] for s, k in zip(light.sky, light.key, strict=True)]
    albedo = (PEAK / max(full[0], 1e-4), PEAK / max(full[1], 1e-4), PEAK / max(full[2], 1e-4))
    picture = Material(
        albedo=albedo,
        texture=Texture(_baked(room)),
        roughness=1.0,
        fog=0.0,
        fine=False,
    )
    return Mesh(vertices, faces, normals, picture, uv=uv.astype(np.float32))


def surroundings(room: Room) -> Floats:
    """Octahedral radiance (192, 192, 3) as seen from the table: the strip behind, a dim room with a tall
    window before it, so that glass has crisp lights to show."""
    key = asdict(room)
    made = baked("kitchen-room", VERSION, key, lambda: {"room": _surroundings(room).astype(np.float16)})
    return np.ascontiguousarray(made["room"].astype(np.float32))


def _surroundings(room: Room) -> Floats:
    n = 192
    axis = ((np.arange(n, dtype=np.float32) + 0.5) / n) * 2 - 1
    u, v = np.meshgrid(axis, axis)
    y = 1 - np.abs(u) - np.abs(v)
    fold = np.maximum(-y, 0)
    d = np.stack([u - np.sign(u) * fold, y, v - np.sign(v) * fold], -1)
    d /= np.linalg.norm(d, axis=-1, keepdims=True)
    azimuth = np.arctan2(d[..., 0], d[..., 2])
    flat = np.hypot(d[..., 0], d[..., 2])
    height = d[..., 1] / np.maximum(flat, 1e-4) * RADIUS
    root = _baked(room)[..., :3].astype(np.float32) / np.float32(255)
    strip = cv2.GaussianBlur(root * root * np.float32(PEAK), (0, 0), 3.0)
    mx = ((azimuth / SPAN + 0.5) * WIDTH).astype(np.float32)
    my = ((HIGH - height) / (HIGH - LOW) * HEIGHT).astype(np.float32)
    seen = cv2.remap(strip, np.clip(mx, 0, WIDTH - 1), np.clip(my, 0, HEIGHT - 1), cv2.INTER_LINEAR)
    wall, dark = np.array(room.wall, np.float32), np.array(room.dark, np.float32)
    rest = dark + (wall - dark) * np.clip(0.35 + 0.5 * d[..., 1:2], 0, 1)
    k = np.clip((np.abs(azimuth) - 1.5) / 0.3, 0, 1)[..., None]
    k = np.maximum(k, np.clip((height - 7.0) / 2.0, 0, 1)[..., None])
    out = seen * (1 - k) + rest * k
    elevation = np.degrees(np.arcsin(np.clip(d[..., 1], -1, 1)))
    side = np.degrees(azimuth)

    def box(a: float, b: float, low: float, high: float, soft: float) -> Floats:
        x = np.clip(np.minimum(side - a, b - side) / soft + 0.5, 0, 1)
        y = np.clip(np.minimum(elevation - low, high - elevation) / soft + 0.5, 0, 1)
        return np.asarray((x * y)[..., None], np.float32)

    pane = np.array(room.key, np.float32) * np.float32(room.window * 1.5)
    for a, b in ((-113, -101), (-98, -86)):
        for low, high in ((-14, -3.6), (-2.4, 22), (25, 52)):
            out = out * (1 - box(a, b, low, high, 1.2)) + box(a, b, low, high, 1.2) * pane
    out = out + box(104, 114, -14, 58, 3.0) * np.array(room.fill, np.float32) * 7.0
    out = out + box(150, 178, 20, 40, 6.0) * np.array(room.fill, np.float32) * 1.2
    return np.asarray(out, np.float32)
