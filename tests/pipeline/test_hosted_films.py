"""A film whose takes come from a hosted provider, spoken to in its own wire format on loopback."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import reelwright
from reelwright.errors import ReelwrightError
from reelwright.pipeline import cache_gc
from reelwright.providers.sandbox import Sandbox

BOARD = """
schema: reelwright/storyboard@1
rate: 24
scenes:
  - id: s
    shots:
      - {id: boat, duration: 2, text: "a sailboat on a calm sea, static"}
      - {id: dog, duration: 3, text: "a dog running on the beach, tracking shot"}
"""
SMALL = {"quality": "draft", "resolution": "160x90", "audio": False}


@pytest.fixture
def sandbox(project: Path) -> object:
    """Runway on loopback, with the environment pointing at it."""
    with Sandbox("runway") as box:
        before = dict(os.environ)
        os.environ.update(box.environment(["runway"]))
        yield box
        os.environ.clear()
        os.environ.update(before)


def test_a_route_makes_every_take_once_and_a_moderated_shot_keeps_the_others(sandbox: Sandbox) -> None:
    Path("board.yaml").write_text(BOARD)
    sandbox.fault("runway", "moderated", match="dog")

    with pytest.raises(ReelwrightError) as caught:
        reelwright.render("board.yaml", "film.mp4", routes=["draft=runway/gen4.5"], **SMALL)
    assert "dog" in caught.value.message
    assert not Path("film.mp4").exists()

    report = reelwright.render("board.yaml", "film.mp4", routes=["draft=runway/gen4.5"], **SMALL)
    assert (report.takes.made, report.takes.cached) == (1, 1)
    assert report.frames == 120
    assert report.cost > 0

    again = reelwright.render("board.yaml", "film.mp4", routes=["draft=runway/gen4.5"], **SMALL)
    assert (again.takes.made, again.segments.rendered, again.cost) == (0, 0, 0)

    cache_gc(max_bytes=0)
    rebuilt = reelwright.render("board.yaml", "film.mp4", routes=["draft=runway/gen4.5"], **SMALL)
    assert rebuilt.segments.cached == 0
    assert rebuilt.takes.made == 0, "what was paid for is never collected"
    assert sandbox.creations("runway") == 2
