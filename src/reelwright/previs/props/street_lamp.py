"""A street lamp that leans over the road, with the light that hangs under it when it is dark."""

from __future__ import annotations

from reelwright.previs.atmosphere import atmosphere
from reelwright.previs.city.air import darkness
from reelwright.previs.city.masonry import Frame
from reelwright.previs.city.stock import City
from reelwright.previs.city.street import lamp
from reelwright.previs.stage import Prop, Stage
from reelwright.story.prompt import Subject
from reelwright.story.vocabulary import TimeOfDay

NOUNS = ("street lamp", "streetlamp", "street light", "streetlight", "lamppost", "lamp post")


def build(stage: Stage, subject: Subject) -> Prop:
    """A lamp 7.2 m high, its arm to the right."""
    time = stage.prompt.time or TimeOfDay.DAY
    city = City(
        atmosphere(time, stage.prompt.weather).light,
        darkness(time, stage.prompt.weather),
        stage.random("lamp"),
    )
    lamp(city, Frame.of((-1.1, 0.0, 0.0), "+x"), 7.2, 2.2)
    return Prop(city.masonry.meshes(), size=(2.8, 7.3, 0.6))
