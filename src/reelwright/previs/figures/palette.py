"""Colour words and what they are in linear light."""

from __future__ import annotations

from collections.abc import Sequence

from reelwright.previs.figures.cones import RGB

__all__ = ["COLOURS", "colour_in", "colour_pairs"]

COLOURS: dict[str, RGB] = {
    "black": (0.022, 0.020, 0.020), "white": (0.80, 0.78, 0.73), "grey": (0.22, 0.22, 0.225),
    "silver": (0.48, 0.49, 0.51), "red": (0.56, 0.030, 0.028), "crimson": (0.42, 0.015, 0.035),
    "scarlet": (0.62, 0.04, 0.02), "orange": (0.72, 0.22, 0.03), "yellow": (0.78, 0.54, 0.06),
    "golden": (0.62, 0.34, 0.10), "gold": (0.62, 0.36, 0.09), "green": (0.06, 0.26, 0.07),
    "blue": (0.05, 0.14, 0.46), "navy": (0.018, 0.035, 0.12), "turquoise": (0.05, 0.42, 0.42),
    "teal": (0.03, 0.24, 0.25), "purple": (0.20, 0.06, 0.34), "violet": (0.26, 0.09, 0.46),
    "pink": (0.74, 0.28, 0.36), "magenta": (0.60, 0.05, 0.32), "brown": (0.19, 0.085, 0.036),
    "chestnut": (0.30, 0.095, 0.034), "chocolate": (0.10, 0.042, 0.022), "tan": (0.52, 0.34, 0.18),
    "beige": (0.64, 0.53, 0.39), "cream": (0.76, 0.66, 0.48), "ginger": (0.60, 0.24, 0.06),
    "blond": (0.56, 0.38, 0.14), "sandy": (0.60, 0.43, 0.22), "khaki": (0.38, 0.33, 0.19),
    "olive": (0.17, 0.17, 0.05), "maroon": (0.20, 0.018, 0.022), "spotted": (0.78, 0.75, 0.70),
    "bay": (0.27, 0.105, 0.040), "emerald": (0.02, 0.34, 0.15), "indigo": (0.06, 0.05, 0.30),
    "lavender": (0.46, 0.36, 0.62), "copper": (0.55, 0.22, 0.09), "bronze": (0.36, 0.20, 0.08),
    "mint": (0.40, 0.68, 0.50),
}  # fmt: skip

_SAME = {"gray": "grey", "blonde": "blond", "dark": "chocolate", "snow-white": "white", "jet-black": "black"}


def colour_in(words: Sequence[str]) -> RGB | None:
    """The first colour named in ``words``."""
    for word in words:
        for part in word.lower().split():
            part = _SAME.get(part, part)
            if part in COLOURS:
                return COLOURS[part]
    return None


def colour_pairs(words: Sequence[str]) -> dict[str, RGB]:
    """What each colour belongs to: ``["red coat", "blue", "hat"]`` gives coat red and hat blue.

    A colour belongs to the word after it; one with none after it is under the key ``""``.
    """
    flat = [part for word in words for part in word.lower().replace(",", " ").split()]
    found: dict[str, RGB] = {}
    pending: RGB | None = None
    for part in flat:
        part = _SAME.get(part, part)
        if part in COLOURS:
            if pending is not None:
                found.setdefault("", pending)
            pending = COLOURS[part]
        elif pending is not None:
            found.setdefault(part, pending)
            pending = None
    if pending is not None:
        found.setdefault("", pending)
    return found
