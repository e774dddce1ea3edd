"""What falls or drifts in each weather, for every outdoor setting."""

from __future__ import annotations

from reelwright.previs.scene import Particles
from reelwright.story.vocabulary import Weather

__all__ = ["falling"]


def falling(weather: Weather | None, seed: int, brightness: float = 1.0) -> list[Particles]:
    """Rain, snow or dust for ``weather``; empty for fair weather. ``brightness`` scales their light."""
    b = brightness
    if weather in (Weather.RAIN, Weather.STORM):
        wind = -4.5 if weather is Weather.STORM else -0.8
        count = 1500 if weather is Weather.STORM else 1100
        return [
            Particles(
                "streak",
                count,
                (16.0, 12.0, 16.0),
                (wind, -9.5, 0.4),
                0.007,
                (0.55 * b, 0.62 * b, 0.70 * b),
                0.16,
                exposure=0.035,
                glow=True,
                seed=seed + 1,
            ),
            Particles(
                "streak",
                160,
                (5.0, 4.0, 5.0),
                (wind, -9.0, 0.2),
                0.005,
                (0.6 * b, 0.66 * b, 0.74 * b),
                0.12,
                exposure=0.03,
                glow=True,
                seed=seed + 2,
            ),
        ]
    if weather is Weather.SNOW:
        return [
            Particles(
                "dot",
                1500,
                (18.0, 12.0, 18.0),
                (-0.5, -1.1, 0.1),
                0.028,
                (0.95 * b, 0.97 * b, 1.0 * b),
                0.8,
                wander=0.25,
                seed=seed + 1,
            ),
        ]
    if weather is Weather.DUST:
        return [
            Particles(
                "dot",
                500,
                (20.0, 8.0, 20.0),
                (1.6, 0.05, 0.0),
                0.025,
                (0.75 * b, 0.6 * b, 0.42 * b),
                0.3,
                wander=0.3,
                seed=seed + 1,
            ),
        ]
    return []
