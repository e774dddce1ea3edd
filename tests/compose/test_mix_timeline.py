"""The mix: every item at its sample, as loud as asked, and exactly as long as the film."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from reelwright.compose.mix import SAMPLE_RATE, mix_blocks, sample_at, total_samples
from reelwright.compose.music import Loudness, music_blocks
from reelwright.errors import MediaError, OptionError
from reelwright.timeline import AudioItem, Clip, ColourMedia, GainKey, Timeline
from reelwright.timing import parse_rate

RATES = ("24", "25", "30000/1001", "30", "60")


def film(length: int, *audio: AudioItem, rate: str = "30") -> Timeline:
    clip = Clip(id="c", start=0, length=length, media=ColourMedia())
    return Timeline(rate=rate, width=64, height=48, video=((clip,),), audio=audio)


def wave_file(path: Path, x: np.ndarray, rate: int = SAMPLE_RATE, codec: str = "pcm_s16le") -> Path:
    """``x`` (n, channels) as a sound file."""
    with av.open(str(path), "w") as file:
        layout = "stereo" if x.shape[1] == 2 else "mono"
        stream = file.add_stream(codec, rate=rate, layout=layout)
        if codec == "libmp3lame":
            stream.format = "fltp"
        planar = stream.format.is_planar
        data = np.ascontiguousarray(x.T if planar else x.reshape(1, -1))
        if stream.format.name.startswith("s16"):
            data = (data * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(data, stream.format.name, layout)
        frame.sample_rate = rate
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def steady(seconds: float, value: float = 0.25, rate: int = SAMPLE_RATE) -> np.ndarray:
    return np.full((round(seconds * rate), 2), value, np.float32)


def mixed(timeline: Timeline) -> np.ndarray:
    x = np.concatenate(list(mix_blocks(timeline)))
    assert x.shape == (total_samples(timeline), 2)
    assert x.dtype == np.float32
    return x


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("length", [1, 7, 100])
def test_the_mix_is_exactly_as_long_as_the_film(rate: str, length: int) -> None:
    item = AudioItem(id="m", start=0, length=length, kind="music", mood="warm")
    for timeline in (film(length, rate=rate), film(length, item, rate=rate)):
        exact = Fraction(length) / parse_rate(rate).value * 48_000
        assert abs(len(mixed(timeline)) - exact) <= Fraction(1, 2)


def test_samples_of_frames_do_not_drift() -> None:
    ntsc = parse_rate("30000/1001")
    assert sample_at(5, ntsc) == 8008
    assert sample_at(30_000 * 60, ntsc) == 1001 * 60 * 48_000
    assert sample_at(1, ntsc) == 1602  # 1601.6


@pytest.mark.parametrize("rate", RATES)
def test_a_file_sounds_from_its_frame_to_its_end(tmp_path: Path, rate: str) -> None:
    path = wave_file(tmp_path / "a.wav", steady(3))
    item = AudioItem(id="a", start=13, length=20, kind="file", path=str(path))
    x = mixed(film(50, item, rate=rate))
    on = np.flatnonzero(np.abs(x[:, 0]) > 0.1)
    assert on[0] == sample_at(13, parse_rate(rate))
    assert on[-1] + 1 == sample_at(33, parse_rate(rate))
    assert np.allclose(x[on], 0.25, atol=1e-4)


def test_a_file_of_another_rate_in_mono_is_resampled_to_the_same_length(tmp_path: Path) -> None:
    t = np.arange(44_100) / 44_100
    path = wave_file(tmp_path / "a.wav", (0.5 * np.sin(2 * np.pi * 441 * t))[:, None], rate=44_100)
    x = mixed(film(60, AudioItem(id="a", start=0, length=60, kind="file", path=str(path))))
    heard = np.flatnonzero(np.abs(x[:, 0]) > 0.01)
    assert abs(heard[-1] - 48_000) < 120
    assert np.array_equal(x[:, 0], x[:, 1])
    middle = x[10_000:30_000, 0]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert abs(np.fft.rfftfreq(len(middle), 1 / 48_000)[spectrum.argmax()] - 441) < 2.5


@pytest.mark.parametrize("name", ["a.m4a", "a.mp3", "a.flac", "a.mkv"])
def test_compressed_files_begin_where_they_should(tmp_path: Path, name: str) -> None:
    codec = {"a.m4a": "aac", "a.mp3": "libmp3lame", "a.flac": "flac", "a.mkv": "aac"}[name]
    x = np.zeros((48_000, 2), np.float32)
    x[24_000:24_048] = 0.8
    path = wave_file(tmp_path / name, x, codec=codec)
    heard = mixed(film(30, AudioItem(id="a", start=0, length=30, kind="file", path=str(path))))
    assert abs(int(np.abs(heard[:, 0]).argmax()) - 24_024) < 1024


def test_gain_runs_in_straight_lines_of_decibels_between_its_keys(tmp_path: Path) -> None:
    path = wave_file(tmp_path / "a.wav", steady(2))
    keys = (GainKey(frame=10, db=0), GainKey(frame=20, db=-20))
    item = AudioItem(id="a", start=5, length=40, kind="file", path=str(path), gain=keys)
    x = mixed(film(60, item))[:, 0]
    db = {n: 20 * np.log10(x[1600 * (5 + n)] / 0.25) for n in (0, 10, 15, 20, 35)}
    assert db == pytest.approx({0: 0, 10: 0, 15: -10, 20: -20, 35: -20}, abs=0.02)


def test_fades_begin_and_end_in_silence(tmp_path: Path) -> None:
    path = wave_file(tmp_path / "a.wav", steady(3))
    item = AudioItem(id="a", start=0, length=60, kind="file", path=str(path), fade_in=10, fade_out=20)
    x = mixed(film(60, item))[:, 0]
    assert abs(x[0]) < 1e-6
    assert abs(x[-1]) < 1e-6
    assert x[1600 * 5] == pytest.approx(0.125, abs=1e-3)
    assert x[1600 * 20] == pytest.approx(0.25, abs=1e-3)
    assert x[1600 * 50] == pytest.approx(0.125, abs=1e-3)


def test_items_are_summed_and_the_sum_does_not_clip(tmp_path: Path) -> None:
    path = wave_file(tmp_path / "a.wav", steady(2, 0.3))
    items = [AudioItem(id=f"a{i}", start=0, length=60, kind="file", path=str(path)) for i in range(5)]
    two = mixed(film(60, *items[:2]))
    assert np.allclose(two[100:-100], 0.6, atol=1e-3)
    five = mixed(film(60, *items))
    assert np.abs(five).max() < 10 ** (-1 / 20)
    assert np.abs(five[10_000:50_000]).min() > 0.8


def test_music_is_the_bed_of_its_mood_seed_and_level() -> None:
    item = AudioItem(id="m", start=15, length=120, kind="music", mood="calm", seed=9, level=-20)
    x = mixed(film(150, item))
    assert not x[: 15 * 1600].any()
    alone = np.concatenate(list(music_blocks("calm", 9, 120 * 1600, level_lufs=-20)))
    assert np.allclose(x[15 * 1600 : 135 * 1600], alone, atol=1e-6)
    meter = Loudness()
    meter.feed(alone)
    assert abs(meter.integrated() + 20) < 1


def test_a_file_shorter_than_its_item_is_followed_by_silence(tmp_path: Path) -> None:
    path = wave_file(tmp_path / "a.wav", steady(0.5))
    item = AudioItem(id="a", start=10, length=50, kind="file", path=str(path))
    x = mixed(film(60, item))
    assert np.allclose(x[10 * 1600 + 10 : 25 * 1600 - 10], 0.25, atol=1e-3)
    assert np.abs(x[26 * 1600 :]).max() < 1e-3


def test_the_caller_says_where_files_are(tmp_path: Path) -> None:
    wave_file(tmp_path / "real.wav", steady(1))
    item = AudioItem(id="a", start=0, length=30, kind="file", path="voice.wav")
    x = np.concatenate(list(mix_blocks(film(30, item), lambda item: tmp_path / "real.wav")))
    assert np.allclose(x[100:-100], 0.25, atol=1e-3)


def test_a_file_that_cannot_be_heard_is_told_before_anything_is_mixed(tmp_path: Path) -> None:
    (tmp_path / "noise.wav").write_bytes(b"not a sound at all" * 50)
    with av.open(str(tmp_path / "mute.mp4"), "w") as file:
        stream = file.add_stream("libx264", rate=30)
        stream.width = stream.height = 16
        file.mux(stream.encode(av.VideoFrame(16, 16, "yuv420p")))
        file.mux(stream.encode(None))
    for name, said in (
        ("noise.wav", "cannot be read"),
        ("mute.mp4", "no sound"),
        ("none.wav", "cannot be read"),
    ):
        item = AudioItem(id="a", start=900, length=30, kind="file", path=str(tmp_path / name))
        with pytest.raises(MediaError, match=said) as raised:
            next(mix_blocks(film(1000, item)))
        assert raised.value.code == "bad-audio"
        assert name in raised.value.message
    with pytest.raises(OptionError):
        next(mix_blocks(film(30, AudioItem(id="m", start=0, length=30, kind="music", mood="loud"))))
