"""Set text: Pango shaping through libvips, in Noto Sans or a font of one's own, other fonts behind it.

Ink is set at twice its size and averaged down, so that letters keep their weight and spacing at small sizes.
Where each letter lies in the whole is read from a second setting in which every letter has a colour of its
own: shaping, kerning and direction stay those of the whole text, whatever the script.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from html import escape
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.fonts import Align, draw_markup
from reelwright.compose.glyphs import SWITCHES, clusters, is_right_to_left, missing_glyphs, plain_text

__all__ = [
    "LEADING",
    "Align",
    "Ink",
    "fit_text",
    "is_right_to_left",
    "missing_glyphs",
    "padded",
    "plain_text",
    "set_text",
]

LEADING: Final = 1.362  # Noto Sans: (ascent + descent) / em
_SMALLEST: Final = 5.0
_SHRINK: Final = 0.93
_MOST_LETTERS: Final = 900
_OVERHANG: Final = 0.04  # of an em: how far letters of one width may differ in their ink

Floats = npt.NDArray[np.float32]
Order = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Ink:
    """Set text: premultiplied ``rgba`` (height, width, 4) float32 in 0..1, cropped to what is inked.

    ``left`` and ``top`` are the pixels between the layout's corner and the ink; ``size`` is the em in pixels.
    ``text`` is what was set, and ``order`` (height, width), where it was asked for, the number of the letter
    (grapheme cluster, from 0, in reading order) that each pixel belongs to; pixels between letters belong to
    the nearest. ``options`` are the arguments of :func:`set_text` that set it.
    """

    rgba: Floats
    left: int
    top: int
    size: float
    lines: int
    text: str
    order: Order | None = None
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Inked columns."""
        return int(self.rgba.shape[1])

    @property
    def height(self) -> int:
        """Inked rows."""
        return int(self.rgba.shape[0])


def set_text(
    text: str,
    size: float,
    *,
    font: str = "",
    weight: int = 400,
    italic: bool = False,
    tracking: float = 0.0,
    leading: float = 1.0,
    colour: str = "#ffffff",
    width: int | None = None,
    align: Align = "low",
    break_words: bool = False,
    tabular: bool = False,
    ordered: bool = False,
) -> Ink | None:
    """Set ``text`` at ``size`` pixels an em; None when nothing of it can be seen.

    Args:
        text: plain text, perhaps with switches; newlines break lines. Right-to-left text is ordered and
            shaped by itself.
        size: pixels an em.
        font: a family, a font file, or "" for Noto Sans.
        weight: 100..900.
        italic: slanted letters.
        tracking: extra space between letters, in ems; left out for scripts whose letters join.
        leading: line height as a share of the font's own.
        colour: ``#rrggbb``; colour emoji keep theirs.
        width: pixels after which lines wrap.
        align: of lines within the block; "low" is left, and right for right-to-left text.
        break_words: words that are too long for a line may break anywhere.
        tabular: digits are equally wide.
        ordered: tell which letter each pixel belongs to.
    """
    how = {
        "font": font, "weight": weight, "italic": italic, "tracking": tracking, "leading": leading,
        "width": width, "align": align, "break_words": break_words, "tabular": tabular,
    }  # fmt: skip
    scale = 2 if size < 160 else 1
    attributes = f'weight="{weight}" line_height="{leading:.3f}"'
    if italic:
        attributes += ' style="italic"'
    if tabular:
        attributes += ' font_features="tnum=1"'
    if tracking and all(ord(c) < 0x530 or not c.isalpha() for c in text):
        attributes += f' letter_spacing="{round(tracking * size * scale * 1024)}"'
    options: dict[str, Any] = {
        "font": font,
        "width": None if width is None else width * scale,
        "align": align,
        "wrap": "word-char" if break_words else "word",
    }
    image = draw_markup(
        f'<span {attributes} foreground="{colour}">{_markup(text)}</span>', size * scale, **options
    )
    if image is None:
        return None
    pixels: Any = image.numpy()
    left, top = int(image.get("xoffset")), int(image.get("yoffset"))
    bottom = (top + pixels.shape[0]) / scale
    before = (top % scale, left % scale)
    step = LEADING * size * leading
    lines = max(1, int((bottom - 0.2 * size) / step) + 1)
    order = None
    if ordered:
        letters = clusters(text)[:_MOST_LETTERS]
        coloured = draw_markup(f"<span {attributes}>{_markup(text, letters)}</span>", size * scale, **options)
        order = _padded(_numbers(coloured.numpy(), len(letters)), before, scale)[::scale, ::scale]
    rgba = _averaged(pixels, before, scale)
    return Ink(rgba, left // scale, top // scale, size, lines, text, order, how)


def padded(ink: Ink, like: Ink | None) -> Ink:
    """``ink`` in the rectangle of ``like``, both measured from the corner of their layouts.

    Without ``like`` it is given room on all sides for other letters of the same widths.
    """
    if like is None:
        room = max(1, round(ink.size * _OVERHANG))
        left, top = ink.left - room, ink.top - room
        width, height = ink.width + 2 * room, ink.height + 2 * room
    else:
        left, top, width, height = like.left, like.top, like.width, like.height
    x, y = ink.left - left, ink.top - top
    rgba = np.zeros((height, width, 4), np.float32)
    x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + ink.width, width), min(y + ink.height, height)
    order = None
    if x1 > x0 and y1 > y0:
        part = np.s_[y0 - y : y1 - y, x0 - x : x1 - x]
        rgba[y0:y1, x0:x1] = ink.rgba[part]
        if ink.order is not None:
            edges = ((y0, height - y1), (x0, width - x1))
            order = np.pad(ink.order[part], edges, mode="edge")
    return replace(ink, rgba=rgba, left=left, top=top, order=order)


