"""A drinks can with a printed wall and a bare aluminium top."""

from __future__ import annotations

import math

import numpy as np

from reelwright.previs.label import label_for, label_material, wrapped
from reelwright.previs.material import Material
from reelwright.previs.mesh import lathe, tube
from reelwright.previs.stage import Prop, Stage
from reelwright.story.prompt import Subject

DETAIL = (0.35, 0.95)
NOUNS = (
    "can",
    "soda",
    "soda can",
    "cola",
    "soft drink",
    "energy drink",
    "beer can",
    "drink can",
    "tin",
    "lemonade",
    "seltzer",
    "sparkling water",
)

COLOURS = {
    "red": (0.62, 0.03, 0.025),
    "blue": (0.03, 0.12, 0.48),
    "green": (0.05, 0.32, 0.10),
    "orange": (0.85, 0.28, 0.02),
    "yellow": (0.88, 0.62, 0.04),
    "black": (0.02, 0.02, 0.022),
    "white": (0.82, 0.82, 0.80),
    "pink": (0.80, 0.20, 0.34),
    "purple": (0.26, 0.06, 0.42),
    "silver": (0.60, 0.61, 0.63),
}


def build(stage: Stage, subject: Subject) -> Prop:
    """A can 12 cm high."""
    words = f"{subject.noun} {' '.join([*subject.attributes, *stage.prompt.palette])}".lower()
    names = list(COLOURS)
    usual = {
        "cola": "red",
        "lemonade": "yellow",
        "energy": "black",
        "seltzer": "white",
        "sparkling": "blue",
        "beer": "green",
    }
    name = next((n for n in names if n in words), None) or next(
        (v for k, v in usual.items() if k in words), None
    )
    colour = COLOURS[name or names[int(stage.random("can").integers(0, 4))]]
    pale = sum(colour) > 1.2
    label = label_for(
        stage.spec,
        subject,
        emblem="drop",
        paper=colour,
        ink=(0.06, 0.05, 0.05) if pale else (0.92, 0.92, 0.88),
        accent=(0.20, 0.16, 0.10) if pale else (0.95, 0.80, 0.40),
    )
    metal = Material(albedo=(0.80, 0.81, 0.83), specular=0.8, roughness=0.24, metal=0.85, fine=True)
    paint = Material(albedo=colour, specular=0.16, roughness=0.16, fine=True)
    r, h = 0.033, 0.122
    foot = [(0.0, 0.004), (0.022, 0.003), (0.0245, 0.0), (0.0262, 0.0012), (0.0318, 0.0092), (r, 0.0120)]
    top = [
        (r, h - 0.016),
        (0.0322, h - 0.012),
        (0.0285, h - 0.003),
        (0.0272, h - 0.0014),
        (0.0278, h - 0.0004),
        (0.0270, h),
        (0.0262, h - 0.0006),
        (0.0256, h - 0.005),
        (0.0, h - 0.005),
    ]
    sheet = label_material(label, 1024, 1024)
    print_ = Material(albedo=(1, 1, 1), texture=sheet.texture, specular=0.14, roughness=0.16)
    a = np.linspace(0, 2 * math.pi, 25)
    ring = [(0.0065 * math.sin(t), h - 0.0040, -0.006 + 0.0095 * math.cos(t)) for t in a]
    return Prop(
        [
            lathe(foot, metal, 64),
            lathe([(r, 0.0120), (r, h - 0.016)], paint, 96),
            lathe(top, metal, 64),
            tube(ring, 0.0009, metal, 8),
            wrapped(r + 0.00022, 0.024, h - 0.028, 1.12, print_, 41),
        ],
        (2 * r, h, 2 * r),
    )
