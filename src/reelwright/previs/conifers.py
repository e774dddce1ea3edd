"""Woodland as lit pictures, drawn stroke by stroke from a number: firs, pines, ferns, shafts of light."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.art import Art, drawn

__all__ = ["canopy", "crown", "fern", "fir", "pine", "shaft"]

Pixels = npt.NDArray[np.uint8]
_FINE = 2


class Page:
    """A page of strokes at twice the size; :meth:`pixels` brings it down with clean edges."""

    def __init__(self, width: int, height: int) -> None:
        self.rgba = np.zeros((height * _FINE, width * _FINE, 4), np.uint8)

    def line(
        self, x0: float, y0: float, x1: float, y1: float, wide: float, colour: tuple[float, ...]
    ) -> None:
        """A round-ended stroke; coordinates in pixels of the finished page, colours sRGB 0..1."""
        k = _FINE
        c = [max(0, min(255, int(v * 255))) for v in colour[:3]]
        cv2.line(
            self.rgba,
            (int(x0 * k), int(y0 * k)),
            (int(x1 * k), int(y1 * k)),
            (c[0], c[1], c[2], 255),
            max(1, int(wide * k + 0.5)),
        )

    def blob(self, x: float, y: float, rx: float, ry: float, turn: float, colour: tuple[float, ...]) -> None:
        """A filled ellipse."""
        k = _FINE
        c = [max(0, min(255, int(v * 255))) for v in colour[:3]]
        size = (max(1, int(rx * k)), max(1, int(ry * k)))
        cv2.ellipse(self.rgba, (int(x * k), int(y * k)), size, turn, 0, 360, (c[0], c[1], c[2], 255), -1)

    def pixels(self) -> Pixels:
        """The finished picture (h, w, 4), straight alpha."""
        f = self.rgba.astype(np.float32) / 255
        f[..., :3] *= f[..., 3:]
        h, w = f.shape[:2]
        f = cv2.resize(f, (w // _FINE, h // _FINE), interpolation=cv2.INTER_AREA)
        alpha = f[..., 3:]
        f[..., :3] = np.where(alpha > 1e-3, f[..., :3] / np.maximum(alpha, 1e-3), 0)
        return np.asarray(np.clip(f, 0, 1) * 255 + 0.5, np.uint8)


def _boughs(
    page: Page,
    rng: np.random.Generator,
    middle: float,
    top: float,
    foot: float,
    half: float,
    snow: float,
    droop: float,
) -> None:
    """Whorls of drooping branches between ``top`` and ``foot``, lower ones first."""
    levels = max(8, int((foot - top) / 24))
    for i in range(levels, -1, -1):
        q = i / levels
        y = top + (foot - top) * q
        reach = half * (0.05 + 0.95 * q**0.85) * rng.uniform(0.82, 1.08)
        for _ in range(5 + int(7 * q)):
            a = rng.uniform(0, math.pi)
            side = math.cos(a)
            front = math.sin(a)
            long = reach * abs(side) * rng.uniform(0.75, 1.1) + reach * 0.12
            s = 1 if side > 0 else -1
            y0 = y + rng.normal(0, 12)
            lit = 0.45 + 0.55 * abs(side) ** 0.7 + 0.1 * front
            steps = max(4, int(long / 7))
            px, py = middle, y0
            ridge = []
            for j in range(1, steps + 1):
                k = j / steps
                nx = middle + s * long * k
                ny = y0 + droop * long * (0.55 * k + 0.25 * front) - 0.10 * long * k**3
                for _ in range(3):
                    shade = lit * (0.55 + 0.5 * k) * rng.uniform(0.75, 1.2)
                    colour = (0.125 * shade + 0.02, 0.235 * shade + 0.03, 0.145 * shade + 0.03)
                    hang = rng.uniform(7, 17) * (1.15 - 0.5 * k)
                    page.line(nx, ny, nx + s * rng.uniform(0, 9), ny + hang, 1.5, colour)
                    page.line(nx, ny, nx + s * rng.uniform(4, 12), ny - rng.uniform(-3, 4), 1.4, colour)
                ridge.append((px, py, nx, ny, k))
                px, py = nx, ny
            for _ in range(5):
                # Branches that come towards the eye hide the trunk.
                nx, ny = middle + rng.normal(0, 0.05 * reach + 3), y0 + rng.normal(4, 9)
                shade = rng.uniform(0.45, 1.0)
                colour = (0.125 * shade + 0.02, 0.235 * shade + 0.03, 0.145 * shade + 0.03)
                page.line(nx, ny, nx + rng.normal(0, 6), ny + rng.uniform(8, 18), 1.8, colour)
            if snow > 0:
                for ax, ay, bx, by, k in ridge:
                    if rng.random() < snow * 0.80:
                        thick = (2.4 + 5.4 * rng.random()) * snow * (1.15 - 0.5 * k)
                        tone = (0.80 + 0.18 * lit) * rng.uniform(0.93, 1.02)
                        page.line(ax, ay + 2.5, bx, by + 2.5, thick, (tone * 0.76, tone * 0.82, tone * 0.92))
                        page.line(ax, ay - 0.8, bx, by - 0.8, thick * 0.75, (tone * 0.94, tone * 0.97, tone))


def _fir(kind: int, snow: float) -> Pixels:
    rng = np.random.default_rng([kind, 401])
    page = Page(420, 800)
    page.line(210, 60, 210, 798, 7, (0.16, 0.12, 0.09))
    page.line(210, 640, 210, 798, 13, (0.17, 0.125, 0.09))
    _boughs(page, rng, 210, 14, 762, rng.uniform(150, 192), snow, rng.uniform(0.30, 0.5))
    return page.pixels()


def fir(kind: int, snow: float = 0.0) -> Art:
    """One of five firs, green to the ground, twice as high as wide; ``snow`` 0..1 lies on the branches."""
    kind %= 5
    return drawn(f"fir-{kind}-{round(snow * 10)}", 5, lambda: _fir(kind, snow), relief=0.6, translucent=0.15)


def _trunk(
    page: Page, rng: np.random.Generator, x: float, top: float, foot: float, wide: float, tone: float
) -> None:
    for i in range(int(foot - top)):
        y = top + i
        half = wide * (0.35 + 0.65 * (y - top) / (foot - top)) / 2
        for j in range(7):
            k = j / 6 * 2 - 1
            round_ = 0.55 + 0.45 * (1 - k * k)
            t = tone * round_ * rng.uniform(0.72, 1.15)
            page.line(
                x + k * half, y, x + k * half + half * 0.3, y + 2, half * 0.34, (0.34 * t, 0.25 * t, 0.19 * t)
            )


def _pine(kind: int, snow: float) -> Pixels:
    rng = np.random.default_rng([kind, 402])
    page = Page(440, 1200)
    _trunk(page, rng, 220, 110, 1200, 26, 1.0)
    for _ in range(16):
        y, s = rng.uniform(560, 1040), rng.choice([-1, 1])
        long = rng.uniform(14, 70)
        page.line(220, y, 220 + s * long, y + long * rng.uniform(-0.1, 0.35), 2.6, (0.17, 0.13, 0.10))
    _boughs(page, rng, 220, 14, rng.uniform(520, 660), rng.uniform(140, 190), snow, 0.22)
    return page.pixels()


def pine(kind: int, snow: float = 0.0) -> Art:
    """One of five tall pines with a bare trunk; plant it 17 to 26 m high."""
    kind %= 5
    return drawn(
        f"pine-{kind}-{round(snow * 10)}", 5, lambda: _pine(kind, snow), relief=0.6, translucent=0.15
    )


def _crown(kind: int, snow: float) -> Pixels:
    rng = np.random.default_rng([kind, 403])
    page = Page(520, 760)
    _boughs(page, rng, 260, 10, 700, rng.uniform(200, 240), snow, 0.34)
    return page.pixels()


def crown(kind: int, snow: float = 0.0) -> Art:
    """One of three conifer crowns without a trunk, for trunks that are meshes."""
    kind %= 3
    return drawn(
        f"crown-{kind}-{round(snow * 10)}", 5, lambda: _crown(kind, snow), relief=0.6, translucent=0.2
    )


def _canopy(kind: int, trunk: bool) -> Pixels:
    rng = np.random.default_rng([kind, 404, int(trunk)])
    page = Page(640, 900 if trunk else 520)
    if trunk:
        _trunk(page, rng, 320, 260, 900, 30, 0.9)
    masses = [(rng.uniform(110, 530), rng.uniform(80, 380), rng.uniform(70, 125)) for _ in range(15)]
    for mx, my, _ in masses:
        foot = 560 if trunk else 515
        page.line(320, foot, 0.4 * 320 + 0.6 * mx, 0.5 * foot + 0.5 * my, 7, (0.17, 0.13, 0.10))
        page.line(0.4 * 320 + 0.6 * mx, 0.5 * foot + 0.5 * my, mx, my, 4, (0.17, 0.13, 0.10))
    dabs = []
    for mx, my, mr in masses:
        for _ in range(520):
            a, q = rng.uniform(0, 6.283), math.sqrt(rng.random())
            x, y = mx + mr * q * math.cos(a) * 1.15, my + mr * q * math.sin(a) * 0.8
            dabs.append((0.55 + 0.4 * (my - y) / mr + rng.normal(0, 0.2), x, y))
    dabs.sort()
    for lit, x, y in dabs:
        k = min(max(0.32 + 0.6 * lit, 0.14), 1.05)
        page.blob(
            x, y, rng.uniform(3, 7), rng.uniform(2, 4), rng.uniform(0, 180), (0.42 * k, 0.56 * k, 0.19 * k)
        )
    return page.pixels()


def canopy(kind: int, trunk: bool = True) -> Art:
    """One of four broad-leaved forest trees with a long trunk, or its crown alone; tint it for the autumn."""
    kind %= 4
    name = f"canopy-{'tree' if trunk else 'crown'}-{kind}"
    return drawn(name, 3, lambda: _canopy(kind, trunk), relief=0.7, translucent=0.55)


def _fern(kind: int) -> Pixels:
    rng = np.random.default_rng([kind, 405])
    page = Page(520, 340)
    order = sorted(range(13), key=lambda i: -abs(i - 6))
    for i in order:
        a = math.pi * (0.10 + 0.80 * i / 12) + rng.normal(0, 0.05)
        long = rng.uniform(170, 250) * (0.75 + 0.3 * math.sin(a))
        tone = rng.uniform(0.75, 1.15)
        x, y, turn = 260.0, 338.0, a
        steps = 34
        for j in range(steps):
            k = j / steps
            turn += (0.045 if a < math.pi / 2 else -0.045) * -1 * k * 1.1
            nx, ny = x + math.cos(turn) * long / steps, y - math.sin(turn) * long / steps
            page.line(x, y, nx, ny, 2.2 * (1 - k) + 0.8, (0.28 * tone, 0.40 * tone, 0.14 * tone))
            leaf = 36 * math.sin(math.pi * min(0.12 + k, 1.0)) ** 0.8
            for s in (-1, 1):
                b = turn + s * 1.15
                c = tone * (1.0 if s > 0 else 0.8) * (0.8 + 0.3 * k)
                page.line(
                    nx,
                    ny,
                    nx + math.cos(b) * leaf,
                    ny - math.sin(b) * leaf,
                    4.2 - 2 * k,
                    (0.27 * c, 0.47 * c, 0.16 * c),
                )
            x, y = nx, ny
    return page.pixels()


def fern(kind: int) -> Art:
    """One of four ferns, half as high again as wide is; 0.4 to 0.9 m high."""
    kind %= 4
    return drawn(f"fern-{kind}", 3, lambda: _fern(kind), relief=0.4, translucent=0.7)


def _shaft(kind: int) -> Pixels:
    rng = np.random.default_rng([kind, 406])
    h, w = 256, 256
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    lean = 0.42
    across = (x - w * 0.80 + (y / h) * w * lean) / w
    out = np.zeros((h, w), np.float32)
    for _ in range(7):
        at, wide, much = rng.uniform(-0.22, 0.16), rng.uniform(0.012, 0.05), rng.uniform(0.3, 1.0)
        out += much * np.exp(-(((across - at - 0.05 * (y / h) * rng.uniform(-1, 1)) / wide) ** 2))
    fade = np.clip(y / h / 0.22, 0, 1) * np.clip((1 - y / h) / 0.5, 0, 1)
    alpha = np.clip(out * 0.5, 0, 1) * fade * np.clip(x / 20, 0, 1) * np.clip((w - 1 - x) / 20, 0, 1)
    page = np.full((h, w, 4), 255, np.uint8)
    page[..., 3] = alpha * 88
    return page


def shaft(kind: int) -> Art:
    """One of three bundles of light that lean to the left going down; tinted with the key light."""
    kind %= 3
    return drawn(f"shaft-{kind}", 3, lambda: _shaft(kind), relief=0.0, translucent=0.0, emissive=1.0)
