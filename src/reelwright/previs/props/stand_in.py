"""The neutral stand-in: a matte rounded block with the noun on it, for what nothing else draws."""

from __future__ import annotations

import numpy as np

from reelwright.previs.bake import baked
from reelwright.previs.lettering import lettering
from reelwright.previs.material import Material, Texture
from reelwright.previs.mesh import block, quad
from reelwright.previs.stage import Prop, Stage
from reelwright.story.prompt import Subject

NOUNS: tuple[str, ...] = ()


def build(stage: Stage, subject: Subject) -> Prop:
    """A block 1.3 m high whose front carries the noun."""
    w, h, d = 1.5, 1.3, 0.9
    ink = baked("stand-in", 2, {"noun": subject.noun}, lambda: {"ink": lettering(subject.noun, 448, 208)})[
        "ink"
    ]
    page = np.zeros((256, 512), np.float32)
    page[24:232, 32:480] = ink
    warm = np.array([0.80, 0.77, 0.72], np.float32)
    dark = np.array([0.10, 0.11, 0.13], np.float32)
    face = Texture.colour(warm + (dark - warm) * page[..., None])
    clay = Material(albedo=(0.80, 0.77, 0.72), specular=0.035, roughness=0.55)
    sign = Material(albedo=(1, 1, 1), texture=face, specular=0.035, roughness=0.55)
    a, lift = 0.62, 0.32
    front = -d / 2 - 0.002
    return Prop(
        [
            block((w, h, d), clay, bevel=0.09),
            quad([(-a, lift, front), (a, lift, front), (a, lift + a, front), (-a, lift + a, front)], sign),
        ],
        (w, h, d),
    )
