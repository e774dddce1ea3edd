"""Templates filled: repeats, conditions, lengths, formats, languages, brands; every problem at once."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelwright.errors import DocumentError, InputError, OptionError
from reelwright.timeline import Timeline
from reelwright.timeline.template import (
    Template,
    brand_schema,
    fill,
    gallery,
    load_brand,
    load_template,
    reading_seconds,
    template_schema,
)

SOURCE = """\
schema: reelwright/template@1
name: test
rate: "25"
formats:
  "16:9": {width: 160, height: 90}
  "9:16": {width: 90, height: 160, let: {size: 0.05}}
languages: [en, de]
texts:
  en: {hello: "Hello ${name}"}
  de: {hello: "Hallo ${name}"}
variables:
  name: {type: text, required: true, max_length: 20}
  points: {type: text, many: true, at_most: 3}
  price: {type: money, currency: USD}
  day: {type: date}
  ends: {type: choice, options: [hard, soft], default: hard}
let:
  size: 0.1
timeline:
  video:
    - - {id: one, length: 2s, media: {kind: colour, colour: "${brand.primary}"}}
      - {id: point, for: p in points,
         media: {kind: colour}, length: {fit: text, of: "${p}", min: 1s, max: 3s}}
      - id: two
        when: ends == 'soft'
        length: 1.5s
        media: {kind: colour}
        transition: {when: points, kind: dissolve, frames: 0.2s}
  text:
    - {id: hello, over: one, start: 10f, text: "${t.hello}", type: {size: "${size}"}}
    - {id: said, for: p in points, over: "point-${index}", text: "${index + 1}/${count} ${p}"}
    - {id: cost, when: price, start: "end - 1s", text: "${price}", subtitle: "${day}"}
