"""What the sub-samples of the visibility buffer see: where the sky is, and which points need light."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.previs.jit import kernel, vector_kernel

__all__ = ["front", "list_points", "room_for"]

NOTHING: Final = np.int32(0)
ONCE: Final = np.int32(1)
APART: Final = np.int32(2)
DOUBTFUL: Final = np.int32(3)
JUMP: Final = np.float32(0.04)
"""Parts of one smooth surface that lie nearer to each other than this share of their depth take light
together."""
FLAT: Final = np.float32(0.0015)
"""2 x 2 pixels of a surface take light together when they are no farther than this share of their depth from
one plane: on a ridge each takes its own."""
Rows = npt.NDArray[Any]


def room_for(width: int, samples: int) -> tuple[Rows, ...]:
    """What :func:`list_points` works in."""
    return (
        np.zeros((2, width * samples), np.int32),
        np.zeros((2, width), np.int32),
        np.zeros((width + 1) // 2, np.int32),
        *np.zeros((2, 2, width), np.float32),
        *np.zeros((4, (width + 1) // 2), np.float32),
    )


@vector_kernel
def front(seen: Any, inverse_depth: Any, samples: int, width: int, first_depth: Any) -> Any:
    """The first and the one after the last row in which some sub-sample sees nothing. ``first_depth`` (H, P)
    receives the inverse depth of every pixel's first sub-sample."""
    height = seen.shape[0]
    first = height
    last = 0
    for y in range(height):
        low = np.int32(0)
        row = seen[y]
        for x in range(width * samples):
            low = np.int32(min(low, row[x]))
        if low < 0:
            first = min(first, y)
            last = y + 1
        depth = inverse_depth[y]
        out = first_depth[y]
        if samples == 4:
            for x in range(width):
                out[x] = depth[4 * x]
        elif samples == 2:
            for x in range(width):
                out[x] = depth[2 * x]
        else:
            for x in range(width):
                out[x] = depth[x]
    return first, last


