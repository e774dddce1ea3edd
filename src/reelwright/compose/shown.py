"""One text on its way over the frames: its layers as tiles, posed for each frame."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.card import Card, rgb_of, rounded
from reelwright.compose.counting import PLACE, CountedLine, number_at, share_at
from reelwright.compose.frame import Frame, Plane
from reelwright.compose.glyphs import clusters, plain_text, visible_text
from reelwright.compose.setting import ACCENT
from reelwright.compose.text import drawn_text, lay_out_text
from reelwright.compose.textmotion import REST, REVEALS, Pose, motions_of, pose_at
from reelwright.compose.tile import Tile, cut, window_of
from reelwright.timeline import TextItem
from reelwright.timing import FrameRate

__all__ = ["ShownText"]

_COARSE: Final = 8  # the shade's mask is made at an eighth of its size: it has no finer detail
_LIGHTS_UP: Final = 3  # frames in which a spoken word takes its colour


class ShownText:
    """``item`` on a canvas of ``width`` x ``height`` pixels; laid out when it is first drawn."""

    def __init__(self, item: TextItem, width: int, height: int, rate: FrameRate) -> None:
        self._item = item
        self._width, self._height, self._rate = width, height, rate
        self._revealed = any(motion.kind in REVEALS for motion in motions_of(item))
        self._counted: CountedLine | None = None
        self._line: tuple[str, list[Tile]] = ("", [])
        self._spoken: _Spoken | None = None
        self._letters_of: list[int] = []
        card = self._lay_out()
        self._card = card
        self._whole: Tile | None = None
        self._shade: Tile | None = None
        self._plate: Tile | None = None
        self._letters: Tile | None = None
        if card is None:
            return
        self._whole = Tile.of(card.rgba, card.x, card.y)
        if self._revealed:
            self._words = card.words
            window = window_of(card.letters)
            if window is not None and card.order is not None:
                self._order = cut(card.order, window, "edge")
        self._parted = False

    def _lay_out(self) -> Card | None:
        item = self._item
        if item.counter is not None and PLACE in drawn_text(item)[0]:
            self._counted = CountedLine(item, self._width, self._height)
            if self._counted.rest is not None:
                self._revealed = False
                return self._counted.rest
            self._counted = None
        told = self._revealed or bool(item.words)
        card = lay_out_text(item, self._width, self._height, ordered=told)
        if card is not None and item.words and card.order is not None:
            self._spoken = _Spoken(item, card, self._width, self._height)
        return card

    def draw(self, frame: Frame, k: int) -> None:
        """Draw the text at its frame ``k`` over ``frame``, in place."""
        card = self._card
        if card is None:
            return
        words = card.words[-1] + 1 if card.words else 0
        pose = pose_at(self._item, k, self._rate, len(card.words), words)
        moving = self._moving(k)
        if pose.shown is not None and (self._counted is not None or self._spoken is not None):
            pose = Pose(pose.ground, pose.ground)  # what changes by itself is not revealed bit by bit
        if self._spoken is not None:
            whole = self._spoken.tile(k)
            if whole is not None:
                self._posed(whole, pose, pose.opacity).blend(frame)
            return
        if pose == REST:
            if self._whole is not None:
                self._whole.blend(frame)
        elif pose == Pose(pose.opacity, pose.opacity):
            if self._whole is not None:
                self._whole.moved(0, 0, pose.opacity).blend(frame)
        else:
            self._layers(frame, pose, card)
        for tile in moving:
            (tile if pose == REST else self._posed(tile, pose, pose.opacity)).blend(frame)

    def _layers(self, frame: Frame, pose: Pose, card: Card) -> None:
        """The shade fades where it is; bars and letters move; letters are revealed."""
        if not self._parted:
            self._parted = True
            if card.shade is not None:
                around = window_of(card.shade)
                self._shade = Tile.of(card.shade, card.x, card.y, around)
                if self._revealed and around is not None and card.order is not None:
                    self._far_order = cut(card.order, around, "edge")[::_COARSE, ::_COARSE]
            if card.plate is not None:
                self._plate = Tile.of(card.plate, card.x, card.y)
            self._letters = Tile.of(card.letters, card.x, card.y)
        if self._shade is not None:
            if pose.shown is not None and card.words:  # it grows with the letters that it is for
                self._shade.masked(self._soft_mask(pose, card)).blend(frame)
            else:
                self._shade.moved(0, 0, pose.ground).blend(frame)
        if self._plate is not None:
            self._posed(self._plate, pose, pose.ground).blend(frame)
        if self._letters is not None:
            letters = self._letters
            if pose.shown is not None and card.words:
                letters = letters.masked(_looked_up(self._order, self._covers(pose, card)))
            self._posed(letters, pose, pose.opacity).blend(frame)

    def _posed(self, tile: Tile, pose: Pose, opacity: float) -> Tile:
        if pose.scale != 1 and self._card is not None:
            left, top, right, bottom = self._card.ink
            return tile.scaled(pose.scale, (left + right) / 2, (top + bottom) / 2, opacity)
        if pose.blur:
            em = max((line[3] - line[1] for line in self._card.lines), default=40) if self._card else 40
            return tile.blurred(pose.blur * min(em, self._height * 0.12), opacity)
        return tile.moved(pose.across * self._width, pose.down * self._height, opacity)

    def _covers(self, pose: Pose, card: Card) -> Plane:
        """How far each letter has been revealed, 0..255."""
        shown = pose.shown or 0.0
        if pose.unit == "words":
            count = card.words[-1] + 1
            cover = np.clip((shown * (count + 2) - np.array(card.words, np.float32)) / 2, 0, 1)
            cover = cover * cover * (3 - 2 * cover)
        else:
            cover = (np.arange(len(card.words)) < np.ceil(shown * len(card.words))).astype(np.float32)
        return np.rint(cover * 255).astype(np.uint8)

    def _soft_mask(self, pose: Pose, card: Card) -> Plane:
        """How far each pixel of the shade has been revealed, without edges between letters."""
        import cv2

        if self._shade is None:
            raise AssertionError("there is no shade")
        small: Any = _looked_up(np.ascontiguousarray(self._far_order), self._covers(pose, card))
        reach = (
            max(1, round((self._card.lines[0][3] - self._card.lines[0][1]) / _COARSE / 3))
            if self._card
            else 1
        )
        small = cv2.blur(small, (2 * reach + 1, 2 * reach + 1))
        high, wide = self._shade.a.shape
        return np.asarray(cv2.resize(small, (wide, high), interpolation=cv2.INTER_LINEAR), np.uint8)

    def _moving(self, k: int) -> list[Tile]:
        """What changes from frame to frame: the line of a counter, the filling of a bar."""
        item, tiles = self._item, []
        share = (k + 1) / item.length
        if item.counter is not None:
            share = share_at(item.counter, k, item.length)
            number = number_at(item.counter, share)
            if self._counted is not None:
                if self._line[0] != number:
                    self._line = (number, self._counted.tiles(number))
                tiles.extend(self._line[1])
            if item.text.replace(" ", "").replace("\u00a0", "").find("{}%") >= 0:
                share = (item.counter.start + (item.counter.end - item.counter.start) * share) / 100
        if self._card is not None and self._card.bar is not None:
            fill = _filled(self._card.bar, min(max(share, 0.0), 1.0), item)
            if fill is not None:
                tiles.append(fill)
        return tiles


def _looked_up(order: npt.NDArray[np.uint16], covers: Plane) -> Plane:
    """The cover of each pixel's letter."""
    import cv2

    if covers.size > 256:
        return np.asarray(covers[np.minimum(order, covers.size - 1)], np.uint8)
    table = np.zeros(256, np.uint8)
    table[: covers.size] = covers
    return np.asarray(cv2.LUT(order.astype(np.uint8), table), np.uint8)


