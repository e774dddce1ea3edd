"""All sprites and figures of a scene: placed, sorted and drawn front to back."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from reelwright.previs import billboard
from reelwright.previs.art import Art, lit_atlas
from reelwright.previs.scene import Scene, Tile
from reelwright.previs.view import View

__all__ = ["Crowd"]

Array = npt.NDArray[Any]


class Crowd:
    """The sprites of ``scene`` lit once for its key light as seen by the first camera, and its figures."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        arts: list[Art] = []
        parts: list[dict[str, Array]] = []
        self.groups: list[tuple[int, int, float, float]] = []
        start = 0
        for group in scene.sprites:
            n = len(group.positions)
            parts.append(
                {
                    "position": np.asarray(group.positions, np.float32).reshape(n, 3),
                    "height": np.asarray(group.heights, np.float32),
                    "art": (group.which + len(arts)).astype(np.int64),
                    "flip": np.zeros(n, bool) if group.flip is None else group.flip,
                    "tint": np.ones((n, 3), np.float32)
                    if group.tint is None
                    else group.tint.astype(np.float32),
                    "sway": np.full(n, group.sway, np.float64),
                    "phase": (group.positions[:, 0] * 0.6 + group.positions[:, 2] * 0.35).astype(np.float64),
                }
            )
            arts += group.art
            self.groups.append((start, start + n, group.reach, group.near))
            start += n
        self.atlas = lit_atlas(arts, scene.light, _towards(scene))
        self.all: dict[str, Array] | None = None
        if start:
            self.all = {k: np.ascontiguousarray(np.concatenate([p[k] for p in parts])) for k in parts[0]}
            self.all["aspect"] = self.atlas.aspects[self.all["art"]]

    def draw(
        self, view: View, t: float, light: Array, inverse_depth: Array, cover: Array, depth: Array
    ) -> None:
        """Fill ``cover`` (4, H, P) and its ``depth`` (H, P) at ``t`` seconds, hidden by ``inverse_depth`` (H,
        P); P is the view's width rounded up to a multiple of ``billboard.CELL``."""
        rotation, position = np.ascontiguousarray(view.rotation), np.ascontiguousarray(view.position)
        focal = view.focal * view.height
        tiles = self._tiles(view, t)
        closed = np.zeros((depth.shape[0], depth.shape[1] // billboard.CELL), np.uint8)
        order, far, screen, lean = self._placed(view, t, rotation, position, focal)
        ends = [int(np.searchsorted(far[order], z)) for z, _ in tiles] + [len(order)]
        at = 0
        for i, end in enumerate(ends):
            if self.all is not None and end > at:
                s, a = self.all, self.atlas
                billboard.cover_with_sprites(
                    order[at:end],
                    far,
                    screen,
                    s["art"],
                    s["flip"],
                    s["tint"],
                    lean,
                    a.texels,
                    a.table,
                    a.spans,
                    a.scales,
                    a.aspects,
                    light,
                    rotation,
                    focal,
                    view.width,
                    inverse_depth,
                    cover[0],
                    cover[1],
                    cover[2],
                    cover[3],
                    depth,
                    closed,
                )
            at = max(at, end)
            if i < len(tiles):
                tile = tiles[i][1]
                rgba = np.ascontiguousarray(tile.rgba, np.float32)
                billboard.cover_with_tile(
                    tile.x0,
                    tile.y0,
                    rgba,
                    tile.depth,
                    light,
                    rotation,
                    focal,
                    view.width,
                    inverse_depth,
                    cover,
                    depth,
                )

    def _tiles(self, view: View, t: float) -> list[tuple[float, Tile]]:
        """The figures' pictures with their middle depth, nearest first."""
        tiles: list[tuple[float, Tile]] = []
        for layer in self.scene.layers:
            tile = layer.draw(view, t, self.scene.light)
            if tile is not None and tile.rgba.size:
                solid = tile.rgba[..., 3] > 0.5
                tiles.append((float(np.median(tile.depth[solid])) if solid.any() else 1e8, tile))
        return sorted(tiles, key=lambda item: item[0])

    def _placed(
        self, view: View, t: float, rotation: Array, position: Array, focal: float
    ) -> tuple[Array, Array, Array, Array]:
        """Order from near to far, depths, places on the screen and lean of all sprites."""
        s = self.all
        if s is None:
            return np.zeros(0, np.int64), np.zeros(0), np.zeros((0, 4)), np.zeros(0)
        n = len(s["height"])
        far, screen = np.empty(n), np.empty((n, 4))
        for start, stop, reach, near in self.groups:
            billboard.place_sprites(
                s["position"][start:stop],
                s["height"][start:stop],
                s["aspect"][start:stop],
                rotation,
                position,
                focal,
                view.width,
                view.height,
                reach,
                near,
                far[start:stop],
                screen[start:stop],
            )
        order = np.argsort(far, kind="stable")
        order = order[: int(np.searchsorted(far[order], 1e8))]
        gust = np.sin(1.1 * t - s["phase"] * 0.5) * 0.6 + np.sin(2.3 * t + s["phase"] * 3.1) * 0.3 + 0.35
        return order, far, screen, s["sway"] * gust * self.scene.wind


def _towards(scene: Scene) -> tuple[float, float, float]:
    """The key light as sprites see it: x right, y up, z to the viewer."""
    forward = scene.camera(0.0, 16, 9).rotation[2]
    flat = math.hypot(float(forward[0]), float(forward[2])) or 1.0
    fx, fz = float(forward[0]) / flat, float(forward[2]) / flat
    d = scene.light.direction
    return (d[0] * fz - d[2] * fx, d[1], -(d[0] * fx + d[2] * fz))
