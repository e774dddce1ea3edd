"""HDR and 10-bit files as SDR: light where it belongs, detail in highlights, colours of the same hue."""

from __future__ import annotations

import colorsys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hdr_made_here import X265, in_2020, make_hdr, pq_signal

from reelwright.compose import FileSource, Frame, frame_to_rgb, open_media, probe
from reelwright.timeline import FileMedia
from reelwright.timing import FrameRate

R30 = FrameRate(Fraction(30))
W, H = 512, 64


def ramp(values: np.ndarray) -> np.ndarray:
    return np.repeat(np.repeat(values[None, :, None], H, 0), 3, 2)


def shown(path: Path, hdr: str = "auto") -> Frame:
    return open_media(FileMedia(path=str(path), hdr=hdr), W, H, R30).frame(0)  # type: ignore[arg-type]


def light(frame: Frame, at: float) -> float:
    """SDR signal 0..1 at a share of the width."""
    column = round(at * (W - 1))
    return (float(frame.y[8:-8, max(column - 1, 0) : column + 2].mean()) - 16) / 219


@pytest.mark.parametrize(
    ("name", "codec", "options"),
    [("a.mkv", "libx265", X265), ("b.mp4", "libsvtav1", {"preset": "10", "crf": "4"}), ("c.mkv", "ffv1", {})],
)
def test_pq_is_brought_into_the_range_of_sdr(
    tmp_path: Path, name: str, codec: str, options: dict[str, str]
) -> None:
    nits = np.linspace(0, 1000, W)
    path = make_hdr(tmp_path / name, ramp(pq_signal(nits)), "pq", codec=codec, options=options)
    assert probe(path).hdr == "pq"
    frame = shown(path)
    # 18% grey under a white of 203 cd/m2 is where an SDR camera puts it, (0.18)^(1/2.4) at the very most.
    assert 0.40 < light(frame, 0.0365) < 0.50
    assert 0.85 < light(frame, 0.203) < 0.95  # white paper
    assert light(frame, 0.203) + 0.05 < light(frame, 0.35) < light(frame, 0.6)
    assert light(frame, 1) > 0.99
    assert frame.y[20, 0] <= 18
    mean = frame.y[8:-8].mean(axis=0)
    assert np.diff(mean).min() > -1.0  # never darker towards the light
    assert np.abs(frame.u.astype(int) - 128).max() <= 1


def test_highlights_keep_their_detail_unless_they_are_to_be_clipped(tmp_path: Path) -> None:
    nits = np.where(np.arange(W) // 64 % 2, 300.0, 500.0)
    path = make_hdr(tmp_path / "a.mkv", ramp(pq_signal(nits)), "pq")
    compressed, clipped = shown(path), shown(path, "clip")
    assert compressed.y[20, 32] - compressed.y[20, 96] >= 6
    assert compressed.y.max() < 235
    assert clipped.y[20, 32] == clipped.y[20, 96] == 235


def test_the_films_own_peak_decides_how_much_is_compressed(tmp_path: Path) -> None:
    signal = ramp(pq_signal(np.linspace(0, 4000, W)))
    usual = shown(make_hdr(tmp_path / "a.mkv", signal, "pq"))
    bright = X265 | {"x265-params": X265["x265-params"] + ":max-cll=4000,400"}
    told = shown(make_hdr(tmp_path / "b.mkv", signal, "pq", options=bright))
    assert light(usual, 0.3) > 0.99  # brighter than 1000: beyond the range
    assert light(told, 0.3) < 0.99 < light(told, 1)
    display = "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(40000000,50)"
    mastered = X265 | {"x265-params": X265["x265-params"] + ":" + display}
    as_mastered = shown(make_hdr(tmp_path / "c.mkv", signal, "pq", options=mastered))
    assert np.array_equal(as_mastered.y, told.y)


def test_hlg_greys_and_whites_lie_where_sdr_has_them(tmp_path: Path) -> None:
    frame = shown(make_hdr(tmp_path / "a.mkv", ramp(np.linspace(0, 1, W)), "hlg"))
    assert probe(tmp_path / "a.mkv").hdr == "hlg"
    assert 0.40 < light(frame, 0.38) < 0.46  # HLG 38% is 18% grey
    assert 0.86 < light(frame, 0.75) < 0.95  # HLG 75% is white paper
    assert light(frame, 1) > 0.99
    assert np.diff(frame.y[8:-8].mean(axis=0)).min() > -1.0


@pytest.mark.parametrize("nits", [60.0, 400.0])
def test_colours_keep_their_hue(tmp_path: Path, nits: float) -> None:
    colours = [
        (1, 0.1, 0.1),
        (0.1, 0.8, 0.2),
        (0.15, 0.2, 1),
        (1, 0.9, 0.1),
        (0.8, 0.4, 0.3),
        (0.3, 0.8, 0.9),
    ]
    picture = np.zeros((H, 64 * len(colours), 3))
    for i, colour in enumerate(colours):
        picture[:, 64 * i : 64 * (i + 1)] = pq_signal(in_2020(np.array(colour) * nits))
    path = make_hdr(tmp_path / "a.mkv", picture, "pq")
    got = frame_to_rgb(FileSource(path, picture.shape[1], H, R30).frame(0))
    for i, colour in enumerate(colours):
        seen = got[32, 64 * i + 32] / 255
        hue = colorsys.rgb_to_hsv(*seen)[0]
        wanted = colorsys.rgb_to_hsv(*(np.array(colour) ** (1 / 2.4)))[0]
        assert abs((hue - wanted + 0.5) % 1 - 0.5) < 0.025, colour
        if nits == 60:  # below the knee nothing is changed
            assert np.abs(seen - (np.array(colour) * nits / 203) ** (1 / 2.4)).max() < 0.06, colour


def test_sdr_in_wide_primaries_keeps_its_colours(tmp_path: Path) -> None:
    colour = np.array([0.9, 0.3, 0.2])
    picture = np.broadcast_to(in_2020(colour**2.4) ** (1 / 2.4), (H, W, 3))
    got = frame_to_rgb(shown(make_hdr(tmp_path / "a.mkv", np.ascontiguousarray(picture), "2020")))
    assert np.abs(got[32, 256] / 255 - colour).max() < 0.02
    assert probe(tmp_path / "a.mkv").hdr == ""


def test_ten_bits_become_eight_without_bands(tmp_path: Path) -> None:
    signal = np.linspace(0.40, 0.42, W)  # 4.4 of the 219 steps of 8 bits
    frame = shown(make_hdr(tmp_path / "a.mkv", ramp(signal), "bt709"))
    exact = 16 + 219 * signal
    smooth = frame.y.astype(float).mean(axis=0).reshape(-1, 16).mean(axis=1)
    assert np.abs(smooth - exact.reshape(-1, 16).mean(axis=1)).max() < 0.3  # rounding alone is wrong by 0.5
    assert np.abs(frame.y - exact).max() <= 1.01


def test_every_frame_and_every_order_gives_the_same_bytes(tmp_path: Path) -> None:
    path = make_hdr(tmp_path / "a.mkv", ramp(pq_signal(np.linspace(0, 900, W))), "pq", count=6)
    one, other = (FileSource(path, W // 2, H // 2, R30) for _ in range(2))
    backwards = {n: one.frame(n).copy() for n in (5, 3, 0)}
    for n in (0, 3, 5):
        assert np.array_equal(other.frame(n).y, backwards[n].y)
