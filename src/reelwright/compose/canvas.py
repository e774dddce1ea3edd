"""Decoded pictures of any format and shape as frames of one size."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from reelwright.compose.fit import Box, contain
from reelwright.compose.frame import Frame, Plane
from reelwright.compose.hdr import Tables, dynamic_range, mastering_peak, tables

if TYPE_CHECKING:
    from av import VideoFrame

__all__ = ["Canvas", "has_alpha"]


class Canvas:
    """Fits pictures inside a size with black bars; without ``bars`` they fill it, whatever their shape.

    Args:
        width: even.
        height: even.
        bars: keep the pictures' shape.
        alpha: give frames the pictures' transparency (bars are clear then); otherwise it lies over black.
        clip: light brighter than SDR white is cut off instead of being compressed.
    """

    def __init__(
        self, width: int, height: int, *, bars: bool = True, alpha: bool = False, clip: bool = False
    ) -> None:
        from av.video.reformatter import VideoReformatter

        self.width, self.height, self.bars = width, height, bars
        self._alpha, self._clip = alpha, clip
        self._reformatter = VideoReformatter()
        self._bars: Frame | None = None
        self._peak: float | None = None

    def measure(self, picture: VideoFrame) -> None:
        """Take the brightest light of the film from the tags of its first picture."""
        self._peak = mastering_peak(picture)

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
        cover: Plane | None = None
        if has_alpha(picture):
            picture, cover = self._uncovered(picture, *size)
        planes: list[Plane] = [*self._planes(picture, *size)]
        if cover is not None:
            planes.append(cover)
        if quarters:
            planes = [np.rot90(plane, quarters) for plane in planes]
        if (box.width, box.height) == (self.width, self.height):
            return Frame(*(np.ascontiguousarray(plane) if quarters else plane for plane in planes))
        return self._in_bars(planes, box)

    def _in_bars(self, planes: list[Plane], box: Box) -> Frame:
        frame = self._bars
        if frame is None or (frame.a is None) != (len(planes) == 3):
            frame = Frame.black(self.width, self.height)
            if len(planes) == 4:
                frame = Frame(frame.y, frame.u, frame.v, np.zeros((self.height, self.width), np.uint8))
            self._bars = frame
        whole = slice(box.y, box.y + box.height), slice(box.x, box.x + box.width)
        half = (
            slice(box.y // 2, (box.y + box.height) // 2),
            slice(box.x // 2, (box.x + box.width) // 2),
        )
        frame.y[whole], frame.u[half], frame.v[half] = planes[:3]
        if frame.a is not None:
            frame.a[whole] = planes[3]
        return frame

    def _uncovered(self, picture: VideoFrame, width: int, height: int) -> tuple[VideoFrame, Plane | None]:
        """``picture`` without transparency, and that at ``width`` x ``height`` where it is wanted."""
        import av
        import cv2

        from reelwright.compose.photo import bled

        rgba: Any = self._rgba(picture)
        if not self._alpha:
            shown = rgba[..., :3].astype(np.uint16) * rgba[..., 3:]
            colours = ((shown + 127) // 255).astype(np.uint8)
            return av.VideoFrame.from_ndarray(colours, format="rgb24"), None
        alpha = np.ascontiguousarray(rgba[..., 3])
        colours = np.ascontiguousarray(rgba[..., :3])
        if alpha.min() == 255:
            if picture.format.name == "pal8" or not self.bars:
                return av.VideoFrame.from_ndarray(colours, format="rgb24"), None
        else:
            colours = bled(colours, alpha)
        if alpha.shape != (height, width):
            smaller = width < alpha.shape[1] or height < alpha.shape[0]
            way = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
            alpha = np.asarray(cv2.resize(alpha, (width, height), interpolation=way), np.uint8)
        return av.VideoFrame.from_ndarray(colours, format="rgb24"), alpha

    def _rgba(self, picture: VideoFrame) -> Any:
        from av.video.reformatter import ColorRange, Colorspace

        if picture.format.is_rgb or picture.format.name in ("pal8", "ya8", "ya16le", "ya16be"):
            return picture.to_ndarray(format="rgba")
        return self._reformatter.reformat(
            picture,
            format="rgba",
            src_colorspace=_matrix(picture),
            dst_colorspace=Colorspace.ITU709,
            src_color_range=_range(picture),
            dst_color_range=ColorRange.JPEG,
            threads=1,
        ).to_ndarray()

    def _planes(self, picture: VideoFrame, width: int, height: int) -> tuple[Plane, Plane, Plane]:
        from av.video.reformatter import ColorRange, Colorspace, Interpolation

        mapped = self._mapped(picture)
        out = self._reformatter.reformat(
            picture,
            width,
            height,
            "yuv420p10le" if mapped is not None else "yuv420p",
            src_colorspace=_matrix(picture),
            dst_colorspace=Colorspace.BT2020 if mapped is not None else Colorspace.ITU709,
            src_color_range=_range(picture),
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BICUBIC,
            threads=1,
        )
        kind = np.uint16 if mapped is not None else np.uint8
        planes: list[Any] = []
        for plane, shape in zip(
            out.planes, ((height, width), *((height // 2, width // 2),) * 2), strict=True
        ):
            line = plane.line_size // np.dtype(kind).itemsize
            rows = np.frombuffer(memoryview(plane), kind)[: line * shape[0]].reshape(shape[0], line)
            planes.append(rows[:, : shape[1]])
        if mapped is not None:
            return mapped.planes(*(np.ascontiguousarray(plane) for plane in planes))
        if picture.format.name.startswith("gray"):  # conversions leave a trace of colour
            planes[1:] = np.full((2, height // 2, width // 2), 128, np.uint8)
        return planes[0], planes[1], planes[2]

    def _mapped(self, picture: VideoFrame) -> Tables | None:
        """What brings an HDR or wide picture to BT.709; None for the others."""
        signal = dynamic_range(picture)
        if not signal:
            return None
        peak = self._peak if self._peak is not None else mastering_peak(picture)
        primaries = "p3" if int(picture.color_primaries) in (11, 12) else "2020"
        return tables(signal, primaries, peak if signal == "pq" else 1000.0, self._clip)


def has_alpha(picture: VideoFrame) -> bool:
    """Whether the picture's format has a plane of transparency, or a palette, which may have it."""
    return picture.format.name == "pal8" or any(part.is_alpha for part in picture.format.components)


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
    if dynamic_range(picture) in ("pq", "hlg"):
        guess = Colorspace.BT2020
    return known.get(int(picture.colorspace), guess)


def _range(picture: VideoFrame) -> Any:
    from av.video.reformatter import ColorRange

    full = picture.format.is_rgb or picture.format.name.startswith("yuvj") or int(picture.color_range) == 2
    return ColorRange.JPEG if full else ColorRange.MPEG