"""


@pytest.fixture(scope="module")
def template() -> Template:
    return load_template(SOURCE)


def test_clips_follow_one_another_and_texts_lie_over_them(template: Template) -> None:
    timeline = fill(template, {"name": "Ann", "points": ["x" * 15, "y" * 200], "ends": "soft"})
    assert [(clip.id, clip.start, clip.length) for clip in timeline.video[0]] == [
        ("one", 0, 50),
        ("point-0", 50, 50),  # a second to notice it, one to read 15 characters
        ("point-1", 100, 75),
        ("two", 175, 38),
    ]
    said = [(item.id, item.start, item.length, item.text[:5]) for item in timeline.text]
    assert said == [
        ("hello", 10, 40, "Hello"),
        ("said-0", 50, 50, "1/2 x"),
        ("said-1", 100, 75, "2/2 y"),
    ]
    assert timeline.video[0][3].transition is not None and timeline.video[0][3].transition.frames == 5


def test_formats_languages_and_locales(template: Template) -> None:
    values = {"name": "Ann", "name@de": "Anna", "price": "1234.5", "day": "2026-05-01"}
    wide = fill(template, values)
    tall = fill(template, values, format="9:16", language="de_AT")
    assert (wide.width, wide.height, tall.width, tall.height) == (160, 90, 90, 160)
    assert wide.text[0].type is not None and wide.text[0].type.size == 0.1
    assert tall.text[0].type is not None and tall.text[0].type.size == 0.05
    assert [item.text for item in wide.text] == ["Hello Ann", "$1,234.50"]
    assert [item.text for item in tall.text] == ["Hallo Anna", "1.234,50\xa0$"]
    assert (wide.text[1].subtitle, tall.text[1].subtitle) == ("May 1, 2026", "1. Mai 2026")
    assert wide.text[1].start == wide.length - 25
    with pytest.raises(OptionError, match="4:3"):
        fill(template, values, format="4:3")
    with pytest.raises(OptionError, match="fr"):
        fill(template, values, language="fr")


def test_a_brand_goes_before_the_template(template: Template, tmp_path: Path) -> None:
    path = tmp_path / "kit.yaml"
    path.write_text('schema: reelwright/brand@1\nprimary: "#abcdef"\nlogo: logo.png\n')
    media = fill(template, {"name": "A"}, brand=load_brand(path)).video[0][0].media
    assert media.model_dump()["colour"] == "#abcdef"
    assert brand_schema()["properties"]["primary"]


def test_a_voice_that_is_there_is_measured() -> None:
    source = SOURCE.replace('fit: text, of: "${p}", min: 1s, max: 3s', 'fit: voice, of: "${p}"')
    asked = []

    def speak(text: str, language: str, pace: int) -> Fraction:
        asked.append((text, language, pace))
        return Fraction(7, 2)

    timeline = fill(load_template(source), {"name": "A", "points": ["some words"]}, speak=speak)
    assert timeline.video[0][1].length == 88
    assert asked == [("some words", "en", 165)]
    assert fill(load_template(source), {"name": "A", "points": ["some words"]}).video[0][1].length != 88


def test_all_problems_of_values_are_told_at_once(template: Template) -> None:
    values = {"name": "x" * 21, "points": ["a"] * 4, "price": "cheap", "day": "1.5.", "ends": "now", "nam": 1}
    with pytest.raises(InputError) as caught:
        fill(template, values)
    told = {problem["variable"] for problem in caught.value.facts["problems"]}
    assert told == {"name", "points", "price", "day", "ends", "nam"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("${t.hello}", "${t.hallo}", "hallo"),
        ("when: price", "when: prize", "prize"),
        ("p in points, over", "p in ponts, over", "ponts"),
        ("end - 1s", "end - ", "value is missing"),
        ("de: {hello:", "de: {hallo:", "texts in de"),
        ("  name: {type: text", "  end: {type: text", "taken"),
        ("max_length: 20", "maxlength: 20", "maxlength"),
        ("{size: 0.05}", "{sise: 0.05}", "sise"),
        ("default: hard", "default: loud", "loud"),
        ('text: "${t.hello}"', 'markup: true, text: "${name}"', "Markup"),
    ],
)
def test_a_broken_template_is_refused_when_it_is_read(old: str, new: str, said: str) -> None:
    assert old in SOURCE
    with pytest.raises(DocumentError) as caught:
        load_template(SOURCE.replace(old, new))
    assert said in caught.value.message
    assert caught.value.facts["line"] == SOURCE[: SOURCE.index(old)].count("\n") + 1


def test_what_becomes_no_timeline_is_told_with_the_template_s_line() -> None:
    broken = load_template(SOURCE.replace("frames: 0.2s", "frames: 9s"))
    with pytest.raises(DocumentError, match="line 28") as caught:
        fill(broken, {"name": "A", "ends": "soft", "points": ["p"]})
    assert "longer than the clip" in caught.value.message


@given(st.text(min_size=1, max_size=20))
def test_values_are_data(template: Template, name: str) -> None:
    try:
        timeline = fill(template, {"name": name})
    except InputError as error:
        assert error.facts["problems"]
        return
    shown = " ".join(name.split())
    assert timeline.text[0].text in (f"Hello {shown}", f"Hello {name.strip()}")


def test_placeholders_and_formulas_in_values_are_not_expanded(template: Template) -> None:
    for hostile in ("${t.hello}", "=1+1", "{{7*7}}", "$${name}", "${name", "<b>x</b>", "%(name)s"):
        assert fill(template, {"name": hostile}).text[0].text == f"Hello {hostile}"


def test_repeats_are_bounded() -> None:
    nested = SOURCE.replace('for: p in points, over: "point-${index}", text', "for: p in 100000, text")
    with pytest.raises(InputError) as caught:
        fill(load_template(nested), {"name": "A"})
    assert "1000" in str(caught.value.facts)


def test_media_must_be_files_of_their_kind(tmp_path: Path) -> None:
    source = SOURCE.replace("  day: {type: date}", "  day: {type: date}\n  logo: {type: image}")
    template = load_template(source)
    (tmp_path / "logo.png").write_bytes(b"png")
    fill(template, {"name": "A", "logo": "logo.png"}, folder=tmp_path)
    for bad in ("none.png", "logo.txt", "https://x.example/logo.png", "-i.png", "x" * 5000 + ".png"):
        with pytest.raises(InputError) as caught:
            fill(template, {"name": "A", "logo": bad}, folder=tmp_path)
        assert caught.value.facts["problems"][0]["variable"] == "logo"


def test_empty_items_of_a_list_of_texts_keep_the_places_of_the_others(template: Template) -> None:
    timeline = fill(template, {"name": "A", "points": ";second;"})
    assert [item.text for item in timeline.text[1:]] == ["1/2 ", "2/2 second"]


def test_schemas_are_published(template: Template) -> None:
    schema = template.schema_of_variables()
    assert schema["required"] == ["name"]
    assert schema["properties"]["points"]["maxItems"] == 3
    assert schema["properties"]["ends"] == {"type": "string", "enum": ["hard", "soft"], "default": "hard"}
    json.dumps([schema, template_schema()])


VALUES: dict[str, dict[str, Any]] = {
    "promo": {"product": "P", "photos": ["a.jpg", "b.jpg"], "reasons": ["r"], "price": 9},
    "sale": {"title": "T", "percent": 20, "until": "2026-08-31"},
    "quote": {"quote": "Q", "author": "A"},
    "news": {"headline": "H", "points": ["One", "Two"], "photos": ["a.jpg"], "day": "2026-01-01"},
    "estate": {
        "title": "T",
        "place": "P",
        "photos": ["a.jpg", "b.jpg", "c.jpg"],
        "captions": ["", "x"],
        "price": 1,
        "area": 1,
        "rooms": 1,
    },
    "course": {"course": "C", "lesson": "L", "number": 1, "goals": ["g"]},
}


@pytest.mark.parametrize("name", gallery())
def test_every_template_of_the_gallery_fills_in_every_format_and_language(name: str) -> None:
    template = load_template(f"template:{name}")
    for ratio, form in template.formats.items():
        for language in template.languages:
            timeline = fill(template, VALUES[name], format=ratio, language=language, media_exists=False)
            assert isinstance(timeline, Timeline)
            assert (timeline.width, timeline.height) == (form.width, form.height)
            assert all(item.text or item.style == "progress" for item in timeline.text)
    if name == "promo":
        assert timeline.length == 15 * 30


def test_reading_takes_longer_for_more_words() -> None:
    assert reading_seconds("") == 1
    assert reading_seconds("x" * 15) == 2
