"""Exact time: rates, lengths, ranges and timecode."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reelwright.errors import OptionError
from reelwright.timing import COMMON_RATES, FrameRange, FrameRate, Timecode, parse_rate, parse_seconds

RATES = st.sampled_from(COMMON_RATES)
ANY_RATE = st.fractions(min_value=Fraction(1, 100), max_value=240, max_denominator=2000).map(FrameRate)
DROP_RATES = st.sampled_from([FrameRate(Fraction(30000, 1001)), FrameRate(Fraction(60000, 1001))])
NTSC = [FrameRate(Fraction(n * 1000, 1001)) for n in (24, 30, 48, 60, 120)]


@given(ANY_RATE, st.integers(-(10**9), 10**9))
def test_a_frame_starts_at_a_time_that_is_that_frame_again(rate: FrameRate, frame: int) -> None:
    assert rate.frames(rate.seconds(frame)) == frame


@given(ANY_RATE, st.fractions(min_value=-1000, max_value=10**6, max_denominator=10**6))
def test_the_nearest_frame_is_within_half_a_frame_and_a_half_rounds_up(rate: FrameRate, at: Fraction) -> None:
    error = at * rate.value - rate.frames(at)
    assert Fraction(-1, 2) <= error < Fraction(1, 2)


@given(ANY_RATE)
def test_a_rate_reads_back_from_its_own_notation(rate: FrameRate) -> None:
    assert parse_rate(str(rate)) == rate
    assert parse_rate(rate) is rate
    assert parse_rate(rate.value) == rate


@given(st.sampled_from(NTSC), st.integers(3, 12))
def test_every_rounding_of_an_ntsc_rate_is_that_rate(rate: FrameRate, places: int) -> None:
    assert parse_rate(f"{float(rate.value):.{places}f}") == rate
    assert parse_rate(float(rate.value)) == rate


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("29.97", Fraction(30000, 1001)),
        (29.97, Fraction(30000, 1001)),
        ("23.98", Fraction(24000, 1001)),
        ("23.976", Fraction(24000, 1001)),
        ("59.940", Fraction(60000, 1001)),
        (24, Fraction(24)),
        (25.0, Fraction(25)),
        ("24.00", Fraction(24)),
        ("12.5", Fraction(25, 2)),
        ("12.", Fraction(12)),
        (" 30 ", Fraction(30)),
        ("60/2", Fraction(30)),
    ],
)
def test_a_rate_is_read_exactly(text: str | float, value: Fraction) -> None:
    assert parse_rate(text).value == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fast",
        "0",
        "-24",
        "241",
        "24/0",
        "24/00",
        "1e2",
        "1e999999999",
        "2_4",
        "nan",
        float("nan"),
        float("inf"),
        True,
        "9" * 6000,
        "/2",
    ],
)
def test_what_is_no_rate_is_refused_with_a_next_step(text: str | float) -> None:
    with pytest.raises(OptionError) as caught:
        parse_rate(text)
    assert caught.value.code == "bad-frame-rate"
    assert "30000/1001" in caught.value.hint
    assert len(caught.value.message) < 200


def test_only_n_thousand_over_1001_is_ntsc() -> None:
    assert all(rate.is_ntsc for rate in NTSC)
    assert not any(FrameRate(Fraction(n)).is_ntsc for n in (24, 25, 30, 60))
    assert not FrameRate(Fraction(29999, 1001)).is_ntsc


@given(st.fractions(min_value=0, max_value=10**6, max_denominator=10**9))
def test_a_length_reads_back_from_its_fraction(length: Fraction) -> None:
    assert parse_seconds(str(length)) == length
    assert parse_seconds(length) == length


@given(st.floats(min_value=0, max_value=1e18, allow_nan=False))
@example(1e-05)
@example(-0.0)
def test_a_float_is_read_by_its_decimal_notation_even_when_that_has_an_exponent(length: float) -> None:
    exact = parse_seconds(length)
    assert exact == Fraction(repr(length))
    assert parse_seconds(json.loads(json.dumps(length))) == exact


@given(st.integers(0, 10**6), st.integers(0, 59), st.integers(0, 59), st.integers(0, 999))
def test_a_clock_is_hours_minutes_and_seconds(h: int, m: int, s: int, ms: int) -> None:
    assert parse_seconds(f"{h}:{m:02d}:{s:02d}.{ms:03d}") == h * 3600 + m * 60 + s + Fraction(ms, 1000)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (5, Fraction(5)),
        ("7.5", Fraction(15, 2)),
        (0.1, Fraction(1, 10)),
        ("30s", Fraction(30)),
        ("2 min", Fraction(120)),
        ("2M", Fraction(120)),
        ("1.5 hours", Fraction(5400)),
        ("250ms", Fraction(1, 4)),
        ("1:30", Fraction(90)),
        ("90:00", Fraction(5400)),
        ("1:02:03.5", Fraction(7447, 2)),
        ("1001/30000", Fraction(1001, 30000)),
        ("0", Fraction(0)),
    ],
)
def test_a_length_is_read_exactly(text: str | float, seconds: Fraction) -> None:
    assert parse_seconds(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "soon", -1, -0.5, Fraction(-1), "-5", "1:99", "1:75:00", "1/0", "7.5/2", "1e9",
     True, None, float("nan"), float("inf"), "9" * 9000,
     "9" * 9000 + ":00:00", "5 parsecs", "1:2:3:4"],
)  # fmt: skip
def test_what_is_no_length_is_refused_with_a_next_step(text: object) -> None:
    with pytest.raises(OptionError) as caught:
        parse_seconds(text)  # type: ignore[arg-type]
    assert caught.value.code == "bad-duration"
    assert caught.value.hint
    assert len(caught.value.message) < 200


RANGES = st.builds(FrameRange, st.integers(-100, 100), st.integers(0, 100))


@given(RANGES, RANGES)
def test_the_overlap_is_exactly_the_frames_in_both(a: FrameRange, b: FrameRange) -> None:
    both = {n for n in range(a.start, a.end) if n in b}
    common = a.overlap(b)
    assert common == b.overlap(a)
    assert (set(range(common.start, common.end)) if common else set()) == both


@given(RANGES, st.integers(1, 40))
def test_an_even_split_covers_the_range_once_in_parts_that_differ_by_at_most_one(
    whole: FrameRange, most: int
) -> None:
    parts = whole.split_evenly(most)
    assert [n for part in parts for n in range(part.start, part.end)] == list(range(whole.start, whole.end))
    lengths = [part.length for part in parts]
    assert all(0 < length <= most for length in lengths)
    assert not lengths or max(lengths) - min(lengths) <= 1
    assert len(parts) == -(-whole.length // most)


def test_a_range_has_no_negative_length_and_no_empty_parts() -> None:
    with pytest.raises(ValueError, match="fewer than 0"):
        FrameRange(0, -1)
    with pytest.raises(ValueError, match="at least 1"):
        FrameRange(0, 4).split_evenly(0)
    assert FrameRange(3, 4).shifted(-3) == FrameRange(0, 4)


@given(ANY_RATE, st.integers(0, 10**9))
def test_timecode_reads_back_at_every_rate(rate: FrameRate, frame: int) -> None:
    code = Timecode(frame, rate)
    assert Timecode.parse(str(code), rate) == code


@given(DROP_RATES, st.integers(0, 10**8))
@example(FrameRate(Fraction(30000, 1001)), 1799)
@example(FrameRate(Fraction(30000, 1001)), 1800)
@example(FrameRate(Fraction(30000, 1001)), 17981)
@example(FrameRate(Fraction(30000, 1001)), 17982)
@example(FrameRate(Fraction(60000, 1001)), 3600)
@example(FrameRate(Fraction(60000, 1001)), 35964)
def test_drop_frame_timecode_reads_back(rate: FrameRate, frame: int) -> None:
    code = Timecode(frame, rate, drop=True)
    assert ";" in str(code)
    assert Timecode.parse(str(code), rate) == code


@pytest.mark.parametrize("rate", [FrameRate(Fraction(30000, 1001)), FrameRate(Fraction(60000, 1001))])
def test_drop_frame_numbers_are_the_counted_ones_over_eleven_minutes(rate: FrameRate) -> None:
    """Against the definition: count every label, leave out the first ones of each minute but the tenth."""
    skip = rate.nominal // 15
    labels = [
        f"{m // 60:02d}:{m % 60:02d}:{s:02d};{f:02d}"
        for m in range(11)
        for s in range(60)
        for f in range(rate.nominal)
        if not (m % 10 and s == 0 and f < skip)
    ]
    assert [str(Timecode(n, rate, drop=True)) for n in range(len(labels))] == labels


@given(DROP_RATES, st.integers(0, 24 * 3600))
def test_drop_frame_timecode_stays_with_the_clock_all_day(rate: FrameRate, second: int) -> None:
    frame = rate.frames(Fraction(second))
    hours, minutes, seconds, frames = (
        int(x) for x in str(Timecode(frame, rate, True)).replace(";", ":").split(":")
    )
    shown = hours * 3600 + minutes * 60 + seconds + Fraction(frames, rate.nominal)
    # Two labels at once are skipped (67 ms), drop-frame itself loses 86 ms a day, and rounding half a frame.
    assert abs(shown - second) < Fraction(18, 100)


def test_known_timecodes() -> None:
    ntsc = FrameRate(Fraction(30000, 1001))
    assert str(Timecode(1800, ntsc, drop=True)) == "00:01:00;02"
    assert str(Timecode(107892, ntsc, drop=True)) == "01:00:00;00"
    assert str(Timecode(1800, ntsc)) == "00:01:00:00"
    assert str(Timecode(9, FrameRate(Fraction(5)))) == "00:00:01:04"
    assert str(Timecode(119, FrameRate(Fraction(120)))) == "00:00:00:119"


@pytest.mark.parametrize(
    "text",
    ["", "1:2:3", "00:00:60:00", "00:60:00:00", "00:00:00:30", "00:01:00;00", "00:01:00;01",
     "00:00:00", "9" * 5000 + ":00:00:00", "-1:00:00:00"],
)  # fmt: skip
def test_what_is_no_timecode_is_refused_with_a_next_step(text: str) -> None:
    with pytest.raises(OptionError) as caught:
        Timecode.parse(text, FrameRate(Fraction(30000, 1001)))
    assert caught.value.code == "bad-timecode"
    assert caught.value.hint
    assert len(caught.value.message) < 200


@pytest.mark.parametrize("rate", ["24", "25", "30", "24000/1001", "120000/1001", "29999/1001"])
def test_drop_frame_exists_at_two_rates_only(rate: str) -> None:
    with pytest.raises(OptionError, match="Drop-frame"):
        Timecode(0, parse_rate(rate), drop=True)
    with pytest.raises(OptionError):
        Timecode.parse("00:00:00;00", parse_rate(rate))


def test_timecode_is_never_negative() -> None:
    with pytest.raises(OptionError, match="negative"):
        Timecode(-1, FrameRate(Fraction(25)))


@given(st.text(max_size=30))
def test_no_text_makes_the_readers_fail_in_another_way(text: str) -> None:
    for read in (parse_rate, parse_seconds, lambda t: Timecode.parse(t, FrameRate(Fraction(30000, 1001)))):
        try:
            read(text)
        except OptionError as error:
            assert error.hint
