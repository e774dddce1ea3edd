"""The text of caption files: decoded, in lines, with what is wrong with them named by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from reelwright.errors import DocumentError

__all__ = ["MAX_BYTES", "Lines", "Problem", "decode", "read_lines"]

MAX_BYTES: Final = 10 * 1024 * 1024
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FORMAT_MARKS: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Problem:
    """A line, counted from 1, that cannot be used, and why."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


@dataclass(slots=True)
class Lines:
    """A caption file: its ``name`` for messages, its ``lines`` without their ends.

    ``problems`` are lines that had to be left out; ``notes`` say what was understood in a certain way.
    """

    name: str
    lines: list[str]
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def broken(self, index: int, message: str) -> None:
        """Line ``index``, counted from 0, cannot be used."""
        self.problems.append(Problem(index + 1, message))

    def remark(self, message: str, index: int | None = None) -> None:
        """Something worth knowing, once."""
        note = message if index is None else f"line {index + 1}: {message}"
        if note not in self.notes:
            self.notes.append(note)

    def refuse(self) -> None:
        """Raise when anything is broken.

        Raises:
            DocumentError: the first broken line; ``facts["problems"]`` holds up to twenty.
        """
        if not self.problems:
            return
        first, count = self.problems[0], len(self.problems)
        more = f" ({count - 1} more)" if count > 1 else ""
        raise DocumentError(
            f"{self.name}, {first}{more}",
            code="bad-captions",
            hint="Correct that line, or read what can be read with --lenient.",
            path=self.name,
            line=first.line,
            problems=[{"line": problem.line, "message": problem.message} for problem in self.problems[:20]],
        )


def read_lines(source: Path | str) -> Lines:
    """The lines of a file (``Path``) or of text (``str``).

    Raises:
        DocumentError: missing, unreadable, larger than 10 MB, or not text.
    """
    if isinstance(source, str):
        return _split("the captions", source, [])
    try:
        with source.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise DocumentError(
            f"The captions {source} cannot be read: {error.strerror or error}.",
            code="no-captions-file",
            hint="Check the path; it is read from the current folder.",
            path=str(source),
        ) from None
    return decode(raw, str(source))


def decode(raw: bytes, name: str) -> Lines:
    """The lines of a caption file: UTF-8, UTF-16 with or without a mark, else Windows-1252 with a note.

    Raises:
        DocumentError: larger than 10 MB, or not text.
    """
    if len(raw) > MAX_BYTES:
        raise DocumentError(
            f"{name} is larger than 10 MB.",
            code="too-large",
            hint="Captions of a film have some hundred kilobytes: check what kind of file it is.",
            path=name,
        )
    notes: list[str] = []
    encoding = next((kind for mark, kind in _MARKS if raw.startswith(mark)), "")
    if not encoding and b"\0" in raw[:4000]:
        encoding = "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
    try:
        if encoding:
            text = raw.decode(encoding)
        else:
            try:
                text = raw.decode("utf-8")
            except UnicodeDecodeError:
                text = raw.decode("cp1252")
                notes.append("read as Windows-1252, because it is not UTF-8")
    except UnicodeDecodeError:
        raise _not_text(name) from None
    if "\0" in text:
        raise _not_text(name)
    return _split(name, text, notes)


def _not_text(name: str) -> DocumentError:
    return DocumentError(
        f"{name} is not text.",
        code="bad-captions",
        hint="Give an SRT, WebVTT or ASS file in UTF-8.",
        path=name,
    )


def _split(name: str, text: str, notes: list[str]) -> Lines:
    text = text.removeprefix(_FORMAT_MARKS).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return Lines(name, text.split("\n"), notes=notes)
