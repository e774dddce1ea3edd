"""Trimming: frame exact, in any container, sound in step, and clear words about what cannot be."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clips_made_here import make_clip, make_sound, numbers, play
from reelwright.errors import MediaError, OptionError, OutputError
from reelwright.pipeline.video import parse_moment, trim
from reelwright.timing import FrameRate, Timecode

R30 = FrameRate(Fraction(30))


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("0.5", "2.5", 15, 75),
        ("15f", "75f", 15, 75),
        ("00:00:00:15", "00:00:02:15", 15, 75),
        (None, "0:01", 0, 30),
        ("1", None, 30, 90),
        ("0.51", "2.49", 15, 75),
    ],
)
def test_a_part_is_named_in_seconds_clock_timecode_or_frames(
    tmp_path: Path, start: str | None, end: str | None, first: int, last: int
) -> None:
    source, out = make_clip(tmp_path / "a.mp4", 3), tmp_path / "out.mp4"
    report = trim(source, out, start=start, end=end)
    shown = play(out)
    assert numbers(shown) == [n % 40 for n in range(first, last)]
    assert shown.times[0] == 0
    assert report.frames == last - first == report.copied + report.encoded
    assert report.duration == pytest.approx(Fraction(last - first, 30), abs=0.025)


def test_a_duration_stands_for_an_end(tmp_path: Path) -> None:
    source, out = make_clip(tmp_path / "a.mp4", 2), tmp_path / "out.mp4"
    assert trim(source, out, start="10f", duration="20f").frames == 20
    assert numbers(play(out)) == list(range(10, 30))
    with pytest.raises(OptionError):
        trim(source, out, end=1, duration=1)


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv", "a.ts"])
@pytest.mark.parametrize("to", ["out.mp4", "same"])
def test_sound_stays_with_its_picture_in_every_container(tmp_path: Path, name: str, to: str) -> None:
    source = make_clip(tmp_path / name, 4)
    out = tmp_path / ("out.mp4" if to == "out.mp4" else f"out{source.suffix}")
    report = trim(source, out, start="0.5", end="3.5")
    shown = play(out)
    assert numbers(shown) == [n % 40 for n in range(15, 105)]
    assert report.copied > report.encoded
    expected = [float(shown.times[0]) + s for s in (0.5, 1.5, 2.5)]
    assert shown.clicks == pytest.approx(expected, abs=0.0012)


def test_webm_stays_webm(tmp_path: Path) -> None:
    source = make_clip(
        tmp_path / "a.webm", 2, codec="libvpx-vp9", sound="libopus", options={"g": "24", "b": "0"}
    )
    out = tmp_path / "out.webm"
    report = trim(source, out, start="0.25", end="1.5")
    assert report.copied >= 20
    shown = play(out)
    assert len(shown.luma) in (37, 38)
    assert shown.clicks == pytest.approx([0.75 + float(shown.times[0])], abs=0.02)


def test_what_a_container_cannot_hold_is_encoded_for_it(tmp_path: Path) -> None:
    source, out = make_clip(tmp_path / "a.mp4", 1), tmp_path / "out.webm"
    report = trim(source, out, start="0.2", end="0.8")
    assert report.encoded == 18
    assert report.notes
    pcm = make_clip(tmp_path / "b.mov", 2, sound="pcm_s16le")
    report = trim(pcm, tmp_path / "out.mp4", start="0.5")
    assert report.copied > 0
    assert play(tmp_path / "out.mp4").clicks == pytest.approx([0.5], abs=0.001)
    kept = trim(pcm, tmp_path / "out.mov", start="0.5")
    assert kept.copied > 0
    assert play(tmp_path / "out.mov").clicks == pytest.approx([0.5], abs=0.001)


def test_old_codecs_are_encoded_again_exactly(tmp_path: Path) -> None:
    options = {"g": "12", "bf": "0", "sc_threshold": "1000000000", "q:v": "2"}
    source = make_clip(tmp_path / "a.mp4", 2, codec="mpeg4", options=options)
    report = trim(source, tmp_path / "out.mp4", start="5f", end="30f")
    assert (report.copied, report.encoded) == (0, 25)
    shown, before = play(tmp_path / "out.mp4"), play(source)
    worst = max(
        float(np.abs(a.astype(int) - b).mean()) for a, b in zip(shown.luma, before.luma[5:30], strict=True)
    )
    assert worst < 8  # another matrix, the same pictures
    assert [
        round(float(a.mean() - b.mean())) for a, b in zip(shown.luma[1:], shown.luma, strict=False)
    ].count(0) < 8


def test_variable_rate_and_rotation_survive(tmp_path: Path) -> None:
    stamps = [0, 33, 66, 100, 180, 200, 300, 333, 366, 400, 500, 533, 566, 600, 700, 733, 766, 800, 900, 933]
    source = make_clip(tmp_path / "a.mp4", 1, stamps=stamps, tick=Fraction(1, 1000), rotation=90)
    report = trim(source, tmp_path / "out.mp4", start="3f", end="18f")
    assert play(tmp_path / "out.mp4").times == [Fraction(s - 100, 1000) for s in stamps[3:18]]
    assert (report.width, report.height) == (96, 128)


def test_sound_alone_can_be_cut(tmp_path: Path) -> None:
    source = make_sound(tmp_path / "a.m4a", 3)
    report = trim(source, tmp_path / "out.m4a", start=1, duration="1.25")
    assert report.duration == Fraction(5, 4)
    assert len(play(tmp_path / "out.m4a").sound) == pytest.approx(60_000, abs=1024)


def test_tags_are_kept(tmp_path: Path) -> None:
    import av

    source = make_clip(tmp_path / "a.mp4", 1, tags={"title": "Hund", "comment": "slate:abc"})
    trim(source, tmp_path / "out.mp4", end="0.5")
    with av.open(str(tmp_path / "out.mp4")) as file:
        assert file.metadata["title"] == "Hund"
        assert file.metadata["comment"] == "slate:abc"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"start": "5"}, "outside-video"),
        ({"start": "1", "end": "1"}, "empty-range"),
        ({"start": "1", "end": "0.5"}, "empty-range"),
        ({"start": "soon"}, "bad-moment"),
        ({"start": "-1"}, "bad-moment"),
        ({"end": "00:00:01:99"}, "bad-timecode"),
    ],
)
def test_parts_that_are_none_are_refused(tmp_path: Path, asked: dict[str, str], code: str) -> None:
    source = make_clip(tmp_path / "a.mp4", 2)
    with pytest.raises(OptionError) as error:
        trim(source, tmp_path / "out.mp4", **asked)  # type: ignore[arg-type]
    assert error.value.code == code
    assert error.value.hint
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]


def test_an_end_behind_the_end_is_the_end_and_is_said(tmp_path: Path) -> None:
    report = trim(make_clip(tmp_path / "a.mp4", 1), tmp_path / "out.mp4", start="0.5", end="7")
    assert report.frames == 15
    assert any("ends before" in note for note in report.notes)


def test_the_input_is_never_the_output(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mp4", 1)
    before = source.read_bytes()
    (tmp_path / "link.mp4").symlink_to(source)
    for out in (source, tmp_path / "link.mp4"):
        with pytest.raises(OutputError) as error:
            trim(source, out, end=1)
        assert error.value.code == "output-is-input"
    assert source.read_bytes() == before


@given(st.integers(0, 10**6), st.sampled_from(["24", "25", "30", "30000/1001", "60"]))
def test_every_frame_can_be_named_by_number_and_timecode(frame: int, rate: str) -> None:
    at = FrameRate(Fraction(rate))
    assert parse_moment(f"{frame}f", at).frame == frame
    assert parse_moment(str(Timecode(frame, at)), at).frame == frame
    assert parse_moment(Fraction(frame, 7), at).seconds == Fraction(frame, 7)


@given(st.text(max_size=30))
def test_no_text_makes_a_moment_fail_unkindly(text: str) -> None:
    try:
        assert parse_moment(text, R30).seconds >= 0
    except OptionError as error:
        assert error.hint


def test_a_minute_of_an_hour_reads_little_of_it(tmp_path: Path) -> None:
    """The hour is one second's packets repeated; its tables are an hour's."""
    from dataclasses import replace

    from reelwright.encode.joining import join_pictures
    from reelwright.encode.movie_reading import read_movie
    from reelwright.encode.movie_writing import write_movie

    second = read_movie(make_clip(tmp_path / "a.mp4", 1, sound=None)).video
    assert second is not None
    hour = join_pictures([second] * 3600, tmp_path / "sets")
    write_movie([replace(hour)], tmp_path / "hour.mp4", {})
    report = trim(tmp_path / "hour.mp4", tmp_path / "out.mp4", start="29:30.4", duration="60")
    assert report.frames == 1800
    assert report.encoded < 60
    assert report.seconds < 20
    assert math.isclose(float(report.duration), 60)


def test_damage_and_lies_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    good = make_clip(tmp_path / "good.mp4", 2).read_bytes()
    hostile = {
        "zero.mp4": b"",
        "text.mp4": b"this is no video\n" * 50,
        "cut.mp4": good[: len(good) // 2],
        "song.mp4": make_sound(tmp_path / "s.wav", 0.2, "pcm_s16le").read_bytes()[:40],
    }
    for name, data in hostile.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(MediaError) as error:
            trim(tmp_path / name, tmp_path / "out.mp4", start="0.5")
        assert error.value.hint, name
        assert not (tmp_path / "out.mp4").exists()
    with pytest.raises(MediaError):
        trim(tmp_path / "missing.mp4", tmp_path / "out.mp4")
    with pytest.raises(OutputError):
        trim(tmp_path / "good.mp4", tmp_path / "out.avi")
    with pytest.raises(OutputError):
        trim(tmp_path / "good.mp4", tmp_path / "no" / "out.mp4")
    assert not [p for p in tmp_path.iterdir() if ".part" in p.name]
