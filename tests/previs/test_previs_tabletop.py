from fractions import Fraction

import numpy as np
import pytest

from reelwright.previs import PrevisSource, Spec
from reelwright.previs.casting import cast
from reelwright.previs.label import label_for
from reelwright.previs.light import Light
from reelwright.previs.props import prop_for
from reelwright.previs.room import room_for
from reelwright.previs.vessel import Vessel
from reelwright.previs.view import View
from reelwright.story.prompt import Prompt, Setting, Subject
from reelwright.story.vocabulary import Camera, Family, ShotSize, Style, TimeOfDay
from reelwright.timing import FrameRate

RATE = FrameRate(Fraction(24))
WIDTH, HEIGHT = 160, 90


def source(noun="honey", family=Family.TABLETOP, seed=1, width=WIDTH, height=HEIGHT, spec=None, **slots):
    prompt = Prompt(
        subject=Subject(noun=noun, attributes=("organic",)),
        setting=Setting(text="wooden table", family=family),
        style=Style.CLEAN,
        **{"camera": Camera.STATIC, **slots},
    )
    made = Spec(prompt=prompt, seed=seed, seconds=Fraction(4), **(spec or {}))
    return PrevisSource(made, width, height, RATE, "draft")


def colours(frame):
    """(h / 2, w / 2, 3) Y, Cb, Cr at the size of the chroma planes."""
    y = frame.y[::2, ::2]
    return np.stack([y, frame.u, frame.v], -1).astype(float)


def test_a_honey_prompt_is_played_by_a_jar_and_its_label_says_so():
    prompt = Prompt(subject=Subject(noun="honey"), setting=Setting(family=Family.TABLETOP))
    assert cast(prompt).subject.drawn_as == "jar"
    assert cast(prompt).setting == "tabletop"
    label = label_for(
        Spec(prompt=prompt, seconds=Fraction(1)), Subject(noun="honey jar", attributes=("organic",))
    )
    assert (label.title, label.over) == ("HONEY", "Organic")


def test_the_label_of_the_spec_wins_over_the_words():
    prompt = Prompt(subject=Subject(noun="honey", attributes=("organic",)))
    spec = Spec(prompt=prompt, seconds=Fraction(1), label="Golden", tagline="500 g")
    label = label_for(spec, prompt.subject)
    assert (label.title, label.over, label.under) == ("GOLDEN", "Organic Honey", "500 g")


@pytest.mark.parametrize(
    ("noun", "file"),
    [
        ("coffee", "cup"),
        ("perfume", "bottle"),
        ("olive oil", "bottle"),
        ("soda can", "can"),
        ("smartphone", "phone"),
        ("cereal box", "package"),
        ("honey dipper", "dipper"),
    ],
)
def test_products_find_their_props(noun, file):
    assert prop_for(noun).__name__.endswith(f".{file}")


@pytest.mark.parametrize(
    ("size", "time"),
    [
        (ShotSize.CLOSE_UP, None),
        (ShotSize.EXTREME_CLOSE_UP, TimeOfDay.NIGHT),
        (ShotSize.WIDE, TimeOfDay.GOLDEN_HOUR),
    ],
)
def test_a_jar_of_honey_glows_amber_in_the_middle_of_a_picture_that_is_neither_dark_nor_flat(time, size):
    frame = source(time=time, size=size).frame(20)
    assert 35 < frame.y.mean() < 190
    assert frame.y.std() > 18
    middle = colours(frame)[8:-4, 24:-24].reshape(-1, 3)
    # Amber: little blue, more red than grey.
    amber = (middle[:, 1] < 95) & (middle[:, 2] > 138) & (middle[:, 0] > 60)
    assert amber.mean() > (0.03 if size is ShotSize.WIDE else 0.10)


