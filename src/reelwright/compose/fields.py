"""Interlaced pictures: one whole picture from either of the two fields that a picture is woven from.

Where nothing moves the missing rows are those of the neighbouring fields; where something moves they are
interpolated along the edges of the picture, held within what the neighbouring fields allow. The result for
a picture depends on it and its two neighbours only, so that any order of reading gives the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from reelwright.compose.jit import kernel

if TYPE_CHECKING:
    from av import VideoFrame

__all__ = ["one_field", "top_comes_first"]

_PLANAR: Final = frozenset(
    f"yuv{sampling}p{depth}"
    for sampling in ("420", "422", "444", "411", "440")
    for depth in ("", "10le", "12le")
) | {"gray"}


def top_comes_first(field_order: int, height: int) -> bool:
    """Whether the field of the even rows is shown first.

    Args:
        field_order: FFmpeg's AVFieldOrder; where it says nothing, 480 rows mean NTSC DV: bottom first.
        height: rows of the picture.
    """
    if field_order in (2, 5):  # shown top first, in whichever order they are coded
        return True
    if field_order in (3, 4):
        return False
    return height != 480


def one_field(before: VideoFrame, picture: VideoFrame, after: VideoFrame, *, top: bool, second: bool) -> Any:
    """``picture`` as it is when one of its fields is shown, with all rows, as a VideoFrame.

    Args:
        before: the picture before it; itself where there is none.
        picture: the woven one.
        after: the picture after it, or itself.
        top: show the field of the even rows.
        second: that field is the later of the two.
    """
    import av

    if {(p.width, p.height) for p in (before, after)} != {(picture.width, picture.height)}:
        before = after = picture
    old, now, new = (_planes(p) for p in (before, picture, after))
    name = _planar(picture)
    out = av.VideoFrame(picture.width, picture.height, name)
    out.colorspace, out.color_range = picture.colorspace, picture.color_range
    out.color_trc, out.color_primaries = picture.color_trc, picture.color_primaries
    for number, (a, b, c) in enumerate(zip(old, now, new, strict=True)):
        target = _rows(out, number)
        # The rows that are missing were seen half a picture earlier and later, in these two pictures.
        earlier, later = (b, c) if second else (a, b)
        target[:] = b
        if b.shape[0] >= 4:
            noise = 2 << picture.format.components[0].bits - 8
            _fill(a, b, c, earlier.copy(), later.copy(), 1 if top else 0, noise, target)
    return out


def _planar(picture: VideoFrame) -> str:
    name = picture.format.name
    if name in _PLANAR:
        return str(name)
    if name.startswith("yuvj"):
        return str(name).replace("yuvj", "yuv")
    return "yuv420p" if name in ("nv12", "nv21") else "yuv422p"


def _planes(picture: VideoFrame) -> list[Any]:
    """Copies of the planes, in a planar format."""
    name = _planar(picture)
    if name != picture.format.name and not picture.format.name.startswith("yuvj"):
        picture = picture.reformat(format=name)
    return [_rows(picture, number).copy() for number in range(len(picture.planes))]


def _rows(picture: VideoFrame, number: int) -> Any:
    plane = picture.planes[number]
    kind = np.uint16 if picture.format.components[number].bits > 8 else np.uint8
    line = plane.line_size // np.dtype(kind).itemsize
    values = np.frombuffer(memoryview(plane), kind)[: line * plane.height]
    return values.reshape(plane.height, line)[:, : plane.width]


@kernel
def _fill(old: Any, now: Any, new: Any, earlier: Any, later: Any, first: int, noise: int, out: Any) -> None:
    """Rows ``first``, ``first`` + 2, ... of ``out`` from the other rows of ``now`` and the fields around.

    Changes of at most ``noise`` are not taken for movement.
    """
    rows, columns = now.shape
    for y in range(first, rows, 2):
        above = y - 1 if y > 0 else y + 1
        below = y + 1 if y + 1 < rows else y - 1
        up = y - 2 if y > 1 else y
        down = y + 2 if y + 2 < rows else y
        for x in range(columns):
            c, e = np.int64(now[above, x]), np.int64(now[below, x])
            was, will = np.int64(earlier[y, x]), np.int64(later[y, x])
            still = (was + will) >> 1
            moved = abs(was - will) >> 1
            moved = max(moved, (abs(np.int64(old[above, x]) - c) + abs(np.int64(old[below, x]) - e)) >> 1)
            moved = max(moved, (abs(np.int64(new[above, x]) - c) + abs(np.int64(new[below, x]) - e)) >> 1)
            if moved <= noise:
                out[y, x] = still
                continue
            b = ((np.int64(earlier[up, x]) + np.int64(later[up, x])) >> 1) - c
            f = ((np.int64(earlier[down, x]) + np.int64(later[down, x])) >> 1) - e
            lowest = max(still - e, still - c, min(b, f))
            highest = min(still - e, still - c, max(b, f))
            moved = max(moved, highest, -lowest)
            guess = (c + e) >> 1
            if 3 <= x < columns - 3:
                best = abs(np.int64(now[above, x - 1]) - np.int64(now[below, x - 1])) + abs(c - e) - 1
                best += abs(np.int64(now[above, x + 1]) - np.int64(now[below, x + 1]))
                for side in (-1, 1):
                    for far in (side, 2 * side):
                        score = np.int64(0)
                        for k in range(-1, 2):
                            score += abs(
                                np.int64(now[above, x + far + k]) - np.int64(now[below, x - far + k])
                            )
                        if score >= best:
                            break
                        best = score
                        guess = (np.int64(now[above, x + far]) + np.int64(now[below, x - far])) >> 1
            out[y, x] = max(still - moved, min(still + moved, guess))
