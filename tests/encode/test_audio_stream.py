"""Sound is encoded once, and is exactly as long as it was given."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from encode_media import click_at, decode, tone

from reelwright.encode import audio_params, encode_audio
from reelwright.encode.audio import read_sound
from reelwright.errors import OptionError, RenderError


@pytest.mark.parametrize("samples", [1, 800, 1024, 1601, 48000, 100_001])
def test_sound_lasts_exactly_as_many_samples_as_were_given(tmp_path: Path, samples: int) -> None:
    assert encode_audio(tone(samples), tmp_path / "a.m4a") == samples
    with av.open(str(tmp_path / "a.m4a")) as file:
        audio = file.streams.audio[0]
        assert audio.duration * audio.time_base * 48000 == samples
        assert (audio.profile, audio.rate, audio.layout.name) == ("LC", 48000, "stereo")
    heard = decode(tmp_path / "a.m4a")
    assert heard.sound_start == 0
    assert samples <= len(heard.sound) < samples + 1024


def test_a_click_is_heard_at_its_own_sample(tmp_path: Path) -> None:
    encode_audio(click_at(48000, 30_000), tmp_path / "a.m4a")
    heard = np.abs(decode(tmp_path / "a.m4a").sound[:, 0])
    assert abs(int(heard.argmax()) - 30_024) <= 2


def test_a_tone_survives_encoding(tmp_path: Path) -> None:
    encode_audio(tone(48000), tmp_path / "a.m4a")
    given = np.concatenate(list(tone(48000)))
    heard = decode(tmp_path / "a.m4a").sound[:48000]
    middle = slice(4800, -4800)
    noise = heard[middle] - given[middle]
    assert 10 * np.log10(np.mean(given[middle] ** 2) / np.mean(noise**2)) > 30


def test_the_cut_into_blocks_does_not_matter(tmp_path: Path) -> None:
    x = np.concatenate(list(tone(20_000)))
    encode_audio([x], tmp_path / "one.m4a")
    encode_audio([x[:1], x[1:1500], x[1500:1500], x[1500:]], tmp_path / "many.m4a")
    assert (tmp_path / "one.m4a").read_bytes() == (tmp_path / "many.m4a").read_bytes()


def test_no_sound_at_all_is_an_error_and_so_is_an_impossible_sample_rate(tmp_path: Path) -> None:
    with pytest.raises(RenderError) as raised:
        encode_audio([], tmp_path / "a.m4a")
    assert raised.value.code == "no-samples"
    with pytest.raises(OptionError) as refused:
        encode_audio(tone(100), tmp_path / "a.m4a", sample_rate=1234)
    assert refused.value.code == "bad-audio-settings"


def test_the_recipe_of_sound_names_the_encoder_and_its_settings() -> None:
    assert audio_params()["encoder"].startswith("av ")
    assert audio_params(bitrate=96_000) != audio_params()


def test_a_sound_file_of_other_making_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.m4a").write_bytes(b"RIFF....WAVE")
    with pytest.raises(RenderError) as raised:
        read_sound(tmp_path / "a.m4a")
    assert raised.value.code == "bad-sound"
