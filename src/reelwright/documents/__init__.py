"""Documents that people edit: YAML or JSON in, plain data out, and every complaint with its line and column.

Reading is strict and bounded: UTF-8, at most 16 MiB, one document, no repeated keys, no tags, no text that
expands without end through aliases. YAML is 1.2 (``yes`` is a word, ``1:30`` is text); dates stay text.
Writing is atomic: a reader sees the whole new document or the old one.
"""

from __future__ import annotations

import io
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError
from ruamel.yaml import YAML

from reelwright.documents.place import Locate, Place
from reelwright.documents.reader import Reader, is_json
from reelwright.errors import DocumentError, InputError, SchemaVersionError, from_os_error

__all__ = [
    "MAX_BYTES",
    "Locate",
    "Place",
    "complaint",
    "dump_document",
    "field_parser",
    "parse_document",
    "read_document",
    "validate_document",
    "write_document",
    "write_text",
]

MAX_BYTES: Final = 16 * 1024 * 1024

Model = TypeVar("Model", bound=BaseModel)


def read_document(
    source: Path | str, *, kind: str = "document", current_schema: str | None = None
) -> tuple[dict[str, Any], Locate]:
    """Read a document of one kind into plain data.

    Args:
        source: a ``Path`` is a file, a ``str`` is the document's own text. A path that ends in ``.json`` is
            read as JSON, every other file as YAML; text that starts with ``{`` may be either.
        kind: what the document is called in messages: "storyboard", "timeline".
        current_schema: what this version writes, ``name@number``; a document without ``schema`` is taken to
            be of this one. None reads a document of any schema.

    Returns:
        The top-level mapping, and a function that tells where in the text a value stands.

    Raises:
        SchemaVersionError: written by a newer version.
        DocumentError: missing, unreadable, too large, not UTF-8, not YAML or JSON, not a mapping, or of
            another kind.
    """
    if isinstance(source, Path):
        name, text = str(source), _read_text(source, kind)
        as_json = source.suffix.lower() == ".json"
    else:
        name, text = f"the {kind}", source
        as_json = text.lstrip().startswith("{") and is_json(text)
    reader = Reader(name, kind)
    data, locate = reader.json(text) if as_json else reader.yaml(text)
    if current_schema is not None:
        _check_schema(data, kind, current_schema, name, locate)
    return data, locate


def parse_document(model: type[Model], source: Path | str, *, kind: str, current_schema: str) -> Model:
    """Read and validate a document: :func:`read_document`, then :func:`validate_document`."""
    data, locate = read_document(source, kind=kind, current_schema=current_schema)
    return validate_document(model, data, locate, kind=kind)


def validate_document(model: type[Model], data: dict[str, Any], locate: Locate, *, kind: str) -> Model:
    """``data`` as a ``model``.

    Raises:
        DocumentError: the first complaint with its line and column; ``facts["problems"]`` holds up to twenty.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = []
        for entry in error.errors(include_url=False, include_input=False)[:20]:
            context = entry.get("ctx") or {}
            path = (*entry["loc"], *context.get("path", ()))
            place = locate(path)
            where = ".".join(str(part) for part in path)
            problems.append(
                {
                    "message": _plain(entry["type"], entry["msg"], where),
                    "where": where,
                    "line": place.line,
                    "column": place.column,
                    "hint": str(context.get("hint", "")),
                }
            )
        first = problems[0]
        more = f" ({error.error_count() - 1} more)" if error.error_count() > 1 else ""
        place = locate(())
        raise DocumentError(
            f"{place.source}, line {first['line']}, column {first['column']}: {first['message']}{more}",
            hint=str(first["hint"]) or f"Correct that line of the {kind} and run the command again.",
            path=place.source,
            line=first["line"],
            column=first["column"],
            problems=problems,
        ) from None


def complaint(message: str, *, hint: str = "", path: Iterable[str | int] = ()) -> PydanticCustomError:
    """What a model's validator raises about the value at ``path`` below itself."""
    text = message.replace("{", "{{").replace("}", "}}")
    return PydanticCustomError("reelwright", text, {"hint": hint, "path": tuple(path)})


