"""A text placed on its canvas: letters, what they stand on, and the shade that keeps them legible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.typeface import Ink
from reelwright.timeline import Outline, TextShadow

__all__ = ["RISE", "SAFE", "Box", "Card", "Sheet", "rgb_of"]

SAFE: Final = 0.05  # of each side, on every edge
RISE: Final = 0.02  # of the height, how far text rises while it appears

Floats = npt.NDArray[np.float32]
Order = npt.NDArray[np.uint16]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""


def rgb_of(colour: str) -> tuple[float, float, float]:
    """``#rrggbb`` as red, green and blue in 0..1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


@dataclass(frozen=True, slots=True)
class Card:
    """Laid-out text: premultiplied layers (height, width, 4) float32 with their corner at ``x``, ``y``.

    ``shade`` is the soft darkness or brightness below everything (None where there is none), ``plate`` bars
    and boxes, ``letters`` the rest. ``order`` (height, width) is the number, from 0, of the letter at each
    pixel, in reading order, and ``words`` the word that each letter belongs to; both only where they were
    asked for. ``ink`` is the rectangle of letters, bars and boxes without the shade; ``lines`` the boxes of
    the texts; ``bar`` is where a progress bar runs.
    """

    x: int
    y: int
    letters: Floats
    plate: Floats | None
    shade: Floats | None
    ink: Box
    lines: tuple[Box, ...] = ()
    order: Order | None = None
    words: tuple[int, ...] = ()
    bar: Box | None = None

    @property
    def rgba(self) -> Floats:
        """Everything, one over the other."""
        whole = np.zeros_like(self.letters) if self.shade is None else self.shade
        for layer in (self.plate, self.letters):
            if layer is not None:
                whole = _over(layer, whole)
        return whole


@dataclass(slots=True)
class _Line:
    ink: Ink
    x: int
    y: int
    opacity: float


