"""Feet stay where they are put, poses fit their bounds and are pure functions of time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelwright.previs.figures import Figure, FigureLayer, find, motion, straight
from reelwright.previs.figures.bones import knee
from reelwright.previs.figures.gait import GAITS, swing
from reelwright.previs.light import Light


def going(noun: str, action: str) -> Figure:
    figure = find(noun, (), 2)
    assert figure is not None
    return figure.moving(*motion(figure, action))


@pytest.mark.parametrize("name", [n for n, g in GAITS.items() if g.reach > 0])
@pytest.mark.parametrize("touch", [0.0, 0.37, 0.9])
def test_a_planted_foot_slides_less_than_two_centimetres_in_the_world(name: str, touch: float) -> None:
    gait = GAITS[name]
    leg, speed = 0.5, 3.0
    travel = gait.reach * leg
    period = travel / (gait.duty * speed)
    places = []
    for k in range(60):
        t = (touch + gait.duty * (k + 0.5) / 60) * period
        step = swing(t / period, touch, gait.duty, travel, gait.lift)
        assert step.y == 0.0
        places.append(step.x + speed * t)
    assert max(places) - min(places) < 0.02


@pytest.mark.parametrize(
    ("noun", "action"), [("golden retriever", "running"), ("horse", "walking"), ("cat", "trotting")]
)
def test_the_paws_of_a_posed_animal_do_not_slide(noun: str, action: str) -> None:
    figure = going(noun, action)
    layer = FigureLayer(figure, straight(0, 0, 0, figure.speed))
    period = figure.period  # type: ignore[attr-defined]
    feet: dict[int, list[tuple[float, float]]] = {}
    count = len(figure.pose(0.0))
    for k in range(120):
        rows = layer.cones(period * k / 120).data
        assert len(rows) == count
        for i in range(count):
            feet.setdefault(i, []).append((float(rows[i, 0]), float(rows[i, 1])))
    still = 0
    for track in feet.values():
        x, y = np.array(track).T
        # Longest run of frames during which this point of the body keeps its place in the world.
        steps = np.abs(np.diff(x)) < 0.02 / 40
        run = best = 0
        for s in steps:
            run = run + 1 if s else 0
            best = max(best, run)
        still += best > 10 and y.min() < 0.2
    assert still >= 4, "at least one point of each of the four feet has to stay planted"


def test_the_ball_of_a_walking_foot_stays_on_its_spot() -> None:
    figure = going("man", "walking")
    layer = FigureLayer(figure, straight(0, 0, 0, figure.speed))
    period = figure.period  # type: ignore[attr-defined]
    # From flat foot to heel-off of the left leg, which touches down at phase 0.
    times = [period * 0.61 * u for u in np.linspace(0.18, 0.95, 30)]
    shoes = [layer.cones(t).data for t in times]
    balls = [rows[rows[:, 14] == 8][0, 3:5] for rows in shoes]
    assert np.ptp(balls, axis=0).max() < 0.005


@settings(max_examples=60, deadline=None)
@given(
    st.floats(-0.6, 0.6),
    st.floats(-0.9, -0.1),
    st.floats(0.2, 0.5),
    st.floats(0.2, 0.5),
    st.sampled_from([-1.0, 1.0]),
)
def test_two_bones_reach_their_target_and_bend_to_the_named_side(
    x: float, y: float, upper: float, lower: float, side: float
) -> None:
    joint = knee((0.0, 0.0), (x, y), upper, lower, side)
    a, b = np.hypot(*joint), np.hypot(joint[0] - x, joint[1] - y)
    reach = np.hypot(x, y)
    if abs(upper - lower) * 1.05 < reach < (upper + lower) * 0.99:
        assert a == pytest.approx(upper, rel=1e-6)
        assert b == pytest.approx(lower, rel=1e-6)
    else:
        assert np.isfinite([a, b]).all()
    # Ahead (+x) of the line from root to tip for side +1 when the limb hangs down.
    assert side * (joint[0] * -y + joint[1] * x) >= -1e-9


MOVING = [
    ("golden retriever", "running"),
    ("horse", "running"),
    ("rabbit", "running"),
    ("elephant", "walking"),
    ("man", "walking"),
    ("girl", "running"),
    ("man", "dancing"),
    ("astronaut", "walking"),
    ("robot", "walking"),
    ("eagle", "flying"),
    ("shark", "swimming"),
    ("turtle", "swimming"),
    ("butterfly", "flying"),
]


@pytest.mark.parametrize(("noun", "action"), MOVING)
def test_bounds_contain_the_pose_at_any_time(noun: str, action: str) -> None:
    figure = going(noun, action)
    width, height, depth = figure.bounds()
    assert min(width, height, depth) > 0
    for t in np.linspace(0.0, 2.7, 17):
        low, high = figure.pose(float(t)).extent()
        assert max(high[0], -low[0]) <= width / 2 * 1.12 + 0.01
        assert high[1] <= height * 1.25 + 0.01
        assert high[2] - low[2] <= depth * 1.25 + 0.02


@pytest.mark.parametrize(("noun", "action"), MOVING)
def test_a_pose_depends_on_time_alone_and_moves(noun: str, action: str) -> None:
    one, other = going(noun, action), going(noun, action)
    ahead = [other.pose(t).data for t in (0.9, 0.1, 0.4)]
    assert np.array_equal(one.pose(0.4).data, ahead[2])
    assert np.array_equal(one.pose(0.9).data, ahead[0])
    assert np.abs(ahead[0] - ahead[2]).max() > 1e-4


@pytest.mark.parametrize("noun", ["golden retriever", "horse", "man", "astronaut", "robot"])
def test_nothing_sinks_into_the_ground(noun: str) -> None:
    for action in ("walking", "running", "standing", "sitting"):
        figure = going(noun, action)
        size = figure.bounds()[1]
        for t in np.linspace(0.0, 1.9, 12):
            assert figure.pose(float(t)).extent()[0][1] > -0.07 * size, (action, t)


def test_shadows_lie_away_from_the_light() -> None:
    figure = going("man", "standing")
    layer = FigureLayer(figure, straight(0, 0, 0, 0))
    right = layer.shadow(0.0, Light(direction=(-0.7, 0.7, 0.0)))
    left = layer.shadow(0.0, Light(direction=(0.7, 0.7, 0.0)))
    assert np.mean([c[0] for c in right]) > 0.3
    assert np.mean([c[0] for c in left]) < -0.3
    assert all(len(c) == 7 and c[2] > 0 and c[6] > 0 for c in right)
