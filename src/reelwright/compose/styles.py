"""The styles: where the parts of a text lie, how large they are, and what stands beside or behind them.

Every style places its parts on the setting's sheet and says which side of the block is aligned.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from reelwright.compose.card import Sheet
from reelwright.compose.setting import Setting, Side
from reelwright.compose.typeface import LEADING, Ink

__all__ = ["STYLES"]


def _title(setting: Setting, look: str) -> Side:
    sheet = setting.sheet
    width = setting.width(0.86 if sheet.is_wide else 1.0)
    align = setting.side("centre")
    unit = 0.125 if sheet.is_wide else 0.105
    head = setting.fit(
        "head", setting.text, setting.size(unit), width, int(sheet.height * 0.32), 3,
        balance=True, weight=400, tracking=-0.005, leading=0.84, align=align,
    )  # fmt: skip
    if head is None:
        return align
    size = min(setting.scaled(0.04, head, unit), head.size * 0.5)
    small = setting.under(size, width, tracking=0.06, align=align)
    gap = head.size * 0.42 if small else 0
    total = head.height + (gap + small.height if small else 0)
    y = min(sheet.height * (0.76 if sheet.is_wide else 0.72) - total / 2, sheet.bottom - total)
    _column(sheet, align, [(head, y, 1.0), (small, y + head.height + gap, 0.9)], width)
    return align


def _plain(setting: Setting, look: str) -> Side:
    sheet = setting.sheet
    width = setting.width(0.9)
    align = setting.side("centre")
    head = setting.fit(
        "head", setting.text, setting.size(0.07), width, int(sheet.height * 0.8), 6,
        balance=True, weight=500, leading=0.88, align=align,
    )  # fmt: skip
    if head is None:
        return align
    small = setting.under(head.size * 0.55, width, align=align)
    gap = head.size * 0.36 if small else 0
    total = head.height + (gap + small.height if small else 0)
    y = (sheet.height - total) / 2
    _column(sheet, align, [(head, y, 1.0), (small, y + head.height + gap, 0.9)], width)
    return align


def _column(sheet: Sheet, align: str, inks: list[tuple[Ink | None, float, float]], width: int) -> None:
    """Lines below one another, in the middle of the canvas or flush with a side of the area in use."""
    for ink, y, opacity in inks:
        if ink is not None:
            x = {"left": float(sheet.left), "right": float(sheet.right - ink.width)}.get(
                align, (sheet.width - ink.width) / 2
            )
            sheet.ink(ink, x, y, opacity)


def _lower_third(setting: Setting, look: str) -> Side:
    sheet = setting.sheet
    bar = max(2.0, sheet.unit * 0.0065)
    gutter = sheet.unit * 0.022
    width = int(setting.width(0.6 if sheet.is_wide else 0.92) - bar - gutter)
    align = setting.side("left")
    name = setting.fit(
        "head", setting.text, setting.size(0.056), width, int(sheet.height * 0.16), 2,
        weight=600, leading=0.88, align=align,
    )  # fmt: skip
    if name is None:
        return align
    role = setting.under(min(setting.scaled(0.036, name, 0.056), name.size * 0.75), width, align=align)
    gap = name.size * 0.34 if role else 0
    total = name.height + (gap + role.height if role else 0)
    pad = sheet.unit * 0.008
    y = min(sheet.height * 0.88 - total, sheet.bottom - total - pad)
    backwards = align == "right"
    if align == "centre":
        span = max(name.width, role.width if role else 0)
        wide = min(span, round(sheet.unit * 0.085))
        y = min(y, sheet.bottom - total - gutter - bar)
        sheet.bar((sheet.width - wide) / 2, y + total + gutter * 0.9, wide, bar, setting.accent)
        _column(sheet, align, [(name, y, 1.0), (role, y + name.height + gap, 0.9)], width)
        return align
    x = sheet.right - bar if backwards else sheet.left
    sheet.bar(x, y - pad, bar, total + 2 * pad, setting.accent)
    edge = x - gutter if backwards else x + bar + gutter
    sheet.ink(name, edge - name.width if backwards else edge, y)
    if role:
        sheet.ink(role, edge - role.width if backwards else edge, y + name.height + gap, 0.9)
    return align


def _end_card(setting: Setting, look: str) -> Side:
    sheet = setting.sheet
    wide = sheet.is_wide
    left = int(sheet.width * 0.54) if wide else sheet.left
    room = sheet.right - left
    width = min(room, setting.width(1.0)) if setting.type.width else room
    align = setting.side("left" if wide else "centre")
    unit = 0.092 if wide else 0.098
    head = setting.fit(
        "head", setting.text, setting.size(unit), width, int(sheet.height * (0.5 if wide else 0.24)), 4,
        balance=not wide, weight=600, leading=0.84, align=align,
    )  # fmt: skip
    if head is None:
        return align
    size = min(setting.scaled(0.044, head, unit), head.size * 0.6)
    small = setting.under(size, width, tracking=0.01, align=align)
    rule = max(2.0, sheet.unit * 0.007)
    above, gap = head.size * 0.5, head.size * 0.48 if small else 0
    total = rule + above + head.height + (gap + small.height if small else 0)
    y = max(min(sheet.height * (0.5 if wide else 0.76) - total / 2, sheet.bottom - total), sheet.top)

    def place(span: float) -> float:
        if align == "centre":
            return (left + sheet.right - span) / 2 if wide else (sheet.width - span) / 2
        return sheet.right - span if align == "right" else left

    sheet.bar(place(sheet.unit * 0.085), y, sheet.unit * 0.085, rule, setting.accent)
    sheet.ink(head, place(head.width), y + rule + above)
    if small:
        sheet.ink(small, place(small.width), y + rule + above + head.height + gap, 0.9)
    return align


def _caption(setting: Setting, look: str) -> Side:
    sheet = setting.sheet
    text = f"{setting.text}\n{setting.subtitle}" if setting.subtitle else setting.text
    size = setting.size(0.046)
    pad_x, pad_y = round(size * 0.62), round(size * 0.42)
    width = setting.width(0.8 if sheet.is_wide else 1.0) - 2 * pad_x
    align = setting.side("centre")
    words = setting.fit(
        "head", text, size, width, int(sheet.height * 0.3), 2,
        more_lines=False, balance=True, weight=500, leading=0.95, align=align,
    )  # fmt: skip
    if words is None:
        return align
    # The pill follows the line box, so that it keeps its height whether or not letters reach below the line.
    line = LEADING * words.size * 0.95
    high = max(words.height, round(line * words.lines - 0.5 * words.size)) + 2 * pad_y
    wide = words.width + 2 * pad_x
    x, y = (sheet.width - wide) // 2, sheet.bottom - high
    ascent = max(0, round(words.top - 0.29 * words.size))
    top = min(y + pad_y + ascent, y + high - pad_y // 2 - words.height)
    own = setting.type.outline or setting.type.shadow
    if not own:
        colour = (0.04, 0.045, 0.06) if look == "light" else (0.97, 0.97, 0.97)
        opacity = 0.7 if look == "light" else 0.85
        radius = min(high, sheet.unit * 0.045) / 2 if high < sheet.unit * 0.1 else sheet.unit * 0.022
        sheet.pill((x, y, x + wide, y + high), colour, opacity, radius)
    sheet.ink(words, x + pad_x, top)
    return align


def _progress(setting: Setting, look: str) -> Side:
    sheet = setting.sheet
    align = setting.side("left")
    high = max(4, round(setting.size(0.042) * 0.34)) // 2 * 2
    rim = max(1, round(high * 0.12))
    width = setting.width(0.72 if sheet.is_wide else 1.0) - 2 * rim
    left = (sheet.width - width) // 2
    if setting.type.align and align != "centre":
        left = sheet.left + rim if align == "left" else sheet.right - rim - width
    y = min(round(sheet.height * 0.9), sheet.bottom - high - rim)
    gap = high * 1.3
    label = role = None
    if setting.text:
        space = int(width * (0.62 if setting.subtitle else 1))
        label = setting.fit(
            "head", setting.text.replace("\n", " "), setting.size(0.042), space, int(sheet.height * 0.12), 1,
            weight=600, align=align,
        )  # fmt: skip
    if setting.subtitle:
        role = setting.fit(
            "under", setting.subtitle, setting.size(0.042) * 0.82, int(width * 0.34), sheet.height // 10, 1,
            weight=400, align=align,
        )  # fmt: skip
    # Both stand on one line, whatever their letters have above and below it.
    for ink, at_end in ((label, False), (role, True)):
        if ink is None:
            continue
        at_right = at_end != (align == "right")
        x = left + (width - ink.width if at_right else 0)
        if align == "centre" and role is None:
            x = left + (width - ink.width) // 2
        base = ink.size * 1.069  # Noto Sans: the ascent, from the layout's top to the base line
        sheet.ink(ink, x, y - gap - ink.size * 0.08 - (base - ink.top), 1.0 if ink is label else 0.85)
    # A light track on a thin dark one shows on any picture.
    dark, light = (0.03, 0.035, 0.05), (1.0, 1.0, 1.0)
    track, edge = (light, dark) if look == "light" else (dark, light)
    outer = (left - rim, y - rim, left + width + rim, y + high + rim)
    sheet.pill(outer, edge, 0.34, high / 2 + rim, below=False)
    sheet.pill((left, y, left + width, y + high), track, 0.3, high / 2, below=False)
    sheet.bar_box = (left, y, left + width, y + high)
    return align


STYLES: Final[dict[str, Callable[[Setting, str], Side]]] = {
    "title": _title,
    "lower_third": _lower_third,
    "end_card": _end_card,
    "caption": _caption,
    "plain": _plain,
    "progress": _progress,
}