@pytest.mark.parametrize(
    ("move", "shape"),
    [(Camera.DOLLY_IN, (160, 90)), (Camera.ORBIT, (90, 160)), (Camera.DRONE, (120, 120))],
)
def test_the_whole_jar_stays_in_the_picture_over_the_move(move, shape):
    made = source(camera=move, size=ShotSize.FULL, width=shape[0], height=shape[1])
    (jar,) = [layer for layer in made.scene.layers if isinstance(layer, Vessel)]
    radius, tall = jar.size
    points = np.array([[x, y, z] for x in (-radius, radius) for y in (0.0, tall) for z in (-radius, radius)])
    for t in np.linspace(0, 4, 9):
        seen = made.scene.camera(float(t), *shape).project(points)
        assert seen[:, 0].min() >= 0 and seen[:, 0].max() <= shape[0]
        assert seen[:, 1].min() >= 0 and seen[:, 1].max() <= shape[1]


@pytest.mark.parametrize("asked", [{"spec": {"purpose": "end_card"}}, {"details": ("copy space right",)}])
def test_an_end_card_keeps_its_right_half_free_and_calm(asked):
    made = source(size=ShotSize.MEDIUM, **asked)
    (jar,) = [layer for layer in made.scene.layers if isinstance(layer, Vessel)]
    radius, tall = jar.size
    seen = made.scene.camera(2.0, WIDTH, HEIGHT).project(np.array([[radius, 0.0, 0.0], [radius, tall, 0.0]]))
    assert seen[:, 0].max() < WIDTH * 0.48
    picture = made.frame(30).y.astype(float)
    right, left = picture[:54, 96:], picture[:, :80]
    assert np.abs(np.diff(right, axis=1)).mean() < 0.5 * np.abs(np.diff(left, axis=1)).mean()


def test_honey_runs_from_the_dipper_while_the_camera_stands_still():
    made = source(noun="honey dipper", size=ShotSize.EXTREME_CLOSE_UP)
    first, second = (made.frame(n).y.astype(float) for n in (10, 16))
    column = np.abs(second - first)[:, WIDTH // 2 - 24 : WIDTH // 2 + 24]
    assert column.max() > 12


def test_pouring_honey_is_shown_with_a_dipper():
    still = source(action="on a table")
    pouring = source(action="pouring from a dipper into a bowl")
    assert any(isinstance(layer, Vessel) for layer in still.scene.layers)
    assert not any(isinstance(layer, Vessel) for layer in pouring.scene.layers)
    assert any(mesh.motion is not None for mesh in pouring.scene.meshes)


def test_a_turntable_turns_the_label():
    made = source(family=Family.STUDIO, action="rotating on a turntable")
    (jar,) = [layer for layer in made.scene.layers if isinstance(layer, Vessel)]
    assert jar.turn(3.0) < jar.turn(1.0)
    assert abs(jar.turn(2.0)) < 1e-9


def test_the_same_spec_gives_the_same_bytes_and_another_seed_another_table():
    first, again, other = (source(seed=seed).frame(12).y for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert np.abs(first.astype(int) - other.astype(int)).mean() > 0.5


def test_a_product_that_nothing_draws_gets_a_package_with_its_name():
    made = source(noun="gadget", family=Family.STUDIO, size=ShotSize.FULL)
    assert 40 < made.frame(0).y.mean() < 235
    assert made.frame(0).y.std() > 4


def test_glass_without_liquid_lets_the_room_through_and_honey_does_not():
    made = source()
    (jar,) = [layer for layer in made.scene.layers if isinstance(layer, Vessel)]
    view = View.aimed((0.0, 0.35, -2.0), 0.0, -0.05, 0.0, 1.6, 320, 180)
    tile = jar.draw(view, 0.0, Light())
    seen = view.project(np.array([[0.06, 0.435, -0.16], [0.15, 0.25, -0.1]]))
    shoulder, honey = (tile.rgba[int(y) - tile.y0, int(x) - tile.x0, 3] for x, y, _ in seen)
    assert shoulder < 0.6
    assert honey > 0.99


def test_warm_words_make_a_day_a_late_afternoon_and_night_is_dim():
    warm, plain = room_for(None, None, "warm lighting"), room_for(None, None, "")
    assert warm.key[0] / warm.key[2] > plain.key[0] / plain.key[2]
    assert sum(room_for(TimeOfDay.NIGHT, None, "").outside) < 0.2 * sum(plain.outside)
