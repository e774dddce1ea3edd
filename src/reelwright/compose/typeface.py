"""Set text: Pango shaping through libvips, in Noto Sans with the system's fonts behind it.

Ink is set at twice its size and averaged down, so that letters keep their weight and spacing at small sizes.
Characters that no font has are left out, never shown as boxes; :func:`missing_glyphs` names them.
"""

from __future__ import annotations

import functools
import os
import unicodedata
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

__all__ = ["Ink", "fit_text", "is_right_to_left", "missing_glyphs", "plain_text", "set_text"]

Align = Literal["low", "centre", "high"]

LEADING: Final = 1.362  # Noto Sans: (ascent + descent) / em
_SMALLEST: Final = 5.0
_SHRINK: Final = 0.93
_BMP_PROBE, _ASTRAL_PROBE = "\ufdd0", "\U0010fffd"  # a noncharacter and a private one: no font has them


@dataclass(frozen=True, slots=True)
class Ink:
    """Set text: premultiplied ``rgba`` (height, width, 4) float32 in 0..1, cropped to what is inked.

    ``left`` and ``top`` are the pixels between the layout's corner and the ink; ``size`` is the em in pixels.
    """

    rgba: npt.NDArray[np.float32]
    left: int
    top: int
    size: float
    lines: int

    @property
    def width(self) -> int:
        """Inked columns."""
        return int(self.rgba.shape[1])

    @property
    def height(self) -> int:
        """Inked rows."""
        return int(self.rgba.shape[0])


def plain_text(text: str) -> str:
    """``text`` as it can be drawn: without control characters and characters that no font has."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = text.replace("\t", " ")
    kept = [c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn")]
    lost = set(missing_glyphs("".join(kept)))
    lines = "".join(c for c in kept if c not in lost).split("\n")
    return "\n".join(" ".join(line.split(" ")).strip() for line in lines).strip("\n")


def is_right_to_left(text: str) -> bool:
    """True when the first letter with a direction runs from right to left (Unicode rule P2)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def missing_glyphs(text: str) -> str:
    """The characters of ``text`` that no font on this machine can show, each once, in order."""
    return "".join(dict.fromkeys(c for c in text if not _has_glyph(c)))


@functools.lru_cache(maxsize=8192)
def _has_glyph(character: str) -> bool:
    code = ord(character)
    category = unicodedata.category(character)
    if 0x20 <= code < 0x250 or category in ("Cc", "Cf", "Zs", "Zl", "Zp") or 0xFE00 <= code <= 0xFE0F:
        return True
    if category in ("Cs", "Cn", "Co"):
        return False
    drawn, box = _edges(character), _edges(_BMP_PROBE if code <= 0xFFFF else _ASTRAL_PROBE)
    return drawn is None or drawn != box


@functools.lru_cache(maxsize=4)
def _probe_edges(character: str) -> tuple[Any, ...] | None:
    return _measure_edges(character)


def _edges(character: str) -> tuple[Any, ...] | None:
    if character in (_BMP_PROBE, _ASTRAL_PROBE):
        return _probe_edges(character)
    return _measure_edges(character)


def _measure_edges(character: str) -> tuple[Any, ...] | None:
    """Size, place and outermost pixels of a character: equal for all boxes that stand for a missing glyph."""
    image = _pango(escape(character), 48, None, "low", "none")
    if image is None:
        return None
    alpha: Any = image.numpy()[..., 3]
    offsets = image.get("xoffset"), image.get("yoffset")
    ring = (alpha[:2], alpha[-2:], alpha[:, :2], alpha[:, -2:])
    return (alpha.shape, *offsets, *(np.ascontiguousarray(part).tobytes() for part in ring))


@functools.cache
def _font_file() -> str:
    """Where Noto Sans is. On a bare machine fontconfig is given something to read, or it would complain."""
    import fontpkg_noto_sans

    configured = "FONTCONFIG_FILE" in os.environ or "FONTCONFIG_PATH" in os.environ
    if not configured and not Path("/etc/fonts/fonts.conf").exists():
        os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))

    folder = fontpkg_noto_sans.ROOT / "files"
    return str(next(path for path in sorted(folder.glob("*.ttf")) if "Italic" not in path.name))


