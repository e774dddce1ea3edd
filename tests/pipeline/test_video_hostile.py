"""Files that lie or are out of the ordinary are handled or refused, quickly and with words."""

from __future__ import annotations

import struct
import time
from pathlib import Path
from typing import Any

import pytest

from clips_made_here import CLOSED, make_clip, numbers, play
from reelwright.errors import ReelwrightError
from reelwright.pipeline.video import (
    concat,
    contact_sheet,
    frames,
    gif,
    info,
    loop,
    resize,
    reverse,
    speed,
    trim,
)


def patched(path: Path, box: bytes, at: int, value: int, size: int = 4) -> Path:
    """``path`` with ``value`` written ``at`` bytes into the payload of every box of that name."""
    data = bytearray(path.read_bytes())
    place = data.find(box)
    while place >= 0:
        data[place + 4 + at : place + 4 + at + size] = value.to_bytes(size, "big")
        place = data.find(box, place + 4)
    path.write_bytes(bytes(data))
    return path


def lies_about_its_length(path: Path) -> Path:
    """One second of pictures under headers that speak of five hours."""
    make_clip(path, 1)
    for box, at in ((b"mvhd", 16), (b"tkhd", 20), (b"mdhd", 16)):
        patched(path, box, at, 5 * 3600 * 1000)
    data = bytearray(path.read_bytes())
    place = data.find(b"elst")
    while place >= 0:
        data[place + 12 : place + 16] = struct.pack(">I", 5 * 3600 * 1000)
        place = data.find(b"elst", place + 4)
    path.write_bytes(bytes(data))
    return path


TOOLS: dict[str, Any] = {
    "trim": lambda s, o: trim(s, o, start="5f", end="20f"),
    "concat": lambda s, o: concat([s, s], o),
    "loop": lambda s, o: loop(s, o, times=2),
    "resize": lambda s, o: resize(s, o, "64x48"),
    "speed": lambda s, o: speed(s, o, 2),
    "reverse": reverse,
}


@pytest.mark.parametrize("name", TOOLS)
def test_a_header_that_speaks_of_five_hours_is_not_believed(tmp_path: Path, name: str) -> None:
    source = lies_about_its_length(tmp_path / "a.mp4")
    start = time.monotonic()
    try:
        report = TOOLS[name](source, tmp_path / "out.mp4")
        assert report.frames <= 61
        assert float(report.duration) < 3
        assert len(play(tmp_path / "out.mp4").luma) == report.frames
    except ReelwrightError as error:
        assert error.hint
        assert not (tmp_path / "out.mp4").exists()
    assert time.monotonic() - start < 20


def test_one_picture_is_enough_for_every_tool(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mp4", 1 / 30, options=CLOSED)
    assert trim(source, tmp_path / "t.mp4").frames == 1
    assert concat([source, source], tmp_path / "c.mp4").frames == 2
    assert loop(source, tmp_path / "l.mp4", times=3).frames == 3
    assert resize(source, tmp_path / "r.mp4", "64x48").frames == 1
    assert reverse(source, tmp_path / "v.mp4").frames == 1
    assert speed(source, tmp_path / "s.mp4", 0.5).frames == 2
    assert gif(source, tmp_path / "g.gif", width=64, fps=30).frames == 1
    assert len(frames(source, tmp_path / "f").outputs) == 1
    assert len(contact_sheet(source, tmp_path / "sheet.png").moments) == 1


@pytest.mark.parametrize("sides", [(65, 49), (127, 33)])
def test_odd_sizes_are_made_even_only_where_they_are_encoded(tmp_path: Path, sides: tuple[int, int]) -> None:
    source = make_clip(
        tmp_path / "a.mkv",
        1,
        width=sides[0],
        height=sides[1],
        codec="ffv1",
        pix_fmt="yuv444p",
        options={},
        sound=None,
    )
    assert info(source)["video"][0]["width"] == sides[0]
    report = reverse(source, tmp_path / "out.mp4")
    assert report.width % 2 == report.height % 2 == 0
    assert abs(report.width - sides[0]) <= 1


def test_hdr_is_copied_as_it_is_and_toned_for_other_uses(tmp_path: Path) -> None:
    import av

    source = tmp_path / "a.mp4"
    with av.open(str(source), "w") as file:
        stream: Any = file.add_stream(
            "libx265", rate=25, options={"x265-params": "log-level=none:keyint=10:min-keyint=10:open-gop=0"}
        )
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p10le"
        context = stream.codec_context
        context.color_primaries, context.color_trc, context.colorspace, context.color_range = 9, 16, 9, 1
        for n in range(40):
            frame: Any = av.VideoFrame(64, 64, "yuv420p10le")
            for i, plane in enumerate(frame.planes):
                plane.update(struct.pack("<H", 300 + 4 * n if i == 0 else 512) * (plane.buffer_size // 2))
            frame.pts = n
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    report = trim(source, tmp_path / "out.mp4", start="5f", end="33f")
    assert report.copied >= 15
    video = info(tmp_path / "out.mp4")["video"][0]
    assert (video["bits"], video["colour"]["hdr"], video["frames"]) == (10, "PQ", 28)
    with av.open(str(source)) as file:
        before = [f.to_ndarray()[:64].mean() for f in file.decode(video=0)]
    with av.open(str(tmp_path / "out.mp4")) as file:
        after = [f.to_ndarray()[:64].mean() for f in file.decode(video=0)]
    assert after == pytest.approx(before[5:33], abs=2)
    assert resize(source, tmp_path / "small.mp4", "32x32").frames == 40
    assert info(tmp_path / "small.mp4")["video"][0]["bits"] == 8


def test_a_wrong_ending_does_not_matter(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mkv", 1)
    named = tmp_path / "a.mp4"
    source.rename(named)
    assert trim(named, tmp_path / "out.mp4", start="10f").frames == 20
    assert numbers(play(tmp_path / "out.mp4")) == list(range(10, 30))


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.8])
def test_a_file_that_was_cut_off_is_refused_wherever_its_tables_lie(tmp_path: Path, keep: float) -> None:
    from reelwright.encode.movie_reading import read_movie
    from reelwright.encode.movie_writing import write_movie

    whole = make_clip(tmp_path / "a.mp4", 1)
    write_movie(read_movie(whole).tracks, tmp_path / "front.mp4", {})
    for name in ("a.mp4", "front.mp4"):
        data = (tmp_path / name).read_bytes()
        (tmp_path / "cut.mp4").write_bytes(data[: int(len(data) * keep)])
        for tool in (TOOLS["trim"], TOOLS["resize"], TOOLS["concat"]):
            with pytest.raises(ReelwrightError) as error:
                tool(tmp_path / "cut.mp4", tmp_path / "out.mp4")
            assert error.value.hint
            assert not (tmp_path / "out.mp4").exists()


def test_names_with_odd_letters_are_names(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a b%d[1]é.mp4", 1)
    for out in ("c:d.mp4", "-dash.mp4", "%05d.mp4", "ünïcode 🎬.mp4"):
        assert trim(source, tmp_path / out, end="10f").frames == 10
        assert resize(source, tmp_path / out, "64x48").frames == 30
