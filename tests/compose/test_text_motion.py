"""Texts that come and go: smooth, complete, never moving what is already there; counters, karaoke, bars."""

from __future__ import annotations

import time
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelwright.compose import Frame, missing_glyphs
from reelwright.compose.counting import number_at, share_at
from reelwright.compose.overlay import TextOverlays
from reelwright.compose.textmotion import REST, motions_of, pose_at, still_frame
from reelwright.timeline import Clip, ColourMedia, Counter, TextItem, TextMotion, Timeline, Type, Word
from reelwright.timing import COMMON_RATES, FrameRate

W, H = 640, 360
KINDS: Any = [
    "none", "fade", "rise", "slide_left", "slide_right", "slide_up", "slide_down", "typewriter", "words",
    "scale", "blur",
]  # fmt: skip


class Screen:
    """A grey picture with one text over it."""

    def __init__(
        self,
        text: str,
        style: Any = "title",
        *,
        length: int = 90,
        size: tuple[int, int] = (W, H),
        **more: Any,
    ) -> None:
        item = TextItem(id="t", start=0, length=length, text=text, style=style, **more)
        clip = Clip(id="c", start=0, length=length, media=ColourMedia())
        self.base = Frame.solid(*size, 100, 128, 128)
        self.overlays = TextOverlays(Timeline(width=size[0], height=size[1], video=((clip,),), text=(item,)))

    def at(self, n: int) -> Frame:
        frame = self.base.copy()
        self.overlays.draw(frame, n)
        return frame

    def light(self, n: int) -> np.ndarray:
        """How much brighter than the picture each pixel is."""
        return np.clip(self.at(n).y.astype(float) - 102, 0, None)


def middle(light: np.ndarray) -> tuple[float, float]:
    rows, columns = np.indices(light.shape)
    return float((rows * light).sum() / light.sum()), float((columns * light).sum() / light.sum())


def motion(kind: Any, frames: int = 20, **more: Any) -> TextMotion:
    return TextMotion(kind=kind, frames=frames, **more)


@pytest.mark.parametrize("kind", KINDS)
def test_every_entrance_ends_and_every_exit_begins_at_rest(kind: Any) -> None:
    screen = Screen("Golden Hour", subtitle="of light", enter=motion(kind), leave=motion(kind))
    still = screen.at(45).y
    assert np.array_equal(screen.at(20).y, still)
    assert np.array_equal(screen.at(69).y, still)
    if kind == "none":
        assert np.array_equal(screen.at(0).y, still)
        return
    assert not np.array_equal(screen.at(8).y, still)
    assert not np.array_equal(screen.at(82).y, still)
    before, rest = screen.at(19).y.astype(int), still.astype(int)
    assert np.abs(before - rest).mean() < np.abs(screen.at(4).y.astype(int) - rest).mean()
    first = screen.light(0).sum() / screen.light(45).sum()
    assert first < 0.35, "it comes from nothing"


@pytest.mark.parametrize(
    ("kind", "axis", "sign"),
    [("slide_left", 1, -1), ("slide_right", 1, 1), ("slide_up", 0, -1), ("slide_down", 0, 1)],
)
def test_a_slide_travels_in_its_direction_coming_and_going(kind: Any, axis: int, sign: int) -> None:
    screen = Screen("HHHH", "plain", enter=motion(kind), leave=motion(kind))
    coming = [middle(screen.light(n))[axis] for n in range(4, 19)]
    going = [middle(screen.light(n))[axis] for n in range(72, 82)]
    assert (np.diff(coming) * sign > -0.02).all()
    assert (np.diff(going) * sign > -0.02).all()
    assert (coming[-1] - coming[0]) * sign > 6
    assert (going[-1] - going[0]) * sign > 6
    assert any(0.1 < abs(step) % 1 < 0.9 for step in np.diff(coming)), "by fractions of a pixel"


@pytest.mark.parametrize("style", ["title", "lower_third", "caption", "plain", "end_card"])
def test_typing_never_moves_a_letter_that_is_there(style: str) -> None:
    screen = Screen("Golden office hour", style, enter=motion("typewriter", 40), length=120)
    still = screen.light(60)
    seen = np.zeros_like(still)
    counts = []
    for n in range(15, 41):
        now = screen.light(n)
        there = now > 60
        assert np.abs(now - still)[there].max(initial=0) < 24, "what shows is where it will stay"
        counts.append(int(there.sum()))
        assert (there | (seen < 60)).mean() > 0.999, "what was there stays"
        seen = np.maximum(seen, now)
    assert min(np.diff(counts)) > -4, "but for the rounding of the shade's fade"
    assert len(set(counts)) >= 8


