"""What docs/planners.md and docs/catalogue.md say is true: their commands, Python and settings work."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from reelwright.config import Settings, load_settings
from reelwright.providers.sandbox import KINDS, PLANNERS, Sandbox

DOCS = Path(__file__).resolve().parent.parent / "docs"


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (DOCS / name).read_text(encoding="utf-8"), re.M | re.S)


@pytest.fixture
def sandbox(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with Sandbox("chat_openai") as running:
        for variable, value in running.environment().items():
            monkeypatch.setenv(variable, value)
        yield running


@pytest.mark.timeout(600)
def test_every_command_and_every_example_of_the_planners_runs(sandbox: Sandbox, project: Path) -> None:
    lines = [line for block in blocks("planners.md", "sh") for line in block.splitlines()]
    assert len(lines) >= 5
    for line in lines:
        words = shlex.split(line)
        if words[1] == "generate":
            words += ["--quality", "draft", "--resolution", "240x136", "--workers", "1"]
        done = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    [code] = blocks("planners.md", "python")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.split()[0] == "llm", done.stderr
    assert (project / "honey.yaml").read_text(encoding="utf-8").count("- id: shot-") == 4
    assert sandbox.creations("chat_openai") == 4


def test_the_settings_shown_are_settings(project: Path) -> None:
    for name in ("planners.md", "catalogue.md"):
        [shown] = blocks(name, "toml")
        (project / "reelwright.toml").write_text(shown, encoding="utf-8")
        assert all(
            getattr(load_settings(project), key) == value for key, value in tomllib.loads(shown).items()
        )
    named = set(
        re.findall(r"`(planner_\w+|database_url)`", (DOCS / "planners.md").read_text(encoding="utf-8"))
    )
    assert named == {key for key in Settings.model_fields if key.startswith("planner_")}


def test_every_fault_and_every_chat_service_is_named() -> None:
    for name in ("planners.md", "sandbox.md"):
        text = (DOCS / name).read_text(encoding="utf-8")
        assert all(f"`{kind}`" in text for kind, event in KINDS.items() if event == "answer")
        assert all(f"`{service}`" in text for service in PLANNERS)