@vector_kernel
def _classify(
    upper: Any,
    lower: Any,
    upper_depth: Any,
    lower_depth: Any,
    upper_alpha: Any,
    lower_alpha: Any,
    face_key: Any,
    planes: Any,
    places: Any,
    thorough: bool,
    first: int,
    samples: int,
    width: int,
    keys: Any,
    same: Any,
    kinds: Any,
    aside: Any,
    below: Any,
    rise: Any,
    fall: Any,
    base: Any,
    bend: Any,
) -> None:
    """What to do with each 2 x 2 pixels of a pair of rows: ``kinds`` (w,) is NOTHING, ONCE or APART.

    ``keys`` (2, W * S) int32 receives what surface every sub-sample sees, -1 for none; ``same`` (2, W) int32
    the surface of a pixel if all its sub-samples see one triangle, or one surface at about one depth, else
    -2. ``aside`` and ``below`` (2, W) receive where in the pixel it takes light. The rest is room.
    """
    f = np.float32
    i = np.int32
    full = f(0.995)
    mixed = i(-2)
    w = (width + 1) // 2
    q1, q2, q3 = min(1, samples - 1), min(2, samples - 1), min(3, samples - 1)
    x0, x1, x2, x3 = places[0, 0], places[q1, 0], places[q2, 0], places[q3, 0]
    y0, y1, y2, y3 = places[0, 1], places[q1, 1], places[q2, 1], places[q3, 1]
    for bx in range(w):
        kinds[bx] = APART
    for r in range(2):
        ids = upper if r == 0 else lower
        depths = upper_depth if r == 0 else lower_depth
        key = keys[r]
        one = same[r]
        for j in range(width * samples):
            t = ids[j]
            at = face_key[np.uint32(max(t, i(0)))]
            key[j] = at if t >= 0 else i(-1)
        # Where the sub-samples of the first one's triangle lie: just beyond it a ridge may face elsewhere.
        away_x, away_y = aside[r], below[r]
        if samples == 4:
            for x in range(width):
                k: Any = np.uint64(4 * x)
                k1, k2, k3 = k + np.uint64(1), k + np.uint64(2), k + np.uint64(3)
                own = key[k]
                alike = (own == key[k1]) & (own == key[k2]) & (own == key[k3])
                t = ids[k]
                whole = (t == ids[k1]) & (t == ids[k2]) & (t == ids[k3])
                a, b, c, d = depths[k], depths[k1], depths[k2], depths[k3]
                high = max(a, b, c, d)
                low = min(a, b, c, d)
                one[x] = own if whole | (alike & (high - low < JUMP * high)) else mixed
                ax, bx_, cx = x0, x0, x0
                ay, by_, cy = y0, y0, y0
                ax = x1 if t == ids[k1] else ax
                bx_ = x2 if t == ids[k2] else bx_
                cx = x3 if t == ids[k3] else cx
                ay = y1 if t == ids[k1] else ay
                by_ = y2 if t == ids[k2] else by_
                cy = y3 if t == ids[k3] else cy
                away_x[x] = (x0 + ax + bx_ + cx) * f(0.25)
                away_y[x] = (y0 + ay + by_ + cy) * f(0.25)
        elif samples == 2:
            for x in range(width):
                k = np.uint64(2 * x)
                k1 = k + np.uint64(1)
                own = key[k]
                a, b = depths[k], depths[k1]
                high = max(a, b)
                low = min(a, b)
                alike = (own == key[k1]) & (high - low < JUMP * high)
                whole = ids[k] == ids[k1]
                one[x] = own if whole | alike else mixed
                away_x[x] = f(0.5) if whole else x0
                away_y[x] = f(0.5) if whole else y0
        else:
            for x in range(width):
                one[x] = key[x]
                away_x[x] = x0
                away_y[x] = y0
    left, right = same[0], same[1]
    doubtful = i(0)
    lax = not thorough
    for bx in range(width // 2):
        here = np.uint64(2 * bx)
        next_ = here + np.uint64(1)
        own = left[here]
        alike = (own == left[next_]) & (own == right[here]) & (own == right[next_]) & (own != mixed)
        k = np.uint64(bx * 2 * samples)
        k1 = k + np.uint64(samples)
        t = upper[k]
        whole = (t == upper[k1]) & (t == lower[k]) & (t == lower[k1])
        once = alike & (own & i(1) == 0)
        # Large triangles change little from one to the next; of small ones each faces its own way.
        t1, t2, t3 = upper[k1], lower[k], lower[k1]
        two = ((t == t1) & ((t == t2) | (t == t3) | (t2 == t3))) | ((t == t2) & ((t == t3) | (t1 == t3)))
        two = two | ((t1 == t2) & ((t1 == t3) | (t == t3)))
        maybe = once & (((own & i(2) == 0) & two) | lax)
        hidden = (upper_alpha[here] >= full) & (upper_alpha[next_] >= full)
        hidden = hidden & (lower_alpha[here] >= full) & (lower_alpha[next_] >= full)
        kind = ONCE if once & whole else (DOUBTFUL if maybe else APART)
        kind = NOTHING if hidden | (alike & (own == i(-1))) else kind
        kinds[bx] = kind
        doubtful = i(doubtful + (i(1) if kind == DOUBTFUL else i(0)))
    if doubtful == 0:
        return
    # Small triangles of one surface: together where they lie in one plane, not across a ridge.
    six, seven, eight = np.uint32(6), np.uint32(7), np.uint32(8)
    for bx in range(width // 2):
        t = upper[np.uint64((bx + bx + 1) * samples - 1)]
        at = np.uint32(np.uint32(max(t, i(0))) << np.uint32(4))
        rise[bx] = planes[at + six]
        fall[bx] = planes[at + seven]
        base[bx] = planes[at + eight] + rise[bx] * f(i(2 * bx)) + fall[bx] * f(first)
        bend[bx] = f(0.0)
    for q in range(4):
        depths = upper_depth if q < 2 else lower_depth
        for s in range(samples):
            ox = places[s, 0] + f(q & 1)
            oy = places[s, 1] + f(q >> 1)
            start = (q & 1) * samples + s
            for bx in range(width // 2):
                z = depths[np.uint64(bx * 2 * samples + start)]
                off = abs(base[bx] + rise[bx] * ox + fall[bx] * oy - z)
                off = off - FLAT * z
                bend[bx] = off if off > bend[bx] else bend[bx]
    for bx in range(width // 2):
        kind = kinds[bx]
        apart = APART if bend[bx] > f(0.0) else ONCE
        kinds[bx] = apart if kind == DOUBTFUL else kind


@kernel
def list_points(
    first: int,
    width: int,
    seen: Any,
    inverse_depth: Any,
    alpha: Any,
    places: Any,
    thorough: bool,
    face_key: Any,
    planes: Any,
    canvas: Any,
    block_group: Any,
    room: Any,
    tri: Any,
    sx: Any,
    sy: Any,
    share: Any,
    dest: Any,
) -> Any:
    """List the points of block rows from ``first`` on until the room is used up. Returns how many points, and
    the block row to go on with. ``room`` is what :func:`room_for` makes."""
    f = np.float32
    keys, same, kinds, aside, below, rise, fall, base, bend = room
    height = seen.shape[0]
    count = places.shape[0]
    h = height // 2 + (height & 1)
    w = (width + 1) // 2
    full = f(0.995)
    last_x, last_y = places[count - 1, 0], places[count - 1, 1]
    n = 0
    most = tri.shape[0] - 2 * width * count
    by = first
    while by < h and n < most:
        y0 = 2 * by
        y1 = min(y0 + 1, height - 1)
        _classify(
            seen[y0],
            seen[y1],
            inverse_depth[y0],
            inverse_depth[y1],
            alpha[y0],
            alpha[y1],
            face_key,
            planes,
            places,
            thorough,
            y0,
            count,
            width,
            keys,
            same,
            kinds,
            aside,
            below,
            rise,
            fall,
            base,
            bend,
        )
        groups = block_group[by + 1]
        middle = (by + 1) * block_group.shape[1] + 1
        if y0 + 1 >= height:
            for bx in range(w):
                kinds[bx] = APART
        # Without branches: what does not count is written over by the next.
        row = seen[y0]
        under = seen[y1]
        for bx in range(w):
            once = kinds[bx] == ONCE
            at = 2 * bx * count
            t = row[at + count - 1]
            one = once and t == under[at] and t == under[at + count] and t == row[at + count]
            # The sub-sample nearest to the middle stands for all.
            tri[n] = t
            sx[n] = f(2 * bx) + (f(1.0) if one else last_x)
            sy[n] = f(y0) + (f(1.0) if one else last_y)
            share[n] = f(1.0)
            dest[n] = -1 - (middle + bx)
            groups[bx + 1] = same[0, 2 * bx] if once else np.int32(-1)
            n += 1 if once else 0
        for r in range(2):
            y = y0 + r
            if y >= height:
                continue
            ids = seen[y]
            shut = alpha[y]
            for x in range(width):
                own = same[r, x]
                tri[n] = ids[x * count]
                sx[n] = f(x) + aside[r, x]
                sy[n] = f(y) + below[r, x]
                share[n] = f(1.0)
                dest[n] = y * width + x
                n += 1 if (own >= 0) & (kinds[x >> 1] == APART) & (shut[x] < full) else 0
        for r in range(2):
            y = y0 + r
            if y >= height:
                continue
            ids = seen[y]
            shut = alpha[y]
            for x in range(width):
                if same[r, x] != -2 or kinds[x >> 1] != APART or shut[x] >= full:
                    continue
                at = x * count
                key = keys[r]
                depths = inverse_depth[y]
                done = 0
                sky = f(0.0)
                for s in range(count):
                    if (done >> s) & 1:
                        continue
                    t = ids[at + s]
                    own = key[at + s]
                    many = 1
                    ox = places[s, 0]
                    oy = places[s, 1]
                    iz = depths[at + s]
                    for p in range(s + 1, count):
                        if (done >> p) & 1 or key[at + p] != own:
                            continue
                        other = ids[at + p]
                        if other == t:
                            done |= 1 << p
                            many += 1
                            ox += places[p, 0]
                            oy += places[p, 1]
                        elif abs(depths[at + p] - iz) < JUMP * iz:
                            done |= 1 << p
                            many += 1
                            ox += places[s, 0]
                            oy += places[s, 1]
                    if own < 0:
                        sky += f(many / count)
                        continue
                    tri[n] = t
                    sx[n] = f(x + ox / many)
                    sy[n] = f(y + oy / many)
                    share[n] = f(many / count)
                    dest[n] = y * width + x
                    n += 1
                for c in range(3):
                    canvas[c, y, x] = canvas[c, y, x] * sky if sky > f(0.0) else f(0.0)
        by += 1
    return n, by
