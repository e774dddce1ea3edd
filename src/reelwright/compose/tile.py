"""A premultiplied picture that lies over frames: moved, dimmed and blended at a fraction of a pixel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.colour import yuv_planes
from reelwright.compose.frame import Frame, Plane

__all__ = ["Tile", "window_of"]

_FAINTEST: Final = 1 / 400
_MARGIN: Final = 2  # clear samples on every side: a tile can be moved by less than two without growing

Floats = npt.NDArray[np.float32]
Window = tuple[int, int, int, int]
"""Left, top, right, bottom within a card; may reach past its edges."""


def window_of(rgba: Floats) -> Window | None:
    """The even rectangle around what can be seen of ``rgba``, with a margin; None when nothing can."""
    seen = rgba[..., 3] > _FAINTEST
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not rows.size:
        return None
    left, top = int(columns[0]) // 2 * 2 - _MARGIN, int(rows[0]) // 2 * 2 - _MARGIN
    right, bottom = (int(columns[-1]) + 2) // 2 * 2 + _MARGIN, (int(rows[-1]) + 2) // 2 * 2 + _MARGIN
    return left, top, right, bottom


def cut(plane: npt.NDArray[Any], window: Window, mode: Any = "constant") -> npt.NDArray[Any]:
    """``window`` of ``plane``; what lies outside is clear, or with mode "edge" as at the edge."""
    left, top, right, bottom = window
    height, width = plane.shape[:2]
    inside = plane[max(top, 0) : min(bottom, height), max(left, 0) : min(right, width)]
    edges = [(max(-top, 0), max(bottom - height, 0)), (max(-left, 0), max(right - width, 0))]
    return np.pad(inside, [*edges, (0, 0)][: plane.ndim], mode=mode)


@dataclass(frozen=True, slots=True)
class Tile:
    """A premultiplied picture at even ``x``, ``y``: planes of a frame, ``a`` and ``c`` their cover 0..255.

    It may reach past the edges of the frame. Its outermost two rows and columns are clear.
    """

    x: int
    y: int
    luma: Plane
    u: Plane
    v: Plane
    a: Plane
    c: Plane

    @classmethod
    def of(cls, rgba: Floats, x: int, y: int, window: Window | None = None) -> Tile | None:
        """Premultiplied ``rgba`` with its corner at even ``x``, ``y``, cut to ``window`` or to what shows."""
        import cv2

        window = window or window_of(rgba)
        if window is None:
            return None
        rgba = cut(rgba, window)
        alpha = np.ascontiguousarray(rgba[..., 3])
        luma, u, v = yuv_planes(np.ascontiguousarray(rgba[..., :3]), alpha)
        half = (alpha.shape[1] // 2, alpha.shape[0] // 2)
        cover: Any = cv2.resize(alpha, half, interpolation=cv2.INTER_AREA)
        planes = (_bytes(plane) for plane in (luma, u, v, alpha * 255, cover * 255))
        return cls(x + window[0], y + window[1], *planes)

    @property
    def planes(self) -> tuple[Plane, Plane, Plane, Plane, Plane]:
        """``luma``, ``u``, ``v``, ``a``, ``c``."""
        return self.luma, self.u, self.v, self.a, self.c

    def _made(self, x: int, y: int, change: Callable[[Plane, bool], Plane]) -> Tile:
        luma, u, v, a, c = self.planes
        return Tile(
            x, y, change(luma, True), change(u, False), change(v, False), change(a, True), change(c, False)
        )

    def moved(self, across: float, down: float, opacity: float = 1.0) -> Tile:
        """The tile so many pixels further, to a fraction of one, and dimmed."""
        import cv2

        step_x, step_y = int(across // 2) * 2, int(down // 2) * 2
        rest_x, rest_y = across - step_x, down - step_y

        def change(plane: Plane, full: bool) -> Plane:
            part = 1.0 if full else 0.5
            out = plane
            dim = opacity
            for axis, rest in ((0, rest_y * part), (1, rest_x * part)):
                if rest:
                    out = _shifted(out, rest, dim, axis)
                    dim = 1.0
            return np.asarray(cv2.convertScaleAbs(out, alpha=dim) if dim != 1 else out, np.uint8)

        return self._made(self.x + step_x, self.y + step_y, change)

    def scaled(self, scale: float, x: float, y: float, opacity: float = 1.0) -> Tile:
        """The tile ``scale`` times as large about the canvas point ``x``, ``y``, and dimmed."""
        import cv2

        high, wide = self.a.shape
        left, top = x + (self.x - x) * scale, y + (self.y - y) * scale
        at_x, at_y = int(left // 2) * 2, int(top // 2) * 2
        size = (int(wide * scale + 5) // 2 * 2, int(high * scale + 5) // 2 * 2)

        def change(plane: Plane, full: bool) -> Plane:
            part = 1.0 if full else 0.5
            # The middle of the first sample lies half a sample from the corner, at any size.
            shift_x = (left - at_x) * part + (scale - 1) * 0.5
            shift_y = (top - at_y) * part + (scale - 1) * 0.5
            move = np.array([[scale, 0, shift_x], [0, scale, shift_y]], np.float32)
            target = size if full else (size[0] // 2, size[1] // 2)
            out: Any = cv2.warpAffine(plane, move, target, flags=cv2.INTER_LINEAR)
            return np.asarray(cv2.convertScaleAbs(out, alpha=opacity) if opacity != 1 else out, np.uint8)

        return self._made(at_x, at_y, change)

    def blurred(self, sigma: float, opacity: float = 1.0) -> Tile:
        """The tile out of focus by ``sigma`` pixels, and dimmed."""
        import cv2

        if sigma < 0.2:
            return self.moved(0, 0, opacity)
        margin = (round(3 * sigma) + 3) // 2 * 2

        def change(plane: Plane, full: bool) -> Plane:
            room, soft = (margin, sigma) if full else (margin // 2, sigma / 2)
            out: Any = np.pad(plane, room)
            # A wide blur has no detail: it is made small, where it costs little.
            step = max(1, int(soft / 2.5))
            if step > 1:
                size = (out.shape[1], out.shape[0])
                small = (max(1, size[0] // step), max(1, size[1] // step))
                less: Any = cv2.resize(out, small, interpolation=cv2.INTER_AREA)
                less = cv2.GaussianBlur(less, (0, 0), soft / step, borderType=cv2.BORDER_CONSTANT)
                out = cv2.resize(less, size, interpolation=cv2.INTER_LINEAR)
            else:
                out = cv2.GaussianBlur(out, (0, 0), soft, borderType=cv2.BORDER_CONSTANT)
            return np.asarray(cv2.convertScaleAbs(out, alpha=opacity) if opacity != 1 else out, np.uint8)

        return self._made(self.x - margin, self.y - margin, change)

    def masked(self, mask: Plane) -> Tile:
        """The tile where ``mask``, 0..255 and as large as ``a``, lets it through."""
        import cv2

        half: Any = cv2.resize(mask, (mask.shape[1] // 2, mask.shape[0] // 2), interpolation=cv2.INTER_AREA)

        def change(plane: Plane, full: bool) -> Plane:
            return np.asarray(cv2.multiply(plane, mask if full else half, scale=1 / 255), np.uint8)

        return self._made(self.x, self.y, change)

    def painted(self, other: Tile, mask: Plane, share: float) -> Tile:
        """``share`` of ``other``, which lies in the same place, where ``mask`` is 255; this elsewhere."""
        import cv2

        half = mask[::2, ::2]
        pairs = zip(self.planes, other.planes, (True, False, False, True, False), strict=True)
        made: list[Any] = []
        for plane, colour, full in pairs:
            mixed = colour if share >= 1 else cv2.addWeighted(plane, 1 - share, colour, share, 0)
            made.append(cv2.copyTo(mixed, mask if full else half, plane.copy()))
        return Tile(self.x, self.y, *made)

    def columns(self, start: int, end: int, shift: int = 0) -> Tile:
        """Columns ``start`` to ``end`` of the canvas, both even, moved by an even ``shift``; as views."""
        first, last = max(start - self.x, 0), min(end - self.x, self.a.shape[1])
        first, last = min(first, self.a.shape[1]), max(last, 0)
        last = max(last, first)
        half = slice(first // 2, last // 2)
        full = slice(first, last)
        return replace(
            self, x=self.x + first + shift, luma=self.luma[:, full], a=self.a[:, full],
            u=self.u[:, half], v=self.v[:, half], c=self.c[:, half],
        )  # fmt: skip

    def blend(self, frame: Frame) -> None:
        """Lay the tile over ``frame``, in place."""
        x0, y0 = max(self.x, 0), max(self.y, 0)
        x1 = min(self.x + self.a.shape[1], frame.width)
        y1 = min(self.y + self.a.shape[0], frame.height)
        if x1 <= x0 or y1 <= y0:
            return
        here = np.s_[y0 - self.y : y1 - self.y, x0 - self.x : x1 - self.x]
        half = np.s_[(y0 - self.y) // 2 : (y1 - self.y) // 2, (x0 - self.x) // 2 : (x1 - self.x) // 2]
        _over(frame.y[y0:y1, x0:x1], self.luma[here], self.a[here])
        below = np.s_[y0 // 2 : y1 // 2, x0 // 2 : x1 // 2]
        _over(frame.u[below], self.u[half], self.c[half])
        _over(frame.v[below], self.v[half], self.c[half])


def _shifted(plane: Plane, by: float, opacity: float, axis: int) -> Plane:
    """``plane`` moved by 0 <= ``by`` < 2 samples along ``axis`` within its clear margin, and dimmed."""
    import cv2

    whole, part = int(by), by - int(by)
    out = np.zeros_like(plane)
    n = plane.shape[axis]
    if n > whole + 1:
        if axis == 0:
            near, far, target = plane[1 : n - whole], plane[: n - whole - 1], out[whole + 1 :]
        else:
            near, far, target = plane[:, 1 : n - whole], plane[:, : n - whole - 1], out[:, whole + 1 :]
        cv2.addWeighted(near, (1 - part) * opacity, far, part * opacity, 0, dst=target)
    return out


def _over(area: Plane, colour: Plane, cover: Plane) -> None:
    """area = colour + area * (1 - cover), all in 0..255."""
    import cv2

    area[:] = cv2.add(colour, cv2.multiply(area, cv2.bitwise_not(cover), scale=1 / 255))


def _bytes(plane: Any) -> Plane:
    return np.asarray(np.clip(np.rint(plane), 0, 255), np.uint8)
