"""A film is its segments and its sound, joined without encoding again."""

from __future__ import annotations

import itertools
import struct
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from encode_media import DRAFT, PREVIEW, RATES, click_at, decode, make_segments, numbered, tone
from hypothesis import given
from hypothesis import strategies as st

from reelwright.compose.frame import Frame
from reelwright.encode import assemble, assemble_fragments, encode_audio, encode_segment
from reelwright.encode.boxes import boxes_in, find, scan
from reelwright.encode.tracks import movie_timescale, video_timescale
from reelwright.errors import RenderError
from reelwright.timing import FrameRate

THIRTY = FrameRate(Fraction(30))
BOTH = pytest.mark.parametrize("join", [assemble, assemble_fragments], ids=["progressive", "fragmented"])


def sound_for(path: Path, frames: int, rate: FrameRate) -> Path:
    encode_audio(tone(round(rate.seconds(frames) * 48000)), path)
    return path


@BOTH
@pytest.mark.parametrize("rate", RATES, ids=str)
def test_assembled_frames_follow_one_another_at_constant_steps(
    tmp_path: Path, join: object, rate: FrameRate
) -> None:
    parts = make_segments(tmp_path, [30, 1, 1, 7, 45], rate)
    join(parts, tmp_path / "film.mp4", rate=rate, audio=sound_for(tmp_path / "a.m4a", 84, rate), metadata={})
    seen = decode(tmp_path / "film.mp4")
    assert seen.times == [rate.seconds(n) for n in range(84)]
    assert [round((y.mean() - 24) / 3) for y in seen.luma] == [n % 64 for n in range(84)]
    with av.open(str(tmp_path / "film.mp4")) as file:
        steps = [p.dts for p in file.demux(video=0) if p.dts is not None]
        assert {b - a for a, b in itertools.pairwise(steps)} == {video_timescale(rate.value)[1]}


@BOTH
def test_assembled_pictures_are_the_segments_pictures_bit_for_bit(tmp_path: Path, join: object) -> None:
    parts = make_segments(tmp_path, [20, 33, 2], THIRTY)
    join(parts, tmp_path / "film.mp4", rate=THIRTY, metadata={})
    apart = [y for part in parts for y in decode(part).luma]
    together = decode(tmp_path / "film.mp4").luma
    assert len(apart) == len(together) == 55
    assert all(np.array_equal(a, b) for a, b in zip(apart, together, strict=True))


@BOTH
@pytest.mark.parametrize("rate", RATES, ids=str)
def test_a_flash_and_a_click_at_the_same_time_stay_together(
    tmp_path: Path, join: object, rate: FrameRate
) -> None:
    # Given a film that flashes white for one frame, and clicks as that frame begins
    flash, lengths = 37, [25, 25, 10]
    parts, at = [], 0
    for i, length in enumerate(lengths):
        frames = (Frame.solid(64, 48, 235 if n == flash else 20, 128, 128) for n in range(at, at + length))
        parts.append(tmp_path / f"{i}.mp4")
        encode_segment(frames, parts[-1], PREVIEW, 64, 48, rate)
        at += length
    samples = round(rate.seconds(60) * 48000)
    encode_audio(click_at(samples, round(rate.seconds(flash) * 48000) - 24), tmp_path / "a.m4a")
    # When they are assembled
    join(parts, tmp_path / "film.mp4", rate=rate, audio=tmp_path / "a.m4a", metadata={})
    # Then both are at the same time, far within an audio frame
    seen = decode(tmp_path / "film.mp4")
    seen_at = seen.times[int(np.argmax([y.mean() for y in seen.luma]))]
    assert seen.sound_start is not None
    heard_at = seen.sound_start + Fraction(int(np.abs(seen.sound[:, 0]).argmax()), 48000)
    assert seen_at == rate.seconds(flash)
    assert abs(heard_at - seen_at) <= Fraction(3, 48000)


@BOTH
@pytest.mark.parametrize("rate", RATES, ids=str)
@pytest.mark.parametrize("lengths", [[1], [31, 2]], ids=["one frame", "two segments"])
def test_picture_and_sound_are_equally_long(
    tmp_path: Path, join: object, rate: FrameRate, lengths: list[int]
) -> None:
    parts, frames = make_segments(tmp_path, lengths, rate), sum(lengths)
    audio = sound_for(tmp_path / "a.m4a", frames, rate)
    join(parts, tmp_path / "film.mp4", rate=rate, audio=audio, metadata={})
    with av.open(str(tmp_path / "film.mp4")) as file:
        video, sound = file.streams.video[0], file.streams.audio[0]
        assert video.duration * video.time_base == rate.seconds(frames)
        # Of fragments, the demuxer may count the last AAC frame as whole; of a listed film it is exact.
        allowed = Fraction(1, 96000) + (Fraction(1024, 48000) if join is assemble_fragments else 0)
        assert abs(sound.duration * sound.time_base - rate.seconds(frames)) <= allowed
        assert (video.start_time, sound.start_time) == (0, 0)


