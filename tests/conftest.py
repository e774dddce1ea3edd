"""Fixtures that every floor uses: a project folder, a Postgres, and a reader of finished films."""

from __future__ import annotations

import importlib
import os
import secrets
from collections.abc import Iterator
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


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URI of a Postgres server of our own; skips where none can be started."""
    try:
        pgserver = importlib.import_module("pgserver")
        importlib.import_module("psycopg")
    except ImportError:
        pytest.skip("pgserver and psycopg are not installed")
    running, why = None, ""
    for _ in range(3):  # it waits ten seconds for its server, which a busy machine may not keep
        try:
            running = pgserver.get_server(str(tmp_path_factory.mktemp("pg")))
            break
        except Exception as error:  # no user to run it as, no shared memory, no free port
            why = f"{type(error).__name__}: {error}"
    if running is None:
        pytest.skip(f"Postgres cannot be started here: {why[:300]}")
    yield running.get_uri()
    running.cleanup()


@pytest.fixture
def postgres(postgres_server: str) -> str:
    """The URL of a new database in it."""
    name = f"test_{secrets.token_hex(6)}"
    psycopg = importlib.import_module("psycopg")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    path = postgres_server.replace("/postgres?", f"/{name}?", 1)
    return path.replace("postgresql://", "postgresql+psycopg://", 1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the tests that kill workers have counted, all adapters together."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    tallies = [value for report in reports for name, value in report.user_properties if name == "tally"]
    if not tallies:
        return
    terminalreporter.section("kill -9 on the way to a provider")
    for tally in tallies:
        terminalreporter.write_line(", ".join(f"{name} {value}" for name, value in tally.items()))
    total = {name: sum(tally[name] for tally in tallies) for name in ("kills", "intents", "creations")}
    terminalreporter.write_line(", ".join(f"{name} {value}" for name, value in total.items()) + " in all")
