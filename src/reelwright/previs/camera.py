"""How each move places the camera around what it looks at, as a function of progress through the shot."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from reelwright.story.vocabulary import Camera

__all__ = ["MOVES", "Pose", "ease", "wander"]


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the camera is relative to its solved framing.

    Attributes:
        azimuth: radians added to the direction from which the subject is seen (positive: from its right).
        rise: radians added to the angle from which it is looked down on.
        distance: multiplies the solved distance.
        focal: multiplies the focal length.
        across, up: where the subject stands on the screen, -1..1 of the free room to its sides: positive is
            right and up. It can never leave the frame this way.
        truck: metres sideways, as a share of the distance.
        shake: strength of hand-held unrest.
    """

    azimuth: float = 0.0
    rise: float = 0.0
    distance: float = 1.0
    focal: float = 1.0
    across: float = 0.0
    up: float = 0.0
    truck: float = 0.0
    shake: float = 0.0


def ease(s: float) -> float:
    """Start and stop softly: a straight middle with parabolic ends over a fifth of the move each."""
    s = min(max(s, 0.0), 1.0)
    e = 0.2
    top = 1.0 / (1.0 - e)
    if s < e:
        return top * s * s / (2 * e)
    if s > 1 - e:
        return 1.0 - top * (1 - s) * (1 - s) / (2 * e)
    return top * (s - e / 2)


def wander(t: float, phase: float) -> float:
    """Smooth low-frequency unrest in about -1..1 at ``t`` seconds: a hand, or wind."""
    return (
        0.5 * math.sin(1.9 * t + phase)
        + 0.3 * math.sin(3.1 * t + 2.3 * phase + 1.0)
        + 0.2 * math.sin(5.3 * t + 4.1 * phase + 2.0)
    )


def _mix(a: float, b: float, s: float) -> float:
    return a + (b - a) * s


MOVES: Final[dict[Camera, Callable[[float], Pose]]] = {
    Camera.STATIC: lambda s: Pose(),
    Camera.PAN_LEFT: lambda s: Pose(across=_mix(-0.75, 0.75, s)),
    Camera.PAN_RIGHT: lambda s: Pose(across=_mix(0.75, -0.75, s)),
    Camera.TILT_UP: lambda s: Pose(up=_mix(0.7, -0.5, s)),
    Camera.TILT_DOWN: lambda s: Pose(up=_mix(-0.7, 0.4, s)),
    Camera.DOLLY_IN: lambda s: Pose(distance=_mix(1.55, 1.0, s)),
    Camera.DOLLY_OUT: lambda s: Pose(distance=_mix(1.0, 1.55, s)),
    Camera.TRACKING: lambda s: Pose(truck=_mix(-0.12, 0.12, s), across=_mix(0.10, -0.10, s)),
    Camera.CRANE: lambda s: Pose(rise=_mix(-0.04, 0.34, s), distance=_mix(1.0, 1.22, s)),
    Camera.HANDHELD: lambda s: Pose(distance=_mix(1.06, 1.0, s), shake=1.0),
    Camera.DRONE: lambda s: Pose(
        rise=_mix(0.46, 0.22, s), distance=_mix(1.9, 1.0, s), azimuth=_mix(-0.22, 0.1, s)
    ),
    Camera.ORBIT: lambda s: Pose(azimuth=_mix(-0.5, 0.5, s), rise=0.03),
    Camera.ZOOM_IN: lambda s: Pose(focal=_mix(0.66, 1.0, s)),
    Camera.ZOOM_OUT: lambda s: Pose(focal=_mix(1.0, 0.66, s)),
}
"""Eased progress 0..1 -> pose, for each move."""
