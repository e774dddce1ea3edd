"""Where the skin of a head is: features are placed on the blended surface, not on the bones under it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from reelwright.previs.figures.cones import Cones, Vec

__all__ = ["surface_point"]


def _distance(rows: Sequence[Sequence[float]], p: Vec) -> float:
    """Signed distance to the smooth union of one group's rows (see :data:`cones.COLUMNS`)."""
    total = 1e9
    for r in rows:
        ax, ay, az, bx, by, bz, ra, rb, flat, ux, uy, uz, k = r[:13]
        dx, dy, dz = bx - ax, by - ay, bz - az
        length = math.sqrt(dx * dx + dy * dy + dz * dz)
        if length > 1e-9 and abs(ra - rb) < 0.98 * length:
            dx, dy, dz = dx / length, dy / length, dz / length
        else:
            if rb > ra:
                ax, ay, az = bx, by, bz
            length, ra = 0.0, max(ra, rb)
            rb = ra
        qx, qy, qz = p[0] - ax, p[1] - ay, p[2] - az
        if length > 0.0:
            along = ux * dx + uy * dy + uz * dz
            ux, uy, uz = ux - along * dx, uy - along * dy, uz - along * dz
        n = math.sqrt(ux * ux + uy * uy + uz * uz) or 1.0
        w = (qx * ux + qy * uy + qz * uz) / n
        flat2 = 1.0 / (flat * flat) - 1.0
        x = (qx * dx + qy * dy + qz * dz) if length > 0.0 else 0.0
        side = max(0.0, qx * qx + qy * qy + qz * qz - x * x)
        y2 = max(0.0, side + flat2 * w * w)
        taper = (rb - ra) / length if length > 0.0 else 0.0
        s = min(length, max(0.0, x + math.sqrt(y2) * taper / math.sqrt(1.0 - taper * taper)))
        d2 = (x - s) ** 2 + y2 + 1e-12
        grad = math.sqrt(((x - s) ** 2 + side + (2 * flat2 + flat2 * flat2) * w * w) / d2 + 1e-12)
        f = (math.sqrt(d2) - ra - taper * s) / grad
        h = max(0.0, 1.0 - abs(total - f) / k)
        total = min(total, f) - 0.25 * k * h * h
    return total


def surface_point(cones: Cones, group: int, origin: Vec, way: Vec) -> tuple[float, Vec]:
    """Follow a ray from ``origin`` along unit ``way`` to the surface of ``group``.

    Returns how far it lies (metres) and the normal there; a ray that misses stops at its nearest point.
    """
    rows = [[float(v) for v in row] for row in cones.data if int(row[14]) == group]
    t, best, at = 0.0, 1e9, 0.0
    for _ in range(80):
        p = (origin[0] + way[0] * t, origin[1] + way[1] * t, origin[2] + way[2] * t)
        f = _distance(rows, p)
        if abs(f) < best:
            best, at = abs(f), t
        if abs(f) < 1e-5:
            break
        t += f * 0.9
    p = (origin[0] + way[0] * at, origin[1] + way[1] * at, origin[2] + way[2] * at)
    e = 1e-4
    base = _distance(rows, p)
    g = [
        _distance(rows, (p[0] + e * (i == 0), p[1] + e * (i == 1), p[2] + e * (i == 2))) - base
        for i in range(3)
    ]
    n = math.sqrt(sum(v * v for v in g)) or 1.0
    return at, (g[0] / n, g[1] / n, g[2] / n)
