"""A car, in the colour that was asked for; a taxi is yellow and carries a lit sign."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from reelwright.previs.city.vehicle import SIZE, car
from reelwright.previs.figures.palette import colour_in
from reelwright.previs.mesh import Mesh
from reelwright.previs.stage import Prop, Stage
from reelwright.story.prompt import Subject
from reelwright.story.vocabulary import TimeOfDay

NOUNS = ("car", "taxi", "cab", "sedan", "automobile", "sports car", "police car", "coupe", "hatchback")


def meshes_for(stage: Stage, subject: Subject) -> list[Mesh]:
    """The car of ``subject`` at the origin, looking to -z, its lamps on when it is dark."""
    taxi = subject.noun.split()[-1] in ("taxi", "cab")
    words = [*subject.attributes, *subject.noun.split()[:-1]]
    paint = colour_in(words) or ((0.72, 0.42, 0.02) if taxi else (0.42, 0.02, 0.02))
    lit = stage.prompt.time in (TimeOfDay.NIGHT, TimeOfDay.DUSK) or (
        stage.prompt.time is None and "neon" in stage.words
    )

    def shining(colour: Any, radiance: float) -> npt.NDArray[np.float32]:
        # In the light of a dark street; by day the lamps are glass.
        return np.asarray(np.asarray(colour, np.float32) * radiance / (0.10 if lit else 0.5), np.float32)

    return car(paint, shining, 0.8 if lit else 0.1, taxi)


def build(stage: Stage, subject: Subject) -> Prop:
    """The car, turned a little so that its side is seen."""
    turned = [m.moved(turn=0.75) for m in meshes_for(stage, subject)]
    return Prop(turned, size=(SIZE[0] * 0.73 + SIZE[2] * 0.68, SIZE[1], SIZE[2] * 0.73 + SIZE[0] * 0.68))
