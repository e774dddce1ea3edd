"""Text: inside the safe area, legible, right way round, never boxes, moving smoothly."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelwright.compose import Frame, best_look, missing_glyphs
from reelwright.compose.card import Card
from reelwright.compose.glyphs import plain_text
from reelwright.compose.overlay import TextOverlays
from reelwright.compose.shown import ShownText
from reelwright.compose.text import lay_out_text
from reelwright.compose.textmotion import REST, pose_at
from reelwright.compose.typeface import set_text
from reelwright.timeline import Clip, ColourMedia, TextItem, Timeline
from reelwright.timing import COMMON_RATES, FrameRate

STYLES = ["title", "lower_third", "end_card", "caption", "plain", "progress"]
CANVASES = [(640, 360), (360, 640), (480, 480), (384, 480), (840, 360)]
LONG = "It was the best of times, it was the worst of times, it was the age of wisdom. " * 6
ONE_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def item(
    text: str, style: Any = "title", subtitle: str = "", length: int = 90, look: Any = "light"
) -> TextItem:
    return TextItem(id="t", start=0, length=length, text=text, subtitle=subtitle, style=style, look=look)


def card(text: str, style: str = "title", canvas: tuple[int, int] = (640, 360), subtitle: str = "") -> Card:
    made = lay_out_text(item(text, style, subtitle), *canvas)
    assert made is not None
    return made


def over(base: Frame, text: TextItem, n: int) -> Frame:
    media = ColourMedia()
    clip = Clip(id="c", start=0, length=text.length, media=media)
    timeline = Timeline(width=base.width, height=base.height, video=((clip,),), text=(text,))
    frame = base.copy()
    TextOverlays(timeline).draw(frame, n)
    return frame


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("canvas", CANVASES)
@pytest.mark.parametrize("text", ["Hi", LONG, ONE_WORD, "one\ntwo\nthree\nfour\nfive\nsix"])
def test_text_of_any_length_stays_inside_the_safe_area(
    style: str, canvas: tuple[int, int], text: str
) -> None:
    width, height = canvas
    left, top, right, bottom = card(text, style, canvas, LONG if style != "caption" else "").ink
    assert left >= width * 0.05
    assert right <= width * 0.95
    assert top >= height * 0.05
    assert bottom <= height * (0.95 - 0.02) + 1, "room for the rise at its entrance"


@settings(max_examples=25, deadline=None)
@given(
    st.text(max_size=60),
    st.sampled_from(STYLES),
    st.sampled_from([*CANVASES, (2, 2), (32, 32), (2, 640), (320, 18)]),
)
def test_any_text_on_any_canvas_is_drawn_or_left_out(text: str, style: str, canvas: tuple[int, int]) -> None:
    made = lay_out_text(item(text, style, text[::-1]), *canvas)
    if made is not None:
        assert made.rgba.shape[0] % 2 == made.rgba.shape[1] % 2 == made.x % 2 == made.y % 2 == 0
        assert made.x + made.rgba.shape[1] <= canvas[0]
        assert made.y + made.rgba.shape[0] <= canvas[1]
        shown = ShownText(item(text, style, text[::-1]), *canvas, COMMON_RATES[0])
        for n in (0, 45):
            shown.draw(Frame.black(*canvas), n)


def test_titles_and_captions_are_centred_and_end_cards_keep_to_the_right_half() -> None:
    for style in ("title", "caption"):
        left, _, right, _ = card("Golden Hour", style).ink
        assert abs((left + right) / 2 - 320) <= 2
    left, top, right, bottom = card("Pure organic honey", "end_card").ink
    assert left >= 320
    assert abs((top + bottom) / 2 - 180) < 20
    left, top, right, bottom = card("Pure organic honey", "end_card", (360, 640)).ink
    assert abs((left + right) / 2 - 180) <= 2
    assert top > 320


def test_text_grows_with_the_canvas() -> None:
    small, large = card("Golden Hour").ink, card("Golden Hour", canvas=(1280, 720)).ink
    assert (large[2] - large[0]) / (small[2] - small[0]) == pytest.approx(2, rel=0.04)
    assert large[1] / small[1] == pytest.approx(2, rel=0.04)


def test_right_to_left_text_lies_to_the_right() -> None:
    for text in ("שלום עולם", "مرحبا بالعالم"):
        if missing_glyphs(text):
            pytest.skip("this machine has no Hebrew or Arabic font")
        left, _, right, _ = card(text, "lower_third").ink
        assert right >= 606
        assert left > 320
    left, _, right, _ = card("Hello world", "lower_third").ink
    assert left <= 34
    assert right < 320


def test_right_to_left_words_are_in_reading_order() -> None:
    # The wide word comes first in memory, so it must be the right-hand one in the picture.
    ink = set_text("שששששששש ו", 40)
    assert ink is not None
    columns = ink.rgba[..., 3].max(axis=0) > 0.5
    gap = max(
        (
            run
            for run in np.split(np.arange(columns.size), np.flatnonzero(np.diff(columns)) + 1)
            if not columns[run[0]]
        ),
        key=len,
    )
    assert gap[0] < columns.size / 4


def test_a_long_caption_has_two_lines_at_most() -> None:
    alpha = set_text("x", 16.56, weight=500)
    assert alpha is not None
    for text in ("short", LONG[:90], LONG):
        _, top, _, bottom = card(text, "caption").ink
        assert bottom - top <= 360 * 0.17
    assert card(LONG[:90], "caption").ink[3] == card("short", "caption").ink[3]


def test_wrapped_titles_have_lines_of_similar_length() -> None:
    made = card("A film about the light of the golden hour", "title").rgba[..., :3].min(axis=-1) > 0.6
    rows = made.any(axis=1)
    lines = [
        run
        for run in np.split(np.arange(rows.size), np.flatnonzero(np.diff(rows)) + 1)
        if rows[run[0]] and len(run) > 8
    ]
    widths = [np.flatnonzero(made[run].any(axis=0)) for run in lines]
    spans = [w[-1] - w[0] for w in widths]
    assert len(spans) >= 2
    assert min(spans) > 0.6 * max(spans)


def test_characters_that_no_font_has_are_named_and_left_out() -> None:
    assert missing_glyphs("Golden Ωmega Кино, naïve — “quotes” …\n\t") == ""
    assert missing_glyphs("a\U0010fffd\ufdd0b\U0010fffd") == "\U0010fffd\ufdd0"
    assert plain_text("a\U0010fffdb\x07\r\nc\u2029d") == "ab\nc\nd"
    with_box, without = card("Hour\U0010fffd"), card("Hour")
    assert np.array_equal(with_box.rgba, without.rgba)
    assert lay_out_text(item("\U0010fffd"), 640, 360) is None
    assert lay_out_text(item("  \n "), 640, 360) is None


def test_markup_is_text() -> None:
    plain = card("a < b & <b>c</b>")
    assert plain.ink[2] - plain.ink[0] > card("a < b & c").ink[2] - card("a < b & c").ink[0]


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("background", [16, 70, 128, 190, 235])
@pytest.mark.parametrize("style", ["title", "lower_third", "end_card", "caption"])
def test_letters_stand_out_from_any_background(style: str, background: int, look: str) -> None:
    made = over(Frame.solid(1280, 720, background, 128, 128), item("HHHHHHH", style, look=look), 45)
    letters = lay_out_text(item("HHHHHHH", style, look=look), 1280, 720)
    assert letters is not None
    left, top, right, bottom = letters.ink
    inside = made.y[top:bottom, left:right]
    ink = float(np.percentile(inside, 97 if look == "light" else 3))
    mask = (abs(inside - ink) < 30).astype(np.uint8)
    near, beside = cv2.dilate(mask, np.ones((9, 9))), cv2.dilate(mask, np.ones((5, 5)))
    around = float(np.median(inside[(near == 1) & (beside == 0)]))
    assert abs(ink - around) > 72


def test_only_the_tile_is_touched() -> None:
    base = Frame.solid(640, 360, 100, 120, 140)
    made = card("Golden Hour")
    frame = over(base, item("Golden Hour"), 45)
    changed = np.argwhere(frame.y != base.y)
    assert changed[:, 0].min() >= made.y
    assert changed[:, 1].min() >= made.x
    assert changed[:, 0].max() < made.y + made.rgba.shape[0]
    assert frame.u[0, 0] == 120


def test_the_blend_agrees_with_exact_arithmetic() -> None:
    made = card("Golden Hour")
    base = Frame.solid(640, 360, 180, 128, 128)
    frame = over(base, item("Golden Hour"), 45)
    rgb, alpha = made.rgba[..., :3].astype(float), made.rgba[..., 3].astype(float)
    luma = 219 * (rgb @ [0.2126, 0.7152, 0.0722]) + 16 * alpha + 180 * (1 - alpha)
    got = frame.y[made.y : made.y + luma.shape[0], made.x : made.x + luma.shape[1]]
    assert np.abs(got - luma).max() <= 1.5


@given(st.integers(1, 400), st.sampled_from(COMMON_RATES))
def test_text_appears_stays_and_fades_smoothly(length: int, rate: FrameRate) -> None:
    poses = [pose_at(item("a", length=length), k, rate) for k in range(length)]
    assert all(0 < p.opacity <= 1 and 0 <= p.down <= 0.02 for p in poses)
    assert sum(p == REST for p in poses) >= length / 3
    drops = [p.down for p in poses]
    assert drops == sorted(drops, reverse=True)
    rising = [p.opacity for p in poses]
    peak = rising.index(1)
    assert rising[:peak] == sorted(rising[:peak])
    assert rising[peak:] == sorted(rising[peak:], reverse=True)
    if length >= 2 * rate.value:
        assert poses[int(rate.value * Fraction(3, 5))].opacity == 1
        assert poses[0].opacity < 0.2


def test_the_rise_moves_by_fractions_of_a_pixel() -> None:
    base = Frame.black(640, 360)
    rows = np.arange(360)

    def middle(n: int) -> float:
        weight = over(base, item("HHHH"), n).y.astype(float).clip(17) - 17
        return float((weight.sum(axis=1) * rows).sum() / weight.sum())

    heights = [middle(n) for n in range(2, 16)]
    steps = -np.diff(heights)
    assert (steps > -0.02).all()
    assert any(0.1 < step % 1 < 0.9 for step in steps)
    assert 1 < heights[0] - heights[-1] < 7.2


def test_a_text_of_one_frame_is_seen() -> None:
    frame = over(Frame.black(640, 360), item("Flash", length=1), 0)
    assert frame.y.max() > 220


def test_dark_letters_are_proposed_for_bright_places_only() -> None:
    bright, dark = Frame.solid(640, 360, 225, 128, 128), Frame.solid(640, 360, 60, 128, 128)
    assert best_look(item("Honey", "end_card"), bright) == "dark"
    assert best_look(item("Honey", "end_card"), dark) == "light"
    bright.y[:, 320:] = 40
    assert best_look(item("Honey", "end_card"), bright) == "light"
    assert best_look(item("Honey", "lower_third"), bright) == "dark"
