"""Colours after blend modes, keys, tables and the other effects, against the formulas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures_made_here import H, Held, W, colour, composed, near, quarters, rgb, shot, solid

from reelwright.compose.cube import parse_cube
from reelwright.errors import MediaError
from reelwright.timeline import (
    Adjust,
    Blur,
    ChromaKey,
    Clip,
    Denoise,
    Grain,
    Key,
    Lut,
    Mask,
    Sharpen,
    Transform,
    Vignette,
    Wheels,
)
from reelwright.timeline.media import AdjustmentMedia


def soft(b: float, s: float) -> float:
    if s <= 0.5:
        return b - (1 - 2 * s) * b * (1 - b)
    d = ((16 * b - 12) * b + 4) * b if b <= 0.25 else b**0.5
    return b + (2 * s - 1) * (d - b)


def hard(b: float, s: float) -> float:
    return 2 * b * s if s <= 0.5 else 1 - 2 * (1 - b) * (1 - s)


FORMULAS: dict[str, Any] = {
    "normal": lambda b, s: s,
    "multiply": lambda b, s: b * s,
    "screen": lambda b, s: b + s - b * s,
    "overlay": lambda b, s: hard(s, b),
    "soft_light": soft,
    "hard_light": hard,
    "add": lambda b, s: min(1, b + s),
    "subtract": lambda b, s: max(0, b - s),
    "difference": lambda b, s: abs(b - s),
    "darken": min,
    "lighten": max,
}


@pytest.mark.parametrize("mode", list(FORMULAS))
def test_two_colours_blend_as_the_specification_says(mode: str) -> None:
    for below, above in (((200, 120, 60), (90, 180, 210)), ((30, 64, 128), (220, 40, 100))):
        names = ["#" + bytes(value).hex() for value in (below, above)]
        got = rgb(composed((colour(names[0]),), (colour(names[1], blend=mode),)))[H // 2, W // 2]
        want = [round(255 * FORMULAS[mode](b / 255, s / 255)) for b, s in zip(below, above, strict=True)]
        assert near(got, (want[0], want[1], want[2]), 5), mode


def test_opacity_mixes_the_blend_with_what_is_below() -> None:
    clip = colour("#808080", blend="multiply", transform=Transform(opacity=0.5))
    got = rgb(composed((colour("#c08040"),), (clip,)))[5, 5]
    assert near(got, (0xC0 * 3 // 4, 0x80 * 3 // 4, 0x40 * 3 // 4), 4)


def with_effects(*effects: Any, picture: np.ndarray | None = None, **more: Any) -> np.ndarray:
    held = {"p": Held(quarters() if picture is None else picture)}
    return rgb(composed((shot("p", effects=effects, **more),), held=held))


def table(text_of: Any, size: int, extra: str = "") -> str:
    axis = np.linspace(0, 1, size)
    rows = [" ".join(f"{v:.6f}" for v in text_of(r, g, b)) for b in axis for g in axis for r in axis]
    return f'TITLE "t"\n# a remark\nLUT_3D_SIZE {size}\n{extra}' + "\n".join(rows) + "\n"


@pytest.mark.parametrize("size", [2, 17, 33])
def test_an_identity_table_changes_nothing(tmp_path: Path, size: int) -> None:
    path = tmp_path / "i.cube"
    path.write_text(table(lambda r, g, b: (r, g, b), size))
    picture = (
        np.random.default_rng(1).integers(0, 255, (H // 8, W // 8, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    )
    plain, through = with_effects(picture=picture), with_effects(Lut(path=str(path)), picture=picture)
    assert np.abs(plain.astype(int) - through).max() <= 4


def test_a_table_that_swaps_channels_swaps_them_and_strength_mixes(tmp_path: Path) -> None:
    path = tmp_path / "s.cube"
    path.write_text(table(lambda r, g, b: (b, g, r), 5))
    got = with_effects(Lut(path=str(path)), picture=solid(200, 100, 40))[5, 5]
    assert near(got, (40, 100, 200), 5)
    half = with_effects(Lut(path=str(path), strength=0.5), picture=solid(200, 100, 40))[5, 5]
    assert near(half, (120, 100, 120), 5)


def test_a_curve_and_its_domain_are_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "c.cube"
    path.write_text("LUT_1D_SIZE 3\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 2 2 2\n0 0 0\n1 1 1\n1 1 1\n")
    curve = parse_cube(path.read_text())
    assert curve.apply(np.float32([[0.25, 0.5, 1.0]])) == pytest.approx(np.float32([[0.25, 0.5, 1.0]]))
    low = parse_cube("LUT_1D_SIZE 2\nDOMAIN_MIN 0.5 0.5 0.5\nDOMAIN_MAX 1 1 1\n0 0 0\n1 1 1\n")
    assert low.apply(np.float32([[0.25, 0.75, 1.0]])) == pytest.approx(np.float32([[0.0, 0.5, 1.0]]))


@given(
    st.integers(2, 9),
    st.integers(0, 2**31),
    st.lists(st.tuples(*[st.floats(0, 1)] * 3), min_size=1, max_size=20),
)
def test_a_cube_meets_its_entries_exactly_and_stays_between_them(size: int, seed: int, points: Any) -> None:
    values = np.random.default_rng(seed).random((size**3, 3))
    made = parse_cube(f"LUT_3D_SIZE {size}\n" + "\n".join(" ".join(map(str, row)) for row in values))
    axis = np.linspace(0, 1, size)
    nodes = np.array([(r, g, b) for b in axis for g in axis for r in axis], np.float32)
    assert np.abs(made.apply(nodes) - values).max() < 1e-4
    between = made.apply(np.array(points, np.float32))
    assert (between >= values.min(0) - 1e-5).all()
    assert (between <= values.max(0) + 1e-5).all()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "does not say its size"),
        ("0 0 0\n1 1 1\n", "does not say its size"),
        ("LUT_3D_SIZE 300\n", "2 to 256"),
        ("LUT_3D_SIZE 1\n0 0 0\n", "2 to 256"),
        ("LUT_3D_SIZE 99999999999999999999\n", "2 to 256"),
        ("LUT_3D_SIZE ²\n", "2 to 256"),
        ("LUT_3D_SIZE 2\n" + "0 0 0\n" * 7, "holds 7 entries"),
        ("LUT_3D_SIZE 2\n" + "0 0 0\n" * 9, "holds 9 entries"),
        ("LUT_1D_SIZE 2\n0 0 0\n1 1\n", "line 3"),
        ("LUT_1D_SIZE 2\n0 0 0\nnan 1 1\n", "line 3"),
        ("LUT_1D_SIZE 2\n0 0 0\ninf 1 1\n", "line 3"),
        ("LUT_1D_SIZE 2\n0 0 0\n1e30 1 1\n", "beyond 10000"),
        ("LUT_1D_SIZE 2\nDOMAIN_MIN 1 1 1\nDOMAIN_MAX 0 0 0\n0 0 0\n1 1 1\n", "not below"),
        ("LUT_1D_SIZE 2\nDOMAIN_MIN 0 0\n0 0 0\n1 1 1\n", "3 numbers"),
        ("LUT_1D_SIZE 2\nLUT_3D_SIZE 2\n0 0 0\n", "size twice"),
        ("WHAT 2\n", "not known"),
        ("TITLE " + "x" * 300 + "\n", "longer than"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(MediaError, match=says) as caught:
        parse_cube(text)
    assert caught.value.code == "bad-lut"


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda b: b.decode("latin-1")))
def test_any_text_is_a_table_or_a_clear_error(text: str) -> None:
    try:
        assert parse_cube("LUT_1D_SIZE 2\n" + text).size == 2
    except MediaError as error:
        assert error.code == "bad-lut"


def test_the_sliders_do_what_they_say() -> None:
    grey = solid(100, 100, 100)
    assert near(with_effects(Adjust(exposure=1.0), picture=grey)[5, 5], (round(100 * 2 ** (1 / 2.2)),) * 3, 3)
    assert near(with_effects(Adjust(saturation=0.0), picture=solid(200, 50, 50))[5, 5], (82, 82, 82), 4)
    warm = with_effects(Adjust(temperature=0.5), picture=grey)[5, 5].astype(int)
    assert warm[0] > 100 > warm[2]
    assert with_effects(Adjust(tint=0.5), picture=grey)[5, 5][1] < 100
    dark, light = (with_effects(Adjust(contrast=1.5), picture=solid(*(v,) * 3))[5, 5] for v in (60, 200))
    assert dark[0] < 60
    assert light[0] > 200


def test_wheels_follow_their_formula() -> None:
    wheels = Wheels(lift=(0.1, 0.0, 0.0), gamma=(1.0, 2.0, 1.0), gain=(1.0, 1.0, 0.5))
    got = with_effects(wheels, picture=solid(100, 100, 100))[5, 5]
    value = 100 / 255
    want = (value + 0.1 * (1 - value), value**0.5, value * 0.5)
    assert near(got, (round(want[0] * 255), round(want[1] * 255), round(want[2] * 255)), 4)


def test_keys_move_an_effect_and_equal_frames_are_equal() -> None:
    brighter = Adjust(exposure=(Key(frame=0, value=0), Key(frame=5, value=1)))
    made = composed((shot("p", effects=(brighter,)),), held={"p": Held(solid(90, 90, 90))})
    levels = [int(made.frame(n).y[0, 0]) for n in range(8)]
    assert levels[:6] == sorted(set(levels[:6]))
    assert levels[5] == levels[6] == levels[7]


def test_a_key_takes_its_colour_out_and_the_cast_from_what_stays() -> None:
    picture = solid(0, 255, 0)
    picture[16:48, 32:64] = (200, 80, 60)
    key = ChromaKey(similarity=0.2, softness=0.1, spill=1.0)
    got = rgb(composed((colour("#4040ff"),), (shot("p", chroma_key=key),), held={"p": Held(picture)}))
    assert near(got[4, 4], (64, 64, 255), 4)
    assert near(got[32, 48], (200, 80, 60), 6)
    greenish = solid(150, 190, 150)
    kept = rgb(composed((colour("#000000"),), (shot("p", chroma_key=key),), held={"p": Held(greenish)}))[5, 5]
    assert int(kept[1]) - int(kept[0]) < 6, "no green cast is left"


def test_a_vignette_leaves_the_middle_and_darkens_the_corners_alike() -> None:
    got = with_effects(Vignette(amount=0.8, size=0.4), picture=solid(200, 200, 200)).astype(int)
    assert near(got[H // 2, W // 2], (200, 200, 200), 2)
    corners = [got[2, 2, 0], got[2, -3, 0], got[-3, 2, 0], got[-3, -3, 0]]
    assert max(corners) < 130
    assert max(corners) - min(corners) < 12


def test_grain_changes_with_every_frame_and_is_the_same_again() -> None:
    made = [
        composed((shot("p", effects=(Grain(amount=0.5),)),), held={"p": Held(solid(128, 128, 128))})
        for _ in "ab"
    ]
    first, second = made[0].frame(3).y.copy(), made[0].frame(4).y.copy()
    assert not np.array_equal(first, second)
    assert np.array_equal(made[1].frame(3).y, first)
    assert 5 < first.astype(float).std() < 20
    assert abs(first.astype(float).mean() - (16 + 219 * 128 / 255)) < 1.5
    other = composed(
        (shot("p", effects=(Grain(amount=0.5, seed=9),)),), held={"p": Held(solid(128, 128, 128))}
    )
    assert not np.array_equal(other.frame(3).y, first)


@pytest.mark.parametrize("sigma", [1.0, 2.5, 4.0, 9.0])
def test_a_blur_has_the_width_that_is_asked_for(sigma: float) -> None:
    picture = solid(0, 0, 0, 256, 256)
    picture[:, 128:] = 255
    held = {"p": Held(picture)}
    clip = shot("p", effects=(Blur(radius=sigma / 256),))
    edge = composed((clip,), held=held, size=(256, 256)).frame(0).y[128].astype(float)
    slope = np.diff((edge - 16) / 219)
    at = np.arange(len(slope)) + 0.5
    centre = (slope * at).sum() / slope.sum()
    width = np.sqrt((slope * (at - centre) ** 2).sum() / slope.sum())
    assert centre == pytest.approx(127, abs=0.6)
    assert width == pytest.approx(sigma, rel=0.12)


def test_sharpen_steepens_edges_and_denoise_calms_noise_but_not_edges() -> None:
    step = solid(90, 90, 90)
    step[:, W // 2 :] = 160
    sharp = with_effects(Sharpen(amount=1.5, radius=0.02), picture=step)[H // 2, :, 0].astype(int)
    assert sharp.min() < 80
    assert sharp.max() > 170
    noisy = np.clip(step + np.random.default_rng(1).normal(0, 6, (H, W, 1)), 0, 255).astype(np.uint8)
    calm = with_effects(Denoise(strength=0.8), picture=noisy)[..., 0].astype(float)
    assert calm[:, 8:40].std() < 0.55 * noisy[:, 8:40, 0].std()
    assert calm[:, W // 2 + 3].mean() - calm[:, W // 2 - 4].mean() > 60


def test_an_adjustment_changes_what_is_below_and_only_where_its_box_is() -> None:
    adjustment = Clip(
        id="a",
        start=0,
        length=10,
        media=AdjustmentMedia(),
        frame=(0.0, 0.0, 0.5, 1.0),
        effects=(Adjust(saturation=0.0),),
        transform=Transform(opacity=0.5),
    )
    got = rgb(composed((colour("#c83232"),), (adjustment,)))
    grey = round(0.2126 * 200 + 0.7874 * 50)
    assert near(got[10, 10], ((200 + grey) // 2, (50 + grey) // 2, (50 + grey) // 2), 5)
    assert near(got[10, W - 10], (200, 50, 50), 4)


wild = st.floats(-1e9, 1e9) | st.sampled_from([0.0, 1e-30, -1.0, 0.5])


@given(
    st.lists(wild, min_size=12, max_size=12), st.sampled_from(["contain", "cover", "none", "blur", "fill"])
)
@settings(max_examples=60)
def test_no_number_in_a_timeline_is_too_wild_to_be_drawn(v: Any, fit: Any) -> None:
    transform = Transform(
        x=v[0], y=v[1], scale=v[2], scale_y=v[3], rotation=v[4], left=v[5], opacity=v[6], anchor_x=v[7]
    )
    effects = (
        Adjust(exposure=v[8], contrast=v[9], saturation=v[10], temperature=v[11]),
        Wheels(lift=(v[0], v[1], v[2]), gamma=(v[3], v[4], v[5]), gain=(v[6], v[7], v[8])),
        Blur(radius=v[9]),
        Sharpen(amount=v[10]),
        Vignette(amount=v[11]),
        Grain(amount=v[0]),
        Denoise(strength=v[1]),
    )
    held = {"p": Held(quarters())}
    clips = (
        shot("p", fit=fit, transform=transform, effects=effects),
        shot("p", fit=fit, frame=(v[0], v[1], v[2], v[3]), mask=Mask(x=v[4], width=v[5], feather=0.5)),
        colour("#ff0000", frame=(v[4], v[5], v[6], v[7])),
    )
    named = [(clip.model_copy(update={"id": str(n)}),) for n, clip in enumerate(clips)]
    got = composed((colour("#404040"),), *named, held=held).frame(0)
    assert got.y.shape == (H, W)


def test_transparent_pictures_let_through_what_is_below() -> None:
    alpha = np.zeros((H, W), np.uint8)
    alpha[:, W // 2 :] = 128
    held = {"p": Held(solid(255, 255, 255), alpha)}
    got = rgb(composed((colour("#0000ff"),), (shot("p"),), held=held))
    assert near(got[5, 10], (0, 0, 255), 3)
    assert near(got[5, W - 10], (128, 128, 255), 4)
