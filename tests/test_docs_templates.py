"""What docs/templates.md shows is true: commands run, Python runs, pictures are there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reelwright.timeline.template import gallery

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/templates.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.M | re.S)


@pytest.mark.timeout(600)
def test_every_command_shown_runs_in_order(project: Path) -> None:
    shutil.copytree(ROOT / "examples/templates", project, dirs_exist_ok=True)
    shown = [line for line in "\n".join(blocks("sh")).splitlines() if line]
    assert len(shown) >= 5
    for line in shown:
        done = subprocess.run(
            [sys.executable, "-m", *shlex.split(line)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    assert (project / "quote.mp4").stat().st_size > 1000
    assert (project / "hello.mp4").stat().st_size > 1000
    assert not (project / "out").exists()


def test_the_python_shown_runs() -> None:
    for code in blocks("python"):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "1080 1080" in done.stdout


def test_every_template_is_drawn() -> None:
    for name in gallery():
        assert f"pictures/templates/{name}.jpg" in PAGE
        assert (ROOT / f"docs/pictures/templates/{name}.jpg").stat().st_size > 1000
