"""Where pictures land: fit, boxes, crop, scale, rotation, Ken Burns; to the pixel where that is exact."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pictures_made_here import H, Held, W, colour, composed, near, quarters, rgb, shot, solid

from reelwright.compose.placement import place
from reelwright.timeline import Clip, ColourMedia, KenBurns, Key, Transform, View

RED, GREEN, BLUE, WHITE, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0)


def middle_of(picture: np.ndarray, x: float, y: float) -> np.ndarray:
    """The pixel at shares of the picture."""
    return picture[int(y * picture.shape[0]), int(x * picture.shape[1])]


def test_a_quarter_turn_lands_pixel_for_pixel() -> None:
    square = {"q": Held(quarters(32, 32))}
    clip = shot("q", fit="none", transform=Transform(rotation=90))
    made = composed((colour("#000000"),), (clip,), held=square)
    got, luma = rgb(made), made.frame(0).y.copy()
    box = got[16:48, 32:64]
    assert near(box[4, 4], BLUE)
    assert near(box[4, 28], RED)
    assert near(box[28, 28], GREEN)
    assert near(box[28, 4], WHITE)
    luma[16:48, 32:64] = 16
    assert luma.max() == 16, "nothing lies outside the turned square"


@pytest.mark.parametrize(
    ("fit", "inside", "outside"),
    [("contain", (0.36, 0.2), (0.1, 0.5)), ("cover", (0.1, 0.4), None), ("fill", (0.1, 0.2), None)],
)
def test_a_square_picture_is_fitted_as_asked(
    fit: str, inside: tuple[float, float], outside: tuple[float, float] | None
) -> None:
    held = {"q": Held(quarters(64, 64))}
    got = rgb(
        composed((colour("#808000"),), (shot("q", fit=fit, transform=Transform(opacity=1)),), held=held)
    )
    assert near(middle_of(got, *inside), RED)
    if outside is not None:
        assert near(middle_of(got, *outside), (128, 128, 0))


def test_an_untouched_clip_of_another_shape_hides_what_is_below_with_black_bars(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from pictures_made_here import write_png

    path = write_png(tmp_path / "q.png", quarters(64, 64))
    got = rgb(composed((colour("#808000"),), (shot(str(path)),)))
    assert near(middle_of(got, 0.05, 0.5), BLACK)
    assert near(middle_of(got, 0.3, 0.2), RED)


def test_a_blurred_copy_fills_what_a_contained_picture_leaves() -> None:
    held = {"q": Held(np.concatenate([solid(200, 40, 40, 32, 64), solid(40, 40, 200, 32, 64)], 1))}
    got = rgb(composed((shot("q", fit="blur"),), held=held))
    left, right = middle_of(got, 0.04, 0.5).astype(int), middle_of(got, 0.96, 0.5).astype(int)
    assert left[0] > left[2] + 40
    assert right[2] > right[0] + 40
    assert near(middle_of(got, 0.4, 0.5), (200, 40, 40), 6)


def test_a_clip_with_a_frame_lies_in_its_box_and_neighbours_meet_without_a_seam() -> None:
    thirds = [shot("w", fit="cover", frame=(i / 3, 0.0, 1 / 3, 1.0), start=0) for i in range(3)]
    clips = tuple((clip.model_copy(update={"id": f"c{i}"}),) for i, clip in enumerate(thirds))
    got = rgb(composed((colour("#000000"),), *clips, held={"w": Held(solid(255, 255, 255))}))
    assert got.min() >= 250


def test_crop_and_flip_show_what_is_left_the_other_way_round() -> None:
    clip = shot("q", transform=Transform(left=0.5, flip_x=True))
    got = rgb(composed((colour("#101010"),), (clip,), held={"q": Held(quarters())}))
    assert near(middle_of(got, 0.75, 0.25), RED), "the right half shows the mirrored left half"
    assert near(middle_of(got, 0.25, 0.25), (16, 16, 16))


def test_the_anchor_is_what_is_placed_and_turned_about() -> None:
    clip = shot("q", transform=Transform(x=0.0, y=0.0, anchor_x=0.0, anchor_y=0.0, scale=0.5))
    got = rgb(composed((colour("#000000"),), (clip,), held={"q": Held(quarters())}))
    assert near(got[4, 4], RED)
    assert near(got[H // 2 - 4, W // 2 - 4], WHITE)
    assert near(got[H // 2 + 2, W // 2 + 2], BLACK)


def test_opacity_is_the_share_of_the_picture_that_is_seen() -> None:
    fading = (Key(frame=0, value=0), Key(frame=8, value=1))
    got = composed((colour("#000000", 10),), (colour("#ffffff", 10, transform=Transform(opacity=fading)),))
    levels = [float(got.frame(n).y.mean()) for n in range(10)]
    assert levels == pytest.approx([16 + 219 * min(n / 8, 1) for n in range(10)], abs=1)


def test_a_moving_picture_moves_by_parts_of_a_pixel() -> None:
    ramp = np.repeat(np.linspace(0, 255, W).astype(np.uint8)[None, :, None], H, 0).repeat(3, 2)
    move = (Key(frame=0, value=0.5), Key(frame=100, value=0.6))
    clip = shot("r", 101, transform=Transform(x=move))
    got = composed((colour("#000000", 101),), (clip,), held={"r": Held(ramp)})
    middle = [float(got.frame(n).y[:, W // 2 + 10].mean()) for n in range(101)]
    steps = -np.diff(middle)
    assert steps.min() >= 0, "never back"
    assert np.abs(np.cumsum(steps) - np.linspace(0.219, 21.9, 100)).max() < 1.2, (
        "a tenth of the width, evenly"
    )


def test_edges_of_a_turned_picture_are_soft_and_carry_no_foreign_colour() -> None:
    clip = shot("w", transform=Transform(rotation=20, scale=0.5))
    luma = composed((colour("#000000"),), (clip,), held={"w": Held(solid(255, 255, 255))}).frame(0).y
    between = ((luma > 40) & (luma < 210)).sum()
    assert 40 < between < 400
    same = composed((colour("#ffffff"),), (clip,), held={"w": Held(solid(255, 255, 255))}).frame(0).y
    assert same.min() >= 234, "white over white has no dark seam"


def test_what_cannot_be_seen_is_not_asked_of_its_source() -> None:
    held = {name: Held(quarters()) for name in ("below", "outside", "clear", "top")}
    tracks = (
        (shot("below"),),
        (shot("outside", transform=Transform(x=3.0)),),
        (shot("clear", transform=Transform(opacity=0.0)),),
        (shot("top"),),
    )
    composed(*tracks, held=held).frame(3)
    assert {name: source.asked for name, source in held.items()} == {
        "below": 0, "outside": 0, "clear": 0, "top": 1,
    }  # fmt: skip


def test_ken_burns_goes_from_one_view_to_the_other_and_never_shows_bars() -> None:
    held = {"q": Held(quarters(200, 100))}
    move = KenBurns(start=View(x=0.0, y=0.0, zoom=2), end=View(x=1.0, y=1.0, zoom=2))
    got = composed((shot("q", 11, ken_burns=move),), held=held)
    assert near(middle_of(rgb(got, 0), 0.5, 0.5), RED)
    assert near(middle_of(rgb(got, 10), 0.5, 0.5), WHITE)
    assert all(rgb(got, n).max(axis=2).min() > 80 for n in range(11))


@given(
    st.floats(0, 1), st.floats(0, 1), st.floats(1, 4), st.floats(0, 1), st.floats(0, 1), st.floats(1, 4),
    st.sampled_from(["linear", "in", "out", "in_out"]), st.integers(0, 140),
)  # fmt: skip
def test_every_view_of_a_move_lies_within_the_picture(
    x0: float, y0: float, z0: float, x1: float, y1: float, z1: float, ease: str, n: int
) -> None:
    move = KenBurns(start=View(x=x0, y=y0, zoom=z0), end=View(x=x1, y=y1, zoom=z1), ease=ease)
    clip = Clip(id="c", start=0, length=100, media=ColourMedia(), ken_burns=move)
    placed = place(clip, n, (400, 300), (1920, 1080))
    assert placed is not None
    left, top, right, bottom = placed.window
    assert -1e-9 <= left < right <= 1 + 1e-9
    assert -1e-9 <= top < bottom <= 1 + 1e-9
    shape = (right - left) * 400 / ((bottom - top) * 300)
    assert shape == pytest.approx(1920 / 1080)


def test_corners_are_round_and_a_border_lies_inside_the_edge() -> None:
    from reelwright.timeline import Border

    clip = colour(
        "#0000ff", frame=(0.25, 0.25, 0.5, 0.5), corner=0.25, border=Border(width=4 / H, colour="#ffffff")
    )
    got = rgb(composed((colour("#000000"),), (clip,)))
    assert near(got[16, 24], BLACK), "the corner is gone"
    assert near(got[17, 48], WHITE, 12)
    assert near(got[32, 48], BLUE, 6)


def test_a_shadow_is_soft_dark_and_below_the_picture() -> None:
    from reelwright.timeline import Shadow

    cast = Shadow(blur=0.06, y=0.1, opacity=0.8)
    clip = colour("#ff0000", frame=(0.3, 0.3, 0.4, 0.3), shadow=cast)
    got = rgb(composed((colour("#ffffff"),), (clip,)))
    below = got[:, W // 2, 0].astype(int)[int(H * 0.6) + 1 :]
    assert below[0] < 120
    assert below[-1] > 240
    assert (np.diff(below) >= -1).all(), "darkest at the picture, lighter further off"
    assert near(got[H // 2, W // 2], RED)


def test_masks_let_through_what_they_say() -> None:
    from reelwright.timeline import Mask

    half = Mask(shape="rectangle", x=0.25, y=0.5, width=0.5, height=1.0)
    got = rgb(composed((colour("#000000"),), (colour("#ffffff", mask=half),)))
    assert near(got[H // 2, W // 4], WHITE)
    assert near(got[H // 2, 3 * W // 4], BLACK)
    other = rgb(
        composed((colour("#000000"),), (colour("#ffffff", mask=half.model_copy(update={"invert": True})),))
    )
    assert np.abs(got.astype(int) + other - 255).max() <= 3
    disc = composed((colour("#000000"),), (colour("#ffffff", mask=Mask(width=0.5, height=0.5)),)).frame(0).y
    share = (disc.astype(float) - 16).sum() / 219 / disc.size
    assert share == pytest.approx(np.pi / 4 * 0.25, rel=0.01), "an ellipse of half the sides"


def test_a_small_picture_costs_in_proportion_to_its_size() -> None:
    import time

    def seconds(frame: tuple[float, float, float, float]) -> float:
        moving = Transform(x=(Key(frame=0, value=0.5), Key(frame=60, value=0.51)))
        clip = shot("q", 60, frame=frame, transform=moving, fit="fill")
        held = {"q": Held(quarters(1280, 720))}
        got = composed((colour("#203040", 60),), (clip,), held=held, size=(1280, 720))
        got.frame(0)
        begin = time.process_time()
        for n in range(1, 40):
            got.frame(n)
        return time.process_time() - begin

    assert seconds((0.4, 0.4, 0.1, 0.1)) < 0.75 * seconds((0.02, 0.02, 0.96, 0.96))
