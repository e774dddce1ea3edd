"""The picture of one glass vessel, ray by ray: coarse where it is soft, fine at its edges."""

from __future__ import annotations

import math
from typing import Any

from reelwright.previs.glass import ray
from reelwright.previs.jit import kernel

__all__ = ["refine_vessel", "splat_bubbles", "trace_vessel"]


@kernel
def trace_vessel(
    rgba: Any,
    depth: Any,
    kind: Any,
    x0: float,
    y0: float,
    step: float,
    width: float,
    height: float,
    focal: float,
    rotation: Any,
    position: Any,
    profile: Any,
    p: Any,
    room: Any,
    soft: Any,
    page: Any,
) -> None:
    """Draw the vessel that stands at the origin.

    Args:
        rgba: (h, w, 4) premultiplied linear light, written.
        depth: (h, w) metres along the view axis, written.
        kind: (h, w) uint8 what is seen, written; see ``glass.ray``.
        x0: picture column of the tile's first column.
        y0: picture row of the tile's first row.
        step: picture pixels a tile pixel.
        width: of the picture, pixels.
        height: of the picture, pixels.
        focal: pixels.
        rotation: world to camera.
        position: of the camera in the vessel's space.
        profile: (N,) outer radius at even heights from the foot to the mouth.
        p: numbers, as ``vessel.Vessel`` packs them.
        room: (n, n, 3) octahedral radiance.
        soft: (m, m, 3) the same, very blurred.
        page: (h, w, 3) the label.
    """
    for ty in range(rgba.shape[0]):
        sy = (0.5 * height - (y0 + (ty + 0.5) * step)) / focal
        for tx in range(rgba.shape[1]):
            sx = ((x0 + (tx + 0.5) * step) - 0.5 * width) / focal
            r, g, b, alpha, away, what = ray(
                sx, sy, step / focal, rotation, position, profile, p, room, soft, page
            )
            rgba[ty, tx, 0] = r
            rgba[ty, tx, 1] = g
            rgba[ty, tx, 2] = b
            rgba[ty, tx, 3] = alpha
            depth[ty, tx] = away
            kind[ty, tx] = what


@kernel
def refine_vessel(
    rgba: Any,
    depth: Any,
    kind: Any,
    step: int,
    x0: float,
    y0: float,
    width: float,
    height: float,
    focal: float,
    rotation: Any,
    position: Any,
    profile: Any,
    p: Any,
    room: Any,
    soft: Any,
    page: Any,
) -> None:
    """Trace again, with four rays, the pixels of the full-size tile at the borders of ``kind`` (coarse)."""
    ch, cw = kind.shape
    for ty in range(rgba.shape[0]):
        cy = min(ty // step, ch - 1)
        for tx in range(rgba.shape[1]):
            cx = min(tx // step, cw - 1)
            what = kind[cy, cx]
            # At half size only the neighbours on this pixel's own side count.
            low_x = cx - 1 if 2 * (tx % step) < step else cx
            high_x = cx + 1 if 2 * (tx % step + 1) > step else cx
            low_y = cy - 1 if 2 * (ty % step) < step else cy
            high_y = cy + 1 if 2 * (ty % step + 1) > step else cy
            same = (
                kind[cy, max(low_x, 0)] == what
                and kind[cy, min(high_x, cw - 1)] == what
                and kind[max(low_y, 0), cx] == what
                and kind[min(high_y, ch - 1), cx] == what
            )
            if same and (step == 1 or what < 4 or what == 5):
                continue
            rays = 1 if same else 4
            r = 0.0
            g = 0.0
            b = 0.0
            alpha = 0.0
            near = 1e9
            first = -1
            for i in range(rays):
                jx = 0.5
                jy = 0.5
                if rays > 1:
                    # Corner to corner first: two rays that agree are enough.
                    jx = 0.375 if i == 0 else (0.625 if i == 1 else (0.875 if i == 2 else 0.125))
                    jy = 0.125 if i == 0 else (0.875 if i == 1 else (0.375 if i == 2 else 0.625))
                    if i == 2 and first >= 0:
                        rays = 2
                        break
                sx = (x0 + tx + jx - 0.5 * width) / focal
                sy = (0.5 * height - (y0 + ty + jy)) / focal
                ar, ag, ab, aa, away, which = ray(
                    sx, sy, 1.0 / focal, rotation, position, profile, p, room, soft, page
                )
                r += ar
                g += ag
                b += ab
                alpha += aa
                near = min(near, away)
                if i == 0:
                    first = which
                elif which != first:
                    first = -1
            rgba[ty, tx, 0] = r / rays
            rgba[ty, tx, 1] = g / rays
            rgba[ty, tx, 2] = b / rays
            rgba[ty, tx, 3] = alpha / rays
            depth[ty, tx] = near


@kernel
def splat_bubbles(rgba: Any, kind: Any, step: int, dots: Any, colour: Any) -> None:
    """Draw bubbles (x, y, radius, strength in tile pixels) where the liquid is seen: a dark ring, a bright
    lower crescent and a highlight, as air in something dense has them."""
    h, w, _ = rgba.shape
    for i in range(dots.shape[0]):
        radius = dots[i, 2]
        strength = dots[i, 3]
        if radius < 0.75:
            strength *= radius * radius / 0.5625
            radius = 0.75
        reach = radius + 1.0
        for y in range(max(0, int(dots[i, 1] - reach)), min(h, int(dots[i, 1] + reach) + 1)):
            for x in range(max(0, int(dots[i, 0] - reach)), min(w, int(dots[i, 0] + reach) + 1)):
                if kind[y // step, x // step] != 3:
                    continue
                ex = (x + 0.5 - dots[i, 0]) / radius
                ey = (y + 0.5 - dots[i, 1]) / radius
                d = math.sqrt(ex * ex + ey * ey)
                cover = min(max((1.0 - d) * radius + 0.5, 0.0), 1.0) * strength
                if cover <= 0.0:
                    continue
                ring = min(d * d * d, 1.0)
                crescent = max(ey * 0.9 + 0.25, 0.0) * (0.25 + 0.75 * ring)
                hx = ex + 0.38
                hy = ey + 0.42
                spark = math.exp(-(hx * hx + hy * hy) * 14.0) * 2.2
                dim = 1.0 - 0.45 * ring * cover * max(0.6 - ey, 0.0)
                for c in range(3):
                    rgba[y, x, c] = rgba[y, x, c] * dim + cover * (
                        colour[c] * (0.10 + 0.62 * crescent) + spark * (0.35 + 0.65 * colour[c])
                    )
