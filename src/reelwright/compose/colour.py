"""RGB to YUV and back: BT.709, limited range, 8 bit, 4:2:0 with chroma in the middle of its four pixels.

Y' = 16 + 219 (0.2126 R' + 0.7152 G' + 0.0722 B'), Cb = 128 + 224 (B' - luma) / 1.8556,
Cr = 128 + 224 (R' - luma) / 1.5748 (ITU-R BT.709-6, table 3).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.frame import Frame, Plane

__all__ = ["colour_frame", "frame_to_rgb", "rgb_planes", "rgb_to_frame", "yuv_of", "yuv_planes"]

_KR, _KG, _KB = 0.2126, 0.7152, 0.0722
_TO_YUV: Final = np.array(
    [
        [219 * _KR, 219 * _KG, 219 * _KB],
        [-224 * _KR / 1.8556, -224 * _KG / 1.8556, 224 * (1 - _KB) / 1.8556],
        [224 * (1 - _KR) / 1.5748, -224 * _KG / 1.5748, -224 * _KB / 1.5748],
    ],
    np.float32,
)
_OFFSET: Final = (16.0, 128.0, 128.0)

Floats = npt.NDArray[np.float32]


def yuv_planes(rgb: Floats, alpha: Floats | None = None) -> tuple[Floats, Floats, Floats]:
    """Y at full and U, V at half size, as floats, of ``rgb`` (height, width, 3) in 0..1; both sizes even.

    With ``alpha`` (height, width) ``rgb`` is premultiplied by it, and so are the planes, offsets included.
    """
    import cv2

    yuv: Any = cv2.transform(rgb, _TO_YUV)
    half = (rgb.shape[1] // 2, rgb.shape[0] // 2)
    small = cv2.resize(yuv[..., 1:], half, interpolation=cv2.INTER_AREA)
    if alpha is None:
        return yuv[..., 0] + _OFFSET[0], small[..., 0] + _OFFSET[1], small[..., 1] + _OFFSET[2]
    cover: Any = cv2.resize(alpha, half, interpolation=cv2.INTER_AREA)
    return (
        yuv[..., 0] + _OFFSET[0] * alpha,
        small[..., 0] + _OFFSET[1] * cover,
        small[..., 1] + _OFFSET[2] * cover,
    )


def rgb_to_frame(rgb: npt.NDArray[np.uint8]) -> Frame:
    """``rgb`` (height, width, 3) uint8, both sizes even, as a frame."""
    planes = yuv_planes(rgb.astype(np.float32) / np.float32(255))
    y, u, v = (_bytes(plane) for plane in planes)
    return Frame(y, u, v)


def rgb_planes(rgb: npt.NDArray[np.uint8]) -> Frame:
    """:func:`rgb_to_frame` for large pictures: by a compiled kernel, without copies in floats."""
    from reelwright.compose.convert import to_planes
    from reelwright.compose.scratch import new_frame

    out = new_frame(rgb.shape[1], rgb.shape[0])
    to_planes(np.ascontiguousarray(rgb), _TO_YUV, out.y, out.u, out.v)
    return out


def yuv_of(colour: str) -> tuple[int, int, int]:
    """``#rrggbb`` as limited-range Y, U, V."""
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / np.float32(255)
    y, u, v = (_TO_YUV @ rgb + np.array(_OFFSET, np.float32)).tolist()
    return round(y), round(u), round(v)


def frame_to_rgb(frame: Frame) -> npt.NDArray[np.uint8]:
    """``frame`` as RGB (height, width, 3) uint8."""
    import cv2

    size = (frame.width, frame.height)
    yuv = np.stack(
        [
            frame.y.astype(np.float32),
            cv2.resize(frame.u, size, interpolation=cv2.INTER_LINEAR).astype(np.float32),
            cv2.resize(frame.v, size, interpolation=cv2.INTER_LINEAR).astype(np.float32),
        ],
        axis=-1,
    )
    back = np.linalg.inv(_TO_YUV.astype(np.float64)).astype(np.float32)
    rgb: Any = cv2.transform(yuv - np.array(_OFFSET, np.float32), back)
    return _bytes(rgb * np.float32(255))


def colour_frame(colour: str, width: int, height: int) -> Frame:
    """A frame of ``#rrggbb``."""
    return Frame.solid(width, height, *yuv_of(colour))


def _bytes(plane: Floats) -> Plane:
    return np.clip(np.rint(plane), 0, 255).astype(np.uint8)
