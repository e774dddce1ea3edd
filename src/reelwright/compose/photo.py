"""Stills as sources: whole and in their own shape, with their transparency, at the size they are shown at."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np

from reelwright.compose.colour import rgb_planes
from reelwright.compose.fit import Box, Shape, contain_size, shaped_size
from reelwright.compose.frame import Frame, Plane
from reelwright.compose.sampling import shrink
from reelwright.errors import MediaError

__all__ = ["PhotoSource", "bled", "is_photo", "read_photo"]

_MOST: Final = 33_000_000
"""Pixels of a still that are kept; larger ones are scaled down."""


class PhotoSource:
    """One still for ever; frames have alpha where the picture has it.

    ``barred`` stills have the size asked for and lie inside black bars (clear ones, where they have alpha).
    The others have a shape of their own, and :meth:`level` gives them smaller, for moves that zoom out.

    Args:
        path: the image.
        width: of what it has to fill.
        height: of what it has to fill.
        shape: see :data:`reelwright.compose.fit.Shape`.
        alpha: False shows transparency as black.

    Raises:
        MediaError: it cannot be read.
    """

    length: int | None = None

    def __init__(self, path: Path, width: int, height: int, shape: Shape, *, alpha: bool = True) -> None:
        self.natural = _size(path)
        if shape == "barred":
            box = contain_size(self.natural, width, height)
            picture = read_photo(path, box.width, box.height, alpha=alpha)
            self._levels = [_in_bars(picture, box, width, height)]
        else:
            size = shaped_size(self.natural, width, height, shape, most=_MOST)
            self._levels = [read_photo(path, *size, alpha=alpha)]
        self.width, self.height = self._levels[0].width, self._levels[0].height

    def frame(self, n: int) -> Frame:
        """The same picture for every ``n``."""
        return self._levels[0]

    def level(self, index: int) -> Frame:
        """The picture made smaller by the square root of two, ``index`` times."""
        while len(self._levels) <= index and min(self._levels[-1].width, self._levels[-1].height) > 4:
            by = 2 ** (len(self._levels) / 2)
            self._levels.append(shrink(self._levels[0], by, by))
        return self._levels[min(index, len(self._levels) - 1)]

    def close(self) -> None:
        """Let go of the picture."""
        self._levels = []


def _in_bars(picture: Frame, box: Box, width: int, height: int) -> Frame:
    if (box.width, box.height) == (width, height):
        return picture
    whole = Frame.black(width, height)
    rows, columns = slice(box.y, box.y + box.height), slice(box.x, box.x + box.width)
    half = (
        slice(box.y // 2, (box.y + box.height) // 2),
        slice(box.x // 2, (box.x + box.width) // 2),
    )
    whole.y[rows, columns], whole.u[half], whole.v[half] = picture.y, picture.u, picture.v
    if picture.a is None:
        return whole
    cover = np.zeros((height, width), np.uint8)
    cover[rows, columns] = picture.a
    return Frame(whole.y, whole.u, whole.v, cover)


def is_photo(path: Path) -> bool:
    """Whether the file is a still image, from its head; animations are not."""
    from reelwright.compose.still import moves, open_still

    try:
        if path.is_dir() or path.stat().st_size == 0:
            return False
    except (OSError, ValueError):
        return False
    image = open_still(path)
    return image is not None and not moves(path, image)


def _size(path: Path) -> tuple[int, int]:
    """Width and height as shown, from the file's head."""
    from reelwright.compose.still import check_size, open_still

    image = open_still(path)
    if image is None:
        raise MediaError(f"{path} is not an image that can be read.", hint=_HINT, path=str(path))
    check_size(path, image)
    turned = "orientation" in image.get_fields() and int(image.get("orientation")) in (5, 6, 7, 8)
    return (image.height, image.width) if turned else (image.width, image.height)


def read_photo(path: Path, width: int, height: int, *, alpha: bool = True) -> Frame:
    """The image at exactly ``width`` x ``height`` (even), upright and in sRGB.

    Raises:
        MediaError: it cannot be read, or is cut off.
    """
    import pyvips

    from reelwright.compose.still import open_still

    head = open_still(path)
    # Turning colours costs seven times the rest: only for pictures that say they have others.
    foreign = head is not None and (
        "icc-profile-data" in head.get_fields() or head.interpretation not in ("srgb", "b-w")
    )
    profile = {"output_profile": "srgb"} if foreign else {}
    try:
        image = pyvips.Image.thumbnail_source(
            pyvips.Source.new_from_file(str(path)),
            width,
            height=height,
            size="force",
            option_string="fail_on=truncated",  # its own argument of this name reaches no loader
            **profile,
        )
        if image.interpretation != "srgb":
            image = image.colourspace("srgb")
        if image.hasalpha() and not alpha:
            image = image.flatten(background=[0, 0, 0])
        pixels: Any = image.cast("uchar").numpy()
    except pyvips.Error as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        why = lines[-1] if lines else "unknown reason"
        raise MediaError(
            f"{path} is an image that cannot be read ({why}).", hint=_HINT, path=str(path)
        ) from None
    pixels = pixels.reshape(height, width, -1)
    if pixels.shape[2] < 3:  # grey, with or without alpha
        pixels = np.concatenate([pixels[..., :1]] * 3 + [pixels[..., 1:]], axis=2)
    if pixels.shape[2] < 4 or int(pixels[..., 3].min()) == 255:
        return rgb_planes(np.ascontiguousarray(pixels[..., :3]))
    cover = np.ascontiguousarray(pixels[..., 3])
    opaque = rgb_planes(bled(np.ascontiguousarray(pixels[..., :3]), cover))
    return Frame(opaque.y, opaque.u, opaque.v, cover)


_HINT: Final = "Open it in an image viewer; if that fails too, copy or download it again."


def bled(rgb: Any, cover: Plane) -> Any:
    """``rgb`` (uint8) with the colours of visible pixels spread under the clear ones, nearest first."""
    import cv2

    weight = cover.astype(np.float32) / 255
    levels = [(rgb.astype(np.float32) * weight[..., None], weight)]
    while min(levels[-1][1].shape) > 1:
        size = (max(1, levels[-1][1].shape[1] // 2), max(1, levels[-1][1].shape[0] // 2))
        levels.append(tuple(cv2.resize(part, size, interpolation=cv2.INTER_AREA) for part in levels[-1]))
    colour, weight = levels[-1]
    found = colour / np.maximum(weight, 1e-6)[..., None]
    for colour, weight in reversed(levels[:-1]):
        wide = cv2.resize(found, (weight.shape[1], weight.shape[0]), interpolation=cv2.INTER_LINEAR)
        wide = wide.reshape(*weight.shape, 3)
        solid = np.minimum(weight * 16, 1)[..., None]
        found = wide * (1 - solid) + colour / np.maximum(weight, 1e-6)[..., None] * solid
    spread = np.clip(np.rint(found), 0, 255).astype(np.uint8)
    return np.where(cover[..., None] > 127, rgb, spread)
