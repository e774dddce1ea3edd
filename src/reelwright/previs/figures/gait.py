"""How four legs share a stride: footfall order, duty and the trunk's motion, after Hildebrand and Muybridge.

Phases are shares of a stride. A foot is on the ground for ``duty`` of it; then its path in the body's frame
is straight and at constant speed, so a planted foot does not slide, whatever the speed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["GAITS", "Gait", "Step", "swing", "wave"]

TAU = 2 * math.pi


def wave(phase: float, peak: float = 0.0) -> float:
    """A cosine of one period a stride whose top is at ``peak``."""
    return math.cos(TAU * (phase - peak))


@dataclass(frozen=True, slots=True)
class Gait:
    """One way to go. Touch-downs in the order left hind, right hind, left fore, right fore.

    ``reach`` is the distance a planted foot travels under the body, in leg lengths; ``lift`` the height of a
    swinging foot; ``bounce`` and its ``beats`` a stride with their ``top``; ``pitch`` (radians, nose up at
    ``pitch_top``); ``flex`` of the spine (1 = fully arched at ``flex_top``); ``crouch`` lowers the trunk;
    ``neck`` and ``head`` are added to the carriage (radians); ``nod`` of the head.
    """

    name: str
    touch: tuple[float, float, float, float]
    duty: float
    reach: float
    lift: float
    bounce: float = 0.0
    beats: int = 2
    top: float = 0.0
    pitch: float = 0.0
    pitch_top: float = 0.0
    flex: float = 0.0
    flex_top: float = 0.0
    crouch: float = 0.0
    neck: float = 0.0
    head: float = 0.0
    nod: float = 0.0


GAITS = {
    "stand": Gait("stand", (0, 0, 0, 0), 1.0, 0.0, 0.0),
    "walk": Gait(
        "walk", (0.0, 0.5, 0.22, 0.72), 0.63, 0.62, 0.12, bounce=0.008, beats=2, top=0.30, pitch=0.012,
        pitch_top=0.1, crouch=0.015, neck=-0.12, nod=0.05,
    ),
    "trot": Gait(
        "trot", (0.0, 0.5, 0.5, 0.0), 0.42, 0.72, 0.22, bounce=0.022, beats=2, top=0.46, crouch=0.025,
        neck=-0.05,
    ),
    # Dogs and cats: rotary, airborne twice (gathered, then stretched).
    "gallop": Gait(
        "gallop", (0.0, 0.09, 0.56, 0.46), 0.215, 0.98, 0.34, bounce=0.040, beats=2, top=0.385, pitch=0.11,
        pitch_top=0.24, flex=1.0, flex_top=0.93, crouch=0.06, neck=-0.42, head=0.10, nod=0.03,
    ),
    # Horses and other stiff backs: transverse, airborne once (gathered).
    "canter": Gait(
        "canter", (0.0, 0.12, 0.26, 0.40), 0.29, 0.95, 0.30, bounce=0.045, beats=1, top=0.86, pitch=0.085,
        pitch_top=0.16, flex=0.35, flex_top=0.93, crouch=0.045, neck=-0.22, head=0.06, nod=0.10,
    ),
    # Rabbits and hares: the hind feet land together, ahead of where the fore feet were.
    "hop": Gait(
        "hop", (0.0, 0.03, 0.50, 0.58), 0.26, 0.95, 0.30, bounce=0.11, beats=1, top=0.40, pitch=0.22,
        pitch_top=0.25, flex=1.2, flex_top=0.92, crouch=0.03, neck=-0.15,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One foot at one instant: ``x`` from its neutral place and height ``y`` in metres; ``stance`` 0..1 while
    planted else -1; ``air`` 0..1 through the swing else -1."""

    x: float
    y: float
    stance: float
    air: float


def swing(phase: float, touch: float, duty: float, travel: float, lift: float) -> Step:
    """Where a foot is. During stance it covers ``travel`` metres under the body, about its neutral place."""
    p = (phase - touch) % 1.0
    if p < duty or duty >= 1.0:
        s = p / duty if duty < 1.0 else 0.5
        return Step(travel * (0.5 - s), 0.0, s, -1.0)
    s = (p - duty) / (1.0 - duty)
    # Hermite from the rear to the front; it leaves and lands nearly at the ground's own speed.
    slope = -0.30 * travel * (1.0 - duty) / duty
    h00, h01 = 2 * s**3 - 3 * s**2 + 1, -2 * s**3 + 3 * s**2
    h10, h11 = s**3 - 2 * s**2 + s, s**3 - s**2
    x = travel * (0.5 * h01 - 0.5 * h00) + slope * (h10 + h11)
    rise = math.sin(math.pi * s**0.85)
    return Step(x, lift * rise * (0.35 + 0.65 * rise), -1.0, s)
