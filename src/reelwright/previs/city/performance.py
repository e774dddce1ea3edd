"""Who leads in a street and from where it is watched: a subject in the road, or the street itself."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reelwright.previs.camera import ease, wander
from reelwright.previs.city.street import Street
from reelwright.previs.city.vehicle import SIZE, driving, turn_towards
from reelwright.previs.composition import Bounds
from reelwright.previs.props import prop_for
from reelwright.previs.stage import Actor, Stage
from reelwright.previs.view import View
from reelwright.story.vocabulary import Camera, ShotSize

__all__ = ["Aim", "leading", "unled"]

Point = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Aim:
    """The camera of a street scene, its focus in metres, and the actor if there is one. ``middle`` is about
    which z it
    plays; ``lane`` the x that traffic keeps clear of, or None."""

    view: Callable[[float, int, int], View]
    focus: Callable[[float], float] | None
    blur: float
    middle: float
    actor: Actor | None = None
    drives: bool = False


def leading(stage: Stage, street: Street, dark: float) -> Aim:
    """The subject comes down the street towards the camera, a little across it."""
    subject = stage.prompt.subject
    assert subject is not None
    module = prop_for(subject.noun)
    vehicle = module is not None and module.__name__.rpartition(".")[2] == "car"
    if vehicle and module is not None:
        actor = _driver(stage, street)
    else:
        actor = stage.actor((0.0 if street.alley else 0.6, 0.0, 8.0), heading=1.30)
        if actor.speed > 3:
            actor = stage.actor((0.0, 0.0, 12.0), heading=1.52)
    lean = 0.58 if vehicle else 0.10
    shot = stage.compose(
        actor.bounds, azimuth=lean, horizon=0.44, floor=0.5, size=stage.prompt.size or ShotSize.FULL
    )
    limit = street.wall - 0.9

    def view(t: float, width: int, height: int) -> View:
        seen = shot.view(t, width, height)
        x, y, z = (float(v) for v in seen.position)
        if abs(x) <= limit:
            return seen
        # The houses are in the way: step back into the street and turn to keep the subject in its place.
        bx, _, bz = actor.bounds.base(t)
        forward = seen.rotation[2]
        yaw, pitch = math.atan2(forward[0], forward[2]), math.asin(forward[1])
        nx = math.copysign(limit, x)
        flat = math.hypot(bx - x, bz - z)
        nz = bz - math.copysign(math.sqrt(max(flat * flat - (bx - nx) ** 2, 1.0)), bz - z)
        yaw += math.atan2(bx - nx, bz - nz) - math.atan2(bx - x, bz - z)
        return View.aimed((nx, y, nz), yaw, pitch, 0.0, seen.focal, width, height)

    return Aim(view, shot.focus, shot.blur(0.8), actor.bounds.base(stage.seconds / 2)[2], actor, vehicle)


def _driver(stage: Stage, street: Street) -> Actor:
    """A car of the prompt, driving when it is said to move or nothing is said."""
    still = (stage.prompt.action or "drive") in ("park", "stand", "stop", "wait")
    subject = stage.prompt.subject
    assert subject is not None
    module = prop_for(subject.noun)
    assert module is not None
    speed = 0.0 if still else 9.0
    lane = -street.road / 2 if not street.alley else 0.0
    span = stage.seconds

    def path(t: float) -> Point:
        return (lane, 0.0, 14.0 - speed * (t - span / 2))

    meshes = driving(module.meshes_for(stage, subject), path, turn_towards(-1.0))
    bounds = Bounds(path, SIZE[0] * 1.05, SIZE[1], SIZE[2])
    return Actor(bounds, "car", meshes, speed=speed)


def unled(stage: Stage, street: Street) -> Aim:
    """The street alone: down its middle to the vanishing point, by the asked move."""
    move = stage.prompt.camera
    seconds, seed = max(stage.seconds, 0.1), stage.spec.seed
    wide = stage.prompt.size in (ShotSize.EXTREME_WIDE, ShotSize.WIDE)
    base = 0.95 if stage.ratio > 1.2 else 0.82 if stage.ratio > 0.8 else 0.74
    focal = base * (0.9 if wide else 1.0)
    k = 0.32 if street.alley else 1.0
    side = -1.0 if seed % 2 else 1.0
    eye = 1.75 if not wide else 4.0
    x0 = 0.18 * street.road * side

    def pose(s: float, t: float) -> tuple[float, float, float, float, float, float]:
        """x, y, z, yaw, pitch, focal."""
        if move is Camera.DRONE:
            return (
                side * (2.6 - 3.0 * s) * k,
                (15.5 - 9.5 * s) * (0.5 if street.alley else 1.0),
                -20.0 + 34.0 * s * (0.6 if street.alley else 1.0),
                -side * 0.05 * (1 - 2 * s),
                -0.235 + 0.135 * s,
                focal,
            )
        if move is Camera.CRANE:
            return (
                x0,
                1.3 + 8.2 * s * (0.6 if street.alley else 1.0),
                -4.0 - 3.0 * s,
                -0.02 * side,
                0.05 - 0.17 * s,
                focal,
            )
        if move is Camera.ORBIT:
            a = side * (0.34 - 0.68 * s)
            return (street.road * 0.85 * math.sin(a * 2), 3.2, 2.0 - 3.0 * math.cos(a), -a * 0.75, 0.0, focal)
        if move in (Camera.PAN_LEFT, Camera.PAN_RIGHT):
            turn = (0.30 - 0.60 * s) * (1 if move is Camera.PAN_LEFT else -1)
            return (x0, eye, -2.0, turn, 0.05, focal)
        if move in (Camera.TILT_UP, Camera.TILT_DOWN):
            q = s if move is Camera.TILT_UP else 1 - s
            return (x0, eye, -2.0, 0.0, -0.12 + 0.36 * q, focal)
        if move is Camera.TRACKING:
            return (x0 + side * (1.6 - 3.2 * s) * k, eye, -3.0 + 3.0 * s, -0.04 * side, 0.05, focal)
        if move in (Camera.ZOOM_IN, Camera.ZOOM_OUT):
            q = s if move is Camera.ZOOM_IN else 1 - s
            return (x0, eye, -4.0, 0.0, 0.05 * (1 - 0.4 * q), focal * (1.0 + 0.9 * q))
        if move is Camera.DOLLY_OUT:
            return (x0, eye, 6.0 - 9.0 * s, 0.0, 0.055, focal)
        if move is Camera.STATIC:
            return (x0, eye, -2.0, 0.0, 0.055, focal)
        travel = 9.0 if move is Camera.DOLLY_IN else 5.0
        return (x0, eye, -4.0 + travel * s, 0.0, 0.055, focal)

    def view(t: float, width: int, height: int) -> View:
        x, y, z, yaw, pitch, f = pose(ease(t / seconds), t)
        roll = 0.0
        if move is Camera.HANDHELD:
            x, y = x + 0.06 * wander(t, 0.3 + seed % 7), y + 0.035 * wander(t, 1.7)
            yaw, pitch, roll = (
                yaw + 0.014 * wander(t * 0.8, 2.9),
                pitch + 0.010 * wander(t * 0.8, 5.1),
                0.006 * wander(t, 7.7),
            )
        elif move is Camera.DRONE:
            yaw, roll = yaw + 0.003 * wander(t * 0.6, 2.0), 0.012 * side * math.sin(1.2 * ease(t / seconds))
        return View.aimed((x, max(y, 0.4), z), yaw, pitch, roll, f, width, height)

    middle = float(np.mean([view(t, 16, 9).position[2] for t in (0.0, seconds)])) + 8.0
    return Aim(view, None, 0.0, middle)