def field_parser(parse: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """``parse`` for use in a pydantic ``BeforeValidator``: an InputError becomes a complaint with a place."""

    def parsed(value: Any) -> Any:
        try:
            return parse(value)
        except InputError as error:
            raise complaint(error.message, hint=error.hint) from None

    return parsed


def dump_document(data: Any, *, as_json: bool = False, header: str = "") -> str:
    """``data`` as text: JSON, or YAML that a person can edit, with ``header`` as comment lines on top.

    ``data`` is made of mappings, lists, strings, numbers, booleans and None; a commented mapping of
    ``ruamel.yaml`` keeps its comments (JSON drops them, and the header).
    """
    if as_json:
        return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    yaml = YAML()
    yaml.width = 100
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    buffer = io.StringIO()
    buffer.writelines(f"# {line}".rstrip() + "\n" for line in header.splitlines())
    yaml.dump(data, buffer)
    return buffer.getvalue()


def write_document(data: Any, path: Path, *, header: str = "") -> None:
    """Write ``data`` to ``path`` at once: JSON when the name ends in ``.json``, else YAML.

    Raises:
        OutputError: the path cannot be written.
        DiskFull: no space is left.
    """
    write_text(path, dump_document(data, as_json=path.suffix.lower() == ".json", header=header))


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` at once, in UTF-8.

    Raises:
        OutputError: the path cannot be written.
        DiskFull: no space is left.
    """
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
        temporary = None
    except OSError as error:
        raise from_os_error(error, path) from None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _read_text(path: Path, kind: str) -> str:
    hint = "Check the path; it is read from the current folder."
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise DocumentError(f"There is no {kind} at {path}.", hint=hint, path=str(path)) from None
    except IsADirectoryError:
        raise DocumentError(
            f"{path} is a folder, not a {kind}.", hint="Name the file in it.", path=str(path)
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DocumentError(f"Cannot read the {kind} {path}: {reason}.", hint=hint, path=str(path)) from None
    if len(raw) > MAX_BYTES:
        raise DocumentError(
            f"{path} is larger than {MAX_BYTES // 2**20} MiB, too large for a {kind}.",
            hint=f"Check that this file really is a {kind}; split it if it is.",
            path=str(path),
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        raise DocumentError(
            f"{path}, line {line}, column {column}: this is not UTF-8 text.",
            hint="Save the file as UTF-8; check that it is a text file at all.",
            path=str(path),
            line=line,
            column=column,
        ) from None


def _check_schema(data: dict[str, Any], kind: str, current: str, name: str, locate: Locate) -> None:
    if "schema" not in data:
        return
    said, place = data["schema"], locate(("schema",))
    where = f"{place.source}, line {place.line}, column {place.column}"
    facts: dict[str, Any] = {"path": name, "line": place.line, "column": place.column}
    ours, _, number = current.rpartition("@")
    match = re.fullmatch(r"(?P<name>[\w./-]+)@(?P<number>\d{1,9})", said) if isinstance(said, str) else None
    if match is None or match["name"] != ours:
        raise DocumentError(
            f"{where}: “{str(said)[:80]}” is not the schema of a {kind}.",
            hint=f"A {kind} says schema: {current}.",
            **facts,
        )
    if int(match["number"]) > int(number):
        raise SchemaVersionError(
            f"{where}: this {kind} was written by a newer version ({said}; this one reads up to {current}).",
            **facts,
        )


def _plain(kind: str, message: str, where: str) -> str:
    """A validator's complaint as a sentence that names the field."""
    field = where.rpartition(".")[2] if where else "the document"
    if kind == "extra_forbidden":
        return f"“{field}” is not known here."
    if kind == "missing":
        return f"“{field}” is missing."
    if kind == "reelwright":
        return message
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    return f"{where or field}: {message[:1].lower()}{message[1:]}."