@BOTH
def test_equal_inputs_give_equal_bytes_wherever_they_lie(tmp_path: Path, join: object) -> None:
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        parts = make_segments(folder, [12, 9], THIRTY)
        audio = sound_for(folder / "a.m4a", 21, THIRTY)
        join(parts, folder / "film.mp4", rate=THIRTY, audio=audio, metadata={"title": "T"})
    assert (tmp_path / "one/film.mp4").read_bytes() == (tmp_path / "two/film.mp4").read_bytes()


def test_a_film_starts_playing_before_it_is_all_there(tmp_path: Path) -> None:
    parts = make_segments(tmp_path, [60, 60], THIRTY, DRAFT)
    audio = sound_for(tmp_path / "a.m4a", 120, THIRTY)
    assemble(parts, tmp_path / "film.mp4", rate=THIRTY, audio=audio, metadata={})
    with (tmp_path / "film.mp4").open("rb") as file:
        assert [part.kind for part in scan(file)] == [b"ftyp", b"moov", b"mdat"]
    # The sound of each second lies beside its picture: chunk offsets of both tracks alternate.
    data = (tmp_path / "film.mp4").read_bytes()
    moov = find(data, "moov")
    chunks = []
    for trak in (part for part in boxes_in(moov) if part.kind == b"trak"):
        table = find(moov, "mdia/minf/stbl/stco", trak.body, trak.end)
        chunks.append(np.frombuffer(table, ">u4", offset=8))
    assert len(chunks[0]) == len(chunks[1]) == 4
    assert all(chunks[0] < chunks[1])
    assert all(chunks[1][:-1] < chunks[0][1:])


def test_a_fragmented_film_has_an_index_that_leads_to_every_fragment(tmp_path: Path) -> None:
    parts = make_segments(tmp_path, [60, 30, 1], THIRTY)
    audio = sound_for(tmp_path / "a.m4a", 91, THIRTY)
    made = assemble_fragments(parts, tmp_path / "film.mp4", rate=THIRTY, audio=audio, metadata={})
    with (tmp_path / "film.mp4").open("rb") as file:
        found = list(scan(file))
    data = (tmp_path / "film.mp4").read_bytes()
    assert [part.kind for part in found] == [b"ftyp", b"moov", b"sidx", *[b"moof", b"mdat"] * 3]
    sidx = data[found[2].body : found[2].end]
    sizes = [struct.unpack_from(">I", sidx, 32 + 12 * i)[0] for i in range(3)]
    assert [f.size for f in made.fragments] == sizes
    assert [f.offset for f in made.fragments] == [part.start for part in found if part.kind == b"moof"]
    assert [(f.start, f.frames) for f in made.fragments] == [(0, 60), (60, 30), (90, 1)]
    assert made.head == found[1].end
    assert [struct.unpack(">I", find(data, "moof/mfhd", p.start)[4:])[0] for p in found[3::2]] == [1, 2, 3]


def test_one_fragment_and_the_head_play_without_the_rest(tmp_path: Path) -> None:
    parts = make_segments(tmp_path, [30, 30, 30], THIRTY)
    made = assemble_fragments(parts, tmp_path / "film.mp4", rate=THIRTY, metadata={})
    data = (tmp_path / "film.mp4").read_bytes()
    last = made.fragments[-1]
    (tmp_path / "part.mp4").write_bytes(data[: made.head] + data[last.offset : last.offset + last.size])
    seen = decode(tmp_path / "part.mp4")
    assert [t - seen.times[0] for t in seen.times] == [Fraction(n, 30) for n in range(30)]
    assert [round((y.mean() - 24) / 3) for y in seen.luma] == [n % 64 for n in range(60, 90)]


@BOTH
def test_tags_survive(tmp_path: Path, join: object) -> None:
    tags = {"title": "Hundred suns — 犬", "comment": "slate:0123abcd", "reelwright": "yes", "artist": ""}
    parts = make_segments(tmp_path, [2], THIRTY)
    join(parts, tmp_path / "film.mp4", rate=THIRTY, metadata=tags)
    with av.open(str(tmp_path / "film.mp4")) as file:
        kept = {name: file.metadata.get(name) for name in tags}
    assert kept == {**tags, "artist": None}