def _markup(text: str, letters: list[tuple[int, int]] | None = None) -> str:
    """Pango markup of ``text``: switches as tags, and with ``letters`` a colour that numbers each of them."""
    number = np.full(len(text), max(len(letters) - 1, 0) if letters else 0)
    for index, (start, end) in enumerate(letters or ()):
        number[start:end] = index
    switched = {
        character: (tag, not off) for tag, pair in SWITCHES.items() for off, character in enumerate(pair)
    }
    on: dict[str, bool] = {}
    pieces: list[str] = []
    state: tuple[str, str] | None = None
    for character, index in zip(text, number.tolist(), strict=True):
        if character in switched:
            tag, value = switched[character]
            on[tag] = value
            continue
        tags = "".join(tag for tag in "biu" if on.get(tag))
        now = (tags, _colour(index) if letters is not None else "")
        if now != state:
            pieces.append(_ends(state) + _begins(now))
            state = now
        pieces.append(escape(character))
    return "".join(pieces) + _ends(state)


def _begins(state: tuple[str, str]) -> str:
    tags, colour = state
    return (f'<span foreground="{colour}">' if colour else "") + "".join(f"<{tag}>" for tag in tags)


def _ends(state: tuple[str, str] | None) -> str:
    if state is None:
        return ""
    tags, colour = state
    return "".join(f"</{tag}>" for tag in reversed(tags)) + ("</span>" if colour else "")


def _code(index: int) -> tuple[int, int, int]:
    """Three digits of 0..31 for a letter's number; the third one checks the others."""
    low, high = index % 32, index // 32
    return low, high, (low * 7 + high * 11 + 13) % 32


def _colour(index: int) -> str:
    return "#" + "".join(f"{digit * 8 + 4:02x}" for digit in _code(index))


def _numbers(pixels: npt.NDArray[np.uint8], count: int) -> Order:
    """The number of the letter at each pixel, from its colour; where that is mixed, of the nearest letter."""
    import cv2

    digits = pixels[..., :3].astype(np.int32) // 8
    index = digits[..., 0] + 32 * digits[..., 1]
    check = (digits[..., 0] * 7 + digits[..., 1] * 11 + 13) % 32
    known = (pixels[..., 3] > 200) & (check == digits[..., 2]) & (index < max(count, 1))
    if not known.any():
        return np.zeros(index.shape, np.uint16)
    _, labels = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    table = np.zeros(int(labels.max()) + 1, np.uint16)
    table[labels[known]] = index[known]
    return np.asarray(table[labels], np.uint16)


