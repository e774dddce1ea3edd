"""The clips that sandbox jobs produce: small real H.264 files of the length and size that were ordered.

The default maker draws a moving gradient whose colours come from the prompt and the seed. An order with a
first picture starts on exactly that picture and, with a last one, ends on it, so that image-to-video,
interpolation and extension can be judged by looking at the frames.
"""

from __future__ import annotations

import hashlib
import io
import math
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["ClipOrder", "ClipShelf", "MakeClip", "draw_clip", "last_picture"]

_Picture = npt.NDArray[np.uint8]
_BT709 = 1
_VERSION = 1  # of the drawing; a folder of clips may outlive it


@dataclass(frozen=True, slots=True)
class ClipOrder:
    """One clip wanted: what, how long (exact seconds), how large (pixels), which pictures it passes through.

    ``first`` and ``last`` are encoded pictures (PNG, JPEG, WebP) or None.
    """

    prompt: str
    seconds: Fraction
    width: int
    height: int
    fps: int = 24
    seed: int = 0
    first: bytes | None = None
    last: bytes | None = None
    audio: bool = False

    @property
    def frames(self) -> int:
        """How many pictures that makes; at least one."""
        return max(1, round(self.seconds * self.fps))

    def digest(self) -> str:
        """SHA-256 of everything that decides the clip's bytes."""
        hasher = hashlib.sha256()
        facts = (
            _VERSION,
            self.prompt,
            self.seconds,
            self.width,
            self.height,
            self.fps,
            self.seed,
            self.audio,
        )
        hasher.update(repr(facts).encode())
        for picture in (self.first, self.last):
            hasher.update(b"|" + (hashlib.sha256(picture).digest() if picture else b""))
        return hasher.hexdigest()


class MakeClip(Protocol):
    """A maker of clips that replaces the gradient, the previs engine for one; called from several threads."""

    def __call__(
        self, *, prompt: str, seconds: Fraction, width: int, height: int, fps: int, seed: int
    ) -> Path:
        """Make an MP4 and say where it lies; the file must stay."""
        ...


def _picture(data: bytes, width: int, height: int) -> _Picture | None:
    """The first picture in ``data`` as planar 4:2:0 rows (height * 3 / 2, width), or None."""
    import av

    try:
        with av.open(io.BytesIO(data)) as file:
            for frame in file.decode(video=0):
                scaled = frame.reformat(
                    width, height, "yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG"
                )
                planes: _Picture = scaled.to_ndarray()
                return planes
    except (av.FFmpegError, IndexError, ValueError):
        return None
    return None


def last_picture(path: Path) -> bytes:
    """The last picture of the clip at ``path`` as PNG bytes."""
    import av
    import cv2

    with av.open(str(path)) as file:
        newest = None
        for frame in file.decode(video=0):
            newest = frame
        if newest is None:
            raise ValueError(f"{path} holds no picture")
        done, png = cv2.imencode(".png", newest.to_ndarray(format="bgr24"))
        if not done:
            raise ValueError(f"the last picture of {path} cannot be written as PNG")
        return bytes(png)


def _gradient(order: ClipOrder) -> Iterator[_Picture]:
    """The pictures of a gradient that drifts to the left; colours and slant come from prompt and seed."""
    hashed = hashlib.sha256(f"{order.seed}|{order.prompt}".encode()).digest()
    width, height = order.width, order.height
    period = max(64, width // 2)
    columns = np.arange(width + period)[None, :]
    rows = np.arange(height)[:, None] * ((hashed[0] - 128) / 128)
    wave = 126 + 80 * np.sin((columns + rows) * (2 * math.pi / period))
    luma = wave.astype(np.uint8)
    picture = np.empty((height * 3 // 2, width), np.uint8)
    quarter = height // 4
    picture[height : height + quarter] = 70 + hashed[1] % 116
    picture[height + quarter :] = 70 + hashed[2] % 116
    step = 1 + hashed[3] % 5
    for n in range(order.frames):
        at = n * step % period
        picture[:height] = luma[:, at : at + width]
        yield picture


def _pictures(order: ClipOrder) -> Iterator[_Picture]:
    import cv2

    first = _picture(order.first, order.width, order.height) if order.first else None
    last = _picture(order.last, order.width, order.height) if order.last else None
    if first is None and last is None:
        yield from _gradient(order)
        return
    span = max(1, order.frames - 1)
    for n, drawn in enumerate(_gradient(order)):
        start = drawn if first is None else first
        end = drawn if last is None else last
        yield np.asarray(cv2.addWeighted(start, 1 - n / span, end, n / span, 0), np.uint8)


def draw_clip(order: ClipOrder, path: Path) -> None:
    """Write ``order`` as a faststart MP4 to ``path``; width and height must be multiples of 4."""
    import av

    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as file:
        options = {"preset": "ultrafast", "crf": "28", "threads": "1"}
        video: Any = file.add_stream("libx264", rate=order.fps, options=options)
        video.width, video.height, video.pix_fmt = order.width, order.height, "yuv420p"
        context = video.codec_context
        context.color_range = context.colorspace = context.color_primaries = context.color_trc = _BT709
        sound: Any = file.add_stream("aac", rate=48_000, layout="mono") if order.audio else None
        for n, picture in enumerate(_pictures(order)):
            frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
            frame.pts = n
            frame.color_range = frame.colorspace = _BT709
            file.mux(video.encode(frame))
        file.mux(video.encode(None))
        if sound is not None:
            samples = round(order.seconds * 48_000)
            for at in range(0, samples, 1024):
                count = min(1024, samples - at)
                tone = 0.1 * np.sin((np.arange(count) + at) * (2 * math.pi * 220 / 48_000))
                chunk = av.AudioFrame.from_ndarray(tone.astype(np.float32)[None, :], "fltp", "mono")
                chunk.sample_rate, chunk.pts = 48_000, at
                file.mux(sound.encode(chunk))
            file.mux(sound.encode(None))


class ClipShelf:
    """Makes each clip once and keeps it.

    Args:
        folder: where drawn clips are kept.
        make_clip: another maker; it gets no first and last picture.
        max_side: clips larger than this are made smaller in the same shape, to save time in test suites.
    """

    def __init__(self, folder: Path, make_clip: MakeClip | None = None, max_side: int | None = None) -> None:
        self._folder = folder
        self._make = make_clip
        self._max_side = max_side
        self._made: dict[str, Path] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def _fitted(self, order: ClipOrder) -> ClipOrder:
        longest = max(order.width, order.height)
        scale = min(1.0, self._max_side / longest) if self._max_side else 1.0
        width, height = (max(16, int(side * scale) // 4 * 4) for side in (order.width, order.height))
        return replace(order, width=width, height=height)

    def path(self, order: ClipOrder) -> Path:
        """The file for ``order``, made now if need be; two callers of one order wait for one making."""
        fitted = self._fitted(order)
        key = fitted.digest()
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._made:
                self._made[key] = self._drawn(fitted, key) if self._make is None else self._called(fitted)
            return self._made[key]

    def _called(self, order: ClipOrder) -> Path:
        assert self._make is not None
        return self._make(
            prompt=order.prompt,
            seconds=order.seconds,
            width=order.width,
            height=order.height,
            fps=order.fps,
            seed=order.seed,
        )

    def _drawn(self, order: ClipOrder, key: str) -> Path:
        path = self._folder / f"{key[:32]}.mp4"
        if not path.exists():
            part = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
            try:
                draw_clip(order, part)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
        return path
