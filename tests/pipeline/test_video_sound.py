"""Sound added, replaced, mixed and taken out; the picture is never touched."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from clips_made_here import make_clip, make_sound, play
from reelwright.encode import encode_audio
from reelwright.encode.movie_reading import read_movie
from reelwright.errors import MediaError, OptionError, OutputError
from reelwright.pipeline.video import Placement, add_sound, extract_sound, mix_sound, replace_sound
from reelwright.pipeline.video.hearing import sound_blocks


def loudness(sound: np.ndarray, start: float, end: float) -> float:
    part = sound[round(start * 48_000) : round(end * 48_000)]
    return float(20 * np.log10(max(1e-9, np.sqrt(np.square(part).mean()))))


def same_pictures(a: Path, b: Path) -> bool:
    one, two = read_movie(a).video, read_movie(b).video
    assert one is not None
    assert two is not None
    return [one.data(i) for i in range(len(one))] == [two.data(i) for i in range(len(two))]


def test_replaced_sound_starts_where_it_is_put(tmp_path: Path) -> None:
    video, other = make_clip(tmp_path / "v.mp4", 3), make_clip(tmp_path / "o.mp4", 2)
    report = replace_sound(video, other, tmp_path / "out.mp4", Placement(Fraction(1, 2)))
    shown = play(tmp_path / "out.mp4")
    assert shown.clicks == pytest.approx([0.5, 1.5], abs=0.0005)
    assert len(shown.sound) / 48_000 == pytest.approx(3, abs=0.03)
    assert (report.copied, report.encoded) == (90, 0)
    assert same_pictures(video, tmp_path / "out.mp4")
    early = replace_sound(video, other, tmp_path / "early.mp4", Placement(Fraction(-1, 4)))
    assert early.duration == 3
    assert play(tmp_path / "early.mp4").clicks == pytest.approx([0.75], abs=0.0005)


def test_gain_and_fades_shape_the_sound(tmp_path: Path) -> None:
    video, tone = make_clip(tmp_path / "v.mp4", 3), make_sound(tmp_path / "t.wav", 3, "pcm_s16le")
    replace_sound(video, tone, tmp_path / "plain.mp4")
    replace_sound(video, tone, tmp_path / "quiet.mp4", Placement(gain=-12.0))
    plain, quiet = play(tmp_path / "plain.mp4").sound, play(tmp_path / "quiet.mp4").sound
    assert loudness(plain, 1, 2) - loudness(quiet, 1, 2) == pytest.approx(12, abs=0.3)
    replace_sound(video, tone, tmp_path / "faded.mp4", Placement(fade_in=Fraction(1), fade_out=Fraction(1)))
    faded = play(tmp_path / "faded.mp4").sound
    assert loudness(faded, 0, 0.1) < loudness(faded, 0.9, 1) - 15
    assert loudness(faded, 2.9, 2.99) < loudness(faded, 1.4, 1.6) - 15
    assert loudness(faded, 1.4, 1.6) == pytest.approx(loudness(plain, 1.4, 1.6), abs=0.3)


def test_added_sound_is_a_further_track(tmp_path: Path) -> None:
    video, tone = make_clip(tmp_path / "v.mp4", 2), make_sound(tmp_path / "t.m4a", 1)
    add_sound(video, tone, tmp_path / "out.mp4")
    movie = read_movie(tmp_path / "out.mp4")
    assert [track.kind for track in movie.tracks] == ["video", "audio", "audio"]
    assert play(tmp_path / "out.mp4").clicks == play(video).clicks
    mute = make_clip(tmp_path / "m.mp4", 2, sound=None)
    add_sound(mute, tone, tmp_path / "one.mp4")
    assert [track.kind for track in read_movie(tmp_path / "one.mp4").tracks] == ["video", "audio"]


def test_a_mix_holds_both(tmp_path: Path) -> None:
    video, other = make_clip(tmp_path / "v.mp4", 2), make_clip(tmp_path / "o.mp4", 2)
    mix_sound(video, other, tmp_path / "out.mp4", Placement(Fraction(1, 2)))
    shown = play(tmp_path / "out.mp4")
    assert shown.clicks == pytest.approx([0, 0.5, 1, 1.5], abs=0.0005)
    assert np.abs(shown.sound).max() < 0.98
    assert same_pictures(video, tmp_path / "out.mp4")


def test_music_ducks_while_the_film_is_heard(tmp_path: Path) -> None:
    speech = np.zeros((4 * 48_000, 2), np.float32)
    speech[48_000 : 2 * 48_000] = 0.2 * np.random.default_rng(1).standard_normal((48_000, 2))
    encode_audio(iter([speech]), tmp_path / "s.m4a")
    replace_sound(make_clip(tmp_path / "v.mp4", 4, sound=None), tmp_path / "s.m4a", tmp_path / "film.mp4")
    tone = make_sound(tmp_path / "t.wav", 4, "pcm_s16le", hertz=3000, level=0.2)

    def tone_level(path: Path, start: float) -> float:
        part = play(path).sound[round(start * 48_000) :][:9600]
        spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
        return float(20 * np.log10(spectrum[600]))

    mix_sound(tmp_path / "film.mp4", tone, tmp_path / "flat.mp4")
    mix_sound(tmp_path / "film.mp4", tone, tmp_path / "ducked.mp4", duck=15)
    drop = [
        tone_level(tmp_path / "flat.mp4", t) - tone_level(tmp_path / "ducked.mp4", t) for t in (0.4, 1.5, 3.5)
    ]
    assert drop == pytest.approx([0, 15, 0], abs=1.5)


@pytest.mark.parametrize("name", ["out.wav", "out.flac", "out.m4a", "out.mp3", "out.opus"])
def test_sound_is_taken_out_in_every_format(tmp_path: Path, name: str) -> None:
    video = make_clip(tmp_path / "v.mp4", 2)
    report = extract_sound(video, tmp_path / name)
    assert float(report.duration) == pytest.approx(2, abs=0.03)
    shown = play(tmp_path / name)
    assert shown.clicks == pytest.approx([0, 1], abs=0.03 if name in ("out.mp3", "out.opus") else 0.001)
    if name == "out.m4a":
        one, two = read_movie(video).audio, read_movie(tmp_path / name).audio
        assert one is not None
        assert two is not None
        assert [one.data(i) for i in range(len(one))] == [two.data(i) for i in range(len(two))]
        assert shown.clicks == play(video).clicks


def test_channels_and_rate_are_kept_where_the_format_can(tmp_path: Path) -> None:
    video = make_clip(tmp_path / "v.mp4", 1, sample_rate=44_100, layout="mono")
    extract_sound(video, tmp_path / "out.wav")
    with av.open(str(tmp_path / "out.wav")) as file:
        stream = file.streams.audio[0]
        assert (stream.codec_context.sample_rate, stream.codec_context.channels) == (44_100, 1)


def test_a_stretch_of_sound_begins_and_ends_to_the_sample(tmp_path: Path) -> None:
    video = make_clip(tmp_path / "v.mp4", 3)
    whole = np.concatenate(list(sound_blocks(video, length=Fraction(3))))
    assert len(whole) == 144_000
    part = np.concatenate(list(sound_blocks(video, Fraction(5, 4), Fraction(3, 2))))
    assert np.allclose(part, whole[60_000:132_000], atol=2e-3)
    late = np.concatenate(list(sound_blocks(video, Fraction(5, 2), Fraction(2))))
    assert len(late) == 96_000
    assert np.abs(late[30_000:]).max() == 0


@pytest.mark.parametrize(
    "placement",
    [lambda: Placement(gain=99.0), lambda: Placement(fade_in=Fraction(-1)), lambda: Placement(gain=-200)],
)
def test_placements_that_make_no_sense_are_refused(placement: object) -> None:
    with pytest.raises(OptionError):
        placement()  # type: ignore[operator]


def test_what_has_no_sound_or_no_picture_is_refused(tmp_path: Path) -> None:
    mute, tone = make_clip(tmp_path / "m.mp4", 1, sound=None), make_sound(tmp_path / "t.m4a", 1)
    for work in (
        lambda: extract_sound(mute, tmp_path / "out.wav"),
        lambda: replace_sound(mute, mute, tmp_path / "out.mp4"),
        lambda: replace_sound(tone, tone, tmp_path / "out.mp4"),
    ):
        with pytest.raises(MediaError) as error:
            work()
        assert error.value.hint
    with pytest.raises(OutputError):
        extract_sound(tone, tmp_path / "out.xyz")
    with pytest.raises(OutputError):
        mix_sound(mute, tone, tone)
    with pytest.raises(OptionError):
        mix_sound(mute, tone, tmp_path / "out.mp4", duck=-3)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["m.mp4", "t.m4a"]