def _filled(bar: tuple[int, int, int, int], share: float, item: TextItem) -> Tile | None:
    """The part of a progress bar that is full, round at both ends, exact to a fraction of a pixel."""
    left, top, right, bottom = bar
    high, wide = bottom - top, (right - left) * share
    if wide <= 0:
        return None
    from reelwright.compose.glyphs import is_right_to_left

    whole = int(np.ceil(wide))
    # The far end is drawn at its fraction of a pixel; a short filling is what the round bar lets see of it.
    alpha = rounded(right - left, high, high / 2)[:, :whole].copy()
    end = wide - high / 2
    across = np.arange(whole) + 0.5 - end
    down = np.abs(np.arange(high) + 0.5 - high / 2)
    distance = (
        np.where(across[None, :] > 0, np.hypot(across[None, :], down[:, None]), down[:, None]) - high / 2
    )
    alpha = np.minimum(alpha, np.clip(0.5 - distance, 0, 1).astype(np.float32))
    x = left
    if is_right_to_left(item.text):
        alpha, x = alpha[:, ::-1], right - whole
    accent = np.array(rgb_of((item.type.accent if item.type else None) or ACCENT), np.float32)
    x0, y0 = x // 2 * 2 - 2, top // 2 * 2 - 2
    canvas = np.zeros(((high + (top - y0) + 3) // 2 * 2, (whole + (x - x0) + 3) // 2 * 2, 4), np.float32)
    part = canvas[top - y0 : top - y0 + high, x - x0 : x - x0 + whole]
    part[..., 3], part[..., :3] = alpha, alpha[..., None] * accent
    return Tile.of(canvas, x0, y0, (0, 0, canvas.shape[1], canvas.shape[0]))


class _Spoken:
    """Karaoke: the words of a text take the accent colour as they are spoken, and keep it."""

    def __init__(self, item: TextItem, card: Card, width: int, height: int) -> None:
        self._words = item.words
        bright = lay_out_text(item, width, height, accented=True)
        rgba = card.rgba
        window = window_of(rgba)
        self._base: Tile | None = None if window is None else Tile.of(rgba, card.x, card.y, window)
        self._bright: Tile | None = None
        self._masks: list[Plane | None] = []
        self._painted: tuple[tuple[float, ...], Tile | None] = ((), None)
        if window is None or bright is None or card.order is None or bright.rgba.shape != rgba.shape:
            return
        self._bright = Tile.of(bright.rgba, bright.x, bright.y, window)
        owner = _owners(item)
        table = np.zeros(max(len(card.words), 1), np.int32)
        count = min(len(owner), len(table))
        table[:count] = owner[:count]
        number: npt.NDArray[Any] = cut(table[np.minimum(card.order, len(table) - 1)], window, "edge")
        self._masks = [np.where(number == n + 1, 255, 0).astype(np.uint8) for n in range(len(item.words))]

    def tile(self, k: int) -> Tile | None:
        """Everything at frame ``k``."""
        if self._base is None or self._bright is None:
            return self._base
        lit = tuple(
            min(max((k - word.frame + 1) / _LIGHTS_UP, 0.0), 1.0) if k >= word.frame else 0.0
            for word in self._words
        )
        if self._painted[0] != lit or self._painted[1] is None:
            tile = self._base
            full = np.zeros_like(self._base.a)
            for mask, share in zip(self._masks, lit, strict=False):
                if mask is None or share == 0:
                    continue
                if share == 1:
                    full |= mask
                else:
                    tile = tile.painted(self._bright, mask, share)
            if full.any():
                tile = tile.painted(self._bright, full, 1.0)
            self._painted = (lit, tile)
        return self._painted[1]


def _owners(item: TextItem) -> list[int]:
    """For every letter of the text the number, from 1, of its spoken word; 0 where nobody speaks it."""
    text = visible_text(drawn_text(item)[0])
    spans = []
    at = 0
    upper = item.type is not None and item.type.upper
    for word in item.words:
        said = plain_text(word.text.upper() if upper else word.text)
        found = text.find(said, at) if said else -1
        spans.append((found, found + len(said)) if found >= 0 else (-1, -1))
        at = max(at, spans[-1][1])
    return [
        next((n + 1 for n, (first, end) in enumerate(spans) if first <= start < end), 0)
        for start, _ in clusters(text)
    ]
