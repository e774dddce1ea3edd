"""The animals of the four-legged family, by the noun a prompt would use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reelwright.previs.figures.anatomy import Build, Coat
from reelwright.previs.figures.builds import (
    BEAR,
    CAT,
    COW,
    DEER,
    ELEPHANT,
    GIRAFFE,
    HORSE,
    LION,
    PIG,
    RABBIT,
    SHEEP,
    WOLF,
)
from reelwright.previs.figures.coats import (
    BLACK,
    WHITE,
    cat_coat,
    cow_coat,
    deer_coat,
    elephant_coat,
    fox_coat,
    fur,
    giraffe_coat,
    golden_coat,
    horse_coat,
    lion_coat,
    panda_coat,
    plain_coat,
    tiger_coat,
    wolf_coat,
    zebra_coat,
)
from reelwright.previs.figures.cones import Pattern, Skin

__all__ = ["SPECIES", "species"]

SPECIES: dict[str, Callable[[], tuple[Build, Coat]]] = {
    "golden retriever": lambda: (Build(feather=0.04), golden_coat()),
    "labrador": lambda: (
        Build(chest=0.245, tail="whip", tail_length=0.50, tail_radius=0.052, tail_angle=0.0),
        plain_coat((0.62, 0.40, 0.17), length=0.004),
    ),
    "dog": lambda: (
        Build(withers=0.52, tail="whip", tail_length=0.52, tail_radius=0.042, tail_angle=0.25, chest=0.225),
        plain_coat((0.34, 0.17, 0.065), length=0.005, light=0.45),
    ),
    "puppy": lambda: (
        Build(
            withers=0.30, half=0.39, chest=0.25, loin=0.205, rump=0.21, narrow=0.86, neck=0.25, head=0.185,
            muzzle=0.145, muzzle_radii=(0.098, 0.075), muzzle_y=-0.06, eye=0.032,
            eye_at=(0.128, 0.045, 0.108), ear_size=0.24, nose=0.036, foot=0.082, foot_length=0.09, jaw=0.055,
            fore_radii=(0.12, 0.09, 0.068, 0.064), hind_radii=(0.16, 0.10, 0.066, 0.062), tail="whip",
            tail_length=0.42, tail_radius=0.05, tail_angle=0.5,
        ),
        plain_coat((0.66, 0.42, 0.18), length=0.006, light=0.35),
    ),
    "shepherd": lambda: (
        replace(WOLF, withers=0.64, mane="", neck_angle=0.75, rump_y=0.78),
        replace(
            plain_coat((0.42, 0.22, 0.075), length=0.010, light=0.2),
            body=fur((0.42, 0.22, 0.075), 0.010, (0.03, 0.025, 0.022), Pattern.FRONT, (0.15, 0.75)),
            muzzle=fur((0.04, 0.03, 0.026), 0.002), ear=fur((0.05, 0.035, 0.028), 0.004),
        ),
    ),
    "husky": lambda: (
        replace(WOLF, withers=0.58, tail="curl", tail_length=0.62, tail_angle=0.6, neck_angle=0.8),
        replace(
            wolf_coat(), eye=(0.30, 0.55, 0.80),
            body=fur((0.30, 0.30, 0.31), 0.014, (0.055, 0.057, 0.065), Pattern.FRONT, (-0.2, 0.7)),
            head=fur((0.13, 0.135, 0.15), 0.006), leg=fur(WHITE, 0.005), muzzle=fur(WHITE, 0.003),
            tail_tip=None,
        ),
    ),
    "dalmatian": lambda: (
        Build(tail="whip", tail_length=0.52, tail_radius=0.036, chest=0.225, narrow=0.68, tongue=True),
        replace(
            plain_coat(WHITE, length=0.003, light=0.0),
            body=fur(WHITE, 0.003, BLACK, Pattern.BLOTCHES, (0.055, 0.17)),
            leg=fur(WHITE, 0.003, BLACK, Pattern.BLOTCHES, (0.050, 0.12)), ear=fur(BLACK, 0.004),
        ),
    ),
    "corgi": lambda: (
        Build(
            withers=0.31, half=0.62, chest=0.28, loin=0.24, rump=0.25, hip=0.80, neck=0.30, head=0.165,
            muzzle=0.185, muzzle_radii=(0.095, 0.065), eye=0.026, eye_at=(0.115, 0.045, 0.10), ear="prick",
            ear_size=0.24, fore=(0.22, 0.26, 0.13), hind=(0.28, 0.29, 0.2),
            fore_radii=(0.13, 0.09, 0.066, 0.06), hind_radii=(0.19, 0.11, 0.066, 0.06), foot=0.075,
            tail="stub", tail_radius=0.10, nose=0.034,
        ),
        replace(
            plain_coat((0.62, 0.30, 0.085), length=0.008, light=0.6), leg=fur(WHITE, 0.004),
            foot=fur(WHITE, 0.003), muzzle=fur(WHITE, 0.003),
        ),
    ),
    "wolf": lambda: (WOLF, wolf_coat()),
    "fox": lambda: (
        replace(
            WOLF, withers=0.40, half=0.47, chest=0.195, loin=0.135, rump=0.15, head=0.125, muzzle=0.19,
            muzzle_radii=(0.062, 0.030), ear_size=0.23, tail_length=0.86, tail_radius=0.095, tail_angle=-0.35,
            eye=0.020, neck_radii=(0.145, 0.115), fore_radii=(0.09, 0.06, 0.038, 0.036),
            hind_radii=(0.13, 0.07, 0.038, 0.036), foot=0.045, tongue=False,
        ),
        fox_coat(),
    ),
    "cat": lambda: (CAT, cat_coat()),
    "kitten": lambda: (
        replace(
            CAT, withers=0.15, half=0.42, head=0.22, eye=0.055, eye_at=(0.145, 0.03, 0.125), neck=0.2,
            tail_length=0.7, muzzle=0.09, muzzle_radii=(0.10, 0.065), ear_size=0.28,
        ),
        cat_coat(),
    ),
    "horse": lambda: (HORSE, horse_coat()),
    "foal": lambda: (
        replace(
            HORSE, withers=0.95, half=0.36, chest=0.18, loin=0.14, rump=0.15, neck=0.44, head=0.11,
            muzzle=0.22, tail_length=0.35,
        ),
        horse_coat(),
    ),
    "donkey": lambda: (
        replace(
            HORSE, withers=1.15, neck=0.48, neck_angle=0.7, ear="long", ear_size=0.26, tail="rope",
            tail_length=0.5, tail_radius=0.02, mane="crest",
        ),
        plain_coat((0.27, 0.24, 0.21), length=0.006, light=0.55, grain=200),
    ),
    "zebra": lambda: (
        replace(HORSE, withers=1.35, neck=0.48, mane="crest", tail_length=0.5, tail_radius=0.03),
        zebra_coat(),
    ),
    "cow": lambda: (COW, cow_coat()),
    "bull": lambda: (
        replace(COW, hump=0.17, neck_radii=(0.23, 0.17), chest=0.27),
        plain_coat((0.07, 0.035, 0.022), length=0.003, light=0.02, grain=160),
    ),
    "sheep": lambda: (
        SHEEP,
        Coat(
            body=Skin(
                (0.74, 0.70, 0.61), (0.62, 0.57, 0.48), Pattern.BLOTCHES, (0.16, 0.5), fur=0.022, grain=190,
            ),
            belly=Skin((0.70, 0.65, 0.56), fur=0.022, grain=190), head=fur((0.055, 0.045, 0.042), 0.003),
            muzzle=fur((0.05, 0.042, 0.04), 0.002), leg=fur((0.05, 0.042, 0.04), 0.002),
            ear=fur((0.055, 0.045, 0.042), 0.003), nose=(0.03, 0.025, 0.025),
        ),
    ),
    "goat": lambda: (
        replace(
            SHEEP, chest=0.22, loin=0.20, rump=0.19, narrow=0.78, horn="cow", ear_size=0.15,
            neck_radii=(0.14, 0.10),
        ),
        plain_coat((0.66, 0.60, 0.52), length=0.010, light=0.2, grain=200),
    ),
    "pig": lambda: (
        PIG,
        Coat(
            body=Skin((0.74, 0.43, 0.38), fur=0.002, grain=160), nose=(0.62, 0.30, 0.27),
            eye=(0.02, 0.012, 0.01), ear=Skin((0.68, 0.36, 0.32)), inner_ear=(0.60, 0.28, 0.25),
            extra={"hoof": (0.20, 0.13, 0.11)},
        ),
    ),
    "deer": lambda: (DEER, deer_coat()), "doe": lambda: (replace(DEER, withers=0.9, horn=""), deer_coat()),
    "lion": lambda: (LION, lion_coat()),
    "lioness": lambda: (replace(LION, withers=0.95, mane=""), lion_coat()),
    "tiger": lambda: (
        replace(LION, mane="cheeks", tail="whip", tail_length=0.9, tail_radius=0.042, half=0.5), tiger_coat(),
    ),
    "leopard": lambda: (
        replace(
            LION, withers=0.7, mane="", tail="whip", tail_length=1.0, tail_radius=0.04, half=0.5, head=0.135,
        ),
        replace(
            plain_coat((0.62, 0.40, 0.15), length=0.005, light=0.5),
            body=fur((0.62, 0.40, 0.15), 0.005, (0.03, 0.02, 0.012), Pattern.BLOTCHES, (0.050, 0.34)),
            leg=fur((0.64, 0.43, 0.18), 0.004, (0.03, 0.02, 0.012), Pattern.BLOTCHES, (0.042, 0.28)),
        ),
    ),
    "cheetah": lambda: (
        replace(
            LION, withers=0.78, mane="", tail="whip", tail_length=0.95, tail_radius=0.036, half=0.47,
            head=0.105, chest=0.21, loin=0.125, muzzle=0.09, muzzle_radii=(0.066, 0.05), spine=1.4,
            eye_at=(0.072, 0.03, 0.062), narrow=0.66,
        ),
        replace(
            plain_coat((0.68, 0.45, 0.18), length=0.004, light=0.5),
            body=fur((0.68, 0.45, 0.18), 0.004, (0.02, 0.015, 0.01), Pattern.BLOTCHES, (0.034, 0.27)),
            leg=fur((0.68, 0.46, 0.2), 0.003, (0.02, 0.015, 0.01), Pattern.BLOTCHES, (0.032, 0.24)),
        ),
    ),
    "bear": lambda: (BEAR, plain_coat((0.125, 0.062, 0.030), length=0.022, light=0.06, grain=260)),
    "polar bear": lambda: (
        replace(BEAR, withers=1.25, hump=0.0, neck=0.36, head=0.145),
        replace(
            plain_coat((0.78, 0.74, 0.65), length=0.018, light=0.1, grain=260),
            ear=fur((0.72, 0.68, 0.60), 0.01),
        ),
    ),
    "panda": lambda: (
        replace(
            BEAR, withers=0.72, hump=0.0, head=0.215, muzzle=0.11, eye=0.024, eye_at=(0.165, 0.035, 0.098),
            ear_size=0.19, neck=0.22,
        ),
        panda_coat(),
    ),
    "elephant": lambda: (ELEPHANT, elephant_coat()), "giraffe": lambda: (GIRAFFE, giraffe_coat()),
    "rabbit": lambda: (
        RABBIT,
        replace(
            plain_coat((0.36, 0.27, 0.19), length=0.006, light=0.45), tail=fur(WHITE, 0.010),
            ear=fur((0.33, 0.24, 0.17), 0.003),
        ),
    ),
    "squirrel": lambda: (
        replace(
            RABBIT, withers=0.13, ear="prick", ear_size=0.16, tail="curl", tail_length=1.5, tail_radius=0.17,
            tail_angle=0.9, head=0.165,
        ),
        replace(
            plain_coat((0.45, 0.16, 0.045), length=0.006, light=0.5), tail=fur((0.45, 0.16, 0.045), 0.012),
        ),
    ),
    "mouse": lambda: (
        replace(
            RABBIT, withers=0.05, ear="round", ear_size=0.34, tail="whip", tail_length=1.5, tail_radius=0.022,
            muzzle=0.16, muzzle_radii=(0.085, 0.04),
        ),
        replace(
            plain_coat((0.30, 0.27, 0.25), length=0.002, light=0.3), tail=Skin((0.55, 0.36, 0.32)),
            nose=(0.5, 0.25, 0.24),
        ),
    ),
}  # fmt: skip
"""Noun to (build, coat); the noun is the one a prompt would use."""


def species(noun: str) -> tuple[Build, Coat]:
    """Proportions and coat of ``noun``; KeyError for a noun that is not in :data:`SPECIES`."""
    return SPECIES[noun]()
