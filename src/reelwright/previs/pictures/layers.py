"""A picture as two layers: the subject with soft edges, and what would be seen if it were not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.compose.colour import rgb_to_frame
from reelwright.compose.frame import Frame
from reelwright.previs.pictures.depth import Study
from reelwright.previs.pictures.intake import read_picture
from reelwright.previs.pictures.spec import File

__all__ = ["Layers", "make_layers"]

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
_GRAIN: Final = np.float32(14)


@dataclass(frozen=True, slots=True)
class Layers:
    """``back`` is the place without the subject; ``front`` the whole picture; ``alpha`` (H, W) uint8 the
    subject's cover, None when nothing is cut out. All of one even size."""

    back: Frame
    front: Frame
    alpha: Bytes | None


def make_layers(file: File, known: Study, width: int, height: int) -> Layers:
    """The layers of a picture at ``width`` x ``height`` pixels (even) for the box of its study."""
    left, top, right, bottom = known.box
    whole = round(width / (right - left)), round(height / (bottom - top))
    rgb = read_picture(file.path, file.digest, *whole)
    x, y = round(left * whole[0]), round(top * whole[1])
    rgb = rgb[y : y + height, x : x + width]
    if rgb.shape[:2] != (height, width):
        rgb = np.asarray(cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    front = rgb_to_frame(rgb)
    if not known.mask.any():
        return Layers(front, front, None)
    cover = _refined(rgb, known.mask)
    back = _without(rgb, cover)
    return Layers(rgb_to_frame(back), front, np.round(cover * 255).astype(np.uint8))


def _box(image: Floats, reach: int) -> Floats:
    return np.asarray(cv2.blur(image, (2 * reach + 1, 2 * reach + 1)), np.float32)


def _refined(rgb: Bytes, mask: Floats) -> Floats:
    """The coarse ``mask`` at the picture's size, its edge drawn to the edges of the picture (guided filter,
    He et al., 2013) within a narrow band, soft over about two pixels."""
    height, width = rgb.shape[:2]
    coarse = cv2.resize(mask, (width, height), interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(coarse, (0, 0), 0.5 * width / mask.shape[1])
    coarse = np.asarray(np.clip(soft, 0, 1), np.float32)
    guide = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY) / np.float32(255), np.float32)
    reach = max(2, round(2.2 * width / mask.shape[1]))
    mean, target = _box(guide, reach), _box(coarse, reach)
    spread = _box(np.asarray(guide * guide, np.float32), reach) - mean * mean
    shared = _box(np.asarray(guide * coarse, np.float32), reach) - mean * target
    slope = np.asarray(shared / (spread + np.float32(4e-4)), np.float32)
    offset = np.asarray(target - slope * mean, np.float32)
    fine = _box(slope, reach) * guide + _box(offset, reach)
    steep = np.clip((fine - 0.5) * 2.2 + 0.5, 0, 1).astype(np.float32)
    near = cv2.GaussianBlur(coarse, (0, 0), reach * 0.7)
    band = (near > 0.04) & (near < 0.96)
    cover = np.where(band, steep, (coarse > 0.5).astype(np.float32))
    return np.asarray(cv2.GaussianBlur(cover, (0, 0), max(0.5, 0.0008 * width)), np.float32)


def _without(rgb: Bytes, cover: Floats) -> Bytes:
    """``rgb`` with what ``cover`` hides filled from its surroundings."""
    height, width = cover.shape
    hole = (cover > 0.02).astype(np.uint8)
    grow = max(3, round(0.006 * width)) | 1
    hole = np.asarray(cv2.dilate(hole, np.ones((grow, grow), np.uint8)), np.uint8)
    scale = 360 / max(width, height)
    small_size = max(8, round(width * scale)), max(8, round(height * scale))
    # Colours of the subject must not bleed into the reduced picture along its edge.
    keep = (1 - hole).astype(np.float32)
    weight = cv2.resize(keep, small_size, interpolation=cv2.INTER_AREA)
    paint = cv2.resize(rgb.astype(np.float32) * keep[..., None], small_size, interpolation=cv2.INTER_AREA)
    small = np.clip(paint / np.maximum(weight, 1e-3)[..., None], 0, 255).astype(np.uint8)
    unknown = (weight < 0.25).astype(np.uint8)
    filled = cv2.inpaint(small, unknown, 5, cv2.INPAINT_TELEA)
    # Deep inside the hole the picture may only be vague: it is never seen there.
    depth = cv2.distanceTransform(unknown, cv2.DIST_L2, 3)
    vague = cv2.GaussianBlur(filled, (0, 0), 4.0)
    share = np.clip((depth - 2) / 10, 0, 1).astype(np.float32)[..., None]
    filled = filled.astype(np.float32) * (1 - share) + vague.astype(np.float32) * share
    big = cv2.resize(filled, (width, height), interpolation=cv2.INTER_CUBIC)
    big = big + _grain(rgb, hole)
    blend = np.maximum(cv2.GaussianBlur(hole.astype(np.float32), (0, 0), grow * 0.4), hole)[..., None]
    return np.asarray(np.clip(rgb * (1 - blend) + big * blend, 0, 255), np.uint8)


def _grain(rgb: Bytes, hole: Bytes) -> Floats:
    """Fine detail (H, W, 3) for the hole: that of the surroundings, mirrored at the hole's edge."""
    height, width = hole.shape
    known = (1 - hole).astype(np.float32)
    sigma = max(1.5, 0.006 * width)
    weight = np.maximum(cv2.GaussianBlur(known, (0, 0), sigma), 1e-3)[..., None]
    soft = cv2.GaussianBlur(rgb.astype(np.float32) * known[..., None], (0, 0), sigma) / weight
    # Only grain: mirrored shapes would be seen for what they are.
    detail = np.clip((rgb.astype(np.float32) - soft) * known[..., None], -_GRAIN, _GRAIN)
    far, labels = cv2.distanceTransformWithLabels(hole, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    rows, columns = np.nonzero(hole == 0)
    place = np.zeros((int(labels.max()) + 1, 2), np.int64)
    place[labels[rows, columns]] = np.stack([rows, columns], axis=1)
    y, x = np.nonzero(hole)
    nearest = place[labels[y, x]]
    from_y = np.clip(2 * nearest[:, 0] - y, 0, height - 1)
    from_x = np.clip(2 * nearest[:, 1] - x, 0, width - 1)
    out = np.zeros(rgb.shape, np.float32)
    out[y, x] = detail[from_y, from_x] * np.clip(1.3 - far[y, x] / (0.03 * width), 0, 1)[:, None]
    return out
