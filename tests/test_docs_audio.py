"""What docs/audio.md shows is true: commands run, Python runs, the table is the effects there are."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest
from ruamel.yaml import YAML

from reelwright.compose.sound import EFFECTS
from reelwright.timeline import Clip, load_timeline

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/audio.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.M | re.S)


def sound_of(path: Path) -> np.ndarray:
    with av.open(str(path)) as file:
        parts = [frame.to_ndarray().T for frame in file.decode(audio=0)]
    return np.concatenate(parts)


@pytest.mark.timeout(600)
def test_every_command_shown_runs_and_the_films_are_as_loud_as_they_say(project: Path) -> None:
    shutil.copytree(ROOT / "examples/audio", project, dirs_exist_ok=True)
    shown = [line for line in "\n".join(blocks("sh")).splitlines() if line]
    assert len(shown) >= 3
    for line in shown:
        done = subprocess.run(
            [sys.executable, "-m", *shlex.split(line)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    for name, lufs in (("narration", -14), ("interview", -16)):
        heard = sound_of(project / f"{name}.mp4")
        assert pyloudnorm.Meter(48_000).integrated_loudness(heard) == pytest.approx(lufs, abs=0.5)


def test_the_python_shown_runs() -> None:
    for code in blocks("python"):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "job." in done.stdout


def test_the_clip_shown_is_a_clip() -> None:
    (shown,) = blocks("yaml")
    clip = Clip.model_validate({"id": "c", "start": 0, "length": 30, **YAML(typ="safe").load(shown)})
    assert clip.sound is not None


def test_the_table_names_every_effect() -> None:
    table = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", PAGE.partition("## Effects")[2], re.M)
    assert table == [(name, effect.about) for name, effect in EFFECTS.items()]


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/audio/*.yaml")))
def test_every_example_loads_and_sounds(path: Path) -> None:
    assert load_timeline(path).audio
