"""The opaque pass: which triangle each sub-sample of each pixel sees.

A visibility buffer: at every sub-sample only the inverse depth (1/m, larger is nearer, 0 is nothing) and the
number of the triangle are kept; colours are worked out later, once for each triangle seen in a pixel.
Attributes are interpolated from plane equations over homogeneous screen coordinates (Olano and Greer,
"Triangle Scan Conversion using 2D Homogeneous Coordinates", 1997), so clipping at the near plane only
limits what is filled.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.previs.jit import vector_kernel

__all__ = ["LANES", "NEAR", "SAMPLES", "lanes_of", "rasterise"]

NEAR: Final = 0.05

SAMPLES: Final[dict[int, npt.NDArray[np.float64]]] = {
    1: np.array([[0.5, 0.5]]),
    2: np.array([[0.25, 0.25], [0.75, 0.75]]),
    4: np.array([[0.375, 0.125], [0.875, 0.375], [0.125, 0.625], [0.625, 0.875]]),
}
"""Sub-sample places in a pixel, by count: rotated grids."""

LANES: Final = 16
"""Sub-samples that are tested together: those of 16, 8 or 4 pixels side by side."""

Rows = tuple[npt.NDArray[np.float32], ...]


def lanes_of(samples: int) -> Rows:
    """What :func:`rasterise` works in: the places of LANES sub-samples, and room for three numbers
    of each."""
    places = SAMPLES[samples].astype(np.float32)
    lane = np.arange(LANES)
    x = (lane // samples).astype(np.float32) + places[lane % samples, 0]
    y = places[lane % samples, 1]
    return (x.astype(np.float32), y.astype(np.float32), *np.zeros((3, LANES), np.float32))


@vector_kernel
def rasterise(
    vertices: Any,
    faces: Any,
    flags: Any,
    rotation: Any,
    position: Any,
    focal: float,
    samples: int,
    lanes: Any,
    plane_y: float,
    flip: bool,
    width: int,
    inverse_depth: Any,
    seen: Any,
    planes: Any,
    camera_space: Any,
    screen: Any,
    outside: Any,
) -> int:
    """Fill the visibility buffer and return how many triangles touched it.

    Args:
        vertices: (V, 3) float32 world.
        faces: (F, 3) int32.
        flags: (F,) uint8; bit 0 two-sided, bit 1 left out of mirror images, bit 2 not drawn at all.
        rotation: (3, 3) float64 world to camera.
        position: (3,) float64.
        focal: pixels.
        samples: sub-samples of a pixel, S: 1, 2 or 4.
        lanes: see :func:`lanes_of`.
        plane_y: in a mirror image, triangles wholly under this height are left out; very low otherwise.
        flip: True for a mirror image, where the winding turns round.
        width: pixels; rows are stored longer than that.
        inverse_depth: (H, P * S) float32, filled with 0; the sub-samples of a pixel lie side by side, and P
            is a multiple of LANES.
        seen: (H, P * S) int32, filled with -1.
        planes: (F, 16) float32, receives in its first nine columns for each triangle (a, b, c) of b0/w, b1/w
            and 1/w.
        camera_space: (V, 3) float32 room to work in; so are ``screen`` (V, 2) and ``outside`` (V,).
    """
    height = seen.shape[0]
    cx = 0.5 * width
    cy = 0.5 * height
    f32 = np.float32
    left = cx / focal
    top = cy / focal
    for i in range(vertices.shape[0]):
        dx = vertices[i, 0] - position[0]
        dy = vertices[i, 1] - position[1]
        dz = vertices[i, 2] - position[2]
        x: Any = f32(rotation[0, 0] * dx + rotation[0, 1] * dy + rotation[0, 2] * dz)
        y = f32(rotation[1, 0] * dx + rotation[1, 1] * dy + rotation[1, 2] * dz)
        z: Any = f32(rotation[2, 0] * dx + rotation[2, 1] * dy + rotation[2, 2] * dz)
        camera_space[i, 0] = x
        camera_space[i, 1] = y
        camera_space[i, 2] = z
        # On which sides of the view it lies: a triangle wholly on one of them is not seen.
        code = 1 if x > left * z else 0
        code |= 2 if -x > left * z else 0
        code |= 4 if y > top * z else 0
        code |= 8 if -y > top * z else 0
        code |= 16 if z < NEAR else 0
        outside[i] = code
        away = focal / max(z, NEAR)
        screen[i, 0] = cx + x * away
        screen[i, 1] = cy - y * away
    lane_x, lane_y, begin, end, lift = lanes
    across = LANES // samples
    shift = 2 if samples == 4 else (3 if samples == 2 else 4)
    huge = f32(1e30)
    zero = f32(0.0)
    least_x, least_y, most_x, most_y = 1.0, 1.0, 0.0, 0.0
    for k in range(samples):
        least_x, most_x = min(least_x, lane_x[k]), max(most_x, lane_x[k])
        least_y, most_y = min(least_y, lane_y[k]), max(most_y, lane_y[k])
    px = np.empty(4, np.float64)
    py = np.empty(4, np.float64)
    edge_x = np.zeros(4, np.float64)
    edge_top = np.zeros(4, np.float64)
    edge_low = np.zeros(4, np.float64)
    edge_slope = np.zeros(4, np.float64)
    drawn = 0
    for t in range(faces.shape[0]):
        flag = flags[t]
        if flag & 4 or (flip and flag & 2):
            continue
        i0, i1, i2 = faces[t, 0], faces[t, 1], faces[t, 2]
        o0, o1, o2 = outside[i0], outside[i1], outside[i2]
        if o0 & o1 & o2:
            continue
        if flip and vertices[i0, 1] <= plane_y and vertices[i1, 1] <= plane_y and vertices[i2, 1] <= plane_y:
            continue
        z0, z1, z2 = camera_space[i0, 2], camera_space[i1, 2], camera_space[i2, 2]
        x0, x1, x2 = camera_space[i0, 0], camera_space[i1, 0], camera_space[i2, 0]
        y0, y1, y2 = camera_space[i0, 1], camera_space[i1, 1], camera_space[i2, 1]
        X0, Y0, W0 = cx * z0 + focal * x0, cy * z0 - focal * y0, float(z0)
        X1, Y1, W1 = cx * z1 + focal * x1, cy * z1 - focal * y1, float(z1)
        X2, Y2, W2 = cx * z2 + focal * x2, cy * z2 - focal * y2, float(z2)
        a0 = Y1 * W2 - Y2 * W1
        b0 = X2 * W1 - X1 * W2
        c0 = X1 * Y2 - X2 * Y1
        det = X0 * a0 + Y0 * b0 + W0 * c0
        if det > -1e-9 and det < 1e-9:
            continue
        front = det > 0.0
        if flip:
            front = not front
        if not front and not flag & 1:
            continue
        r = 1.0 / det
        a0, b0, c0 = a0 * r, b0 * r, c0 * r
        a1, b1, c1 = (Y2 * W0 - Y0 * W2) * r, (X0 * W2 - X2 * W0) * r, (X2 * Y0 - X0 * Y2) * r
        a2, b2, c2 = (Y0 * W1 - Y1 * W0) * r, (X1 * W0 - X0 * W1) * r, (X0 * Y1 - X1 * Y0) * r
        za, zb, zc = a0 + a1 + a2, b0 + b1 + b2, c0 + c1 + c2
        n = 3
        px[0], py[0] = screen[i0, 0], screen[i0, 1]
        px[1], py[1] = screen[i1, 0], screen[i1, 1]
        px[2], py[2] = screen[i2, 0], screen[i2, 1]
        if (o0 | o1 | o2) & 16:
            # The part in front of the near plane, on the screen: three or four corners.
            n = 0
            for e in range(3):
                if e == 0:
                    ux, uy, uz, vx, vy, vz, here = x0, y0, z0, x1, y1, z1, i0
                elif e == 1:
                    ux, uy, uz, vx, vy, vz, here = x1, y1, z1, x2, y2, z2, i1
                else:
                    ux, uy, uz, vx, vy, vz, here = x2, y2, z2, x0, y0, z0, i2
                if uz >= NEAR:
                    px[n] = screen[here, 0]
                    py[n] = screen[here, 1]
                    n += 1
                if (uz >= NEAR) != (vz >= NEAR):
                    if uz < vz:
                        k = (NEAR - uz) / (vz - uz)
                        ex, ey = ux + k * (vx - ux), uy + k * (vy - uy)
                    else:
                        k = (NEAR - vz) / (uz - vz)
                        ex, ey = vx + k * (ux - vx), vy + k * (uy - vy)
                    px[n] = cx + focal * ex / NEAR
                    py[n] = cy - focal * ey / NEAR
                    n += 1
        low_y = py[0]
        high_y = py[0]
        low_x = px[0]
        high_x = px[0]
        for e in range(1, n):
            low_y = min(low_y, py[e])
            high_y = max(high_y, py[e])
            low_x = min(low_x, px[e])
            high_x = max(high_x, px[e])
        if low_x >= width or high_x <= 0.0 or low_y >= height or high_y <= 0.0:
            continue
        # Edges from top to bottom, whichever way the triangle goes round: two triangles find the same place
        # on a shared edge.
        edges = 0
        for e in range(n):
            g = e + 1 if e + 1 < n else 0
            if py[e] < py[g]:
                ax, ay, bx, by = px[e], py[e], px[g], py[g]
            elif py[g] < py[e]:
                ax, ay, bx, by = px[g], py[g], px[e], py[e]
            else:
                continue
            edge_x[edges] = ax
            edge_top[edges] = ay
            edge_low[edges] = by
            edge_slope[edges] = (bx - ax) / (by - ay)
            edges += 1
        # From the first to the last row and column in which a sub-sample can lie; none between two of them.
        first = max(0, int(np.ceil(max(low_y, 0.0) - most_y)))
        last = min(height, int(np.ceil(min(high_y, height + 1.0) - least_y)))
        start = int(np.ceil(max(low_x, 0.0) - most_x))
        stop = min(width, int(np.ceil(min(high_x, width + 1.0) - least_x)))
        if first >= last or max(0, start) >= stop:
            continue
        number = np.int32(t)
        ax0, ay0, by0, slope0 = f32(edge_x[0]), f32(edge_top[0]), f32(edge_low[0]), f32(edge_slope[0])
        ax1, ay1, by1, slope1 = f32(edge_x[1]), f32(edge_top[1]), f32(edge_low[1]), f32(edge_slope[1])
        ax2, ay2, by2, slope2 = f32(edge_x[2]), f32(edge_top[2]), f32(edge_low[2]), f32(edge_slope[2])
        if edges < 3:
            ay2, by2 = huge, huge
        rise, fall = f32(za), f32(zb)
        for k in range(LANES):
            lift[k] = rise * lane_x[k] + fall * lane_y[k]
        left_cell = max(0, start) >> shift
        right_cell = ((stop - 1) >> shift) + 1
        narrow = right_cell - left_cell <= 2
        hit = False
        for row in range(first, last):
            y = f32(row)
            # Where each sub-sample's line is inside: between the two edges that it crosses.
            for k in range(LANES):
                yc = y + lane_y[k]
                xa = ax0 + (yc - ay0) * slope0
                xb = ax1 + (yc - ay1) * slope1
                xc = ax2 + (yc - ay2) * slope2
                on_a = (yc >= ay0) & (yc < by0)
                on_b = (yc >= ay1) & (yc < by1)
                on_c = (yc >= ay2) & (yc < by2)
                near_a = xa if on_a else huge
                near_b = xb if on_b else huge
                near_c = xc if on_c else huge
                near_a = near_b if near_b < near_a else near_a
                begin[k] = near_c if near_c < near_a else near_a
                far_a = xa if on_a else -huge
                far_b = xb if on_b else -huge
                far_c = xc if on_c else -huge
                far_a = far_b if far_b > far_a else far_a
                end[k] = far_c if far_c > far_a else far_a
            if edges > 3:
                for k in range(LANES):
                    yc = y + lane_y[k]
                    x = f32(edge_x[3]) + (yc - f32(edge_top[3])) * f32(edge_slope[3])
                    on = (yc >= f32(edge_top[3])) & (yc < f32(edge_low[3]))
                    begin[k] = x if on and x < begin[k] else begin[k]
                    end[k] = x if on and x > end[k] else end[k]
            one, after = left_cell, right_cell
            if not narrow:
                leftmost = huge
                rightmost = -huge
                for k in range(samples):
                    leftmost = min(leftmost, begin[k] - lane_x[k])
                    rightmost = max(rightmost, end[k] - lane_x[k])
                start = max(0, int(np.ceil(min(max(leftmost, zero), f32(width)))))
                stop = int(np.ceil(min(max(rightmost, zero), f32(width))))
                if start >= stop:
                    continue
                one = start >> shift
                after = ((stop - 1) >> shift) + 1
            hit = True
            depth_row = inverse_depth[row]
            seen_row = seen[row]
            z_row = za * (one * across) + zb * row + zc
            for cell in range(one, after):
                x = f32(cell * across)
                base = np.uint64(cell * LANES)
                here = f32(z_row + za * ((cell - one) * across))
                for k in range(LANES):
                    place = x + lane_x[k]
                    z = here + lift[k]
                    at = base + np.uint64(k)
                    depth = depth_row[at]
                    nearer = (z > depth) & (place >= begin[k]) & (place < end[k])
                    depth_row[at] = z if nearer else depth
                    seen_row[at] = number if nearer else seen_row[at]
        if hit:
            drawn += 1
            planes[t, 0], planes[t, 1], planes[t, 2] = a0, b0, c0
            planes[t, 3], planes[t, 4], planes[t, 5] = a1, b1, c1
            planes[t, 6], planes[t, 7], planes[t, 8] = za, zb, zc
    return drawn
