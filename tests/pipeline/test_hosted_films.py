"""A film whose takes come from hosted providers, spoken to in their own wire formats on loopback."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import reelwright
from reelwright.cli.app import run
from reelwright.errors import OptionError, ReelwrightError, SettingsError
from reelwright.pipeline import cache_gc
from reelwright.providers.sandbox import ManualClock, Pace, Sandbox

BOARD = """
schema: reelwright/storyboard@1
rate: 24
scenes:
  - id: s
    shots:
      - {id: boat, duration: 2, text: "a sailboat on a calm sea, static"}
      - {id: dog, duration: 3, text: "a dog running on the beach, tracking shot"}
"""
HONEY = """
schema: reelwright/storyboard@1
title: Honey
rate: 24
scenes:
  - id: s
    shots:
      - {id: bee, duration: 2, text: "a bee on a flower, static"}
      - {id: hive, duration: 2, text: "a beehive in a meadow, static"}
      - {id: jar, duration: 2, text: "a jar of honey on a table, static"}
      - {id: bread, duration: 2, text: "a loaf of bread on a board, static"}
"""
SMALL = {"quality": "draft", "resolution": "160x90", "audio": False}
CLI = ["--quality", "draft", "--resolution", "160x90", "--no-audio"]


@pytest.fixture
def sandbox(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Runway and Luma on loopback, with the environment pointing there."""
    with Sandbox("runway", "luma_agents", pace=Pace(run=0), max_side=160) as running:
        for name, value in running.environment().items():
            monkeypatch.setenv(name, value)
        (project / "board.yaml").write_text(BOARD, encoding="utf-8")
        yield running


def told(capsys: pytest.CaptureFixture[str]) -> str:
    """What stands on stderr, as one line."""
    return re.sub(r"\s+", " ", capsys.readouterr().err)


