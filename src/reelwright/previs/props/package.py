"""A plain carton with the product's name on it: boxes, parcels, and products that nothing else draws."""

from __future__ import annotations

import numpy as np

from reelwright.previs.label import label_for, label_material
from reelwright.previs.material import Material
from reelwright.previs.mesh import block, quad
from reelwright.previs.stage import Prop, Stage
from reelwright.story.prompt import Subject

NOUNS = (
    "package",
    "box",
    "carton",
    "packet",
    "parcel",
    "cereal",
    "cereal box",
    "product",
    "chocolate",
    "soap",
    "tea box",
)


def build(stage: Stage, subject: Subject) -> Prop:
    """A carton 14 cm high with a printed front."""
    w, h, d = 0.098, 0.140, 0.046
    paper = ((0.86, 0.82, 0.74), (0.62, 0.70, 0.66), (0.80, 0.60, 0.46), (0.52, 0.60, 0.70))
    tone = paper[int(np.sum(np.frombuffer(subject.noun.encode(), np.uint8))) % 4]
    card = Material(albedo=tone, specular=0.035, roughness=0.45)
    label = label_for(stage.spec, subject, paper=tone, emblem="star", accent=tuple(0.45 * c for c in tone))
    z = -d / 2 - 0.0002
    a, b = w / 2 - 0.003, h - 0.003
    front = quad(
        [(-a, 0.003, z), (a, 0.003, z), (a, b, z), (-a, b, z)],
        label_material(label, 1024, 1024),
        (0.001, 0.001, 0.999, 0.999),
    )
    turn = 0.32
    return Prop([block((w, h, d), card, 0.002).moved(turn=turn), front.moved(turn=turn)], (w * 1.1, h, 0.07))
