"""Changes of tone and colour, frame by frame: time of day, warmth, one colour for another.

All of them are smooth functions of the pixel and its place, so that what is steady in the clip stays steady.
They work on display values, RGB (H, W, 3) float32 in 0..1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.pictures.treatment import COLOURS

__all__ = ["GRADES", "main_hue", "recolour"]

Floats = npt.NDArray[np.float32]
_LUMA: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)


def _luma(rgb: Floats) -> Floats:
    return np.asarray(rgb @ _LUMA, np.float32)


def _saturated(rgb: Floats, amount: float) -> Floats:
    grey = _luma(rgb)[..., None]
    return np.asarray(grey + (rgb - grey) * np.float32(amount), np.float32)


def _tinted(rgb: Floats, r: float, g: float, b: float) -> Floats:
    return np.asarray(rgb * np.array([r, g, b], np.float32), np.float32)


def _curve(rgb: Floats, contrast: float) -> Floats:
    x = np.clip(rgb, 0, 1)
    return np.asarray(x + np.float32(contrast) * x * (1 - x) * (2 * x - 1), np.float32)


def _rows(rgb: Floats) -> Floats:
    """The height of each row, 0 at the top to 1, as (H, 1)."""
    height = rgb.shape[0]
    return np.asarray((np.arange(height, dtype=np.float32) + 0.5) / height, np.float32)[:, None]


def _sky(rgb: Floats) -> Floats:
    """How likely each pixel is sky: bright, smooth, towards the top."""
    light = _luma(rgb)
    size = (max(2, rgb.shape[1] // 4), max(2, rgb.shape[0] // 4))
    small = cv2.resize(light, size, interpolation=cv2.INTER_AREA)
    broad = cv2.GaussianBlur(small, (0, 0), max(1.0, size[0] / 40))
    rough = cv2.GaussianBlur(np.abs(small - broad), (0, 0), max(1.0, size[0] / 60))
    calm = np.clip(1 - rough / 0.10, 0, 1)
    found = np.clip((broad - 0.38) / 0.25, 0, 1) * calm
    # It reaches up to the outline of what stands before it, which is where the picture gets darker.
    reach = max(3, size[0] // 14) | 1
    found = cv2.dilate(np.asarray(found, np.float32), np.ones((reach, reach), np.uint8))
    wide = cv2.resize(cv2.GaussianBlur(found, (0, 0), reach * 0.3), (rgb.shape[1], rgb.shape[0]))
    wide = wide * np.clip((light - 0.34) / 0.16, 0, 1)
    return np.asarray(wide * np.clip((0.80 - _rows(rgb)) / 0.35, 0, 1), np.float32)


def _vignette(rgb: Floats, amount: float) -> Floats:
    x = np.linspace(-1, 1, rgb.shape[1], dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, rgb.shape[0], dtype=np.float32)[:, None]
    return np.asarray(rgb * (1 - np.float32(amount) * np.clip(x * x * 0.6 + y * y * 0.5, 0, 1))[..., None])


def night(rgb: Floats) -> Floats:
    """Moonlight: dark, blue, little colour; a deep sky; lamps and lit windows stay warm."""
    light = _luma(rgb)
    sky = _sky(rgb)
    warm = np.clip((rgb[..., 0] - rgb[..., 2] - 0.22) / 0.2, 0, 1) * np.clip((light - 0.72) / 0.18, 0, 1)
    lamp = cv2.GaussianBlur(np.asarray(warm * (1 - sky), np.float32), (0, 0), max(0.8, rgb.shape[1] / 900))
    dark = np.clip(rgb, 0, 1) ** np.float32(1.25) * np.float32(0.60)
    dark = _tinted(_saturated(dark, 0.5), 0.62, 0.82, 1.28)
    deep = np.array([0.05, 0.085, 0.19], np.float32) * (1.5 - 0.8 * (1 - _rows(rgb)))[..., None]
    deep = deep * (0.75 + 0.5 * light[..., None])
    out = dark * (1 - 0.85 * sky[..., None]) + deep * (0.85 * sky[..., None])
    glow = _tinted(np.clip(rgb, 0, 1), 0.95, 0.72, 0.40)
    out = out * (1 - 0.8 * lamp[..., None]) + glow * (0.8 * lamp[..., None])
    return _vignette(out, 0.22)


def dusk(rgb: Floats) -> Floats:
    """After sunset: blue above, a last warm light at the horizon."""
    low = np.exp(-(((_rows(rgb) - 0.45) / 0.22) ** 2))[..., None]
    sky = _sky(rgb)[..., None]
    out = _tinted(
        _saturated(np.clip(rgb, 0, 1) ** np.float32(1.15) * np.float32(0.66), 0.85), 0.90, 0.86, 1.10
    )
    glow = np.array([0.95, 0.52, 0.42], np.float32) * low + np.array([0.30, 0.33, 0.56], np.float32) * (
        1 - low
    )
    return _vignette(out * (1 - 0.55 * sky) + glow * 0.55 * sky, 0.2)


def golden_hour(rgb: Floats) -> Floats:
    """Low sun: warm light, long tones, a glow in the sky."""
    sky = _sky(rgb)[..., None]
    light = _luma(rgb)[..., None]
    out = _tinted(_saturated(rgb, 1.06), 1.08, 0.97, 0.78)
    out = out + np.array([0.06, 0.02, -0.03], np.float32) * light
    glow = np.array([1.0, 0.78, 0.50], np.float32)
    return _vignette(_curve(out * (1 - 0.38 * sky) + glow * 0.38 * sky, 0.25), 0.15)


def dawn(rgb: Floats) -> Floats:
    """First light: soft, pale, pink and blue."""
    sky = _sky(rgb)[..., None]
    out = _tinted(_saturated(rgb * np.float32(0.86) + np.float32(0.06), 0.8), 1.03, 0.96, 1.0)
    glow = np.array([0.98, 0.80, 0.78], np.float32)
    return np.asarray(out * (1 - 0.35 * sky) + glow * 0.35 * sky, np.float32)


def day(rgb: Floats) -> Floats:
    """Full daylight: brighter, neutral."""
    out = np.clip(rgb, 0, 1) ** np.float32(0.72)
    return _saturated(_curve(out, 0.15), 1.08)


GRADES: Final[dict[str, Callable[[Floats], Floats]]] = {
    "night": night,
    "dusk": dusk,
    "golden_hour": golden_hour,
    "dawn": dawn,
    "day": day,
    "black_and_white": lambda rgb: _curve(_saturated(rgb, 0.0), 0.3),
    "sepia": lambda rgb: _tinted(_curve(_saturated(rgb, 0.0), 0.15) * np.float32(0.94), 1.07, 0.93, 0.74),
    "warm": lambda rgb: _tinted(rgb, 1.06, 1.0, 0.88),
    "cool": lambda rgb: _tinted(rgb, 0.91, 0.99, 1.09),
    "vivid": lambda rgb: _curve(_saturated(rgb, 1.35), 0.2),
    "muted": lambda rgb: _saturated(rgb * np.float32(0.9) + np.float32(0.06), 0.6),
    "bright": lambda rgb: np.asarray(np.clip(rgb, 0, 1) ** np.float32(0.78), np.float32),
    "dark": lambda rgb: np.asarray(np.clip(rgb, 0, 1) ** np.float32(1.3) * np.float32(0.9), np.float32),
}
"""Grades by name."""


def main_hue(rgb: Floats) -> float:
    """The hue (degrees) that stands out most: saturated, and towards the middle."""
    hsv = cv2.cvtColor(np.clip(rgb, 0, 1).astype(np.float32), cv2.COLOR_RGB2HSV)
    x = np.linspace(-1, 1, rgb.shape[1], dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, rgb.shape[0], dtype=np.float32)[:, None]
    weight = hsv[..., 1] ** 2 * hsv[..., 2] * np.exp(-2.0 * (x * x + y * y))
    bins = np.bincount((hsv[..., 0] / 5).astype(np.int64).ravel() % 72, weight.ravel(), minlength=72)
    soft = bins + 0.6 * (np.roll(bins, 1) + np.roll(bins, -1))
    return float(soft.argmax() * 5 + 2.5)


def recolour(rgb: Floats, hue: float | None, target: str) -> Floats:
    """What has the ``hue`` (degrees; None is what has no colour) becomes ``target``; light and shade stay."""
    hsv = cv2.cvtColor(np.clip(rgb, 0, 1).astype(np.float32), cv2.COLOR_RGB2HSV)
    h, s, v = hsv[..., 0], hsv[..., 1], hsv[..., 2]
    if hue is None:
        mask = np.clip((0.22 - s) / 0.12, 0, 1)
    else:
        off = np.abs((h - np.float32(hue) + 180) % 360 - 180)
        mask = (
            np.clip((34 - off) / 14, 0, 1)
            * np.clip((s - 0.20) / 0.18, 0, 1)
            * np.clip((v - 0.05) / 0.10, 0, 1)
        )
    # A little softness, so that coding noise at the edge of the range does not flicker.
    mask = cv2.GaussianBlur(np.asarray(mask, np.float32), (0, 0), max(0.6, rgb.shape[1] / 1600))
    to_hue, to_s, to_v = COLOURS[target]
    # Shade is kept relative to how light the colour usually is.
    level = float((v * mask).sum() / max(float(mask.sum()), 1e-3)) if float(mask.sum()) > 4 else 0.7
    value = np.clip(v * (1 + (to_v / max(level, 0.05) - 1) * (0.85 if to_s < 0.05 else 0.45)), 0, 1)
    chroma = (
        np.full_like(s, to_s)
        if hue is None or to_s < 0.1
        else np.clip(s * np.float32(0.55) + to_s * 0.45, 0, 1)
    )
    new = cv2.cvtColor(
        np.stack(
            [np.full_like(h, to_hue), np.asarray(chroma, np.float32), np.asarray(value, np.float32)], axis=-1
        ),
        cv2.COLOR_HSV2RGB,
    )
    return np.asarray(rgb + (new - rgb) * mask[..., None], np.float32)
