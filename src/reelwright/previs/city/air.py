"""The air over a city: the sky by its hour, at night with the glow of its own lights in the haze."""

from __future__ import annotations

from dataclasses import replace

from reelwright.previs.atmosphere import Atmosphere, atmosphere
from reelwright.previs.stage import Stage
from reelwright.story.vocabulary import TimeOfDay, Weather

__all__ = ["city_air", "darkness", "hour"]

RAINY = (Weather.RAIN, Weather.STORM)


def hour(stage: Stage) -> TimeOfDay:
    """The time of day; neon that nobody dated is seen at night."""
    time = stage.prompt.time
    if time is None:
        lit = f"{stage.words} {stage.prompt.text}".lower()
        return (
            TimeOfDay.NIGHT
            if any(w in lit for w in ("neon", "night", "cyberpunk", "blade"))
            else TimeOfDay.DAY
        )
    return time


def darkness(time: TimeOfDay, weather: Weather | None) -> float:
    """How much of the light is the city's own, 0..1."""
    dark = {
        TimeOfDay.NIGHT: 1.0,
        TimeOfDay.DUSK: 0.62,
        TimeOfDay.DAWN: 0.35,
        TimeOfDay.GOLDEN_HOUR: 0.22,
    }.get(time, 0.0)
    return max(dark, 0.25) if weather in (*RAINY, Weather.FOG) else dark


def city_air(stage: Stage, azimuth: float) -> Atmosphere:
    """Light and sky among houses; ``azimuth`` of the sun in degrees, 0 along the street."""
    time, weather = hour(stage), stage.prompt.weather
    air = atmosphere(time, weather, azimuth=azimuth, seed=stage.spec.seed % 1000)
    if time is not TimeOfDay.NIGHT:
        if time is TimeOfDay.DAY and weather in (None, Weather.CLEAR):
            air = replace(air, light=replace(air.light, fog=0.0015), exposure=air.exposure + 0.3)
        if weather is Weather.FOG:
            # Houses break a fog bank: the next corner is still there.
            air = replace(air, light=replace(air.light, fog=0.013), exposure=air.exposure - 0.15)
        if time is TimeOfDay.DUSK:
            c = air.light.fog_colour
            light = replace(
                air.light,
                fog=min(air.light.fog, 0.0042) if weather in (None, Weather.CLEAR) else air.light.fog,
                fog_colour=(0.7 * c[0], 0.7 * c[1], 0.8 * c[2]),
            )
            air = replace(air, light=light, exposure=air.exposure - 0.2)
        return air
    rain = weather in RAINY
    neon = "neon" in stage.words or rain
    tint = (0.072, 0.034, 0.100) if neon else (0.070, 0.056, 0.062)
    fog = {
        None: 0.0050,
        Weather.CLEAR: 0.0050,
        Weather.RAIN: 0.0085,
        Weather.STORM: 0.0100,
        Weather.FOG: 0.022,
    }.get(weather, 0.007)
    light = replace(
        air.light,
        direction=(0.76, 0.46, 0.46),
        key=(0.10, 0.10, 0.19),
        sky=(0.042, 0.040, 0.080),
        ground=(0.046, 0.032, 0.046),
        fog_colour=tint,
        fog=fog,
        rim=2.5,
        shadow=0.25,
    )
    sky = replace(
        air.sky,
        zenith=(0.010, 0.012, 0.034),
        horizon=(tint[0] * 1.55, tint[1] * 1.45, tint[2] * 1.5),
        haze=0.55,
        below=tint,
        sun_size=0.0 if rain else air.sky.sun_size,
        glow=0.06,
        clouds=0.75 if rain else 0.4,
        cloud_lit=(0.105, 0.062, 0.120),
        cloud_shade=(0.028, 0.022, 0.050),
    )
    return replace(air, light=light, sky=sky, air_glow=(0.05, 0.02, 0.05), stars=False, exposure=0.22)
