"""A glass jar with a lid and a label: honey, jam, and whatever else is kept in jars."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from reelwright.previs.label import label_for, label_pixels
from reelwright.previs.stage import Prop, Stage
from reelwright.previs.vessel import Lid, Liquid, Sheet, Vessel
from reelwright.story.prompt import Subject

DETAIL = (0.30, 0.80)
NOUNS = (
    "jar",
    "honey jar",
    "jar of honey",
    "honey",
    "jam",
    "jam jar",
    "marmalade",
    "jelly",
    "syrup",
    "maple syrup",
    "peanut butter",
    "sauce",
    "pickles",
    "candle",
)

HONEY = Liquid((0.20, 0.66, 4.6), (1.02, 0.50, 0.028), 0.30, bubbles=110, rise=0.012)
FILLINGS = {
    "jam": Liquid((0.9, 9.0, 9.0), (0.55, 0.035, 0.03), 1.6),
    "marmalade": Liquid((0.4, 2.4, 9.0), (1.0, 0.36, 0.02), 1.5),
    "syrup": Liquid((1.4, 3.6, 11.0), (0.75, 0.26, 0.03), 0.5, bubbles=25),
    "peanut": Liquid((2.0, 3.0, 5.0), (0.62, 0.36, 0.15), 9.0),
    "sauce": Liquid((0.8, 8.0, 9.0), (0.70, 0.07, 0.02), 4.0),
    "pickles": Liquid((2.6, 1.2, 4.0), (0.40, 0.52, 0.10), 1.0),
    "candle": Liquid((1.0, 1.2, 1.6), (0.85, 0.78, 0.62), 6.0),
}


def outline(r: float, tall: float, neck: float) -> list[tuple[float, float]]:
    """A straight jar with a rounded foot and shoulder; heights strictly rise."""
    points = []
    for a in np.linspace(0, math.pi / 2, 10):
        points.append((r - 0.0065 + 0.0065 * math.sin(a), 0.0065 - 0.0065 * math.cos(a)))
    shoulder = tall - 0.0345
    for a in np.linspace(0, math.pi / 2, 14):
        points.append((neck + (r - neck) * math.cos(a), shoulder + 0.017 * math.sin(a)))
    cap = neck + 0.0034
    low = tall - 0.0155
    points += [
        (neck, low - 0.0002),
        (cap * 0.995, low),
        (cap * 1.015, low + 0.0006),
        (cap * 1.015, low + 0.0020),
        (cap * 0.985, low + 0.0026),
        (cap * 0.985, tall - 0.0022),
        (cap * 0.975, tall - 0.0009),
        (cap * 0.945, tall),
    ]
    return points


def build(stage: Stage, subject: Subject) -> Prop:
    """A jar 11 cm high."""
    r, tall, neck = 0.0385, 0.108, 0.0312
    noun = subject.noun.lower()
    liquid = next((v for k, v in FILLINGS.items() if k in noun), HONEY)
    emblem = "hexagons" if liquid is HONEY else "leaf"
    label = label_for(stage.spec, subject, emblem=emblem)
    cover = Lid(tall - 0.0156, ridges=60, grip=tall - 0.0024)
    glass = Vessel(
        outline(r, tall, neck), liquid, 0.0800, 0.0022, 0.0055, seed=stage.spec.seed % 1000, lid=cover
    )
    sheet = Sheet(label_pixels(label), 0.66, 0.0150, 0.0630)
    return Prop([], (2 * r, tall, 2 * r), [replace(glass, sheet=sheet)])
