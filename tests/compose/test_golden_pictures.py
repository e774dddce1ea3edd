"""Every thing a clip can do looks as it did when somebody last looked: see make_golden.py."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from golden_scenes import drawn, make_pictures, scenes

GOLDEN = Path(__file__).parent / "golden"
NAMES = [name for name, _, _ in scenes(Path())]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("golden")
    make_pictures(folder)
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_a_scene_looks_like_its_golden_picture(pictures: Path, name: str) -> None:
    timeline, n = next((timeline, n) for other, timeline, n in scenes(pictures) if other == name)
    want = cv2.imread(str(GOLDEN / f"{name}.png")).astype(int)
    got = drawn(timeline, n).astype(int)
    assert got.shape == want.shape
    difference = np.abs(got - want)
    assert difference.mean() < 0.8
    # Other processors may round an edge otherwise; whole areas they may not.
    assert (difference.max(axis=2) > 16).mean() < 0.004


def test_no_golden_picture_is_left_over_and_all_are_small() -> None:
    files = sorted(GOLDEN.glob("*.png"))
    assert [file.stem for file in files] == sorted(NAMES)
    assert sum(file.stat().st_size for file in files) < 700_000
