"""Small real clips: pictures that tell their number, a click at each whole second; and what is played."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

STEP = 4
CLOSED = {"bf": "3", "g": "24", "crf": "12", "x264-params": "scenecut=0:b-adapt=0"}
OPEN = {"bf": "3", "g": "12", "crf": "12", "x264-params": "scenecut=0:b-adapt=0:open-gop=1"}


def picture(number: int, width: int, height: int) -> np.ndarray:
    """A grey picture whose brightness is its number (mod 40), with a bright top left quarter."""
    rgb = np.full((height, width, 3), 30 + STEP * (number % 40), np.uint8)
    rgb[: height // 2, : width // 2] = 240
    return rgb


def click_track(samples: int, rate: int) -> np.ndarray:
    """Silence with a short loud burst at each whole second."""
    sound = np.zeros(samples, np.float32)
    for second in range(samples // rate + 1):
        sound[second * rate : second * rate + 48] = 0.9
    return sound


def make_clip(
    path: Path,
    seconds: float = 2,
    *,
    rate: Fraction | int = 30,
    codec: str = "libx264",
    sound: str | None = "aac",
    sample_rate: int = 48_000,
    layout: str = "stereo",
    width: int = 128,
    height: int = 96,
    pix_fmt: str = "yuv420p",
    options: dict[str, str] | None = None,
    stamps: list[int] | None = None,
    tick: Fraction | None = None,
    rotation: int = 0,
    first: int = 0,
    tags: dict[str, str] | None = None,
) -> Path:
    """A clip of numbered pictures, from ``first`` on, with a click at each whole second."""
    rate = Fraction(rate)
    if options is None:
        options = CLOSED if codec == "libx264" else {"g": "24"}
    with av.open(str(path), "w") as file:
        file.metadata.update(tags or {})
        video: Any = file.add_stream(codec, rate=rate, options=options)
        video.width, video.height, video.pix_fmt = width, height, pix_fmt
        if rotation:
            video.set_display_rotation(rotation)
        if tick is not None:
            video.time_base = video.codec_context.time_base = tick
        audio: Any = file.add_stream(sound, rate=sample_rate, layout=layout) if sound else None
        clicks = click_track(round(seconds * sample_rate), sample_rate)
        count = len(stamps) if stamps is not None else round(seconds * rate)
        done = 0
        for number in range(count):
            frame: Any = av.VideoFrame.from_ndarray(picture(first + number, width, height), format="rgb24")
            frame = frame.reformat(format=pix_fmt, dst_colorspace="ITU601")
            frame.pts = number if stamps is None else stamps[number]
            frame.time_base = tick if tick is not None else 1 / rate
            file.mux(video.encode(frame))
            upto = (
                len(clicks)
                if number == count - 1
                else min(len(clicks), int((number + 1) * sample_rate / rate))
            )
            if audio is not None and upto > done:
                file.mux(audio.encode(_sound(audio, clicks[done:upto], done, sample_rate, layout)))
                done = upto
        file.mux(video.encode(None))
        if audio is not None:
            file.mux(audio.encode(None))
    return path


def _sound(audio: Any, mono: np.ndarray, at: int, rate: int, layout: str) -> Any:
    channels = 1 if layout == "mono" else 2
    form = audio.codec_context.format.name
    frame: Any = av.AudioFrame.from_ndarray(np.tile(mono, (channels, 1)), format="fltp", layout=layout)
    frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
    if form == "fltp":
        return frame
    return av.AudioResampler(format=form, layout=layout, rate=rate).resample(frame)[0]


def make_sound(
    path: Path, seconds: float, codec: str = "aac", hertz: float = 440.0, level: float = 0.3
) -> Path:
    """A tone."""
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream(codec, rate=48_000, layout="stereo")
        t = np.arange(round(seconds * 48_000)) / 48_000
        tone = (level * np.sin(2 * np.pi * hertz * t)).astype(np.float32)
        for at in range(0, len(tone), 1024):
            file.mux(stream.encode(_sound(stream, tone[at : at + 1024], at, 48_000, "stereo")))
        file.mux(stream.encode(None))
    return path


@dataclass
class Played:
    """What a player finds: times and luma of the pictures, and the sound of the left channel."""

    times: list[Fraction]
    luma: list[np.ndarray]
    sound: np.ndarray
    sound_start: Fraction
    sample_rate: int

    @property
    def clicks(self) -> list[float]:
        """When clicks are heard, in seconds."""
        loud = np.flatnonzero(np.abs(self.sound) > 0.35)
        first = [i for n, i in enumerate(loud) if n == 0 or i - loud[n - 1] > self.sample_rate // 50]
        return [float(self.sound_start) + int(i) / self.sample_rate for i in first]

    @property
    def steps(self) -> set[Fraction]:
        """The times between pictures."""
        return {b - a for a, b in zip(self.times, self.times[1:], strict=False)}


def play(path: Path) -> Played:
    """Decode everything."""
    times, luma, sound, start, rate = [], [], [], None, 48_000
    with av.open(str(path)) as file:
        for frame in file.decode(video=0) if file.streams.video else ():
            times.append(frame.pts * frame.time_base)
            luma.append(frame.to_ndarray(format="gray"))
    with av.open(str(path)) as file:
        for frame in file.decode(audio=0) if file.streams.audio else ():
            start = frame.pts * frame.time_base if start is None else start
            rate = frame.sample_rate
            samples = frame.to_ndarray().astype(np.float32)
            left = samples[0] if frame.format.is_planar else samples[0][:: len(frame.layout.channels)]
            sound.append(left / 32768 if "s16" in frame.format.name else left)
    heard = np.concatenate(sound) if sound else np.empty(0, np.float32)
    return Played(times, luma, heard, start or Fraction(0), rate)


def number_of(luma: np.ndarray) -> int:
    """The number (mod 40) that a full-range grey picture shows, from its bottom right quarter."""
    corner = luma[
        luma.shape[0] * 5 // 8 : luma.shape[0] * 7 // 8, luma.shape[1] * 5 // 8 : luma.shape[1] * 7 // 8
    ]
    return round((float(corner.mean()) - 30) / STEP)


def numbers(played: Played) -> list[int]:
    """The numbers of all pictures."""
    return [number_of(luma) for luma in played.luma]