def _padded(pixels: npt.NDArray[Any], before: tuple[int, int], scale: int) -> npt.NDArray[Any]:
    """``pixels`` on the grid of the layout's corner, ``scale`` pixels to one."""
    after = tuple(-(offset + length) % scale for offset, length in zip(before, pixels.shape[:2], strict=True))
    margins = [(before[0], after[0]), (before[1], after[1]), (0, 0)][: pixels.ndim]
    return np.pad(pixels, margins, mode="edge" if pixels.ndim == 2 else "constant")


def _averaged(pixels: npt.NDArray[np.uint8], before: tuple[int, int], scale: int) -> Floats:
    """Premultiplied floats, ``scale`` x ``scale`` pixels to one."""
    import cv2

    alpha = pixels[..., 3:]
    rgba = np.multiply(pixels, alpha, dtype=np.float32)
    rgba[..., 3] = alpha[..., 0] * np.float32(255)
    if scale > 1:
        rgba = _padded(rgba, before, scale)
        size = (rgba.shape[1] // scale, rgba.shape[0] // scale)
        rgba = np.asarray(cv2.resize(rgba, size, interpolation=cv2.INTER_AREA), np.float32)
    rgba *= np.float32(1 / 65025)
    return rgba


def fit_text(
    text: str,
    size: float,
    width: int,
    height: int,
    max_lines: int,
    *,
    more_lines: bool = True,
    balance: bool = False,
    ordered: bool = False,
    **style: Any,
) -> Ink | None:
    """Set ``text`` inside ``width`` x ``height`` pixels: it wraps, then shrinks, then ends in an ellipsis.

    Args:
        text: plain text, perhaps with switches.
        size: the largest em in pixels.
        width: of the space.
        height: of the space.
        max_lines: lines at most.
        more_lines: small print may take twice as many before it becomes smaller still.
        balance: lines of a wrapped text are made about equally long.
        ordered: tell which letter each pixel belongs to.
        style: as for :func:`set_text`.

    Returns:
        The ink, or None when nothing can be seen or the space is too small for any letter.
    """
    ink = _fitted(text, size, width, height, max_lines, more_lines, style)
    if ink is None:
        return None
    if balance and ink.text == text:
        ink = _balanced(ink, width, style.get("colour", "#ffffff"))
    if not ordered:
        return ink
    return set_text(ink.text, ink.size, ordered=True, **{**style, **ink.options})


def _fitted(
    text: str, size: float, width: int, height: int, max_lines: int, more_lines: bool, style: dict[str, Any]
) -> Ink | None:
    def fits(ink: Ink | None) -> bool:
        if ink is None:
            return True
        lines = max_lines * 2 if more_lines and ink.size < size * 0.6 else max_lines
        return ink.width <= width and ink.height <= height and ink.lines <= lines

    smallest = max(_SMALLEST, size * 0.22)
    current = size
    while current >= smallest:
        ink = set_text(text, current, width=width, break_words=current < size * 0.5, **style)
        if fits(ink):
            return ink
        current *= _SHRINK
    if size < _SMALLEST:
        return None
    low, high = 0, len(text)
    best: Ink | None = None
    while low < high:
        middle = (low + high + 1) // 2
        ink = set_text(text[:middle].rstrip() + "…", smallest, width=width, break_words=True, **style)
        if fits(ink):
            low, best = middle, ink
        else:
            high = middle - 1
    return best


def _balanced(ink: Ink, width: int, colour: str) -> Ink:
    """The narrowest setting with the same number of lines."""
    if ink.lines < 2 or "\n" in ink.text:
        return ink
    low, high = ink.width // 2, width
    best = ink
    for _ in range(7):
        middle = (low + high) // 2
        trial = set_text(ink.text, ink.size, colour=colour, **{**ink.options, "width": middle})
        if trial is not None and trial.lines <= ink.lines and trial.width <= middle:
            high, best = middle, trial
        else:
            low = middle
    return best
