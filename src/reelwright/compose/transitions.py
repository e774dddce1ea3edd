"""How one clip takes over from another: what moves, and how two finished pictures are mixed."""

from __future__ import annotations

import functools
import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from reelwright.compose.blending import blend
from reelwright.compose.colour import yuv_of, yuv_planes
from reelwright.compose.focus import blurred
from reelwright.compose.frame import Frame
from reelwright.compose.picture import Motion
from reelwright.compose.pixels import over
from reelwright.compose.scratch import Scratch
from reelwright.compose.shaping import halved
from reelwright.timeline import TransitionIn, eased

__all__ = ["MIXED", "mix", "motions", "progress"]

MIXED: Final = frozenset({"dissolve", "wipe", "zoom", "blur", "light_leak"})
"""Kinds that mix two finished pictures; in the others the clips themselves move or change colour."""

_GROWTH: Final = 2.0
_WAY: Final = {"left": (1, 0), "right": (-1, 0), "up": (0, 1), "down": (0, -1)}
"""Where a clip comes from when it travels towards a side."""
_LEAK: Final = ("#ff7a2e", "#ff4a1c", "#ffc46b", "#ff9a3d", "#ff5e3a", "#ffe3ae")

Floats = npt.NDArray[np.float32]


def progress(transition: TransitionIn, into: int) -> float:
    """How far the transition has come ``into`` its frames: between 0 and 1, neither end included."""
    return eased((into + 1) / (transition.frames + 1), transition.eases)


def motions(transition: TransitionIn, done: float, *, alone: bool) -> tuple[Motion | None, Motion | None]:
    """What the clip before and the clip itself do when the transition is ``done``; None is not drawn.

    Args:
        transition: of a kind that is not :data:`MIXED`, or a dissolve of a clip that is ``alone``.
        done: 0..1, eased.
        alone: no clip ends where this one starts: it comes in over what lies below.
    """
    colour = yuv_of(transition.colour)
    match transition.kind:
        case "fade":
            return None, Motion(tint=1 - done)
        case "dip" if alone and done < 0.5:
            return None, Motion(opacity=2 * done, colour=colour, tint=1.0)
        case "dip" if done < 0.5:
            return Motion(colour=colour, tint=2 * done), None
        case "dip":
            return None, Motion(colour=colour, tint=2 - 2 * done)
        case "slide" | "push":
            dx, dy = _WAY[transition.towards]
            pushed = Motion(-dx * done, -dy * done) if transition.kind == "push" else Motion()
            return pushed, Motion(dx * (1 - done), dy * (1 - done))
        case _:
            return None, Motion(opacity=done)


def mix(
    transition: TransitionIn, under: Frame, upper: Frame, done: float, out: Frame, scratch: Scratch
) -> None:
    """Mix ``under`` and ``upper`` into ``out``, which may be ``under`` itself; all have one size."""
    match transition.kind:
        case "wipe":
            _wipe(transition, under, upper, done, out)
        case "zoom":
            _zoom(under, upper, done, out, scratch)
        case "blur":
            sigma = 0.06 * under.height * math.sin(math.pi * done)
            _average(_soft(under, sigma), _soft(upper, sigma), _smooth(done), out)
        case "light_leak":
            _average(under, upper, _smooth((done - 0.25) / 0.5), out)
            _leak(out, done, transition)
        case _:
            _average(under, upper, done, out)


def _average(under: Frame, upper: Frame, share: float, out: Frame) -> None:
    import cv2

    for a, b, target in ((under.y, upper.y, out.y), (under.u, upper.u, out.u), (under.v, upper.v, out.v)):
        cv2.addWeighted(a, 1 - share, b, share, 0, dst=target)


def _smooth(value: float) -> float:
    value = min(max(value, 0.0), 1.0)
    return value * value * (3 - 2 * value)


def _soft(frame: Frame, sigma: float) -> Frame:
    return Frame(blurred(frame.y, sigma), blurred(frame.u, sigma / 2), blurred(frame.v, sigma / 2))


def _wipe(transition: TransitionIn, under: Frame, upper: Frame, done: float, out: Frame) -> None:
    sideways = transition.towards in ("left", "right")
    size = under.width if sideways else under.height
    soft = max(1.0, transition.softness * size)
    edge = done * (size + soft) - soft
    way = np.arange(size) + 0.5
    if transition.towards in ("left", "up"):
        way = size - way
    share = np.clip(1 - (way - edge) / soft, 0, 1)
    level = np.rint(255 * share * share * (3 - 2 * share)).astype(np.uint8)
    line = level[None, :] if sideways else level[:, None]
    cover = np.ascontiguousarray(np.broadcast_to(line, under.y.shape))
    half = halved(cover)
    if out is not under:
        out.y[:], out.u[:], out.v[:] = under.y, under.u, under.v
    over(out.y, upper.y, cover)
    over(out.u, upper.u, half)
    over(out.v, upper.v, half)


