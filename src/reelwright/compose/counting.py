"""Counters: a number that changes inside a text while every digit keeps its place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.card import Card
from reelwright.compose.glyphs import clusters, is_right_to_left, visible_text
from reelwright.compose.text import Locks, drawn_text, lay_out_text
from reelwright.compose.tile import Tile
from reelwright.timeline import Counter, TextItem, eased

__all__ = ["PLACE", "CountedLine", "number_at", "share_at"]

PLACE: Final = "{}"


def share_at(counter: Counter, k: int, length: int) -> float:
    """How far the counter is at frame ``k`` of ``length``: 0 at the first, 1 after its share of the time."""
    last = max(1.0, counter.share * (length - 1))
    return eased(min(1.0, k / last), counter.ease) if length > 1 else 1.0


def number_at(counter: Counter, share: float) -> str:
    """The number ``share`` of the way, written with its decimals and groups."""
    value = Decimal(counter.start) + (Decimal(counter.end) - Decimal(counter.start)) * Decimal(share)
    value = value.quantize(Decimal(1).scaleb(-counter.places), rounding=ROUND_HALF_UP)
    digits = f"{abs(value):,.{counter.places}f}".replace(",", "\0").replace(".", counter.point)
    return ("-" if value < 0 else "") + digits.replace("\0", counter.group)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One place of the number: columns of the canvas from ``start`` to ``end``, both even."""

    start: int
    end: int


