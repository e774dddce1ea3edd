"""Pictures and timelines whose pixels can be worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from reelwright.compose import Compositor, Frame, frame_to_rgb, open_media, rgb_to_frame
from reelwright.timeline import Clip, ColourMedia, FileMedia, Timeline

W, H = 96, 64


class Held:
    """A source of one given picture, in its own shape, that counts how often it is asked."""

    def __init__(self, rgb: np.ndarray, alpha: np.ndarray | None = None) -> None:
        frame = rgb_to_frame(rgb)
        self._frame = Frame(frame.y, frame.u, frame.v, alpha)
        self.width, self.height, self.length = frame.width, frame.height, None
        self.asked = 0

    def frame(self, n: int) -> Frame:
        self.asked += 1
        return self._frame

    def close(self) -> None:
        pass


def shot(name: str, length: int = 10, start: int = 0, **more: Any) -> Clip:
    """A clip of the held picture called ``name``."""
    return Clip(
        id=f"{name}-{start}", start=start, length=length, media=FileMedia(path=name, digest="0"), **more
    )


def colour(value: str, length: int = 10, start: int = 0, **more: Any) -> Clip:
    return Clip(
        id=f"{value}-{start}-{len(more)}", start=start, length=length, media=ColourMedia(colour=value), **more
    )


def composed(
    *tracks: tuple[Clip, ...], held: dict[str, Held] | None = None, size: tuple[int, int] = (W, H)
) -> Compositor:
    """A compositor that finds files by name among ``held``."""

    def open_source(media: Any, width: int, height: int, rate: Any, shape: str = "barred", /) -> Any:
        if isinstance(media, FileMedia) and held and media.path in held:
            return held[media.path]
        return open_media(media, width, height, rate, shape)  # type: ignore[arg-type]

    return Compositor(Timeline(width=size[0], height=size[1], video=tracks), open_source)


def rgb(compositor: Compositor, n: int = 0) -> np.ndarray:
    return frame_to_rgb(compositor.frame(n))


def solid(red: int, green: int, blue: int, width: int = W, height: int = H) -> np.ndarray:
    return np.full((height, width, 3), (red, green, blue), np.uint8)


def quarters(width: int = W, height: int = H) -> np.ndarray:
    """Red, green, blue and white: top left, top right, bottom left, bottom right."""
    out = solid(255, 255, 255, width, height)
    out[: height // 2, : width // 2] = (255, 0, 0)
    out[: height // 2, width // 2 :] = (0, 255, 0)
    out[height // 2 :, : width // 2] = (0, 0, 255)
    return out


def near(got: Any, want: tuple[int, int, int], within: int = 4) -> bool:
    return bool(np.abs(np.asarray(got, int) - np.asarray(want)).max() <= within)


def write_png(path: Path, picture: np.ndarray) -> Path:
    """RGB or RGBA as a file."""
    order = [2, 1, 0, 3][: picture.shape[2]]
    assert cv2.imwrite(str(path), np.ascontiguousarray(picture[..., order]))
    return path


__all__ = ["H", "Held", "W", "colour", "composed", "near", "quarters", "rgb", "shot", "solid", "write_png"]
