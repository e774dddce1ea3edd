"""Pictures and clips that the tests of moving pictures use, made when they are wanted."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


def scene(width: int = 480, height: int = 270, shift: float = 0.0) -> Pixels:
    """A red figure before sky and ground; ``shift`` moves it (share of the width)."""
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    sky = (
        np.array([120, 170, 220], np.float32) * (1 - y[..., None] * 0.3)
        + np.array([60, 40, 20], np.float32) * y[..., None]
    )
    ground = np.array([90, 130, 70], np.float32) * (0.6 + 0.5 * y[..., None])
    rgb = np.where(y[..., None] < 0.5, sky, ground) * np.ones((1, width, 1), np.float32)
    noise = np.random.default_rng(5).normal(0, 6, (height, width, 1)).astype(np.float32)
    rgb = np.clip(rgb + cv2.GaussianBlur(noise, (0, 0), 1.5)[..., None], 0, 255).astype(np.uint8)
    x = int((0.5 + shift) * width)
    cv2.ellipse(
        rgb, (x, int(0.62 * height)), (width // 12, height // 5), 0, 0, 360, (200, 40, 40), -1, cv2.LINE_AA
    )
    cv2.circle(rgb, (x, int(0.36 * height)), height // 11, (235, 200, 170), -1, cv2.LINE_AA)
    cv2.circle(rgb, (x - height // 40, int(0.35 * height)), 3, (20, 20, 20), -1)
    return rgb


def save(path: Path, rgb: Pixels) -> Path:
    """Write a picture by the name's suffix."""
    cv2.imwrite(str(path), cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
    return path


def texture(width: int, height: int, seed: int = 3) -> Pixels:
    """Something with detail everywhere, so that motion in it can be followed."""
    rng = np.random.default_rng(seed)
    rgb = np.zeros((height, width, 3), np.uint8)
    for _ in range(140):
        at = int(rng.integers(0, width)), int(rng.integers(0, height))
        colour = tuple(int(v) for v in rng.integers(20, 235, 3))
        cv2.circle(rgb, at, int(rng.integers(4, height // 8)), colour, -1, cv2.LINE_AA)
    return rgb


def clip(path: Path, pictures: list[Pixels], rate: Fraction = Fraction(24), *, sound: bool = False) -> Path:
    """Write pictures as H.264, with a tone if ``sound``."""
    height, width = pictures[0].shape[:2]
    with av.open(str(path), "w") as file:
        video = file.add_stream("libx264", rate=rate)
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        video.options = {"crf": "12", "preset": "veryfast"}
        audio = file.add_stream("aac", rate=48_000) if sound else None
        for rgb in pictures:
            file.mux(video.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24")))
        file.mux(video.encode(None))
        if audio is not None:
            count = int(len(pictures) / rate * 48_000)
            tone = (0.3 * np.sin(np.arange(count) * 2 * np.pi * 440 / 48_000)).astype(np.float32)
            for start in range(0, count, 1024):
                frame = av.AudioFrame.from_ndarray(
                    tone[None, start : start + 1024], format="fltp", layout="mono"
                )
                frame.sample_rate, frame.pts = 48_000, start
                file.mux(audio.encode(frame))
            file.mux(audio.encode(None))
    return path


def panning(count: int, step: int = 3, width: int = 320, height: int = 180) -> list[Pixels]:
    """A window that moves over a large picture by ``step`` pixels each time."""
    wide = texture(width + step * count + 8, height)
    return [np.ascontiguousarray(wide[:, i * step : i * step + width]) for i in range(count)]
