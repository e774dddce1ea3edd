"""The commands on a project whose catalogue is in Postgres: takes, jobs, budgets, slates and errors."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reelwright.cli.app import run
from reelwright.providers import hookimpl, use_plugin
from reelwright.providers.hooks import Register
from reelwright.providers.loopback import LoopbackProvider, LoopbackServer

BOARD = """\
schema: reelwright/storyboard@1
scenes:
  - id: one
    shots:
      - id: run
        duration: 2
        text: a dog running on a beach
      - id: sleep
        duration: 3
        text: a dog sleeping on a sofa
"""


class Loopback:
    @hookimpl
    def register_providers(self, register: Register) -> None:
        register("loopback", LoopbackProvider)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackServer]:
    use_plugin(Loopback(), "loopback")
    running = LoopbackServer()
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    monkeypatch.setenv("LOOPBACK_URL", running.url)
    yield running
    running.close()
    thread.join(5)


@pytest.fixture
def database(project: Path, postgres: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("REELWRIGHT_DATABASE_URL", postgres)
    return postgres


def ask(capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> dict[str, Any]:
    assert run([*args, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def board_in(folder: Path) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "dogs.yaml").write_text(BOARD, encoding="utf-8")
    return str(folder / "dogs.yaml")


def test_takes_jobs_budgets_and_the_cache_work_on_it(
    server: LoopbackServer, database: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    board = board_in(project)
    ask(capsys, "budget", "set", "day", "0.30")
    rows = ask(capsys, "takes", board, "run", "-n", "1", "--provider", "loopback")["takes"]
    assert [(row["made"], row["cost_usd"]) for row in rows] == [(True, "0.20")]
    again = ask(capsys, "takes", board, "run", "-n", "1", "--provider", "loopback")["takes"]
    assert [row["made"] for row in again] == [False]
    [job] = ask(capsys, "jobs", "list")["jobs"]
    assert (job["state"], job["settled_usd"]) == ("succeeded", "0.20")
    assert run(["takes", board, "sleep", "-n", "1", "--provider", "loopback"]) == 3
    assert "budget of the day" in " ".join(capsys.readouterr().err.split())
    assert ask(capsys, "budget", "show")["totals"] == {"held_usd": "0.00", "spent_usd": "0.20"}
    assert ask(capsys, "cache", "stat")["artifacts"] == 1
    assert ask(capsys, "slate", rows[0]["key"])["film"]["cost_usd"] == "0.20"
    assert server.bill()["creations"] == 1
    assert not list(project.rglob("catalogue.sqlite"))


def test_two_projects_that_share_a_database_share_its_budgets_and_not_their_bytes(
    server: LoopbackServer, database: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = board_in(project / "one"), board_in(project / "two")
    ask(capsys, "budget", "set", "provider:previs", "1", "--project", "one")
    ask(capsys, "budget", "set", "day", "0.30", "--project", "one")
    first = ["takes", one, "run", "-n", "1", "--provider", "loopback", "--project", "one"]
    second = ["takes", two, "sleep", "-n", "1", "--provider", "loopback", "--project", "two"]
    assert ask(capsys, *first)["takes"][0]["made"]
    assert run(second) == 3
    assert "budget of the day" in " ".join(capsys.readouterr().err.split())
    assert ask(capsys, "cache", "stat", "--project", "two")["artifacts"] == 0
    assert ask(capsys, "cache", "stat", "--project", "one")["artifacts"] == 1
    assert server.bill()["creations"] == 1


def test_a_take_that_another_project_paid_for_is_fetched_and_not_paid_again(
    server: LoopbackServer, database: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["run", "-n", "1", "--provider", "loopback"]
    one, two = board_in(project / "one"), board_in(project / "two")
    ask(capsys, "takes", one, *args, "--project", "one")
    [row] = ask(capsys, "takes", two, *args, "--project", "two")["takes"]
    assert row["error"] is None
    assert server.bill()["creations"] == 1
    assert ask(capsys, "budget", "show", "--project", "two")["totals"]["spent_usd"] == "0.20"
    assert ask(capsys, "cache", "stat", "--project", "two")["artifacts"] == 1


@pytest.mark.parametrize("command", [["jobs", "list"], ["budget", "show"], ["cache", "stat"]])
def test_a_server_that_is_down_is_one_sentence_and_a_hint(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("REELWRIGHT_DATABASE_URL", "postgresql://ann:geheim@127.0.0.1:1/films")
    error = ask(capsys, *command, code=1)["error"]
    assert error["code"] == "catalogue-unreachable"
    assert "127.0.0.1" in error["message"]
    assert "REELWRIGHT_DATABASE_URL" in error["hint"]
    assert "geheim" not in json.dumps(error)


def test_the_doctor_says_that_the_database_is_down(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_DATABASE_URL", "postgresql://ann:geheim@127.0.0.1:1/films")
    run(["doctor", "--json"])
    checks = {check["name"]: check for check in json.loads(capsys.readouterr().out)["checks"]}
    assert checks["project"]["state"] == "bad"
    assert "127.0.0.1" in checks["project"]["found"]


def test_a_film_is_made_and_its_slate_is_found(
    database: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["generate", "a boat on the sea", "-o", "boat.mp4", "--duration", "1"]
    args += ["--quality", "draft", "--resolution", "160x90", "--workers", "1", "--no-audio"]
    made = ask(capsys, *args)
    assert made["segments"]["rendered"] == made["segments"]["total"] > 0
    assert ask(capsys, "slate", "boat.mp4")["film"]["key"] == made["slate"]
    again = ask(capsys, *args)
    assert again["segments"]["cached"] == made["segments"]["total"]
