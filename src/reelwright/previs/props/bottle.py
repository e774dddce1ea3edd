"""Bottles: wine, oil, perfume, juice, water, each with its shape and colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reelwright.previs.label import CREAM, label_for, label_pixels
from reelwright.previs.stage import Prop, Stage
from reelwright.previs.vessel import Lid, Liquid, Sheet, Vessel
from reelwright.story.prompt import Subject

DETAIL = (0.22, 0.74)
NOUNS = (
    "bottle",
    "wine",
    "wine bottle",
    "red wine",
    "white wine",
    "oil",
    "olive oil",
    "perfume",
    "perfume bottle",
    "fragrance",
    "cologne",
    "juice",
    "juice bottle",
    "water bottle",
    "water",
    "mineral water",
    "beer",
    "whisky",
    "whiskey",
    "rum",
    "gin",
    "vodka",
    "shampoo",
    "lotion",
    "serum",
    "essential oil",
    "milk",
    "kombucha",
    "smoothie",
    "vinegar",
    "champagne",
    "medicine",
    "cosmetic",
    "skincare",
)

RGB = tuple[float, float, float]
Points = Sequence[tuple[float, float]]

WINE: Points = (
    (0.86, 0.0),
    (0.98, 0.012),
    (1.0, 0.03),
    (1.0, 0.56),
    (0.93, 0.63),
    (0.62, 0.70),
    (0.42, 0.76),
    (0.38, 0.82),
    (0.37, 0.84),
)
SQUAT: Points = (
    (0.90, 0.0),
    (0.98, 0.02),
    (1.0, 0.05),
    (1.0, 0.55),
    (0.96, 0.61),
    (0.80, 0.65),
    (0.48, 0.675),
    (0.44, 0.70),
)
TALL: Points = (
    (0.88, 0.0),
    (0.98, 0.012),
    (1.0, 0.03),
    (1.0, 0.60),
    (0.95, 0.68),
    (0.72, 0.77),
    (0.52, 0.84),
    (0.48, 0.87),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """``radius`` and ``tall`` metres; ``body`` as shares of them up to the cap, ``cap`` its share of the
    radius."""

    body: Points
    radius: float
    tall: float
    liquid: Liquid
    cap: float
    colour: RGB
    metal: float
    fill: float
    emblem: str = "drop"
    paper: RGB = CREAM
    ridges: int = 0


KINDS: dict[str, Kind] = {
    "perfume": Kind(
        SQUAT,
        0.036,
        0.098,
        Liquid((0.10, 0.28, 0.62), (0.95, 0.62, 0.36), 0.10),
        0.50,
        (0.92, 0.72, 0.40),
        0.92,
        0.56,
        "star",
    ),
    "white wine": Kind(
        WINE,
        0.0375,
        0.30,
        Liquid((0.14, 0.22, 0.95), (0.72, 0.62, 0.16), 0.12),
        0.44,
        (0.72, 0.58, 0.26),
        0.8,
        0.72,
        "leaf",
    ),
    "champagne": Kind(
        WINE,
        0.042,
        0.31,
        Liquid((0.5, 0.30, 1.5), (0.40, 0.42, 0.10), 0.2, 60, 0.05),
        0.46,
        (0.80, 0.58, 0.22),
        0.9,
        0.72,
        "star",
    ),
    "wine": Kind(
        WINE,
        0.0375,
        0.30,
        Liquid((0.9, 5.5, 5.0), (0.36, 0.012, 0.03), 0.30),
        0.44,
        (0.20, 0.02, 0.03),
        0.55,
        0.72,
        "leaf",
    ),
    "oil": Kind(
        TALL,
        0.032,
        0.24,
        Liquid((0.28, 0.22, 2.3), (0.62, 0.60, 0.05), 0.22),
        0.55,
        (0.05, 0.05, 0.05),
        0.2,
        0.74,
        "leaf",
    ),
    "water": Kind(
        TALL,
        0.032,
        0.23,
        Liquid((0.16, 0.05, 0.03), (0.30, 0.42, 0.48), 0.02, 40, 0.03),
        0.52,
        (0.12, 0.34, 0.62),
        0.0,
        0.78,
        "drop",
        (0.80, 0.88, 0.92),
        44,
    ),
    "juice": Kind(
        TALL,
        0.036,
        0.19,
        Liquid((0.3, 1.7, 8.0), (1.0, 0.42, 0.03), 2.2),
        0.56,
        (0.90, 0.86, 0.78),
        0.0,
        0.78,
        "drop",
        CREAM,
        44,
    ),
    "milk": Kind(
        TALL,
        0.040,
        0.21,
        Liquid((0.1, 0.1, 0.15), (0.86, 0.84, 0.78), 6.0),
        0.56,
        (0.25, 0.45, 0.70),
        0.0,
        0.76,
        "drop",
        (0.80, 0.88, 0.92),
        44,
    ),
    "smoothie": Kind(
        TALL,
        0.036,
        0.19,
        Liquid((0.6, 2.0, 1.2), (0.80, 0.20, 0.32), 4.0),
        0.56,
        (0.90, 0.86, 0.78),
        0.0,
        0.78,
        "drop",
        CREAM,
        44,
    ),
    "beer": Kind(
        WINE,
        0.031,
        0.23,
        Liquid((0.6, 1.3, 5.0), (0.62, 0.26, 0.03), 0.2, 120, 0.10),
        0.46,
        (0.75, 0.58, 0.26),
        0.9,
        0.70,
        "star",
        CREAM,
        21,
    ),
    "whisk": Kind(
        SQUAT,
        0.045,
        0.20,
        Liquid((0.22, 0.75, 2.6), (0.80, 0.36, 0.06), 0.12),
        0.46,
        (0.20, 0.11, 0.06),
        0.0,
        0.54,
        "star",
    ),
    "clear": Kind(
        SQUAT,
        0.042,
        0.20,
        Liquid((0.10, 0.06, 0.05), (0.30, 0.36, 0.38), 0.02),
        0.46,
        (0.75, 0.75, 0.76),
        0.9,
        0.54,
        "star",
    ),
    "dark": Kind(
        SQUAT,
        0.030,
        0.115,
        Liquid((0.45, 1.5, 5.0), (0.50, 0.17, 0.025), 0.25),
        0.46,
        (0.03, 0.03, 0.03),
        0.0,
        0.56,
        "leaf",
    ),
    "soft": Kind(
        SQUAT,
        0.036,
        0.185,
        Liquid((0.3, 0.3, 0.4), (0.80, 0.72, 0.64), 5.0),
        0.46,
        (0.85, 0.83, 0.80),
        0.0,
        0.60,
        "leaf",
    ),
}
ALIAS = {
    "fragrance": "perfume",
    "cologne": "perfume",
    "rum": "whisk",
    "gin": "clear",
    "vodka": "clear",
    "serum": "dark",
    "essential": "dark",
    "medicine": "dark",
    "vinegar": "wine",
    "shampoo": "soft",
    "lotion": "soft",
    "cosmetic": "soft",
    "skincare": "dark",
    "kombucha": "beer",
}


def build(stage: Stage, subject: Subject) -> Prop:
    """The bottle that the words call for; olive oil's when they do not say."""
    words = f"{subject.noun} {' '.join(subject.attributes)}".lower()
    kind = next((k for name, k in KINDS.items() if name in words), None)
    if kind is None:
        kind = KINDS[next((v for k, v in ALIAS.items() if k in words), "oil")]
    r, tall = kind.radius, kind.tall
    neck = kind.body[-1][1]
    fine = np.linspace(0, neck, 120)
    heights = np.array([y for _, y in kind.body])
    radii = np.array([x for x, _ in kind.body])
    smooth = np.interp(fine, heights, radii)
    kernel = np.hanning(9) / np.hanning(9).sum()
    smooth[8:-4] = np.convolve(np.pad(smooth, 4, mode="edge"), kernel, "valid")[8:-4]
    outline = [(float(x) * r, float(y) * tall) for x, y in zip(smooth, fine, strict=True)]
    c, low = kind.cap * r, neck * tall
    outline += [
        (c * 0.99, low + 0.0004),
        (c, low + 0.0012),
        (c, tall - 0.0016),
        (c * 0.97, tall - 0.0006),
        (c * 0.92, tall),
    ]
    label = label_for(stage.spec, subject, emblem=kind.emblem, paper=kind.paper)
    straight = [y for x, y in kind.body if x > 0.99]
    a, b = straight[0] * tall, straight[-1] * tall
    middle, high = (a + b) / 2, min((b - a) * 0.44, r * 1.2)
    sheet = Sheet(label_pixels(label), 0.86, middle - high, middle + high * 0.85)
    cap = Lid(low + 0.0002, kind.colour, kind.metal, kind.ridges, tall - 0.002)
    vessel = Vessel(
        outline,
        kind.liquid,
        kind.fill * tall,
        0.0024,
        0.007,
        seed=stage.spec.seed % 1000,
        lid=cap,
        sheet=sheet,
    )
    return Prop([], (2 * r, tall, 2 * r), [vessel])
