"""One check for every adapter: refusals come before the network, and what is changed is said."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelwright.errors import OptionError, PromptError
from reelwright.providers import (
    Capabilities,
    Choice,
    Media,
    Option,
    Prepared,
    Price,
    Role,
    Task,
    VideoRequest,
    fit,
    slot,
)

IMAGE = Media(Role.FIRST_FRAME, url="https://example.com/a.png")
LAST = Media(Role.LAST_FRAME, url="https://example.com/b.png")
MODELS = {
    "small": Capabilities(
        tasks={
            Task.T2V: Choice(
                durations=(Fraction(5), Fraction(10)),
                sizes=("1280x720", "720x1280", "1584x672", "1920x1080"),
                prompt_limit=20,
                options={
                    "steps": Option(int, "How many.", low=1, high=50),
                    "style": Option(str, "Which.", choices=("a", "b")),
                    "fast": Option(bool, "Whether."),
                },
            ),
            Task.I2V: Choice(
                duration_range=(Fraction(2), Fraction(8)), media={Role.FIRST_FRAME: (1, 1)}, prompt="optional"
            ),
        },
        price=Price({"": Decimal("0.10"), "1080p": Decimal("0.20")}, as_of="2026-11-21"),
        seed=True,
    ),
    "large": Capabilities(
        tasks={
            Task.T2V: Choice(
                duration_range=(Fraction(1), Fraction(60)),
                duration_step=Fraction(1, 2),
                ratios=("16:9", "4:5"),
                resolutions=("480p", "1080p"),
            ),
            Task.INTERPOLATE: Choice(
                durations=(Fraction(5),), media={Role.FIRST_FRAME: (1, 1), Role.LAST_FRAME: (1, 1)}
            ),
        },
        loop=True,
        negative_prompt=True,
        audio="optional",
    ),
}


def wish(**fields: Any) -> VideoRequest:
    return VideoRequest(**{"prompt": "a dog", "seconds": Fraction(5), "aspect_ratio": "16:9", **fields})


@pytest.mark.parametrize(
    ("fields", "code", "can"),
    [
        ({"seconds": Fraction(30)}, "unsupported-duration", "acme/large"),
        ({"aspect_ratio": "4:5"}, "unsupported-ratio", "acme/large"),
        ({"loop": True}, "unsupported-loop", "acme/large"),
        ({"negative_prompt": "rain"}, "unsupported-negative", "acme/large"),
        ({"audio": True}, "unsupported-audio", "acme/large"),
        ({"media": (IMAGE, LAST)}, "unsupported-task", "acme/large"),
        ({"prompt": "a dog " * 9}, "prompt-too-long", "acme/large"),
    ],
)
def test_a_refusal_names_models_that_can(fields: dict[str, Any], code: str, can: str) -> None:
    with pytest.raises((OptionError, PromptError)) as refused:
        fit("acme", MODELS, wish(**fields))
    assert refused.value.code == code
    assert can in refused.value.facts["can"]
    assert can in refused.value.hint
    assert fit("acme", MODELS, wish(model="large", **fields))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"model": "smal"}, "unknown-model"),
        ({"options": {"step": 3}}, "unknown-option"),
        ({"options": {"steps": 51}}, "bad-option"),
        ({"options": {"steps": "many"}}, "bad-option"),
        ({"options": {"steps": 2.5}}, "bad-option"),
        ({"options": {"style": "c"}}, "bad-option"),
        ({"options": {"fast": "perhaps"}}, "bad-option"),
        ({"task": Task.I2V}, "missing-media"),
        ({"aspect_ratio": "wide"}, "bad-ratio"),
        ({"resolution": "big"}, "bad-resolution"),
        ({"seconds": Fraction(0)}, "unsupported-duration"),
        ({"prompt": "  "}, "empty-prompt"),
    ],
)
def test_what_makes_no_sense_is_an_error_with_a_next_step(fields: dict[str, Any], code: str) -> None:
    with pytest.raises((OptionError, PromptError)) as refused:
        fit("acme", MODELS, wish(**fields))
    assert refused.value.code == code
    assert refused.value.hint


@pytest.mark.parametrize(
    ("model", "asked", "given"),
    [
        ("small", "4", "5"),
        ("small", "5", "5"),
        ("small", "5.5", "10"),
        ("large", "3.2", "3.5"),
        ("large", "0.1", "1"),
    ],
)
def test_a_length_is_rounded_up_and_that_is_said(model: str, asked: str, given: str) -> None:
    fitted = fit("acme", MODELS, wish(model=model, seconds=Fraction(asked)))
    assert fitted.seconds == Fraction(given)
    assert bool(fitted.notes) == (Fraction(asked) != Fraction(given))


@pytest.mark.parametrize(
    ("ratio", "resolution", "size"),
    [
        ("16:9", None, "1280x720"),
        ("16:9", "1080p", "1920x1080"),
        ("16:9", "2160p", "1920x1080"),
        ("9:16", "1080p", "720x1280"),
        ("21:9", None, "1584x672"),
        (None, None, "1280x720"),
    ],
)
def test_the_size_of_the_right_shape_is_chosen(ratio: str | None, resolution: str | None, size: str) -> None:
    fitted = fit("acme", MODELS, wish(aspect_ratio=ratio, resolution=resolution))
    assert fitted.size == size


def test_the_quote_follows_length_and_size() -> None:
    assert fit("acme", MODELS, wish()).quote().usd == Decimal("0.50")
    assert fit("acme", MODELS, wish(resolution="1080p")).quote().usd == Decimal("1.00")
    assert fit("acme", MODELS, wish(model="large")).quote().known is False


def test_a_seed_that_a_model_does_not_have_is_said() -> None:
    fitted = fit("acme", MODELS, wish(model="large", seed=4))
    assert fitted.seed is None
    assert "seed" in fitted.notes[0]


def test_options_from_a_command_line_are_converted() -> None:
    fitted = fit("acme", MODELS, wish(options={"steps": "12", "fast": "yes"}))
    assert fitted.options == {"steps": 12, "fast": True}


@pytest.mark.parametrize("fields", [{}, {"url": "https://x", "job": "1"}])
def test_a_medium_comes_from_exactly_one_place(fields: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        Media(Role.FIRST_FRAME, **fields)
    with pytest.raises(OptionError):
        Media(Role.KEYFRAME, url="https://x")


@given(st.fractions(Fraction(1, 100), Fraction(60)))
def test_no_length_within_the_range_is_cut_short(seconds: Fraction) -> None:
    fitted = fit("acme", MODELS, wish(model="large", seconds=seconds))
    assert fitted.seconds is not None
    assert seconds <= fitted.seconds <= 60
    assert fitted.seconds % Fraction(1, 2) == 0


def test_what_was_agreed_survives_the_journal() -> None:
    fitted = fit("acme", MODELS, wish(media=(IMAGE,), seed=1))
    prepared = Prepared.of("acme", 3, fitted, "/v", {"image": slot(0), "n": [slot(0)], "seed": 1})
    again = Prepared.from_json(prepared.as_json())
    assert (again.params, again.body, again.media, again.seconds) == (
        prepared.params,
        prepared.body,
        prepared.media,
        prepared.seconds,
    )
    assert again.filled({0: {"url": "u"}}).body == {"image": {"url": "u"}, "n": [{"url": "u"}], "seed": 1}
