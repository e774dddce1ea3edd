"""The room around a table top: how bright and what colour its light is, by the time and the weather."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from reelwright.previs.light import Light
from reelwright.previs.sky import Sky
from reelwright.story.vocabulary import TimeOfDay, Weather

__all__ = ["Room", "room_for", "room_light", "room_sky"]

RGB = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Room:
    """Linear radiance. ``outside`` is the window's sky, ``garden`` the green before it, ``wall`` and ``dark``
    the room, ``key`` the light through the window, ``fill`` the room's own, ``lamps`` the strength of warm
    points of light, ``window`` how bright the window's reflection is, ``calm`` the side left empty for words
    (-1 left, 1 right, 0 none)."""

    outside: RGB
    garden: RGB
    wall: RGB
    dark: RGB
    key: RGB
    fill: RGB
    bounce: RGB
    lamps: float = 0.6
    window: float = 5.0
    calm: int = 0
    plain: bool = False
    seed: int = 1


_DAY: Final = Room(
    (2.6, 2.45, 2.1),
    (0.62, 0.86, 0.26),
    (0.46, 0.36, 0.26),
    (0.16, 0.11, 0.075),
    (1.75, 1.48, 1.10),
    (0.40, 0.37, 0.33),
    (0.24, 0.17, 0.11),
    0.35,
)
_WARM: Final = Room(
    (3.0, 2.30, 1.25),
    (0.62, 0.70, 0.16),
    (0.36, 0.215, 0.115),
    (0.10, 0.056, 0.032),
    (2.10, 1.46, 0.80),
    (0.33, 0.285, 0.245),
    (0.25, 0.15, 0.075),
    0.9,
)
_TIMES: Final = {
    TimeOfDay.DAWN: replace(
        _DAY,
        outside=(2.3, 1.55, 1.35),
        garden=(0.42, 0.45, 0.30),
        wall=(0.36, 0.26, 0.23),
        key=(1.55, 1.08, 0.86),
        fill=(0.31, 0.28, 0.31),
        lamps=0.5,
    ),
    TimeOfDay.DAY: _DAY,
    TimeOfDay.GOLDEN_HOUR: _WARM,
    TimeOfDay.DUSK: replace(
        _WARM,
        outside=(0.52, 0.50, 0.92),
        garden=(0.08, 0.10, 0.14),
        wall=(0.28, 0.145, 0.085),
        dark=(0.07, 0.04, 0.035),
        key=(1.35, 0.88, 0.52),
        fill=(0.22, 0.19, 0.24),
        lamps=1.6,
        window=2.4,
    ),
    TimeOfDay.NIGHT: replace(
        _WARM,
        outside=(0.035, 0.055, 0.13),
        garden=(0.012, 0.018, 0.03),
        wall=(0.17, 0.085, 0.042),
        dark=(0.035, 0.02, 0.014),
        key=(1.25, 0.80, 0.40),
        fill=(0.15, 0.12, 0.115),
        bounce=(0.13, 0.075, 0.04),
        lamps=2.2,
        window=2.2,
    ),
}


def room_for(
    time: TimeOfDay | None, weather: Weather | None, words: str, calm: int = 0, seed: int = 1
) -> Room:
    """The room at ``time`` with ``weather`` outside; "warm" in ``words`` makes a day a late afternoon."""
    warm = any(w in words for w in ("warm", "golden", "cosy", "cozy", "amber", "sunset"))
    if time is None:
        time = TimeOfDay.GOLDEN_HOUR if warm else TimeOfDay.DAY
    room = replace(_TIMES[time], calm=calm, seed=seed % 97)
    if weather in (Weather.CLOUD, Weather.RAIN, Weather.STORM, Weather.SNOW, Weather.FOG):
        k = {Weather.CLOUD: 0.75, Weather.STORM: 0.4, Weather.RAIN: 0.5}.get(weather, 0.8)
        grey = sum(room.outside) / 3 * k

        def cool(c: RGB, by: float) -> RGB:
            m = sum(c) / 3
            return (c[0] + (m - c[0]) * by, c[1] + (m - c[1]) * by, c[2] + (m * 1.05 - c[2]) * by)

        room = replace(
            room,
            outside=(grey, grey * 1.03, grey * 1.08),
            garden=cool(room.garden, 0.4),
            key=_times(cool(room.key, 0.35), 0.45 + 0.5 * k),
            lamps=room.lamps + 0.5,
        )
    return room


def _times(c: RGB, k: float) -> RGB:
    return (c[0] * k, c[1] * k, c[2] * k)


def room_light(room: Room) -> Light:
    """The key comes through the window: from behind on the left, at half height."""
    d = np.array([-0.62, 0.60, 0.50])
    d /= np.linalg.norm(d)
    return Light(
        (float(d[0]), float(d[1]), float(d[2])), room.key, room.fill, room.bounce, room.dark, 0.0, 0.22, 0.78
    )


def room_sky(room: Room) -> Sky:
    """What the meshes' glaze reflects: a dim room with the window and a soft fill."""
    up = _times(room.wall, 0.8)
    w, d = room.wall, room.dark
    low = (0.5 * (w[0] + d[0]), 0.5 * (w[1] + d[1]), 0.5 * (w[2] + d[2]))
    glow = _times(room.key, 0.3 * room.window)
    soft = _times(room.fill, 1.6)
    return Sky(
        zenith=up,
        horizon=low,
        haze=0.6,
        below=room.dark,
        sun_size=0.0,
        glow=0.0,
        clouds=0.0,
        wisps=0.0,
        softbox=(
            ((-0.75, 0.5, -0.35), 0.34, glow),
            ((-0.6, 0.35, 0.75), 0.42, _times(glow, 0.5)),
            ((0.9, 0.4, -0.2), 0.22, soft),
        ),
    )
