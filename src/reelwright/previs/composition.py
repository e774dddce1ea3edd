"""The composition solver: where the camera has to stand so that the subject keeps its place in the picture.

A shot size asks for a share of the safe frame. The solver finds, by bisection, the smallest distance at
which the subject's box (its upper part for close shots of tall subjects) stays inside the safe area and at
most at the asked size at every instant of the whole move, with the horizon where it looks well. Nothing is
drawn before this is known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reelwright.previs.camera import MOVES, Pose, ease, wander
from reelwright.previs.view import View
from reelwright.story.vocabulary import Camera, ShotSize

__all__ = ["Bounds", "Shot", "solve"]

Point = tuple[float, float, float]

FILL: Final = {
    ShotSize.EXTREME_WIDE: 0.15,
    ShotSize.WIDE: 0.34,
    ShotSize.FULL: 0.62,
    ShotSize.MEDIUM: 0.72,
    ShotSize.MEDIUM_CLOSE_UP: 0.78,
    ShotSize.CLOSE_UP: 0.84,
    ShotSize.EXTREME_CLOSE_UP: 0.90,
}
"""Share of the safe height (and nearly of the safe width) that the shown part of the subject fills."""

FOCAL: Final = {
    ShotSize.EXTREME_WIDE: 0.95,
    ShotSize.WIDE: 1.15,
    ShotSize.FULL: 1.45,
    ShotSize.MEDIUM: 1.75,
    ShotSize.MEDIUM_CLOSE_UP: 2.0,
    ShotSize.CLOSE_UP: 2.3,
    ShotSize.EXTREME_CLOSE_UP: 2.7,
}
"""Focal length in image heights."""

MARGIN: Final = 0.035
INSTANTS: Final = 11


@dataclass(frozen=True, slots=True)
class Bounds:
    """The box that holds a subject at every phase of its motion, standing on ``base(t)`` (metres, seconds).

    ``width`` is along its heading (as seen in a side view), ``depth`` across, ``height`` up. ``heading``
    turns the
    box about the vertical: 0 looks along +x, positive turns towards -z, the first camera. ``head`` is the
    upper share of the height that a close-up shows; None for things that are always shown whole.
    """

    base: Callable[[float], Point]
    width: float
    height: float
    depth: float
    heading: float = 0.0
    head: float | None = None

    def part(self, size: ShotSize) -> tuple[float, float, float]:
        """What a shot of ``size`` shows: lowest and highest point (metres above the base), and share of the
        width."""
        if self.head is None:
            return 0.0, self.height, 1.0
        shares = {
            ShotSize.MEDIUM: max(0.56, self.head),
            ShotSize.MEDIUM_CLOSE_UP: max(0.36, self.head * 1.25),
            ShotSize.CLOSE_UP: self.head,
            ShotSize.EXTREME_CLOSE_UP: self.head * 0.62,
        }
        share = min(shares.get(size, 1.0), 1.0)
        top = self.height * (1.0 if size is not ShotSize.EXTREME_CLOSE_UP else 1.0 - 0.1 * self.head)
        width = 1.0 if share >= 1 else max(share, 0.45)
        return max(top - share * self.height, 0.0), top, width

    def corners(self, t: float, size: ShotSize) -> list[Point]:
        """The eight corners of the part that a shot of ``size`` shows."""
        low, high, share = self.part(size)
        x, y, z = self.base(t)
        c, s = math.cos(self.heading), math.sin(self.heading)
        w, d = self.width * share / 2, self.depth * share / 2
        return [
            (x + i * w * c + k * d * s, y + h, z - i * w * s + k * d * c)
            for i in (-1, 1)
            for k in (-1, 1)
            for h in (low, high)
        ]


@dataclass(frozen=True, slots=True)
class Shot:
    """A solved shot: everything :meth:`view` needs to place the camera at any time.

    ``distance`` metres to the middle of the shown part, ``rise`` the angle from which it is looked down on,
    both before the move; ``safe`` the height of the visible picture (below 1 with letterbox bars).
    """

    bounds: Bounds
    size: ShotSize
    move: Camera
    seconds: float
    ratio: float
    azimuth: float
    distance: float
    rise: float
    focal: float
    follow: float
    safe: float
    place: tuple[float, float]
    floor: float
    level: float
    seed: int
    cyclic: bool = False

    def _centre(self, t: float) -> Point:
        low, high, _ = self.bounds.part(self.size)
        x, y, z = self.bounds.base(t)
        return (x, y + (low + high) / 2, z)

    def pose(self, t: float) -> Pose:
        """The move at ``t`` seconds; a cyclic one goes there and back, without a stop."""
        if self.cyclic and self.seconds > 0:
            return MOVES[self.move](0.5 - 0.5 * math.cos(math.tau * t / self.seconds))
        return MOVES[self.move](ease(t / self.seconds if self.seconds > 0 else 0.0))

    def view(self, t: float, width: int, height: int) -> View:
        """The camera at ``t`` seconds for a picture of ``width`` x ``height`` pixels."""
        eye = self._eye(t)
        return View.aimed((eye.x, eye.y, eye.z), eye.yaw, eye.pitch, eye.roll, eye.focal, width, height)

    def _eye(self, t: float) -> _Eye:
        pose = self.pose(t)
        rx, ry, rz = self._centre(t)
        mx, my, mz = self._centre(self.seconds / 2)
        k = self.follow
        target = (mx + (rx - mx) * k, my + (ry - my) * k, mz + (rz - mz) * k)
        shake = pose.shake
        d = self.distance * pose.distance
        azimuth = self.azimuth + pose.azimuth + shake * 0.012 * wander(t, 0.3 + self.seed % 7)
        rise = self.rise + pose.rise
        sin, cos = math.sin(azimuth), math.cos(azimuth)
        back, side = d * math.cos(rise), pose.truck * d
        x = target[0] + sin * back + cos * side
        y = max(target[1] + d * math.sin(rise) + shake * 0.008 * d * wander(t, 1.7), self.floor)
        z = target[2] - cos * back + sin * side
        focal = self.focal * pose.focal
        # The aim: the middle of the subject at its place, then moved within the room that is left beside it.
        eye = _aimed(x, y, z, target, self.place, focal)
        across = pose.across + shake * 0.12 * wander(t * 0.8, 2.9)
        up = pose.up + shake * 0.12 * wander(t * 0.8, 5.1)
        if across or up:
            left, bottom, right, top, _ = eye.extent(self.bounds.corners(t, self.size))
            half_x, half_y = self.ratio / 2 * (1 - 2 * MARGIN), self.safe / 2 * (1 - 2 * MARGIN)
            room_x = min(half_x - right, half_x + left)
            room_y = min(half_y - top, half_y + bottom)
            place = (
                self.place[0] + across * min(max(room_x, 0.0), 0.45),
                self.place[1] + up * min(max(room_y, 0.0), 0.3),
            )
            eye = _aimed(x, y, z, target, place, focal)
        if shake:
            eye = replace(eye, roll=0.006 * wander(t, 7.7))
        return eye

    def focus(self, t: float) -> float:
        """Metres along the view axis to the middle of what is shown."""
        return max(self._eye(t).seen(self._centre(t))[2], 0.05)

    def blur(self, aperture: float = 1.0) -> float:
        """Circle of confusion at infinity in image heights, as a real lens has it: strong when near and
        long, next to nothing in a landscape. ``aperture`` 1 is a wide-open cinema lens."""
        return min(aperture * 0.0143 * self.focal**2 / max(self.distance, 0.05), 0.017)

    def box(self, t: float) -> tuple[float, float, float, float]:
        """The shown part on the screen at ``t``: left, bottom, right, top in image heights from the
        centre."""
        return self._eye(t).extent(self.bounds.corners(t, self.size))[:4]

    def instants(self, count: int = INSTANTS) -> list[float]:
        """``count`` times from the first to the last of the shot."""
        return [self.seconds * i / (count - 1) for i in range(count)]

    def contained(self) -> bool:
        """True when the subject stays in the visible picture, in front of the camera, over the whole move."""
        return all(self._overflow(t, 1.0)[0] <= 0 for t in self.instants())

    def _overflow(self, t: float, fill: float) -> tuple[float, float]:
        """How far the box leaves the safe area, and by how much it exceeds the asked size; both fine below
        0."""
        left, bottom, right, top, nearest = self._eye(t).extent(self.bounds.corners(t, self.size))
        if nearest < 0.06:
            return 1.0, 1.0
        half_x, half_y = self.ratio / 2 * (1 - 2 * MARGIN), self.safe / 2 * (1 - 2 * MARGIN)
        out = max(right - half_x, -half_x - left, top - half_y, -half_y - bottom)
        tall = (top - bottom) - fill * self.safe
        wide = (right - left) - min(fill + 0.12, 0.92) * self.ratio
        return out, max(tall, wide)


@dataclass(frozen=True, slots=True)
class _Eye:
    """A camera as plain numbers: the solver tries thousands."""

    x: float
    y: float
    z: float
    yaw: float
    pitch: float
    focal: float
    roll: float = 0.0

    def seen(self, point: Point) -> Point:
        """A world point in camera space, roll left out."""
        dx, dy, dz = point[0] - self.x, point[1] - self.y, point[2] - self.z
        cy, sy = math.cos(self.yaw), math.sin(self.yaw)
        cp, sp = math.cos(self.pitch), math.sin(self.pitch)
        ahead = dx * sy + dz * cy
        return (dx * cy - dz * sy, dy * cp - ahead * sp, ahead * cp + dy * sp)

    def extent(self, corners: Sequence[Point]) -> tuple[float, float, float, float, float]:
        """Left, bottom, right and top on the screen in image heights from the centre, and the least depth."""
        cr, sr = math.cos(self.roll), math.sin(self.roll)
        xs, ys, zs = [], [], []
        for corner in corners:
            x, y, z = self.seen(corner)
            k = self.focal / max(z, 1e-3)
            xs.append((x * cr + y * sr) * k)
            ys.append((y * cr - x * sr) * k)
            zs.append(z)
        return min(xs), min(ys), max(xs), max(ys), min(zs)


def _aimed(x: float, y: float, z: float, target: Point, place: tuple[float, float], focal: float) -> _Eye:
    """The camera at (x, y, z) that shows ``target`` at ``place``, image heights from the centre."""
    dx, dy, dz = target[0] - x, target[1] - y, target[2] - z
    yaw = math.atan2(dx, dz)
    pitch = math.atan2(dy, math.hypot(dx, dz))
    for _ in range(3):
        c = _Eye(x, y, z, yaw, pitch, focal).seen(target)
        depth = max(c[2], 1e-6)
        yaw -= math.atan((place[0] - focal * c[0] / depth) / focal) / max(math.cos(pitch), 0.2)
        pitch -= math.atan((place[1] - focal * c[1] / depth) / focal)
    return _Eye(x, y, z, yaw, pitch, focal)


def solve(
    bounds: Bounds,
    size: ShotSize | None,
    move: Camera | None,
    seconds: float,
    ratio: float,
    *,
    azimuth: float = 0.0,
    safe: float = 1.0,
    horizon: float = 0.37,
    floor: float = 0.12,
    ceiling: float = 400.0,
    side: float = 0.0,
    rise: float | None = None,
    fill: float | None = None,
    seed: int = 0,
) -> Shot:
    """Find the shot.

    Args:
        bounds: the subject.
        size: how much of it fills the frame; full when None.
        move: static when None.
        seconds: length of the move, which is also the time the subject moves for.
        ratio: width over height.
        azimuth: from where it is seen, radians: 0 from -z, positive from +x.
        safe: visible height (letterbox) as a share of the picture's.
        horizon: where the horizon should be, from the top, as a share of the height.
        floor: lowest height of the camera, metres.
        ceiling: highest height of the camera, metres.
        side: where the subject stands, -1..1 of the half width; 0.33 is the right third.
        rise: angle from which it is looked down on; solved from the horizon when None.
        fill: overrides the size's share of the frame.
        seed: phase of hand-held unrest.
    """
    size = size or ShotSize.FULL
    move = move or Camera.STATIC
    share = fill if fill is not None else FILL[size]
    low, high, _ = bounds.part(size)
    tall = max(high - low, 1e-3)
    # A narrow picture looks wider lenses, so that the place is still seen beside the subject.
    focal = FOCAL[size] * min(1.0, max(0.72, 0.55 + 0.35 * ratio))
    place_y = -0.05 * safe if size in (ShotSize.EXTREME_WIDE, ShotSize.WIDE, ShotSize.FULL) else -0.015
    shot = Shot(
        bounds,
        size,
        move,
        seconds,
        ratio,
        azimuth,
        1.0,
        rise or 0.0,
        focal,
        1.0,
        safe,
        (side * ratio / 2, place_y),
        floor,
        horizon,
        seed,
    )

    def at(distance: float, follow: float) -> Shot:
        if rise is None:
            # Height of the eye over the middle of the subject that puts the horizon where it is wanted.
            eye = (place_y * -1 + 0.5 - horizon) * distance / focal
            if bounds.head is not None and size not in (
                ShotSize.EXTREME_WIDE,
                ShotSize.WIDE,
                ShotSize.FULL,
            ):
                eye = min(eye, 0.12 * distance)
            middle = bounds.base(seconds / 2)[1] + (low + high) / 2
            eye = min(max(middle + eye, floor), ceiling) - middle
            angle = math.asin(min(max(eye / distance, -0.5), 0.6))
        else:
            angle = rise
        return replace(shot, distance=distance, rise=angle, follow=follow)

    def fits(candidate: Shot) -> bool:
        for t in candidate.instants():
            out, big = candidate._overflow(t, share)
            if out > 0 or big > 0:
                return False
        return True

    def nearest(follow: float) -> float:
        near, far = tall * 0.3, tall * 4.0
        while not fits(at(far, follow)):
            near, far = far, far * 2.0
            if far > 5000:
                break
        for _ in range(12):
            middle = math.sqrt(near * far)
            if fits(at(middle, follow)):
                far = middle
            else:
                near = middle
        return far

    best = nearest(1.0)
    if move is Camera.TRACKING or bounds.base(0.0) == bounds.base(seconds):
        return at(best, 1.0)
    for follow in (0.0, 0.5, 0.8, 0.92):
        # The stiller the camera, the better the motion reads, as long as the subject does not get small.
        distance = nearest(follow)
        if distance <= best * 1.3:
            return at(distance, follow)
    return at(best, 1.0)
