"""What a file holds, said exactly."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import pyvips

from clips_made_here import CLOSED, make_clip, make_sound, play
from reelwright.errors import MediaError
from reelwright.pipeline.video import info


def test_timing_size_and_groups_are_exact(tmp_path: Path) -> None:
    path = make_clip(
        tmp_path / "a.mp4", 2, rate=Fraction(30000, 1001), tags={"title": "Meer", "comment": "slate:k1"}
    )
    found = info(path)
    video, audio = found["video"][0], found["audio"][0]
    assert (video["codec"], video["width"], video["height"], video["frames"]) == ("h264", 128, 96, 60)
    assert video["fps"]["exact"] == "30000/1001"
    assert video["duration"]["exact"] == str(Fraction(60 * 1001, 30_000))
    assert not video["variable"]
    assert video["groups"]["longest"] == 24
    assert video["b_frames"]
    assert (audio["codec"], audio["sample_rate"], audio["channels"]) == ("aac", 48_000, 2)
    assert found["tags"]["title"] == "Meer"
    assert found["slate"] == "k1"


def test_rotation_pixels_and_variable_rates_are_told(tmp_path: Path) -> None:
    stamps = [0, 33, 66, 100, 180, 200, 300, 333]
    path = make_clip(tmp_path / "a.mp4", 1, rotation=90, stamps=stamps, tick=Fraction(1, 1000), sound=None)
    video = info(path)["video"][0]
    assert video["rotation"] == 270
    assert video["shown"] == {"width": 96, "height": 128}
    assert video["variable"]


def test_colour_and_depth_are_told(tmp_path: Path) -> None:
    import av

    path = tmp_path / "hdr.mp4"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx265", rate=25, options={"x265-params": "log-level=none"})
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p10le"
        context = stream.codec_context
        context.color_primaries, context.color_trc, context.colorspace, context.color_range = 9, 16, 9, 1
        for _ in range(3):
            file.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p10le")))
        file.mux(stream.encode(None))
    video = info(path)["video"][0]
    assert video["bits"] == 10
    assert video["colour"] == {
        "primaries": "bt2020", "transfer": "pq", "matrix": "bt2020", "range": "limited", "hdr": "PQ",
    }  # fmt: skip


def test_loudness_agrees_with_another_meter(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "a.wav", 4, "pcm_s16le", hertz=997, level=0.25)
    measured = info(path, loudness=True)["loudness"]
    sound = play(path).sound
    other = pyloudnorm.Meter(48_000).integrated_loudness(np.stack([sound, sound], axis=1).astype(np.float64))
    assert measured["integrated_lufs"] == pytest.approx(other, abs=0.1)
    assert measured["sample_peak_dbfs"] == pytest.approx(20 * np.log10(0.25), abs=0.1)


def test_stills_and_songs_are_described_too(tmp_path: Path) -> None:
    pyvips.Image.black(40, 30).write_to_file(str(tmp_path / "a.png"))
    still = info(tmp_path / "a.png")
    assert still["kind"] == "still"
    assert still["video"][0]["width"] == 40
    song = info(make_sound(tmp_path / "a.m4a", 1))
    assert (song["kind"], song["video"]) == ("audio", [])
    assert song["duration"]["seconds"] == pytest.approx(1, abs=0.03)


def test_one_picture_is_a_video_too(tmp_path: Path) -> None:
    found = info(make_clip(tmp_path / "a.mp4", Fraction(1, 30), sound=None, options=CLOSED))  # type: ignore[arg-type]
    assert found["video"][0]["frames"] == 1


@pytest.mark.parametrize(
    "data", [b"", b"RIFF\0\0\0\0AVI LIST", b"\0\0\0\x18ftypmp42", b"\x1a\x45\xdf\xa3" * 20]
)
def test_what_is_no_media_is_refused_with_a_hint(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.mp4").write_bytes(data)
    with pytest.raises(MediaError) as error:
        info(tmp_path / "a.mp4")
    assert error.value.hint
