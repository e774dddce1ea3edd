"""``reelwright storyboard --planner llm``, as a person and as a program sees it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from reelwright.cli.app import run
from reelwright.providers.sandbox import Sandbox
from reelwright.story import load_storyboard

ASK = ["storyboard", "a dog on a beach", "--planner", "llm", "--shots", "2", "--duration", "8"]


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox("chat_openai") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox, project: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    running.reset()
    for name, value in running.environment().items():
        monkeypatch.setenv(name, value)
    return running


def test_a_plan_is_written_and_told_as_json(
    sandbox: Sandbox, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_PLANNER_USD_IN", "1")
    monkeypatch.setenv("REELWRIGHT_PLANNER_USD_OUT", "5")
    assert run([*ASK, "-o", "board.yaml", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["storyboard"]["planner"]["name"] == "llm"
    assert said["cost"]["usd"] == str(sandbox.bill().normalize())
    assert said["notes"] == []
    board = load_storyboard(project / "board.yaml")
    assert (board.duration, board.planner["model"]) == (8, "sandbox-planner")
    assert run(["jobs", "list", "--json"]) == 0
    [job] = json.loads(capsys.readouterr().out)["jobs"]
    assert (job["task"], job["state"]) == ("plan", "succeeded")


def test_a_person_is_told_that_the_rules_had_to_plan(
    sandbox: Sandbox, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox.fault("chat_openai", "refused")
    assert run([*ASK, "-o", "board.yaml"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "The rules planned this film, not the language model" in said
    assert "I cannot help with that." in said
    assert load_storyboard(project / "board.yaml").planner["name"] == "rules"


def test_without_a_model_the_command_says_what_to_set(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*ASK, "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "no-planner-model"
    assert "REELWRIGHT_PLANNER_MODEL" in error["hint"]


def test_an_unknown_price_exits_with_3_until_it_is_accepted(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "KIND": "openai",
        "MODEL": "m",
        "URL": "https://planner.invalid/v1",
        "KEY": "k",
    }.items():
        monkeypatch.setenv(f"REELWRIGHT_PLANNER_{name}", value)
    assert run([*ASK, "--json"]) == 3
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "unknown-cost"
    assert run([*ASK, "--accept-unknown-cost", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert "could not be reached" in said["notes"][0]


def test_the_rules_planner_needs_no_settings_and_makes_no_store(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["storyboard", "a dog on a beach", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["storyboard"]["planner"]["name"] == "rules"
    assert list(project.iterdir()) == []
