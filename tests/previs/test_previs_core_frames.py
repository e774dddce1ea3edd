import hashlib
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from reelwright.errors import OptionError
from reelwright.previs import PrevisSource, Spec, cast
from reelwright.previs.look import Look
from reelwright.previs.material import Material
from reelwright.previs.mesh import block, quad
from reelwright.previs.renderer import Renderer
from reelwright.previs.scene import Scene
from reelwright.previs.sky import Sky
from reelwright.previs.view import View
from reelwright.story.prompt import Prompt, Setting, Subject
from reelwright.story.vocabulary import Camera, Family, ShotSize, Style, TimeOfDay, Weather
from reelwright.timing import FrameRate

RATE = FrameRate(Fraction(30))


def prompt(**changes) -> Prompt:
    slots = {
        "subject": Subject(noun="quixot"),
        "setting": Setting(text="field of sunflowers", family=Family.FIELD, features=("sunflower",)),
        "time": TimeOfDay.GOLDEN_HOUR,
        "camera": Camera.DOLLY_IN,
        "size": ShotSize.WIDE,
    }
    return Prompt(**{**slots, **changes})


def frame(n=0, width=320, height=180, seed=1, quality="preview", **changes):
    source = PrevisSource(Spec(prompt=prompt(**changes), seed=seed, seconds=3), width, height, RATE, quality)
    return source.frame(n)


def digest(picture) -> str:
    return hashlib.sha256(picture.y.tobytes() + picture.u.tobytes() + picture.v.tobytes()).hexdigest()


def test_frames_are_the_same_in_any_order_and_in_another_process():
    source = PrevisSource(
        Spec(prompt=prompt(weather=Weather.RAIN), seed=7, seconds=3), 160, 90, RATE, "draft"
    )
    forwards = [digest(source.frame(n)) for n in (0, 1, 40)]
    backwards = [digest(source.frame(n)) for n in (40, 1, 0)]
    assert forwards == backwards[::-1] and len(set(forwards)) == 3
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_previs_core_frames import *\n"
        "spec = Spec(prompt=prompt(weather=Weather.RAIN), seed=7, seconds=3)\n"
        "s = PrevisSource(spec, 160, 90, RATE, 'draft')\n"
        "print(digest(s.frame(40)))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)], capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == forwards[2]


def test_another_seed_lays_out_another_picture():
    a, b = frame(seed=1), frame(seed=2)
    assert np.abs(a.y.astype(int) - b.y).mean() > 3


def test_layout_does_not_depend_on_resolution():
    small = frame(width=640, height=360, quality="final").y.astype(float)
    large = frame(width=1280, height=720, quality="final").y.astype(float)
    halved = large.reshape(360, 2, 640, 2).mean((1, 3))
    blocks = [p.reshape(45, 8, 80, 8).mean((1, 3)) for p in (small, halved)]
    assert np.abs(blocks[0] - blocks[1]).mean() < 2.5
    assert np.corrcoef(blocks[0].ravel(), blocks[1].ravel())[0, 1] > 0.99


@pytest.mark.parametrize("size", [(2, 2), (90, 160), (256, 108), (162, 162), (3840, 2160)])
def test_any_even_size_is_drawn(size):
    picture = frame(width=size[0], height=size[1], quality="draft")
    assert (picture.width, picture.height) == size
    assert picture.y.min() >= 16 and picture.y.max() <= 235
    assert size == (2, 2) or picture.y.std() > 10


def test_an_odd_size_is_refused_with_the_next_step():
    with pytest.raises(OptionError) as refused:
        frame(width=321)
    assert "even" in refused.value.hint


@pytest.mark.parametrize("style", list(Style))
def test_every_style_gives_its_own_picture(style):
    picture = frame(style=style)
    assert picture.y.std() > 8
    if style is Style.NOIR:
        assert np.abs(picture.u.astype(int) - 128).max() <= 6
    else:
        assert np.abs(picture.u.astype(int) - 128).mean() > 3


def test_cinematic_has_letterbox_bars_in_wide_pictures_only():
    wide, tall = frame(style=Style.CINEMATIC), frame(width=180, height=320, style=Style.CINEMATIC)
    assert (wide.y[:22] == 16).all() and (wide.y[-22:] == 16).all() and wide.y[90].std() > 5
    assert tall.y[0].mean() > 20


@pytest.mark.parametrize("family", [None, *Family])
def test_every_family_has_a_place_to_be_drawn(family):
    setting = Setting(text="there", family=family) if family else None
    picture = frame(width=64, height=36, setting=setting)
    assert picture.y.std() > 3


@pytest.mark.parametrize("time", list(TimeOfDay))
def test_the_time_of_day_is_seen(time):
    mean = frame(width=96, height=54, time=time).y.mean()
    assert mean < 90 if time is TimeOfDay.NIGHT else mean > 60


def test_weather_is_seen():
    clear = frame(width=160, height=90)
    for weather in (Weather.RAIN, Weather.SNOW, Weather.FOG):
        assert np.abs(frame(width=160, height=90, weather=weather).y.astype(int) - clear.y).mean() > 4


def test_an_unknown_noun_is_cast_as_a_stand_in_that_carries_its_name():
    casting = cast(prompt())
    assert (
        casting.subject.noun == "quixot" and casting.subject.drawn_as is None and casting.setting == "field"
    )


def _plain(mesh, samples: int):
    view = View.aimed((0.0, 0.0, 0.0), 0.0, 0.0, 0.0, 1.0, 64, 64)
    black = (0.0, 0.0, 0.0)
    sky = Sky(zenith=black, horizon=black, below=black, sun_size=0.0, glow=0.0, clouds=0.0, wisps=0.0)
    scene = Scene(
        lambda t, w, h: View(view.position, view.rotation, view.focal, w, h), sky=sky, meshes=[mesh]
    )
    renderer = Renderer(scene, Look(bloom=0.0, vignette=0.0, contrast=0.0), 64, 64, samples)
    return renderer.frame(0.0, 0)


def test_edges_are_anti_aliased_with_as_many_levels_as_samples():
    glow = Material(albedo=(0, 0, 0), emissive=(9.0, 9.0, 9.0), two_sided=True, fog=0.0)
    slanted = quad([(-9, -9, 10), (0.1, -9, 10), (3.3, 9, 10), (-9, 9, 10)], glow)
    hard = np.unique(_plain(slanted, 1).y[20:44, 20:50] // 8)
    soft = np.unique(_plain(slanted, 4).y[20:44, 20:50] // 8)
    assert len(soft) >= len(hard) + 2


def test_neighbouring_triangles_leave_no_gap():
    glow = Material(albedo=(0, 0, 0), emissive=(9.0, 9.0, 9.0), fog=0.0)
    floor = quad([(-50, -50, 20), (50, -50, 20), (50, 50, 20), (-50, 50, 20)], glow)
    assert _plain(floor, 4).y.min() > 200


def test_a_box_is_solid_from_every_side():
    wall = Material(albedo=(0, 0, 0), emissive=(9.0, 9.0, 9.0), fog=0.0)
    for turn in (0.0, 0.8, 1.6, 2.9, 4.4):
        for bevel in (0.0, 0.2):
            box = block((2, 2, 2), wall, bevel=bevel).moved((0, -1.0, 4.0), turn=turn)
            assert _plain(box, 4).y[28:36, 28:36].min() > 200
