"""Draws a scene: opaque triangles, sprites and figures, air, lens and look, into the encoder's planes."""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.compose.frame import Frame
from reelwright.previs import billboard, finish, painting, particles, shadows
from reelwright.previs.art import Art, lit_atlas
from reelwright.previs.geometry import Geometry
from reelwright.previs.look import Look
from reelwright.previs.raster import SAMPLES, rasterise
from reelwright.previs.scene import Scene, Tile
from reelwright.previs.shading import resolve
from reelwright.previs.sky import environment, panorama, sky_grid
from reelwright.previs.view import View

__all__ = ["BARS", "Renderer"]

Floats = npt.NDArray[np.float32]
CELL: Final = 16
BARS: Final = 2.39


def _bars(look: Look, width: int, height: int) -> int:
    """Rows of letterbox at top and bottom: even, none unless the look asks and the picture is 1.6 to 2.2 wide."""
    if not look.bars or not 1.6 < width / height < 2.2:
        return 0
    return max(0, int((height - width / BARS) / 2)) // 2 * 2


class _Target:
    """The buffers of one picture size."""

    def __init__(self, width: int, height: int, samples: int) -> None:
        self.width, self.height = width, height
        self.places = SAMPLES[samples]
        self.inverse_depth = np.zeros((samples, height, width), np.float32)
        self.seen = np.zeros((samples, height, width), np.int32)
        self.cover = np.zeros((height, width, 4), np.float32)
        self.cover_depth = np.zeros((height, width), np.float32)
        self.canvas = np.zeros((height, width, 3), np.float32)
        self.depth = np.zeros((height, width), np.float32)
        self.ramp = np.arange(width + 1, dtype=np.float32)

    def clear(self) -> None:
        self.inverse_depth.fill(0)
        self.seen.fill(-1)
        self.cover.fill(0)
        self.cover_depth.fill(1e5)


