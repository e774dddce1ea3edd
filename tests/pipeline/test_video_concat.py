"""Joining: copied where files agree, encoded where they must be, sound in step with every part."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from clips_made_here import CLOSED, make_clip, numbers, play
from reelwright.errors import MediaError, OptionError, OutputError
from reelwright.pipeline.video import concat, loop, trim

HALF_PACKET = 512 / 48_000 + 0.0005


def test_files_of_one_kind_are_copied(tmp_path: Path) -> None:
    a, b = make_clip(tmp_path / "a.mp4", 2), make_clip(tmp_path / "b.mp4", 1, first=7)
    report = concat([a, b, a], tmp_path / "out.mp4")
    assert (report.copied, report.encoded) == (150, 0)
    shown = play(tmp_path / "out.mp4")
    assert numbers(shown) == [n % 40 for n in [*range(60), *range(7, 37), *range(60)]]
    assert shown.steps == {Fraction(1, 30)}
    assert shown.clicks == pytest.approx([0, 1, 2, 3, 4], abs=HALF_PACKET)
    assert report.duration == pytest.approx(5, abs=0.02)


def test_the_first_moment_of_a_part_is_heard(tmp_path: Path) -> None:
    """A click at the very beginning of a part lies across the joint."""
    clip = make_clip(tmp_path / "a.mp4", 1)
    concat([clip] * 6, tmp_path / "out.mp4")
    assert len(play(tmp_path / "out.mp4").clicks) == 6


def test_only_what_differs_is_encoded(tmp_path: Path) -> None:
    wide, tall = make_clip(tmp_path / "a.mp4", 2), make_clip(tmp_path / "b.mp4", 1, width=96, height=128)
    report = concat([wide, tall, wide], tmp_path / "out.mp4")
    assert (report.copied, report.encoded) == (120, 30)
    assert (report.width, report.height) == (128, 96)
    assert any("b.mp4" in note for note in report.notes)
    shown = play(tmp_path / "out.mp4")
    assert shown.steps == {Fraction(1, 30)}
    assert shown.luma[75][:, :20].max() < 25
    filled = concat([wide, tall, wide], tmp_path / "filled.mp4", fit="fill")
    assert filled.encoded == 30
    assert play(tmp_path / "filled.mp4").luma[75][60:, :20].min() > 25


def test_a_part_without_sound_gets_silence(tmp_path: Path) -> None:
    a, quiet = make_clip(tmp_path / "a.mp4", 1), make_clip(tmp_path / "q.mp4", 2, sound=None)
    report = concat([quiet, a, quiet, a], tmp_path / "out.mp4")
    assert (report.copied, report.encoded) == (180, 0)
    shown = play(tmp_path / "out.mp4")
    assert shown.clicks == pytest.approx([2, 5], abs=HALF_PACKET)


def test_other_rates_and_layouts_join(tmp_path: Path) -> None:
    a = make_clip(tmp_path / "a.mp4", 2)
    other = make_clip(tmp_path / "b.mp4", 1, rate=25, sample_rate=44_100, layout="mono")
    report = concat([a, other, a], tmp_path / "out.mp4")
    assert (report.copied, report.encoded) == (120, 30)
    shown = play(tmp_path / "out.mp4")
    assert shown.steps == {Fraction(1, 30)}
    assert shown.clicks == pytest.approx([0, 1, 2, 3, 4], abs=HALF_PACKET)


def test_encoders_that_chose_otherwise_are_copied_too(tmp_path: Path) -> None:
    a = make_clip(tmp_path / "a.mp4", 1)
    b = make_clip(tmp_path / "b.mp4", 1, options=CLOSED | {"crf": "28"})
    report = concat([a, b, a], tmp_path / "out.mp4")
    assert (report.copied, report.encoded) == (90, 0)
    assert (
        max(abs(x - y) for x, y in zip(numbers(play(tmp_path / "out.mp4")), [*range(30)] * 3, strict=True))
        <= 1
    )


def test_a_mixture_of_everything_becomes_one_video(tmp_path: Path) -> None:
    clips = [
        make_clip(tmp_path / "a.mp4", 1),
        make_clip(tmp_path / "b.mkv", 1, width=160, height=90),
        make_clip(tmp_path / "c.webm", 1, codec="libvpx-vp9", sound="libopus", options={"b": "0"}),
        make_clip(
            tmp_path / "d.mov", 1, codec="prores_ks", pix_fmt="yuv422p10le", sound="pcm_s16le", options={}
        ),
        make_clip(tmp_path / "e.avi", 1, codec="mpeg4", sound="libmp3lame", options={}),
        make_clip(tmp_path / "f.mp4", 1, rotation=90),
    ]
    report = concat(clips, tmp_path / "out.mp4")
    assert report.frames == pytest.approx(180, abs=2)
    shown = play(tmp_path / "out.mp4")
    assert shown.steps == {Fraction(1, 30)}
    assert len(shown.sound) / shown.sample_rate == pytest.approx(6, abs=0.1)


def test_hevc_and_h264_meet_in_the_longer_ones_codec(tmp_path: Path) -> None:
    hevc = make_clip(
        tmp_path / "h.mp4",
        2,
        codec="libx265",
        options={"x265-params": "log-level=none:keyint=24:open-gop=0:crf=8"},
    )
    avc = make_clip(tmp_path / "a.mp4", 1)
    report = concat([avc, hevc], tmp_path / "out.mp4")
    assert (report.copied, report.encoded) == (60, 30)
    shown = numbers(play(tmp_path / "out.mp4"))
    assert max(abs(x - y) for x, y in zip(shown[30:], [n % 40 for n in range(60)], strict=True)) <= 1


def test_a_size_or_rate_that_was_asked_for_is_kept_to(tmp_path: Path) -> None:
    a, b = make_clip(tmp_path / "a.mp4", 1), make_clip(tmp_path / "b.mp4", 1, rate=25)
    report = concat([a, b], tmp_path / "out.mp4", size="160x90", fps="24")
    assert (report.width, report.height, report.fps) == (160, 90, "24")
    assert report.frames == 48
    assert play(tmp_path / "out.mp4").clicks == pytest.approx([0, 1], abs=0.002)


def test_parts_that_were_cut_join_again_without_loss(tmp_path: Path) -> None:
    whole = make_clip(tmp_path / "a.mp4", 3)
    trim(whole, tmp_path / "one.mp4", end="37f")
    trim(whole, tmp_path / "two.mp4", start="37f")
    report = concat([tmp_path / "one.mp4", tmp_path / "two.mp4"], tmp_path / "out.mp4")
    assert report.encoded == 0
    assert numbers(play(tmp_path / "out.mp4")) == [n % 40 for n in range(90)]


def test_joining_into_another_container(tmp_path: Path) -> None:
    a = make_clip(tmp_path / "a.mp4", 1)
    report = concat([a, a], tmp_path / "out.mkv")
    assert report.copied == 60
    assert len(play(tmp_path / "out.mkv").luma) == 60
    assert concat([a, a], tmp_path / "out.webm").encoded == 60


def test_bad_parts_are_named_and_leave_nothing(tmp_path: Path) -> None:
    a = make_clip(tmp_path / "a.mp4", 1)
    (tmp_path / "zero.mp4").write_bytes(b"")
    for parts in ([a, tmp_path / "zero.mp4"], [a, tmp_path / "gone.mp4"], [tmp_path, a]):
        with pytest.raises(MediaError) as error:
            concat(parts, tmp_path / "out.mp4")
        assert error.value.hint
    with pytest.raises(OutputError):
        concat([a, a], a)
    with pytest.raises(OptionError):
        concat([], tmp_path / "out.mp4")
    with pytest.raises(OptionError):
        concat([a], tmp_path / "out.mp4", fit="squeeze")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.mp4", "zero.mp4"]


def test_a_loop_is_copied(tmp_path: Path) -> None:
    a = make_clip(tmp_path / "a.mp4", 1)
    report = loop(a, tmp_path / "out.mp4", times=3)
    assert (report.copied, report.encoded, report.frames) == (90, 0, 90)
    shown = play(tmp_path / "out.mp4")
    assert numbers(shown) == [*range(30)] * 3
    assert shown.clicks == pytest.approx([0, 1, 2], abs=HALF_PACKET)


def test_a_loop_of_a_certain_length_ends_within_a_round(tmp_path: Path) -> None:
    a = make_clip(tmp_path / "a.mp4", 2)
    report = loop(a, tmp_path / "out.mp4", duration="4.5")
    assert report.frames == 135
    assert report.copied >= 130
    assert numbers(play(tmp_path / "out.mp4")) == [n % 40 for n in [*range(60), *range(60), *range(15)]]


def test_a_seamless_loop_dissolves_into_its_beginning(tmp_path: Path) -> None:
    a = make_clip(tmp_path / "a.mp4", 1, first=0)
    report = loop(a, tmp_path / "out.mp4", times=2, crossfade="10f")
    assert (report.frames, report.encoded) == (40, 20)
    shown = numbers(play(tmp_path / "out.mp4"))
    assert shown[:20] == shown[20:]
    assert shown[10:20] == pytest.approx(list(range(10, 20)), abs=4)  # another matrix
    jumps = [abs(b - a) for a, b in pairwise(shown)]
    assert max(jumps) <= 3  # where a plain loop jumps by 29
    assert report.duration == pytest.approx(Fraction(4, 3), abs=0.03)


@pytest.mark.parametrize(
    "asked", [{}, {"times": 2, "duration": 3}, {"times": 0}, {"times": 2, "crossfade": 5}]
)
def test_loops_that_are_none_are_refused(tmp_path: Path, asked: dict[str, int]) -> None:
    with pytest.raises(OptionError) as error:
        loop(make_clip(tmp_path / "a.mp4", 1), tmp_path / "out.mp4", **asked)
    assert error.value.message
    assert not (tmp_path / "out.mp4").exists()