def test_segments_with_and_without_reordering_can_be_told_apart_and_are_not_joined(tmp_path: Path) -> None:
    first = make_segments(tmp_path, [5], THIRTY)[0]
    other = tmp_path / "other.mp4"
    for make, said in (
        (lambda: encode_segment(numbered(5), other, DRAFT, 64, 48, THIRTY), "SPS/PPS"),
        (lambda: encode_segment(numbered(5), other, replace(PREVIEW, bframes=1), 64, 48, THIRTY), "SPS/PPS"),
        (
            lambda: encode_segment(numbered(5, 0, 32, 48), other, PREVIEW, 32, 48, THIRTY),
            "is 32x48, not 64x48",
        ),
        (lambda: encode_segment(numbered(5), other, PREVIEW, 64, 48, RATES[2]), "not at 30 frames"),
    ):
        make()
        for join in (assemble, assemble_fragments):
            with pytest.raises(RenderError, match=said) as raised:
                join([first, other], tmp_path / "film.mp4", rate=THIRTY, metadata={})
            assert raised.value.code == "segments-differ"
            assert not (tmp_path / "film.mp4").exists()


def test_sound_of_another_length_is_refused(tmp_path: Path) -> None:
    parts = make_segments(tmp_path, [30], THIRTY)
    audio = sound_for(tmp_path / "a.m4a", 33, THIRTY)
    with pytest.raises(RenderError, match=r"0\.100 s longer") as raised:
        assemble(parts, tmp_path / "film.mp4", rate=THIRTY, audio=audio, metadata={})
    assert raised.value.code == "lengths-differ"


@pytest.mark.parametrize("keep", [0, 3, 40, -1], ids=["empty", "3 bytes", "40 bytes", "all but one"])
def test_a_damaged_segment_is_named(tmp_path: Path, keep: int) -> None:
    parts = make_segments(tmp_path, [10, 10], THIRTY)
    parts[1].write_bytes(parts[1].read_bytes()[:keep])
    with pytest.raises(RenderError, match=r"segment1\.mp4") as raised:
        assemble(parts, tmp_path / "film.mp4", rate=THIRTY, metadata={})
    assert raised.value.code == "bad-segment"
    with pytest.raises(RenderError, match=r"nowhere\.mp4"):
        assemble([tmp_path / "nowhere.mp4"], tmp_path / "film.mp4", rate=THIRTY, metadata={})
    with pytest.raises(RenderError) as none:
        assemble([], tmp_path / "film.mp4", rate=THIRTY, metadata={})
    assert none.value.code == "no-segments"


def test_ten_minutes_are_assembled_in_the_memory_of_their_tables(tmp_path: Path) -> None:
    # Given 300 segments of 60 noisy frames: 18,000 frames
    random = np.random.default_rng(3)

    def frames() -> Iterator[Frame]:
        for _ in range(60):
            y = random.integers(16, 235, (48, 64), np.uint8)
            yield Frame(y, *(np.full((24, 32), 128, np.uint8) for _ in "uv"))

    segment = tmp_path / "s.mp4"
    encode_segment(frames(), segment, DRAFT, 64, 48, THIRTY)
    # When they are assembled
    for join in (assemble, assemble_fragments):
        tracemalloc.start()
        join([segment] * 300, tmp_path / "film.mp4", rate=THIRTY, metadata={})
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        # Then memory is a small part of the film
        size = (tmp_path / "film.mp4").stat().st_size
        assert size > 300 * segment.stat().st_size * 0.9 > 25_000_000
        assert peak < 5_000_000
    with av.open(str(tmp_path / "film.mp4")) as file:
        video = file.streams.video[0]
        assert video.duration * video.time_base == 600


@given(st.fractions(min_value=Fraction(1, 100), max_value=240, max_denominator=2000))
def test_every_frame_rate_has_a_timescale_in_which_a_frame_is_exact(rate: Fraction) -> None:
    timescale, ticks = video_timescale(rate)
    assert Fraction(timescale, ticks) == rate
    assert 0 < timescale < 2**31


def test_the_movie_timescale_is_exact_for_picture_and_sound() -> None:
    from reelwright.encode.tracks import Track

    for rate in RATES:
        video = Track(1, "video", video_timescale(rate.value)[0], b"", 0, 1)
        sound = Track(2, "audio", 48000, b"", 1024, 1)
        scale = movie_timescale([video, sound])
        assert scale % video.timescale == 0
        assert scale % 48000 == 0