@pytest.mark.parametrize(
    ("text", "backwards"), [("Golden Hour", False), ("שלום עולם", True), ("مرحبا بكم", True)]
)
def test_typing_follows_the_direction_of_the_script(text: str, backwards: bool) -> None:
    if missing_glyphs(text):
        pytest.skip("this machine has no font for it")
    screen = Screen(text, enter=motion("typewriter", 30))
    _, half = middle(screen.light(14))
    assert half > W / 2 + 20 if backwards else half < W / 2 - 20


def test_words_come_one_after_another_and_whole() -> None:
    screen = Screen("One Two", "plain", enter=motion("words", 30))
    left, right = slice(0, W // 2 - 10), slice(W // 2 + 10, W)
    whole = [screen.light(60)[:, half].sum() for half in (left, right)]
    shares = [
        tuple(screen.light(n)[:, half].sum() / all_ for half, all_ in zip((left, right), whole, strict=True))
        for n in range(30)
    ]
    assert all(first >= second - 0.02 for first, second in shares)
    assert max(first - second for first, second in shares) > 0.3


def test_growing_text_grows_about_its_middle() -> None:
    screen = Screen("HHHH", "plain", enter=motion("scale"))
    spans = []
    for n in (6, 10, 14, 30):
        columns = np.flatnonzero(screen.light(n).max(axis=0) > 8)
        spans.append(columns[-1] - columns[0])
        assert abs(middle(screen.light(n))[1] - W / 2) < 1
    assert spans == sorted(spans)
    assert 0.8 < spans[0] / spans[-1] < 0.99


def test_text_comes_into_focus() -> None:
    screen = Screen("HHHH", "plain", enter=motion("blur"))
    edges = [
        float(np.abs(cv2.Laplacian(screen.light(n), cv2.CV_64F)).sum() / screen.light(n).sum())
        for n in (2, 6, 10, 30)
    ]
    assert edges == sorted(edges)
    assert edges[0] < 0.65 * edges[-1]


@given(
    st.sampled_from(KINDS),
    st.sampled_from(KINDS),
    st.integers(1, 200),
    st.one_of(st.none(), st.integers(1, 300)),
    st.sampled_from(["linear", "hold", "in", "out", "in_out"]),
    st.sampled_from(COMMON_RATES),
)
def test_any_motion_leaves_a_third_of_the_time_at_rest(
    enter: Any, leave: Any, length: int, frames: int | None, ease: Any, rate: FrameRate
) -> None:
    coming, going = (TextMotion(kind=kind, frames=frames, ease=ease) for kind in (enter, leave))
    item = TextItem(id="t", start=0, length=length, text="some words here", enter=coming, leave=going)
    poses = [pose_at(item, k, rate, 13, 3) for k in range(length)]
    assert sum(pose == REST for pose in poses) >= length / 3
    assert all(0 <= pose.opacity <= 1 and 0 <= pose.ground <= 1 for pose in poses)
    assert poses[still_frame(item, rate, 13, 3)] == REST
    assert motions_of(item)[0].kind == enter


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(2, 2), (32, 32), (64, 36), (36, 640)])
def test_any_motion_on_any_canvas_is_drawn_without_a_trace_outside(kind: Any, size: tuple[int, int]) -> None:
    screen = Screen(
        "Hi there you",
        "plain",
        size=size,
        length=12,
        enter=motion(kind, 4),
        leave=motion(kind, 4),
        type=Type(x=1.0, safe=False),
    )
    for n in range(12):
        assert screen.at(n).y.shape == (size[1], size[0])


def test_counters_count_to_the_end_and_stay() -> None:
    counter = Counter(start=0, end=12500, group=",", share=0.5)
    numbers = [number_at(counter, share_at(counter, k, 100)) for k in range(100)]
    assert numbers[0] == "0"
    assert numbers[50:] == ["12,500"] * 50
    values = [int(number.replace(",", "")) for number in numbers]
    assert values == sorted(values)
    assert number_at(Counter(start=-5, end=5, places=2, point=","), 0.25) == "-2,50"
    assert number_at(Counter(start=0, end=-0.004, places=1), 1.0) in ("0.0", "-0.0")


