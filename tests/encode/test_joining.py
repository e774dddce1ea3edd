"""Tracks one after another: times add up exactly, parameter sets are found, sound stays with its picture."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from clips_made_here import CLOSED, make_clip, number_of, play
from reelwright.encode.joining import join_pictures, join_sound
from reelwright.encode.movie_reading import read_movie
from reelwright.encode.movie_writing import write_movie
from reelwright.encode.nal import AvcConfig, exp_golomb, prefixed, split_units, units
from reelwright.encode.samples import Samples, common_timescale
from reelwright.encode.smartcut import cut_pictures


def video_of(path: Path) -> Samples:
    track = read_movie(path).video
    assert track is not None
    return track.rescaled(track.timescale)


def test_tracks_of_one_encoder_are_joined_as_they_are(tmp_path: Path) -> None:
    a, b = make_clip(tmp_path / "a.mp4", 1, sound=None), make_clip(tmp_path / "b.mp4", 1, sound=None, first=5)
    whole = join_pictures([video_of(a), video_of(b), video_of(a)], tmp_path / "sets")
    write_movie([whole], tmp_path / "out.mp4", {})
    shown = play(tmp_path / "out.mp4")
    assert [number_of(luma) for luma in shown.luma] == [*range(30), *range(5, 35), *range(30)]
    assert shown.steps == {Fraction(1, 30)}
    assert not (tmp_path / "sets").exists()


def test_parameter_sets_that_differ_come_inside_the_key_pictures(tmp_path: Path) -> None:
    a = make_clip(tmp_path / "a.mp4", 1, sound=None)
    b = make_clip(tmp_path / "b.mp4", 1, sound=None, options=CLOSED | {"crf": "30"}, first=5)
    ours, theirs = AvcConfig.of_entry(video_of(a).entry), AvcConfig.of_entry(video_of(b).entry)
    assert ours is not None
    assert theirs is not None
    assert ours.pps != theirs.pps
    whole = join_pictures([video_of(a), video_of(b), video_of(a)], tmp_path / "sets")
    write_movie([whole], tmp_path / "out.mp4", {})
    shown = play(tmp_path / "out.mp4")
    wanted = [*range(30), *range(5, 35), *range(30)]
    assert max(abs(number_of(luma) - n) for luma, n in zip(shown.luma, wanted, strict=True)) <= 1


def test_reordered_pictures_follow_others_that_are_not(tmp_path: Path) -> None:
    plain = make_clip(tmp_path / "a.mp4", 1, sound=None, options=CLOSED | {"bf": "0"})
    deep = make_clip(tmp_path / "b.mp4", 1, sound=None)
    whole = join_pictures([video_of(plain), video_of(deep)], tmp_path / "sets")
    assert (np.diff(whole.dts) > 0).all()
    assert (whole.pts >= whole.dts).all()
    write_movie([whole], tmp_path / "out.mp4", {})
    assert play(tmp_path / "out.mp4").steps == {Fraction(1, 30)}


def test_ticks_of_different_files_are_made_common(tmp_path: Path) -> None:
    assert common_timescale([15360, 30000]) == 480_000 * 4
    a = make_clip(tmp_path / "a.mp4", 1, sound=None)
    b = video_of(make_clip(tmp_path / "b.mp4", 1, sound=None)).rescaled(30_000)
    whole = join_pictures([video_of(a), b], tmp_path / "sets")
    write_movie([whole], tmp_path / "out.mp4", {})
    assert play(tmp_path / "out.mp4").steps == {Fraction(1, 30)}


def test_encoded_edges_share_one_sample_entry_with_what_they_join(tmp_path: Path) -> None:
    a = make_clip(tmp_path / "a.mp4", 2, sound=None)
    cut = cut_pictures(video_of(a), a, 5, 50, tmp_path / "edges")
    config = AvcConfig.of_entry(cut.track.entry)
    assert config is not None
    assert len(config.sps) == 2
    assert len({exp_golomb(unit[4:12]) for unit in config.sps}) == 2
    whole = join_pictures([cut.track, video_of(a)], tmp_path / "sets")
    write_movie([whole], tmp_path / "out.mp4", {})
    shown = [number_of(luma) for luma in play(tmp_path / "out.mp4").luma]
    assert shown == [n % 40 for n in [*range(5, 50), *range(60)]]


def test_sound_never_strays_more_than_half_a_packet(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "a.mp4", 1, rate=Fraction(30000, 1001))
    movie = read_movie(clip)
    assert movie.audio is not None
    assert movie.video is not None
    length = movie.video.seconds
    many = 40
    whole = join_sound([movie.audio] * many, [length] * many, None)
    packets = (whole.dts[1:] - whole.dts[:-1])[:-1]
    assert (packets > 0).all()
    # Which packet begins each part: the one with the first packet's bytes.
    first = int(np.flatnonzero(movie.audio.pts == 0)[0])
    starts = whole.pts[whole.offsets == movie.audio.offsets[first]]
    ideal = np.array([round(n * length * 48_000) for n in range(many)])
    assert len(starts) == many
    assert np.abs(starts - ideal).max() <= 512


@pytest.mark.parametrize("numbers", [[0], [1, 2, 3], [30, 254]])
def test_exponential_golomb_numbers_are_read(numbers: list[int]) -> None:
    for number in numbers:
        bits = bin(number + 1)[2:]
        text = "0" * (len(bits) - 1) + bits
        data = int(text.ljust(64, "1"), 2).to_bytes(8, "big")
        assert exp_golomb(data) == number


def test_units_are_split_and_put_together_again() -> None:
    parts = [b"\x67abc", b"\x68d", b"\x65" + b"e" * 300]
    assert list(units(prefixed(parts))) == parts
    assert split_units(b"".join(b"\0\0\0\1" + part for part in parts)) == parts
    assert list(units(b"\0\0\0\x09abc")) == []
