"""Bad input ends with the designed exit code, a sentence and a next step; no traceback, no partial file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reelwright.cli.app import run
from reelwright.store import open_store

SMALL = ["--quality", "draft", "--resolution", "160x90", "--duration", "0.2"]

BROKEN = "schema: reelwright/storyboard@1\nscenes:\n  - id: a\n    shots: [\n"
NEWER = "schema: reelwright/storyboard@99\nscenes: []\n"
UNKNOWN_KEY = (
    "schema: reelwright/storyboard@1\nscenes:\n  - id: a\n    shotz:\n      - {id: b, duration: 1}\n"
)
MISSING_FILE = UNKNOWN_KEY.replace("shotz", "shots").replace("duration: 1", "duration: 1, media: gone.mp4")


def failed(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, dict[str, object]]:
    """Run with --json and return the exit code and the error object."""
    code = run([*args, "--json"])
    out = capsys.readouterr().out
    error = json.loads(out)["error"]
    assert error["message"]
    assert "Traceback" not in out
    return code, error


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["generate", ""], "prompt-empty"),
        (["generate", "   \n "], "prompt-empty"),
        (["generate", "dog " * 10_000], "prompt-too-long"),
        (["generate", "a dog", "--camera", "corkscrew"], "unknown-camera"),
        (["generate", "a dog", "--style", "cubist"], "unknown-style"),
        (["generate", "a dog", "--duration", "0"], "duration-too-short"),
        (["generate", "a dog", "--duration", "-3"], "bad-duration"),
        (["generate", "a dog", "--duration", "1e9"], "bad-duration"),
        (["generate", "a dog", "--duration", "1000000000"], "duration-too-long"),
        (["generate", "a dog", "--fps", "0"], "bad-frame-rate"),
        (["generate", "a dog", "--fps", "many"], "bad-frame-rate"),
        (["generate", "a dog", "--ratio", "16:0"], "bad-ratio"),
        (["generate", "a dog", "--resolution", "8k"], "bad-resolution"),
        (["generate", "a dog", "--quality", "best"], "unknown-quality"),
        (["generate", "a dog", "--provider", "prewis"], "unknown-provider"),
        (["generate", "a dog", "--colour", "red"], "bad-usage"),
        (["generate", "a dog", "-o", "no/such/folder/dog.mp4"], "bad-output"),
        (["generate", "a dog", "-o", "dog.mov"], "unsupported-format"),
        (["generate", "a dog", "-o", "dog"], "unsupported-format"),
        (["storyboard", "a dog", "--shots", "400", "--duration", "1"], None),
        (["render", "absent.yaml"], None),
        (["slate", "absent.mp4"], "no-slate"),
        (["cache", "gc", "--max-age", "soon"], "bad-age"),
        (["paint", "a dog"], "bad-usage"),
    ],
)
def test_bad_input_exits_with_2_and_says_what_to_do(
    project: Path, capsys: pytest.CaptureFixture[str], args: list[str], code: str | None
) -> None:
    exit_code, error = failed(capsys, *args)

    assert exit_code == 2
    assert error["hint"]
    if code is not None:
        assert error["code"] == code
    assert not list(project.glob("*.mp4*"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BROKEN, ["line"]),
        (NEWER, ["99"]),
        (UNKNOWN_KEY, ["shotz", "shots"]),
        (MISSING_FILE, ["gone.mp4"]),
        ("\x00\x01\x02", []),
        ("just a sentence", []),
        ("", []),
    ],
)
def test_a_bad_storyboard_is_refused_with_what_is_wrong_in_it(
    project: Path, capsys: pytest.CaptureFixture[str], text: str, words: list[str]
) -> None:
    Path("board.yaml").write_text(text)

    exit_code, error = failed(capsys, "render", "board.yaml", "-o", "film.mp4")

    assert exit_code == 2
    for word in words:
        assert word in f"{error['message']} {error['hint']}"
    assert not Path("film.mp4").exists()


def test_an_existing_film_survives_a_failed_render(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("film.mp4").write_bytes(b"precious")
    Path("board.yaml").write_text(MISSING_FILE)

    assert run(["render", "board.yaml", "-o", "film.mp4"]) == 2
    assert Path("film.mp4").read_bytes() == b"precious"
    said = capsys.readouterr().err
    assert "Next" in said
    assert "Traceback" not in said


def test_a_cache_that_cannot_be_written_is_named_with_a_way_out(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("blocked").write_text("a file where the project folder should be")

    exit_code, error = failed(capsys, "generate", "a dog", *SMALL, "--project", "blocked")

    assert exit_code in (1, 2)
    assert "blocked" in str(error["message"])
    assert not list(project.glob("*.mp4"))


@pytest.mark.parametrize(
    "prompt", ["ein Hund läuft über die Wiese", "كلب يجري في الحقل", "狗在田野里奔跑", "🐶🌻"]
)
def test_any_script_becomes_a_film(project: Path, prompt: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["generate", prompt, "-o", "film.mp4", *SMALL, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["frames"] == 6


def test_json_is_one_object_on_stdout_and_nothing_else(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "reelwright", "generate", "a boat", "-o", "boat.mp4", *SMALL, "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(done.stdout)
    wanted = {
        "output",
        "duration",
        "frames",
        "width",
        "height",
        "fps",
        "segments",
        "takes",
        "cost",
        "slate",
        "seconds",
    }
    assert wanted <= report.keys()
    assert {"plan", "takes", "compose", "assemble", "total", "first_playable"} <= report["seconds"].keys()


def test_without_a_terminal_progress_is_plain_lines_on_stderr(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "reelwright", "generate", "a boat", "-o", "boat.mp4", *SMALL],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Rendering" in done.stderr
    assert "\x1b" not in done.stderr + done.stdout
    assert "boat.mp4" in done.stdout
    assert "$0.00" in done.stdout


def test_ctrl_c_exits_130_leaves_no_film_and_the_next_run_continues(project: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "reelwright",
        "generate",
        "a boat at sea",
        "-o",
        "boat.mp4",
        "--quality",
        "draft",
    ]
    command += ["--resolution", "96x54", "--duration", "20"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while open_store(project).stat()["by_op"].get("segment", 0) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)

    assert process.returncode == 130
    assert "continues" in said
    assert "Traceback" not in said
    assert not list(project.glob("*.mp4*"))
    again = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    assert json.loads(again.stdout)["segments"]["cached"] >= 2
