"""Plants as lit pictures: sunflowers, grasses, meadow flowers, bushes and trees, drawn by rule from a
number."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from reelwright.previs.art import Art, drawn, svg_pixels
from reelwright.previs.noise import fractal

__all__ = ["bush", "flower", "grass", "sunflower", "sunflower_rows", "tree"]

Pixels = npt.NDArray[np.uint8]


def _n(value: float) -> str:
    return f"{value:.1f}"


def _petal(x: float, y: float, angle: float, length: float, width: float, fill: str) -> str:
    """A pointed petal from (x, y) outwards."""
    return (
        f'<path transform="translate({_n(x)} {_n(y)}) rotate({_n(math.degrees(angle))})" fill="{fill}" '
        f'd="M0 {_n(-width * 0.3)} C {_n(length * 0.3)} {_n(-width)} {_n(length * 0.75)} {_n(-width * 0.75)} '
        f"{_n(length)} 0 C {_n(length * 0.75)} {_n(width * 0.75)} {_n(length * 0.3)} {_n(width)} 0 "
        f'{_n(width * 0.3)} Z"/>'
    )


def _leaf(x: float, y: float, length: float, droop: float, side: int, shade: int) -> str:
    """A heart-shaped leaf on its stalk, to one side."""
    greens = ("#3f7a2a", "#4c8a30", "#356b26", "#5a9638")
    g = greens[shade % 4]
    s = side
    a = droop
    return (
        f'<g transform="translate({_n(x)} {_n(y)}) scale({s} 1) rotate({_n(a)})">'
        f'<path d="M0 0 C {_n(length * 0.12)} {_n(-length * 0.34)} {_n(length * 0.55)} {_n(-length * 0.42)} '
        f"{_n(length)} {_n(length * 0.06)} C {_n(length * 0.62)} {_n(length * 0.30)} {_n(length * 0.2)} "
        f'{_n(length * 0.34)} 0 0 Z" fill="{g}"/>'
        f'<path d="M0 0 C {_n(length * 0.3)} {_n(-length * 0.08)} {_n(length * 0.6)} {_n(-length * 0.06)} '
        f'{_n(length * 0.97)} {_n(length * 0.05)}" stroke="#87b65a" '
        f'stroke-width="{_n(length * 0.022)}" fill="none"/>'
        f'<path d="M{_n(length * 0.3)} {_n(-length * 0.07)} L {_n(length * 0.5)} {_n(-length * 0.25)} '
        f"M{_n(length * 0.35)} {_n(-length * 0.06)} L {_n(length * 0.5)} {_n(length * 0.17)} "
        f"M{_n(length * 0.55)} {_n(-length * 0.05)} L {_n(length * 0.72)} {_n(-length * 0.18)} "
        f'M{_n(length * 0.58)} {_n(-length * 0.04)} L {_n(length * 0.72)} {_n(length * 0.13)}" '
        f'stroke="#6fa248" stroke-width="{_n(length * 0.012)}" fill="none"/></g>'
    )


def _sunflower(kind: int) -> Pixels:
    rng = np.random.default_rng([kind, 31])
    w, h = 460, 1000
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}">']
    out.append(
        '<defs><radialGradient id="d"><stop offset="0" '
        'stop-color="#2a1606"/><stop offset="0.45" stop-color="#3a1f0a"/>'
        '<stop offset="0.55" stop-color="#5a3411"/><stop offset="0.8" stop-color="#3b2009"/>'
        '<stop offset="1" stop-color="#6b4310"/></radialGradient>'
        '<linearGradient id="s" x1="0" x2="1"><stop offset="0" stop-color="#5d8a35"/>'
        '<stop offset="1" stop-color="#3b6424"/></linearGradient></defs>'
    )
    lean = rng.uniform(-36, 36)
    hx, hy = w / 2 + lean, 165 + rng.uniform(-8, 14)
    stem = f"M{w / 2} {h} C {w / 2 - lean * 0.6} {h * 0.66} {w / 2 + lean * 0.2} {h * 0.4} {_n(hx)} {_n(hy)}"
    out.append(f'<path d="{stem}" stroke="url(#s)" stroke-width="15" fill="none"/>')
    out.append(f'<path d="{stem}" stroke="#7ea64c" stroke-width="4" fill="none" opacity="0.7"/>')
    leaves = 7 + int(rng.integers(0, 3))
    for i in range(leaves):
        y = h * (0.93 - 0.60 * i / leaves) + rng.uniform(-14, 14)
        side = 1 if (i + kind) % 2 else -1
        size = (165 - 62 * i / leaves) * rng.uniform(0.85, 1.15)
        k = 1 - (y - hy) / (h - hy)
        out.append(_leaf(w / 2 + lean * k * k, y, size, rng.uniform(-22, 18), side, int(rng.integers(0, 4))))
    # The head: a disc seen a little from the side, two rings of petals, seeds in a golden-angle spiral.
    r = 76.0
    squash = rng.uniform(0.82, 1.0)
    turn = rng.uniform(-18, 18)
    out.append(f'<g transform="translate({_n(hx)} {_n(hy)}) rotate({_n(turn)}) scale({squash:.3f} 1)">')
    for a in np.linspace(0, 2 * math.pi, 13, endpoint=False):
        out.append(_petal(0, 0, a + 0.2, r * 1.5, 17, "#4a7a2c"))
    for ring, (count, reach, fills) in enumerate(
        (
            (21, 2.02, ("#e08a06", "#ea9a0a", "#d87f05")),
            (19, 1.86, ("#ffc21a", "#ffcf2e", "#fbb510", "#ffd84a")),
        )
    ):
        for i in range(count):
            a = 2 * math.pi * (i + 0.5 * ring) / count + rng.uniform(-0.07, 0.07)
            out.append(
                _petal(
                    0, 0, a, r * reach * rng.uniform(0.9, 1.08), 15.5, fills[int(rng.integers(0, len(fills)))]
                )
            )
            if ring:
                x0, y0 = math.cos(a) * r, math.sin(a) * r
                x1, y1 = math.cos(a) * r * 1.55, math.sin(a) * r * 1.55
                out.append(
                    f'<path d="M{_n(x0)} {_n(y0)} L{_n(x1)} {_n(y1)}" '
                    f'stroke="#e59a0c" stroke-width="2.4" opacity="0.7"/>'
                )
    out.append(f'<circle r="{_n(r)}" fill="url(#d)"/>')
    for i in range(210):
        a = i * 2.399963
        q = r * 0.97 * math.sqrt((i + 0.5) / 210)
        size = 2.0 + 1.5 * q / r
        fill = (
            ("#8a5a1c", "#6d4314", "#a8741f")[i % 3]
            if q > 0.52 * r
            else ("#4b2b0d", "#5e3a12", "#3b2109")[i % 3]
        )
        out.append(
            f'<circle cx="{_n(q * math.cos(a))}" cy="{_n(q * math.sin(a))}" r="{_n(size)}" fill="{fill}"/>'
        )
    out.append("</g></svg>")
    return svg_pixels("".join(out), 1000)


def sunflower(kind: int) -> Art:
    """One of eight sunflowers; drawn 1000 high for a plant of about 1.7 m."""
    kind %= 8
    return drawn(f"sunflower-{kind}", 3, lambda: _sunflower(kind), relief=0.9, translucent=0.55)


def _paste(page: npt.NDArray[np.float32], item: npt.NDArray[np.float32], x: int, y: int) -> None:
    """Premultiplied ``item`` over ``page`` with its foot at (x, y)."""
    h, w = item.shape[:2]
    x0, y0 = x - w // 2, y - h
    ax, ay = max(0, -x0), max(0, -y0)
    bx, by = min(w, page.shape[1] - x0), min(h, page.shape[0] - y0)
    if ax >= bx or ay >= by:
        return
    part = item[ay:by, ax:bx]
    where = page[y0 + ay : y0 + by, x0 + ax : x0 + bx]
    where *= 1 - part[..., 3:4]
    where += part


def _rows(kind: int) -> Pixels:
    rng = np.random.default_rng([kind, 57])
    page = np.zeros((320, 1600, 4), np.float32)
    plants = []
    for i in range(8):
        rgba = _sunflower(i).astype(np.float32) / 255
        rgba[..., :3] *= rgba[..., 3:4]
        plants.append(rgba)
    for row in range(4):
        for _ in range(30):
            size = int(rng.uniform(205, 250)) - 10 * (3 - row)
            item = plants[int(rng.integers(0, 8))]
            small = cv2.resize(
                item, (size * item.shape[1] // item.shape[0], size), interpolation=cv2.INTER_AREA
            )
            small[..., :3] *= 0.72 + 0.28 * row / 3
            if rng.random() < 0.5:
                small = small[:, ::-1]
            _paste(page, small, int(rng.uniform(60, 1540)), 262 + 19 * row)
    alpha = page[..., 3:4]
    page[..., :3] = np.where(alpha > 1e-3, page[..., :3] / np.maximum(alpha, 1e-3), 0)
    return np.asarray(np.clip(page, 0, 1) * 255 + 0.5, np.uint8)


def sunflower_rows(kind: int) -> Art:
    """One of three strips of many sunflowers, five times as wide as high: for the distance."""
    kind %= 3
    return drawn(f"sunflower-rows-{kind}", 2, lambda: _rows(kind), relief=0.5, translucent=0.5)


def _grass(kind: int, dry: bool) -> Pixels:
    rng = np.random.default_rng([kind, 91, int(dry)])
    w, h = 512, 320
    greens = (
        ("#8a9440", "#a39a4a", "#b8a85a", "#6f7f34") if dry else ("#4f7f2c", "#5f9434", "#3f6f26", "#79a542")
    )
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}">']
    for _ in range(95):
        x = w / 2 + rng.normal(0, 74)
        tall = h * rng.uniform(0.35, 0.96) * math.exp(-(((x - w / 2) / 150) ** 2))
        bend = rng.normal(0, 46) + (x - w / 2) * 0.25
        k = rng.uniform(2.6, 5.2)
        tip_x, tip_y = x + bend, h - tall
        out.append(
            f'<path d="M{_n(x - k)} {h} Q {_n(x - k * 0.5)} {_n(h - tall * 0.6)} {_n(tip_x)} {_n(tip_y)} '
            f"Q {_n(x + k * 0.9)} {_n(h - tall * 0.5)} {_n(x + k)} "
            f'{h} Z" fill="{greens[int(rng.integers(0, 4))]}"/>'
        )
    out.append("</svg>")
    return svg_pixels("".join(out), h)


def grass(kind: int, dry: bool = False) -> Art:
    """One of six tufts of grass, 1.6 times as wide as high."""
    kind %= 6
    return drawn(
        f"grass-{'dry-' if dry else ''}{kind}", 2, lambda: _grass(kind, dry), relief=0.35, translucent=0.75
    )


_FLOWERS = {
    "poppy": ("#d8321f", "#2a1410", 5, 1.25),
    "daisy": ("#f6f3ea", "#e8b21c", 14, 0.55),
    "cornflower": ("#4a63d8", "#2c3690", 10, 0.7),
    "buttercup": ("#f4c81e", "#c98d10", 6, 0.95),
    "lavender": ("#8a6bd0", "#6a4bb0", 0, 0.0),
    "tulip": ("#e0457a", "#b8285c", 0, 0.0),
}


def _flower(name: str, kind: int) -> Pixels:
    petal, eye, count, wide = _FLOWERS[name]
    rng = np.random.default_rng([kind, sum(map(ord, name))])
    w, h = 256, 448
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}">']
    stems = 3 if count else 5
    for i in range(stems):
        foot = w / 2 + rng.uniform(-22, 22)
        x = w * (0.24 + 0.52 * (i + 0.5) / stems) + rng.uniform(-10, 10)
        y = rng.uniform(62, 170)
        out.append(
            f'<path d="M{_n(foot)} {h} Q {_n(foot)} {_n((h + y) / 2)} {_n(x)} {_n(y)}" stroke="#4f7d30" '
            f'stroke-width="6" fill="none"/>'
        )
        out.append(_leaf(foot, h * rng.uniform(0.72, 0.92), rng.uniform(46, 74), -28, 1 if i % 2 else -1, i))
        if name == "tulip":
            out.append(
                f'<path d="M{_n(x - 26)} {_n(y - 34)} Q{_n(x - 16)} '
                f"{_n(y - 16)} {_n(x - 9)} {_n(y - 44)} Q{_n(x)} "
                f"{_n(y - 20)} {_n(x + 9)} {_n(y - 44)} Q{_n(x + 16)} {_n(y - 16)} {_n(x + 26)} {_n(y - 34)} "
                f"C{_n(x + 32)} {_n(y + 24)} {_n(x - 32)} {_n(y + 24)} "
                f'{_n(x - 26)} {_n(y - 34)} Z" fill="{petal}"/>'
            )
        elif name == "lavender":
            for j in range(26):
                q = j / 26
                out.append(
                    f'<ellipse cx="{_n(x + rng.uniform(-9, 9) * (1.1 - q))}" '
                    f'cy="{_n(y + 60 - 110 * q)}" rx="6.5" '
                    f'ry="8" fill="{petal if j % 3 else eye}"/>'
                )
        else:
            squash = rng.uniform(0.55, 0.95)
            out.append(f'<g transform="translate({_n(x)} {_n(y)}) scale(1 {squash:.2f})">')
            for j in range(count):
                out.append(
                    _petal(0, 0, 2 * math.pi * j / count + rng.uniform(-0.1, 0.1), 38, 38 * wide * 0.5, petal)
                )
            out.append(f'<circle r="11" fill="{eye}"/></g>')
    out.append("</svg>")
    return svg_pixels("".join(out), h)


def flower(name: str, kind: int = 0) -> Art:
    """A bunch of ``name`` (poppy, daisy, cornflower, buttercup, lavender, tulip), one of three; about 0.45
    m high."""
    kind %= 3
    return drawn(f"flower-{name}-{kind}", 2, lambda: _flower(name, kind), relief=0.6, translucent=0.65)


def _foliage(kind: int, trunk: bool) -> Pixels:
    """Leaves as thousands of dabs over a few round masses: reads as a broad-leaved tree or a bush."""
    rng = np.random.default_rng([kind, 123, int(trunk)])
    size = 512
    page = np.zeros((size, size, 4), np.float32)
    centre = 0.40 if trunk else 0.60
    masses = [
        (0.5 + rng.normal(0, 0.13), centre + rng.normal(0, 0.10), rng.uniform(0.13, 0.22)) for _ in range(9)
    ] + [(0.5, centre, 0.24)]
    if trunk:
        cv2.fillPoly(
            page,
            [
                np.array(
                    [[244, 511], [250, 300], [230, 230], [262, 260], [290, 220], [268, 300], [274, 511]],
                    np.int32,
                )
            ],
            (0.20, 0.15, 0.10, 1.0),
        )
    dabs = []
    for mx, my, mr in masses:
        for _ in range(420):
            a, q = rng.uniform(0, 2 * math.pi), math.sqrt(rng.uniform(0, 1))
            x, y = mx + mr * q * math.cos(a), my + mr * q * math.sin(a) * 0.85
            lit = 0.55 + 0.45 * (my - y) / mr + rng.normal(0, 0.16) - 0.25 * (y - centre)
            dabs.append((lit, x, y))
    dabs.sort()
    for lit, x, y in dabs:
        if not trunk and y > 0.985:
            continue
        k = float(np.clip(0.35 + 0.55 * lit, 0.16, 1.0))
        colour = (0.34 * k + 0.03, 0.52 * k + 0.02, 0.17 * k, 1.0)
        cv2.ellipse(
            page,
            (int(x * size * 8), int(y * size * 8)),
            (int(rng.uniform(24, 58)), int(rng.uniform(18, 36))),
            rng.uniform(0, 180),
            0,
            360,
            colour,
            -1,
            cv2.LINE_AA,
            3,
        )
    page = np.clip(page, 0, 1)
    rows = np.flatnonzero(page[..., 3].any(1))
    return np.asarray(page[rows[0] :] * 255 + 0.5, np.uint8)


def tree(kind: int) -> Art:
    """One of five broad-leaved trees; plant it about 9 m high."""
    kind %= 5
    return drawn(f"tree-{kind}", 2, lambda: _foliage(kind, True), relief=0.7, translucent=0.3)


def bush(kind: int) -> Art:
    """One of five bushes, about as wide as high."""
    kind %= 5
    return drawn(f"bush-{kind}", 2, lambda: _foliage(kind, False), relief=0.7, translucent=0.3)


def soil() -> npt.NDArray[np.float32]:
    """Grainy earth as a grey map (512, 512) in 0..1."""
    return np.asarray(0.6 * fractal(5, 512, 1.0, low=4.0) + 0.4 * fractal(6, 512, 1.6, low=2.0), np.float32)
