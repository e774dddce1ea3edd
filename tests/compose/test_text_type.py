"""Type: fonts, weights, outlines, boxes, places; scripts of the world; markup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelwright.compose.card import Card
from reelwright.compose.fonts import family_of, has_family
from reelwright.compose.glyphs import clusters, inline_styles, missing_glyphs, words_of
from reelwright.compose.text import lay_out_text
from reelwright.compose.typeface import set_text
from reelwright.errors import MediaError
from reelwright.timeline import Outline, Pill, TextItem, TextShadow, Type

W, H = 640, 360


def card(text: str = "Hamburg", style: Any = "plain", canvas: tuple[int, int] = (W, H), **more: Any) -> Card:
    kind = more.pop("type", None)
    made = lay_out_text(
        TextItem(id="t", start=0, length=60, text=text, style=style, type=kind, **more), *canvas
    )
    assert made is not None
    return made


def weight(made: Card) -> float:
    return float(made.letters[..., 3].sum())


def test_weight_makes_letters_heavier_step_by_step() -> None:
    inks = [set_text("Hamburg", 60, weight=w) for w in (100, 300, 400, 600, 700, 900)]
    masses = [float(ink.rgba[..., 3].sum()) for ink in inks if ink is not None]
    assert len(masses) == 6
    assert masses == sorted(masses)
    assert masses[-1] > 1.8 * masses[0]


def test_italic_letters_are_those_of_the_italic_font() -> None:
    upright, italic = set_text("Hamburgf", 60), set_text("Hamburgf", 60, italic=True)
    assert upright is not None
    assert italic is not None
    assert italic.width != upright.width
    columns = np.flatnonzero(italic.rgba[: italic.height // 4, :, 3].any(axis=0))
    lower = np.flatnonzero(italic.rgba[-italic.height // 4 :, :, 3].any(axis=0))
    assert columns[0] > lower[0], "slanted"


def test_a_font_file_is_used_by_its_path_and_a_family_by_its_name(tmp_path: Path) -> None:
    import fontpkg_noto_sans

    italic = next(p for p in sorted((fontpkg_noto_sans.ROOT / "files").glob("*.ttf")) if "Italic" in p.name)
    assert family_of(str(italic)) == "Noto Sans"
    assert has_family("Noto Sans")
    assert not has_family("No Such Family At All")
    broken = tmp_path / "broken.ttf"
    for content in (b"", b"hello", b"\x00\x01\x00\x00" + b"\xff" * 200, italic.read_bytes()[:400]):
        broken.write_bytes(content)
        with pytest.raises(MediaError) as error:
            card(type=Type(font=str(broken)))
        assert error.value.code == "bad-font"
    with pytest.raises(MediaError) as error:
        card(type=Type(font=str(tmp_path / "none.otf")))
    assert error.value.code == "no-font"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"\x00\x01\x00\x00", b"OTTO", b"ttcf", b""]))
def test_any_bytes_are_a_font_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, head: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.ttf"
    path.write_bytes(head + data)
    try:
        assert family_of(str(path))
    except MediaError as error:
        assert error.code == "bad-font"


def test_the_author_s_size_colour_and_case_take_the_style_s_place() -> None:
    small, large = card(type=Type(size=0.05)), card(type=Type(size=0.1))
    assert (large.ink[3] - large.ink[1]) / (small.ink[3] - small.ink[1]) == pytest.approx(2, rel=0.1)
    yellow = card(type=Type(colour="#ffff00")).letters
    assert yellow[..., :2].max() > 0.95
    assert yellow[..., 2].max() < 0.05
    upper = card("hamburg", type=Type(upper=True))
    assert upper.ink == card("HAMBURG").ink


@pytest.mark.parametrize("style", ["title", "lower_third", "end_card", "caption", "plain"])
@pytest.mark.parametrize("align", ["left", "centre", "right"])
def test_x_and_y_place_the_aligned_side_and_the_middle(style: str, align: Any) -> None:
    made = card("Hi", style, type=Type(align=align, x=0.4, y=0.45))
    left, top, right, bottom = made.ink
    anchor = {"left": left, "centre": (left + right) / 2, "right": right}[align]
    assert abs(anchor - 0.4 * W) <= 1.5
    assert abs((top + bottom) / 2 - 0.45 * H) <= 1.5


@pytest.mark.parametrize("corner", [(0, 0), (1, 0), (0, 1), (1, 1)])
def test_safe_keeps_a_block_inside_and_unsafe_lets_it_go(corner: tuple[int, int]) -> None:
    x, y = corner
    inside = card("Hamburg", type=Type(x=x, y=y, align="right" if x == 0 else "left")).ink
    assert inside[0] >= W * 0.05
    assert inside[2] <= W * 0.95
    assert inside[1] >= H * 0.05
    assert inside[3] <= H * 0.95
    outside = card("Hamburg", type=Type(x=x, y=y, align="centre", safe=False)).ink
    assert abs((outside[0] + outside[2]) / 2 - x * W) <= 1


def test_lines_are_kept_by_shrinking_and_width_by_wrapping() -> None:
    text = "a rather long sentence that has to go somewhere"
    one = card(text, type=Type(lines=1, size=0.12))
    three = card(text, type=Type(lines=3, size=0.12))
    assert len(one.lines) == len(three.lines) == 1
    assert one.ink[3] - one.ink[1] < 0.6 * (three.ink[3] - three.ink[1])
    narrow = card(text, type=Type(width=0.3)).ink
    assert narrow[2] - narrow[0] <= 0.3 * W + 1


def test_spacing_and_line_height_are_in_ems() -> None:
    apart = [card("HHHHH", type=Type(size=0.1, spacing=s)).ink for s in (0.0, 0.5)]
    widths = [ink[2] - ink[0] for ink in apart]
    assert widths[1] - widths[0] == pytest.approx(4 * 0.5 * 36, abs=4)
    heights = [card("H\nH", type=Type(size=0.1, line_height=lh)).ink for lh in (1.0, 2.0)]
    assert (heights[1][3] - heights[1][1]) - (heights[0][3] - heights[0][1]) == pytest.approx(36, abs=2)


def test_an_outline_surrounds_letters_with_its_colour() -> None:
    plain = card(type=Type(size=0.2, outline=Outline(width=0.1, colour="#00ff00")))
    bare = card(type=Type(size=0.2, shadow=TextShadow(opacity=0)))
    green = plain.letters[..., 1] - plain.letters[..., 0]
    assert green.max() > 0.98
    grown = np.flatnonzero((plain.letters[..., 3] > 0.5).any(axis=1)).size
    letters = np.flatnonzero((bare.letters[..., 3] > 0.5).any(axis=1)).size
    assert grown - letters == pytest.approx(2 * 0.1 * 72, abs=2)


def test_a_shadow_falls_where_it_is_told() -> None:
    made = card("I", type=Type(size=0.3, shadow=TextShadow(x=0.5, y=0.0, blur=0.0, opacity=1.0)))
    dark = (made.letters[..., 3] > 0.9) & (made.letters[..., 0] < 0.1)
    light = made.letters[..., 0] > 0.9
    assert np.argwhere(dark)[:, 1].mean() - np.argwhere(light)[:, 1].mean() == pytest.approx(0.5 * 108, abs=2)
    assert made.shade is None


def test_a_pill_is_padded_round_and_of_its_colour() -> None:
    made = card("Sale", type=Type(size=0.1, pill=Pill(colour="#d7263d", opacity=1, padding=1, corner=4)))
    assert made.plate is not None
    solid = made.plate[..., 3]
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    corner = solid[rows[0] : rows[0] + 4, columns[0] : columns[0] + 4]
    assert corner.max() < 0.2, "round"
    assert solid[rows.mean().astype(int), columns[0] + 2] > 0.9
    left, _, right, _ = made.lines[0]
    assert columns[0] + made.x < left - 30
    assert columns[-1] + made.x > right + 30


def test_tags_are_styles_only_with_markup() -> None:
    tagged = card("<b>Hi</b> <i>you</i>", "caption", markup=True)
    plain = card("<b>Hi</b> <i>you</i>", "caption")
    assert tagged.ink[2] - tagged.ink[0] < 0.6 * (plain.ink[2] - plain.ink[0])
    assert weight(tagged) > weight(card("Hi you", "caption"))
    assert inline_styles("<b></b> ") == ""
    assert lay_out_text(TextItem(id="t", start=0, length=9, text="<i></i>", markup=True), W, H) is None


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("abc", 3), ("e\u0301a", 2), ("न\u092e\u0938\u094d\u0924\u0947", 3), ("👩‍👩‍👧 ok", 3), ("🇩🇪🇫🇷", 2),
        ("👍🏽x", 2), ("각", 1), ("ㄱ가", 2), ("لا إله", 5), ("a b", 2), ("", 0), ("\u0301", 1),
    ],
)  # fmt: skip
def test_letters_are_what_people_count(text: str, letters: int) -> None:
    assert len(clusters(text)) == letters


@given(st.text(max_size=60))
def test_every_visible_character_is_in_exactly_one_letter(text: str) -> None:
    found = clusters(text)
    covered = [n for start, end in found for n in range(start, end)]
    assert covered == sorted(set(covered))
    assert all(n in covered for n, c in enumerate(text) if not c.isspace() and not "\ue000" <= c <= "\ue005")
    numbers = words_of(text, found)
    assert numbers == sorted(numbers)
    assert not numbers or set(numbers) == set(range(numbers[-1] + 1))


@pytest.mark.parametrize(
    "text", ["office fi AVATAR", "مرحبا بالعالم", "שלום עולם", "日本語テスト", "Ελληνικά", "Кино"]
)
def test_letters_can_be_told_apart_without_changing_how_they_are_set(text: str) -> None:
    if missing_glyphs(text):
        pytest.skip("this machine has no font for it")
    plain, told = set_text(text, 48), set_text(text, 48, ordered=True)
    assert plain is not None
    assert told is not None
    assert told.order is not None
    assert np.array_equal(plain.rgba, told.rgba)
    inked = told.rgba[..., 3] > 0.5
    numbers = np.unique(told.order[inked])
    assert numbers.size >= len(clusters(text)) - 3, "only a ligature (ffi) is one shape for several letters"
    middles = [np.flatnonzero((told.order == n)[inked.any(axis=1)].any(axis=0)).mean() for n in numbers]
    backwards = text[0] in "مש"
    steps = np.diff(middles)
    assert ((steps < 0) if backwards else (steps > 0)).mean() > 0.85


def test_unsupported_characters_leave_no_trace_in_any_style() -> None:
    for style in ("title", "lower_third", "end_card", "caption", "plain", "progress"):
        a, b = card("Hour\U0010fffd", style), card("Hour", style)
        assert np.array_equal(a.rgba, b.rgba)
