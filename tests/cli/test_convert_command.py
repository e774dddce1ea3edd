"""reelwright convert: captions into one another, into a timeline and out of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reelwright.cli.app import run
from reelwright.timeline import CaptionTrack, Clip, Cue, FileMedia, Timeline, load_timeline, save_timeline
from reelwright.timeline.subtitles import load_captions

SRT = "1\n00:00:01,000 --> 00:00:02,500\nHello <i>there</i>\n\n2\n00:00:03,000 --> 00:00:04,001\nBye\n"


@pytest.fixture
def convert(project: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command with --json; returns its exit code and its object."""
    (project / "talk.srt").write_text(SRT, encoding="utf-8")

    def ask(*args: str) -> tuple[int, dict[str, Any]]:
        code = run(["convert", *args, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return ask


def film(*tracks: CaptionTrack) -> Timeline:
    clip = Clip(id="a", start=0, length=60, source_start=30, media=FileMedia(path="talk.mp4"))
    return Timeline(width=64, height=48, rate="30", video=((clip,),), captions=tracks)


def test_captions_go_round_all_formats(convert: Any, project: Path) -> None:
    for start, end in (("talk.srt", "a.vtt"), ("a.vtt", "b.ass"), ("b.ass", "c.srt")):
        code, found = convert(start, end)
        assert (code, found["cues"]) == (0, 2)
    assert [cue.text for cue in load_captions(project / "c.srt").track.cues] == ["Hello <i>there</i>", "Bye"]
    assert found["notes"] == []


def test_captions_become_a_track_of_a_timeline_and_come_back_in_film_time(
    convert: Any, project: Path
) -> None:
    save_timeline(film(), project / "film.yaml")
    assert convert("talk.srt", "film.yaml", "--language", "de")[0] == 0
    code, found = convert("talk.srt", "film.yaml", "--language", "de")
    assert code == 0
    assert any("replaced" in note for note in found["notes"])
    assert any("1 cue" in note or "2 cues" in note for note in found["notes"]) is True
    tracks = load_timeline(project / "film.yaml").captions
    assert [(track.id, track.language, len(track.cues)) for track in tracks] == [("captions-1", "de", 2)]

    source = CaptionTrack(id="en", of="talk.mp4", cues=(Cue(start="1", end="2.5", text="Hi"),))
    save_timeline(film(source), project / "film.yaml")
    assert convert("film.yaml", "out.vtt")[0] == 0
    assert "00:00:00.000 --> 00:00:01.500\nHi" in (project / "out.vtt").read_text(encoding="utf-8")
    code, found = convert("film.yaml", "out.vtt", "--language", "fr")
    assert (code, found["error"]["code"]) == (2, "no-captions")


def test_long_captions_are_wrapped_and_checked(convert: Any, project: Path) -> None:
    words = "one two three four five six seven eight nine ten " * 4
    (project / "long.srt").write_text(f"1\n00:00:01,000 --> 00:00:09,000\n{words}\n", encoding="utf-8")
    _, found = convert("long.srt", "plain.vtt", "--lint")
    assert "long-line" in [finding["code"] for finding in found["findings"]]
    _, found = convert("long.srt", "out.vtt", "--wrap", "--lint")
    cues = load_captions(project / "out.vtt").track.cues
    assert len(cues) == 3
    assert all(len(line) <= 42 for cue in cues for line in cue.text.split("\n"))
    assert not {"long-line", "many-lines"} & {finding["code"] for finding in found["findings"]}


def test_broken_lines_are_refused_or_left_out(convert: Any, project: Path) -> None:
    (project / "bad.srt").write_text(SRT + "\n3\n00:00:09,000 --> 00:00:08,000\nx\n", encoding="utf-8")
    code, found = convert("bad.srt", "out.vtt")
    assert (code, found["error"]["line"]) == (2, 10)
    assert not (project / "out.vtt").exists()
    code, found = convert("bad.srt", "out.vtt", "--lenient")
    assert (code, found["cues"]) == (0, 2)
    assert "line 10" in found["notes"][0]


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("talk.srt", "out.txt", "unknown-format"),
        ("talk.srt", "none.yaml", "no-timeline"),
        ("gone.srt", "out.vtt", "no-captions-file"),
        ("talk.srt", "no/such/folder/out.vtt", None),
    ],
)
def test_what_cannot_be_converted_is_said(convert: Any, start: str, end: str, code: str | None) -> None:
    status, found = convert(start, end)
    assert status == 2
    assert code in (None, found["error"]["code"])
