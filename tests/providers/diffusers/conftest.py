"""Folders of tiny weights, and an engine that is closed when its test is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reelwright.providers.adapters.diffusers import DiffusersProvider, Engine


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Saves the tiny pipeline of a name, once for all tests; skips without the extra."""
    pytest.importorskip("torch")
    pytest.importorskip("diffusers")
    pytest.importorskip("transformers")
    import torch
    from tiny_pipelines import save_tiny

    torch.set_num_threads(1)  # tiny tensors gain nothing from more, and the tests run side by side
    folder = tmp_path_factory.mktemp("weights")
    return lambda name: save_tiny(name, folder)


@pytest.fixture(scope="session")
def pictures(weights: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two small pictures."""
    from tiny_pipelines import picture

    folder = tmp_path_factory.mktemp("pictures")
    return picture(folder / "first.png"), picture(folder / "last.png", 90)


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of something that moves."""
    from fractions import Fraction

    from reelwright.providers.sandbox import ClipOrder
    from reelwright.providers.sandbox.clip import draw_clip

    path = tmp_path_factory.mktemp("source") / "source.mp4"
    draw_clip(ClipOrder("a bee", Fraction(2), 96, 64), path)
    return path


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network, and no settings of whoever runs the tests."""
    import os

    for name in list(os.environ):
        if name.startswith("REELWRIGHT_DIFFUSERS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


@pytest.fixture
def engine() -> Iterator[Engine]:
    working = Engine()
    yield working
    working.close()
    working.release()


@pytest.fixture
def provider(engine: Engine) -> DiffusersProvider:
    return DiffusersProvider(engine)
