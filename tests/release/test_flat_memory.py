"""Memory does not grow with the length of a film: ten minutes take what half a minute takes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

SHOT = 10
CAMERAS = ("static", "pan_left", "dolly_in", "tracking", "zoom_out", "tilt_up")


def board(seconds: int) -> str:
    """A film of that length in shots of ten seconds, no two of them alike."""
    shots = "\n".join(
        f"      - {{id: s{i}, duration: {SHOT}, camera: {CAMERAS[i % 6]}, seed: {i}, "
        f"transition: {'dissolve' if i % 3 == 1 else 'cut'}, titles: [{{text: Shot {i}, duration: 2}}]}}"
        for i in range(seconds // SHOT)
    )
    scene = "  - id: meadow\n    setting: {text: a meadow, family: field}\n    shots:\n"
    return (
        "schema: reelwright/storyboard@1\nrate: 10\nseed: 1\nmusic: {mood: calm}\nscenes:\n"
        + scene
        + shots
        + "\n"
    )


def family(pid: int) -> Iterator[int]:
    """``pid`` and all that it started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from family(int(child))


def peak(pid: int) -> int:
    """The most memory that the process ever held, in kB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def peaks(seconds: int, folder: Path) -> tuple[int, int]:
    """Peak memory of the command and of its largest worker while a film of that length is made."""
    folder.mkdir()
    (folder / "board.yaml").write_text(board(seconds))
    command = [sys.executable, "-m", "reelwright", "render", "board.yaml", "-o", "film.mp4"]
    options = ["--quality", "draft", "--resolution", "160x90", "--workers", "2", "--json"]
    process = subprocess.Popen([*command, *options], cwd=folder, stdout=subprocess.PIPE, text=True)
    own = workers = 0
    while process.poll() is None:
        try:
            members = list(family(process.pid))
            own = max(own, peak(process.pid))
            workers = max([workers, *(peak(pid) for pid in members[1:])])
        except (OSError, StopIteration):
            pass  # one of them has just ended
        time.sleep(0.2)
    assert process.stdout is not None
    report = json.loads(process.stdout.read())
    assert report["frames"] == seconds * 10
    return own, workers


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")
@pytest.mark.timeout(900)
def test_ten_minutes_take_no_more_memory_than_half_a_minute(tmp_path: Path) -> None:
    short_own, short_workers = peaks(30, tmp_path / "short")
    long_own, long_workers = peaks(600, tmp_path / "long")

    print(f"command {short_own} -> {long_own} kB, largest worker {short_workers} -> {long_workers} kB")
    assert long_own <= short_own * 1.2
    assert long_workers <= short_workers * 1.2
