"""Ducking, loudness and true peak of the mix, judged by other people's meters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
from scipy.signal import resample_poly
from sounds_made_here import RATE, sound_file, tone

from reelwright.compose.mix import mix_blocks, total_samples
from reelwright.compose.sound.levelling import true_peak
from reelwright.timeline import AudioItem, Clip, ColourMedia, Timeline
from reelwright.timeline.sound import Ducking, Loudness


def film(length: int, *audio: AudioItem, loudness: Loudness | None = None) -> Timeline:
    clip = Clip(id="c", start=0, length=length, media=ColourMedia())
    return Timeline(rate="30", width=64, height=48, video=((clip,),), audio=audio, loudness=loudness)


def mixed(timeline: Timeline) -> np.ndarray:
    x = np.concatenate(list(mix_blocks(timeline)))
    assert x.shape == (total_samples(timeline), 2)
    return x


def oversampled_peak(x: np.ndarray) -> float:
    return 20 * np.log10(np.abs(resample_poly(x.astype(float), 8, 1, axis=0)).max())


def level_at(x: np.ndarray, frame: int) -> float:
    """Level of the bed of 0.1 at the beginning of a frame, in decibels."""
    return float(20 * np.log10(max(1e-6, x[1600 * frame, 1] / 0.1)))


@pytest.fixture
def bed_and_talk(tmp_path: Path) -> tuple[str, str]:
    """A steady bed, and a talk: silence for 1 s, a tone for 1 s, silence for 1 s."""
    bed = sound_file(tmp_path / "bed.wav", np.full((10 * RATE, 2), 0.1, np.float32))
    talk = np.concatenate((np.zeros((RATE, 1)), tone(1, 600), np.zeros((RATE, 1))))
    return str(bed), str(sound_file(tmp_path / "talk.wav", talk))


def beds(bed: str, talk: str, duck: Ducking, **kw: object) -> tuple[AudioItem, AudioItem]:
    return (
        AudioItem(id="bed", start=0, length=300, kind="file", path=bed, duck=duck),
        AudioItem(id="talk", start=60, length=90, kind="file", path=talk, role="speech", pan=-1.0, **kw),
    )


def test_a_bed_is_down_exactly_while_the_other_is_heard(bed_and_talk: tuple[str, str]) -> None:
    y = mixed(film(300, *beds(*bed_and_talk, Ducking(db=-12, attack=6, release=15))))
    # The talk lies on frames 60..150 and is heard on 90..120, on the left; the bed is looked at on the right.
    expected = {0: 0, 84: 0, 87: -6, 90: -12, 105: -12, 119: -12, 120: -12, 125: -8, 130: -4, 135: 0, 200: 0}
    assert {n: level_at(y, n) for n in expected} == pytest.approx(expected, abs=0.2)


def test_a_muted_talk_and_a_talk_of_another_role_duck_nothing(bed_and_talk: tuple[str, str]) -> None:
    bed, talk = beds(*bed_and_talk, Ducking())
    for change in ({"db": -60}, {"role": "sound"}):
        y = mixed(film(300, bed, talk.model_copy(update=change)))
        assert level_at(y, 105) == pytest.approx(0, abs=0.1)


def test_short_pauses_do_not_let_the_bed_up(tmp_path: Path, bed_and_talk: tuple[str, str]) -> None:
    words = np.concatenate([tone(0.4, 500), np.zeros((int(0.4 * RATE), 1))] * 3)
    talk = sound_file(tmp_path / "words.wav", words)
    y = mixed(film(300, *beds(bed_and_talk[0], str(talk), Ducking(db=-18, attack=6, release=15))))
    assert {n: level_at(y, n) for n in range(60, 120, 4)} == pytest.approx(
        dict.fromkeys(range(60, 120, 4), -18), abs=0.2
    )


def test_a_bed_does_not_duck_under_itself(bed_and_talk: tuple[str, str]) -> None:
    bed, _ = beds(*bed_and_talk, Ducking(under="sound"))
    assert level_at(mixed(film(300, bed)), 100) == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize("lufs", [-14, -16, -23])
def test_the_mix_is_as_loud_as_asked_by_another_meter(lufs: float) -> None:
    music = AudioItem(id="m", start=0, length=450, kind="music", mood="bright", seed=3)
    thunder = AudioItem(id="t", start=60, length=150, kind="effect", effect="thunder")
    y = mixed(film(450, music, thunder, loudness=Loudness(lufs=lufs, true_peak=-1)))
    assert pyloudnorm.Meter(RATE).integrated_loudness(y.astype(float)) == pytest.approx(lufs, abs=0.15)
    assert oversampled_peak(y) <= -1


def test_peaks_between_samples_are_limited(tmp_path: Path) -> None:
    t = np.arange(4 * RATE)
    edge = np.minimum(1, np.minimum(t, t[::-1]) / 4800)
    x = (0.9 * edge * np.sin(np.pi / 2 * t + np.pi / 4))[:, None]  # its samples are at 0.707 of its peaks
    assert np.abs(x).max() < 0.65
    assert true_peak(np.repeat(x, 2, axis=1).astype(np.float32)) == pytest.approx(
        20 * np.log10(0.9), abs=0.05
    )
    path = sound_file(tmp_path / "a.wav", x)
    item = AudioItem(id="a", start=0, length=120, kind="file", path=str(path))
    y = mixed(film(120, item, loudness=Loudness(lufs=-5, true_peak=-12)))
    assert -12.4 < oversampled_peak(y) <= -12


def test_true_peak_agrees_with_a_finer_meter() -> None:
    x = np.random.default_rng(4).uniform(-0.5, 0.5, (20_000, 2)).astype(np.float32)
    x = np.stack([np.convolve(side, np.hanning(9) / 4, "same") for side in x.T], axis=1).astype(np.float32)
    assert true_peak(x) == pytest.approx(oversampled_peak(x), abs=0.15)


def test_a_mix_that_is_made_again_for_each_pass_is_the_same() -> None:
    from reelwright.compose.mix import _Mixing
    from reelwright.compose.sound.levelling import levelled

    item = AudioItem(id="r", start=0, length=90, kind="effect", effect="rain")
    timeline = film(90, item)
    mixing = _Mixing(timeline, lambda item: Path(item.path), None)
    short = np.concatenate(list(levelled(mixing.blocks, 90 * 1600, Loudness())))
    long = np.concatenate(list(levelled(mixing.blocks, 10**9, Loudness())))
    assert np.array_equal(short, long)


def test_silence_stays_silent_whatever_loudness_is_asked_for() -> None:
    assert not mixed(film(60, loudness=Loudness(lufs=-14))).any()
