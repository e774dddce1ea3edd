"""Fixtures that every floor uses: a project folder, and a reader of finished films."""

from __future__ import annotations

import os
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


@dataclass
class Film:
    """What a player would find in a file."""

    frames: list[np.ndarray]
    times: list[Fraction]
    width: int
    height: int
    audio_seconds: Fraction
    tags: dict[str, str]

    @property
    def luma(self) -> np.ndarray:
        """All luma planes, (frames, height, width)."""
        return np.stack(self.frames)


def read_film(path: Path) -> Film:
    """Decode every frame of ``path``."""
    with av.open(str(path)) as file:
        video = file.streams.video[0]
        frames, times = [], []
        for frame in file.decode(video):
            frames.append(frame.to_ndarray(format="gray"))
            times.append(frame.pts * frame.time_base)
        width, height, tags = video.width, video.height, dict(file.metadata)
    seconds = Fraction(0)
    with av.open(str(path)) as file:
        if file.streams.audio:
            audio = file.streams.audio[0]
            seconds = Fraction(audio.duration) * audio.time_base
    return Film(frames, times, width, height, seconds, tags)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project that is also the current folder; no REELWRIGHT_ settings but the art cache."""
    for name in list(os.environ):
        if name.startswith("REELWRIGHT_") and name != "REELWRIGHT_CACHE_DIR":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path
