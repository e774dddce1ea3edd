"""What docs/text.md and docs/captions.md show is true: commands run, Python runs, examples load."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reelwright.timeline import load_timeline
from reelwright.timeline.subtitles import lint_captions, load_captions

ROOT = Path(__file__).resolve().parent.parent
PAGES = {"text": "docs/text.md", "captions": "docs/captions.md"}


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", PAGES)
def test_every_command_shown_runs_in_order(project: Path, name: str) -> None:
    shutil.copytree(ROOT / "examples" / name, project, dirs_exist_ok=True)
    shown = [line for line in "\n".join(blocks(PAGES[name], "sh")).splitlines() if line]
    assert len(shown) >= 3
    for line in shown:
        done = subprocess.run(
            [sys.executable, "-m", *shlex.split(line)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    if name == "captions":
        assert (project / "hive.en.vtt").read_text(encoding="utf-8").count("-->") == 3
        assert not (project / "burned.en.vtt").exists()
        assert len(load_timeline(project / "film.yaml").captions) == 1


def test_the_python_shown_runs() -> None:
    for code in blocks(PAGES["captions"], "python"):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "too-fast" in done.stdout


@pytest.mark.parametrize(
    "path", sorted([*ROOT.glob("examples/text/*.yaml"), *ROOT.glob("examples/captions/*.yaml")])
)
def test_every_example_loads_and_shows_something(path: Path) -> None:
    timeline = load_timeline(path)
    assert timeline.text or timeline.captions


def test_the_example_captions_are_good_ones() -> None:
    for path in sorted(ROOT.glob("examples/captions/*.srt")):
        loaded = load_captions(path)
        assert loaded.notes == ()
        assert lint_captions(loaded.track) == ()
