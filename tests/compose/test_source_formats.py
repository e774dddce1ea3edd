"""Files as cameras, phones and editors write them: formats, shapes, clocks, long groups of pictures."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import pyvips
from hypothesis import given, settings
from hypothesis import strategies as st
from media_made_here import make_video, number_of

from reelwright.compose import FileSource, frame_to_rgb, open_media, probe
from reelwright.timeline import FileMedia
from reelwright.timing import FrameRate

R30 = FrameRate(Fraction(30))
QUARTERS = {(0, 0): (220, 40, 40), (0, 1): (40, 200, 60), (1, 0): (50, 60, 220), (1, 1): (230, 220, 60)}


def quarters(width: int, height: int) -> np.ndarray:
    """Four colours: red, green, blue, yellow, from the top left in reading order."""
    rgb = np.zeros((height, width, 3), np.uint8)
    for (row, column), colour in QUARTERS.items():
        rows = slice(row * height // 2, (row + 1) * height // 2)
        rgb[rows, column * width // 2 : (column + 1) * width // 2] = colour
    return rgb


def make_quarters(
    path: Path, codec: str, pix_fmt: str, *, matrix: str = "ITU709", full: bool = False, **tags: Any
) -> Path:
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream(codec, rate=30, options=tags.pop("options", {}))
        stream.width, stream.height, stream.pix_fmt = 128, 96, pix_fmt
        if "aspect" in tags:
            stream.sample_aspect_ratio = stream.codec_context.sample_aspect_ratio = tags.pop("aspect")
        context = stream.codec_context
        number = {"ITU709": 1, "ITU601": 5, "SMPTE170M": 6, "SMPTE240M": 7, "BT2020": 9}[matrix]
        rgb = pix_fmt.startswith(("rgb", "bgr", "gbr", "gray", "pal", "0rgb"))
        if not rgb:
            context.colorspace, context.color_range = number, 2 if full else 1
        frame = av.VideoFrame.from_ndarray(quarters(128, 96), format="rgb24").reformat(
            format=pix_fmt, dst_colorspace=matrix, dst_color_range="JPEG" if full else "MPEG"
        )
        if not rgb:
            frame.colorspace, frame.color_range = number, 2 if full else 1
        for count in range(2):
            frame.pts, frame.time_base = count, Fraction(1, 30)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def seen(path: Path, width: int = 128, height: int = 96) -> dict[tuple[int, int], np.ndarray]:
    rgb = frame_to_rgb(FileSource(path, width, height, R30).frame(1)).astype(int)
    return {
        (row, column): rgb[height * (2 * row + 1) // 4, width * (2 * column + 1) // 4]
        for row, column in QUARTERS
    }


@pytest.mark.parametrize(
    "pix_fmt",
    [
        *("yuv420p", "yuv422p", "yuv444p", "yuv411p", "yuv410p", "yuv440p", "yuv422p10le", "yuv444p12le"),
        *("yuv420p16le", "bgr0", "gbrp10le", "gbrp16le", "rgb48le"),
    ],
)
def test_every_layout_of_pixels_shows_the_same_colours(tmp_path: Path, pix_fmt: str) -> None:
    path = make_quarters(tmp_path / "a.mkv", "ffv1", pix_fmt)
    for place, colour in seen(path).items():
        assert np.abs(colour - QUARTERS[place]).max() <= 4, (pix_fmt, place)


@pytest.mark.parametrize("matrix", ["ITU709", "ITU601", "SMPTE170M", "SMPTE240M"])
@pytest.mark.parametrize("full", [False, True])
def test_every_matrix_and_range_shows_the_same_colours(tmp_path: Path, matrix: str, full: bool) -> None:
    path = make_quarters(tmp_path / "a.mkv", "ffv1", "yuv444p", matrix=matrix, full=full)
    for place, colour in seen(path).items():
        assert np.abs(colour - QUARTERS[place]).max() <= 4, place


def test_the_full_range_of_motion_jpeg_is_kept(tmp_path: Path) -> None:
    path = make_quarters(
        tmp_path / "a.avi",
        "mjpeg",
        "yuvj420p",
        matrix="ITU601",
        full=True,
        options={"qmin": "1", "qmax": "1"},
    )
    for place, colour in seen(path).items():
        assert np.abs(colour - QUARTERS[place]).max() <= 8, place


@pytest.mark.parametrize("pix_fmt", ["gray", "gray10le", "gray16le"])
def test_grey_files_are_grey(tmp_path: Path, pix_fmt: str) -> None:
    path = make_quarters(tmp_path / "a.mkv", "ffv1", pix_fmt)
    got = seen(path)
    assert all(np.ptp(colour) <= 2 for colour in got.values())
    assert got[1, 1][0] > got[0, 1][0] > got[0, 0][0] > got[1, 0][0]


def test_a_palette_keeps_its_colours(tmp_path: Path) -> None:
    tall = np.concatenate([quarters(128, 96)] * 2)
    image = pyvips.Image.new_from_array(tall, interpretation="srgb").copy()
    image.set_type(pyvips.GValue.gint_type, "page-height", 96)
    image.set_type(pyvips.GValue.array_int_type, "delay", [100, 100])
    image.write_to_file(str(tmp_path / "a.gif"))
    for place, colour in seen(tmp_path / "a.gif").items():
        assert np.abs(colour - QUARTERS[place]).max() <= 12, place


@pytest.mark.parametrize("size", [(65, 49), (1, 1), (3, 2), (127, 95), (2, 301)])
@pytest.mark.parametrize("shape", ["barred", "within", "covering", "own"])
def test_odd_sizes_become_even_frames(tmp_path: Path, size: tuple[int, int], shape: Any) -> None:
    path = make_video(tmp_path / "a.mkv", 2, width=size[0], height=size[1], codec="ffv1", pix_fmt="yuv444p")
    facts = probe(path)
    assert (facts.width, facts.height) == size
    source = FileSource(path, 64, 48, R30, shape)
    frame = source.frame(1)
    assert (frame.width, frame.height) == (source.width, source.height)
    assert frame.width % 2 == frame.height % 2 == 0
    assert frame.u.shape == frame.v.shape == (frame.height // 2, frame.width // 2)


@pytest.mark.parametrize("codec", ["mpeg4", "libx264"])
def test_pixels_that_are_not_square_are_shown_in_their_true_shape(tmp_path: Path, codec: str) -> None:
    path = make_quarters(tmp_path / "a.mkv", codec, "yuv420p", aspect=Fraction(2), matrix="ITU709")
    assert (probe(path).width, probe(path).height) == (256, 96)
    source = open_media(FileMedia(path=str(path)), 256, 128, R30)
    y = source.frame(0).y
    assert y[:14].max() == y[-14:].max() == 16
    assert y[18:-18].min() > 30
    whole = FileSource(path, 256, 96, R30, "own")
    assert (whole.width, whole.height) == (256, 96)


@pytest.mark.parametrize(("name", "start"), [("a.mkv", 3600), ("a.ts", 95_000), ("a.mp4", 2), ("a.mov", 100)])
def test_clocks_that_do_not_start_at_zero_do_not_matter(tmp_path: Path, name: str, start: int) -> None:
    tick = Fraction(1, 1000) if name == "a.mkv" else Fraction(1, 90_000)
    per = round(1 / tick / 30)
    stamps = [round(start / tick) + per * n + (n % 3 == 1 and name == "a.mkv") for n in range(20)]
    path = make_video(tmp_path / name, 20, stamps=stamps, tick=tick)
    source = FileSource(path, 128, 96, R30)
    assert [number_of(source.frame(n).y) for n in (0, 7, 19, 3)] == [0, 7, 19, 3]
    assert probe(path).duration < 1


def test_pictures_before_an_edit_list_begins_are_not_shown(tmp_path: Path) -> None:
    whole = make_video(tmp_path / "whole.mp4", 30)
    path = tmp_path / "edited.mp4"
    with av.open(str(whole)) as source, av.open(str(path), "w", options={"use_editlist": "1"}) as out:
        stream: Any = out.add_stream_from_template(source.streams.video[0])
        shift = round(Fraction(17, 30) / source.streams.video[0].time_base)
        for packet in source.demux(video=0):
            if packet.dts is None or packet.pts < 12 * shift // 17:
                continue
            packet.stream = stream
            packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
            out.mux(packet)
    assert probe(path).frames == 13
    edited = FileSource(path, 128, 96, R30)
    assert edited.length == 13
    assert [number_of(edited.frame(n).y) for n in (0, 12, 3, 0)] == [17, 29, 20, 17]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_are_upright_whatever_their_exif_says(tmp_path: Path, orientation: int) -> None:
    upright = quarters(96, 64)
    stored = {  # what the camera stores, so that the turn that EXIF names shows it upright
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright, 1),
        7: upright[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(upright, -1),
    }[orientation]
    image = pyvips.Image.new_from_array(np.ascontiguousarray(stored), interpretation="srgb").copy()
    image.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    path = tmp_path / "a.jpg"
    image.write_to_file(str(path), Q=95)
    facts = probe(path)
    assert (facts.width, facts.height) == (96, 64)
    for source in (open_media(FileMedia(path=str(path)), 96, 64, R30), FileSource(path, 96, 64, R30)):
        rgb = frame_to_rgb(source.frame(0)).astype(int)
        for (row, column), colour in QUARTERS.items():
            assert np.abs(rgb[16 + 32 * row, 24 + 48 * column] - colour).max() <= 10, (row, column)


@pytest.fixture(scope="module")
def long_groups(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """120 pictures; only the first and the 61st can be decoded alone. B-frames cross that border."""
    return make_video(
        tmp_path_factory.mktemp("gop") / "long.mp4",
        120,
        options={
            "crf": "14",
            "preset": "veryfast",
            "x264-params": "keyint=60:scenecut=0:bframes=4:b-pyramid=normal:open-gop=1",
        },
    )


@settings(max_examples=12, deadline=None)
@given(order=st.lists(st.integers(0, 119), min_size=1, max_size=8))
def test_any_order_of_reading_a_long_group_finds_the_right_pictures(
    long_groups: Path, order: list[int]
) -> None:
    source = FileSource(long_groups, 128, 96, R30)
    assert [number_of(source.frame(n).y) for n in order] == [n % 40 for n in order]
    source.close()


def test_sound_beside_the_pictures_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mono.mkv"
    with av.open(str(make_video(tmp_path / "silent.mp4", 20))) as pictures, av.open(str(path), "w") as out:
        sound: Any = out.add_stream("aac", rate=22_050, layout="mono")
        video: Any = out.add_stream_from_template(pictures.streams.video[0])
        samples = np.zeros((1, 1024), np.float32)
        for block in range(14):
            frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = 22_050, 1024 * block, Fraction(1, 22_050)
            out.mux(sound.encode(frame))
        out.mux(sound.encode(None))
        for packet in pictures.demux(video=0):
            if packet.dts is not None:
                packet.stream = video
                out.mux(packet)
    facts = probe(path)
    assert sorted(stream.kind for stream in facts.streams) == ["audio", "video"]
    assert facts.frames == 20
    source = FileSource(path, 128, 96, R30)
    assert [number_of(source.frame(n).y) for n in (11, 2, 19)] == [11, 2, 19]
