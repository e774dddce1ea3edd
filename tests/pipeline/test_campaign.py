"""Campaigns: every row is checked first, made once, resumed, and never stops the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reelwright.errors import InputError, OptionError
from reelwright.pipeline.campaign import campaign, read_rows
from reelwright.pipeline.campaign.naming import OutputPattern, safe_name

TEMPLATE = """
schema: reelwright/template@1
name: tiny
formats: {"1:1": {width: 64, height: 64}}
variables:
  title: {type: text, required: true, max_length: 12}
  tint: {type: colour, default: "#336699"}
  lut: {type: text}
timeline:
  video:
    - - {id: shared, length: 6f, media: {kind: colour, colour: "#102030"}}
      - {id: own, length: 6f, media: {kind: colour, colour: "${tint}"}}
      - {id: graded, when: lut, length: 6f, media: {kind: colour, colour: "#ffffff"},
         effects: [{kind: lut, path: "${lut}"}]}
  text:
    - {id: title, over: own, text: "${title}", style: plain}
"""


@pytest.fixture
def template(project: Path) -> Path:
    path = project / "tiny.yaml"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def make(template: Path, rows: str, **more: Any) -> Any:
    table = template.parent / "rows.csv"
    table.write_text(rows, encoding="utf-8")
    more.setdefault("resolution", "64x64")
    return campaign(template, table, "out/{title}.mp4", quality="draft", workers=1, **more)


def entries(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "out/manifest.jsonl").read_text().splitlines() if line]


@pytest.mark.timeout(180)
def test_rows_become_films_once_and_are_found_again(template: Path) -> None:
    rows = "title,tint\nOne,#aa0000\nTwo,#00aa00\nOne,#aa0000\n"
    first = make(template, rows)
    assert (first.rows, first.made, first.same, first.failed) == (3, 2, 1, 0)
    assert first.segments_cached >= 1  # what does not depend on the row was shared
    films = sorted(path.name for path in (template.parent / "out").glob("*.mp4"))
    assert films == ["One.mp4", "Two.mp4"]
    noted = entries(template.parent)
    assert [entry["status"] for entry in noted] == ["done", "done"]
    assert all(len(entry["digest"]) == 64 and entry["cost"] == "0" for entry in noted)

    again = make(template, rows)
    assert (again.made, again.skipped) == (0, 2)

    (template.parent / "out/One.mp4").write_bytes(b"damaged")
    with (template.parent / "out/manifest.jsonl").open("a") as file:
        file.write('{"row": 2, "outp')  # torn by a kill
    changed = make(template, "title,tint\nOne,#aa0000\nTwo,#0000aa\n")
    assert (changed.made, changed.skipped) == (2, 0)
    assert (template.parent / "out/One.mp4").stat().st_size > 100
    assert make(template, "title,tint\nOne,#aa0000\nTwo,#0000aa\n").skipped == 2


@pytest.mark.timeout(180)
def test_a_failed_row_never_stops_the_rest(template: Path) -> None:
    report = make(template, "title,lut\nBad,nowhere.cube\nGood,\n")
    assert (report.made, report.failed) == (1, 1)
    assert [entry["status"] for entry in entries(template.parent)] == ["failed", "done"]
    assert entries(template.parent)[0]["error"]["hint"]
    assert [path.name for path in (template.parent / "out").glob("*.mp4")] == ["Good.mp4"]


def test_every_problem_is_told_with_row_and_column_before_anything_is_made(template: Path) -> None:
    rows = "title,tint\nMuch too long a title,#aa0000\n,red\nFine,#00aa00\n"
    with pytest.raises(InputError) as caught:
        make(template, rows)
    told = {(problem["row"], problem["column"]) for problem in caught.value.facts["problems"]}
    assert told == {(1, "title"), (2, "title"), (2, "tint")}
    assert "Row 1, column title" in caught.value.message
    assert not (template.parent / "out").exists()


def test_an_unknown_column_is_told_once(template: Path) -> None:
    with pytest.raises(InputError) as caught:
        make(template, "title,titel\nOne,a\nTwo,b\n")
    assert [problem["column"] for problem in caught.value.facts["problems"]] == ["titel"]
    assert "title" in caught.value.facts["problems"][0]["hint"]


def test_outputs_that_collide_are_refused_and_names_cannot_leave_the_folder(template: Path) -> None:
    with pytest.raises(InputError, match="as row 1"):
        make(template, "title,tint\na/b,#aa0000\nA:B,#00aa00\n")
    pattern = OutputPattern("out/{title}.mp4")
    for hostile in ("../../etc/passwd", "/etc/x", "..", "a\0b", "x/../../y", "..\\..\\z", "CON"):
        try:
            path = pattern.path(1, {"title": hostile})
        except InputError:
            continue
        assert path.parent == Path("out") and path.name not in ("..mp4", "...mp4", "CON.mp4")
    assert safe_name("Zoë & Söhne GmbH") == "Zoë-Söhne-GmbH"
    assert len(safe_name("ü" * 500).encode()) <= 100
    with pytest.raises(OptionError, match="same file"):
        OutputPattern("out/film.mp4")


def test_formulas_and_placeholders_in_cells_stay_text(template: Path) -> None:
    table = template.parent / "rows.csv"
    table.write_text('title\n"=1+1"\n"${tint}"\n"@SUM(A1)"\n', encoding="utf-8")
    assert [row.cells["title"] for row in read_rows(table)] == ["=1+1", "${tint}", "@SUM(A1)"]
    report = make(template, table.read_text(), check_only=True)
    assert (report.rows, report.made) == (3, 0)


def test_a_row_of_a_megabyte_is_refused_with_its_number(tmp_path: Path) -> None:
    table = tmp_path / "rows.csv"
    table.write_text("title\nfine\n" + "x" * 2**20 + "\n")
    with pytest.raises(InputError, match=r"Row 2 is longer than 128 KiB"):
        list(read_rows(table))
    table.write_text('title\n"' + "x\n" * 2**19)  # a quote that is never closed
    with pytest.raises(InputError, match="Row 1 is longer"):
        list(read_rows(table))
    lines = tmp_path / "rows.jsonl"
    lines.write_text(json.dumps({"title": "x" * 2**20}) + '\n{"title": "fine"}\n' + "[" * 9000 + "\n")
    assert [bool(row.problem) for row in read_rows(lines)] == [True, False, True]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rows.csv", b""),
        ("rows.csv", b"a,a\n1,2\n"),
        ("rows.csv", b"a,\n1,2\n"),
        ("rows.csv", b"a\n\xff\xfe\n"),
        ("rows.csv", b'a\n"x"y\n'),
        ("rows.parquet", b"PAR1 no"),
        ("rows.xlsx", b"PK"),
    ],
)
def test_broken_tables_are_refused_with_a_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        list(read_rows(tmp_path / name))
    assert caught.value.hint


def test_the_same_rows_from_csv_jsonl_and_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    (tmp_path / "a.csv").write_text("\ufefftitle;tint\nOne;#aa0000\n\nTwo;\n", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text('{"title": "One", "tint": "#aa0000"}\n{"title": "Two", "tint": ""}\n')
    parquet.write_table(
        pyarrow.table({"title": ["One", "Two"], "tint": ["#aa0000", ""]}), tmp_path / "a.parquet"
    )
    found = [
        [dict(row.cells) for row in read_rows(tmp_path / name)] for name in ("a.csv", "a.jsonl", "a.parquet")
    ]
    assert found[0] == found[1] == found[2]
    assert found[0][0] == {"title": "One", "tint": "#aa0000"}
