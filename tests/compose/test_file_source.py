"""Pictures from files: the right one at the right time, upright, whole, or a clear refusal."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import pyvips
from media_made_here import make_video, number_of

from reelwright.compose import FileSource, Frame, open_media, probe
from reelwright.errors import MediaError
from reelwright.timeline import ColourMedia, FileMedia
from reelwright.timing import FrameRate

R30 = FrameRate(Fraction(30))


def numbers(source: FileSource, wanted: list[int]) -> list[int]:
    return [number_of(source.frame(n).y) for n in wanted]


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv", "clip.mov", "clip.ts"])
def test_random_access_gives_the_same_bytes_as_reading_in_order(tmp_path: Path, name: str) -> None:
    path = make_video(tmp_path / name, 40)
    in_order = FileSource(path, 128, 96, R30)
    assert in_order.length == 40
    frames = [in_order.frame(n).copy() for n in range(40)]
    assert [number_of(f.y) for f in frames] == list(range(40))
    jumping = FileSource(path, 128, 96, R30)
    order = list(range(40)) * 2
    random.Random(3).shuffle(order)
    for n in order:
        got = jumping.frame(n)
        assert np.array_equal(got.y, frames[n].y), n
        assert np.array_equal(got.u, frames[n].u)


def test_past_its_end_a_file_shows_its_last_picture(tmp_path: Path) -> None:
    source = FileSource(make_video(tmp_path / "a.mp4", 10), 128, 96, R30)
    assert numbers(source, [9, 10, 500, 0]) == [9, 9, 9, 0]


def test_a_file_of_one_picture_holds(tmp_path: Path) -> None:
    source = FileSource(make_video(tmp_path / "a.mp4", 1), 128, 96, R30)
    assert source.length == 1
    assert numbers(source, [0, 7]) == [0, 0]


@pytest.mark.parametrize(
    ("file_rate", "rate", "first"),
    [
        (60, Fraction(30), [0, 2, 4, 6]),
        (15, Fraction(30), [0, 0, 1, 1]),
        (24, Fraction(30), [0, 0, 1, 2, 3, 4, 4]),
        (Fraction(30000, 1001), Fraction(30000, 1001), [0, 1, 2, 3]),
    ],
)
@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_another_rate_keeps_its_speed(
    tmp_path: Path, name: str, file_rate: Fraction, rate: Fraction, first: list[int]
) -> None:
    source = FileSource(make_video(tmp_path / name, 30, rate=Fraction(file_rate)), 128, 96, FrameRate(rate))
    assert numbers(source, list(range(len(first)))) == first
    if name == "a.mp4":
        assert source.length == round(30 / Fraction(file_rate) * rate)


def test_a_variable_rate_is_followed_by_time(tmp_path: Path) -> None:
    stamps = [0, 33, 133, 166, 500, 533]
    path = make_video(tmp_path / "vfr.mkv", 6, stamps=stamps, tick=Fraction(1, 1000))
    source = FileSource(path, 128, 96, R30)
    expected = [max(i for i, ms in enumerate(stamps) if ms <= n * 1000 / 30 + 1) for n in range(17)]
    assert numbers(source, list(range(17))) == expected
    assert probe(path).variable


@pytest.mark.parametrize(("counter_clockwise", "corner"), [(90, "bl"), (180, "br"), (-90, "tr")])
def test_rotation_tags_are_obeyed(tmp_path: Path, counter_clockwise: int, corner: str) -> None:
    path = make_video(tmp_path / "r.mp4", 3, rotation=counter_clockwise)
    facts = probe(path)
    sideways = abs(counter_clockwise) == 90
    assert (facts.width, facts.height) == ((96, 128) if sideways else (128, 96))
    assert facts.rotation == -counter_clockwise % 360
    y = FileSource(path, facts.width, facts.height, R30).frame(1).y
    h, w = y.shape
    corners = {"tl": y[: h // 3, : w // 3], "tr": y[: h // 3, -w // 3 :]}
    corners |= {"bl": y[-h // 3 :, : w // 3], "br": y[-h // 3 :, -w // 3 :]}
    assert max(corners, key=lambda k: corners[k].mean()) == corner


def test_odd_sizes_and_other_formats_become_even_limited_range_frames(tmp_path: Path) -> None:
    path = make_video(tmp_path / "odd.mkv", 3, width=65, height=49, codec="ffv1", pix_fmt="yuv444p")
    frame = FileSource(path, 64, 48, R30).frame(2)
    assert (frame.width, frame.height) == (64, 48)
    assert frame.u.shape == (24, 32)
    assert number_of(frame.y) == 2
    rgb = make_video(tmp_path / "rgb.mkv", 3, codec="ffv1", pix_fmt="bgr0")
    frame = FileSource(rgb, 128, 96, R30).frame(2)
    assert number_of(frame.y) == 2
    assert abs(int(frame.u[10, 10]) - 128) <= 1


def test_another_shape_is_fitted_between_black_bars(tmp_path: Path) -> None:
    frame = FileSource(make_video(tmp_path / "a.mp4", 2), 256, 96, R30).frame(0)
    assert frame.y[:, :60].max() == 16
    assert frame.y[:, -60:].max() == 16
    assert frame.y[20, 80] > 200
    assert frame.u[:, :30].min() == frame.u[:, :30].max() == 128


def test_transparency_lies_over_black(tmp_path: Path) -> None:
    path = tmp_path / "alpha.mov"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("png", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "rgba"
        rgba = np.full((64, 64, 4), 255, np.uint8)
        rgba[:, :32, 3] = 0
        frame = av.VideoFrame.from_ndarray(rgba, format="rgba")
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    y = FileSource(path, 64, 64, R30).frame(0).y
    assert y[:, :28].max() <= 17
    assert y[:, 36:].min() >= 234


def test_stills_are_upright_over_black_and_last_for_ever(tmp_path: Path) -> None:
    pixels = np.zeros((40, 80, 4), np.uint8)
    pixels[:, :40] = (255, 0, 0, 255)
    pixels[:, 40:] = (0, 255, 0, 128)
    image = pyvips.Image.new_from_array(pixels, interpretation="srgb")
    image.write_to_file(str(tmp_path / "a.png"))
    upright = image.flatten().copy()
    upright.set_type(pyvips.GValue.gint_type, "orientation", 6)  # turn right to show
    upright.write_to_file(str(tmp_path / "b[1].jpg"), Q=95)
    frame = FileSource(tmp_path / "a.png", 80, 40, R30).frame(10**6)
    assert frame.y[20, 20] == 63  # red in BT.709
    assert abs(int(frame.y[20, 60]) - (16 + round(219 * 0.7152 * 128 / 255))) <= 2
    facts = probe(tmp_path / "b[1].jpg")
    assert (facts.kind, facts.width, facts.height, facts.frames) == ("still", 40, 80, 1)
    source = FileSource(tmp_path / "b[1].jpg", 40, 80, R30)
    assert source.length is None
    turned = source.frame(0)
    assert abs(int(turned.y[20, 20]) - 63) <= 3
    assert turned.v[10, 10] > 200
    assert turned.v[30, 10] < 128


def broken_files(folder: Path) -> dict[str, Path]:
    whole = make_video(folder / "whole.mp4", 40).read_bytes()
    front = folder / "faststart.mp4"
    with (
        av.open(str(folder / "whole.mp4")) as source,
        av.open(str(front), "w", options={"movflags": "faststart"}) as out,
    ):
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    png = pyvips.Image.new_from_array(np.random.default_rng(1).integers(0, 255, (64, 64, 3)).astype(np.uint8))
    files = {
        "cut off": whole[: len(whole) // 2],
        "cut off behind its index": front.read_bytes()[: front.stat().st_size * 2 // 3],
        "empty": b"",
        "text": b"hello, this is no film\n" * 100,
        "zeros": bytes(10_000),
        "half a picture": png.pngsave_buffer()[:4000],
        "a table": b"1,2,3\n4,5,6\n",
    }
    made = {}
    for name, data in files.items():
        path = folder / (name + {"half a picture": ".png", "a table": ".csv"}.get(name, ".mp4"))
        path.write_bytes(data)
        made[name] = path
    made["missing"] = folder / "missing.mp4"
    made["a folder"] = folder
    return made


def test_files_that_cannot_be_used_are_refused_before_any_frame_is_asked_for(tmp_path: Path) -> None:
    for name, path in broken_files(tmp_path).items():
        with pytest.raises(MediaError) as caught:
            FileSource(path, 128, 96, R30)
        assert str(path) in caught.value.message, name
        assert caught.value.hint, name


def test_sound_is_not_taken_for_pictures(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), format="s16", layout="mono")
        frame.sample_rate = 8000
        file.mux(stream.encode(frame))
    facts = probe(path)
    assert (facts.kind, facts.duration, facts.rate) == ("audio", 1, None)
    with pytest.raises(MediaError, match="no pictures"):
        FileSource(path, 64, 64, R30)


def test_the_facts_of_a_video_are_exact(tmp_path: Path) -> None:
    facts = probe(make_video(tmp_path / "a.mp4", 30, rate=Fraction(30000, 1001)))
    assert facts.duration == Fraction(30 * 1001, 30000)
    assert facts.rate == FrameRate(Fraction(30000, 1001))
    assert (facts.codec, facts.frames, facts.variable, facts.kind) == ("h264", 30, False, "video")
    assert [s.kind for s in facts.streams] == ["video"]


def test_facts_follow_the_file_when_it_changes(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", 10)
    assert probe(path).frames == 10
    make_video(path, 20)
    assert probe(path).frames == 20


def test_media_of_a_timeline_open_by_kind(tmp_path: Path) -> None:
    red = open_media(ColourMedia(colour="#ff0000"), 16, 8, R30).frame(99)
    assert isinstance(red, Frame)
    assert (red.y[0, 0], red.u[0, 0], red.v[0, 0]) == (63, 102, 240)
    path = make_video(tmp_path / "a.mp4", 3)
    assert open_media(FileMedia(path=str(path)), 128, 96, R30).length == 3
