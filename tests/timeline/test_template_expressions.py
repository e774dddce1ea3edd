"""Expressions of templates: exact, total, bounded; values are never expressions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelwright.errors import InputError
from reelwright.timeline.template.evaluate import evaluate
from reelwright.timeline.template.expression import parse_expression
from reelwright.timeline.template.functions import Scope
from reelwright.timeline.template.placeholder import pattern_of
from reelwright.timeline.template.values import Length, Money, text_of

NAMES: dict[str, Any] = {
    "n": Fraction(7),
    "words": "blue sky",
    "photos": ("a", "b", "c"),
    "price": Money(Decimal("19.90"), "EUR"),
    "empty": None,
    "brand": {"primary": "#112233"},
}
RATE = Fraction(30)


def worked(source: str, language: str = "en") -> Any:
    return evaluate(parse_expression(source), Scope(NAMES, RATE, language))


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3 - -1", 10),
        ("7 % 4 / 2", Fraction(3, 2)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("2.5s + 10f", Length(85, RATE)),
        ("10s / len(photos)", Length(100, RATE)),
        ("10s / 2.5s", 4),
        ("n > 3 and not empty", True),
        ("'sky' in words or false", True),
        ("'yes' if n == 7 else missing", "yes"),
        ("words|upper", "BLUE SKY"),
        ("empty|default('none')", "none"),
        ("price * 2", Money(Decimal("39.80"), "EUR")),
        ("item(photos, 4)", "b"),
        ("brand.primary", "#112233"),
        ("max(1s, 40f)", Length(40, RATE)),
        ("photos|join(' + ')", "a + b + c"),
    ],
)
def test_expressions_give(source: str, value: Any) -> None:
    assert worked(source) == value


@pytest.mark.parametrize(
    "source",
    [
        "", "1 +", "1 2", "n.__class__", "__import__('os')", "open('x')", "n[0]", "lambda: 1", "1 / 0",
        "5 % 0", "1s + 1", "words * 9", "photos + photos", "n < words", "true + 1", "missing", "words|eval",
        "upper(words)", "len(1)", "len()", "'a", "1e999", "n ** n",
        "(" * 40 + "1" + ")" * 40, "+".join(["1"] * 400),
    ],
)  # fmt: skip
def test_what_is_no_expression_is_refused_with_a_hint(source: str) -> None:
    with pytest.raises(InputError) as caught:
        worked(source)
    assert caught.value.code == "bad-expression" and caught.value.hint


def test_numbers_stay_in_range_however_they_are_multiplied() -> None:
    with pytest.raises(InputError, match="larger"):
        worked(" * ".join(["999999999"] * 3))
    assert worked(" / ".join(["1", *["999999"] * 6])).denominator <= 10**9


def test_numbers_money_and_lengths_are_written_as_the_language_does() -> None:
    assert pattern_of("${price}").fill(Scope(NAMES, RATE)) == NAMES["price"]
    assert pattern_of("now ${price}").fill(Scope(NAMES, RATE, "en")) == "now €19.90"
    assert pattern_of("jetzt ${price}").fill(Scope(NAMES, RATE, "de")) == "jetzt 19,90\xa0€"
    assert text_of(Fraction(123456, 10), "de") == "12.345,6"
    assert worked("0.25|percent", "de") == "25\xa0%"


def test_a_placeholder_can_be_written_out() -> None:
    assert pattern_of("a $${n} b ${n}").fill(Scope(NAMES, RATE)) == "a ${n} b 7"


@given(st.text(max_size=60))
def test_a_value_comes_out_as_it_went_in(value: str) -> None:
    scope = Scope({"v": value}, RATE)
    assert pattern_of("${v}").fill(scope) == value
    assert pattern_of("<${v}>").fill(scope) == f"<{value}>"


@given(st.text(alphabet="0123456789sf+-*/%()'| .,<>=!}abandornotif[]{}$\"\\", max_size=60))
def test_any_text_is_read_or_refused(source: str) -> None:
    try:
        worked(source)
    except InputError as error:
        assert error.hint
