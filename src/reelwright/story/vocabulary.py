"""The words a director may use. Each enumeration is a field's whole vocabulary."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Camera", "Family", "ShotSize", "Style", "TimeOfDay", "Transition", "Weather"]


class Camera(StrEnum):
    """How the camera moves during a shot."""

    STATIC = "static"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    TILT_UP = "tilt_up"
    TILT_DOWN = "tilt_down"
    DOLLY_IN = "dolly_in"
    DOLLY_OUT = "dolly_out"
    TRACKING = "tracking"
    CRANE = "crane"
    HANDHELD = "handheld"
    DRONE = "drone"
    ORBIT = "orbit"
    ZOOM_IN = "zoom_in"
    ZOOM_OUT = "zoom_out"


class ShotSize(StrEnum):
    """How much of the subject fills the frame, from an eye to a landscape."""

    EXTREME_CLOSE_UP = "extreme_close_up"
    CLOSE_UP = "close_up"
    MEDIUM_CLOSE_UP = "medium_close_up"
    MEDIUM = "medium"
    FULL = "full"
    WIDE = "wide"
    EXTREME_WIDE = "extreme_wide"


class Style(StrEnum):
    """The look of the whole picture."""

    CINEMATIC = "cinematic"
    DOCUMENTARY = "documentary"
    COMMERCIAL = "commercial"
    ARTISTIC = "artistic"
    ANIME = "anime"
    REALISTIC = "realistic"
    NOIR = "noir"
    CLEAN = "clean"


class TimeOfDay(StrEnum):
    """When the scene plays."""

    DAWN = "dawn"
    DAY = "day"
    GOLDEN_HOUR = "golden_hour"
    DUSK = "dusk"
    NIGHT = "night"


class Weather(StrEnum):
    """What falls from, or hangs in, the air."""

    CLEAR = "clear"
    CLOUD = "cloud"
    RAIN = "rain"
    STORM = "storm"
    SNOW = "snow"
    FOG = "fog"
    DUST = "dust"


class Transition(StrEnum):
    """How a shot begins. A fade comes from black; a dissolve mixes with the shot before."""

    CUT = "cut"
    DISSOLVE = "dissolve"
    FADE = "fade"


class Family(StrEnum):
    """Kinds of place. The parser maps words to a family; previs draws families."""

    FIELD = "field"
    FOREST = "forest"
    MOUNTAINS = "mountains"
    CANYON = "canyon"
    DESERT = "desert"
    BEACH = "beach"
    SEA = "sea"
    LAKE = "lake"
    SNOWFIELD = "snowfield"
    UNDERWATER = "underwater"
    SKY = "sky"
    SPACE = "space"
    MOON = "moon"
    VOLCANO = "volcano"
    CITY_STREET = "city_street"
    SKYLINE = "skyline"
    PARK = "park"
    SUBURB = "suburb"
    VILLAGE = "village"
    BRIDGE = "bridge"
    HARBOUR = "harbour"
    HIGHWAY = "highway"
    RAILWAY = "railway"
    STADIUM = "stadium"
    INDUSTRIAL = "industrial"
    INTERIOR = "interior"
    TABLETOP = "tabletop"
    STUDIO = "studio"
    ABSTRACT = "abstract"
