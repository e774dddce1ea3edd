"""Every command and every line of Python in the page on video tools runs, in order."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from reelwright.cli.app import run
from test_docs import ROOT, blocks, commands

PAGE = ROOT / "docs/video-tools.md"


@pytest.mark.timeout(600)
def test_every_command_and_example_of_the_tools_page_runs(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = commands(PAGE)
    assert len(shown) >= 25
    tools = set()
    for line in shown:
        words = shlex.split(line)
        assert words[0] == "reelwright"
        tools.add(" ".join(words[1:3]))
        assert run([*words[1:], "--json"]) == 0, f"{line}\n{capsys.readouterr().out}"
        found = json.loads(capsys.readouterr().out)
        for name in found.get("outputs", [found.get("output", words[-1])]):
            assert Path(name).exists() or "info" in words, line
    from reelwright.cli.video_command import command

    ours = {f"video {name}" for name in command.list_commands(None)}  # type: ignore[arg-type]
    assert ours - tools <= {"video extend", "video interpolate"}
    for code in blocks(PAGE, "python"):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("30 ")