@pytest.mark.parametrize("style", ["title", "plain", "lower_third"])
def test_digits_keep_their_places_while_they_change(style: str) -> None:
    screen = Screen(
        "{} km",
        style,
        counter=Counter(start=111, end=999, share=1.0, ease="linear"),
        length=120,
        enter=motion("none"),
    )
    spans, units = [], []
    for n in range(0, 110, 9):
        light = screen.light(n)
        columns = np.flatnonzero((light > 60).any(axis=0))
        gaps = np.flatnonzero(np.diff(columns) > 6)
        spans.append(columns[-1])
        units.append(columns[gaps[-1] + 1])
    assert np.ptp(spans) <= 1
    assert np.ptp(units) <= 1
    assert not np.array_equal(screen.at(10).y, screen.at(60).y)


def test_a_counted_number_is_the_number_that_is_set() -> None:
    counted = Screen(
        "{}", "plain", counter=Counter(start=0, end=4096, share=0.2), length=100, enter=motion("none")
    )
    static = Screen("4096", "plain", enter=motion("none"))
    a, b = counted.light(60), static.light(45)
    assert abs(middle(a)[1] - middle(b)[1]) < 2.5
    assert abs(a.sum() / b.sum() - 1) < 0.06


def test_words_light_up_when_they_are_spoken() -> None:
    said = ("Sing", "with", "me")
    words = tuple(Word(text=w, frame=20 * n) for n, w in enumerate(said))
    screen = Screen(" ".join(said), "caption", words=words, type=Type(accent="#ff0000"), enter=motion("none"))

    def lit(n: int) -> float:
        """How much red there is (Cr above grey)."""
        return float(np.clip(screen.at(n).v.astype(int) - 150, 0, None).sum())

    steps = [lit(n) for n in (10, 30, 50)]
    assert steps[0] > 0
    assert steps[1] > 1.4 * steps[0]
    assert steps[2] > 1.2 * steps[1]
    assert abs(lit(19) - lit(10)) < 0.02 * steps[0]
    changed = screen.at(0).y.astype(int) - screen.at(70).y
    where = np.abs(screen.at(70).y.astype(int) - screen.base.y) > 0
    assert not changed[~where].any(), "nothing moves"


def test_a_bar_fills_evenly_to_its_end() -> None:
    screen = Screen(
        "", "progress", type=Type(accent="#ffffff"), enter=motion("none"), leave=motion("none"), length=100
    )
    widths = [float(screen.light(n)[:, :].max(axis=0).clip(0, 133).sum()) for n in range(0, 100, 10)]
    steps = np.diff(widths)
    assert (steps > 0).all()
    assert steps[2:].max() < 1.25 * steps[2:].min()
    full = np.flatnonzero((screen.light(99) > 100).any(axis=0))
    assert full[-1] - full[0] == pytest.approx(0.72 * 0.9 * W, abs=6)


def test_a_bar_with_a_counter_shows_what_the_counter_says() -> None:
    screen = Screen(
        "{}%",
        "progress",
        counter=Counter(end=50),
        type=Type(accent="#ff0000"),
        enter=motion("none"),
        length=100,
    )
    red = np.flatnonzero((screen.at(90).v[300 // 2 :] > 180).any(axis=0)) * 2
    assert (red[-1] - red[0]) / (0.72 * 0.9 * W) == pytest.approx(0.5, abs=0.03)


def test_the_same_frame_is_the_same_in_any_order() -> None:
    for kind in ("rise", "typewriter", "blur"):
        forwards, backwards = (Screen("Golden Hour", subtitle="x", enter=motion(kind)) for _ in range(2))
        first = [forwards.at(n).y for n in (0, 3, 9, 30, 89)]
        second = [backwards.at(n).y for n in (89, 30, 9, 3, 0)][::-1]
        assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_an_animated_title_costs_little_of_a_frame() -> None:
    cv2.setNumThreads(1)
    screen = Screen("Golden Hour", subtitle="A short film", size=(1920, 1080), enter=motion("rise"))
    frame = screen.base
    screen.overlays.draw(frame, 0)
    best = 1.0
    for _ in range(5):
        begin = time.process_time()
        for n in range(19):
            screen.overlays.draw(frame, n)
        best = min(best, (time.process_time() - begin) / 19)
    assert best < 0.004, "about a thousandth of a second where nothing else runs"
