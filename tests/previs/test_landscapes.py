from fractions import Fraction

import numpy as np
import pytest

from reelwright.previs import PrevisSource, Spec, cast
from reelwright.story.prompt import Prompt, Setting, Subject
from reelwright.story.vocabulary import Camera, Family, ShotSize, TimeOfDay, Weather
from reelwright.timing import FrameRate

RATE = FrameRate(Fraction(30))
PLACES = {
    Family.FOREST: ("bear", "walking", "forest"),
    Family.SNOWFIELD: ("red fox", "walking", "snowfield"),
    Family.MOUNTAINS: ("hiker", "walking", "mountains"),
    Family.DESERT: ("horse", "galloping", "desert"),
    Family.BEACH: ("dog", "running", "beach"),
    Family.UNDERWATER: ("turtle", "swimming", "underwater"),
    Family.SPACE: ("astronaut", "floating", "space"),
    Family.SKY: ("eagle", "flying", "cloud_sea"),
}


def opened(family, seed=1, width=128, height=72, quality="draft", **changes):
    noun, action, _ = PLACES[family]
    slots = {
        "subject": Subject(noun=noun),
        "action": action,
        "setting": Setting(text=family.value, family=family),
    }
    spec = Spec(prompt=Prompt(**{**slots, **changes}), seed=seed, seconds=3)
    return PrevisSource(spec, width, height, RATE, quality)


@pytest.mark.parametrize("family", list(PLACES))
def test_each_landscape_is_drawn_by_its_own_setting(family):
    noun, action, name = PLACES[family]
    prompt = Prompt(subject=Subject(noun=noun), action=action, setting=Setting(text="there", family=family))
    assert cast(prompt).setting == name


@pytest.mark.parametrize("family", list(PLACES))
def test_a_landscape_is_neither_empty_nor_black_and_moves_and_repeats(family):
    source = opened(family)
    first, later = source.frame(0), source.frame(60)
    assert 22 < first.y.mean() < 215 and first.y.std() > 9
    assert np.abs(first.y.astype(int) - later.y).mean() > 0.8
    assert (source.frame(0).y == first.y).all()


@pytest.mark.parametrize("family", [Family.FOREST, Family.MOUNTAINS, Family.SPACE])
def test_another_seed_lays_out_another_landscape(family):
    a, b = opened(family, 1).frame(0), opened(family, 2).frame(0)
    assert np.abs(a.y.astype(int) - b.y).mean() > 3


def test_night_snow_is_blue_and_still_readable():
    frame = opened(Family.SNOWFIELD, time=TimeOfDay.NIGHT).frame(0)
    assert frame.u.mean() > 132 and 32 < frame.y.mean() < 120


def test_the_reef_is_under_blue_water_and_the_desert_is_warm():
    reef, desert = opened(Family.UNDERWATER).frame(0), opened(Family.DESERT).frame(0)
    assert reef.u.mean() > 134 and reef.v.mean() < 124
    assert desert.v[20:].mean() > 130


def test_an_autumn_wood_is_redder_than_a_pine_wood():
    woods = {
        name: opened(Family.FOREST, setting=Setting(text=name, family=Family.FOREST)).frame(0)
        for name in ("autumn forest", "pine forest")
    }
    assert woods["autumn forest"].v.mean() > woods["pine forest"].v.mean() + 4


def test_waves_run_up_the_beach_without_a_subject():
    source = opened(Family.BEACH, subject=None, action=None, camera=Camera.DRONE, size=ShotSize.WIDE)
    frames = [source.frame(n).y.astype(int) for n in (30, 33)]
    assert np.abs(frames[0] - frames[1]).max() > 25


@pytest.mark.parametrize("family", [Family.FOREST, Family.BEACH])
def test_tall_pictures_and_weather_work(family):
    frame = opened(family, width=72, height=128, weather=Weather.RAIN, time=TimeOfDay.DUSK).frame(30)
    assert 20 < frame.y.mean() < 200 and frame.y.std() > 6
