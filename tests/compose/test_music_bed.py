"""The music bed: original, quiet, exact in length, and the same every time."""

from __future__ import annotations

import math
import tracemalloc

import av
import numpy as np
import pytest

from reelwright.compose.music import MOODS, Limiter, Loudness, music_blocks
from reelwright.compose.music.limiter import CEILING
from reelwright.errors import OptionError

RATE = 48_000


def bed(mood: str, seed: int, samples: int, **options: object) -> np.ndarray:
    blocks = list(music_blocks(mood, seed, samples, **options))  # type: ignore[arg-type]
    assert all(block.dtype == np.float32 and block.shape[1] == 2 for block in blocks)
    return np.concatenate(blocks)


def lufs(x: np.ndarray) -> float:
    meter = Loudness()
    meter.feed(x)
    return meter.integrated()


@pytest.mark.parametrize("mood", MOODS)
def test_a_bed_has_the_loudness_asked_for_and_room_above_its_peaks(mood: str) -> None:
    for level in (-26.0, -16.0):
        x = bed(mood, 3, 8 * RATE, level_lufs=level)
        assert abs(lufs(x) - level) < 1
        assert np.abs(x).max() < 10 ** (-1 / 20)


@pytest.mark.parametrize("mood", MOODS)
def test_a_bed_ends_by_ringing_out_and_begins_without_a_click(mood: str) -> None:
    x = bed(mood, 1, 6 * RATE)
    loudest = np.abs(x).max()
    assert np.abs(x[:2]).max() < 1e-3 * loudest
    assert np.abs(x[-2:]).max() < 1e-4 * loudest
    # The last seconds fade: each quarter second is quieter than the one before it.
    tail = [np.sqrt(np.mean(part**2)) for part in np.split(x[-RATE:], 4)]
    assert tail == sorted(tail, reverse=True)
    assert tail[-1] < 0.1 * tail[0]


@pytest.mark.parametrize("mood", MOODS)
def test_a_bed_is_clean(mood: str) -> None:
    x = bed(mood, 2, 12 * RATE)
    rms = np.sqrt(np.mean(x**2))
    assert np.isfinite(x).all()
    assert np.abs(x.mean(axis=0)).max() < 3e-3 * rms  # no DC
    left, right = x.T
    assert -0.2 < np.corrcoef(left, right)[0, 1] < 0.95  # wide, but it survives being played in mono
    assert abs(10 * np.log10(np.mean(left**2) / np.mean(right**2))) < 2.5  # in the middle
    power = np.abs(np.fft.rfft(x.mean(axis=1) * np.hanning(len(x)))) ** 2
    hertz = np.fft.rfftfreq(len(x), 1 / RATE)
    assert 180 < (hertz * power).sum() / power.sum() < 700  # mellow
    assert power[hertz > 12_000].sum() < 1e-3 * power.sum()  # no hiss, no aliasing
    # Nothing jumps, not even where one block follows another.
    assert np.abs(np.diff(x, axis=0)).max() < 0.5 * np.abs(x).max()


@pytest.mark.parametrize("samples", [0, 1, 7, 1440, 1601, 24_000, 70_000, 144_144])
def test_any_length_is_exact(samples: int) -> None:
    for mood in ("warm", "bright"):
        assert sum(len(block) for block in music_blocks(mood, 1, samples)) == samples


def test_a_piece_of_one_frame_is_heard_and_does_not_clip() -> None:
    x = bed("calm", 1, 1600)
    assert 1e-4 < np.abs(x).max() < 10 ** (-1 / 20)


def test_the_same_seed_is_the_same_piece_and_another_seed_another() -> None:
    a, b, c = (bed("warm", seed, 4 * RATE) for seed in (5, 5, 6))
    assert np.array_equal(a, b)
    assert np.corrcoef(a[:, 0], c[:, 0])[0, 1] < 0.9
    pieces = {bed(mood, 1, RATE).tobytes() for mood in MOODS}
    assert len(pieces) == len(MOODS)


