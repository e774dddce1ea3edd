"""A neon sign on two posts: the label of the shot in glowing tubes, or a word of the street."""

from __future__ import annotations

import numpy as np

from reelwright.previs.atmosphere import atmosphere
from reelwright.previs.bake import baked
from reelwright.previs.city.glow import ambient
from reelwright.previs.city.masonry import Frame, Masonry
from reelwright.previs.city.signs import NEON, WORDS, neon_board
from reelwright.previs.figures.palette import colour_in
from reelwright.previs.material import Material, Texture
from reelwright.previs.stage import Prop, Stage
from reelwright.story.prompt import Subject

NOUNS = ("neon sign", "neon", "shop sign", "illuminated sign")


def build(stage: Stage, subject: Subject) -> Prop:
    """The sign, 2.4 m wide, its lower edge at 1.2 m."""
    rng = stage.random("neon sign")
    word = (stage.spec.label or WORDS[int(rng.integers(0, len(WORDS)))]).upper()
    tubes = baked("neon-sign", 2, {"word": word}, lambda: {"grey": neon_board(word)})["grey"]
    light = atmosphere(stage.prompt.time, stage.prompt.weather).light
    named = colour_in(subject.attributes)
    hue = np.array(named) / max(named) if named else np.array(NEON[int(rng.integers(0, len(NEON)))])
    face = Material((1, 1, 1), Texture.colour(np.repeat(tubes[..., None], 3, 2)))
    steel = Material((0.05, 0.05, 0.055), specular=0.04, roughness=0.4)
    m = Masonry()
    front = Frame.of((-1.2, 0.0, -0.1), "-z")
    m.boxes(front, steel, [[0, 1.2, -0.2]], [[2.4, 1.8, 0.0]], sides="fkrltb")
    m.boxes(
        front,
        steel,
        [[0.15, 0, -0.14], [2.17, 0, -0.14]],
        [[0.23, 1.2, -0.06], [2.25, 1.2, -0.06]],
        sides="fkrl",
    )
    shine = hue * 2.2 / np.maximum(ambient(light), 0.02)
    m.panes(front, face, [[0, 1.2, 0.005]], [[2.4, 1.8]], shine)
    return Prop(m.meshes(), size=(2.4, 1.8, 0.3))
