"""The composition solver: where the camera has to stand so that the subject keeps its place in the picture.

A shot size asks for a share of the safe frame. The solver finds, by bisection, the smallest distance at which the
subject's box (its upper part for close shots of tall subjects) stays inside the safe area and at most at the asked
size at every instant of the whole move, with the horizon where it looks well. Nothing is drawn before this is known.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

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
INSTANTS: Final = 13


@dataclass(frozen=True, slots=True)
class Bounds:
    """The box that holds a subject at every phase of its motion, standing on ``base(t)`` (metres, seconds).

    ``width`` is along its heading (as seen in a side view), ``depth`` across, ``height`` up. ``heading`` turns the
    box about the vertical: 0 looks along +x, positive turns towards -z, the first camera. ``head`` is the upper
    share of the height that a close-up shows; None for things that are always shown whole.
    """

    base: Callable[[float], Point]
    width: float
    height: float
    depth: float
    heading: float = 0.0
    head: float | None = None

    def part(self, size: ShotSize) -> tuple[float, float, float]:
        """What a shot of ``size`` shows: lowest and highest point (metres above the base), and share of the width."""
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

    def corners(self, t: float, size: ShotSize) -> npt.NDArray[np.float64]:
        """The eight corners (8, 3) of the part that a shot of ``size`` shows."""
        low, high, share = self.part(size)
        x, y, z = self.base(t)
        c, s = math.cos(self.heading), math.sin(self.heading)
        w, d = self.width * share / 2, self.depth * share / 2
        out = [
            (x + i * w * c + k * d * s, y + h, z - i * w * s + k * d * c)
            for i in (-1, 1)
            for k in (-1, 1)
            for h in (low, high)
        ]
        return np.array(out)


@dataclass(frozen=True, slots=True)
class Shot:
    """A solved shot: everything :meth:`view` needs to place the camera at any time.

    ``distance`` metres to the middle of the shown part, ``rise`` the angle from which it is looked down on, both
    before the move; ``safe`` the height of the visible picture (below 1 with letterbox bars).
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

    def _centre(self, t: float) -> npt.NDArray[np.float64]:
        low, high, _ = self.bounds.part(self.size)
        x, y, z = self.bounds.base(t)
        return np.array([x, y + (low + high) / 2, z])

    def pose(self, t: float) -> Pose:
        """The move at ``t`` seconds."""
        return MOVES[self.move](ease(t / self.seconds if self.seconds > 0 else 0.0))

    def view(self, t: float, width: int, height: int) -> View:
        """The camera at ``t`` seconds for a picture of ``width`` x ``height`` pixels."""
        pose = self.pose(t)
        real = self._centre(t)
        anchor = self._centre(self.seconds / 2) * (1 - self.follow) + real * self.follow
        anchor[1] = real[1] * self.follow + anchor[1] * (1 - self.follow)
        shake = pose.shake
        d = self.distance * pose.distance
        azimuth = self.azimuth + pose.azimuth + shake * 0.012 * wander(t, 0.3 + self.seed % 7)
        rise = self.rise + pose.rise
        side = np.array([math.cos(azimuth), 0.0, math.sin(azimuth)])
        back = np.array([math.sin(azimuth), 0.0, -math.cos(azimuth)])
        position = anchor + back * (d * math.cos(rise)) + np.array([0.0, d * math.sin(rise), 0.0])
        position = position + side * (pose.truck * d)
        position[1] += shake * 0.008 * d * wander(t, 1.7)
        position[1] = max(position[1], self.floor)
        focal = self.focal * pose.focal
        half_x, half_y = self.ratio / 2, self.safe / 2
        # The aim: the middle of the subject at its place, then moved within the room that is left beside it.
        view = self._aimed(position, anchor, self.place, focal, width, height)
        across = pose.across + shake * 0.12 * wander(t * 0.8, 2.9)
        up = pose.up + shake * 0.12 * wander(t * 0.8, 5.1)
        if across or up:
            low, high = _extent(view, self.bounds.corners(t, self.size))
            room_x = min(half_x * (1 - 2 * MARGIN) - high[0], half_x * (1 - 2 * MARGIN) + low[0])
            room_y = min(half_y * (1 - 2 * MARGIN) - high[1], half_y * (1 - 2 * MARGIN) + low[1])
            place = (
                self.place[0] + across * min(max(room_x, 0.0), 0.45),
                self.place[1] + up * min(max(room_y, 0.0), 0.3),
            )
            view = self._aimed(position, anchor, place, focal, width, height)
        if shake:
            view = replace(view, rotation=_rolled(view.rotation, 0.006 * wander(t, 7.7)))
        return view

    def _aimed(
        self,
        position: npt.NDArray[np.float64],
        target: npt.NDArray[np.float64],
        place: tuple[float, float],
        focal: float,
        width: int,
        height: int,
    ) -> View:
        dx, dy, dz = target - position
        yaw0 = math.atan2(dx, dz)
        pitch0 = math.atan2(dy, math.hypot(dx, dz))
        yaw, pitch = yaw0, pitch0
        at = (float(position[0]), float(position[1]), float(position[2]))
        for _ in range(4):
            view = View.aimed(at, yaw, pitch, 0.0, focal, width, height)
            c = view.to_camera(target[None])[0]
            z = max(c[2], 1e-6)
            yaw -= math.atan((place[0] - focal * c[0] / z) / focal) / max(math.cos(pitch), 0.2)
            pitch -= math.atan((place[1] - focal * c[1] / z) / focal)
        return View.aimed(at, yaw, pitch, 0.0, focal, width, height)

    def focus(self, t: float) -> float:
        """Metres along the view axis to the middle of what is shown."""
        view = self.view(t, 16, 9)
        return max(float(view.to_camera(self._centre(t)[None])[0, 2]), 0.05)

    def box(self, t: float) -> tuple[float, float, float, float]:
        """The shown part on the screen at ``t``: left, bottom, right, top in image heights from the centre."""
        low, high = _extent(self.view(t, 1000, 1000), self.bounds.corners(t, self.size))
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def instants(self, count: int = INSTANTS) -> list[float]:
        """``count`` times from the first to the last of the shot."""
        return [self.seconds * i / (count - 1) for i in range(count)]

    def contained(self) -> bool:
        """True when the subject stays in the visible picture, in front of the camera, over the whole move."""
        return all(self._overflow(t, 1.0)[0] <= 0 for t in self.instants())

    def _overflow(self, t: float, fill: float) -> tuple[float, float]:
        """How far the box leaves the safe area, and by how much it exceeds the asked size; both fine below 0."""
        view = self.view(t, 1000, 1000)
        corners = self.bounds.corners(t, self.size)
        if float(view.to_camera(corners)[:, 2].min()) < 0.06:
            return 1.0, 1.0
        low, high = _extent(view, corners)
        half_x, half_y = self.ratio / 2 * (1 - 2 * MARGIN), self.safe / 2 * (1 - 2 * MARGIN)
        out = max(high[0] - half_x, -half_x - low[0], high[1] - half_y, -half_y - low[1])
        tall = (high[1] - low[1]) - fill * self.safe
        wide = (high[0] - low[0]) - min(fill + 0.12, 0.92) * self.ratio
        return float(out), float(max(tall, wide))


def _extent(view: View, corners: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    c = view.to_camera(corners)
    z = np.maximum(c[:, 2], 1e-3)
    xy = view.focal * c[:, :2] / z[:, None]
    return xy.min(0), xy.max(0)


def _rolled(rotation: npt.NDArray[np.float64], angle: float) -> npt.NDArray[np.float64]:
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]]) @ rotation


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
        bounds, size, move, seconds, ratio, azimuth, 1.0, rise or 0.0, focal, 1.0, safe,
        (side * ratio / 2, place_y), floor, horizon, seed,
    )  # fmt: skip

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
        for _ in range(18):
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
