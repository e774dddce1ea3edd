"""Transparency of files: WebM, ProRes 4444, PNG, GIF, APNG and WebP, with colours under clear pixels."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import pyvips
from pictures_made_here import write_png

from reelwright.compose import frame_to_rgb, open_media, probe
from reelwright.timeline import FileMedia, SequenceMedia
from reelwright.timing import FrameRate

R30, R10 = FrameRate(Fraction(30)), FrameRate(Fraction(10))
SIZE = 64
RED = (230, 30, 40)


def cut_out(number: int = 0) -> np.ndarray:
    """Red on the right from a column that moves, clear and black on the left."""
    rgba = np.zeros((SIZE, SIZE, 4), np.uint8)
    rgba[:, 32 + 2 * number :] = (*RED, 255)
    return rgba


def make_film(path: Path, codec: str, pix_fmt: str, count: int = 6, **options: str) -> Path:
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream(codec, rate=30, options=options)
        stream.width = stream.height = SIZE
        stream.pix_fmt = pix_fmt
        for number in range(count):
            frame = av.VideoFrame.from_ndarray(cut_out(number), format="rgba")
            if pix_fmt != "rgba":
                frame = frame.reformat(format=pix_fmt, dst_colorspace="ITU601")
            frame.pts, frame.time_base = number, Fraction(1, 30)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


FILMS = [
    ("vp9.webm", "libvpx-vp9", "yuva420p", {"auto-alt-ref": "0", "crf": "10", "b": "0"}),
    ("vp8.webm", "libvpx", "yuva420p", {"auto-alt-ref": "0", "crf": "4", "b": "2M"}),
    ("prores.mov", "prores_ks", "yuva444p10le", {"profile": "4444"}),
    ("png.mov", "png", "rgba", {}),
    ("animation.mov", "qtrle", "argb", {}),
    ("ffv1.mkv", "ffv1", "yuva444p", {}),
    ("moving.apng", "apng", "rgba", {}),
]


@pytest.mark.parametrize(("name", "codec", "pix_fmt", "options"), FILMS, ids=[f[0] for f in FILMS])
def test_transparency_is_found_and_colours_lie_under_clear_pixels(
    tmp_path: Path, name: str, codec: str, pix_fmt: str, options: dict[str, str]
) -> None:
    path = make_film(tmp_path / name, codec, pix_fmt, **options)
    assert probe(path).alpha
    assert probe(path).frames == 6
    source = open_media(FileMedia(path=str(path)), SIZE, SIZE, R30)
    for n in (4, 0, 2):
        frame = source.frame(n)
        assert frame.a is not None
        edge = 32 + 2 * n
        assert frame.a[8:-8, : edge - 4].max() <= 12, n
        assert frame.a[8:-8, edge + 4 :].min() >= 243, n
        seen = frame_to_rgb(frame)[8:-8].astype(int)
        assert np.abs(seen[:, edge - 3 :] - RED).max() <= 45, n  # no dark edge on the clear side
        assert np.abs(seen[:, 2:16].mean(axis=(0, 1)) - RED).max() <= 45, n


def test_transparency_can_be_ignored_and_lies_over_black_then(tmp_path: Path) -> None:
    path = make_film(tmp_path / "a.mov", "png", "rgba")
    frame = open_media(FileMedia(path=str(path), alpha="ignore"), SIZE, SIZE, R30).frame(0)
    assert frame.a is None
    assert frame.y[:, :30].max() == 16
    assert frame.y[32, 50] > 60


def test_bars_of_a_transparent_file_are_clear(tmp_path: Path) -> None:
    path = make_film(tmp_path / "a.mov", "png", "rgba")
    frame = open_media(FileMedia(path=str(path)), 2 * SIZE, SIZE, R30).frame(0)
    assert frame.a is not None
    assert frame.a[:, : SIZE // 2].max() == frame.a[:, -SIZE // 2 :].max() == 0
    assert frame.a[32, SIZE + 16] == 255


def test_opaque_files_have_no_alpha(tmp_path: Path) -> None:
    path = tmp_path / "a.mov"
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream("png", rate=30)
        stream.width = stream.height = SIZE
        stream.pix_fmt = "rgb24"
        file.mux(stream.encode(av.VideoFrame.from_ndarray(cut_out()[..., :3].copy(), format="rgb24")))
        file.mux(stream.encode(None))
    assert open_media(FileMedia(path=str(path)), SIZE, SIZE, R30).frame(0).a is None
    assert not probe(path).alpha


def animated(path: Path, delays: list[int], **options: Any) -> Path:
    """GIF or WebP of pictures cut out further and further, each shown for its milliseconds."""
    tall = np.concatenate([cut_out(number) for number in range(len(delays))])
    image = pyvips.Image.new_from_array(tall, interpretation="srgb").copy()
    image.set_type(pyvips.GValue.gint_type, "page-height", SIZE)
    image.set_type(pyvips.GValue.array_int_type, "delay", delays)
    image.write_to_file(str(path), **options)
    return path


@pytest.mark.parametrize(
    ("name", "options"), [("a.gif", {}), ("a.webp", {"lossless": True})], ids=["gif", "webp"]
)
def test_animations_are_shown_for_their_own_durations(
    tmp_path: Path, name: str, options: dict[str, Any]
) -> None:
    path = animated(tmp_path / name, [100, 300, 200, 100], **options)
    facts = probe(path)
    assert (facts.kind, facts.frames, facts.duration) == ("video", 4, Fraction(7, 10))
    source = open_media(FileMedia(path=str(path)), SIZE, SIZE, R10)
    assert source.length == 7

    def number(n: int) -> int:
        alpha = source.frame(n).a
        assert alpha is not None
        return round((int((alpha[32] < 128).sum()) - 32) / 2)

    assert [number(n) for n in (0, 1, 2, 3, 4, 5, 6, 60)] == [0, 1, 1, 1, 2, 2, 3, 3]
    assert [number(n) for n in (6, 0, 4, 1)] == [3, 0, 2, 1]
    assert np.abs(frame_to_rgb(source.frame(0))[32, 8].astype(int) - RED).max() <= 12


def test_a_webp_of_one_picture_is_a_still(tmp_path: Path) -> None:
    image = pyvips.Image.new_from_array(cut_out(), interpretation="srgb")
    image.write_to_file(str(tmp_path / "a.webp"), lossless=True)
    assert probe(tmp_path / "a.webp").kind == "still"
    frame = open_media(FileMedia(path=str(tmp_path / "a.webp")), SIZE, SIZE, R10).frame(3)
    assert frame.a is not None
    assert (frame.a[32, 8], frame.a[32, 50]) == (0, 255)


def test_a_sequence_of_pngs_keeps_its_transparency(tmp_path: Path) -> None:
    for number in range(4):
        write_png(tmp_path / f"{number:04d}.png", cut_out(number))
    media = SequenceMedia(path=str(tmp_path / "%04d.png"), rate="10")
    source = open_media(media, SIZE, SIZE, R10)
    for n in (3, 1):
        frame = source.frame(n)
        assert frame.a is not None
        assert int((frame.a[32] < 128).sum()) == 32 + 2 * n
        assert np.abs(frame_to_rgb(frame)[32, 8].astype(int) - RED).max() <= 8
