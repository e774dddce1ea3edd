"""Ratio, resolution and quality become even pixels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelwright.errors import OptionError
from reelwright.pipeline import RATIOS, RESOLUTIONS, solve_canvas


@pytest.mark.parametrize(
    ("ratio", "resolution", "size"),
    [
        ("16:9", "720p", (1280, 720)),
        ("16:9", "480p", (854, 480)),
        ("9:16", "1080p", (1080, 1920)),
        ("1:1", "720p", (720, 720)),
        ("4:5", "720p", (720, 900)),
        ("21:9", "1080p", (2520, 1080)),
        ("16:9", "2160p", (3840, 2160)),
    ],
)
def test_the_named_resolution_is_the_short_side(ratio: str, resolution: str, size: tuple[int, int]) -> None:
    canvas = solve_canvas(ratio, resolution)
    assert (canvas.width, canvas.height) == size


@pytest.mark.parametrize(("quality", "short"), [("draft", 480), ("preview", 720), ("final", 1080)])
def test_a_quality_brings_its_own_resolution(quality: str, short: int) -> None:
    assert solve_canvas("16:9", None, quality).height == short  # type: ignore[arg-type]


@given(st.integers(16, 4000), st.integers(16, 4000))
def test_any_exact_size_becomes_even_by_at_most_one_pixel_and_says_so(width: int, height: int) -> None:
    canvas = solve_canvas("16:9", f"{width}x{height}")
    assert canvas.width % 2 == canvas.height % 2 == 0
    assert 0 <= canvas.width - width <= 1
    assert 0 <= canvas.height - height <= 1
    assert bool(canvas.note) == ((canvas.width, canvas.height) != (width, height))


@given(st.sampled_from(sorted(RATIOS)), st.sampled_from(sorted(RESOLUTIONS)))
def test_the_ratio_is_kept_within_two_pixels(ratio: str, resolution: str) -> None:
    canvas = solve_canvas(ratio, resolution)
    assert abs(canvas.width - RATIOS[ratio] * canvas.height) <= 2


@pytest.mark.parametrize(
    ("ratio", "resolution"),
    [("16:0", None), ("wide", None), ("100:1", None), ("16:9", "721q"), ("16:9", "4x4"), ("16:9", "90000x2")],
)
def test_an_impossible_size_is_refused_with_a_hint(ratio: str, resolution: str | None) -> None:
    with pytest.raises(OptionError) as caught:
        solve_canvas(ratio, resolution)
    assert caught.value.hint