def _pango(markup: str, size: float, width: int | None, align: Align, wrap: str) -> Any:
    """A lazily drawn RGBA image, or None when there is nothing to see."""
    import pyvips

    options: dict[str, Any] = {
        "fontfile": _font_file(),
        "rgba": True,
        "dpi": 72,
        "align": align,
        "wrap": wrap,
    }
    if width is not None:
        options["width"] = max(1, width)
    try:
        return pyvips.Image.text(markup, font=f"Noto Sans {size:.3f}", **options)
    except pyvips.Error as error:
        if "no text" in str(error):
            return None
        raise


def set_text(
    text: str,
    size: float,
    *,
    weight: int = 400,
    tracking: float = 0.0,
    leading: float = 1.0,
    colour: str = "#ffffff",
    width: int | None = None,
    align: Align = "low",
    break_words: bool = False,
) -> Ink | None:
    """Set ``text`` at ``size`` pixels an em; None when nothing of it can be seen.

    Args:
        text: plain text; newlines break lines. Right-to-left text is ordered and shaped by itself.
        size: pixels an em.
        weight: 100..900.
        tracking: extra space between letters, in ems; left out for scripts whose letters join.
        leading: line height as a share of the font's own.
        colour: ``#rrggbb``; colour emoji keep theirs.
        width: pixels after which lines wrap.
        align: of lines within the block; "low" is left, and right for right-to-left text.
        break_words: words that are too long for a line may break anywhere.
    """
    scale = 2 if size < 160 else 1
    attributes = f'weight="{weight}" foreground="{colour}" line_height="{leading:.3f}"'
    if tracking and all(ord(c) < 0x530 or not c.isalpha() for c in text):
        attributes += f' letter_spacing="{round(tracking * size * scale * 1024)}"'
    markup = f"<span {attributes}>{escape(text)}</span>"
    image = _pango(
        markup,
        size * scale,
        None if width is None else width * scale,
        align,
        "word-char" if break_words else "word",
    )
    if image is None:
        return None
    pixels: Any = image.numpy()
    left, top = int(image.get("xoffset")), int(image.get("yoffset"))
    bottom = (top + pixels.shape[0]) / scale
    rgba = _averaged(pixels, left, top, scale)
    step = LEADING * size * leading
    lines = max(1, int((bottom - 0.2 * size) / step) + 1)
    return Ink(rgba, left // scale, top // scale, size, lines)


def _averaged(pixels: npt.NDArray[np.uint8], left: int, top: int, scale: int) -> npt.NDArray[np.float32]:
    """Premultiplied floats, ``scale`` x ``scale`` pixels to one, on the grid of the layout's corner."""
    rgba = pixels.astype(np.float32) / np.float32(255)
    rgba[..., :3] *= rgba[..., 3:]
    if scale == 1:
        return rgba
    before = (top % scale, left % scale)
    after = tuple(-(offset + length) % scale for offset, length in zip(before, rgba.shape[:2], strict=True))
    padded = np.pad(rgba, ((before[0], after[0]), (before[1], after[1]), (0, 0)))
    height, width = padded.shape[0] // scale, padded.shape[1] // scale
    return np.asarray(padded.reshape(height, scale, width, scale, 4).mean(axis=(1, 3)), np.float32)


def fit_text(
    text: str,
    size: float,
    width: int,
    height: int,
    max_lines: int,
    *,
    more_lines: bool = True,
    balance: bool = False,
    **style: Any,
) -> Ink | None:
    """Set ``text`` inside ``width`` x ``height`` pixels: it wraps, then shrinks, then ends in an ellipsis.

    Args:
        text: plain text.
        size: the largest em in pixels.
        width: of the space.
        height: of the space.
        max_lines: lines at most.
        more_lines: small print may take twice as many before it becomes smaller still.
        balance: lines of a wrapped text are made about equally long.
        style: as for :func:`set_text`.

    Returns:
        The ink, or None when nothing can be seen or the space is too small for any letter.
    """

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
            return _balanced(ink, text, width, style) if balance and ink is not None else ink
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


def _balanced(ink: Ink, text: str, width: int, style: dict[str, Any]) -> Ink:
    """The narrowest setting with the same number of lines."""
    if ink.lines < 2 or "\n" in text:
        return ink
    low, high = ink.width // 2, width
    best = ink
    for _ in range(7):
        middle = (low + high) // 2
        trial = set_text(text, ink.size, width=middle, **style)
        if trial is not None and trial.lines <= ink.lines and trial.width <= middle:
            high, best = middle, trial
        else:
            low = middle
    return best
