"""Caption files: exact, strict, and the same after a round trip."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelwright.errors import DocumentError, OptionError, ReelwrightError
from reelwright.timeline import CaptionTrack, Cue, CueWord
from reelwright.timeline.subtitles import dump_captions, load_captions, save_captions

SRT = """1
00:00:01,000 --> 00:00:02,500
Hello <i>there</i>.

2
00:00:03,000 --> 00:00:04,001
Two
lines
"""
VTT = """WEBVTT - a film
Kind: captions

STYLE
::cue(.loud) { color: red }

REGION
id:fred
width:40%

NOTE the first one

intro
00:01.000 --> 00:02.500 line:0 position:10%,line-left align:start region:fred
<v Mary O'Brien>Hello <c.loud>there</c> &amp; <i>welcome</i>

NOTE
two
lines

1:00:03.000 --> 1:00:05.000
<00:00:03.000>One <1:00:03.500>two <1:00:04.250>three

NOTE the end
"""
ASS = r"""[Script Info]
; a remark
Title: A film
ScriptType: v4.00+
PlayResX: 1280
PlayResY: 720

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Georgia,48,&H0000FFFF,&H000000FF,&H00102030,&H80000000,-1,0,0,0,100,100,0,0,1,3,2,2,10,10,10,1
Style: Top,Arial,36,&H00FFFFFF,&H000000FF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,2,0,8,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,not shown
Dialogue: 0,0:00:01.00,0:00:02.50,Default,Ann,0,0,0,,Hello, {\i1}you{\i0}\Nand {\b1}you{\b0}
Dialogue: 3,0:00:03.00,0:00:05.00,Default,,0,0,0,,{\k50}Ka{\k50}ra{\k100}oke
Dialogue: 0,0:00:06.00,0:00:07.00,Top,,0,0,0,,{\fad(200,200)\c&HFF00FF&}Up {\t(0,500,\fscx120)}here
Dialogue: 0,0:00:08.00,0:00:09.00,Default,,0,0,0,,{\an8\pos(640,72)}Placed
"""  # noqa: E501


def cues(text: str, **more: Any) -> list[tuple[Fraction, Fraction, str]]:
    track = load_captions(text, **more).track
    return [(Fraction(cue.start), Fraction(cue.end), cue.text) for cue in track.cues]


def test_srt_is_read_to_the_millisecond() -> None:
    assert cues(SRT) == [
        (Fraction(1), Fraction(5, 2), "Hello <i>there</i>."),
        (Fraction(3), Fraction(4001, 1000), "Two\nlines"),
    ]


@pytest.mark.parametrize("text", [SRT, VTT, ASS], ids=["srt", "vtt", "ass"])
def test_a_round_trip_changes_nothing_that_the_format_can_carry(text: str) -> None:
    form: Any = "vtt" if text is VTT else "ass" if text is ASS else "srt"
    first = load_captions(text, form=form).track
    written, notes = dump_captions(first, form)
    assert notes == ()
    assert load_captions(written, form=form).track == first
    assert dump_captions(load_captions(written, form=form).track, form)[0] == written
    for line in text.splitlines():
        if line.startswith("1:00:"):
            line = line.replace("1:00:", "01:00:")
        if line.startswith("00:01.000"):
            line = line.replace("00:01.000 --> 00:02.500", "00:00:01.000 --> 00:00:02.500")
        assert line in written


def test_vtt_keeps_names_settings_notes_voices_and_styles() -> None:
    track = load_captions(VTT).track
    first, second = track.cues
    assert (first.id, first.note, first.speaker) == ("intro", "the first one", "Mary O'Brien")
    assert first.text == "Hello there & <i>welcome</i>"
    assert (first.align, round(first.line or 1, 2)) == ("left", 0.03)
    assert second.note == "two\nlines"
    assert [(word.text, Fraction(word.start) - 3600) for word in second.words] == [
        ("One", 3), ("two", Fraction(7, 2)), ("three", Fraction(17, 4))
    ]  # fmt: skip
    assert "::cue(.loud)" in track.source["vtt"]


def test_a_changed_cue_is_written_as_it_is_now() -> None:
    track = load_captions(VTT).track
    cue = track.cues[0].model_copy(update={"text": "Bye & <b>bye</b>", "line": 0.25})
    written, _ = dump_captions(track.model_copy(update={"cues": (cue,)}), "vtt")
    assert "Bye &amp; <b>bye</b>" in written
    assert "line:25%" in written
    assert "loud>" not in written
    again = load_captions(written).track.cues[0]
    assert (again.text, again.line, again.speaker) == (cue.text, cue.line, cue.speaker)


def test_ass_styles_become_type_and_karaoke_becomes_words() -> None:
    loaded = load_captions(ASS)
    kind, shown = loaded.track.type, loaded.track.cues
    assert kind is not None
    assert (kind.font, kind.weight, kind.colour) == ("Georgia", 700, "#ffff00")
    assert kind.size == pytest.approx(48 / 720 / 1.2, abs=1e-4)
    assert kind.outline is not None
    assert kind.outline.colour == "#302010"
    assert shown[0].text == "Hello, <i>you</i>\nand <b>you</b>"
    assert shown[0].speaker == "Ann"
    assert [(w.text, w.start, w.end) for w in shown[1].words] == [
        ("Ka", "3", "7/2"), ("ra", "7/2", "4"), ("oke", "4", "5")
    ]  # fmt: skip
    assert loaded.track.style == "karaoke"
    assert shown[2].text == "Up here"
    assert shown[2].line == pytest.approx(0.1)
    assert shown[3].line == pytest.approx(0.1)
    assert any("kept for ASS only" in note for note in loaded.notes)
    assert any("2 styles" in note for note in loaded.notes)


@pytest.mark.parametrize("source", [SRT, VTT, ASS], ids=["srt", "vtt", "ass"])
@pytest.mark.parametrize("form", ["srt", "vtt", "ass"])
def test_every_format_becomes_every_other(source: str, form: Any) -> None:
    track = load_captions(source).track
    again = load_captions(dump_captions(track, form)[0], form=form).track
    assert [(c.start, c.end, c.text) for c in again.cues] == [
        (c.start, c.end if form != "ass" else again.cues[n].end, c.text) for n, c in enumerate(track.cues)
    ]
    if form != "srt":
        assert [c.speaker for c in again.cues] == [c.speaker.replace(",", " ") for c in track.cues]
        assert [[w.text for w in c.words] for c in again.cues] == [
            [w.text for w in c.words] for c in track.cues
        ]


def test_ass_rounds_to_hundredths_and_says_so() -> None:
    track = CaptionTrack(
        id="a", cues=(Cue(start="1.004", end="2.005", text="x"), Cue(start="3", end="3.001", text="y"))
    )
    written, notes = dump_captions(track, "ass")
    assert notes == ("3 times were rounded to hundredths of a second",)
    assert "0:00:01.00,0:00:02.01" in written
    assert "0:00:03.00,0:00:03.01" in written, "a cue lasts"
    assert dump_captions(track, "vtt")[1] == ()


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", ""), ("utf-8", "\ufeff"), ("utf-16", ""), ("utf-16-le", ""), ("utf-16-be", "")],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_encoding_and_line_end_reads_the_same(tmp_path: Path, encoding: str, mark: str, end: str) -> None:
    path = tmp_path / "film.de.srt"
    text = SRT.replace("Hello", "Größe ☂")
    path.write_bytes((mark + text).replace("\n", end).encode(encoding))
    loaded = load_captions(path)
    assert loaded.track.cues[0].text == "Größe ☂ <i>there</i>."
    assert loaded.track.language == "de"
    assert loaded.notes == ()


def test_windows_1252_is_read_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "old.srt"
    path.write_bytes(SRT.replace("Hello", "Déjà vu – “oui”").encode("cp1252"))
    loaded = load_captions(path)
    assert loaded.track.cues[0].text.startswith("Déjà vu – “oui”")
    assert any("Windows-1252" in note for note in loaded.notes)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("1\n00:00:05,000 --> 00:00:04,000\nx\n", 2, "not after its start"),
        ("1\n-00:00:05,000 --> 00:00:04,000\nx\n", 2, "before the start"),
        ("1\n00:00:01,000 --> 00:99:04,000\nx\n", 2, "more than 59"),
        (SRT + "\nstray words\n", 10, "neither a cue's number"),
        ("1\n00:00:01,000 -> 00:00:04,000\nx\n", 2, "not “from --> to”"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nx\n00:03.000 --> 00:04.000\ny\n", 5, "cannot hold"),
        ("WEBVTT\n\nhello\nthere\n", 3, "neither a cue"),
        (ASS.replace("0:00:03.00,0:00:05.00", "0:00:03.00,soon"), 17, "“soon” is not a time"),
        (ASS + "Dialogue: 0,1\n", 20, "2 fields, not 10"),
    ],
)
def test_a_broken_line_is_named(text: str, line: int, why: str) -> None:
    with pytest.raises(DocumentError) as error:
        load_captions(text)
    assert error.value.facts["line"] == line
    assert why in error.value.message
    if text.count("-->") > 1 or "Dialogue" in text:
        loaded = load_captions(text, strict=False)
        assert any(f"line {line}" in note for note in loaded.notes)


@pytest.mark.parametrize("text", ["", "\n\n", "1\n", "just words", "\ufeff"])
def test_a_file_without_captions_is_refused(text: str) -> None:
    with pytest.raises(DocumentError):
        load_captions(text, form="srt")
    if not text.strip("\ufeff\n"):
        with pytest.raises(DocumentError) as error:
            load_captions(text, form="srt", strict=False)
        assert error.value.code == "no-captions"


def test_large_and_binary_files_are_refused_unread(tmp_path: Path) -> None:
    large = tmp_path / "large.srt"
    large.write_bytes(b"1\n" * (6 * 1024 * 1024))
    with pytest.raises(DocumentError) as error:
        load_captions(large)
    assert error.value.code == "too-large"
    binary = tmp_path / "film.srt"
    binary.write_bytes(bytes(range(256)) * 40)
    with pytest.raises(DocumentError):
        load_captions(binary)
    with pytest.raises(DocumentError) as error:
        load_captions(tmp_path / "none.srt")
    assert error.value.code == "no-captions-file"


def test_markup_of_the_web_is_text() -> None:
    evil = "<script>alert('x')</script> <img src=x onerror=y> {\\p1}m 0 0{\\p0}"
    track = CaptionTrack(id="a", cues=(Cue(start="0", end="1", text=evil),))
    for form in ("srt", "vtt", "ass"):
        written, _ = dump_captions(track, form)  # type: ignore[arg-type]
        if form == "vtt":
            assert "<script>" not in written
        assert load_captions(written, form=form).track.cues[0].text == evil  # type: ignore[arg-type]


def test_the_name_says_the_format_and_wrong_ones_are_refused(tmp_path: Path) -> None:
    track = load_captions(SRT).track
    save_captions(track, tmp_path / "a.vtt")
    assert (tmp_path / "a.vtt").read_text(encoding="utf-8").startswith("WEBVTT\n\n00:00:01.000 -->")
    with pytest.raises(OptionError):
        save_captions(track, tmp_path / "a.txt")
    assert list(tmp_path.iterdir()) == [tmp_path / "a.vtt"]


seconds = st.integers(0, 10**7).map(lambda ms: Fraction(ms, 1000))
letters = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\x85\ufeff"), max_size=30
)
text_lines = st.lists(letters.map(lambda t: t.strip()).filter(bool), min_size=1, max_size=3).map("\n".join)


@st.composite
def tracks(draw: st.DrawFn) -> CaptionTrack:
    made = []
    for _ in range(draw(st.integers(1, 4))):
        start = draw(seconds)
        end = start + Fraction(draw(st.integers(10, 9000)), 1000)
        words = ()
        text = draw(text_lines)
        made.append(
            Cue(
                start=str(start),
                end=str(end),
                text=text,
                words=words,
                speaker=draw(st.sampled_from(["", "Ann", "Bo C"])),
            )
        )
    return CaptionTrack(id="captions", cues=tuple(made))


@settings(max_examples=120, deadline=None)
@given(tracks(), st.sampled_from(["srt", "vtt", "ass"]))
def test_any_track_survives_a_file(track: CaptionTrack, form: Any) -> None:
    written, _ = dump_captions(track, form)
    again = load_captions(written, form=form, strict=False).track
    first = [(cue.text, cue.speaker if form != "srt" else "") for cue in again.cues]
    written_again, _ = dump_captions(again, form)
    assert written_again == written
    assert len(again.cues) <= len(track.cues)
    plain = [
        cue
        for cue in track.cues
        if not set(cue.text) & set("<>{}\\&;\u00a0") and cue.text == " ".join(cue.text.split(" "))
    ]
    for cue in plain:
        assert any(text == cue.text for text, _ in first)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["srt", "vtt", "ass"]))
def test_any_text_is_read_or_refused(text: str, form: Any) -> None:
    heads = {
        "srt": "1\n00:00:01,000 --> 00:00:02,000\n",
        "vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n",
        "ass": ASS[: ASS.index("Comment")] + "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,",
    }
    for head in ("", heads[form]):
        for strict in (True, False):
            try:
                track = load_captions(head + text, form=form, strict=strict).track
            except ReelwrightError:
                continue
            assert all(0 <= Fraction(cue.start) < Fraction(cue.end) for cue in track.cues)


def test_words_that_pause_keep_their_times_in_karaoke() -> None:
    words = (CueWord(text="One", start="1", end="1.5"), CueWord(text="two", start="2", end="2.5"))
    track = CaptionTrack(
        id="captions", style="karaoke", cues=(Cue(start="1", end="4", text="One two", words=words),)
    )
    for form in ("vtt", "ass"):
        again = load_captions(dump_captions(track, form)[0]).track.cues[0]  # type: ignore[arg-type]
        assert [(w.text, Fraction(w.start)) for w in again.words] == [("One", 1), ("two", 2)]
    assert Fraction(again.words[0].end or 0) == Fraction(3, 2)
