"""Captions in a medium's own time follow it through cuts, moves, speed, reverse, freeze and ramps."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reelwright.timeline import (
    CaptionTrack,
    Clip,
    ColourMedia,
    Cue,
    CueWord,
    FileMedia,
    Speed,
    SpeedKey,
    TextItem,
    Timeline,
    Type,
    project,
    projected,
    shown_text,
)

TALK = FileMedia(path="talk.mp4", digest="d" * 64)
OTHER = FileMedia(path="other.mp4", digest="e" * 64)


def film(*clips: Clip, rate: str = "30", captions: tuple[CaptionTrack, ...] = (), **more: Any) -> Timeline:
    return Timeline(width=64, height=48, rate=rate, video=(clips,), captions=captions, **more)


def clip(start: int, length: int, source: int = 0, speed: Speed | None = None, media: Any = TALK) -> Clip:
    return Clip(id=f"c{start}", start=start, length=length, media=media, source_start=source, speed=speed)


def track(*cues: tuple[str, str], of: str = "talk.mp4", **more: Any) -> CaptionTrack:
    made = tuple(Cue(start=a, end=b, text=f"cue {n}") for n, (a, b) in enumerate(cues))
    return CaptionTrack(id="captions", of=of, cues=made, **more)


def ranges(of: CaptionTrack, timeline: Timeline) -> list[tuple[str, int, int]]:
    return [(shown.cue.text, shown.range.start, shown.range.end) for shown in project(of, timeline)]


def test_a_cut_cuts_the_cue_and_a_move_moves_it() -> None:
    timeline = film(clip(0, 30, source=60), clip(30, 30, media=OTHER), clip(60, 60, source=0))
    cues = track(("1", "2.5"), ("2.9", "4"), ("10", "12"))
    # Frames 60..89 of the talk play first, then frames 0..59.
    assert ranges(cues, timeline) == [("cue 0", 0, 15), ("cue 1", 27, 30), ("cue 0", 90, 120)]


def test_a_cue_runs_on_over_a_cut_that_changes_nothing() -> None:
    timeline = film(clip(0, 30), clip(30, 30, source=30), clip(60, 30, source=0))
    assert ranges(track(("0.5", "1.5")), timeline) == [("cue 0", 15, 45), ("cue 0", 75, 90)]


def test_slow_motion_stretches_and_reverse_turns_cues_round() -> None:
    slow = film(clip(0, 120, speed=Speed(rate="1/2")))
    assert ranges(track(("1", "1.5")), slow) == [("cue 0", 60, 90)]
    back = film(clip(0, 60, source=60, speed=Speed(rate="-1")))
    assert ranges(track(("0", "0.5"), ("1", "1.5")), back) == [("cue 1", 16, 31), ("cue 0", 46, 60)]


def test_a_freeze_shows_the_cue_for_as_long_as_it_stands() -> None:
    frozen = film(clip(0, 90, source=30, speed=Speed(rate="0")))
    assert ranges(track(("0.9", "1.1"), ("1.2", "2")), frozen) == [("cue 0", 0, 90)]


def test_a_ramp_that_comes_back_shows_the_cue_twice() -> None:
    ramp = Speed(ramp=(SpeedKey(frame=0, speed="1"), SpeedKey(frame=60, speed="-1")))
    shown = ranges(track(("0.3", "0.4")), film(clip(0, 60, speed=ramp)))
    assert [text for text, _, _ in shown] == ["cue 0", "cue 0"]
    (_, a, b), (_, c, d) = shown
    assert b <= 30 <= c
    assert abs((a + d) - 60) <= 2, "the way back mirrors the way there"


def test_words_are_spoken_when_their_clip_says_them() -> None:
    words = tuple(CueWord(text=w, start=s) for w, s in (("one", "1"), ("two", "1.2"), ("three", "1.8")))
    cue = Cue(start="1", end="2", text="one two three", words=words)
    spoken = CaptionTrack(id="captions", of=TALK.digest, burn=True, style="karaoke", cues=(cue,))
    item = shown_text(film(clip(0, 40, source=15, speed=Speed(rate="2")), captions=(spoken,)))[0]
    assert (item.start, item.length) == (8, 15)
    assert [(word.text, word.frame) for word in item.words] == [("one", 0), ("two", 3), ("three", 12)]
    late = shown_text(film(clip(0, 40, source=40), captions=(spoken,)))[0]
    assert [(word.text, word.frame) for word in late.words] == [("two", 0), ("three", 14)]


def test_cues_in_film_time_end_with_the_film_and_those_outside_are_left_out() -> None:
    timeline = film(clip(0, 60, media=ColourMedia()))
    cues = track(("0", "0.5"), ("1.5", "9"), ("3", "4"), ("0.001", "0.002"), of="")
    assert ranges(cues, timeline) == [("cue 0", 0, 15), ("cue 1", 45, 60)]


def test_captions_of_another_medium_are_not_shown() -> None:
    assert ranges(track(("0", "9"), of="none.mp4"), film(clip(0, 60))) == []
    assert ranges(track(("0", "9"), of=OTHER.digest), film(clip(0, 30), clip(30, 30, media=OTHER))) == [
        ("cue 0", 30, 60)
    ]


def test_burned_captions_come_after_the_text_and_look_as_their_cue_says() -> None:
    title = TextItem(id="t", start=0, length=10, text="Title")
    cue = Cue(start="0", end="1", text="<i>Hi</i>", line=0.1, align="left")
    burned = CaptionTrack(id="captions", burn=True, type=Type(colour="#ff0000"), cues=(cue,))
    beside = CaptionTrack(id="de", language="de", cues=(cue,))
    items = shown_text(film(clip(0, 60), captions=(burned, beside), text=(title,)))
    assert [item.text for item in items] == ["Title", "<i>Hi</i>"]
    kind = items[1].type
    assert kind is not None
    assert (kind.colour, kind.y, kind.align, items[1].markup) == ("#ff0000", 0.1, "left", True)


def test_projected_captions_have_the_times_of_the_film() -> None:
    timeline = film(clip(0, 60, source=30), rate="30000/1001")
    cue = Cue(
        start="1.5",
        end="2",
        text="a b",
        words=(CueWord(text="a", start="1.5"), CueWord(text="b", start="1.7")),
    )
    new = projected(CaptionTrack(id="captions", of="talk.mp4", cues=(cue,)), timeline)
    (moved,) = new.cues
    assert new.of == ""
    assert Fraction(moved.start) == Fraction(15 * 1001, 30000)
    assert [Fraction(word.start) for word in moved.words] == [
        Fraction(15 * 1001, 30000),
        Fraction(21 * 1001, 30000),
    ]
    own = CaptionTrack(id="captions", cues=(Cue(start="0.1234", end="9", text="x"),))
    assert [(c.start, c.end) for c in projected(own, timeline).cues] == [
        ("617/5000", str(Fraction(60 * 1001, 30000)))
    ]


speeds = st.one_of(
    st.none(),
    st.fractions(Fraction(-3), Fraction(4), max_denominator=12).map(lambda rate: Speed(rate=str(rate))),
    st.lists(st.fractions(Fraction(-2), Fraction(3), max_denominator=4), min_size=2, max_size=4).map(
        lambda speeds: Speed(ramp=tuple(SpeedKey(frame=n * 12, speed=str(s)) for n, s in enumerate(speeds)))
    ),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(0, 90), speeds), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 2500)), min_size=1, max_size=4),
    st.sampled_from(["24", "25", "30000/1001", "60"]),
)
def test_every_frame_shows_exactly_the_cues_that_its_own_time_lies_in(
    parts: list[tuple[int, int, Speed | None]], spans: list[tuple[int, int]], rate: str
) -> None:
    clips, at = [], 0
    for length, source, speed in parts:
        clips.append(clip(at, length, source, speed))
        at += length
    cues = track(*((str(Fraction(a, 1000)), str(Fraction(a + b, 1000))) for a, b in spans))
    timeline = film(*clips, rate=rate)
    shown = project(cues, timeline)
    per_frame = [sorted(s.cue.text for s in shown if n in s.range) for n in range(at)]
    for piece in clips:
        for n in range(piece.length):
            second = piece.source_position(n) / timeline.frame_rate.value
            wanted = sorted(c.text for c in cues.cues if Fraction(c.start) <= second < Fraction(c.end))
            assert per_frame[piece.start + n] == wanted
    for one in shown:
        for second in (Fraction(one.cue.start), Fraction(one.cue.end)):
            assert one.range.start <= one.frame_of(second, timeline.frame_rate) <= one.range.end
    assert [s.range.start for s in shown] == sorted(s.range.start for s in shown)
    new = projected(cues, timeline)
    assert [(Fraction(c.start) * timeline.frame_rate.value, c.text) for c in new.cues] == [
        (s.range.start, s.cue.text) for s in shown
    ]
