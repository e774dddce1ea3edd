"""Editors' formats: what goes out comes back, and other programs' edits are read or refused."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelwright.errors import DocumentError, OptionError
from reelwright.timeline import Timeline
from reelwright.timeline.interchange import read_interchange, write_interchange
from reelwright.timeline.interchange.addresses import from_url, to_url


def full_timeline() -> Timeline:
    """A timeline that uses every kind of part."""
    inner = {
        "schema": "reelwright/timeline@1", "rate": "30000/1001", "width": 64, "height": 36, "name": "inner",
        "video": [[{"id": "i1", "start": 0, "length": 9, "media": {"kind": "colour", "colour": "#ff0000"}}]],
    }  # fmt: skip
    return Timeline.model_validate(
        {
            "name": "Every part", "rate": "30000/1001", "width": 1280, "height": 720, "note": "first cut",
            "video": [
                [
                    {"id": "a", "start": 0, "length": 30, "media": {"kind": "file", "path": "in/a b%20.mp4"},
                     "source_start": 12, "note": "keep", "sound": {"db": -3},
                     "takes": [{"kind": "file", "path": "in/a2.mp4"}],
                     "markers": [{"frame": 3, "length": 2, "name": "look", "note": "eyes", "colour": "red"}],
                     "effects": [{"kind": "adjust", "exposure": [{"frame": 0, "value": 0},
                                                                 {"frame": 9, "value": 1, "ease": "out"}]}]},
                    {"id": "b", "start": 30, "length": 40, "media": {"kind": "colour", "colour": "#102030"},
                     "transition": {"kind": "wipe", "frames": 10, "towards": "up"},
                     "speed": {"rate": "1/2"}, "fade_out": {"frames": 5}},
                    {"id": "n", "start": 70, "length": 9, "media": {"kind": "timeline", "timeline": inner},
                     "metadata": {"who": "me"}},
                ],
                [{"id": "up", "start": 20, "length": 30, "media": {"kind": "sequence", "path": "s/%04d.png"},
                  "transform": {"scale": 0.3, "x": 0.8}, "blend": "screen"},
                 {"id": "adj", "start": 60, "length": 10, "media": {"kind": "adjustment"},
                  "effects": [{"kind": "blur"}]}],
            ],
            "text": [
                {"id": "t2", "start": 5, "length": 30, "text": "Second", "style": "lower_third"},
                {"id": "t1", "start": 0, "length": 20, "text": "Første\nlinje", "type": {"size": 0.1}},
            ],
            "captions": [{"id": "c", "language": "de", "of": "in/a b%20.mp4", "burn": True,
                          "cues": [{"start": "1/3", "end": "2", "text": "Hallo"}]}],
            "audio": [
                {"id": "m", "start": 0, "length": 79, "kind": "music", "mood": "calm", "duck": {"db": -9}},
                {"id": "v", "start": 4, "length": 30, "kind": "voice", "text": "Hello", "track": "voices"},
                {"id": "f", "start": 1, "length": 9, "kind": "file", "path": "x.wav", "source_start": 7},
            ],
            "loudness": {"lufs": -16},
            "markers": [{"frame": 40, "name": "half"}],
            "metadata": {"k": [1, 2.5]},
        }
    )  # fmt: skip


def test_a_timeline_with_every_kind_of_part_survives_otio_unchanged(tmp_path: Path) -> None:
    timeline = full_timeline()
    write_interchange(timeline, tmp_path / "t.otio")
    back = read_interchange(tmp_path / "t.otio")
    assert back.timeline == timeline
    assert back.notes == ()


lengths = st.lists(st.integers(1, 400), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(lengths, st.sampled_from(["24", "25", "30000/1001", "60", "24000/1001"]), st.data())
def test_cuts_and_dissolves_survive_otio_at_any_rate(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int], rate: str, data: st.DataObject
) -> None:
    clips, position = [], 0
    for index, length in enumerate(lengths):
        clip = {
            "id": f"c{index}", "start": position, "length": length,
            "media": {"kind": "file", "path": f"m/{index}.mov"},
            "source_start": data.draw(st.integers(0, 10_000)),
        }  # fmt: skip
        if data.draw(st.booleans()):
            clip["transition"] = {"kind": "dissolve", "frames": data.draw(st.integers(1, length))}
        clips.append(clip)
        position += length
    timeline = Timeline.model_validate({"rate": rate, "width": 64, "height": 36, "video": [clips]})
    path = tmp_path_factory.mktemp("otio") / "t.otio"
    write_interchange(timeline, path)
    assert read_interchange(path).timeline == timeline


def test_an_edit_made_in_another_program_is_believed_over_what_we_wrote(tmp_path: Path) -> None:
    write_interchange(full_timeline(), tmp_path / "t.otio")
    edit = otio.adapters.read_from_file(str(tmp_path / "t.otio"))
    clip = edit.tracks[0][0]
    rate = clip.source_range.duration.rate
    clip.source_range = otio.opentime.TimeRange(
        otio.opentime.RationalTime(15, rate), otio.opentime.RationalTime(20, rate)
    )
    otio.adapters.write_to_file(edit, str(tmp_path / "t.otio"))
    first, second = read_interchange(tmp_path / "t.otio").timeline.video[0][:2]
    assert (first.start, first.length, first.source_start, first.note) == (0, 20, 15, "keep")
    assert second.start == 20


def test_an_otio_transition_around_its_cut_starts_the_incoming_clip_earlier(tmp_path: Path) -> None:
    edit = otio.schema.Timeline(name="x")
    track = otio.schema.Track(kind=otio.schema.TrackKind.Video)
    time = otio.opentime.RationalTime
    for name, start in (("a", 0), ("b", 50)):
        track.append(
            otio.schema.Clip(
                name=name,
                media_reference=otio.schema.ExternalReference(target_url=f"file:///m/{name}.mov"),
                source_range=otio.opentime.TimeRange(time(start, 24), time(48, 24)),
            )
        )
    track.insert(1, otio.schema.Transition(in_offset=time(6, 24), out_offset=time(4, 24),
                                           transition_type="SMPTE_Dissolve"))  # fmt: skip
    edit.tracks.append(track)
    otio.adapters.write_to_file(edit, str(tmp_path / "x.otio"))
    a, b = read_interchange(tmp_path / "x.otio").timeline.video[0]
    assert (a.start, a.length) == (0, 42)
    assert (b.start, b.length, b.source_start) == (42, 54, 44)
    assert b.transition is not None and b.transition.frames == 10


@pytest.mark.parametrize("suffix", [".fcpxml", ".xml", ".edl"])
def test_editors_formats_read_back_by_opentimelineio_have_the_same_cuts(tmp_path: Path, suffix: str) -> None:
    clips, position = [], 0
    for index, length in enumerate([48, 30, 25, 61]):
        clips.append(
            {"id": f"shot-{index}", "start": position, "length": length, "source_start": 10 * index,
             "media": {"kind": "file", "path": f"/films/shot {index}.mov"},
             **({"transition": {"kind": "dissolve", "frames": 8}} if index == 2 else {})}
        )  # fmt: skip
        position += length
    timeline = Timeline.model_validate({"rate": "24", "width": 1920, "height": 1080, "video": [clips]})
    path = tmp_path / f"film{suffix}"
    write_interchange(timeline, path)
    back = read_interchange(path, rate="24").timeline
    assert [(c.start, c.length, c.source_start) for c in back.video[0]] == [
        (c.start, c.length, c.source_start) for c in timeline.video[0]
    ]
    assert [c.media.path for c in back.video[0]] == [
        c.media.path for c in timeline.video[0]
    ] or suffix == ".edl"


def test_final_cut_xml_has_exact_times_lanes_and_titles(tmp_path: Path) -> None:
    notes = write_interchange(full_timeline(), tmp_path / "t.fcpxml")
    text = (tmp_path / "t.fcpxml").read_text()
    assert 'version="1.9"' in text and 'frameDuration="1001/30000s"' in text
    assert 'duration="1001/1000s"' in text  # 30 frames at 30000/1001
    assert "Første" in text and 'lane="-1"' in text and 'lane="1"' in text
    assert any("effects of" in note for note in notes) and any("became dissolves" in note for note in notes)


def test_gaps_become_black_and_missing_media_a_plain_colour_with_a_note(tmp_path: Path) -> None:
    time = otio.opentime.RationalTime
    track = otio.schema.Track(kind=otio.schema.TrackKind.Video)
    track.append(otio.schema.Gap(source_range=otio.opentime.TimeRange(time(0, 25), time(10, 25))))
    track.append(
        otio.schema.Clip(name="lost", source_range=otio.opentime.TimeRange(time(0, 25), time(5, 25)))
    )
    edit = otio.schema.Timeline(name="x")
    edit.tracks.append(track)
    otio.adapters.write_to_file(edit, str(tmp_path / "x.otio"))
    read = read_interchange(tmp_path / "x.otio")
    assert [(c.length, c.media.kind) for c in read.timeline.video[0]] == [(10, "colour"), (5, "colour")]
    assert "“lost” has no media" in read.notes[0]


@pytest.mark.parametrize(
    "content",
    ["", "{", "not json", "[]", '{"OTIO_SCHEMA": "Clip.1"}', '{"OTIO_SCHEMA": "Marker.2"}', "\x00" * 40],
)
def test_damaged_or_empty_edits_are_refused_with_a_reason(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.otio"
    path.write_text(content)
    with pytest.raises(DocumentError) as caught:
        read_interchange(path)
    assert caught.value.hint


def test_an_unknown_suffix_names_the_formats(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="suffix") as caught:
        write_interchange(full_timeline(), tmp_path / "x.aaf")
    assert ".fcpxml" in caught.value.hint


@given(st.text(min_size=1, max_size=60).filter(lambda s: "\x00" not in s and not s.startswith("//")))
def test_any_path_survives_its_address(path: str) -> None:
    if path.encode("utf-8", "ignore").decode() == path:
        assert from_url(to_url(path)) == path


def test_windows_and_localhost_addresses_are_understood() -> None:
    assert from_url("file://localhost/D%3a/media/x.mov") == "D:/media/x.mov"
    assert from_url("file:///a/b%20c.mov") == "/a/b c.mov"


def test_everything_of_ours_lies_under_one_key(tmp_path: Path) -> None:
    write_interchange(full_timeline(), tmp_path / "t.otio")
    data = json.loads((tmp_path / "t.otio").read_text())
    assert set(data["metadata"]) == {"reelwright"}
    assert Fraction(data["metadata"]["reelwright"]["rate"]) == Fraction(30000, 1001)
