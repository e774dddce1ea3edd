import itertools
import math

import pytest

from reelwright.previs.camera import MOVES, ease
from reelwright.previs.composition import MARGIN, Bounds, solve
from reelwright.story.vocabulary import Camera, ShotSize

RATIOS = (16 / 9, 9 / 16, 1.0, 4 / 5, 21 / 9)


def still(width: float = 1.2, height: float = 0.8, head: float | None = None) -> Bounds:
    return Bounds(lambda t: (0.0, 0.0, 0.0), width, height, 0.6, 0.0, head)


def running(t: float) -> tuple[float, float, float]:
    return (6.0 * (t - 2.5), 0.0, 0.0)


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("move", list(Camera))
def test_the_subject_stays_in_the_frame_over_the_whole_of_every_move_at_every_size(move, ratio):
    for size, bounds in itertools.product(
        ShotSize, (still(), Bounds(running, 1.1, 0.65, 0.3, 0.0, 0.4), still(0.5, 1.75, head=0.16))
    ):
        shot = solve(bounds, size, move, 5.0, ratio)
        for t in shot.instants(11):
            left, bottom, right, top = shot.box(t)
            assert left >= -ratio / 2 and right <= ratio / 2, (size, t)
            assert bottom >= -0.5 and top <= 0.5, (size, t)


def test_the_letterbox_is_not_part_of_the_safe_frame():
    safe = (16 / 9) / 2.39
    for move in Camera:
        shot = solve(still(), ShotSize.CLOSE_UP, move, 4.0, 16 / 9, safe=safe)
        for t in shot.instants(11):
            _, bottom, _, top = shot.box(t)
            assert max(top, -bottom) <= safe / 2 - safe * MARGIN + 1e-6


def test_a_closer_size_shows_the_subject_larger():
    heights = []
    for size in ShotSize.EXTREME_WIDE, ShotSize.WIDE, ShotSize.FULL, ShotSize.MEDIUM, ShotSize.CLOSE_UP:
        _, bottom, _, top = solve(still(0.4, 1.0), size, Camera.STATIC, 5.0, 16 / 9).box(0.0)
        heights.append(top - bottom)
    assert heights == sorted(heights)
    assert heights[0] < 0.17 and heights[-1] > 0.75


def test_a_close_up_of_somebody_tall_shows_the_head_and_not_the_feet():
    person = still(0.5, 1.75, head=0.16)
    shot = solve(person, ShotSize.CLOSE_UP, Camera.STATIC, 5.0, 16 / 9)
    view = shot.view(0.0, 1600, 900)
    feet = view.project([[0.0, 0.0, 0.0]])[0]
    brow = view.project([[0.0, 1.68, 0.0]])[0]
    assert 0 < brow[1] < 450 and feet[1] > 900


def test_a_runner_is_followed_when_the_shot_could_not_hold_the_whole_run():
    shot = solve(Bounds(running, 1.1, 0.65, 0.3, 0.0, 0.4), ShotSize.FULL, Camera.STATIC, 5.0, 16 / 9)
    assert shot.follow > 0.5
    xs = [float(shot.view(t, 16, 9).position[0]) for t in shot.instants(5)]
    assert xs == sorted(xs) and xs[-1] - xs[0] > 5


def test_the_horizon_lies_in_the_upper_half_of_a_wide_shot():
    shot = solve(still(), ShotSize.WIDE, Camera.STATIC, 5.0, 16 / 9)
    view = shot.view(0.0, 1600, 900)
    y = view.project([[0.0, view.position[1], 1e6]])[0][1] / 900
    assert 0.25 < y < 0.48


def test_every_move_of_the_vocabulary_is_a_smooth_path():
    assert set(MOVES) == set(Camera)
    for move in Camera:
        shot = solve(still(), ShotSize.FULL, move, 4.0, 16 / 9)
        at = [shot.view(4.0 * i / 96, 16, 9) for i in range(97)]
        steps = [math.dist(a.position, b.position) for a, b in itertools.pairwise(at)]
        jumps = [abs(a - b) for a, b in itertools.pairwise(steps)]
        assert max(jumps) < 0.02 * shot.distance, move


def test_moves_that_move_do_move():
    for move in set(Camera) - {Camera.STATIC}:
        shot = solve(still(), ShotSize.WIDE, move, 4.0, 16 / 9)
        a, b = shot.view(0.0, 160, 90), shot.view(2.7, 160, 90)
        moved = math.dist(a.position, b.position) / shot.distance
        turned = float(abs(a.rotation - b.rotation).max())
        assert moved > 0.003 or turned > 0.01 or abs(a.focal - b.focal) > 0.05, move


def test_easing_starts_at_rest_and_arrives_exactly():
    assert ease(0.0) == 0.0 and ease(1.0) == pytest.approx(1.0) and ease(0.5) == pytest.approx(0.5)
    assert ease(0.01) < 0.004 and ease(2.0) == pytest.approx(1.0)
