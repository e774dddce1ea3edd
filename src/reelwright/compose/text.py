"""Text over the picture: titles, lower thirds, end cards, captions and bars, laid out for any canvas.

Sizes follow the shorter side of the canvas. Everything stays inside the safe area, 5% from each edge, during
its entrance too. A soft shade under the letters, drawn from the letters themselves, keeps them legible on any
picture without a box. ``light`` letters stand on a dark shade, ``dark`` ones on a light shade. What the
``type`` of an item says takes the place of what its style would do.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from reelwright.compose.card import RISE, SAFE, Card, Sheet, rgb_of
from reelwright.compose.frame import Frame
from reelwright.compose.glyphs import clusters, inline_styles, missing_glyphs, plain_text, words_of
from reelwright.compose.setting import ACCENT, Locks, Setting, Side
from reelwright.compose.styles import STYLES
from reelwright.compose.typeface import Ink
from reelwright.timeline import TextItem, Type

__all__ = ["RISE", "SAFE", "Card", "Locks", "best_look", "drawn_text", "lay_out_text", "missing_glyphs"]

_INK: Final = {"light": "#ffffff", "dark": "#15171c"}
_SHADE: Final = {"light": (0.02, 0.025, 0.035), "dark": (1.0, 1.0, 1.0)}


def drawn_text(item: TextItem) -> tuple[str, str]:
    """The text and the subtitle of ``item`` as they are drawn; the one that is left comes first."""
    text, subtitle = item.text, item.subtitle
    if item.type is not None and item.type.upper:
        text, subtitle = text.upper(), subtitle.upper()
    if not text and item.words:
        text = " ".join(word.text for word in item.words)
    text, subtitle = plain_text(text), plain_text(subtitle)
    if item.markup:
        text, subtitle = inline_styles(text), inline_styles(subtitle)
    return (text, subtitle) if text or item.style == "progress" else (subtitle, "")


def lay_out_text(
    item: TextItem,
    width: int,
    height: int,
    *,
    ordered: bool = False,
    accented: bool = False,
    text: str | None = None,
    locks: Locks | None = None,
    clouded: bool = True,
) -> Card | None:
    """``item`` on a canvas of ``width`` x ``height`` pixels; None when there is nothing that can be shown.

    Args:
        item: what to lay out. A look that is still ``auto`` is taken as ``light``.
        width: of the canvas.
        height: of the canvas.
        ordered: the card tells letters apart.
        accented: letters have the accent colour, as a spoken word has.
        text: stands for the item's own text.
        locks: filled the first time; then every text is set as that one was, in the same places.
        clouded: False leaves out the soft part of the shade.

    Raises:
        MediaError: a font file that cannot be used.
    """
    own, subtitle = drawn_text(item)
    sheet = Sheet(width, height, safe=item.type is None or item.type.safe)
    if sheet.right - sheet.left < 8 or sheet.bottom - sheet.top < 8:
        return None
    text = own if text is None else text
    if not text and item.style != "progress":
        return None
    kind = item.type or Type()
    look = "dark" if item.look == "dark" else "light"
    colour = (kind.accent or ACCENT) if accented else kind.colour or _INK[look]
    setting = Setting(item, sheet, text, subtitle, colour, ordered, locks)
    if kind.colour:
        look = "light" if float(np.dot(rgb_of(kind.colour), (0.2126, 0.7152, 0.0722))) > 0.35 else "dark"
    align = STYLES[item.style](setting, look)
    if sheet.box() is None:
        return None
    if kind.pill is not None:
        _own_pill(setting)
    _placed(setting, align)
    shaded = item.style in ("title", "lower_third", "end_card", "plain", "progress")
    shaded = shaded and kind.pill is None and kind.outline is None and kind.shadow is None
    return sheet.card(
        _SHADE[look] if shaded else None,
        outline=kind.outline,
        shadow=kind.shadow,
        words_of=_words if ordered or locks is not None else None,
        clouded=clouded,
    )


def _words(ink: Ink) -> list[int]:
    return words_of(ink.text, clusters(ink.text))


def _own_pill(setting: Setting) -> None:
    """The author's box behind everything."""
    pill, sheet, box = setting.type.pill, setting.sheet, setting.sheet.box()
    if pill is None or box is None:
        return
    sheet.under.clear()
    box = sheet.box() or box
    em = max((line.ink.size for line in sheet.lines), default=sheet.unit * 0.05)
    pad = pill.padding * em
    # Ink is lower than a line by what its letters lack above and below: give both sides the same room.
    across, down = round(pad * 1.25), round(pad * 0.8 + em * 0.1)
    box = (box[0] - across, box[1] - down, box[2] + across, box[3] + down)
    sheet.pill(box, rgb_of(pill.colour), pill.opacity, pill.corner * em)


def _placed(setting: Setting, align: Side) -> None:
    """Move the block to where the author wants it, and back into the area that may be used."""
    sheet, kind, box = setting.sheet, setting.type, setting.sheet.box()
    if box is None:
        return
    across = down = 0.0
    if kind.x is not None:
        anchor = {"left": box[0], "centre": (box[0] + box[2]) / 2, "right": box[2]}[align]
        across = kind.x * sheet.width - anchor
    elif kind.align and setting.item.style not in ("end_card",):
        room = {"left": sheet.left, "centre": sheet.width / 2, "right": sheet.right}[align]
        across = room - {"left": box[0], "centre": (box[0] + box[2]) / 2, "right": box[2]}[align]
    if kind.y is not None:
        down = kind.y * sheet.height - (box[1] + box[3]) / 2
    if kind.safe and (kind.x is not None or kind.y is not None or kind.pill is not None or kind.align):
        across = min(max(across, sheet.left - box[0]), sheet.right - box[2])
        down = min(max(down, sheet.top - box[1]), sheet.bottom - box[3])
    sheet.move(round(across), round(down))


def best_look(item: TextItem, picture: Frame) -> Literal["light", "dark"]:
    """Which letters suit ``picture`` where ``item`` will lie: dark ones on a bright place, else light.

    The answer is for the author of a timeline to write down: drawing never looks at the picture.
    """
    card = lay_out_text(item, picture.width, picture.height)
    if card is None:
        return "light"
    left, top, right, bottom = (max(0, edge) for edge in card.ink)
    area = picture.y[top:bottom, left:right]
    return "dark" if area.size and float(np.percentile(area, 25)) > 150 else "light"
