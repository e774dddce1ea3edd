"""Light, sky and air for a time of day and a weather: where every outdoor setting starts."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from reelwright.previs.light import Light
from reelwright.previs.sky import Sky
from reelwright.story.vocabulary import TimeOfDay, Weather

__all__ = ["Atmosphere", "atmosphere"]

RGB = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Atmosphere:
    """A coherent set: ``exposure`` in stops, ``stars`` for clear nights, ``air_glow`` towards the sun."""

    light: Light
    sky: Sky
    air_glow: RGB
    exposure: float = 0.0
    stars: bool = False


def _towards(azimuth: float, elevation: float) -> RGB:
    a, e = math.radians(azimuth), math.radians(elevation)
    return (math.sin(a) * math.cos(e), math.sin(e), math.cos(a) * math.cos(e))


_ELEVATION: Final = {
    TimeOfDay.DAWN: 6.0,
    TimeOfDay.DAY: 48.0,
    TimeOfDay.GOLDEN_HOUR: 10.0,
    TimeOfDay.DUSK: 3.0,
    TimeOfDay.NIGHT: 32.0,
}


def atmosphere(
    time: TimeOfDay | None, weather: Weather | None, azimuth: float | None = None, seed: int = 1
) -> Atmosphere:
    """The air at ``time`` (day when None) in ``weather`` (clear when None).

    ``azimuth`` of the sun or moon in degrees: 0 is straight ahead (+z, against the light), positive to the
    right; by default in front for low suns and to one side by day.
    """
    time = time or TimeOfDay.DAY
    weather = weather or Weather.CLEAR
    low = time is not TimeOfDay.DAY
    sun = _towards(azimuth if azimuth is not None else (24.0 if low else -125.0), _ELEVATION[time])
    made = _TIMES[time](sun, seed)
    return _WEATHERS[weather](made)


def _dawn(sun: RGB, seed: int) -> Atmosphere:
    light = Light(
        sun, (1.25, 0.86, 0.66), (0.34, 0.36, 0.46), (0.16, 0.13, 0.12), (0.66, 0.60, 0.64), 0.007, 1.0, 0.55
    )
    sky = Sky(
        zenith=(0.20, 0.29, 0.50),
        horizon=(0.86, 0.62, 0.56),
        haze=0.45,
        below=(0.5, 0.44, 0.46),
        sun=sun,
        sun_colour=(9.0, 5.6, 3.4),
        sun_size=0.022,
        glow=0.75,
        glow_colour=(1.0, 0.62, 0.42),
        clouds=0.42,
        cloud_lit=(1.05, 0.74, 0.66),
        cloud_shade=(0.42, 0.39, 0.50),
        wisps=0.6,
        seed=seed,
    )
    return Atmosphere(light, sky, (0.42, 0.20, 0.08))


def _day(sun: RGB, seed: int) -> Atmosphere:
    light = Light(
        sun,
        (1.28, 1.20, 1.05),
        (0.36, 0.44, 0.56),
        (0.20, 0.18, 0.13),
        (0.62, 0.72, 0.84),
        0.0028,
        0.35,
        0.72,
    )
    sky = Sky(sun=sun, sun_size=0.014, clouds=0.44, wisps=0.4, seed=seed)
    return Atmosphere(light, sky, (0.12, 0.10, 0.06))


def _golden(sun: RGB, seed: int) -> Atmosphere:
    light = Light(
        sun, (2.1, 1.20, 0.46), (0.36, 0.33, 0.36), (0.30, 0.19, 0.08), (0.66, 0.40, 0.20), 0.0042, 1.3, 0.6
    )
    sky = Sky(
        zenith=(0.13, 0.21, 0.38),
        horizon=(0.84, 0.46, 0.18),
        haze=0.42,
        below=(0.45, 0.28, 0.13),
        sun=sun,
        sun_colour=(16.0, 10.5, 4.4),
        sun_size=0.017,
        glow=0.62,
        glow_colour=(1.15, 0.56, 0.16),
        clouds=0.46,
        cloud_lit=(1.25, 0.70, 0.34),
        cloud_shade=(0.36, 0.26, 0.28),
        wisps=0.9,
        seed=seed,
    )
    return Atmosphere(light, sky, (0.62, 0.28, 0.05), -0.08)


def _dusk(sun: RGB, seed: int) -> Atmosphere:
    light = Light(
        sun, (0.95, 0.50, 0.40), (0.24, 0.25, 0.40), (0.12, 0.09, 0.11), (0.42, 0.33, 0.42), 0.006, 1.1, 0.45
    )
    sky = Sky(
        zenith=(0.07, 0.10, 0.26),
        horizon=(0.80, 0.38, 0.32),
        haze=0.40,
        below=(0.26, 0.18, 0.24),
        sun=sun,
        sun_colour=(7.0, 2.9, 1.4),
        sun_size=0.026,
        glow=0.6,
        glow_colour=(1.1, 0.40, 0.20),
        clouds=0.48,
        cloud_lit=(0.95, 0.44, 0.40),
        cloud_shade=(0.20, 0.18, 0.30),
        wisps=0.8,
        seed=seed,
    )
    return Atmosphere(light, sky, (0.36, 0.12, 0.06), 0.25)


def _night(sun: RGB, seed: int) -> Atmosphere:
    light = Light(
        sun, (0.36, 0.44, 0.62), (0.07, 0.10, 0.19), (0.035, 0.04, 0.06), (0.05, 0.075, 0.14), 0.006, 0.8, 0.6
    )
    sky = Sky(
        zenith=(0.010, 0.018, 0.05),
        horizon=(0.06, 0.09, 0.17),
        haze=0.4,
        below=(0.03, 0.04, 0.07),
        sun=sun,
        sun_colour=(2.4, 2.5, 2.6),
        sun_size=0.020,
        glow=0.12,
        glow_colour=(0.5, 0.62, 0.9),
        clouds=0.34,
        cloud_lit=(0.13, 0.16, 0.24),
        cloud_shade=(0.03, 0.04, 0.07),
        wisps=0.3,
        seed=seed,
    )
    return Atmosphere(light, sky, (0.03, 0.04, 0.06), 0.5, True)


def _dim(made: Atmosphere, key: float, cover: float, grey: float, fog: float) -> Atmosphere:
    """Cloud before the sun: less and whiter key, flatter sky, thicker air."""

    def mixed(c: RGB, k: float, to: float = 1.0) -> RGB:
        m = (0.3 * c[0] + 0.55 * c[1] + 0.15 * c[2]) * to
        return (c[0] + (m - c[0]) * k, c[1] + (m - c[1]) * k, c[2] + (m * 1.06 - c[2]) * k)

    light, sky = made.light, made.sky
    light = replace(
        light,
        key=_scaled(mixed(light.key, grey), key),
        sky=mixed(light.sky, grey, 1.25),
        fog_colour=mixed(light.fog_colour, grey, 0.95),
        fog=max(light.fog, fog),
        rim=light.rim * (0.4 + 0.6 * key),
        shadow=light.shadow * (0.35 + 0.65 * key),
    )
    sky = replace(
        sky,
        zenith=mixed(sky.zenith, grey, 1.1),
        horizon=mixed(sky.horizon, grey, 0.95),
        clouds=max(sky.clouds, cover),
        cloud_lit=mixed(sky.cloud_lit, grey, 0.9),
        cloud_shade=mixed(sky.cloud_shade, grey, 0.85),
        sun_colour=_scaled(sky.sun_colour, key * key),
        glow=sky.glow * (0.25 + 0.75 * key),
    )
    return replace(made, light=light, sky=sky, air_glow=_scaled(made.air_glow, key))


def _scaled(colour: RGB, k: float) -> RGB:
    return (colour[0] * k, colour[1] * k, colour[2] * k)


_TIMES: Final[dict[TimeOfDay, Callable[[RGB, int], Atmosphere]]] = {
    TimeOfDay.DAWN: _dawn,
    TimeOfDay.DAY: _day,
    TimeOfDay.GOLDEN_HOUR: _golden,
    TimeOfDay.DUSK: _dusk,
    TimeOfDay.NIGHT: _night,
}
_WEATHERS: Final[dict[Weather, Callable[[Atmosphere], Atmosphere]]] = {
    Weather.CLEAR: lambda made: made,
    Weather.CLOUD: lambda made: _dim(made, 0.65, 0.68, 0.35, 0.004),
    Weather.RAIN: lambda made: _dim(made, 0.35, 0.85, 0.6, 0.010),
    Weather.STORM: lambda made: replace(_dim(made, 0.28, 0.9, 0.7, 0.011), exposure=made.exposure - 0.25),
    Weather.SNOW: lambda made: _dim(made, 0.5, 0.8, 0.5, 0.009),
    Weather.FOG: lambda made: _dim(made, 0.4, 0.7, 0.45, 0.035),
    Weather.DUST: lambda made: _dim(made, 0.7, 0.4, 0.1, 0.02),
}
