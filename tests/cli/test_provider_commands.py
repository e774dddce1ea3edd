"""Jobs, budgets, takes and picks from the command line, against a provider that really makes clips."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from reelwright.cli.app import run
from reelwright.providers import VideoRequest, find_provider, hookimpl, make_take, use_plugin
from reelwright.providers.fault import ProviderFault
from reelwright.providers.hooks import Register
from reelwright.providers.loopback import LoopbackProvider, LoopbackServer
from reelwright.providers.passage import Policy
from reelwright.store import open_store
from reelwright.story import load_storyboard

BOARD = """\
schema: reelwright/storyboard@1
# what it is about
title: Dogs
scenes:
  - id: one
    shots:
      - id: run   # the first
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
def board(project: Path) -> Path:
    path = project / "dogs.yaml"
    path.write_text(BOARD, encoding="utf-8")
    return path


def ask(capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> dict[str, Any]:
    assert run([*args, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def unknown_job(server: LoopbackServer, project: Path) -> None:
    server.faults["create"] = ["drop"]
    request = VideoRequest(prompt="a dog", model="loopback-blind", seconds=Fraction(2))
    with pytest.raises(ProviderFault):
        make_take(request, find_provider("loopback"), open_store(project), policy=Policy(grace=0.0))


def test_takes_are_made_side_by_side_and_one_is_picked_with_the_comments_kept(
    server: LoopbackServer, board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = ask(capsys, "takes", str(board), "run", "-n", "2", "--provider", "loopback")["takes"]
    assert [(row["shot"], row["number"], row["made"], row["cost_usd"]) for row in made] == [
        ("run", 1, True, "0.20"),
        ("run", 2, True, "0.20"),
    ]
    picked = ask(capsys, "pick", str(board), "run", "2", "--provider", "loopback")
    assert picked["pick"] == made[1]["key"]
    text = board.read_text(encoding="utf-8")
    assert "# what it is about" in text
    assert "# the first" in text
    assert load_storyboard(board).scenes[0].shots[0].pick == made[1]["key"]
    again = ask(capsys, "takes", str(board), "run", "-n", "2", "--provider", "loopback")["takes"]
    assert [(row["made"], row["picked"]) for row in again] == [(False, False), (False, True)]
    assert ask(capsys, "pick", str(board), "run", made[0]["key"][:8])["pick"] == made[0]["key"]
    assert server.bill()["creations"] == 2


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["nope", "1"], "unknown-shot"),
        (["run", "7"], "unknown-take"),
        (["run", "abcdef12"], "unknown-take"),
        (["run", "../x"], "unknown-take"),
    ],
)
def test_a_pick_that_makes_no_sense_leaves_the_board_alone(
    board: Path, capsys: pytest.CaptureFixture[str], args: list[str], code: str
) -> None:
    assert ask(capsys, "pick", str(board), *args, code=2)["error"]["code"] == code
    assert board.read_text(encoding="utf-8") == BOARD


def test_a_budget_stops_the_take_that_would_break_it_and_exits_with_3(
    server: LoopbackServer, board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = ask(capsys, "budget", "set", "provider:previs", "1")
    assert shown["budgets"][0]["limit_usd"] == "1.00"
    ask(capsys, "budget", "set", "day", "0.30")
    rows = ask(capsys, "takes", str(board), "run", "-n", "1", "--provider", "loopback")["takes"]
    assert rows[0]["error"] is None
    assert run(["takes", str(board), "sleep", "-n", "1", "--provider", "loopback"]) == 3
    assert "budget of the day" in re.sub(r"\s+", " ", capsys.readouterr().err)
    found = ask(capsys, "budget", "show")
    day = next(row for row in found["budgets"] if row["scope"] == "day")
    assert (day["spent_usd"], day["held_usd"], day["left_usd"]) == ("0.20", "0.00", "0.10")
    assert [row["scope"] for row in ask(capsys, "budget", "set", "day", "none")["budgets"]] == ["provider"]


@pytest.mark.parametrize("args", [["month", "1"], ["day", "-1"], ["day", "much"], ["provider:nobody", "1"]])
def test_a_budget_that_makes_no_sense_is_bad_input(
    project: Path, capsys: pytest.CaptureFixture[str], args: list[str]
) -> None:
    error = ask(capsys, "budget", "set", "--", *args, code=2) if args[1] != "-1" else None
    if error is not None:
        assert error["error"]["hint"]
    else:
        assert run(["budget", "set", "--", *args]) == 2


def test_an_unknown_job_is_listed_adopted_and_resumed(
    server: LoopbackServer, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown_job(server, project)
    [row] = ask(capsys, "jobs", "list", "--state", "unknown")["jobs"]
    assert row["reserved_usd"] == "0.24"
    shown = ask(capsys, "jobs", "show", row["id"][:14])
    assert shown["prompt"] == "a dog"
    assert [seen["state"] for seen in shown["observations"]] == ["prepared", "submitting", "unknown"]
    assert ask(capsys, "jobs", "resume")["jobs"][0]["error"]["code"] == "unknown-job-state"
    wrong = ask(capsys, "jobs", "adopt", row["id"], "lb7", code=2)["error"]
    assert (wrong["code"], wrong["hint"] != "") == ("unknown-remote-job", True)
    assert ask(capsys, "jobs", "adopt", row["id"], "lb1")["state"] == "queued"
    [resumed] = ask(capsys, "jobs", "resume")["jobs"]
    assert (resumed["error"], resumed["cost_usd"]) == (None, "0.20")
    assert ask(capsys, "jobs", "show", row["id"])["settled_usd"] == "0.20"
    assert ask(capsys, "jobs", "list", "--state", "open")["jobs"] == []


def test_an_unknown_job_is_written_off_at_what_it_cost(
    server: LoopbackServer, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unknown_job(server, project)
    [row] = ask(capsys, "jobs", "list")["jobs"]
    gone = ask(capsys, "jobs", "resubmit", row["id"], "--billed", "0")
    assert (gone["state"], gone["settled_usd"]) == ("written_off", "0.00")
    assert ask(capsys, "jobs", "write-off", row["id"], code=2)["error"]["code"] == "bad-job-state"
    assert ask(capsys, "jobs", "cancel", row["id"], code=2)["error"]["code"] == "bad-job-state"
    assert ask(capsys, "jobs", "list", "--state", "lost", code=2)["error"]["hint"].startswith("Known: open")


def test_people_are_shown_tables(
    server: LoopbackServer, board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["jobs", "list"]) == 0
    assert run(["budget", "show"]) == 0
    assert run(["takes", str(board), "-n", "1", "--provider", "loopback"]) == 0
    assert run(["jobs", "list"]) == 0
    said = capsys.readouterr().out
    assert "No jobs." in said
    assert "No limits are set" in said
    assert said.count("made") >= 2
    assert said.count("succeeded") == 2
    job = re.findall(r"\b[0-9a-z]{26}\b", said)[0]
    assert run(["jobs", "show", job]) == 0
    assert "fetching" in capsys.readouterr().out


def test_the_sandbox_says_where_it_is_and_ends_on_ctrl_c() -> None:
    command = [sys.executable, "-m", "reelwright", "sandbox", "runway", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
        assert process.stdout is not None
        text = ""
        while "}\n}" not in text.replace(" ", ""):
            line = process.stdout.readline()
            assert line, "the sandbox ended"
            text += line
        process.send_signal(signal.SIGINT)
        assert process.wait(20) in (0, 130)
    assert json.loads(text)["environment"]["RUNWAYML_BASE_URL"].startswith("http://127.0.0.1:")
