"""Draws a scene: opaque triangles, sprites and figures, air, lens and look, into the encoder's planes."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.compose.frame import Frame
from reelwright.previs import billboard, finish, lens, painting, particles
from reelwright.previs.compositing import clear, compose
from reelwright.previs.coverage import front, room_for
from reelwright.previs.crowd import Crowd
from reelwright.previs.geometry import Geometry
from reelwright.previs.look import Look
from reelwright.previs.raster import SAMPLES, lanes_of, rasterise
from reelwright.previs.scene import Scene
from reelwright.previs.shading import CHUNK, ROWS, resolve
from reelwright.previs.shadows import ShadowMap
from reelwright.previs.sky import backdrop, environment, panorama
from reelwright.previs.view import View

__all__ = ["BARS", "Renderer"]

Floats = npt.NDArray[np.float32]
BARS: Final = 2.39
PAD: Final = billboard.CELL


def _bars(look: Look, width: int, height: int) -> int:
    """Rows of letterbox at top and bottom: even, none unless the look asks and the picture is 1.6 to 2.2
    wide."""
    if not look.bars or not 1.6 < width / height < 2.2:
        return 0
    return max(0, int((height - width / BARS) / 2)) // 2 * 2


class _Target:
    """The buffers of one picture size."""

    def __init__(self, width: int, height: int, samples: int) -> None:
        self.width, self.height = width, height
        self.samples = samples
        self.places = SAMPLES[samples].astype(np.float32)
        self.lanes = lanes_of(samples)
        stored = -(-width // PAD) * PAD
        self.inverse_depth = np.zeros((height, stored * samples), np.float32)
        self.seen = np.zeros((height, stored * samples), np.int32)
        self.first_depth = np.zeros((height, stored), np.float32)
        self.cover = np.zeros((4, height, stored), np.float32)
        self.cover_depth = np.zeros((height, stored), np.float32)
        self.canvas = np.zeros((3, height, width), np.float32)
        self.planes = np.zeros((3, height, width), np.float32)
        self.depth = np.zeros((height, width), np.float32)
        h, w = (height + 1) // 2, (width + 1) // 2
        self.blocks = np.zeros((3, h + 2, w + 2), np.float32)
        self.block_group = np.full((h + 2, w + 2), -1, np.int32)
        self.room = room_for(width, samples)
        self.halves = tuple(np.zeros((6, w), np.float32))
        self.touched = np.ones(height, np.uint8)
        room = max(16384, 6 * width * samples)
        self.numbers = np.zeros((3, room), np.float32)
        self.points = np.zeros((3, room), np.int32)

    def clear(self) -> None:
        clear(self.inverse_depth, self.seen, self.cover, self.cover_depth, self.touched)


class Renderer:
    """Renders one scene at one size. Not shared between threads: it works in its own buffers.

    Args:
        scene: what to draw; not changed afterwards.
        look: how to finish it.
        width: pixels, even.
        height: pixels, even.
        samples: anti-aliasing samples of a pixel: 1, 2 or 4.
        scale: size at which light is worked out, as a share of the picture's; tone, grain and titles are at
            full size. Pictures under 200 rows are always worked out in full.
        thorough: show fine texture on small triangles too.
        seed: film grain.
    """

    def __init__(
        self,
        scene: Scene,
        look: Look,
        width: int,
        height: int,
        samples: int = 4,
        scale: float = 1.0,
        thorough: bool = True,
        seed: int = 0,
    ) -> None:
        cv2.setNumThreads(1)
        self.scene, self.look, self.thorough = scene, look, thorough
        self.width, self.height = width, height
        k = scale if height >= 200 else 1.0
        inner = (max(2, round(width * k / 2) * 2), max(2, round(height * k / 2) * 2))
        self.target = _Target(*inner, samples)
        self.bars = _bars(look, width, height)
        self.geometry = Geometry(scene.meshes)
        self.pano = panorama(scene.sky)
        light = scene.light
        around = environment(scene.sky, self.pano, _bounce(light.ground, light.key))
        self.environment_size = around.shape[1]
        self.environment = np.ascontiguousarray(around.transpose(0, 3, 1, 2)).reshape(-1)
        self.lamps = np.array(
            [[*l.position, *l.colour, l.reach, 1 / (l.size * l.size)] for l in scene.lamps], np.float32
        ).reshape(-1, 8)
        self.rows = np.zeros((ROWS, CHUNK), np.float32)
        self.chosen = np.zeros((2, CHUNK), np.int32)
        self.order = np.zeros(len(self.geometry.materials) + 1, np.int64)
        self.mirror_target = None
        if scene.mirror is not None:
            k = 2 if height > 240 else 1
            self.mirror_target = _Target(max(2, inner[0] // k), max(2, inner[1] // k), 1)
        self.crowd = Crowd(scene)
        self.clouds = [particles.scatter(p) for p in scene.particles]
        self.stars = particles.star_field(scene.stars) if scene.stars else None
        grain = finish.grain_tile(seed)
        self.grain = np.ascontiguousarray(np.tile(grain, (1, 2 + width // finish.GRAIN)))
        self.sheet = painting.paper(width / height, seed) if look.paint else None
        self.packed_look = look.packed()
        self.packed_look[0:3] *= np.float32(2.0**scene.exposure)
        self.shadows = ShadowMap(scene)

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
        u = np.empty((self.height // 2, self.width // 2), np.uint8)
        out = Frame(np.empty((self.height, self.width), np.uint8), u, np.empty_like(u))
        scene, look, target = self.scene, self.look, self.target
        view = scene.camera(t, target.width, target.height)
        self.geometry.animate(t)
        self.shadows.update(t)
        mirror = np.zeros((3, 1, 1), np.float32)
        if self.mirror_target is not None and scene.mirror is not None:
            mirror = self._draw(
                _mirrored(view, scene.mirror, self.mirror_target), t, self.mirror_target, mirror, scene.mirror
            )
            if scene.mirror_smear > 0:
                # Rough wet ground draws lights out into columns.
                rows = max(1, round(scene.mirror_smear * mirror.shape[1])) | 1
                mirror = np.stack([cv2.blur(cv2.blur(plane, (1, rows)), (1, rows)) for plane in mirror])
        canvas = self._draw(view, t, target, mirror, None)
        if look.ink > 0:
            finish.ink(canvas, target.depth, look.ink, max(1, round(target.height / 480)))
        if self.sheet is not None:
            canvas = painting.paint(canvas, look.paint, self.sheet, look.paper)
        glow = lens.bloom(canvas, look.bloom_over, look.bloom)
        haze = lens.Haze(lens.NOTHING, lens.NOTHING, 1.0)
        if scene.focus is not None and scene.blur > 0:
            haze = lens.lens_blur(canvas, target.depth, scene.focus(t), scene.blur * look.blur)
        finish.develop(
            canvas, target.depth, haze, glow, self.packed_look, self.grain, n, self.bars, target.planes, out
        )
        return out

    def _draw(self, view: View, t: float, target: _Target, mirror: Floats, plane: float | None) -> Floats:
        """Light at every pixel of ``target``; ``plane`` is set when drawing the mirror image."""
        scene, g = self.scene, self.geometry
        flip = plane is not None
        target.clear()
        focal = view.focal * target.height
        rotation = np.ascontiguousarray(view.rotation)
        position = np.ascontiguousarray(view.position)
        light = self.light_row(self.target.height)
        rasterise(
            g.vertices,
            g.faces,
            g.flags,
            rotation,
            position,
            focal,
            target.samples,
            target.lanes,
            plane if plane is not None else -1e9,
            flip,
            target.width,
            target.inverse_depth,
            target.seen,
            g.planes,
            g.room,
            g.screen,
            g.outside,
        )
        first, last = front(
            target.seen, target.inverse_depth, target.samples, target.width, target.first_depth
        )
        if not flip or scene.mirror_sprites:
            self.crowd.draw(view, t, light, target.first_depth, target.cover, target.cover_depth)
        if first < last:
            backdrop(view, self.pano, target.canvas, first, last)
        middle = (focal, 0.5 * target.width, 0.5 * target.height)
        resolve(
            target.canvas,
            target.cover[3],
            target.inverse_depth,
            target.seen,
            target.places,
            self.thorough,
            t,
            g.attributes.reshape(-1),
            g.face_material,
            g.face_key,
            g.planes.reshape(-1),
            g.materials,
            g.texels,
            g.table,
            np.array([*position, *rotation.reshape(-1), *middle], np.float32),
            light.astype(np.float32),
            self.environment,
            self.environment_size,
            self.lamps,
            self.shadows.map.reshape(-1),
            self.shadows.map.shape[0],
            self.shadows.frame.astype(np.float32),
            mirror.reshape(-1),
            mirror.shape[2],
            mirror.shape[1],
            target.blocks,
            target.block_group,
            target.room,
            target.numbers,
            target.points,
            self.order,
            self.rows,
            self.chosen,
        )
        compose(
            target.canvas,
            target.depth,
            target.cover,
            target.cover_depth,
            target.first_depth,
            target.blocks,
            target.block_group,
            target.halves,
            target.touched,
        )
        if self.stars is not None and scene.stars is not None:
            particles.draw_stars(target.canvas, target.depth, view, t, scene.stars, self.stars)
        if not flip:
            for p, cloud in zip(scene.particles, self.clouds, strict=True):
                particles.draw_particles(target.canvas, target.depth, view, t, p, cloud)
        return target.canvas


def _bounce(
    ground: tuple[float, float, float], key: tuple[float, float, float]
) -> tuple[float, float, float]:
    """What the ground looks like to something shiny above it."""
    return (ground[0] * 0.7 + key[0] * 0.05, ground[1] * 0.7 + key[1] * 0.05, ground[2] * 0.7 + key[2] * 0.05)


def _mirrored(view: View, plane: float, target: _Target) -> View:
    """The view of the world turned over at height ``plane``: every point lands where its reflection is
    seen."""
    flip = np.diag([1.0, -1.0, 1.0])
    position = view.position.copy()
    position[1] = 2 * plane - position[1]
    return View(position, view.rotation @ flip, view.focal, target.width, target.height)
