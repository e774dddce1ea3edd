"""Real media files with pictures that tell which one they are."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

STEP = 4


def picture(number: int, width: int, height: int) -> np.ndarray:
    """A grey picture whose brightness is its number, with a bright top left quarter."""
    rgb = np.full((height, width, 3), 30 + STEP * (number % 40), np.uint8)
    rgb[: height // 2, : width // 2] = 240
    return rgb


def number_of(y: np.ndarray) -> int:
    """The number of the picture that a luma plane shows, from its bottom right quarter."""
    corner = y[y.shape[0] * 5 // 8 : y.shape[0] * 7 // 8, y.shape[1] * 5 // 8 : y.shape[1] * 7 // 8]
    return round(((float(corner.mean()) - 16) * 255 / 219 - 30) / STEP)


def make_video(
    path: Path,
    count: int,
    *,
    width: int = 128,
    height: int = 96,
    rate: Fraction = Fraction(30),
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    stamps: Sequence[int] | None = None,
    tick: Fraction | None = None,
    rotation: int = 0,
    options: dict[str, str] | None = None,
) -> Path:
    """A video of ``count`` numbered pictures; H.264 gets three B-frames and a key picture every 12."""
    if options is None:
        options = {
            "bf": "3",
            "g": "12",
            "crf": "12",
            "preset": "veryfast",
            "x264-params": "b-adapt=0:scenecut=0",
        }
        options = options if codec == "libx264" else {}
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream(codec, rate=rate, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, pix_fmt
        if rotation:
            stream.set_display_rotation(rotation)
        if tick is not None:
            stream.time_base = stream.codec_context.time_base = tick
        for number in range(count):
            frame = av.VideoFrame.from_ndarray(picture(number, width, height), format="rgb24")
            frame = frame.reformat(format=pix_fmt, dst_colorspace="ITU601")
            frame.pts = number if stamps is None else stamps[number]
            frame.time_base = tick if tick is not None else 1 / rate
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path
