"""``reelwright video``: every tool runs, reports as JSON, and fails with words."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clips_made_here import make_clip, make_sound
from reelwright.cli.app import run


def told(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, object]:
    code = run(["video", *args, "--json"])
    out = capsys.readouterr().out
    assert code == 0, out
    found: dict[str, object] = json.loads(out)
    return found


VIDEO = {"output", "duration", "frames", "width", "height", "fps", "copied", "encoded", "seconds", "notes"}


@pytest.mark.parametrize(
    ("args", "frames"),
    [
        (["trim", "a.mp4", "-o", "o.mp4", "--start", "10f", "--duration", "20f"], 20),
        (["concat", "a.mp4", "b.mp4", "-o", "o.mp4"], 90),
        (["concat", "a.mp4", "b.mp4", "-o", "o.mp4", "--size", "64x48", "--fps", "15"], 45),
        (["loop", "a.mp4", "-o", "o.mp4", "--times", "2"], 120),
        (["resize", "a.mp4", "-o", "o.mp4", "--size", "64x48", "--fit", "blur"], 60),
        (["grade", "a.mp4", "-o", "o.mp4", "--look", "warm", "--exposure", "-0.5"], 60),
        (["speed", "a.mp4", "2", "-o", "o.mp4"], 30),
        (["reverse", "a.mp4", "-o", "o.mp4", "--no-audio"], 60),
        (["gif", "a.mp4", "-o", "o.gif", "--width", "64", "--duration", "0.5"], 6),
        (["audio", "replace", "a.mp4", "t.m4a", "-o", "o.mp4", "--gain", "-3", "--fade", "0.1,0.2"], 60),
        (["audio", "mix", "a.mp4", "t.m4a", "-o", "o.mp4", "--duck", "12", "--offset", "-0.2"], 60),
        (["audio", "add", "a.mp4", "t.m4a", "-o", "o.mp4"], 60),
        (["audio", "extract", "a.mp4", "-o", "o.wav"], 0),
        (["from-frames", "stills", "-o", "o.mp4", "--fps", "10"], 2),
    ],
)
def test_a_tool_writes_its_video_and_reports_on_it(
    project: Path, capsys: pytest.CaptureFixture[str], args: list[str], frames: int
) -> None:
    make_clip(project / "a.mp4", 2)
    make_clip(project / "b.mp4", 1)
    make_sound(project / "t.m4a", 1)
    if "stills" in args:
        told(capsys, "frames", "a.mp4", "-o", "stills", "--every", "1")
    report = told(capsys, *args)
    assert report.keys() == VIDEO
    assert report["frames"] == frames
    assert Path(str(report["output"])).stat().st_size > 0
    assert not list(project.glob("**/.reelwright-*"))


def test_tools_for_stills_report_what_they_wrote(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_clip(project / "a.mp4", 2)
    sheet = told(capsys, "contact-sheet", "a.mp4", "-o", "sheet.webp", "--columns", "2", "--rows", "2")
    assert sheet["outputs"] == ["sheet.webp"]
    thumbs = told(capsys, "thumbnails", "a.mp4", "-o", "th", "-n", "2", "--widths", "64,32", "--sprite")
    assert len(thumbs["outputs"]) == 4  # type: ignore[arg-type]
    assert thumbs["extra"] == ["th/sprite.jpg", "th/sprite.vtt"]
    stills = told(capsys, "frames", "a.mp4", "-o", "f/%03d.jpg", "--times", "0,1.5,59f")
    assert stills["outputs"] == ["f/001.jpg", "f/002.jpg", "f/003.jpg"]
    assert stills["moments"] == [0, 1.5, 59 / 30]
    found = told(capsys, "info", "a.mp4", "--loudness")
    assert found["loudness"]


def test_people_get_a_table_and_a_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_clip(project / "a.mp4", 1)
    assert run(["video", "info", "a.mp4"]) == 0
    said = capsys.readouterr().out
    for word in ("h264", "128×96", "30 fps", "aac", "groups"):
        assert word in said
    assert run(["video", "trim", "a.mp4", "-o", "o.mp4", "--end", "10f"]) == 0
    done = capsys.readouterr()
    assert "o.mp4" in done.out
    assert "10 frames" in done.out
    assert "\x1b" not in done.out + done.err


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["info", "gone.mp4"], "missing-media"),
        (["trim", "gone.mp4", "-o", "o.mp4"], "missing-media"),
        (["trim", "zero.mp4", "-o", "o.mp4"], "bad-media"),
        (["trim", "a.mp4", "-o", "a.mp4"], "output-is-input"),
        (["trim", "a.mp4", "-o", "o.xyz"], "unsupported-format"),
        (["trim", "a.mp4", "-o", "no/o.mp4"], "bad-output"),
        (["trim", "a.mp4"], "bad-usage"),
        (["resize", "a.mp4", "-o", "o.mp4"], "no-size"),
        (["resize", "a.mp4", "-o", "o.mp4", "--size", "8k"], "bad-resolution"),
        (["speed", "a.mp4", "0", "-o", "o.mp4"], "bad-speed"),
        (["speed", "a.mp4", "-2", "-o", "o.mp4"], "bad-usage"),
        (["gif", "text.mp4", "-o", "o.gif"], "bad-media"),
        (["reverse", "cut.mp4", "-o", "o.mp4"], "bad-media"),
        (["concat", "a.mp4", "cut.mp4", "-o", "o.mp4"], None),
        (["audio", "extract", "mute.mp4", "-o", "o.wav"], "no-sound"),
        (["frames", "a.mp4", "-o", "a.mp4/x", "--times", "0"], None),
        (["thumbnails", "a.mp4", "-o", "t", "--widths", "big"], "bad-option"),
        (["polish", "a.mp4"], "bad-usage"),
    ],
)
def test_what_cannot_be_done_ends_with_2_a_code_and_no_file(
    project: Path, capsys: pytest.CaptureFixture[str], args: list[str], code: str | None
) -> None:
    good = make_clip(project / "a.mp4", 1).read_bytes()
    make_clip(project / "mute.mp4", 1, sound=None)
    (project / "zero.mp4").write_bytes(b"")
    (project / "text.mp4").write_text("no video at all\n" * 40)
    (project / "cut.mp4").write_bytes(good[: len(good) // 2])
    before = sorted(p.name for p in project.iterdir())
    assert run(["video", *args, "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["message"]
    assert error["hint"]
    if code is not None:
        assert error["code"] == code
    assert sorted(p.name for p in project.iterdir()) == before


def test_an_older_output_survives_a_failure(project: Path) -> None:
    (project / "o.mp4").write_bytes(b"precious")
    (project / "zero.mp4").write_bytes(b"")
    assert run(["video", "resize", "zero.mp4", "-o", "o.mp4", "--size", "64x48"]) == 2
    assert (project / "o.mp4").read_bytes() == b"precious"


def test_ctrl_c_leaves_nothing_behind(project: Path) -> None:
    make_clip(project / "a.mp4", 20, sound=None, options={"preset": "ultrafast", "g": "300"})
    command = [
        sys.executable,
        "-m",
        "reelwright",
        "video",
        "resize",
        "a.mp4",
        "-o",
        "o.mp4",
        "--size",
        "1920x1440",
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    seen = process.stderr.readline()
    while seen and "Rendering" not in seen:
        seen = process.stderr.readline()
    time.sleep(0.3)
    os.kill(process.pid, signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "Traceback" not in said
    assert [p.name for p in project.iterdir()] == ["a.mp4"]


def test_help_lists_every_tool_and_a_slip_is_forgiven(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["video", "--help"]) == 0
    said = capsys.readouterr().out
    for name in ("info", "from-frames", "concat", "trim", "audio", "contact-sheet", "gif", "reverse"):
        assert name in said
    assert run(["video", "trimm", "a.mp4"]) == 2
    assert "Did you mean trim" in capsys.readouterr().err
