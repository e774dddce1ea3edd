"""Colour effects baked into one table from YUV to YUV: any chain of them costs one look-up a pixel."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.colour import _OFFSET, _TO_YUV
from reelwright.compose.cube import Cube, read_cube
from reelwright.compose.frame import Frame
from reelwright.compose.jit import inlined, kernel
from reelwright.timeline import Adjust, Lut, Wheels, value_at

__all__ = ["Grade", "apply_table", "bake", "grade_at"]

Floats = npt.NDArray[np.float32]
Table = npt.NDArray[np.int32]

Grade = tuple[tuple[Any, ...], ...]
"""The values of a chain of colour effects at one frame; equal grades have equal tables."""

_LUMA_NODES: Final = 65
_CHROMA_NODES: Final = 33
_WEIGHTS: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)
_GAMMA: Final = 2.2


def grade_at(effects: Sequence[Lut | Wheels | Adjust], frame: int) -> Grade:
    """The values that ``effects`` have at ``frame`` of their clip."""
    return tuple(_values(effect, frame) for effect in effects)


def _values(effect: Lut | Wheels | Adjust, frame: int) -> tuple[Any, ...]:
    if isinstance(effect, Lut):
        return ("lut", effect.path, effect.digest, min(1.0, max(0.0, value_at(effect.strength, frame))))
    if isinstance(effect, Wheels):
        return ("wheels", *(tuple(map(_sane, part)) for part in (effect.lift, effect.gamma, effect.gain)))
    parts = (effect.exposure, effect.contrast, effect.saturation, effect.temperature, effect.tint)
    return ("adjust", *(_sane(value_at(part, frame)) for part in parts))


def _sane(value: float) -> float:
    """What no slider goes beyond."""
    return 0.0 if math.isnan(value) else min(40.0, max(-40.0, value))


@functools.lru_cache(maxsize=8)
def bake(grade: Grade) -> Table:
    """The table of a grade: int32 (3, luma nodes * chroma nodes * chroma nodes), in 1/256 of a level.

    Nodes lie every 4 levels of Y and every 8 of U and V. Kept for the last eight grades.

    Raises:
        MediaError: a LUT that cannot be read.
    """
    nodes = _nodes()
    inside = np.clip(nodes, 0, 1)
    rgb = inside
    for step in grade:
        rgb = _STEPS[step[0]](rgb, *step[1:])
    # Nodes beyond RGB stay as far beyond it: colours at its edge lie between them and nodes inside.
    yuv: Any = (np.clip(rgb, 0, 1) + (nodes - inside)) @ _TO_YUV.T + np.array(_OFFSET, np.float32)
    return np.ascontiguousarray(np.rint(yuv.T * np.float32(256)).astype(np.int32))


@functools.cache
def _grid() -> Floats:
    luma = np.arange(_LUMA_NODES, dtype=np.float32) * 4
    chroma = np.arange(_CHROMA_NODES, dtype=np.float32) * 8
    y, u, v = np.meshgrid(luma, chroma, chroma, indexing="ij")
    return np.stack([y, u, v], axis=-1).reshape(-1, 3)


@functools.cache
def _nodes() -> Floats:
    """The nodes as RGB; many lie outside 0..1."""
    back = np.linalg.inv(_TO_YUV.astype(np.float64)).astype(np.float32)
    rgb: Floats = (_grid() - np.array(_OFFSET, np.float32)) @ back.T
    return rgb


def _lut(rgb: Floats, path: str, digest: str, strength: float) -> Floats:
    graded = _cube(path, digest).apply(np.clip(rgb, 0, 1))
    return graded if strength == 1 else rgb + (graded - rgb) * np.float32(strength)


@functools.lru_cache(maxsize=4)
def _cube(path: str, digest: str) -> Cube:
    return read_cube(path)


def _wheels(rgb: Floats, lift: Any, gamma: Any, gain: Any) -> Floats:
    lifts, gains = np.array(lift, np.float32), np.array(gain, np.float32)
    power = 1 / np.maximum(np.array(gamma, np.float32), np.float32(0.01))
    value = rgb * gains + lifts * (1 - rgb)
    return np.asarray(np.where(value > 0, np.clip(value, 1e-9, 2) ** power, value), np.float32)


def _adjust(
    rgb: Floats, exposure: float, contrast: float, saturation: float, temperature: float, tint: float
) -> Floats:
    """Exposure multiplies light, contrast turns about middle grey; balance and saturation keep the luma."""
    out: Any = rgb
    if exposure:
        out = out * np.float32(2 ** (exposure / _GAMMA))  # a power function makes of a gain a gain
    if temperature or tint:
        gains = np.array([1 + 0.22 * temperature, 1 - 0.18 * tint, 1 - 0.28 * temperature], np.float32)
        before, balanced = out @ _WEIGHTS, out * gains
        out = (
            balanced
            * (before / np.where(np.abs(balanced @ _WEIGHTS) > 1e-6, balanced @ _WEIGHTS, 1))[:, None]
        )
    if contrast != 1:
        out = (out - np.float32(0.46)) * np.float32(contrast) + np.float32(0.46)
    if saturation != 1:
        luma = (out @ _WEIGHTS)[:, None]
        out = luma + (out - luma) * np.float32(max(0.0, saturation))
    return np.asarray(out, np.float32)


_STEPS: Final[dict[str, Any]] = {"lut": _lut, "wheels": _wheels, "adjust": _adjust}


def apply_table(frame: Frame, table: Table) -> None:
    """Every pixel of ``frame`` through ``table``, in place, tetrahedral between its nodes."""
    width = frame.u.shape[1]
    scratch = np.empty((3, 2 * width), np.int32), np.empty((3, width), np.int32)
    _apply(frame.y, frame.u, frame.v, table[0], table[1], table[2], *scratch)


@inlined
def _look(table: Any, y: Any, u: Any, v: Any) -> Any:
    """One channel at (y, u, v), each 0..255, in 1/2048 of a level.

    Tetrahedral: from node to node along the axes in the order of their fractions, longest first. Selections
    instead of branches, so that many pixels are worked out at once.
    """
    deep, across, one = np.int32(_CHROMA_NODES * _CHROMA_NODES), np.int32(_CHROMA_NODES), np.int32(1)
    at = (y >> np.int32(2)) * deep + (u >> np.int32(3)) * across + (v >> np.int32(3))
    fy, fu, fv = (y & np.int32(3)) << np.int32(1), u & np.int32(7), v & np.int32(7)
    longest, shortest = max(fy, fu, fv), min(fy, fu, fv)
    middle = fy + fu + fv - longest - shortest
    first = deep if (fy >= fu) & (fy >= fv) else (across if fu >= fv else one)
    third = one if (fv <= fu) & (fv <= fy) else (across if fu <= fy else deep)
    last = deep + across + one
    k0, k1 = np.uint32(at), np.uint32(at + first)
    k2, k3 = np.uint32(at + last - third), np.uint32(at + last)
    return (
        table[k0] * (np.int32(8) - longest)
        + table[k1] * (longest - middle)
        + table[k2] * (middle - shortest)
        + table[k3] * shortest
    )


@inlined
def _look_along(table: Any, y: Any, u: Any, v: Any, out: Any) -> None:
    for x in range(out.shape[0]):
        value = (_look(table, y[x], u[x], v[x]) + np.int32(1024)) >> np.int32(11)
        out[x] = np.uint8(min(max(value, np.int32(0)), np.int32(255)))


@inlined
def _doubled(row: Any, wide: Any) -> None:
    for x in range(row.shape[0]):
        wide[2 * x] = wide[2 * x + 1] = np.int32(row[x])


@inlined
def _widened(row: Any, out: Any) -> None:
    for x in range(out.shape[0]):
        out[x] = np.int32(row[x])


@kernel
def _apply(
    luma: Any, chroma_u: Any, chroma_v: Any, to_y: Any, to_u: Any, to_v: Any, full: Any, half: Any
) -> None:
    wide_u, wide_v, wide_y = full[0], full[1], full[2]
    small_u, small_v, small_y = half[0], half[1], half[2]
    for row in range(chroma_u.shape[0]):
        above, below = luma[2 * row], luma[2 * row + 1]
        _widened(chroma_u[row], small_u)
        _widened(chroma_v[row], small_v)
        for x in range(small_y.shape[0]):
            four = np.int32(above[2 * x]) + np.int32(above[2 * x + 1])
            four += np.int32(below[2 * x]) + np.int32(below[2 * x + 1])
            small_y[x] = (four + np.int32(2)) >> np.int32(2)
        _doubled(chroma_u[row], wide_u)
        _doubled(chroma_v[row], wide_v)
        _widened(above, wide_y)
        _look_along(to_y, wide_y, wide_u, wide_v, above)
        _widened(below, wide_y)
        _look_along(to_y, wide_y, wide_u, wide_v, below)
        _look_along(to_u, small_y, small_u, small_v, chroma_u[row])
        _look_along(to_v, small_y, small_u, small_v, chroma_v[row])
