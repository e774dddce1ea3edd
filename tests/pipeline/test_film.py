"""The main job end to end, on small pictures: what is made, what is kept, what is made again."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import reelwright
from conftest import read_film
from reelwright.pipeline import Progress
from reelwright.store import open_store
from reelwright.story import Storyboard, dump_storyboard, load_storyboard

SMALL = {"quality": "draft", "resolution": "160x90"}

BOARD = """
schema: reelwright/storyboard@1
title: Two places
rate: 24
seed: 3
music: {mood: calm}
scenes:
  - id: sea
    setting: {text: at sea, family: sea}
    shots:
      - id: boat
        duration: 1.5
        subject: {noun: sailboat}
        camera: static
        titles: [{text: Far away, start: 1, duration: 0.5}]
      - id: waves
        duration: 1
        camera: pan_left
  - id: meadow
    setting: {text: a meadow, family: field}
    shots:
      - id: grass
        duration: 1.25
        camera: dolly_in
"""

INSERTED = """
      - id: new
        duration: 0.75
        subject: {noun: dog}
        camera: tracking
"""


def segments_in(project: Path) -> int:
    return int(open_store(project).stat()["by_op"].get("segment", 0))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_generate_writes_a_film_of_exactly_the_asked_length(project: Path) -> None:
    report = reelwright.generate("a red fox in the snow", "fox.mp4", duration=2, fps=25, **SMALL)

    film = read_film(project / "fox.mp4")
    assert report.frames == len(film.frames) == 50
    assert (film.width, film.height) == (160, 90)
    deltas = {b - a for a, b in zip(film.times, film.times[1:], strict=False)}
    assert deltas == {Fraction(1, 25)}
    assert film.times[0] == 0
    assert abs(film.audio_seconds - 2) <= Fraction(1024, 48000)
    assert report.cost == 0
    assert "slate:" + report.slate in film.tags["comment"]


def test_the_picture_moves_and_is_never_black(project: Path) -> None:
    reelwright.generate("a dog running through a meadow, tracking shot", "dog.mp4", duration=1, **SMALL)

    luma = read_film(project / "dog.mp4").luma.astype(np.int16)
    assert luma.mean(axis=(1, 2)).min() > 30
    assert np.abs(np.diff(luma, axis=0)).mean(axis=(1, 2)).min() > 0


def test_rendering_again_renders_no_segment_and_gives_the_same_file(project: Path) -> None:
    Path("board.yaml").write_text(BOARD)
    first = reelwright.render("board.yaml", "a.mp4", **SMALL)
    again = reelwright.render("board.yaml", "b.mp4", **SMALL)

    assert first.segments.rendered == first.segments.total > 3
    assert again.segments.rendered == 0
    assert again.takes.made == 0
    assert digest(Path("a.mp4")) == digest(Path("b.mp4"))


def test_another_project_renders_the_same_bytes_and_another_seed_another_picture(project: Path) -> None:
    Path("board.yaml").write_text(BOARD)
    reelwright.render("board.yaml", "a.mp4", project="one", workers=1, **SMALL)
    reelwright.render("board.yaml", "b.mp4", project="two", workers=2, **SMALL)
    Path("other.yaml").write_text(BOARD.replace("seed: 3", "seed: 4"))
    reelwright.render("other.yaml", "c.mp4", project="one", **SMALL)

    assert digest(Path("a.mp4")) == digest(Path("b.mp4"))
    a, c = read_film(Path("a.mp4")).luma, read_film(Path("c.mp4")).luma
    assert np.abs(a.astype(int) - c).mean() > 2


def test_changing_a_word_of_a_title_renders_only_the_segments_that_show_it(project: Path) -> None:
    Path("board.yaml").write_text(BOARD)
    first = reelwright.render("board.yaml", "film.mp4", **SMALL)
    Path("board.yaml").write_text(BOARD.replace("Far away", "Far off"))
    again = reelwright.render("board.yaml", "film.mp4", **SMALL)

    assert again.segments.total == first.segments.total
    assert again.segments.rendered == 1


def test_a_shot_inserted_at_the_front_is_the_only_thing_rendered(project: Path) -> None:
    Path("board.yaml").write_text(BOARD)
    first = reelwright.render("board.yaml", "film.mp4", **SMALL)
    Path("board.yaml").write_text(
        BOARD.replace("    shots:\n      - id: boat", f"    shots:{INSERTED}      - id: boat")
    )
    again = reelwright.render("board.yaml", "film.mp4", **SMALL)

    assert again.frames == first.frames + 18
    assert again.segments.total == first.segments.total + 1
    assert again.segments.rendered == 1
    assert again.takes.made == 1


def test_a_killed_render_resumes_without_rerendering_finished_segments(project: Path) -> None:
    long = BOARD.replace("duration: 1.25", "duration: 12")
    Path("board.yaml").write_text(long)
    whole = reelwright.render("board.yaml", "whole.mp4", project="whole", **SMALL)
    code = (
        "import reelwright; reelwright.render('board.yaml', 'film.mp4', project='cut', "
        "quality='draft', resolution='160x90')"
    )
    process = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    deadline = time.monotonic() + 60
    while segments_in(project / "cut") < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    assert not Path("film.mp4").exists()
    resumed = reelwright.render("board.yaml", "film.mp4", project="cut", **SMALL)
    assert 3 <= resumed.segments.cached < whole.segments.total
    assert resumed.segments.rendered == whole.segments.total - resumed.segments.cached
    assert digest(Path("film.mp4")) == digest(Path("whole.mp4"))


@pytest.mark.parametrize(
    ("fps", "ratio", "resolution", "size"),
    [
        ("24", "9:16", "480p", (480, 854)),
        ("30000/1001", "1:1", "201x201", (202, 202)),
        ("60", "21:9", "480p", (1120, 480)),
        ("30", "4:5", "480p", (480, 600)),
    ],
)
def test_rates_and_shapes_come_out_as_asked(
    project: Path, fps: str, ratio: str, resolution: str, size: tuple[int, int]
) -> None:
    report = reelwright.generate(
        "waves on a beach, pan left",
        "x.mp4",
        duration="0.2",
        fps=fps,
        ratio=ratio,
        resolution=resolution,
        quality="draft",
    )

    film = read_film(Path("x.mp4"))
    assert (film.width, film.height) == size == (report.width, report.height)
    rate = Fraction(fps)
    assert len(film.frames) == report.frames == round(Fraction(1, 5) * rate)
    assert film.times[-1] == (report.frames - 1) / rate


def test_a_film_of_one_frame_plays(project: Path) -> None:
    report = reelwright.generate("the moon", "one.mp4", duration="1/30", **SMALL)

    assert report.frames == len(read_film(Path("one.mp4")).frames) == 1


def test_no_frame_at_a_boundary_is_black_or_a_duplicate(project: Path) -> None:
    board = reelwright.storyboard(
        "4s product demo of organic honey, close-up, warm lighting", shots=4, style="clean"
    )
    report = reelwright.render(board, "honey.mp4", **SMALL)

    luma = read_film(Path("honey.mp4")).luma.astype(np.int16)
    assert report.frames == len(luma) == 120
    assert len(report.shots) == 4
    starts = np.cumsum([shot.frames for shot in report.shots])[:-1]
    for frame in starts:
        for n in range(frame - 2, frame + 2):
            assert luma[n].mean() > 30
            assert np.abs(luma[n] - luma[n - 1]).max() > 0


def test_a_shot_may_be_a_media_file_beside_the_storyboard(project: Path) -> None:
    Path("clips").mkdir()
    reelwright.generate("a lighthouse by the sea", "clips/light.mp4", duration=1, **SMALL)
    board = "\n".join(
        [
            "scenes:",
            "  - id: a",
            "    shots:",
            "      - {id: one, duration: 1, media: clips/light.mp4}",
            "      - {id: two, duration: 0.5, subject: {noun: dog}, transition: dissolve}",
        ]
    )
    Path("board.yaml").write_text("schema: reelwright/storyboard@1\n" + board)
    report = reelwright.render("board.yaml", "film.mp4", **SMALL)

    original, film = read_film(Path("clips/light.mp4")).luma, read_film(Path("film.mp4")).luma
    assert report.frames == len(film) == 45
    assert np.abs(film[10].astype(int) - original[10]).mean() < 8


def test_progress_reaches_the_watcher_and_counts_every_frame(project: Path) -> None:
    seen: list[Progress] = []
    reelwright.generate("a boat", "boat.mp4", duration=1, watch=seen.append, **SMALL)

    stages = [progress.stage for progress in seen]
    assert stages[0] == "plan"
    assert stages[-1] == "done"
    rendering = [progress for progress in seen if progress.stage == "render"]
    assert max(progress.done for progress in rendering) == rendering[-1].total == 30


def test_a_storyboard_written_by_the_planner_renders_as_it_would_from_memory(project: Path) -> None:
    board = reelwright.storyboard("a sailboat on a stormy sea", shots=2, duration=1)
    dump_storyboard(board, Path("board.yaml"))

    again = load_storyboard(Path("board.yaml"))
    assert isinstance(again, Storyboard)
    a = reelwright.render(board, "a.mp4", **SMALL)
    b = reelwright.render("board.yaml", "b.mp4", **SMALL)
    assert b.segments.rendered == 0
    assert a.slate == b.slate
