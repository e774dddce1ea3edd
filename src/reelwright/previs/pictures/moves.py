"""Camera moves before a picture: where the window is, and how far the camera has gone, at each instant."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from reelwright.previs.camera import ease, wander
from reelwright.story.vocabulary import Camera

__all__ = ["Stand", "stand"]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the camera is.

    ``zoom`` is the share of the largest possible window that is seen; ``x``, ``y`` move the window within the
    room that is left to its sides, -1..1 (right and down positive); ``right``, ``up`` and ``ahead`` move the
    camera: in half window widths at nearness 1 (``ahead`` as a share of the distance). What has the nearness
        of the ``pivot`` keeps its place. ``roll`` in radians. ``fit`` makes the window smaller where the
        picture's edges would be seen.
    """

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0
    right: float = 0.0
    up: float = 0.0
    ahead: float = 0.0
    pivot: float = 0.0
    roll: float = 0.0
    fit: float = 1.0


def _mix(a: float, b: float, s: float) -> float:
    return a + (b - a) * s


def _still(s: float, t: float, seed: float) -> Stand:
    # A breath: nobody sees it move, everybody sees that it is not frozen.
    return Stand(zoom=_mix(0.985, 0.965, s), right=0.008 * math.sin(math.tau * (s * 0.5 - 0.25)), pivot=0.5)


def _pan(way: float) -> Callable[[float, float, float], Stand]:
    return lambda s, t, seed: Stand(
        zoom=0.86, x=way * _mix(-0.9, 0.9, s), right=way * _mix(-0.02, 0.02, s), pivot=0.3
    )


def _tilt(way: float) -> Callable[[float, float, float], Stand]:
    return lambda s, t, seed: Stand(
        zoom=0.86, y=way * _mix(-0.9, 0.9, s), up=-way * _mix(-0.015, 0.015, s), pivot=0.3
    )


def _hand(s: float, t: float, seed: float) -> Stand:
    return Stand(
        zoom=_mix(0.93, 0.91, s),
        x=0.45 * wander(t, seed),
        y=0.45 * wander(t * 0.9, seed + 2.1),
        right=0.014 * wander(t * 0.8, seed + 4.0),
        pivot=0.2,
        roll=0.006 * wander(t * 0.7, seed + 5.5),
    )


_MOVES: Final[dict[Camera, Callable[[float, float, float], Stand]]] = {
    Camera.STATIC: _still,
    Camera.PAN_LEFT: _pan(-1.0),
    Camera.PAN_RIGHT: _pan(1.0),
    Camera.TILT_UP: _tilt(-1.0),
    Camera.TILT_DOWN: _tilt(1.0),
    Camera.DOLLY_IN: lambda s, t, seed: Stand(zoom=_mix(0.99, 0.86, s), ahead=_mix(0.0, 0.11, s)),
    Camera.DOLLY_OUT: lambda s, t, seed: Stand(zoom=_mix(0.86, 0.99, s), ahead=_mix(0.11, 0.0, s)),
    Camera.TRACKING: lambda s, t, seed: Stand(zoom=0.92, right=_mix(-0.085, 0.085, s), pivot=0.18),
    Camera.CRANE: lambda s, t, seed: Stand(
        zoom=_mix(0.87, 0.97, s), y=_mix(0.7, -0.5, s), up=_mix(-0.05, 0.05, s), pivot=0.3
    ),
    Camera.HANDHELD: _hand,
    Camera.DRONE: lambda s, t, seed: Stand(
        zoom=_mix(0.98, 0.88, s),
        y=_mix(-0.5, 0.3, s),
        up=_mix(0.05, -0.01, s),
        ahead=_mix(0.0, 0.13, s),
        pivot=0.2,
    ),
    Camera.ORBIT: lambda s, t, seed: Stand(zoom=0.91, right=_mix(-0.10, 0.10, s), pivot=-1.0),
    Camera.ZOOM_IN: lambda s, t, seed: Stand(zoom=_mix(1.0, 0.78, s)),
    Camera.ZOOM_OUT: lambda s, t, seed: Stand(zoom=_mix(0.78, 1.0, s)),
}
"""Progress 0..1, seconds and a phase -> where the camera is. A pivot of -1 stands for the subject's
nearness."""


def stand(camera: Camera | None, progress: float, seconds: float, phase: float, *, cyclic: bool) -> Stand:
    """Where the camera is at ``progress`` (0..1) of its move, ``seconds`` into the clip.

    Without a ``camera`` it comes slowly nearer. ``cyclic`` moves end where they began, at the same speed.
    """
    if cyclic:
        turn = math.tau * progress
        s, t = 0.5 - 0.5 * math.cos(turn), 2.0 * math.sin(turn) + 2.0
    else:
        s, t = ease(progress), seconds
    if camera is None:
        whole = _MOVES[Camera.DOLLY_IN](0.15 + 0.6 * s, t, phase)
    else:
        whole = _MOVES.get(camera, _still)(s, t, phase)
    return whole
