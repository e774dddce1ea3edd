"""10-bit films with the colour tags of HDR."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

X265 = {"preset": "ultrafast", "x265-params": "log-level=none:lossless=1"}
TRANSFER = {"pq": 16, "hlg": 18, "bt709": 1, "2020": 14}


def pq_signal(nits: Any) -> np.ndarray:
    """PQ values 0..1 of light in cd/m2 (SMPTE ST 2084)."""
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
    power = (np.asarray(nits, float) / 10_000) ** m1
    return np.asarray(((c1 + c2 * power) / (1 + c3 * power)) ** m2)


def in_2020(rgb: Any) -> np.ndarray:
    """Linear BT.709 light as BT.2020 (ITU-R BT.2087, table 1)."""
    matrix = [[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]]
    return np.asarray(rgb, float) @ np.array(matrix).T


def ten_bit(signal: np.ndarray, *, wide: bool = True) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """R'G'B' 0..1 (height, width, 3) as 10-bit limited 4:2:0, by the matrix of BT.2020 or BT.709."""
    kr, kb = (0.2627, 0.0593) if wide else (0.2126, 0.0722)
    r, g, b = signal[..., 0], signal[..., 1], signal[..., 2]
    y = kr * r + (1 - kr - kb) * g + kb * b
    cb, cr = (b - y) / (2 - 2 * kb), (r - y) / (2 - 2 * kr)

    def half(plane: np.ndarray) -> np.ndarray:
        return plane.reshape(plane.shape[0] // 2, 2, plane.shape[1] // 2, 2).mean(axis=(1, 3))

    planes = 64 + 876 * y, 512 + 896 * half(cb), 512 + 896 * half(cr)
    return tuple(np.rint(plane).astype(np.uint16) for plane in planes)  # type: ignore[return-value]


def make_hdr(
    path: Path,
    signal: np.ndarray,
    kind: str,
    *,
    codec: str = "libx265",
    count: int = 2,
    options: dict[str, str] | None = None,
) -> Path:
    """A film of one 10-bit picture, R'G'B' 0..1 (height, width, 3), with the tags of ``kind``."""
    wide = kind != "bt709"
    planes = ten_bit(signal, wide=wide)
    height, width = signal.shape[:2]
    tags = {
        "color_trc": TRANSFER[kind],
        "color_primaries": 9 if wide else 1,
        "colorspace": 9 if wide else 1,
        "color_range": 1,
    }
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream(codec, rate=30, options=X265 if options is None else options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p10le"
        for name, value in tags.items():
            setattr(stream.codec_context, name, value)
        for number in range(count):
            frame = av.VideoFrame(width, height, "yuv420p10le")
            for plane, values in zip(frame.planes, planes, strict=True):
                rows = np.zeros((values.shape[0], plane.line_size // 2), np.uint16)
                rows[:, : values.shape[1]] = values
                plane.update(rows.tobytes())
            frame.pts, frame.time_base = number, Fraction(1, 30)
            for name, value in tags.items():
                setattr(frame, name, value)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path
