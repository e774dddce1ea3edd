"""Every timeline in examples/ renders from a fresh copy, and every one is drawn in the docs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reelwright.compose import Compositor
from reelwright.pipeline.resolving import resolved
from reelwright.pipeline.sources import SourceOpener
from reelwright.timeline import load_timeline, segments

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "timelines"
sys.path.insert(0, str(ROOT / "docs"))
FILES = sorted(path.name for path in EXAMPLES.glob("*.yaml"))


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the examples with small media."""
    folder = tmp_path_factory.mktemp("examples")
    for name in FILES:
        shutil.copy(EXAMPLES / name, folder)
    command = [sys.executable, str(EXAMPLES / "make_media.py"), str(folder / "media"), "--width", "320"]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", FILES)
def test_an_example_renders_and_something_is_seen_in_every_segment(examples: Path, name: str) -> None:
    timeline = resolved(load_timeline(examples / name), examples)
    timeline = timeline.model_copy(update={"width": 192, "height": 108})
    compositor = Compositor(timeline, SourceOpener("draft"))
    pictures = []
    for part in segments(timeline, 30):
        assert part.recipe_params()["frames"] == part.range.length
        frame = compositor.frame(part.range.start + part.range.length // 2)
        assert frame.y.shape == (108, 192)
        assert frame.y.std() > 4
        pictures.append(frame.y.copy())
    compositor.close()
    if len(pictures) > 1:
        assert any(not np.array_equal(pictures[0], other) for other in pictures[1:])


def test_every_example_is_drawn_and_shown_in_the_docs() -> None:
    from make_timeline_pictures import FRAMES, PICTURES

    shown = (ROOT / "docs" / "timeline.md").read_text(encoding="utf-8")
    for name in FRAMES:
        assert f"{name}.yaml" in FILES
        assert (PICTURES / f"{name}.jpg").stat().st_size > 5_000
        assert f"pictures/timeline/{name}.jpg" in shown
        assert f"{name}.yaml" in shown
    assert {Path(name).stem for name in FILES} - set(FRAMES) <= {"card"}
