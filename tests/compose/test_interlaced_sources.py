"""Interlaced files: whole pictures without combs, at either rate, the same in any order."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from reelwright.compose import FileSource, open_media, probe
from reelwright.timeline import FileMedia
from reelwright.timing import FrameRate

R25, R50 = FrameRate(Fraction(25)), FrameRate(Fraction(50))
W, H = 192, 96


def moment(field: int) -> np.ndarray:
    """What the camera sees at a field: fine rows that stand still, left, and a bar that moves, right."""
    y = np.full((H, W), 60, np.uint8)
    y[::2, :40] = 200
    x = 60 + 4 * field
    y[:, x : x + 12] = 220
    return y


def make_interlaced(
    path: Path, count: int, *, top: bool = True, codec: str = "libx264", pix_fmt: str = "yuv420p"
) -> Path:
    """Pictures woven of two fields each."""
    options = {
        "libx264": {"x264-params": f"{'tff' if top else 'bff'}=1:keyint=6:bframes=2", "crf": "4"},
        "mpeg2video": {"flags": "+ildct+ilme", "qmin": "1", "qmax": "2", "g": "5"},
    }[codec]
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream(codec, rate=25, options=options)
        stream.width, stream.height, stream.pix_fmt = W, H, pix_fmt
        if codec == "mpeg2video":
            stream.bit_rate = 20_000_000
        for number in range(count):
            first, second = moment(2 * number), moment(2 * number + 1)
            woven = first.copy()
            woven[1 if top else 0 :: 2] = second[1 if top else 0 :: 2]
            grey = np.full((H // 2 if "420" in pix_fmt else H, W // 2), 128, np.uint8)
            frame = av.VideoFrame(W, H, pix_fmt)
            for plane, values in zip(frame.planes, (woven, grey, grey), strict=True):
                rows = np.zeros((values.shape[0], plane.line_size), np.uint8)
                rows[:, : values.shape[1]] = values
                plane.update(rows.tobytes())
            frame.pts, frame.time_base = number, Fraction(1, 25)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def combs(y: np.ndarray) -> float:
    """How much rows differ from the mean of their neighbours, where the bar moves."""
    part = y[2:-2, 56:].astype(int)
    return float(np.abs(part[1:-1] - (part[:-2] + part[2:]) / 2).max())


def bar(y: np.ndarray) -> float:
    """Where the bar is, in pixels."""
    row = y[4:-4, 56:].astype(float).mean(axis=0) - 60
    row[row < 30] = 0
    return float((row * np.arange(56, W)).sum() / row.sum()) - 5.5


@pytest.mark.parametrize("top", [True, False])
def test_at_twice_the_rate_every_field_is_a_picture(tmp_path: Path, top: bool) -> None:
    path = make_interlaced(tmp_path / "a.mp4", 10, top=top)
    assert probe(path).interlaced
    source = FileSource(path, W, H, R50)
    assert source.length == 20
    for n in range(1, 19):
        y = source.frame(n).y
        assert abs(bar(y) - (60 + 4 * n)) < 1.5, n
        assert combs(y) < 60, n


@pytest.mark.parametrize("top", [True, False])
def test_at_their_own_rate_the_first_field_is_shown(tmp_path: Path, top: bool) -> None:
    source = FileSource(make_interlaced(tmp_path / "a.mkv", 8, top=top), W, H, R25)
    assert source.length == 8
    for n in range(1, 7):
        assert abs(bar(source.frame(n).y) - (60 + 8 * n)) < 1.5, n


def test_what_stands_still_keeps_all_its_rows(tmp_path: Path) -> None:
    y = FileSource(make_interlaced(tmp_path / "a.mp4", 6), W, H, R50).frame(5).y[4:-4, 4:32].astype(int)
    assert y[::2].min() > 180
    assert y[1::2].max() < 80


def test_woven_pictures_come_as_they_are_on_demand(tmp_path: Path) -> None:
    path = make_interlaced(tmp_path / "a.mp4", 6)
    woven = open_media(FileMedia(path=str(path), interlaced="off"), W, H, R25).frame(3).y
    whole = open_media(FileMedia(path=str(path)), W, H, R25).frame(3).y
    assert combs(woven) > 100
    assert combs(whole) < 60


def test_any_order_gives_the_same_bytes(tmp_path: Path) -> None:
    path = make_interlaced(tmp_path / "a.mp4", 14)
    in_order = FileSource(path, W, H, R50)
    frames = [in_order.frame(n).copy() for n in range(28)]
    order = list(range(28))
    random.Random(5).shuffle(order)
    jumping = FileSource(path, W, H, R50)
    for n in order:
        assert np.array_equal(jumping.frame(n).y, frames[n].y), n


@pytest.mark.parametrize(
    ("name", "codec", "pix_fmt", "top"),
    [("a.ts", "mpeg2video", "yuv420p", False), ("b.mov", "libx264", "yuv422p", True)],
)
def test_broadcast_formats_are_seen_as_interlaced(
    tmp_path: Path, name: str, codec: str, pix_fmt: str, top: bool
) -> None:
    path = make_interlaced(tmp_path / name, 8, top=top, codec=codec, pix_fmt=pix_fmt)
    assert probe(path).interlaced
    source = FileSource(path, W, H, R50)
    steps = [bar(source.frame(n).y) for n in range(2, 13)]
    assert all(2 < b - a < 6 for a, b in itertools.pairwise(steps)), steps
