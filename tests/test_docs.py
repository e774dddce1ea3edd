"""What the documents say is true: their commands run, their Python runs, their references are current."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text(encoding="utf-8"), re.M | re.S)


def commands(path: Path) -> list[str]:
    """The reelwright commands of a document, in order, without the installer in front of them."""
    lines = "\n".join(blocks(path, "sh")).replace("\\\n", " ").splitlines()
    return [re.sub(r"^pip install uv && uv run ", "", line) for line in lines if "reelwright " in line]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "name", ["README.md", "docs/tutorial.md", "docs/generation-types.md", "docs/interchange.md"]
)
def test_every_command_shown_runs_in_order(project: Path, name: str) -> None:
    shown = commands(ROOT / name)
    assert len(shown) >= 4
    for line in shown:
        words = shlex.split(line)
        assert words[0] == "reelwright"
        if "render" in words and "--quality" not in words:
            words += ["--quality", "draft", "--resolution", "240x136"]
        done = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stderr}"


@pytest.mark.parametrize("name", ["README.md", "docs/tutorial.md", "docs/generation-types.md"])
def test_every_python_example_shown_runs(project: Path, name: str) -> None:
    shown = blocks(ROOT / name, "python")
    assert shown
    for code in shown:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout


def test_the_example_script_runs(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples/first_film.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (project / "boat.mp4").stat().st_size > 10_000


def test_the_cli_reference_is_what_the_commands_say() -> None:
    from make_cli_reference import reference

    assert (ROOT / "docs/cli.md").read_text(encoding="utf-8") == reference()


def test_every_local_link_leads_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"
