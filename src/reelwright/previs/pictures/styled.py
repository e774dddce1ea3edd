"""The previs looks laid over a clip, and drawn and painted versions of it whose strokes hold still."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.compose.colour import frame_to_rgb
from reelwright.compose.frame import Frame
from reelwright.previs import finish, lens, painting
from reelwright.previs.look import Look
from reelwright.previs.looks import look_for
from reelwright.previs.noise import fractal
from reelwright.story.vocabulary import Style

__all__ = ["Oil", "Pencil", "Styled"]

Floats = npt.NDArray[np.float32]
_WHITE: Final = 0.97


def _linear(rgb: Floats) -> Floats:
    """Display values (H, W, 3) as the light (3, H, W) that the finishing kernel turns into them: the
    inverse of its sRGB curve and of its film curve."""
    shown = np.clip(rgb, 0, _WHITE)
    y = np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4).astype(np.float32)
    a, b = 2.51 - 2.43 * y, 0.03 - 0.59 * y
    light = (-b + np.sqrt(b * b + 4 * a * 0.14 * y)) / (2 * a) / 0.72
    return np.ascontiguousarray(light.transpose(2, 0, 1), np.float32)


def _outlines(rgb: Floats, strength: float) -> Floats:
    """Ink (H, W) 0..1 along edges: extended differences of Gaussians (Winnemoeller et al., 2012)."""
    height = rgb.shape[0]
    grey = np.asarray(rgb @ np.array([0.2126, 0.7152, 0.0722], np.float32), np.float32)
    sigma = max(0.7, height / 620)
    fine, broad = cv2.GaussianBlur(grey, (0, 0), sigma), cv2.GaussianBlur(grey, (0, 0), sigma * 1.6)
    edge = np.clip((broad - fine - 0.012) * 26, 0, 1)
    return np.asarray(
        cv2.GaussianBlur(edge, (0, 0), max(0.5, sigma * 0.5)) * np.float32(strength), np.float32
    )


class Styled:
    """A previs look over frames of one size. Nothing it adds moves by itself but film grain."""

    def __init__(self, style: str, width: int, height: int, seed: int) -> None:
        look: Look = look_for(Style(style))
        self.look, self.width, self.height = look, width, height
        self._packed = look.packed()
        grain = finish.grain_tile(seed)
        self._grain = np.ascontiguousarray(np.tile(grain, (1, 2 + width // finish.GRAIN)))
        self._sheet = painting.paper(width / height, seed) if look.paint else None
        self._depth = np.full((height, width), np.float32(10.0))
        self._planes = np.zeros((3, height, width), np.float32)

    @property
    def drawn(self) -> bool:
        """True when noise in the clip would make strokes or steps flicker: it should be calmed first."""
        return bool(self.look.paint or self.look.levels or self.look.ink)

    def apply(self, rgb: Floats, n: int) -> Floats:
        """``rgb`` (H, W, 3) 0..1 as it looks; ``n`` moves the grain."""
        look = self.look
        if look.levels:
            soft = (rgb * np.float32(255)).astype(np.uint8)
            for _ in range(2):
                soft = np.asarray(cv2.bilateralFilter(soft, 7, 28, 5), np.uint8)
            rgb = soft.astype(np.float32) / np.float32(255)
        light = _linear(rgb)
        if look.ink:
            light *= 1 - _outlines(rgb, look.ink)
        if self._sheet is not None:
            light = painting.paint(light, look.paint, self._sheet, look.paper)
        glow = lens.bloom(light, look.bloom_over, look.bloom)
        half = self.height // 2, self.width // 2
        out = Frame(
            np.empty((self.height, self.width), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8)
        )
        haze = lens.Haze(lens.NOTHING, lens.NOTHING, 1.0)
        finish.develop(light, self._depth, haze, glow, self._packed, self._grain, n, 0, self._planes, out)
        return frame_to_rgb(out).astype(np.float32) / np.float32(255)


class Pencil:
    """Graphite on paper: tone by dodging, hatching fixed to the sheet."""

    drawn = True

    def __init__(self, width: int, height: int, seed: int) -> None:
        sheet = fractal(seed, 512, 0.9, low=8.0)
        columns, rows = width // 512 + 2, height // 512 + 2
        self._paper = np.tile(sheet, (rows, columns))[:height, :width].astype(np.float32)
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        pitch = max(3.0, height / 150)
        wobble = (self._paper - 0.5) * pitch
        self._hatch = (0.5 + 0.5 * np.sin((x + y * 0.8 + wobble) * (2 * np.pi / pitch))).astype(np.float32)
        self._sigma = max(2.0, height / 90)

    def apply(self, rgb: Floats, n: int) -> Floats:
        """``rgb`` (H, W, 3) 0..1 as a drawing."""
        grey = np.asarray(rgb @ np.array([0.2126, 0.7152, 0.0722], np.float32), np.float32)
        blurred = cv2.GaussianBlur(1 - grey, (0, 0), self._sigma)
        lines = np.clip(grey / np.maximum(1 - blurred, 0.02), 0, 1) ** np.float32(1.6)
        shade = np.clip(1.0 - (0.80 - grey) * 1.05, 0.1, 1)
        hatched = 1 - (1 - shade) * (0.45 + 0.55 * self._hatch)
        dark = _outlines(rgb, 0.85)
        tone = lines * hatched * (1 - dark)
        tooth = 1 - (1 - tone) * (0.72 + 0.28 * self._paper) - 0.03 * (self._paper - 0.5)
        page = np.array([0.975, 0.965, 0.935], np.float32)
        ink = np.array([0.13, 0.13, 0.15], np.float32)
        return np.asarray(ink + (page - ink) * np.clip(tooth, 0, 1)[..., None], np.float32)


class Oil:
    """Thick paint: broad strokes lit from the upper left, on a canvas that holds still."""

    drawn = True

    def __init__(self, width: int, height: int, seed: int) -> None:
        sheet = painting.paper(width / height, seed)
        self._sheet = np.ascontiguousarray(
            np.stack([np.full_like(sheet[..., 0], 0.5), sheet[..., 0] * 0], axis=-1)
        )
        weave = fractal(seed + 3, 512, 1.2, low=10.0)
        self._weave = np.tile(weave, (height // 512 + 2, width // 512 + 2))[:height, :width].astype(
            np.float32
        )

    def apply(self, rgb: Floats, n: int) -> Floats:
        """``rgb`` (H, W, 3) 0..1 as a painting."""
        planes = np.ascontiguousarray(np.clip(rgb, 0, 1).transpose(2, 0, 1) ** 2, np.float32)
        painted = np.sqrt(np.clip(painting.paint(planes, 0.009, self._sheet, 0.0), 0, 1)).transpose(1, 2, 0)
        grey = np.asarray(painted @ np.array([0.2126, 0.7152, 0.0722], np.float32), np.float32)
        height = grey + 0.05 * self._weave
        relief = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3) + cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3)
        lit = painted * (1 - 0.28 * np.clip(relief, -0.6, 0.6))[..., None]
        mean = grey[..., None]
        return np.asarray(np.clip(mean + (lit - mean) * 1.22, 0, 1), np.float32)
