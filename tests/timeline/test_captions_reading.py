"""Captions that can be read: where lines break, how cues split, what the lint finds."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelwright.timeline import CaptionTrack, Cue, CueWord
from reelwright.timeline.subtitles import break_lines, lint_captions, reading_width, split_cue


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Short enough.", "Short enough."),
        (
            "The bees come home before the rain, and the hive is quiet.",
            "The bees come home before the rain,\nand the hive is quiet.",
        ),
        (
            "He said that the book on the table was a present from his father.",
            "He said that the book on the table\nwas a present from his father.",
        ),
        ("- Where are you going?\n- Home.", "- Where are you going?\n- Home."),
        ("two\nshort\nlines", "two short lines"),
        ("", ""),
    ],
)
def test_lines_break_where_a_phrase_ends(text: str, lines: str) -> None:
    assert break_lines(text) == lines


def test_a_line_does_not_end_with_an_article() -> None:
    first = break_lines("We were walking to school when we saw the enormous black dog again").split("\n")[0]
    assert first.split()[-1] not in ("the", "we", "to", "when")


def test_upright_pictures_have_shorter_lines() -> None:
    broken = break_lines("The bees come home before the rain, and the hive is quiet.", 32)
    assert broken == "The bees come home before\nthe rain, and the hive is quiet."
    assert max(map(len, broken.split("\n"))) <= 32


def test_wide_characters_count_twice_and_tags_not_at_all() -> None:
    assert reading_width("<i>ab</i>日本") == 6
    rows = break_lines("吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。", 42).split("\n")
    assert len(rows) == 2
    assert rows[0].endswith("。")


@settings(max_examples=120, deadline=None)
@given(st.text(st.sampled_from("abc de, fg. hi日本 "), max_size=400), st.sampled_from([32, 42]))
def test_any_text_is_broken_without_losing_a_letter(text: str, longest: int) -> None:
    rows = break_lines(text, longest).split("\n")
    assert "".join("".join(rows).split()) == "".join(text.split())
    words = text.replace("日", " ").replace("本", " ").split()
    if max(map(len, words), default=0) <= longest and not set(text) & set("日本"):
        assert all(reading_width(row) <= longest for row in rows)


@settings(max_examples=80, deadline=None)
@given(st.text(st.sampled_from("abcdefg .,<i>"), min_size=1, max_size=500), st.integers(1, 20_000))
def test_long_cues_split_without_gaps_and_none_is_lost(text: str, ms: int) -> None:
    cue = Cue(start="1", end=str(1 + Fraction(ms, 1000)), text=text)
    parts = split_cue(cue)
    assert parts[0].start == cue.start
    assert parts[-1].end == cue.end
    assert all(a.end == b.start for a, b in pairwise(parts))
    if len(parts) > 1:
        assert all(part.text.count("\n") < 2 for part in parts)


def test_a_split_follows_the_words() -> None:
    words = tuple(CueWord(text=f"word{n}", start=str(n), end=str(n + 1)) for n in range(20))
    cue = Cue(start="0", end="20", text=" ".join(word.text for word in words), words=words)
    parts = split_cue(cue)
    assert len(parts) == 2
    assert sum(len(part.words) for part in parts) == 20
    assert parts[1].start == parts[1].words[0].start
    assert all(word.text in part.text for part in parts for word in part.words)


def test_an_open_tag_is_carried_into_the_next_cue() -> None:
    cue = Cue(start="0", end="9", text="<i>" + "one two three four five six " * 6 + "</i>")
    parts = split_cue(cue)
    assert len(parts) > 1
    assert all(part.text.startswith("<i>") and part.text.endswith("</i>") for part in parts)


def test_the_lint_names_what_is_hard_to_read() -> None:
    cues = (
        Cue(start="0", end="2", text="Fine."),
        Cue(start="2.04", end="3.04", text="This sentence has far too much to say for one second"),
        Cue(start="3", end="11", text="a\nb\nc"),
        Cue(start="12", end="12.2", text="blink"),
        Cue(start="13", end="14", text="<i></i>"),
        Cue(start="15", end="17", text="a sentence that is read at eighteen a s."),
    )
    found = {(finding.code, finding.cue) for finding in lint_captions(CaptionTrack(id="c", cues=cues))}
    assert found == {
        ("small-gap", 2), ("long-line", 2), ("too-fast", 2), ("overlap", 3), ("many-lines", 3), ("long", 3),
        ("short", 4), ("too-fast", 4), ("empty", 5), ("fast", 6),
    }  # fmt: skip
    assert lint_captions(CaptionTrack(id="c", cues=cues[:1])) == ()


def test_the_lint_is_stricter_on_upright_pictures() -> None:
    track = CaptionTrack(id="c", cues=(Cue(start="0", end="4", text="A line of thirty-six characters, yes"),))
    assert lint_captions(track) == ()
    assert [finding.code for finding in lint_captions(track, upright=True)] == ["long-line"]
