"""One text being laid out: its words, what its style wishes, and what its author says instead."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from reelwright.compose.card import Sheet, rgb_of
from reelwright.compose.glyphs import is_right_to_left
from reelwright.compose.typeface import LEADING, Ink, fit_text, padded, set_text
from reelwright.timeline import TextItem, Type

__all__ = ["ACCENT", "Locks", "Setting", "Side"]

ACCENT: Final = "#f5b842"

Side = Literal["left", "centre", "right"]

Locks = dict[str, Ink]
"""How the parts of a text were set the first time: other letters set with them lie in the same places."""


@dataclass(slots=True)
class Setting:
    """One item being laid out: its words, its style's wishes and its author's."""

    item: TextItem
    sheet: Sheet
    text: str
    subtitle: str
    colour: str
    ordered: bool
    locks: Locks | None
    type: Type = field(init=False)

    def __post_init__(self) -> None:
        self.type = self.item.type or Type()

    @property
    def accent(self) -> tuple[float, float, float]:
        """The colour of bars."""
        return rgb_of(self.type.accent or ACCENT)

    @property
    def backwards(self) -> bool:
        """Whether the text runs from right to left."""
        return is_right_to_left(self.text)

    def size(self, unit: float) -> float:
        """The em in pixels: the author's, or the style's ``unit`` of the shorter side."""
        return self.sheet.height * self.type.size if self.type.size else self.sheet.unit * unit

    def width(self, share: float) -> int:
        """How wide lines may be: the author's share of the canvas, or the style's of what may be used."""
        room = self.sheet.right - self.sheet.left
        return min(room, int(self.sheet.width * self.type.width)) if self.type.width else int(room * share)

    def side(self, own: Literal["left", "centre", "right"]) -> Literal["left", "centre", "right"]:
        """Where lines and block are aligned; ``own`` is the style's wish for text that runs to the right."""
        if self.type.align:
            return self.type.align
        if self.backwards and own != "centre":
            return "right" if own == "left" else "left"
        return own

    def fit(
        self,
        role: str,
        text: str,
        size: float,
        width: int,
        height: int,
        lines: int,
        *,
        align: Literal["left", "centre", "right"] = "left",
        leading: float = 1.0,
        tracking: float = 0.0,
        weight: int = 400,
        balance: bool = False,
        more_lines: bool = True,
    ) -> Ink | None:
        """Set one part of the item; ``role`` names it."""
        kind = self.type
        head = role == "head"
        backwards = is_right_to_left(text)
        sides: dict[str, Literal["low", "centre", "high"]] = {
            "left": "high" if backwards else "low",
            "centre": "centre",
            "right": "low" if backwards else "high",
        }
        style: dict[str, Any] = {
            "font": kind.font or "",
            "weight": (kind.weight if head else None) or weight,
            "italic": kind.italic,
            "tracking": tracking if kind.spacing is None else kind.spacing,
            "leading": leading if kind.line_height is None else kind.line_height / LEADING,
            "colour": self.colour,
            "align": sides[align],
            "tabular": self.item.counter is not None,
        }
        if self.locks is not None and role in self.locks:
            first = self.locks[role]
            again = set_text(text, first.size, colour=self.colour, **first.options)
            return None if again is None else padded(again, first)
        if kind.lines and head:
            lines, more_lines = kind.lines, False
        ordered = self.ordered or self.locks is not None
        ink = fit_text(
            text, size, max(width, 4), max(height, 4), lines,
            more_lines=more_lines, balance=balance, ordered=ordered, **style,
        )  # fmt: skip
        if ink is not None and self.locks is not None:
            ink = self.locks[role] = padded(ink, None)
        return ink

    def under(self, size: float, width: int, **style: Any) -> Ink | None:
        """The smaller line below a headline."""
        if not self.subtitle:
            return None
        height = int(self.sheet.height * 0.14)
        return self.fit("under", self.subtitle, size, width, height, 3, weight=400, **style)

    def scaled(self, unit: float, head: Ink, head_unit: float) -> float:
        """A smaller size that follows the headline's where the author chose that."""
        wanted = self.sheet.unit * unit
        return wanted * head.size / (self.sheet.unit * head_unit) if self.type.size else wanted