def _zoom(under: Frame, upper: Frame, done: float, out: Frame, scratch: Scratch) -> None:
    """One long move forwards: the first picture grows away, the second arrives from half its size.

    Beyond its edges the second picture is mirrored; a little blur covers what moves fastest.
    """
    sigma = 0.0045 * under.height * math.sin(math.pi * done)
    near = _grown(under, _GROWTH**done, scratch)
    far = _grown(upper, _GROWTH ** (done - 1), scratch)
    share = _smooth((done - 0.38) / 0.24)
    _average(_soft(near, sigma), _soft(far, sigma), share, out)


def _grown(frame: Frame, by: float, scratch: Scratch) -> Frame:
    import cv2

    out = scratch.frame(frame.width, frame.height)
    for plane, target in ((frame.y, out.y), (frame.u, out.u), (frame.v, out.v)):
        height, width = plane.shape
        k = 1 / by
        matrix = np.array(
            [[k, 0, (width - k * width) / 2 + k / 2 - 0.5], [0, k, (height - k * height) / 2 + k / 2 - 0.5]]
        )
        cv2.warpAffine(
            plane,
            matrix,
            (width, height),
            dst=target,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REFLECT_101,
        )
    return out


def _leak(frame: Frame, done: float, transition: TransitionIn) -> None:
    """Light that leaks past the film gate, screened over ``frame`` in place."""
    import cv2

    rgb = _glow(frame.width, frame.height, done, transition.towards, transition.seed)
    y, u, v = yuv_planes(rgb)
    whole, half = (frame.width, frame.height), (frame.width // 2, frame.height // 2)
    up: list[Any] = [
        cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR)
        for plane, size in ((y, whole), (u, half), (v, half))
    ]
    up[0] += _dither(frame.width)[None, :] * np.float32(0.5) + _dither(frame.height)[:, None] * np.float32(
        0.5
    )
    light = Frame(*(np.clip(np.rint(plane), 0, 255).astype(np.uint8) for plane in up))
    blend(frame, light, np.full((frame.height, frame.width), 255, np.uint8), "screen")


@functools.lru_cache(maxsize=4)
def _dither(count: int) -> Floats:
    """A fixed row of noise within half a level: slow ramps show no steps."""
    return (np.random.default_rng(3).random(count, np.float32) - np.float32(0.5)) * np.float32(2)


def _glow(width: int, height: int, done: float, towards: str, seed: int) -> Floats:
    """The light at about an eighth of the size, RGB in 0..1: a bright front with blooms around it."""
    rows, columns = max(8, height // 16 * 2), max(8, width // 16 * 2)
    aspect = width / height
    x = (np.arange(columns, dtype=np.float32) + 0.5) / columns * aspect
    y = (np.arange(rows, dtype=np.float32) + 0.5) / rows
    random = np.random.default_rng([seed & 0xFFFFFFFF, 11])
    dx, dy = _WAY[towards]
    strength = math.sin(math.pi * done) ** 0.8
    rgb = np.zeros((rows, columns, 3), np.float32)
    reach = aspect if dx else 1.0
    front = (1.25 - 1.5 * done) * reach  # from beyond the side it comes from to beyond the other
    for bloom in range(7):
        spread = random.uniform(0.18, 0.55) * (1.4 if bloom < 2 else 1)
        ahead, aside = random.normal(0, 0.28) * reach, random.uniform(-0.1, 1.1)
        drift = 1 + random.normal(0, 0.25)
        colour = np.array(
            [int(_LEAK[bloom % len(_LEAK)][i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32
        )
        power = random.uniform(0.35, 0.9)
        along = (front - reach / 2) * drift + reach / 2 + ahead
        if dx:
            cx, cy = (along if dx > 0 else aspect - along), aside
            wide, high = spread * 0.75, spread * 1.5
        else:
            cx, cy = aside * aspect, (along if dy > 0 else 1 - along)
            wide, high = spread * 1.5, spread * 0.75
        glow = np.exp(-(((y - cy) / high) ** 2))[:, None] * np.exp(-(((x - cx) / wide) ** 2))[None, :]
        rgb += (glow * (power * strength * 0.95)).astype(np.float32)[..., None] * colour**2.0
    # A shoulder like film's: the core goes to cream, not to flat orange.
    total = rgb.mean(axis=2, keepdims=True)
    rgb = rgb + np.maximum(total - np.float32(0.5), 0) * np.array([0.5, 0.6, 0.35], np.float32)
    return np.asarray(1 - np.exp(-1.6 * rgb), np.float32) ** np.float32(0.75)
