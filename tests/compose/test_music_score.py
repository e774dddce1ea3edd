"""The composer: keys, chords, voices and form."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelwright.compose.music.harmony import chord, voicing
from reelwright.compose.music.moods import MOODS
from reelwright.compose.music.score import compose

PITCHED = {"pad", "last pad", "bass", "felt", "kalimba", "bell", "pluck", "marimba", "mute"}


@pytest.mark.parametrize("mood", MOODS)
def test_every_note_belongs_to_one_key(mood: str) -> None:
    for seed in range(4):
        score = compose(mood, seed, 40)
        classes = {note.pitch % 12 for note in score.notes if note.voice in PITCHED}
        keys = [{(tonic + step) % 12 for step in MOODS[mood].mode} for tonic in MOODS[mood].keys]
        assert any(classes <= key for key in keys)


@pytest.mark.parametrize("mood", MOODS)
def test_a_piece_ends_on_its_tonic_which_rings_to_the_end(mood: str) -> None:
    score = compose(mood, 7, 20)
    last = [note for note in score.notes if note.voice == "last pad"]
    assert len(last) == 4
    assert {note.start for note in last} == {score.last_chord}
    assert all(abs(note.start + note.length - 20) < 1e-9 for note in last)
    bass = max((note for note in score.notes if note.voice == "bass"), key=lambda note: note.start)
    assert bass.start == score.last_chord
    assert bass.pitch % 12 in {key % 12 for key in MOODS[mood].keys}
    assert 2 <= 20 - score.last_chord <= 6


@given(st.sampled_from(sorted(MOODS)), st.integers(0, 2**31), st.floats(0.03, 90))
@settings(max_examples=60, deadline=None)
def test_any_length_has_notes_inside_it_and_an_ending(mood: str, seed: int, seconds: float) -> None:
    score = compose(mood, seed, seconds)
    assert score.notes
    assert all(0 <= note.start < seconds and note.length > 0 for note in score.notes)
    assert all(0 < note.level <= 0.6 and -1 <= note.pan <= 1 for note in score.notes)
    assert 0 <= score.last_chord < seconds


def test_voices_move_little_from_chord_to_chord() -> None:
    for mood in MOODS.values():
        before = None
        for degree in (0, 3, 4, 5, 1, 0):
            classes = chord(mood.mode, mood.keys[0], degree, seventh=mood.sevenths)
            voices = voicing(classes, before, 50, 76)
            assert {note % 12 for note in voices} == set(classes)
            assert all(b - a >= 2 for a, b in pairwise(voices))
            if before:
                moved = [abs(a - b) for a, b in zip(voices, before, strict=True)]
                assert max(moved) <= 7
                assert sum(moved) <= 14
            before = voices


def test_the_melody_has_a_motif_that_comes_back() -> None:
    score = compose("warm", 2, 40)
    lead = [note.start for note in score.notes if note.voice == MOODS["warm"].lead]
    bar = score.last_chord / round(score.last_chord / (4 * 60 / MOODS["warm"].tempo))

    def rhythm(i: int) -> list[int]:
        return [
            round(4 * (t - i * bar) / bar * 4) for t in lead if i * bar - 0.05 <= t < (i + 1) * bar - 0.05
        ]

    assert len(rhythm(4)) >= 3
    assert rhythm(4) == rhythm(5)
    assert rhythm(7) == [0, 8]


def test_percussion_is_for_the_moods_that_want_it() -> None:
    drums = {"kick", "brush", "shaker", "drum", "wood"}
    heard = {mood for mood in MOODS if drums & {note.voice for note in compose(mood, 1, 40).notes}}
    assert heard == {"bright", "epic", "playful"}
