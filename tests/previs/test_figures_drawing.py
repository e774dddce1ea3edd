"""Tiles: covered, anti-aliased, finite, the same every time and at every resolution."""

from __future__ import annotations

import math

import numpy as np
import pytest

from reelwright.previs.figures import Body, Cones, FigureLayer, Skin, Tile, find, motion, straight
from reelwright.previs.figures.rasteriser import rasterise
from reelwright.previs.light import Light
from reelwright.previs.view import View

LIGHT = Light(direction=(0.45, 0.75, -0.485))


def camera(width: int = 160, height: int = 120, *, distance: float = 4.0, y: float = 0.4) -> View:
    return View.aimed((0.0, y, -distance), 0.0, 0.0, 0.0, 1.0 / (2 * math.tan(0.2)), width, height)


def ball(radius: float = 0.3, skin: Skin | None = None) -> Cones:
    body = Body()
    body.ball((0.0, 0.4, 0.0), radius, skin or Skin((0.5, 0.5, 0.5)))
    return body.cones()


def drawn(noun: str, action: str, t: float, view: View, light: Light = LIGHT) -> Tile:
    figure = find(noun, (), 1)
    assert figure is not None
    tile = FigureLayer(figure.moving(*motion(figure, action)), straight(0, 0, 0, 0)).draw(view, t, light)
    assert tile is not None
    return tile


def test_a_ball_covers_its_disc_with_soft_edges() -> None:
    view = camera(200, 200)
    tile = rasterise(ball(), view, LIGHT)
    assert tile is not None
    alpha = tile.rgba[..., 3]
    radius = 0.3 / math.sqrt(16 - 0.09) * view.focal * view.height
    assert float(alpha.sum()) == pytest.approx(math.pi * radius**2, rel=0.03)
    edge = alpha[(alpha > 0.02) & (alpha < 0.98)]
    assert len(edge) > 2 * radius
    assert alpha.min() >= 0.0
    assert alpha.max() == 1.0


def test_a_ball_is_as_deep_as_it_is_far() -> None:
    tile = rasterise(ball(), camera(200, 200), LIGHT)
    assert tile is not None
    assert float(tile.depth.min()) == pytest.approx(3.7, abs=0.01)
    assert np.isinf(tile.depth[tile.rgba[..., 3] == 0]).all()


def test_two_limbs_of_a_group_melt_and_two_groups_do_not() -> None:
    def pair(group: int) -> float:
        body = Body()
        body.ball((-0.22, 0.4, 0.0), 0.2, Skin((0.5, 0.5, 0.5)), blend=0.2)
        body.ball((0.22, 0.4, 0.0), 0.2, Skin((0.5, 0.5, 0.5)), blend=0.2, group=group)
        tile = rasterise(body.cones(), camera(200, 200), LIGHT)
        assert tile is not None
        return float(tile.rgba[:, 100 - tile.x0, 3].sum())

    assert pair(0) > pair(1) + 8


@pytest.mark.parametrize(
    ("noun", "action"),
    [
        ("golden retriever", "running"),
        ("woman", "walking"),
        ("astronaut", "walking"),
        ("tiger", "walking"),
        ("eagle", "flying"),
    ],
)
def test_tiles_are_finite_premultiplied_and_partly_covered_at_the_edges(noun: str, action: str) -> None:
    tile = drawn(noun, action, 0.23, camera(220, 160, distance=9.0, y=0.7))
    assert np.isfinite(tile.rgba).all()
    assert tile.rgba.min() >= 0.0
    assert tile.rgba[..., 3].max() <= 1.0
    partly = (tile.rgba[..., 3] > 0.01) & (tile.rgba[..., 3] < 0.99)
    whole = tile.rgba[..., 3] >= 0.99
    assert partly.sum() > 60
    assert whole.sum() > 300
    assert np.isfinite(tile.depth[whole]).all()


def test_the_same_instant_gives_the_same_bytes_in_any_order() -> None:
    view = camera()
    first = drawn("golden retriever", "running", 0.4, view)
    drawn("golden retriever", "running", 0.9, view)
    again = drawn("golden retriever", "running", 0.4, view)
    assert first.rgba.tobytes() == again.rgba.tobytes()
    assert first.depth.tobytes() == again.depth.tobytes()


def test_layout_does_not_depend_on_resolution() -> None:
    small = drawn("horse", "running", 0.3, camera(160, 120, distance=11.0, y=1.0))
    large = drawn("horse", "running", 0.3, camera(320, 240, distance=11.0, y=1.0))

    def centre(tile: Tile, scale: float) -> tuple[float, float, float]:
        alpha = tile.rgba[..., 3]
        ys, xs = np.mgrid[0 : alpha.shape[0], 0 : alpha.shape[1]]
        total = alpha.sum()
        return (
            float((xs * alpha).sum() / total + tile.x0 + 0.5) / scale,
            float((ys * alpha).sum() / total + tile.y0 + 0.5) / scale,
            float(total) / scale**2,
        )

    a, b = centre(small, 1.0), centre(large, 2.0)
    assert a[0] == pytest.approx(b[0], abs=0.6)
    assert a[1] == pytest.approx(b[1], abs=0.6)
    assert a[2] == pytest.approx(b[2], rel=0.05)


def test_what_is_behind_or_beside_the_camera_is_not_drawn() -> None:
    view = camera()
    assert rasterise(ball().placed(0, 0, -9, 0), view, LIGHT) is None
    assert rasterise(ball().placed(50, 0, 0, 0), view, LIGHT) is None
    assert rasterise(Body().cones(), view, LIGHT) is None


def test_a_tile_at_the_border_stays_inside_the_picture() -> None:
    view = camera(100, 80)
    tile = rasterise(ball().placed(0.75, 0, 0, 0), view, LIGHT)
    assert tile is not None
    assert tile.x0 >= 0
    assert tile.y0 >= 0
    assert tile.x0 + tile.rgba.shape[1] <= 100
    assert tile.y0 + tile.rgba.shape[0] <= 80
    assert tile.rgba[:, -1, 3].max() > 0.5


def test_the_lit_side_is_brighter_than_the_other() -> None:
    tile = rasterise(ball(), camera(200, 200), Light(direction=(0.9, 0.3, -0.316)))
    assert tile is not None
    green = tile.rgba[..., 1]
    middle = green.shape[1] // 2
    assert green[:, middle + 15 :].sum() > 1.5 * green[:, : middle - 15].sum()


def test_fur_reaches_beyond_the_skin() -> None:
    view = camera(200, 200)
    bare, furry = (
        rasterise(ball(), view, LIGHT),
        rasterise(ball(skin=Skin((0.5, 0.5, 0.5), fur=0.05)), view, LIGHT),
    )
    assert bare is not None
    assert furry is not None
    assert furry.rgba[..., 3].sum() > 1.03 * bare.rgba[..., 3].sum()


def test_turning_a_body_keeps_its_size() -> None:
    cones = ball().placed(1.0, 0.5, 2.0, 1.1)
    assert np.allclose(cones.data[0, :3], (1.0, 0.9, 2.0))
    body = Body()
    body.add((0, 0, 0), (1, 0, 0), 0.1, 0.1, Skin((1, 1, 1)))
    turned = body.cones().placed(0, 0, 0, math.pi / 2)
    assert np.allclose(turned.data[0, 3:6], (0, 0, 1), atol=1e-12)
