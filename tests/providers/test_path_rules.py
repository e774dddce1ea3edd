"""The rules refuse clear cases however they are spelled, and leave ordinary prompts alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelwright.errors import DocumentError
from reelwright.providers.rules import Rules, fold, load_rules

RULES = Rules()


@pytest.mark.parametrize(
    "text",
    [
        "a nude child",
        "A NÜDE CHILD on a beach",
        "nаked tееnager",  # Cyrillic letters
        "n\u200baked to\u00adddler",
        "n u d e   s c h o o l g i r l",
        "sexy 15-year-old dancing",
        "an erotic scene with a fifteen year old",
        "child porn",
        "l0licon",
        "little girl, topless",
    ],
)
def test_sexual_content_with_minors_is_refused_however_it_is_spelled(text: str) -> None:
    found = RULES.unsafe(text)
    assert found is not None
    assert found.category == "sexual-minors"


@pytest.mark.parametrize(
    "text",
    [
        "Mickey Mouse on a skateboard",
        "MICKEY  MOUSE",
        "a spiderman costume, close-up",
        "Spider-Man's mask",
        "Pokémon in the grass",
        "the Nike swoosh on a wall",
        "Pikachu",
    ],
)
def test_protected_characters_and_logos_are_refused(text: str) -> None:
    found = RULES.unsafe(text)
    assert found is not None
    assert found.category == "protected-character"


@pytest.mark.parametrize(
    "text",
    [
        "a golden retriever running through a field of sunflowers, tracking shot, golden hour",
        "an assault survivor interview, documentary",
        "children playing football in a park",
        "a child looks at the stars with the naked eye",
        "sex education class, teenagers taking notes",
        "a nude lipstick on a baby blue table",
        "a naked mole rat and her babies, kid gloves",
        "an oil painting in the style of a sexy noir film, a woman in a red dress",
        "a mouse called Mick, a bat, a man in a super market",
        "a kind old man playing a song in a minor key",
        "an apple on a table, a batman's apron? no: a bat man",
        "the hulking ship at dawn",
        "a 1970s street, 16 bicycles",
    ],
)
def test_ordinary_prompts_pass(text: str) -> None:
    found = RULES.unsafe(text)
    if "batman" in text:  # the name itself is protected
        assert found is not None
    else:
        assert found is None


def test_a_project_adds_names_and_says_what_it_has_the_rights_for(tmp_path: Path) -> None:
    assert load_rules(tmp_path) == Rules()
    (tmp_path / "safety.yaml").write_text(
        "schema: reelwright/safety@1\nprotected: [Captain Example]\nlicensed: [mickey mouse]\n"
        "likeness_opt_out: [Jané Doe]\n",
        encoding="utf-8",
    )
    rules = load_rules(tmp_path)
    assert rules.unsafe("captain example waves") is not None
    assert rules.unsafe("Mickey Mouse waves") is None
    assert rules.unwilling("jane doe at the market") is not None
    assert rules.unwilling("jane dow at the market") is None


@pytest.mark.parametrize(
    "text", ["protected: Mickey", "unknown: [a]", "licensed: [1]", "schema: other@1", "a: [b"]
)
def test_a_rules_file_that_cannot_be_understood_stops_everything(tmp_path: Path, text: str) -> None:
    (tmp_path / "safety.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError):
        load_rules(tmp_path)


@given(st.text(max_size=300))
def test_folding_is_stable_and_the_rules_never_fail(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    RULES.unsafe(text)


def test_a_long_prompt_takes_little_time() -> None:
    text = "a b c d e f g h naked child's_play eye " * 2000
    started = time.process_time()
    RULES.unsafe(text)
    assert time.process_time() - started < 2.0
