"""Importing the package is cheap, and everything it names is there."""

from __future__ import annotations

import subprocess
import sys

import reelwright.compose


def test_importing_compose_and_timeline_loads_no_heavy_library() -> None:
    code = (
        "import sys, reelwright.compose, reelwright.timeline;"
        "print([m for m in ('numpy', 'cv2', 'av', 'pyvips', 'numba') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_of_compose_is_there() -> None:
    for name in reelwright.compose.__all__:
        assert getattr(reelwright.compose, name) is not None
