"""Where a clip's picture lies on the canvas at one frame: fit, Ken Burns, crop, scale, rotation, place.

Three spaces, all continuous with pixel edges at whole numbers: the source's own pixels; the fitted picture
(``width`` x ``height``, in canvas pixels before the transform); the canvas.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

from reelwright.compose.fit import Box
from reelwright.timeline import Clip, KenBurns, Key, Transform, eased, value_at

__all__ = ["Area", "Placement", "area_of", "fit_size", "needed_size", "place"]

Affine = tuple[float, float, float, float, float, float]
"""x' = a x + b y + c, y' = d x + e y + f."""

_WHOLE: Final = (0.0, 0.0, 1.0, 1.0)
_EPSILON: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Area:
    """The box that a clip is fitted to, in canvas pixels with whole edges."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Placement:
    """One clip's geometry at one frame.

    ``window`` (left, top, right, bottom) is what of the source fills the fitted picture, in shares; left and
    right change places when it is mirrored. ``visible`` is what the crop leaves of the fitted picture, in its
    pixels. ``matrix`` leads from the fitted picture to the canvas.
    """

    window: tuple[float, float, float, float]
    width: float
    height: float
    visible: tuple[float, float, float, float]
    matrix: Affine
    opacity: float = 1.0

    def moved(self, dx: float, dy: float) -> Placement:
        """The same, ``dx`` and ``dy`` canvas pixels further."""
        a, b, c, d, e, f = self.matrix
        return replace(self, matrix=(a, b, c + dx, d, e, f + dy))

    @property
    def upright(self) -> bool:
        """True when the picture's rows are rows of the canvas."""
        return self.matrix[1] == 0 and self.matrix[3] == 0

    @property
    def scales(self) -> tuple[float, float]:
        """Canvas pixels for one pixel of the fitted picture, along each of its sides."""
        a, b, _, d, e, _ = self.matrix
        return math.hypot(a, d), math.hypot(b, e)

    def inverse(self) -> Affine:
        """From the canvas to the fitted picture."""
        a, b, c, d, e, f = self.matrix
        det = a * e - b * d
        ia, ib, id_, ie = e / det, -b / det, -d / det, a / det
        return ia, ib, -(ia * c + ib * f), id_, ie, -(id_ * c + ie * f)

    def to_source(self, width: int, height: int) -> Affine:
        """From the canvas to a source picture of ``width`` x ``height`` pixels."""
        left, top, right, bottom = self.window
        kx, ky = (right - left) * width / self.width, (bottom - top) * height / self.height
        a, b, c, d, e, f = self.inverse()
        return kx * a, kx * b, kx * c + left * width, ky * d, ky * e, ky * f + top * height

    def corners(self) -> list[tuple[float, float]]:
        """The four corners of what is visible, on the canvas."""
        a, b, c, d, e, f = self.matrix
        left, top, right, bottom = self.visible
        points = ((left, top), (right, top), (right, bottom), (left, bottom))
        return [(a * x + b * y + c, d * x + e * y + f) for x, y in points]

    def bounds(self, width: int, height: int, margin: float = 0) -> Box | None:
        """The even box of the canvas that holds all that is visible, or None when it lies outside."""
        points = self.corners()
        x0, x1 = min(x for x, _ in points) - margin, max(x for x, _ in points) + margin
        y0, y1 = min(y for _, y in points) - margin, max(y for _, y in points) + margin
        left, top = max(0, math.floor(x0 + _EPSILON)) // 2 * 2, max(0, math.floor(y0 + _EPSILON)) // 2 * 2
        right = min(width, -(-math.ceil(x1 - _EPSILON) // 2) * 2)
        bottom = min(height, -(-math.ceil(y1 - _EPSILON) // 2) * 2)
        return Box(left, top, right - left, bottom - top) if right > left and bottom > top else None

    def fills(self, box: Box) -> bool:
        """True when every pixel of ``box`` lies wholly within what is visible."""
        a, b, c, d, e, f = self.inverse()
        left, top, right, bottom = self.visible
        for x, y in (
            (box.x, box.y),
            (box.x + box.width, box.y),
            (box.x, box.y + box.height),
            (box.x + box.width, box.y + box.height),
        ):
            u, v = a * x + b * y + c, d * x + e * y + f
            if not (left - _EPSILON <= u <= right + _EPSILON and top - _EPSILON <= v <= bottom + _EPSILON):
                return False
        return True


def area_of(clip: Clip, width: int, height: int) -> Area:
    """The clip's box on a canvas; edges are rounded one by one, so that neighbours in a grid meet."""
    if clip.frame is None:
        return Area(0, 0, width, height)
    x, y, w, h = clip.frame
    left, top = round(x * width), round(y * height)
    return Area(left, top, max(1, round((x + w) * width) - left), max(1, round((y + h) * height) - top))


def place(
    clip: Clip, n: int, size: tuple[int, int], canvas: tuple[int, int], area: Area | None = None
) -> Placement | None:
    """The geometry of ``clip`` at its own frame ``n`` (past the end it runs on); None when nothing is seen.

    Args:
        clip: what is shown.
        n: frames from the clip's start.
        size: the picture's own width and height; ``fit: none`` shows them pixel for pixel.
        canvas: width and height.
        area: the clip's box, where it is already known.
    """
    area = area or area_of(clip, *canvas)
    transform = clip.transform or _AS_IT_IS
    width, height = fit_size(clip, size, area)
    window = _window(clip, n, size, area)
    opacity = min(1.0, max(0.0, value_at(transform.opacity, n)))
    left, top, right, bottom = (
        min(1.0, max(0.0, value_at(share, n)))
        for share in (transform.left, transform.top, transform.right, transform.bottom)
    )
    scale = value_at(transform.scale, n)
    scale_y = scale if transform.scale_y is None else value_at(transform.scale_y, n)
    if opacity == 0 or left + right >= 1 or top + bottom >= 1 or abs(scale) < 1e-4 or abs(scale_y) < 1e-4:
        return None
    if transform.flip_x:
        window = (window[2], window[1], window[0], window[3])
    if transform.flip_y:
        window = (window[0], window[3], window[2], window[1])
    turn = math.radians(value_at(transform.rotation, n) % 360)
    cos, sin = _exact(math.cos(turn)), _exact(math.sin(turn))
    a, b, d, e = cos * scale, -sin * scale_y, sin * scale, cos * scale_y
    anchor = transform.anchor_x * width, transform.anchor_y * height
    at = area.x + value_at(transform.x, n) * area.width, area.y + value_at(transform.y, n) * area.height
    c, f = at[0] - a * anchor[0] - b * anchor[1], at[1] - d * anchor[0] - e * anchor[1]
    visible = (left * width, top * height, (1 - right) * width, (1 - bottom) * height)
    placed = Placement(window, width, height, visible, (a, b, c, d, e, f), opacity)
    return _snapped(placed) if placed.upright and not _travels(transform) else placed


def fit_size(clip: Clip, size: tuple[int, int], area: Area) -> tuple[float, float]:
    """Width and height of the fitted picture; pictures of nearly the box's shape fill it."""
    if clip.fit in ("cover", "fill", "blur") or clip.ken_burns is not None:
        return float(area.width), float(area.height)
    if clip.fit == "none":
        return float(size[0]), float(size[1])
    k = min(area.width / size[0], area.height / size[1])
    width, height = size[0] * k, size[1] * k
    if width > 0.99 * area.width and height > 0.99 * area.height:
        return float(area.width), float(area.height)
    return width, height


def needed_size(clip: Clip, area: Area) -> tuple[int, int]:
    """The largest size at which the box of the clip is drawn: what its source should be able to fill."""
    transform = clip.transform or _AS_IT_IS
    across = _most(transform.scale)
    down = across if transform.scale_y is None else _most(transform.scale_y)
    zoom = 1.0 if clip.ken_burns is None else max(clip.ken_burns.start.zoom, clip.ken_burns.end.zoom)
    grow = zoom * max(across, down, 0.01)
    return max(2, math.ceil(area.width * grow)), max(2, math.ceil(area.height * grow))


def _most(value: float | tuple[Key, ...]) -> float:
    if isinstance(value, int | float):
        return abs(value)
    return max(abs(key.value) for key in value)


def _window(clip: Clip, n: int, size: tuple[int, int], area: Area) -> tuple[float, float, float, float]:
    if clip.ken_burns is None and clip.fit != "cover":
        return _WHOLE
    shape = (area.width / area.height) / (size[0] / size[1])
    wide, high = min(1.0, shape), min(1.0, 1 / shape)  # the largest window of the box's shape
    x, y, zoom = (0.5, 0.5, 1.0) if clip.ken_burns is None else _view(clip.ken_burns, n, clip.length)
    wide, high = wide / zoom, high / zoom
    x, y = min(max(x, wide / 2), 1 - wide / 2), min(max(y, high / 2), 1 - high / 2)
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _view(move: KenBurns, n: int, length: int) -> tuple[float, float, float]:
    """The view ``n`` frames into a move of ``length`` frames.

    Zoom runs at a constant rate of growth, and the centre goes so that everything moves straight towards or
    away from one point. A linear move goes on past the end, under the clip that dissolves in.
    """
    share = n / max(1, length - 1)
    share = max(0.0, share) if move.ease == "linear" else eased(min(1.0, max(0.0, share)), move.ease)
    first, last = move.start, move.end
    zoom = max(1.0, first.zoom * (last.zoom / first.zoom) ** share)
    if abs(last.zoom - first.zoom) > 1e-6:
        share = (1 / zoom - 1 / first.zoom) / (1 / last.zoom - 1 / first.zoom)
    return first.x + (last.x - first.x) * share, first.y + (last.y - first.y) * share, zoom


def _travels(transform: Transform) -> bool:
    """True when anything of the picture's edges moves."""
    parts = (transform.x, transform.y, transform.scale, transform.scale_y, transform.rotation,
             transform.left, transform.top, transform.right, transform.bottom)  # fmt: skip
    return any(isinstance(part, tuple) for part in parts)


def _snapped(placed: Placement) -> Placement:
    """Edges that never move lie on whole pixels: crisp, and meeting their neighbours."""
    a, _, c, _, e, f = placed.matrix
    left, top, right, bottom = placed.visible
    x0, x1, y0, y1 = a * left + c, a * right + c, e * top + f, e * bottom + f
    x0, x1, y0, y1 = round(x0), round(x1), round(y0), round(y1)
    if x0 == x1 or y0 == y1:
        return placed
    a, e = (x1 - x0) / (right - left), (y1 - y0) / (bottom - top)
    return replace(placed, matrix=(a, 0.0, x0 - a * left, 0.0, e, y0 - e * top))


def _exact(value: float) -> float:
    """Quarter turns without rounding errors."""
    near = round(value)
    return float(near) if abs(value - near) < 1e-12 else value


_AS_IT_IS: Final = Transform()
