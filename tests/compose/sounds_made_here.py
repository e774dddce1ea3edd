"""Real sound and video files whose sound tells where in it one is."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

RATE = 48_000


def tone(seconds: float, pitch: float = 1000, level: float = 0.25, rate: int = RATE) -> np.ndarray:
    """A sine as (n, 1)."""
    t = np.arange(round(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * pitch * t)).astype(np.float32)[:, None]


def sound_file(path: Path, x: np.ndarray, rate: int = RATE, layout: str | None = None) -> Path:
    """``x`` (n, channels), -1..1, as a WAV file of floats."""
    name = layout or {1: "mono", 2: "stereo", 6: "5.1"}[x.shape[1]]
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream("pcm_f32le", rate=rate, layout=name)
        frame: Any = av.AudioFrame.from_ndarray(x.astype(np.float32).reshape(1, -1), "flt", name)
        frame.sample_rate = rate
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def flash_and_click(path: Path, rate: Fraction, frames: int, every: int, codec: str = "aac") -> Path:
    """A film that is white on each frame k * every, with 2 ms of 0.9 where that frame begins."""
    total = round(frames / rate * RATE)
    x = np.zeros(total, np.float32)
    for n in range(0, frames, every):
        at = round(n / rate * RATE)
        x[at : at + 96] = 0.9
    with av.open(str(path), "w") as file:
        video: Any = file.add_stream("libx264", rate=rate, options={"preset": "ultrafast", "bf": "2"})
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        sound: Any = file.add_stream(codec, rate=RATE, layout="mono")
        planar = "fltp" if codec == "aac" else "flt"
        if codec == "aac":
            sound.format = planar
        for n in range(frames):
            grey = np.full((48, 64, 3), 255 if n % every == 0 else 16, np.uint8)
            picture: Any = av.VideoFrame.from_ndarray(grey, format="rgb24")
            picture.pts, picture.time_base = n, 1 / rate
            file.mux(video.encode(picture))
        file.mux(video.encode(None))
        for at in range(0, total, 1024):
            frame: Any = av.AudioFrame.from_ndarray(x[None, at : at + 1024], planar, "mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
            file.mux(sound.encode(frame))
        file.mux(sound.encode(None))
    return path


def pitch_of(x: np.ndarray) -> float:
    """The strongest frequency of (n,) samples at 48 kHz."""
    spectrum = np.abs(np.fft.rfft(x * np.hanning(len(x))))
    return float(np.fft.rfftfreq(len(x), 1 / RATE)[spectrum.argmax()])
