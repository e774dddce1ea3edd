"""Voices and effects in the mix: the same each time, on time, and clear about what there is not."""

from __future__ import annotations

import numpy as np
import pytest

from reelwright.compose.mix import mix_blocks, mix_notes, mix_params, total_samples
from reelwright.compose.music import Loudness
from reelwright.compose.sound import EFFECTS, EspeakVoice, Spoken, SpokenWord, effect_blocks
from reelwright.compose.sound.espeak import _spoken
from reelwright.errors import OptionError
from reelwright.timeline import AudioItem, Clip, ColourMedia, Timeline
from reelwright.timeline.sound import Ducking

TEXT = "Every bee has a job. The hive counts sixty thousand workers."


def film(length: int, *audio: AudioItem) -> Timeline:
    clip = Clip(id="c", start=0, length=length, media=ColourMedia())
    return Timeline(rate="30", width=64, height=48, video=((clip,),), audio=audio)


def mixed(timeline: Timeline, voice: object = None) -> np.ndarray:
    x = np.concatenate(list(mix_blocks(timeline, voice=voice)))  # type: ignore[arg-type]
    assert x.shape == (total_samples(timeline), 2)
    return x


def said(length: int = 200, **kw: object) -> AudioItem:
    return AudioItem(id="v", start=10, length=length, kind="voice", **{"text": TEXT, **kw})


class Beeper:
    """A voice for tests: each word is a tenth of a second of one level."""

    version = "beeper 1"

    def languages(self) -> tuple[str, ...]:
        return ("en",)

    def speak(self, text: str, language: str = "en", voice: str = "", words_per_minute: int = 165) -> Spoken:
        words = text.split()
        x = np.repeat(np.linspace(0.2, 0.4, len(words), dtype=np.float32), 4800)
        return Spoken(x, tuple(SpokenWord(w, i / 10, (i + 1) / 10) for i, w in enumerate(words)))


def test_the_same_text_is_spoken_the_same_way_each_time() -> None:
    voice = EspeakVoice()
    first = voice.speak(TEXT)
    _spoken.cache_clear()
    voice.speak("Something else in between.", "de")
    again = voice.speak(TEXT)
    assert np.array_equal(first.samples, again.samples)
    assert first.words == again.words
    assert 3 < first.seconds < 6


def test_words_come_with_the_times_at_which_they_are_heard() -> None:
    spoken = EspeakVoice().speak("Go. " * 3 + "stop.")
    assert [word.text for word in spoken.words] == ["Go.", "Go.", "Go.", "stop."]
    assert all(a.end == b.start for a, b in zip(spoken.words, spoken.words[1:], strict=False))
    for word in spoken.words:
        near = spoken.samples[round(word.start * 48_000) :][:14_400]
        assert np.abs(near).max() > 0.1
    assert spoken.words[-1].end == pytest.approx(spoken.seconds)


def test_numbers_that_are_said_as_several_words_stay_one() -> None:
    words = EspeakVoice().speak("They are 60,000 today").words
    assert [word.text for word in words] == ["They", "are", "60,000", "today"]


def test_all_voices_are_as_loud_as_one_another() -> None:
    for language, voice in (("en", ""), ("de", "f3"), ("fr-fr", "m7"), ("zh", "")):
        text = "你好,世界。今天天气很好。" if language == "zh" else TEXT
        spoken = EspeakVoice().speak(text, language, voice)
        meter = Loudness()
        meter.feed(np.repeat(spoken.samples[:, None], 2, axis=1))
        assert meter.integrated() == pytest.approx(-18, abs=0.7), language


def test_a_higher_rate_of_words_is_shorter() -> None:
    slow, fast = (EspeakVoice().speak(TEXT, words_per_minute=n).seconds for n in (110, 240))
    assert fast < 0.65 * slow


def test_regions_are_spoken_as_their_language() -> None:
    voice = EspeakVoice()
    assert np.array_equal(voice.speak("Guten Tag", "de-AT").samples, voice.speak("Guten Tag", "de").samples)
    assert {"en-us", "de", "ar", "hi", "ja"} <= set(voice.languages())


def test_an_unknown_language_or_voice_is_told_with_those_there_are() -> None:
    for change, code, known in (
        ({"language": "tlh-zz"}, "bad-language", "en-gb"),
        ({"voice": "nobody"}, "bad-voice", "annie"),
    ):
        with pytest.raises(OptionError) as raised:
            next(mix_blocks(film(300, said(**change))))
        assert raised.value.code == code
        assert known in raised.value.hint


