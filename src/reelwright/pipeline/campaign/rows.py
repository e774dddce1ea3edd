"""The rows of a campaign from CSV, JSON Lines or Parquet: one after the other, bounded, and only data."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from reelwright.errors import InputError

__all__ = ["LONGEST_ROW", "MOST_ROWS", "Row", "read_rows"]

LONGEST_ROW: Final = 128 * 1024
"""Characters that one row may have."""

MOST_ROWS: Final = 100_000
_MOST_COLUMNS: Final = 500
_BATCH: Final = 64


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its ``number`` from 1 (the heading of a table does not count), and its cells by column.

    ``problem`` says why it could not be read; its cells are empty then.
    """

    number: int
    cells: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a ``.csv`` (also ``.tsv``), ``.jsonl`` or ``.parquet`` file, never more than one in memory
    (64 of Parquet).

    Cells are data: what looks like a formula or a placeholder stays the text that it is.

    Raises:
        InputError: the file is missing, of another kind, not UTF-8, has no heading or columns of one name, a
            row of CSV is longer than 128 KiB, there are more than 100000 rows, or reading Parquet needs the
            extra ``parquet``.
    """
    readers = {".csv": _csv, ".tsv": _csv, ".jsonl": _jsonl, ".ndjson": _jsonl, ".parquet": _parquet}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise _wrong(f"{path} is not a table.", "Give a .csv, .jsonl or .parquet file.")
    if not path.is_file():
        raise _wrong(f"There is no table at {path}.", "Check the path.")
    try:
        for row in reader(path):
            if row.number > MOST_ROWS:
                raise _wrong(f"{path} has more than {MOST_ROWS} rows.", "Split it into several tables.")
            yield row
    except UnicodeDecodeError:
        raise _wrong(f"{path} is not UTF-8 text.", "Save it as UTF-8.") from None
    except OSError as error:
        raise _wrong(f"{path} cannot be read: {error.strerror or error}.", "Check the file.") from None


def _wrong(message: str, hint: str) -> InputError:
    return InputError(message, code="bad-table", hint=hint)


class _Lines:
    """Lines of a stream, with a limit on what one row may take of them."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._taken = 0
        self.row = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(LONGEST_ROW + 2)
        if not line:
            raise StopIteration
        self._taken += len(line)
        if self._taken > LONGEST_ROW:
            raise _wrong(
                f"Row {self.row} is longer than {LONGEST_ROW // 1024} KiB.",
                "Shorten it; a quote that is not closed also makes rows run together.",
            )
        return line

    def next_row(self) -> None:
        self._taken = 0
        self.row += 1


def _csv(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = _Lines(stream)
        first = stream.readline(LONGEST_ROW + 2)
        stream.seek(0)
        delimiter = max(",;\t", key=first.count)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            columns = next(reader, None)
            if not columns or not any(name.strip() for name in columns):
                raise _wrong(f"{path} has no heading.", "Write the names of the columns in its first line.")
            names = [name.strip() for name in columns]
            _check_columns(names, path)
            number = 0
            lines.next_row()
            for cells in reader:
                lines.next_row()
                if not any(cell.strip() for cell in cells):
                    continue
                number += 1
                if len(cells) != len(names):
                    yield Row(number, problem=f"has {len(cells)} cells, not {len(names)}")
                else:
                    yield Row(number, dict(zip(names, cells, strict=True)))
        except csv.Error as error:
            raise _wrong(f"{path}, row {lines.row}: {error}.", "Check its quotes.") from None


def _check_columns(names: list[str], path: Path) -> None:
    if len(names) > _MOST_COLUMNS:
        raise _wrong(f"{path} has more than {_MOST_COLUMNS} columns.", "Leave out what is not used.")
    for index, name in enumerate(names):
        if not name:
            raise _wrong(f"{path}: column {index + 1} has no name.", "Name it, or take it out.")
        if name in names[:index]:
            raise _wrong(f"{path} has two columns “{name[:60]}”.", "Take one of them out.")


def _jsonl(path: Path) -> Iterator[Row]:
    number = 0
    with path.open(encoding="utf-8-sig") as stream:
        while line := stream.readline(LONGEST_ROW + 2):
            if len(line) > LONGEST_ROW + 1:
                while line and not line.endswith("\n"):  # the rest of it, a piece at a time
                    line = stream.readline(LONGEST_ROW)
                number += 1
                yield Row(number, problem=f"is longer than {LONGEST_ROW // 1024} KiB")
            elif line.strip():
                number += 1
                yield _json_row(number, line)


def _json_row(number: int, line: str) -> Row:
    try:
        cells = json.loads(line, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        return Row(number, problem=f"is not JSON: {str(error)[:100]}")
    if not isinstance(cells, dict):
        return Row(number, problem="is not a JSON object")
    return Row(number, cells)


def _parquet(path: Path) -> Iterator[Row]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise InputError(
            "Reading Parquet needs pyarrow, which is not installed.",
            code="missing-extra",
            hint="Install reelwright[parquet], or save the table as CSV or JSON Lines.",
        ) from None
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            _check_columns(list(file.schema_arrow.names), path)
            number = 0
            for batch in file.iter_batches(batch_size=_BATCH):
                for index in range(batch.num_rows):
                    number += 1
                    cells = {name: batch.column(name)[index].as_py() for name in batch.schema.names}
                    if sum(len(str(cell)) for cell in cells.values()) > LONGEST_ROW:
                        yield Row(number, problem=f"is longer than {LONGEST_ROW // 1024} KiB")
                    else:
                        yield Row(number, cells)
    except pyarrow.ArrowException as error:
        raise _wrong(f"{path} is not a Parquet file: {str(error)[:150]}.", "Check the file.") from None
