"""Documents: what cannot be read says where and what to do; what is written is whole."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelwright.documents import MAX_BYTES, dump_document, read_document, write_document
from reelwright.errors import DocumentError, OutputError, SchemaVersionError

KIND = {"kind": "timeline", "current_schema": "reelwright/timeline@1"}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: [1,\nb: 2", 2, 5),
        ("a:\n\t- b", 2, 1),
        ("a: 1\na: 2", 2, 1),
        ("a: *b", 1, 4),
        ("a: b: c", 1, 5),
        ("a: 1\n---\nb: 2", 2, 1),
        ("", 1, 1),
        ("- 1", 1, 1),
        ("x: 1\na: !secret 3", 2, 4),
        ("a: .inf", 1, 4),
        ("a: " + "9" * 5000, 1, 4),
        ('{"a": 1,\n "a": 2}', 2, 2),
        ("a: &x [*x]", 1, 1),
        ("[" * 5000, 1, 1),
        ("a: \x00", 1, 4),
    ],
)
def test_a_broken_document_is_refused_with_its_line_and_column(text: str, line: int, column: int) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(text, **KIND)
    assert (caught.value.facts["line"], caught.value.facts["column"]) == (line, column)
    assert f"line {line}, column {column}" in caught.value.message
    assert caught.value.hint


def test_aliases_that_grow_without_end_are_refused() -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    with pytest.raises(DocumentError, match="aliases"):
        read_document("\n".join(lines), **KIND)


def test_words_dates_and_clock_times_stay_text() -> None:
    data, _ = read_document("a: yes\nb: 2020-01-01\nc: 1:30\nd: 0x10\ne: 007\nf: 1.5\ng: ~\nh: true")
    assert data == {
        "a": "yes",
        "b": "2020-01-01",
        "c": "1:30",
        "d": 16,
        "e": 7,
        "f": 1.5,
        "g": None,
        "h": True,
    }


def test_a_newer_schema_asks_for_an_upgrade() -> None:
    with pytest.raises(SchemaVersionError) as caught:
        read_document("name: x\nschema: reelwright/timeline@2", **KIND)
    assert caught.value.facts["line"] == 2
    assert "pgrade" in caught.value.hint


@pytest.mark.parametrize("schema", ["reelwright/storyboard@1", "timeline", "[1]", "7"])
def test_another_schema_is_named_as_wrong(schema: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(f"schema: {schema}", **KIND)
    assert not isinstance(caught.value, SchemaVersionError)
    assert "reelwright/timeline@1" in caught.value.hint


def test_places_follow_names_and_numbers_in_yaml_and_json(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{\n\t"a": [\n\t\t{"b": 1}\n\t]\n}')
    for source in ("\na:\n  - b: 1\n", path):
        _, locate = read_document(source)
        place = locate(("a", 0, "member", "b"))
        assert place.line == 3
        assert locate(("nothing",)).line == 2 - (source is path)


def test_files_that_are_missing_folders_binary_or_huge_are_refused(tmp_path: Path) -> None:
    (tmp_path / "binary.yaml").write_bytes(b"a: 1\nb: \xff\xfe")
    with (tmp_path / "huge.yaml").open("wb") as huge:
        huge.truncate(MAX_BYTES + 1)
    for name, word in [
        ("no.yaml", "There is no"),
        ("", "folder"),
        ("binary.yaml", "line 2"),
        ("huge.yaml", "MiB"),
    ]:
        with pytest.raises(DocumentError, match=word) as caught:
            read_document(tmp_path / name, **KIND)
        assert caught.value.exit_code == 2


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(-1e6, 1e6) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
printable = st.dictionaries(st.text("abc é☃:#-'\"", min_size=1, max_size=8), values, max_size=4)


@given(printable)
def test_what_is_written_as_json_is_read_back(data: dict[str, object]) -> None:
    assert read_document(dump_document(data, as_json=True))[0] == data


@given(
    st.dictionaries(
        st.text("ab é☃:#-'\"0", min_size=1, max_size=8), st.text("ab é☃:#-'\"0\n~[]{}&*!|>%@`", max_size=30)
    )
)
def test_text_written_as_yaml_is_read_back(data: dict[str, str]) -> None:
    assert read_document(dump_document(data, header="A comment\n\nof lines") or "{}")[0] == data


@given(st.text(max_size=200))
def test_no_text_whatever_ends_in_a_traceback(text: str) -> None:
    try:
        read_document(text, **KIND)
    except DocumentError as error:
        assert error.message


def test_writing_replaces_the_whole_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("old")
    path.chmod(0o640)
    write_document({"a": 1}, path)
    assert path.read_text() == "a: 1\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_writing_where_there_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_document({"a": 1}, tmp_path / "no" / "x.yaml")
    assert not (tmp_path / "no").exists()