def test_markup_in_a_text_is_not_obeyed() -> None:
    plain = EspeakVoice().speak("one two")
    tagged = EspeakVoice().speak("<break time='60s'/> one two")
    assert tagged.seconds < plain.seconds + 8


def test_a_voice_is_heard_where_it_is_placed_and_ducks_music() -> None:
    bed = AudioItem(id="m", start=0, length=240, kind="music", mood="calm", duck=Ducking(db=-24))
    free = mixed(film(240, bed))
    both = mixed(film(240, bed, said()))
    alone = mixed(film(240, said()))
    assert not alone[: 10 * 1600].any()
    assert np.abs(alone[10 * 1600 :]).max() > 0.1
    under = (both - alone)[30 * 1600 : 90 * 1600]
    assert np.sqrt((under**2).mean() / (free[30 * 1600 : 90 * 1600] ** 2).mean()) == pytest.approx(
        10 ** (-24 / 20), rel=0.1
    )


def test_a_voice_that_does_not_fit_is_faded_and_noted() -> None:
    timeline = film(60, said(length=30))
    x = mixed(timeline)
    assert np.abs(x[40 * 1600 - 20 : 40 * 1600]).max() < 0.02
    assert not x[40 * 1600 :].any()
    (note,) = mix_notes(timeline)
    assert "cut off" in note
    assert mix_notes(film(300, said())) == ()


def test_another_voice_can_be_given() -> None:
    timeline = film(60, said(length=45, text="one two three"))
    x = mixed(timeline, Beeper())
    assert x[10 * 1600 + 2400, 0] == pytest.approx(0.2)
    assert x[10 * 1600 + 12_000, 1] == pytest.approx(0.4)
    own, other = mix_params(timeline), mix_params(timeline, Beeper())
    assert own is not None
    assert other is not None
    assert other["voice"] == "beeper 1"
    assert own != other


@pytest.mark.parametrize("name", sorted(EFFECTS))
def test_every_effect_sounds_and_is_the_same_each_time(name: str) -> None:
    count = 48_000 * 3
    first = np.concatenate(list(effect_blocks(name, 7, count)))
    assert np.array_equal(first, np.concatenate(list(effect_blocks(name, 7, count))))
    assert np.isfinite(first).all()
    effect = EFFECTS[name]
    assert len(first) == count if not effect.seconds or effect.stretches else len(first) <= count
    peak = 20 * np.log10(np.abs(first).max())
    assert effect.peak - 9 < peak <= effect.peak + 0.01
    assert np.abs(first.mean(axis=0)).max() < 0.03
    if effect.seconds and not effect.stretches and effect.seconds < 3:
        assert np.abs(first[-1]).max() < 1e-6


def test_a_texture_goes_on_without_a_seam_and_a_riser_ends_with_its_item() -> None:
    for name in ("rain", "wind", "waves"):
        x = np.concatenate(list(effect_blocks(name, 1, 48_000 * 14)))
        seam = 48_000 * 12
        assert np.array_equal(x[seam : seam + 1000], x[:1000])
        step = np.abs(np.diff(x, axis=0))
        assert step[seam - 1].max() <= step.max(axis=1)[: 48_000 * 11].max()
        quiet = np.sqrt((x[seam - 2400 : seam + 2400] ** 2).mean() / (x**2).mean())
        assert 0.1 < quiet < 3
    x = np.concatenate(list(effect_blocks("riser", 1, 48_000 * 5)))
    thirds = [float(np.sqrt((part**2).mean())) for part in np.array_split(x, 3)]
    assert thirds[0] < thirds[1] < thirds[2]
    assert len(x) == 48_000 * 5


def test_another_seed_is_another_rain() -> None:
    one, two = (next(effect_blocks("rain", seed, 4800)) for seed in (1, 2))
    assert not np.allclose(one, two)


def test_an_unknown_effect_is_told_with_those_there_are() -> None:
    item = AudioItem(id="e", start=0, length=30, kind="effect", effect="kaboom")
    with pytest.raises(OptionError, match="kaboom") as raised:
        next(mix_blocks(film(30, item)))
    assert all(name in raised.value.hint for name in EFFECTS)
