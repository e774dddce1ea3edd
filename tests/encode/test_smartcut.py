"""Cutting copies whole groups of pictures, encodes the edges, and shows exactly the source's pictures."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from clips_made_here import CLOSED, OPEN, make_clip, number_of, play
from reelwright.encode.dialects import dialect_of
from reelwright.encode.movie_reading import NotTabled, read_movie
from reelwright.encode.movie_writing import write_movie
from reelwright.encode.samples import Samples
from reelwright.encode.smartcut import NoJoint, cut_pictures, cut_sound, plan_cut
from reelwright.errors import MediaError

X265 = "log-level=none:scenecut=0:b-adapt=0:"
MPEG4 = {"g": "12", "bf": "0", "sc_threshold": "1000000000"}
KINDS = {
    "h264": {"options": CLOSED},
    "h264-baseline": {"options": {"g": "24", "crf": "12", "profile": "baseline"}},
    "h264-10bit-422": {"pix_fmt": "yuv422p10le", "options": CLOSED},
    "hevc-closed": {"codec": "libx265", "options": {"x265-params": X265 + "keyint=24:open-gop=0"}},
    "hevc-open": {"codec": "libx265", "options": {"x265-params": X265 + "keyint=12:min-keyint=12"}},
    "hevc-10bit": {
        "codec": "libx265",
        "pix_fmt": "yuv420p10le",
        "options": {"x265-params": X265 + "keyint=24:open-gop=0"},
    },
    "vp9": {"codec": "libvpx-vp9", "options": {"g": "24", "crf": "16", "b": "0"}},
}


def video_of(path: Path) -> Samples:
    track = read_movie(path).video
    assert track is not None
    return track


@pytest.mark.parametrize("name", KINDS)
def test_a_cut_shows_exactly_the_pictures_asked_for_in_every_codec(tmp_path: Path, name: str) -> None:
    path = make_clip(tmp_path / "a.mp4", 3, sound=None, **KINDS[name])  # type: ignore[arg-type]
    source = play(path)
    track = video_of(path)
    for first, end in ((0, 90), (5, 70), (24, 60), (40, 90), (31, 32)):
        out = tmp_path / "out.mp4"
        cut = cut_pictures(track, path, first, end, tmp_path / "edges")
        write_movie([cut.track], out, {})
        shown = play(out)
        assert shown.times == [t - source.times[first] for t in source.times[first:end]]
        worst = max(
            float(np.abs(a.astype(int) - b).mean())
            for a, b in zip(shown.luma, source.luma[first:end], strict=True)
        )
        assert worst < 1.0, (first, end)
        assert cut.copied + cut.encoded == end - first
        if (first, end) == (5, 70):
            assert cut.copied >= 40
        if first == 0 and end == 90:
            assert cut.encoded == 0


def test_copied_pictures_are_the_sources_bytes(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", 3, sound=None)
    track = video_of(path)
    cut = cut_pictures(track, path, 10, 80, tmp_path / "edges")
    copied = [i for i in range(len(cut.track)) if cut.track.files[cut.track.file[i]] == path]
    assert len(copied) == cut.copied
    first = int(np.flatnonzero(track.keys)[1])
    assert [cut.track.data(i) for i in copied] == [track.data(first + n) for n in range(len(copied))]


def test_open_groups_are_not_joined_at_pictures_that_lean_on_others(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", 3, sound=None, options=OPEN)
    source = play(path)
    track = video_of(path)
    cut = cut_pictures(track, path, 5, 70, tmp_path / "edges")
    out = tmp_path / "out.mp4"
    write_movie([cut.track], out, {})
    assert [number_of(luma) for luma in play(out).luma] == [number_of(luma) for luma in source.luma[5:70]]
    whole = cut_pictures(track, path, 0, 50, tmp_path / "edges")
    assert whole.copied >= 48


def test_groups_that_are_not_reordered_need_no_edge_at_the_end(tmp_path: Path) -> None:
    options = {"bf": "0", "g": "24", "crf": "12", "x264-params": "scenecut=0"}
    path = make_clip(tmp_path / "a.mp4", 3, sound=None, options=options)
    plan = plan_cut(video_of(path), 24, 61, dialect_of(video_of(path).entry))
    assert (plan.copied, plan.encoded) == (37, 0)


def test_codecs_whose_pictures_stand_alone_are_only_copied(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mov", 1, sound=None, codec="prores_ks", pix_fmt="yuv422p10le", options={})
    cut = cut_pictures(video_of(path), path, 3, 21, tmp_path / "edges")
    assert (cut.copied, cut.encoded) == (18, 0)


def test_a_codec_that_cannot_be_joined_is_said_to_be_so(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", 1, sound=None, codec="mpeg4", options=MPEG4)
    with pytest.raises(NoJoint):
        cut_pictures(video_of(path), path, 3, 21, tmp_path / "edges")
    assert cut_pictures(video_of(path), path, 12, 21, tmp_path / "edges").copied == 9


def test_a_cut_of_a_cut_hides_nothing_it_should_show(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", 3)
    track = video_of(path)
    hidden = track.window(int(np.sort(track.pts)[7]), int(np.sort(track.pts)[60]))
    first = tmp_path / "first.mp4"
    write_movie([hidden.shifted(-hidden.first)], first, {})
    assert [number_of(luma) for luma in play(first).luma][:3] == [7, 8, 9]
    again = read_movie(first).video
    assert again is not None
    begin = int(np.searchsorted(np.sort(again.pts), 0))
    assert begin == 7
    cut = cut_pictures(again, first, begin + 3, begin + 40, tmp_path / "edges")
    out = tmp_path / "out.mp4"
    write_movie([cut.track], out, {})
    assert [number_of(luma) for luma in play(out).luma] == [n % 40 for n in range(10, 47)]


def test_variable_times_survive_a_cut(tmp_path: Path) -> None:
    stamps = [0, 33, 66, 100, 180, 200, 300, 333, 366, 400, 500, 533, 566, 600, 700, 733, 766, 800, 900, 933]
    path = make_clip(
        tmp_path / "a.mp4", 1, sound=None, stamps=stamps, tick=Fraction(1, 1000), options=CLOSED | {"g": "8"}
    )
    source = play(path)
    cut = cut_pictures(video_of(path), path, 3, 18, tmp_path / "edges")
    out = tmp_path / "out.mp4"
    write_movie([cut.track], out, {})
    assert play(out).times == [t - source.times[3] for t in source.times[3:18]]
    assert cut.copied >= 8


def test_sound_is_cut_to_the_sample(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", 3)
    movie = read_movie(path)
    assert movie.audio is not None
    assert movie.video is not None
    cut = cut_sound(movie.audio, Fraction(1, 3), Fraction(5, 2))
    assert cut is not None
    pictures = cut_pictures(movie.video, path, 10, 75, tmp_path / "edges")
    out = tmp_path / "out.mp4"
    write_movie([pictures.track, cut], out, {})
    assert play(out).clicks == pytest.approx([2 / 3, 5 / 3], abs=2e-4)
    assert cut_sound(movie.audio, Fraction(10), Fraction(11)) is None


def test_pcm_is_read_and_written_in_runs(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mov", 2, sound="pcm_s16le")
    movie = read_movie(path)
    assert movie.audio is not None
    assert movie.audio.grain == 4
    assert int(movie.audio.lengths.sum()) == 96_000
    out = tmp_path / "out.mov"
    write_movie(movie.tracks, out, {}, quicktime=True)
    assert np.array_equal(play(out).sound, play(path).sound)


@pytest.mark.parametrize("rotation", [90, 180])
def test_rotation_is_kept(tmp_path: Path, rotation: int) -> None:
    import av

    path = make_clip(tmp_path / "a.mp4", 1, sound=None, rotation=rotation)
    out = tmp_path / "out.mp4"
    write_movie([cut_pictures(video_of(path), path, 3, 20, tmp_path / "e").track], out, {})
    with av.open(str(out)) as file:
        assert next(file.decode(video=0)).rotation % 360 == rotation


def test_a_header_that_speaks_of_more_than_the_file_holds_is_refused(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", 2)
    good = tmp_path / "front.mp4"
    write_movie(read_movie(path).tracks, good, {})
    short = tmp_path / "short.mp4"
    short.write_bytes(good.read_bytes()[:-500])
    with pytest.raises((MediaError, NotTabled)):
        read_movie(short)


@pytest.mark.parametrize("data", [b"", b"\0" * 64, b"hello world" * 100, b"\0\0\0\x08moov"])
def test_what_is_no_movie_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(data)
    with pytest.raises(NotTabled):
        read_movie(path)


def test_a_table_that_claims_billions_of_samples_takes_no_memory(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", 1, sound=None)
    data = bytearray(path.read_bytes())
    at = data.index(b"stsz")
    data[at + 8 : at + 16] = b"\0\0\0\x01\xff\xff\xff\xff"  # constant size 1, four billion samples
    path.write_bytes(bytes(data))
    with pytest.raises(NotTabled):
        read_movie(path)


def test_large_files_get_wide_offsets(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", 1, sound=None)
    track = video_of(path)
    from dataclasses import replace

    from reelwright.encode.movie_writing import _Layout

    huge = replace(track, sizes=np.full(len(track), 1 << 28, np.int64))
    head = _Layout([huge]).head({}, False)
    assert b"co64" in head
    assert b"stco" not in head
    assert b"co64" not in _Layout([track]).head({}, False)
