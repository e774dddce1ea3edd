"""Where a picture of one shape lies within a canvas of another; decoded pictures as frames."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from reelwright.compose.frame import Frame, Plane

if TYPE_CHECKING:
    from av import VideoFrame

__all__ = ["Box", "Canvas", "Shape", "contain", "contain_size", "shaped_size"]

Shape = Literal["barred", "within", "covering", "own"]
"""What a source makes of the size it is opened at: ``barred`` has just that size, the picture fitted inside
with black bars. The others are the whole picture in its own shape, without bars: the largest ``within`` the
size, the smallest ``covering`` it both ways, or at its ``own`` size. Those are enlarged twice at most."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of whole chroma samples: all four numbers are even."""

    x: int
    y: int
    width: int
    height: int


def contain(aspect: Fraction, width: int, height: int) -> Box:
    """The largest centred box of shape ``aspect`` (width over height) within an even canvas.

    A box that would leave less than 1% of bars fills the canvas.
    """
    wide, high = Fraction(width), width / aspect
    if high > height:
        wide, high = height * aspect, Fraction(height)
    if wide > width * Fraction(99, 100) and high > height * Fraction(99, 100):
        return Box(0, 0, width, height)
    box_width = min(width, max(2, 2 * round(wide / 2)))
    box_height = min(height, max(2, 2 * round(high / 2)))
    return Box((width - box_width) // 4 * 2, (height - box_height) // 4 * 2, box_width, box_height)


def contain_size(size: tuple[int, int], width: int, height: int) -> Box:
    """:func:`contain` for a picture of ``size``."""
    return contain(Fraction(*size), width, height)


def shaped_size(
    size: tuple[int, int], width: int, height: int, shape: Shape, *, most: int = 36_000_000
) -> tuple[int, int]:
    """Even sides of a picture of ``size`` opened at ``width`` x ``height``; at most ``most`` pixels."""
    if shape == "barred":
        return width, height
    across, down = width / size[0], height / size[1]
    k = {"within": min(across, down), "covering": max(across, down), "own": 1.0}[shape]
    k = min(k, 2.0, sqrt(most / (size[0] * size[1])))
    even = (max(2, 2 * ceil(side * k / 2 - 1e-6)) for side in size)
    return next(even), next(even)


class Canvas:
    """Turns decoded pictures of any format and shape into frames of one size, fitted inside black bars.

    Without ``bars`` they fill it, whatever their shape.
    """

    def __init__(self, width: int, height: int, *, bars: bool = True) -> None:
        from av.video.reformatter import VideoReformatter

        self.width, self.height, self.bars = width, height, bars
        self._reformatter = VideoReformatter()
        self._bars: Frame | None = None

    def place(self, picture: VideoFrame, aspect: Fraction, quarters: int) -> Frame:
        """``picture`` as a frame.

        Args:
            picture: as decoded, before rotation.
            aspect: its shape as shown, after rotation.
            quarters: counter-clockwise quarter turns to show it upright, 0..3.
        """
        box = contain(aspect, self.width, self.height) if self.bars else Box(0, 0, self.width, self.height)
        turned = quarters % 2 == 1
        size = (box.height, box.width) if turned else (box.width, box.height)
        y, u, v = self._planes(picture, *size)
        if quarters:
            y, u, v = np.rot90(y, quarters), np.rot90(u, quarters), np.rot90(v, quarters)
        if (box.width, box.height) == (self.width, self.height):
            return Frame(*(np.ascontiguousarray(plane) if quarters else plane for plane in (y, u, v)))
        if self._bars is None:
            self._bars = Frame.black(self.width, self.height)
        frame = self._bars
        frame.y[box.y : box.y + box.height, box.x : box.x + box.width] = y
        rows = slice(box.y // 2, (box.y + box.height) // 2)
        columns = slice(box.x // 2, (box.x + box.width) // 2)
        frame.u[rows, columns] = u
        frame.v[rows, columns] = v
        return frame

    def _planes(self, picture: VideoFrame, width: int, height: int) -> tuple[Plane, Plane, Plane]:
        from av.video.reformatter import ColorRange, Colorspace, Interpolation

        source = _over_black(picture) if _has_alpha(picture) else picture
        out = self._reformatter.reformat(
            source,
            width,
            height,
            "yuv420p",
            src_colorspace=_matrix(picture),
            dst_colorspace=Colorspace.ITU709,
            src_color_range=_range(picture),
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BICUBIC,
            threads=1,
        )
        planes = []
        for plane, shape in zip(
            out.planes, ((height, width), *((height // 2, width // 2),) * 2), strict=True
        ):
            rows = np.frombuffer(memoryview(plane), np.uint8)[: plane.line_size * shape[0]].reshape(
                shape[0], plane.line_size
            )
            planes.append(rows[:, : shape[1]])
        return planes[0], planes[1], planes[2]


def _has_alpha(picture: VideoFrame) -> bool:
    return any(part.is_alpha for part in picture.format.components)


def _over_black(picture: VideoFrame) -> VideoFrame:
    """``picture`` with its transparency over black, as RGB."""
    import av

    rgba: Any = picture.to_ndarray(format="rgba")
    shown = rgba[..., :3].astype(np.uint16) * rgba[..., 3:]
    return av.VideoFrame.from_ndarray(((shown + 127) // 255).astype(np.uint8), format="rgb24")


def _matrix(picture: VideoFrame) -> Any:
    """The matrix that made the picture's YUV; untagged pictures follow their size, as players do."""
    from av.video.reformatter import Colorspace

    known = {
        1: Colorspace.ITU709,
        4: Colorspace.FCC,
        5: Colorspace.ITU601,
        6: Colorspace.SMPTE170M,
        7: Colorspace.SMPTE240M,
        9: Colorspace.BT2020,
        10: Colorspace.BT2020,
    }
    guess = Colorspace.ITU601 if picture.height <= 576 and picture.width <= 1024 else Colorspace.ITU709
    return known.get(int(picture.colorspace), guess)


def _range(picture: VideoFrame) -> Any:
    from av.video.reformatter import ColorRange

    full = picture.format.is_rgb or picture.format.name.startswith("yuvj") or int(picture.color_range) == 2
    return ColorRange.JPEG if full else ColorRange.MPEG
