"""Small films made for the tests, and what a decoder says about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from reelwright.compose.frame import Frame
from reelwright.encode import VideoSettings, encode_segment
from reelwright.timing import FrameRate

RATES = [FrameRate(Fraction(r)) for r in ("24", "25", "30000/1001", "30", "60")]
DRAFT = VideoSettings.for_quality("draft")
PREVIEW = VideoSettings.for_quality("preview")


def numbered(count: int, first: int = 0, width: int = 64, height: int = 48) -> Iterator[Frame]:
    """Frames whose mean luma tells their number (steps of 3), with some texture that moves."""
    texture = np.random.default_rng(7).integers(-8, 9, (height, width))
    for n in range(first, first + count):
        y = (24 + 3 * (n % 64) + np.roll(texture - round(texture.mean()), n, axis=1)).astype(np.uint8)
        u = np.full((height // 2, width // 2), 110 + n % 5, np.uint8)
        yield Frame(y, u, np.full_like(u, 140))


def make_segments(
    folder: Path, lengths: Sequence[int], rate: FrameRate, settings: VideoSettings = PREVIEW
) -> list[Path]:
    """Segments of the given lengths that together show frames 0, 1, 2 ..."""
    paths, first = [], 0
    for i, length in enumerate(lengths):
        path = folder / f"segment{i}.mp4"
        assert encode_segment(numbered(length, first), path, settings, 64, 48, rate) == length
        paths.append(path)
        first += length
    return paths


@dataclass
class Decoded:
    """What a decoder makes of a file: presentation times in seconds, luma planes, and the sound (n, 2)."""

    times: list[Fraction]
    luma: list[np.ndarray]
    sound: np.ndarray
    sound_start: Fraction | None


def decode(path: Path) -> Decoded:
    with av.open(str(path)) as container:
        times, luma, sound, start = [], [], [], None
        for frame in container.decode(*container.streams.video, *container.streams.audio):
            if isinstance(frame, av.VideoFrame):
                times.append(frame.pts * frame.time_base)
                plane = frame.planes[0]
                rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
                luma.append(rows[: frame.height, : frame.width].copy())
            else:
                start = frame.pts * frame.time_base if start is None else start
                sound.append(frame.to_ndarray().T)
    return Decoded(times, luma, np.concatenate(sound) if sound else np.empty((0, 2)), start)


def click_at(samples: int, at: int) -> Iterator[np.ndarray]:
    """Silence with one short loud burst that begins at sample ``at``."""
    x = np.zeros((samples, 2), np.float32)
    x[at : at + 48] = 0.9 * np.hanning(50)[1:49, None]
    yield from np.array_split(x, max(1, samples // 5000))


def tone(samples: int, hertz: float = 440.0) -> Iterator[np.ndarray]:
    t = np.arange(samples) / 48000
    wave = (0.2 * np.sin(2 * np.pi * hertz * t)).astype(np.float32)
    yield np.stack([wave, wave], axis=1)
