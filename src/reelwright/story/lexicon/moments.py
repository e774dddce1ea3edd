"""What people call times of day and weather. ``?`` marks everyday words, as in ``cameras``."""

from __future__ import annotations

from typing import Final

from reelwright.story.vocabulary import TimeOfDay, Weather

__all__ = ["MOMENT_ADJECTIVES", "TIMES", "WEATHERS"]

TIMES: Final[dict[TimeOfDay, str]] = {
    TimeOfDay.DAWN: """
    dawn, at dawn, daybreak, sunrise, at sunrise, early morning, first light, early morning light, crack
    of dawn, sun rising, rising sun, morning mist, sun rises, morning twilight, before sunrise
    """,
    TimeOfDay.DAY: """
    ?day, daytime, daylight, in daylight, broad daylight, midday, mid day, noon, high noon, morning, in
    the morning, mid morning, late morning, afternoon, in the afternoon, during the day, by day, sunny
    day, bright day, summer day, spring day, autumn day, winter day, winter morning, summer morning,
    spring morning, autumn morning, sunny morning, sunny afternoon, summer afternoon, bright sunny day,
    clear day, midday sun, noon sun, harsh midday sun, bright midday sun, rainy day, rainy afternoon,
    cloudy day, snowy day, foggy day, foggy morning, misty morning, rainy morning, bright morning, warm
    day, hot day, cold day, cold morning
    """,
    TimeOfDay.GOLDEN_HOUR: """
    golden hour, golden hour light, golden hour lighting, golden hour glow, at golden hour, during
    golden hour, sunset, at sunset, sun set, sundown, sun setting, setting sun, sun sets, late
    afternoon, late afternoon light, magic hour, evening sun, low sun, evening light, sunset light,
    golden sunset, sunset glow, late afternoon sun, golden evening, golden evening light
    """,
    TimeOfDay.DUSK: """
    dusk, at dusk, twilight, at twilight, blue hour, at blue hour, evening, in the evening, after
    sunset, nightfall, gloaming, early evening, summer evening, rainy evening, at nightfall, late
    evening
    """,
    TimeOfDay.NIGHT: """
    night, at night, nighttime, night time, midnight, at midnight, in the night, by night, tonight, late
    at night, late night, dead of night, night scene, moonlit night, starry night, rainy night, stormy
    night, dark night, winter night, summer night, after dark, in the dark, full moon night, snowy
    night, foggy night, nocturnal, under the stars, under the stars at night, under a starry sky,
    beneath the stars, night lights, under the moonlight, in the moonlight, moonlight, by moonlight,
    cold night, quiet night
    """,
}

WEATHERS: Final[dict[Weather, str]] = {
    Weather.CLEAR: """
    clear weather, ?clear, sunny weather, ?sunny, clear skies, cloudless sky, cloudless, clear blue sky,
    clear sky, sunny day, bright sunny day, clear day, blue sky, under a clear sky, blue skies, under
    blue skies, sunny morning, sunny afternoon, fair weather, bright midday sun
    """,
    Weather.CLOUD: """
    ?cloudy, cloudy weather, overcast, overcast sky, overcast day, cloudy sky, cloudy day, grey sky,
    gray sky, under grey skies, dark clouds, grey clouds, gloomy weather, moody clouds, cloud cover,
    partly cloudy
    """,
    Weather.RAIN: """
    rain, in the rain, ?rainy, rainy weather, raining, rainfall, drizzle rain, light rain, heavy rain,
    pouring rain, rain falling, falling rain, rain shower, rain showers, downpour, raindrops falling,
    rain pouring, rainy day, rainy night, rainy evening, rainy afternoon, rainy morning, rain soaked,
    rain slicked, rain swept, monsoon, rainstorm, drizzling, wet weather, through the rain, under the
    rain, spring rain, summer rain, gentle rain
    """,
    Weather.STORM: """
    storm, in a storm, stormy weather, thunderstorm, ?stormy, lightning storm, thunder, thunder and
    lightning, lightning flashes, lightning strikes, raging storm, hurricane, typhoon, tempest, storm
    clouds, dark storm clouds, stormy night, storm approaching, gale, during a storm, stormy sky, stormy
    skies, sea storm, violent storm, electrical storm, lightning in the sky
    """,
    Weather.SNOW: """
    snow falling, falling snow, snowfall, ?snowy, snowing, snowy weather, snowflakes, snow flakes,
    snowflakes falling, snowstorm, snow storm, blizzard, heavy snow, light snow, gentle snow, gently
    falling snow, snowy day, snowy night, flurries, winter storm, snow gently falling, sleet, softly
    falling snow
    """,
    Weather.FOG: """
    fog, ?foggy, foggy weather, mist, ?misty, in the fog, in the mist, morning mist, morning fog, thick
    fog, dense fog, light fog, heavy fog, ?hazy, haze, shrouded in fog, shrouded in mist, through the
    fog, through the mist, foggy day, foggy morning, misty morning, foggy night, low clouds, swirling
    fog, rolling fog, swirling mist
    """,
    Weather.DUST: """
    sandstorm, dust storm, duststorm, sand storm, ?dusty, dust, dust clouds, cloud of dust, dust cloud,
    blowing sand, dust devil, kicking up dust, swirling dust, dust in the air, swirling sand
    """,
}

MOMENT_ADJECTIVES: Final[dict[str, tuple[str, str]]] = {
    "rainy": ("weather", "rain"),
    "stormy": ("weather", "storm"),
    "snowy": ("weather", "snow"),
    "foggy": ("weather", "fog"),
    "misty": ("weather", "fog"),
    "hazy": ("weather", "fog"),
    "sunny": ("weather", "clear"),
    "cloudy": ("weather", "cloud"),
    "overcast": ("weather", "cloud"),
    "dusty": ("weather", "dust"),
    "moonlit": ("time", "night"),
    "starry": ("time", "night"),
    "starlit": ("time", "night"),
    "sunlit": ("time", "day"),
    "sunset": ("time", "golden_hour"),
    "sunrise": ("time", "dawn"),
    "night": ("time", "night"),
    "midnight": ("time", "night"),
    "nighttime": ("time", "night"),
    "evening": ("time", "dusk"),
    "morning": ("time", "day"),
    "calm": ("mood", "calm"),
    "peaceful": ("mood", "calm"),
    "serene": ("mood", "calm"),
    "tranquil": ("mood", "calm"),
    "quiet": ("mood", "calm"),
    "eerie": ("mood", "dark"),
    "spooky": ("mood", "dark"),
    "haunted": ("mood", "dark"),
    "mysterious": ("mood", "mysterious"),
    "magical": ("mood", "wonder"),
    "enchanted": ("mood", "wonder"),
    "cozy": ("mood", "cosy"),
    "cosy": ("mood", "cosy"),
    "romantic": ("mood", "romantic"),
    "lonely": ("mood", "melancholic"),
    "epic": ("mood", "epic"),
    "candlelit": ("lighting", "candlelight"),
    "neon": ("lighting", "neon"),
    "dim": ("lighting", "low key"),
    "dimly": ("lighting", "low key"),
    "sunny day": ("weather", "clear"),
}
"""Adjectives that set a slot when they stand inside the phrase of a place ("a misty forest")."""