def test_what_is_heard_does_not_depend_on_the_size_of_blocks() -> None:
    whole = bed("playful", 4, 150_000)
    for block in (1000, 65_536, 99_991):
        parts = list(music_blocks("playful", 4, 150_000, block=block))
        assert {len(part) for part in parts[:-1]} <= {block}
        assert np.array_equal(np.concatenate(parts), whole)


def test_a_piece_too_long_to_keep_is_as_loud_and_as_exact_as_a_short_one() -> None:
    peaks = []
    for seconds in (42, 60):
        tracemalloc.start()
        meter, count = Loudness(), 0
        for block in music_blocks("calm", 1, seconds * RATE):
            meter.feed(block)
            count += len(block)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert count == seconds * RATE
        assert abs(meter.integrated() + 26) < 1
    assert peaks[1] < 1.15 * peaks[0] < 60e6  # no part of the 18 seconds more (7 MB) is kept


def test_fades_go_from_nothing_to_all_and_back() -> None:
    plain = bed("warm", 1, 3 * RATE)
    faded = bed("warm", 1, 3 * RATE, fade_in=RATE, fade_out=RATE)
    assert np.array_equal(plain[RATE : 2 * RATE], faded[RATE : 2 * RATE])
    halfway = np.abs(faded[RATE // 2 - 50 : RATE // 2 + 50]).sum()
    assert abs(halfway / np.abs(plain[RATE // 2 - 50 : RATE // 2 + 50]).sum() - 0.5) < 0.02
    assert np.abs(faded[:20]).max() < 1e-6


def test_an_unknown_mood_names_those_there_are() -> None:
    with pytest.raises(OptionError) as raised:
        music_blocks("gloomy", 1, 100)
    assert raised.value.code == "bad-mood"
    assert "wonder" in raised.value.hint
    with pytest.raises(OptionError, match="48000"):
        music_blocks("warm", 1, 100, 44_100)


def test_loudness_agrees_with_the_reference_tone_and_with_ffmpeg() -> None:
    # BS.1770-4: a 997 Hz sine at full scale in one channel reads -3.01 LKFS.
    t = np.arange(5 * RATE) / RATE
    tone = np.zeros((len(t), 2), np.float32)
    tone[:, 0] = np.sin(2 * np.pi * 997 * t)
    assert abs(lufs(tone) + 3.01) < 0.02
    # A programme with a quiet half, which the relative gate must leave out
    random = np.random.default_rng(1)
    x = (0.1 * random.standard_normal((10 * RATE, 2))).astype(np.float32)
    x[5 * RATE :] *= 0.02
    assert abs(lufs(x) - ffmpeg_loudness(x)) < 0.1
    assert lufs(np.zeros((RATE, 2), np.float32)) == -math.inf


def ffmpeg_loudness(x: np.ndarray) -> float:
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="flt", layout="stereo", time_base=f"1/{RATE}")
    meter = graph.add("ebur128", "metadata=1")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    reading = ""
    for n, at in enumerate(range(0, len(x), 4800)):
        frame = av.AudioFrame.from_ndarray(x[at : at + 4800].reshape(1, -1), "flt", "stereo")
        frame.sample_rate, frame.pts = RATE, n * 4800
        graph.push(frame)
        while True:
            try:
                reading = sink.pull().metadata.get("lavfi.r128.I", reading)
            except (av.error.BlockingIOError, EOFError):
                break
    return float(reading)


def test_the_limiter_holds_peaks_and_leaves_the_rest_alone() -> None:
    random = np.random.default_rng(2)
    x = (0.3 * random.uniform(-1, 1, (20_000, 2))).astype(np.float32)
    x[9000:9100] *= 10
    whole = Limiter()
    once = np.concatenate((whole.feed(x), whole.flush()))
    cut, parts = Limiter(), []
    for piece in np.split(x, [1, 50, 8999, 9050, 15_000]):
        parts.append(cut.feed(piece))
    parts.append(cut.flush())
    assert np.array_equal(np.concatenate(parts), once)
    assert len(once) == len(x)
    assert np.abs(once).max() <= CEILING + 1e-6
    assert np.abs(once[9000:9100]).max() > 0.5 * CEILING
    assert np.array_equal(once[:5000], x[:5000])
    assert np.array_equal(once[13_000:], x[13_000:])
