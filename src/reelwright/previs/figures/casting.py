"""People by noun: who a hiker, a chef or an old man is, before the prompt's own colours are applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reelwright.previs.figures.cones import RGB
from reelwright.previs.figures.palette import COLOURS, colour_pairs
from reelwright.previs.figures.person import Person
from reelwright.previs.figures.wardrobe import Physique, Wardrobe

__all__ = ["PEOPLE", "cast"]

_MAN = Physique(height=1.78, shoulder=0.114, chest=0.080, waist=0.069, pelvis=0.076)
_WOMAN = Physique(height=1.67, shoulder=0.096, waist=0.056, pelvis=0.081, chest=0.069, limb=0.90, bust=0.034)
_BOY = Physique(
    height=1.24, head=0.090, shoulder=0.092, hip=0.046, shoulder_y=0.757, hip_y=0.475, chest=0.072,
    waist=0.067, pelvis=0.070, limb=0.96,
)  # fmt: skip
_GIRL = replace(_BOY, height=1.20, shoulder=0.088, limb=0.92)
_TODDLER = replace(
    _BOY, height=0.86, head=0.118, shoulder=0.100, shoulder_y=0.715, hip_y=0.43, chest=0.088, waist=0.088,
    pelvis=0.088, limb=1.2,
)  # fmt: skip
_OLD_MAN = replace(_MAN, height=1.70, stoop=0.16, belly=0.070, shoulder=0.106)
_OLD_WOMAN = replace(_WOMAN, height=1.58, stoop=0.15, waist=0.068)

_SKINS: tuple[RGB, ...] = (
    (0.74, 0.44, 0.31), (0.80, 0.52, 0.40), (0.60, 0.33, 0.20), (0.42, 0.21, 0.115), (0.24, 0.115, 0.062),
    (0.68, 0.43, 0.26),
)  # fmt: skip
_HAIRS: tuple[RGB, ...] = (
    (0.035, 0.020, 0.013), (0.085, 0.042, 0.020), (0.16, 0.070, 0.028), (0.36, 0.21, 0.075),
    (0.020, 0.015, 0.013), (0.28, 0.09, 0.03),
)  # fmt: skip
_TOPS: tuple[RGB, ...] = (
    (0.14, 0.26, 0.44), (0.46, 0.10, 0.06), (0.62, 0.55, 0.42), (0.10, 0.24, 0.14), (0.55, 0.36, 0.07),
    (0.30, 0.28, 0.30), (0.66, 0.64, 0.60),
)  # fmt: skip
_SILVER: RGB = (0.56, 0.55, 0.53)


@dataclass(frozen=True, slots=True)
class _Role:
    build: Physique
    sex: str
    young: float = 0.0
    old: bool = False
    wear: tuple[tuple[str, object], ...] = ()


def _wear(**items: object) -> tuple[tuple[str, object], ...]:
    return tuple(items.items())


PEOPLE: dict[str, _Role] = {
    "man": _Role(_MAN, "m"), "woman": _Role(_WOMAN, "f"),
    "boy": _Role(_BOY, "m", 1.0, wear=_wear(shorts=True, sleeves=0.35, top_second=(0.75, 0.74, 0.70))),
    "girl": _Role(_GIRL, "f", 1.0, wear=_wear(hair_style="ponytail", dress=(0.72, 0.46, 0.09), sleeves=0.35)),
    "toddler": _Role(_TODDLER, "m", 1.0, wear=_wear(sleeves=0.35, top=(0.72, 0.46, 0.12))),
    "old man": _Role(
        _OLD_MAN, "m", old=True, wear=_wear(beard=True, hair_style="bald", top=(0.26, 0.20, 0.15)),
    ),
    "old woman": _Role(
        _OLD_WOMAN, "f", old=True, wear=_wear(hair_style="bun", dress=(0.20, 0.13, 0.24), skirt_hem=1.45),
    ),
    "hiker": _Role(
        _MAN, "m",
        wear=_wear(
            backpack=(0.50, 0.16, 0.03), hat="cap", hat_colour=(0.12, 0.18, 0.12), stick=True,
            bottom=(0.16, 0.13, 0.085), shoes=(0.16, 0.08, 0.035),
        ),
    ),
    "chef": _Role(_MAN, "m", wear=_wear(hat="chef", hat_colour=(0.84, 0.83, 0.81), top=(0.82, 0.81, 0.79))),
    "cowboy": _Role(
        _MAN, "m",
        wear=_wear(
            hat="cowboy", hat_colour=(0.25, 0.13, 0.06), bottom=(0.07, 0.10, 0.18), shoes=(0.14, 0.065, 0.03),
            top=(0.46, 0.10, 0.06),
        ),
    ),
    "farmer": _Role(
        _MAN, "m", wear=_wear(hat="brim", hat_colour=(0.62, 0.46, 0.20), bottom=(0.09, 0.14, 0.26)),
    ),
    "worker": _Role(
        _MAN, "m", wear=_wear(hat="helmet", hat_colour=(0.78, 0.52, 0.04), top=(0.74, 0.28, 0.03)),
    ),
    "businessman": _Role(
        _MAN, "m", wear=_wear(coat=(0.040, 0.045, 0.060), coat_hem=0.28, bottom=(0.040, 0.045, 0.060)),
    ),
    "businesswoman": _Role(
        _WOMAN, "f",
        wear=_wear(coat=(0.045, 0.045, 0.055), coat_hem=0.28, bottom=(0.04, 0.042, 0.05), hair_style="bob"),
    ),
    "scientist": _Role(
        _WOMAN, "f", wear=_wear(coat=(0.80, 0.80, 0.79), coat_hem=0.95, glasses=True, hair_style="bob"),
    ),
    "doctor": _Role(_WOMAN, "f", wear=_wear(coat=(0.80, 0.80, 0.79), coat_hem=0.95, hair_style="bun")),
    "runner": _Role(
        _WOMAN, "f",
        wear=_wear(
            shorts=True, sleeves=0.0, top=(0.70, 0.12, 0.20), hair_style="ponytail", shoes=(0.75, 0.74, 0.70),
        ),
    ),
    "dancer": _Role(
        _WOMAN, "f", wear=_wear(dress=(0.52, 0.03, 0.06), sleeves=0.0, skirt_hem=1.15, hair_style="bun"),
    ),
    "king": _Role(
        _OLD_MAN, "m", old=True,
        wear=_wear(hat="crown", cape=(0.46, 0.02, 0.03), beard=True, top=(0.30, 0.05, 0.30)),
    ),
    "queen": _Role(
        _WOMAN, "f",
        wear=_wear(
            hat="crown", cape=(0.30, 0.03, 0.24), dress=(0.62, 0.50, 0.20), skirt_hem=1.6, hair_style="long",
        ),
    ),
    "princess": _Role(
        _WOMAN, "f", 0.5, wear=_wear(hat="crown", dress=(0.70, 0.34, 0.46), skirt_hem=1.6, hair_style="long"),
    ),
    "superhero": _Role(
        _MAN, "m",
        wear=_wear(
            cape=(0.52, 0.02, 0.02), top=(0.04, 0.09, 0.36), bottom=(0.04, 0.09, 0.36),
            shoes=(0.50, 0.02, 0.02),
        ),
    ),
    "explorer": _Role(
        _MAN, "m",
        wear=_wear(
            hat="brim", hat_colour=(0.44, 0.33, 0.18), top=(0.48, 0.38, 0.22), bottom=(0.36, 0.28, 0.16),
            backpack=(0.20, 0.14, 0.07),
        ),
    ),
}  # fmt: skip

_GARMENTS: dict[str, str] = {
    "coat": "coat", "jacket": "jacket", "parka": "coat", "raincoat": "coat", "cloak": "coat",
    "overcoat": "coat", "blazer": "jacket", "suit": "suit", "uniform": "suit", "dress": "dress",
    "gown": "gown", "skirt": "skirt", "shirt": "top", "t-shirt": "top", "sweater": "top", "jumper": "top",
    "hoodie": "top", "blouse": "top", "top": "top", "trousers": "bottom", "pants": "bottom",
    "jeans": "bottom", "shorts": "shorts", "hat": "brim", "cap": "cap", "beanie": "beanie", "scarf": "scarf",
    "shoes": "shoes", "boots": "shoes", "hair": "hair", "eyes": "eyes", "backpack": "backpack",
    "rucksack": "backpack", "cape": "cape", "helmet": "helmet", "glasses": "glasses", "beard": "beard",
    "haired": "hair", "apron": "top",
}  # fmt: skip


def _dressed(wear: Wardrobe, garment: str, colour: RGB | None) -> Wardrobe:
    shade = colour
    if garment in ("coat", "jacket"):
        return replace(
            wear, coat=shade or wear.coat or (0.30, 0.22, 0.14), coat_hem=0.85 if garment == "coat" else 0.22
        )
    if garment == "suit":
        return replace(
            wear, coat=shade or (0.04, 0.045, 0.06), coat_hem=0.28, bottom=shade or (0.04, 0.045, 0.06)
        )
    if garment in ("dress", "gown", "skirt"):
        return replace(
            wear,
            dress=shade or wear.dress or (0.40, 0.06, 0.16),
            skirt_hem=1.6 if garment == "gown" else 0.95,
        )
    if garment == "shorts":
        return replace(wear, shorts=True, bottom=shade or wear.bottom)
    if garment in ("cap", "beanie", "brim", "helmet"):
        return replace(wear, hat=garment, hat_colour=shade or wear.hat_colour)
    if garment == "scarf":
        return replace(wear, scarf=shade or (0.60, 0.12, 0.08))
    if garment in ("backpack", "cape"):
        return replace(wear, **{garment: shade or (0.40, 0.10, 0.04)})  # type: ignore[arg-type]
    if garment in ("glasses", "beard"):
        return replace(wear, **{garment: True})  # type: ignore[arg-type]
    if shade is None:
        return wear
    return replace(wear, **{garment: shade})  # type: ignore[arg-type]


def cast(noun: str, attributes: Sequence[str], seed: int) -> Person:
    """Somebody for ``noun`` (in :data:`PEOPLE`), dressed as ``attributes`` say; the seed chooses the rest."""
    role = PEOPLE[noun]
    random = np.random.RandomState(seed % (2**31))
    skin, hair = _SKINS[random.randint(len(_SKINS))], _HAIRS[random.randint(len(_HAIRS))]
    top = _TOPS[random.randint(len(_TOPS))]
    style = (
        "long", "bob", "ponytail", "bun", "long",
    )[random.randint(5)] if role.sex == "f" else ("short", "short", "curly")[random.randint(3)]  # fmt: skip
    if role.old:
        hair = _SILVER
    wear = Wardrobe(
        skin=skin, hair=hair, hair_style=style, top=top,
        eyes=((0.06, 0.035, 0.02), (0.05, 0.12, 0.22), (0.07, 0.12, 0.05))[random.randint(3)],
    )  # fmt: skip
    wear = replace(wear, **dict(role.wear))  # type: ignore[arg-type]
    words = [part.strip(".,").lower() for text in attributes for part in text.replace("-", " ").split()]
    pairs = colour_pairs([w if w != "t" else "" for w in words])
    for word in words:
        garment = _GARMENTS.get(word)
        if garment is not None:
            wear = _dressed(wear, garment, pairs.get(word))
    loose = pairs.get("")
    if loose is None:
        others = [c for key, c in pairs.items() if key not in _GARMENTS]
        loose = others[0] if others else None
    if loose is not None:
        if loose in (COLOURS["blond"], COLOURS["ginger"]):
            wear = replace(wear, hair=loose)
        elif wear.coat is not None:
            wear = replace(wear, coat=loose)
        elif wear.dress is not None:
            wear = replace(wear, dress=loose)
        else:
            wear = replace(wear, top=loose, top_second=None)
    return Person(noun, role.build, wear, young=role.young)