@dataclass(slots=True)
class Sheet:
    """What is placed on a canvas, before it is drawn as a card.

    ``left``, ``right``, ``top`` and ``bottom`` bound what may be used: the safe area, less the way that text
    rises while it appears, or with ``safe`` False the whole canvas.
    """

    width: int
    height: int
    safe: bool = True
    parts: list[tuple[Floats, int, int]] = field(default_factory=list)
    under: list[tuple[Floats, int, int]] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)
    bar_box: Box | None = None

    @property
    def unit(self) -> int:
        """The shorter side: what sizes follow."""
        return min(self.width, self.height)

    @property
    def left(self) -> int:
        """The first column that may be used."""
        return -(-self.width * 5 // 100) if self.safe else 0

    @property
    def right(self) -> int:
        """One past the last column that may be used."""
        return self.width - self.left

    @property
    def top(self) -> int:
        """The first row that may be used."""
        return -(-self.height * 5 // 100) if self.safe else 0

    @property
    def bottom(self) -> int:
        """One past the last row that may be used."""
        return int(self.height * (1 - SAFE - RISE)) if self.safe else self.height

    @property
    def is_wide(self) -> bool:
        """Room for a picture beside a column of text."""
        return self.width >= self.height * 1.2

    def ink(self, ink: Ink, x: float, y: float, opacity: float = 1.0) -> None:
        """Place letters with their inked corner at ``x``, ``y``."""
        self.lines.append(_Line(ink, round(x), round(y), opacity))

    def bar(self, x: float, y: float, width: float, height: float, colour: tuple[float, ...]) -> None:
        """Place a bar of one colour."""
        rgba = np.empty((max(1, round(height)), max(1, round(width)), 4), np.float32)
        rgba[..., :3], rgba[..., 3] = colour, 1
        self.parts.append((rgba, round(x), round(y)))

    def pill(
        self, box: Box, colour: tuple[float, ...], opacity: float, radius: float, *, below: bool = True
    ) -> None:
        """Place a box with round corners; ``below`` everything else."""
        x, y, right, bottom = box
        alpha = rounded(right - x, bottom - y, radius) * np.float32(opacity)
        (self.under if below else self.parts).append((_tinted(alpha, colour), x, y))

    def box(self) -> Box | None:
        """The rectangle of everything placed, or None."""
        every = [(x, y, part.shape[1], part.shape[0]) for part, x, y in self.under + self.parts]
        every += [(line.x, line.y, line.ink.width, line.ink.height) for line in self.lines]
        if self.bar_box is not None:
            left, top, right, bottom = self.bar_box
            every.append((left, top, right - left, bottom - top))
        if not every:
            return None
        return (
            min(x for x, _, _, _ in every),
            min(y for _, y, _, _ in every),
            max(x + wide for x, _, wide, _ in every),
            max(y + high for _, y, _, high in every),
        )

    def move(self, across: int, down: int) -> None:
        """Move everything by whole pixels."""
        self.parts = [(part, x + across, y + down) for part, x, y in self.parts]
        self.under = [(part, x + across, y + down) for part, x, y in self.under]
        for line in self.lines:
            line.x, line.y = line.x + across, line.y + down
        if self.bar_box is not None:
            left, top, right, bottom = self.bar_box
            self.bar_box = (left + across, top + down, right + across, bottom + down)

    def card(
        self,
        shade: tuple[float, ...] | None = None,
        *,
        outline: Outline | None = None,
        shadow: TextShadow | None = None,
        words_of: Callable[[Ink], list[int]] | None = None,
        clouded: bool = True,
    ) -> Card | None:
        """Everything placed as one card, with a ``shade`` of that colour under the letters.

        ``outline`` and ``shadow`` are the author's own; with ``words_of`` the card tells letters apart.
        Without ``clouded`` the soft part of the shade is left out.
        """
        ink = self.box()
        if ink is None:
            return None
        em = max((line.ink.size for line in self.lines), default=0.0)
        margin = 2
        if shade:
            margin = round(em * 1.9) + 4
        if outline:
            margin = max(margin, round(em * outline.width) + 3)
        if shadow:
            margin = max(margin, round(em * (max(abs(shadow.x), abs(shadow.y)) + 3 * shadow.blur)) + 3)
        left, top = max(ink[0] - margin, 0) // 2 * 2, max(ink[1] - margin, 0) // 2 * 2
        right, bottom = min(ink[2] + margin, self.width), min(ink[3] + margin, self.height)
        right, bottom = max(right + right % 2, left + 2), max(bottom + bottom % 2, top + 2)
        letters = np.zeros((bottom - top, right - left, 4), np.float32)
        _place(letters, [(_dimmed(line), line.x, line.y) for line in self.lines], left, top)
        cloud: Floats | None = None
        tight: Floats | None = None
        if shade and self.lines:
            alpha: Floats = np.zeros(letters.shape[:2], np.float32)
            for line in self.lines if clouded else ():
                cover = _cloud(line.ink, line.x - left, line.y - top, alpha.shape, em * 0.8)
                alpha = 1 - (1 - alpha) * (1 - cover)
            cloud = _tinted(alpha, shade) if clouded else None
            tight = _tinted(_shadow(letters[..., 3], em), shade)
        if outline:
            letters = _over(
                letters, _tinted(_swollen(letters[..., 3], em * outline.width), rgb_of(outline.colour))
            )
        if shadow:
            tight = _tinted(_cast(letters[..., 3], shadow, em), rgb_of(shadow.colour))
        if tight is not None:
            letters = _over(letters, tight)
        plate: Floats | None = None
        if self.under or self.parts:
            plate = np.zeros_like(letters)
            _place(plate, self.under + self.parts, left, top)
        order, words = (None, ()) if words_of is None else self._order(letters.shape, left, top, words_of)
        return Card(
            left, top, letters, plate, cloud, ink,
            tuple((s.x, s.y, s.x + s.ink.width, s.y + s.ink.height) for s in self.lines),
            order, words, self.bar_box,
        )  # fmt: skip

    def _order(
        self, shape: tuple[int, ...], left: int, top: int, words_of: Callable[[Ink], list[int]]
    ) -> tuple[Order | None, tuple[int, ...]]:
        """The letter at each pixel, those of the second line after those of the first; and their words."""
        import cv2

        order = np.zeros(shape[:2], np.uint16)
        known = np.zeros(shape[:2], np.uint8)
        words: list[int] = []
        for line in self.lines:
            if line.ink.order is None:
                return None, ()
            x, y = line.x - left, line.y - top
            x0, y0 = max(x, 0), max(y, 0)
            x1, y1 = min(x + line.ink.width, shape[1]), min(y + line.ink.height, shape[0])
            if x1 <= x0 or y1 <= y0:
                continue
            order[y0:y1, x0:x1] = line.ink.order[y0 - y : y1 - y, x0 - x : x1 - x] + len(words)
            known[y0:y1, x0:x1] = 1
            after = words[-1] + 1 if words else 0
            words.extend(after + word for word in words_of(line.ink))
        if known.any() and words:  # what lies around the letters belongs to the nearest
            _, labels = cv2.distanceTransformWithLabels(
                1 - known, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
            )
            table = np.zeros(int(labels.max()) + 1, np.uint16)
            table[labels[known > 0]] = order[known > 0]
            order = np.asarray(table[labels], np.uint16)
        return order, tuple(words)


def rounded(width: int, height: int, radius: float) -> Floats:
    """The cover, 0..1, of a box with round corners that fills ``width`` x ``height`` pixels."""
    radius = min(radius, width / 2, height / 2)
    across = np.abs(np.arange(width) + 0.5 - width / 2) - (width / 2 - radius)
    down = np.abs(np.arange(height) + 0.5 - height / 2) - (height / 2 - radius)
    outside = np.hypot(np.maximum(across, 0)[None, :], np.maximum(down, 0)[:, None])
    inside = np.minimum(np.maximum(across[None, :], down[:, None]), 0)
    return np.asarray(np.clip(0.5 - (outside + inside - radius), 0, 1), np.float32)


def _dimmed(line: _Line) -> Floats:
    return line.ink.rgba if line.opacity == 1 else line.ink.rgba * np.float32(line.opacity)


def _tinted(alpha: Floats, colour: tuple[float, ...]) -> Floats:
    rgba = np.empty((*alpha.shape, 4), np.float32)
    for channel, value in enumerate((*colour, 1.0)):
        np.multiply(alpha, np.float32(value), out=rgba[..., channel])
    return rgba


def _over(top: Floats, below: Floats) -> Floats:
    whole = below * (1 - top[..., 3:])
    whole += top
    return whole


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


def _cast(alpha: Floats, shadow: TextShadow, em: float) -> Floats:
    """The author's shadow of ``alpha``."""
    import cv2

    move = np.array([[1, 0, shadow.x * em], [0, 1, shadow.y * em]], np.float32)
    size = (alpha.shape[1], alpha.shape[0])
    cast: Any = cv2.warpAffine(np.ascontiguousarray(alpha), move, size, flags=cv2.INTER_LINEAR)
    if shadow.blur:
        cast = _blurred(cast, max(shadow.blur * em / 2, 0.3))
    return np.asarray(cast * np.float32(shadow.opacity), np.float32)


def _swollen(alpha: Floats, width: float) -> Floats:
    """``alpha`` grown by ``width`` pixels, with smooth edges."""
    import cv2

    step = 3 if alpha.size < 3_000_000 else 2
    size = (alpha.shape[1] * step, alpha.shape[0] * step)
    large: Any = cv2.resize(np.ascontiguousarray(alpha), size, interpolation=cv2.INTER_LINEAR)
    distance: Any = cv2.distanceTransform((large < 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    grown = np.clip(width * step - distance + 0.5, 0, 1)
    return np.asarray(
        cv2.resize(grown, (alpha.shape[1], alpha.shape[0]), interpolation=cv2.INTER_AREA), np.float32
    )


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
