"""OpenTimelineIO's own sample edits: each loads and goes out again, or is refused with the reason.

Run by hand, with a package registry: ``pytest -n 0 tests/release/test_otio_samples.py``.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

import pytest

from reelwright.errors import DocumentError
from reelwright.timeline.interchange import read_interchange, write_interchange


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("otio")
    wanted = f"opentimelineio=={version('opentimelineio')}"
    command = [
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--no-binary",
        "opentimelineio",
        wanted,
        "-d",
        str(folder),
    ]
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False)
    if done.returncode:
        done = subprocess.run(["python3", "-m", *command], capture_output=True, text=True, check=False)
    archives = list(folder.glob("*.tar.gz"))
    if not archives:
        pytest.skip(f"the source distribution cannot be had: {done.stderr[-200:]}")
    with tarfile.open(archives[0]) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.glob("*/tests/sample_data"))


def test_every_sample_edit_loads_and_goes_out_again_or_is_refused_with_a_reason(
    samples: Path, tmp_path: Path
) -> None:
    edits = sorted(samples.glob("*.otio"))
    assert len(edits) >= 10
    loaded = 0
    for edit in edits:
        try:
            read = read_interchange(edit)
        except DocumentError as error:
            assert error.hint, edit.name
            continue
        loaded += 1
        base = [(clip.start, clip.length) for clip in read.timeline.video[0]]
        for suffix in (".otio", ".fcpxml", ".xml", ".edl"):
            path = tmp_path / f"{edit.stem}{suffix}"
            write_interchange(read.timeline, path)
            back = read_interchange(path, rate=read.timeline.rate).timeline
            assert [(clip.start, clip.length) for clip in back.video[0]] == base, (edit.name, suffix)
    print(f"{loaded} of {len(edits)} sample edits loaded")
    assert loaded >= len(edits) - 1
