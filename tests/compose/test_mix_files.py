"""Files and clips in the mix: where they begin, on which side they are, and in step with their pictures."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sounds_made_here import RATE, flash_and_click, pitch_of, sound_file, tone

from reelwright.compose import FileSource
from reelwright.compose.mix import mix_blocks, mix_notes, mix_params, sample_at, total_samples
from reelwright.timeline import AudioItem, Clip, ColourMedia, FileMedia, NestedMedia, Timeline
from reelwright.timeline.motion import Speed, SpeedKey
from reelwright.timeline.part import Key
from reelwright.timeline.sound import ClipSound, GainKey
from reelwright.timing import FrameRate, parse_rate

NTSC = Fraction(30000, 1001)


def film(length: int, *audio: AudioItem, rate: str = "30", clip: Clip | None = None) -> Timeline:
    base = clip or Clip(id="c", start=0, length=length, media=ColourMedia())
    return Timeline(rate=rate, width=64, height=48, video=((base,),), audio=audio)


def mixed(timeline: Timeline) -> np.ndarray:
    x = np.concatenate(list(mix_blocks(timeline)))
    assert x.shape == (total_samples(timeline), 2)
    return x


def sound(path: Path, length: int, **kw: object) -> AudioItem:
    return AudioItem(id="a", start=0, length=length, kind="file", path=str(path), **kw)


def clip_of(path: Path, length: int, sound: ClipSound | None = None, **kw: object) -> Clip:
    media = FileMedia(path=str(path), digest="d" * 64)
    return Clip(id="c", start=0, length=length, media=media, sound=sound or ClipSound(), **kw)


def clicks(x: np.ndarray) -> list[int]:
    """Where clicks begin: the first sample of each that is loud."""
    loud = np.flatnonzero(np.abs(x) > 0.3)
    return [int(n) for i, n in enumerate(loud) if i == 0 or n - loud[i - 1] > 500]


# Where it begins


def test_a_file_is_played_from_its_source_start(tmp_path: Path) -> None:
    x = np.repeat(np.linspace(0, 0.9, 10 * RATE, dtype=np.float32)[:, None], 2, axis=1)
    path = sound_file(tmp_path / "ramp.wav", x)
    for start in (0, 17, 200):  # before and after seeking begins to pay
        y = mixed(film(30, sound(path, 30, source_start=start)))
        assert np.allclose(y[:40_000], x[start * 1600 :][:40_000], atol=1e-6)


def test_decibels_are_added_to_gain_keys(tmp_path: Path) -> None:
    path = sound_file(tmp_path / "a.wav", np.full((2 * RATE, 2), 0.5, np.float32))
    y = mixed(film(30, sound(path, 30, db=-6, gain=(GainKey(frame=0, db=-6),))))
    assert 20 * np.log10(y[24_000, 0] / 0.5) == pytest.approx(-12, abs=0.01)


# On which side


@pytest.mark.parametrize("pan", [-1.0, -0.5, 0.0, 0.3, 1.0])
def test_a_mono_sound_keeps_its_power_wherever_it_is(tmp_path: Path, pan: float) -> None:
    path = sound_file(tmp_path / "a.wav", tone(1))
    y = mixed(film(30, sound(path, 30, pan=pan)))[2000:40_000]
    power = (y.astype(float) ** 2).mean(axis=0)
    assert power.sum() == pytest.approx(0.25**2, rel=0.01)
    assert np.degrees(np.arctan2(power[1] ** 0.5, power[0] ** 0.5)) == pytest.approx((pan + 1) * 45, abs=0.1)


def test_a_stereo_sound_that_is_moved_aside_loses_nothing(tmp_path: Path) -> None:
    path = sound_file(tmp_path / "a.wav", np.concatenate((tone(1, 400), tone(1, 3000)), axis=1))
    y = mixed(film(30, sound(path, 30, pan=1.0)))
    assert np.abs(y[:, 0]).max() < 1e-6
    spectrum = np.abs(np.fft.rfft(y[: RATE // 2, 1]))
    assert spectrum[200] == pytest.approx(spectrum[1500], rel=0.05)


def test_a_pan_moves_between_its_keys(tmp_path: Path) -> None:
    path = sound_file(tmp_path / "a.wav", tone(2))
    pan = (Key(frame=0, value=-1), Key(frame=60, value=1))
    y = mixed(film(60, sound(path, 60, pan=pan)))
    sides = [np.sqrt((y[n : n + 4800] ** 2).mean(axis=0)) for n in (0, 45_600, 90_000)]
    assert sides[0][0] > 10 * sides[0][1]
    assert sides[1][0] == pytest.approx(sides[1][1], rel=0.1)
    assert sides[2][1] > 10 * sides[2][0]


# Channels and rates


def test_mono_is_as_loud_on_either_side_as_in_its_file(tmp_path: Path) -> None:
    path = sound_file(tmp_path / "a.wav", np.full((RATE, 1), 0.4, np.float32))
    assert np.allclose(mixed(film(20, sound(path, 20)))[100:-100], 0.4, atol=1e-4)


def test_surround_comes_down_as_the_itu_says(tmp_path: Path) -> None:
    half = 0.7071
    expected = {0: (1, 0), 1: (0, 1), 2: (half, half), 3: (0, 0), 4: (half, 0), 5: (0, half)}
    for channel, (left, right) in expected.items():
        x = np.zeros((RATE, 6), np.float32)
        x[:, channel] = 0.2
        path = sound_file(tmp_path / f"{channel}.wav", x)
        y = mixed(film(20, sound(path, 20)))[8000:20_000].mean(axis=0)
        assert y == pytest.approx([0.2 * left, 0.2 * right], abs=2e-3), f"channel {channel}"


@pytest.mark.parametrize("rate", [8000, 22_050, 32_000, 44_100, 96_000])
def test_other_rates_keep_pitch_and_length(tmp_path: Path, rate: int) -> None:
    path = sound_file(tmp_path / "a.wav", tone(1, 440, rate=rate), rate)
    y = mixed(film(60, sound(path, 60)))[:, 0]
    assert abs(int(np.flatnonzero(np.abs(y) > 0.02)[-1]) - RATE) < 100
    assert pitch_of(y[4000:44_000]) == pytest.approx(440, abs=1.3)


def test_a_hole_in_a_file_is_silent_and_what_follows_is_on_time(tmp_path: Path) -> None:
    path = tmp_path / "hole.mka"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("pcm_s16le", rate=RATE, layout="mono")
        for first in (0, 2):
            for k in range(10):
                frame = av.AudioFrame.from_ndarray(np.full((1, 4800), 8000, np.int16), "s16", "mono")
                frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
                frame.pts = first * RATE + k * 4800
                file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    y = mixed(film(90, sound(path, 90)))[:, 0]
    assert np.abs(y[RATE + 200 : 2 * RATE - 200]).max() < 1e-3
    assert y[2 * RATE + 200 : 3 * RATE - 200].min() > 0.2


# Clips


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mov", "pcm_f32le"), ("a.mkv", "pcm_f32le"), ("a.mp4", "aac")]
)
@pytest.mark.parametrize("start", [0, 100])
def test_flash_and_click_of_a_clip_are_together_at_29_97(
    tmp_path: Path, name: str, codec: str, start: int
) -> None:
    path = flash_and_click(tmp_path / name, NTSC, 150, 15, codec)
    clip = clip_of(path, 45, source_start=start)
    heard = clicks(mixed(film(45, clip=clip, rate="30000/1001"))[:, 0])
    pictures = FileSource(path, 64, 48, FrameRate(NTSC))
    seen = [n for n in range(45) if pictures.frame(start + n).y.mean() > 180]
    pictures.close()
    assert len(seen) == 3
    exact = 48 if name == "a.mkv" else 2  # Matroska rounds times to a millisecond
    for n, at in zip(seen, heard, strict=True):
        assert abs(at - sample_at(n, FrameRate(NTSC))) <= (1024 if codec == "aac" else exact)


def test_a_clip_has_level_pan_and_fades(tmp_path: Path) -> None:
    path = flash_and_click(tmp_path / "a.mov", Fraction(30), 60, 10, "pcm_f32le")
    own = ClipSound(db=-6, pan=-1.0, fade_in=15)
    y = mixed(film(40, clip=clip_of(path, 40, own)))
    assert np.abs(y[:, 1]).max() < 1e-6
    last = slice(30 * 1600, 40 * 1600)
    assert np.abs(y[last, 0]).max() == pytest.approx(0.9 * 0.5012 * 2**0.5, rel=0.01)
    assert np.abs(y[:1600]).max() < 1e-3


@pytest.mark.parametrize("speed", ["1/2", "3/2"])
def test_a_faster_or_slower_clip_keeps_its_pitch_and_its_step(tmp_path: Path, speed: str) -> None:
    path = flash_and_click(tmp_path / "a.mov", Fraction(30), 240, 60, "pcm_f32le")
    clip = clip_of(path, 60, speed=Speed(rate=speed))
    y = mixed(film(60, clip=clip))[:, 0]
    for n in range(0, int(60 * Fraction(speed)), 60):
        at = round(n / 30 / float(Fraction(speed)) * RATE)
        assert np.abs(y[max(0, at - 2400) : at + 2400]).max() > 0.05  # the overlapping windows soften it


def test_a_tone_at_double_speed_is_as_high_as_before(tmp_path: Path) -> None:
    path = tmp_path / "tone.mov"
    with av.open(str(path), "w") as file:
        video = file.add_stream("libx264", rate=30)
        video.width = video.height = 32
        sounds = file.add_stream("pcm_s16le", rate=RATE, layout="mono")
        for n in range(120):
            picture = av.VideoFrame(32, 32, "yuv420p")
            picture.pts, picture.time_base = n, Fraction(1, 30)
            file.mux(video.encode(picture))
        file.mux(video.encode(None))
        frame = av.AudioFrame.from_ndarray((tone(4, 700) * 32767).astype(np.int16).T.copy(), "s16", "mono")
        frame.sample_rate = RATE
        file.mux(sounds.encode(frame))
        file.mux(sounds.encode(None))
    y = mixed(film(55, clip=clip_of(path, 55, speed=Speed(rate="2"))))[:, 0]
    assert pitch_of(y[10_000:70_000]) == pytest.approx(700, abs=5)


@pytest.mark.parametrize(
    ("speed", "why"),
    [
        (Speed(rate="-1"), "backwards"),
        (Speed(rate="0"), "freeze"),
        (Speed(rate="1/4"), "0.5 to 100"),
        (Speed(ramp=(SpeedKey(frame=0, speed="1"), SpeedKey(frame=9, speed="2"))), "speed changes"),
    ],
)
def test_a_clip_that_cannot_sound_at_its_speed_is_silent_and_says_so(
    tmp_path: Path, speed: Speed, why: str
) -> None:
    path = flash_and_click(tmp_path / "a.mov", Fraction(30), 30, 10, "pcm_f32le")
    timeline = film(20, clip=clip_of(path, 20, speed=speed))
    assert not mixed(timeline).any()
    assert mix_params(timeline) is None
    (note,) = mix_notes(timeline)
    assert why in note


def test_a_file_without_sound_is_silent_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "mute.mp4"
    with av.open(str(path), "w") as file:
        video = file.add_stream("libx264", rate=30)
        video.width = video.height = 32
        for n in range(5):
            picture = av.VideoFrame(32, 32, "yuv420p")
            picture.pts, picture.time_base = n, Fraction(1, 30)
            file.mux(video.encode(picture))
        file.mux(video.encode(None))
    timeline = film(5, clip=clip_of(path, 5))
    assert not mixed(timeline).any()
    assert "holds no sound" in mix_notes(timeline)[0]


def test_a_nested_timeline_sounds_in_its_clip(tmp_path: Path) -> None:
    path = sound_file(tmp_path / "a.wav", np.full((2 * RATE, 2), 0.25, np.float32))
    inner = film(60, AudioItem(id="a", start=30, length=30, kind="file", path=str(path)))
    clip = Clip(
        id="n", start=0, length=40, source_start=20, media=NestedMedia(timeline=inner), sound=ClipSound(db=-6)
    )
    y = mixed(film(40, clip=clip))[:, 0]
    assert np.flatnonzero(np.abs(y) > 0.01)[0] == 10 * 1600
    assert y[20 * 1600] == pytest.approx(0.25 * 0.501, rel=0.01)


# Recipes


def test_the_recipe_says_what_is_heard_and_not_where_it_lies() -> None:
    one = AudioItem(id="a", start=0, length=30, kind="file", path="/x/a.wav", digest="1" * 64, track="A1")
    same = one.model_copy(update={"id": "b", "path": "/y/b.wav", "track": "A2", "role": "sound"})
    muted = AudioItem(id="m", start=0, length=9, kind="file", path="/z", digest="2" * 64, db=-120)
    params = mix_params(film(30, one))
    assert params == mix_params(film(30, same)) == mix_params(film(30, same, muted))
    for change in ({"digest": "3" * 64}, {"source_start": 3}, {"db": -3}, {"pan": 0.5}, {"length": 29}):
        assert mix_params(film(30, one.model_copy(update=change))) != params


def test_a_clip_with_sound_alone_has_a_recipe(tmp_path: Path) -> None:
    clip = clip_of(tmp_path / "a.mp4", 30)
    params = mix_params(film(30, clip=clip))
    assert params is not None
    assert "a.mp4" not in str(params)
    assert params != mix_params(film(30, clip=clip.model_copy(update={"speed": Speed(rate="2")})))
    assert mix_params(film(30, clip=clip.model_copy(update={"sound": None}))) is None


# Exact over hours


@settings(max_examples=200, deadline=None)
@given(
    rate=st.sampled_from(
        ["24000/1001", "24", "25", "30000/1001", "30", "48", "50", "60000/1001", "60", "120"]
    ),
    seconds=st.integers(0, 6 * 3600),
    more=st.integers(0, 500),
)
def test_sound_is_never_further_from_its_frame_than_half_a_sample(rate: str, seconds: int, more: int) -> None:
    exact = parse_rate(rate)
    frame = int(seconds * exact.value) + more
    assert abs(sample_at(frame, exact) - Fraction(frame) / exact.value * RATE) <= Fraction(1, 2)
    assert sample_at(frame + 1, exact) > sample_at(frame, exact)
