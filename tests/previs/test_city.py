from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from reelwright.previs import PrevisSource, Spec, cast
from reelwright.previs.city.masonry import Frame, Masonry
from reelwright.previs.city.walkers import Walkers, walking
from reelwright.previs.figures.palette import COLOURS
from reelwright.previs.material import Material
from reelwright.story.prompt import Prompt, Setting, Subject
from reelwright.story.vocabulary import Camera, Family, TimeOfDay, Weather
from reelwright.timing import FrameRate

NEON = Setting(text="neon city street", family=Family.CITY_STREET, features=("neon",))


def opened(width=192, height=108, seed=1, seconds=4, quality="draft", **slots):
    asked = {
        "setting": NEON,
        "time": TimeOfDay.NIGHT,
        "weather": Weather.RAIN,
        "camera": Camera.DRONE,
        **slots,
    }
    return PrevisSource(
        Spec(prompt=Prompt(**asked), seed=seed, seconds=seconds),
        width,
        height,
        FrameRate(Fraction(24)),
        quality,
    )


def test_a_wet_street_at_night_is_dark_with_bright_coloured_lights_and_reflects_them():
    source = opened(camera=None)
    picture = source.frame(30)
    assert 35 < picture.y.mean() < 110 and picture.y.max() > 180 and np.percentile(picture.y, 20) < 72
    # Neon above, and its colours again on the road below.
    lower = np.abs(picture.u[36:].astype(int) - 128) + np.abs(picture.v[36:].astype(int) - 128)
    assert source.scene.mirror == 0.0 and np.percentile(lower, 90) > 16
    source.scene.mirror = None
    source._renderer.mirror_target = None
    dry = source.frame(30)
    assert np.abs(dry.y[60:].astype(int) - picture.y[60:]).mean() > 2


def test_the_drone_flies_ahead_and_sinks_while_the_street_stays_in_the_middle():
    view = opened().scene.camera
    first, last = view(0.0, 192, 108), view(4.0, 192, 108)
    assert last.position[2] > first.position[2] + 15 and last.position[1] < first.position[1] - 4
    for t in np.linspace(0, 4, 9):
        x, y, depth = view(float(t), 192, 108).project(np.array([[0.0, 0.0, 120.0]]))[0]
        assert depth > 0 and 48 < x < 144 and 20 < y < 80


@pytest.mark.parametrize("family", [Family.CITY_STREET, Family.SKYLINE])
@pytest.mark.parametrize("camera", [None, Camera.ORBIT, Camera.CRANE, Camera.PAN_LEFT])
def test_without_a_subject_nothing_stands_in_and_the_picture_is_full_of_city(family, camera):
    setting = Setting(text="city", family=family)
    source = opened(96, 54, setting=setting, camera=camera, time=TimeOfDay.DAY, weather=None)
    for n in (0, 95):
        picture = source.frame(n)
        assert picture.y.std() > 18 and 60 < picture.y.mean() < 200
    assert cast(source.spec.prompt).subject is None


def test_another_seed_builds_another_street():
    a, b = opened(seed=1).frame(20), opened(seed=2).frame(20)
    assert np.abs(a.y.astype(int) - b.y).mean() > 8


def test_a_frame_does_not_depend_on_the_frames_before_it():
    one, other = opened(), opened()
    other.frame(3)
    a, b = one.frame(50), other.frame(50)
    assert (a.y == b.y).all() and (a.u == b.u).all()
    assert np.abs(one.frame(51).y.astype(int) - a.y).mean() > 0.2


def test_a_red_car_drives_and_stays_in_the_picture():
    red = Subject(noun="car", text="a red car", attributes=("red",))
    source = opened(subject=red, action="drive", time=TimeOfDay.DUSK, weather=None, camera=None)
    assert cast(source.spec.prompt).subject.drawn_as == "car"
    movers = [m for m in source.scene.meshes if m.motion is not None and m.material.albedo == COLOURS["red"]]
    start = movers[0].motion(0.0)[0]
    assert np.abs(movers[0].motion(1.0)[0][:, 2] - start[:, 2]).mean() > 5
    for t in np.linspace(0, 4, 5):
        points = movers[0].motion(float(t))[0].astype(float)
        seen = source.scene.camera(float(t), 192, 108).project(points)
        assert (seen[:, 2] > 0).all()
        assert (
            seen[:, 0].min() > -2
            and seen[:, 0].max() < 194
            and seen[:, 1].min() > -2
            and seen[:, 1].max() < 110
        )
    assert np.percentile(source.frame(40).v, 99) > 150


@pytest.mark.parametrize("camera", [Camera.ORBIT, Camera.CRANE, Camera.DRONE])
def test_the_camera_never_goes_through_the_houses(camera):
    source = opened(64, 36, subject=Subject(noun="woman"), action="walk", camera=camera)
    assert all(abs(source.scene.camera(float(t), 64, 36).position[0]) < 9.6 for t in np.linspace(0, 4, 9))


def test_night_lights_windows_that_are_dark_by_day():
    setting = Setting(text="skyline", family=Family.SKYLINE)
    night = opened(setting=setting, weather=None, camera=Camera.STATIC).frame(0)
    day = opened(setting=setting, weather=None, camera=Camera.STATIC, time=TimeOfDay.DAY).frame(0)
    assert night.y.mean() + 40 < day.y.mean()
    assert night.y[20:70].std() > 12


def test_a_walkers_standing_foot_stays_where_it_is():
    one = np.ones((1, 3)) * 0.2
    mesh = walking(
        Walkers(
            *(np.array([[0.0, 0.0]]), np.array([1.2]), np.array([1.7]), np.array([0.0])),
            *(one, one, one, one, np.array([False])),
        )
    )
    times = np.linspace(0.02, 0.25, 6)
    feet = [mesh.motion(float(t))[0][4 * 12 : 5 * 12].mean(0) for t in times]
    slides = [abs(b[2] - a[2]) for a, b in pairwise(feet)]
    assert max(slides) < 0.02 and all(abs(f[1]) < 0.08 for f in feet)


def test_the_faces_of_a_box_look_outwards():
    m = Masonry()
    m.boxes(Frame.of((2.0, 0.0, 3.0), "-x"), Material(), [[0, 0, 0]], [[1, 2, 3]], sides="fkrltb")
    mesh = m.meshes()[0]
    middle = mesh.vertices.mean(0)
    assert len(mesh.faces) == 12
    assert (np.einsum("ij,ij->i", mesh.vertices - middle, mesh.normals) > 0).all()
    a, b, c = (mesh.vertices[mesh.faces[:, i]] for i in range(3))
    turned = np.einsum("ij,ij->i", np.cross(b - a, c - a), mesh.normals[mesh.faces[:, 0]])
    assert (turned > 0).all()