def asked(capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert run([*args, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_a_route_makes_every_take_once_and_a_moderated_shot_keeps_the_others(sandbox: Sandbox) -> None:
    sandbox.fault("runway", "moderated", match="dog")

    with pytest.raises(ReelwrightError) as caught:
        reelwright.render("board.yaml", "film.mp4", routes=["draft=runway/gen4.5"], **SMALL)
    assert "dog" in caught.value.message
    assert not Path("film.mp4").exists()

    report = reelwright.render("board.yaml", "film.mp4", routes=["draft=runway/gen4.5"], **SMALL)
    assert (report.takes.made, report.takes.cached) == (1, 1)
    assert report.frames == 120
    assert report.cost > 0

    again = reelwright.render("board.yaml", "film.mp4", routes=["draft=runway/gen4.5"], **SMALL)
    assert (again.takes.made, again.segments.rendered, again.cost) == (0, 0, 0)

    cache_gc(max_bytes=0)
    rebuilt = reelwright.render("board.yaml", "film.mp4", routes=["draft=runway/gen4.5"], **SMALL)
    assert rebuilt.segments.cached == 0
    assert rebuilt.takes.made == 0, "what was paid for is never collected"
    assert sandbox.creations("runway") == 2


def test_four_takes_are_made_at_once_and_a_moderated_one_costs_only_itself(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sandbox's clock stands still: no job ends before all four have been created."""
    (project / "honey.yaml").write_text(HONEY, encoding="utf-8")
    clock = ManualClock()
    together: list[int] = []
    with Sandbox("runway", clock=clock, pace=Pace(run=60), max_side=160) as sandbox:
        for name, value in sandbox.environment().items():
            monkeypatch.setenv(name, value)
        sandbox.fault("runway", "moderated-output", match="jar of honey")

        def advance() -> None:
            until = time.monotonic() + 60
            while sandbox.creations("runway") < 4 and time.monotonic() < until:
                time.sleep(0.02)
            together.append(sum(not job.phase(clock.now()).ended for job in sandbox.jobs("runway")))
            clock.advance(61)

        waiting = threading.Thread(target=advance)
        waiting.start()
        command = ["render", "honey.yaml", "-o", "honey.mp4", "--route", "draft=runway/gen4.5", *CLI]
        assert run(command) == 1
        waiting.join()
        assert together == [4]
        said = told(capsys)
        assert "Shot jar: runway refused to show this" in said
        assert "The other 3 takes are kept; a new run makes only what is missing." in said
        assert not Path("honey.mp4").exists()
        listed = asked(capsys, "jobs", "list")["jobs"]
        assert sorted(job["state"] for job in listed) == ["failed", "succeeded", "succeeded", "succeeded"]
        refused = next(job for job in listed if job["state"] == "failed")
        assert (refused["fault"]["kind"], refused["fault"]["where"]) == ("moderated", "output")
        assert refused["settled_usd"] == "0.24", "Runway bills what it refuses to show"

        sandbox.pace("runway", run=0)
        again = asked(capsys, *command)
        assert again["takes"] == {"made": 1, "cached": 3}
        assert again["frames"] == 192
        assert sandbox.creations("runway") == 5
        spent = asked(capsys, "budget", "show")["totals"]
        assert spent == {"held_usd": "0.00", "spent_usd": f"{sandbox.bill('runway'):.2f}"}


def test_an_estimate_gives_the_range_of_the_quotes_and_how_they_are_known(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    route = ["--route", "draft=runway/gen4.5"]
    cost = asked(capsys, "estimate", "board.yaml", *route, *CLI)["cost"]
    [offer] = cost["offers"]
    assert cost["usd"] == offer["usd"] == {"min": "0.6", "max": "0.6"}
    assert (offer["provider"], offer["model"], offer["takes"]) == ("runway", "gen4.5", 2)
    assert offer["basis"].startswith("price table of 20")

    spread = asked(capsys, "estimate", "board.yaml", "--provider", "replicate/zeroscope-v2-xl", *CLI)["cost"]
    assert float(spread["usd"]["min"]) < float(spread["usd"]["max"])
    assert spread["offers"][0]["basis"] == "hardware seconds, as runs took before"

    unknown = asked(capsys, "estimate", "board.yaml", "--provider", "minimax/MiniMax-Hailuo-2.3", *CLI)[
        "cost"
    ]
    assert (unknown["unknown_takes"], unknown["offers"][0]["usd"]["max"]) == (2, None)

    asked(capsys, "budget", "set", "provider:runway", "0.50")
    asked(capsys, "budget", "set", "day", "100")
    [short] = asked(capsys, "estimate", "board.yaml", *route, *CLI)["cost"]["budgets_exceeded"]
    assert (short["scope"], short["name"], short["left_usd"]) == ("provider", "runway", "0.50")

    assert run(["estimate", "board.yaml", *route, *CLI]) == 0
    shown = re.sub(r"\s+", " ", capsys.readouterr().out)
    assert "Cost $0.60 2 takes by runway/gen4.5: $0.60 (price table of 20" in shown
    assert "The budget of the provider runway has $0.50 left: not enough." in shown
    assert sandbox.creations("runway") == 0


@pytest.mark.parametrize(
    ("scope", "named"),
    [("project", "of the project"), ("day", "of the day"), ("provider:runway", "for runway")],
)
def test_a_budget_that_is_too_small_is_named_and_exits_with_3(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str], scope: str, named: str
) -> None:
    assert run(["budget", "set", scope, "0.30"]) == 0
    capsys.readouterr()
    route = ["--route", "draft=runway/gen4.5"]
    assert run(["render", "board.yaml", "-o", "film.mp4", *route, *CLI]) == 3
    assert f"The budget {named}" in told(capsys)
    assert sandbox.creations("runway") <= 1
    error = asked(capsys, "render", "board.yaml", "-o", "film.mp4", *route, *CLI, code=3)["error"]
    assert (error["code"], error["budget"]) == ("budget-exceeded", scope.partition(":")[0])


def test_routes_in_the_project_file_are_followed_until_a_provider_is_named(
    sandbox: Sandbox, project: Path
) -> None:
    (project / "reelwright.toml").write_text(
        '[routes]\ndraft = ["luma/ray-3.2", "runway/gen4.5"]\nfinal = "runway/gen4.5"\n', encoding="utf-8"
    )
    assert reelwright.render("board.yaml", "film.mp4", **SMALL).takes.made == 2
    assert (sandbox.creations("luma_agents"), sandbox.creations("runway")) == (2, 0)
    reelwright.render("board.yaml", "film.mp4", provider="previs", **SMALL)
    reelwright.render("board.yaml", "film.mp4", routes=["draft=runway"], **SMALL)
    assert (sandbox.creations("luma_agents"), sandbox.creations("runway")) == (2, 2)
    assert asked_takes(project) == {"luma", "runway", "previs"}


def asked_takes(project: Path) -> set[str]:
    from reelwright.store import open_store

    return {slate.op.split("/")[1] for slate in open_store(project).slates() if slate.op.startswith("take/")}


def test_routes_and_limits_may_come_from_the_environment(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_ROUTES", "draft=luma; final=runway/gen4.5, luma")
    monkeypatch.setenv("REELWRIGHT_LIMITS", "luma.per_minute=1; luma.deadline=0.2")
    with pytest.raises(ReelwrightError) as caught:
        reelwright.render("board.yaml", "film.mp4", **SMALL)
    assert caught.value.code == "no-turn"
    assert "1 submits a minute to luma" in caught.value.message
    assert sandbox.creations("luma_agents") == 1


def test_a_deadline_in_the_settings_ends_the_waiting_and_never_the_job(
    sandbox: Sandbox, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox.pace("luma_agents", run=60)
    (project / "reelwright.toml").write_text(
        'deadline = "1 h"\n[limits.luma]\ndeadline = 0\n', encoding="utf-8"
    )
    with pytest.raises(ReelwrightError) as caught:
        reelwright.render("board.yaml", "film.mp4", provider="luma", **SMALL)
    assert caught.value.code == "still-running"
    assert [job["state"] for job in asked(capsys, "jobs", "list")["jobs"]] == ["running", "running"]


def test_an_unknown_price_may_be_accepted_in_the_settings(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "board.yaml").write_text(BOARD, encoding="utf-8")
    with Sandbox("minimax", pace=Pace(run=0), max_side=160) as sandbox:
        for name, value in sandbox.environment().items():
            monkeypatch.setenv(name, value)
        hailuo = ["render", "board.yaml", "-o", "film.mp4", "--provider", "minimax/MiniMax-Hailuo-2.3", *CLI]
        assert asked(capsys, *hailuo, code=3)["error"]["code"] == "unknown-cost"
        monkeypatch.setenv("REELWRIGHT_ACCEPT_UNKNOWN_COST", "true")
        report = asked(capsys, *hailuo)
        assert report["takes"]["made"] == 2
        assert any("Nobody told what minimax" in note for note in report["notes"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[routes]\nfinal = "nobody/x"\n', "unknown-provider"),
        ('[routes]\n"FINAL!" = "previs"\n', "bad-route"),
        ("[limits.runwya]\nconcurrency = 2\n", "unknown-provider"),
    ],
)
def test_a_route_that_leads_nowhere_is_bad_input(project: Path, text: str, code: str) -> None:
    (project / "board.yaml").write_text(BOARD, encoding="utf-8")
    (project / "reelwright.toml").write_text(text, encoding="utf-8")
    with pytest.raises(OptionError) as caught:
        reelwright.render("board.yaml", "film.mp4", **SMALL)
    assert caught.value.code == code
    assert caught.value.hint


def test_a_mistyped_address_is_refused_before_anything_is_sent_to_the_real_one(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_OPENAI_COMPAT_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("REELWRIGHT_WEBHOOK_URL", "http://127.0.0.1:9/hook")
    assert reelwright.render("board.yaml", "film.mp4", provider="luma", **SMALL).takes.made == 2
    monkeypatch.setenv("REELWRIGHT_KLINK_URL", "http://127.0.0.1:9")
    with pytest.raises(SettingsError) as caught:
        reelwright.render("board.yaml", "film.mp4", provider="runway", **SMALL)
    assert caught.value.code == "unknown-setting"
    assert "REELWRIGHT_KLING_URL" in caught.value.hint
    assert sandbox.creations("runway") == 0