class Renderer:
    """Renders one scene at one size. Not shared between threads: it works in its own buffers.

    Args:
        scene: what to draw; not changed afterwards.
        look: how to finish it.
        width: pixels, even.
        height: pixels, even.
        samples: anti-aliasing samples of a pixel: 1, 2 or 4.
        seed: film grain.
    """

    def __init__(self, scene: Scene, look: Look, width: int, height: int, samples: int = 4, seed: int = 0) -> None:
        cv2.setNumThreads(1)
        self.scene, self.look = scene, look
        self.width, self.height = width, height
        self.target = _Target(width, height, samples)
        self.bars = _bars(look, width, height)
        self.geometry = Geometry(scene.meshes)
        self.pano = panorama(scene.sky)
        light = scene.light
        self.environment = environment(scene.sky, self.pano, _bounce(light.ground, light.key))
        self.lamps = np.array(
            [[*l.position, *l.colour, l.reach, 1 / (l.size * l.size)] for l in scene.lamps], np.float64
        ).reshape(-1, 8)
        self.mirror_target = None
        if scene.mirror is not None:
            k = 2 if height > 240 else 1
            self.mirror_target = _Target(max(2, width // k), max(2, height // k), 1)
        self._prepare_sprites()
        self.clouds = [particles.scatter(p) for p in scene.particles]
        self.stars = particles.star_field(scene.stars) if scene.stars else None
        grain = finish.grain_tile(seed)
        self.grain = np.ascontiguousarray(np.tile(grain, (1, 2 + width // finish.GRAIN)))
        self.sheet = painting.paper(width / height, seed) if look.paint else None
        self.packed_look = look.packed()
        self.packed_look[0:3] *= np.float32(2.0**scene.exposure)
        self.static_shadow = np.zeros((shadows.SIZE, shadows.SIZE), np.float32)
        self._shadow_at: tuple[float, float] | None = None

    def _prepare_sprites(self) -> None:
        scene = self.scene
        arts: list[Art] = []
        parts: dict[str, list[npt.NDArray[np.generic]]] = {
            k: [] for k in ("position", "height", "art", "flip", "tint", "sway", "phase", "reach", "near")
        }
        for group in scene.sprites:
            base = len(arts)
            arts += group.art
            n = len(group.positions)
            which = group.which + base
            parts["position"].append(np.asarray(group.positions, np.float32))
            parts["height"].append(np.asarray(group.heights, np.float32))
            parts["art"].append(which.astype(np.int64))
            parts["flip"].append(np.zeros(n, bool) if group.flip is None else group.flip)
            parts["tint"].append(np.ones((n, 3), np.float32) if group.tint is None else group.tint.astype(np.float32))
            parts["sway"].append(np.full(n, group.sway, np.float32))
            parts["phase"].append((group.positions[:, 0] * 0.6 + group.positions[:, 2] * 0.35).astype(np.float32))
            parts["reach"].append(np.full(n, group.reach))
            parts["near"].append(np.full(n, group.near))
        middle = scene.camera(0.0, 16, 9)
        forward = middle.rotation[2]
        flat = math.hypot(float(forward[0]), float(forward[2])) or 1.0
        fx, fz = float(forward[0]) / flat, float(forward[2]) / flat
        d = scene.light.direction
        towards = (d[0] * fz - d[2] * fx, d[1], -(d[0] * fx + d[2] * fz))
        self.atlas = lit_atlas(arts, scene.light, towards)
        self.sprites: dict[str, npt.NDArray[np.generic]] | None = None
        if parts["art"]:
            joined = {k: np.ascontiguousarray(np.concatenate(v)) for k, v in parts.items()}
            joined["aspect"] = self.atlas.aspects[joined["art"]]
            self.sprites = joined
            # Groups with one reach are placed by one call; the groups are consecutive.
            self.groups: list[tuple[int, int, float, float]] = []
            start = 0
            for group in scene.sprites:
                self.groups.append((start, start + len(group.positions), group.reach, group.near))
                start += len(group.positions)

    def light_row(self, height: int) -> npt.NDArray[np.float64]:
        """The light as the kernels read it."""
        s, l = self.scene, self.scene.light
        d = np.array(l.direction, np.float64)
        d /= np.linalg.norm(d) or 1.0
        return np.array(
            [*d, *l.key, *l.sky, *l.ground, l.rim, l.fog, *l.fog_colour, *s.air_glow, height, l.shadow, 0, 0],
            np.float64,
        )

    def frame(self, t: float, n: int) -> Frame:
        """The picture at ``t`` seconds; ``n`` moves the grain."""
        y = np.empty((self.height, self.width), np.uint8)
        u = np.empty((self.height // 2, self.width // 2), np.uint8)
        v = np.empty_like(u)
        scene, look, target = self.scene, self.look, self.target
        view = scene.camera(t, self.width, self.height)
        self.geometry.animate(t)
        self._shadow_map(t)
        mirror = np.zeros((1, 1, 3), np.float32)
        if self.mirror_target is not None and scene.mirror is not None:
            mirror = self._draw(
                _mirrored(view, scene.mirror, self.mirror_target), t, self.mirror_target, mirror, scene.mirror
            )
        canvas = self._draw(view, t, target, mirror, None)
        if look.ink > 0:
            finish.ink(canvas, target.depth, look.ink, max(1, round(self.height / 480)))
        if self.sheet is not None:
            canvas = painting.paint(canvas, look.paint, self.sheet, look.paper)
        glow = finish.bloom(canvas, look.bloom_over, look.bloom)
        focus, reach = 1.0, 1.0
        far = near = np.zeros((1, 1, 4), np.float32)
        if scene.focus is not None and scene.blur > 0:
            focus = scene.focus(t)
            layers = finish.lens_blur(canvas, target.depth, focus, scene.blur * look.blur)
            if layers is not None:
                far, near, reach = layers
        finish.develop(
            canvas, glow, target.depth, far, near, focus, reach, self.packed_look, self.grain, n, self.bars, y, u, v
        )
        return Frame(y, u, v)

    def _shadow_map(self, t: float) -> None:
        scene = self.scene
        cx, cz = scene.shadow_centre(t)
        texels = shadows.SIZE / scene.shadow_size
        # The map moves in whole texels: shadows do not crawl.
        x0 = math.floor((cx - scene.shadow_size / 2) * texels) / texels
        z0 = math.floor((cz - scene.shadow_size / 2) * texels) / texels
        strength = scene.light.shadow
        if self._shadow_at != (x0, z0):
            self._shadow_at = (x0, z0)
            self.static_shadow.fill(0)
            for mesh in scene.meshes:
                if mesh.casts and mesh.motion is None:
                    shadows.flatten(
                        self.static_shadow, mesh.vertices, mesh.faces, scene.light.direction, (x0, z0), texels, strength
                    )
            for group in scene.sprites:
                if group.shade <= 0:
                    continue
                p, h = group.positions, group.heights
                inside = (np.abs(p[:, 0] - cx) < scene.shadow_size / 2 + 2) & (
                    np.abs(p[:, 2] - cz) < scene.shadow_size / 2 + 2
                )
                p, h = p[inside], h[inside].astype(np.float64)
                d = scene.light.direction
                k = h * min(1.0 / max(d[1], 0.2), 2.0) * 0.55
                capsules = np.stack(
                    [p[:, 0], p[:, 2], h * group.spread * 0.5, p[:, 0] - d[0] * k, p[:, 2] - d[2] * k,
                     h * group.spread, h * group.spread], 1,
                )  # fmt: skip
                shadows.splat(
                    self.static_shadow, capsules, (x0, z0), texels, strength * group.shade  # type: ignore[arg-type]
                )
        moving = [m for m in scene.meshes if m.casts and m.motion is not None]
        self.shadow = self.static_shadow
        if scene.layers or moving:
            self.shadow = self.static_shadow.copy()
            for mesh in moving:
                assert mesh.motion is not None
                vertices, _ = mesh.motion(t)
                shadows.flatten(self.shadow, vertices, mesh.faces, scene.light.direction, (x0, z0), texels, strength)
            for layer in scene.layers:
                shadows.splat(self.shadow, layer.shadow(t, scene.light), (x0, z0), texels, strength)
        self.shadow_frame = np.array([x0, z0, texels])

    def _draw(self, view: View, t: float, target: _Target, mirror: Floats, plane: float | None) -> Floats:
        """Light at every pixel of ``target``; ``plane`` is set when drawing the mirror image."""
        scene, g = self.scene, self.geometry
        flip = plane is not None
        target.clear()
        focal = view.focal * target.height
        rotation = np.ascontiguousarray(view.rotation)
        position = np.ascontiguousarray(view.position)
        light = self.light_row(self.height if flip else target.height)
        rasterise(
            g.vertices, g.faces, g.flags, rotation, position, focal, target.places,
            plane if plane is not None else -1e9, flip, target.ramp, target.inverse_depth, target.seen, g.planes,
            g.room,
        )  # fmt: skip
        if not flip or scene.mirror_sprites:
            self._draw_cover(view, t, target, light, rotation, position, focal, flip)
        resolve(
            target.canvas, target.depth, target.cover, target.cover_depth, target.inverse_depth, target.seen,
            target.places, sky_grid(view, CELL, self.pano.texels.shape[0]), CELL, self.pano.texels, self.pano.gain,
            t, g.vertices, g.normals, g.uvs, g.colours, g.faces, g.face_material, g.face_density, g.face_group,
            g.planes, g.materials, g.texels, g.table, position, focal, light, self.environment, self.lamps,
            self.shadow, self.shadow_frame, mirror,
        )  # fmt: skip
        if self.stars is not None and scene.stars is not None:
            particles.draw_stars(target.canvas, target.depth, view, t, scene.stars, self.stars)
        if not flip:
            for p, cloud in zip(scene.particles, self.clouds, strict=True):
                particles.draw_particles(target.canvas, target.depth, view, t, p, cloud)
        return target.canvas

    def _draw_cover(
        self,
        view: View,
        t: float,
        target: _Target,
        light: npt.NDArray[np.float64],
        rotation: npt.NDArray[np.float64],
        position: npt.NDArray[np.float64],
        focal: float,
        flip: bool,
    ) -> None:
        """Sprites and figure tiles, nearest first."""
        tiles: list[tuple[float, Tile]] = []
        for layer in self.scene.layers:
            tile = layer.draw(view, t, self.scene.light)
            if tile is not None and tile.rgba.size:
                solid = tile.rgba[..., 3] > 0.5
                z = float(np.median(tile.depth[solid])) if solid.any() else 1e8
                tiles.append((z, tile))
        tiles.sort(key=lambda item: item[0])
        depth_first = target.inverse_depth[0]
        order = np.zeros(0, np.int64)
        s = self.sprites
        if s is not None:
            n = len(s["height"])
            depth = np.empty(n)
            screen = np.empty((n, 4))
            for start, stop, reach, near in self.groups:
                billboard.place_sprites(
                    s["position"][start:stop], s["height"][start:stop], s["aspect"][start:stop], rotation, position,
                    focal, target.width, target.height, reach, near, depth[start:stop], screen[start:stop],
                )  # fmt: skip
            order = np.argsort(depth, kind="stable")
            order = order[: int(np.searchsorted(depth[order], 1e8))]
            phase = s["phase"].astype(np.float64)
            gust = np.sin(1.1 * t - phase * 0.5) * 0.6 + np.sin(2.3 * t + phase * 3.1) * 0.3 + 0.35
            lean = s["sway"] * gust * self.scene.wind
        at = 0
        ends = [int(np.searchsorted(depth[order], z)) for z, _ in tiles] if s is not None else [0] * len(tiles)
        for i in range(len(tiles) + 1):
            end = ends[i] if i < len(tiles) else len(order)
            if s is not None and end > at:
                billboard.cover_with_sprites(
                    order[at:end], depth, screen, s["art"], s["flip"], s["tint"], lean, self.atlas.texels,
                    self.atlas.table, self.atlas.spans, self.atlas.scales, self.atlas.aspects, light, rotation, focal,
                    depth_first, target.cover, target.cover_depth,
                )  # fmt: skip
            at = max(at, end)
            if i < len(tiles):
                tile = tiles[i][1]
                billboard.cover_with_tile(
                    tile.x0, tile.y0, tile.rgba, tile.depth, light, rotation, focal, depth_first, target.cover,
                    target.cover_depth,
                )  # fmt: skip


def _bounce(ground: tuple[float, float, float], key: tuple[float, float, float]) -> tuple[float, float, float]:
    """What the ground looks like to something shiny above it."""
    return (ground[0] * 0.7 + key[0] * 0.05, ground[1] * 0.7 + key[1] * 0.05, ground[2] * 0.7 + key[2] * 0.05)


def _mirrored(view: View, plane: float, target: _Target) -> View:
    """The view of the world turned over at height ``plane``: every point lands where its reflection is seen."""
    flip = np.diag([1.0, -1.0, 1.0])
    position = view.position.copy()
    position[1] = 2 * plane - position[1]
    return View(position, view.rotation @ flip, view.focal, target.width, target.height)
