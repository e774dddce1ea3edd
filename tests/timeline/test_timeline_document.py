"""Timelines as documents: rules are explained with their place, and what is saved comes back."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from reelwright.errors import DocumentError, SchemaVersionError
from reelwright.timeline import (
    AudioItem,
    Clip,
    ColourMedia,
    FadeOut,
    FileMedia,
    GainKey,
    PrevisMedia,
    TextItem,
    Timeline,
    TransitionIn,
    dump_timeline,
    load_timeline,
    save_timeline,
    timeline_schema,
)

ROOT = Path(__file__).parents[2]


def full() -> Timeline:
    return Timeline(
        name="Honig, Ωmega",
        rate="30000/1001",
        width=720,
        height=1280,
        video=(
            (
                Clip(id="a", start=0, length=30, media=PrevisMedia(spec={"seed": 3, "camera": {"x": 0.25}})),
                Clip(
                    id="b",
                    start=30,
                    length=20,
                    source_start=4,
                    media=FileMedia(path="b.mp4", digest="ab" * 32),
                    transition=TransitionIn(kind="dissolve", frames=6),
                    fade_out=FadeOut(frames=5),
                ),
            ),
            (Clip(id="c", start=10, length=5, media=ColourMedia(colour="#aBcdef")),),
        ),
        text=(
            TextItem(
                id="t", start=2, length=9, text="مرحبا: #1", subtitle="- x", style="caption", look="dark"
            ),
        ),
        audio=(
            AudioItem(
                id="m",
                start=0,
                length=50,
                kind="music",
                mood="warm",
                fade_out=9,
                gain=(GainKey(frame=3, db=-6),),
            ),
        ),
    )


@pytest.mark.parametrize("name", ["film.yaml", "film.json"])
def test_a_saved_timeline_comes_back_the_same(tmp_path: Path, name: str) -> None:
    save_timeline(full(), tmp_path / name)
    assert load_timeline(tmp_path / name) == full()
    assert load_timeline(dump_timeline(full(), as_json=name.endswith("json"))) == full()


def test_a_saved_timeline_leaves_out_what_has_its_default() -> None:
    text = dump_timeline(full())
    assert "subtitle: '- x'" in text
    assert "digest: ''" not in text
    assert "fade_in" not in text


DOCUMENT = """\
schema: reelwright/timeline@1
rate: {rate}
width: {width}
height: 360
video:
  - - {{id: a, start: 0, length: 30, media: {{kind: colour}}}}
    - id: b
      start: {start}
      length: {length}
      media: {{kind: {kind}}}
      {more}
text:
  - {{id: {text_id}, start: {text_start}, length: 10, text: Hello}}
audio:
  - {{id: m, start: 0, length: 50, kind: music, {sound}}}
"""
GOOD: dict[str, Any] = {
    "rate": 30,
    "width": 640,
    "start": 30,
    "length": 20,
    "kind": "colour",
    "more": "",
    "text_id": "t",
    "text_start": 0,
    "sound": "fade_in: 5",
}


def test_the_document_that_the_next_test_breaks_is_good() -> None:
    assert load_timeline(DOCUMENT.format(**GOOD)).length == 50


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        ({"start": 31}, 8, "leaves a gap"),
        ({"start": 29}, 8, "overlaps"),
        ({"rate": "fast"}, 2, "frame rate"),
        ({"rate": 0}, 2, "frame rate"),
        ({"width": 641}, 3, "multiple of 2"),
        ({"length": 0}, 9, "greater than or equal to 1"),
        ({"length": "soon"}, 9, "integer"),
        ({"kind": "film"}, 10, "film"),
        ({"kind": "file"}, 10, "“path” is missing"),
        ({"more": "transition: {kind: dissolve, frames: 21}"}, 11, "longer than the clip"),
        ({"more": "fade_out: {frames: 21}"}, 11, "longer than the clip"),
        ({"more": "colour: red"}, 11, "“colour” is not known here"),
        ({"text_id": "a"}, 13, "used twice"),
        ({"text_start": 41}, 13, "after the timeline"),
        ({"sound": "fade_in: 26, fade_out: 25"}, 15, "longer than the sound"),
        ({"sound": "gain: [{frame: 4, db: 0}, {frame: 4, db: 0}]"}, 15, "not in order"),
    ],
)
def test_a_broken_rule_is_explained_where_it_is_broken(change: dict[str, Any], line: int, words: str) -> None:
    with pytest.raises(DocumentError, match=re.escape(words)) as caught:
        load_timeline(DOCUMENT.format(**{**GOOD, **change}))
    assert caught.value.facts["line"] == line
    assert caught.value.hint


def test_a_timeline_made_in_python_obeys_the_same_rules() -> None:
    with pytest.raises(ValidationError, match="no clips"):
        Timeline(width=640, height=360, video=((),))
    with pytest.raises(ValidationError, match="before clip"):
        two = tuple(Clip(id=i, start=0, length=5, media=ColourMedia()) for i in "bc")
        Timeline(width=640, height=360, video=((Clip(id="a", start=0, length=9, media=ColourMedia()),), two))


def test_a_newer_timeline_is_not_half_understood() -> None:
    with pytest.raises(SchemaVersionError):
        load_timeline(DOCUMENT.format(**GOOD).replace("timeline@1", "timeline@2"))


def test_the_published_schema_is_current() -> None:
    published = json.loads((ROOT / "docs/schema/timeline.schema.json").read_text())
    assert published == timeline_schema(), (
        "run: python -m reelwright.timeline docs/schema/timeline.schema.json"
    )


def test_the_example_in_the_documentation_loads() -> None:
    text = (ROOT / "docs/timeline.md").read_text()
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.S)
    assert len(blocks) == 1
    timeline = load_timeline(blocks[0])
    assert timeline.length == 150
    assert {item.style for item in timeline.text} == {"title", "lower_third"}