class CountedLine:
    """The line of an item that holds its number, as strips that are put side by side.

    Every digit is set once in every place, in the whole text, so that shaping, outlines and shadows are those
    of the text; a number is then a row of strips. ``rest`` is the card without the line.
    """

    def __init__(self, item: TextItem, width: int, height: int) -> None:
        counter = item.counter or Counter()
        text, _ = drawn_text(item)
        ends = [number_at(counter, share) for share in (0.0, 1.0)]
        sign = "-" if any(number.startswith("-") for number in ends) else ""
        self._pattern = sign + max((_zeroed(number.lstrip("-")) for number in ends), key=len)
        locks: Locks = {}
        self._tiles: dict[str, Tile] = {}
        self.rest: Card | None = None
        self._cells: list[_Cell] = []
        for digit in "4012356789":  # the widest in its ink comes first: it makes room for the others
            shown = text.replace(PLACE, self._pattern.replace("0", digit))
            card = lay_out_text(item, width, height, text=shown, locks=locks, clouded=not self._cells)
            if card is None:
                return
            if not self._cells:
                self._measure(item, text, card)
                if not self._cells:
                    return
            tile = Tile.of(self._line(card), card.x, card.y, self._window(card))
            if tile is not None:
                self._tiles[digit] = tile

    def _measure(self, item: TextItem, text: str, card: Card) -> None:
        """Find the places of the number in ``card``, and what is left of it."""
        order = card.order
        if order is None:
            return
        plain = visible_text(text)
        at = plain.index(PLACE)
        whole = plain.replace(PLACE, self._pattern, 1)
        letters = clusters(whole)
        places = [n for n, (start, _) in enumerate(letters) if at <= start < at + len(self._pattern)]
        inked = card.letters[..., 3] > 0.35
        spans = []
        for n in places:
            rows, columns = np.nonzero((order == n) & inked)
            if not columns.size:
                return
            spans.append((int(columns.min()), int(columns.max()) + 1, int(rows.min()), int(rows.max()) + 1))
        middles = [(before[1] + after[0]) // 4 * 2 for before, after in pairwise(spans)]
        # The line is what lies beside the number: the rows of its letters and of their shadows.
        top, bottom = min(s[2] for s in spans), max(s[3] for s in spans)
        high = bottom - top
        above = next(
            (line for line in card.lines if line[1] - card.y <= top and bottom <= line[3] - card.y), None
        )
        self._alone = above is not None and above[3] - above[1] < high * 1.9
        self._top, self._bottom = max(0, top - high * 2 // 5) // 2 * 2, (bottom + high * 2 // 5 + 1) // 2 * 2
        if above is not None and self._alone:
            self._top = min(self._top, (above[1] - card.y) // 2 * 2)
            self._bottom = max(self._bottom, (above[3] - card.y + 1) // 2 * 2)
        for line in card.lines:  # the subtitle below keeps its rows
            if line is not above and line[1] - card.y >= bottom:
                self._bottom = min(self._bottom, (line[1] - card.y) // 2 * 2)
        self._left, self._right = 0, order.shape[1]
        pad = max(2, high // 3) // 2 * 2
        before = self._neighbour(inked, spans[0][0], -1)
        after = self._neighbour(inked, spans[-1][1], 1)
        first = max(0, spans[0][0] - pad if before is None else (before + spans[0][0]) // 4 * 2) // 2 * 2
        last = min(order.shape[1], spans[-1][1] + pad if after is None else (after + spans[-1][1]) // 4 * 2)
        edges = [first, *middles, (last + 1) // 2 * 2]
        self._cells = [_Cell(card.x + a, card.x + b) for a, b in pairwise(edges)]
        self._lefts = [span[0] for span in spans]
        self._prefix, self._suffix = before is not None, after is not None
        self._align: str = (item.type.align if item.type else None) or (
            "centre" if item.style in ("title", "caption", "plain") else "left"
        )
        if is_right_to_left(plain) or not self._alone:
            self._align = ""
        letters_left = card.letters.copy()
        letters_left[self._top : self._bottom] = 0
        self.rest = Card(
            card.x, card.y, letters_left, card.plate, card.shade, card.ink, card.lines, None, (), card.bar
        )

    def _neighbour(self, inked: npt.NDArray[np.bool_], column: int, step: int) -> int | None:
        """The nearest inked column of the line on that side of the number."""
        columns = np.flatnonzero(inked[self._top : self._bottom].any(axis=0))
        beside = columns[columns < column] if step < 0 else columns[columns >= column]
        return None if not beside.size else int(beside[-1]) + 1 if step < 0 else int(beside[0])

    def _line(self, card: Card) -> npt.NDArray[np.float32]:
        line = np.zeros_like(card.letters)
        line[self._top : self._bottom] = card.letters[self._top : self._bottom]
        return line

    def _window(self, card: Card) -> tuple[int, int, int, int]:
        return (-2, self._top - 2, card.letters.shape[1] + 2, self._bottom + 2)

    def tiles(self, number: str) -> list[Tile]:
        """The line with ``number`` in it, as tiles beside one another."""
        if not self._cells or not self._tiles:
            return []
        any_tile = self._tiles["4"]
        spare = len(self._cells) - len(number)
        unused = (self._lefts[spare] - self._lefts[0]) // 4 * 4 if spare > 0 else 0
        head = body = tail = 0
        if self._align == "left":
            body = tail = -unused
        elif self._align == "centre":
            head, body, tail = unused // 4 * 2, -(unused // 4 * 2), -(unused // 4 * 2)
        elif self._align == "right":
            head = unused
        strips = []
        if self._prefix:
            strips.append(any_tile.columns(any_tile.x, self._cells[0].start, head))
        for place, character in enumerate(number[-len(self._cells) :]):
            cell = self._cells[place + max(spare, 0)]
            if character.isdigit():
                strips.append(self._tiles.get(character, any_tile).columns(cell.start, cell.end, body))
            elif character == "-":
                sign = self._cells[0]
                shift = (cell.start + cell.end - sign.start - sign.end) // 4 * 2
                strips.append(any_tile.columns(sign.start, sign.end, body + shift))
            else:
                strips.append(any_tile.columns(cell.start, cell.end, body))
        if self._suffix:
            end = any_tile.x + any_tile.a.shape[1]
            strips.append(any_tile.columns(self._cells[-1].end, end, tail))
        return strips


def _zeroed(number: str) -> str:
    return "".join("0" if character.isdigit() else character for character in number)
