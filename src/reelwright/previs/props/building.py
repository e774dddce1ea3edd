"""One house by itself: shops below, floors of windows, a furnished roof."""

from __future__ import annotations

from dataclasses import replace

from reelwright.previs.atmosphere import atmosphere
from reelwright.previs.city.air import darkness
from reelwright.previs.city.building import build_house, draw_house
from reelwright.previs.city.masonry import Frame
from reelwright.previs.city.stock import City
from reelwright.previs.stage import Prop, Stage
from reelwright.story.prompt import Subject
from reelwright.story.vocabulary import TimeOfDay

NOUNS = ("building", "apartment building", "office building", "house block", "skyscraper", "tower block")


def build(stage: Stage, subject: Subject) -> Prop:
    """A house 14 m wide; a skyscraper is glass and high."""
    time = stage.prompt.time or TimeOfDay.DAY
    light = atmosphere(time, stage.prompt.weather).light
    city = City(light, darkness(time, stage.prompt.weather), stage.random("building"))
    high = any(word in subject.noun for word in ("skyscraper", "tower"))
    house = draw_house(city.random, 14.0, 24 if high else int(city.random.integers(4, 8)), 12.0)
    if high:
        house = replace(house, style="curtain")
    build_house(city, Frame.of((-7.0, 0.0, -6.0), "-z"), house, True, (0.0, 0.0))
    back = Frame.of((7.0, 0.0, 6.0), "+z")
    city.masonry.wall(back, city.walls[house.wall], 14.0, 0.0, house.height, house.tint)
    meshes = city.masonry.meshes(casts=tuple(city.walls.values()), plain=city.plain)
    return Prop(meshes, size=(16.0, house.height + 1.0, 14.0))
