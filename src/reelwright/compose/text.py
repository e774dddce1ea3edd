"""Text over the picture: titles, lower thirds, end cards and captions, laid out for any canvas.

Sizes follow the shorter side of the canvas. Everything stays inside the safe area, 5% from each edge, during
its entrance too. A soft shade under the letters, drawn from the letters themselves, keeps them legible on any
picture without a box. ``light`` letters stand on a dark shade, ``dark`` ones on a light shade.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from reelwright.compose.frame import Frame
from reelwright.compose.typeface import LEADING, Ink, fit_text, is_right_to_left, missing_glyphs, plain_text
from reelwright.timeline import TextItem

__all__ = ["RISE", "SAFE", "Card", "best_look", "lay_out_text", "missing_glyphs"]

SAFE: Final = 0.05  # of each side, on every edge
RISE: Final = 0.02  # of the height, how far text rises while it appears

_INK: Final = {"light": "#ffffff", "dark": "#15171c"}
_SHADE: Final = {"light": (0.02, 0.025, 0.035), "dark": (1.0, 1.0, 1.0)}
_ACCENT: Final = (0.96, 0.72, 0.26)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Card:
    """Laid-out text: premultiplied ``rgba`` (height, width, 4) float32 with its corner at ``x``, ``y``.

    ``ink`` is the rectangle (left, top, right, bottom) of letters, bars and pills without the shade.
    """

    rgba: Floats
    x: int
    y: int
    ink: tuple[int, int, int, int]


class _Sheet:
    """What is placed on the canvas, before it is drawn into one card."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.unit = min(width, height)
        self.left, self.right = -(-width * 5 // 100), width - -(-width * 5 // 100)
        # Text starts RISE lower than it ends: leave that much room above the safe area's edge.
        self.top, self.bottom = -(-height * 5 // 100), int(height * (1 - SAFE - RISE))
        self.parts: list[tuple[Floats, int, int]] = []
        self.under: list[tuple[Floats, int, int]] = []
        self.lines: list[tuple[Ink, int, int]] = []

    @property
    def is_wide(self) -> bool:
        """Room for a picture beside a column of text."""
        return self.width >= self.height * 1.2

    def ink(self, ink: Ink, x: float, y: float, opacity: float = 1.0) -> None:
        """Place letters with their inked corner at ``x``, ``y``."""
        self.parts.append((ink.rgba if opacity == 1 else ink.rgba * np.float32(opacity), round(x), round(y)))
        self.lines.append((ink, round(x), round(y)))

    def bar(self, x: float, y: float, width: float, height: float, colour: tuple[float, ...]) -> None:
        """Place a bar of one colour."""
        rgba = np.empty((max(1, round(height)), max(1, round(width)), 4), np.float32)
        rgba[..., :3], rgba[..., 3] = colour, 1
        self.parts.append((rgba, round(x), round(y)))

    def pill(
        self, x: int, y: int, width: int, height: int, colour: tuple[float, ...], opacity: float
    ) -> None:
        """Place a box with round corners below the letters."""
        radius = min(height, width, self.unit * 0.045) / 2 if height < self.unit * 0.1 else self.unit * 0.022
        across = np.abs(np.arange(width) + 0.5 - width / 2) - (width / 2 - radius)
        down = np.abs(np.arange(height) + 0.5 - height / 2) - (height / 2 - radius)
        distance = np.hypot(np.maximum(across, 0)[None, :], np.maximum(down, 0)[:, None]) - radius
        alpha = (np.clip(0.5 - distance, 0, 1) * opacity).astype(np.float32)
        rgba = np.concatenate([alpha[..., None] * np.array(colour, np.float32), alpha[..., None]], axis=-1)
        self.under.append((rgba.astype(np.float32), x, y))

    def card(self, shade: tuple[float, ...] | None = None) -> Card | None:
        """Everything placed, with a ``shade`` of that colour under the letters, as one card."""
        every = self.under + self.parts
        if not every:
            return None
        ink = (
            min(x for _, x, _ in every),
            min(y for _, _, y in every),
            max(x + part.shape[1] for part, x, _ in every),
            max(y + part.shape[0] for part, _, y in every),
        )
        em = max((line.size for line, _, _ in self.lines), default=0.0)
        margin = round(em * 1.9) + 4 if shade else 2
        left, top = max(ink[0] - margin, 0) // 2 * 2, max(ink[1] - margin, 0) // 2 * 2
        right, bottom = min(ink[2] + margin, self.width), min(ink[3] + margin, self.height)
        right, bottom = right + right % 2, bottom + bottom % 2
        rgba = np.zeros((bottom - top, right - left, 4), np.float32)
        letters = np.zeros_like(rgba)
        _place(letters, self.parts, left, top)
        if shade:
            alpha = _shadow(letters[..., 3], em)
            for line, x, y in self.lines:
                alpha = 1 - (1 - alpha) * (1 - _cloud(line, x - left, y - top, alpha.shape, em * 0.8))
            rgba[..., :3], rgba[..., 3] = alpha[..., None] * np.array(shade, np.float32), alpha
        _place(rgba, self.under, left, top)
        rgba *= 1 - letters[..., 3:]
        rgba += letters
        return Card(rgba, left, top, ink)


def _place(target: Floats, parts: list[tuple[Floats, int, int]], left: int, top: int) -> None:
    """Lay premultiplied parts over ``target``, whose corner is at ``left``, ``top``."""
    for part, x, y in parts:
        x, y = x - left, y - top
        x0, y0 = max(x, 0), max(y, 0)
        x1, y1 = min(x + part.shape[1], target.shape[1]), min(y + part.shape[0], target.shape[0])
        if x1 <= x0 or y1 <= y0:
            continue
        piece = part[y0 - y : y1 - y, x0 - x : x1 - x]
        area = target[y0:y1, x0:x1]
        area *= 1 - piece[..., 3:]
        area += piece


def _shadow(alpha: Floats, em: float) -> Floats:
    """A tight shadow just below the letters."""
    tight = _blurred(alpha, max(em * 0.035, 0.6))
    down = max(1, round(em * 0.02))
    tight[down:] = tight[:-down].copy()
    return np.asarray(tight * np.float32(0.5))


def _cloud(ink: Ink, x: int, y: int, shape: tuple[int, ...], size: float) -> Floats:
    """A shade as soft as ``size`` around ``ink`` at ``x``, ``y``, behind thin letters and spaces too."""
    import cv2

    # The work is done at a size at which an em is about twelve pixels: the shade has no finer detail.
    step = max(1, int(size / 12))
    em = size / step
    margin = round(em * 2.2) + 2
    alpha = np.ascontiguousarray(ink.rgba[..., 3])
    small: Any = cv2.resize(
        alpha,
        (max(1, -(-ink.width // step)), max(1, -(-ink.height // step))),
        interpolation=cv2.INTER_AREA,
    )
    mask = np.pad((small > 0.08).astype(np.float32), margin)
    wide, high = 2 * round(em * 0.5) + 1, 2 * round(em * 0.22) + 1
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((high, wide), np.uint8))
    mask = cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * round(em * 0.5) + 1,) * 2))
    mask = cv2.GaussianBlur(mask, (0, 0), max(em * 0.55, 0.6), borderType=cv2.BORDER_CONSTANT)
    move = np.array(
        [[step, 0, x - margin * step + step / 2], [0, step, y - margin * step + step / 2]], np.float32
    )
    cloud: Any = cv2.warpAffine(mask, move, (shape[1], shape[0]), flags=cv2.INTER_LINEAR)
    return np.asarray(cloud * np.float32(0.5), np.float32)


def _blurred(alpha: Floats, sigma: float) -> Floats:
    import cv2

    return np.array(cv2.GaussianBlur(alpha, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT), np.float32)


def lay_out_text(item: TextItem, width: int, height: int) -> Card | None:
    """``item`` on a canvas of ``width`` x ``height`` pixels; None when there is nothing that can be shown."""
    text, subtitle = plain_text(item.text), plain_text(item.subtitle)
    if not text:
        text, subtitle = subtitle, ""
    if not text:
        return None
    sheet = _Sheet(width, height)
    if sheet.right - sheet.left < 8 or sheet.bottom - sheet.top < 8:
        return None
    return _STYLES[item.style](sheet, text, subtitle, item.look)


def best_look(item: TextItem, picture: Frame) -> Literal["light", "dark"]:
    """Which letters suit ``picture`` where ``item`` will lie: dark ones on a bright place, else light.

    The answer is for the author of a timeline to write down: drawing never looks at the picture.
    """
    card = lay_out_text(item, picture.width, picture.height)
    if card is None:
        return "light"
    left, top, right, bottom = card.ink
    area = picture.y[top:bottom, left:right]
    return "dark" if float(np.percentile(area, 25)) > 150 else "light"


def _title(sheet: _Sheet, text: str, subtitle: str, look: str) -> Card | None:
    width = int((sheet.right - sheet.left) * (0.86 if sheet.is_wide else 1.0))
    style: dict[str, Any] = {"align": "centre", "colour": _INK[look]}
    size = sheet.unit * (0.125 if sheet.is_wide else 0.105)
    head = fit_text(
        text,
        size,
        width,
        int(sheet.height * 0.32),
        3,
        balance=True,
        weight=400,
        tracking=-0.005,
        leading=0.84,
        **style,
    )
    if head is None:
        return None
    small = _under(subtitle, min(sheet.unit * 0.04, head.size * 0.5), width, sheet, tracking=0.06, **style)
    gap = head.size * 0.42 if small else 0
    total = head.height + (gap + small.height if small else 0)
    y = min(sheet.height * (0.76 if sheet.is_wide else 0.72) - total / 2, sheet.bottom - total)
    sheet.ink(head, (sheet.width - head.width) / 2, y)
    if small:
        sheet.ink(small, (sheet.width - small.width) / 2, y + head.height + gap, 0.9)
    return sheet.card(_SHADE[look])


def _lower_third(sheet: _Sheet, text: str, subtitle: str, look: str) -> Card | None:
    bar = max(2.0, sheet.unit * 0.0065)
    gutter = sheet.unit * 0.022
    width = int((sheet.right - sheet.left) * (0.6 if sheet.is_wide else 0.92) - bar - gutter)
    name = fit_text(
        text,
        sheet.unit * 0.056,
        width,
        int(sheet.height * 0.16),
        2,
        weight=600,
        leading=0.88,
        colour=_INK[look],
    )
    if name is None:
        return None
    role = _under(subtitle, min(sheet.unit * 0.036, name.size * 0.75), width, sheet, colour=_INK[look])
    gap = name.size * 0.34 if role else 0
    total = name.height + (gap + role.height if role else 0)
    pad = sheet.unit * 0.008
    y = min(sheet.height * 0.88 - total, sheet.bottom - total - pad)
    backwards = is_right_to_left(text)
    x = sheet.right - bar if backwards else sheet.left
    sheet.bar(x, y - pad, bar, total + 2 * pad, _ACCENT)
    edge = x - gutter if backwards else x + bar + gutter
    sheet.ink(name, edge - name.width if backwards else edge, y)
    if role:
        sheet.ink(role, edge - role.width if backwards else edge, y + name.height + gap, 0.9)
    return sheet.card(_SHADE[look])


def _end_card(sheet: _Sheet, text: str, subtitle: str, look: str) -> Card | None:
    wide = sheet.is_wide
    left = int(sheet.width * 0.54) if wide else sheet.left
    width = sheet.right - left
    align = "low" if wide else "centre"
    style: dict[str, Any] = {"align": align, "colour": _INK[look]}
    size = sheet.unit * (0.092 if wide else 0.098)
    space = int(sheet.height * (0.5 if wide else 0.24))
    head = fit_text(text, size, width, space, 4, balance=not wide, weight=600, leading=0.84, **style)
    if head is None:
        return None
    small = _under(subtitle, min(sheet.unit * 0.044, head.size * 0.6), width, sheet, tracking=0.01, **style)
    rule = max(2.0, sheet.unit * 0.007)
    above, gap = head.size * 0.5, head.size * 0.48 if small else 0
    total = rule + above + head.height + (gap + small.height if small else 0)
    y = max(min(sheet.height * (0.5 if wide else 0.76) - total / 2, sheet.bottom - total), sheet.top)
    backwards = is_right_to_left(text)

    def place(span: float) -> float:
        if not wide:
            return (sheet.width - span) / 2
        return sheet.right - span if backwards else left

    sheet.bar(place(sheet.unit * 0.085), y, sheet.unit * 0.085, rule, _ACCENT)
    sheet.ink(head, place(head.width), y + rule + above)
    if small:
        sheet.ink(small, place(small.width), y + rule + above + head.height + gap, 0.9)
    return sheet.card(_SHADE[look])


def _caption(sheet: _Sheet, text: str, subtitle: str, look: str) -> Card | None:
    text = f"{text}\n{subtitle}" if subtitle else text
    size = sheet.unit * 0.046
    pad_x, pad_y = round(size * 0.62), round(size * 0.42)
    width = int((sheet.right - sheet.left) * (0.8 if sheet.is_wide else 1.0)) - 2 * pad_x
    words = fit_text(
        text,
        size,
        width,
        int(sheet.height * 0.3),
        2,
        more_lines=False,
        balance=True,
        weight=500,
        leading=0.95,
        align="centre",
        colour=_INK[look],
    )
    if words is None:
        return None
    # The pill follows the line box, so that it keeps its height whether or not letters reach below the line.
    line = LEADING * words.size * 0.95
    high = max(words.height, round(line * words.lines - 0.5 * words.size)) + 2 * pad_y
    wide = words.width + 2 * pad_x
    x, y = (sheet.width - wide) // 2, sheet.bottom - high
    ascent = max(0, round(words.top - 0.29 * words.size))
    top = min(y + pad_y + ascent, y + high - pad_y // 2 - words.height)
    colour = (0.04, 0.045, 0.06) if look == "light" else (0.97, 0.97, 0.97)
    sheet.pill(x, y, wide, high, colour, 0.62 if look == "light" else 0.82)
    sheet.ink(words, x + pad_x, top)
    return sheet.card()


def _under(text: str, size: float, width: int, sheet: _Sheet, **style: Any) -> Ink | None:
    """The smaller line below a headline."""
    return fit_text(text, size, width, int(sheet.height * 0.14), 3, weight=400, **style) if text else None


_STYLES: Final[dict[str, Callable[[_Sheet, str, str, str], Card | None]]] = {
    "title": _title,
    "lower_third": _lower_third,
    "end_card": _end_card,
    "caption": _caption,
}
