"""Each command answers people and machines alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reelwright.cli.app import run

SMALL = ["--quality", "draft", "--resolution", "160x90"]
HONEY = "4s product demo of organic honey, close-up, warm lighting"


@pytest.fixture
def answer(project: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command with --json and return its object."""

    def ask(*args: str) -> dict[str, Any]:
        assert run([*args, "--json"]) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return ask


def test_estimate_says_what_is_cached_before_and_after_a_render(answer: Any) -> None:
    answer("storyboard", HONEY, "--shots", "4", "--style", "clean", "-o", "honey.yaml")
    before = answer("estimate", "honey.yaml", *SMALL)
    report = answer("render", "honey.yaml", "-o", "honey.mp4", *SMALL)
    after = answer("render", "honey.yaml", "--dry-run", *SMALL)

    assert before["segments"]["rendered"] == before["segments"]["total"] == report["segments"]["total"]
    assert before["takes"]["made"] == 4
    assert after["segments"]["rendered"] == after["takes"]["made"] == 0
    assert before["cost"]["usd"] == {"min": "0", "max": "0"}
    assert before["seconds"]["min"] < before["seconds"]["max"]


def test_estimate_makes_nothing(answer: Any) -> None:
    answer("storyboard", HONEY, "--shots", "4", "-o", "honey.yaml")
    answer("estimate", "honey.yaml", *SMALL)

    assert answer("cache", "stat")["artifacts"] == 0


def test_a_slate_tells_prompt_seed_takes_and_cost_of_a_film(answer: Any) -> None:
    answer(
        "generate", "a sailboat on a stormy sea", "-o", "boat.mp4", "--duration", "1", "--seed", "9", *SMALL
    )
    found = answer("slate", "boat.mp4")

    assert found["film"]["params"]["facts"]["prompt"] == "a sailboat on a stormy sea"
    assert found["film"]["params"]["facts"]["seed"] == 9
    assert found["takes"][0]["op"] == "take/previs/previs"
    assert found["cost"]["usd"] == "0"
    assert found["film"]["trace_id"]


def test_the_cache_is_emptied_by_gc_and_films_are_made_again(answer: Any) -> None:
    first = answer("generate", "a dog", "-o", "dog.mp4", "--duration", "0.5", *SMALL)
    answer("cache", "gc", "--max-size", "0")
    again = answer("generate", "a dog", "-o", "dog.mp4", "--duration", "0.5", *SMALL)

    assert first["segments"]["rendered"] == again["segments"]["rendered"] == 1


def test_prompt_parse_says_what_previs_will_draw(answer: Any) -> None:
    found = answer(
        "prompt",
        "parse",
        "a golden retriever running through a field of sunflowers, tracking shot, golden hour",
    )

    assert found["subject"]["noun"] == "golden retriever"
    assert found["subject"]["drawn_as"]
    assert found["setting"]["family"] == "field"
    assert found["camera"] == "tracking"
    assert found["time"] == "golden_hour"


def test_an_unknown_noun_is_a_named_stand_in_and_said(answer: Any) -> None:
    found = answer("prompt", "parse", "a flurblewock dancing on the beach")
    assert found["subject"] is None or found["subject"]["drawn_as"] is None

    report = answer(
        "generate", "a flurblewock dancing on the beach", "-o", "x.mp4", "--duration", "0.2", *SMALL
    )
    assert "flurblewock" in json.dumps(report["shots"][0]["unresolved"])


def test_prompt_lint_finds_a_missing_camera_and_proposes_one(answer: Any) -> None:
    findings = answer("prompt", "lint", "a dog")["findings"]
    assert {"no-camera", "no-style"} <= {finding["code"] for finding in findings}
    assert all(finding["proposal"] for finding in findings)


def test_prompt_build_joins_slots_to_a_prompt_that_parses_back(answer: Any) -> None:
    built = answer(
        "prompt", "build", "--subject", "a red fox", "--setting", "a snowy forest", "--camera", "dolly in"
    )
    found = answer("prompt", "parse", built["text"])

    assert found["camera"] == "dolly_in"
    assert found["setting"]["family"] in ("forest", "snowfield")


def test_providers_lists_previs_as_free_and_offline(answer: Any) -> None:
    rows = answer("providers")["models"]
    previs = next(row for row in rows if row["provider"] == "previs")
    assert previs["offline"]
    assert previs["usd_per_second"] == "0"


def test_doctor_finds_this_machine_fit(answer: Any) -> None:
    found = answer("doctor")
    assert found["ok"]
    assert {"machine", "encoders", "text", "project"} <= {check["name"] for check in found["checks"]}


@pytest.mark.parametrize("args", [["--help"], ["generate", "--help"], ["prompt", "--help"], ["--version"]])
def test_help_is_there_for_every_command(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(args) == 0
    assert "reelwright" in capsys.readouterr().out
