"""Files that are broken, odd or made to do harm: handled or clearly refused, in bounded time and memory."""

from __future__ import annotations

import resource
import struct
import subprocess
import sys
import textwrap
import time
import zlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import pyvips
from hdr_made_here import make_hdr
from media_made_here import make_video, number_of
from pictures_made_here import near

from reelwright.compose import FileSource, Source, frame_to_rgb, open_media, probe
from reelwright.errors import MediaError
from reelwright.timeline import FileMedia
from reelwright.timing import FrameRate

R30 = FrameRate(Fraction(30))
RED = (220, 40, 40)
SECONDS = 10.0
MEGABYTES = 1000  # some 200 MB of it compile kernels on a first run; unbounded pictures take gigabytes


def opened(path: Path) -> Source:
    return open_media(FileMedia(path=str(path)), 128, 96, R30)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, pixels: bytes, *, more: bytes = b"") -> bytes:
    """A grey PNG of one bit a pixel."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + more + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def bomb(width: int, height: int) -> bytes:
    """Pixels of nothing, packed a thousand to one."""
    row, packer = bytes(1 + (width + 7) // 8), zlib.compressobj(9)
    return b"".join(packer.compress(row) for _ in range(height)) + packer.flush()


def cut_off(folder: Path) -> Path:
    path = make_video(folder / "whole.mp4", 40)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    return path


def gif_of_a_huge_canvas(folder: Path) -> Path:
    path = folder / "huge.gif"
    tall = np.repeat(np.array([0, 200], np.uint8), 8 * 8 * 3).reshape(16, 8, 3)
    image = pyvips.Image.new_from_array(tall, interpretation="srgb").copy()
    image.set_type(pyvips.GValue.gint_type, "page-height", 8)
    image.write_to_file(str(path))
    data = bytearray(path.read_bytes())
    data[6:10] = struct.pack("<HH", 65535, 65535)
    path.write_bytes(bytes(data))
    return path


def video_that_claims_to_be_huge(folder: Path) -> Path:
    path = make_video(folder / "claims.avi", 2, codec="rawvideo", pix_fmt="yuv420p")
    data = path.read_bytes()
    size = struct.pack("<ii", 128, 96)
    assert size in data
    path.write_bytes(data.replace(size, struct.pack("<ii", 60_000, 60_000)))
    return path


def written(name: str, data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return make


def png_cut_off(folder: Path) -> Path:
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3)).astype(np.uint8)
    data = pyvips.Image.new_from_array(noise).pngsave_buffer()
    return written("half.png", data[:4000])(folder)


def webp_cut_off(folder: Path) -> Path:
    noise = np.random.default_rng(1).integers(0, 255, (192, 64, 3)).astype(np.uint8)
    image = pyvips.Image.new_from_array(noise, interpretation="srgb").copy()
    image.set_type(pyvips.GValue.gint_type, "page-height", 64)
    data = image.webpsave_buffer(lossless=True)
    return written("half.webp", data[: len(data) // 2])(folder)


def playlist(folder: Path) -> Path:
    """A playlist that wants another file read, under the name of a film."""
    text = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
    return written("list.mp4", text.encode())(folder)


def drawing(folder: Path) -> Path:
    """A drawing that wants another file shown."""
    text = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><image href="/etc/passwd"/></svg>'
    return written("drawing.svg", text.encode())(folder)


REFUSED: dict[str, Callable[[Path], Path]] = {
    "no bytes": written("a.mp4", b""),
    "no bytes of a picture": written("a.png", b""),
    "zeros": written("zeros.mov", bytes(100_000)),
    "text": written("a.mp4", b"this is no film\n" * 1000),
    "noise": written("a.mkv", np.random.default_rng(2).bytes(200_000)),
    "cut off": cut_off,
    "a picture cut off": png_cut_off,
    "an animation cut off": webp_cut_off,
    "a bomb of 3.6 billion pixels": written("bomb.png", png(60_000, 60_000, bomb(60_000, 400))),
    "a picture of 2 billion pixels in a row": written("row.png", png(2**31 - 1, 1, b"")),
    "a canvas of 4 billion pixels": gif_of_a_huge_canvas,
    "a film of 3.6 billion pixels": video_that_claims_to_be_huge,
    "a playlist": playlist,
    "a drawing": drawing,
    "a folder": lambda folder: folder,
    "nothing there": lambda folder: folder / "missing.mp4",
    "a name with a zero byte": lambda folder: folder / "a\0b.mp4",
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_cannot_be_used_is_refused_at_once_and_clearly(tmp_path: Path, name: str) -> None:
    path = REFUSED[name](tmp_path)
    began = time.process_time()
    for use in (opened, probe, lambda p: FileSource(p, 128, 96, R30)):
        with pytest.raises(MediaError) as caught:
            use(path)
        assert str(path) in caught.value.message
        assert caught.value.hint
        assert "Traceback" not in caught.value.message
    assert time.process_time() - began < SECONDS


def same_numbers(source: Source, wanted: dict[int, int]) -> None:
    assert {n: number_of(source.frame(n).y) for n in wanted} == wanted


def test_a_film_under_the_name_of_another_kind_is_shown(tmp_path: Path) -> None:
    make_video(tmp_path / "a.mp4", 12).rename(tmp_path / "a.jpg")
    same_numbers(opened(tmp_path / "a.jpg"), {0: 0, 11: 11, 5: 5})
    image = pyvips.Image.new_from_array(np.full((96, 128, 3), RED, np.uint8), interpretation="srgb")
    (tmp_path / "b.mp4").write_bytes(image.pngsave_buffer())
    assert near(frame_to_rgb(opened(tmp_path / "b.mp4").frame(7))[48, 64], RED)


def test_a_film_of_one_frame_without_sound_at_odd_size_turned_on_its_side_is_shown(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mov", 1, width=97, height=65, pix_fmt="yuv444p", rotation=90)
    assert (probe(path).width, probe(path).height, probe(path).rotation) == (65, 97, 270)
    y = opened(path).frame(3).y
    assert y[:, :28].max() == 16  # a tall picture between bars
    assert y[70, 44] > y[20, 44]  # its bright corner is at the bottom left


def test_a_clock_with_gaps_and_repeats_is_followed(tmp_path: Path) -> None:
    stamps = [0, 1, 2, 700, 701, 1500]
    path = make_video(tmp_path / "a.mkv", 6, stamps=stamps, tick=Fraction(1, 1000))
    source = opened(path)
    assert probe(path).variable
    same_numbers(source, {0: 1, 1: 2, 20: 2, 22: 4, 44: 4, 45: 5, 46: 5})


def test_a_header_of_five_hours_before_a_second_of_film_does_not_count(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mkv", 30)
    data = bytearray(path.read_bytes())
    at = data.index(b"\x44\x89\x88")  # Matroska: Duration, a float of eight bytes, in milliseconds
    data[at + 3 : at + 11] = struct.pack(">d", 5 * 3600 * 1000.0)
    path.write_bytes(bytes(data))
    with av.open(str(path)) as file:
        assert file.duration == 5 * 3600 * 1_000_000
    began = time.process_time()
    assert abs(probe(path).duration - 1) < Fraction(1, 100)
    source = opened(path)
    assert source.length == 30
    same_numbers(source, {0: 0, 29: 29, 10**9: 29})
    assert time.process_time() - began < SECONDS


def test_a_last_frame_of_five_hours_is_held_without_being_unrolled(tmp_path: Path) -> None:
    last = 5 * 3600 * 30
    path = make_video(tmp_path / "a.mp4", 4, stamps=[0, 1, 2, last], tick=Fraction(1, 30))
    began = time.process_time()
    source = opened(path)
    assert source.length is not None
    assert last < source.length < last + 10**6
    same_numbers(source, {last: 3, last - 1: 2, 5000: 2})
    assert time.process_time() - began < SECONDS


def test_hdr_is_shown_without_being_washed_out(tmp_path: Path) -> None:
    signal = np.full((64, 64, 3), 0.58)  # white paper in PQ
    y = opened(make_hdr(tmp_path / "a.mkv", signal, "pq")).frame(0).y
    assert 200 < y[48, 64] < 225


@pytest.mark.parametrize("side", [(16_384, 16), (16, 16_384)])
def test_very_long_films_and_pictures_are_shown(tmp_path: Path, side: tuple[int, int]) -> None:
    width, height = side
    film = make_video(tmp_path / "a.mkv", 2, width=width, height=height, codec="ffv1", pix_fmt="yuv420p")
    image = pyvips.Image.new_from_array(np.full((height, width, 3), RED, np.uint8), interpretation="srgb")
    image.write_to_file(str(tmp_path / "a.png"))
    for path in (film, tmp_path / "a.png"):
        assert (probe(path).width, probe(path).height) == side
        frame = opened(path).frame(0)
        assert (frame.width, frame.height) == (128, 96)
        assert frame.y.max() > 60
        assert frame.y.min() == 16


def photo(pixels: np.ndarray, interpretation: str) -> Any:
    return pyvips.Image.new_from_array(pixels, interpretation=interpretation).copy()


def test_pictures_of_printers_and_scanners_have_the_colours_of_screens(tmp_path: Path) -> None:
    red16 = (np.full((32, 32, 3), RED, np.uint16) * 257).astype(np.uint16)
    photo(red16, "rgb16").write_to_file(str(tmp_path / "a.png"))
    photo(red16, "rgb16").write_to_file(str(tmp_path / "a.tif"))
    photo(np.full((32, 32, 1), 30_000, np.uint16), "grey16").write_to_file(str(tmp_path / "grey.png"))
    for name in ("a.png", "a.tif"):
        for source in (opened(tmp_path / name), FileSource(tmp_path / name, 128, 96, R30)):
            assert near(frame_to_rgb(source.frame(0))[48, 64], RED), name
    for source in (opened(tmp_path / "grey.png"), FileSource(tmp_path / "grey.png", 128, 96, R30)):
        assert near(frame_to_rgb(source.frame(0))[48, 64], (117, 117, 117))
    ink = np.zeros((32, 32, 4), np.uint8)
    ink[:, 16:] = (0, 255, 255, 0)
    photo(ink, "cmyk").write_to_file(str(tmp_path / "ink.jpg"), Q=95)
    for source in (opened(tmp_path / "ink.jpg"), FileSource(tmp_path / "ink.jpg", 128, 96, R30)):
        rgb = frame_to_rgb(source.frame(0)).astype(int)
        assert rgb[48, 40].min() > 235  # paper
        assert rgb[48, 88][0] > 200
        assert rgb[48, 88][1:].max() < 80  # magenta and yellow make red


def test_the_worst_of_them_stay_within_their_memory(tmp_path: Path) -> None:
    paths = [REFUSED[name](tmp_path) for name in REFUSED if "billion" in name]
    (tmp_path / "wide.png").write_bytes(png(16_384, 16_000, bomb(16_384, 16_000)))
    program = """
        import resource, sys
        from fractions import Fraction
        from pathlib import Path
        from reelwright.compose import open_media, probe
        from reelwright.errors import MediaError
        from reelwright.timeline import FileMedia
        from reelwright.timing import FrameRate
        for path in sys.argv[1:]:
            try:
                open_media(FileMedia(path=path), 128, 96, FrameRate(Fraction(30))).frame(0)
                print("shown")
            except MediaError:
                print("refused")
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    arguments = [sys.executable, "-c", textwrap.dedent(program), *map(str, paths), str(tmp_path / "wide.png")]
    done = subprocess.run(arguments, check=True, capture_output=True, text=True, timeout=120)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    *verdicts, peak = done.stdout.split()
    assert verdicts == ["refused"] * len(paths) + ["shown"]
    assert int(peak) < MEGABYTES
    assert after.ru_utime - before.ru_utime < 2 * SECONDS


@pytest.mark.parametrize("kind", [".jpg", ".png", ".webp", ".tif", ".gif"])
def test_no_photo_is_shown_with_a_part_missing(tmp_path: Path, kind: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (256, 256, 3)).astype(np.uint8)
    whole = pyvips.Image.new_from_array(noise, interpretation="srgb").write_to_buffer(kind)
    path = tmp_path / f"a{kind}"
    path.write_bytes(whole)
    assert opened(path).frame(0).y.std() > 3
    path.write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(MediaError, match=r"can(not)? be read"):
        opened(path)
