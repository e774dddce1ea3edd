"""A camera that moves before a picture: layers of different nearness shift against each other."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.compose.frame import Frame
from reelwright.previs.pictures.air import Air, air_of
from reelwright.previs.pictures.depth import study, unboxed
from reelwright.previs.pictures.framing import Window, cover
from reelwright.previs.pictures.layers import make_layers
from reelwright.previs.pictures.moves import Stand, stand
from reelwright.previs.pictures.spec import PictureSpec
from reelwright.timing import FrameRate

__all__ = ["MoveSource"]

Floats = npt.NDArray[np.float32]
_SPARE: Final = 1.12
_FINEST: Final = 6000
_INSTANTS: Final = 25
_EDGE: Final = 2e-4
"""Rounding that is allowed at the picture's edge, as a share of its size."""


class MoveSource:
    """Frames of a camera move before one picture, which always fills the frame.

    Raises:
        MediaError: the picture cannot be read, or is not the one that was planned with.
    """

    length: int | None = None

    def __init__(self, spec: PictureSpec, width: int, height: int, rate: FrameRate) -> None:
        cv2.setNumThreads(1)
        self.spec, self.width, self.height, self.rate = spec, width, height, rate
        file = spec.files[0]
        self._study = study(file)
        if spec.whole:  # the bars of a letterboxed clip are part of its frames
            self._study = unboxed(self._study)
        self._window = cover(self._study.aspect, width / height, self._study.centre)
        self._seconds = float(spec.seconds)
        self._phase = 0.3 + spec.seed % 7
        # Without a believable subject the picture stays one flat piece: plain Ken Burns.
        self._depth = self._study.trust > 0
        self._fit = 1.0
        self._fit = self._solve()
        size = self._working_size()
        self._layers = make_layers(file, self._study, *size)
        grow = np.ascontiguousarray(self._study.ground)
        self._ground = np.asarray(cv2.GaussianBlur(grow, (0, 0), 2.0), np.float32)
        self._air: Air | None = air_of(spec, width, height)
        across = (np.arange(width) + 0.5) / width * 2 - 1
        down = (np.arange(height) + 0.5) / height * 2 - 1
        self._x, self._y = across.astype(np.float32)[None, :], down.astype(np.float32)[:, None]

    def _working_size(self) -> tuple[int, int]:
        """Pixels at which the picture is kept: enough for the closest view, no finer than that."""
        known, window = self._study, self._window
        wide = self.width / (2 * window.half_x) / self._fit * _SPARE
        high = wide / known.aspect
        if self.spec.whole:  # pixel for pixel, so that the first frame is the picture itself
            wide, high = self.width / (2 * window.half_x), self.height / (2 * window.half_y)
        scale = min(1.0, _FINEST / max(wide, high))
        return max(16, round(wide * scale / 2) * 2), max(16, round(high * scale / 2) * 2)

    def _stand(self, n: int) -> Stand:
        time = float(Fraction(n) / self.rate.value)
        progress = time / self._seconds if self._seconds > 0 else 0.0
        if self.spec.ends:
            progress = 1.0 - progress
        camera = self.spec.prompt.camera
        where = stand(camera, progress, time, self._phase, cyclic=self.spec.loop)
        if where.pivot < 0:
            where = replace(where, pivot=self._study.subject if self._depth else 0.5)
        if not self._depth:
            # One flat piece: the move is all in the window.
            where = replace(
                where, x=where.x + where.right * 6, y=where.y - where.up * 6, right=0.0, up=0.0, ahead=0.0
            )
        trust = 0.5 + 0.5 * self._study.trust
        k = self._gone(time) if self.spec.whole else 1.0
        return Stand(
            zoom=1 + (where.zoom - 1) * k,
            x=where.x * k,
            y=where.y * k,
            right=where.right * trust * k,
            up=where.up * trust * k,
            ahead=where.ahead * trust * k,
            pivot=where.pivot,
            roll=where.roll * k,
            fit=1 + (self._fit - 1) * k,
        )

    def _gone(self, time: float) -> float:
        """How far a move that begins with the whole picture has taken over, 0..1: within its first half."""
        s = min(max(time / max(self._seconds * 0.5, 0.4), 0.0), 1.0)
        return s * s * (3 - 2 * s)

    def _view(self, where: Stand) -> Window:
        """The part of the picture that is in the window: around what matters, within the picture."""
        w = self._window
        half_x, half_y = w.half_x * where.zoom * where.fit, w.half_y * where.zoom * where.fit
        x = self._placed(self._study.centre[0], half_x, where.x)
        y = self._placed(self._study.centre[1], half_y, where.y)
        return Window(x, y, half_x, half_y)

    @staticmethod
    def _placed(centre: float, half: float, move: float) -> float:
        """The window's middle: ``move`` -1..1 within the picture's room, at most 0.42 half windows to each
        side."""
        room = min(0.5 - half, 0.42 * half)
        middle = min(max(centre, half + room), 1 - half - room) if move else centre
        return min(max(middle + move * room, half), 1 - half)

    def _solve(self) -> float:
        """The largest share of the window at which the picture's edges are never seen during the move."""
        if not self._depth:
            return 0.985 if self.spec.prompt.camera == "handheld" else 1.0
        frames = max(1, round(self._seconds * float(self.rate.value)))
        instants = [round(frames * i / (_INSTANTS - 1)) for i in range(_INSTANTS)]

        def inside(fit: float) -> bool:
            self._fit = fit
            return self._inside([self._stand(n) for n in instants])

        low, high = 0.55, 1.0
        if inside(high):
            return high
        for _ in range(12):
            middle = (low + high) / 2
            low, high = (middle, high) if inside(middle) else (low, middle)
        return low

    def _inside(self, stands: list[Stand]) -> bool:
        edge = np.linspace(-1, 1, 7, dtype=np.float32)
        ones = np.ones_like(edge)
        x = np.concatenate([edge, edge, -ones, ones])
        y = np.concatenate([-ones, ones, edge, edge])
        for where in stands:
            view = self._view(where)
            for near in (float(self._study.ground.min()), float(self._study.ground.max())):
                px, py = _sample(where, view, x, y, np.float32(near))
                if min(px.min(), py.min()) < -_EDGE or max(px.max(), py.max()) > 1 + _EDGE:
                    return False
        return True

    def _maps(
        self, where: Stand, view: Window, near: float | None, rows: slice, columns: slice
    ) -> tuple[Floats, Floats]:
        """For each pixel of the frame, which pixel of the picture is seen (float32 maps for ``remap``)."""
        x, y = self._x[:, columns], self._y[rows]
        if near is not None:
            px, py = _sample(where, view, x, y, np.float32(near))
        else:
            px, py = self._on_ground(where, view, x, y)
        wide, high = self._layers.front.width, self._layers.front.height
        shape = (py.shape[0], px.shape[1])
        mx = np.broadcast_to(px * np.float32(wide) - np.float32(0.5), shape)
        my = np.broadcast_to(py * np.float32(high) - np.float32(0.5), shape)
        return np.ascontiguousarray(mx), np.ascontiguousarray(my)

    def _on_ground(self, where: Stand, view: Window, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """The same for what lies behind, whose nearness differs from place to place: solved on a coarse
        grid."""
        if not (where.right or where.up or where.ahead):
            return _sample(where, view, x, y, np.float32(0))
        step = 8
        cx = np.linspace(-1, 1, max(2, self.width // step), dtype=np.float32)[None, :]
        cy = np.linspace(-1, 1, max(2, self.height // step), dtype=np.float32)[:, None]
        high, wide = self._ground.shape
        near = np.full((cy.shape[0], cx.shape[1]), np.float32(0.4))
        for _ in range(3):
            px, py = _sample(where, view, cx, cy, near)
            near = cv2.remap(
                self._ground,
                np.ascontiguousarray(np.broadcast_to(px, near.shape)) * np.float32(wide) - np.float32(0.5),
                np.ascontiguousarray(np.broadcast_to(py, near.shape)) * np.float32(high) - np.float32(0.5),
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            )
        # Grid points lie on the frame's very edges, so the enlarged map must too.
        gx = (x + 1) * np.float32(0.5 * (cx.shape[1] - 1))
        gy = (y + 1) * np.float32(0.5 * (cy.shape[0] - 1))
        shape = (y.shape[0], x.shape[1])
        fine = cv2.remap(
            near,
            np.ascontiguousarray(np.broadcast_to(gx, shape)),
            np.ascontiguousarray(np.broadcast_to(gy, shape)),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return _sample(where, view, x, y, np.asarray(fine, np.float32))

    def frame(self, n: int) -> Frame:
        """Frame ``n``, counted from 0."""
        where = self._stand(n)
        view = self._view(where)
        everything = slice(None)
        maps = self._maps(where, view, None, everything, everything)
        still = not (where.right or where.up or where.ahead)
        y, u, v = _pick(self._layers.front if still else self._layers.back, *maps)
        out = Frame(y, u, v)
        cover_of = (
            None
            if self._layers.alpha is None or (still and self._air is None)
            else self._lay_subject(out, where, view)
        )
        if self._air is not None:
            self._air.lay(out, float(Fraction(n) / self.rate.value), where, cover_of)
        return out

    def _lay_subject(self, out: Frame, where: Stand, view: Window) -> npt.NDArray[np.uint8]:
        """Put the subject over ``out``; returns where it is (H, W) uint8."""
        alpha = self._layers.alpha
        assert alpha is not None
        whole = np.zeros((self.height, self.width), np.uint8)
        rows, columns = self._where(where, view)
        if rows.stop <= rows.start or columns.stop <= columns.start:
            return whole
        mx, my = self._maps(where, view, self._study.subject, rows, columns)
        shown = cv2.remap(alpha, mx, my, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        whole[rows, columns] = shown
        y, u, v = _pick(self._layers.front, mx, my)
        _blend(out.y[rows, columns], y, shown)
        half = cv2.resize(shown, (u.shape[1], u.shape[0]), interpolation=cv2.INTER_AREA)
        small = slice(rows.start // 2, rows.stop // 2), slice(columns.start // 2, columns.stop // 2)
        _blend(out.u[small], u, half)
        _blend(out.v[small], v, half)
        return whole

    def _where(self, where: Stand, view: Window) -> tuple[slice, slice]:
        """The even rows and columns of the frame that the subject can cover."""
        mask = self._study.mask
        ys, xs = np.nonzero(mask > 0.05)
        high, wide = mask.shape
        probe = np.linspace(-1, 1, 65, dtype=np.float32)
        near = np.float32(self._study.subject)
        px, _ = _sample(where, view, probe, np.zeros_like(probe), near)
        _, py = _sample(where, view, np.zeros_like(probe), probe, near)
        spare = 0.03 + abs(where.roll)
        inside_x = np.flatnonzero((px > xs.min() / wide - spare) & (px < (xs.max() + 1) / wide + spare))
        inside_y = np.flatnonzero((py > ys.min() / high - spare) & (py < (ys.max() + 1) / high + spare))
        if not len(inside_x) or not len(inside_y):
            return slice(0, 0), slice(0, 0)

        def span(index: npt.NDArray[np.int64], size: int) -> slice:
            first = max(0, int((index[0] - 1) / 64 * size) // 2 * 2)
            last = min(size, int((index[-1] + 1) / 64 * size + 2) // 2 * 2)
            return slice(first, last)

        return span(inside_y, self.height), span(inside_x, self.width)

    def close(self) -> None:
        """Let go of the pictures."""
        self._air = None


def _sample(
    where: Stand, view: Window, x: Floats, y: Floats, near: Floats | np.float32
) -> tuple[Floats, Floats]:
    """Where in the picture (shares) the frame's points ``x``, ``y`` (-1..1) look, for things of nearness
    ``near``.

    Moving the camera right by a moves a thing left by a times its nearness; going ahead enlarges it by
    1 / (1 - ahead * nearness).
    """
    if where.roll:
        aspect = view.half_x / view.half_y
        c, s = np.float32(np.cos(where.roll)), np.float32(np.sin(where.roll))
        x, y = x * c + y * s / np.float32(aspect), y * c - x * s * np.float32(aspect)
    near = np.asarray(near, np.float32)
    shrink = np.float32(1) - np.float32(where.ahead) * near
    beyond = near - np.float32(where.pivot)
    px = np.float32(view.x) + np.float32(view.half_x) * (x * shrink + np.float32(where.right) * beyond)
    py = np.float32(view.y) + np.float32(view.half_y) * (y * shrink - np.float32(where.up) * beyond)
    return np.asarray(px, np.float32), np.asarray(py, np.float32)


def _pick(picture: Frame, mx: Floats, my: Floats) -> tuple[npt.NDArray[np.uint8], ...]:
    """The planes of ``picture`` at the maps; chroma at half of them."""
    y = cv2.remap(picture.y, mx, my, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    half = mx.shape[1] // 2, mx.shape[0] // 2
    # The middle of four luma samples is where their chroma sample lies.
    cx = (cv2.resize(mx, half, interpolation=cv2.INTER_AREA) - np.float32(0.5)) * np.float32(0.5)
    cy = (cv2.resize(my, half, interpolation=cv2.INTER_AREA) - np.float32(0.5)) * np.float32(0.5)
    planes = [
        cv2.remap(plane, cx, cy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        for plane in (picture.u, picture.v)
    ]
    np.clip(y, 16, 235, out=y)
    return np.asarray(y, np.uint8), *(np.asarray(plane, np.uint8) for plane in planes)


def _blend(
    below: npt.NDArray[np.uint8], above: npt.NDArray[np.uint8], cover_of: npt.NDArray[np.uint8]
) -> None:
    """``above`` over ``below``, in place."""
    a = cover_of.astype(np.float32) * np.float32(1 / 255)
    base = below.astype(np.float32)
    below[:] = (base + (above.astype(np.float32) - base) * a + np.float32(0.5)).astype(np.uint8)
