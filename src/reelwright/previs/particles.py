"""Rain, snow, dust and stars: every particle's place is a function of its number and the time, nothing is
stepped."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from reelwright.previs.jit import inlined, kernel
from reelwright.previs.noise import hash01
from reelwright.previs.scene import Particles, Stars
from reelwright.previs.view import View

__all__ = ["Cloud", "draw_particles", "draw_stars", "scatter", "star_field"]

Floats = npt.NDArray[np.float32]
Cloud = tuple[Floats, Floats]


def scatter(p: Particles) -> Cloud:
    """Home places in 0..1 (N, 3) and traits in 0..1 (N, 4) of all particles of ``p``."""
    index = np.arange(p.count, dtype=np.int64)
    draws = [hash01(p.seed * 31 + k, index).astype(np.float32) for k in range(7)]
    return np.stack(draws[:3], 1), np.stack(draws[3:], 1)


def star_field(stars: Stars) -> Floats:
    """Directions and traits (N, 6): x, y, z, magnitude 0..1, warmth, phase."""
    index = np.arange(stars.count, dtype=np.int64)
    a, b, c, d, e = (hash01(stars.seed * 17 + 900 + k, index) for k in range(5))
    y = 0.02 + 0.98 * b
    r = np.sqrt(1 - np.minimum(y * y, 1))
    turn = a * 2 * math.pi
    return np.stack([r * np.cos(turn), y, r * np.sin(turn), c**4, d, e], 1).astype(np.float32)


@inlined
def _dot(
    canvas: Any,
    depth: Any,
    x: float,
    y: float,
    z: float,
    radius: float,
    r: float,
    g: float,
    b: float,
    alpha: float,
    cover: bool,
) -> None:
    """A soft disc, hidden by what is nearer; small ones get fainter instead of smaller."""
    height, width = depth.shape
    if radius < 0.7:
        alpha *= radius * radius / 0.49
        radius = 0.7
    reach = radius + 0.5
    for yy in range(max(0, int(y - reach)), min(height, int(y + reach) + 1)):
        for xx in range(max(0, int(x - reach)), min(width, int(x + reach) + 1)):
            if depth[yy, xx] < z:
                continue
            dx = xx + 0.5 - x
            dy = yy + 0.5 - y
            q = 1.0 - (dx * dx + dy * dy) / (reach * reach)
            if q <= 0.0:
                continue
            k = min(q * q * 1.6, 1.0) * alpha
            keep = 1.0 - k if cover else 1.0
            canvas[0, yy, xx] = canvas[0, yy, xx] * keep + r * k
            canvas[1, yy, xx] = canvas[1, yy, xx] * keep + g * k
            canvas[2, yy, xx] = canvas[2, yy, xx] * keep + b * k


@inlined
def _line(
    canvas: Any,
    depth: Any,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    z: float,
    half: float,
    r: float,
    g: float,
    b: float,
    alpha: float,
    cover: bool,
) -> None:
    """An anti-aliased line with soft ends."""
    height, width = depth.shape
    dx = x1 - x0
    dy = y1 - y0
    length = math.sqrt(dx * dx + dy * dy) + 1e-6
    if half < 0.5:
        alpha *= half / 0.5
        half = 0.5
    ux = dx / length
    uy = dy / length
    reach = half + 0.5
    for yy in range(max(0, int(min(y0, y1) - reach)), min(height, int(max(y0, y1) + reach) + 1)):
        # Only the columns that the line passes in this row.
        if abs(dy) > 1e-6:
            ta = min(max((yy - reach - y0) / dy, 0.0), 1.0)
            tb = min(max((yy + 1 + reach - y0) / dy, 0.0), 1.0)
            xa = min(x0 + ta * dx, x0 + tb * dx) - reach
            xb = max(x0 + ta * dx, x0 + tb * dx) + reach
        else:
            xa = min(x0, x1) - reach
            xb = max(x0, x1) + reach
        for xx in range(max(0, int(xa)), min(width, int(xb) + 1)):
            if depth[yy, xx] < z:
                continue
            px = xx + 0.5 - x0
            py = yy + 0.5 - y0
            along = px * ux + py * uy
            off = abs(px * uy - py * ux)
            k = min(max(reach - off, 0.0), 1.0)
            s = along / length
            if s < 0.0 or s > 1.0 or k <= 0.0:
                continue
            k *= min(s * 4.0, 1.0) * min((1.0 - s) * 4.0, 1.0) * alpha
            keep = 1.0 - k if cover else 1.0
            canvas[0, yy, xx] = canvas[0, yy, xx] * keep + r * k
            canvas[1, yy, xx] = canvas[1, yy, xx] * keep + g * k
            canvas[2, yy, xx] = canvas[2, yy, xx] * keep + b * k


@kernel
def _draw(
    canvas: Any,
    depth: Any,
    home: Any,
    traits: Any,
    rotation: Any,
    position: Any,
    focal: float,
    time: float,
    numbers: Any,
    streak: bool,
    cover: bool,
) -> None:
    """``numbers``: box 0-2, velocity 3-5, size 6, colour 7-9, alpha 10, exposure 11, wander 12, lowest 13,
    middle of the box 14-16."""
    height, width = depth.shape
    cx = 0.5 * width
    cy = 0.5 * height
    for i in range(home.shape[0]):
        pace = 0.75 + 0.5 * traits[i, 0]
        p0 = 0.0
        p1 = 0.0
        p2 = 0.0
        for a in range(3):
            box = numbers[a]
            q = home[i, a] * box + numbers[3 + a] * pace * time
            if numbers[12] > 0.0:
                q += numbers[12] * math.sin(
                    time * (0.5 + 0.6 * traits[i, 1]) + 6.2832 * traits[i, 2] + 2.1 * a
                )
            low = numbers[14 + a] - 0.5 * box
            q = low + (q - low) % box
            if a == 0:
                p0 = q
            elif a == 1:
                p1 = q
            else:
                p2 = q
        if p1 < numbers[13]:
            continue
        dx = p0 - position[0]
        dy = p1 - position[1]
        dz = p2 - position[2]
        z = rotation[2, 0] * dx + rotation[2, 1] * dy + rotation[2, 2] * dz
        if z < 0.25:
            continue
        k = focal / z
        x = cx + k * (rotation[0, 0] * dx + rotation[0, 1] * dy + rotation[0, 2] * dz)
        y = cy - k * (rotation[1, 0] * dx + rotation[1, 1] * dy + rotation[1, 2] * dz)
        size = numbers[6] * (0.6 + 0.8 * traits[i, 3])
        # Fade at the far side of the box and close to the lens: nothing pops in.
        fade = min(1.0, (z - 0.25) / 0.6) * min(
            1.0, max(0.0, (0.5 * max(numbers[0], numbers[2]) - z) / (0.12 * numbers[2]) + 0.3)
        )
        alpha = numbers[10] * fade
        if alpha <= 0.003:
            continue
        if streak:
            sx = numbers[3] * pace * numbers[11]
            sy = numbers[4] * pace * numbers[11]
            sz = numbers[5] * pace * numbers[11]
            dx -= sx
            dy -= sy
            dz -= sz
            z2 = rotation[2, 0] * dx + rotation[2, 1] * dy + rotation[2, 2] * dz
            if z2 < 0.25:
                continue
            k2 = focal / z2
            x2 = cx + k2 * (rotation[0, 0] * dx + rotation[0, 1] * dy + rotation[0, 2] * dz)
            y2 = cy - k2 * (rotation[1, 0] * dx + rotation[1, 1] * dy + rotation[1, 2] * dz)
            if max(x, x2) < 0 or min(x, x2) > width or max(y, y2) < 0 or min(y, y2) > height:
                continue
            _line(
                canvas,
                depth,
                x2,
                y2,
                x,
                y,
                z,
                0.5 * size * k,
                numbers[7],
                numbers[8],
                numbers[9],
                alpha,
                cover,
            )
        else:
            radius = min(0.5 * size * k, 0.06 * height)
            if x < -radius or x > width + radius or y < -radius or y > height + radius:
                continue
            _dot(canvas, depth, x, y, z, radius, numbers[7], numbers[8], numbers[9], alpha, cover)


def draw_particles(canvas: Floats, depth: Floats, view: View, t: float, p: Particles, cloud: Cloud) -> None:
    """Add the particles at ``t`` seconds to ``canvas`` in place."""
    ahead = 0.5 * p.box[2] * 0.9
    forward = view.rotation[2]
    flat = math.hypot(float(forward[0]), float(forward[2])) or 1.0
    middle = view.position + np.array(
        [forward[0] / flat * ahead * 0.55, 0.0, forward[2] / flat * ahead * 0.55]
    )
    numbers = np.array(
        [*p.box, *p.velocity, p.size, *p.colour, p.alpha, p.exposure, p.wander, p.lowest, *middle], np.float64
    )
    _draw(
        canvas,
        depth,
        cloud[0],
        cloud[1],
        view.rotation,
        view.position,
        view.focal * view.height,
        t,
        numbers,
        p.kind == "streak",
        not p.glow,
    )


@kernel
def _stars(
    canvas: Any,
    depth: Any,
    field: Any,
    rotation: Any,
    focal: float,
    time: float,
    bright: float,
    twinkle: float,
) -> None:
    height, width = depth.shape
    for i in range(field.shape[0]):
        z = rotation[2, 0] * field[i, 0] + rotation[2, 1] * field[i, 1] + rotation[2, 2] * field[i, 2]
        if z < 0.05:
            continue
        k = focal / z
        x = 0.5 * width + k * (
            rotation[0, 0] * field[i, 0] + rotation[0, 1] * field[i, 1] + rotation[0, 2] * field[i, 2]
        )
        y = 0.5 * height - k * (
            rotation[1, 0] * field[i, 0] + rotation[1, 1] * field[i, 1] + rotation[1, 2] * field[i, 2]
        )
        if x < 0 or x >= width or y < 0 or y >= height:
            continue
        m = field[i, 3]
        radius = (0.0007 + 0.0013 * m) * height
        a = (
            bright
            * (0.12 + 0.88 * m)
            * (
                1.0
                - twinkle * (0.5 + 0.5 * math.sin(time * (2.0 + 3.0 * field[i, 4]) + 6.2832 * field[i, 5]))
            )
        )
        # Thicker air low over the horizon.
        a *= min(1.0, field[i, 1] * 5.0)
        w = field[i, 4]
        _dot(canvas, depth, x, y, 9e4, radius, a * (0.85 + 0.3 * w), a, a * (1.2 - 0.3 * w), 1.0, False)


def draw_stars(canvas: Floats, depth: Floats, view: View, t: float, stars: Stars, field: Floats) -> None:
    """Add the stars to ``canvas`` where ``depth`` is the sky."""
    _stars(canvas, depth, field, view.rotation, view.focal * view.height, t, stars.brightness, stars.twinkle)
