"""A segment is a small film of its own."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from encode_media import DRAFT, PREVIEW, RATES, decode, numbered

from reelwright.compose.frame import Frame
from reelwright.encode import VideoSettings, encode_segment
from reelwright.encode.segment import read_segment
from reelwright.errors import OptionError, RenderError
from reelwright.timing import FrameRate

THIRTY = FrameRate(Fraction(30))
FINAL = VideoSettings.for_quality("final")


@pytest.mark.parametrize("rate", RATES, ids=str)
@pytest.mark.parametrize("settings", [DRAFT, PREVIEW, FINAL], ids=lambda s: s.quality)
def test_a_segment_plays_every_frame_at_its_exact_time(
    tmp_path: Path, rate: FrameRate, settings: VideoSettings
) -> None:
    assert encode_segment(numbered(13), tmp_path / "s.mp4", settings, 64, 48, rate) == 13
    seen = decode(tmp_path / "s.mp4")
    assert seen.times == [rate.seconds(n) for n in range(13)]
    assert [round((y.mean() - 24) / 3) for y in seen.luma] == list(range(13))
    with av.open(str(tmp_path / "s.mp4")) as file:
        video = file.streams.video[0]
        assert video.duration * video.time_base == rate.seconds(13)
        assert video.average_rate == rate.value


@pytest.mark.parametrize("settings", [DRAFT, PREVIEW, FINAL], ids=lambda s: s.quality)
def test_a_segment_of_one_frame_plays(tmp_path: Path, settings: VideoSettings) -> None:
    encode_segment(numbered(1), tmp_path / "s.mp4", settings, 64, 48, RATES[2])
    seen = decode(tmp_path / "s.mp4")
    assert seen.times == [0]
    assert abs(seen.luma[0].mean() - 24) < 1


@pytest.mark.parametrize("size", [(2, 2), (2, 64), (66, 2), (18, 34), (854, 480), (480, 854), (3840, 2160)])
def test_any_even_size_keeps_its_size(tmp_path: Path, size: tuple[int, int]) -> None:
    width, height = size
    frames = [Frame.solid(width, height, y, 90, 170) for y in (60, 180)]
    encode_segment(frames, tmp_path / "s.mp4", DRAFT, width, height, THIRTY)
    seen = decode(tmp_path / "s.mp4")
    assert [y.shape for y in seen.luma] == [(height, width)] * 2
    assert [round(float(y.mean()), -1) for y in seen.luma] == [60, 180]


def test_pictures_are_high_profile_and_tagged_bt709_limited(tmp_path: Path) -> None:
    for settings in (DRAFT, PREVIEW, FINAL):
        path = tmp_path / f"{settings.quality}.mp4"
        encode_segment(numbered(3), path, settings, 64, 48, THIRTY)
        with av.open(str(path)) as file:
            context = file.streams.video[0].codec_context
            frame = next(file.decode(video=0))
            assert (context.profile, context.pix_fmt) == ("High", "yuv420p")
            assert (frame.color_primaries, frame.color_trc, frame.colorspace, frame.color_range) == (
                1,
                1,
                1,
                1,
            )
        assert b"colrnclx\0\1\0\1\0\1\0" in path.read_bytes()


def test_memory_laid_out_for_the_encoder_gives_the_same_bytes_as_planes_of_their_own(tmp_path: Path) -> None:
    whole = np.empty(64 * 48 * 3 // 2, np.uint8)
    packed = Frame(
        whole[: 64 * 48].reshape(48, 64),
        whole[64 * 48 : 64 * 60].reshape(24, 32),
        whole[64 * 60 :].reshape(24, 32),
    )

    def reused() -> object:
        for frame in numbered(12):
            packed.y[:], packed.u[:], packed.v[:] = frame.y, frame.u, frame.v
            yield packed

    encode_segment(numbered(12), tmp_path / "own.mp4", PREVIEW, 64, 48, THIRTY)
    encode_segment(reused(), tmp_path / "packed.mp4", PREVIEW, 64, 48, THIRTY)  # type: ignore[arg-type]
    assert (tmp_path / "own.mp4").read_bytes() == (tmp_path / "packed.mp4").read_bytes()


def test_equal_frames_give_equal_bytes_and_other_frames_other_bytes(tmp_path: Path) -> None:
    for name, first in (("a", 0), ("b", 0), ("c", 1)):
        encode_segment(numbered(20, first), tmp_path / name, PREVIEW, 64, 48, THIRTY)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert (tmp_path / "a").read_bytes() != (tmp_path / "c").read_bytes()


def test_a_segment_within_the_longest_group_has_one_idr_picture_and_a_longer_one_more(tmp_path: Path) -> None:
    for frames, groups in ((60, 1), (61, 2), (150, 3)):
        encode_segment(numbered(frames), tmp_path / "s.mp4", PREVIEW, 64, 48, THIRTY)
        segment = read_segment(tmp_path / "s.mp4")
        assert [run.frames for run in segment.runs] == [60] * (groups - 1) + [frames - 60 * (groups - 1)]
        assert decode(tmp_path / "s.mp4").times == [Fraction(n, 30) for n in range(frames)]


def test_no_encoder_banner_is_left_in_the_pictures(tmp_path: Path) -> None:
    encode_segment(numbered(3), tmp_path / "s.mp4", PREVIEW, 64, 48, THIRTY)
    assert b"x264" not in (tmp_path / "s.mp4").read_bytes()


def test_settings_name_everything_that_decides_the_bytes() -> None:
    params = [VideoSettings.for_quality(q).params() for q in ("draft", "preview", "final")]
    assert len({json.dumps(p, sort_keys=True) for p in params}) == 3
    assert all(p["encoder"].startswith("av ") and "avcodec" in p["encoder"] for p in params)
    assert [p["gop_seconds"] for p in params] == [2, 2, 4]
    with pytest.raises(OptionError, match="no quality") as raised:
        VideoSettings.for_quality("best")
    assert "draft, preview, final" in raised.value.hint


@pytest.mark.parametrize("size", [(63, 48), (64, 0), (64, 16386), (-2, 2)])
def test_a_size_that_cannot_be_encoded_is_refused_before_a_file_appears(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    with pytest.raises(OptionError) as raised:
        encode_segment(numbered(1), tmp_path / "s.mp4", PREVIEW, *size, THIRTY)
    assert raised.value.code == "bad-size"
    assert not (tmp_path / "s.mp4").exists()


def test_no_frames_or_a_frame_of_another_size_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RenderError) as raised:
        encode_segment([], tmp_path / "s.mp4", PREVIEW, 64, 48, THIRTY)
    assert raised.value.code == "no-frames"
    with pytest.raises(RenderError, match="Frame 0 is 32x32, not 64x48"):
        encode_segment([Frame.black(32, 32)], tmp_path / "s.mp4", PREVIEW, 64, 48, THIRTY)
