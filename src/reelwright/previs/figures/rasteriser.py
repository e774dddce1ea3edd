"""From a posed body in the world to a lit tile: packing for the kernel, and the box that holds the figure."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from reelwright.previs.figures.cones import Cones
from reelwright.previs.figures.texture import SIZE, surface_texture
from reelwright.previs.figures.tile import Tile
from reelwright.previs.light import Light
from reelwright.previs.view import View

__all__ = ["rasterise"]

_PACKED = 44
"""Numbers a packed primitive (camera space): a 0:3, direction 3:6, length 6, radius 7, taper 8, slope 9,
flat axis 10:13, squeeze-1 13, blend 14, cut 15, group 16, colour 17:20, second 20:23, pattern 23, edge 24:26,
fur 26, gloss 27, metal 28, texels a metre 29, repeats around 30, offset 31, third axis 32:35, screen box of
the outline x0 y0 r0 x1 y1 r1 35:41, nearest depth 41, farthest depth 42, larger radius 43."""
_NEAR = 0.03
Array = npt.NDArray[np.float64]


def _packed(cones: Cones, view: View) -> npt.NDArray[np.float32] | None:
    """Primitives in camera space, with what the kernels need; None when all lie behind the camera."""
    data = cones.data
    a, b = view.to_camera(data[:, 0:3]), view.to_camera(data[:, 3:6])
    axis = data[:, 9:12] @ view.rotation.T
    ra, rb = data[:, 6], data[:, 7]
    along = b - a
    length = np.linalg.norm(along, axis=1)
    # One sphere inside the other: keep the larger.
    inside = np.abs(ra - rb) > 0.98 * length
    first = inside & (ra < rb)
    a = np.where(first[:, None], b, a)
    ra = np.where(first, rb, ra)
    rb = np.where(inside, ra, rb)
    point = length < 1e-9
    direction = np.where(point[:, None], 0.0, along / np.maximum(length, 1e-9)[:, None])
    length = np.where(inside, 0.0, length)
    # A sphere still needs a frame for its pattern: any direction square to the flat axis.
    spare = np.cross(axis, view.rotation[:, 1])
    spare_length = np.linalg.norm(spare, axis=1)
    spare = np.where(
        (spare_length > 1e-3)[:, None], spare / np.maximum(spare_length, 1e-3)[:, None], view.rotation[:, 0]
    )
    direction = np.where(point[:, None], spare, direction)
    axis = axis - (axis * direction).sum(1)[:, None] * direction
    size = np.linalg.norm(axis, axis=1)
    other = np.cross(
        direction, np.where(np.abs(direction[:, :1]) < 0.8, [[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]])
    )
    axis = np.where((size > 1e-4)[:, None], axis / np.maximum(size, 1e-9)[:, None], other)
    axis /= np.linalg.norm(axis, axis=1)[:, None]
    taper = np.where(length > 0, (rb - ra) / np.maximum(length, 1e-9), 0.0)
    slope = -taper / np.sqrt(np.maximum(1.0 - taper**2, 1e-3))
    radius = np.maximum(ra, rb)
    wide = np.maximum(data[:, 8], 1.0)
    fur, blend = data[:, 24], data[:, 12]
    focal = view.focal * view.height
    end = a + direction * length[:, None]
    reach_a = ra * wide + fur + 0.85 * blend
    reach_b = rb * wide + fur + 0.85 * blend
    near = np.minimum(a[:, 2] - reach_a, end[:, 2] - reach_b)
    if np.all(near < _NEAR):
        return None
    out = np.zeros((len(data), _PACKED), np.float64)
    out[:, 0:3], out[:, 3:6], out[:, 6], out[:, 7] = a, direction, length, ra
    out[:, 8], out[:, 9], out[:, 10:13] = taper, slope, axis
    out[:, 13] = 1.0 / data[:, 8] - 1.0
    out[:, 14] = np.maximum(blend, 1e-4)
    out[:, 15], out[:, 16] = data[:, 13], data[:, 14]
    out[:, 17:20], out[:, 20:23], out[:, 23], out[:, 24:26] = (
        data[:, 15:18],
        data[:, 18:21],
        data[:, 21],
        data[:, 22:24],
    )
    out[:, 26], out[:, 27], out[:, 28], out[:, 29] = fur, data[:, 25], data[:, 28], data[:, 27]
    out[:, 30] = np.maximum(1.0, np.round(2 * math.pi * radius * data[:, 27] / SIZE))
    out[:, 31] = data[:, 29]
    out[:, 32:35] = np.cross(direction, axis)
    # Outline on the screen: a sphere seen in perspective is stretched away from the centre by at most 1/cos.
    for k, (centre, reach) in enumerate(((a, reach_a), (end, reach_b))):
        z = np.maximum(centre[:, 2] - 0.5 * reach, _NEAR)
        x = view.width / 2 + focal * centre[:, 0] / np.maximum(centre[:, 2], _NEAR)
        y = view.height / 2 - focal * centre[:, 1] / np.maximum(centre[:, 2], _NEAR)
        off = np.sqrt(centre[:, 0] ** 2 + centre[:, 1] ** 2) / np.maximum(centre[:, 2], _NEAR)
        out[:, 35 + 3 * k], out[:, 36 + 3 * k] = x, y
        out[:, 37 + 3 * k] = focal * reach / z * np.sqrt(1 + np.minimum(off, 3.0) ** 2) + 1.5
    out[:, 41] = np.maximum(near, _NEAR)
    out[:, 42] = np.maximum(a[:, 2] + reach_a, end[:, 2] + reach_b) + 0.01
    out[:, 43] = radius * wide
    visible: npt.NDArray[np.float32] = out[near >= _NEAR].astype(np.float32)
    return visible


def rasterise(cones: Cones, view: View, light: Light) -> Tile | None:
    """Draw a body given in world metres; None when nothing of it falls into the picture."""
    if not len(cones):
        return None
    packed = _packed(cones, view)
    if packed is None:
        return None
    left = min((packed[:, 35] - packed[:, 37]).min(), (packed[:, 38] - packed[:, 40]).min())
    right = max((packed[:, 35] + packed[:, 37]).max(), (packed[:, 38] + packed[:, 40]).max())
    top = min((packed[:, 36] - packed[:, 37]).min(), (packed[:, 39] - packed[:, 40]).min())
    low = max((packed[:, 36] + packed[:, 37]).max(), (packed[:, 39] + packed[:, 40]).max())
    x0, x1 = max(0, math.floor(left)), min(view.width, math.ceil(right))
    y0, y1 = max(0, math.floor(top)), min(view.height, math.ceil(low))
    if x1 <= x0 or y1 <= y0:
        return None
    from reelwright.previs.figures.edges import soften
    from reelwright.previs.figures.march import BLOCK, march
    from reelwright.previs.figures.shading import paint

    data = cones.data
    chosen = data[:, 26] > 0
    casters = np.zeros((int(chosen.sum()), 9), np.float32)
    a, b = view.to_camera(data[chosen, 0:3]), view.to_camera(data[chosen, 3:6])
    casters[:, 0:3], casters[:, 3:6] = a, b - a
    casters[:, 6] = np.minimum(data[chosen, 6], data[chosen, 7]) * np.minimum(1.0, data[chosen, 8])
    span = float(np.max(data[:, 0:3].max(0) - data[:, 0:3].min(0)))
    lamp = np.zeros(24, np.float64)
    lamp[0:3] = view.rotation @ np.asarray(light.direction)
    lamp[3:6], lamp[6:9], lamp[9:12] = light.key, light.sky, light.ground
    lamp[12:15] = view.rotation[:, 1]
    lamp[15], lamp[16], lamp[17] = light.rim, light.shadow, 0.012 * span
    height, width = y1 - y0, x1 - x0
    at = np.empty((height, width), np.float32)
    miss = np.empty((height, width), np.float32)
    graze = np.empty((height, width), np.float32)
    blocks = -(-height // BLOCK) * -(-width // BLOCK)
    lists = np.empty((blocks, len(packed)), np.int16)
    counts = np.empty(blocks, np.int32)
    cx, cy, focal = view.width / 2, view.height / 2, view.focal * view.height
    march(packed, x0, y0, cx, cy, focal, at, miss, graze, lists, counts)
    rgba = np.empty((height, width, 4), np.float32)
    depth = np.empty((height, width), np.float32)
    rays = np.array([x0, y0, cx, cy, focal])
    paint(packed, casters, lamp, surface_texture().reshape(-1), rays, at, miss, lists, counts, rgba, depth)
    soften(rgba, depth, graze)
    return Tile(x0, y0, rgba, depth)
